//! The three shapes of logs, each by a log small enough to follow.

mod doubts;

use crm_model::{Dataset, EventKind, EventKinds, Table, TicketEvent, TicketRecord, Vocabulary};
use examples::input::{Mapping, Options, ReadError, Reading, read_mapped};

use crate::own_format::folder;
use crate::words::Words;

fn vocabulary() -> Vocabulary {
    let words = Words {
        channels: "phone e-mail",
        kinds: "inquiry complaint",
        urgencies: "high low",
        complexities: "ordinary",
        tiers: "gold silver",
        departments: "billing",
        wait_reasons: "customer supplier",
        tags: "",
    };
    words.vocabulary()
}

fn try_read(mapping: &str, log: &str, options: Options<'_>) -> Result<Reading, ReadError> {
    let mapping = Mapping::parse(mapping, "test.toml").unwrap();
    read_mapped(folder(&[("log.csv", log)]).path(), &mapping, &vocabulary(), &options)
}

fn read(mapping: &str, log: &str) -> Reading {
    try_read(mapping, log, Options::default()).unwrap()
}

fn tickets(reading: &Reading) -> &[TicketRecord] {
    let Table::Supplied { rows, .. } = &reading.records.tickets else { panic!("no tickets") };
    rows
}

/// Writes the events of a ticket as a dataset sorts them: time, sequence, whether only a bound, and what happened.
fn told(reading: &Reading, ticket: usize) -> Vec<String> {
    let (dataset, _) = Dataset::new(reading.records.clone());
    dataset.tickets()[ticket].events().iter().map(line).collect()
}

fn line(event: &TicketEvent) -> String {
    let bound = if event.precision == crm_model::Precision::NotAfter { "<= " } else { "" };
    let sequence = event.sequence.map(|sequence| format!("#{sequence} ")).unwrap_or_default();
    let time = event.occurred_at.format("%dT%H:%M");
    let details = format!("{:?}", event.happening);
    let details = details.replace("Classification ", "").replace("None", "-");
    format!("{bound}{time} {sequence}{details}")
}

const RECORDS: &str = r#"
schema = "crm-mapping/1"
shape = "records"
file = "log.csv"
zone = "Asia/Shanghai"
time-format = "%Y-%m-%d %H:%M"
order = "absent"
[ticket]
id = "id"
customer = "who"
[facts.channel]
column = "by"
values = { "1" = "phone", "2" = "e-mail" }
[facts.urgency]
column = "urgency"
values = "as-is"
[facts.kind]
column = "cause"
values = "as-is"
final = true
[facts.tier]
column = "tier"
values = "as-is"
[instants]
created = "opened"
answered = "first-response"
done = { event = "closed", final = true }
"#;

#[test]
fn a_row_a_ticket_gives_an_event_an_instant() {
    let reading = read(
        RECORDS,
        "id,who,by,urgency,cause,tier,created,answered,done,unused\n\
         7,C-1,1,high,complaint,gold,2026-03-02 09:00,2026-03-02 09:30,2026-03-03 10:00,x\n\
         8,C-2,,,,,2026-03-02 09:00,,,\n",
    );
    assert_eq!(
        told(&reading, 0),
        [
            "02T01:00 Opened",
            "02T01:00 Classified({ kind: -, urgency: Some(Urgency(\"high\")), complexity: - })",
            "02T01:30 FirstResponse",
            // What was found in the end is not known before the last event.
            "03T02:00 Classified({ kind: Some(Kind(\"complaint\")), urgency: -, complexity: - })",
            "03T02:00 Closed",
        ]
    );
    assert_eq!(told(&reading, 1), ["02T01:00 Opened"]);
    assert_eq!(tickets(&reading)[0].channel.as_ref().unwrap().as_str(), "phone");
    let Table::Supplied { rows, .. } = &reading.records.customers else { panic!("no customers") };
    assert_eq!(rows[0].tiers[0].tier.as_str(), "gold");
    let kinds = [EventKind::Opened, EventKind::Classified, EventKind::FirstResponse, EventKind::Closed];
    assert_eq!(reading.records.event_kinds, kinds.into_iter().collect::<EventKinds>());
}

