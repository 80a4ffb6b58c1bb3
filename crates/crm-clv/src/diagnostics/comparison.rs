//! Models of the same customers, one against another.

use alloc::vec::Vec;

use thiserror::Error;

use crate::FitReport;

/// How a fitted model does among others.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ComparedModel {
    /// The model's name.
    pub model: &'static str,
    /// How many parameters were estimated.
    pub parameters: usize,
    /// The log-likelihood.
    pub log_likelihood: f64,
    /// Akaike's information criterion: the lower, the better.
    pub aic: f64,
    /// The Bayesian information criterion: the lower, the better. It is harder on parameters.
    pub bic: f64,
    /// How much higher the first criterion is than that of the best model.
    pub aic_above_best: f64,
    /// The rank by the first criterion, from 1; equals share the better rank.
    pub aic_rank: u32,
    /// The rank by the second one.
    pub bic_rank: u32,
    /// Whether nothing is wrong with the fit: see [`FitReport::is_sound`].
    pub is_sound: bool,
}

/// Why fits cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ComparisonError {
    /// Two fits are not of the same customers.
    #[error(
        "{one} was fitted to {one_customers} customers and {other} to {other_customers}: their likelihoods are not comparable"
    )]
    OtherCustomers {
        /// The first model's name.
        one: &'static str,
        /// How many customers it was fitted to.
        one_customers: u64,
        /// The other model's name.
        other: &'static str,
        /// How many customers it was fitted to.
        other_customers: u64,
    },
}

/// Returns how fitted models of the same data do among each other, the best by Akaike's criterion first.
///
/// Equal ones are in order of their names; the order of the reports changes nothing. A model that is not sound is compared as
/// well: look at its report before its rank.
///
/// # Errors
///
/// When the numbers of customers differ. That equal numbers mean the same data is the caller's promise.
///
/// # Examples
///
/// ```
/// use crm_clv::{BgNbd, Cells, History, Nbd, TimeUnit, compare_models};
///
/// let customers = (0..80).map(|number| History::new(number % 9 / 3, f64::from(number as u32 % 9 / 3), 12.0));
/// let cells = Cells::new(customers.collect::<Result<Vec<_>, _>>()?, TimeUnit::WEEK);
/// let (bg_nbd, nbd) = (BgNbd::fit(&cells)?, Nbd::fit(&cells)?);
/// let table = compare_models([&nbd.report, &bg_nbd.report])?;
/// assert_eq!(table[0].model, "BG/NBD"); // nobody bought in the last nine weeks
/// assert_eq!((table[0].aic_above_best, table[1].aic_rank), (0.0, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compare_models<'a>(
    reports: impl IntoIterator<Item = &'a FitReport>,
) -> Result<Vec<ComparedModel>, ComparisonError> {
    let reports: Vec<&FitReport> = reports.into_iter().collect();
    for pair in reports.windows(2) {
        let &[one, other] = pair else { continue };
        if one.customers != other.customers {
            return Err(ComparisonError::OtherCustomers {
                one: one.model,
                one_customers: one.customers,
                other: other.model,
                other_customers: other.customers,
            });
        }
    }
    let rank = |criterion: fn(&FitReport) -> f64, own: f64| {
        let better = reports.iter().filter(|report| criterion(report) < own);
        better.fold(1, |rank: u32, _| rank.saturating_add(1))
    };
    let best = reports.iter().map(|report| report.aic()).fold(f64::INFINITY, f64::min);
    let compared = |report: &&FitReport| ComparedModel {
        model: report.model,
        parameters: report.dimension(),
        log_likelihood: report.log_likelihood,
        aic: report.aic(),
        bic: report.bic(),
        aic_above_best: report.aic() - best,
        aic_rank: rank(FitReport::aic, report.aic()),
        bic_rank: rank(FitReport::bic, report.bic()),
        is_sound: report.is_sound(),
    };
    let mut table: Vec<ComparedModel> = reports.iter().map(compared).collect();
    table.sort_by(|one, other| one.aic.total_cmp(&other.aic).then(one.model.cmp(other.model)));
    Ok(table)
}
