//! `mergers.csv`: which customers turned out to be one.

use crm_model::CustomerMerger;

use super::cells::{ADVICE, instant, need_name};
use crate::input::ReadError;
use crate::input::row_error::Showing;
use crate::input::table::{TableFile, Tally};

/// Columns of `mergers.csv`; the first two are required.
pub(super) const COLUMNS: [&str; 3] = ["customer", "into", "merged_at"];

/// Reads the mergers in the order of their rows; whether they can be obeyed is for the data set to say.
pub(in crate::input) fn read_mergers(
    file: TableFile,
    tally: &mut Tally<'_>,
) -> Result<Vec<CustomerMerger>, ReadError> {
    file.only_columns(&COLUMNS)?;
    let (customer, into) = (file.need_column("customer", ADVICE)?, file.need_column("into", ADVICE)?);
    let merged_at = file.column("merged_at");
    let mut mergers = Vec::new();
    file.each_row(tally, |row| {
        mergers.push(CustomerMerger {
            customer: need_name(row, customer, Showing::Personal)?,
            into: need_name(row, into, Showing::Personal)?,
            merged_at: instant(row, merged_at)?,
        });
        Ok(())
    })?;
    Ok(mergers)
}
