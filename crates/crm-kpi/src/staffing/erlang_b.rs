//! Erlang's loss formula, on which the others stand.

use super::offered::checked;
use super::{Offered, StaffingError};

/// Returns the share of calls that find all agents busy and are lost, where nobody can wait: Erlang B.
///
/// # Errors
///
/// For more agents than figures are told of.
///
/// # Source
///
/// A. K. Erlang (1917); by the recurrence `B(0) = 1`, `B(n) = A B(n-1) / (n + A B(n-1))`, which neither overflows nor cancels.
///
/// # Examples
///
/// ```
/// use crm_calendar::ElapsedTime;
/// use crm_kpi::staffing::{Offered, blocking};
/// use crm_model::Ratio;
///
/// let one_erlang = Offered::new(Ratio::new(60, 1).unwrap(), ElapsedTime::from_minutes(1))?;
/// assert_eq!(blocking(&one_erlang, 1)?, 0.5);
/// assert_eq!(blocking(&one_erlang, 2)?, 0.2); // 1/2 of 2 1/2
/// # Ok::<(), crm_kpi::staffing::StaffingError>(())
/// ```
pub fn blocking(offered: &Offered, agents: u64) -> Result<f64, StaffingError> {
    Ok(up_to(offered.load(), checked(agents)?))
}

pub(super) fn up_to(load: f64, agents: u32) -> f64 {
    (1..=agents).fold(1.0, |before, agent| next(load, agent, before))
}

/// Returns the loss with one agent more.
pub(super) fn next(load: f64, agent: u32, before: f64) -> f64 {
    let work = load * before;
    work / (f64::from(agent) + work)
}
