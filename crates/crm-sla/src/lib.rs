#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod clock;
mod columns;
mod condition;
mod history;
mod infer;
mod measure;
mod replay;
mod rule;
mod service_levels;
mod target;
mod waits;

pub use chrono;

pub use clock::{Clock, DecidingRule};
pub use columns::{Columns, ColumnsError, sweep};
pub use condition::{Conditions, Facts, Match};
pub use infer::{
    Agreement, Calibration, CalibrationError, Check, Doubt, Fit, GroupFit, Hours, Hypothesis, LeftOut,
    Observation, RunnerUp, Search, TargetRange, Waits, calibrate, calibrate_watched, cross_check, halves,
};
pub use measure::{Measure, MeasureError};
pub use rule::{HitPolicy, Limit, Reopen, Rule, RuleError, RuleProblem, RuleSpec, Stops};
pub use service_levels::{Case, ServiceLevels};
pub use target::{AtClosing, End, Ending, Pause, Standing, Target, TargetError, Times, Verdict, Warning};
