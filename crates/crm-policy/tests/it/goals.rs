//! `[goal.NAME]`: what is read, what is refused and where, and what is inherited.

use crm_kpi::Side;
use crm_model::{Ratio, Strength};
use crm_policy::{Policy, PolicyError, Preset};

use crate::{SMALL, parse, parse_extending, tells};

const GROUND: &str = r#"
[vocabulary]
departments = ["service", "sales"]
roles = ["team-leader"]

[indicator.solved]
clause = "ACME-KPI-1"
formula = "resolution"
per = "month"

[indicator.handling-time]
clause = "ACME-KPI-2"
formula = "handling-time"
per = "month"
"#;

const GOAL: &str = r#"
[goal.solved]
clause     = "L-KPI-10"
strength   = "example"
indicator  = "solved"
target     = ">= 90%"
baseline   = "80%"
from       = 2026-01-01
by         = "2026-06-30"
department = "service"
post       = "team-leader"
parts      = [
    { department = "service", target = ">= 95%", weight = 60 },
    { department = "sales", post = "team-leader", target = "raised by 22.5 points", baseline = "60%", weight = 40 },
]
"#;

/// `SMALL` with the ground under the goals; its own vocabulary stays.
fn ground() -> String {
    let (vocabulary, indicators) = GROUND.split_once("\n\n").unwrap();
    let words = vocabulary.trim().trim_start_matches("[vocabulary]");
    SMALL.replacen("[vocabulary]\n", &format!("[vocabulary]{words}\n"), 1) + "\n" + indicators
}

fn read(goals: &str) -> Result<Policy, PolicyError> {
    Policy::parse(&(ground() + goals), "test.toml")
}

#[test]
fn l_kpi_10_every_key_is_read() {
    let policy = parse(&(ground() + GOAL));
    let goals = policy.latest().goals().goals();
    let [goal] = goals else { panic!("{goals:?}") };
    let spec = goal.spec();
    assert_eq!((spec.name.as_str(), spec.clause.as_str()), ("goal.solved", "L-KPI-10"));
    assert_eq!((spec.strength, spec.indicator.as_str()), (Strength::Example, "indicator.solved"));
    assert_eq!((spec.from.to_string(), spec.by.to_string()), ("2026-01-01".into(), "2026-06-30".into()));
    let owner =
        (spec.owner.department.as_ref().unwrap().as_str(), spec.owner.post.as_ref().unwrap().as_str());
    assert_eq!(owner, ("service", "team-leader"));
    assert_eq!(goal.wanted(), (Side::AtLeast, Ratio::new(90, 100).unwrap()));
    let parts: Vec<String> = goal
        .parts()
        .iter()
        .map(|part| format!("{} from {}", part.wanted().1.percent(1), part.baseline().percent(0)))
        .collect();
    assert_eq!(parts, ["95.0% from 80%", "82.5% from 60%"]);
    let clauses = policy.latest().clauses();
    assert!(clauses.iter().any(|(name, clause)| name == "goal.solved" && clause.as_str() == "L-KPI-10"));
}

#[test]
fn l_kpi_12_a_time_is_shortened_by_a_date() {
    let goal = "[goal.time]\nclause = 'L-KPI-12'\nindicator = 'handling-time'\ntarget = 'shortened by 2h'\n\
                baseline = '12h'\nfrom = 2026-01-01\nby = 2026-12-31\npost = 'team-leader'\n";
    let policy = read(goal).unwrap_or_else(|error| panic!("{error}"));
    let (side, wanted) = policy.latest().goals().goals()[0].wanted();
    assert_eq!((side, wanted), (Side::AtMost, Ratio::new(10 * 3_600_000_000, 1).unwrap()));
}

#[test]
fn no_preset_states_a_goal_since_no_document_states_a_date() {
    for preset in Preset::ALL {
        assert!(Policy::preset(*preset).latest().goals().goals().is_empty());
    }
}

#[track_caller]
fn refused(old: &str, new: &str, path: &str, needle: &str) {
    assert_eq!(GOAL.matches(old).count(), 1, "{old}");
    let error = read(&GOAL.replace(old, new)).unwrap_err();
    tells(&error, path, needle);
}

