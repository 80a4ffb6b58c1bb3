//! Records of contacts and of what was learned, on the small office's calendar.

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::{ElapsedTime, Ends, Span};
use crm_model::{
    Beneficiary, Channel, Direction, Fact, FileField, FileUpdate, Interaction, Missing, Outcome, State,
    Strength, Subject,
};
use crm_sla::{Recording, RecordingOf, RecordingProblem, RecordingRules, RecordingSpec};
use proptest::prelude::*;

use crate::support::{march, minute, office};

fn spec(name: &str, of: RecordingOf, within: Option<&str>) -> RecordingSpec {
    RecordingSpec {
        name: format!("recording.{name}").parse().unwrap(),
        clause: "TEST-REC-1".parse().unwrap(),
        strength: Strength::Must,
        of,
        within: within.map(|text| text.parse().unwrap()),
        ends: within.is_some_and(|text| text.ends_with("bd")).then_some(Ends::SameTime),
        tolerance: (within == Some("at-once")).then(|| ElapsedTime::from_minutes(5)),
        at_closing: None,
        calendar: office(),
    }
}

fn by(channels: &[&str]) -> RecordingOf {
    let channels = channels.iter().map(|text| Channel::new(text).unwrap()).collect();
    RecordingOf::Interactions { channels: Some(channels) }
}

fn of(fields: &[FileField]) -> RecordingOf {
    RecordingOf::FileUpdates { fields: Some(fields.iter().copied().collect()) }
}

const CONTACTS: RecordingOf = RecordingOf::Interactions { channels: None };
const UPDATES: RecordingOf = RecordingOf::FileUpdates { fields: None };

fn rules(specs: Vec<RecordingSpec>) -> RecordingRules {
    RecordingRules::new(specs).unwrap()
}

fn call(at: DateTime<Utc>, recorded_at: Option<DateTime<Utc>>) -> Interaction {
    Interaction {
        at,
        customer: None,
        direction: Direction::Outbound,
        outcome: Outcome::Reached,
        channel: Channel::new("phone").ok(),
        purpose: None,
        person: "li".parse().ok(),
        department: "sales".parse().ok(),
        recorded_at,
    }
}

fn update(field: FileField, learned_at: DateTime<Utc>, entered_at: Option<DateTime<Utc>>) -> FileUpdate {
    FileUpdate { learned_at, customer: None, field, entered_at, person: None, department: None }
}

fn contact(rules: &RecordingRules, contact: &Interaction, as_of: &str) -> Recording {
    rules.judge_contact(contact, true, march(as_of)).unwrap()
}

#[track_caller]
fn missing(recording: &Recording) -> &Missing {
    match &recording.state {
        State::Undetermined { missing } => missing,
        other => panic!("{other:?}"),
    }
}

#[test]
fn d_chan_6_a_call_is_recorded_in_time_late_not_yet_or_too_late() {
    let rules = rules(vec![spec("calls", by(&["phone"]), Some("30min"))]);
    let recorded = |text| contact(&rules, &call(march("02 09:00"), Some(march(text))), "02 12:00");
    assert_eq!(recorded("02 09:30").state, State::Met, "the due instant itself is in time");
    let late = recorded("02 09:45");
    assert_eq!((&late.state, late.late_by.unwrap().elapsed.to_string()), (&State::MetLate, "15 min".into()));
    let open = contact(&rules, &call(march("02 09:00"), None), "02 09:30");
    assert_eq!((&open.state, open.due), (&State::Open, Some(march("02 09:30"))));
    assert_eq!(open.valid_until, Some(march("02 09:30") + TimeDelta::microseconds(1)));
    let overdue = contact(&rules, &call(march("02 09:00"), None), "02 10:00");
    assert_eq!((overdue.state, overdue.stopped_at, overdue.valid_until), (State::Overdue, None, None));
}

#[test]
fn d_chan_6_a_later_record_is_not_known_yet() {
    let rules = rules(vec![spec("calls", CONTACTS, Some("1h"))]);
    let row = call(march("02 09:00"), Some(march("02 15:00")));
    assert_eq!(contact(&rules, &row, "02 09:50").state, State::Open);
    let overdue = contact(&rules, &row, "02 14:00");
    assert_eq!((overdue.state, overdue.stopped_at), (State::Overdue, None));
    assert_eq!(overdue.elapsed.unwrap().to_string(), "5 h");
    assert!(rules.judge_contact(&row, true, march("02 08:59")).is_none(), "the call itself is not known yet");
}

