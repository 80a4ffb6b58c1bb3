//! The tables that a policy asks for, of four tickets, checked by hand.

use serde_json::Value;

use crate::tiny::{Desk, POLICY};

const MORE: &str = r#"
[analysis.causes]
clause = "P-COMP-5"
of     = "complaint-causes"
per    = "month"
kinds  = "complaint"
causes = ["late", "rude"]

[analysis.channels]
clause = "D-KPI-8"
of     = "channels"
per    = "month"
counts = "last"

[analysis.silent]
clause     = "L-ACC-2"
strength   = "derived"
of         = "channel-deliveries"
per        = "month"
usual-gaps = 3
channels   = "declared"
"#;

const TICKETS: &str = "\
ticket,customer,channel,tags
T-1,li@example.cn,phone,late
T-2,ACME Ltd,e-mail,late
T-3,ACME Ltd,phone,rude
T-4,ACME Ltd,phone,
";

const EVENTS: &str = "\
ticket,event,occurred_at,kind,department
T-1,opened,2026-03-01T09:00:00Z,,
T-1,classified,2026-03-01T09:00:00Z,complaint,
T-1,assigned,2026-03-01T09:00:00Z,,help-desk
T-1,first-response,2026-03-01T10:00:00Z,,
T-1,solved,2026-03-02T09:00:00Z,,
T-2,opened,2026-03-03T09:00:00Z,,
T-2,classified,2026-03-03T09:00:00Z,complaint,
T-2,first-response,2026-03-03T12:00:00Z,,
T-3,opened,2026-03-03T10:00:00Z,,
T-3,classified,2026-03-03T10:00:00Z,complaint,
T-3,first-response,2026-03-03T10:30:00Z,,
T-4,opened,2026-03-05T10:00:00Z,,
T-4,classified,2026-03-05T10:00:00Z,complaint,
";

fn desk(events: &str) -> Desk {
    assessed(Desk::of("customer\nli@example.cn\nACME Ltd\n", TICKETS, events), MORE)
}

