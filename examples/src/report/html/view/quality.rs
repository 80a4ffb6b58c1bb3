//! What is known of the data.

use super::Clause;

/// What is known of the data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quality {
    /// The files; none where the records were made up.
    pub files: Vec<FileRow>,
    /// What else to know about them, one sentence each.
    pub notes: Vec<String>,
    /// What was noticed, by rule.
    pub findings: Vec<FindingRow>,
    /// What cannot be judged for want of whole tables, one table each.
    pub lacking: Vec<LackingRow>,
    /// What else the data cannot tell.
    pub unclear: Vec<UnclearRow>,
}

impl Quality {
    /// Returns how many rows could not be used, over all files.
    pub(in crate::report::html) fn left_out(&self) -> u64 {
        self.files.iter().map(|file| file.left_out).sum()
    }
}

/// A file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileRow {
    /// Its name, without its folder.
    pub name: String,
    /// How many rows it has.
    pub rows: u64,
    /// How many of them could not be used.
    pub left_out: u64,
}

/// Findings of one rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FindingRow {
    /// What was noticed, in a word.
    pub rule: String,
    /// How many findings.
    pub count: u64,
    /// What the first of them is about.
    pub about: String,
    /// What it says.
    pub example: String,
}

/// What cannot be judged for want of a whole table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LackingRow {
    /// What is missing: `no tickets were supplied`.
    pub missing: String,
    /// The clauses that cannot be judged.
    pub clauses: Vec<Clause>,
    /// How many matters: `11 matters`.
    pub concerns: String,
}

/// Something that cannot be judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnclearRow {
    /// What is owed.
    pub measure: String,
    /// The clause, where one rule is concerned.
    pub clause: Clause,
    /// For how many: `all 4,000 tickets`.
    pub concerns: String,
    /// What is missing.
    pub missing: String,
}
