//! How far a line is from its target.

use crm_kit::kpi::{Bound, Completeness, Line, Side};
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

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(part: i128, whole: i128) -> Ratio {
        Ratio::new(part, whole).unwrap()
    }

    #[test]
    fn distances_are_exact() {
        assert_eq!(less(ratio(1, 3), ratio(1, 2)), Some(ratio(-1, 6)));
        assert_eq!(less(ratio(i128::MAX, 1), ratio(1, 2)), None);
    }
}
