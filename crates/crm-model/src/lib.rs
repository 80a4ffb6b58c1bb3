#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod agreement;
mod audited_field;
mod clause;
mod contradiction;
mod currency;
mod customer;
mod customer_goal;
mod customer_mergers;
mod dataset;
mod decimal_text;
mod event;
mod event_kind;
mod existing_after;
mod file;
mod file_update;
mod finding;
mod id;
mod interaction;
mod money;
mod obligation;
mod organisation;
mod parallel;
mod purchase;
mod quality_review;
mod rates;
mod ratio;
mod records;
mod share;
mod shares;
mod spend;
mod survey;
mod ticket;
mod vocabulary;
mod vocabulary_map;

#[cfg(feature = "proptest")]
pub mod strategies;

pub use chrono;
pub use rust_decimal;

pub use agreement::{AgreedLimit, Agreement, AgreementError, DatedAgreement};
pub use audited_field::{AuditOccasion, AuditedField};
pub use clause::{ClauseError, ClauseId, Strength};
pub use contradiction::{Contradiction, Field};
pub use currency::{Currency, CurrencyError};
pub use customer::{Customer, DatedTier, Membership};
pub use customer_goal::CustomerGoal;
pub use customer_mergers::{CustomerMerger, CustomerMergers, CustomerMergersError};
pub use dataset::{CustomerCode, Dataset, Integrity};
pub use event::{Classification, Happening, Holder, Precision, TicketEvent};
pub use event_kind::{EventKind, EventKindError, EventKinds};
pub use existing_after::{ExistingAfter, ExistingAfterError};
pub use file::{
    Business, Contact, CustomerFile, FileField, FileFieldError, FilePart, Origin, Preferences, Provenance,
};
pub use file_update::FileUpdate;
pub use finding::{Finding, Noticed};
pub use id::{
    Activity, Channel, ChurnGrade, Complexity, CriterionName, CustomerClass, CustomerId, Department,
    Industry, Interest, Kind, LONGEST_NAME, LifecycleStage, MeasureName, NameError, OrderId, OriginName,
    PersonId, PersonalText, Product, Purpose, Remedy, Role, RuleName, Scene, SegmentName, SheetName,
    StageFocus, SurveyName, Tag, TicketId, Topic, Urgency, ValueTier, WaitReason,
};
pub use interaction::{Direction, Interaction, Outcome};
pub use money::{Money, MoneyError, MoneySum, Total};
pub use obligation::{
    Beneficiary, Evidence, Lateness, Missing, Obligation, ObligationId, Owner, State, Subject, Window,
};
pub use organisation::{Assignment, AssignmentError, Organisation};
pub use purchase::{Purchase, PurchaseKind};
pub use quality_review::{CriterionScore, QualityReview};
pub use rates::{ConversionError, NoRate, Rate, RateError, RateTable};
pub use ratio::{Halves, Ratio};
pub use records::{Extent, Records, Table, TableName};
pub use share::{Share, ShareError};
pub use shares::{Shares, SharesError};
pub use spend::{Spend, SpendAim};
pub use survey::{Delivery, Scale, ScaleTextError, Score, ScoreError, SurveyAnswer};
pub use ticket::{Knowledge, Ticket, TicketRecord};
pub use vocabulary::{ChannelAttributes, Fact, RemedyAttributes, RemedySide, Vocabulary};
pub use vocabulary_map::VocabularyMap;
