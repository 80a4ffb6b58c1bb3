//! Policies that contradict themselves, with line and column.

use super::{stopped, with_policy};

const CUSTOMERS: (&str, &str) = ("customers.csv", "customer\nC-1\n");

/// Returns why the program refuses a policy.
#[track_caller]
fn refused(policy: &str) -> String {
    let (folder, file) = with_policy(&[CUSTOMERS], policy);
    let message = stopped(folder.path(), &["--policy", &file]);
    let (head, why) = message.split_once('\n').unwrap();
    assert_eq!(head, "error: the policy cannot be used:");
    why.strip_prefix(&file).unwrap_or_else(|| panic!("{why}")).to_owned()
}

#[test]
fn shares_that_do_not_add_up_are_refused_where_they_stand() {
    let shares = "schema = \"crm-policy/1\"\nname = \"ours\"\nextends = \"six-plans\"\n\
                  [shares.maintenance-resources]\n\
                  of = { high = \"60%\", middle = \"30%\", ordinary = \"9%\" }\n";
    let why = refused(shares);
    let expected =
        ":5:6: shares.maintenance-resources.of: the shares add up to 99%, not to 100%\n 5 | of = { ";
    assert!(why.starts_with(expected), "{why}");
}

#[test]
fn a_ladder_without_a_rung_is_refused_where_it_stands() {
    let own = "schema = \"crm-policy/1\"\nname = \"ours\"\nextends = \"basic\"\n\
               [escalation.ladder.supervisor]\noff = true\n";
    let why = refused(own);
    assert!(why.starts_with(":4:13: escalation.ladder: a ladder with no rung leads nowhere\n 4 | "), "{why}");
}

#[test]
fn a_rung_that_is_not_on_the_ladder_is_refused_where_it_is_named() {
    let own = "schema = \"crm-policy/1\"\nname = \"ours\"\nextends = \"basic\"\n\
               [escalation.trigger.urgent]\nrung = \"director\"\n";
    let why = refused(own);
    assert!(why.starts_with(":5:8: escalation.trigger.urgent.rung: "), "{why}");
    assert!(why.contains("director"), "{why}");
}
