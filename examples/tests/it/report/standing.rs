//! Tiers, escalations and the scorecard of five customers and five tickets, checked by hand.

use examples::report::FILES;
use examples::run::Terminal;
use serde_json::Value;

use crate::tiny::{Desk, POLICY, Run};

/// Added to the policy of the tiny desk.
const MORE: &str = r#"
[tiers.value]
clause         = "P-TIER-1"
spend          = { window = "12 months", high = "20%", middle = "60%", by = "rank" }
repurchase     = { of = "orders-after-the-first", high = ">= 60%", middle = ">= 30%", counting = "orders" }
disagree       = "lower"
population     = "with-purchases"
minimum-tenure = "30d"
names          = ["high", "middle", "ordinary"]

[classes]
clause     = "D-TIER-3"
strength   = "derived"
window     = "12 months"
population = "with-purchases"
a          = "80%"
b          = "90%"

[escalation.ladder.supervisor]
rank = 1

[escalation.ladder.department-head]
rank = 2

[escalation.trigger.several-departments]
clause   = "ACME-ESC-1"
trigger  = "several-departments"
within   = "4h"
calendar = "office"
from     = "known"
rung     = "department-head"

[escalation.trigger.agitated]
clause   = "ACME-ESC-2"
trigger  = "agitated"
within   = "48h"
calendar = "office"
from     = "known"
rung     = "supervisor"

[indicator.response-time]
clause  = "D-KPI-4"
formula = "response-time"
per     = "month"
target  = "<= 8h"

[indicator.resolution]
clause   = "D-KPI-13"
strength = "example"
formula  = "resolution"
per      = "month"
target   = ">= 80%"

[indicator.volume]
clause  = "D-KPI-14"
formula = "volume"
of      = "solved"
per     = "month"

[indicator.nps]
clause         = "D-KPI-2"
formula        = "nps"
topic          = "recommend"
counts         = "last"
detractors-to  = 6
promoters-from = 9
per            = "month"
target         = ">= 50"

[indicator.participation]
clause  = "D-CARE-1"
formula = "participation"
per     = "month"
"#;

const TICKETS: &str = "\
ticket,customer,channel
T-0,ACME Ltd,phone
T-1,li@example.cn,phone
T-2,ACME Ltd,e-mail
T-3,Blue Sky,e-mail
T-4,li@example.cn,phone
";

/// The instant of assessment is Thursday, 2026-04-02T12:00Z, so March is the last complete month.
const EVENTS: &str = "\
ticket,event,occurred_at,urgency,department,person,role
T-0,opened,2026-02-10T09:00:00Z,,,,
T-0,first-response,2026-02-10T18:00:00Z,,,,
T-0,solved,2026-02-11T09:00:00Z,,,,
T-1,opened,2026-03-02T09:00:00Z,,,,
T-1,first-response,2026-03-02T09:30:00Z,,,,
T-1,solved,2026-03-03T09:00:00Z,,,,
T-4,opened,2026-03-10T09:00:00Z,,,,
T-4,assigned,2026-03-10T09:00:00Z,,help-desk,,
T-4,agitated,2026-03-10T10:00:00Z,,,,
T-4,first-response,2026-03-10T10:30:00Z,,,,
T-4,escalated,2026-03-10T11:00:00Z,,,,supervisor
T-4,solved,2026-03-11T09:00:00Z,,,,
T-2,opened,2026-03-31T09:00:00Z,,,,
T-2,assigned,2026-03-31T09:00:00Z,,help-desk,Wang Wei,
T-2,transferred,2026-03-31T10:00:00Z,,sales,Zhao Min,
T-2,agitated,2026-04-01T08:00:00Z,,,,
T-3,opened,2026-04-02T09:00:00Z,,,,
T-3,assigned,2026-04-02T09:00:00Z,,help-desk,,
T-3,agitated,2026-04-02T10:00:00Z,,,,
";

const CUSTOMERS: &str = "customer\nli@example.cn\nACME Ltd\nBlue Sky\nChen Jie\nDoubtful GmbH\n";

/// The window of twelve months runs from 2025-04-03 to 2026-04-02.
const PURCHASES: &str = "\
order,customer,at,what,refund_of,amount,currency
K-1,li@example.cn,2025-06-01T10:00:00Z,,,500,CNY
K-2,li@example.cn,2025-09-01T10:00:00Z,,,300,CNY
K-3,li@example.cn,2026-01-01T10:00:00Z,,,200,CNY
K-4,ACME Ltd,2025-07-01T10:00:00Z,,,400,CNY
K-5,ACME Ltd,2025-12-01T10:00:00Z,,,100,CNY
K-6,Blue Sky,2025-08-01T10:00:00Z,,,300,CNY
K-7,Chen Jie,2026-03-20T10:00:00Z,,,150,CNY
R-1,Chen Jie,2026-03-25T10:00:00Z,refund,K-7,50,CNY
K-9,Doubtful GmbH,2025-10-01T10:00:00Z,,,10,CNY
K-9,Doubtful GmbH,2025-10-01T10:00:00Z,,,20,CNY
K-10,,2025-10-01T10:00:00Z,,,70,CNY
";

