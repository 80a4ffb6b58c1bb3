//! [`ProcessLog`]: an event log, checked, case by case, each in order.

use alloc::vec::Vec;

use super::columns::{EventColumns, NOBODY, ProcessError, UNFINISHED};
use super::rules::Repeats;

/// One step of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    // In the order by which steps of one instant are sorted.
    at: i64,
    activity: u32,
    resource: u32,
    department: u32,
    finished: i64,
}

impl Step {
    /// Returns what happened.
    pub const fn activity(self) -> u32 {
        self.activity
    }

    /// Returns when it happened or began, in microseconds since 1970-01-01 UTC.
    pub const fn at(self) -> i64 {
        self.at
    }

    /// Returns when it was finished, if known by `as_of`.
    pub const fn finished_by(self, as_of: i64) -> Option<i64> {
        if self.finished == UNFINISHED || self.finished > as_of { None } else { Some(self.finished) }
    }

    /// Returns who did it, if known.
    pub const fn resource(self) -> Option<u32> {
        if self.resource == NOBODY { None } else { Some(self.resource) }
    }

    /// Returns where it was done, if known.
    pub const fn department(self) -> Option<u32> {
        if self.department == NOBODY { None } else { Some(self.department) }
    }
}

/// The steps of one case, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct History<'a> {
    /// The code of the case.
    pub case: u32,
    /// Its steps; there is at least one.
    pub steps: &'a [Step],
}

impl<'a> History<'a> {
    /// Returns the steps up to an instant (inclusive).
    pub fn until(self, as_of: i64) -> &'a [Step] {
        let known = self.steps.partition_point(|step| step.at <= as_of);
        self.steps.get(..known).unwrap_or_default()
    }
}

/// An event log, case by case in the order of their codes, and the steps of each in the order in which they happened.
///
/// Steps are ordered by instant, then by the source's sequence where there is one, then by the codes of activity, resource and
/// department and by when they were finished: the order of the rows says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessLog {
    steps: Vec<Step>,
    /// Each case, and where its steps end.
    cases: Vec<(u32, usize)>,
    repeats: u64,
    tied: u64,
}

impl ProcessLog {
    /// Checks the columns and puts them in order.
    ///
    /// A repeat is a row that agrees with another of the same case in instant, activity, resource, department and finish; the
    /// sequence may differ.
    ///
    /// # Errors
    ///
    /// When a column has another length than the others, an instant is beyond the years that can be written, or something was
    /// finished before it began.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::process::{EventColumns, ProcessLog, Repeats};
    ///
    /// let rows = EventColumns { cases: &[1, 0, 1, 1], activities: &[5, 5, 4, 4], instants: &[9, 3, 2, 2], ..Default::default() };
    /// let log = ProcessLog::new(rows, Repeats::Once)?;
    /// assert_eq!((log.events(), log.repeats()), (3, 1)); // the last two rows say the same
    /// let last = log.cases().last().unwrap();
    /// assert_eq!(last.steps.iter().map(|step| step.activity()).collect::<Vec<_>>(), [4, 5]);
    /// # Ok::<(), crm_kpi::process::ProcessError>(())
    /// ```
    pub fn new(columns: EventColumns<'_>, repeats: Repeats) -> Result<Self, ProcessError> {
        columns.check()?;
        let order = by_case(columns.cases);
        let mut log = Self { steps: Vec::with_capacity(order.len()), cases: Vec::new(), repeats: 0, tied: 0 };
        let mut sorted: Vec<(i64, u64, Step)> = Vec::new();
        for rows in order.chunk_by(|one, other| columns.cases.get(*one) == columns.cases.get(*other)) {
            sorted.clear();
            sorted.extend(rows.iter().map(|row| columns.row(*row)));
            sorted.sort_unstable();
            for together in sorted.chunk_by(|one, other| one.0 == other.0) {
                log.take(together, repeats);
            }
            let case = rows.first().and_then(|row| columns.cases.get(*row)).copied().unwrap_or_default();
            log.cases.push((case, log.steps.len()));
        }
        Ok(log)
    }

