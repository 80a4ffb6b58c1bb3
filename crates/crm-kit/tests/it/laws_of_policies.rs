//! The laws, on the presets and on policies that break them.

use crm_kit::laws::{Breach, LAWS, check};
use crm_kit::{Policy, Preset};

fn breaches(more: &str) -> Vec<Breach> {
    let text = format!("schema = 'crm-policy/1'\nname = 'ours'\nextends = 'six-plans'\n{more}");
    check(&Policy::parse(&text, "ours.toml").unwrap())
}

#[test]
fn presets_keep_every_law() {
    for preset in Preset::ALL {
        let breaches: Vec<String> = check(&Policy::preset(*preset)).iter().map(ToString::to_string).collect();
        assert!(breaches.is_empty(), "{}: {breaches:#?}", preset.name());
    }
}

#[test]
fn every_law_has_a_name_of_its_own() {
    let mut names: Vec<&str> = LAWS.iter().map(|law| law.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), LAWS.len());
}

#[test]
fn a_higher_tier_that_waits_longer_is_found_with_an_instant_that_shows_it() {
    let rule = |tier: &str, within: &str| {
        format!(
            "[sla.greet-{tier}]\nclause = 'OURS-TIER-1'\nmeasure = 'progress'\nwhen = {{ tier = '{tier}' }}\n\
             within = '{within}'\ncalendar = 'office'\nstarts = 'opened'\npauses = []\nreopen = 'restart'\n"
        )
    };
    assert!(breaches(&(rule("high", "1h") + &rule("middle", "2h") + &rule("ordinary", "2h"))).is_empty());
    // 3 business hours may be over before 2 hours by the clock, but not at night.
    let found = breaches(&(rule("high", "3bh") + &rule("middle", "2h") + &rule("ordinary", "4h")));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].law, "higher-tier-never-waits-longer");
    assert!(found[0].says.contains("tier high is due"), "{}", found[0]);
    assert!(found[0].to_string().ends_with("(OURS-TIER-1)"), "{}", found[0]);
}

#[test]
fn a_promise_that_only_a_lower_tier_has_is_found() {
    let rule = |tier: &str, within: &str| {
        format!(
            "[sla.greet-{tier}]\nclause = 'OURS-TIER-1'\nmeasure = 'progress'\nwhen = {{ tier = '{tier}' }}\n\
             within = '{within}'\ncalendar = 'office'\nstarts = 'opened'\npauses = []\nreopen = 'restart'\n"
        )
    };
    for higher in [String::new(), rule("high", "not-stated")] {
        let found = breaches(&(higher + &rule("middle", "2h") + &rule("ordinary", "2h")));
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].says.contains("tier high is promised nothing, tier middle already"), "{}", found[0]);
    }
    assert!(
        breaches(&(rule("high", "as-agreed") + &rule("middle", "2h") + &rule("ordinary", "2h"))).is_empty()
    );
}

#[test]
fn a_warning_longer_than_its_limit_is_found() {
    let found = breaches("[sla.recorded-complaint]\nwarn = ['20min']\n");
    assert_eq!(found.iter().map(|breach| breach.law).collect::<Vec<_>>(), ["warnings-come-before-deadlines"]);
    let says = "`sla.recorded-complaint`: the warning 20min before the end of a clock";
    assert!(found[0].says.starts_with(says), "{}", found[0]);
}

#[test]
fn a_clause_that_its_document_does_not_have_is_found() {
    let found = breaches("[sla.recorded-complaint]\nclause = 'P-COMP-99'\n");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].clauses[0].as_str(), "P-COMP-99");
    assert!(breaches("[sla.recorded-complaint]\nclause = 'ACME-COMP-99'\n").is_empty());
}

/// These two laws cannot be seen to be broken: a policy that breaks one is refused before anybody can ask.
#[test]
fn ladders_that_do_not_rise_and_shares_that_do_not_add_up_are_refused_as_they_are_read() {
    let refused = |more: &str| {
        let text = format!("schema = 'crm-policy/1'\nname = 'ours'\nextends = 'six-plans'\n{more}");
        Policy::parse(&text, "ours.toml").unwrap_err().to_string()
    };
    let ladder = refused("[escalation.ladder.director]\nrank = 2\n");
    assert!(ladder.contains("does not rise"), "{ladder}");
    let shares =
        refused("[shares.maintenance-resources]\nof = { high = '60%', middle = '30%', ordinary = '20%' }\n");
    assert!(shares.starts_with("ours.toml:5:") && shares.contains("110%"), "{shares}");
}
