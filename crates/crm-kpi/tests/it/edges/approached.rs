//! Channels and campaigns: what they cost, whom they reached, and what came after.

use std::collections::BTreeMap;

use crm_calendar::{ElapsedTime, Zone};
use crm_kpi::{
    Apart, CampaignRule, CampaignTable, CampaignTally, ChannelRule, ChannelTable, ChannelTally, CivilPeriod,
    Counts, Facts, Formula, IndicatorProblem, Line, Note, NpsBounds, Per, Reason, Scorecard, Verdict,
};
use crm_model::{
    Dataset, Direction, EventKinds, Happening, Interaction, Outcome, Records, Scale, Spend, Table,
    TicketRecord,
};

use crate::support::{
    APRIL, answer, at, contact, dataset, expense, month, order, question, spec, text, ticket,
};

fn march() -> CivilPeriod {
    CivilPeriod::containing(Per::Month, "2026-03-01".parse().unwrap(), &Zone::utc())
}

/// A contact for a purpose by a channel.
fn approach(customer: &str, when: &str, what: &str, channel: Option<&str>, outcome: Outcome) -> Interaction {
    Interaction {
        purpose: Some(what.parse().unwrap()),
        channel: channel.map(|channel| channel.parse().unwrap()),
        ..contact(customer, when, outcome)
    }
}

fn close_rate(within: &str) -> Formula {
    let crm_calendar::Span::Elapsed(within) = within.parse().unwrap() else { panic!("{within}") };
    Formula::CloseRate { purposes: vec!["offer".parse().unwrap()], within }
}

/// The month that runs.
fn line_running(formula: Formula, data: &Dataset, as_of: &str) -> Line {
    let scorecard = Scorecard::new(vec![spec(formula, Per::Month, None)], Zone::utc()).unwrap();
    scorecard.evaluate_running(&Facts::new(data), at(as_of)).remove(0)
}

fn offers() -> Dataset {
    dataset(offers_told())
}

fn offers_told() -> Records {
    let offer = |who, when, outcome| approach(who, when, "offer", None, outcome);
    let interactions = vec![
        offer("bought", "2026-03-02", Outcome::Reached),
        offer("late", "2026-03-02", Outcome::Reached),
        offer("before", "2026-03-20", Outcome::Reached),
        offer("missed", "2026-03-20", Outcome::NotReached),
        offer("open", "2026-03-31", Outcome::Reached),
        offer("twice", "2026-03-02", Outcome::NotReached),
        offer("twice", "2026-03-12", Outcome::Reached),
        approach("other", "2026-03-02", "greeting", None, Outcome::Reached),
        Interaction { customer: None, ..offer("x", "2026-03-02", Outcome::Reached) },
    ];
    let purchases = vec![
        order("bought", "2026-03-16", "1 CNY"), // the last instant
        order("late", "2026-03-16T00:00:01Z", "1 CNY"),
        order("before", "2026-03-19", "1 CNY"),
        order("missed", "2026-03-21", "1 CNY"),
        order("twice", "2026-03-20", "1 CNY"), // 18 days from the attempt, 8 from the offer
        order("other", "2026-03-03", "1 CNY"),
    ];
    let (interactions, purchases) = (Table::complete(interactions), Table::complete(purchases));
    Records { interactions, purchases, ..Records::default() }
}

#[test]
fn h_kpi_16_offers_are_won_lost_or_open() {
    let line = month(close_rate("14d"), &offers(), Some(">= 50%"), APRIL);
    assert_eq!((text(&line.value).as_str(), line.verdict), ("2/4", Verdict::Met));
    let apart = [Apart::Open, Apart::ContactsWithoutCustomer];
    assert_eq!(line.notes, apart.map(|cases| Note::Apart { cases, count: 1 }));
    // On the 16th the time of those of the 2nd is not over: an order by then decides no more than none.
    let on = |as_of| {
        let line = line_running(close_rate("14d"), &offers(), as_of);
        let open = line.notes.iter().find_map(|note| match note {
            Note::Apart { cases: Apart::Open, count } => Some(*count),
            _ => None,
        });
        (line.value.number().map(|share| share.to_string()), open)
    };
    assert_eq!(on("2026-03-16"), (None, Some(3)));
    assert_eq!(on("2026-03-16T00:00:01Z"), (Some("1/2".to_owned()), Some(1))); // `twice` has time left
    // Purchases until 1 April do not tell whether `before`, asked on 20 March, ordered by 3 April.
    let mut records = offers_told();
    let Table::Supplied { until, .. } = &mut records.purchases else { panic!() };
    *until = Some(at("2026-04-01"));
    let line = month(close_rate("14d"), &dataset(records), None, APRIL);
    assert_eq!(
        (text(&line.value).as_str(), &line.notes[0]),
        ("2/3", &Note::Apart { cases: Apart::Open, count: 2 })
    );
    let formula = Formula::CloseRate { purposes: vec![], within: ElapsedTime::from_hours(1) };
    let error = Scorecard::new(vec![spec(formula, Per::Month, None)], Zone::utc()).unwrap_err();
    assert_eq!((error.key, error.problem), ("purposes", IndicatorProblem::NoPurposes));
}

