//! Figures by segment: who is where, what cannot be divided, and parts that make the whole.

mod cases;
mod company;
mod laws;
mod others;

use crm_calendar::Zone;
use crm_kpi::{
    Base, Breakdown, Counts, CustomersBy, Dimension, Facts, Formula, Member, Note, Per, Reason,
    RetentionForm, Scorecard, Stretch, TicketTime, Undivided, Value, Verdict, Volume,
};
use crm_model::{
    Customer, CustomerFile, Dataset, DatedTier, Happening, Holder, Interaction, Obligation, Outcome, Owner,
    Ratio, Records, State, Subject, Table, TicketEvent, TicketId, TicketRecord,
};

use crate::support::{
    APRIL, at, books, contact, dataset, expense, id, member, members, nps, obligation, order, spec, text,
    ticket,
};

fn divided(formula: Formula, facts: &Facts<'_>, dimension: Dimension) -> Breakdown {
    let specs = vec![spec(formula, Per::Month, None)];
    Scorecard::new(specs, Zone::utc()).unwrap().breakdown(facts, at(APRIL), &[dimension]).remove(0)
}

/// Segments with their values, as text.
fn shown(breakdown: &Breakdown) -> Vec<String> {
    let lines = breakdown.members.as_ref().unwrap();
    lines.iter().map(|one| format!("{}: {}", one.member, text(&one.line.value))).collect()
}

fn of_records(formula: Formula, data: &Dataset, dimension: Dimension) -> Vec<String> {
    shown(&divided(formula, &Facts::new(data), dimension))
}

fn to(department: &str, person: &str) -> Holder {
    let name = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Holder {
        department: name(department).map(|text| text.parse().unwrap()),
        person: name(person).map(|text| text.parse().unwrap()),
    }
}

fn by(actor: &str, when: &str, what: Happening) -> TicketEvent {
    TicketEvent { actor: Some(actor.parse().unwrap()), ..TicketEvent::at(at(when), what) }
}

fn resolution() -> Formula {
    Formula::Resolution { kinds: vec![] }
}

/// A ticket that service takes, ann answers, support gets and bob solves; and one that nobody holds.
fn handed_on() -> Dataset {
    let events = vec![
        TicketEvent::at(at("2026-03-02T09:00:00Z"), Happening::Opened),
        TicketEvent::at(at("2026-03-02T09:00:00Z"), Happening::Assigned(to("service", ""))),
        by("ann", "2026-03-02T10:00:00Z", Happening::FirstResponse),
        TicketEvent::at(at("2026-03-02T11:00:00Z"), Happening::Transferred(to("support", "bob"))),
        TicketEvent::at(at("2026-03-02T13:00:00Z"), Happening::Solved),
    ];
    let handed_on = TicketRecord::new(TicketId::new("T-1").unwrap(), events);
    let alone = ticket("T-2", None, vec![("2026-03-03", Happening::Opened)]);
    dataset(Records { tickets: Table::complete(vec![handed_on, alone]), ..Records::default() })
}

#[test]
fn d_perf_1_a_ticket_counts_for_who_held_it_at_the_event_that_decides() {
    let data = handed_on();
    let of = |formula, dimension| of_records(formula, &data, dimension);
    assert_eq!(of(resolution(), Dimension::Department), ["support: 1/1", "unknown: 0/1"]);
    assert_eq!(of(resolution(), Dimension::Person), ["bob: 1/1", "unknown: 0/1"]);
    let response = || Formula::TicketTime(TicketTime::mean(Stretch::FirstResponse));
    assert_eq!(
        of(response(), Dimension::Department),
        ["service: 3600000000/1", "unknown: not measured: no cases in the period"]
    );
    assert_eq!(of(response(), Dimension::Person)[0], "ann: 3600000000/1");
    // Who took it, not who solved it.
    assert_eq!(of(Formula::Volume(Volume::Opened), Dimension::Department), ["service: 1", "unknown: 1"]);
}

fn owed(number: u32, department: Option<&str>, person: Option<&str>, state: State) -> Obligation {
    let owner = Owner {
        department: department.map(|name| name.parse().unwrap()),
        person: person.map(|name| name.parse().unwrap()),
    };
    Obligation { owner: Some(owner), ..obligation(number, "D-RESP-2", Some("2026-03-20"), state) }
}

