//! Figures by segment: who is where, what cannot be divided, and parts that make the whole.

mod company;
mod others;

use crm_calendar::Zone;
use crm_kpi::{
    Base, Breakdown, CaseId, Counts, CustomersBy, Dimension, Evidence, Facts, Formula, IndicatorSpec,
    Invitations, Member, MemberLine, NoCases, Note, Per, Performance, QualityRule, Question, Reason,
    Response, RetentionForm, Scorecard, Stretch, TicketPart, TicketTime, Undivided, Value, Verdict, Volume,
};
use crm_model::{
    Customer, CustomerFile, Dataset, DatedTier, Happening, Holder, Interaction, Obligation, Outcome, Owner,
    Ratio, Records, Scale, State, Subject, Table, TicketEvent, TicketId, TicketRecord,
};
use proptest::prelude::*;

use self::company::company;
use crate::support::{
    APRIL, answer, at, books, contact, dataset, expense, id, member, members, nps, obligation, order,
    question, retention, sheet, spec, text, ticket,
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

/// The cases that miss a target, with their segments.
fn missed(
    formula: Formula,
    target: &str,
    facts: &Facts<'_>,
    dimension: Option<Dimension>,
) -> Result<Vec<String>, NoCases> {
    let spec = spec(formula, Per::Month, Some(target));
    let name = spec.name.clone();
    let misses =
        Scorecard::new(vec![spec], Zone::utc()).unwrap().cases(&name, facts, at(APRIL), dimension)?;
    Ok(misses.iter().map(|miss| format!("{} {} {}", miss.member, miss.case, text(&miss.value))).collect())
}

#[test]
fn d_perf_1_the_cases_behind_a_figure() {
    let data = handed_on();
    let facts = Facts::new(&data);
    let by_department = Some(Dimension::Department);
    assert_eq!(missed(resolution(), ">= 95%", &facts, by_department).unwrap(), ["unknown T-2 0/1"]);
    let handling = Formula::TicketTime(TicketTime::mean(Stretch::Handling));
    assert_eq!(missed(handling.clone(), "<= 4h", &facts, None).unwrap(), [""; 0]);
    assert_eq!(
        missed(handling, "< 4h", &facts, by_department).unwrap(),
        ["support T-1 14400000000/1"] // nobody knows how long the other one takes
    );
    let obligations =
        [owed(1, Some("service"), None, State::Met), owed(2, Some("service"), None, State::Overdue)];
    let facts = Facts { obligations: Some(&obligations), ..facts };
    let attainment = Formula::Attainment { measure: None, clauses: vec![] };
    assert_eq!(
        missed(attainment, ">= 95%", &facts, by_department).unwrap(),
        ["service D-RESP-2/company/resolution/2/1 0/1"]
    );
}

#[test]
fn d_perf_1_each_member_stands_with_the_cases_behind_its_misses() {
    let obligations = [
        owed(1, Some("service"), Some("ann"), State::Met),
        owed(2, Some("service"), Some("bob"), State::Missed),
        owed(3, Some("service"), Some("bob"), State::Overdue),
        owed(4, Some("sales"), None, State::MetLate),
        owed(5, None, None, State::Met),
    ];
    let data = dataset(Records::default());
    let facts = Facts { obligations: Some(&obligations), ..Facts::new(&data) };
    // No target: what was not kept in time speaks against it all the same.
    let attainment = spec(Formula::Attainment { measure: None, clauses: vec![] }, Per::Month, None);
    let name = attainment.name.clone();
    let scorecard = Scorecard::new(vec![attainment], Zone::utc()).unwrap();
    let by = [Dimension::Department, Dimension::Person];
    let both = scorecard.performance(std::slice::from_ref(&name), &by, &facts, at(APRIL));
    let told = |performance: &Performance| -> Vec<String> {
        let cases = |one: &MemberLine| {
            let rounds = performance.cases_of(&one.member).iter().map(|miss| match &miss.case {
                CaseId::Obligation(id) => id.round.to_string(),
                other => other.to_string(),
            });
            format!("{} {}: {}", one.member, text(&one.line.value), rounds.collect::<Vec<_>>().join(" "))
        };
        performance.members().iter().map(cases).collect()
    };
    assert_eq!(told(&both[0]), ["sales 0/1: 4", "service 1/3: 2 3", "unknown 1/1: "]);
    assert_eq!(told(&both[1]), ["ann 1/1: ", "bob 0/2: 2 3", "unknown 1/2: 4"]);
    assert_eq!(scorecard.performance(&[], &by, &facts, at(APRIL)), both); // all there are
    // Nobody asked for a dimension, or for what is there.
    assert!(scorecard.performance(&[name], &[], &facts, at(APRIL)).is_empty());
    let other = "indicator.other".parse().unwrap();
    assert!(scorecard.performance(&[other], &by, &facts, at(APRIL)).is_empty());
}

#[test]
fn passives_and_leavers_are_cases_too() {
    let data = dataset(Records {
        customers: Table::complete(vec![
            member("c1", &["2025-01-01.."]),
            member("c2", &["2025-01-01..2026-03-10"]),
        ]),
        answers: Table::complete(vec![
            answer(Some("c1"), "2026-03-05", Some(10), Scale::ZERO_TO_TEN),
            answer(Some("c2"), "2026-03-05", Some(7), Scale::ZERO_TO_TEN),
            answer(Some("c3"), "2026-03-05", Some(2), Scale::ZERO_TO_TEN),
            answer(None, "2026-03-05", Some(2), Scale::ZERO_TO_TEN), // has no name
        ]),
        ..Records::default()
    });
    let facts = Facts::new(&data);
    assert_eq!(
        missed(nps(Counts::Last), ">= 50", &facts, None).unwrap(),
        ["unknown c2 0/1", "unknown c3 -100/1"]
    );
    assert_eq!(missed(members(RetentionForm::Identity), ">= 80%", &facts, None).unwrap(), ["unknown c2 0/1"]);
    assert_eq!(
        missed(members(RetentionForm::ChurnIdentity), "<= 10%", &facts, None).unwrap(),
        ["unknown c2 1/1"]
    );
}

#[test]
fn complaints_are_the_cases_of_a_rate_that_should_fall() {
    let complaint = ticket("T-1", Some("complaint"), vec![("2026-03-05", Happening::Opened)]);
    let repair = ticket("T-2", Some("repair"), vec![("2026-03-05", Happening::Opened)]);
    let data = dataset(Records {
        tickets: Table::complete(vec![complaint, repair]),
        customers: Table::complete(vec![member("c1", &["2025-01-01.."])]),
        ..Records::default()
    });
    let rate = Formula::ComplaintRate { kinds: vec!["complaint".parse().unwrap()], base: Base::Members };
    assert_eq!(missed(rate.clone(), "<= 2%", &Facts::new(&data), None).unwrap(), ["unknown T-1 1/1"]);
    // One complaint of one customer is the whole, and not above it.
    assert_eq!(missed(rate, "falls", &Facts::new(&data), None).unwrap(), [""; 0]);
}

#[test]
fn there_are_no_cases_where_nobody_can_name_them() {
    let data = dataset(Records { interactions: Table::complete(vec![]), ..Records::default() });
    let facts = Facts::new(&data);
    assert!(matches!(
        missed(resolution(), ">= 95%", &facts, None),
        Err(NoCases::NotMeasured(Reason::NotSupplied(_)))
    ));
    let lag = || Formula::RecordingLag { channels: vec![] };
    assert_eq!(
        missed(lag(), "<= 1h", &facts, Some(Dimension::Channel)),
        Err(NoCases::Undivided(Undivided::Customers))
    );
    assert_eq!(missed(lag(), "<= 1h", &facts, None), Ok(vec![]));
    assert_eq!(missed(lag(), "+10%", &facts, None), Err(NoCases::NoTarget)); // of no baseline
    let money = books(vec![], vec![], crm_model::RateTable::default());
    let share = Formula::CostShare { currency: None };
    assert_eq!(missed(share, "<= 5%", &Facts::new(&money), None), Err(NoCases::Nameless));
}

fn formulas() -> Vec<IndicatorSpec> {
    let scale = Scale::ZERO_TO_TEN;
    let kinds = || vec!["complaint".parse().unwrap()];
    let asked = || Question { scale, ..question(Counts::Last) };
    let formulas = vec![
        members(RetentionForm::AsWorded),
        retention(RetentionForm::Identity, CustomersBy::Purchases),
        nps(Counts::Last),
        Formula::Satisfaction { question: asked(), at_least: 7 },
        Formula::MeanSatisfaction { question: asked() },
        Formula::ComplaintRate { kinds: kinds(), base: Base::InteractionsAndTickets },
        Formula::ComplaintRate { kinds: kinds(), base: Base::Members },
        Formula::ContactFrequency { customers: CustomersBy::Memberships },
        Formula::TicketTime(TicketTime::mean(Stretch::FirstResponse)),
        Formula::TicketTime(TicketTime::mean(Stretch::Handling)),
        resolution(),
        Formula::RecordingLag { channels: vec![] },
        Formula::Participation {
            survey: None,
            topic: None,
            response: Response::Any,
            invitations: Invitations::Sent,
        },
        Formula::CostShare { currency: None },
        Formula::TicketCompleteness { parts: vec![TicketPart::Customer], kinds: vec![] },
        Formula::Volume(Volume::Solved),
        Formula::Volume(Volume::Opened),
        Formula::QualityScore(QualityRule { sheet: sheet(None, Some("10%")), counts: Counts::Last }),
        Formula::QualityPass(QualityRule { sheet: sheet(Some(">= 70%"), None), counts: Counts::All }),
    ];
    let named = |(number, formula): (usize, Formula)| IndicatorSpec {
        name: format!("indicator.n{number:02}").parse().unwrap(),
        ..spec(formula, Per::Month, None)
    };
    formulas.into_iter().enumerate().map(named).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))] // each is 19 indicators by 11 dimensions

    #[test]
    fn prop_segments_add_up_to_the_whole(records in company()) {
        let data = dataset(records);
        let classes: Vec<_> = (0..data.customer_ids().len()).map(|n| (n % 2 == 0).then(|| "a".parse().unwrap())).collect();
        let facts = Facts { classes: Some(&classes), ..Facts::new(&data) };
        let scorecard = Scorecard::new(formulas(), Zone::utc()).unwrap();
        let dimensions: Vec<Dimension> = Dimension::ALL.iter().map(|(dimension, _)| *dimension).collect();
        let breakdowns = scorecard.breakdown(&facts, at(APRIL), &dimensions);
        let lines = scorecard.evaluate(&facts, at(APRIL));
        prop_assert_eq!(breakdowns.len(), lines.len() * dimensions.len());
        for (breakdown, line) in breakdowns.iter().zip(lines.iter().flat_map(|line| std::iter::repeat_n(line, dimensions.len()))) {
            prop_assert_eq!(&breakdown.total, line);
            let Ok(segments) = &breakdown.members else { continue };
            let mut sorted = segments.clone();
            sorted.sort_by(|one, other| one.member.cmp(&other.member));
            prop_assert_eq!(&sorted, segments);
            let evidence = segments.iter().map(|one| &one.line.evidence);
            let merged = evidence.into_iter().try_fold(None::<Evidence>, |sum, own| match sum {
                None => Ok(Some(own.clone())),
                Some(sum) => sum.merge(own).map(Some),
            });
            if let Ok(Some(merged)) = &merged {
                prop_assert_eq!(merged.parts(), line.evidence.parts());
                prop_assert_eq!(merged.spread(), line.evidence.spread());
                prop_assert_eq!(merged.cases(), line.evidence.cases());
                prop_assert_eq!(&merged.value(), &line.value);
            }
            match &line.value {
                Value::Count(count) => {
                    let sum: u64 = segments.iter().map(|one| match one.line.value { Value::Count(own) => own, _ => 0 }).sum();
                    prop_assert_eq!(sum, *count);
                }
                Value::Undefined(_) => {}
                value => {
                    let parts = |value: &Value| value.number().map_or((0, 0), Ratio::parts);
                    let sum = segments.iter().map(|one| parts(&one.line.value)).fold((0, 0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
                    let whole = parts(value);
                    prop_assert_eq!(breakdown.remainder(), Some((whole.0 - sum.0, whole.1 - sum.1)));
                    let has_gaps = segments.iter().any(|one| match &one.line.value {
                        Value::Undefined(Reason::Empty) => matches!(line.indicator.as_str(), "indicator.n13"),
                        Value::Undefined(_) => true,
                        _ => false,
                    });
                    prop_assert!(has_gaps || sum == whole, "{} by {}: {sum:?} of {whole:?}", line.indicator, breakdown.dimension);
                }
            }
        }
    }
}
