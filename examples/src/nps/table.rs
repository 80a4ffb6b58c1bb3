//! Every score as CSV: a row for each period, and for each segment of it.

use std::io::Write;

use crm_kit::kpi::statistics::Interval;

use super::group::Group;
use super::study::Study;
use crate::report::cell::guarded;

const HEADER: [&str; 18] = [
    "period",
    "dimension",
    "segment",
    "n",
    "promoters",
    "passives",
    "detractors",
    "without_an_answer",
    "score",
    "low",
    "high",
    "small",
    "weighted_score",
    "weighted_low",
    "weighted_high",
    "effective_n",
    "uninvited",
    "running",
];

/// Writes the table; what is not known is empty.
pub(super) fn write(study: &Study, out: &mut dyn Write) -> csv::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(HEADER)?;
    for place in 0..study.periods.len() {
        table.write_record(row(study, place, ["", ""], &study.group(place)))?;
        for (dimension, name) in study.dimensions.iter().enumerate() {
            for (segment, group) in study.groups(place, dimension) {
                table.write_record(row(study, place, [name, segment], &group))?;
            }
        }
    }
    table.flush()?;
    Ok(())
}

fn row(study: &Study, period: usize, [dimension, segment]: [&str; 2], group: &Group) -> Vec<String> {
    let figure = study.figure_of(group, period);
    let number = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
    let counts =
        [figure.answers, group.tally.promoters, group.tally.passives, group.tally.detractors, group.blank];
    let score = figure.score.map(crm_model::Ratio::as_f64);
    let limits = |interval: Option<Interval>| {
        [interval.map(|interval| interval.low), interval.map(|interval| interval.high)]
    };
    let weighted = figure.weighted;
    let mut cells: Vec<String> =
        [study.name(period), dimension, segment].map(|name| guarded(name).into_owned()).into();
    cells.extend(counts.map(|count| count.to_string()));
    cells.push(number(score));
    cells.extend(limits(figure.interval).map(number));
    cells.push(figure.is_small.to_string());
    cells.push(number(weighted.map(|own| own.score.as_f64())));
    cells.extend(limits(weighted.and_then(|own| own.interval)).map(number));
    cells.push(number(weighted.map(|own| own.effective)));
    cells.push(if study.has.invitations { group.uninvited.to_string() } else { String::new() });
    cells.push(figure.is_running.to_string());
    cells
}
