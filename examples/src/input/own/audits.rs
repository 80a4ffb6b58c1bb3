//! `audits.csv`: whether what is in customer files is right, as somebody found it.

use crm_model::{AuditOccasion, AuditedField, FileField};

use super::Reader;
use super::cells::{ADVICE, CLOSED_WORDS, name, need_instant, need_name, need_word, one_of, word, yes_or_no};
use crate::input::ReadError;
use crate::input::row_error::Showing;
use crate::input::table::TableFile;

/// Columns of `audits.csv`; the first four are required.
pub(super) const COLUMNS: [&str; 6] = ["customer", "field", "right", "audited_at", "occasion", "person"];

impl Reader<'_> {
    /// Reads what was found in the order of the rows.
    pub(super) fn audits(&mut self, file: TableFile) -> Result<Vec<AuditedField>, ReadError> {
        file.only_columns(&COLUMNS)?;
        let (customer, field) = (file.need_column("customer", ADVICE)?, file.need_column("field", ADVICE)?);
        let right = file.need_column("right", ADVICE)?;
        let audited_at = file.need_column("audited_at", ADVICE)?;
        let (occasion, person) = (file.column("occasion"), file.column("person"));
        let mut audits = Vec::new();
        file.each_row(&mut self.tally, |row| {
            let occasion = word(row, occasion, CLOSED_WORDS, |text| one_of(&AuditOccasion::ALL, text))?;
            audits.push(AuditedField {
                audited_at: need_instant(row, audited_at)?,
                customer: need_name(row, customer, Showing::Personal)?,
                field: need_word(row, field, CLOSED_WORDS, |text| {
                    text.parse::<FileField>().map_err(|error| error.to_string())
                })?,
                is_right: need_word(row, right, CLOSED_WORDS, yes_or_no)?,
                occasion: occasion.unwrap_or(AuditOccasion::Audit),
                person: name(row, person, Showing::Personal)?,
            });
            Ok(())
        })?;
        Ok(audits)
    }
}