#[test]
fn d_chan_6_an_attempt_owes_no_record_and_neither_does_what_no_rule_asks_about() {
    let rules = rules(vec![spec("calls", by(&["phone"]), Some("1h"))]);
    let attempt = Interaction { outcome: Outcome::NotReached, ..call(march("02 09:00"), None) };
    assert!(rules.judge_contact(&attempt, true, march("03 09:00")).is_none());
    let mail = Interaction { channel: Channel::new("e-mail").ok(), ..call(march("02 09:00"), None) };
    assert!(rules.judge_contact(&mail, true, march("03 09:00")).is_none());
    assert!(
        rules.judge_update(&update(FileField::Phone, march("02 09:00"), None), march("03 09:00")).is_none()
    );
}

#[test]
fn d_chan_6_where_nobody_tells_of_recording_a_blank_is_no_delay() {
    let rules = rules(vec![spec("calls", CONTACTS, Some("1h"))]);
    let blank = rules.judge_contact(&call(march("02 09:00"), None), false, march("09 09:00")).unwrap();
    assert_eq!(missing(&blank), &Missing::Recording);
    assert_eq!(blank.due, None);
}

#[test]
fn d_chan_6_a_limit_that_no_document_states_is_undetermined() {
    let rules = rules(vec![spec("calls", CONTACTS, None)]);
    let recording = contact(&rules, &call(march("02 09:00"), Some(march("02 09:01"))), "03 09:00");
    assert_eq!(missing(&recording), &Missing::Limit);
    assert_eq!(recording.rule.unwrap().name.as_str(), "recording.calls");
}

#[test]
fn x38_a_record_dated_before_the_call_is_undetermined_and_never_negative() {
    let rules = rules(vec![spec("calls", CONTACTS, Some("1h"))]);
    let early = contact(&rules, &call(march("02 09:00"), Some(march("02 08:59"))), "03 09:00");
    assert_eq!(missing(&early), &Missing::CredibleRecording);
    assert_eq!((early.elapsed, early.late_by), (None, None));
}

#[test]
fn d_upd_2_contact_details_are_owed_at_once_and_the_rest_within_a_day() {
    let key = of(&[FileField::Phone, FileField::EMail]);
    let rules = rules(vec![spec("general", UPDATES, Some("24h")), spec("contact", key, Some("at-once"))]);
    let judged = |field, entered| {
        let update = update(field, march("02 09:00"), Some(march(entered)));
        let recording = rules.judge_update(&update, march("05 00:00")).unwrap();
        (recording.rule.unwrap().name.to_string(), recording.state)
    };
    assert_eq!(judged(FileField::Phone, "02 09:05"), ("recording.contact".into(), State::Met));
    assert_eq!(judged(FileField::Phone, "02 09:06"), ("recording.contact".into(), State::MetLate));
    assert_eq!(judged(FileField::Industry, "03 09:00"), ("recording.general".into(), State::Met));
    assert_eq!(judged(FileField::Industry, "03 09:01"), ("recording.general".into(), State::MetLate));
    let waiting = rules.judge_update(&update(FileField::Phone, march("02 09:00"), None), march("02 10:00"));
    assert_eq!(waiting.unwrap().state, State::Overdue, "what is not entered is not entered");
}

#[test]
fn a_limit_in_open_time_stands_still_through_the_night() {
    let rules = rules(vec![spec("updates", UPDATES, Some("2bh"))]);
    // Monday 17:30: half an hour on Monday, one and a half on Tuesday.
    let update = update(FileField::Tags, march("02 17:30"), Some(march("03 10:45")));
    let recording = rules.judge_update(&update, march("04 00:00")).unwrap();
    assert_eq!(recording.due, Some(march("03 10:30")));
    assert_eq!(recording.late_by.unwrap().open.unwrap().to_string(), "15 min");
    assert_eq!(recording.open.unwrap().to_string(), "2 h 15 min");
}

#[test]
fn an_unknown_channel_is_undetermined_only_where_the_rule_depends_on_it() {
    let unknown = Interaction { channel: None, ..call(march("02 09:00"), Some(march("02 09:10"))) };
    let calls = || spec("calls", by(&["phone"]), Some("30min"));
    let narrow = contact(&rules(vec![calls()]), &unknown, "03 00:00");
    assert_eq!((missing(&narrow), &narrow.rule), (&Missing::Fact(Fact::Channel), &None));
    let both = contact(&rules(vec![calls(), spec("rest", CONTACTS, Some("1h"))]), &unknown, "03 00:00");
    assert_eq!(missing(&both), &Missing::Fact(Fact::Channel), "the narrower rule might hold");
    let all = contact(&rules(vec![spec("all", CONTACTS, Some("1h"))]), &unknown, "03 00:00");
    assert_eq!(all.state, State::Met);
}