#[test]
fn p_form_1_of_those_approached_some_take_part() {
    let formula = Formula::Attendance { purposes: vec!["offer".parse().unwrap()] };
    let line = month(formula, &offers(), Some(">= 20%"), APRIL);
    assert_eq!(text(&line.value), "5/6"); // who was reached in the end was reached
}

fn campaign(feedback_days: i32, order_days: i32) -> CampaignRule {
    CampaignRule {
        purposes: vec!["live-stream".parse().unwrap(), "member-day".parse().unwrap()],
        feedback_within: ElapsedTime::from_hours(24 * feedback_days),
        order_within: ElapsedTime::from_hours(24 * order_days),
        question: Some(question(Counts::Last)),
        bounds: NpsBounds::new(6, 9).ok(),
    }
}

#[test]
fn d_kpi_9_who_took_part_stands_beside_who_did_not() {
    let invite = |who, channel, outcome| approach(who, "2026-03-10", "live-stream", channel, outcome);
    let (yes, no) = (Outcome::Reached, Outcome::NotReached);
    let ten = |who: &str, when: &str, score| answer(Some(who), when, Some(score), Scale::ZERO_TO_TEN);
    let wrote =
        |who: &str, when: &str| Interaction { direction: Direction::Inbound, ..contact(who, when, yes) };
    let data = dataset(Records {
        interactions: Table::complete(vec![
            invite("a", Some("phone"), yes),
            invite("b", Some("phone"), yes),
            invite("c", None, no),
            invite("d", Some("e-mail"), no),
            approach("a", "2026-03-11", "member-day", Some("phone"), no),
            wrote("a", "2026-03-10"), // at the very instant: not after it
            wrote("b", "2026-03-17"),
            wrote("c", "2026-03-17T00:00:01Z"),
        ]),
        purchases: Table::complete(vec![
            order("a", "2026-03-12", "1 CNY"),
            order("d", "2026-03-12", "1 CNY"),
        ]),
        answers: Table::complete(vec![
            ten("a", "2026-02-01", 5),
            ten("a", "2026-03-01", 7), // the last before
            ten("a", "2026-03-20", 9), // the first after, and no feedback in time
            ten("a", "2026-04-01", 1),
            ten("b", "2026-03-20", 9), // nothing before
            ten("d", "2026-03-01", 9),
            ten("d", "2026-03-15", 8),
        ]),
        ..Records::default()
    });
    let table = CampaignTable::new(&Facts::new(&data), &campaign(7, 14), march(), at(APRIL), &Zone::utc());
    let stream = table.of_purpose(&"live-stream".parse().unwrap());
    assert_eq!(stream.attendance().share().unwrap().to_string(), "2/4");
    assert_eq!(stream.took_part.feedback().unwrap().to_string(), "1/2"); // b wrote on the last instant
    assert_eq!(stream.stayed_away.feedback().unwrap().to_string(), "1/2"); // d answered the survey
    assert_eq!(stream.took_part.conversion.share().unwrap().to_string(), "1/2");
    assert_eq!(stream.stayed_away.conversion.share().unwrap().to_string(), "1/2");
    assert_eq!(stream.took_part.change.mean().unwrap().to_string(), "2/1");
    assert_eq!(stream.took_part.change.nps().unwrap().to_string(), "100/1"); // from passive to promoter
    assert_eq!(stream.stayed_away.change.mean().unwrap().to_string(), "-1/1");
    assert_eq!(stream.must_be_adjusted("50%".parse().unwrap()), Some(false));
    assert_eq!(stream.must_be_adjusted("50.0001%".parse().unwrap()), Some(true));
    assert_eq!(table.rows.len(), 4); // nowhere, e-mail and phone of the one, phone of the other
    let phone = table.of_channel(&"phone".parse().unwrap());
    assert_eq!((phone.took_part.customers, phone.stayed_away.customers), (2, 1));
    let whole = table.rows.iter().fold(CampaignTally::default(), |all, (_, _, row)| row.merge(all));
    assert_eq!(table.total(), whole);
    assert!(table.of_purpose(&"trial".parse().unwrap()).must_be_adjusted("20%".parse().unwrap()).is_none());
    // Nothing after the instant counts: on 11 March nobody had ordered, and there was time left.
    let early =
        CampaignTable::new(&Facts::new(&data), &campaign(7, 14), march(), at("2026-03-11"), &Zone::utc());
    let conversion = early.total().took_part.conversion;
    assert_eq!((conversion.share(), conversion.open), (None, 2));
}

