//! How many obligations went from which outcome to which.

use alloc::vec::Vec;

use crm_model::Ratio;

use super::{Direction, Outcome};

/// How many obligations went from which outcome under one policy to which under another.
///
/// Integers only; merging the matrices of parts in any order is exact. A count stays at 2^64 - 1 once it is there.
///
/// # Examples
///
/// ```
/// use crm_kit::{Outcome, OutcomeMatrix};
///
/// let mut matrix = OutcomeMatrix::default();
/// matrix.record(Outcome::Met, Outcome::Met);
/// matrix.record(Outcome::Met, Outcome::MetLate);
/// matrix.record(Outcome::Open, Outcome::Overdue);
/// assert_eq!((matrix.before(Outcome::Met), matrix.after(Outcome::Met)), (2, 1));
/// assert_eq!(matrix.attainment_before().unwrap().to_string(), "2/2");
/// assert_eq!(matrix.attainment_after().unwrap().to_string(), "1/3");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(from = "Vec<MatrixCell>", into = "Vec<MatrixCell>"))]
pub struct OutcomeMatrix {
    // INVARIANT: sorted by both outcomes, each pair once, no count of zero.
    cells: Vec<MatrixCell>,
}

/// One cell of a matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MatrixCell {
    /// The outcome before.
    pub before: Outcome,
    /// The outcome after.
    pub after: Outcome,
    /// How many obligations.
    pub count: u64,
}

impl OutcomeMatrix {
    /// Counts one obligation.
    pub fn record(&mut self, before: Outcome, after: Outcome) {
        self.add(MatrixCell { before, after, count: 1 });
    }

    /// Adds the counts of another.
    pub fn merge(&mut self, other: &Self) {
        for cell in &other.cells {
            self.add(*cell);
        }
    }

    fn add(&mut self, cell: MatrixCell) {
        if cell.count == 0 {
            return;
        }
        match self.place(cell.before, cell.after) {
            Ok(place) => {
                if let Some(own) = self.cells.get_mut(place) {
                    own.count = own.count.saturating_add(cell.count);
                }
            }
            Err(place) => self.cells.insert(place, cell),
        }
    }

    fn place(&self, before: Outcome, after: Outcome) -> Result<usize, usize> {
        self.cells.binary_search_by_key(&(before, after), |cell| (cell.before, cell.after))
    }

    /// Returns how many went from one outcome to another.
    pub fn count(&self, before: Outcome, after: Outcome) -> u64 {
        self.sum(|cell| cell.before == before && cell.after == after)
    }

    /// Returns how many came out so before.
    pub fn before(&self, outcome: Outcome) -> u64 {
        self.sum(|cell| cell.before == outcome)
    }

    /// Returns how many come out so after.
    pub fn after(&self, outcome: Outcome) -> u64 {
        self.sum(|cell| cell.after == outcome)
    }

    /// Returns how many obligations there are under either policy.
    pub fn total(&self) -> u64 {
        self.sum(|_| true)
    }

    /// Returns how many came out otherwise, those that only one policy demands included.
    pub fn flipped(&self) -> u64 {
        self.sum(|cell| cell.before != cell.after)
    }

    /// Returns how many flips go in a direction; of those that are no flips, none.
    pub fn flipped_to(&self, direction: Direction) -> u64 {
        self.sum(|cell| cell.before != cell.after && Direction::between(cell.before, cell.after) == direction)
    }

    /// Returns the share that was met in time before, of all that were met, met late, missed or overdue; `None` if there
    /// are none.
    pub fn attainment_before(&self) -> Option<Ratio> {
        attainment(|outcome| self.before(outcome))
    }

    /// Returns the share that is met in time after, of all that are met, met late, missed or overdue; `None` if there are
    /// none.
    pub fn attainment_after(&self) -> Option<Ratio> {
        attainment(|outcome| self.after(outcome))
    }

    /// Yields the cells that count something, sorted by both outcomes.
    pub fn cells(&self) -> impl Iterator<Item = MatrixCell> {
        self.cells.iter().copied()
    }

    /// Returns the matrix of the opposite change.
    #[must_use]
    pub fn transposed(&self) -> Self {
        let turned = |cell: &MatrixCell| MatrixCell { before: cell.after, after: cell.before, ..*cell };
        self.cells.iter().map(turned).collect::<Vec<_>>().into()
    }

    fn sum(&self, wanted: impl Fn(&MatrixCell) -> bool) -> u64 {
        let counts = self.cells.iter().filter(|cell| wanted(cell)).map(|cell| cell.count);
        counts.fold(0, u64::saturating_add)
    }
}

fn attainment(count: impl Fn(Outcome) -> u64) -> Option<Ratio> {
    let decided = Outcome::ALL.into_iter().filter(|outcome| outcome.is_decided());
    let whole = decided.map(|outcome| i128::from(count(outcome))).sum();
    Ratio::new(i128::from(count(Outcome::Met)), whole)
}

impl From<Vec<MatrixCell>> for OutcomeMatrix {
    fn from(cells: Vec<MatrixCell>) -> Self {
        let mut matrix = Self::default();
        for cell in cells {
            matrix.add(cell);
        }
        matrix
    }
}

impl From<OutcomeMatrix> for Vec<MatrixCell> {
    fn from(matrix: OutcomeMatrix) -> Self {
        matrix.cells
    }
}
