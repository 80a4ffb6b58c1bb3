//! The purchases of one customer, summed up so that later days can be added.

use crate::summary::partition::Row;
use crate::summary::totals::{DayTotal, Totals, days_of};
use crate::summary::{Observation, OccasionRule, Summary, SummaryError};

/// The purchases of one customer in a stretch of days: integers only, of a fixed size.
///
/// The first and the last day are kept as they are and the days between are summed up. So two tallies merge exactly, in
/// either order, when the last day of one is before the first of the other *or the same*; a closer overlap is an error, as
/// a day would be counted twice. The empty tally is the identity, and merging is associative where it is possible.
///
/// # Examples
///
/// ```
/// use crm_clv::{Grain, OccasionRule, PurchaseTally, Refunds, Observation, SpendUnit, TimeUnit};
///
/// let rule = OccasionRule::new(Grain::Day, Refunds::Apart)?;
/// let mut morning = PurchaseTally::new(rule);
/// morning.record(0, 10)?;
/// morning.record(7, 20)?;
/// let mut evening = PurchaseTally::new(rule);
/// evening.record(7, 30)?; // the same day: still one occasion
/// let both = morning.merge(evening)?;
///
/// let end = Observation { end: 14, unit: TimeUnit::WEEK, spend_unit: SpendUnit::MINOR };
/// let summary = both.summary(end)?.unwrap();
/// assert_eq!((summary.frequency(), summary.mean_spend()), (1, Some(50.0)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawTally", into = "RawTally"))]
pub struct PurchaseTally {
    rule: OccasionRule,
    // INVARIANT: head, then the days of `between`, then tail rise; without a head there is nothing, without a tail no more.
    head: Option<DayTotal>,
    between: Totals,
    tail: Option<DayTotal>,
}

impl PurchaseTally {
    /// Returns the tally of no rows.
    #[must_use]
    pub const fn new(rule: OccasionRule) -> Self {
        let none = Totals {
            first_day: 0,
            last_day: 0,
            first_orders: 0,
            first_spend: 0,
            occasions: 0,
            spend: 0,
            refunds: 0,
            refunded: 0,
        };
        Self { rule, head: None, between: none, tail: None }
    }

    /// Returns the rule that the rows are summed up by.
    pub const fn rule(&self) -> OccasionRule {
        self.rule
    }

    /// Returns the first and the last day with a row, or `None` when there is none.
    pub fn span(&self) -> Option<(i32, i32)> {
        let first = self.head?.day;
        Some((first, self.tail.map_or(first, |tail| tail.day)))
    }

    /// Adds a row: a day and an amount in minor units, below zero for a refund.
    ///
    /// # Errors
    ///
    /// When the day lies between the first and the last day so far, or the rule refuses refunds and this is one. The
    /// tally is then unchanged.
    pub fn record(&mut self, day: i32, amount: i64) -> Result<(), SummaryError> {
        if self.rule.refuses(amount) {
            return Err(SummaryError::Refund { row: 0 });
        }
        let mut one = DayTotal::empty(day);
        one.add(amount);
        *self = self.merge(Self { head: Some(one), ..Self::new(self.rule) })?;
        Ok(())
    }

    /// Returns the tally of the rows of both.
    ///
    /// # Errors
    ///
    /// When the rules differ, or the days of both overlap in more than one end.
    #[must_use = "the tally of both is returned"]
    pub fn merge(self, other: Self) -> Result<Self, SummaryError> {
        if self.rule != other.rule {
            return Err(SummaryError::OtherRule);
        }
        match (self.span(), other.span()) {
            (None, _) => Ok(other),
            (_, None) => Ok(self),
            (Some((_, last)), Some((first, _))) if last <= first => self.followed_by(other),
            (Some((first, _)), Some((_, last))) if last <= first => other.followed_by(self),
            (Some(one), Some(two)) => {
                Err(SummaryError::Overlap { from: one.0.max(two.0), to: one.1.min(two.1) })
            }
        }
    }

    /// Returns the summary at the end of observation, or `None` when there is no occasion.
    ///
    /// # Errors
    ///
    /// When the tally has a row after the end.
    pub fn summary(&self, observation: Observation) -> Result<Option<Summary>, SummaryError> {
        let totals = self.totals(observation.end)?;
        Ok((totals.occasions > 0).then_some(Summary { totals, observation }))
    }

    /// Returns the totals of all days, which are none after `end`.
    pub(super) fn totals(&self, end: i32) -> Result<Totals, SummaryError> {
        if let Some((_, last)) = self.span().filter(|(_, last)| *last > end) {
            return Err(SummaryError::EndBeforeLast { last, end });
        }
        self.all_days().ok_or(SummaryError::TooMany)
    }

    /// Returns the tally of rows that are sorted by day and that the rule does not refuse.
    pub(super) fn of_sorted<K>(rows: &[Row<K>], rule: OccasionRule) -> Option<Self> {
        let mut tally = Self::new(rule);
        for day in days_of(rows) {
            if tally.head.is_none() {
                tally.head = Some(day);
            } else if let Some(before) = tally.tail.replace(day) {
                tally.between = tally.between.and_day(&before, rule)?;
            }
        }
        Some(tally)
    }

    /// Returns both, of which the other begins on the last day of this one or later.
    fn followed_by(self, other: Self) -> Result<Self, SummaryError> {
        self.joined_with(other).ok_or(SummaryError::TooMany)
    }

