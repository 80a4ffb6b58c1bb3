//! How likely it is that customers still buy.

use alloc::vec::Vec;

use chrono::{DateTime, TimeDelta, Utc};
use crm_model::Dataset;
use crm_policy::PolicyVersion;
use crm_segmentation::Probability;

use super::models;
use super::purchases::PurchaseLog;

/// Returns for each customer, in the order of codes, the probability that it is alive at an instant, by the model of the
/// policy's `[lifetime-value]`.
///
/// `None` for those who have not bought. Empty where the policy has no such rule, where the model cannot be fitted, or where the
/// purchases do not tell whether anybody ever stops: then it says nothing of anybody.
pub(crate) fn alive(
    dataset: &Dataset,
    version: &PolicyVersion,
    as_of: DateTime<Utc>,
) -> Vec<Option<Probability>> {
    let known = || {
        let rule = version.lifetime_value()?;
        let after = as_of.checked_add_signed(TimeDelta::nanoseconds(1))?;
        let summaries = PurchaseLog::new(dataset, rule).summaries(after).ok()?;
        let probabilities = models::alive(rule, &summaries)?;
        let mut of_codes = alloc::vec![None; dataset.customer_ids().len()];
        for (code, alive) in summaries.customers().iter().zip(probabilities) {
            if let Some(place) = of_codes.get_mut(code.index()) {
                *place = Probability::new(alive);
            }
        }
        Some(of_codes)
    };
    known().unwrap_or_default()
}
