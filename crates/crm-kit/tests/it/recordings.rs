//! Records of contacts and of what was learned, assessed with everything else.

use crm_kit::model::{
    Channel, Direction, Fact, FileField, FileUpdate, Finding, Interaction, Missing, Noticed, Outcome,
    Records, State, Subject, Table, TableName,
};
use crm_kit::{Assessment, Dataset, Policy, Preset, assess, assess_customer};

use crate::support::{POLICY, minute, record};

const RULES: &str = r#"
[recording.calls]
clause = "TEST-REC-1"
of = "interactions"
channel = "phone"
within = "30min"
calendar = "office"

[recording.updates]
clause = "TEST-REC-2"
of = "file-updates"
within = "1h"
calendar = "office"
"#;

fn policy(rules: &str) -> Policy {
    Policy::parse(&format!("{POLICY}{rules}"), "test.toml").unwrap()
}

fn call(customer: &str, at: i64, recorded: Option<i64>) -> Interaction {
    Interaction {
        at: minute(at),
        customer: customer.parse().ok(),
        direction: Direction::Outbound,
        outcome: Outcome::Reached,
        channel: Channel::new("phone").ok(),
        purpose: None,
        person: "li".parse().ok(),
        department: None,
        recorded_at: recorded.map(minute),
    }
}

fn update(customer: &str, learned: i64, entered: Option<i64>) -> FileUpdate {
    FileUpdate {
        learned_at: minute(learned),
        customer: customer.parse().ok(),
        field: FileField::Phone,
        entered_at: entered.map(minute),
        person: None,
        department: None,
    }
}

fn records(calls: Vec<Interaction>, updates: Vec<FileUpdate>) -> Dataset {
    let (dataset, _) = Dataset::new(Records {
        tickets: Table::complete(vec![]),
        interactions: Table::complete(calls),
        file_updates: Table::complete(updates),
        ..Records::default()
    });
    dataset
}

fn said(assessment: &Assessment) -> Vec<String> {
    assessment.obligations.iter().map(|duty| format!("{}: {}", duty.id, duty.state)).collect()
}

fn noticed(assessment: &Assessment) -> Vec<&Noticed> {
    let of_customers = |finding: &&Finding| !matches!(finding.noticed, Noticed::CustomersUndetermined { .. });
    assessment.findings.iter().filter(of_customers).map(|finding| &finding.noticed).collect()
}

#[test]
fn d_chan_6_d_upd_2_each_row_gives_an_obligation_of_its_customer() {
    let calls =
        vec![call("b", 0, Some(10)), call("a", 5, None), call("a", 0, Some(31)), call("", 1, Some(2))];
    let dataset = records(calls, vec![update("a", 0, Some(60)), update("", 0, None)]);
    let assessment = assess(&dataset, &policy(RULES), minute(100));
    assert_eq!(
        said(&assessment),
        [
            "TEST-REC-1/company/recording/2/1: met", // of nobody knows whom
            "TEST-REC-2/company/recording/2/2: overdue",
            "TEST-REC-1/a/recording/1/1: met-late",
            "TEST-REC-1/a/recording/2/1: overdue",
            "TEST-REC-2/a/recording/1/2: met",
            "TEST-REC-1/b/recording/1/1: met",
        ]
    );
    assert_eq!(assessment.overdue().count(), 2);
    let owner = assessment.obligations[2].owner.as_ref().unwrap();
    assert_eq!(owner.person.as_ref().unwrap().as_str(), "li");
}

#[test]
fn an_open_record_ends_the_validity_of_an_assessment() {
    let dataset = records(vec![call("a", 0, None), call("a", -60, Some(-59))], vec![]);
    let assessment = assess(&dataset, &policy(RULES), minute(20));
    assert_eq!(said(&assessment)[1], "TEST-REC-1/a/recording/2/1: open");
    assert_eq!(assessment.due_next().next().unwrap().window.due, Some(minute(30)));
    assert_eq!(assessment.valid_until, Some(minute(30) + crm_kit::chrono::TimeDelta::microseconds(1)));
}

#[test]
fn a_customer_of_its_own_is_judged_as_in_the_whole() {
    let dataset = records(vec![call("a", 0, Some(31)), call("b", 0, None)], vec![update("a", 0, Some(9))]);
    let whole = assess(&dataset, &policy(RULES), minute(100));
    let own = assess_customer(&dataset, &policy(RULES), &"a".parse().unwrap(), minute(100)).unwrap();
    let of_a = |duty: &&crm_kit::Obligation| duty.id.subject == Subject::Customer("a".parse().unwrap());
    assert_eq!(own.obligations, whole.obligations.iter().filter(of_a).cloned().collect::<Vec<_>>());
    assert_eq!(own.obligations.len(), 2);
}