    fn joined_with(self, other: Self) -> Option<Self> {
        let (Some(head), Some(next)) = (self.head, other.head) else { return None };
        let rule = self.rule;
        let last = self.tail.unwrap_or(head);
        if last.day == next.day {
            let shared = last.merge(next)?;
            return Some(match (self.tail, other.tail) {
                (None, _) => Self { head: Some(shared), ..other },
                (Some(_), None) => Self { tail: Some(shared), ..self },
                (Some(_), Some(_)) => {
                    let between = self.between.and_day(&shared, rule)?.and_later(other.between)?;
                    Self { rule, head: Some(head), between, tail: other.tail }
                }
            });
        }
        let mut between = self.between;
        if let Some(tail) = self.tail {
            between = between.and_day(&tail, rule)?;
        }
        if other.tail.is_some() {
            between = between.and_day(&next, rule)?.and_later(other.between)?;
        }
        Some(Self { rule, head: Some(head), between, tail: other.tail.or(Some(next)) })
    }

    fn all_days(&self) -> Option<Totals> {
        let mut totals = Totals::default();
        if let Some(head) = &self.head {
            totals = totals.and_day(head, self.rule)?;
        }
        totals = totals.and_later(self.between)?;
        match &self.tail {
            Some(tail) => totals.and_day(tail, self.rule),
            None => Some(totals),
        }
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTally {
    rule: OccasionRule,
    head: Option<DayTotal>,
    between: Totals,
    tail: Option<DayTotal>,
}

#[cfg(feature = "serde")]
impl From<PurchaseTally> for RawTally {
    fn from(tally: PurchaseTally) -> Self {
        let PurchaseTally { rule, head, between, tail } = tally;
        Self { rule, head, between, tail }
    }
}

#[cfg(feature = "serde")]
impl TryFrom<RawTally> for PurchaseTally {
    type Error = &'static str;

    fn try_from(raw: RawTally) -> Result<Self, &'static str> {
        let RawTally { rule, head, between, tail } = raw;
        let days_are_sound = [head, tail].iter().flatten().all(|day| day.is_sound(rule));
        let between_rises = match (head, tail) {
            (Some(head), Some(tail)) => {
                head.day < tail.day
                    && (between.occasions == 0 || head.day < between.first_day && between.last_day < tail.day)
            }
            (_, None) => between.is_empty(),
            (None, Some(_)) => false,
        };
        if days_are_sound && between_rises && between.is_sound(rule) {
            Ok(Self { rule, head, between, tail })
        } else {
            Err("a tally of purchases whose days and sums do not agree")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::{Grain, Refunds};
    use crate::unit::{SpendUnit, TimeUnit};

    fn tally(refunds: Refunds, rows: &[(i32, i64)]) -> PurchaseTally {
        let mut tally = PurchaseTally::new(OccasionRule::new(Grain::Day, refunds).unwrap());
        for (day, amount) in rows {
            tally.record(*day, *amount).unwrap();
        }
        tally
    }

    #[test]
    fn a_day_in_both_parts_is_one_occasion() {
        let parts = tally(Refunds::Apart, &[(1, 5), (4, 2)]).merge(tally(Refunds::Apart, &[(4, 3), (9, 1)]));
        assert_eq!(parts, Ok(tally(Refunds::Apart, &[(1, 5), (4, 2), (4, 3), (9, 1)])));
    }

    #[test]
    fn a_refund_in_the_later_part_undoes_the_shared_day() {
        let rule = Refunds::NetOfTheDay;
        let whole = tally(rule, &[(1, 5), (4, 2)]).merge(tally(rule, &[(4, -2), (9, 1)])).unwrap();
        let end = Observation { end: 9, unit: TimeUnit::DAY, spend_unit: SpendUnit::MINOR };
        let summary = whole.summary(end).unwrap().unwrap();
        assert_eq!((summary.occasions(), summary.spend(), summary.refunds()), (2, 6, 1));
    }

    #[test]
    fn parts_that_overlap_further_are_refused() {
        let one = tally(Refunds::Apart, &[(1, 5), (4, 2)]);
        let two = tally(Refunds::Apart, &[(3, 5), (9, 2)]);
        assert_eq!(one.merge(two), Err(SummaryError::Overlap { from: 3, to: 4 }));
        assert_eq!(one.merge(one), Err(SummaryError::Overlap { from: 1, to: 4 }));
    }

    #[test]
    fn parts_of_two_rules_are_refused() {
        let one = tally(Refunds::Apart, &[(1, 5)]);
        assert_eq!(one.merge(tally(Refunds::Refused, &[(2, 5)])), Err(SummaryError::OtherRule));
    }

    #[test]
    fn a_tally_beyond_the_end_is_refused() {
        let end = Observation { end: 8, unit: TimeUnit::DAY, spend_unit: SpendUnit::MINOR };
        let beyond = tally(Refunds::Apart, &[(1, 5), (9, 1)]).summary(end);
        assert_eq!(beyond, Err(SummaryError::EndBeforeLast { last: 9, end: 8 }));
    }

    #[test]
    fn refunds_alone_are_no_summary() {
        let end = Observation { end: 8, unit: TimeUnit::DAY, spend_unit: SpendUnit::MINOR };
        assert_eq!(tally(Refunds::Apart, &[(1, -5)]).summary(end), Ok(None));
    }
}
