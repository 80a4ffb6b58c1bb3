//! `of = "channel-deliveries"`: whether each collection channel still delivers.

use std::collections::BTreeSet;

use crm_kpi::analysis::{AnalysisRule, DeliveryRule};
use crm_model::Channel;

use super::Kind;
use crate::read::indicators::Parameters;
use crate::read::named::optional;
use crate::read::vocabulary::declared_words;

pub(super) const KIND: Kind = Kind {
    word: "channel-deliveries",
    required: &["usual-gaps"],
    optional: &["channels"],
    read: |keys, _| rule(keys).map(AnalysisRule::ChannelDeliveries),
};

fn rule(keys: &Parameters<'_, '_>) -> Option<DeliveryRule> {
    let times = keys.table.get("usual-gaps").and_then(|item| item.integer());
    let declared: BTreeSet<Channel> = keys.vocabulary.channels.keys().cloned().collect();
    let channels = optional(keys.table, "channels", |item| {
        if item.is_text() && item.text() == Some("declared") {
            return Some(declared.clone());
        }
        declared_words(keys.filled("channels", item)?, &declared)
    });
    let channels = channels.ok()?.unwrap_or_default();
    Some(DeliveryRule { times: times?, channels: channels.into_iter().collect() })
}
