//! [`Offered`]: the work that calls bring.

use crm_calendar::ElapsedTime;
use crm_model::Ratio;
use thiserror::Error;

/// The most work, in erlangs, of which figures are told: the recurrence takes a step for each agent.
pub const MOST_ERLANGS: i128 = 1_000_000;

/// The most agents of which figures are told.
const MOST_AGENTS: u64 = 4_000_000;

const MICROS_PER_HOUR: i128 = 3_600_000_000;

/// The work that calls bring: how many come in an hour, and how long each takes.
///
/// # Units
///
/// Calls an hour, exact; the mean time an agent needs for a call, work afterwards included. [`erlangs`](Self::erlangs) is how many
/// agents would be busy all the time.
///
/// # Examples
///
/// ```
/// use crm_calendar::ElapsedTime;
/// use crm_kpi::staffing::Offered;
/// use crm_model::Ratio;
///
/// let offered = Offered::new(Ratio::new(720, 1).unwrap(), ElapsedTime::from_minutes(4))?;
/// assert_eq!(offered.erlangs(), Ratio::new(48, 1).unwrap()); // 720 x 4 / 60
/// # Ok::<(), crm_kpi::staffing::StaffingError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Offered {
    calls_per_hour: Ratio,
    handling: ElapsedTime,
    // INVARIANT: zero to MOST_ERLANGS.
    erlangs: Ratio,
}

/// Why there is no figure about agents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum StaffingError {
    /// Fewer than no calls.
    #[error("{calls_per_hour} calls an hour are fewer than none")]
    FewerThanNone {
        /// How many.
        calls_per_hour: Ratio,
    },
    /// A call takes no time.
    #[error("a mean handling time of {handling} is not above zero")]
    NoHandlingTime {
        /// The time.
        handling: ElapsedTime,
    },
    /// More work than is told of.
    #[error("more than {MOST_ERLANGS} erlangs of work: take a shorter time or fewer calls")]
    TooMuch,
    /// More agents than are told of.
    #[error(
        "{agents} agents are more than the {MOST_AGENTS} of which figures are told: divide the calls among groups"
    )]
    TooManyAgents {
        /// How many.
        agents: u64,
    },
    /// Nobody waits for no time.
    #[error("a mean patience of {patience} is not above zero")]
    NoPatience {
        /// The time.
        patience: ElapsedTime,
    },
    /// Patience of so long is as good as endless.
    #[error("a mean patience of {patience} is beyond a million calls: take callers as endlessly patient")]
    EndlessPatience {
        /// The time.
        patience: ElapsedTime,
    },
    /// A goal of all calls.
    #[error("no number of agents answers all calls in time: ask for less than 100 %")]
    AllCalls,
    /// A goal in less than no time.
    #[error("calls cannot be answered within {within}, before they come")]
    BeforeTheCall {
        /// The time.
        within: ElapsedTime,
    },
}

impl Offered {
    /// Returns the work of so many calls an hour that take so long each. No calls are no work.
    ///
    /// # Errors
    ///
    /// For fewer calls than none, calls without length, and more work than [`MOST_ERLANGS`].
    pub fn new(calls_per_hour: Ratio, handling: ElapsedTime) -> Result<Self, StaffingError> {
        let (calls, hours) = calls_per_hour.parts();
        if calls < 0 {
            return Err(StaffingError::FewerThanNone { calls_per_hour });
        }
        if handling <= ElapsedTime::ZERO {
            return Err(StaffingError::NoHandlingTime { handling });
        }
        let work = calls.checked_mul(i128::from(handling.as_micros()));
        let time = hours.checked_mul(MICROS_PER_HOUR);
        let erlangs = work.zip(time).and_then(|(work, time)| Ratio::new(work, time));
        let most = Ratio::new(MOST_ERLANGS, 1);
        match erlangs {
            Some(erlangs) if most.is_some_and(|most| erlangs <= most) => {
                Ok(Self { calls_per_hour, handling, erlangs })
            }
            _ => Err(StaffingError::TooMuch),
        }
    }

    /// Returns how many calls come in an hour.
    pub const fn calls_per_hour(&self) -> Ratio {
        self.calls_per_hour
    }

    /// Returns how long a call takes in the mean.
    pub const fn handling(&self) -> ElapsedTime {
        self.handling
    }

    /// Returns the work: how many agents would be busy all the time.
    pub const fn erlangs(&self) -> Ratio {
        self.erlangs
    }

    /// Returns the fewest agents with whom the queue does not grow for ever: one more than the whole erlangs; none without calls.
    pub fn fewest_stable(&self) -> u64 {
        let (work, time) = self.erlangs.parts();
        if work == 0 { 0 } else { u64::try_from(work / time).unwrap_or(u64::MAX).saturating_add(1) }
    }

    pub(super) fn load(&self) -> f64 {
        self.erlangs.as_f64()
    }

    /// Returns a length of time in mean handling times.
    #[expect(clippy::cast_precision_loss, reason = "the nearest number is what is asked for")]
    pub(super) fn in_calls(&self, time: ElapsedTime) -> f64 {
        time.as_micros() as f64 / self.handling.as_micros() as f64
    }

    /// Returns a number of mean handling times in seconds.
    #[expect(clippy::cast_precision_loss, reason = "the nearest number is what is asked for")]
    pub(super) fn in_seconds(&self, calls: f64) -> f64 {
        calls * (self.handling.as_micros() as f64 / 1e6)
    }

    pub(super) fn has_calls(&self) -> bool {
        self.erlangs.parts().0 > 0
    }
}

/// Returns a number of agents as a number to reckon with.
pub(super) fn checked(agents: u64) -> Result<u32, StaffingError> {
    match u32::try_from(agents) {
        Ok(few) if agents <= MOST_AGENTS => Ok(few),
        _ => Err(StaffingError::TooManyAgents { agents }),
    }
}
