//! What the program writes: the page, the files, and that nothing in them depends on the order of the rows.

mod analyses;
pub(crate) mod standing;

use examples::report::FILES;
use examples::run::Terminal;

use crate::tiny::{CUSTOMERS, Desk, EVENTS, TICKETS, run, text};

/// Returns the page without its last line, which names a folder.
fn page(out: &str) -> &str {
    out.rsplit_once("\nWritten to ").unwrap().0
}

#[test]
fn the_page_tells_all_of_a_tiny_desk() {
    let run = Desk::new().run(&[]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    insta::assert_snapshot!(page(&run.out));
}

#[test]
fn tickets_csv_has_one_row_a_clock() {
    let desk = Desk::new();
    desk.run(&[]);
    insta::assert_snapshot!(desk.result("tickets.csv"));
}

#[test]
fn obligations_csv_has_one_row_an_obligation() {
    let desk = Desk::new();
    desk.run(&[]);
    insta::assert_snapshot!(desk.result("obligations.csv"));
}

#[test]
fn findings_csv_has_one_row_a_finding() {
    let desk = Desk::new();
    desk.run(&[]);
    insta::assert_snapshot!(desk.result("findings.csv"));
}

#[test]
fn report_json_holds_everything() {
    let desk = Desk::new();
    desk.run(&[]);
    let text = desk.result("report.json");
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["schema"], "crm-report/1");
    assert_eq!(
        report["obligations"].as_array().unwrap().len(),
        desk.result("obligations.csv").lines().count() - 1
    );
    insta::assert_snapshot!(text);
}

#[test]
fn rows_in_any_order_give_the_same_bytes() {
    let backwards = |text: &str| {
        let (header, rows) = text.split_once('\n').unwrap();
        let rows: Vec<&str> = rows.lines().rev().collect();
        format!("{header}\n{}\n", rows.join("\n"))
    };
    let turned = |text: &str| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].rotate_left(1);
        lines.join("\n") + "\n"
    };
    let desk = Desk::new();
    let page_of = |desk: &Desk| page(&desk.run(&[]).out).to_owned();
    let expected = page_of(&desk);
    for change in [&backwards as &dyn Fn(&str) -> String, &turned] {
        let other = Desk::of(&change(CUSTOMERS), &change(TICKETS), &change(EVENTS));
        assert_eq!(page_of(&other), expected);
        for file in FILES {
            assert_eq!(other.result(file), desk.result(file), "{file}");
        }
    }
}

#[test]
fn names_are_hidden_unless_asked_for() {
    let desk = Desk::new();
    let names = ["li@example.cn", "ACME Ltd", "nobody@example.cn", "Wang Wei"];
    let everything = |more: &[&str]| {
        let run = desk.run(more);
        FILES.iter().fold(run.out + &run.err, |text, file| text + &desk.result(file))
    };
    let hidden = everything(&[]);
    assert!(names.iter().all(|name| !hidden.contains(name)), "{hidden}");
    let shown = everything(&["--show-values"]);
    assert!(names.iter().all(|name| shown.contains(name)), "{shown}");
}

#[test]
fn every_line_fits_the_page() {
    let desk = Desk::new();
    for (columns, widest) in [(None, 100), (Some(300), 100), (Some(93), 93), (Some(80), 80), (Some(20), 80)] {
        let run = desk.run_on(Terminal { columns, progress: false }, &[]);
        assert!(
            page(&run.out).lines().all(|line| line.chars().count() <= widest),
            "{columns:?}\n{}",
            run.out
        );
    }
}

#[test]
fn nothing_to_judge_is_no_zero_percent() {
    let desk = Desk::of(
        "customer\n",
        "ticket,channel\nT-1,phone\n",
        "ticket,event,occurred_at\nT-1,opened,2026-03-04T12:00:00Z\n",
    );
    let run = desk.run(&[]);
    assert!(!run.out.contains(" %"), "{}", run.out);
    let report: serde_json::Value = serde_json::from_str(&desk.result("report.json")).unwrap();
    let summary = report["summary"].as_array().unwrap();
    assert!(!summary.is_empty() && summary.iter().all(|promise| promise["attainment"].is_null()));
}

#[test]
fn an_empty_desk_has_a_report_too() {
    let desk = Desk::of("customer\n", "ticket\n", "ticket,event,occurred_at\n");
    let run = desk.run(&[]);
    assert_eq!(run.status, 0);
    assert!(run.out.contains("\nPROMISES\nThere are no tickets.\n"), "{}", run.out);
    assert_eq!(desk.result("tickets.csv").lines().count(), 1);
}

