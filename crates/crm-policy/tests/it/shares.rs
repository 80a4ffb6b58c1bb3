//! `[shares]` and `[money]`: splits over value tiers, and the currency of reports.

use crm_model::{Strength, ValueTier};
use crm_policy::{Policy, Preset};

use crate::{SMALL, parse, parse_extending, small_with, stands};

/// Returns the small policy with three tiers and a split over them.
fn split(of: &str) -> String {
    small_with("wait-reasons =", "tiers = [\"high\", \"middle\", \"ordinary\"]\nwait-reasons =")
        + &format!("[shares.resources]\nclause = \"ACME-2\"\nof = {of}\n")
}

#[track_caller]
fn refused(text: &str, line: usize, column: usize, needle: &str) {
    let error = Policy::parse(text, "test.toml").unwrap_err();
    stands(&error, line, column, needle);
}

#[test]
fn p_care_5_splits_resources_over_the_tiers() {
    let policy = Policy::preset(Preset::SixPlans);
    let resources = &policy.latest().shares()["maintenance-resources"];
    assert_eq!((resources.clause().as_str(), resources.strength()), ("P-CARE-5", Strength::Must));
    let shares: Vec<String> = ["high", "middle", "ordinary"]
        .map(|tier| resources.shares().of(&ValueTier::new(tier).unwrap()).unwrap().to_string())
        .into();
    assert_eq!(shares, ["60%", "30%", "10%"]);
    for preset in [Preset::Basic, Preset::Detailed, Preset::Handbook, Preset::Lifecycle] {
        assert!(Policy::preset(preset).latest().shares().is_empty(), "{preset}");
    }
}

#[test]
fn shares_must_be_the_whole_and_are_refused_where_they_stand() {
    parse(&split("{ high = \"50.5%\", middle = \"49.5%\" }"));
    refused(
        &split("{ high = \"60%\", middle = \"30%\", ordinary = \"9%\" }"),
        30,
        6,
        "shares.resources.of: the shares add up to 99%, not to 100%",
    );
    refused(&split("{ high = \"60%\", middle = \"60%\" }"), 30, 6, "the shares add up to 120%");
    refused(&split("{}"), 30, 6, "shares.resources.of: no share is given");
}

#[test]
fn shares_are_of_declared_tiers_and_in_percent() {
    refused(
        &split("{ midle = \"60%\", high = \"40%\" }"),
        30,
        8,
        "shares.resources.of.midle: `midle` is not declared in `[vocabulary]`; did you mean `middle`?",
    );
    refused(&split("{ high = \"0.6\", middle = \"40%\" }"), 30, 15, "share `0.6` has no percent sign");
    refused(&split("{ high = 60, middle = \"40%\" }"), 30, 15, "this is a whole number; expected a text");
    let text = split("{ high = \"100%\" }");
    refused(
        &text.replace("clause = \"ACME-2\"\n", ""),
        28,
        1,
        "shares.resources: the key `clause` is missing",
    );
    refused(&text.replace("ACME-2", "acme"), 29, 10, "`acme` is no clause");
    refused(&format!("{text}off = true\n"), 31, 1, "`off` is not a known key");
    refused(
        &text.replace("[shares.resources]", "[shares.\" x\"]"),
        28,
        1,
        "the name ` x` of a table of shares starts",
    );
}

#[test]
fn shares_are_inherited_by_name_and_key() {
    let base = split("{ high = \"60%\", middle = \"40%\" }");
    let nearer = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'small'\n[shares.resources]\nof = { high = '100%' }\n\
                  strength = 'example'\n";
    let policy = parse_extending(nearer, &[("small", &base)]).unwrap();
    let resources = &policy.latest().shares()["resources"];
    assert_eq!((resources.clause().as_str(), resources.strength()), ("ACME-2", Strength::Example));
    assert_eq!(resources.shares().iter().len(), 1);
}

#[test]
fn currency_of_reports() {
    let policy = parse(&format!("{SMALL}[money]\ncurrency = \"CNY\"\n"));
    assert_eq!(policy.latest().currency().map(|currency| currency.to_string()).as_deref(), Some("CNY"));
    assert_eq!(parse(SMALL).latest().currency(), None);
    refused(
        &format!("{SMALL}[money]\ncurrency = \"cny\"\n"),
        28,
        12,
        "money.currency: currency `cny` must be written in capital letters: `CNY`",
    );
    refused(&format!("{SMALL}[money]\ncurency = \"CNY\"\n"), 28, 1, "did you mean `currency`?");
    let base = format!("{SMALL}[money]\ncurrency = \"CNY\"\n");
    let nearer = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'small'\n[money]\n";
    let inherited = parse_extending(nearer, &[("small", &base)]).unwrap();
    assert_eq!(inherited.latest().currency(), policy.latest().currency());
}