#[test]
fn d_perf_1_attainment_by_department_and_by_person() {
    let obligations = [
        owed(1, Some("service"), Some("ann"), State::Met),
        owed(2, Some("service"), Some("bob"), State::Missed),
        owed(3, Some("sales"), None, State::Met),
        Obligation { owner: None, ..owed(4, None, None, State::MetLate) },
    ];
    let data = dataset(Records::default());
    let facts = Facts { obligations: Some(&obligations), ..Facts::new(&data) };
    let attainment = || Formula::Attainment { measure: None, clauses: vec![] };
    let by_department = divided(attainment(), &facts, Dimension::Department);
    assert_eq!(shown(&by_department), ["sales: 1/1", "service: 1/2", "unknown: 0/1"]);
    assert_eq!(text(&by_department.total.value), "2/4");
    assert_eq!(by_department.remainder(), Some((0, 0)));
    assert_eq!(
        shown(&divided(attainment(), &facts, Dimension::Person)),
        ["ann: 1/1", "bob: 0/1", "unknown: 1/2"]
    );
    assert_eq!(shown(&divided(attainment(), &facts, Dimension::Measure)), ["resolution: 2/4"]);
}

#[test]
fn obligations_know_the_channel_and_the_customer_of_their_ticket() {
    let mut record = ticket("T-1", Some("repair"), vec![("2026-03-01", Happening::Opened)]);
    record.channel = Some("phone".parse().unwrap());
    record.customer = Some(id("c1"));
    let mut one = owed(1, None, None, State::Met);
    one.id.subject = Subject::Ticket(record.id.clone());
    let obligations = [one, owed(2, None, None, State::Met)];
    let mut customer = member("c1", &[]);
    customer.file = Some(Box::new(CustomerFile::default()));
    customer.file.as_mut().unwrap().business.industry = Some("mining".parse().unwrap());
    let data = dataset(Records {
        tickets: Table::complete(vec![record]),
        customers: Table::complete(vec![customer]),
        ..Records::default()
    });
    let facts = Facts { obligations: Some(&obligations), ..Facts::new(&data) };
    let of = |dimension| {
        shown(&divided(Formula::Attainment { measure: None, clauses: vec![] }, &facts, dimension))
    };
    assert_eq!(of(Dimension::Channel), ["phone: 1/1", "unknown: 1/1"]);
    assert_eq!(of(Dimension::Kind), ["repair: 1/1", "unknown: 1/1"]);
    assert_eq!(of(Dimension::Industry), ["mining: 1/1", "unknown: 1/1"]);
}

fn tiered(name: &str, tiers: &[(&str, &str)]) -> Customer {
    let mut customer = member(name, &["2025-01-01.."]);
    customer.tiers = tiers
        .iter()
        .map(|(from, tier)| DatedTier { from: Some(at(from)), tier: tier.parse().unwrap() })
        .collect();
    customer
}

#[test]
fn k28_a_customer_is_of_the_tier_of_the_start_of_the_period() {
    let mut leaver = tiered("c2", &[("2025-01-01", "low")]);
    leaver.memberships[0].until = Some(at("2026-03-15"));
    // c1 rises within March: it is of the low tier for March, and was for February.
    let riser = tiered("c1", &[("2025-01-01", "low"), ("2026-03-10", "high")]);
    // c3 rose on the last day of February: high in March, low in February.
    let grown = tiered("c3", &[("2025-01-01", "low"), ("2026-02-28", "high")]);
    let data =
        dataset(Records { customers: Table::complete(vec![leaver, riser, grown]), ..Records::default() });
    let breakdown = divided(members(RetentionForm::Identity), &Facts::new(&data), Dimension::Tier);
    assert_eq!(shown(&breakdown), ["high: 1/1", "low: 1/2"]);
    let before: Vec<String> =
        breakdown.members.as_ref().unwrap().iter().map(|one| text(&one.before.value)).collect();
    assert_eq!(before, ["not measured: no cases in the period", "3/3"]);
    assert_eq!(breakdown.remainder(), Some((0, 0)));
    // High is new: a mix effect only. Low: weight 1 to 2/3, rate 1 to 1/2.
    let change = breakdown.change().unwrap();
    assert_eq!((change.before(), change.after()), (Ratio::new(1, 1).unwrap(), Ratio::new(2, 3).unwrap()));
    assert_eq!(change.ranked()[0].segment, Member::ValueTier("low".parse().unwrap()));
    // A longer history by tier there is not, and each line says so.
    let lines = breakdown.members.as_ref().unwrap();
    assert!(lines.iter().all(|one| one.line.past.is_empty() && one.line.notes == [Note::TiersAtTheStart]));
    // There is no event at which else one could look.
    let at_event = divided(members(RetentionForm::Identity), &Facts::new(&data), Dimension::TierAtEvent);
    assert_eq!(at_event.members, Err(Undivided::NoEvent));
}

