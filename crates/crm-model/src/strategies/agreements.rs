//! What was agreed with a customer.

use alloc::vec;

use crm_calendar::strategies::{any_instant, any_span};
use proptest::prelude::*;

use crate::{AgreedLimit, Agreement, MeasureName};

/// Draws an agreement about the first response or the resolution: a span of any unit, or an instant in 2025 or 2026.
pub fn any_agreement() -> impl Strategy<Value = Agreement> {
    let measure = prop::sample::select(vec!["first-response", "resolution"])
        .prop_filter_map("a measure", |name| MeasureName::new(name).ok());
    let limit = prop_oneof![
        3 => any_span().prop_map(AgreedLimit::Within),
        1 => any_instant(2025, 2026).prop_map(AgreedLimit::By),
    ];
    (measure, limit).prop_map(|(measure, limit)| Agreement { measure, limit })
}
