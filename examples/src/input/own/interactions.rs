//! `interactions.csv`: contacts that are no part of tickets.

use crm_model::{Direction, Interaction, Outcome};

use super::Reader;
use super::cells::{ADVICE, CLOSED_WORDS, declared, instant, name, need_instant, need_word, one_of};
use crate::input::ReadError;
use crate::input::row_error::Showing;
use crate::input::table::TableFile;

/// Columns of `interactions.csv`; `at`, `direction` and `outcome` are required.
pub(super) const COLUMNS: [&str; 9] =
    ["customer", "at", "direction", "outcome", "channel", "purpose", "person", "department", "recorded_at"];

impl Reader<'_> {
    /// Reads the interactions in the order of their rows.
    pub(super) fn interactions(&mut self, file: TableFile) -> Result<Vec<Interaction>, ReadError> {
        file.only_columns(&COLUMNS)?;
        let at = file.need_column("at", ADVICE)?;
        let direction = file.need_column("direction", ADVICE)?;
        let outcome = file.need_column("outcome", ADVICE)?;
        let (customer, channel) = (file.column("customer"), file.column("channel"));
        let (purpose, recorded_at) = (file.column("purpose"), file.column("recorded_at"));
        let (person, department) = (file.column("person"), file.column("department"));
        let mut interactions = Vec::new();
        let words = self.words;
        file.each_row(&mut self.tally, |row| {
            interactions.push(Interaction {
                at: need_instant(row, at)?,
                customer: name(row, customer, Showing::Personal)?,
                direction: need_word(row, direction, CLOSED_WORDS, |text| one_of(&Direction::ALL, text))?,
                outcome: need_word(row, outcome, CLOSED_WORDS, |text| one_of(&Outcome::ALL, text))?,
                channel: declared(row, channel, &words.channels)?,
                purpose: name(row, purpose, Showing::Plain)?,
                person: name(row, person, Showing::Personal)?,
                department: declared(row, department, &words.departments)?,
                recorded_at: instant(row, recorded_at)?,
            });
            Ok(())
        })?;
        Ok(interactions)
    }
}
