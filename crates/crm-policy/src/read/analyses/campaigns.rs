//! `of = "campaigns"`: the effect of campaigns and other forms of interaction.

use crm_kpi::analysis::{AnalysisRule, CampaignsRule};
use crm_kpi::{CampaignRule, Counts, NpsBounds, Question};
use crm_model::Share;

use super::Kind;
use crate::read::indicators::Parameters;
use crate::read::named::{Noted, optional};
use crate::read::vocabulary::word;
use crate::section::Item;

pub(super) const KIND: Kind = Kind {
    word: "campaigns",
    required: &["purposes", "feedback-within", "order-within"],
    optional: &["adjust-below", "topic", "scale", "survey", "detractors-to", "promoters-from"],
    read: |keys, _| rule(keys).map(AnalysisRule::Campaigns),
};

fn rule(keys: &Parameters<'_, '_>) -> Option<CampaignsRule> {
    let (feedback_within, order_within) = (keys.span("feedback-within"), keys.span("order-within"));
    // A list without any is one whose key is missing, which has been said.
    let purposes = keys.purposes("purposes").filter(|purposes| !purposes.is_empty());
    let adjust_below = optional(keys.table, "adjust-below", Item::parsed::<Share>);
    let (question, bounds) = (question(keys), bounds(keys));
    let campaigns = CampaignRule {
        purposes: purposes?,
        feedback_within: feedback_within.ok()??,
        order_within: order_within.ok()??,
        question: question.ok()?,
        bounds: bounds.ok()?,
    };
    Some(CampaignsRule { campaigns, adjust_below: adjust_below.ok()? })
}

/// Returns the question, if there is one.
fn question(keys: &Parameters<'_, '_>) -> Result<Option<Question>, Noted> {
    let table = keys.table;
    let is_there = |key: &&&str| table.get(key).is_some();
    if ["topic", "scale", "survey"].iter().find(is_there).is_none() {
        return Ok(None);
    }
    if let Some(missing) = ["topic", "scale"].iter().find(|key| !is_there(key)) {
        table.refuse(format!("a question needs the key `{missing}`"), None);
        return Err(Noted);
    }
    let survey = optional(table, "survey", word);
    let (topic, scale) = (table.get("topic").and_then(|item| word(&item)), keys.scale());
    let (topic, scale, survey) = (topic.ok_or(Noted)?, scale.ok_or(Noted)?, survey?);
    // The last answer before and the first after count, whatever others there are.
    Ok(Some(Question { survey, topic, scale, counts: Counts::Last }))
}

/// Returns who is a promoter, if that is said.
fn bounds(keys: &Parameters<'_, '_>) -> Result<Option<NpsBounds>, Noted> {
    let table = keys.table;
    let both = ["detractors-to", "promoters-from"];
    match both.iter().filter(|key| table.get(key).is_some()).count() {
        0 => Ok(None),
        2 => keys.nps_bounds().map(Some).ok_or(Noted),
        _ => {
            table.refuse("`detractors-to` and `promoters-from` go together", None);
            Err(Noted)
        }
    }
}
