//! How likely it is that customers buy again.

use alloc::vec::Vec;

use chrono::{DateTime, TimeDelta, Utc};
use crm_model::Dataset;
use crm_policy::PolicyVersion;
use crm_segmentation::{Predicted, Probability};

use super::models;
use super::purchases::PurchaseLog;

/// Returns for each customer, in the order of codes, the probability that is asked for, as of an instant, by the model and
/// within the time ahead of the policy's `[lifetime-value]`.
///
/// `None` for those who have not bought, or whose purchases contradict each other. Empty where the policy has no such rule, where the model cannot be fitted, or where the
/// purchases do not tell whether anybody ever stops, and that is asked: then it says nothing of anybody.
pub(crate) fn predictions(
    dataset: &Dataset,
    version: &PolicyVersion,
    of: Predicted,
    as_of: DateTime<Utc>,
) -> Vec<Option<Probability>> {
    let known = || {
        let rule = version.lifetime_value()?;
        let after = as_of.checked_add_signed(TimeDelta::nanoseconds(1))?;
        let summaries = PurchaseLog::new(dataset, rule, after).summaries(after).ok()?;
        let probabilities = models::predictions(rule, of, &summaries)?;
        let mut of_codes = alloc::vec![None; dataset.customer_ids().len()];
        for (code, probability) in summaries.customers().iter().zip(probabilities) {
            if let Some(place) = of_codes.get_mut(code.index()) {
                *place = Probability::new(probability);
            }
        }
        Some(of_codes)
    };
    known().unwrap_or_default()
}
