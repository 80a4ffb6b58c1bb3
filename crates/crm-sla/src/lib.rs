#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod clock;
mod closed_loop;
mod columns;
mod condition;
mod history;
mod measure;
mod replay;
mod rule;
mod service_levels;
mod target;
mod waits;

pub use chrono;

pub use clock::{Clock, DecidingRule, Reminder};
pub use closed_loop::{ClosedLoop, LoopStep, Step};
pub use columns::{Columns, ColumnsError, sweep};
pub use condition::{Conditions, Facts, Match};
pub use measure::{Measure, MeasureError, Repeats};
pub use rule::{HitPolicy, Limit, Reopen, Responsible, Rule, RuleError, RuleProblem, RuleSpec, Stops};
pub use service_levels::{Case, ServiceLevels};
pub use target::{AtClosing, End, Ending, Pause, Standing, Target, TargetError, Times, Verdict, Warning};
