//! Which clauses the rules of a version name.

use crm_escalation::EscalationRules;
use crm_model::{ClauseId, RuleName};

use super::PolicyVersion;
use crate::lifetime_value::LifetimeValueRule;

impl PolicyVersion {
    /// Returns every clause that a rule of the document names, with the rule's name: sorted.
    pub fn clauses(&self) -> Vec<(String, ClauseId)> {
        let entry = |name: &RuleName, clause: &ClauseId| (name.as_str().to_owned(), clause.clone());
        let promises = self.service_levels().rules().iter().map(|rule| entry(rule.name(), rule.clause()));
        let records = self.recording().rules().iter().map(|rule| entry(rule.name(), rule.clause()));
        let triggers = self.escalation().into_iter().flat_map(EscalationRules::triggers);
        let triggers = triggers.map(|trigger| entry(&trigger.name, &trigger.clause));
        let tiers = self.tier_rules().iter().map(|rule| entry(rule.name(), rule.clause()));
        let standings = self.parts.segmentation.standings.values();
        let standings = standings.map(|rule| entry(&rule.name, &rule.clause));
        let segments = self.segments().map(|rule| {
            let map = rule.map().spec();
            entry(&map.name, &map.clause)
        });
        let names = self.tier_names().iter().map(|names| entry(names.name(), names.clause()));
        let classes = self.classes().map(|rule| ("classes".to_owned(), rule.spec().clause.clone()));
        let rfm = self.rfm().map(|rule| ("rfm".to_owned(), rule.spec().clause.clone()));
        let lifetime_value = self.lifetime_value().map(LifetimeValueRule::spec);
        let lifetime_value = lifetime_value.map(|spec| entry(&spec.name, &spec.clause));
        let entitlements = self.entitlements().rules().iter().map(|rule| entry(rule.name(), rule.clause()));
        let churn = self.churn().map(|rule| entry(rule.name(), rule.clause()));
        let loyalty = self.loyalty().map(|rule| entry(rule.name(), rule.clause()));
        let lifecycle = self.lifecycle().map(|rule| entry(rule.name(), rule.clause()));
        let cross_selling = self.cross_selling().map(|rule| entry(rule.name(), rule.clause()));
        let frequent_buyers = self.frequent_buyers().map(|rule| entry(rule.name(), rule.clause()));
        let shares = self.shares().iter();
        let shares = shares.map(|(name, split)| (format!("shares.{name}"), split.clause().clone()));
        let indicators = self.scorecard().indicators().iter().map(|spec| entry(&spec.name, &spec.clause));
        let goals = self.goals().goals().iter().map(|goal| entry(&goal.spec().name, &goal.spec().clause));
        let cadences = self.cadences().cadences().iter().map(|cadence| entry(&cadence.name, &cadence.clause));
        let analyses = self.analyses().specs().iter().map(|spec| entry(&spec.name, &spec.clause));
        let all = promises
            .chain(records)
            .chain(indicators)
            .chain(goals)
            .chain(cadences)
            .chain(analyses)
            .chain(triggers)
            .chain(tiers)
            .chain(names)
            .chain(classes)
            .chain(rfm)
            .chain(standings)
            .chain(segments)
            .chain(lifetime_value)
            .chain(churn)
            .chain(loyalty)
            .chain(lifecycle)
            .chain(cross_selling)
            .chain(frequent_buyers)
            .chain(entitlements)
            .chain(shares);
        let mut all: Vec<_> = all.collect();
        all.sort_unstable();
        all
    }
}
