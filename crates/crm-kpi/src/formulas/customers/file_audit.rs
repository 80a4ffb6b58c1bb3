//! Accuracy of customer files by audit (clauses D-ACC-1, L-ACC-2): what a sample found, and what it proves of all files.

use alloc::collections::BTreeMap;

use chrono::{DateTime, Utc};
use crm_model::{AuditedField, CustomerId, FileField, Ratio, Share};

use crate::CivilPeriod;
use crate::statistics::{Audit, AuditVerdict, Confidence};
use crate::tally::{ratio, tally};

tally! {
    /// Whether what is on file is right.
    Accuracy,
    /// Counts of fields, or of files, by whether they are right.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::AccuracyTally;
    ///
    /// let tally = AccuracyTally { right: 98, wrong: 2 };
    /// assert_eq!(tally.share().unwrap().percent(0), "98%");
    /// ```
    AccuracyTally {
        /// It is right; of a file: each of its fields that was audited.
        Right => right,
        /// It is wrong; of a file: one of its fields at least.
        Wrong => wrong,
    }
}

impl Accuracy {
    const fn of(is_right: bool) -> Self {
        if is_right { Self::Right } else { Self::Wrong }
    }
}

impl AccuracyTally {
    /// Returns the right / all, or `None` without any.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.right, self.right.saturating_add(self.wrong))
    }
}

/// What an audit of a period found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FileAudit {
    /// How many files there are.
    pub population: u64,
    /// The fields that were audited.
    pub fields: AccuracyTally,
    /// Each field by itself.
    pub by_field: BTreeMap<FileField, AccuracyTally>,
    /// The files that were audited.
    pub files: AccuracyTally,
    /// Findings about a field of a file that was audited again in the period: the last counts, and of several at one instant one
    /// that is wrong.
    pub again: u64,
}

impl FileAudit {
    /// Returns what an audit of a period found, over the key fields alone; no fields stand for every one that was audited.
    ///
    /// The files audited must be drawn from the population without looking, or the audit proves nothing of the rest.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::Zone;
    /// use crm_kpi::statistics::{AuditVerdict, Confidence};
    /// use crm_kpi::{CivilPeriod, FileAudit, Per};
    /// use crm_model::{AuditOccasion, AuditedField, FileField};
    ///
    /// // 200 of 2,000 files, with a wrong phone number in four of them.
    /// let row = |number: u32| AuditedField {
    ///     customer: format!("C-{number}").parse().unwrap(),
    ///     field: FileField::Phone,
    ///     is_right: number >= 4,
    ///     audited_at: "2026-03-02T09:00:00Z".parse().unwrap(),
    ///     occasion: AuditOccasion::Audit,
    ///     person: None,
    /// };
    /// let rows: Vec<AuditedField> = (0..200).map(row).collect();
    /// let march = CivilPeriod::containing(Per::Month, "2026-03-01".parse()?, &Zone::utc());
    /// let audit = FileAudit::of(&rows, &[], 2_000, &march);
    /// assert_eq!(audit.files.share().unwrap().percent(0), "98%");
    /// assert_eq!(audit.sampled().unwrap().percent(0), "10%");
    /// // Chance may have hidden up to 83 more.
    /// let confidence = Confidence::new(0.95)?;
    /// assert_eq!(audit.verdict("98%".parse()?, confidence), Some(AuditVerdict::PointMet));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of<'r>(
        rows: impl IntoIterator<Item = &'r AuditedField>,
        key: &[FileField],
        population: u64,
        period: &CivilPeriod,
    ) -> Self {
        let mut files: BTreeMap<&CustomerId, FileFindings> = BTreeMap::new();
        let asked = |row: &&AuditedField| {
            period.contains(row.audited_at) && (key.is_empty() || key.contains(&row.field))
        };
        for row in rows.into_iter().filter(asked) {
            files.entry(&row.customer).or_default().record(row);
        }
        let mut audit = Self { population, ..Self::default() };
        for file in files.values() {
            audit.record(file);
        }
        audit
    }

    /// Counts what was found in one file, if anything was.
    pub(super) fn record(&mut self, file: &FileFindings) {
        self.again = self.again.saturating_add(file.again);
        for (field, (_, is_wrong)) in &file.last {
            let accuracy = Accuracy::of(!is_wrong);
            self.fields.record(accuracy);
            self.by_field.entry(*field).or_default().record(accuracy);
        }
        if !file.is_empty() {
            self.files.record(Accuracy::of(file.last.values().all(|(_, is_wrong)| !is_wrong)));
        }
    }

    /// Returns what both audits found, of files of which none is in both.
    #[must_use]
    pub fn merge(mut self, other: &Self) -> Self {
        self.population = self.population.saturating_add(other.population);
        self.fields = self.fields.merge(other.fields);
        for (field, tally) in &other.by_field {
            let known = self.by_field.entry(*field).or_default();
            *known = known.merge(*tally);
        }
        self.files = self.files.merge(other.files);
        self.again = self.again.saturating_add(other.again);
        self
    }

    /// Returns the files audited / all files, or `None` where there are none.
    pub fn sampled(&self) -> Option<Ratio> {
        ratio(self.files.right.saturating_add(self.files.wrong), self.population)
    }

    /// Returns the audit of files for its bounds; `None` where none was audited, or more were than there are.
    pub fn audit(&self) -> Option<Audit> {
        Audit::new(self.population, self.files.right.saturating_add(self.files.wrong), self.files.wrong)
    }

    /// Returns what the audit says of the demand that at least this share of files is right: proven, met by the point, missed by
    /// the point, or refuted.
    pub fn verdict(&self, limit: Share, confidence: Confidence) -> Option<AuditVerdict> {
        self.audit().map(|audit| audit.verdict(limit, confidence))
    }
}

/// What was found in one file: of each field the last finding, later ones before earlier ones, then wrong ones before right
/// ones.
#[derive(Debug, Clone, Default)]
pub(super) struct FileFindings {
    last: BTreeMap<FileField, (DateTime<Utc>, bool)>,
    again: u64,
}

impl FileFindings {
    pub(super) fn is_empty(&self) -> bool {
        self.last.is_empty()
    }

    pub(super) fn record(&mut self, row: &AuditedField) {
        let found = (row.audited_at, !row.is_right);
        match self.last.get_mut(&row.field) {
            None => _ = self.last.insert(row.field, found),
            Some(known) => {
                self.again = self.again.saturating_add(1);
                *known = found.max(*known);
            }
        }
    }
}