#[test]
fn d_chan_6_a_source_that_tells_of_no_recording_is_said_once() {
    let dataset = records(vec![call("a", 0, None), call("b", 0, None)], vec![]);
    let assessment = assess(&dataset, &policy(RULES), minute(100));
    let expected =
        "TEST-REC-1/company/recording/1/1: undetermined: the source does not say when it was recorded";
    assert_eq!(said(&assessment), [expected]);
    let Noticed::RowsUndetermined { rows: 2, table: TableName::Interactions, .. } = noticed(&assessment)[0]
    else {
        panic!("{:?}", assessment.findings)
    };
}

#[test]
fn a_table_that_was_not_supplied_is_said_once_a_rule() {
    let (dataset, _) = Dataset::new(Records { tickets: Table::complete(vec![]), ..Records::default() });
    let assessment = assess(&dataset, &policy(RULES), minute(100));
    assert_eq!(
        said(&assessment),
        [
            "TEST-REC-1/company/recording/1/1: undetermined: no interactions were supplied",
            "TEST-REC-2/company/recording/1/1: undetermined: no file updates were supplied",
        ]
    );
    let missing = |table: TableName| Missing::Table(table);
    let told: Vec<_> = noticed(&assessment)
        .into_iter()
        .map(|noticed| match noticed {
            Noticed::NotSupplied { missing, tickets: 0, .. } => missing.clone(),
            other => panic!("{other}"),
        })
        .collect();
    assert_eq!(told, [missing(TableName::Interactions), missing(TableName::FileUpdates)]);
}

#[test]
fn d_chan_6_a_limit_that_is_not_stated_is_said_once() {
    let dataset = records(vec![call("a", 0, Some(1)), call("b", 0, None)], vec![update("a", 0, Some(1))]);
    let assessment = assess(&dataset, &Policy::preset(Preset::Detailed), minute(100));
    let of_recording = |duty: &&String| duty.contains("/recording/");
    assert_eq!(
        said(&assessment).iter().filter(of_recording).collect::<Vec<_>>(),
        [
            "D-CHAN-6/company/recording/1/1: undetermined: the policy states no limit",
            "D-UPD-2/a/recording/1/2: met",
        ]
    );
}

#[test]
fn an_unknown_channel_is_said_for_the_row_or_where_all_are_unknown_once() {
    let unknown = |customer| Interaction { channel: None, ..call(customer, 0, Some(1)) };
    let missing = |calls| {
        let assessment = assess(&records(calls, vec![]), &policy(RULES), minute(100));
        let duties = assessment.obligations.into_iter();
        let of = |state| match state {
            State::Undetermined { missing } => Some(missing),
            _ => None,
        };
        duties.map(|duty| (duty.id.subject, of(duty.state))).collect::<Vec<_>>()
    };
    let fact = Some(Missing::Fact(Fact::Channel));
    let of = |id: &str| Subject::Customer(id.parse().unwrap());
    let some = missing(vec![unknown("a"), unknown("b"), call("c", 0, Some(1))]);
    assert_eq!(some, [(of("a"), fact.clone()), (of("b"), fact.clone()), (of("c"), None)]);
    assert_eq!(missing(vec![unknown("a"), unknown("b")]), [(Subject::Company, fact)]);
}

#[test]
fn a_contact_before_any_policy_is_judged_by_none() {
    let valid = "valid = { from = 2026-03-02, until = 2026-03-03 }\nschema";
    let text = format!("{POLICY}{RULES}").replacen("schema", valid, 1);
    let policy = Policy::parse(&text, "test.toml").unwrap();
    let dataset = records(vec![call("a", -2_000, Some(0)), call("a", 0, Some(1))], vec![]);
    let assessment = assess(&dataset, &policy, minute(100));
    assert_eq!(
        said(&assessment),
        ["-/company/recording/1/1: undetermined: no policy in force", "TEST-REC-1/a/recording/2/1: met",]
    );
}

#[test]
fn rows_learned_after_the_instant_do_not_count_and_are_told_of() {
    let dataset = records(vec![], vec![update("a", 200, None), update("a", 0, Some(1))]);
    let assessment = assess(&dataset, &policy(RULES), minute(100));
    assert_eq!(said(&assessment), ["TEST-REC-2/a/recording/1/2: met"]);
    assert_eq!(noticed(&assessment), [&Noticed::RowsInTheFuture { table: TableName::FileUpdates, rows: 1 }]);
}

#[test]
fn contacts_that_end_before_the_instant_are_told_of_where_their_records_are_owed() {
    let until = Some(minute(50));
    let judged = |policy: &Policy| {
        let (dataset, _) = Dataset::new(Records {
            tickets: Table::complete(vec![record("T-1", None, &[])]),
            interactions: Table::Supplied { from: None, until, rows: vec![call("a", 0, None)] },
            ..Records::default()
        });
        assess(&dataset, policy, minute(100)).findings.iter().any(|one| one.noticed == Noticed::BeyondTheData)
    };
    assert!(judged(&policy(RULES)));
    assert!(!judged(&policy("")));
}
