//! Completeness of customer files (clauses D-FILE-5, L-ACC-2): fields that are filled in / fields that should be.

use alloc::vec::Vec;

use crm_model::{FileField, Ratio};

use crate::gather::{Gather, Person};
use crate::period::Windows;
use crate::tally::{ratio, tally};
use crate::{Evidence, Note, Reason, Spread};

tally! {
    /// Whether a field of a file is filled in.
    FieldCase,
    /// Counts of fields by whether they are filled in.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::CompletenessTally;
    ///
    /// let tally = CompletenessTally { filled: 9, missing: 1 };
    /// assert_eq!(tally.share().unwrap().to_string(), "9/10");
    /// ```
    CompletenessTally {
        /// It is filled in.
        Filled => filled,
        /// It is not, or there is no file at all.
        Missing => missing,
    }
}

impl CompletenessTally {
    /// Returns the fields filled in / all, or `None` without any.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.filled, self.filled.saturating_add(self.missing))
    }
}

/// Completeness at work. Files have no history here: what is on file counts for the last period, and nothing is known
/// of those before.
#[derive(Debug)]
pub(crate) struct Complete<'a> {
    // One tally for each field, in the order of the policy.
    fields: Vec<(FileField, CompletenessTally)>,
    windows: &'a Windows,
}

impl<'a> Complete<'a> {
    pub(crate) fn new(fields: &[FileField], windows: &'a Windows) -> Self {
        Self { fields: fields.iter().map(|field| (*field, CompletenessTally::default())).collect(), windows }
    }

    fn whole(&self) -> CompletenessTally {
        self.fields.iter().fold(CompletenessTally::default(), |whole, (_, of_field)| whole.merge(*of_field))
    }

    fn is_last(&self, place: usize) -> bool {
        self.windows.is_latest && self.windows.iter().last().is_some_and(|(last, _)| last == place)
    }
}

impl<'a> Gather<'a> for Complete<'a> {
    fn person(&mut self, person: &Person<'a>) {
        let Some(customer) = person.customer else { return };
        for (field, tally) in &mut self.fields {
            let is_filled = customer.file.as_ref().is_some_and(|file| file.has(*field));
            tally.record(if is_filled { FieldCase::Filled } else { FieldCase::Missing });
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let CompletenessTally { filled, missing } = self.whole();
        let is_unknown = !self.is_last(place);
        // The fields of one file are filled in together, so they are no sample.
        Evidence::trials(filled, filled.saturating_add(missing))
            .with_spread(Spread::Unknown)
            .with_problem(is_unknown.then_some(Reason::NotCovered))
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let lacking = self.fields.iter().filter(|(_, tally)| self.is_last(place) && tally.missing > 0);
        lacking.map(|(field, tally)| Note::FieldMissing { field: *field, files: tally.missing }).collect()
    }
}
