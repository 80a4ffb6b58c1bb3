#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod clause;
mod contradiction;
mod customer;
mod dataset;
mod event;
mod finding;
mod id;
mod obligation;
mod ticket;
mod vocabulary;

#[cfg(feature = "proptest")]
pub mod strategies;

pub use chrono;

pub use clause::{ClauseError, ClauseId, Strength};
pub use contradiction::{Contradiction, Field};
pub use customer::{Customer, DatedTier};
pub use dataset::{Dataset, Integrity, Records, Table};
pub use event::{
    Classification, EventKind, EventKindError, EventKinds, Happening, Holder, Precision, TicketEvent,
};
pub use finding::{Finding, Noticed};
pub use id::{
    Channel, Complexity, CustomerId, Department, Kind, LONGEST_NAME, MeasureName, NameError, PersonId, Role,
    RuleName, Tag, TicketId, Urgency, ValueTier, WaitReason,
};
pub use obligation::{
    Beneficiary, Evidence, Lateness, Missing, Obligation, ObligationId, Owner, State, Subject, Window,
};
pub use ticket::{Ticket, TicketRecord};
pub use vocabulary::{ChannelAttributes, Fact, Vocabulary};
