//! The charts of the page.

use askama::Template;
use crm_kit::clv::TrackingPeriod;

use super::ChartView;
use crate::clv::study::{Judged, Study};
use crate::clv::words::number;
use crate::draw::{Columns, Curves, Mark, Pair, Scale, Series, Style};
use crate::purchase_log::date_of;
use crate::report::cell::count;

/// Returns the charts of the model that predicts.
pub(super) fn of(study: &Study) -> askama::Result<Vec<ChartView>> {
    let Some(judged) = study.judged() else { return Ok(Vec::new()) };
    let mut charts = Vec::new();
    if judged.tracking.len() > 1 {
        let by_week = |period: &TrackingPeriod| (period.actual.map(figure), period.expected);
        let in_all = |period: &TrackingPeriod| (period.actual_total.map(figure), period.expected_total);
        charts.push(ChartView {
            title: "Repeat purchases in all",
            svg: curves(study, judged, "Repeat purchases in all, by week", in_all).render()?,
        });
        charts.push(ChartView {
            title: "Repeat purchases week by week",
            svg: curves(study, judged, "Repeat purchases week by week", by_week).render()?,
        });
    }
    charts.push(ChartView {
        title: "Customers by how often they came back",
        svg: frequencies(judged).render()?,
    });
    if let Some(svg) = groups(judged) {
        charts.push(ChartView {
            title: "Held out: purchases a customer, by how often they had come back",
            svg: svg.render()?,
        });
    }
    Ok(charts)
}

#[expect(clippy::cast_precision_loss, reason = "places in a picture")]
const fn figure(count: u64) -> f64 {
    count as f64
}

fn curves(
    study: &Study,
    judged: &Judged,
    label: &str,
    of: impl Fn(&TrackingPeriod) -> (Option<f64>, f64),
) -> Curves {
    let at = |period: &TrackingPeriod| f64::from(period.end);
    let points = |of: &dyn Fn(&TrackingPeriod) -> f64| -> Vec<(f64, f64)> {
        judged.tracking.iter().map(|period| (at(period), of(period))).collect()
    };
    let actual = points(&|period| of(period).0.unwrap_or(f64::NAN));
    let expected = points(&|period| of(period).1);
    let ends: Vec<(f64, String)> = [judged.tracking.first(), judged.tracking.last()]
        .into_iter()
        .flatten()
        .map(|period| (at(period), date_of(period.end).to_string()))
        .collect();
    let (low, high) = (ends.first().map_or(0.0, |end| end.0), ends.last().map_or(1.0, |end| end.0));
    let y = Scale::from_zero(actual.iter().chain(&expected).map(|(_, figure)| *figure));
    let mark = study
        .split
        .as_ref()
        .map(|_| Mark { at: f64::from(study.end()), text: "held out from here".to_owned() });
    let series = [
        Series { style: Style::Solid, points: actual, limits: Vec::new() },
        Series { style: Style::Dashed, points: expected, limits: Vec::new() },
    ];
    Curves::of(label, &Scale::between(low, high, ends), &y, &series, mark.as_ref())
}

fn frequencies(judged: &Judged) -> Columns {
    let pairs = judged.frequencies.iter().map(|class| {
        let more = if class.or_more { "+" } else { "" };
        Pair {
            name: format!("{}{more}", class.frequency),
            observed: figure(class.observed),
            expected: class.expected,
            text: format!(
                "{}{more} times: {} customers, {} expected",
                class.frequency,
                count(class.observed),
                number(class.expected, 1)
            ),
        }
    });
    let pairs: Vec<Pair> = pairs.collect();
    Columns::of(&label("Customers by how often they came back", &pairs), &pairs)
}

fn groups(judged: &Judged) -> Option<Columns> {
    let pairs = judged.holdout.as_ref()?.groups.iter().map(|group| {
        let more = if group.or_more { "+" } else { "" };
        Pair {
            name: format!("{}{more}", group.frequency),
            observed: group.mean_actual(),
            expected: group.mean_expected(),
            text: format!(
                "{}{more} times before: {} a customer, {} expected, {} customers",
                group.frequency,
                number(group.mean_actual(), 2),
                number(group.mean_expected(), 2),
                count(group.customers)
            ),
        }
    });
    let pairs: Vec<Pair> = pairs.collect();
    Some(Columns::of(&label("Purchases held out", &pairs), &pairs))
}

fn label(what: &str, pairs: &[Pair]) -> String {
    let texts: Vec<&str> = pairs.iter().map(|pair| pair.text.as_str()).collect();
    format!("{what}: {}", texts.join("; "))
}
