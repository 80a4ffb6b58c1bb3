#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

// What an indicator is, and the scorecard of all.
mod definition;
mod evidence;
mod indicator;
mod judging;
mod period;
mod restatement;
mod rounding;
mod scorecard;
mod segment;
mod target;
mod uncertainty;
mod value;

// What is made of indicators and of other figures.
pub mod analysis;
pub mod cadence;
pub mod chart;
pub mod columns;
pub mod decomposition;
pub mod diagnosis;
pub mod goal;
pub mod process;
pub mod relation;
pub mod staffing;
pub mod statistics;
pub mod trend;
pub mod what_it_takes;

// What is measured.
mod formulas;

// What they share.
mod exact;
mod gather;
mod tally;

pub use chrono;

pub use definition::Definition;
pub use evidence::{Evidence, EvidenceError, Quantity, Spread};
pub use formulas::customers::*;
pub use formulas::money::*;
pub use formulas::surveys::*;
pub use formulas::tickets::*;
pub use gather::Facts;
pub use indicator::{Formula, IndicatorSpec, RetentionForm, RevenueForm};
pub use judging::{
    IntervalMethod, JudgedBy, Judging, Sample, SmallSample, TrendJudging, TrendReading, Uncertainty,
};
pub use period::{CivilPeriod, HISTORY, Per, PerError};
pub use restatement::{PartsChange, Restatement, RestatementCause, Stated, restatements};
pub use rounding::Rounding;
pub use scorecard::{
    Breakdown, CaseId, Dimension, Member, MemberLine, Miss, NoCases, Performance, Undivided,
};
pub use scorecard::{
    Completeness, IndicatorProblem, Limits, Line, MergeError, Past, Scorecard, ScorecardError, Verdict,
};
pub use segment::Segment;
pub use target::{Bound, Side, Target, TargetAttainment, TargetError, Trend, Unit};
pub use value::{Amount, Apart, Note, Reading, Reason, Value};
