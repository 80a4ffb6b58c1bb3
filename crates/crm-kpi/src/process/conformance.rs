//! [`Conformance`]: declared rules of order, and the cases that break them (clause D-PROC-2).

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crm_calendar::ElapsedTime;
use crm_model::Ratio;

use super::join::Join;
use super::log::{ProcessLog, Step};
use super::rules::ProcessClock;
use crate::tally::ratio;

/// A rule about the order of activities in a case: by their codes, or by what a caller calls them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum OrderRule<A = u32> {
    /// Each `then` has a `first` somewhere before it in the case.
    Precedes {
        /// What has to come first.
        first: A,
        /// What needs it.
        then: A,
    },
    /// Each `first` has a `then` after it in the case, at the latest `within` after it (inclusive).
    Follows {
        /// What asks for it.
        first: A,
        /// What has to come.
        then: A,
        /// Within which time by the clock; without one, some day: what has not come yet is then undecided.
        within: Option<ElapsedTime>,
    },
    /// No `never` comes after any `first` in the case.
    NeverAfter {
        /// What ends the matter.
        first: A,
        /// What must not come then.
        never: A,
    },
}

impl<A> OrderRule<A> {
    /// Returns the two activities that it is about: the one that asks for something, and the other.
    pub const fn activities(&self) -> [&A; 2] {
        match self {
            Self::Precedes { first, then } => [then, first],
            Self::Follows { first, then, .. } => [first, then],
            Self::NeverAfter { first, never } => [first, never],
        }
    }

    /// Returns the same rule in other names for activities.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::process::{OrderRule, TicketLog};
    /// use crm_model::EventKind;
    ///
    /// let rule = OrderRule::Precedes { first: EventKind::Assigned, then: EventKind::Solved };
    /// let coded = rule.map(TicketLog::code);
    /// assert_eq!(coded.activities().map(|code| TicketLog::activity(*code).unwrap()), [EventKind::Solved, EventKind::Assigned]);
    /// ```
    #[must_use]
    pub fn map<B>(self, name: impl Fn(A) -> B) -> OrderRule<B> {
        match self {
            Self::Precedes { first, then } => OrderRule::Precedes { first: name(first), then: name(then) },
            Self::Follows { first, then, within } => {
                OrderRule::Follows { first: name(first), then: name(then), within }
            }
            Self::NeverAfter { first, never } => {
                OrderRule::NeverAfter { first: name(first), never: name(never) }
            }
        }
    }
}

/// How cases keep one rule of order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(bound(deserialize = "C: serde::Deserialize<'de>")))]
pub struct OrderTally<C: Ord = u32> {
    /// How often the rule asked for something.
    pub occasions: u64,
    /// How often it was broken.
    pub breaks: u64,
    /// How often its time is not over yet.
    pub undecided: u64,
    /// How many cases it asked something of.
    pub cases: u64,
    /// The cases that broke it, at least once: by their codes, or by what a caller calls them.
    pub broken: BTreeSet<C>,
    /// How many cases broke nothing but are undecided.
    pub cases_undecided: u64,
}

impl<C: Ord> Default for OrderTally<C> {
    fn default() -> Self {
        let broken = BTreeSet::new();
        Self { occasions: 0, breaks: 0, undecided: 0, cases: 0, broken, cases_undecided: 0 }
    }
}

impl<C: Ord> OrderTally<C> {
    /// Returns the share of cases that kept the rule, of those of which that is decided.
    pub fn kept(&self) -> Option<Ratio> {
        let broken = self.broken.len() as u64;
        let decided = self.cases.checked_sub(self.cases_undecided)?;
        ratio(decided.checked_sub(broken)?, decided)
    }

    /// Returns the same with other names for cases; those without one are left out of the broken ones.
    #[must_use]
    pub fn named<D: Ord>(self, name: impl Fn(C) -> Option<D>) -> OrderTally<D> {
        let Self { occasions, breaks, undecided, cases, broken, cases_undecided } = self;
        let broken = broken.into_iter().filter_map(name).collect();
        OrderTally { occasions, breaks, undecided, cases, broken, cases_undecided }
    }

    /// Returns both together. The names of cases have to mean the same in both.
    #[must_use]
    pub fn merge(mut self, mut other: Self) -> Self {
        self.occasions.join(other.occasions);
        self.breaks.join(other.breaks);
        self.undecided.join(other.undecided);
        self.cases.join(other.cases);
        self.broken.append(&mut other.broken);
        self.cases_undecided.join(other.cases_undecided);
        self
    }
}

