//! The program `business_time` as its users meet it: one question at a time.

use std::fs;
use std::io;

use examples::business_time::run as business_time;
use examples::run::{BAD_INPUT, FINE, Terminal, USAGE};

use crate::tiny::{Closed, Run, text};

/// Runs the program with this text on standard input.
pub(crate) fn run_on(args: &[&str], input: &[u8]) -> Run {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = ["business_time"].iter().chain(args);
    let input = Box::new(io::Cursor::new(input.to_vec()));
    let status = business_time(args, input, &mut out, &mut err, Terminal::default());
    Run { status, out: String::from_utf8_lossy(&out).into_owned(), err: String::from_utf8(err).unwrap() }
}

fn run(args: &[&str]) -> Run {
    run_on(args, b"")
}

/// Runs the program, which succeeds, and returns what it wrote.
#[track_caller]
fn answer(args: &[&str]) -> String {
    let run = run(args);
    assert_eq!((run.status, run.err.as_str()), (FINE, ""), "{args:?}");
    run.out
}

/// Returns the message of a run that fails without an answer.
#[track_caller]
fn refused(args: &[&str]) -> String {
    let run = run(args);
    assert_eq!((run.status, run.out.as_str()), (BAD_INPUT, ""), "{args:?}");
    run.err
}

/// Returns the value of a line.
#[track_caller]
fn line<'a>(page: &'a str, name: &str) -> &'a str {
    let found = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("no line `{name}` in\n{page}")).trim()
}

/// A folder with a file of two calendars.
fn two_calendars() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let file = r#"
schema     = "crm-policy/1"
name       = "hours"
zone       = "UTC"
hit-policy = "strictest"

[calendar.berlin]
zone     = "Europe/Berlin"
hours    = { mon-sun = ["00:00-24:00"] }
holidays = []
horizon  = { from = 2026, until = 2026 }

[calendar.shop]
zone      = "Europe/Berlin"
hours     = { mon-fri = ["09:00-17:00"], sat = ["10:00-14:00"] }
holidays  = ["ours"]
beyond    = "error"
made-up-hours = "fri"
horizon   = { from = 2025, until = 2027 }
[calendar.shop.dates]
2026-03-05 = ["10:00-12:00"]
2026-03-06 = []

[holidays.ours]
years   = [2026]
off     = [2026-03-03]
made-up = [2026-03-08]
"#;
    fs::write(folder.path().join("hours.toml"), file).unwrap();
    folder
}

#[test]
fn without_arguments_it_tells_of_the_built_in_calendar() {
    let page = answer(&[]);
    assert_eq!(line(&page, "Calendar"), "office (Asia/Shanghai)");
    assert_eq!(line(&page, "Hours"), "mon-fri 09:00-12:00, 13:00-18:00");
    assert!(line(&page, "Holidays").starts_with("cn for the years 2004 to 2026: "), "{page}");
    assert!(line(&page, "ASSUMED").starts_with("2000 to 2003, 2027 to 2040: no holiday list"), "{page}");
}

#[test]
fn t2_both_forms_of_a_deadline_at_closing_are_shown() {
    // Friday 16:00 and 2 h of work: done at closing, or, if it were to go on, on Monday at nine.
    let page = answer(&["add", "2026-03-06 16:00", "2bh"]);
    assert_eq!(line(&page, "Start"), "Fri 2026-03-06 16:00 +08:00   (2026-03-06 08:00 UTC)");
    assert_eq!(line(&page, "Due"), "Fri 2026-03-06 18:00 +08:00   (2026-03-06 10:00 UTC)");
    assert_eq!(line(&page, "Rolled"), "Mon 2026-03-09 09:00 +08:00   (2026-03-09 01:00 UTC)");
    assert_eq!((line(&page, "Open"), line(&page, "By the clock")), ("2 h", "2 h"));
    let later = answer(&["due", "2026-03-06T08:00:00Z", "4bh"]);
    assert!(line(&later, "Due").starts_with("Mon 2026-03-09 11:00 +08:00"), "{later}");
    assert_eq!(line(&later, "Rolled"), "the same: it lies within hours");
}

#[test]
fn t20_a_trace_says_what_was_worked_and_what_closed_the_days_between() {
    // Friday 2 h, Saturday made up 8 h, nine days of the Spring Festival, Tuesday 8 h.
    let page = answer(&["add", "2026-02-13 16:00", "2bd", "--ends", "closing", "--trace"]);
    insta::assert_snapshot!("business_time_trace", page);
}