#[test]
fn k28_a_policy_may_look_at_the_event() {
    let opened = |name: &str, when: &str| {
        let mut record = ticket(name, None, vec![(when, Happening::Opened), (when, Happening::Solved)]);
        record.customer = Some(id("c1"));
        record
    };
    let data = dataset(Records {
        tickets: Table::complete(vec![opened("T-1", "2026-03-05"), opened("T-2", "2026-03-20")]),
        customers: Table::complete(vec![tiered("c1", &[("2025-01-01", "low"), ("2026-03-10", "high")])]),
        ..Records::default()
    });
    assert_eq!(of_records(resolution(), &data, Dimension::Tier), ["low: 2/2"]);
    assert_eq!(of_records(resolution(), &data, Dimension::TierAtEvent), ["high: 1/1", "low: 1/1"]);
}

#[test]
fn tiers_and_classes_that_were_supplied_hold_throughout() {
    let data = dataset(Records {
        customers: Table::complete(vec![
            tiered("c1", &[("2025-01-01", "low")]),
            member("c2", &["2025-01-01.."]),
        ]),
        ..Records::default()
    });
    let tiers = [Some("high".parse().unwrap()), None];
    let classes = [None, Some("a".parse().unwrap())];
    let facts = Facts { tiers: Some(&tiers), classes: Some(&classes), ..Facts::new(&data) };
    let of = |dimension| shown(&divided(members(RetentionForm::Identity), &facts, dimension));
    assert_eq!(of(Dimension::Tier), ["high: 1/1", "unknown: 1/1"]);
    assert_eq!(of(Dimension::Class), ["a: 1/1", "unknown: 1/1"]);
    // Which is said: who rose or fell since may be elsewhere than it was.
    let by_tier = divided(members(RetentionForm::Identity), &facts, Dimension::Tier);
    let lines = by_tier.members.unwrap();
    assert!(lines.iter().all(|one| one.line.notes == [Note::TiersAsSupplied]));
}

#[test]
fn what_a_dimension_cannot_divide_says_why() {
    let data = dataset(Records::default());
    let why = |formula, dimension| divided(formula, &Facts::new(&data), dimension).members.unwrap_err();
    assert_eq!(why(members(RetentionForm::Identity), Dimension::Channel), Undivided::Customers);
    assert_eq!(why(nps(Counts::Last), Dimension::Department), Undivided::Customers);
    assert_eq!(why(resolution(), Dimension::Measure), Undivided::Cases);
    assert_eq!(why(Formula::CostShare { currency: None }, Dimension::Department), Undivided::Money);
    assert_eq!(why(Formula::RecordingLag { channels: vec![] }, Dimension::Kind), Undivided::Contacts);
    assert_eq!(
        why(Formula::Recommended { customers: CustomersBy::Memberships }, Dimension::Tier),
        Undivided::TwoCustomers
    );
    let rate = |base| Formula::ComplaintRate { kinds: vec!["complaint".parse().unwrap()], base };
    assert_eq!(why(rate(Base::Members), Dimension::Channel), Undivided::Customers);
    assert_eq!(why(rate(Base::Interactions), Dimension::Kind), Undivided::Contacts);
    assert!(divided(rate(Base::Interactions), &Facts::new(&data), Dimension::Channel).members.is_ok());
}