const EVENTS: &str = r#"
schema = "crm-mapping/1"
shape = "events"
file = "log.csv"
zone = "absent"
time-format = "%d/%m/%Y %H:%M"
order = "absent"
[ticket]
id = "case"
[facts.urgency]
column = "urgency"
values = "as-is"
[events]
time = "at"
activity = "what"
opened = "first-event"
wait-ends = "next-event"
actor = "who"
person = "who"
department = "team"
other = "ignore"
[events.values]
take = "first-response"
give = "assigned"
wait = { event = "waiting", reason = "customer" }
done = "solved"
"#;

#[test]
fn a_row_an_event() {
    let reading = read(
        EVENTS,
        "case,at,what,who,urgency,team\n\
         A,02/03/2026 09:00,look,li,low,\n\
         A,02/03/2026 09:00,give,li,low,billing\n\
         A,02/03/2026 10:00,take,li,low,\n\
         A,02/03/2026 11:00,wait,li,low,\n\
         A,02/03/2026 11:00,look,li,low,\n\
         A,02/03/2026 12:00,look,li,high,\n\
         A,02/03/2026 13:00,done,li,high,\n\
         A,02/03/2026 13:00,done,li,high,\n",
    );
    assert_eq!(
        told(&reading, 0),
        [
            "02T09:00 Opened",
            "02T09:00 Classified({ kind: -, urgency: Some(Urgency(\"low\")), complexity: - })",
            "02T09:00 Assigned(Holder { department: Some(Department(\"billing\")), person: Some(PersonId(2 bytes)) })",
            "02T10:00 FirstResponse",
            "02T11:00 Waiting(WaitReason(\"customer\"))",
            // The other row of 11:00 may be the earlier one: it ends nothing.
            "02T12:00 Classified({ kind: -, urgency: Some(Urgency(\"high\")), complexity: - })",
            "02T12:00 Back(Some(WaitReason(\"customer\")))",
            "02T13:00 Solved",
        ]
    );
    assert_eq!(tickets(&reading)[0].events[2].actor.as_ref().unwrap().as_str(), "li");
    assert!(reading.notes.contains(&"1 row repeats another row exactly.".to_owned()), "{:?}", reading.notes);
    assert!(reading.notes[0].contains("taken as UTC"));
}

const SNAPSHOTS: &str = r#"
schema = "crm-mapping/1"
shape = "snapshots"
file = "log.csv"
zone = "absent"
time-format = "%Y-%m-%dT%H:%M"
order = "nr"
[ticket]
id = "id"
[facts.urgency]
column = "prio"
values = "as-is"
[snapshots]
time = "at"
opened = "opened"
first-state = "New"
first-row-implies = ["first-response"]
[states]
column = "state"
[states.values]
New = "ignore"
Active = "first-response"
Waiting = { event = "waiting", reason = "customer" }
Done = "solved"
"?" = "unknown"
[counters]
again = "reopened"
moves = "transferred"
[changes.person]
event = "assigned"
as = "person"
[instants]
closed = { event = "closed", final = true }
"#;

const WHOLE: &str = "id,at,nr,state,prio,again,moves,person,opened,closed\n\
    A,2026-03-02T09:00,0,New,low,0,0,,2026-03-02T08:50,2026-03-04T10:00\n\
    A,2026-03-02T09:30,1,Active,low,0,0,li,2026-03-02T08:50,2026-03-04T10:00\n\
    A,2026-03-02T09:30,2,Waiting,high,0,2,li,2026-03-02T08:50,2026-03-04T10:00\n\
    A,2026-03-02T11:00,3,?,high,0,2,wu,2026-03-02T08:50,2026-03-04T10:00\n\
    A,2026-03-02T12:00,4,Done,high,0,2,wu,2026-03-02T08:50,2026-03-04T10:00\n\
    A,2026-03-04T10:00,5,Done,high,1,1,wu,2026-03-02T08:50,2026-03-04T10:00\n";