const ASSIGNMENTS: &str = "\
role,person,department
supervisor,Sun Li,help-desk
department-head,Zhou Hao,sales
";

const NAMES: [&str; 7] =
    ["li@example.cn", "ACME Ltd", "Blue Sky", "Chen Jie", "Doubtful GmbH", "Zhou Hao", "Sun Li"];

fn desk_of(change: impl Fn(&str) -> String) -> Desk {
    let desk = Desk::of(&change(CUSTOMERS), &change(TICKETS), &change(EVENTS));
    let policy = POLICY.replace("departments  = [\"help-desk\"]", "departments  = [\"help-desk\", \"sales\"]\ntiers = [\"high\", \"middle\", \"ordinary\"]\nroles = [\"supervisor\", \"department-head\"]");
    desk.put("tiny.toml", &(policy + MORE));
    desk.put("purchases.csv", &change(PURCHASES));
    desk.put("assignments.csv", &change(ASSIGNMENTS));
    desk
}

pub(crate) fn desk() -> Desk {
    desk_of(str::to_owned)
}

#[track_caller]
pub(crate) fn run(desk: &Desk, more: &[&str]) -> Run {
    let run = desk.run(&[&["--as-of", "2026-04-02T12:00:00Z"], more].concat());
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    run
}

#[test]
fn customers_csv_has_one_row_a_customer() {
    let desk = desk();
    run(&desk, &["--show-values"]);
    // Four customers are compared: below 20 % from the top is the first, below 60 % are the second and third.
    // The classes: before the fourth, 1,800 of 1,900 are spent, which is more than 90 %.
    assert_eq!(
        desk.result("customers.csv"),
        "\
customer,tier,class,net_spend,currency,purchases,spend_rank,compared,level_by_spend,level_by_repurchase,decided_by,\
provisional,missing,held_since,held_because,scores,segment,stage,loyal,churn_grade,churn_points,\
churn_points_at_most,churn_points_of,churn_assigned,churn_why
ACME Ltd,middle,A,500,CNY,2,2,4,middle,middle,both,no,,,,,,,,,,,,,
Blue Sky,ordinary,A,300,CNY,1,3,4,middle,ordinary,repurchase,no,,,,,,,,,,,,,
Chen Jie,ordinary,C,100,CNY,1,4,4,ordinary,ordinary,both,yes,,,,,,,,,,,,,
Doubtful GmbH,,,,,,,,,,,,an order is recorded with two amounts or a negative one,,,,,,,,,,,,
li@example.cn,high,A,1000,CNY,3,1,4,high,high,both,no,,,,,,,,,,,,,
"
    );
}

#[test]
fn scorecard_csv_has_one_row_an_indicator_and_period() {
    let desk = desk();
    run(&desk, &[]);
    // In March: half an hour and an hour and a half; two of three tickets solved. In February: nine hours; one of one.
    let table = desk.result("scorecard.csv");
    let (ratios, volume) = table.split_at(table.find("indicator.volume").unwrap());
    assert_eq!(
        ratios,
        "\
indicator,clause,strength,period,from,until,complete,part,whole,value,unit,cases,low,high,confidence,\
target,verdict,assured,reason,notes
indicator.nps,D-KPI-2,must,2026-03,2026-03-01,2026-04-01,complete,,,,,,,,,>= 50,not-measured,,\
no survey answers were supplied,
indicator.participation,D-CARE-1,must,2026-03,2026-03-01,2026-04-01,complete,,,,,,,,,,not-measured,,\
no survey answers were supplied,
indicator.resolution,D-KPI-13,example,2026-02,2026-02-01,2026-03-01,complete,1,1,100,percent,1,,,,,,,,
indicator.resolution,D-KPI-13,example,2026-03,2026-03-01,2026-04-01,complete,2,3,66.666667,percent,3,,,,\
>= 80%,missed,,,
indicator.response-time,D-KPI-4,must,2026-02,2026-02-01,2026-03-01,complete,32400000000,1,32400,seconds,1,,,,,,,,
indicator.response-time,D-KPI-4,must,2026-03,2026-03-01,2026-04-01,complete,7200000000,2,3600,seconds,2,,,,\
<= 8h,met,,,1 unanswered
"
    );
    let months: Vec<&str> = volume.lines().map(|line| line.split(',').nth(3).unwrap()).collect();
    // Of the months before the first ticket nothing is known: they are no zeros.
    assert_eq!(months, ["2026-02", "2026-03"]);
    assert!(volume.contains(",2026-02,2026-02-01,2026-03-01,complete,1,1,1,count,1,,,,,,,,\n"), "{volume}");
    assert!(
        volume.ends_with(",2026-03,2026-03-01,2026-04-01,complete,2,1,2,count,2,,,,,no-target,,,\n"),
        "{volume}"
    );
}

