//! `[indicator.NAME]`: what is read, what is refused and where, and what is inherited.

mod judging;

use crm_calendar::{ElapsedTime, Span};
use crm_kpi::{
    Buyers, CostForm, Counts, CustomersBy, Formula, GoalsOf, IndicatorSpec, Invitations, NewSince, Per,
    Response, RetentionForm, SegmentBy,
};
use crm_model::Strength;
use crm_policy::{Policy, PolicyError};

use crate::{SMALL, parse, parse_extending};

/// One indicator of every formula, with all its keys.
const EVERY: &str = r#"
[vocabulary]
tiers = ["high"]
departments = ["sales"]

[indicator.worded]
clause = "ACME-KPI-1"
strength = "example"
formula = "retention-as-worded"
customers = "memberships"
tier = "high"
per = "year"
target = ">= 80%"
baseline = "60%"

[indicator.logo]
clause = "ACME-KPI-1"
formula = "logo-retention"
currency = "CNY"
per = "month"

[indicator.nps]
clause = "ACME-KPI-2"
formula = "nps"
survey = "satisfaction-2026"
topic = "recommend"
counts = "last"
detractors-to = 6
promoters-from = 9
per = "year"
target = ">= 50"

[indicator.would]
clause = "ACME-KPI-2"
formula = "would-recommend"
topic = "recommend"
scale = "0-10"
counts = "all"
at-least = 9
per = "quarter"
target = ">= 15%"

[indicator.recommended]
clause = "ACME-KPI-2"
formula = "recommended"
customers = "purchases"
per = "year"

[indicator.satisfied]
clause = "ACME-KPI-3"
formula = "satisfaction"
topic = "overall"
scale = "1-5"
counts = "first"
at-least = 4
per = "year"

[indicator.mean]
clause = "ACME-KPI-3"
formula = "mean-satisfaction"
topic = "overall"
scale = "1-5"
counts = "first"
per = "year"
target = ">= 4.2"

[indicator.revisited]
clause = "ACME-KPI-3"
formula = "revisit-satisfaction"
kinds = "complaint"
counts = "last"
per = "quarter"
target = ">= 85%"

[indicator.complaints]
clause = "ACME-KPI-4"
formula = "complaint-rate"
kinds = ["complaint"]
base = "interactions"
per = "month"
target = "falls over 3 periods"

[indicator.contacts]
clause = "ACME-KPI-4"
formula = "contact-frequency"
customers = "memberships"
per = "month"
target = "+40%"
baseline = "1.5"

[indicator.attained]
clause = "ACME-KPI-5"
formula = "attainment"
measure = "first-response"
clauses = ["ACME-1", "ACME-2"]
per = "month"
target = "> 95%"

[indicator.response]
clause = "ACME-KPI-5"
formula = "response-time"
per = "month"
target = "<= 8h"
baseline = "12h"

[indicator.handling]
clause = "ACME-KPI-5"
formula = "handling-time"
kinds = ["inquiry", "complaint"]
per = "month"

[indicator.lag]
clause = "ACME-KPI-5"
formula = "recording-lag"
channels = ["phone"]
per = "month"
target = "<= 1h"

[indicator.whole]
clause = "ACME-KPI-5"
formula = "ticket-completeness"
parts = ["customer", "description", "time", "receiver", "kind", "urgency"]
kinds = "complaint"
per = "month"
target = ">= 95%"

[indicator.recorded]
clause = "ACME-KPI-5"
formula = "attainment"
measure = "recording"
per = "month"

[indicator.follow-up]
clause = "ACME-KPI-6"
formula = "follow-up"
since = "first-purchase"
purposes = ["follow-up"]
within = "3bd"
ends = "same-time"
calendar = "office"
per = "quarter"
target = ">= 90%"

[indicator.covered]
clause = "ACME-KPI-6"
formula = "coverage"
class = "A"
per = "year"
target = ">= 100%"

[indicator.participation]
clause = "ACME-KPI-6"
formula = "participation"
per = "year"
target = ">= 20%"

[indicator.cost]
clause = "ACME-KPI-7"
formula = "cost-share"
per = "year"
target = "<= 5%"

[indicator.cost-high]
clause = "ACME-KPI-7"
formula = "tier-spend-share"
tier = "high"
currency = "CNY"
per = "year"

