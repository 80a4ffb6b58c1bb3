//! [`ErlangA`]: callers who hang up.

use crm_calendar::ElapsedTime;
use crm_model::Ratio;

use super::offered::checked;
use super::waits::Waits;
use super::{Offered, ServiceGoal, StaffingError, erlang_b, inverse};

/// How a number of agents does where callers hang up after a patience of their own, exponentially distributed.
///
/// There is always a balance: with too few agents more callers hang up.
///
/// # Source
///
/// C. Palm (1957), Research on Telephone Traffic Carried by Full Availability Groups; here by the density of the wait, see F. Baccelli
/// and G. Hebuterne (1981), S. Zeltyn and A. Mandelbaum (2005).
///
/// # Examples
///
/// ```
/// use crm_calendar::ElapsedTime;
/// use crm_kpi::staffing::{ErlangA, Offered};
/// use crm_model::Ratio;
///
/// // One agent, a call an hour that takes an hour, and patience of an hour: every caller leaves after an hour, served or not, so
/// // that the number of callers is Poisson with mean 1. P(somebody is there) = 1 - 1/e.
/// let hour = ElapsedTime::from_hours(1);
/// let one = ErlangA::new(Offered::new(Ratio::new(1, 1).unwrap(), hour)?, 1, hour)?;
/// assert!((one.waiting().unwrap() - (1.0 - (-1.0_f64).exp())).abs() < 1e-14);
/// # Ok::<(), crm_kpi::staffing::StaffingError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErlangA {
    offered: Offered,
    agents: u32,
    patience: ElapsedTime,
    waiting: f64,
    abandoned: f64,
    waits: Option<(Waits, f64)>,
}

impl ErlangA {
    /// Returns the model of so many agents and this mean patience.
    ///
    /// # Errors
    ///
    /// For more agents than figures are told of, and for a patience that is not above zero or longer than a million calls.
    pub fn new(offered: Offered, agents: u64, patience: ElapsedTime) -> Result<Self, StaffingError> {
        let agents = checked(agents)?;
        if patience <= ElapsedTime::ZERO {
            return Err(StaffingError::NoPatience { patience });
        }
        if offered.in_calls(patience) > 1e6 {
            return Err(StaffingError::EndlessPatience { patience });
        }
        let same = Self { offered, agents, patience, waiting: 0.0, abandoned: 0.0, waits: None };
        if !offered.has_calls() {
            return Ok(same);
        }
        if agents == 0 {
            return Ok(Self { waiting: 1.0, abandoned: 1.0, ..same });
        }
        let (load, all) = (offered.load(), f64::from(agents));
        let waits = Waits::new(load, all, 1.0 / offered.in_calls(patience));
        let whole = waits.integral(f64::INFINITY, |_| 1.0);
        // The states in which calls wait, in units of that in which all agents are just busy; those in which none waits, in the same.
        let busy = libm::log(all) + libm::log(whole) - waits.log_at_zero();
        let free = 1.0 / erlang_b::up_to(load, agents) - 1.0;
        let waiting = 1.0 / (1.0 + free * libm::exp(-busy));
        let hang_up = waits.integral(f64::INFINITY, |wait| -libm::expm1(-waits.hang_up * wait));
        let abandoned = (waiting * (hang_up / whole)).clamp(0.0, 1.0);
        Ok(Self { waiting, abandoned, waits: Some((waits, whole)), ..same })
    }

    /// Returns the work.
    pub const fn offered(&self) -> &Offered {
        &self.offered
    }

    /// Returns how many agents there are.
    pub fn agents(&self) -> u64 {
        u64::from(self.agents)
    }

    /// Returns how long callers wait, in the mean, before they hang up.
    pub const fn patience(&self) -> ElapsedTime {
        self.patience
    }

    /// Returns the share of calls that find no agent free; `None` without calls.
    pub fn waiting(&self) -> Option<f64> {
        self.offered.has_calls().then_some(self.waiting)
    }

    /// Returns the share of calls whose callers hang up; `None` without calls.
    pub fn abandoned(&self) -> Option<f64> {
        self.offered.has_calls().then_some(self.abandoned)
    }

    /// Returns the share of all calls, those that are hung up among them, that are answered within a time; `None` without calls.
    pub fn service_level(&self, within: ElapsedTime) -> Option<f64> {
        self.offered.has_calls().then(|| self.answered(within))
    }

    fn answered(&self, within: ElapsedTime) -> f64 {
        if within.is_negative() {
            return 0.0;
        }
        let Some((waits, whole)) = &self.waits else { return 1.0 - self.waiting };
        let answered = waits.integral(self.offered.in_calls(within), |wait| libm::exp(-waits.hang_up * wait));
        (1.0 - self.waiting + self.waiting * (answered / whole)).clamp(0.0, 1.0)
    }

    /// Returns the mean time in seconds until calls are answered or hung up, those answered at once among them; `None` without calls.
    pub fn mean_wait_seconds(&self) -> Option<f64> {
        // In a balance as many hang up as wait, times how often each does.
        let wait = || self.offered.in_seconds(self.abandoned * self.offered.in_calls(self.patience));
        self.offered.has_calls().then(wait)
    }

    /// Returns the share of their time for which agents are busy; `None` without agents.
    pub fn occupancy(&self) -> Option<f64> {
        let answered = self.offered.load() * (1.0 - self.abandoned);
        (self.agents > 0).then(|| (answered / f64::from(self.agents)).min(1.0))
    }

    /// Returns the fewest agents that reach a goal.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn fewest_for(
        offered: &Offered,
        patience: ElapsedTime,
        goal: &ServiceGoal,
    ) -> Result<u64, StaffingError> {
        inverse::fewest_agents(|agents| {
            Ok(goal.is_met_by(Self::new(*offered, agents, patience)?.answered(goal.within())))
        })
    }

    /// Returns the most calls an hour with which so many agents reach a goal, to a thousandth of a call, rounded down.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), for a handling time that is not above zero, and where the most work of which figures are told reaches the goal.
    pub fn most_calls_for(
        handling: ElapsedTime,
        agents: u64,
        patience: ElapsedTime,
        goal: &ServiceGoal,
    ) -> Result<Ratio, StaffingError> {
        inverse::most_calls(handling, |offered| {
            Ok(goal.is_met_by(Self::new(*offered, agents, patience)?.answered(goal.within())))
        })
    }
}
