//! What it takes to meet a target: how many more retained customers, promoters, answers in time; how much time or money less.
//!
//! Every amount is the smallest that does: with it the target is met, with one less it is not. All is counted in integers and
//! compared exactly. A target that no amount reaches is [`Needed::Unreachable`].
//!
//! Each [`Step`] is enough by itself; together they would do more than is asked.

mod indicator;
mod step;

use alloc::vec::Vec;

use crm_model::Ratio;

pub use self::step::{Counted, Lever, Needed, Step};
use crate::{NpsTally, RetentionForm, RetentionTally, Side};

/// Returns what it takes for a share: more, or less, of the part in the same whole; and further cases, which all count where
/// higher is better, and none of which counts where lower is.
///
/// The part is taken to be out of the whole: it can be raised up to it, and lowered down to zero.
///
/// # Examples
///
/// ```
/// use crm_kpi::Side;
/// use crm_kpi::what_it_takes::{Counted, Needed, of_share};
/// use crm_model::Ratio;
///
/// // 160 of 200 answers in time, 90 % wanted.
/// let steps = of_share(Ratio::new(160, 200).unwrap(), Counted::Cases, Side::AtLeast, Ratio::new(90, 100).unwrap());
/// assert_eq!(steps[0].needed, Needed::AtLeast(20)); // 180/200
/// assert_eq!(steps[1].needed, Needed::AtLeast(200)); // 360/400
/// ```
pub fn of_share(share: Ratio, unit: Counted, side: Side, goal: Ratio) -> [Step; 2] {
    let (part, whole) = share.parts();
    let aim = Aim { side, goal };
    if side.is_upward() {
        let most = whole.saturating_sub(part).max(0).unsigned_abs();
        let further = room(part).min(room(whole));
        [
            Step { lever: Lever::More, unit, needed: aim.least(most, |by| ratio(part, by, whole, 0)) },
            Step {
                lever: Lever::FurtherThatCount,
                unit,
                needed: aim.least(further, |by| ratio(part, by, whole, by)),
            },
        ]
    } else {
        let most = part.max(0).unsigned_abs();
        [
            Step {
                lever: Lever::Less,
                unit,
                needed: aim.least(most, |by| ratio(part, by.checked_neg()?, whole, 0)),
            },
            Step {
                lever: Lever::FurtherThatDoNot,
                unit,
                needed: aim.least(room(whole), |by| ratio(part, 0, whole, by)),
            },
        ]
    }
}

/// Returns what it takes for a mean: how much more or less of the sum over the same cases.
///
/// `limits` are the lowest and the highest value that one case can have; times have no highest, and a sum of times goes down
/// to zero at most.
///
/// # Examples
///
/// ```
/// use crm_kpi::Side;
/// use crm_kpi::what_it_takes::{Counted, Needed, of_mean};
/// use crm_model::Ratio;
///
/// // Answers 5 4 4 3 2 5 on 1 to 5: 23/6. For a mean of 4.5 they would have to add up to 27.
/// let step = of_mean(
///     Ratio::new(23, 6).unwrap(),
///     Counted::Points,
///     (Some(1), Some(5)),
///     Side::AtLeast,
///     Ratio::new(45, 10).unwrap(),
/// );
/// assert_eq!(step.needed, Needed::AtLeast(4));
/// ```
pub fn of_mean(
    mean: Ratio,
    unit: Counted,
    limits: (Option<i128>, Option<i128>),
    side: Side,
    goal: Ratio,
) -> Step {
    let (sum, cases) = mean.parts();
    let aim = Aim { side, goal };
    let (lowest, highest) = limits;
    // The bound of the sum; where it is beyond 128 bits, or there is none, so far as numbers reach.
    let bound = |limit: Option<i128>| limit.and_then(|limit| limit.checked_mul(cases));
    if side.is_upward() {
        let most = bound(highest).unwrap_or(i128::MAX).checked_sub(sum).unwrap_or(i128::MAX);
        let needed = aim.least(most.max(0).unsigned_abs(), |by| ratio(sum, by, cases, 0));
        Step { lever: Lever::More, unit, needed }
    } else {
        let most = sum.checked_sub(bound(lowest).unwrap_or(i128::MIN)).unwrap_or(i128::MAX);
        let needed = aim.least(most.max(0).unsigned_abs(), |by| ratio(sum, by.checked_neg()?, cases, 0));
        Step { lever: Lever::Less, unit, needed }
    }
}

