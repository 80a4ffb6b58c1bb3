//! `[cadence.NAME]`: what is read, what is refused and where, and what is inherited.

use crm_calendar::ElapsedTime;
use crm_kpi::chart::WESTERN_ELECTRIC;
use crm_kpi::process::OrderRule;
use crm_kpi::{Dimension, Per};
use crm_model::{EventKind, Strength};
use crm_policy::{Policy, PolicyError, Preset};

use crate::{SMALL, parse, parse_extending, tells};

const INDICATOR: &str = "[indicator.solved]\nclause = 'ACME-KPI-1'\nformula = 'resolution'\nper = 'month'\n";

const CADENCE: &str = r#"
[cadence.quarter]
clause     = "D-CYCLE-1"
strength   = "derived"
per        = "quarter"
indicators = ["solved"]
anomalies  = { by = "month", limits = 3, rules = "western-electric", trend = "95%", laney-from = 1000, at-least = 6 }
trends     = { by = "month", confidence = "90%" }
targets    = { by = "department" }
diagnosis  = true
processes  = { problem = ["sla"], answers = ["sla.answer"] }

[cadence.quarter.order]
answer  = { before = "solved", comes = "first-response", kinds = "complaint" }
revisit = { after = "solved", comes = "revisited", within = "3d" }
over    = { after = "closed", never = "message-out" }
"#;

fn ground() -> String {
    format!("{SMALL}\n{INDICATOR}")
}

fn read(cadences: &str) -> Result<Policy, PolicyError> {
    Policy::parse(&(ground() + cadences), "test.toml")
}

#[test]
fn d_cycle_1_every_key_is_read() {
    let policy = parse(&(ground() + CADENCE));
    let [cadence] = policy.latest().cadences().cadences() else { panic!() };
    assert_eq!((cadence.name.as_str(), cadence.clause.as_str()), ("cadence.quarter", "D-CYCLE-1"));
    assert_eq!((cadence.strength, cadence.per, cadence.diagnosis), (Strength::Derived, Per::Quarter, true));
    assert_eq!(cadence.indicators[0].as_str(), "indicator.solved");
    let anomalies = cadence.anomalies.as_ref().unwrap();
    assert_eq!((anomalies.by, anomalies.at_least), (Per::Month, 6));
    let choices = &anomalies.choices;
    assert_eq!((choices.sigmas.get(), choices.laney_from), (3.0, Some(1000)));
    assert_eq!((choices.rules.as_slice(), choices.trend.level()), (WESTERN_ELECTRIC.as_slice(), 0.95));
    let trends = cadence.trends.unwrap();
    assert_eq!((trends.by, trends.confidence.level()), (Per::Month, 0.9));
    assert_eq!(cadence.targets.unwrap().by, Some(Dimension::Department));
    let processes: Vec<&str> = cadence.processes.iter().map(|process| process.name.as_str()).collect();
    assert_eq!(processes, ["problem", "answers"]);
    let orders: Vec<_> =
        cadence.orders.iter().map(|check| (check.name.as_str(), check.kinds.len(), check.rule)).collect();
    let within = Some(ElapsedTime::from_hours(72));
    assert_eq!(
        orders,
        [
            ("answer", 1, OrderRule::Precedes { first: EventKind::FirstResponse, then: EventKind::Solved }),
            (
                "revisit",
                0,
                OrderRule::Follows { first: EventKind::Solved, then: EventKind::Revisited, within }
            ),
            ("over", 0, OrderRule::NeverAfter { first: EventKind::Closed, never: EventKind::MessageOut }),
        ]
    );
    let clauses = policy.latest().clauses();
    assert!(clauses.iter().any(|(name, clause)| name == "cadence.quarter" && clause.as_str() == "D-CYCLE-1"));
}

