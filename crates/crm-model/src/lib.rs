#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod clause;
mod contradiction;
mod currency;
mod customer;
mod dataset;
mod decimal_text;
mod event;
mod finding;
mod id;
mod money;
mod obligation;
mod rates;
mod ratio;
mod share;
mod ticket;
mod vocabulary;

pub use chrono;
pub use rust_decimal;

pub use clause::{ClauseError, ClauseId, Strength};
pub use contradiction::{Contradiction, Field};
pub use currency::{Currency, CurrencyError};
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
pub use money::{Money, MoneyError, MoneySum, Total};
pub use obligation::{
    Beneficiary, Evidence, Lateness, Missing, Obligation, ObligationId, Owner, State, Subject, Window,
};
pub use rates::{ConversionError, NoRate, Rate, RateError, RateTable};
pub use ratio::Ratio;
pub use share::{Share, ShareError};
pub use ticket::{Ticket, TicketRecord};
pub use vocabulary::{ChannelAttributes, Fact, Vocabulary};
