//! The inverse questions: what is the most or the fewest with which a goal is reached?

use crm_calendar::ElapsedTime;
use crm_model::Ratio;

use super::offered::checked;
use super::{Offered, StaffingError};

/// Into how many parts a call an hour is cut where a number of calls is the answer.
const PARTS: i128 = 1_000;

/// Returns the most calls an hour that are fine, where fewer always are, too: doubles until they are not, then halves. An error where the most
/// work of which figures are told is fine.
pub(super) fn most_calls(
    handling: ElapsedTime,
    is_fine: impl Fn(&Offered) -> Result<bool, StaffingError>,
) -> Result<Ratio, StaffingError> {
    let rate = |parts: i128| Ratio::new(parts, PARTS).ok_or(StaffingError::TooMuch);
    let fine = |parts: i128| match Offered::new(rate(parts)?, handling) {
        Ok(offered) => is_fine(&offered),
        Err(StaffingError::TooMuch) => Ok(false),
        Err(error) => Err(error),
    };
    let (mut low, mut high) = (0, 1);
    while fine(high)? {
        (low, high) = (high, high.saturating_mul(2));
    }
    while high - low > 1 {
        let middle = i128::midpoint(low, high);
        if fine(middle)? { low = middle } else { high = middle }
    }
    // The most that is told of is not the most that is fine.
    match Offered::new(rate(high)?, handling) {
        Err(StaffingError::TooMuch) if low > 0 => Err(StaffingError::TooMuch),
        _ => rate(low),
    }
}

/// Returns the fewest agents that are fine, where more always are, too.
pub(super) fn fewest_agents(
    is_fine: impl Fn(u64) -> Result<bool, StaffingError>,
) -> Result<u64, StaffingError> {
    if is_fine(0)? {
        return Ok(0);
    }
    let (mut low, mut high) = (0, 1);
    while !is_fine(high)? {
        (low, high) = (high, high * 2);
        checked(high)?;
    }
    while high - low > 1 {
        let middle = u64::midpoint(low, high);
        if is_fine(middle)? { high = middle } else { low = middle }
    }
    Ok(high)
}
