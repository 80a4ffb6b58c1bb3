//! What the study says in words.

use crm_kit::clv::{Boundary, Ending, Estimate, FitReport, FlatDirection, Grain, Refunds, StandardError};

use super::models::Model;
use super::study::Study;
use crate::purchase_log::{PARTS, date_of};
use crate::report::cell::{count, counted, decimal};

/// Below this size of correlation spend hardly depends on frequency, below the second weakly, below the third middling.
///
/// # Source
///
/// Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd edition, 3.2: small, medium, large.
const CORRELATIONS: [(f64, &str); 3] = [(0.1, "hardly any"), (0.3, "weak"), (0.5, "middling")];

/// A parameter has no part worth telling in a flat direction below this.
const SMALL_PART: f64 = 0.05;

/// Returns a number with so many decimals, thousands set apart.
pub(super) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let text = if text.trim_start_matches('-').bytes().all(|byte| matches!(byte, b'0' | b'.')) {
        text.trim_start_matches('-').to_owned()
    } else {
        text
    };
    decimal(&text)
}

/// Returns a number with so many digits that count, as small or large as it is.
pub(super) fn digits(value: f64) -> String {
    let size = value.abs();
    if size > 0.0 && !(1e-3..1e7).contains(&size) {
        return format!("{value:.3e}");
    }
    let decimals = [(1e4, 0), (1e3, 1), (1e2, 2), (10.0, 3), (1.0, 4)];
    let fits = decimals.iter().find(|(least, _)| size >= *least).map_or(5, |(_, decimals)| *decimals);
    number(value, fits)
}

/// Returns an amount of ten-thousandths in units of the currency, to two decimals.
#[expect(clippy::cast_precision_loss, reason = "for reading only, to two decimals")]
pub(super) fn money(study: &Study, parts: i128) -> String {
    in_currency(study, parts as f64 / f64::from(PARTS))
}

pub(super) fn in_currency(study: &Study, value: f64) -> String {
    let currency = study.log.currency.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
    number(value, 2) + &currency
}

/// Returns how a model is named for reading: `BG/NBD`, with k where it has one.
pub(super) fn title(model: &Model) -> String {
    let name = model.report().model;
    model.regularity().map_or_else(|| name.to_owned(), |k| format!("{name} (k = {k})"))
}

/// Returns how the search for the parameters went.
pub(super) fn ending(report: &FitReport) -> String {
    let steps = counted(u64::from(report.steps), "step");
    let gradient = format!("gradient {:.0e} a customer", report.gradient);
    match report.ending {
        Ending::Converged => format!("converged in {steps}, {gradient}"),
        other => format!("NOT CONVERGED: {other}; {steps}, {gradient}"),
    }
}