#[test]
fn what_is_wrong_is_shown_at_its_key() {
    refused(
        "indicator  = \"solved\"",
        "indicator = 'solvd'",
        "goal.solved.indicator",
        "did you mean `solved`?",
    );
    refused("indicator  = \"solved\"", "indicator = 'handling-time'", "goal.solved.baseline", "such as `8h`");
    refused("target     = \">= 90%\"", "target = 'falls'", "goal.solved.target", "is a trend");
    refused("target     = \">= 90%\"", "target = 'better'", "goal.solved.target", "`raised by 5 points`");
    refused("target     = \">= 90%\"", "target = '>= 80%'", "goal.solved.target", "meets the target already");
    refused("target     = \">= 90%\"", "target = '+45%'", "goal.solved.target", "beyond the best value");
    refused("target     = \">= 90%\"", "target = '>= 90.1%'", "goal.solved", "together reach 90.00%");
    refused("by         = \"2026-06-30\"", "by = 2026-01-01", "goal.solved.by", "is not after");
    refused("by         = \"2026-06-30\"", "", "goal.solved", "the key `by` is missing");
    refused("from       = 2026-01-01", "from = 'January'", "goal.solved.from", "a date such as");
    refused("post       = \"team-leader\"", "post = 'chief'", "goal.solved.post", "not declared");
    refused("post       = \"team-leader\"", "colour = 'red'", "goal.solved.colour", "not a known key");
    refused("weight = 60", "weight = 0", "goal.solved.parts[0].weight", "adds nothing");
    refused("weight = 60", "weight = -1", "goal.solved.parts[0].weight", "out of range");
    refused(
        "target = \">= 95%\", weight",
        "target = '<= 70%', weight",
        "goal.solved.parts[0].target",
        "the other way",
    );
    refused("{ department = \"service\", ", "{ ", "goal.solved.parts[0]", "answers for it");
    refused(
        "baseline = \"60%\", weight = 40",
        "baseline = '60%'",
        "goal.solved.parts[1]",
        "the key `weight` is missing",
    );
}

#[test]
fn a_goal_without_owner_or_with_an_empty_list_is_refused() {
    let without = GOAL.replace("department = \"service\"\npost       = \"team-leader\"\n", "");
    let error = read(&without).unwrap_err();
    assert!(error.to_string().contains("neither a department nor a post answers for it"), "{error}");
    let (before, _) = GOAL.split_once("parts ").unwrap();
    let error = read(&format!("{before}parts = []\n")).unwrap_err();
    assert!(error.to_string().contains("leave the key out"), "{error}");
}

#[test]
fn a_goal_of_a_wrong_indicator_is_not_told_twice() {
    let wrong = ground().replace("formula = \"resolution\"", "formula = \"resolutions\"");
    let error = Policy::parse(&(wrong + GOAL), "test.toml").unwrap_err();
    let paths: Vec<&str> = error.problems().iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(paths, ["indicator.solved.formula"]);
}

#[test]
fn goals_merge_by_name_and_key() {
    let base = ground() + GOAL;
    let ours = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'base'\n[goal.solved]\nby = 2026-12-31\n";
    let policy = parse_extending(ours, &[("base", &base)]).unwrap_or_else(|error| panic!("{error}"));
    let goal = &policy.latest().goals().goals()[0];
    assert_eq!((goal.spec().by.to_string().as_str(), goal.parts().len()), ("2026-12-31", 2));
    let ours = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'base'\n[goal.solved]\noff = true\n";
    let policy = parse_extending(ours, &[("base", &base)]).unwrap_or_else(|error| panic!("{error}"));
    assert!(policy.latest().goals().goals().is_empty());
    // Without its indicator there is nothing by which to track it.
    let ours = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'base'\n[indicator.solved]\noff = true\n";
    let error = parse_extending(ours, &[("base", &base)]).unwrap_err();
    assert!(error.to_string().contains("there is no indicator"), "{error}");
}
