//! Who may leave, as the page and the files tell it.

use std::cmp::Reverse;

use crm_kit::segmentation::{ChurnWarning, Stage, StageVerdict};
use crm_kit::{ChurnStanding, ChurnTable, CustomerStanding};

use super::Report;

/// How many of those who may leave a page names.
pub(super) const NAMED: usize = 10;

/// Returns the customers whose grade is surely above the mildest and who are not lost already: the gravest first, then the most
/// points, the most spend, and the first by id.
pub(super) fn warned<'a>(report: &'a Report) -> Vec<(&'a CustomerStanding, &'a ChurnStanding)> {
    let with_warning = |one: &'a CustomerStanding| Some((one, one.churn.as_ref()?));
    let mut warned: Vec<_> = report.assessment.customers.iter().filter_map(with_warning).collect();
    warned.retain(|(one, churn)| churn.warning.lowest > 0 && !is_lost(one));
    warned.sort_by_key(|(one, churn)| {
        let spend = one.verdict.map(|verdict| verdict.net);
        Reverse((churn.warning.lowest, churn.warning.least, spend))
    });
    warned
}

/// Returns how many customers with such a grade are lost already.
pub(super) fn lost(report: &Report) -> u64 {
    let is_warned =
        |one: &&CustomerStanding| one.churn.as_ref().is_some_and(|churn| churn.warning.lowest > 0);
    report.assessment.customers.iter().filter(is_warned).filter(|one| is_lost(one)).count() as u64
}

fn is_lost(one: &CustomerStanding) -> bool {
    one.stage.as_ref().and_then(StageVerdict::stage) == Some(Stage::Lost)
}

/// Returns a reason without the grade and the points before it, which stand elsewhere.
pub(super) fn factors(why: &str) -> &str {
    why.split_once(": ").map_or(why, |(_, factors)| factors)
}

/// Returns the grade of a warning; where it is not certain, the mildest that is possible.
pub(super) fn grade(table: &ChurnTable, churn: &ChurnStanding) -> String {
    match &churn.grade {
        Some(grade) => grade.to_string(),
        None => match table.lines.get(churn.warning.lowest) {
            Some(line) => format!("{} at least", line.grade),
            None => String::new(),
        },
    }
}

/// Returns the points of a warning, such as `30 of 100`, or `30 to 55 of 100`.
pub(super) fn points(churn: &ChurnStanding) -> String {
    let ChurnWarning { least, most, of, .. } = churn.warning;
    if least == most { format!("{least} of {of}") } else { format!("{least} to {most} of {of}") }
}
