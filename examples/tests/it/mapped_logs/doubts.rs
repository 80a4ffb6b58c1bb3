//! What a log may leave in doubt: rows left out, values hidden, instants and ends of unusual kinds.

use super::*;

const KEEP_GOING: Options<'static> =
    Options { keep_going: true, show_values: false, progress: None, maps: &[], sheets: &[] };

fn bad_rows(mapping: &str, log: &str) -> Vec<String> {
    let reading = try_read(mapping, log, KEEP_GOING).unwrap();
    reading.left_out.first.iter().map(ToString::to_string).collect()
}

/// Returns the log without some of its lines, counted from 1.
fn without(log: &str, lines: &[usize]) -> String {
    let kept = (1..).zip(log.split_inclusive('\n')).filter(|(line, _)| !lines.contains(line));
    kept.map(|(_, text)| text).collect()
}

#[test]
fn a_quote_in_a_column_that_is_not_mapped_does_not_swallow_the_log() {
    let log = "id,who,by,urgency,cause,tier,created,answered,done,note\n\
               1,,,,,,2026-03-02 09:00,,,\n\
               2,,,,,,2026-03-02 09:00,,,\"he said\n\
               3,,,,,,2026-03-02 09:00,,,\n";
    match try_read(RECORDS, log, KEEP_GOING) {
        Err(ReadError::UnclosedQuote { file, line }) => assert_eq!((file.as_str(), line), ("log.csv", 3)),
        other => panic!("expected an unclosed quote, got {other:?}"),
    }
}

#[test]
fn a_refused_first_row_leaves_no_trace() {
    // The refused row shows a later state, so that the history would begin in the middle with it.
    let log = "id,at,nr,state,prio,again,moves,person,opened,closed\n\
               A,2026-03-01T08:00,0,Waiting,high,0,5000,li,2026-02-02T08:50,2026-03-09T10:00\n\
               A,2026-03-02T09:00,1,New,low,0,1,wu,2026-03-02T08:50,\n\
               A,2026-03-02T10:00,2,Done,low,0,2,wu,2026-03-02T08:50,\n\
               B,2026-03-01T08:00,0,New,low,0,5000,li,2026-03-02T08:50,\n";
    let reading = try_read(SNAPSHOTS, log, KEEP_GOING).unwrap();
    assert_eq!(reading.left_out.count, 2);
    let clean = read(SNAPSHOTS, &without(log, &[2, 5]));
    assert_eq!((reading.records, reading.notes), (clean.records, clean.notes));
}

#[test]
fn a_refused_first_event_opens_nothing() {
    let mapping = EVENTS
        .replace("department = ", "into = \"into\"\ndepartment = ")
        .replace("done = \"solved\"", "done = \"solved\"\njoin = \"merged\"");
    let log = "case,at,what,who,urgency,team,into\n\
               A,01/03/2026 09:00,join,li,high,,\n\
               A,02/03/2026 09:00,take,wu,low,,\n\
               A,02/03/2026 10:00,join,wu,low,,B\n";
    let reading = try_read(&mapping, log, KEEP_GOING).unwrap();
    assert_eq!(told(&reading, 0)[0], "02T09:00 Opened");
    assert_eq!(reading.records, read(&mapping, &without(log, &[2])).records);
}

#[test]
fn a_column_that_names_people_anywhere_is_personal_everywhere() {
    let mapping = EVENTS.replace("column = \"urgency\"", "column = \"who\"");
    let log = "case,at,what,who,team\nA,02/03/2026 09:00,take,wu,\n";
    assert_eq!(
        bad_rows(&mapping, log),
        ["log.csv, row 2, who: text of 2 characters is not a declared urgency"]
    );
}

#[test]
fn words_are_shown_in_the_shape_of_known_words() {
    let log = "case,at,what,who,urgency,team\n\
               A,02/03/2026 09:00,Li Wei,,,\n\
               A,02/03/2026 09:00,steal,,,\n\
               A,02/03/2026 09:00,take,,,sales\n\
               A,02/03/2026 09:00,take,,,销售\n";
    assert_eq!(
        bad_rows(&EVENTS.replace("other = \"ignore\"\n", ""), log),
        [
            "log.csv, row 2, what: text of 6 characters is not listed in `events.values` of the mapping",
            "log.csv, row 3, what: \"steal\" is not listed in `events.values` of the mapping",
            "log.csv, row 4, team: \"sales\" is not a declared department",
            "log.csv, row 5, team: text of 2 characters is not a declared department",
        ]
    );
}

