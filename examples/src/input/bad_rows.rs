//! The rows that cannot be used: all are counted, the first are kept.

use std::collections::BTreeMap;

use super::{Options, ReadError, RowError, own};

/// How many bad rows are kept in full.
pub const MOST_SHOWN: usize = 100;

/// The rows that could not be used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// The first hundred, in the order in which files are read, and then of rows.
    pub first: Vec<RowError>,
    /// How many there are in all.
    pub count: u64,
    /// How many there are in each file that has any.
    pub by_file: BTreeMap<String, u64>,
}

impl LeftOut {
    pub(crate) fn add(&mut self, error: RowError) {
        self.add_rows(error, 1);
    }

    /// Adds as many rows under one error.
    pub(crate) fn add_rows(&mut self, error: RowError, rows: u64) {
        self.count += rows;
        *self.by_file.entry(error.file.clone()).or_default() += rows;
        self.first.push(error);
        if self.first.len() >= 2 * MOST_SHOWN {
            self.shorten();
        }
    }

    /// Takes in the bad rows of files that were read after these.
    pub(crate) fn extend(&mut self, others: Self) {
        self.count += others.count;
        for (file, rows) in others.by_file {
            *self.by_file.entry(file).or_default() += rows;
        }
        self.first.extend(others.first);
        self.first.truncate(MOST_SHOWN);
    }

    /// Ends the collection: an error unless there were no bad rows or the caller wants to go on without them.
    pub(crate) fn settle(mut self, options: &Options<'_>) -> Result<Self, ReadError> {
        self.shorten();
        if self.count > 0 && !options.keep_going {
            return Err(ReadError::BadRows { first: self.first, count: self.count, by_file: self.by_file });
        }
        Ok(self)
    }

    fn shorten(&mut self) {
        self.first.sort_unstable_by(|one, other| {
            reading_order(&one.file).cmp(&reading_order(&other.file)).then_with(|| one.cmp(other))
        });
        self.first.truncate(MOST_SHOWN);
    }
}

/// Returns the place of a file among those that are read together.
fn reading_order(file: &str) -> usize {
    let is_named = |name: &&str| file.split('.').next() == Some(*name);
    own::TABLES.iter().position(is_named).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Shown;

    #[test]
    fn the_first_rows_are_kept_whatever_order_they_come_in() {
        let mut left_out = LeftOut::default();
        for row in (2..=1_001).rev() {
            let rule = "is blank".to_owned();
            left_out.add(RowError { file: "a.csv".into(), row, field: None, value: Shown::Nothing, rule });
        }
        let Ok(left_out) = left_out.settle(&Options { keep_going: true, ..Options::default() }) else {
            unreachable!("bad rows are no error where reading keeps going")
        };
        assert_eq!(left_out.count, 1_000);
        assert_eq!(left_out.by_file.get("a.csv"), Some(&1_000));
        assert!(left_out.first.iter().map(|error| error.row).eq(2..=101));
    }
}