#[test]
fn the_page_about_it_shows_what_it_prints() {
    let guide = include_str!("../../../docs/business-time.md");
    let (_, rest) = guide.split_once("```sh\ncargo run --release --example business_time -- ").unwrap();
    let (command, rest) = rest.split_once('\n').unwrap();
    let args: Vec<&str> = command
        .split('\'')
        .flat_map(|part| if part.contains(':') { vec![part] } else { part.split_whitespace().collect() })
        .collect();
    let sample = rest.split_once("```text\n").unwrap().1.split("```").next().unwrap();
    assert_eq!(answer(&args), sample);
    // Every command and option is told of.
    let help = answer(&["--help"]) + &answer(&["add", "--help"]) + &answer(&["between", "--help"]);
    let words = help.lines().filter_map(|line| line.trim_start().strip_prefix("--")?.split(' ').next());
    let (mut told, commands) =
        (0, ["add", "subtract", "between", "next-open", "previous-close", "is-open", "periods", "hours"]);
    for option in words.filter(|option| !matches!(*option, "help" | "version")) {
        assert!(guide.contains(&format!("--{option}")), "--{option}");
        told += 1;
    }
    assert!(told > 10, "{help}");
    for command in commands {
        assert!(guide.contains(&format!("| `{command} INSTANT")) || command == "hours", "{command}");
    }
}

#[test]
fn an_end_of_business_days_has_no_default() {
    let err = refused(&["add", "2026-03-06 16:00", "2bd"]);
    assert!(err.contains("--ends same-time or --ends closing"), "{err}");
    // Monday is the first business day after Friday, Tuesday the second.
    let page = answer(&["add", "2026-03-06 16:00", "2bd", "--ends", "same-time"]);
    assert!(line(&page, "Due").starts_with("Tue 2026-03-10 16:00"), "{page}");
    assert_eq!(run(&["add", "2026-03-06 16:00", "2bd", "--ends", "noon"]).status, USAGE);
    // What would have no effect is refused: nobody is to take 2bh for the end of the day.
    let hours = run(&["add", "2026-03-06 16:00", "2bh", "--ends", "closing"]);
    assert_eq!((hours.status, hours.out.as_str()), (BAD_INPUT, ""));
    assert!(hours.err.contains("leave --ends out"), "{}", hours.err);
}

#[test]
fn time_by_the_clock_runs_through_the_night() {
    let page = answer(&["add", "2026-03-06 16:00", "24h"]);
    assert!(line(&page, "Due").starts_with("Sat 2026-03-07 16:00"), "{page}");
    assert!(line(&page, "Rolled").starts_with("Mon 2026-03-09 09:00"), "{page}");
    assert_eq!((line(&page, "Open"), line(&page, "By the clock")), ("2 h", "1 d"));
}

#[test]
fn subtracting_finds_the_latest_start() {
    // Monday 11:00 less 2 h is the opening; from Friday's closing on no open time passes either.
    let page = answer(&["subtract", "2026-03-09 11:00", "2bh"]);
    assert!(line(&page, "Latest start").starts_with("Mon 2026-03-09 09:00"), "{page}");
    assert!(line(&page, "Same since").starts_with("Fri 2026-03-06 18:00"), "{page}");
    let inside = answer(&["subtract", "2026-03-09 11:00", "4bh"]);
    assert!(line(&inside, "Latest start").starts_with("Fri 2026-03-06 16:00"), "{inside}");
    assert!(!inside.contains("Same since"), "{inside}");
    let clock = answer(&["subtract", "2026-03-09 11:00", "24h"]);
    assert!(line(&clock, "Latest start").starts_with("Sun 2026-03-08 11:00"), "{clock}");
    assert!(refused(&["subtract", "2026-03-09 11:00", "2bd"]).contains("days are counted forwards"));
}

