//! Business goals of big customers that were attained (clause H-KPI-16).

use alloc::vec::Vec;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use crm_calendar::Zone;
use crm_model::{
    CustomerClass, CustomerCode, CustomerGoal, Purchase, PurchaseKind, Ratio, TableName, ValueTier,
};

use crate::evidence::{Lack, note};
use crate::gather::{Conversion, Facts, Gather, Person, apart, count_purchases};
use crate::period::{Series, Windows};
use crate::tally::{ratio, tally};
use crate::{Apart, CivilPeriod, Evidence, Note, Reason};

tally! {
    /// How a customer's goal stands.
    GoalState,
    /// Counts of customers' goals by how they stand.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::CustomerGoalTally;
    ///
    /// let tally = CustomerGoalTally { attained: 7, missed: 3, open: 2, undetermined: 1 };
    /// assert_eq!(tally.share().unwrap().percent(0), "70%"); // what is not due or not known is in neither part
    /// ```
    CustomerGoalTally {
        /// Purchases reached it by the end of its last day.
        Attained => attained,
        /// They did not.
        Missed => missed,
        /// Its last day is not over.
        Open => open,
        /// Nobody can say: it is no goal, two rows state one for the same days, or purchases are doubtful or not complete for its
        /// days. Of two files that were merged, goals for the same days may be one or add up, so neither is known; where they
        /// are of one amount, they pass for one goal that was said twice.
        Undetermined => undetermined,
    }
}

impl CustomerGoalTally {
    /// Returns those attained / those of which it is decided, or `None` where nothing is.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.attained, self.attained.saturating_add(self.missed))
    }
}

/// Whose goals count: who is big is for the policy to say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum GoalsOf {
    /// Everybody who has one.
    #[default]
    Everybody,
    /// Customers of these tiers on the first day of the goal, so that nobody drops out by missing it.
    Tiers(Vec<ValueTier>),
    /// Customers of these classes, as they are supplied.
    Classes(Vec<CustomerClass>),
}

/// Attained goals at work. A goal belongs to the period of its last day.
#[derive(Debug)]
pub(crate) struct GoalsMet<'a> {
    facts: Facts<'a>,
    of: &'a GoalsOf,
    conversion: Conversion<'a>,
    windows: &'a Windows,
    found: Series<Found>,
    nameless: Series<u64>,
}

#[derive(Debug, Clone, Default)]
struct Found {
    tally: CustomerGoalTally,
    of_unknown: u64,
    problem: Option<Reason>,
}

impl<'a> GoalsMet<'a> {
    pub(crate) fn new(
        facts: Facts<'a>,
        of: &'a GoalsOf,
        conversion: Conversion<'a>,
        windows: &'a Windows,
    ) -> Self {
        let (found, nameless) = (Series::default(), Series::default());
        Self { facts, of, conversion, windows, found, nameless }
    }

    /// Returns whether a goal is asked about; `None` where the customer's tier or class is not known.
    fn counts(&self, code: CustomerCode, person: &Person<'a>, start: DateTime<Utc>) -> Option<bool> {
        match self.of {
            GoalsOf::Everybody => Some(true),
            GoalsOf::Tiers(tiers) => {
                self.facts.tier_at(code, person.customer, start).map(|tier| tiers.contains(tier))
            }
            GoalsOf::Classes(classes) => self.facts.class_of(code).map(|class| classes.contains(class)),
        }
    }

    /// Returns how a goal stands that lasts for the instants of a stretch, of which the last is excluded.
    fn state(
        &self,
        goal: &CustomerGoal,
        (start, due): (DateTime<Utc>, DateTime<Utc>),
        purchases: &[Purchase],
    ) -> Result<GoalState, Reason> {
        if self.windows.as_of < due {
            return Ok(GoalState::Open);
        }
        let extent = self.facts.dataset.extent(TableName::Purchases);
        if !extent.is_some_and(|extent| CivilPeriod::is_stretch_covered(start, due, extent)) {
            return Ok(GoalState::Undetermined);
        }
        let conversion = Conversion { to: Some(goal.amount.currency()), ..self.conversion };
        let mut net = 0_i128;
        for row in purchases.iter().filter(|row| start <= row.at && row.at < due) {
            let amount = i128::from(conversion.of(row.amount, row.at)?.ten_thousandths());
            let signed = if row.what == PurchaseKind::Order { amount } else { -amount };
            net = net.saturating_add(signed); // fewer than 2^64 amounts of 64 bits stay within 128 bits
        }
        let is_attained = net >= i128::from(goal.amount.ten_thousandths());
        Ok(if is_attained { GoalState::Attained } else { GoalState::Missed })
    }
}

/// Returns whether a row states no goal that could be missed.
fn is_none(goal: &CustomerGoal) -> bool {
    goal.amount.ten_thousandths() <= 0 || goal.until < goal.from
}

/// Returns the instants of a goal's days: its first one, and the first one after them.
fn stretch(goal: &CustomerGoal, zone: &Zone) -> (DateTime<Utc>, DateTime<Utc>) {
    let midnight = |date: NaiveDate| zone.opening(date.and_time(NaiveTime::MIN));
    (midnight(goal.from), midnight(goal.until.succ_opt().unwrap_or(NaiveDate::MAX)))
}

impl<'a> Gather<'a> for GoalsMet<'a> {
    fn person(&mut self, person: &Person<'a>) {
        let Some(code) = person.code else {
            count_purchases(person.purchases, self.windows, &mut self.nameless);
            return;
        };
        let goals = self.facts.dataset.customer_goals_of(code);
        let is_doubtful = self.facts.dataset.has_doubtful_order(code);
        for goal in goals {
            let is_of = |period: &CivilPeriod| period.first() <= goal.until && goal.until < period.next();
            let place = self.windows.iter().find(|(_, period)| is_of(period)).map(|(place, _)| place);
            if place.is_none() {
                continue;
            }
            let days = stretch(goal, self.conversion.zone);
            let counts = self.counts(code, person, days.0);
            let same_days = |other: &&CustomerGoal| (other.from, other.until) == (goal.from, goal.until);
            let has_another = goals.iter().filter(same_days).nth(1).is_some();
            let state = if is_none(goal) || has_another || is_doubtful {
                Ok(GoalState::Undetermined)
            } else {
                self.state(goal, days, person.purchases)
            };
            self.found.update(place, |found| match (counts, state) {
                (None, _) => found.of_unknown = found.of_unknown.saturating_add(1),
                (Some(false), _) => {}
                (Some(true), Ok(state)) => found.tally.record(state),
                (Some(true), Err(reason)) => note(&mut found.problem, reason),
            });
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let Found { tally, problem, .. } = self.found.get(place);
        let evidence = Evidence::trials(tally.attained, tally.attained.saturating_add(tally.missed));
        let evidence = evidence.with_problem(problem);
        match self.of {
            GoalsOf::Tiers(_) => evidence.with_lack(Lack::Tiers, Some(self.facts.has_tiers())),
            _ => evidence,
        }
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let Found { tally, of_unknown, .. } = self.found.get(place);
        let supplied = match self.of {
            GoalsOf::Tiers(_) => self.facts.tiers.map(|_| Note::TiersAsSupplied),
            _ => None,
        };
        let counts = [
            (Apart::Open, tally.open),
            (Apart::Undetermined, tally.undetermined),
            (Apart::GoalsOfUnknown, of_unknown),
            (Apart::WithoutCustomer, self.nameless.get(place)),
        ];
        let apart = counts.into_iter().filter_map(|(cases, count)| apart(cases, count));
        supplied.into_iter().chain(apart).collect()
    }
}
