#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod absorbed;
mod case;
mod changes;
mod clock;
mod closed_loop;
mod columns;
mod condition;
mod custody;
mod explain;
mod history;
mod infer;
mod measure;
mod merger;
mod recording;
mod replay;
mod rule;
mod service_levels;
mod succession;
mod target;
mod terms;
mod times;
mod verdict;
mod waits;

pub use chrono;

pub use absorbed::Absorbed;
pub use case::Case;
pub use changes::{AgreedTerms, CalendarEdit, CalendarEdits, Changes, Choice, Counting, Merger};
pub use clock::{Clock, DecidingRule, Reminder};
pub use closed_loop::{ClosedLoop, LoopStep, Step};
pub use columns::{Columns, ColumnsError, sweep};
pub use condition::{Conditions, Facts, Match};
pub use custody::Custody;
pub use explain::{Explanation, JudgedLimit};
pub use infer::{
    Calibration, CalibrationError, Check, Confusion, Doubt, Fit, GroupFit, Hours, Hypothesis, LeftOut,
    Observation, RunnerUp, Search, TargetRange, Waits, calibrate, calibrate_watched, cross_check, halves,
};
pub use measure::{Measure, MeasureError, Repeats};
pub use recording::{
    RECORDING, Recording, RecordingError, RecordingOf, RecordingProblem, RecordingRule, RecordingRules,
    RecordingSpec,
};
pub use rule::{HitPolicy, Limit, Reopen, Responsible, Rule, RuleError, RuleProblem, RuleSpec, Stops};
pub use service_levels::ServiceLevels;
pub use target::{AtClosing, Target, TargetError, Warning};
pub use times::{End, Ending, Pause, Times};
pub use verdict::{Standing, Verdict};