#[test]
fn columns_that_are_not_mapped_may_have_any_name() {
    let log = "case,at,what,who,urgency,team,,,x,x\nA,02/03/2026 09:00,take,,,,1,2,3,4\n";
    assert_eq!(told(&read(EVENTS, log), 0).len(), 2);
    let error = try_read(EVENTS, &log.replace(",,,x,x", ",,,x,who"), Options::default()).unwrap_err();
    assert!(error.to_string().contains("two columns named `who`"), "{error}");
}

#[test]
fn instants_of_a_mapping_follow_the_rules_of_all_instants() {
    let log = "case,at,what,who,urgency,team\n\
               A,02/03/26 09:00,take,,,\n\
               A,02/03/1826 09:00,take,,,\n";
    assert_eq!(
        bad_rows(EVENTS, log),
        [
            "log.csv, row 2, at: text of 14 characters is in the year 26: write years with four digits",
            "log.csv, row 3, at: \"02/03/1826 09:00\" is in the year 1826, and not in one from 1900 to 2200",
        ]
    );
    let fine =
        EVENTS.replace("absent\"\ntime-format = \"%d/%m/%Y %H:%M\"", "stated\"\ntime-format = \"rfc3339\"");
    let log = "case,at,what,who,urgency,team\n\
               A,2016-12-31T23:59:60Z,take,,,\n\
               A,2026-03-02T09:00:00.1234569Z,take,,,\n";
    let reading = read(&fine, log);
    let times: Vec<String> =
        tickets(&reading)[0].events.iter().map(|event| event.occurred_at.to_rfc3339()).collect();
    assert_eq!(times[1..], ["2017-01-01T00:00:00+00:00", "2026-03-02T09:00:00.123456+00:00"]);
}

#[test]
fn facts_are_told_where_every_instant_is_final() {
    let mapping = RECORDS
        .replace("created = \"opened\"", "created = { event = \"opened\", final = true }")
        .replace("answered = \"first-response\"", "answered = { event = \"first-response\", final = true }");
    let log = "id,who,by,urgency,cause,tier,created,answered,done\n\
               7,C-1,1,high,,gold,2026-03-02 09:00,2026-03-02 09:30,2026-03-03 10:00\n";
    let reading = read(&mapping, log);
    assert!(told(&reading, 0)[1].starts_with("02T01:00 Classified"), "{:?}", told(&reading, 0));
    let unopened = mapping.replace("created = { event = \"opened\", final = true }\n", "");
    let reading = read(&unopened, log);
    assert!(told(&reading, 0)[0].starts_with("02T01:30 Classified"), "{:?}", told(&reading, 0));
}

#[test]
fn a_tier_in_a_row_a_ticket_holds_from_the_opening_on() {
    let log = "id,who,by,urgency,cause,tier,created,answered,done\n\
               7,C-1,1,,,gold,2026-03-02 09:00,2026-03-02 08:30,\n\
               8,C-1,1,,,silver,2026-03-05 09:00,,\n\
               9,C-2,1,,,gold,,,\n";
    let reading = read(RECORDS, log);
    let Table::Supplied { rows, .. } = &reading.records.customers else { panic!("no customers") };
    let tiers: Vec<Option<String>> =
        rows[0].tiers.iter().map(|tier| tier.from.map(|from| from.to_rfc3339())).collect();
    let expected = ["2026-03-02T01:00:00+00:00", "2026-03-05T01:00:00+00:00"];
    assert_eq!(tiers, expected.map(|text| Some(text.to_owned())));
    assert_eq!(rows[1].tiers.len(), 0, "nobody knows when the tier held");
}

#[test]
fn falling_counters_are_told_in_a_note() {
    let notes = read(SNAPSHOTS, WHOLE).notes;
    assert!(notes.iter().any(|note| note.starts_with("Counters of 1 of 1 ticket fall;")), "{notes:?}");
    let notes = read(SNAPSHOTS, &WHOLE.replace("high,1,1,wu", "high,1,2,wu")).notes;
    assert!(!notes.iter().any(|note| note.starts_with("Counters of")), "{notes:?}");
}

#[test]
fn a_log_is_complete_up_to_its_last_final_instant() {
    let facts = "customer = \"person\"\n[facts.tier]\ncolumn = \"prio\"\nvalues = { low = \"silver\", high = \"gold\" }";
    let mapping = SNAPSHOTS.replacen("id = \"id\"", &format!("id = \"id\"\n{facts}"), 1);
    let reading = read(&mapping, &WHOLE.replace("2026-03-04T10:00\n", "2026-03-09T10:00\n"));
    let Table::Supplied { until, .. } = &reading.records.customers else { panic!("no customers") };
    assert_eq!(until.unwrap().to_rfc3339(), "2026-03-09T10:00:00+00:00");
    let Table::Supplied { until, .. } = &reading.records.tickets else { panic!("no tickets") };
    assert_eq!(until.unwrap().to_rfc3339(), "2026-03-09T10:00:00+00:00");
}