fn by(channel: &str, record: TicketRecord) -> TicketRecord {
    TicketRecord { channel: Some(channel.parse().unwrap()), ..record }
}

fn channel_rule() -> ChannelRule {
    let activities = [("hotline", "phone"), ("newsletter", "e-mail")]
        .map(|(activity, channel)| (activity.parse().unwrap(), channel.parse().unwrap()));
    ChannelRule {
        activities: BTreeMap::from(activities),
        aim: None,
        feedback: vec!["feedback".parse().unwrap()],
        counts: Counts::Last,
        currency: None,
    }
}

fn work() -> Records {
    let spent = |activity: Option<&str>, amount: &str| Spend {
        activity: activity.map(|activity| activity.parse().unwrap()),
        ..expense("2026-03-05", amount, None)
    };
    let heard =
        |channel: &str, what: &str, outcome| approach("a", "2026-03-03", what, Some(channel), outcome);
    let day = |hour: &str| format!("2026-03-02T{hour}:00:00Z");
    let (nine, ten, noon) = (day("09"), day("10"), day("12"));
    let solved = vec![
        (nine.as_str(), Happening::Opened),
        (ten.as_str(), Happening::FirstResponse),
        (noon.as_str(), Happening::Solved),
        ("2026-03-03", Happening::Revisited(Some(false))),
        ("2026-03-04", Happening::Revisited(Some(true))),
    ];
    let again = vec![
        (nine.as_str(), Happening::Opened),
        (noon.as_str(), Happening::MessageOut),
        (noon.as_str(), Happening::Solved),
        ("2026-03-05", Happening::Reopened),
        ("2026-03-06", Happening::Revisited(Some(false))),
    ];
    let merged =
        vec![(nine.as_str(), Happening::Opened), (ten.as_str(), Happening::Merged("T-1".parse().unwrap()))];
    Records {
        interactions: Table::complete(vec![
            heard("phone", "feedback", Outcome::Reached),
            heard("phone", "feedback", Outcome::NotReached),
            heard("phone", "offer", Outcome::Reached),
            heard("e-mail", "feedback", Outcome::Reached),
        ]),
        tickets: Table::complete(vec![
            by("phone", ticket("T-1", None, solved)),
            by("e-mail", ticket("T-2", None, again)),
            by("e-mail", ticket("T-3", None, vec![(&nine, Happening::Opened)])),
            by("e-mail", ticket("T-4", None, merged)),
            ticket("T-5", None, vec![(&nine, Happening::Opened)]),
        ]),
        spend: Table::complete(vec![
            spent(Some("hotline"), "30 CNY"),
            spent(Some("hotline"), "0.01 CNY"),
            spent(Some("newsletter"), "8 CNY"),
            spent(Some("fair"), "5 CNY"),
            spent(None, "5 CNY"),
        ]),
        ..Records::default()
    }
}

fn table(data: &Dataset) -> ChannelTable {
    ChannelTable::new(&Facts::new(data), &channel_rule(), march(), at(APRIL), &Zone::utc())
}

