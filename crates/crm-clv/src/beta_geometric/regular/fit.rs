//! Fits of BG/CNBD-k and MBG/CNBD-k.

use alloc::vec::Vec;
use core::num::NonZeroU8;

use super::{super::STOP_ALIKE, BetaGeometricCnbd, likelihood::RegularLikelihood};
use crate::{
    FitError, Fitted, Nbd, RegularCells,
    estimation::{Estimation, Pair, check_limits, estimate},
    layout::Layout,
};

/// Fits of the same model with k = 1, 2, ...
#[derive(Debug, Clone, PartialEq)]
pub struct RegularFits<M> {
    // INVARIANT: `best` is among `fits`' likelihoods the highest, of equal ones the first.
    fits: Vec<Fitted<M>>,
    best: Fitted<M>,
}

impl<M> RegularFits<M> {
    /// Returns the fits, by rising k from 1.
    #[must_use]
    pub fn fits(&self) -> &[Fitted<M>] {
        &self.fits
    }

    /// Returns the fit with the highest likelihood; of equal ones, that with the least k.
    #[must_use]
    pub const fn best(&self) -> &Fitted<M> {
        &self.best
    }
}

impl<const MODIFIED: bool> BetaGeometricCnbd<MODIFIED> {
    /// Fits the model with a given k by maximum likelihood.
    ///
    /// The log-likelihood of the report is the full one, so that those of different k can be compared.
    ///
    /// # Errors
    ///
    /// When there are no customers, no repeat purchases, or nobody was observed for any time.
    pub fn fit(cells: &RegularCells, k: NonZeroU8) -> Result<Fitted<Self>, FitError> {
        FitError::check(cells.cells())?;
        let (random, layout) = Nbd::fit_to(Layout::new(cells.cells()))?;
        let random = random.model;
        let events = f64::from(k.get());
        let [r, alpha] = random.start();
        let start = [r, alpha / events, 1.0, 4.0];
        let likelihood = RegularLikelihood::<MODIFIED, true>::new(layout, cells.sum_of_ln_times(), k);
        let mut found = estimate(&likelihood, &start);
        let failed = |ending| FitError::Failed { model: Self::NAME, ending };
        let &[r, alpha, a, b] = found.values.as_slice() else { return Err(failed(found.report.ending)) };
        let model = Self::new(k, r, alpha, a, b).map_err(|_| failed(found.report.ending))?;
        let without_dropout = estimate(&likelihood.clone().without_dropout(), &[r, alpha]).report;
        let purchasing = Pair::of_rates(0, likelihood.longest());
        check_limits(&likelihood, &mut found, without_dropout.log_likelihood, purchasing, STOP_ALIKE);
        let Estimation { report, covariance, .. } = found;
        Ok(Fitted { model, report, covariance })
    }

    /// Fits the model with each k from 1 to `most`; the best has the highest likelihood.
    ///
    /// k is not counted among the parameters of the reports.
    ///
    /// # Errors
    ///
    /// When there are no customers, no repeat purchases, or nobody was observed for any time.
    ///
    /// # Examples
    ///
    /// ```
    /// use core::num::NonZeroU8;
    /// use crm_clv::{BgCnbd, RegularCells, RegularHistory, TimeUnit};
    ///
    /// // Some buy each week, some every two weeks; some stop.
    /// let customers = (2..40).map(|number| {
    ///     let every = 1.0 + f64::from(number % 2);
    ///     let times: Vec<f64> = (0..number).map(|n| every * f64::from(n)).filter(|time| *time < 30.0).collect();
    ///     RegularHistory::from_times(&times, 30.0)
    /// });
    /// let cells = RegularCells::new(customers.collect::<Result<Vec<_>, _>>()?, TimeUnit::WEEK);
    /// let fits = BgCnbd::fit_up_to(&cells, NonZeroU8::new(4).ok_or("k")?)?;
    /// assert_eq!(fits.best().model.k().get(), 4); // the more regular, the better
    /// assert_eq!(fits.fits().len(), 4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fit_up_to(cells: &RegularCells, most: NonZeroU8) -> Result<RegularFits<Self>, FitError> {
        let first = Self::fit(cells, NonZeroU8::MIN)?;
        let mut found = RegularFits { fits: Vec::new(), best: first.clone() };
        found.fits.push(first);
        for k in (2..=most.get()).filter_map(NonZeroU8::new) {
            let fitted = Self::fit(cells, k)?;
            if fitted.report.log_likelihood > found.best.report.log_likelihood {
                found.best = fitted.clone();
            }
            found.fits.push(fitted);
        }
        Ok(found)
    }
}
