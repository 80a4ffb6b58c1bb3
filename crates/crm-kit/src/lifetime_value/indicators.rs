//! The lifetime values that indicators are set against.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_clv::Ending;
use crm_kpi::{Formula, LifetimeMissing, LifetimeValues, Scorecard};
use crm_model::{Dataset, Money};
use crm_policy::{LifetimeValueRule, PolicyVersion};

use super::purchases::PurchaseLog;
use super::{models, ten_thousandths};

/// Returns the lifetime values that the indicators of a scorecard, and the reviews of a policy's cadences, ask for: of each
/// customer, at the end of each period in which something was spent on one, by the policy's `[lifetime-value]` as for
/// [`lifetime_value`](crate::lifetime_value). `None` where no indicator asks for any, which costs nothing.
///
/// The scorecard is that of the policy, or the same indicators over periods of another length. Where values cannot be told, the
/// reason stands in their place: without a rule, without repeat purchases, or where a fit does not settle.
///
/// # Examples
///
/// ```
/// use crm_kit::{Policy, Preset, Records, lifetime_values, model::Dataset};
///
/// let (dataset, _) = Dataset::new(Records::default());
/// let policy = Policy::preset(Preset::Basic); // no indicator is set against lifetime value
/// let version = policy.latest();
/// let as_of = "2026-05-01T00:00:00Z".parse()?;
/// assert_eq!(lifetime_values(&dataset, version, version.scorecard(), as_of), None);
/// # use crm_kit::chrono;
/// # Ok::<(), chrono::ParseError>(())
/// ```
pub fn lifetime_values(
    dataset: &Dataset,
    version: &PolicyVersion,
    scorecard: &Scorecard,
    as_of: DateTime<Utc>,
) -> Option<LifetimeValues> {
    let asks = |formula: &Formula| matches!(formula, Formula::ValueToCost { .. });
    if !scorecard.indicators().iter().any(|spec| asks(&spec.formula)) {
        return None;
    }
    let mut instants = scorecard.valued_at(dataset, as_of);
    instants.extend(version.cadences().valued_at(scorecard, dataset, as_of));
    Some(match version.lifetime_value() {
        Some(rule) => valued(dataset, rule, &instants),
        None => instants.into_iter().map(|instant| (instant, Err(LifetimeMissing::Rule))).collect(),
    })
}

fn valued(dataset: &Dataset, rule: &LifetimeValueRule, instants: &BTreeSet<DateTime<Utc>>) -> LifetimeValues {
    let Some(last) = instants.last() else { return LifetimeValues::default() };
    let mut log = PurchaseLog::new(dataset, rule, *last);
    instants.iter().map(|instant| (*instant, values_at(dataset, rule, &mut log, *instant))).collect()
}

fn values_at(
    dataset: &Dataset,
    rule: &LifetimeValueRule,
    log: &mut PurchaseLog<'_>,
    instant: DateTime<Utc>,
) -> Result<Vec<Option<Money>>, LifetimeMissing> {
    let summaries = log.summaries(instant)?;
    let (fits, of_customers) = models::values(rule, &summaries)?;
    // An indicator has no room for the report of a fit, so a value that is not settled is none.
    if [&fits.purchases, &fits.spend].iter().any(|report| report.ending != Ending::Converged) {
        return Err(LifetimeMissing::Fit);
    }
    let currency = log.currency().ok_or(LifetimeMissing::Purchases)?;
    let mut values = alloc::vec![None; dataset.customer_ids().len()];
    for (code, value) in summaries.customers().iter().zip(&of_customers) {
        let amount = ten_thousandths(value).and_then(|amount| i64::try_from(amount).ok());
        if let Some(place) = values.get_mut(code.index()) {
            *place = amount.map(|amount| Money::from_ten_thousandths(amount, currency));
        }
    }
    Ok(values)
}
