//! `of = "sales-and-satisfaction"`: the change of sales against that of satisfaction.

use crm_kpi::analysis::{AnalysisRule, SatisfactionRule};
use crm_kpi::relation::{PairsBy, RelationRule};
use crm_model::Share;

use super::Kind;
use crate::read::indicators::Parameters;

pub(super) const KIND: Kind = Kind {
    word: "sales-and-satisfaction",
    required: &["pairs", "topic", "scale", "counts", "confidence"],
    optional: &["survey", "currency"],
    read: |keys, _| rule(keys).map(AnalysisRule::SalesAndSatisfaction),
};

fn rule(keys: &Parameters<'_, '_>) -> Option<SatisfactionRule> {
    let question = keys.question(keys.scale());
    let (by, currency) = (keys.choice("pairs", &PairsBy::ALL), keys.currency());
    let confidence = keys.table.get("confidence").and_then(|item| item.parsed::<Share>());
    let relation = RelationRule { question: question?, currency: currency.ok()?, by: by? };
    Some(SatisfactionRule { relation, confidence: confidence? })
}
