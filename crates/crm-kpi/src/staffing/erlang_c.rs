//! [`ErlangC`]: callers who wait as long as it takes.

use crm_calendar::ElapsedTime;
use crm_model::Ratio;

use super::offered::checked;
use super::{Offered, ServiceGoal, StaffingError, erlang_b, inverse};

/// How a number of agents does where callers wait as long as it takes.
///
/// With no more agents than erlangs the queue grows for ever: everybody waits, nobody is answered in time, and there is no mean wait
/// ([`is_stable`](Self::is_stable)).
///
/// # Source
///
/// A. K. Erlang (1917), Solution of Some Problems in the Theory of Probabilities of Significance in Automatic Telephone Exchanges.
///
/// # Examples
///
/// ```
/// use crm_calendar::ElapsedTime;
/// use crm_kpi::staffing::{ErlangC, Offered, ServiceGoal};
/// use crm_model::Ratio;
///
/// let offered = Offered::new(Ratio::new(100, 1).unwrap(), ElapsedTime::from_minutes(3))?; // 5 erlangs
/// let goal = ServiceGoal::new("80%".parse()?, ElapsedTime::from_minutes(1))?;
/// let agents = ErlangC::fewest_for(&offered, &goal)?;
/// assert_eq!(agents, 7);
/// let seven = ErlangC::new(offered, agents)?;
/// assert!(seven.service_level(goal.within()) >= Some(0.8));
/// assert!(ErlangC::new(offered, 6)?.service_level(goal.within()) < Some(0.8));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErlangC {
    offered: Offered,
    agents: u32,
    waiting: f64,
}

impl ErlangC {
    /// Returns the model of so many agents.
    ///
    /// # Errors
    ///
    /// For more agents than figures are told of.
    pub fn new(offered: Offered, agents: u64) -> Result<Self, StaffingError> {
        let agents = checked(agents)?;
        Ok(Self::with(offered, agents, erlang_b::up_to(offered.load(), agents)))
    }

    fn with(offered: Offered, agents: u32, blocking: f64) -> Self {
        let (load, all) = (offered.load(), f64::from(agents));
        let waiting = if u64::from(agents) < offered.fewest_stable() {
            1.0
        } else if offered.has_calls() {
            (all * blocking / (all - load * (1.0 - blocking))).min(1.0)
        } else {
            0.0
        };
        Self { offered, agents, waiting }
    }

    /// Returns the work.
    pub const fn offered(&self) -> &Offered {
        &self.offered
    }

    /// Returns how many agents there are.
    pub fn agents(&self) -> u64 {
        u64::from(self.agents)
    }

    /// Returns whether the queue does not grow for ever: there are more agents than erlangs, or no calls at all.
    pub fn is_stable(&self) -> bool {
        self.agents() >= self.offered.fewest_stable()
    }

    /// Returns the share of calls that wait at all; `None` without calls.
    pub fn waiting(&self) -> Option<f64> {
        self.offered.has_calls().then_some(self.waiting)
    }

    /// Returns the share of calls that are answered within a time; `None` without calls.
    pub fn service_level(&self, within: ElapsedTime) -> Option<f64> {
        self.offered.has_calls().then(|| self.answered(within))
    }

    fn answered(&self, within: ElapsedTime) -> f64 {
        if !self.is_stable() || within.is_negative() {
            return 0.0;
        }
        let spare = self.spare();
        1.0 - self.waiting * libm::exp(-spare * self.offered.in_calls(within))
    }

    /// Returns the mean wait of all calls in seconds (ASA); `None` where the queue grows for ever, and without calls.
    pub fn mean_wait_seconds(&self) -> Option<f64> {
        let wait = || if self.waiting > 0.0 { self.waiting / self.spare() } else { 0.0 };
        (self.is_stable() && self.offered.has_calls()).then(|| self.offered.in_seconds(wait()))
    }

    /// Returns the share of their time for which agents are busy; `None` where the queue grows for ever, and without agents.
    pub fn occupancy(&self) -> Option<f64> {
        (self.is_stable() && self.agents > 0).then(|| self.offered.load() / f64::from(self.agents))
    }

    /// Returns the fewest agents that reach a goal; none without calls.
    ///
    /// # Errors
    ///
    /// For more agents than figures are told of.
    pub fn fewest_for(offered: &Offered, goal: &ServiceGoal) -> Result<u64, StaffingError> {
        let fewest = checked(offered.fewest_stable())?;
        let mut blocking = erlang_b::up_to(offered.load(), fewest);
        let mut agents = fewest;
        while !goal.is_met_by(Self::with(*offered, agents, blocking).answered(goal.within())) {
            agents = checked(u64::from(agents) + 1)?;
            blocking = erlang_b::next(offered.load(), agents, blocking);
        }
        Ok(u64::from(agents))
    }

    /// Returns the most calls an hour with which so many agents reach a goal, to a thousandth of a call, rounded down.
    ///
    /// # Errors
    ///
    /// For more agents than figures are told of, a handling time that is not above zero, and where the most work of which figures are told
    /// reaches the goal.
    pub fn most_calls_for(
        handling: ElapsedTime,
        agents: u64,
        goal: &ServiceGoal,
    ) -> Result<Ratio, StaffingError> {
        checked(agents)?;
        inverse::most_calls(handling, |offered| {
            // An unstable queue never reaches a goal above nothing, but one of nothing it does.
            let model = Self::new(*offered, agents)?;
            Ok(model.is_stable() && goal.is_met_by(model.answered(goal.within())))
        })
    }

    /// Returns the difference between agents and erlangs, exact until it is rounded once.
    #[expect(clippy::cast_precision_loss, reason = "the nearest number is what is asked for")]
    fn spare(&self) -> f64 {
        let (work, time) = self.offered.erlangs().parts();
        let spare = i128::from(self.agents).checked_mul(time).and_then(|all| all.checked_sub(work));
        spare.map_or_else(|| f64::from(self.agents) - self.offered.load(), |spare| spare as f64 / time as f64)
    }
}
