//! [`Roster`]: how many people must be on the roster so that enough are at the phone.

use crm_model::{Ratio, Share};

/// How many people must be on the roster so that enough are at the phone, where a share of their time goes to breaks, training,
/// leave and illness (shrinkage).
///
/// Both the exact number and the whole one: to round up each queue and each half hour, and then add, overstates the whole.
///
/// # Examples
///
/// ```
/// use crm_kpi::staffing::Roster;
///
/// let roster = Roster::for_agents(14, "30%".parse()?).expect("not all of their time");
/// assert_eq!((roster.exact.to_decimal_string(1).as_str(), roster.people), ("20.0", 20)); // 14 / 0.7
/// assert!(Roster::for_agents(14, "100%".parse()?).is_none());
/// # Ok::<(), crm_model::ShareError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Roster {
    /// The exact number.
    pub exact: Ratio,
    /// The same, rounded up.
    pub people: u64,
}

impl Roster {
    /// Returns the roster for so many agents at the phone; `None` where nobody ever is, and for too many people.
    pub fn for_agents(agents: u64, shrinkage: Share) -> Option<Self> {
        let million = i128::from(Share::ONE.parts_per_million());
        let at_work = million - i128::from(shrinkage.parts_per_million());
        let exact = Ratio::new(i128::from(agents) * million, at_work)?;
        let (part, whole) = exact.parts();
        let people = u64::try_from(part / whole + i128::from(part % whole > 0)).ok()?;
        Some(Self { exact, people })
    }
}