[indicator.resolved]
clause = "ACME-KPI-8"
formula = "resolution"
per = "month"

[indicator.volume]
clause = "ACME-KPI-8"
formula = "volume"
of = "solved"
per = "month"

[indicator.back]
clause = "ACME-KPI-9"
formula = "reactivation"
customers = "memberships"
per = "year"

[indicator.again]
clause = "ACME-KPI-9"
formula = "repurchase"
buyers = "new"
within = "90d"
per = "quarter"

[indicator.effort]
clause = "ACME-KPI-9"
formula = "easy-minus-hard"
topic = "effort"
scale = "1-7"
counts = "mean"
hard-to = 3
easy-from = 5
per = "quarter"
target = ">= 40"

[indicator.whole-answers]
clause = "ACME-KPI-9"
formula = "participation"
response = "complete"
invitations = "eligible"
per = "year"

[indicator.mirror]
clause = "ACME-KPI-9"
formula = "representativeness"
by = "industry"
customers = "purchases"
survey = "s"
per = "year"
target = "<= 10%"

[indicator.return]
clause = "ACME-KPI-9"
formula = "return-on-spend"
margin = "30%"
aim = "maintenance"
per = "year"
target = ">= 25%"

[indicator.budget]
clause = "ACME-KPI-9"
formula = "budget-use"
budget = "20000 CNY"
department = "sales"
activity = "fair"
per = "year"
target = "<= 100%"

[indicator.worth]
clause = "ACME-KPI-9"
formula = "lifetime-value-to-cost"
per = "year"
target = ">= 3"

[indicator.win]
clause = "ACME-KPI-9"
formula = "cost-to-win"
customers = "memberships"
per = "year"
target = "<= 500"

[indicator.keep]
clause = "ACME-KPI-9"
formula = "cost-to-keep"
customers = "memberships"
currency = "CNY"
per = "year"

[indicator.win-to-keep]
clause = "ACME-KPI-9"
formula = "win-to-keep"
customers = "purchases"
per = "year"

[indicator.close]
clause = "ACME-KPI-9"
formula = "close-rate"
purposes = ["offer", "trial"]
within = "30d"
per = "quarter"

[indicator.goals]
clause = "ACME-KPI-9"
formula = "customer-goals-attained"
classes = ["A", "B"]
per = "year"

[indicator.took-part]
clause = "ACME-KPI-9"
formula = "attendance"
purposes = "trial"
per = "quarter"

[indicator.earned]
clause = "ACME-KPI-9"
formula = "earned-growth"
per = "year"

[indicator.earned-new]
clause = "ACME-KPI-9"
formula = "earned-new-share"
per = "year"

[indicator.brought]
clause = "ACME-KPI-9"
formula = "recommendation-conversion"
customers = "purchases"
per = "quarter"
"#;

const HEADER: &str = "schema = \"crm-policy/1\"\nname = \"ours\"\nextends = \"small\"\n";

const ONE: &str = "clause = 'ACME-KPI-1'\nper = 'year'\n";

fn read(text: &str) -> Result<Policy, PolicyError> {
    parse_extending(&format!("{HEADER}{text}"), &[("small", SMALL)])
}

fn indicators(text: &str) -> Vec<IndicatorSpec> {
    let policy = read(text).unwrap_or_else(|error| panic!("{error}"));
    policy.latest().scorecard().indicators().to_vec()
}

