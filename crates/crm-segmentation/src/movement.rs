//! [`Movements`]: who went from which tier, class or segment to which between two dates.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cmp::Ordering;

use crm_model::Ratio;
use thiserror::Error;

/// How many customers went from where to where between two dates: a movement matrix.
///
/// What they move between is any label with an order: a [`Level`](crate::Level), a
/// [`CoverageClass`](crate::CoverageClass), the name of a segment. Who is on the first list alone has left, who is on the
/// second alone has entered. A customer that is undetermined at one of the dates is on no list and so seems to have left
/// or entered; give it a label of its own, such as `None` of an `Option`, to tell the two apart.
///
/// # Examples
///
/// ```
/// use crm_segmentation::{Level::{High, Middle, Ordinary}, Movements};
///
/// // From two assessments of one data set: `assessment.verdicts().map(|(code, verdict)| (code, verdict.level))`.
/// let before = [("C-1", Middle), ("C-2", High), ("C-3", Ordinary)];
/// let after = [("C-4", Ordinary), ("C-1", High), ("C-2", High)];
/// let movements = Movements::between(before, after)?;
/// assert_eq!(movements.count(Some(&Middle), Some(&High)), 1); // C-1
/// assert_eq!((movements.raised(), movements.kept(), movements.lowered()), (1, 1, 0));
/// assert_eq!((movements.left(), movements.entered()), (1, 1)); // C-3 and C-4
/// assert_eq!(movements.rate(&Middle, Some(&High)).unwrap().percent(0), "100%");
/// # Ok::<(), crm_segmentation::MovementError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movements<L> {
    // INVARIANT: no count is zero, and no key is (None, None).
    cells: BTreeMap<(Option<L>, Option<L>), u64>,
}

/// One cell of the matrix that holds somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Movement<L> {
    /// Where they were; `None` for who has entered.
    pub from: Option<L>,
    /// Where they are; `None` for who has left.
    pub to: Option<L>,
    /// How many.
    pub customers: u64,
}

/// Why there is no matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MovementError {
    /// A customer is on the list of the first date twice.
    #[error("a customer is listed twice at the first date")]
    TwiceBefore,
    /// A customer is on the list of the second date twice.
    #[error("a customer is listed twice at the second date")]
    TwiceAfter,
}

impl<L> Default for Movements<L> {
    fn default() -> Self {
        Self { cells: BTreeMap::new() }
    }
}

impl<L: Ord + Clone> Movements<L> {
    /// Returns the movements between two lists of customers with their labels, each in any order.
    ///
    /// # Errors
    ///
    /// When a list names a customer twice.
    pub fn between<K: Ord>(
        before: impl IntoIterator<Item = (K, L)>,
        after: impl IntoIterator<Item = (K, L)>,
    ) -> Result<Self, MovementError> {
        let before = sorted(before).ok_or(MovementError::TwiceBefore)?;
        let after = sorted(after).ok_or(MovementError::TwiceAfter)?;
        let (mut before, mut after) = (before.into_iter().peekable(), after.into_iter().peekable());
        let mut movements = Self::default();
        loop {
            let order = match (before.peek(), after.peek()) {
                (Some((one, _)), Some((other, _))) => one.cmp(other),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return Ok(movements),
            };
            let from = if order.is_le() { before.next() } else { None };
            let to = if order.is_ge() { after.next() } else { None };
            movements.record(from.map(|(_, label)| label), to.map(|(_, label)| label), 1);
        }
    }

    /// Returns the movements of both groups of customers together.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        for ((from, to), customers) in other.cells {
            self.record(from, to, customers);
        }
        self
    }

    /// Returns how many went from one label to another; `None` is outside: entered, or left.
    pub fn count(&self, from: Option<&L>, to: Option<&L>) -> u64 {
        self.sum(|one, other| one == from && other == to)
    }

    /// Yields the cells that hold somebody, in order: by where they were, then by where they are, outside first.
    pub fn cells(&self) -> impl Iterator<Item = Movement<&L>> {
        let cells = self.cells.iter();
        cells.map(|((from, to), customers)| Movement {
            from: from.as_ref(),
            to: to.as_ref(),
            customers: *customers,
        })
    }

    /// Returns how many had a label at the first date.
    pub fn before(&self, label: &L) -> u64 {
        self.sum(|from, _| from == Some(label))
    }

    /// Returns how many have a label at the second date.
    pub fn after(&self, label: &L) -> u64 {
        self.sum(|_, to| to == Some(label))
    }

    /// Returns how many are listed at the second date only.
    pub fn entered(&self) -> u64 {
        self.sum(|from, _| from.is_none())
    }

    /// Returns how many are listed at the first date only.
    pub fn left(&self) -> u64 {
        self.sum(|_, to| to.is_none())
    }

    /// Returns how many have the label that they had.
    pub fn kept(&self) -> u64 {
        self.moved(Ordering::is_eq)
    }

    /// Returns how many have a greater label than they had: a higher level.
    ///
    /// Of [`CoverageClass`](crate::CoverageClass)es the greater is the later letter.
    pub fn raised(&self) -> u64 {
        self.moved(Ordering::is_lt)
    }

    /// Returns how many have a smaller label than they had: a lower level.
    pub fn lowered(&self) -> u64 {
        self.moved(Ordering::is_gt)
    }

    /// Returns of those who had a label the part that has another, or has left; `None` where nobody had it.
    pub fn rate(&self, from: &L, to: Option<&L>) -> Option<Ratio> {
        Ratio::new(self.count(Some(from), to).into(), self.before(from).into())
    }

    fn moved(&self, is_so: fn(Ordering) -> bool) -> u64 {
        self.sum(|from, to| from.zip(to).is_some_and(|(from, to)| is_so(from.cmp(to))))
    }

    fn sum(&self, is_part: impl Fn(Option<&L>, Option<&L>) -> bool) -> u64 {
        let cells = self.cells().filter(|cell| is_part(cell.from, cell.to));
        cells.fold(0, |sum, cell| sum.saturating_add(cell.customers))
    }

    fn record(&mut self, from: Option<L>, to: Option<L>, customers: u64) {
        let cell = self.cells.entry((from, to)).or_default();
        *cell = cell.saturating_add(customers);
    }
}

/// Returns a list in the order of its keys, or `None` where a key is there twice.
fn sorted<K: Ord, L>(list: impl IntoIterator<Item = (K, L)>) -> Option<Vec<(K, L)>> {
    let mut list: Vec<(K, L)> = list.into_iter().collect();
    list.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    list.is_sorted_by(|(one, _), (next, _)| one < next).then_some(list)
}
