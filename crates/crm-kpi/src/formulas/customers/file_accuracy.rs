//! Accuracy of customer files as an indicator (clauses D-ACC-1, L-ACC-2): what is right of what was audited.

use alloc::vec::Vec;

use crm_model::{AuditOccasion, FileField};

use super::file_audit::{AccuracyTally, FileAudit, FileFindings};
use crate::gather::{Gather, Person, apart};
use crate::period::{Series, Windows};
use crate::{Apart, Evidence, Note, Quantity, Reading, Spread};

/// Which files count as right, and of which audits.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FileAccuracy {
    /// The key fields; empty for every field that was audited.
    pub fields: Vec<FileField>,
    /// Of what the share is.
    pub of: AccuracyOf,
    /// The occasion on which files were compared with the truth; `None` for any.
    pub by: Option<AuditOccasion>,
}

/// Of what accuracy is the share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum AccuracyOf {
    /// Files of which every key field that was audited is right / files audited. An audit draws files, so that it proves
    /// something of all of them.
    Files,
    /// Key fields that are right / key fields audited. Fields of one file go wrong together, so they are no sample.
    Fields,
}

impl AccuracyOf {
    /// Both, with their words.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Files, "files"), (Self::Fields, "fields")];
}

impl FileAccuracy {
    /// Returns whether what is counted was drawn from all files without looking. Customers are not visited by chance.
    pub(crate) const fn is_drawn(&self) -> bool {
        matches!((self.of, self.by), (AccuracyOf::Files, Some(AuditOccasion::Audit)))
    }
}

/// Accuracy at work. The files that might have been drawn are those of the customer table, but for those of which it is told
/// that they were entered after the period.
#[derive(Debug)]
pub(crate) struct Accurate<'a> {
    rule: &'a FileAccuracy,
    windows: &'a Windows,
    audits: Series<FileAudit>,
    strangers: Series<u64>,
}

impl<'a> Accurate<'a> {
    pub(crate) fn new(rule: &'a FileAccuracy, windows: &'a Windows) -> Self {
        Self { rule, windows, audits: Series::default(), strangers: Series::default() }
    }

    fn found(&self, person: &Person<'a>) -> Series<FileFindings> {
        let mut found: Series<FileFindings> = Series::default();
        let FileAccuracy { fields, by, .. } = self.rule;
        let asked = person.audits.iter().filter(|row| {
            (fields.is_empty() || fields.contains(&row.field)) && by.is_none_or(|by| row.occasion == by)
        });
        for row in asked {
            found.update(self.windows.place_of(row.audited_at), |file| file.record(row));
        }
        found
    }
}

impl<'a> Gather<'a> for Accurate<'a> {
    fn person(&mut self, person: &Person<'a>) {
        if person.code.is_none() {
            return;
        }
        let found = (!person.audits.is_empty()).then(|| self.found(person));
        let entered = person.customer.and_then(|customer| customer.file.as_ref()?.entered_at);
        for (place, period) in self.windows.iter() {
            let file = found.as_ref().and_then(|found| found.at(place)).filter(|file| !file.is_empty());
            if person.customer.is_none() {
                let more = u64::from(file.is_some());
                self.strangers.update(Some(place), |files| *files = files.saturating_add(more));
            } else if file.is_some() || entered.is_none_or(|entered| entered < period.end()) {
                self.audits.update(Some(place), |audit| {
                    audit.population = audit.population.saturating_add(1);
                    if let Some(file) = file {
                        audit.record(file);
                    }
                });
            }
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let FileAudit { population, fields, files, .. } = self.audits.get(place);
        let (tally, (reading, other)) = match self.rule.of {
            AccuracyOf::Files => (files, (Reading::FieldsRight, fields)),
            AccuracyOf::Fields => (fields, (Reading::FilesRight, files)),
        };
        let all = |tally: AccuracyTally| tally.right.saturating_add(tally.wrong);
        let spread = if self.rule.is_drawn() { Spread::Drawn { population } } else { Spread::Unknown };
        Evidence::trials(tally.right, all(tally)).with_spread(spread).with_beside(
            reading,
            Quantity::Share,
            other.right.into(),
            all(other).into(),
        )
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let Some(audit) = self.audits.at(place) else { return Vec::new() };
        let wrong = audit.by_field.iter().filter(|(_, tally)| tally.wrong > 0);
        let wrong = wrong.map(|(field, tally)| Note::FieldWrong { field: *field, files: tally.wrong });
        wrong
            .chain(apart(Apart::AuditedAgain, audit.again))
            .chain(apart(Apart::WithoutFile, self.strangers.get(place)))
            .collect()
    }
}
