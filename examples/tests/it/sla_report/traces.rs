//! How the page tells what a limit was used up by, day by day.

use std::fs;

use crm_kit::{Policy, assess};
use crm_model::{Dataset, Happening, Records, Table, TicketEvent, TicketRecord};
use examples::run::FINE;
use examples::sla_report::{By, Choices, Levels};
use serde_json::Value;

use super::{CHINA, EVENT_HEADER, desk, json, program, report};
use crate::tiny::text;

#[test]
fn t20_t21_a_trace_tells_every_day_and_why() {
    let events = format!(
        "{EVENT_HEADER}\
         T-1,opened,2026-02-13T14:00:00+08:00,,,,,\n\
         T-1,waiting,2026-02-14T09:00:00+08:00,,,,,customer\n\
         T-1,back,2026-02-14T10:00:00+08:00,,,,,\n\
         T-1,waiting,2026-02-24T09:00:00+08:00,,,,,lunch\n\
         T-1,back,2026-02-24T10:00:00+08:00,,,,,\n\
         T-1,solved,2026-03-02T09:00:00+08:00,,,,,\n"
    );
    let desk = desk("ticket,customer,channel\nT-1,,\n", &events, CHINA);
    let run = report(desk.path(), "2026-03-02T12:00:00Z", &[]);
    let json = json(desk.path());
    let case = &json["worst"][0];
    // 4 h on Friday, 7 h on the Saturday without the hour that waited for the customer, 8 h on Tuesday: 1 h is left for
    // Wednesday. Waiting for lunch pauses nothing.
    assert_eq!(case["due"], "2026-02-25T02:00:00Z");
    assert_eq!(case["trace"]["used_us"], 20 * 3_600_000_000_i64);
    assert_eq!(case["trace"]["stood_still_us"], 3_600_000_000_i64);
    assert_eq!(case["trace"]["pauses"].as_array().unwrap().len(), 1);
    let days: Vec<(&str, &str, i64, &str)> = case["trace"]["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| {
            let text = |key: &str| day[key].as_str().unwrap();
            (text("from"), text("until"), day["used_us"].as_i64().unwrap() / 3_600_000_000, text("why"))
        })
        .collect();
    assert_eq!(
        days,
        [
            ("2026-02-13", "2026-02-13", 4, "ordinary"),
            ("2026-02-14", "2026-02-14", 7, "made-up"),
            ("2026-02-15", "2026-02-23", 0, "holiday"),
            ("2026-02-24", "2026-02-24", 8, "ordinary"),
            ("2026-02-25", "2026-02-25", 1, "ordinary"),
        ]
    );
    assert!(run.out.contains("10:00-12:00, 13:00-18:00 (made-up day (cn): hours of"), "{}", run.out);
    assert!(run.out.contains("Sun 2026-02-15 to Mon 2026-02-23"), "{}", run.out);
}

/// Christmas 2025 was a Thursday. Limits may be agreed with the customer.
const CHRISTMAS: &str = r#"schema     = "crm-policy/1"
name       = "old-year"
zone       = "UTC"
hit-policy = "most-specific"

[vocabulary]
kinds       = []
departments = ["help-desk", "support"]

[vocabulary.channels]

[holidays.ours]
years = "all"
rules = [{ name = "Christmas Day", month = 12, day = 25 }]

[calendar.office]
zone     = "UTC"
hours    = { mon-fri = ["09:00-17:00"] }
holidays = ["ours"]
beyond   = "weekly-hours"
horizon  = { from = 2025, until = 2026 }

[sla.solve]
clause           = "ACME-SLA-2"
measure          = "resolution"
within           = "8bh"
agreements       = "replace"
on-calendar-edit = "keep-used"
calendar         = "office"
starts           = "opened"
pauses           = []
reopen           = "first-only"
"#;

#[test]
fn holders_choices_and_names_of_holidays_are_told() {
    let events = "ticket,event,occurred_at,department,person,agreed\n\
         T-1,opened,2025-12-24T13:00:00Z,,,\n\
         T-1,assigned,2025-12-24T13:00:00Z,help-desk,Wang Wei,\n\
         T-1,transferred,2025-12-26T10:00:00Z,help-desk,Li Na,\n\
         T-1,agreed,2025-12-26T12:00:00Z,,,resolution 20bh\n\
         T-1,transferred,2025-12-29T09:00:00Z,support,,\n\
         T-1,solved,2025-12-30T11:00:00Z,,,\n";
    let desk = desk("ticket,customer,channel\nT-1,,\n", events, CHRISTMAS);
    let run = report(desk.path(), "2026-01-06T00:00:00Z", &[]);
    let page = fs::read_to_string(desk.path().join("out/sla.html")).unwrap();
    // 4 h on Wednesday, 8 h on Friday, 8 h on Monday. It was solved on Tuesday at 11:00.
    for text in [
        "limit 20bh as agreed on the calendar office (UTC), 20 h used up to the due instant",
        "held by help-desk for 12 h; support for 10 h (and 18 h of the lateness)",
        "20bh was agreed with the customer on this ticket, 2025-12-26 12:00:00",
        "closed: holiday: Christmas Day (ours)",
    ] {
        assert!(run.out.contains(text), "{text}: {}", run.out);
        assert!(page.contains(text), "{text}");
    }
    let trace = &json(desk.path())["worst"][0]["trace"];
    assert_eq!((&trace["within"], &trace["agreed"]), (&Value::from("20bh"), &Value::from(true)));
    assert_eq!(trace["held"][1]["late_open_us"], 2 * 3_600_000_000_i64);
    assert_eq!(
        (&trace["choices"][0]["what"], &trace["days"][1]["why"]),
        (&"agreed".into(), &"holiday".into())
    );
}