    /// Takes steps of one case and instant.
    fn take(&mut self, together: &[(i64, u64, Step)], repeats: Repeats) {
        if let [(.., only)] = together {
            self.steps.push(*only);
            return;
        }
        let mut ranked: Vec<(Step, usize)> =
            together.iter().zip(0..).map(|((.., step), place)| (*step, place)).collect();
        ranked.sort_unstable();
        let all = ranked.len();
        ranked.dedup_by(|one, other| one.0 == other.0);
        self.repeats = self.repeats.saturating_add((all - ranked.len()) as u64);
        if ranked.len() > 1 {
            self.tied = self.tied.saturating_add(ranked.len() as u64);
        }
        match repeats {
            Repeats::Kept => self.steps.extend(together.iter().map(|(.., step)| *step)),
            Repeats::Once => {
                ranked.sort_unstable_by_key(|(_, place)| *place);
                self.steps.extend(ranked.iter().map(|(step, _)| *step));
            }
        }
    }

    /// Yields the cases in the order of their codes.
    pub fn cases(&self) -> impl ExactSizeIterator<Item = History<'_>> + Clone {
        let mut from = 0;
        self.cases.iter().map(move |(case, until)| {
            let steps = self.steps.get(from..*until).unwrap_or_default();
            from = *until;
            History { case: *case, steps }
        })
    }

    /// Returns how many steps there are.
    pub fn events(&self) -> usize {
        self.steps.len()
    }

    /// Returns how many rows were repeats of others, whether they were kept or not.
    pub const fn repeats(&self) -> u64 {
        self.repeats
    }

    /// Returns how many different steps share their instant with another of the same case, so that the time alone does not tell
    /// their order.
    pub const fn tied(&self) -> u64 {
        self.tied
    }

    /// Returns the last instant of which the log tells, in microseconds: when a step happened, began or was finished. `None` without
    /// any step.
    pub fn last_instant(&self) -> Option<i64> {
        // What is not finished has the earliest instant of all.
        self.steps.iter().map(|step| step.at.max(step.finished)).max()
    }
}

impl EventColumns<'_> {
    fn row(&self, row: usize) -> (i64, u64, Step) {
        fn cell<T: Copy>(column: Option<&[T]>, row: usize, missing: T) -> T {
            column.and_then(|column| column.get(row)).copied().unwrap_or(missing)
        }
        let at = cell(Some(self.instants), row, 0);
        let step = Step {
            at,
            activity: cell(Some(self.activities), row, 0),
            resource: cell(self.resources, row, NOBODY),
            department: cell(self.departments, row, NOBODY),
            finished: cell(self.finished, row, UNFINISHED),
        };
        (at, cell(self.sequences, row, 0), step)
    }
}

/// Returns the rows in the order of their cases, those of one case in any order.
fn by_case(cases: &[u32]) -> Vec<usize> {
    let width = cases
        .iter()
        .max()
        .and_then(|last| usize::try_from(*last).ok())
        .map_or(0, |last| last.saturating_add(1));
    let mut order: Vec<usize> = (0..cases.len()).collect();
    if cases.is_sorted() {
        return order;
    }
    if width > cases.len().saturating_mul(4) {
        order.sort_by_key(|row| cases.get(*row).copied());
        return order;
    }
    // Codes are dense: count them, and put each row where it belongs.
    let mut places = alloc::vec![0_usize; width];
    let place_of = |case: u32| usize::try_from(case).unwrap_or(usize::MAX);
    for case in cases {
        if let Some(count) = places.get_mut(place_of(*case)) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for place in &mut places {
        sum += core::mem::replace(place, sum);
    }
    for (row, case) in cases.iter().enumerate() {
        if let Some(place) = places.get_mut(place_of(*case)) {
            if let Some(slot) = order.get_mut(*place) {
                *slot = row;
            }
            *place += 1;
        }
    }
    order
}
