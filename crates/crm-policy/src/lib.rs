#![doc = include_str!("../README.md")]

mod policy;
mod scope;
mod version;

mod allocation;
mod lifetime_value;
mod preset;
mod register;

mod chain;
mod edits;
mod error;
mod merge;
mod read;
mod section;
mod source;
mod suggest;
mod tree;

#[cfg(feature = "proptest")]
pub mod strategies;

pub use chrono;

pub use crate::allocation::Allocation;
pub use crate::error::{PolicyError, PolicyProblem};
pub use crate::lifetime_value::{
    CustomerGroups, LifetimeModel, LifetimeValueError, LifetimeValueRule, LifetimeValueSpec,
};
pub use crate::policy::Policy;
pub use crate::preset::{Preset, PresetError};
pub use crate::scope::{Scope, Setting};
pub use crate::version::{OpenTickets, PolicyVersion};
pub use register::{CLAUSES, ClauseEntry, Document, clause_entry};
