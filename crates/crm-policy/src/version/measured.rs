//! What a version measures: indicators and what they rest on, goals, cadences, analyses.

use std::collections::BTreeMap;

use crm_kpi::analysis::Analyses;
use crm_kpi::cadence::Cadences;
use crm_kpi::goal::Goals;
use crm_kpi::{QualitySheet, Scorecard};
use crm_model::SheetName;

use super::PolicyVersion;

impl PolicyVersion {
    /// Returns by name the sheets on which tickets are scored (clause H-QUAL-1).
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::Policy;
    ///
    /// let text = r#"
    ///     schema  = "crm-policy/1"
    ///     name    = "ours"
    ///     extends = "detailed"
    ///
    ///     [quality-sheet.calls]
    ///     criteria = [
    ///       { name = "courtesy", points = 2, weight = 1 },
    ///       { name = "solution", points = 10, weight = 3 },
    ///     ]
    ///     pass = ">= 80%"
    /// "#;
    /// let policy = Policy::parse(text, "ours.toml")?;
    /// let sheet = &policy.latest().quality_sheets()[&"calls".parse().unwrap()];
    /// assert_eq!(sheet.criteria()[1].points, 10);
    /// # Ok::<(), crm_policy::PolicyError>(())
    /// ```
    pub fn quality_sheets(&self) -> &BTreeMap<SheetName, QualitySheet> {
        &self.parts.quality_sheets
    }

    /// Returns its indicators; their periods are civil dates of its zone.
    pub fn scorecard(&self) -> &Scorecard {
        &self.parts.scorecard
    }

    /// Returns its goals, which are about its indicators.
    pub fn goals(&self) -> &Goals {
        &self.parts.goals
    }

    /// Returns what is looked at every month, quarter or year (clauses B-CYCLE-1, D-CYCLE-1); empty if it does not say.
    pub fn cadences(&self) -> &Cadences {
        &self.parts.cadences
    }

    /// Returns the tables that it asks for besides single figures (clauses P-COMP-5, L-CHAN-5 and the like); empty if none.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::Policy;
    ///
    /// let text = r#"
    ///     schema  = "crm-policy/1"
    ///     name    = "ours"
    ///     extends = "detailed"
    ///
    ///     [analysis.silent-channels]
    ///     clause     = "L-ACC-2"
    ///     of         = "channel-deliveries"
    ///     per        = "month"
    ///     usual-gaps = 3
    /// "#;
    /// let policy = Policy::parse(text, "ours.toml")?;
    /// let names = policy.latest().analyses().specs().iter().map(|spec| spec.name.as_str());
    /// assert!(names.into_iter().any(|name| name == "analysis.silent-channels"));
    /// # Ok::<(), crm_policy::PolicyError>(())
    /// ```
    pub fn analyses(&self) -> &Analyses {
        &self.parts.analyses
    }
}
