//! What every public type can do.

use crm_model::{
    Beneficiary, Channel, ChannelAttributes, Classification, ClauseError, ClauseId, Complexity,
    Contradiction, Customer, CustomerId, Dataset, DatedTier, Department, EventKind, EventKindError,
    EventKinds, Evidence, ExistingAfter, ExistingAfterError, Fact, Field, Finding, Happening, Holder,
    Integrity, Kind, Lateness, MeasureName, Missing, NameError, Noticed, Obligation, ObligationId, Owner,
    PersonId, Precision, Records, Remedy, RemedyAttributes, RemedySide, Role, RuleName, Scene, Shares,
    SharesError, State, Strength, Subject, Table, Tag, Ticket, TicketEvent, TicketId, TicketRecord, Urgency,
    ValueTier, Vocabulary, VocabularyMap, WaitReason, Window,
};

/// Every public type in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Everything {
    words: (
        Channel,
        Complexity,
        Department,
        Kind,
        MeasureName,
        Role,
        RuleName,
        Scene,
        Tag,
        Urgency,
        ValueTier,
        WaitReason,
    ),
    ids: (ClauseId, CustomerId, ObligationId, PersonId, TicketId),
    records: (Customer, DatedTier, Records, Table<TicketRecord>, TicketEvent, TicketRecord),
    happenings: (Classification, EventKind, EventKinds, Happening, Holder, Precision),
    canonical: (Dataset, Integrity, Ticket),
    findings: (Contradiction, Field, Finding, Missing, Noticed),
    obligation: (Beneficiary, Evidence, Lateness, Obligation, Owner, State, Strength, Subject, Window),
    vocabulary: (
        ChannelAttributes,
        ExistingAfter,
        Fact,
        Remedy,
        RemedyAttributes,
        RemedySide,
        Shares,
        Vocabulary,
        VocabularyMap,
    ),
    errors: (ClauseError, EventKindError, ExistingAfterError, NameError, SharesError),
}

#[test]
fn every_type_can_be_sent_and_shared() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Everything>();
}

#[test]
fn ids_and_words_are_ordered_and_hashed() {
    fn is_key<T: Ord + core::hash::Hash>() {}
    is_key::<(TicketId, CustomerId, PersonId, ClauseId, ObligationId)>();
    is_key::<(Channel, Kind, Urgency, Complexity, ValueTier, WaitReason, Department)>();
}

#[cfg(feature = "serde")]
#[test]
fn records_are_read_back_as_they_were_written() {
    let opened = TicketEvent::at("2026-03-02T01:00:00Z".parse().unwrap(), Happening::Opened);
    let records = Records {
        tickets: Table::complete(vec![TicketRecord::new(TicketId::new("T-1").unwrap(), vec![opened])]),
        ..Records::default()
    };
    let written = serde_json::to_string(&records).unwrap();
    assert_eq!(serde_json::from_str::<Records>(&written).unwrap(), records);
}
