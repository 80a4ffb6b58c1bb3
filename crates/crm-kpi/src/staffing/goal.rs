//! [`ServiceGoal`]: what share of calls should be answered how soon.

use core::fmt;

use crm_calendar::ElapsedTime;
use crm_model::Share;

use super::StaffingError;

/// How far below a goal a service level may be by roundings alone.
const ROUNDING: f64 = 1e-12;

/// What share of calls should be answered how soon, such as 80 % within 60 s.
///
/// # Examples
///
/// ```
/// use crm_calendar::ElapsedTime;
/// use crm_kpi::staffing::ServiceGoal;
///
/// let goal = ServiceGoal::new("80%".parse()?, ElapsedTime::from_minutes(1))?;
/// assert_eq!(goal.to_string(), "80% within 1 min");
/// assert!(ServiceGoal::new("100%".parse()?, ElapsedTime::from_minutes(1)).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ServiceGoal {
    // INVARIANT: below 100 %.
    share: Share,
    // INVARIANT: zero or more.
    within: ElapsedTime,
}

impl ServiceGoal {
    /// Returns the goal. Within no time means at once, without waiting.
    ///
    /// # Errors
    ///
    /// For all calls, which no number of agents makes sure of, and for less than no time.
    pub fn new(share: Share, within: ElapsedTime) -> Result<Self, StaffingError> {
        if share >= Share::ONE {
            return Err(StaffingError::AllCalls);
        }
        if within.is_negative() {
            return Err(StaffingError::BeforeTheCall { within });
        }
        Ok(Self { share, within })
    }

    /// Returns what share of calls.
    pub const fn share(&self) -> Share {
        self.share
    }

    /// Returns how soon.
    pub const fn within(&self) -> ElapsedTime {
        self.within
    }

    /// Returns whether a share of calls that are answered so soon is enough; a goal that is just reached is, whatever the roundings to 10^-12.
    pub fn is_met_by(&self, service_level: f64) -> bool {
        service_level >= f64::from(self.share.parts_per_million()) / 1e6 - ROUNDING
    }
}

impl fmt::Display for ServiceGoal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} within {}", self.share, self.within)
    }
}
