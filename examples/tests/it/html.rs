//! The page `report.html`: what it says, that it is sound, and that it stands alone.

pub(crate) mod browser;
mod contrast;
mod sample;

use std::collections::BTreeSet;

use examples::report::html::View;

use crate::tiny::{CUSTOMERS, Desk, EVENTS, TICKETS, run, text};

const SECTIONS: [&str; 6] = ["key-figures", "overdue", "due-soon", "service-levels", "quality", "reading"];
const MORE_SECTIONS: [&str; 7] =
    ["tiers", "segments", "churn", "stages", "lifetime", "escalations", "scorecard"];

/// Returns the page with every section. It is left in the folder for temporary files of the build, to be looked at.
fn sample_page() -> String {
    let page = written(&sample::view());
    std::fs::write(concat!(env!("CARGO_TARGET_TMPDIR"), "/sample.html"), &page).unwrap();
    page
}

fn written(view: &View) -> String {
    let mut out = Vec::new();
    view.write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Returns the page of the made-up help desk.
fn demo_page() -> String {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(&["--out", text(folder.path())]).status, 0);
    std::fs::read_to_string(folder.path().join("report.html")).unwrap()
}

fn tiny_page(more: &[&str]) -> String {
    let desk = Desk::new();
    assert_eq!(desk.run(more).status, 0);
    desk.result("report.html")
}

/// Returns the values of an attribute.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    page.split(&format!(" {attribute}=\"")).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

/// Returns what stands between tags, blanks joined: the words that a reader sees.
fn words(page: &str) -> String {
    let body = page.split_once("</style>").unwrap().1;
    let texts = body.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    texts.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Checks what holds for every page.
#[track_caller]
pub(crate) fn check_sound(page: &str) {
    let ids = values(page, "id");
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(unique.len(), ids.len(), "an id stands twice");
    for link in values(page, "href") {
        let target = link.strip_prefix('#').unwrap_or_else(|| panic!("leads away: {link}"));
        assert!(unique.contains(target), "leads nowhere: {link}");
    }
    for named in values(page, "aria-labelledby") {
        assert!(unique.contains(named), "named by nothing: {named}");
    }
    for foreign in
        ["http", "//", "<script", "<link", "<img", "<iframe", "@import", "url(", " on", "javascript:"]
    {
        let tags: Vec<&str> =
            page.split('<').skip(1).map(|part| part.split_once('>').map_or(part, |(tag, _)| tag)).collect();
        let is_found = if foreign == " on" {
            tags.iter().any(|tag| tag.contains(" onload=") || tag.contains(" onclick="))
        } else {
            page.contains(foreign)
        };
        assert!(!is_found, "{foreign}");
    }
    check_balanced(page);
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
}

/// Checks that every element is closed, in the right order.
#[track_caller]
pub(crate) fn check_balanced(page: &str) {
    const EMPTY: [&str; 2] = ["meta", "!DOCTYPE"];
    let page = page
        .split_once("<style>")
        .map(|(head, rest)| head.to_owned() + rest.split_once("</style>").unwrap().1);
    let page = page.unwrap();
    let mut open: Vec<&str> = Vec::new();
    for part in page.split('<').skip(1) {
        let (tag, _) = part.split_once('>').unwrap_or_else(|| panic!("a tag without an end: {part}"));
        let name = tag.split_whitespace().next().unwrap();
        match name.strip_prefix('/') {
            Some(closed) => assert_eq!(open.pop(), Some(closed), "closed in the wrong order"),
            None if EMPTY.contains(&name) || tag.ends_with('/') => {}
            None => open.push(name),
        }
    }
    assert!(open.is_empty(), "not closed: {open:?}");
}

#[test]
fn every_page_is_sound_and_stands_alone() {
    for page in
        [sample_page(), demo_page(), tiny_page(&[]), tiny_page(&["--show-values"]), written(&View::default())]
    {
        check_sound(&page);
        assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<html lang=\"en\">"));
        assert!(SECTIONS.iter().all(|id| values(&page, "id").contains(id)));
        assert_eq!(page.matches("<h1>").count(), 1);
    }
}

#[test]
fn sections_without_data_are_left_out_with_their_links() {
    let (sample, demo) = (sample_page(), demo_page());
    for section in MORE_SECTIONS {
        assert!(values(&sample, "id").contains(&section), "{section}");
        let is_linked = values(&demo, "href").contains(&format!("#{section}").as_str());
        assert_eq!(is_linked, values(&demo, "id").contains(&section), "{section}");
    }
    assert!(!written(&View::default()).contains("tiers"));
}

