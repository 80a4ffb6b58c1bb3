//! Times of tickets: when they begin, what ends them, what is late and what is open.

use crm_calendar::{ElapsedTime, Zone};
use crm_kpi::statistics::PercentileType;
use crm_kpi::{
    Apart, CivilPeriod, Formula, IndicatorProblem, Line, Note, Per, Reading, Reason, Scorecard, ShownTime,
    Stretch, TicketTime, TimeSample, Value, Verdict,
};
use crm_model::{
    EventKind, EventKinds, Happening, Kind, Precision, Records, Table, Ticket, TicketEvent, TicketId,
    TicketRecord,
};
use proptest::prelude::*;

use crate::support::{APRIL, at, dataset, month, not_measured, spec, text, ticket, tickets};

const HOUR: i128 = 3_600_000_000;

fn mean(stretch: Stretch, rows: Vec<TicketRecord>) -> Line {
    month(Formula::TicketTime(TicketTime::mean(stretch)), &tickets(rows), None, APRIL)
}

fn within(stretch: Stretch, seconds: i64) -> TicketTime {
    let within = ElapsedTime::from_seconds(seconds);
    TicketTime { within, shown: ShownTime::Within, ..TicketTime::mean(stretch) }
}

/// A ticket of 2 March: minutes after 10:00, and what happened.
fn minutes(name: &str, events: &[(i64, Happening)]) -> TicketRecord {
    let after = |minutes: i64| at("2026-03-02T10:00:00Z") + chrono::TimeDelta::minutes(minutes);
    let events = events.iter().map(|(when, what)| TicketEvent::at(after(*when), what.clone())).collect();
    TicketRecord::new(TicketId::new(name).unwrap(), events)
}

fn apart(cases: Apart, count: u64) -> Note {
    Note::Apart { cases, count }
}

#[test]
fn each_later_message_waits_for_the_next_answer_of_a_person() {
    use Happening::{AutomaticMessage, MessageIn, MessageOut, Opened};
    let history = [
        (0, Opened),
        (5, MessageIn), // before the first answer: waits for that one
        (10, MessageOut),
        (20, MessageIn), // waits 40 minutes
        (30, MessageIn), // the customer asks again
        (31, AutomaticMessage),
        (60, MessageOut),
        (61, MessageOut),
        (100, MessageIn), // waits still
    ];
    let line = mean(Stretch::NextResponse, vec![minutes("1", &history)]);
    assert_eq!(text(&line.value), format!("{}/1", HOUR * 40 / 60));
    assert_eq!(line.notes, [apart(Apart::Unanswered, 1)]);
    assert_eq!(text(&mean(Stretch::FirstResponse, vec![minutes("1", &history)]).value), "600000000/1");
}

#[test]
fn k21_a_message_that_reopens_waits_for_the_first_answer_after_it() {
    use Happening::{MessageIn, MessageOut, Opened, Reopened, Solved};
    let history = [
        (0, Opened),
        (10, MessageOut),
        (20, Solved),
        (60, MessageIn),
        (60, Reopened),
        (90, MessageOut), // 30 minutes after the reopening
        (120, Solved),
    ];
    let row = || vec![minutes("1", &history)];
    assert_eq!(text(&mean(Stretch::FirstResponse, row()).value), format!("{}/2", HOUR * 40 / 60));
    assert_eq!(mean(Stretch::NextResponse, row()).value, Value::Undefined(Reason::Empty));
    assert_eq!(text(&mean(Stretch::Cycle, row()).value), format!("{}/2", HOUR * 80 / 60)); // 20 and 60 minutes
    assert_eq!(text(&mean(Stretch::Resolution, row()).value), format!("{}/1", 2 * HOUR)); // in all
}

