//! Which rows of the log count, and why others do not.

use std::collections::BTreeMap;

use crm_calendar::Period;
use crm_kit::segmentation::{Basis, TierAssessment};
use crm_model::{Dataset, Integrity, Noticed, TableName};

use crate::report::DataSummary;

/// The rows of the log: those that count, and the others by the reason why they do not.
///
/// Rows that were read add up: `counted + before_window + later + without_customer + of_undetermined`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// How many rows are in the sums of some customer.
    pub counted: u64,
    /// How many are before the window.
    pub before_window: u64,
    /// How many are after the instant.
    pub later: u64,
    /// How many in the window name no customer.
    pub without_customer: u64,
    /// How many in the window are of customers whose purchases cannot be summed up.
    pub of_undetermined: u64,
    /// Rows that could not be read at all; of all files, where there are several.
    pub unreadable: u64,
    /// Rows that repeat another in every part; they count once.
    pub repeated: u64,
    /// Orders that were set aside, since their rows contradict each other or their amount is negative.
    pub doubtful_orders: u64,
    /// Customers whose purchases cannot be summed up, by what is missing.
    pub undetermined: BTreeMap<String, u64>,
}

impl LeftOut {
    pub(super) fn of(
        dataset: &Dataset,
        integrity: &Integrity,
        data: &DataSummary,
        basis: &Basis,
        verdicts: &TierAssessment,
    ) -> Self {
        let summaries = verdicts.summaries();
        let as_of = summaries.as_of();
        let start = summaries.dates().instants(&basis.zone).map(Period::start);
        let is_before = |at| start.is_some_and(|start| at < start);
        let mut left_out = Self { unreadable: data.left_out, ..Self::default() };
        for row in dataset.purchases() {
            if row.at > as_of {
                left_out.later += 1;
            } else if is_before(row.at) {
                left_out.before_window += 1;
            }
        }
        left_out.counted = summaries.summaries().iter().map(|bought| bought.rows).sum();
        left_out.without_customer = summaries.rows_without_customer();
        for (code, missing) in summaries.undetermined() {
            *left_out.undetermined.entry(missing.to_string()).or_default() += 1;
            let rows = dataset.purchases_of(*code).iter();
            left_out.of_undetermined +=
                rows.filter(|row| row.at <= as_of && !is_before(row.at)).count() as u64;
        }
        for finding in &integrity.findings {
            match finding.noticed {
                Noticed::RowsRepeated { table: TableName::Purchases, rows } => left_out.repeated += rows,
                Noticed::DoubtfulOrder { .. } => left_out.doubtful_orders += 1,
                _ => {}
            }
        }
        left_out
    }

    /// Returns the reasons for which something was left out, with how much, in one order.
    pub(super) fn lines(&self) -> Vec<(String, u64)> {
        let fixed = [
            ("rows that cannot be read", self.unreadable),
            ("rows that repeat another, which counts once", self.repeated),
            ("orders whose records contradict each other, or with a negative amount", self.doubtful_orders),
            ("rows before the window", self.before_window),
            ("rows after the instant", self.later),
            ("rows without a customer", self.without_customer),
            ("rows of customers who cannot be summed up", self.of_undetermined),
        ];
        let undetermined = self.undetermined.iter();
        let undetermined =
            undetermined.map(|(why, count)| (format!("of customers compared with nobody: {why}"), *count));
        let fixed = fixed.into_iter().map(|(why, count)| (why.to_owned(), count));
        fixed.chain(undetermined).filter(|(_, count)| *count > 0).collect()
    }
}