#[test]
fn what_was_put_in_is_escaped() {
    let page = sample_page();
    for text in ["<b>", "alert(1)</", "\"Ltd\""] {
        assert!(!page.contains(text), "{text}");
    }
    assert!(page.contains("our-company &#60;b&#62;2026&#60;/b&#62;"));
    let desk =
        Desk::of(CUSTOMERS, &TICKETS.replace("T-3,", "<b>T</b>,"), &EVENTS.replace("T-3,", "<b>T</b>,"));
    desk.put("tiny.toml", &crate::tiny::POLICY.replace("\"tiny\"", "\"<b>bold</b>\""));
    desk.run(&["--as-of", "2026-03-04T11:00:00Z"]);
    let page = desk.result("report.html");
    check_sound(&page);
    assert!(page.contains("&#60;b&#62;bold&#60;/b&#62;") && page.contains("&#60;b&#62;T&#60;/b&#62;"));
    assert!(!page.contains("<b>"));
}

#[test]
fn the_tiny_desk_can_be_checked_by_hand() {
    let words = words(&tiny_page(&[]));
    for text in [
        "Assessed by the policy tiny as of 2026-03-04 12:00:00 UTC (as asked).",
        // T-6 was opened on Monday at 9:00; one business day ends on Tuesday at 9:00.
        "Overdue ✕ 1 , not as it should be the longest by 1 d 3 h",
        "T-6 resolution ACME-SLA-2 example 2026-03-03 09:00 1 d 3 h 11 h – Who owns it",
        // T-3 and T-10 were opened on Tuesday at 16:00; four hours of business time end on Wednesday at 12:00.
        "T-3 first-response ACME-SLA-1 must 2026-03-04 12:00 0 s 20 h help-desk",
        "Owner Count Next in help-desk 2 0 s not known 4 0 s",
        // Of four calls, T-1 and T-5 were answered within a minute, T-2 0.4 s late, and =T-9 waits.
        "first-response ACME-SLA-1 must sla.answer-phone 4 2 1 0 0 1 0 0 66.7 % 2 of 3",
        "first-response no rule 2 0 0 0 0 0 0 2 nothing is certain yet",
        "customers.csv 2 0 events.csv 28 0 tickets.csv 10 0",
        "T-4 : names a customer that the customer table does not hold: hidden (17 characters)",
        "recorded ACME-SLA-3 9 tickets the policy states no limit",
    ] {
        assert!(words.contains(text), "{text}\n{words}");
    }
}

#[test]
fn the_counts_of_a_promise_add_up_to_what_is_owed() {
    let desk = Desk::new();
    desk.run(&[]);
    let page = desk.result("report.html");
    let table = page.split("id=\"promises\"").nth(1).unwrap().split("</table>").next().unwrap();
    let report: serde_json::Value = serde_json::from_str(&desk.result("report.json")).unwrap();
    let summary = report["summary"].as_array().unwrap();
    let rows: Vec<&str> = table.split("<tbody>").nth(1).unwrap().split("<tr>").skip(1).collect();
    assert_eq!(rows.len(), summary.len());
    for (row, promise) in rows.into_iter().zip(summary) {
        let cells = row.split("<td class=\"number\">").skip(1);
        let counts: Vec<u64> = cells.map(|cell| cell.split('<').next().unwrap().parse().unwrap()).collect();
        assert_eq!(counts.len(), 8, "{row}");
        assert_eq!(counts[0], counts[1..].iter().sum::<u64>(), "{row}");
        assert_eq!(promise["owed"], counts[0]);
        assert_eq!(promise["states"]["met"], counts[1]);
    }
}

#[test]
fn names_stand_on_the_page_only_when_asked_for() {
    let names = ["li@example.cn", "ACME Ltd", "nobody@example.cn", "Wang Wei"];
    let hidden = tiny_page(&[]);
    assert!(names.iter().all(|name| !hidden.contains(name)));
    assert!(hidden.contains("of customers and persons are hidden"));
    assert!(tiny_page(&["--show-values"]).contains("ACME Ltd"));
}

#[test]
fn long_lists_are_folded_and_what_is_left_out_is_counted() {
    let page = sample_page();
    // 120 overdue: 10 at once, 40 folded away, 70 told by their number; 4 due next: all at once.
    assert!(page.contains("<summary>40 more</summary>"));
    assert!(page.contains("… and 70 more"));
    assert!(
        page.contains("<summary>10 more</summary>")
            && page.contains("… and 3 more, all of them in <code>escalations.csv</code>.")
    );
    assert_eq!(page.matches("… and ").count(), 2);
}

#[test]
fn every_clause_that_is_named_is_told() {
    let page = sample_page();
    let told = |id: &str| page.contains(&format!("id=\"clause-{id}\""));
    for id in ["D-RESP-1", "D-RESP-2", "D-RESP-6", "P-TIER-1", "D-ESC-1", "P-ESC-4", "D-KPI-14", "ACME-SLA-3"]
    {
        assert!(told(id), "{id}");
    }
    assert!(!told("B-RESP-1"));
    assert!(words(&page).contains("ACME-SLA-3 a clause of the company's own"));
}

