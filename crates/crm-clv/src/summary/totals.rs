//! Sums of one customer's days: integers only, so parts add up exactly.

use crate::summary::partition::Row;
use crate::summary::{Grain, OccasionRule, Refunds};

/// What one customer did on one day, before any rule is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct DayTotal {
    pub(super) day: i32,
    pub(super) purchases: u64,
    pub(super) spend: i128,
    pub(super) refunds: u64,
    pub(super) refunded: i128,
}

impl DayTotal {
    /// Returns the day with nothing on it.
    pub(super) const fn empty(day: i32) -> Self {
        Self { day, purchases: 0, spend: 0, refunds: 0, refunded: 0 }
    }

    /// Adds a row. No sum of fewer than 2^64 amounts leaves 128 bits.
    pub(super) fn add(&mut self, amount: i64) {
        if amount < 0 {
            self.refunds += 1;
            self.refunded -= i128::from(amount);
        } else {
            self.purchases += 1;
            self.spend += i128::from(amount);
        }
    }

    /// Returns whether rows can have made it.
    #[cfg(feature = "serde")]
    pub(super) fn is_sound(&self, rule: OccasionRule) -> bool {
        let refused = rule.refunds() == Refunds::Refused && self.refunds > 0;
        !refused
            && self.purchases.checked_add(self.refunds).is_some_and(|rows| rows > 0)
            && (self.spend == 0 || self.spend > 0 && self.purchases > 0)
            && (self.refunds == 0) == (self.refunded == 0)
            && self.refunded >= 0
    }

    /// Returns the sum of both, which are the same day; `None` when a count would leave 64 bits.
    pub(super) fn merge(self, other: Self) -> Option<Self> {
        Some(Self {
            day: self.day,
            purchases: self.purchases.checked_add(other.purchases)?,
            spend: self.spend.checked_add(other.spend)?,
            refunds: self.refunds.checked_add(other.refunds)?,
            refunded: self.refunded.checked_add(other.refunded)?,
        })
    }
}

/// What one customer did on the days so far, by the rule. Spend less refunded is the sum of all amounts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Totals {
    // INVARIANT: first_day <= last_day and 1 <= first_orders <= occasions, or no occasions and all of these zero.
    /// The day of the first occasion.
    pub(super) first_day: i32,
    /// The day of the last.
    pub(super) last_day: i32,
    /// The occasions on the first day: one, or its orders.
    pub(super) first_orders: u64,
    /// The spend of the first day.
    pub(super) first_spend: i128,
    pub(super) occasions: u64,
    pub(super) spend: i128,
    /// Refunds that stand apart.
    pub(super) refunds: u64,
    pub(super) refunded: i128,
}

impl Totals {
    /// Returns the totals with a day that is later than all before; `None` when a count would leave 64 bits.
    pub(super) fn and_day(self, day: &DayTotal, rule: OccasionRule) -> Option<Self> {
        let (occasions, spend, refunds, refunded) = match rule.refunds() {
            Refunds::NetOfTheDay if day.refunds > 0 => match day.spend.checked_sub(day.refunded)? {
                net if net > 0 => (1, net, 0, 0),
                net => (0, 0, day.refunds, net.checked_neg()?),
            },
            Refunds::Apart | Refunds::NetOfTheDay | Refunds::Refused => match rule.grain() {
                Grain::Day => (day.purchases.min(1), day.spend, day.refunds, day.refunded),
                Grain::Order => (day.purchases, day.spend, day.refunds, day.refunded),
            },
        };
        let (first_day, last_day) = if occasions == 0 { (0, 0) } else { (day.day, day.day) };
        self.and_later(Self {
            first_day,
            last_day,
            first_orders: occasions,
            first_spend: spend,
            occasions,
            spend,
            refunds,
            refunded,
        })
    }

    /// Returns the totals with those of later days; `None` when a count would leave 64 bits.
    pub(super) fn and_later(self, later: Self) -> Option<Self> {
        let (first, last) = match (self.occasions, later.occasions) {
            (0, _) => (later, later),
            (_, 0) => (self, self),
            _ => (self, later),
        };
        Some(Self {
            first_day: first.first_day,
            last_day: last.last_day,
            first_orders: first.first_orders,
            first_spend: first.first_spend,
            occasions: self.occasions.checked_add(later.occasions)?,
            spend: self.spend.checked_add(later.spend)?,
            refunds: self.refunds.checked_add(later.refunds)?,
            refunded: self.refunded.checked_add(later.refunded)?,
        })
    }

    /// Returns the totals of rows that are sorted by day; `None` when a count would leave 64 bits.
    pub(super) fn of_sorted<K>(rows: &[Row<K>], rule: OccasionRule) -> Option<Self> {
        let mut totals = Self::default();
        for day in days_of(rows) {
            totals = totals.and_day(&day, rule)?;
        }
        Some(totals)
    }

    /// Returns whether rows can have made them.
    #[cfg(feature = "serde")]
    pub(super) fn is_sound(&self, rule: OccasionRule) -> bool {
        let refused = rule.refunds() == Refunds::Refused && self.refunds > 0;
        let first_is_sound = match self.occasions {
            0 => self.first_orders == 0 && self.first_spend == 0 && self.spend == 0,
            occasions => {
                (1..=occasions).contains(&self.first_orders)
                    && (rule.grain() == Grain::Order || self.first_orders == 1)
                    && (0..=self.spend).contains(&self.first_spend)
            }
        };
        !refused && first_is_sound && self.first_day <= self.last_day && self.refunded >= 0
    }

    /// Returns whether no row went into the totals: one that is no purchase is a refund.
    pub(super) const fn is_empty(&self) -> bool {
        self.occasions == 0 && self.refunds == 0
    }
}

/// Returns the days of rows that are sorted by day.
pub(super) fn days_of<K>(rows: &[Row<K>]) -> impl Iterator<Item = DayTotal> {
    rows.chunk_by(|one, next| one.day == next.day).filter_map(|day| {
        let mut total = DayTotal::empty(day.first()?.day);
        for row in day {
            total.add(row.amount);
        }
        Some(total)
    })
}