#[test]
fn a_row_a_state_and_changes_are_events() {
    let reading = read(SNAPSHOTS, WHOLE);
    assert_eq!(
        told(&reading, 0),
        [
            "02T08:50 Opened",
            "02T09:00 #0 Classified({ kind: -, urgency: Some(Urgency(\"low\")), complexity: - })",
            "02T09:30 #1000 Assigned(Holder { department: -, person: Some(PersonId(2 bytes)) })",
            "02T09:30 #1001 FirstResponse",
            "02T09:30 #2000 Classified({ kind: -, urgency: Some(Urgency(\"high\")), complexity: - })",
            "02T09:30 #2001 Transferred(Holder { department: -, person: - })",
            "02T09:30 #2002 Transferred(Holder { department: -, person: - })",
            "02T09:30 #2003 Waiting(WaitReason(\"customer\"))",
            // The broken state of 11:00 neither ends the wait nor begins anything.
            "02T11:00 #3000 Assigned(Holder { department: -, person: Some(PersonId(2 bytes)) })",
            "02T12:00 #4000 Back(Some(WaitReason(\"customer\")))",
            "02T12:00 #4001 Solved",
            // `moves` fell, which is no event; the closing comes after all else of its instant.
            "04T10:00 #5000 Reopened",
            "04T10:00 #5999 Closed",
        ]
    );
    let Table::Supplied { until, .. } = &reading.records.tickets else { panic!("no tickets") };
    assert_eq!(until.unwrap().to_rfc3339(), "2026-03-04T10:00:00+00:00");
}

#[test]
fn a_history_that_begins_in_the_middle_says_so() {
    let log = "id,at,nr,state,prio,again,moves,person,opened,closed\n\
               A,2026-03-02T09:00,4,Waiting,low,1,2,li,2026-03-01T08:50,\n\
               A,2026-03-02T10:00,5,Done,low,1,2,li,2026-03-01T08:50,\n";
    let reading = read(SNAPSHOTS, log);
    assert_eq!(
        told(&reading, 0),
        [
            "01T08:50 Opened",
            "02T09:00 #4000 Classified({ kind: -, urgency: Some(Urgency(\"low\")), complexity: - })",
            "<= 02T09:00 #4001 Assigned(Holder { department: -, person: Some(PersonId(2 bytes)) })",
            "<= 02T09:00 #4002 Transferred(Holder { department: -, person: - })",
            "<= 02T09:00 #4003 Transferred(Holder { department: -, person: - })",
            "<= 02T09:00 #4004 FirstResponse",
            "<= 02T09:00 #4005 Reopened",
            "<= 02T09:00 #4006 Waiting(WaitReason(\"customer\"))",
            "02T10:00 #5000 Back(Some(WaitReason(\"customer\")))",
            "02T10:00 #5001 Solved",
        ]
    );
    assert!(reading.notes.iter().any(|note| note.starts_with("The histories of 1 of 1 ticket")));
}

#[test]
fn rises_stay_apart_without_an_order_in_the_source() {
    let mapping = SNAPSHOTS.replace("order = \"nr\"", "order = \"absent\"");
    let log = "id,at,state,prio,again,moves,person,opened,closed\n\
               A,2026-03-02T09:00,New,low,0,0,,2026-03-02T09:00,\n\
               A,2026-03-02T10:00,New,low,0,1,,2026-03-02T09:00,\n\
               A,2026-03-02T10:00,New,low,0,3,,2026-03-02T09:00,\n";
    let (dataset, _) = Dataset::new(read(&mapping, log).records);
    let moves = dataset.tickets()[0].events().iter().filter(|e| e.kind() == EventKind::Transferred);
    assert_eq!((moves.count(), dataset.tickets()[0].repeats()), (3, 0));
}

