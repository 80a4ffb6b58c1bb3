#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod clock;
mod columns;
mod condition;
mod history;
mod measure;
mod recording;
mod replay;
mod rule;
mod service_levels;
mod target;
mod waits;

pub use chrono;

pub use clock::{Clock, DecidingRule};
pub use columns::{Columns, ColumnsError, sweep};
pub use condition::{Conditions, Facts, Match};
pub use measure::{Measure, MeasureError};
pub use recording::{
    RECORDING, Recording, RecordingError, RecordingOf, RecordingProblem, RecordingRule, RecordingRules,
    RecordingSpec,
};
pub use rule::{HitPolicy, Limit, Reopen, Rule, RuleError, RuleProblem, RuleSpec, Stops};
pub use service_levels::{Case, ServiceLevels};
pub use target::{AtClosing, End, Ending, Pause, Standing, Target, TargetError, Times, Verdict, Warning};