#[test]
fn d_kpi_8_each_channel_has_its_cost_and_effect() {
    let data = dataset(work());
    let table = table(&data);
    let names: Vec<Option<&str>> =
        table.channels.iter().map(|row| row.channel.as_ref().map(crm_model::Channel::as_str)).collect();
    assert_eq!(names, [None, Some("e-mail"), Some("phone")]);
    let [nowhere, mail, phone] = table.channels.as_slice() else { panic!("{table:?}") };
    assert_eq!((phone.tally.contacts, phone.tally.feedback), (2, 1));
    assert_eq!(phone.tally.cost_per_feedback().unwrap().to_string(), "30.01 CNY");
    assert_eq!(phone.tally.cost_per_contact().unwrap().amount, crm_model::Ratio::new(3_001, 200).unwrap());
    assert_eq!(phone.tally.cost_per_solution().unwrap().to_string(), "30.01 CNY");
    assert_eq!(mail.tally.cost_per_solution(), Err(Reason::Empty)); // what was reopened is not solved
    assert_eq!((mail.tally.solutions.unsolved, mail.tally.unanswered), (2, 1));
    assert_eq!((nowhere.tally.solutions.unsolved, nowhere.tally.cost_per_contact()), (1, Err(Reason::Empty)));
    assert_eq!(table.notes, [Note::Apart { cases: Apart::ForNoChannel, count: 2 }]);
    assert!(table.unknown.is_empty());
    let merged =
        table.channels.iter().rev().fold(ChannelTally::default(), |all, row| all.merge(row.tally.clone()));
    assert_eq!(table.total(), merged);
    assert_eq!(merged.cost.only().unwrap().unwrap().to_string(), "38.01 CNY");
}

#[test]
fn l_chan_5_response_solution_and_satisfaction_differ_by_channel() {
    let data = dataset(work());
    let table = table(&data);
    let hour = 3_600_000_000_i128;
    let response = table.response_spread().unwrap();
    assert_eq!((response.lowest.0.as_str(), response.highest.0.as_str()), ("phone", "e-mail"));
    assert_eq!(response.difference, crm_model::Ratio::new(2 * hour, 1)); // one hour and three
    let solution = table.solution_spread().unwrap();
    assert_eq!(
        (solution.lowest.0.as_str(), solution.difference.unwrap().to_string().as_str()),
        ("e-mail", "2/2")
    );
    let satisfaction = table.satisfaction_spread().unwrap(); // the last word of each ticket
    assert_eq!(satisfaction.highest.0.as_str(), "phone");
    assert_eq!(satisfaction.difference.unwrap().to_string(), "1/1");
    let one = dataset(Records { tickets: Table::complete(vec![]), ..work() });
    assert!(self::table(&one).response_spread().is_none());
}

#[test]
fn k19_what_happened_before_its_ticket_is_in_no_figure_of_a_channel() {
    let events = vec![
        ("2026-03-02T10:00:00Z", Happening::Opened),
        ("2026-03-02T09:59:00Z", Happening::FirstResponse),
        ("2026-03-02T09:59:30Z", Happening::Solved),
        ("2026-03-02T12:00:00Z", Happening::MessageOut), // perhaps not the first answer
    ];
    let data =
        dataset(Records { tickets: Table::complete(vec![ticket("1", None, events)]), ..Records::default() });
    let table = table(&data);
    let tally = table.total();
    assert_eq!((tally.responses.cases, tally.unanswered, tally.undetermined), (0, 1, 1));
    assert_eq!(tally.solutions, crm_kpi::ResolutionTally::default());
    assert_eq!(table.notes, [Note::Apart { cases: Apart::Undetermined, count: 1 }]);
}

#[test]
fn k15_a_channel_paid_in_two_currencies_has_no_cost_of_each() {
    let mut records = work();
    if let Table::Supplied { rows, .. } = &mut records.spend {
        rows[1].amount = "1 USD".parse().unwrap();
    }
    let data = dataset(records.clone());
    let phone = &table(&data).channels[2];
    assert_eq!(phone.tally.cost_per_contact(), Err(Reason::TwoCurrencies));
    let rule = ChannelRule { currency: Some("CNY".parse().unwrap()), ..channel_rule() };
    let table = ChannelTable::new(&Facts::new(&data), &rule, march(), at(APRIL), &Zone::utc());
    assert!(matches!(table.channels[2].cost_problem, Some(Reason::NoRate(_))));
}

#[test]
fn what_a_source_does_not_tell_of_channels_is_said() {
    let told = EventKinds::NONE.with(crm_model::EventKind::Opened);
    let (tickets, event_kinds) = (work().tickets, told);
    let data = dataset(Records { tickets, event_kinds, ..Records::default() });
    let unknown: Vec<String> = table(&data).unknown.iter().map(ToString::to_string).collect();
    assert_eq!(unknown.len(), 5);
    assert_eq!(unknown[0], "no interactions were supplied");
    assert_eq!(unknown[3], "the source has no `solved` events");
}
