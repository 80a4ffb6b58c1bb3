//! The tables of the page.

use crm_kit::clv::FitReport;

use crate::clv::study::Study;
use crate::clv::words::{digits, in_currency, number, standard_error, title};
use crate::draw::Figures;
use crate::report::cell::count;

/// Returns the customers in ten equal groups by value, the most valuable first; `None` without values.
pub(super) fn tenths(study: &Study) -> Option<Figures> {
    const GROUPS: usize = 10;
    let header = ["by value", "customers", "purchases to come", "value to come", "of all value"];
    let mut table = Figures::new("tenths", "Ten groups of the same size, the most valuable first", header);
    let lines = study.customers.lines.iter();
    let mut lines: Vec<(f64, f64)> = lines.filter_map(|line| Some((line.value?, line.purchases))).collect();
    lines.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then(other.1.total_cmp(&one.1)));
    let all: f64 = lines.iter().map(|(value, _)| value).sum();
    for group in 0..GROUPS {
        let (from, to) = (lines.len() * group / GROUPS, lines.len() * (group + 1) / GROUPS);
        let part = lines.get(from..to).unwrap_or_default();
        if part.is_empty() {
            continue;
        }
        let value: f64 = part.iter().map(|(value, _)| value).sum();
        let share = value / all * 100.0;
        table.row(
            format!("{}–{} %", group * 100 / GROUPS, (group + 1) * 100 / GROUPS),
            [
                count(part.len() as u64),
                number(part.iter().map(|(_, purchases)| purchases).sum(), 1),
                in_currency(study, value),
                if share.is_finite() { format!("{} %", number(share, 1)) } else { "–".to_owned() },
            ],
        );
    }
    (!lines.is_empty()).then_some(table)
}

/// Returns the models among each other.
pub(super) fn comparison(study: &Study) -> Figures {
    let header = ["model", "parameters", "log-likelihood", "AIC", "BIC", "rank by AIC", "rank by BIC", "fit"];
    let mut table = Figures::new("comparison", "The models among each other, best first", header);
    for one in &study.comparison {
        table.row(
            one.model,
            [
                one.parameters.to_string(),
                number(one.log_likelihood, 2),
                number(one.aic, 1),
                number(one.bic, 1),
                one.aic_rank.to_string(),
                one.bic_rank.to_string(),
                if one.is_sound { "sound" } else { "see below" }.to_owned(),
            ],
        );
    }
    table
}

/// Returns the parameters of all models.
pub(super) fn estimates(study: &Study) -> Figures {
    let header = ["model", "parameter", "estimate", "standard error"];
    let mut table = Figures::new("estimates", "Their parameters", header);
    for (_, model) in study.fitted() {
        for (place, one) in model.report().estimates.iter().enumerate() {
            let name = if place == 0 { title(model) } else { String::new() };
            table.row(name, [one.name.to_string(), digits(one.value), standard_error(one.standard_error)]);
        }
    }
    table
}

/// Returns the parameters of the model of spend.
pub(super) fn spend(report: &FitReport) -> Figures {
    let mut table = Figures::new("gamma-gamma", "Gamma-Gamma", ["parameter", "estimate", "standard error"]);
    for one in &report.estimates {
        table.row(one.name.to_string(), [digits(one.value), standard_error(one.standard_error)]);
    }
    table
}

/// Returns how all models do on the data: on what was held out, and by how often customers came back.
pub(super) fn judged(study: &Study) -> Vec<Figures> {
    let mut tables = Vec::new();
    let names: Vec<&str> = study.fitted().map(|(_, model)| model.report().model).collect();
    if study.split.is_some() {
        let header = ["model", "expected", "came", "mean size of error", "root mean square", "mean error"];
        let mut table = Figures::new("held-out", "Purchases held out, a customer where it is a mean", header);
        for (name, judged) in names.iter().zip(&study.judged) {
            let Some(fit) = &judged.holdout else { continue };
            let means = [fit.mean_absolute_error, fit.root_mean_squared_error, fit.bias];
            let sums = [number(fit.expected, 2), count(fit.actual)];
            table.row(*name, sums.into_iter().chain(means.map(|mean| number(mean, 5))));
        }
        tables.push(table);
    }
    let Some(first) = study.judged.first() else { return tables };
    let header = ["came back", "customers"].into_iter().chain(names.iter().copied());
    let mut table =
        Figures::new("frequencies", "Customers by how often they came back, and as expected", header);
    for (place, class) in first.frequencies.iter().enumerate() {
        let more = if class.or_more { " times or more" } else { " times" };
        let expected = study.judged.iter().filter_map(|judged| judged.frequencies.get(place));
        let expected = expected.map(|class| number(class.expected, 1));
        let figures = [count(class.observed)].into_iter().chain(expected);
        table.row(format!("{}{more}", class.frequency), figures);
    }
    tables.push(table);
    tables
}