#[test]
fn k21_a_reopened_ticket_is_open_again_in_all_and_solved_in_its_first_cycle() {
    use Happening::{Opened, Reopened, Solved};
    let row = || vec![minutes("1", &[(0, Opened), (60, Solved), (90, Reopened)])];
    for (stretch, value, notes) in [
        (Stretch::Cycle, format!("{HOUR}/1"), vec![apart(Apart::Open, 1)]),
        (Stretch::Resolution, "not measured: no cases in the period".to_owned(), vec![apart(Apart::Open, 1)]),
        (Stretch::Handling, format!("{HOUR}/1"), vec![]),
    ] {
        let line = mean(stretch, row());
        assert_eq!((text(&line.value), line.notes), (value, notes));
    }
}

#[test]
fn k14_k18_exactly_the_limit_is_in_time_and_what_is_open_past_it_is_late_now() {
    use Happening::{FirstResponse, Opened};
    let answered = |name: &str, micros: i64| {
        let opened = at("2026-03-02T10:00:00Z");
        let answer = opened + chrono::TimeDelta::microseconds(micros);
        let events = vec![TicketEvent::at(opened, Opened), TicketEvent::at(answer, FirstResponse)];
        TicketRecord::new(TicketId::new(name).unwrap(), events)
    };
    let open = ticket("open", None, vec![("2026-03-31T23:59:30Z", Opened)]);
    let rows = vec![answered("exactly", 60_000_000), answered("later", 60_000_001), open];
    let formula = Formula::TicketTime(within(Stretch::FirstResponse, 60));
    // 45 s after the opening of the third ticket: it is open, and nobody can say.
    let line = month(formula.clone(), &tickets(rows.clone()), Some(">= 50%"), "2026-04-01T00:00:15Z");
    assert_eq!((text(&line.value).as_str(), line.verdict), ("1/2", Verdict::Met));
    let mean = Note::Beside { reading: Reading::MeanTime, value: Value::Duration(ratio(120_000_001, 2)) };
    assert_eq!(line.notes, [mean.clone(), apart(Apart::Unanswered, 1)]);
    // 60 s and one microsecond after it, it is late, whenever the answer will come.
    let line = month(formula, &tickets(rows), Some(">= 50%"), "2026-04-01T00:00:30.000001Z");
    assert_eq!((text(&line.value).as_str(), line.verdict), ("1/3", Verdict::Missed));
    assert_eq!(line.notes, [mean]);
}

fn ratio(part: i128, whole: i128) -> crm_model::Ratio {
    crm_model::Ratio::new(part, whole).unwrap()
}

#[test]
fn the_share_in_time_stands_beside_the_mean() {
    use Happening::{FirstResponse, Opened};
    let rows = vec![
        minutes("1", &[(0, Opened), (1, FirstResponse)]),
        minutes("2", &[(0, Opened), (3, FirstResponse)]),
    ];
    let time = TicketTime { shown: ShownTime::Mean, ..within(Stretch::FirstResponse, 60) };
    let line = month(Formula::TicketTime(time), &tickets(rows), Some("<= 8h"), APRIL);
    assert_eq!((line.value.to_string().as_str(), line.verdict), ("2 min", Verdict::Met));
    assert_eq!(line.notes, [Note::Beside { reading: Reading::InTime, value: Value::Share(ratio(1, 2)) }]);
}