/// Returns the desk after an assessment by a policy with these analyses.
fn assessed(desk: Desk, more: &str) -> Desk {
    let policy = POLICY.replace("kinds        = []", "kinds = [\"complaint\"]\ntags = [\"late\", \"rude\"]");
    desk.put("tiny.toml", &(policy + more));
    let run = desk.run(&["--as-of", "2026-04-02T12:00:00Z"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    desk.put("page.txt", &run.out);
    desk
}

/// Returns what the page says of analyses.
fn section(desk: &Desk) -> String {
    let page = std::fs::read_to_string(desk.path("page.txt")).unwrap();
    let section = page.split_once("\nANALYSES\n").unwrap().1;
    section.split("\n\nCANNOT BE JUDGED").next().unwrap().to_owned()
}

#[test]
fn the_page_shows_every_table() {
    // Late: T-1, and T-2 after the solution of T-1. Phone: one of three solved, answered after 1 h and after 30 min.
    // Phone came on the 1st, 3rd and 5th, so usually every second day, and on none of the 26 days since.
    assert_eq!(
        section(&desk(EVENTS)),
        "\
causes: 2026-03 (P-COMP-5)
Causes of complaints, that of the most first; again = of a cause that was solved, for the same
  customer or for any:
cause  complaints  of all  added up  again: same  again: any  held most by  holder unknown
------------------------------------------------------------------------------------------
late            2  66.7 %    66.7 %            0           1  not clear             50.0 %
rude            1  33.3 %   100.0 %            0           0  unknown              100.0 %
In no line: 1 complaint of unknown cause.

channels: 2026-03 (D-KPI-8)
Channels side by side:
channel  contacts  feedback  tickets  solved  first answer  unanswered  satisfied
---------------------------------------------------------------------------------
e-mail          -         -        1   0.0 %           3 h           0          -
phone           -         -        3  33.3 %        45 min           1          -
How far channels lie apart:
figure        lowest    with  highest    with     apart by
----------------------------------------------------------
first answer  phone   45 min  e-mail      3 h   2 h 15 min
solved        e-mail   0.0 %  phone    33.3 %  33.3 points
Not told: no interactions were supplied; no spend was supplied.

silent: 2026-03 (L-ACC-2)
Records by channel up to 2026-04-01 00:00:00 UTC, gaps in days:
channel  delivers   records  in the period  last (UTC)        silent for  usual gap  longest gap
------------------------------------------------------------------------------------------------
e-mail   not known        1              1  2026-03-03 09:00          28          -            -
phone    no               3              3  2026-03-05 10:00          26          2            2
Whether e-mail delivers is not known: all its records are of one date.
Not told: no interactions were supplied."
    );
}

#[test]
fn analyses_csv_has_one_row_a_figure() {
    let csv = desk(EVENTS).result("analyses.csv");
    let begin = "analysis.channels,D-KPI-8,must,channels,2026-03,2026-03-01,2026-04-01,complete,";
    for row in [
        "work,2,phone,first_answer,2700,seconds,5400000000,2,",
        "work,2,phone,solved,33.333333,percent,1,3,",
        "work,1,e-mail,contacts,,,,,no interactions were supplied",
        "spread,1,first answer,difference,8100,seconds,",
        "spread,2,solved,difference,33.333333,points,1,3,",
    ] {
        assert!(csv.contains(&format!("\n{begin}{row}")), "{row} in\n{csv}");
    }
    let departments = "complete,departments,2,late,department,help-desk,text,,,\n";
    assert!(csv.contains(departments), "{csv}");
}

#[test]
fn report_json_has_exact_figures() {
    let report: Value = serde_json::from_str(&desk(EVENTS).result("report.json")).unwrap();
    let [causes, channels, silent] = report["analyses"].as_array().unwrap().as_slice() else { panic!() };
    assert_eq!((&causes["of"], &causes["period"]), (&"complaint-causes".into(), &"2026-03".into()));
    let late = &causes["tables"][0]["rows"][0];
    assert_eq!(late["cause"], "late");
    assert_eq!((&late["share"]["value"]["part"], &late["share"]["value"]["whole"]), (&2.into(), &3.into()));
    assert_eq!(channels["tables"][0]["rows"][0]["contacts"]["value"], Value::Null);
    assert_eq!(silent["tables"][0]["rows"][1]["delivers"], "no");
    assert_eq!(silent["strength"], "derived");
}

#[test]
fn what_cannot_be_made_says_why() {
    let early = EVENTS.replace("2026-03", "2026-01");
    let desk = desk(&early);
    let text = section(&desk);
    let unmade = "not made, no cases in the period: causes: 2026-03 (P-COMP-5), channels: 2026-03 (D-KPI-8)";
    assert!(text.contains(unmade), "{text}");
    let csv = desk.result("analyses.csv");
    let row = "analysis.causes,P-COMP-5,must,,2026-03,2026-03-01,2026-04-01,complete,,,,,,,,,no cases in the period\n";
    assert!(csv.contains(row), "{csv}");
    let page = desk.result("report.html");
    assert!(page.contains("Not measured: no cases in the period."), "{page}");
}

#[test]
fn figures_that_nobody_can_tell_say_why() {
    // Of the e-mail nobody knows whether it was solved: its solution is dated before it. No ticket names a customer.
    let tickets = "ticket,channel,tags\nT-1,e-mail,late\nT-2,phone,late\n";
    let events = "\
ticket,event,occurred_at,kind
T-1,opened,2026-03-03T09:00:00Z,
T-1,classified,2026-03-03T09:00:00Z,complaint
T-1,solved,2026-03-02T09:00:00Z,
T-2,opened,2026-03-03T10:00:00Z,
T-2,classified,2026-03-03T10:00:00Z,complaint
T-2,solved,2026-03-03T12:00:00Z,
";
    let spend = "\
at,amount,currency,aim,activity
2026-03-05T09:00:00Z,10,CNY,maintenance,hotline
2026-03-06T09:00:00Z,10,USD,maintenance,hotline
2026-03-07T09:00:00Z,5,CNY,maintenance,letters
";
    let desk = Desk::of("customer\nli@example.cn\n", tickets, events);
    desk.put("spend.csv", spend);
    let activities = "counts = \"last\"\nactivities = { hotline = \"phone\", letters = \"e-mail\" }";
    let desk = assessed(desk, &MORE.replace("counts = \"last\"", activities));
    let text = section(&desk);
    for line in [
        "late            2  100.0 %   100.0 %            -           0  unknown              100.0 %\n",
        "Not told: the source does not tell of the customer of any ticket.\n",
        "e-mail          -         -        1        -             -           1          -\n",
        "Cost not told: phone, amounts in several currencies and none to report in.\n",
        "In no share solved: 1 undetermined.\n",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
    let csv = desk.result("analyses.csv");
    for row in [
        "causes,1,late,repeats_by_customer,,,,,the source does not tell of the customer of any ticket\n",
        "cost,1,e-mail,per_contact,,,,,no interactions were supplied\n",
        "cost,1,e-mail,cost,5,CNY,50000,10000,\n",
    ] {
        assert!(csv.contains(row), "{row} in\n{csv}");
    }
}

const EFFECTS: &str = r#"
[money]
currency = "CNY"

[analysis.campaigns]
clause          = "D-KPI-9"
of              = "campaigns"
per             = "month"
purposes        = ["fair", "webinar"]
feedback-within = "14d"
order-within    = "30d"
adjust-below    = "20%"

[analysis.sales]
clause     = "H-KPI-17"
of         = "sales-and-satisfaction"
per        = "month"
pairs      = "customer"
topic      = "overall"
scale      = "1-5"
counts     = "mean"
confidence = "95%"
"#;

/// Four customers: revenue of 100 in February and more in March, an answer of 1 and then another.
fn of_effects() -> Desk {
    let desk = Desk::of("customer\na\nb\nc\nd\n", TICKETS, EVENTS);
    let (mut purchases, mut answers) = ("customer,at,amount,currency\n".to_owned(), String::new());
    for (name, revenue, score) in [("a", 130, 4), ("b", 110, 2), ("c", 12, 3), ("d", 140, 5)] {
        for (month, revenue, score) in [("02", 100, 1), ("03", revenue, score)] {
            let at = format!("2026-{month}-05T09:00:00Z");
            purchases += &[name, &at, &revenue.to_string(), "CNY\n"].join(",");
            answers += &(["s,overall,1-5", name, &at, &score.to_string()].join(",") + "\n");
        }
    }
    desk.put("purchases.csv", &purchases);
    desk.put("surveys.csv", &format!("survey,topic,scale,customer,answered_at,score\n{answers}"));
    let contacts = [("a", "02", "reached"), ("b", "03", "not-reached"), ("c", "30", "reached")];
    let contacts = contacts
        .map(|(name, day, outcome)| format!("{name},2026-03-{day}T09:00:00Z,outbound,{outcome},webinar\n"));
    desk.put("interactions.csv", &format!("customer,at,direction,outcome,purpose\n{}", contacts.concat()));
    let policy = POLICY.replace("kinds        = []", "kinds = [\"complaint\"]\ntags = [\"late\", \"rude\"]");
    desk.put("tiny.toml", &(policy + EFFECTS));
    let run = desk.run(&["--as-of", "2026-04-02T12:00:00Z"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    desk.put("page.txt", &run.out);
    desk
}

/// Programs cannot read `'-0.90`, which is how a text stands that begins with a minus.
#[test]
fn coefficients_are_numbers_in_files() {
    let desk = of_effects();
    let csv = desk.result("analyses.csv");
    // Satisfaction rose by 3 1 2 4 and sales by .3 .1 -.88 .4: ranks 3 2 1 4 and 3 1 2 4, so 1 - 6 x 2 / 60 of ranks.
    assert!(csv.contains("correlations,2,ranks,coefficient,0.8,number,800000,1000000,\n"), "{csv}");
    let low = csv.lines().find(|line| line.contains(",ranks,low,")).unwrap();
    let low: f64 = low.rsplit(',').nth(4).unwrap().parse().unwrap();
    // tanh(atanh 0.8 - 1.96 x sqrt 1.32)
    assert!((low - -0.818_8).abs() < 1e-4, "{low}");
    assert!(section(&desk).contains("\nranks       4         0.80  -0.82  1.00"), "{}", section(&desk));
    assert!(!csv.contains("'-"), "{csv}");
    let report: Value = serde_json::from_str(&desk.result("report.json")).unwrap();
    let ranks = &report["analyses"][1]["tables"][1]["rows"][1];
    assert_eq!(ranks["coefficient"]["value"]["number"], "0.8");
}

#[test]
fn who_still_may_order_is_said_beside_the_share_that_did() {
    // Of those who took part only `a` is decided: it answered and ordered on the 5th. `c` was reached on the 30th, and has
    // time; `b`, who was not reached, ordered on the 5th as well.
    let text = section(&of_effects());
    let note = "Time is left for feedback of 1 customer and for orders of 1 customer, in no such share yet.";
    assert!(text.contains(note), "{text}");
    assert!(text.contains("\nwebinar  took part            2        100.0 %  100.0 % "), "{text}");
}

/// The mean of the means 4.5 and 2 is 13/4, of three answers by two customers.
#[test]
fn the_mean_of_means_is_not_shown_over_answers_that_nobody_gave() {
    let desk = Desk::of("customer\na\nb\n", TICKETS, EVENTS);
    let answers = [("a", "05", 4), ("a", "06", 5), ("b", "05", 2)]
        .map(|(name, day, score)| format!("s,overall,1-5,{name},2026-03-{day}T09:00:00Z,{score}\n"));
    desk.put("surveys.csv", &format!("survey,topic,scale,customer,answered_at,score\n{}", answers.concat()));
    let policy = POLICY.replace("kinds        = []", "kinds = [\"complaint\"]\ntags = [\"late\", \"rude\"]");
    let mean = "\n[indicator.mean]\nclause = \"L-KPI-11\"\nper = \"month\"\nformula = \"mean-satisfaction\"\n\
                topic = \"overall\"\nscale = \"1-5\"\ncounts = \"mean\"\n";
    desk.put("tiny.toml", &(policy + mean));
    let run = desk.run(&["--as-of", "2026-04-02T12:00:00Z"]);
    let row = run.out.lines().find(|line| line.starts_with("mean ")).unwrap();
    assert_eq!(
        row.split_whitespace().collect::<Vec<_>>(),
        ["mean", "L-KPI-11", "2026-03", "3.2", "no", "target"]
    );
    assert!(desk.result("scorecard.csv").contains(",complete,13,4,3.25,number,2,"));
}

const BY_PERSON: &str = r#"
[indicator.solved]
clause  = "ACME-2"
formula = "resolution"
per     = "month"
target  = ">= 95%"

[indicator.files]
clause  = "ACME-3"
formula = "file-completeness"
fields  = ["phone"]
per     = "month"
target  = ">= 95%"

[indicator.lag]
clause  = "ACME-4"
formula = "recording-lag"
per     = "month"

[analysis.performance]
clause = "D-PERF-1"
of     = "performance"
per    = "month"
by     = ["person"]
"#;

const OPEN: &str = "\
ticket,event,occurred_at,department,person
T-1,opened,2026-03-02T09:00:00Z,,
T-1,assigned,2026-03-02T09:00:00Z,help-desk,Wang Wei
T-1,solved,2026-03-03T09:00:00Z,,
T-2,opened,2026-03-02T09:00:00Z,,
T-2,assigned,2026-03-02T09:00:00Z,help-desk,Wang Wei
T-3,opened,2026-03-02T09:00:00Z,,
T-3,assigned,2026-03-02T09:00:00Z,help-desk,Anna Li
T-4,opened,2026-03-02T09:00:00Z,,
T-4,assigned,2026-03-02T09:00:00Z,help-desk,Anna Li
";

/// Returns the page and the files that tell of tickets, by a policy with more tables.
fn told(policy: &str, more: &[&str]) -> [String; 4] {
    let customers = "customer,file,in_charge\nli@example.cn,yes,Wang Wei\nACME Ltd,yes,Wang Wei\n";
    let tickets = "ticket,customer\nT-1,li@example.cn\nT-2,ACME Ltd\nT-3,ACME Ltd\nT-4,\n";
    let desk = Desk::of(customers, tickets, OPEN);
    desk.put("tiny.toml", &(POLICY.to_owned() + policy));
    let run = desk.run(&[&["--as-of", "2026-04-02T12:00:00Z"], more].concat());
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    let [html, json, csv] = ["report.html", "report.json", "analyses.csv"].map(|name| desk.result(name));
    [run.out, html, json, csv]
}

#[test]
fn d_perf_1_persons_and_customers_behind_a_miss_are_hidden_unless_asked_for() {
    let names = ["Wang Wei", "Anna Li", "li@example.cn", "ACME Ltd"];
    let hidden = told(BY_PERSON, &[]);
    for (name, text) in names.iter().flat_map(|name| hidden.iter().map(move |text| (name, text))) {
        assert!(!text.contains(name), "{name} in\n{text}");
    }
    let [page, _, _, csv] = hidden;
    for line in [
        "no. 2   0.0 %  0 of 2      2  not met       2\n", // both files, by who is in charge
        "no. 2   2 whose customers are hidden\n",
        "no. 1    0.0 %  0 of 2      2  not met       2\n", // two tickets that nobody solved
        "no. 1   T-3, T-4\n",
        "No lag by person: no interactions were supplied.\n",
        "Persons have numbers, which hold in this analysis alone.\n",
    ] {
        assert!(page.contains(line), "{line} in\n{page}");
    }
    assert!(!page.contains("lag by person, 2026-03") && !page.contains("No cases of lag"), "{page}");
    let kept = ",lag-by-person,1,all,value,,,,,no interactions were supplied\n";
    assert!(csv.contains(kept), "{csv}");
    // Without a target nothing misses one; that there are no cases would be untrue.
    assert!(csv.contains(",lag-by-person,1,all,misses,,,,,\n"), "{csv}");
    let shown = told(BY_PERSON, &["--show-values"]);
    for (name, text) in names.iter().flat_map(|name| shown.iter().map(move |text| (name, text))) {
        assert!(text.contains(name), "{name} not in\n{text}");
    }
}

#[test]
fn l_proc_1_the_share_of_waiting_is_told_where_work_is_told_too() {
    let process =
        "\n[analysis.process]\nclause = 'L-PROC-1'\nof = 'process'\nper = 'month'\nwaiting = ['opened']\n";
    let [page, ..] = told(process, &[]);
    assert!(page.contains("time waiting, in all") && !page.contains("known time spent waiting"), "{page}");
    let [page, ..] = told(&format!("{process}working = ['assigned']\n"), &[]);
    assert!(page.contains("known time spent waiting"), "{page}");
}