#[test]
fn t27_after_an_edit_days_are_closed_by_the_new_hours() {
    let version = |text: String| Policy::parse(&text, "test.toml").unwrap();
    let until = "zone       = \"UTC\"\nvalid      = { until = 2025-12-29 }";
    let from = "zone       = \"UTC\"\nvalid      = { from = 2025-12-29 }";
    let new_hours = CHRISTMAS
        .replacen("zone       = \"UTC\"", from, 1)
        .replace("\"09:00-17:00\"", "\"09:00-11:00\"")
        .replace("rules = [", "rules = [{ name = \"Inventory\", month = 12, day = 30 }, ");
    let old = version(CHRISTMAS.replacen("zone       = \"UTC\"", until, 1));
    let policy = Policy::from_versions([version(new_hours), old]).unwrap();
    let at = |at: &str, what| TicketEvent::at(at.parse().unwrap(), what);
    let events = vec![
        at("2025-12-26T12:00:00Z", Happening::Opened),
        at("2025-12-26T12:00:00Z", Happening::Agreed("resolution 9bh".parse().unwrap())),
        at("2026-01-06T12:00:00Z", Happening::Solved),
    ];
    let tickets = Table::complete(vec![TicketRecord::new("T-1".parse().unwrap(), events)]);
    let (dataset, _) = Dataset::new(Records { tickets, ..Records::default() });
    let assessment = assess(&dataset, &policy, "2026-01-07T00:00:00Z".parse().unwrap());
    let choices = Choices { by: By::Urgency, few: 1, worst: 1 };
    let levels = Levels::of(&assessment, &dataset, &policy, choices);
    let days: Vec<(String, i64, String)> = levels.worst[0]
        .trace
        .as_ref()
        .unwrap()
        .days
        .iter()
        .map(|day| (day.name(), day.micros() / 3_600_000_000, day.why.in_words(day.micros() > 0)))
        .collect();
    let told = |day: &str, hours, why: &str| (day.to_owned(), hours, why.to_owned());
    assert_eq!(
        days,
        [
            told("Fri 2025-12-26", 5, ""),
            told("Sat 2025-12-27 to Sun 2025-12-28", 0, "closed: weekend"),
            told("Mon 2025-12-29", 2, ""),
            told("Tue 2025-12-30", 0, "closed: holiday: Inventory (ours)"),
            told("Wed 2025-12-31", 2, ""),
        ]
    );
}

#[test]
fn every_trace_uses_up_its_limit_to_the_microsecond() {
    let out = tempfile::tempdir().unwrap();
    let run = program(&["--out", text(&out.path().join("out")), "--worst", "60000"]);
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));
    let json = json(out.path());
    let (mut traced, mut paused, mut agreed, mut taken_over) = (0, 0, 0, 0);
    for case in json["worst"].as_array().unwrap() {
        let trace = &case["trace"];
        if trace.is_null() {
            assert_eq!(case["measure"], "escalation", "{case}");
            continue;
        }
        let instant =
            |value: &Value| value.as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        let micros = |value: &Value| value.as_i64().unwrap();
        // The limits of the demo's policy; its business days have eight hours.
        let expected = match trace["within"].as_str() {
            Some("60s") => 60 * 1_000_000,
            Some("10min") => 600 * 1_000_000,
            Some("1bh" | "1h") => 3_600 * 1_000_000,
            Some("4h") => 4 * 3_600 * 1_000_000,
            Some("24h" | "3bd") => 24 * 3_600 * 1_000_000,
            Some(within) if within.ends_with("bd") => {
                within[..within.len() - 2].parse::<i64>().unwrap() * 8 * 3_600 * 1_000_000
            }
            Some(other) => panic!("{other}"),
            None => (instant(&trace["by"]) - instant(&case["start"])).num_microseconds().unwrap(),
        };
        assert_eq!(micros(&trace["used_us"]), expected, "{case}");
        let sum = |list: &str, key: &str| -> i64 {
            trace[list].as_array().unwrap().iter().filter_map(|one| one[key].as_i64()).sum()
        };
        assert!(trace["by_the_clock"] == true || sum("days", "used_us") == expected, "{case}");
        // What the holders used, and what stood still, is the whole time of the clock; and the lateness is theirs.
        let ended = if case["stop"].is_null() { &json["as_of"] } else { &case["stop"] };
        let whole = (instant(ended) - instant(&case["start"])).num_microseconds().unwrap();
        let stood_still = micros(&trace["stood_still_us"]);
        assert_eq!(sum("held", "elapsed_us") + stood_still, whole, "{case}");
        assert_eq!(sum("held", "late_elapsed_us"), micros(&case["late_by_elapsed_us"]), "{case}");
        traced += 1;
        paused += u64::from(stood_still > 0);
        agreed += u64::from(trace["agreed"] == true);
        let choices = trace["choices"].as_array().unwrap();
        taken_over += u64::from(choices.iter().any(|choice| choice["what"] == "taken-over"));
    }
    let counts = (traced, paused, agreed, taken_over);
    assert!(traced > 2_500 && paused > 50 && agreed > 0 && taken_over > 0, "{counts:?}");
}
