//! `[quality-sheet.NAME]` and the indicators on them: what is read, and what is refused and where.

use crm_kpi::{Counts, Formula};
use crm_policy::{Policy, PolicyError, Preset};

use crate::{SMALL, parse_extending, tells};

const SHEET: &str = "[quality-sheet.calls]\n\
                     criteria = [{ name = 'courtesy', points = 2, weight = 1 }, { name = 'privacy', points = 1, weight = 3, fatal-below = 1 }]\n\
                     pass = '>= 80%'\n\
                     sample = '5%'\n";
const INDICATOR: &str = "[indicator.x]\nclause = 'ACME-KPI-1'\nper = 'month'\nformula = 'quality-score'\n\
                         sheet = 'calls'\ncounts = 'last'\n";

fn read(lines: &str) -> Result<Policy, PolicyError> {
    let text = format!("schema = \"crm-policy/1\"\nname = \"ours\"\nextends = \"small\"\n{lines}");
    parse_extending(&text, &[("small", SMALL)])
}

/// Checks that the sheet and its indicator, with one text in place of another, have one problem.
#[track_caller]
fn refused(old: &str, new: &str, path: &str, needle: &str) {
    let text = format!("{SHEET}{INDICATOR}");
    assert_eq!(text.matches(old).count(), 1, "{old}");
    let error = read(&text.replace(old, new)).unwrap_err();
    let problem = tells(&error, path, needle);
    assert!(problem.line >= 4, "{error}");
}

#[test]
fn h_qual_1_a_sheet_says_criteria_pass_mark_and_sample() {
    let policy = read(&format!("{SHEET}{INDICATOR}")).unwrap();
    let sheet = &policy.latest().quality_sheets()[&"calls".parse().unwrap()];
    let criteria: Vec<String> = sheet.criteria().iter().map(ToString::to_string).collect();
    assert_eq!(criteria, ["courtesy of 2 x 1", "privacy of 1 x 3 fatal below 1"]);
    assert_eq!(sheet.pass().map(|pass| pass.to_string()).as_deref(), Some(">= 80%"));
    assert_eq!(sheet.sample().map(|share| share.to_string()).as_deref(), Some("5%"));
    let [spec] = policy.latest().scorecard().indicators() else { panic!("one is declared") };
    let Formula::QualityScore(rule) = &spec.formula else { panic!("{spec:?}") };
    assert_eq!((&rule.sheet, rule.counts), (sheet, Counts::Last));
    let passes = INDICATOR.replace("quality-score", "quality-pass-share");
    let policy = read(&format!("{SHEET}{passes}")).unwrap();
    assert_eq!(policy.latest().scorecard().indicators()[0].formula.word(), "quality-pass-share");
    assert!(read("").unwrap().latest().quality_sheets().is_empty());
}

#[test]
fn h_qual_1_what_is_wrong_with_a_sheet_is_shown_at_its_key() {
    let sheet = "quality-sheet.calls";
    let at = |key: &str| format!("{sheet}.{key}");
    refused("pass = ", "pas = ", &at("pas"), "did you mean `pass`?");
    refused(
        "points = 2",
        "points = 0",
        &at("criteria[0].points"),
        "0 points and weight 1; both must be above",
    );
    refused("weight = 3", "weight = 0", &at("criteria[1].weight"), "1 points and weight 0");
    refused("points = 2", "points = -2", &at("criteria[0].points"), "-2 is out of range");
    refused("points = 2, ", "", &at("criteria[0]"), "the key `points` is missing");
    refused("'privacy'", "'courtesy'", &at("criteria[1].name"), "two criteria are called `courtesy`");
    refused("'privacy'", "' '", &at("criteria[1].name"), "is blank");
    refused(
        "fatal-below = 1",
        "fatal-below = 2",
        &at("criteria[1].fatal-below"),
        "is fatal below 2 and gives 1",
    );
    refused(
        "below = 1",
        "below = 0",
        &at("criteria[1].fatal-below"),
        "leave the key out where it is not fatal",
    );
    refused("'>= 80%'", "'<= 80%'", &at("pass"), "a pass mark is a share of the points such as `>= 80%`");
    refused("'>= 80%'", "'80%'", &at("pass"), "is not understood");
    refused("'5%'", "'0%'", &at("sample"), "asks for nothing");
    refused("'5%'", "'five'", &at("sample"), "five");
    let (from, until) = (SHEET.find('[').unwrap(), SHEET.find("\npass").unwrap());
    let criteria = &SHEET[SHEET[from + 1..].find('[').unwrap() + 1..until];
    refused(criteria, "[]", &at("criteria"), "there is no criterion");
    refused(criteria, "3", &at("criteria"), "a list in square brackets");
}

#[test]
fn h_qual_1_an_indicator_names_a_declared_sheet() {
    refused("sheet = 'calls'", "sheet = 'cals'", "indicator.x.sheet", "did you mean `calls`?");
    refused("sheet = 'calls'\n", "", "indicator.x", "the key `sheet` is missing");
    refused("'last'", "'mean'", "indicator.x.counts", "`last`, `first` and `all` are possible");
    refused(SHEET, "", "indicator.x.sheet", "add a table `[quality-sheet.calls]`");
    let (text, passes) = (SHEET.replace("pass = '>= 80%'\n", ""), "quality-pass-share");
    let error = read(&format!("{text}{}", INDICATOR.replace("quality-score", passes))).unwrap_err();
    assert_eq!(error.problems()[0].path, "indicator.x.sheet");
    assert!(error.to_string().contains("the sheet has no pass mark"), "{error}");
}

#[test]
fn a_nearer_sheet_replaces_the_criteria_and_can_be_switched_off() {
    let own =
        "[quality-sheet.service]\ncriteria = [{ name = 'tone', points = 3, weight = 1 }]\npass = '> 50%'\n";
    let extending = |lines: &str| {
        let text = format!("schema = \"crm-policy/1\"\nname = \"ours\"\nextends = \"handbook\"\n{lines}");
        Policy::parse(&text, "ours.toml")
    };
    let of = |policy: &Policy| {
        let sheet = &policy.latest().quality_sheets()[&"service".parse().unwrap()];
        sheet.criteria().iter().map(|one| one.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(of(&extending(own).unwrap()), ["tone"]);
    assert_eq!(of(&Policy::preset(Preset::Handbook)).len(), 5);
    let error = extending("[quality-sheet.service]\noff = true\n").unwrap_err();
    assert_eq!(error.problems()[0].path, "indicator.service-quality.sheet", "{error}");
    let both = "[quality-sheet.service]\noff = true\n[indicator.service-quality]\noff = true\n";
    assert!(extending(both).unwrap().latest().quality_sheets().is_empty());
}
