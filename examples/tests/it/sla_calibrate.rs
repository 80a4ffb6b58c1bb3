//! The program `sla_calibrate` as its users meet it.

use std::fs;

use crm_kit::Policy;
use examples::calibrate::run as sla_calibrate;
use examples::run::{BAD_INPUT, FINE, Terminal, USAGE};

use crate::data_folder;
use crate::tiny::text;

fn run(args: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let all = ["sla_calibrate"].iter().chain(args);
    let status = sla_calibrate(all, &mut out, &mut err, Terminal::default());
    (status, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

/// Returns the rules at the end of a page.
fn rules(page: &str) -> &str {
    page.split("RULES, to paste into a policy\n").nth(1).unwrap()
}

/// What keeps a search short without optimisation.
const SHORT: [&str; 5] = ["--no-nights", "--days", "mon-sat", "--step", "30"];

#[test]
fn the_hidden_rule_of_the_made_up_tickets_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("found.json");
    let (status, page, err) = run(&[SHORT.as_slice(), &["--out", text(&json)]].concat());
    assert_eq!(status, FINE, "{err}");
    let best = "Best      first solved, mon-sat 08:30-17:30 Asia/Shanghai, waits count, due at closing\n";
    assert!(page.contains(best), "{page}");
    for (group, within) in [("regular", "20bh"), ("urgent", "6bh")] {
        let rule = format!(
            "when     = {{ urgency = \"{group}\" }}\nmeasure  = \"resolution\"\nwithin   = \"{within}\"\n"
        );
        assert!(rules(&page).contains(&rule), "{page}");
    }
    assert!(page.contains("\nNOT PINNED DOWN\n- "), "{page}");

    let found: serde_json::Value = serde_json::from_str(&fs::read_to_string(json).unwrap()).unwrap();
    assert_eq!(found["best"]["event"], "first solved");
    assert_eq!(found["best"]["groups"][1]["suggested"], 6 * 3_600_000_000_i64);
    assert_eq!(found["rules"], rules(&page));
}

/// A log of one row a ticket: opened at noon, closed so many hours later, which is within 8 h or not.
fn small_log(verdict: impl Fn(u32) -> &'static str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let row = |number: u32| {
        let (day, hours) = (number % 28 + 1, 1 + number % 16);
        let closed = 12 + hours;
        let (day_closed, hour) = (day + closed / 24, closed % 24);
        format!(
            "T-{number},2026-03-{day:02}T12:00:00Z,2026-03-{day_closed:02}T{hour:02}:00:00Z,P{},{}\n",
            number % 2,
            verdict(hours)
        )
    };
    let rows: String = (0..64).map(row).collect();
    fs::write(folder.path().join("log.csv"), format!("id,opened,closed,priority,ok\n{rows}")).unwrap();
    let mapping = "schema = 'crm-mapping/1'\nshape = 'records'\nfile = 'log.csv'\nzone = 'stated'\n\
                   time-format = 'rfc3339'\norder = 'absent'\n[ticket]\nid = 'id'\n\
                   [instants]\nopened = { event = 'opened' }\nclosed = { event = 'closed' }\n\
                   [facts.urgency]\ncolumn = 'priority'\nvalues = { P0 = 'high', P1 = 'low' }\n";
    fs::write(folder.path().join("mapping.toml"), mapping).unwrap();
    folder
}

fn on_log(folder: &tempfile::TempDir, more: &[&str]) -> (u8, String, String) {
    let (log, mapping) = (folder.path().join("log.csv"), folder.path().join("mapping.toml"));
    let args = ["--data", text(&log), "--mapping", text(&mapping), "--verdict", "ok"];
    run(&[&args, SHORT.as_slice(), more].concat())
}

fn within_8_hours(hours: u32) -> &'static str {
    if hours <= 8 { "yes" } else { "no" }
}

#[test]
fn rules_of_a_log_are_rules_of_a_policy() {
    let folder = small_log(within_8_hours);
    let (status, page, err) = on_log(&folder, &["--met", "yes", "--group", "priority"]);
    assert_eq!((status, err.as_str()), (FINE, ""), "{page}");
    assert!(page.contains("Best      closed, by the clock\n"), "{page}");
    assert!(page.contains("Right     64 of 64 (100.00%)"), "{page}");

    let head = "schema = 'crm-policy/1'\nname = 'ours'\nzone = 'UTC'\nhit-policy = 'most-specific'\n\
                [vocabulary]\nurgencies = ['high', 'low']\n";
    let policy = Policy::parse(&format!("{head}{}", rules(&page)), "ours.toml").unwrap();
    let rules = policy.versions()[0].service_levels().rules();
    assert_eq!(rules.len(), 2);
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let folder = small_log(within_8_hours);
    let page = on_log(&folder, &["--met", "yes"]);
    let log = folder.path().join("log.csv");
    let content = fs::read_to_string(&log).unwrap();
    let mut lines: Vec<&str> = content.lines().collect();
    lines[1..].reverse();
    fs::write(&log, lines.join("\n") + "\n").unwrap();
    assert_eq!(on_log(&folder, &["--met", "yes"]), page);
}

#[test]
fn a_log_without_a_rule_gets_none() {
    let folder = small_log(|hours| if hours % 2 == 0 { "yes" } else { "no" });
    let (status, page, _) = on_log(&folder, &["--met", "yes"]);
    assert_eq!(status, FINE);
    assert!(page.contains("NO RULE IS FOUND"), "{page}");
    assert_eq!(rules(&page), "# none: the log does not tell a target\n", "{page}");
}