#[test]
fn two_rules_that_match_one_row_alike_are_refused() {
    let problem = |specs| RecordingRules::new(specs).unwrap_err();
    let alike = problem(vec![spec("a", by(&["phone", "sms"]), Some("1h")), spec("b", by(&["sms"]), None)]);
    assert_eq!(alike.problem, RecordingProblem::Ambiguous { other: "recording.a".parse().unwrap() });
    assert_eq!((alike.rule.as_str(), alike.key.as_str()), ("recording.b", "channel"));
    let fields = problem(vec![spec("a", UPDATES, Some("1h")), spec("b", UPDATES, Some("2h"))]);
    assert_eq!(fields.key, "fields");
    let twice = problem(vec![spec("a", UPDATES, Some("1h")), spec("a", CONTACTS, Some("1h"))]);
    assert_eq!(twice.problem, RecordingProblem::NameTwice);
    let apart = [spec("a", by(&["phone"]), None), spec("b", by(&["sms"]), None), spec("c", UPDATES, None)];
    assert!(RecordingRules::new(apart.to_vec()).is_ok());
}

#[test]
fn a_rule_that_contradicts_itself_is_refused_at_its_key() {
    let key = |spec: RecordingSpec| RecordingRules::new(vec![spec]).unwrap_err().key;
    let fine = || spec("a", UPDATES, Some("1h"));
    assert_eq!(key(spec("a", by(&[]), Some("1h"))), "channel");
    assert_eq!(key(spec("a", of(&[]), Some("1h"))), "fields");
    assert_eq!(key(RecordingSpec { ends: Some(Ends::Closing), ..fine() }), "ends");
    assert_eq!(key(RecordingSpec { ends: None, ..spec("a", UPDATES, Some("1bd")) }), "ends");
    assert_eq!(key(RecordingSpec { tolerance: Some(ElapsedTime::from_minutes(1)), ..fine() }), "tolerance");
    assert_eq!(key(RecordingSpec { tolerance: None, ..spec("a", UPDATES, Some("at-once")) }), "tolerance");
    let closing = Some(crm_sla::AtClosing::NextOpening);
    assert_eq!(key(RecordingSpec { at_closing: closing, ..fine() }), "at-closing");
    assert_eq!(key(RecordingSpec { within: Some(Span::Elapsed(ElapsedTime::ZERO)), ..fine() }), "within");
}

#[test]
fn an_obligation_names_its_owner_and_carries_no_event() {
    let rules = rules(vec![spec("calls", CONTACTS, Some("1h"))]);
    let recording = contact(&rules, &call(march("02 09:00"), None), "02 12:00");
    let obligation = recording.obligation(Subject::Company, 3, 1).unwrap();
    assert_eq!(obligation.id.to_string(), "TEST-REC-1/company/recording/3/1");
    assert_eq!(obligation.owner.as_ref().unwrap().department.as_ref().unwrap().as_str(), "sales");
    assert_eq!((obligation.beneficiary, obligation.evidence.len()), (Beneficiary::Company, 0));
    assert_eq!((obligation.state, obligation.window.due), (State::Overdue, Some(march("02 10:00"))));
}

proptest! {
    /// An oracle that counts minutes by itself, for limits by the clock.
    #[test]
    fn prop_the_verdict_is_that_of_plain_arithmetic(
        at in 0..3_000_i64,
        lag in prop::option::of(-30..300_i64),
        limit in 1..200_i64,
        as_of in 0..4_000_i64,
    ) {
        let rules = rules(vec![spec("calls", CONTACTS, Some(&format!("{limit}min")))]);
        let row = call(minute(at), lag.map(|lag| minute(at + lag)));
        let judged = rules.judge_contact(&row, true, minute(as_of));
        let expected = match lag {
            _ if at > as_of => None,
            Some(lag) if lag < 0 => Some(State::Undetermined { missing: Missing::CredibleRecording }),
            Some(lag) if at + lag <= as_of && lag <= limit => Some(State::Met),
            Some(lag) if at + lag <= as_of => Some(State::MetLate),
            _ if as_of - at <= limit => Some(State::Open),
            _ => Some(State::Overdue),
        };
        prop_assert_eq!(judged.as_ref().map(|recording| recording.state.clone()), expected);
        let late = judged.and_then(|recording| recording.late_by);
        prop_assert!(late.is_none_or(|late| late.elapsed > ElapsedTime::ZERO));
    }

    #[test]
    fn prop_any_order_of_rules_gives_the_same_answer(turned in any::<bool>(), field in 0..19_usize) {
        let field = FileField::ALL[field];
        let mut specs = vec![
            spec("b", of(&[FileField::Phone, FileField::Tags]), Some("1h")),
            spec("a", UPDATES, Some("2h")),
            spec("c", of(&[FileField::Name]), Some("3h")),
        ];
        let row = update(field, minute(0), None);
        let one = rules(specs.clone()).judge_update(&row, minute(100));
        if turned { specs.reverse() } else { specs.rotate_left(1) }
        prop_assert_eq!(rules(specs).judge_update(&row, minute(100)), one);
    }
}
