//! What a finding says, split into the parts that tables need.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use crm_model::{Finding, Noticed};

use super::{Privacy, Report};

/// Returns how many things a finding is about, where it counts any.
pub(crate) const fn count_of(noticed: &Noticed) -> Option<u64> {
    match noticed {
        Noticed::Repeats { events: count }
        | Noticed::TicketTwice { records: count }
        | Noticed::CustomerTwice { records: count }
        | Noticed::UnknownCustomers { customers: count, .. }
        | Noticed::RowsWithoutCustomer { rows: count, .. }
        | Noticed::RowsRepeated { rows: count, .. }
        | Noticed::RowsInTheFuture { rows: count, .. }
        | Noticed::RowsRecordedEarly { rows: count, .. }
        | Noticed::AnswersBeforeInvitations { rows: count }
        | Noticed::AnswersWithoutInvitation { rows: count }
        | Noticed::CustomersUndetermined { customers: count, .. }
        | Noticed::NotSupplied { tickets: count, .. }
        | Noticed::WaitsNotSupplied { late: count, .. }
        | Noticed::HolidaysAssumed { obligations: count } => Some(*count),
        _ => None,
    }
}

/// Returns when the doubtful event is said to have been, where a finding is about one.
pub(crate) const fn instant_of(noticed: &Noticed) -> Option<DateTime<Utc>> {
    match noticed {
        Noticed::Contradiction(contradiction) => contradiction.occurred_at(),
        _ => None,
    }
}

/// Returns what a finding says, without its subject.
pub(crate) fn text_of(finding: &Finding, privacy: Privacy) -> String {
    match &finding.noticed {
        Noticed::UnknownCustomer(customer) => {
            format!("names a customer that the customer table does not hold: {}", privacy.customer(customer))
        }
        other => other.to_string(),
    }
}

/// Returns how many findings there are of each rule, with the first of them, sorted by rule.
///
/// A finding that says only that a fact is lacking is left out: pages tell it where they tell what cannot be judged.
pub(crate) fn by_rule(report: &Report) -> BTreeMap<&'static str, (u64, &Finding)> {
    let mut by_rule: BTreeMap<&str, (u64, &Finding)> = BTreeMap::new();
    let told_here = |finding: &&Finding| !matches!(finding.noticed, Noticed::NotSupplied { .. });
    for finding in report.findings.iter().filter(told_here) {
        by_rule.entry(finding.noticed.rule()).or_insert((0, finding)).0 += 1;
    }
    by_rule
}