/// Returns what it takes for a net promoter score: promoters instead of passives, of detractors, or of both, and further
/// answers; nothing for a score that should be low.
///
/// # Examples
///
/// ```
/// use crm_kpi::what_it_takes::{Lever, Needed, of_score};
/// use crm_kpi::{NpsTally, Side};
/// use crm_model::Ratio;
///
/// let tally = NpsTally { detractors: 15, passives: 25, promoters: 60 }; // 45 points
/// let steps = of_score(&tally, Side::AtLeast, Ratio::new(50, 1).unwrap());
/// let needed = |lever| steps.iter().find(|step| step.lever == lever).unwrap().needed;
/// assert_eq!(needed(Lever::PromotersForPassives), Needed::AtLeast(5));
/// assert_eq!(needed(Lever::PromotersForDetractors), Needed::AtLeast(3)); // each is worth two points
/// assert_eq!(needed(Lever::FurtherPromoters), Needed::AtLeast(10)); // 100 × (70 − 15) / 110
/// ```
pub fn of_score(tally: &NpsTally, side: Side, goal: Ratio) -> Vec<Step> {
    let aim = Aim { side, goal };
    let Some(score) = tally.score().filter(|_| side.is_upward()) else { return Vec::new() };
    let (points, answers) = score.parts();
    let (passives, detractors) = (u128::from(tally.passives), u128::from(tally.detractors));
    let turned = |lever, most, worth: fn(i128) -> Option<i128>| Step {
        lever,
        unit: Counted::Cases,
        needed: aim.least(most, |by| ratio(points, worth(by)?, answers, 0)),
    };
    let both = |by: i128| {
        let detractors = i128::try_from(detractors).ok()?.min(by);
        detractors.checked_add(by)?.checked_mul(100)
    };
    let anyone = aim.least(passives.saturating_add(detractors), |by| ratio(points, both(by)?, answers, 0));
    [
        turned(Lever::PromotersForPassives, passives, |by| by.checked_mul(100)),
        turned(Lever::PromotersForDetractors, detractors, |by| by.checked_mul(200)),
        Step { lever: Lever::PromotersForAnyone, unit: Counted::Cases, needed: anyone },
        further_promoters(score, aim),
    ]
    .into()
}

/// Returns how many customers who left would have to be retained, in a form of retention or churn.
///
/// The form as worded (clause D-KPI-1) counts a loss twice, so each of them raises it by two.
///
/// # Examples
///
/// ```
/// use crm_kpi::what_it_takes::{Needed, of_retention};
/// use crm_kpi::{RetentionForm, RetentionTally, Side};
/// use crm_model::Ratio;
///
/// // Ten at the start, four left, nobody joined: 60 % kept, and (6 − 4)/10 as worded.
/// let tally = RetentionTally { start: 10, end: 6, kept: 6, lost: 4, joined: 0, returned: 0 };
/// let needed = |form| of_retention(&tally, form, Side::AtLeast, Ratio::new(80, 100).unwrap()).unwrap().needed;
/// assert_eq!(needed(RetentionForm::Identity), Needed::AtLeast(2));
/// assert_eq!(needed(RetentionForm::AsWorded), Needed::AtLeast(3)); // (9 − 1)/10
/// ```
pub fn of_retention(tally: &RetentionTally, form: RetentionForm, side: Side, goal: Ratio) -> Option<Step> {
    let of = |tally: &RetentionTally| tally.evidence(form).value().number();
    of(tally)?;
    let by_identity = matches!(form, RetentionForm::Identity | RetentionForm::ChurnIdentity);
    let most = if by_identity { tally.start.saturating_sub(tally.kept) } else { tally.lost };
    let needed = Aim { side, goal }.least(u128::from(most), |by| {
        let by = u64::try_from(by).ok()?;
        let kept = tally.kept.checked_add(by)?;
        of(&RetentionTally {
            end: tally.end.checked_add(by)?,
            kept,
            lost: tally.lost.saturating_sub(by),
            ..*tally
        })
    });
    Some(Step { lever: Lever::Retained, unit: Counted::Cases, needed })
}

fn further_promoters(score: Ratio, aim: Aim) -> Step {
    let (points, answers) = score.parts();
    let most = (i128::MAX / 200).saturating_sub(points.saturating_abs()).max(0).unsigned_abs();
    let needed = aim.least(most.min(room(answers)), |by| ratio(points, by.checked_mul(100)?, answers, by));
    Step { lever: Lever::FurtherPromoters, unit: Counted::Cases, needed }
}

/// What should be met.
#[derive(Debug, Clone, Copy)]
struct Aim {
    side: Side,
    goal: Ratio,
}

impl Aim {
    /// Returns the least amount of at most `most` with which the value lies on the right side. More of it must never lead
    /// back to the wrong one.
    fn least(self, most: u128, value: impl Fn(i128) -> Option<Ratio>) -> Needed {
        let holds = |amount: u128| {
            let value = i128::try_from(amount).ok().and_then(&value);
            value.is_some_and(|value| self.side.holds(value.cmp(&self.goal)))
        };
        if holds(0) {
            return Needed::AtLeast(0);
        }
        if !holds(most) {
            return Needed::Unreachable;
        }
        // INVARIANT: `low` does not do, `high` does.
        let (mut low, mut high) = (0, most);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if holds(middle) { high = middle } else { low = middle }
        }
        Needed::AtLeast(high)
    }
}

fn ratio(part: i128, more_part: i128, whole: i128, more_whole: i128) -> Option<Ratio> {
    Ratio::new(part.checked_add(more_part)?, whole.checked_add(more_whole)?)
}

/// Returns how much can be added to a number within 128 bits.
fn room(number: i128) -> u128 {
    i128::MAX.saturating_sub(number.max(0)).unsigned_abs()
}
