//! Analyses: what each kind finds, and why it finds nothing.

mod effects;

use crm_calendar::{ElapsedTime, Zone};
use crm_kpi::analysis::{
    Analyses, Analysis, AnalysisProblem, AnalysisRule, AnalysisSpec, CauseTable, DeliveryRule, DeliveryTable,
    DeliveryUnknown, Figures, PerformanceRule,
};
use crm_kpi::process::{ServiceRule, ServiceRuleError};
use crm_kpi::{
    CauseBy, CauseRule, ChannelRule, ChannelTable, Completeness, Counts, Dimension, Facts, Formula, NoCases,
    Per, Performance, Reason, Scorecard, TicketPart, Verdict,
};
use crm_model::{
    Dataset, EventKind, Happening, Kind, Outcome, Records, Strength, Table, TableName, TicketRecord,
};

use crate::support::{APRIL, at, contact, dataset, spec as support_spec, ticket, tickets};

fn spec(name: &str, rule: AnalysisRule) -> AnalysisSpec {
    AnalysisSpec {
        name: name.parse().unwrap(),
        clause: "TEST-ANA-1".parse().unwrap(),
        strength: Strength::Must,
        per: Per::Month,
        rule,
    }
}

fn scorecard() -> Scorecard {
    Scorecard::new(vec![], Zone::utc()).unwrap()
}

/// What one analysis finds in March 2026.
fn march(rule: AnalysisRule, data: &Dataset) -> Analysis {
    let analyses = Analyses::new(vec![spec("analysis.x", rule)], &scorecard()).unwrap();
    let [found] = analyses.evaluate(&scorecard(), &Facts::new(data), at(APRIL)).try_into().unwrap();
    found
}

fn causes() -> CauseRule {
    let kinds = ["late", "rude"].map(|kind| kind.parse::<Kind>().unwrap()).into();
    CauseRule { kinds, by: CauseBy::Kind, within: Some(ElapsedTime::from_hours(30 * 24)) }
}

fn channels() -> ChannelRule {
    ChannelRule { activities: [].into(), aim: None, feedback: vec![], counts: Counts::Last, currency: None }
}

fn deliveries(times: u32, channels: &[&str]) -> AnalysisRule {
    let channels = channels.iter().map(|channel| channel.parse().unwrap()).collect();
    AnalysisRule::ChannelDeliveries(DeliveryRule { times, channels })
}

fn complaint(name: &str, kind: Option<&str>, opened: &str) -> TicketRecord {
    let record = ticket(name, kind, vec![(opened, Happening::Opened), (opened, Happening::Solved)]);
    TicketRecord { customer: "a".parse().ok(), ..record }
}

fn cause_table(found: &Analysis) -> &CauseTable {
    let Ok(Figures::ComplaintCauses(table)) = &found.figures else { panic!("{found:?}") };
    table
}

fn delivery_table(found: &Analysis) -> &DeliveryTable {
    let Ok(Figures::ChannelDeliveries(table)) = &found.figures else { panic!("{found:?}") };
    table
}

/// Tickets by phone on these days of March, and contacts by mail.
fn collected(phone: &[u32], mail: &[u32]) -> Records {
    let by_phone = phone.iter().enumerate().map(|(place, day)| {
        let record =
            ticket(&format!("t{place}"), None, vec![(&format!("2026-03-{day:02}"), Happening::Opened)]);
        TicketRecord { channel: Some("phone".parse().unwrap()), ..record }
    });
    let by_mail = mail.iter().map(|day| {
        let mut row = contact("a", &format!("2026-03-{day:02}"), Outcome::Reached);
        row.channel = Some("mail".parse().unwrap());
        row
    });
    Records {
        tickets: Table::complete(by_phone.collect()),
        interactions: Table::complete(by_mail.collect()),
        ..Records::default()
    }
}