#[test]
fn between_counts_open_time_and_business_days() {
    // Friday 16:00 to Monday 12:00: 2 h and 3 h.
    let page = answer(&["between", "2026-03-06T08:00:00Z", "2026-03-09T04:00:00Z"]);
    assert_eq!(line(&page, "Open"), "5 h");
    assert_eq!(line(&page, "By the clock"), "2 d 20 h");
    assert_eq!(line(&page, "Business days"), "1");
    let back = answer(&["between", "2026-03-09T04:00:00Z", "2026-03-06T08:00:00Z"]);
    assert_eq!((line(&back, "Open"), line(&back, "Business days")), ("-5 h", "-1"));
}

#[test]
fn openings_and_closings_are_found() {
    let next = answer(&["next-open", "2026-02-15 10:00"]);
    assert_eq!(line(&next, "Open"), "no");
    assert!(line(&next, "Next open").starts_with("Tue 2026-02-24 09:00"), "{next}");
    let open = answer(&["next-open", "2026-02-14 10:00"]);
    assert_eq!(line(&open, "Open"), "yes");
    assert!(line(&open, "Next open").starts_with("Sat 2026-02-14 10:00"), "{open}");
    let closed = answer(&["previous-close", "2026-02-17 10:00", "--trace"]);
    assert!(line(&closed, "Closed at").starts_with("Sat 2026-02-14 18:00"), "{closed}");
    assert!(closed.contains("Sun 2026-02-15  closed: holiday (cn), 3 days to Tue 2026-02-17"), "{closed}");
    // The instant of closing is closed (t3), that of opening is open.
    assert_eq!(line(&answer(&["is-open", "2026-03-06 18:00"]), "Open"), "no");
    assert_eq!(line(&answer(&["is-open", "2026-03-06 09:00"]), "Open"), "yes");
    assert!(line(&answer(&["is-open", "2026-03-06"]), "Note").contains("its first instant"));
}

#[test]
fn assumed_years_are_marked() {
    let page = answer(&["add", "2026-12-31 17:00", "2bh"]);
    assert!(line(&page, "Due").starts_with("Fri 2027-01-01 10:00"), "{page}");
    assert!(line(&page, "ASSUMED").starts_with("2027: "), "{page}");
    assert!(!answer(&["add", "2026-12-31 16:00", "1bh"]).contains("ASSUMED"));
    // Due at the last closing of 2026, but rolled into 2027.
    assert!(answer(&["add", "2026-12-31 17:00", "1bh"]).contains("ASSUMED"));
    let hours = answer(&["hours", "2027-01-01"]);
    assert!(hours.contains("assumed: cn not published for this year"), "{hours}");
}

#[test]
fn t22_every_date_says_which_rule_decided() {
    let folder = two_calendars();
    let file = folder.path().join("hours.toml");
    let page = answer(&["--calendar", text(&file), "--name", "shop", "hours", "2026-03-02", "2026-03-08"]);
    // 8 h on Monday and Wednesday, 2 h on Thursday, 4 h on Saturday, and 8 h on the made-up Sunday.
    assert_eq!(line(&page, "Open"), "30 h");
    for line in [
        "Tue 2026-03-03  closed: holiday (ours)",
        "Fri 2026-03-06  closed: closed on this date (`dates`)",
        "Thu 2026-03-05  10:00     12:00              2 h          18 h  hours of this date (`dates`)",
        "Sun 2026-03-08  09:00     17:00              8 h          30 h  made-up day (ours): hours of fri",
    ] {
        assert!(page.contains(line), "{line}\n{page}");
    }
}

#[test]
fn t10_t11_clock_changes_are_told() {
    let folder = two_calendars();
    let file = folder.path().join("hours.toml");
    let in_berlin =
        |rest: &[&str]| answer(&[&["--calendar", text(&file), "--name", "berlin"], rest].concat());
    // 2026-03-29: 02:00 becomes 03:00, so 3 h after 01:00 is 05:00.
    let spring = in_berlin(&["add", "2026-03-29 01:00", "3bh", "--trace"]);
    assert!(line(&spring, "Due").starts_with("Sun 2026-03-29 05:00 +02:00"), "{spring}");
    assert!(spring.contains("clocks go from +01:00 to +02:00"), "{spring}");
    let skipped = in_berlin(&["add", "2026-03-29 02:30", "1bh"]);
    assert!(line(&skipped, "Start").starts_with("Sun 2026-03-29 03:00 +02:00"), "{skipped}");
    assert!(line(&skipped, "Note").contains("\"2026-03-29 02:30\" was skipped by the clocks"), "{skipped}");
    // 2026-10-25: 03:00 becomes 02:00.
    let earlier = in_berlin(&["is-open", "2026-10-25 02:30"]);
    assert!(line(&earlier, "Instant").ends_with("(2026-10-25 00:30 UTC)"), "{earlier}");
    assert!(line(&earlier, "Note").contains("the earlier instant is taken"), "{earlier}");
    let later = in_berlin(&["is-open", "2026-10-25 02:30", "--repeated", "later"]);
    assert!(line(&later, "Instant").ends_with("(2026-10-25 01:30 UTC)"), "{later}");
    let day = in_berlin(&["hours", "2026-10-25"]);
    assert_eq!(line(&day, "Open"), "25 h");
}

