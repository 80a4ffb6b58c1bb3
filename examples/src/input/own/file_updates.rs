//! `file_updates.csv`: what was learned of customers, and when it was entered in their files.

use crm_model::{FileField, FileUpdate};

use super::Reader;
use super::cells::{ADVICE, CLOSED_WORDS, declared, instant, name, need_instant, need_word};
use crate::input::ReadError;
use crate::input::row_error::Showing;
use crate::input::table::TableFile;

/// Columns of `file_updates.csv`; `field`, `learned_at` and `entered_at` are required: without the last, nobody could tell
/// what is entered from what is not.
pub(super) const COLUMNS: [&str; 6] =
    ["customer", "field", "learned_at", "entered_at", "person", "department"];

impl Reader<'_> {
    /// Reads the updates in the order of their rows.
    pub(super) fn file_updates(&mut self, file: TableFile) -> Result<Vec<FileUpdate>, ReadError> {
        file.only_columns(&COLUMNS)?;
        let field = file.need_column("field", ADVICE)?;
        let learned_at = file.need_column("learned_at", ADVICE)?;
        let entered_at = file.need_column("entered_at", ADVICE)?;
        let customer = file.column("customer");
        let (person, department) = (file.column("person"), file.column("department"));
        let mut updates = Vec::new();
        let words = self.words;
        file.each_row(&mut self.tally, |row| {
            updates.push(FileUpdate {
                learned_at: need_instant(row, learned_at)?,
                customer: name(row, customer, Showing::Personal)?,
                field: need_word(row, field, CLOSED_WORDS, |text| {
                    text.parse::<FileField>().map_err(|error| error.to_string())
                })?,
                entered_at: instant(row, Some(entered_at))?,
                person: name(row, person, Showing::Personal)?,
                department: declared(row, department, &words.departments)?,
            });
            Ok(())
        })?;
        Ok(updates)
    }
}