#[test]
fn p_comp_5_causes_are_ranked_for_the_last_complete_month() {
    let data = tickets(vec![
        complaint("1", Some("late"), "2026-02-20"),
        complaint("2", Some("late"), "2026-03-02"), // ten days after the solution
        complaint("3", Some("late"), "2026-03-20"),
        complaint("4", Some("rude"), "2026-03-21"),
        complaint("5", Some("rude"), "2026-04-02"), // not March's
        complaint("6", None, "2026-03-05"),
    ]);
    let found = march(AnalysisRule::ComplaintCauses(causes()), &data);
    assert_eq!((found.period.to_string().as_str(), found.completeness), ("2026-03", Completeness::Complete));
    let CauseTable { causes, unknown } = cause_table(&found);
    let lines: Vec<_> = causes
        .lines
        .iter()
        .map(|line| (line.cause.as_str(), line.complaints, line.repeats_by_anyone))
        .collect();
    assert_eq!(lines, [("late", 2, 2), ("rude", 1, 0)]);
    assert_eq!((causes.kind_unknown, unknown.as_slice()), (1, [].as_slice()));
}

#[test]
fn without_solutions_in_the_source_no_repeat_is_told() {
    let mut records = Records {
        tickets: Table::complete(vec![complaint("1", Some("late"), "2026-03-02")]),
        ..Records::default()
    };
    records.event_kinds = [EventKind::Opened, EventKind::Classified].into_iter().collect();
    let found = march(AnalysisRule::ComplaintCauses(causes()), &dataset(records));
    let unknown = [Reason::NoEvents(EventKind::Solved), Reason::NoEvents(EventKind::Assigned)];
    assert_eq!(cause_table(&found).unknown, unknown);
}

#[test]
fn without_customers_in_the_source_no_repeat_for_the_same_one_is_told() {
    let rows =
        || vec![complaint("1", Some("late"), "2026-03-02"), complaint("2", Some("late"), "2026-03-05")];
    let unknown =
        |rows| cause_table(&march(AnalysisRule::ComplaintCauses(causes()), &tickets(rows))).unknown.clone();
    let nobodys = rows().into_iter().map(|record| TicketRecord { customer: None, ..record }).collect();
    assert_eq!(unknown(nobodys), [Reason::NotTold(TicketPart::Customer)]);
    let mut one = rows();
    one[0].customer = None;
    assert_eq!(unknown(one), []);
}

#[test]
fn data_that_do_not_reach_the_period_are_not_no_cases() {
    let mut records = Records {
        tickets: Table::complete(vec![complaint("1", Some("late"), "2026-02-20")]),
        ..Records::default()
    };
    let why = |records: &Records, rule| {
        let found = march(rule, &dataset(records.clone()));
        (found.completeness, found.figures.unwrap_err())
    };
    let rules = || [AnalysisRule::ComplaintCauses(causes()), AnalysisRule::Channels(channels())];
    for rule in rules() {
        assert_eq!(why(&records, rule), (Completeness::Complete, Reason::Empty));
    }
    let Table::Supplied { until, .. } = &mut records.tickets else { panic!() };
    *until = Some(at("2026-03-01"));
    for rule in rules() {
        assert_eq!(why(&records, rule), (Completeness::NotCovered, Reason::NotCovered));
    }
}

#[test]
fn nothing_found_says_why() {
    let causes = || AnalysisRule::ComplaintCauses(causes());
    let figures = |rule, data: &Dataset| march(rule, data).figures.unwrap_err();
    let nothing = dataset(Records::default());
    for rule in [causes(), AnalysisRule::Channels(channels()), deliveries(3, &["phone"])] {
        assert_eq!(figures(rule, &nothing), Reason::NotSupplied(TableName::Tickets));
    }
    assert_eq!(figures(causes(), &tickets(vec![])), Reason::Empty);
    assert_eq!(figures(AnalysisRule::Channels(channels()), &tickets(vec![])), Reason::Empty);
    assert_eq!(figures(deliveries(3, &[]), &tickets(vec![])), Reason::Empty);
    let of_no_kind = tickets(vec![complaint("1", None, "2026-03-02")]);
    assert_eq!(figures(causes(), &of_no_kind), Reason::NoKindKnown);
    let labels = CauseRule { by: CauseBy::Tags(vec!["late".parse().unwrap()]), ..self::causes() };
    let of_no_cause = tickets(vec![complaint("1", Some("late"), "2026-03-02")]);
    assert_eq!(figures(AnalysisRule::ComplaintCauses(labels), &of_no_cause), Reason::NoCauseKnown);
}