/// Returns whatever is wrong with a fit, one sentence each; none where it is sound.
pub(super) fn faults(report: &FitReport) -> Vec<String> {
    let mut faults: Vec<String> =
        report.boundaries.iter().map(|boundary| sentence(&boundary.to_string())).collect();
    faults.extend(report.flat_directions.iter().filter_map(|flat| flat_direction(report, flat)));
    let without = |estimate: &&Estimate| estimate.standard_error.value().is_none();
    let missing: Vec<&Estimate> = report.estimates.iter().filter(without).collect();
    if !missing.is_empty() {
        let names =
            missing.iter().map(|one| format!("{} ({})", one.name, one.standard_error)).collect::<Vec<_>>();
        faults.push(format!("No standard error of {}.", names.join(", ").replace("none: ", "")));
    }
    faults
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

fn flat_direction(report: &FitReport, flat: &FlatDirection) -> Option<String> {
    let parts = report.estimates.iter().zip(&flat.direction).filter(|(_, part)| part.abs() >= SMALL_PART);
    let parts: Vec<String> = parts.map(|(one, part)| format!("ln {} by {part:+.2}", one.name)).collect();
    if parts.is_empty() {
        return None;
    }
    let spread = match flat.standard_deviation {
        Some(deviation) => format!("a standard deviation of {}", digits(deviation)),
        None => "no end".to_owned(),
    };
    let moved = parts.join(", ");
    Some(format!("Flat: the likelihood hardly changes along {moved} ({spread})."))
}

/// Returns a standard error, or why there is none.
pub(super) fn standard_error(error: StandardError) -> String {
    match error {
        StandardError::Known(value) => digits(value),
        StandardError::AtLimit => "at a limit".to_owned(),
        StandardError::Flat => "not pinned down".to_owned(),
        StandardError::NotAtMaximum => "no maximum".to_owned(),
    }
}

/// Returns which models find no dropout, where some do not, and what that means.
pub(super) fn dropout(study: &Study) -> Option<String> {
    let with = study.fitted().map(|(_, model)| model).filter(|model| !matches!(model, Model::Nbd(_)));
    let (none, some): (Vec<&Model>, Vec<&Model>) =
        with.partition(|model| model.report().boundaries.contains(&Boundary::NoDropout));
    if none.is_empty() {
        return None;
    }
    let names = |models: &[&Model]| models.iter().map(|model| title(model)).collect::<Vec<_>>().join(", ");
    let regular = some.iter().all(|model| model.regularity().is_some());
    let beside = match (some.is_empty(), regular) {
        (true, _) => String::new(),
        (false, false) => format!(" Only {} finds some.", names(&some)),
        (false, true) => {
            format!(
                " Only {} finds some: customers who buy at regular times are missed earlier.",
                names(&some)
            )
        }
    };
    Some(format!(
        "NO DROPOUT IS IDENTIFIED by {}. NBD, in which nobody ever stops buying, explains these data as well. What such a model \
         says of who has stopped, its P(alive) first of all, is not known from these data, whatever number a program may \
         print.{beside}",
        names(&none)
    ))
}

/// Returns what the reader of P(alive) should know.
pub(super) fn alive(study: &Study) -> Option<String> {
    let model = study.model()?;
    if !model.knows_dropout() {
        return Some(format!(
            "P(alive) is left empty: by {} it would be a number without meaning, since no dropout is identified.",
            title(model)
        ));
    }
    model.takes_newcomers_for_alive().then(|| {
        format!(
            "By {} everybody who never came back is alive, P = 1, by construction; mbg-nbd and pareto-nbd do not suppose that.",
            title(model)
        )
    })
}

/// Returns what the reader of values in money should know where the model of spend has faults.
pub(super) fn spend_in_doubt(study: &Study) -> Option<String> {
    let report = &study.spend.as_ref().ok()?.report;
    (!report.is_sound())
        .then(|| "Values in money rest on a fit of spend that is NOT WITHOUT A FAULT.".to_owned())
}

/// Returns how far spend depends on frequency, which the model of spend supposes it does not.
pub(super) fn independence(study: &Study) -> Option<String> {
    let correlation = study.spend_cells.correlation()?;
    let known = CORRELATIONS.iter().find(|(most, _)| correlation.abs() < *most).map(|(_, word)| *word);
    let customers = counted(study.spend_cells.customers(), "customer");
    let word = known.unwrap_or("STRONG");
    let means =
        if known.is_some() { "" } else { ": values that rest on it mislead, take customers of a kind apart" };
    Some(format!(
        "Correlation of frequency and mean spend over {customers}: {correlation:.4} ({word}); the model supposes 0{means}"
    ))
}

/// Returns the time that was observed.
pub(super) fn observed(study: &Study) -> String {
    let first = date_of(study.log.first_day());
    let fitted = format!("{first} to {}, in {}", date_of(study.end()), study.unit());
    match &study.split {
        None => fitted,
        Some(split) => format!(
            "{fitted}; then held out to {} ({} {})",
            date_of(split.holdout_end()),
            number(split.holdout_length(), 1),
            study.unit()
        ),
    }
}

/// Returns how many customers there are, and how often they came back.
pub(super) fn customers(study: &Study) -> String {
    let cells = &study.cells;
    let what = study.choices.grain.occasion();
    format!(
        "{}, of whom {} came back; {} beyond the first",
        counted(cells.customers(), "customer"),
        count(cells.repeat_customers()),
        counted(cells.repeat_purchases(), what)
    )
}

/// Returns what was spent, and what became of refunds.
pub(super) fn spent(study: &Study) -> String {
    let sum = |of: fn(&crm_kit::clv::Summary) -> i128| {
        study.summaries.summaries().map(|one| of(&one)).sum::<i128>()
    };
    let (spend, refunded) = (sum(crm_kit::clv::Summary::spend), sum(crm_kit::clv::Summary::refunded));
    let refunds = study.summaries.report().refunds;
    let told = match (refunds, study.rule.refunds()) {
        (0, _) => String::new(),
        (some, Refunds::NetOfTheDay) => format!(
            "; {} netted by the day, beyond that {} apart",
            counted(some, "refund"),
            money(study, refunded)
        ),
        (some, _) => format!("; {} of {} apart from it", counted(some, "refund"), money(study, refunded)),
    };
    format!("{} spent on {}s{told}", money(study, spend), study.choices.grain.occasion())
}

/// Returns everything else that was left out.
pub(super) fn left_out(study: &Study) -> Vec<String> {
    let mut notes = study.notes.clone();
    let without = study.summaries.report().customers_without_purchase;
    if without > 0 {
        notes.push(format!("{} with refunds alone, left out", counted(without, "customer")));
    }
    if let Some(split) = &study.split
        && split.first_bought_in_holdout() > 0
    {
        let late = counted(split.first_bought_in_holdout(), "customer");
        notes.push(format!("{late} who first bought in the holdout, left out"));
    }
    if study.rule.grain() == Grain::Order && study.log.counts.joined == 0 {
        notes
            .push("each row counts as an order; --order names the column that tells orders apart".to_owned());
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_count() {
        for (value, text) in [
            (0.242_594_5, "0.24259"),
            (4.413_602, "4.4136"),
            (10.577_68, "10.578"),
            (12_345.678, "12,346"),
            (1.5e12, "1.500e12"),
            (2e-5, "2.000e-5"),
            (0.0, "0.00000"),
        ] {
            assert_eq!(digits(value), text);
        }
        assert_eq!((number(-0.001, 2), number(-1234.5, 1)), ("0.00".to_owned(), "-1,234.5".to_owned()));
    }
}