#[test]
fn k1_months_before_the_first_ticket_are_zeros_only_where_somebody_says_that_the_data_hold_them() {
    let desk = desk();
    let volume = |flags: &[&str]| {
        let page = run(&desk, flags).out;
        let table = desk.result("scorecard.csv");
        (table.lines().filter(|line| line.starts_with("indicator.volume,")).count(), page)
    };
    assert_eq!(volume(&[]).0, 2);
    assert_eq!(volume(&["--complete-from", "2025-12-01"]).0, 4);
    // What begins within the month that is judged does not hold all of it, and the page says what to do.
    let (_, page) = volume(&["--complete-from", "2026-03-02"]);
    let said =
        "not judged, the data do not cover the whole period; if they do, say from when by --complete-from:";
    assert!(page.split_whitespace().collect::<Vec<_>>().join(" ").contains(said), "{page}");
}

#[test]
fn escalations_csv_has_one_row_a_ticket() {
    let desk = desk();
    run(&desk, &["--show-values"]);
    assert_eq!(
        desk.result("escalations.csv"),
        "\
ticket,customer,state,missing,due,wanted,reached,to_role,to_department,to_person,is_deputy,reasons,clauses,notes
T-2,ACME Ltd,overdue,,2026-03-31T14:00:00Z,department-head,,department-head,sales,Zhou Hao,no,\
several-departments 2026-03-31T10:00:00Z; agitated 2026-04-01T08:00:00Z,ACME-ESC-1; ACME-ESC-2,
T-3,Blue Sky,open,,2026-04-04T10:00:00Z,supervisor,,supervisor,help-desk,Sun Li,no,\
agitated 2026-04-02T10:00:00Z,ACME-ESC-2,
T-4,li@example.cn,met,,2026-03-12T10:00:00Z,supervisor,supervisor,,,,,agitated 2026-03-10T10:00:00Z,ACME-ESC-2,
"
    );
}

#[test]
fn report_json_tells_tiers_escalations_and_the_scorecard() {
    let desk = desk();
    run(&desk, &[]);
    let report: Value = serde_json::from_str(&desk.result("report.json")).unwrap();
    let tiers = &report["tiers"];
    assert_eq!((&tiers["after"], &tiers["last"]), (&"2025-04-02".into(), &"2026-04-02".into()));
    assert_eq!((&tiers["spend"], &tiers["currency"]), (&"1900".into(), &"CNY".into()));
    let counts = ["population", "undetermined", "provisional", "rows_without_customer"];
    assert_eq!(counts.map(|key| tiers[key].as_u64().unwrap()), [4, 1, 1, 1]);
    let middle = &tiers["tiers"][1];
    assert_eq!((&middle["customers"], &middle["customers_by_spend"]), (&1.into(), &2.into()));
    assert_eq!((&middle["cut"], &middle["spend"]), (&"300".into(), &"500".into()));

    let escalation = &report["escalations"][0];
    assert_eq!((&escalation["ticket"], &escalation["state"]), (&"T-2".into(), &"overdue".into()));
    assert_eq!(escalation["to"]["person"], "hidden (8 characters)");
    let reasons = escalation["reasons"].as_array().unwrap();
    let triggers: Vec<&Value> = reasons.iter().map(|reason| &reason["trigger"]).collect();
    assert_eq!(triggers, ["several-departments", "agitated"]);
    assert_eq!(reasons[1]["due"], "2026-04-03T08:00:00Z");

    let lines = report["scorecard"].as_array().unwrap();
    let resolution = lines.iter().find(|line| line["indicator"] == "indicator.resolution").unwrap();
    let parts =
        |line: &Value| (line["value"]["part"].as_u64().unwrap(), line["value"]["whole"].as_u64().unwrap());
    assert_eq!((parts(resolution), parts(&resolution["history"][0])), ((2, 3), (1, 1)));
    assert_eq!((&resolution["verdict"], &resolution["period"]), (&"missed".into(), &"2026-03".into()));
    assert!(lines[0]["value"].is_null() && lines[0]["reason"] == "no survey answers were supplied");
}

#[test]
fn the_page_has_sections_for_tiers_escalations_and_the_scorecard() {
    let page = run(&desk(), &[]).out;
    let from = page.find("ESCALATIONS").unwrap();
    let until = page.find("CANNOT BE JUDGED").unwrap();
    insta::assert_snapshot!(&page[from..until]);
}