/// How cases keep rules of order: one tally a rule, in the order of the rules.
///
/// # Examples
///
/// ```
/// use crm_kpi::chrono::DateTime;
/// use crm_kpi::process::{Conformance, EventColumns, OrderRule, ProcessClock, ProcessLog, Repeats};
///
/// // Approval (1) has to come before payment (2); case 8 pays without.
/// let columns = EventColumns { cases: &[7, 7, 8], activities: &[1, 2, 2], instants: &[10, 20, 30], ..Default::default() };
/// let log = ProcessLog::new(columns, Repeats::Once)?;
/// let clock = ProcessClock::until(DateTime::from_timestamp(60, 0).ok_or("range")?);
/// let conformance = Conformance::of(&log, &[OrderRule::Precedes { first: 1, then: 2 }], &clock);
/// let (_, tally) = conformance.rules().next().unwrap();
/// assert_eq!(tally.kept().unwrap().to_string(), "1/2");
/// assert!(tally.broken.contains(&8));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conformance {
    tallies: Vec<(OrderRule, OrderTally)>,
}

impl Conformance {
    /// Compares the cases of a log, until the instant of the clock, with rules.
    pub fn of(log: &ProcessLog, rules: &[OrderRule], clock: &ProcessClock<'_>) -> Self {
        let as_of = clock.as_of.timestamp_micros();
        let mut tallies: Vec<_> = rules.iter().map(|rule| (*rule, OrderTally::default())).collect();
        for history in log.cases() {
            let steps = history.until(as_of);
            for (rule, tally) in &mut tallies {
                tally.record(history.case, rule.found_in(steps, as_of));
            }
        }
        Self { tallies }
    }

    /// Yields each rule and how it was kept, in the order in which the rules were given.
    pub fn rules(&self) -> impl ExactSizeIterator<Item = (OrderRule, &OrderTally)> {
        self.tallies.iter().map(|(rule, tally)| (*rule, tally))
    }
}

/// What one rule finds in one case.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    occasions: u64,
    breaks: u64,
    undecided: u64,
}

impl OrderTally {
    fn record(&mut self, case: u32, Found { occasions, breaks, undecided }: Found) {
        self.occasions.join(occasions);
        self.breaks.join(breaks);
        self.undecided.join(undecided);
        self.cases.join(u64::from(occasions > 0));
        self.cases_undecided.join(u64::from(breaks == 0 && undecided > 0));
        if breaks > 0 {
            self.broken.insert(case);
        }
    }
}

impl OrderRule {
    fn found_in(self, steps: &[Step], as_of: i64) -> Found {
        match self {
            Self::Precedes { first, then } => precedes(steps, first, then),
            Self::Follows { first, then, within } => follows(steps, first, then, within, as_of),
            Self::NeverAfter { first, never } => never_after(steps, first, never),
        }
    }
}

fn precedes(steps: &[Step], first: u32, then: u32) -> Found {
    let (mut found, mut seen) = (Found::default(), false);
    for step in steps {
        if step.activity() == then {
            found.occasions += 1;
            found.breaks += u64::from(!seen);
        }
        seen |= step.activity() == first;
    }
    found
}

fn never_after(steps: &[Step], first: u32, never: u32) -> Found {
    let (mut found, mut seen) = (Found::default(), false);
    for step in steps {
        // Of a case in which the first happens twice, the matter was ended twice: `never` may be the same activity.
        found.breaks += u64::from(seen && step.activity() == never);
        if step.activity() == first {
            found.occasions += 1;
            seen = true;
        }
    }
    found
}

fn follows(steps: &[Step], first: u32, then: u32, within: Option<ElapsedTime>, as_of: i64) -> Found {
    let (mut found, mut next): (Found, Option<i64>) = (Found::default(), None);
    // From the end: the next `then` after each step is known.
    for step in steps.iter().rev() {
        if step.activity() == first {
            found.occasions += 1;
            let limit = within.map(|within| step.at().saturating_add(within.as_micros()));
            match (next, limit) {
                (Some(_), None) => {}
                (Some(at), Some(limit)) => found.breaks += u64::from(at > limit),
                (None, Some(limit)) if limit < as_of => found.breaks += 1,
                (None, _) => found.undecided += 1,
            }
        }
        if step.activity() == then {
            next = Some(step.at());
        }
    }
    found
}