#[test]
fn contacts_and_complaints_meet_by_channel() {
    let by_channel = |channel: &str, when: &str| Interaction {
        channel: Some(channel.parse().unwrap()),
        ..contact("c1", when, Outcome::Reached)
    };
    let mut complaint = ticket("T-1", Some("complaint"), vec![("2026-03-05", Happening::Opened)]);
    complaint.channel = Some("phone".parse().unwrap());
    let data = dataset(Records {
        tickets: Table::complete(vec![complaint]),
        interactions: Table::complete(vec![
            by_channel("phone", "2026-03-01"),
            by_channel("phone", "2026-03-02"),
            by_channel("e-mail", "2026-03-02"),
        ]),
        ..Records::default()
    });
    let formula =
        Formula::ComplaintRate { kinds: vec!["complaint".parse().unwrap()], base: Base::Interactions };
    assert_eq!(of_records(formula, &data, Dimension::Channel), ["e-mail: 0/1", "phone: 1/2"]);
}

#[test]
fn spend_without_revenue_stays_in_the_remainder() {
    let data = books(
        vec![order("c1", "2026-03-01", "100 CNY")],
        vec![expense("2026-03-02", "5 CNY", Some("c1")), expense("2026-03-02", "3 CNY", None)],
        crm_model::RateTable::default(),
    );
    let classes = [Some("a".parse().unwrap())];
    let facts = Facts { classes: Some(&classes), ..Facts::new(&data) };
    let breakdown = divided(Formula::CostShare { currency: None }, &facts, Dimension::Class);
    assert_eq!(
        shown(&breakdown),
        ["a: 50000/1000000", "unknown: not measured: there was no revenue, 3.00 CNY was spent"]
    );
    assert_eq!(breakdown.remainder(), Some((30_000, 0)));
}

#[test]
fn a_segment_is_judged_by_the_target_of_the_whole() {
    let opened = |name: &str, channel: &str, solved: bool| {
        let mut events = vec![("2026-03-05", Happening::Opened)];
        events.extend(solved.then_some(("2026-03-06", Happening::Solved)));
        TicketRecord { channel: Some(channel.parse().unwrap()), ..ticket(name, None, events) }
    };
    let rows = vec![
        opened("T-1", "phone", true),
        opened("T-2", "phone", true),
        opened("T-3", "e-mail", true),
        opened("T-4", "e-mail", false),
    ];
    let data = dataset(Records { tickets: Table::complete(rows), ..Records::default() });
    let specs = vec![spec(resolution(), Per::Month, Some(">= 90%"))];
    let scorecard = Scorecard::new(specs, Zone::utc()).unwrap();
    let breakdown = scorecard.breakdown(&Facts::new(&data), at(APRIL), &[Dimension::Channel]).remove(0);
    let lines = breakdown.members.as_ref().unwrap();
    let verdicts: Vec<&str> = lines.iter().map(|one| one.line.verdict.as_str()).collect();
    assert_eq!(
        (breakdown.total.verdict.clone(), verdicts.as_slice()),
        (Verdict::Missed, ["missed", "met"].as_slice())
    );
    let gap = breakdown.gap().unwrap().unwrap();
    assert_eq!(gap.missing(), Ratio::new(6, 10).unwrap()); // 3.6 wanted, 3 there
    assert_eq!(gap.ranked()[0].segment, Member::Channel("e-mail".parse().unwrap()));
    assert_eq!(breakdown.total, scorecard.evaluate(&Facts::new(&data), at(APRIL)).remove(0));
}

#[test]
fn k1_nobody_anywhere_has_no_segments() {
    let data = dataset(Records { tickets: Table::complete(vec![]), ..Records::default() });
    let breakdown = divided(resolution(), &Facts::new(&data), Dimension::Department);
    assert_eq!(breakdown.members, Ok(vec![]));
    assert!(breakdown.change().is_err());
    assert_eq!(breakdown.remainder(), None);
    let untold = divided(resolution(), &Facts::new(&dataset(Records::default())), Dimension::Department);
    assert!(matches!(untold.total.value, Value::Undefined(Reason::NotSupplied(_))));
}
