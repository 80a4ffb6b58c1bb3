//! The policy behind an assessment, in a few words.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use crm_kit::Policy;
use crm_kit::escalation::EscalationRules;
use crm_kit::policy::PolicyVersion;
use crm_kit::segmentation::{Disagree, ValueTierRule};
use crm_model::{Role, RuleName};

use super::Form;

/// The policy behind an assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySummary {
    /// Its name.
    pub name: String,
    /// Its versions, in the order in which they come into force.
    pub versions: Vec<VersionSummary>,
}

/// One version of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionSummary {
    /// Its name.
    pub name: String,
    /// What the document calls this version; empty if it does not say.
    pub version: String,
    /// The documents that it extends, the nearest first.
    pub extends: Vec<String>,
    /// The first instant at which it is in force; `None` if it always was.
    pub valid_from: Option<DateTime<Utc>>,
    /// The first instant at which it is no longer in force; `None` if it stays.
    pub valid_until: Option<DateTime<Utc>>,
    /// What each of its indicators measures.
    pub indicators: BTreeMap<RuleName, Form>,
    /// The roles of its ladder, the lowest first.
    pub ladder: Vec<Role>,
    /// Which level counts where spend and repurchase disagree, as a sentence; `None` without value tiers.
    pub disagreement: Option<&'static str>,
}

impl PolicySummary {
    /// Returns the version in force at an instant.
    pub(crate) fn in_force(&self, at: DateTime<Utc>) -> Option<&VersionSummary> {
        self.versions.iter().find(|version| {
            version.valid_from.is_none_or(|from| from <= at)
                && version.valid_until.is_none_or(|until| at < until)
        })
    }
}

impl From<&Policy> for PolicySummary {
    fn from(policy: &Policy) -> Self {
        Self {
            name: policy.name().to_owned(),
            versions: policy.versions().iter().map(VersionSummary::from).collect(),
        }
    }
}

impl From<&PolicyVersion> for VersionSummary {
    fn from(version: &PolicyVersion) -> Self {
        Self {
            name: version.name().to_owned(),
            version: version.version().to_owned(),
            extends: version.sources().to_vec(),
            valid_from: version.valid_from(),
            valid_until: version.valid_until(),
            indicators: version
                .scorecard()
                .indicators()
                .iter()
                .map(|spec| (spec.name.clone(), Form::of(&spec.formula, version.currency())))
                .collect(),
            ladder: version.escalation().into_iter().flat_map(ladder).collect(),
            disagreement: version.value_tiers().map(disagreement),
        }
    }
}

fn ladder(rules: &EscalationRules) -> impl Iterator<Item = Role> {
    rules.ladder().rungs().iter().map(|rung| rung.role.clone())
}

fn disagreement(rule: &ValueTierRule) -> &'static str {
    match rule.spec().disagree {
        Disagree::Lower => "Where spend and repurchase disagree, the lower of both decides.",
        Disagree::Higher => "Where spend and repurchase disagree, the higher of both decides.",
        Disagree::SpendFirst => "Spend decides; repurchase is told and does not count.",
        _ => "",
    }
}

impl fmt::Display for VersionSummary {
    /// Writes one line: name and version, what it extends, and when it is in force if that is not always.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)?;
        if !self.version.is_empty() {
            write!(formatter, ", version {}", self.version)?;
        }
        for document in &self.extends {
            write!(formatter, ", which extends {document}")?;
        }
        let day = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M UTC");
        match (self.valid_from, self.valid_until) {
            (None, None) => Ok(()),
            (Some(from), None) => write!(formatter, ", in force from {}", day(from)),
            (None, Some(until)) => write!(formatter, ", in force until {}", day(until)),
            (Some(from), Some(until)) => {
                write!(formatter, ", in force from {} until {}", day(from), day(until))
            }
        }
    }
}
