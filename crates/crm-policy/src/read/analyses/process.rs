//! `of = "process"`: the process that tickets went through.

use crm_kpi::analysis::AnalysisRule;
use crm_kpi::process::ServiceRule;
use crm_model::EventKinds;

use super::Kind;
use crate::read::indicators::Parameters;
use crate::read::named::{Noted, optional};
use crate::read::rules::events;
use crate::read::spans;

pub(super) const KIND: Kind = Kind {
    word: "process",
    required: &[],
    optional: &["kinds", "final", "gap", "working", "waiting", "contacts", "approvals"],
    read: |keys, _| rule(keys).map(AnalysisRule::Process),
};

fn rule(keys: &Parameters<'_, '_>) -> Option<ServiceRule> {
    let of = |key: &str| -> Result<EventKinds, Noted> {
        let kinds = optional(keys.table, key, |item| events(item).map(EventKinds::from));
        kinds.map(Option::unwrap_or_default)
    };
    let kinds = keys.kinds();
    let (finals, working, waiting) = (of("final"), of("working"), of("waiting"));
    let (contacts, approvals) = (of("contacts"), of("approvals"));
    let gap = optional(keys.table, "gap", spans::elapsed);
    Some(ServiceRule {
        kinds: kinds?,
        finals: finals.ok()?,
        gap: gap.ok()?,
        working: working.ok()?,
        waiting: waiting.ok()?,
        contacts: contacts.ok()?,
        approvals: approvals.ok()?,
    })
}
