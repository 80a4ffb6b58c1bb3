//! Every kind of finding that a data set can make, once at least.

use std::collections::{BTreeMap, BTreeSet};

use crm_model::{Contradiction, Dataset, Field, Noticed};

/// All that `Dataset::new` can notice: the rule, and the table or the field where there are several.
const KINDS: [&str; 30] = [
    "answers-without-invitation",
    "clock-behind",
    "criterion-twice",
    "customer-twice",
    "doubtful-order",
    "event-before-ticket",
    "event-without-cause",
    "merged-in-circle",
    "merged-into-several",
    "merged-into-unknown",
    "merged-into-unknown-customer",
    "merged-without-rows",
    "never-opened",
    "opened-twice",
    "records-disagree Channel",
    "records-disagree Customer",
    "records-disagree File(Phone)",
    "records-disagree Tier",
    "repeated-events",
    "repeated-rows",
    "reviewed-before-opened",
    "rows-recorded-early file updates",
    "rows-recorded-early interactions",
    "rows-without-customer file updates",
    "rows-without-customer interactions",
    "rows-without-customer purchases",
    "ticket-twice",
    "unknown-customer",
    "unknown-customers",
    "unknown-ticket",
];

fn kind(noticed: &Noticed) -> String {
    match noticed {
        Noticed::Contradiction(Contradiction::FieldDisagrees { field }) => match field {
            Field::Customer | Field::Channel | Field::Tier | Field::File(_) => {
                format!("{} {field:?}", noticed.rule())
            }
        },
        Noticed::RowsWithoutCustomer { table, .. } | Noticed::RowsRecordedEarly { table, .. } => {
            format!("{} {table}", noticed.rule())
        }
        _ => noticed.rule().to_owned(),
    }
}

#[test]
fn every_kind_of_finding_of_a_data_set_occurs_whatever_the_seed() {
    for seed in 1..=3 {
        let records = if seed == 1 { super::company().clone() } else { examples::demo::company(seed, 1_500) };
        let (_, integrity) = Dataset::new(records);
        let found: BTreeSet<String> =
            integrity.findings.iter().map(|finding| kind(&finding.noticed)).collect();
        assert_eq!(found, KINDS.map(str::to_owned).into(), "seed {seed}");
    }
}

#[test]
fn five_tables_name_customers_whom_the_customer_table_lacks() {
    let (_, integrity) = Dataset::new(super::company().clone());
    let tables: BTreeSet<&str> = integrity
        .findings
        .iter()
        .filter_map(|finding| match &finding.noticed {
            Noticed::UnknownCustomers { table, .. } => Some(table.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(tables, ["audits", "file updates", "interactions", "purchases", "survey answers"].into());
}

#[test]
fn flaws_are_the_exception() {
    let (dataset, integrity) = Dataset::new(super::company().clone());
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for finding in &integrity.findings {
        let rows = match finding.noticed {
            Noticed::RowsWithoutCustomer { rows, .. }
            | Noticed::RowsRepeated { rows, .. }
            | Noticed::RowsRecordedEarly { rows, .. } => rows,
            _ => 1,
        };
        *counts.entry(finding.noticed.rule()).or_default() += rows;
    }
    assert!(counts.values().all(|count| *count < dataset.tickets().len() as u64 / 50), "{counts:?}");
    assert!(integrity.findings.len() < dataset.tickets().len() / 15);
}