#[test]
fn a_clause_that_is_none_has_no_link() {
    let mut view = sample::view();
    view.service_levels.promises[0].clause = sample::clause("\"><b>x", "must");
    let page = written(&view);
    check_sound(&page);
    assert!(page.contains("<span class=\"clause\">&#34;&#62;&#60;b&#62;x</span>"));
}

#[test]
fn charts_say_their_numbers_in_words() {
    let page = sample_page();
    for svg in page.split("<svg").skip(1) {
        let tag = svg.split('>').next().unwrap();
        assert!(tag.contains("role=\"img\""), "{tag}");
        assert!(
            values(tag, "aria-label").iter().all(|label| label.contains('%') || label.contains(" h")),
            "{tag}"
        );
    }
    let labels = values(&page, "aria-label");
    assert!(labels.contains(&"95.8 % in time"));
    assert!(labels.contains(&"Share of customers: high 14.3 %, middle 31.0 %, ordinary 54.7 %"));
    // 15 months are known, 13 are shown: the first two are not.
    let retention = labels.iter().find(|label| label.starts_with("retention: ")).unwrap();
    assert_eq!(retention.matches(" %").count(), 13);
    assert!(!page.contains("2025-05: 74.80"), "a period too many");
    // A gap is told, too, in the text below the charts.
    assert!(words(&page).contains("2025-05: no figure"));
}

#[test]
fn months_have_their_own_figures() {
    let page = demo_page();
    let table = page.split("id=\"months\"").nth(1).unwrap().split("</table>").next().unwrap();
    let report = words(&format!("</style>{table}"));
    assert!(report.contains("Promise 2025-03 2025-04 2025-05 "), "{report}");
    // The parts of the months add up to those of the whole.
    let row = report.split("first-response, sla.first-response-phone ").nth(1).unwrap();
    let parts: Vec<&str> =
        row.split('(').skip(1).take(12).map(|part| part.split(')').next().unwrap()).collect();
    let sum = |place: usize| -> u64 {
        parts
            .iter()
            .map(|part| part.split(" of ").nth(place).unwrap().replace(',', "").parse::<u64>().unwrap())
            .sum()
    };
    let whole = format!("{} of {}", examples::report::count(sum(0)), examples::report::count(sum(1)));
    assert!(page.contains(&format!("<span class=\"muted\">{whole}</span>")), "{whole}");
}

#[test]
fn one_month_has_no_trend() {
    assert!(!tiny_page(&[]).contains("id=\"by-month\""));
}

#[test]
fn the_page_tells_tiers_escalations_and_the_scorecard() {
    let desk = crate::report::standing::desk();
    let page_of = |more: &[&str]| {
        crate::report::standing::run(&desk, more);
        desk.result("report.html")
    };
    let page = page_of(&[]);
    check_sound(&page);
    let words = words(&page);
    for text in [
        "Escalations ✕ 2 , not as it should be 1 overdue; up to the department head",
        "Targets met ! 1 of 2 , wants attention 1 target could not be judged",
        "Customers in tiers 4 1 high: 52.6 % of spend",
        "Net spend of 4 customers from 2025-04-03 to 2026-04-02, both days included, 1,900.00 CNY in all.",
        "Where spend and repurchase disagree, the lower of both decides.",
        "middle 1 25.0 % 2 500.00 CNY 26.3 % 300.00 CNY",
        "1 tier provisional: the customer is too young for a settled one.",
        "1 customer compared with nobody, since a fact is missing.",
        "3 tickets had to go up the ladder. 2 escalations open, 1 of them overdue.",
        "Trigger supervisor department head All agitated ACME-ESC-2 must 1 1 2 several departments ACME-ESC-1 must 0 1 1",
        "Escalations, each once 1 1 2",
        "T-2 2026-03-31 14:00 ✕ 1 d 22 h late department head department head of sales \
         several departments, since 2026-03-31 10:00 ACME-ESC-1 agitated, since 2026-04-01 08:00 ACME-ESC-2",
        "resolution tickets solved / opened D-KPI-13 example 2026-03 66.7 % 2 of 3 ≥ 80 % ✕ not met",
        "response time mean time to the first response D-KPI-4 must 2026-03 1 h over 2 first responses ≤ 8 h ✓ met 1 unanswered",
        "volume tickets solved D-KPI-14 must 2026-03 2 – – no target",
        "no survey answers were supplied NPS , 2026-03 D-KPI-2 must participation , 2026-03 D-CARE-1 must",
    ] {
        assert!(words.contains(text), "{text}\n{words}");
    }
    assert!(
        values(&page, "aria-label")
            .contains(&"resolution: 2026-02 100.0 % (1 of 1), 2026-03 66.7 % (2 of 3)")
    );
    assert!(page_of(&["--show-values"]).contains("department head of sales: Zhou Hao"));
}