#[test]
fn t41_instants_out_of_range_are_refused() {
    assert!(refused(&["add", "9999-12-31T23:59:59Z", "4bh"]).contains("is in the year 9999"));
    let outside = refused(&["add", "2050-01-01T00:00:00Z", "4bh"]);
    assert!(
        outside.contains("is outside the years 2000 to 2040 of calendar `office`: widen `horizon`"),
        "{outside}"
    );
    let beyond = refused(&["add", "2040-12-01T00:00:00Z", "4000bh"]);
    assert!(beyond.contains("widen `horizon`"), "{beyond}");
    // Time by the clock needs no horizon, but its rolled form does.
    let clock = answer(&["add", "2040-12-01T00:00:00Z", "365d", "--trace"]);
    assert!(line(&clock, "Due").starts_with("Sun 2041-12-01"), "{clock}");
    assert!(line(&clock, "Rolled").starts_with("not known: "), "{clock}");
    assert!(line(&clock, "Open").starts_with("not known: "), "{clock}");
}

#[test]
fn a_year_without_a_list_can_be_an_error() {
    let folder = two_calendars();
    let file = folder.path().join("hours.toml");
    let err = refused(&["--calendar", text(&file), "--name", "shop", "add", "2027-03-01 10:00", "1bh"]);
    assert!(err.contains("has no holiday list for 2027: add one to the calendar's file"), "{err}");
}

#[test]
fn errors_say_what_to_do_next() {
    let folder = two_calendars();
    let file = folder.path().join("hours.toml");
    let err = refused(&["--calendar", text(&file)]);
    assert!(err.contains("several calendars, `berlin`, `shop`: choose one with --name"), "{err}");
    let err = refused(&["--calendar", text(&file), "--name", "shoop"]);
    assert!(err.contains("has no calendar `shoop`, but `berlin`, `shop`: correct --name"), "{err}");
    let err = refused(&["--calendar", "detialed"]);
    assert!(err.contains("`detialed` is neither a file nor a preset (basic, detailed"), "{err}");
    assert!(err.contains("--calendar") && !err.contains("--policy"), "{err}");
    let err = refused(&["add", "2026-03-06 16:00", "4hours"]);
    assert!(
        err.contains("`4hours` is not a number with one of the units s, min, h, d, cd, bs, bmin, bh, bd"),
        "{err}"
    );
    let err = refused(&["add", "tomorrow", "4h"]);
    assert!(err.contains("\"tomorrow\" is not an instant such as 2026-03-06T16:00:00+08:00"), "{err}");
    assert!(refused(&["hours", "2026-03-06", "2026-03-05"]).contains("exchange the two"));
    assert!(refused(&["periods", "2026-03-06", "2026-03-05"]).contains("exchange the two"));
}

#[test]
fn a_file_of_calendars_alone_is_told_what_it_lacks() {
    let folder = two_calendars();
    let whole = fs::read_to_string(folder.path().join("hours.toml")).unwrap();
    let (_, tables) = whole.split_once("hit-policy = \"strictest\"\n").unwrap();
    let bare = folder.path().join("bare.toml");
    fs::write(&bare, tables).unwrap();
    let err = refused(&["--calendar", text(&bare), "--name", "shop"]);
    assert!(err.contains("A file of calendars alone begins with four lines such as\nschema "), "{err}");
    // With these lines it is read.
    let (_, lines) = err.split_once("such as\n").unwrap();
    fs::write(&bare, format!("{lines}{tables}")).unwrap();
    assert!(answer(&["--calendar", text(&bare), "--name", "shop"]).contains("shop (Europe/Berlin)"));
    let none = folder.path().join("none.toml");
    fs::write(&none, lines).unwrap();
    assert!(refused(&["--calendar", text(&none)]).contains("add a table `[calendar.NAME]`"));
}

