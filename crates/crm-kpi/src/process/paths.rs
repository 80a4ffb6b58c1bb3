//! [`Path`]: the ways that cases take, the most common first.

use alloc::vec::Vec;

use crm_model::Ratio;

use super::tally::ProcessTally;
use crate::tally::ratio;

/// A way that cases take.
#[derive(Debug, Clone, Copy)]
pub struct Path<'a> {
    /// Its activities, in order.
    pub activities: &'a [u32],
    /// How many cases took it.
    pub cases: u64,
    /// How many cases took this way or a more common one, of all.
    pub cumulative: Ratio,
}

impl ProcessTally {
    /// Yields the ways of cases, the most common first, then by their activities.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::chrono::DateTime;
    /// use crm_kpi::process::{EventColumns, ProcessClock, ProcessLog, ProcessRules, ProcessTally, Repeats};
    ///
    /// // Cases 0 and 1 go 5, 6; case 2 goes 5 alone.
    /// let columns = EventColumns { cases: &[0, 0, 1, 1, 2], activities: &[5, 6, 5, 6, 5], instants: &[1, 2, 3, 4, 5], ..Default::default() };
    /// let log = ProcessLog::new(columns, Repeats::Once)?;
    /// let tally = ProcessTally::of(&log, &ProcessRules::default(), &ProcessClock::until(DateTime::UNIX_EPOCH + crm_kpi::chrono::TimeDelta::hours(1)));
    /// let paths: Vec<_> = tally.paths().map(|path| (path.activities, path.cumulative.to_string())).collect();
    /// assert_eq!(paths, [(&[5, 6][..], "2/3".to_owned()), (&[5], "3/3".to_owned())]);
    /// # Ok::<(), crm_kpi::process::ProcessError>(())
    /// ```
    pub fn paths(&self) -> impl Iterator<Item = Path<'_>> {
        let mut ranked: Vec<_> =
            self.variants.iter().map(|(path, cases)| (path.as_slice(), *cases)).collect();
        // The map yields paths in their order, which a stable sort keeps.
        ranked.sort_by_key(|(_, cases)| core::cmp::Reverse(*cases));
        let (mut so_far, all) = (0_u64, self.cases);
        ranked.into_iter().filter_map(move |(activities, cases)| {
            so_far = so_far.saturating_add(cases);
            Some(Path { activities, cases, cumulative: ratio(so_far, all)? })
        })
    }
}