#[test]
fn l_chan_5_channels_stand_side_by_side() {
    let data = dataset(collected(&[2, 3], &[4]));
    let found = march(AnalysisRule::Channels(channels()), &data);
    let Ok(Figures::Channels(ChannelTable { channels, period, .. })) = &found.figures else { panic!() };
    assert_eq!(*period, found.period);
    let counts: Vec<_> = channels
        .iter()
        .map(|row| (row.channel.as_ref().unwrap().as_str(), row.tally.contacts, row.tally.solutions.unsolved))
        .collect();
    assert_eq!(counts, [("mail", 1, 0), ("phone", 0, 2)]);
}

#[test]
fn l_chan_5_without_solutions_in_the_source_no_channel_solves_less() {
    let by = |channel: &str, record| TicketRecord { channel: Some(channel.parse().unwrap()), ..record };
    let opened = |name, day| by("phone", ticket(name, None, vec![(day, Happening::Opened)]));
    let mail = by("mail", complaint("3", None, "2026-03-05"));
    let rows = vec![opened("1", "2026-03-02"), opened("2", "2026-03-03"), mail];
    let mut records = Records { tickets: Table::complete(rows), ..Records::default() };
    let spread = |records: Records| {
        let found = march(AnalysisRule::Channels(channels()), &dataset(records));
        let Ok(Figures::Channels(table)) = found.figures else { panic!() };
        table.solution_spread().map(|spread| spread.difference.unwrap().to_string())
    };
    assert_eq!(spread(records.clone()).as_deref(), Some("2/2")); // 1 of 1 by mail, 0 of 2 by phone
    records.event_kinds = [EventKind::Opened].into_iter().collect();
    assert_eq!(spread(records), None);
}

#[test]
fn l_chan_5_no_channel_lies_apart_from_itself() {
    let found = march(AnalysisRule::Channels(channels()), &dataset(collected(&[2, 3], &[])));
    let by = |name: &str, channel: &str| {
        let opened = vec![("2026-03-02", Happening::Opened), ("2026-03-03", Happening::Solved)];
        TicketRecord { channel: Some(channel.parse().unwrap()), ..ticket(name, None, opened) }
    };
    let rows = vec![by("1", "phone"), by("2", "mail"), by("3", "store")];
    let records = Records { tickets: Table::complete(rows), ..Records::default() };
    let all = march(AnalysisRule::Channels(channels()), &dataset(records));
    let ends = |found: &Analysis| {
        let Ok(Figures::Channels(table)) = &found.figures else { panic!() };
        table.solution_spread().map(|spread| {
            let names = [spread.lowest.0.to_string(), spread.highest.0.to_string()];
            (names, spread.difference.unwrap().parts().0)
        })
    };
    assert_eq!(ends(&all), Some((["mail".to_owned(), "store".to_owned()], 0))); // all solve all
    assert_eq!(ends(&found), None); // one channel
}

#[test]
fn l_acc_2_a_channel_is_silent_longer_than_its_usual_gaps() {
    // Phone: gaps of 1, 1 and 2 days, then 26 days of silence, the 31st among them. Mail: gaps of 10 days, then 8.
    let data = dataset(collected(&[1, 2, 3, 5], &[3, 13, 23]));
    let found = march(deliveries(3, &["phone", "mail", "store"]), &data);
    let table = delivery_table(&found);
    assert_eq!(table.until, at("2026-04-01"));
    let lines: Vec<_> = table
        .lines
        .iter()
        .map(|line| {
            let silent = line.delivery.as_ref().map(|one| one.silent_for);
            (line.channel.as_ref().unwrap().as_str(), line.in_period, line.delivers, silent)
        })
        .collect();
    assert_eq!(
        lines,
        [
            ("mail", 3, Ok(true), Some(8)),
            ("phone", 4, Ok(false), Some(26)),
            ("store", 0, Ok(false), None), // asked for, and it never did
        ]
    );
    let patient = march(deliveries(26, &[]), &data);
    assert_eq!(delivery_table(&patient).lines.len(), 2);
    assert!(delivery_table(&patient).lines.iter().all(|line| line.delivers == Ok(true)));
    let of_phone = march(deliveries(3, &["phone"]), &data);
    assert_eq!(delivery_table(&of_phone).lines.len(), 1);
}

