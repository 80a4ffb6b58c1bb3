//! How long things took.

/// How long things took: how many there were, and the lengths that half and nine in ten of them did not exceed.
///
/// By nearest rank: each figure is a length that was measured, never one between two. The median of two lengths is the
/// shorter one.
///
/// # Examples
///
/// ```
/// use examples::sla_report::Lengths;
///
/// let lengths = Lengths::of((1..=20).rev().collect()).unwrap();
/// assert_eq!((lengths.count, lengths.median, lengths.ninetieth), (20, 10, 18));
/// assert_eq!(Lengths::of(vec![]), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Lengths {
    /// How many were measured.
    pub count: u64,
    /// The shortest length that at least half of them do not exceed, in microseconds.
    #[serde(rename = "median_us")]
    pub median: i64,
    /// The shortest length that at least nine in ten of them do not exceed, in microseconds.
    #[serde(rename = "ninetieth_us")]
    pub ninetieth: i64,
}

impl Lengths {
    /// Returns the figures of some lengths, in microseconds; `None` where there are none.
    pub fn of(mut lengths: Vec<i64>) -> Option<Self> {
        lengths.sort_unstable();
        let rank = |percent: usize| (lengths.len() * percent).div_ceil(100).checked_sub(1);
        let at = |percent: usize| rank(percent).and_then(|rank| lengths.get(rank)).copied();
        Some(Self { count: lengths.len() as u64, median: at(50)?, ninetieth: at(90)? })
    }
}
