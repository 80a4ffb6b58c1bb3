//! What the study says in words.

use crm_kit::clv::{Boundary, Grain, Refunds};

use super::models::Model;
use super::study::Study;
pub(super) use crate::fit_words::{digits, ending, faults, number, standard_error, verdict};
use crate::purchase_log::{PARTS, date_of};
use crate::report::cell::{count, counted};

/// Below this size of correlation spend hardly depends on frequency, below the second weakly, below the third middling.
///
/// # Source
///
/// Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd edition, 3.2: small, medium, large.
const CORRELATIONS: [(f64, &str); 3] = [(0.1, "hardly any"), (0.3, "weak"), (0.5, "middling")];

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
