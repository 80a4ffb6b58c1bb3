//! `assignments.csv`: who holds which role, and when.

use crm_model::{Assignment, Organisation, PersonId};

use super::Reader;
use super::cells::{ADVICE, CLOSED_WORDS, declared, instant, need_name, need_word, word, yes_or_no};
use crate::input::ReadError;
use crate::input::row_error::{Refusal, Showing};
use crate::input::table::TableFile;

/// Columns of `assignments.csv`; the first two are required.
pub(super) const COLUMNS: [&str; 6] = ["role", "person", "department", "deputy", "from", "until"];

impl Reader<'_> {
    /// Reads the assignments.
    pub(super) fn assignments(&mut self, file: TableFile) -> Result<Organisation, ReadError> {
        file.only_columns(&COLUMNS)?;
        let (role, person) = (file.need_column("role", ADVICE)?, file.need_column("person", ADVICE)?);
        let (department, deputy) = (file.column("department"), file.column("deputy"));
        let (from, until) = (file.column("from"), file.column("until"));
        let mut assignments = Vec::new();
        let words = self.words;
        file.each_row(&mut self.tally, |row| {
            let roles = &words.roles;
            let person: PersonId = need_name(row, person, Showing::Personal)?;
            let assignment = Assignment {
                role: need_word(row, role, roles.showing(), |text| roles.get(text))?,
                department: declared(row, department, &words.departments)?,
                deputy: word(row, deputy, CLOSED_WORDS, yes_or_no)?.unwrap_or(false),
                person,
                from: instant(row, from)?,
                until: instant(row, until)?,
            };
            // An organisation of one shows whether the assignment can hold at all.
            Organisation::new(vec![assignment.clone()])
                .map_err(|_| Refusal::of_row("ends before it begins, or as it begins"))?;
            assignments.push(assignment);
            Ok(())
        })?;
        // It cannot fail: every assignment has been tried.
        Ok(Organisation::new(assignments).unwrap_or_default())
    }
}
