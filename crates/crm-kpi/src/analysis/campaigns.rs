//! The effect of campaigns (clauses D-KPI-9, P-FORM-1, P-FORM-3) as an analysis: each form of interaction with who took part, who gave
//! feedback, who ordered later and how answers changed, beside those who did not take part.

use alloc::vec::Vec;

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::ElapsedTime;
use crm_model::{Purpose, Scale, Share, TableName};

use super::AnalysisProblem;
use super::evaluate::Scene;
use crate::{CampaignRule, CampaignTable, CampaignTally, CivilPeriod, Reason};

pub(super) const TABLES: [TableName; 3] = [TableName::Interactions, TableName::Purchases, TableName::Answers];

/// Which campaigns are set side by side, and when a form must be adjusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignsRule {
    /// How their effect is measured.
    pub campaigns: CampaignRule,
    /// A form in which fewer than this part of those approached took part must be adjusted; `None` where no clause says so.
    pub adjust_below: Option<Share>,
}

/// The effect of campaigns in a period, with what the data do not tell of.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CampaignEffects {
    /// By purpose and channel: one row at least.
    pub table: CampaignTable,
    /// Each form that the policy names, sorted, also where nobody was approached.
    pub forms: Vec<FormLine>,
    /// Why nobody can say who gave feedback, if nobody can: contacts or answers are missing.
    pub feedback_unknown: Option<Reason>,
    /// Why nobody can say who ordered, if nobody can: purchases are missing.
    pub orders_unknown: Option<Reason>,
    /// Why nobody can say how answers changed, if nobody can; also where nobody asked for it, as empty.
    pub change_unknown: Option<Reason>,
}

/// One form of interaction, all channels together.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FormLine {
    /// The purpose of contact by which it is known.
    pub purpose: Purpose,
    /// What became of those approached.
    pub tally: CampaignTally,
    /// Whether it must be adjusted (clause P-FORM-1); `None` where nobody was approached or no least share is named.
    pub must_be_adjusted: Option<bool>,
}

pub(super) fn check(rule: &CampaignsRule) -> Result<(), (&'static str, AnalysisProblem)> {
    let campaigns = &rule.campaigns;
    if campaigns.purposes.is_empty() {
        return Err(("purposes", AnalysisProblem::NoPurposes));
    }
    match (&campaigns.question, campaigns.bounds) {
        (None, Some(_)) => Err(("detractors-to", AnalysisProblem::NoQuestion)),
        (Some(question), Some(_)) if question.scale != Scale::ZERO_TO_TEN => {
            Err(("scale", AnalysisProblem::NotZeroToTen { scale: question.scale }))
        }
        _ => Ok(()),
    }
}

pub(super) fn figures(rule: &CampaignsRule, scene: &Scene<'_>) -> Result<CampaignEffects, Reason> {
    let (dataset, campaigns) = (scene.facts.dataset, &rule.campaigns);
    if dataset.extent(TableName::Interactions).is_none() {
        return Err(Reason::NotSupplied(TableName::Interactions));
    }
    let zone = scene.scorecard.zone();
    let table = CampaignTable::new(scene.facts, campaigns, scene.period, scene.as_of, zone);
    if table.rows.is_empty() {
        return Err(Reason::Empty);
    }
    let mut purposes = campaigns.purposes.clone();
    purposes.sort_unstable();
    purposes.dedup();
    let forms = purposes.into_iter().map(|purpose| {
        let tally = table.of_purpose(&purpose);
        let must_be_adjusted = rule.adjust_below.and_then(|least| tally.must_be_adjusted(least));
        FormLine { purpose, tally, must_be_adjusted }
    });
    let forms = forms.collect();
    let lacking = |tables: &[TableName], within| tables.iter().find_map(|table| lack(scene, *table, within));
    let feedback = [TableName::Interactions, TableName::Answers];
    let change = match campaigns.question {
        Some(_) => lacking(&[TableName::Answers], campaigns.feedback_within),
        None => Some(Reason::Empty),
    };
    Ok(CampaignEffects {
        forms,
        feedback_unknown: lacking(&feedback, campaigns.feedback_within),
        orders_unknown: lacking(&[TableName::Purchases], campaigns.order_within),
        change_unknown: change,
        table,
    })
}

/// Returns why a table does not tell what happened until so long after the last contact of the period, if it does not.
fn lack(scene: &Scene<'_>, table: TableName, within: ElapsedTime) -> Option<Reason> {
    let Some(extent) = scene.facts.dataset.extent(table) else { return Some(Reason::NotSupplied(table)) };
    let end = scene.period.end().checked_add_signed(TimeDelta::microseconds(within.as_micros()));
    let end = end.unwrap_or(DateTime::<Utc>::MAX_UTC).min(scene.as_of);
    let is_told = CivilPeriod::is_stretch_covered(scene.period.start(), end, extent);
    (!is_told).then_some(Reason::NotCovered)
}
