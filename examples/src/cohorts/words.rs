//! What the study says in words.

use crm_kit::clv::{Retained, SurvivalEstimate};

use super::study::Study;
use super::survival::Event;
use crate::purchase_log::{PARTS, date_of};
use crate::report::cell::{count, counted, decimal};

/// Returns a share in percent with one decimal; what is not all or none is never written as such.
pub(super) fn percent(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    match text.as_str() {
        "100.0" if share < 1.0 => "99.9".to_owned(),
        "0.0" if share > 0.0 => "0.1".to_owned(),
        _ => text,
    }
}

pub(super) fn retained(cell: Retained) -> String {
    cell.share().map_or_else(|| "-".to_owned(), percent)
}

/// Returns an amount of ten-thousandths in whole units of the currency.
#[expect(clippy::cast_precision_loss, reason = "for reading only, to whole units")]
pub(super) fn money(parts: i128) -> String {
    let text = format!("{:.0}", parts as f64 / f64::from(PARTS));
    decimal(if text == "-0" { "0" } else { &text })
}

/// Returns an estimate with its limits, in percent.
pub(super) fn estimate(one: &SurvivalEstimate) -> String {
    match (one.lower, one.upper) {
        (Some(lower), Some(upper)) => {
            format!("{} % ({} to {})", percent(one.value), percent(lower), percent(upper))
        }
        _ => format!("{} %", percent(one.value)),
    }
}

/// Returns what the curve is of.
pub(super) fn event(study: &Study) -> String {
    match study.event {
        Event::Repeat => {
            "days from the first to the second purchase day; who has not come back by the end may still do so"
                .to_owned()
        }
        Event::Silence => format!(
            "days from the first purchase until {} have passed without another; whoever buys again later was silent \
             nevertheless",
            counted(u64::from(study.silent_after), "day")
        ),
    }
}

/// Returns what the survivors of the curve are.
pub(super) const fn survivors(event: Event) -> &'static str {
    match event {
        Event::Repeat => "not come back yet",
        Event::Silence => "not silent yet",
    }
}

/// Returns the middle of the durations, and how many events there are.
pub(super) fn summary(study: &Study) -> String {
    let median = study.curve.median().map_or_else(
        || "fewer than half had done so by the longest time observed".to_owned(),
        |days| format!("half of all had done so by {days} days"),
    );
    let whole = |number: f64| decimal(&format!("{number:.0}"));
    let (events, all) = (whole(study.survival.events()), whole(study.survival.total()));
    let what = match study.event {
        Event::Repeat => "came back",
        Event::Silence => "fell silent",
    };
    format!("{events} of {all} customers {what} while they were observed; {median}")
}

/// Returns how many customers, purchases and cohorts there are.
pub(super) fn customers(study: &Study) -> String {
    let periods = study.triangle.periods();
    format!(
        "{} with {}; cohorts by {} from {} to {}",
        counted(study.customers, "customer"),
        counted(study.occasions as u64, "purchase day"),
        study.by.noun(),
        study.by.name(periods.first()),
        study.by.name(periods.last())
    )
}

pub(super) fn observed(study: &Study) -> String {
    format!("{} to {}", date_of(study.log.first_day()), date_of(study.end))
}

/// Returns how many customers of how many were active, in words.
pub(super) fn of(cell: Retained) -> String {
    format!("{} of {}", count(cell.active), count(cell.customers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_are_a_hundred_percent() {
        assert_eq!([1.0, 0.9999, 0.5, 0.0001, 0.0].map(percent), ["100.0", "99.9", "50.0", "0.1", "0.0"]);
        assert_eq!((money(12_345_678), money(-4_000)), ("1,235".to_owned(), "0".to_owned()));
    }
}
