//! How far a line is from its target, and what it takes to get there.

use crm_kit::kpi::what_it_takes::{Counted, Lever, Needed, Step, of_mean, of_retention, of_score, of_share};
use crm_kit::kpi::{
    Bound, Completeness, Formula, Line, NpsTally, Quantity, RetentionForm, RetentionTally, Side, Spread,
    Value,
};
use crm_model::Ratio;

/// How far a value is from its goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Distance {
    /// On which side of the goal it should be.
    pub(super) side: Side,
    /// The goal.
    pub(super) goal: Ratio,
    /// Value less goal, exact; `None` beyond 128 bits.
    pub(super) difference: Option<Ratio>,
}

impl Distance {
    /// Returns how far a line is; `None` without a target that is a number, without a value, and for a period that is not complete.
    pub(super) fn of(line: &Line) -> Option<Self> {
        let value = line.value.number().filter(|_| line.completeness == Completeness::Complete)?;
        let (side, goal) = line.target?.goal(line.baseline.and_then(Bound::number))?;
        Some(Self { side, goal, difference: less(value, goal) })
    }
}

/// Returns one number less another; `None` beyond 128 bits.
pub(super) fn less(one: Ratio, other: Ratio) -> Option<Ratio> {
    let ((part, whole), (less, by)) = (one.parts(), other.parts());
    let part = part.checked_mul(by)?.checked_sub(less.checked_mul(whole)?)?;
    Ratio::new(part, whole.checked_mul(by)?)
}

/// Returns the ways to meet a target that a line misses, each with the least that would do; none where there is no such way to
/// count.
pub(super) fn steps(line: &Line, formula: &Formula) -> Vec<Step> {
    let Some(Distance { side, goal, .. }) = Distance::of(line) else { return Vec::new() };
    let Some(value) = line.value.number() else { return Vec::new() };
    let steps = match (formula, &line.value) {
        (Formula::Retention { form, .. }, _) => retention(*form, value, side, goal).into_iter().collect(),
        (_, Value::Share(share)) => of_share(*share, unit_of(line), side, goal).into(),
        (_, Value::Number(_)) => match *line.evidence.spread() {
            Spread::Attitudes { detractors, passives, promoters } => {
                of_score(&NpsTally { detractors, passives, promoters }, side, goal)
            }
            Spread::Events => vec![of_mean(value, Counted::Cases, (Some(0), None), side, goal)],
            _ if matches!(formula, Formula::MeanSatisfaction { .. }) => {
                vec![of_mean(value, Counted::Points, ends(line), side, goal)]
            }
            _ => Vec::new(),
        },
        (_, Value::Duration(_)) => vec![of_mean(value, Counted::Microseconds, (Some(0), None), side, goal)],
        _ => Vec::new(),
    };
    steps.into_iter().filter(|step| step.needed != Needed::AtLeast(0)).collect()
}

fn unit_of(line: &Line) -> Counted {
    let is_money = matches!(line.evidence.quantity(), Quantity::ShareOfRevenue | Quantity::ShareOfSpend);
    if is_money || line.evidence.currency().is_some() { Counted::TenThousandths } else { Counted::Cases }
}

/// Returns the lowest and the highest value of one case, where they are whole numbers.
fn ends(line: &Line) -> (Option<i128>, Option<i128>) {
    let whole =
        |end: Option<Ratio>| end.map(Ratio::parts).and_then(|(part, whole)| (whole == 1).then_some(part));
    (whole(line.limits.lowest), whole(line.limits.highest))
}

/// Returns how many customers would have to be retained who left.
///
/// Only the parts of the share are known. For the form as worded, (end − lost) / start, the fewest who can have left with these parts
/// are taken; with a goal of 100 % at most, no more than these are ever needed, so that the answer is exact.
fn retention(form: RetentionForm, share: Ratio, side: Side, goal: Ratio) -> Option<Step> {
    let (part, whole) = share.parts();
    match form {
        RetentionForm::AsWorded => {
            let is_possible = side.is_upward() && goal.parts().0 <= goal.parts().1 && part <= whole;
            let missing = u64::try_from(whole.checked_sub(part).filter(|_| is_possible)?).ok()?;
            let (start, lost) = (u64::try_from(whole).ok()?, missing.div_ceil(2));
            let kept = start.checked_sub(lost)?;
            let end = u64::try_from(part.checked_add(i128::from(lost))?).ok()?;
            let joined = end.checked_sub(kept)?;
            of_retention(&RetentionTally { start, end, kept, lost, joined, returned: 0 }, form, side, goal)
        }
        RetentionForm::Usual | RetentionForm::Identity => {
            let [more, _] = of_share(share, Counted::Cases, side, goal);
            Some(Step { lever: Lever::Retained, ..more }).filter(|_| side.is_upward())
        }
        RetentionForm::ChurnIdentity | RetentionForm::ChurnEvents => {
            let [fewer, _] = of_share(share, Counted::Cases, side, goal);
            Some(Step { lever: Lever::Retained, ..fewer }).filter(|_| !side.is_upward())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(part: i128, whole: i128) -> Ratio {
        Ratio::new(part, whole).unwrap()
    }

    #[test]
    fn retention_as_worded_takes_half_of_what_is_missing() {
        let needed =
            |share, goal| retention(RetentionForm::AsWorded, share, Side::AtLeast, goal).unwrap().needed;
        // Ten at the start, four of them left: (6 - 4)/10. Three retained make (9 - 1)/10.
        assert_eq!(needed(ratio(2, 10), ratio(80, 100)), Needed::AtLeast(3));
        // Two joined besides, (8 - 4)/10: two more make (10 - 2)/10.
        assert_eq!(needed(ratio(4, 10), ratio(80, 100)), Needed::AtLeast(2));
        assert_eq!(needed(ratio(5, 10), ratio(80, 100)), Needed::AtLeast(2)); // one joined
        assert_eq!(needed(ratio(5, 10), ratio(1, 1)), Needed::AtLeast(3));
        assert_eq!(retention(RetentionForm::AsWorded, ratio(5, 10), Side::AtLeast, ratio(11, 10)), None);
    }

    #[test]
    fn forms_of_whole_customers_take_as_many_as_are_missing() {
        let step = retention(RetentionForm::Identity, ratio(6, 10), Side::AtLeast, ratio(80, 100)).unwrap();
        assert_eq!((step.lever, step.needed), (Lever::Retained, Needed::AtLeast(2)));
        let step =
            retention(RetentionForm::ChurnIdentity, ratio(4, 10), Side::Below, ratio(10, 100)).unwrap();
        assert_eq!(step.needed, Needed::AtLeast(4)); // one of ten is not below
        assert_eq!(retention(RetentionForm::Identity, ratio(6, 10), Side::AtMost, ratio(1, 2)), None);
    }

    #[test]
    fn distances_are_exact() {
        assert_eq!(less(ratio(1, 3), ratio(1, 2)), Some(ratio(-1, 6)));
        assert_eq!(less(ratio(i128::MAX, 1), ratio(1, 2)), None);
    }
}
