//! What the study says in words.

use crm_kit::clv::{ContractFitError, Retained, SurvivalEstimate};

use super::renewals::Compared;
use super::study::Study;
use super::survival::Event;
use crate::fit_words::{digits, number, sentence, verdict};
use crate::purchase_log::{PARTS, date_of};
use crate::report::cell::{count, counted, decimal};

/// Returns a share in percent with one decimal; what is not all or none is never written as such.
pub(super) fn percent(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    match text.as_str() {
        "100.0" if share < 1.0 => ">99.9".to_owned(),
        "0.0" if share > 0.0 => "<0.1".to_owned(),
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
        || "fewer than half had done so in the longest time that anybody was waited for".to_owned(),
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

/// Returns who counts as a contract, and how far that is so.
pub(super) fn contracts(study: &Study) -> Vec<String> {
    let (contracts, noun) = (&study.contracts, study.by.noun());
    let rule = format!(
        "each {noun} in which a customer buys renews a contract of a {noun}, and whoever misses one has left for good"
    );
    let fate = format!("{} of {} left", count(contracts.left), counted(contracts.customers, "customer"));
    let doubt = match (contracts.left, contracts.returned) {
        (0, _) => "Nobody missed one".to_owned(),
        (_, 0) => format!("{fate}; none of them bought again later, which agrees with contracts"),
        (_, back) => format!(
            "{fate}, but {} of them bought again later: these are not contracts, and the figures tell how long customers buy \
             without a gap, not how long they stay",
            count(back)
        ),
    };
    vec![sentence(&rule), sentence(&doubt)]
}

/// Returns a share as observed and by the model, in percent.
pub(super) fn compared(Compared { observed, predicted }: Compared) -> [String; 2] {
    [Some(observed), predicted]
        .map(|share| share.map_or_else(|| "-".to_owned(), |share| percent(share) + " %"))
}

/// Returns what the model of contracts says, and what is wrong with it; or why there is none.
pub(super) fn contract_model(study: &Study) -> Vec<String> {
    let noun = study.by.noun();
    let fitted = match &study.contracts.fitted {
        Ok(fitted) => fitted,
        Err(why) => return vec![format!("No model is fitted: {}.", unfitted(study, *why))],
    };
    let estimates = fitted.report.estimates.iter().map(|one| {
        let error = one.standard_error.value().map(|error| format!(" (standard error {})", digits(error)));
        format!("{} {}{}", one.name, digits(one.value), error.unwrap_or_default())
    });
    let mut texts = vec![format!(
        "Shifted beta-geometric, {}: {}",
        estimates.collect::<Vec<_>>().join(", "),
        verdict(&fitted.report)
    )];
    if let Some(text) = texts.first_mut().filter(|text| !text.ends_with('.')) {
        text.push('.');
    }
    if fitted.report.is_sound() {
        texts.push(fitted.model.expected_lifetime().map_or_else(
            || "A lifetime has no mean by it: alpha is not above 1, some stay very long.".to_owned(),
            |periods| {
                format!("A new customer buys in {} {noun}s without a gap, on average.", number(periods, 2))
            },
        ));
    }
    texts
}

/// Returns why there is no model of contracts.
pub(super) fn unfitted(study: &Study, why: ContractFitError) -> String {
    match why {
        ContractFitError::NoRenewals => {
            let noun = study.by.noun();
            format!("no {noun} after that of a first purchase is over yet, so no renewal was due")
        }
        other => other.to_string(),
    }
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
        assert_eq!([1.0, 0.9999, 0.5, 0.0001, 0.0].map(percent), ["100.0", ">99.9", "50.0", "<0.1", "0.0"]);
        assert_eq!((money(12_345_678), money(-4_000)), ("1,235".to_owned(), "0".to_owned()));
    }
}