#[test]
fn d_resp_4_of_a_column_of_descriptions_no_more_is_kept_than_whether_one_is_filled() {
    let with = RECORDS.replace("customer = \"who\"", "customer = \"who\"\ndescription = \"text\"");
    let log = "id,who,by,urgency,cause,tier,created,answered,done,text\n\
               7,C-1,1,high,complaint,gold,2026-03-02 09:00,,,\"The tap leaks,\nand the pump\"\n\
               8,C-2,,,,,2026-03-02 09:00,,, \n";
    let reading = read(&with, log);
    let described: Vec<Option<bool>> = tickets(&reading).iter().map(|ticket| ticket.described).collect();
    assert_eq!(described, [Some(true), Some(false)]);
    assert!(!format!("{:?}", reading.records).contains("leaks"), "the text is kept");
    assert!(tickets(&read(RECORDS, log)).iter().all(|ticket| ticket.described.is_none()));
    let missing = with.replace("\"text\"", "\"txet\"");
    assert!(try_read(&missing, log, Options::default()).unwrap_err().to_string().contains("`txet`"));
}

#[test]
fn t38_shuffled_rows_give_the_same_records() {
    for (mapping, log) in [(SNAPSHOTS, WHOLE)] {
        let (header, rows) = log.split_once('\n').unwrap();
        let mut rows: Vec<&str> = rows.lines().collect();
        let original = read(mapping, log);
        for turn in 0..rows.len() {
            rows.rotate_left(1);
            rows.swap(0, turn / 2);
            let shuffled = read(mapping, &format!("{header}\n{}\n", rows.join("\n")));
            assert_eq!(shuffled.records, original.records);
        }
    }
}

#[test]
fn leaving_a_solution_can_be_a_reopening() {
    let mapping = SNAPSHOTS
        .replace("column = \"state\"", "column = \"state\"\nreopened = \"leaving-solved\"")
        .replace("again = \"reopened\"\n", "");
    let log = "id,at,nr,state,prio,moves,person,opened,closed\n\
               A,2026-03-02T09:00,0,New,low,0,,2026-03-02T09:00,\n\
               A,2026-03-02T10:00,1,Done,low,0,,2026-03-02T09:00,\n\
               A,2026-03-02T11:00,2,New,low,0,,2026-03-02T09:00,\n";
    assert_eq!(told(&read(&mapping, log), 0).last().unwrap(), "02T11:00 #2000 Reopened");
}

#[test]
fn bad_rows_of_a_ticket_leave_its_other_rows() {
    let log =
        WHOLE.replace("3,?,", "3,Lost,").replace("T12:00,4", "T12:00,four").replace("0,2,li", "0,901,li");
    let keep_going = Options { keep_going: true, ..Options::default() };
    let reading = try_read(SNAPSHOTS, &log, keep_going).unwrap();
    let shown: Vec<String> = reading.left_out.first.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "log.csv, row 4, moves: \"901\" makes the counters rise by 901 at once, more than 900",
            "log.csv, row 5, state: \"Lost\" is not listed in `states.values` of the mapping",
            "log.csv, row 6, nr: \"four\" is no whole number from 0 to 9223372036854774",
        ]
    );
    assert_eq!(told(&reading, 0).len(), 10);
    assert!(matches!(
        try_read(SNAPSHOTS, &log, Options::default()),
        Err(ReadError::BadRows { count: 3, .. })
    ));
}

#[test]
fn times_that_a_clock_skipped_or_showed_twice_are_resolved_and_counted() {
    let mapping = RECORDS.replace("Asia/Shanghai", "Europe/Berlin");
    let log = "id,who,by,urgency,cause,tier,created,answered,done\n\
               1,,,,,,2026-03-29 02:30,2026-10-25 02:30,\n";
    let reading = read(&mapping, log);
    // 02:30 was skipped: clocks went from 02:00 (01:00 UTC) to 03:00. In autumn 02:30 came at 00:30 and 01:30 UTC.
    assert_eq!(told(&reading, 0), ["29T01:00 Opened", "25T00:30 FirstResponse"]);
    assert_eq!(reading.notes.len(), 2);
}

#[test]
fn a_word_that_the_policy_does_not_declare_is_an_error_of_the_mapping() {
    let mapping = RECORDS.replace("\"e-mail\"", "\"fax\"");
    let error = try_read(&mapping, "id\n", Options::default()).unwrap_err().to_string();
    assert_eq!(
        error,
        "test.toml:13:33: the policy declares no channel `fax`: declare it there, or map the value to a declared word"
    );
    let log = "id,who,by,urgency,cause,tier,created,answered,done\n1,,,immediate,,,,,\n";
    let error = try_read(RECORDS, log, Options::default()).unwrap_err().to_string();
    assert!(error.contains("row 2, urgency: \"immediate\" is not a declared urgency"), "{error}");
}