#[test]
fn every_formula_is_read() {
    let read = indicators(EVERY);
    assert_eq!(read.len(), 40);
    let find = |name: &str| read.iter().find(|one| one.name.as_str() == format!("indicator.{name}")).unwrap();
    let worded = find("worded");
    assert_eq!((worded.strength, worded.per), (Strength::Example, Per::Year));
    assert_eq!(worded.target.map(|target| target.to_string()).as_deref(), Some(">= 80%"));
    assert_eq!(worded.baseline.map(|bound| bound.to_string()).as_deref(), Some("60%"));
    let Formula::Retention { form, customers, tier } = &worded.formula else { panic!("{worded:?}") };
    assert_eq!((*form, *customers), (RetentionForm::AsWorded, CustomersBy::Memberships));
    assert_eq!(tier.as_ref().map(crm_model::ValueTier::as_str), Some("high"));
    let Formula::FollowUp(rule) = &find("follow-up").formula else { panic!("no follow-up") };
    assert_eq!((rule.since, rule.within), (NewSince::FirstPurchase, Span::BusinessDays(3)));
    assert_eq!(rule.calendar.name(), "office");
    let Formula::Attainment { measure, clauses } = &find("attained").formula else { panic!("none") };
    assert_eq!(measure.as_ref().map(crm_model::MeasureName::as_str), Some("first-response"));
    assert_eq!(clauses.len(), 2);
    let Formula::RecordingLag { channels } = &find("lag").formula else { panic!("no lag") };
    assert_eq!(channels.iter().map(crm_model::Channel::as_str).collect::<Vec<_>>(), ["phone"]);
    let Formula::TicketCompleteness { parts, kinds } = &find("whole").formula else { panic!("none") };
    assert_eq!((parts.len(), kinds.len()), (6, 1));
    assert_eq!(find("volume").strength, Strength::Must);
    let Formula::Repurchase(rule) = &find("again").formula else { panic!("none") };
    assert_eq!((rule.buyers, rule.within), (Buyers::New, Some(ElapsedTime::from_hours(90 * 24))));
    let Formula::Effort { question, bounds } = &find("effort").formula else { panic!("none") };
    assert_eq!((question.counts, bounds.hard_to, bounds.easy_from), (Counts::Mean, 3, 5));
    let Formula::Participation { response, invitations, .. } = find("whole-answers").formula else {
        panic!("none")
    };
    assert_eq!((response, invitations), (Response::Complete, Invitations::Eligible));
    let Formula::Participation { response, invitations, .. } = find("participation").formula else {
        panic!("none")
    };
    assert_eq!((response, invitations), (Response::Any, Invitations::Sent));
    let Formula::Representativeness(rule) = &find("mirror").formula else { panic!("none") };
    assert_eq!(
        (rule.by, rule.customers, rule.survey.is_some()),
        (SegmentBy::Industry, CustomersBy::Purchases, true)
    );
    let Formula::ReturnOnSpend { margin, aim, .. } = &find("return").formula else { panic!("none") };
    assert_eq!((margin.parts_per_million(), *aim), (300_000, Some(crm_model::SpendAim::Maintenance)));
    let Formula::BudgetUse(budget) = &find("budget").formula else { panic!("none") };
    assert_eq!((budget.amount.to_string().as_str(), budget.department.is_some()), ("20000.00 CNY", true));
    let Formula::CostPerCustomer { form, currency, .. } = &find("keep").formula else { panic!("none") };
    assert_eq!((*form, currency.is_some()), (CostForm::ToKeep, true));
    let Formula::CustomerGoals { of: GoalsOf::Classes(classes) } = &find("goals").formula else {
        panic!("none")
    };
    assert_eq!(classes.iter().map(crm_model::CustomerClass::as_str).collect::<Vec<_>>(), ["A", "B"]);
    let Formula::CloseRate { purposes, within } = &find("close").formula else { panic!("none") };
    assert_eq!((purposes.len(), *within), (2, ElapsedTime::from_hours(30 * 24)));
}

#[test]
fn a_policy_without_indicators_has_an_empty_scorecard() {
    let policy = parse(SMALL);
    assert!(policy.latest().scorecard().indicators().is_empty());
    assert_eq!(policy.latest().scorecard().zone().name(), "Asia/Shanghai");
}

/// Checks that an indicator of these lines has one problem, with this path and these words.
#[track_caller]
fn refused(lines: &str, path: &str, needle: &str) {
    let error = read(&format!("[indicator.x]\n{ONE}{lines}\n")).unwrap_err();
    let [problem] = error.problems() else { panic!("{error}") };
    let words = format!("{}; {}", problem.message, problem.expected.as_deref().unwrap_or(""));
    assert_eq!(problem.path, path, "{error}");
    assert!(words.contains(needle), "wanted `{needle}` in\n{error}");
    assert!(problem.line >= 4, "{error}");
}

