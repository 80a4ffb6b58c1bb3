//! Pareto/NBD with covariates.

use alloc::string::String;

use super::{ParetoNbd, ParetoNbdLikelihood};
use crate::{
    CovariateCells, CovariateError, CovariateFit, CovariateFitError, Nbd, ParameterError, WithCovariates,
    covariates::{Block, Range, Task, fit, sealed},
    estimation::Pair,
};

impl ParetoNbd {
    /// Fits the model by maximum likelihood with parameters that differ as covariates do: see [`WithCovariates`].
    ///
    /// # Errors
    ///
    /// When the model cannot be fitted without covariates either, or a covariate is the same for all customers or follows
    /// from others.
    pub fn fit_with_covariates(cells: &CovariateCells) -> Result<CovariateFit<Self>, CovariateFitError> {
        let all = cells.without_covariates();
        let (without, nbd) = (Self::fit(&all)?, Nbd::fit(&all)?.model);
        let [r, alpha] = nbd.start();
        let task = Task {
            blocks: Self::BLOCKS,
            without,
            start: [r, alpha, 0.5, alpha],
            likelihood: ParetoNbdLikelihood::new,
            stop_alike: |longest| Pair::of_rates(2, longest),
        };
        fit(cells, task)
    }

    /// Returns the model with parameters that differ as covariates do, these being the parameters of customers whose covariates
    /// are all 0: for each covariate its coefficient.
    ///
    /// # Errors
    ///
    /// When a name is blank or occurs twice, or a coefficient is not a finite number.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_clv::ParetoNbd;
    ///
    /// let by_contract = [("by contract", -(4.0_f64.ln()))]; // who has a contract stops at a quarter of the rate
    /// let model = ParetoNbd::new(0.55, 10.6, 0.6, 12.0)?.with_covariates([], by_contract)?;
    /// assert!((model.for_customer(&[], &[1.0])?.beta() - 48.0).abs() < 1e-13);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_covariates<N: Into<String>>(
        self,
        purchasing: impl IntoIterator<Item = (N, f64)>,
        dropout: impl IntoIterator<Item = (N, f64)>,
    ) -> Result<WithCovariates<Self>, CovariateError> {
        let dropout = dropout.into_iter().map(|(name, coefficient)| (name, [coefficient]));
        WithCovariates::with(self, Self::BLOCKS, purchasing, dropout)
    }

    const BLOCKS: &'static [Block] = &[Block::PURCHASING, Block::DROPOUT];
}

impl sealed::CovariateModel for ParetoNbd {
    const NAME_WITH_COVARIATES: &'static str = "Pareto/NBD with covariates";
    const PARAMETERS: [&'static str; 4] = ["r", "alpha", "s", "beta"];

    const RANGE: Range = Range { together: None };

    fn of_values([r, alpha, s, beta]: [f64; 4]) -> Result<Self, ParameterError> {
        Self::new(r, alpha, s, beta)
    }
}
