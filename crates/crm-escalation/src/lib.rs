#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod error;
mod escalation;
mod ladder;
mod nature;
mod note;
mod over_limit;
mod reason;
mod replay;
mod rules;
mod trigger;

pub use chrono;

pub use error::{EscalationError, LadderError, RuleProblem};
pub use escalation::{Escalation, Round};
pub use ladder::{Ladder, Matter, Post, Recipient, Rung};
pub use nature::Nature;
pub use note::Note;
pub use over_limit::Excuse;
pub use reason::Reason;
pub use replay::Step;
pub use rules::{Case, EscalationRules, EscalationSpec};
pub use trigger::{FIRST_RESPONSE, Start, StartLimit, Trigger, TriggerRule};

/// What the obligations of this crate measure.
pub const MEASURE: &str = "escalation";
