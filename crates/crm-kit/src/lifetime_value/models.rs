//! The models of a rule, fitted, and what they say of each customer.

use alloc::vec::Vec;

use crm_clv::{
    BgNbd, Boundary, CustomerValue, Ending, FitError, GammaGamma, History, Horizon, LifetimeValue, MbgNbd,
    Nbd, ParetoNbd, PurchaseModel, SpendFitError, SpendHistory,
};
use crm_kpi::LifetimeMissing;
use crm_policy::{LifetimeModel, LifetimeValueRule};
use crm_segmentation::Predicted;

use super::CustomerSummaries;
use super::table::LifetimeFits;

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

/// Returns the probability that is asked for of each customer, in the order of the summaries; `None` where the model cannot be
/// fitted, or does not tell.
pub(super) fn predictions(
    rule: &LifetimeValueRule,
    of: Predicted,
    summaries: &CustomerSummaries,
) -> Option<Vec<f64>> {
    let cells = summaries.cells();
    match rule.spec().model {
        LifetimeModel::BgNbd => predictions_by(&BgNbd::fit(&cells).ok()?, rule, of, summaries),
        LifetimeModel::MbgNbd => predictions_by(&MbgNbd::fit(&cells).ok()?, rule, of, summaries),
        LifetimeModel::ParetoNbd => predictions_by(&ParetoNbd::fit(&cells).ok()?, rule, of, summaries),
        // By NBD nobody stops.
        LifetimeModel::Nbd if of == Predicted::Alive => None,
        LifetimeModel::Nbd => predictions_by(&Nbd::fit(&cells).ok()?, rule, of, summaries),
        _ => None,
    }
}

fn predictions_by<M: PurchaseModel>(
    fitted: &crm_clv::Fitted<M>,
    rule: &LifetimeValueRule,
    of: Predicted,
    summaries: &CustomerSummaries,
) -> Option<Vec<f64>> {
    let crm_clv::Fitted { model, report, .. } = fitted;
    if report.ending != Ending::Converged {
        return None;
    }
    let histories = summaries.summaries().map(|summary| summary.history());
    match of {
        Predicted::Alive if report.boundaries.contains(&Boundary::NoDropout) => None,
        Predicted::Alive => Some(histories.map(|history| model.p_alive(&history)).collect()),
        Predicted::Purchase => {
            let terms = rule.terms();
            let ahead = Horizon::new(f64::from(terms.periods) * terms.period).ok()?;
            let none = |history: History| model.probability_of_purchases(0, &history, ahead);
            Some(histories.map(|history| 1.0 - none(history)).collect())
        }
        _ => None,
    }
}