#[test]
fn what_is_wrong_is_told_with_what_to_do() {
    let folder = small_log(within_8_hours);
    let (status, _, err) = on_log(&folder, &[]);
    assert_eq!(status, BAD_INPUT);
    let expected = "error: no ticket has `true` in `ok`, which has `no` 32 times, `yes` 32 times: name the value \
                    that means met by --met\n";
    assert_eq!(err, expected);
    let (status, _, err) = on_log(&folder, &["--met", "yes", "--group", "prioritty"]);
    assert_eq!(status, BAD_INPUT);
    assert!(err.contains("`prioritty`") && err.contains("correct the name on the command line"), "{err}");

    let folder = small_log(|hours| if hours > 9 { "late" } else { within_8_hours(hours) });
    let (_, _, err) = on_log(&folder, &["--met", "yes"]);
    assert!(err.contains("name the one that means missed by --missed"), "{err}");
    let folder = small_log(|_| "yes");
    let (_, _, err) = on_log(&folder, &["--met", "yes"]);
    assert!(err.contains("a log without missed tickets tells no target"), "{err}");

    // Nobody's name becomes the name of a group, unless that is asked for.
    let folder = small_log(within_8_hours);
    let mapping = fs::read_to_string(folder.path().join("mapping.toml")).unwrap();
    let named = mapping.replace("id = 'id'\n", "id = 'id'\ncustomer = 'priority'\n");
    fs::write(folder.path().join("mapping.toml"), named).unwrap();
    let (status, _, err) = on_log(&folder, &["--met", "yes", "--group", "priority"]);
    assert_eq!(status, BAD_INPUT);
    assert!(err.contains("`priority` may name people") && err.contains("--show-values"), "{err}");
    assert_eq!(on_log(&folder, &["--met", "yes", "--group", "priority", "--show-values"]).0, FINE);

    assert_eq!(run(&["--data", "log.csv"]).0, USAGE);
    assert_eq!(run(&["--step", "7"]).0, USAGE);
    let (status, _, err) = run(&["--zone", "Asia/Shangai"]);
    assert_eq!(status, BAD_INPUT);
    assert!(err.contains("Asia/Shangai"), "{err}");
}

#[test]
fn the_incident_log_tells_its_rule() {
    let Some(folder) = data_folder("incident_event_log", "the_incident_log_tells_its_rule") else { return };
    let mapping = concat!(env!("CARGO_MANIFEST_DIR"), "/mappings/servicenow.toml");
    let out = tempfile::tempdir().unwrap();
    let json = out.path().join("found.json");
    let args = [
        "--data",
        text(&folder),
        "--mapping",
        mapping,
        "--verdict",
        "made_sla",
        "--group",
        "priority",
        "--end",
        "resolved_at",
        "--no-nights",
        "--days",
        "mon-fri",
        "--step",
        "60",
        "--out",
        text(&json),
    ];
    let (status, page, err) = run(&args);
    assert_eq!(status, FINE, "{err}");
    let found: serde_json::Value = serde_json::from_str(&fs::read_to_string(json).unwrap()).unwrap();
    // The events that were tried, besides the column asked for.
    let candidates = found["candidates"].as_array().unwrap();
    for candidate in ["first-response", "closed", "column resolved_at"] {
        assert!(candidates.iter().any(|name| name == candidate), "{candidates:?}");
    }
    let (best, agreement) = (&found["best"], &found["best"]["agreement"]);
    assert_eq!((&best["event"], &agreement["tickets"]), (&"closed".into(), &15_060.into()), "{page}");
    // 99.8 % or better, also where the rule was found on one half and is asked about the other.
    let right = |agreement: &serde_json::Value| {
        (agreement["right"].as_u64().unwrap() * 1_000, agreement["tickets"].as_u64().unwrap() * 998)
    };
    let (all, other) = (right(agreement), right(&found["other_half"]["agreement"]));
    assert!(all.0 >= all.1 && other.0 >= other.1, "{page}");
    assert!(best["hypothesis"].as_str().unwrap().starts_with("closed, mon-fri 14:00-23:00 UTC"), "{page}");
    let moderate = &best["groups"][2];
    assert_eq!(
        (&moderate["group"], &moderate["suggested"]),
        (&"3 - Moderate".into(), &(62 * 3_600_000_000_i64).into())
    );
    assert!(
        rules(&page).contains(
            "when     = { urgency = \"moderate\" }\nmeasure  = \"resolution\"\nwithin   = \"62bh\"\n"
        )
    );
    assert!(rules(&page).contains("# The log does not tell the target of 1 - Critical."));
}

#[test]
fn a_place_that_cannot_be_written_to_is_told_before_the_search() {
    let folder = small_log(within_8_hours);
    let (log, nowhere) = (folder.path().join("log.csv"), folder.path().join("none/found.json"));
    let cases = [
        (folder.path().to_owned(), "is a folder: name a file in it after --out"),
        (nowhere, "make it, or name another file after --out"),
        (log.clone(), "is what is read: name another file after --out"),
    ];
    for (place, told) in cases {
        let before = fs::read_to_string(&log).unwrap();
        let (status, page, err) = on_log(&folder, &["--met", "yes", "--out", text(&place)]);
        assert_eq!((status, page.as_str()), (BAD_INPUT, ""), "{err}");
        assert!(err.contains(told), "{err}");
        assert_eq!(fs::read_to_string(&log).unwrap(), before);
    }
}

#[test]
fn a_value_that_no_ticket_has_cannot_mean_missed() {
    let folder = small_log(within_8_hours);
    for missed in ["late", "yes"] {
        let (status, page, err) = on_log(&folder, &["--met", "yes", "--missed", missed]);
        assert_eq!((status, page.as_str()), (BAD_INPUT, ""));
        assert!(err.contains("`no` 32 times") && err.contains("by --missed"), "{err}");
    }
}
