//! What a finding says, split into the parts that tables need.

use chrono::{DateTime, Utc};
use crm_model::{Finding, Noticed};

use super::Privacy;

/// Returns how many things a finding is about, where it counts any.
pub(crate) const fn count_of(noticed: &Noticed) -> Option<u64> {
    match noticed {
        Noticed::Repeats { events: count }
        | Noticed::TicketTwice { records: count }
        | Noticed::CustomerTwice { records: count }
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