#[test]
fn every_line_fits_the_page() {
    for (columns, shown) in [(80, &[][..]), (93, &["--show-values"]), (100, &["--show-values"])] {
        let terminal = Terminal { columns: Some(columns), progress: false };
        let run = desk().run_on(terminal, &[&["--as-of", "2026-04-02T12:00:00Z"], shown].concat());
        let page = run.out.rsplit_once("\nWritten to ").unwrap().0;
        assert!(page.contains("\nSCORECARD\n") && page.contains("\nVALUE TIERS"), "{page}");
        assert!(page.lines().all(|line| line.chars().count() <= usize::from(columns)), "{page}");
    }
}

#[test]
fn what_several_rules_of_a_clause_lack_is_said_once() {
    let desk = desk();
    let policy = std::fs::read_to_string(desk.path("tiny.toml")).unwrap();
    let policy = policy.replace("\"48h\"", "\"not-stated\"").replace("\"4h\"", "\"not-stated\"");
    desk.put("tiny.toml", &policy.replace("ACME-ESC-1", "ACME-ESC-2"));
    let page = run(&desk, &[]).out;
    // By one rule T-2, for two departments; by the other T-3 and T-4, whose customers are agitated.
    let lines: Vec<&str> = page.lines().filter(|line| line.starts_with("escalation ")).collect();
    assert_eq!(lines, ["escalation    ACME-ESC-2  3 tickets  the policy states no limit"], "{page}");
}

#[test]
fn names_are_hidden_unless_asked_for() {
    let desk = desk();
    let everything = |more: &[&str]| {
        let run = run(&desk, more);
        FILES.iter().fold(run.out, |text, file| text + &desk.result(file))
    };
    let hidden = everything(&[]);
    for name in NAMES {
        assert!(!hidden.contains(name), "{name}");
    }
    let shown = everything(&["--show-values"]);
    assert!(NAMES.iter().all(|name| shown.contains(name)));
}

#[test]
fn rows_in_any_order_give_the_same_bytes() {
    let backwards = |text: &str| {
        let (header, rows) = text.split_once('\n').unwrap();
        let rows: Vec<&str> = rows.lines().rev().collect();
        format!("{header}\n{}\n", rows.join("\n"))
    };
    let (one, other) = (desk(), desk_of(backwards));
    let page = |run: Run| run.out.rsplit_once("\nWritten to ").unwrap().0.to_owned();
    assert_eq!(page(run(&one, &[])), page(run(&other, &[])));
    for file in FILES {
        assert_eq!(one.result(file), other.result(file), "{file}");
    }
}

#[test]
fn every_key_is_in_the_documentation() {
    let document =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/report.md")).unwrap();
    let desk = desk();
    run(&desk, &[]);
    let report: Value = serde_json::from_str(&desk.result("report.json")).unwrap();
    let (escalation, line) = (&report["escalations"][0], &report["scorecard"][2]);
    let objects = [
        &report["tiers"],
        &report["tiers"]["tiers"][0],
        escalation,
        &escalation["to"],
        &escalation["reasons"][0],
        line,
        &line["value"],
        &line["history"][0],
    ];
    for key in objects.into_iter().flat_map(|object| object.as_object().unwrap().keys()) {
        assert!(document.contains(&format!("`{key}`")), "{key}");
    }
}

#[test]
fn escalations_of_which_nobody_can_tell_are_not_none() {
    let desk = desk();
    let mapping = r#"
schema = "crm-mapping/1"
shape = "events"
file = "log.csv"
zone = "UTC"
time-format = "%Y-%m-%dT%H:%M:%S"
order = "absent"
ticket = { id = "case" }
facts = { channel = { column = "by", values = "as-is" } }

[events]
time = "at"
activity = "what"
opened = "value"
values = { "Call" = "opened", "Answer" = "first-response", "Anger" = "agitated", "End" = "closed" }
"#;
    desk.put("log.toml", mapping);
    // Nobody recorded whether the ticket went up.
    let rows = [
        "case,by,at,what",
        "A-1,phone,2026-03-02T09:00:00,Call",
        "A-1,phone,2026-03-02T09:00:10,Answer",
        "A-1,phone,2026-03-02T10:00:00,Anger",
        "A-1,phone,2026-03-02T11:00:00,End",
    ];
    desk.put("log.csv", &rows.join("\n"));
    let page = run(&desk, &["--mapping", crate::tiny::text(&desk.path("log.toml"))]).out;
    assert!(
        page.contains("\nESCALATIONS: none is known to be open; of 1 ticket nobody can say how they stand\n"),
        "{page}"
    );
    let html = desk.result("report.html");
    assert!(html.contains("Of 1 ticket among them nobody can say whether they went up"), "{html}");
    assert!(html.contains("No escalation is known to be open."));
}
