//! A small policy and records to test with.

use crm_kit::chrono::{DateTime, TimeDelta, Utc};
use crm_kit::model::{
    Customer, CustomerId, DatedTier, Happening, Records, Table, TicketEvent, TicketId, TicketRecord,
};
use crm_kit::{Dataset, Integrity, Policy};

/// Office hours Monday to Friday 09:00-17:00 UTC; 2026-03-02 is a Monday.
pub(crate) const POLICY: &str = r#"
schema = "crm-policy/1"
name = "test"
zone = "UTC"
hit-policy = "most-specific"

[vocabulary]
kinds = ["inquiry", "complaint"]
urgencies = ["urgent", "regular"]
complexities = ["ordinary", "complex"]
tiers = ["high", "ordinary"]
departments = ["service"]
roles = ["agent"]
wait-reasons = ["customer"]
tags = []
[vocabulary.channels.phone]
instant = true
written = false
public = false

[calendar.office]
zone = "UTC"
hours = { mon-fri = ["09:00-17:00"] }
holidays = []
horizon = { from = 2025, until = 2027 }

[sla.answer]
clause = "TEST-SLA-1"
measure = "first-response"
within = "4bh"
calendar = "office"
starts = "opened"
pauses = []
warn = ["50%"]
reopen = "first-only"

[sla.solve]
clause = "TEST-SLA-2"
measure = "resolution"
within = "2bd"
ends = "same-time"
calendar = "office"
starts = "opened"
pauses = ["customer"]
reopen = "continue-without-solved-time"

[sla.solve-high]
clause = "TEST-SLA-2"
measure = "resolution"
when = { tier = "high" }
within = "1bd"
ends = "same-time"
calendar = "office"
starts = "opened"
pauses = ["customer"]
reopen = "continue-without-solved-time"
"#;

pub(crate) fn policy() -> Policy {
    Policy::parse(POLICY, "test.toml").unwrap()
}

/// Minutes after Monday 2026-03-02 09:00 UTC.
pub(crate) fn minute(minutes: i64) -> DateTime<Utc> {
    "2026-03-02T09:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes)
}

pub(crate) fn record(id: &str, customer: Option<&str>, events: &[(i64, Happening)]) -> TicketRecord {
    let events = events.iter().map(|(at, what)| TicketEvent::at(minute(*at), what.clone())).collect();
    let mut record = TicketRecord::new(TicketId::new(id).unwrap(), events);
    record.customer = customer.map(|name| CustomerId::new(name).unwrap());
    record
}

/// Two customers: `high` of tier high, `plain` of tier ordinary.
pub(crate) fn customers() -> Vec<Customer> {
    [("high", "high"), ("plain", "ordinary")]
        .map(|(name, tier)| Customer {
            tiers: vec![DatedTier { from: None, tier: tier.parse().unwrap() }],
            ..Customer::new(CustomerId::new(name).unwrap())
        })
        .into()
}

pub(crate) fn dataset(tickets: Vec<TicketRecord>) -> (Dataset, Integrity) {
    Dataset::new(Records {
        customers: Table::complete(customers()),
        tickets: Table::complete(tickets),
        ..Records::default()
    })
}
