//! Writing an assessment: a page to read, and files to work with.
//!
//! [`Report`] holds everything that is told. [`Report::page`] writes it for a terminal, [`Report::write_to`] as
//! `report.json` and as CSV files, whose columns `docs/report.md` explains, and as `report.html`, for those who decide.
//! What is written depends on the records, the policy and the instant alone: rows in any order give the same bytes.
//!
//! Names of customers and persons are hidden everywhere unless [`Privacy::Shown`] is asked for.

pub(crate) mod analyses;
pub(crate) mod cell;
mod data;
mod escalating;
mod form;
pub(crate) mod head;
pub mod html;
pub(crate) mod json;
mod lifetime;
mod lives;
pub(crate) mod notice;
pub(crate) mod page;
mod policy;
mod privacy;
pub(crate) mod reasons;
pub(crate) mod reviews;
pub(crate) mod scorecard;
pub(crate) mod tables;
pub(crate) mod tally;
mod write;

use crm_kit::{Assessment, LifetimeTable};
use crm_model::{Finding, Integrity};

pub use self::{
    cell::{count, counted},
    data::{DataSummary, FileSummary, TableSummary},
    form::{Form, Parts},
    page::Page,
    policy::{PolicySummary, VersionSummary},
    privacy::Privacy,
    tally::{Attainment, Promise, Tally, promises},
    write::{FILES, Target, WriteError},
};

/// Everything that a report tells.
#[derive(Debug, Clone)]
pub struct Report {
    /// What was read.
    pub data: DataSummary,
    /// The policy by which it was assessed.
    pub policy: PolicySummary,
    /// Where the instant of the assessment comes from.
    pub as_of_is: AsOfIs,
    /// The assessment.
    pub assessment: Assessment,
    /// What customers will still bring, by group and period; `None` where the policy has no rule for it.
    pub lifetime_value: Option<LifetimeTable>,
    /// What was noticed about the records and about the assessment, sorted.
    pub findings: Vec<Finding>,
    /// Whether names of customers and persons are shown.
    pub privacy: Privacy,
}

/// Where the instant of an assessment comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOfIs {
    /// Somebody asked for it.
    Given,
    /// It belongs to the made-up company.
    OfTheDemo,
    /// It is that of the last record in the data: of an event, a purchase, an interaction, an answer, an expense.
    LastRecord,
}

impl AsOfIs {
    /// Returns the word that `report.json` uses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::OfTheDemo => "demo",
            Self::LastRecord => "last-record",
        }
    }
}

impl Report {
    /// Returns the report of an assessment, with the findings about the records and its own in one order.
    pub fn new(
        data: DataSummary,
        integrity: Integrity,
        policy: PolicySummary,
        mut assessment: Assessment,
        as_of_is: AsOfIs,
        privacy: Privacy,
    ) -> Self {
        let mut findings = integrity.findings;
        findings.append(&mut assessment.findings);
        findings.sort_unstable();
        Self { data, policy, as_of_is, assessment, lifetime_value: None, findings, privacy }
    }

    /// Returns the report with what customers will still bring.
    #[must_use]
    pub fn with_lifetime_value(self, lifetime_value: Option<LifetimeTable>) -> Self {
        Self { lifetime_value, ..self }
    }

    /// Returns the report as a page for a terminal, at most 100 columns wide.
    pub fn page(&self) -> Page<'_> {
        Page::of(self)
    }
}
