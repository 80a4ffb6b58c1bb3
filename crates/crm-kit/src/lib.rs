#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod assess;
mod assessment;
pub mod laws;
mod lifetime_value;
mod parallel;
mod portraits;
mod ticket_times;
mod what_if;

pub use chrono;

#[doc(inline)]
pub use crm_calendar as calendar;
#[doc(inline)]
pub use crm_clv as clv;
#[doc(inline)]
pub use crm_escalation as escalation;
#[doc(inline)]
pub use crm_kpi as kpi;
#[doc(inline)]
pub use crm_model as model;
#[doc(inline)]
pub use crm_policy as policy;
#[doc(inline)]
pub use crm_segmentation as segmentation;
#[doc(inline)]
pub use crm_sla as sla;

pub use assess::{
    Case, Explained, TicketClock, absorbed, assess, assess_customer, assess_ticket, clocks, explain,
};
pub use assessment::{
    Assessment, Change, Changes, ChurnLine, ChurnStanding, ChurnTable, CustomerStanding, EscalationReason,
    LoyaltyTable, RaisedWarning, SegmentLine, SegmentTable, StageLine, StageTable, TicketEscalation,
    TierLine, TierTable, WarningKind,
};
pub use crm_kpi::LifetimeMissing;
pub use crm_model::{Dataset, Finding, Integrity, Obligation, Records, State, Ticket};
pub use crm_policy::{Policy, PolicyError, Preset};
pub use crm_sla::Measure;
pub use lifetime_value::{
    CustomerGroup, GroupGrowth, GroupValue, Kept, LifetimeFits, LifetimePeriod, LifetimeTable, Newcomers,
    lifetime_value, lifetime_values,
};
pub use portraits::{PortraitBy, portraits};
pub use ticket_times::{MedianTime, median_time, survival_of_times};
pub use what_if::{
    ClauseChange, Direction, Flip, FlipSide, MatrixCell, MeasureChange, Outcome, OutcomeMatrix, WhatIf,
    what_if,
};
