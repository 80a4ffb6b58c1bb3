//! What both pages say at their head.

use std::fmt::Write;

use chrono::TimeDelta;
use crm_kit::Assessment;

use super::cell::{count, counted, readable};
use super::{AsOfIs, Report};

impl AsOfIs {
    /// Returns where the instant comes from, as pages say it.
    pub(crate) const fn in_words(self) -> &'static str {
        match self {
            Self::Given => "as asked",
            Self::OfTheDemo => "the demo's own instant",
            Self::LastEvent => "the last event in the data",
        }
    }
}

/// Returns how many tickets there are, of how many customers, and over what stretch of time.
pub(crate) fn tickets(report: &Report) -> String {
    let data = &report.data;
    let mut text = count(data.tickets);
    if data.customers_of_tickets > 0 {
        let _ = write!(text, " of {}", counted(data.customers_of_tickets, "customer"));
    }
    match data.customers {
        Some(customers) => {
            let _ = write!(text, " ({} in the customer table)", count(customers));
        }
        None => text.push_str(" (no customer table)"),
    }
    if let (Some(first), Some(last)) = (data.first_event_at, data.last_event_at) {
        let _ = write!(text, "; events from {} to {}", readable(first), readable(last));
    }
    text
}

/// Returns how long an assessment holds: up to the last instant before a verdict changes by itself.
pub(crate) fn holds(assessment: &Assessment) -> String {
    match assessment.valid_until {
        Some(until) => {
            let last = until.checked_sub_signed(TimeDelta::microseconds(1)).unwrap_or(until);
            format!("through {} if nothing happens before", readable(last))
        }
        None => "until something happens".to_owned(),
    }
}