#[test]
fn presets_and_whole_policies_have_calendars() {
    assert!(answer(&["--calendar", "detailed"]).contains("office (Asia/Shanghai)"));
    let company = concat!(env!("CARGO_MANIFEST_DIR"), "/policies/company.toml");
    assert!(answer(&["--calendar", company, "add", "2026-03-06 16:00", "2bh"]).contains("Due"));
}

#[test]
fn json_says_the_same() {
    let json = answer(&["add", "2026-02-13 16:00", "2bd", "--ends", "closing", "--trace", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(answer["command"], "add");
    assert_eq!(answer["due"], "2026-02-24T18:00:00+08:00");
    assert_eq!(answer["rolled"], "2026-02-25T09:00:00+08:00");
    assert_eq!(answer["open_seconds"], 18 * 3_600);
    assert_eq!(answer["assumed_years"], serde_json::json!([]));
    let trace = answer["trace"].as_array().unwrap();
    assert_eq!(trace[0]["open_seconds"], 2 * 3_600);
    assert_eq!((&trace[1]["reason"], &trace[3]["reason"]), (&"made-up".into(), &"holiday".into()));
    assert_eq!(
        (&trace[3]["closed_from"], &trace[3]["closed_to"]),
        (&"2026-02-15".into(), &"2026-02-23".into())
    );
    assert_eq!(trace.last().unwrap()["so_far_seconds"], answer["open_seconds"]);
}

#[test]
fn json_marks_what_is_not_known() {
    let json = answer(&["add", "2040-12-01T00:00:00Z", "365d", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(answer["rolled"].is_null());
    assert!(answer["rolled_missing"].as_str().unwrap().contains("horizon"), "{json}");
    let calendar: serde_json::Value = serde_json::from_str(&run(&["--json"]).out).unwrap();
    assert_eq!(calendar["hours"], serde_json::json!(["mon-fri 09:00-12:00, 13:00-18:00"]));
}

#[test]
fn a_wrong_command_line_is_told_apart() {
    for args in [
        &["add"][..],
        &["add", "2026-03-06 16:00"],
        &["between", "2026-03-06"],
        &["add", "2026-03-06", "4bh", "--input", "a.csv"],
        &["add", "--span", "4bh"],
        &["next-open", "--keep-going", "2026-03-06"],
        &["add", "2026-03-06", "4bh", "--span", "4bh"],
        &["next-open", "--input", "-", "--end-column", "a"],
        &["add", "--input", "-", "--trace"],
        &["guess"],
    ] {
        let run = run(args);
        assert_eq!((run.status, run.out.as_str()), (USAGE, ""), "{args:?}");
    }
    let help = answer(&["--help"]);
    for word in ["add", "subtract", "between", "next-open", "previous-close", "periods", "hours", "--trace"] {
        assert!(help.contains(word), "{word}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    for args in [&["business_time"][..], &["business_time", "add", "--input", "-"]] {
        let input = "start,span\n".to_owned() + &"2026-03-06 16:00,4bh\n".repeat(10_000);
        let input = Box::new(io::Cursor::new(input.into_bytes()));
        let mut err = Vec::new();
        let status = business_time(args, input, &mut Closed, &mut err, Terminal::default());
        assert_eq!((status, err.as_slice()), (FINE, &[][..]), "{args:?}");
    }
}

#[test]
fn hours_of_the_night_before_are_said_to_be_that() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("night.toml");
    let night = "schema = 'crm-policy/1'\nname = 'night'\nzone = 'UTC'\nhit-policy = 'strictest'\n[calendar.night]\n\
                 zone = 'UTC'\nhours = { mon-fri = ['22:00-06:00'] }\nholidays = []\novernight = 'opening-day'\n\
                 horizon = { from = 2025, until = 2027 }\n";
    fs::write(&file, night).unwrap();
    // 2026-03-28 is a Saturday: until 06:00 the night of Friday goes on.
    let page = answer(&["--calendar", text(&file), "add", "2026-03-28 01:30", "4bh", "--trace"]);
    assert!(page.contains("4 h  hours that opened the day before\n"), "{page}");
    assert!(!page.contains("weekend"), "{page}");
}
