//! What every public type can do.

use crm_escalation::{
    Case, Escalation, EscalationError, EscalationRules, EscalationSpec, Excuse, Ladder, LadderError, Matter,
    Nature, Note, Post, Reason, Recipient, Round, RuleProblem, Rung, Start, StartLimit, Step, Trigger,
    TriggerRule,
};

/// Every public type that holds no borrowed data, in one place.
#[derive(Debug, Clone)]
#[expect(dead_code, reason = "the derives are the test")]
struct Everything {
    errors: (EscalationError, LadderError, RuleProblem),
    ladder: (Ladder, Post, Recipient, Rung),
    rules: (EscalationRules, EscalationSpec, Nature, Start, StartLimit, Trigger, TriggerRule),
    verdict: (Escalation, Excuse, Note, Reason, Round, Step),
}

fn is_shared<T: Send + Sync>() {}

#[test]
fn every_type_can_be_sent_shared_cloned_and_shown() {
    is_shared::<Everything>();
    is_shared::<Case<'_>>();
    is_shared::<Matter<'_>>();
}

#[test]
fn questions_are_copied() {
    fn is_copy<T: Copy>() {}
    is_copy::<Case<'_>>();
    is_copy::<Matter<'_>>();
}
