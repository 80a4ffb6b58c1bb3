//! What the facade offers.

use crm_kit::{
    Assessment, Change, Changes, ClauseChange, Dataset, Direction, Explained, Finding, Flip, FlipSide,
    Integrity, MatrixCell, Measure, MeasureChange, Obligation, Outcome, OutcomeMatrix, Policy, PolicyError,
    Preset, RaisedWarning, Records, State, Ticket, TicketClock, WarningKind, WhatIf,
};

/// Every type at the root, in one place.
#[derive(Debug, Clone)]
#[expect(dead_code, reason = "the derives are the test")]
struct Everything {
    answers: (Assessment, Change, Changes, Finding, Obligation, RaisedWarning, State, WarningKind),
    clocks: (TicketClock<'static>, Explained<'static>),
    facts: (Dataset, Integrity, Records, Ticket),
    policy: (Measure, Policy, PolicyError, Preset),
    changes:
        (WhatIf, MeasureChange, ClauseChange, OutcomeMatrix, MatrixCell, Flip, FlipSide, Outcome, Direction),
}

#[test]
fn every_type_can_be_sent_and_shared() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Everything>();
}

#[test]
fn the_modules_are_the_crates() {
    let _ = crm_kit::calendar::Zone::utc();
    let _ = crm_kit::escalation::Start::ALL;
    let _ = crm_kit::model::EventKinds::ALL;
    let _ = crm_kit::policy::CLAUSES;
    let _ = crm_kit::sla::Measure::ALL;
}