#[test]
fn presets_have_the_cadences_of_their_documents() {
    let names = |preset| {
        let policy = Policy::preset(preset);
        let cadences = policy.latest().cadences().cadences().iter();
        cadences.map(|cadence| cadence.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(Preset::Basic), ["cadence.month", "cadence.quarter"]);
    for preset in [Preset::Detailed, Preset::Handbook, Preset::SixPlans, Preset::Lifecycle] {
        assert_eq!(names(preset), ["cadence.month", "cadence.quarter", "cadence.year"]);
    }
}

#[track_caller]
fn refused(old: &str, new: &str, path: &str, needle: &str) {
    assert_eq!(CADENCE.matches(old).count(), 1, "{old}");
    let error = read(&CADENCE.replace(old, new)).unwrap_err();
    tells(&error, path, needle);
}

#[test]
fn what_is_wrong_is_shown_at_its_key() {
    refused("[\"solved\"]", "['solvd']", "cadence.quarter.indicators[0]", "did you mean `solved`?");
    refused("[\"solved\"]", "[]", "cadence.quarter.indicators", "leave the key out");
    refused("\"quarter\"", "'week'", "cadence.quarter.per", "`month`");
    refused("\"quarter\"", "'rolling 30 days'", "cadence.quarter.per", "`month`");
    refused("limits = 3", "limits = 0", "cadence.quarter.anomalies.limits", "at least one");
    refused("\"western-electric\"", "'shewhart'", "cadence.quarter.anomalies.rules", "`nelson`");
    refused("trend = \"95%\"", "trend = '100%'", "cadence.quarter.anomalies.trend", "");
    refused(", at-least = 6", "", "cadence.quarter.anomalies", "the key `at-least` is missing");
    refused("by = \"month\", confidence", "by = 'year', confidence", "cadence.quarter.trends", "longer");
    refused("\"department\"", "'weekday'", "cadence.quarter.targets.by", "`channel`");
    refused("[\"sla\"]", "['slaa']", "cadence.quarter.processes.problem[0]", "no rule or group");
    refused("\"sla.answer\"", "'sla.anser'", "cadence.quarter.processes.answers[0]", "no rule or group");
    refused("\"sla.answer\"", "'indicator.solved'", "cadence.quarter.processes.answers[0]", "no rule");
    refused("[\"sla\"]", "[]", "cadence.quarter.processes", "has no rules");
    let order = |rest: &str| format!("cadence.quarter.order.{rest}");
    refused("before = \"solved\"", "before = 'sold'", &order("answer.before"), "`solved`");
    refused("kinds = \"complaint\"", "kinds = 'complain'", &order("answer.kinds"), "`complaint`");
    refused(
        "before = \"solved\", comes",
        "before = 'solved', never",
        &order("answer"),
        "`before` and `comes`",
    );
    refused("after = \"closed\", never", "never", &order("over"), "`after` and `never`");
    refused("before = \"solved\"", "within = '1d', before = 'solved'", &order("answer.within"), "too late");
    refused(
        "before = \"solved\"",
        "before = 'first-response'",
        "cadence.quarter.order",
        "no ticket can keep",
    );
    refused("\"3d\"", "'3bd'", &order("revisit.within"), "not counted by the clock");
    refused("\"3d\"", "'0h'", &order("revisit.within"), "longer than nothing; expected a span such as");
    refused(
        "kinds = \"complaint\"",
        "kinds = []",
        &order("answer.kinds"),
        "leave the key out where all count",
    );
    refused("over    = {", "over = { strength = 'may',", &order("over.strength"), "not a known key");
    refused("diagnosis  = true", "diagnoses = true", "cadence.quarter.diagnoses", "not a known key");
}

#[test]
fn cadences_merge_by_name_and_key() {
    let base = ground() + CADENCE;
    let head = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'base'\n";
    let ours = format!("{head}[cadence.quarter]\ntargets = {{}}\n");
    let policy = parse_extending(&ours, &[("base", &base)]).unwrap_or_else(|error| panic!("{error}"));
    let cadence = &policy.latest().cadences().cadences()[0];
    assert_eq!((cadence.targets.unwrap().by, cadence.trends.is_some()), (None, true));
    let ours = format!("{head}[cadence.quarter]\noff = true\n");
    let policy = parse_extending(&ours, &[("base", &base)]).unwrap_or_else(|error| panic!("{error}"));
    assert!(policy.latest().cadences().cadences().is_empty());
    // A rule that is taken away leaves its name; the process has nothing of it.
    let ours = format!("{head}[sla.answer]\noff = true\n");
    assert!(parse_extending(&ours, &[("base", &base)]).is_ok());
    // Without any of its indicators there is nothing to look at; one of several may go.
    let ours = format!("{head}[indicator.solved]\noff = true\n");
    let error = parse_extending(&ours, &[("base", &base)]).unwrap_err();
    assert!(error.to_string().contains("switched off"), "{error}");
    let two = base.replace("[\"solved\"]", "['solved', 'again']") + &INDICATOR.replace("solved", "again");
    let policy = parse_extending(&ours, &[("base", &two)]).unwrap_or_else(|error| panic!("{error}"));
    let names: Vec<&str> =
        policy.latest().cadences().cadences()[0].indicators.iter().map(crm_model::RuleName::as_str).collect();
    assert_eq!(names, ["indicator.again"]);
}