#[test]
fn without_tickets_nothing_is_known_of_promises() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "order,customer,at,amount,currency\n\
                O-1,C-1,2026-01-05T10:00:00Z,100.005,CNY\n\
                O-2,C-1,2026-02-05T10:00:00Z,50,CNY\n\
                O-3,,2026-02-06T10:00:00Z,7,CNY\n";
    std::fs::write(folder.path().join("purchases.csv"), rows).unwrap();
    let out = tempfile::tempdir().unwrap();
    let run = run(&["--data", text(folder.path()), "--out", text(out.path())]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    let sections: [&str; 7] = [
        "\nTickets   none were supplied\n",
        "\nBesides   3 purchases of 1 customer; from 2026-01-05 to 2026-02-06\n          no customer table\n",
        "\nPROMISES\nNo tickets were supplied, so nothing is known of the promises on them.\n",
        "\nLONGEST OVERDUE: not known, no tickets were supplied\n",
        "\nESCALATIONS: not known, no tickets were supplied\n",
        "\nCANNOT BE JUDGED\nno tickets were supplied: D-ESC-1, D-ESC-3, D-RESP-1, D-RESP-2, D-RESP-3, D-RESP-5, D-RESP-6,\n  D-RESP-7, D-RESP-8 (10 matters)\nno interactions were supplied: D-CHAN-6 (1 matter)\nno file updates were supplied: D-UPD-2 (1 matter)\n\n",
        ", no spend was supplied: cost share (D-KPI-5)\n",
    ];
    for section in sections {
        assert!(run.out.contains(section), "{section}\n{}", run.out);
    }
    let result = |name: &str| std::fs::read_to_string(out.path().join(name)).unwrap();
    let report: serde_json::Value = serde_json::from_str(&result("report.json")).unwrap();
    for key in ["tickets", "tickets_opened", "customers", "customers_of_tickets", "last_event_at"] {
        assert!(report["data"][key].is_null(), "{key}");
    }
    assert_eq!(report["data"]["tables"][0]["last_at"], "2026-02-06T10:00:00Z");
    let page = result("report.html");
    assert!(page.contains("Not known: no tickets were supplied.") && !page.contains("Nothing is overdue."));
    assert!(page.contains("no tickets were supplied</th>") && page.contains("10 matters"));
}

#[test]
fn what_cannot_be_judged_is_not_called_undemanded() {
    let desk = Desk::of(
        "customer\n",
        "ticket\nT-1\n",
        "ticket,event,occurred_at\nT-1,opened,2026-03-02T09:00:00Z\n",
    );
    let run = desk.run(&["--policy", "detailed"]);
    assert!(
        run.out.contains("\nPROMISES\nWhat the policy demands of these records cannot be judged.\n"),
        "{}",
        run.out
    );
    assert!(run.out.contains("\nLONGEST OVERDUE: not known, the facts are missing\n"), "{}", run.out);
    assert!(!desk.result("report.html").contains("Nothing is overdue."));
}

#[test]
fn a_policy_that_demands_nothing_of_tickets_says_so() {
    let desk = Desk::of(
        "customer\n",
        "ticket\nT-1\n",
        "ticket,event,occurred_at\nT-1,opened,2026-03-02T09:00:00Z\n",
    );
    desk.put(
        "free.toml",
        "schema = \"crm-policy/1\"\nname = \"free\"\nzone = \"UTC\"\nhit-policy = \"most-specific\"\n",
    );
    let run = desk.run(&["--policy", text(&desk.path("free.toml"))]);
    assert!(
        run.out.contains("\nPROMISES\nThe policy demands nothing of these records.\n"),
        "{}{}",
        run.out,
        run.err
    );
    assert!(run.out.contains("\nLONGEST OVERDUE: none\n"), "{}", run.out);
}

#[test]
fn an_instant_before_all_tickets_is_told() {
    let desk = Desk::new();
    let run = desk.run(&["--as-of", "2026-03-01"]);
    assert!(run.out.contains("\nPROMISES\nNo ticket had been opened by then.\n"), "{}", run.out);
    assert!(run.out.contains("\nOpened    0 of the 10 tickets by then\n"), "{}", run.out);
    assert!(desk.result("report.json").contains(r#""tickets":10,"tickets_opened":0,"#));
    let all = Desk::of(
        "customer\n",
        "ticket\nT-1\n",
        "ticket,event,occurred_at\nT-1,opened,2026-03-02T09:00:00Z\n",
    );
    assert!(!all.run(&[]).out.contains("Opened"));
}

#[test]
fn long_names_are_cut_on_the_page_alone() {
    for (length, shown, mark) in [(40, 40, 0), (41, 39, 1)] {
        let name = "ж".repeat(length);
        let renamed = |text: &str| text.replace("T-3,", &format!("{name},"));
        let desk = Desk::of(CUSTOMERS, &renamed(TICKETS), &renamed(EVENTS));
        let run = desk.run(&["--as-of", "2026-03-04T11:00:00Z"]);
        let next = run.out.split("\nNEXT DUE").nth(1).unwrap().split("\n\n").next().unwrap();
        let letters = next.matches('ж').count();
        assert!(letters > 0 && letters.is_multiple_of(shown), "{next}");
        assert_eq!(next.matches('…').count(), letters / shown * mark, "{next}");
        assert!(desk.result("tickets.csv").contains(&name));
    }
}

#[test]
fn every_column_and_key_is_in_the_documentation() {
    let document =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/report.md")).unwrap();
    let desk = Desk::new();
    desk.run(&[]);
    let mut names = Vec::new();
    for file in FILES.into_iter().filter(|file| file.contains(".csv")) {
        names.extend(desk.result(file).lines().next().unwrap().split(',').map(str::to_owned));
    }
    let report: serde_json::Value = serde_json::from_str(&desk.result("report.json")).unwrap();
    desk.put("purchases.csv", "at,amount,currency\n2026-03-03T13:00:00Z,5,EUR\n");
    desk.run(&[]);
    let more: serde_json::Value = serde_json::from_str(&desk.result("report.json")).unwrap();
    names.extend(more["data"]["tables"][0].as_object().unwrap().keys().cloned());
    for object in
        [&report, &report["data"], &report["summary"][0], &report["warnings"][0], &report["obligations"][0]]
    {
        names.extend(object.as_object().unwrap().keys().cloned());
    }
    for name in names {
        assert!(document.contains(&format!("`{name}`")), "{name}");
    }
}