#[test]
fn a_missing_column_is_an_error_of_the_file() {
    let error = try_read(RECORDS, "id,who\n1,2\n", Options::default()).unwrap_err().to_string();
    assert!(error.contains("`log.csv` has no column `by`; its columns are `id`, `who`"), "{error}");
}

/// What is wrong with a changed mapping.
fn refused(mapping: &str, from: &str, to: &str) -> String {
    assert!(mapping.contains(from), "{from} is not in the mapping");
    Mapping::parse(&mapping.replacen(from, to, 1), "m").unwrap_err().to_string()
}

#[test]
fn a_mapping_is_refused_with_line_and_column() {
    let cases = [
        (refused(RECORDS, "crm-mapping/1", "crm-mapping/2"), "m:2:10: the only known schema"),
        (refused(RECORDS, "\"records\"", "\"table\""), "m:3:9: the shape is"),
        (refused(RECORDS, "zone = \"Asia/Shanghai\"", ""), "missing field `zone`"),
        (refused(RECORDS, "Asia/Shanghai", "Asia/Beijing"), "m:5:8: time zone `Asia/Beijing`"),
        (refused(RECORDS, "%Y-%m-%d %H:%M", "%Y-%m-%d"), "m:6:15: `%Y-%m-%d` does not name both"),
        (refused(RECORDS, "%Y-%m-%d %H:%M", "%Q"), "m:6:15: `%Q` is no format"),
        (
            refused(RECORDS, "%Y-%m-%d %H:%M", "rfc3339"),
            "m:6:15: the times of this format state their offset",
        ),
        (refused(RECORDS, "order = \"absent\"", "order = \"nr\""), "m:7:9: with one row a ticket"),
        (refused(RECORDS, "id = \"id\"", "id = \"id\"\ncolour = 1"), "m:10:1: unknown field `colour`"),
        (refused(RECORDS, "customer = \"who\"\n", ""), "a tier belongs to a customer"),
        (refused(RECORDS, "values = \"as-is\"", "values = \"same\""), "m:16:10: the values are \"as-is\" or"),
        (
            refused(RECORDS, "answered = \"first-response\"", "answered = \"reply\""),
            "m:26:12: `reply` is no kind",
        ),
        (
            refused(
                RECORDS,
                "[instants]",
                "[events]\ntime=''\nactivity=''\nopened=''\nvalues={}\n[instants]",
            ),
            "`events` belongs to the shape",
        ),
        (refused(EVENTS, "\"first-event\"", "\"value\""), "no value means `opened`"),
        (refused(EVENTS, ", reason = \"customer\"", ""), "m:25:18: a wait needs a reason"),
        (refused(EVENTS, "\"solved\"", "\"merged\""), "name the column `into`"),
        (refused(EVENTS, "\"solved\"", "\"classified\""), "come from `facts`"),
        (
            refused(SNAPSHOTS, "first-state = \"New\"", "first-state = \"Old\""),
            "has to be one of `states.values`",
        ),
        (refused(SNAPSHOTS, "as = \"person\"", "as = \"boss\""), "\"person\" or \"department\""),
        (
            refused(SNAPSHOTS, "again = \"reopened\"", "again = \"opened\""),
            "m:27:9: `snapshots.opened` tells",
        ),
        (refused(SNAPSHOTS, "[\"first-response\"]", "[\"opened\"]"), "m:17:22: `snapshots.opened` tells"),
        (
            refused(SNAPSHOTS, "closed = {", "begun = \"opened\"\nclosed = {"),
            "m:33:9: `snapshots.opened` tells of the opening: name the column there",
        ),
    ];
    for (error, expected) in cases {
        assert!(error.contains(expected), "{error:?} does not contain {expected:?}");
    }
}