#[test]
fn l_acc_2_what_the_data_do_not_hold_is_no_silence() {
    let mut records = collected(&[1, 2, 3, 5], &[3, 13, 23]);
    let Table::Supplied { until, .. } = &mut records.tickets else { panic!() };
    *until = Some(at("2026-03-20"));
    let found = march(deliveries(3, &["mail", "phone", "store"]), &dataset(records));
    assert_eq!(found.completeness, Completeness::NotCovered);
    let delivers: Vec<_> = delivery_table(&found).lines.iter().map(|line| line.delivers).collect();
    let not_covered = Err(DeliveryUnknown::NotCovered);
    assert_eq!(delivers, [Ok(true), not_covered, not_covered]);

    let records = Records { interactions: Table::NotSupplied, ..collected(&[1, 30], &[]) };
    let found = march(deliveries(3, &["phone", "store"]), &dataset(records));
    let table = delivery_table(&found);
    assert_eq!(table.unknown, [Reason::NotSupplied(TableName::Interactions)]);
    let not_supplied = Err(DeliveryUnknown::NotSupplied(TableName::Interactions));
    assert_eq!(table.lines.iter().map(|line| line.delivers).collect::<Vec<_>>(), [Ok(true), not_supplied]);
}

#[test]
fn l_acc_2_records_of_an_unknown_channel_may_be_those_of_one_never_seen() {
    let mut records = collected(&[1, 2, 3, 5], &[]);
    let Table::Supplied { rows, .. } = &mut records.tickets else { panic!() };
    rows.extend(["x", "y"].map(|name| ticket(name, None, vec![("2026-03-30", Happening::Opened)])));
    let delivers = |records: &Records| -> Vec<_> {
        let found = march(deliveries(3, &["phone", "store"]), &dataset(records.clone()));
        let lines = &delivery_table(&found).lines;
        lines.iter().map(|line| (line.channel.as_ref().map(ToString::to_string), line.delivers)).collect()
    };
    let of = |channel: &str, delivers| (Some(channel.to_owned()), delivers);
    let silent = of("phone", Ok(false)); // by the gaps of what is known to be its own
    let may_be = DeliveryUnknown::MayBeItsOwn { records: 2 };
    let nobodys = (None, Err(DeliveryUnknown::NoChannel));
    assert_eq!(delivers(&records), [nobodys, silent.clone(), of("store", Err(may_be))]);
    assert_eq!(may_be.to_string(), "2 records of an unknown channel may be its own");
    let Table::Supplied { rows, .. } = &mut records.tickets else { panic!() };
    rows.truncate(4);
    assert_eq!(delivers(&records), [silent, of("store", Ok(false))]);
}

#[test]
fn k24_a_month_that_runs_beyond_the_data_shows_no_silence() {
    let analyses = Analyses::new(vec![spec("analysis.x", deliveries(3, &["phone", "store"]))], &scorecard());
    let analyses = analyses.unwrap();
    let delivers = |until: Option<&str>| -> Vec<_> {
        let mut records = collected(&[1, 2, 3, 5], &[]);
        let Table::Supplied { until: last, .. } = &mut records.tickets else { panic!() };
        *last = until.map(at);
        let data = dataset(records);
        let found = analyses.evaluate_running(&scorecard(), &Facts::new(&data), at("2026-03-24T12:00:00Z"));
        delivery_table(&found[0]).lines.iter().map(|line| line.delivers).collect()
    };
    let not_covered = Err(DeliveryUnknown::NotCovered);
    assert_eq!(delivers(Some("2026-03-06")), [not_covered, not_covered]);
    assert_eq!(delivers(Some("2026-03-23T23:59:59.999998Z")), [not_covered, not_covered]);
    // All of the 23rd is there, and the 24th is not over.
    assert_eq!(delivers(Some("2026-03-23T23:59:59.999999Z")), [Ok(false), Ok(false)]);
    assert_eq!(delivers(None), [Ok(false), Ok(false)]);
}