#[test]
fn k27_a_percentile_is_exact_by_a_named_definition_and_says_where_there_are_too_few() {
    use Happening::{Opened, Solved};
    // 3, 6, 7, 8, 8, 10, 13, 15, 16 and 20 minutes: the second row of the golden percentiles.
    let minutes_of = [3, 6, 7, 8, 8, 10, 13, 15, 16, 20];
    let rows = || -> Vec<TicketRecord> {
        let row =
            |(name, after): (usize, &i64)| minutes(&format!("T-{name}"), &[(0, Opened), (*after, Solved)]);
        minutes_of.iter().enumerate().map(row).collect()
    };
    let at = |share: &str, kind| {
        let shown = ShownTime::Percentile { share: share.parse().unwrap(), kind };
        let time = TicketTime { shown, ..TicketTime::mean(Stretch::Resolution) };
        month(Formula::TicketTime(time), &tickets(rows()), Some("<= 18min"), APRIL)
    };
    let micros = |line: &Line| line.value.number().unwrap();
    let minute = |tenths: i128| ratio(tenths * 6_000_000, 1);
    for (kind, tenths) in [
        (PercentileType::NearestRank, 160),
        (PercentileType::AveragedRank, 180),
        (PercentileType::Weibull, 196),
        (PercentileType::Linear, 164),
    ] {
        assert_eq!(micros(&at("90%", kind)), minute(tenths), "{kind:?}");
    }
    // 18.5333: rank 9.1/3 of the way from 16 to 20, exact in thirds.
    assert_eq!(micros(&at("90%", PercentileType::MedianUnbiased)), ratio(556 * 60_000_000, 30));
    assert_eq!(at("90%", PercentileType::AveragedRank).verdict, Verdict::Met, "18 minutes exactly");
    let highest = at("99%", PercentileType::NearestRank);
    assert_eq!(micros(&highest), minute(200));
    assert!(highest.notes.contains(&Note::PercentileAtEnd { cases: 10 }));
    let median = at("50%", PercentileType::Linear);
    assert_eq!((micros(&median), median.notes.len()), (minute(90), 1), "the mean stands beside it");
}

#[test]
fn k19_k20_neither_a_machine_nor_an_answer_before_the_message_ends_a_time() {
    use Happening::{AutomaticMessage, FirstResponse, Opened};
    let rows = || {
        vec![
            minutes("machine", &[(0, Opened), (1, AutomaticMessage)]),
            minutes("early", &[(0, Opened), (-1, FirstResponse)]),
        ]
    };
    for time in [TicketTime::mean(Stretch::FirstResponse), within(Stretch::FirstResponse, 3_600)] {
        let is_share = time.shown == ShownTime::Within;
        let line = month(Formula::TicketTime(time), &tickets(rows()), None, APRIL);
        // The machine's ticket has waited for a month: late. Of the other there was an answer, at no credible instant.
        let expected = if is_share { "0/1" } else { "not measured: no cases in the period" };
        assert_eq!(text(&line.value), expected);
        assert!(line.notes.contains(&apart(Apart::Undetermined, 1)), "{:?}", line.notes);
    }
}

#[test]
fn an_instant_that_is_only_a_bound_gives_no_time() {
    let mut row = minutes("1", &[(0, Happening::Opened), (60, Happening::Solved)]);
    row.events[1].precision = Precision::NotAfter;
    for stretch in [Stretch::Cycle, Stretch::Resolution, Stretch::Handling] {
        let line = mean(stretch, vec![row.clone()]);
        assert_eq!(line.notes, [apart(Apart::Undetermined, 1)]);
    }
}

#[test]
fn decision_makers_are_those_of_the_roles_named() {
    use Happening::{Escalated, Opened};
    let role = |word: &str| word.parse::<crm_model::Role>().unwrap();
    let history = [(0, Opened), (30, Escalated(role("supervisor"))), (60, Escalated(role("manager")))];
    let to = |roles: &[&str]| Stretch::Reported { to: roles.iter().map(|word| role(word)).collect() };
    let row = || vec![minutes("1", &history)];
    assert_eq!(text(&mean(to(&[]), row()).value), format!("{}/1", HOUR / 2));
    assert_eq!(text(&mean(to(&["manager"]), row()).value), format!("{HOUR}/1"));
    let nobody = mean(to(&["director"]), row());
    assert_eq!(nobody.notes, [apart(Apart::Open, 1)]);
}

