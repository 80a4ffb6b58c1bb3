//! The models of a rule, fitted, and what they say of each customer.

use alloc::vec::Vec;

use crm_clv::{
    BgNbd, Boundary, CustomerValue, Ending, FitError, GammaGamma, History, LifetimeValue, MbgNbd, Nbd,
    ParetoNbd, PurchaseModel, SpendFitError, SpendHistory,
};
use crm_policy::{LifetimeModel, LifetimeValueRule};

use super::CustomerSummaries;
use super::table::{LifetimeFits, LifetimeMissing};

/// Returns what the fits found, and the value of each customer in the order of the summaries.
pub(super) fn values(
    rule: &LifetimeValueRule,
    summaries: &CustomerSummaries,
) -> Result<(LifetimeFits, Vec<CustomerValue>), LifetimeMissing> {
    let cells = summaries.cells();
    match rule.spec().model {
        LifetimeModel::BgNbd => by_model(BgNbd::fit(&cells), rule, summaries),
        LifetimeModel::MbgNbd => by_model(MbgNbd::fit(&cells), rule, summaries),
        LifetimeModel::ParetoNbd => by_model(ParetoNbd::fit(&cells), rule, summaries),
        LifetimeModel::Nbd => by_model(Nbd::fit(&cells), rule, summaries),
        _ => Err(LifetimeMissing::Fit),
    }
}

fn by_model<M: PurchaseModel + Sync>(
    purchases: Result<crm_clv::Fitted<M>, FitError>,
    rule: &LifetimeValueRule,
    summaries: &CustomerSummaries,
) -> Result<(LifetimeFits, Vec<CustomerValue>), LifetimeMissing> {
    let purchases = purchases.map_err(|error| match error {
        FitError::NoCustomers => LifetimeMissing::Purchases,
        FitError::NoRepeatPurchases { customers } => LifetimeMissing::RepeatPurchases { customers },
        FitError::NoTime { .. } => LifetimeMissing::Time,
        _ => LifetimeMissing::Fit,
    })?;
    let spend = GammaGamma::fit(&summaries.spend_cells()).map_err(|error| match error {
        SpendFitError::NoRepeatSpend { customers } => LifetimeMissing::RepeatPurchases { customers },
        _ => LifetimeMissing::Fit,
    })?;
    let value = LifetimeValue::new(&purchases.model, &spend.model, rule.terms());
    let value = value.map_err(|_| LifetimeMissing::Fit)?;
    let histories = summaries.summaries().map(|summary| (summary.history(), summary.spend_history()));
    let histories: Vec<(History, SpendHistory)> = histories.collect();
    let values = value.of_all(histories);
    Ok((LifetimeFits { purchases: purchases.report, spend: spend.report }, values))
}

/// Returns the probability that each customer is alive, in the order of the summaries; `None` where the model cannot be fitted,
/// or the purchases do not tell whether anybody ever stops.
pub(super) fn alive(rule: &LifetimeValueRule, summaries: &CustomerSummaries) -> Option<Vec<f64>> {
    let cells = summaries.cells();
    match rule.spec().model {
        LifetimeModel::BgNbd => alive_by(BgNbd::fit(&cells), summaries),
        LifetimeModel::MbgNbd => alive_by(MbgNbd::fit(&cells), summaries),
        LifetimeModel::ParetoNbd => alive_by(ParetoNbd::fit(&cells), summaries),
        // By NBD nobody stops.
        _ => None,
    }
}

fn alive_by<M: PurchaseModel>(
    fitted: Result<crm_clv::Fitted<M>, FitError>,
    summaries: &CustomerSummaries,
) -> Option<Vec<f64>> {
    let crm_clv::Fitted { model, report, .. } = fitted.ok()?;
    let tells = report.ending == Ending::Converged && !report.boundaries.contains(&Boundary::NoDropout);
    tells.then(|| summaries.summaries().map(|summary| model.p_alive(&summary.history())).collect())
}