#[test]
fn l_acc_2_nights_and_weekends_are_no_silence() {
    // A call a minute apart on every weekday until Friday the 27th, none on Saturday; April begins on a Wednesday.
    let call = |day: u32, minute: u32| {
        let opened = format!("2026-02-{day:02}T09:{minute:02}:00Z");
        let record = ticket(&format!("{day}-{minute}"), None, vec![(&opened, Happening::Opened)]);
        TicketRecord { channel: Some("phone".parse().unwrap()), ..record }
    };
    let days = [16, 17, 18, 19, 20, 23, 24, 25, 26, 27];
    let rows = days.into_iter().flat_map(|day| (0..3).map(move |minute| call(day, minute)));
    let data = tickets(rows.collect());
    let analyses = Analyses::new(vec![spec("analysis.x", deliveries(1, &[]))], &scorecard()).unwrap();
    let [found] = analyses.evaluate(&scorecard(), &Facts::new(&data), at("2026-03-02")).try_into().unwrap();
    let [phone] = delivery_table(&found).lines.as_slice() else { panic!() };
    let delivery = phone.delivery.as_ref().unwrap();
    assert_eq!((delivery.usual_gap, delivery.longest_gap, delivery.silent_for), (Some(1), Some(3), 1));
    assert_eq!(phone.delivers, Ok(true));
}

#[test]
fn a_closed_month_is_the_same_whenever_it_is_looked_at() {
    let data = dataset(collected(&[1, 2, 3, 5], &[3, 13, 23]));
    let analyses = Analyses::new(vec![spec("analysis.x", deliveries(3, &[]))], &scorecard()).unwrap();
    let on = |day: &str| {
        let last = "2026-03-31".parse().unwrap();
        analyses.evaluate_period(&scorecard(), &Facts::new(&data), at(day), last).remove(0).figures
    };
    assert_eq!(on("2026-04-01"), on("2027-01-01"));
    let [running] =
        analyses.evaluate_running(&scorecard(), &Facts::new(&data), at("2026-03-24")).try_into().unwrap();
    assert_eq!(running.completeness, Completeness::Running);
    assert_eq!(delivery_table(&running).until, at("2026-03-24"));
}

#[test]
fn rules_that_are_none_are_refused_with_their_key() {
    let refused = |rule| Analyses::new(vec![spec("analysis.x", rule)], &scorecard()).unwrap_err();
    let of = |rule: CauseRule| {
        let error = refused(AnalysisRule::ComplaintCauses(rule));
        (error.key, error.problem)
    };
    assert_eq!(of(CauseRule { kinds: vec![], ..causes() }), ("kinds", AnalysisProblem::NoKinds));
    assert_eq!(of(CauseRule { by: CauseBy::Tags(vec![]), ..causes() }), ("causes", AnalysisProblem::NoTags));
    let error = refused(deliveries(0, &[]));
    assert_eq!((error.key, error.problem), ("usual-gaps", AnalysisProblem::NeverSilent));
    let twice = vec![spec("analysis.x", deliveries(1, &[])), spec("analysis.x", deliveries(2, &[]))];
    assert_eq!(Analyses::new(twice, &scorecard()).unwrap_err().problem, AnalysisProblem::Twice);
}

#[test]
fn analyses_are_sorted_and_can_be_made_over_other_periods() {
    let specs = ["analysis.b", "analysis.a"].map(|name| spec(name, deliveries(1, &[])));
    let analyses = Analyses::new(specs.into(), &scorecard()).unwrap();
    let names: Vec<&str> = analyses.specs().iter().map(|spec| spec.name.as_str()).collect();
    assert_eq!(names, ["analysis.a", "analysis.b"]);
    assert!(analyses.over(Per::Quarter).specs().iter().all(|spec| spec.per == Per::Quarter));
}

