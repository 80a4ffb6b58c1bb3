//! What a rule for warnings must keep: levels that get worse, and grades that rise.

use alloc::format;
use alloc::string::String;

use crm_model::Share;

use super::{ChurnLevel, ChurnSpec, ComplaintFactor, ContactFactor, OverdueFactor, PredictionFactor};
use crate::RuleProblem;

/// The key that is wrong, and what is wrong with it.
pub(super) type Refused = (String, RuleProblem);

pub(super) fn check_factors(spec: &ChurnSpec) -> Result<(), Refused> {
    if let Some(PredictionFactor { levels, .. }) = &spec.prediction {
        check_levels("prediction", levels, |bound| *bound == Share::ZERO, |milder, worse| worse < milder)?;
    }
    if let Some(OverdueFactor { levels, .. }) = &spec.overdue {
        check_levels("overdue", levels, |_| false, |milder, worse| worse > milder)?;
    }
    if let Some(ComplaintFactor { kinds, levels, .. }) = &spec.complaints {
        if kinds.is_empty() {
            return Err(("complaints.kinds".into(), RuleProblem::NoKinds));
        }
        check_levels("complaints", levels, |bound| *bound == 0, |milder, worse| worse > milder)?;
    }
    if let Some(ContactFactor { levels, .. }) = &spec.contacts {
        check_levels("contacts", levels, |bound| *bound == Share::ZERO, |milder, worse| worse < milder)?;
    }
    if spec.points() == 0 { Err((String::new(), RuleProblem::NoFactors)) } else { Ok(()) }
}

fn check_levels<B>(
    factor: &str,
    levels: &[ChurnLevel<B>],
    is_nothing: impl Fn(&B) -> bool,
    is_worse: impl Fn(&B, &B) -> bool,
) -> Result<(), Refused> {
    if levels.is_empty() {
        return Err((format!("{factor}.levels"), RuleProblem::NoLevels));
    }
    let mut before: Option<&ChurnLevel<B>> = None;
    for (place, level) in levels.iter().enumerate() {
        let at = |key: &str| format!("{factor}.levels[{place}]{key}");
        if is_nothing(&level.bound) {
            return Err((at(""), RuleProblem::NoBound));
        }
        if before.is_some_and(|before| !is_worse(&before.bound, &level.bound)) {
            return Err((at(""), RuleProblem::MustGetWorse));
        }
        let points = before.map_or(0, |before| before.points);
        if level.points <= points {
            return Err((
                at(".points"),
                RuleProblem::PointsMustRise { before: points, points: level.points },
            ));
        }
        before = Some(level);
    }
    Ok(())
}

pub(super) fn check_grades(spec: &ChurnSpec) -> Result<(), Refused> {
    if spec.grades.len() < 2 {
        return Err(("grades".into(), RuleProblem::TooFewGrades { grades: spec.grades.len() }));
    }
    let of = spec.points();
    let mut before: Option<u64> = None;
    for (place, grade) in spec.grades.iter().enumerate() {
        let at = |key: &str| format!("grades[{place}].{key}");
        let rises = before.map_or(grade.from == 0, |before| grade.from > before);
        if !rises {
            return Err((at("from"), RuleProblem::GradesMustRise { before, from: grade.from }));
        }
        if grade.from > of {
            return Err((at("from"), RuleProblem::GradeNeverReached { from: grade.from, of }));
        }
        if spec.grades.iter().take(place).any(|other| other.name == grade.name) {
            return Err((at("name"), RuleProblem::OneWordTwoGrades { word: grade.name.clone() }));
        }
        before = Some(grade.from);
    }
    Ok(())
}