#[test]
fn what_is_wrong_is_shown_at_its_key() {
    refused("formula = 'retension-usual'", "indicator.x.formula", "did you mean `retention-usual`?");
    refused("formula = 'retention-usual'", "indicator.x", "the key `customers` is missing");
    refused(
        "formula = 'retention-usual'\ncustomers = 'members'",
        "indicator.x.customers",
        "expected `memberships` or `purchases`",
    );
    refused("formula = 'volume'\nof = 'solved'\ncolour = 1", "indicator.x.colour", "is not a known key");
    refused("formula = 'volume'\nof = 'solved'\nscale = '1-5'", "indicator.x.scale", "is not a known key");
    refused("formula = 'resolution'\ntarget = '80%'", "indicator.x.target", "target `80%` is not understood");
    refused(
        "formula = 'resolution'\ntarget = '>= 80'",
        "indicator.x.target",
        "is compared with a percentage such as `80%`, not with a number",
    );
    refused("formula = 'response-time'\ntarget = '<= 8bh'", "indicator.x.target", "is business time");
    refused("formula = 'resolution'\nbaseline = '80%'", "indicator.x.baseline", "a baseline needs a target");
    refused(
        "formula = 'resolution'\nkinds = 'praise'",
        "indicator.x.kinds",
        "is not declared in `[vocabulary]`",
    );
    refused(
        "formula = 'complaint-rate'\nkinds = []\nbase = 'members'",
        "indicator.x.kinds",
        "the list is empty",
    );
    refused("formula = 'resolution'\nkinds = []", "indicator.x.kinds", "leave the key out");
    refused("formula = 'attainment'\nclauses = []", "indicator.x.clauses", "the list is empty");
    let goals = "formula = 'customer-goals-attained'\n";
    refused(&format!("{goals}classes = ['a']"), "indicator.x.classes[0]", "`A`");
    refused(&format!("{goals}tiers = 'huge'"), "indicator.x.tiers", "is not declared in `[vocabulary]`");
    refused(&format!("{goals}tiers = []"), "indicator.x.tiers", "leave the key out");
    let both = format!("{goals}tiers = 'high'\nclasses = 'A'\n[vocabulary]\ntiers = ['high']");
    refused(&both, "indicator.x.classes", "not of both");
    refused("formula = 'coverage'\nclass = 'a'", "indicator.x.class", "`A`");
    refused(
        "formula = 'satisfaction'\ntopic = 'all'\nscale = '1-5'\ncounts = 'last'\nat-least = 6",
        "indicator.x.at-least",
        "6 is not on the scale 1-5",
    );
    refused(
        "formula = 'mean-satisfaction'\ntopic = 'all'\nscale = 'five'\ncounts = 'last'",
        "indicator.x.scale",
        "`five` is no scale such as `0-10` or `1-5`",
    );
    refused(
        "formula = 'nps'\ntopic = 'all'\ncounts = 'last'\ndetractors-to = 9\npromoters-from = 9",
        "indicator.x.promoters-from",
        "do not rise within 0-10",
    );
    refused(
        "formula = 'follow-up'\nsince = 'membership'\nwithin = '3bd'\ncalendar = 'office'",
        "indicator.x.within",
        "add `ends = \"same-time\"`",
    );
    refused(
        "formula = 'follow-up'\nsince = 'membership'\nwithin = '72h'\nends = 'closing'\ncalendar = 'office'",
        "indicator.x.ends",
        "only a span in business or calendar days",
    );
    refused(
        "formula = 'follow-up'\nsince = 'membership'\nwithin = '72h'\ncalendar = 'offcie'",
        "indicator.x.calendar",
        "did you mean `office`?",
    );
    refused("formula = 'recording-lag'\nchannels = 'fax'", "indicator.x.channels", "is not declared");
    refused("formula = 'recording-lag'\nchannels = []", "indicator.x.channels", "the list is empty");
    refused("formula = 'recording-lag'\ntarget = '>= 5%'", "indicator.x.target", "not with a percentage");
    refused("formula = 'ticket-completeness'\nparts = ['state']", "indicator.x.parts[0]", "`description`");
    refused("formula = 'ticket-completeness'\nparts = []", "indicator.x.parts", "nothing is named");
    refused("formula = 'repurchase'\nbuyers = 'old'", "indicator.x.buyers", "`new`");
    refused(
        "formula = 'repurchase'\nbuyers = 'new'\nwithin = '9bd'",
        "indicator.x.within",
        "not counted by the clock; expected a span such as `180d`",
    );
    refused(
        "formula = 'close-rate'\npurposes = []\nwithin = '9d'",
        "indicator.x.purposes",
        "the list is empty",
    );
    refused("formula = 'close-rate'\npurposes = 'offer'", "indicator.x", "the key `within` is missing");
    refused("formula = 'budget-use'\nbudget = '0 CNY'", "indicator.x.budget", "above zero");
    refused("formula = 'budget-use'\nbudget = '9'", "indicator.x.budget", "9");
    refused("formula = 'return-on-spend'\nmargin = '30'", "indicator.x.margin", "30");
    refused("formula = 'return-on-spend'\nmargin = '30%'\naim = 'both'", "indicator.x.aim", "`maintenance`");
    refused("formula = 'participation'\ninvitations = 'all'", "indicator.x.invitations", "`delivered`");
    refused("formula = 'revisit-satisfaction'\ncounts = 'mean'", "indicator.x.counts", "has no mean");
    refused(
        "formula = 'easy-minus-hard'\ntopic = 'e'\nscale = '1-7'\ncounts = 'last'\nhard-to = 5\neasy-from = 5",
        "indicator.x.easy-from",
        "do not rise",
    );
    refused(
        "formula = 'easy-minus-hard'\ntopic = 'e'\nscale = '1-5'\ncounts = 'last'\nhard-to = 3\neasy-from = 6",
        "indicator.x.easy-from",
        "6 is not on the scale 1-5",
    );
    refused("formula = 'cost-share'\ncurrency = 'yuan'", "indicator.x.currency", "yuan");
}

