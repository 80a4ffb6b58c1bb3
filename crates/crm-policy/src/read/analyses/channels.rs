//! `of = "channels"`: channels side by side.

use std::collections::{BTreeMap, BTreeSet};

use crm_kpi::analysis::AnalysisRule;
use crm_kpi::{ChannelRule, Counts};
use crm_model::{Activity, Channel};

use super::Kind;
use crate::read::indicators::Parameters;
use crate::read::named::optional;
use crate::read::vocabulary::declared_word;
use crate::section::Item;
use crate::suggest::quote;

pub(super) const KIND: Kind = Kind {
    word: "channels",
    required: &["counts"],
    optional: &["activities", "aim", "feedback", "currency"],
    read: |keys, _| rule(keys).map(AnalysisRule::Channels),
};

fn rule(keys: &Parameters<'_, '_>) -> Option<ChannelRule> {
    let declared = keys.vocabulary.channels.keys().cloned().collect();
    let activities = optional(keys.table, "activities", |item| activities(item, &declared));
    let (aim, feedback, currency) = (keys.aim(), keys.purposes("feedback"), keys.currency());
    let counts = keys.choice("counts", &Counts::ALL);
    Some(ChannelRule {
        activities: activities.ok()?.unwrap_or_default(),
        aim: aim.ok()?,
        feedback: feedback?,
        counts: counts?,
        currency: currency.ok()?,
    })
}

/// Returns the channel of each activity on which money is spent.
fn activities(item: &Item<'_>, declared: &BTreeSet<Channel>) -> Option<BTreeMap<Activity, Channel>> {
    let items = item.section()?.items();
    if items.is_empty() {
        return item.refuse("the table is empty; leave the key out where no expense is for a channel", None);
    }
    let pairs = items.into_iter().map(|(name, _, item)| {
        let activity = Activity::new(name).map_err(|error| {
            item.refuse::<()>(format!("the activity's name {} {error}", quote(name)), None);
        });
        let channel = declared_word(&item, declared);
        Some((activity.ok()?, channel?))
    });
    let pairs: Vec<Option<(Activity, Channel)>> = pairs.collect();
    pairs.into_iter().collect()
}
