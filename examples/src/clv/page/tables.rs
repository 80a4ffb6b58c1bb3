//! The tables of the page.

use crm_kit::clv::{ComparedModel, FitReport};

use crate::clv::study::{Judged, Study};
use crate::clv::words::{digits, number, standard_error, title};
use crate::purchase_log::date_of;
use crate::report::cell::count;
use crate::report::page::layout::Layout;

/// Every so many periods of the tracking are shown, a quarter of weeks, or several quarters where there would be more rows than
/// this.
const SHOWN: usize = 13;
const MOST_ROWS: usize = 16;

/// The models among each other.
pub(super) fn models(study: &Study, width: u16) -> String {
    let mut table = Layout::new(width).text("model").number("parameters").number("log-likelihood");
    table = table.number("AIC").number("BIC").number("by AIC").number("by BIC").text("");
    for one in &study.comparison {
        table.row([
            one.model.to_owned(),
            one.parameters.to_string(),
            number(one.log_likelihood, 2),
            number(one.aic, 1),
            number(one.bic, 1),
            one.aic_rank.to_string(),
            one.bic_rank.to_string(),
            if one.is_sound { "sound" } else { "see below" }.to_owned(),
        ]);
    }
    table.finish()
}

/// The parameters of all models.
pub(super) fn estimates(study: &Study, width: u16) -> String {
    let mut table =
        Layout::new(width).text("model").text("parameter").number("estimate").number("standard error");
    for (_, model) in study.fitted() {
        for (place, one) in model.report().estimates.iter().enumerate() {
            let name = if place == 0 { title(model) } else { String::new() };
            table.row([name, one.name.to_string(), digits(one.value), standard_error(one.standard_error)]);
        }
    }
    table.finish()
}

/// The parameters of one model.
pub(super) fn parameters(report: &FitReport, width: u16) -> String {
    let mut table = Layout::new(width).text("parameter").number("estimate").number("standard error");
    for one in &report.estimates {
        table.row([one.name.to_string(), digits(one.value), standard_error(one.standard_error)]);
    }
    table.finish()
}

/// Returns how models did, best first, each with its name.
fn ranked(study: &Study) -> Vec<(&'static str, &Judged)> {
    let one = |one: &ComparedModel| {
        let of_name = study.fitted().find(|(_, model)| model.report().model == one.model);
        let judged = of_name.and_then(|(name, _)| study.judged.iter().find(|judged| judged.name == name));
        judged.map(|judged| (one.model, judged))
    };
    study.comparison.iter().filter_map(one).collect()
}

/// Returns a table with a column for each model: of as many, best first, as there is room for.
fn by_model(study: &Study, table: impl Fn(&[(&'static str, &Judged)]) -> Layout) -> String {
    let mut ranked = ranked(study);
    loop {
        let made = table(&ranked);
        if made.fits() || ranked.len() < 2 {
            return made.finish();
        }
        ranked.pop();
    }
}

/// Customers by how often they came back, and how many each model expects.
pub(super) fn frequencies(study: &Study, width: u16) -> String {
    by_model(study, |ranked| {
        let mut table = Layout::new(width).number("times").number("customers");
        for (name, _) in ranked {
            table = table.number(name);
        }
        let classes = ranked.first().map(|(_, judged)| judged.frequencies.as_slice()).unwrap_or_default();
        for (place, class) in classes.iter().enumerate() {
            let more = if class.or_more { " or more" } else { "" };
            let expected = ranked.iter().map(|(_, judged)| {
                judged.frequencies.get(place).map(|class| number(class.expected, 1)).unwrap_or_default()
            });
            table.row(
                [format!("{}{more}", class.frequency), count(class.observed)].into_iter().chain(expected),
            );
        }
        table
    })
}

/// How models do on the days held out.
pub(super) fn holdout(study: &Study, width: u16) -> String {
    let mut table = Layout::new(width).text("model").number("expected").number("came").number("off by");
    table = table.number("mean size of error").number("root mean square");
    for (name, judged) in ranked(study) {
        let Some(fit) = &judged.holdout else { continue };
        let came = u32::try_from(fit.actual).map_or(f64::NAN, f64::from);
        let error = (fit.expected / came - 1.0) * 100.0;
        table.row([
            name.to_owned(),
            number(fit.expected, 2),
            count(fit.actual),
            if error.is_finite() { format!("{error:+.1} %") } else { "-".to_owned() },
            number(fit.mean_absolute_error, 5),
            number(fit.root_mean_squared_error, 5),
        ]);
    }
    table.finish()
}

/// Repeat purchases of all customers since the first day, and how many each model expects.
pub(super) fn tracking(study: &Study, width: u16) -> String {
    by_model(study, |ranked| {
        let mut table = Layout::new(width).number("until").text("").number("purchases");
        for (name, _) in ranked {
            table = table.number(name);
        }
        let periods = ranked.first().map(|(_, judged)| judged.tracking.as_slice()).unwrap_or_default();
        let step = SHOWN * periods.len().div_ceil(SHOWN * MOST_ROWS).max(1);
        for (place, period) in periods.iter().enumerate() {
            if (place + 1) % step != 0 && place + 1 != periods.len() {
                continue;
            }
            let held_out = if period.end > study.end() { "held out" } else { "" };
            let actual = period.actual_total.map_or_else(|| "not known".to_owned(), count);
            let expected = ranked.iter().map(|(_, judged)| {
                judged.tracking.get(place).map(|period| number(period.expected_total, 1)).unwrap_or_default()
            });
            let row = [date_of(period.end).to_string(), held_out.to_owned(), actual];
            table.row(row.into_iter().chain(expected));
        }
        table
    })
}
