#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

// What an indicator is, and the scorecard of all.
mod evidence;
mod indicator;
mod period;
mod scorecard;
mod target;
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

pub use evidence::{Evidence, EvidenceError, Quantity, Sample, Spread};
pub use formulas::channels::*;
pub use formulas::customers::*;
pub use formulas::money::*;
pub use formulas::surveys::*;
pub use formulas::tickets::*;
pub use gather::Facts;
pub use indicator::{
    Definition, Formula, IndicatorProblem, IndicatorSpec, IntervalMethod, JudgedBy, Judging, Limits,
    SmallSample, TrendJudging, TrendReading,
};
pub use period::{CivilPeriod, HISTORY, Per, PerError};
pub use scorecard::{
    Breakdown, CaseId, Completeness, Dimension, Line, Member, MemberLine, MergeError, Miss, NoCases,
    PartsChange, Past, Performance, Restatement, RestatementCause, Scorecard, ScorecardError, Segment,
    Stated, Uncertainty, Undivided, Verdict, restatements,
};
pub use target::{Bound, Side, Target, TargetAttainment, TargetError, Trend, Unit};
pub use value::{Amount, Apart, Note, Reading, Reason, Rounding, Value};