#[test]
fn problems_of_several_indicators_are_told_together() {
    let error = read("[indicator.a]\nformula = 'x'\n[indicator.b]\nper = 'week'\n").unwrap_err();
    let paths: Vec<&str> = error.problems().iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(paths, ["indicator.a", "indicator.a.formula", "indicator.b", "indicator.b.per"]);
    let error = read("indicator = 3\n").unwrap_err();
    assert_eq!(error.problems()[0].path, "indicator");
    let error = read("[indicator]\na = 3\n").unwrap_err();
    assert_eq!(error.problems()[0].path, "indicator.a");
}

#[test]
fn indicators_merge_by_name_and_key() {
    let base = format!("{SMALL}\n[indicator.a]\n{ONE}formula = 'resolution'\ntarget = '>= 80%'\n");
    let base = format!("{base}[indicator.b]\n{ONE}formula = 'volume'\nof = 'opened'\n");
    let extended = |text: &str| parse_extending(&format!("{HEADER}{text}"), &[("small", &base)]);
    let policy = extended("[indicator.a]\ntarget = '>= 90%'\n").unwrap();
    let [a, b] = policy.latest().scorecard().indicators() else { panic!("two are inherited") };
    assert_eq!(a.target.map(|target| target.to_string()).as_deref(), Some(">= 90%"));
    assert_eq!((a.clause.as_str(), b.name.as_str()), ("ACME-KPI-1", "indicator.b"));

    let policy = extended("[indicator.b]\noff = true\n").unwrap();
    assert_eq!(policy.latest().scorecard().indicators().len(), 1);
    let error = extended("[indicator.c]\noff = true\n").unwrap_err();
    assert!(error.to_string().contains("no extended document has a rule `c`"), "{error}");
    let error = extended("[indicator.b]\noff = true\ncolour = 1\n").unwrap_err();
    assert!(error.to_string().contains("`colour` is not a known key"), "{error}");
}

#[test]
fn the_words_of_formulas_are_those_of_the_crate() {
    for (name, spec) in
        read(EVERY).unwrap().latest().scorecard().indicators().iter().map(|spec| (&spec.name, spec))
    {
        let key = name.as_str().trim_start_matches("indicator.");
        let table = EVERY.split("\n\n").find(|table| table.contains(&format!("[indicator.{key}]"))).unwrap();
        let line = format!("formula = \"{}\"", spec.formula.word());
        assert!(table.contains(&line), "{key} is written {line}");
    }
}