#[test]
fn a_share_in_time_needs_a_limit_and_a_source_that_tells() {
    let time = TicketTime { within: None, ..within(Stretch::Cycle, 1) };
    let refused = Scorecard::new(vec![spec(Formula::TicketTime(time), Per::Month, None)], Zone::utc());
    assert_eq!(refused.unwrap_err().problem, IndicatorProblem::NoLimit);

    let event_kinds: EventKinds = [EventKind::Opened, EventKind::MessageOut].into_iter().collect();
    let data = dataset(Records { tickets: Table::complete(vec![]), event_kinds, ..Records::default() });
    let verdict =
        |stretch| month(Formula::TicketTime(within(stretch, 60)), &data, Some(">= 90%"), APRIL).verdict;
    assert_eq!(verdict(Stretch::FirstResponse), not_measured(Reason::Empty));
    assert_eq!(verdict(Stretch::NextResponse), not_measured(Reason::NoEvents(EventKind::MessageIn)));
    assert_eq!(verdict(Stretch::Cycle), not_measured(Reason::NoEvents(EventKind::Solved)));
    let to = Vec::new();
    assert_eq!(verdict(Stretch::Reported { to }), not_measured(Reason::NoEvents(EventKind::Escalated)));
}

/// A random ticket: events of minutes 0 to 200.
fn history() -> impl Strategy<Value = Vec<(i64, u8)>> {
    proptest::collection::vec((0..200_i64, 0..6_u8), 0..12)
}

fn row(name: usize, history: &[(i64, u8)]) -> TicketRecord {
    use Happening::{FirstResponse, MessageIn, MessageOut, Opened, Reopened, Solved};
    let kinds = [MessageIn, MessageOut, FirstResponse, Solved, Reopened];
    let events =
        history.iter().filter_map(|(when, what)| Some((*when, kinds.get(usize::from(*what))?.clone())));
    let events: Vec<(i64, Happening)> = std::iter::once((0, Opened)).chain(events).collect();
    minutes(&format!("T-{name}"), &events)
}

proptest! {
    #[test]
    fn prop_samples_of_parts_merge_to_that_of_the_whole_and_agree_with_the_mean(
        histories in proptest::collection::vec(history(), 0..8),
        cut in 0..8_usize,
    ) {
        let rows: Vec<TicketRecord> = histories.iter().enumerate().map(|(name, events)| row(name, events)).collect();
        let all: Vec<Ticket> = rows.iter().cloned().map(Ticket::new).collect();
        let march = CivilPeriod::containing(Per::Month, "2026-03-01".parse().unwrap(), &Zone::utc());
        let as_of = at(APRIL);
        for stretch in [Stretch::FirstResponse, Stretch::NextResponse, Stretch::Cycle, Stretch::Resolution, Stretch::Handling] {
            let time = TicketTime::mean(stretch);
            let (one, other) = all.split_at(cut.min(all.len()));
            let sample = |part: &[Ticket]| time.sample(part, &march, as_of);
            let whole = sample(&all);
            prop_assert_eq!(&sample(one).merge(sample(other)), &whole);
            prop_assert_eq!(&sample(other).merge(sample(one)), &whole);
            prop_assert_eq!(&whole.clone().merge(TimeSample::default()), &whole);
            let line = month(Formula::TicketTime(time), &tickets(rows.clone()), None, APRIL);
            prop_assert_eq!(line.value.number(), whole.ended.durations().mean());
            let open: u64 = line.notes.iter().map(|note| match note {
                Note::Apart { cases: Apart::Open | Apart::Unanswered, count } => *count,
                _ => 0,
            }).sum();
            prop_assert_eq!(open, whole.open.cases());
        }
    }
}

#[test]
fn a_sample_is_of_the_kinds_asked_about() {
    let kinds = vec![Kind::new("complaint").unwrap()];
    let time = TicketTime { kinds, ..TicketTime::mean(Stretch::Cycle) };
    let solved = |name: &str, kind| {
        let events =
            vec![("2026-03-02T10:00:00Z", Happening::Opened), ("2026-03-02T12:00:00Z", Happening::Solved)];
        Ticket::new(ticket(name, kind, events))
    };
    let all = [solved("1", Some("complaint")), solved("2", Some("inquiry")), solved("3", None)];
    let march = CivilPeriod::containing(Per::Month, "2026-03-01".parse().unwrap(), &Zone::utc());
    let sample = time.sample(&all, &march, at(APRIL));
    assert_eq!((sample.ended.cases(), sample.is_empty()), (1, false));
}
