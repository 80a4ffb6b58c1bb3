//! What a reader of the score should know of the survey.

use crm_model::Score;

use super::period::Period;
use super::survey::Survey;

/// From so many answers on, it is strange that none is above the middle of the scale.
const ENOUGH: usize = 20;

/// Returns what a reader should know, one sentence each.
pub(super) fn of<'a>(
    survey: &Survey,
    running_is_judged: bool,
    periods: impl Iterator<Item = &'a Period>,
) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(another_scale(survey));
    notes.extend(running(survey, running_is_judged));
    let names: Vec<&Period> = periods.collect();
    if names.len() > 1 && names.iter().any(|period| !period.is_in_order()) {
        let names: Vec<&str> = names.iter().map(|period| period.name.as_str()).collect();
        notes.push(format!(
            "Periods are taken in the order of their names: {}. Name two to compare with --compare where another order is meant.",
            names.join(", ")
        ));
    }
    notes
}

/// Answers that all lie in the lower half may be answers to another question (K11).
fn another_scale(survey: &Survey) -> Option<String> {
    let answers = || survey.rows.iter().filter_map(|row| row.score).map(Score::value);
    let highest = answers().max()?;
    (answers().count() >= ENOUGH && highest <= 5).then(|| {
        format!(
            "No answer is above {highest}: if the question was asked on another scale than 0-10, all of this is wrong."
        )
    })
}

/// The last period may go on (K24).
fn running(survey: &Survey, is_judged: bool) -> Option<String> {
    let (period, last) = survey.running()?;
    let name = period.name;
    let fate = if is_judged {
        "it is judged all the same, as --judge-running asks"
    } else {
        "it is not judged, and no change to it is tested, unless --judge-running asks for it"
    };
    Some(format!("The last row is of {last}, so {name} may not be over: {fate}."))
}