fn performance(indicators: &[&str], by: &[Dimension]) -> AnalysisRule {
    let indicators = indicators.iter().map(|name| name.parse().unwrap()).collect();
    AnalysisRule::Performance(PerformanceRule { indicators, by: by.to_vec() })
}

#[test]
fn d_perf_1_indicators_are_measured_over_the_periods_of_the_analysis() {
    let solved = support_spec(Formula::Resolution { kinds: vec![] }, Per::Month, Some(">= 95%"));
    let scorecard = Scorecard::new(vec![solved], Zone::utc()).unwrap();
    let row = |name: &str, opened: &str, is_solved: bool| {
        let mut events = vec![(opened, Happening::Opened)];
        events.extend(is_solved.then_some((opened, Happening::Solved)));
        TicketRecord { channel: "phone".parse().ok(), ..ticket(name, None, events) }
    };
    let data = tickets(vec![row("T-1", "2026-02-02", false), row("T-2", "2026-03-02", true)]);
    let found = |per| {
        let asked = AnalysisSpec {
            per,
            ..spec("analysis.x", performance(&["indicator.test"], &[Dimension::Channel]))
        };
        let analyses = Analyses::new(vec![asked], &scorecard).unwrap();
        let [found] = analyses.evaluate(&scorecard, &Facts::new(&data), at(APRIL)).try_into().unwrap();
        let Ok(Figures::Performance(all)) = found.figures else { panic!() };
        let [one] = <[Performance; 1]>::try_from(all).unwrap();
        let phone = &one.members()[0].line;
        (phone.value.number().unwrap().parts(), phone.verdict.clone(), one.cases.map(|cases| cases.len()))
    };
    assert_eq!(found(Per::Month), ((1, 1), Verdict::Met, Ok(0)));
    // 95 % are a promise for a month: over the quarter there is the figure and no verdict.
    assert_eq!(found(Per::Quarter), ((1, 2), Verdict::NoTarget, Err(NoCases::NoTarget)));
}

#[test]
fn d_perf_1_what_is_not_there_is_refused() {
    let refused = |rule| {
        let error = Analyses::new(vec![spec("analysis.x", rule)], &scorecard()).unwrap_err();
        (error.key, error.problem)
    };
    let other = "indicator.other".parse().unwrap();
    assert_eq!(
        refused(performance(&["indicator.other"], &[Dimension::Person])),
        ("indicators", AnalysisProblem::NoIndicator(other))
    );
    assert_eq!(refused(performance(&[], &[])), ("by", AnalysisProblem::NoDimension));
    let endless = ServiceRule { gap: Some(ElapsedTime::from_hours(1)), ..ServiceRule::default() };
    let problem = AnalysisProblem::Process(ServiceRuleError::GapWithoutFinals);
    assert_eq!(refused(AnalysisRule::Process(endless)), ("gap", problem));
}

#[test]
fn l_proc_1_without_tickets_there_is_no_process() {
    let rule = || ServiceRule { kinds: vec!["late".parse().unwrap()], ..ServiceRule::default() };
    let why = |data: &Dataset| march(AnalysisRule::Process(rule()), data).figures.unwrap_err();
    assert_eq!(why(&dataset(Records::default())), Reason::NotSupplied(TableName::Tickets));
    assert_eq!(why(&tickets(vec![complaint("T-1", Some("rude"), "2026-03-02")])), Reason::Empty);
    assert_eq!(why(&tickets(vec![complaint("T-1", None, "2026-03-02")])), Reason::NoKindKnown);
    let found =
        march(AnalysisRule::Process(rule()), &tickets(vec![complaint("T-1", Some("late"), "2026-03-02")]));
    let Ok(Figures::Process(process)) = found.figures else { panic!() };
    assert_eq!((process.tally.cases, process.tally.events), (1, 3));
    assert_eq!(found.completeness, Completeness::Complete);
    // Nobody asked for an indicator, and there is none.
    assert_eq!(march(performance(&[], &[Dimension::Person]), &tickets(vec![])).figures, Err(Reason::Empty));
}
