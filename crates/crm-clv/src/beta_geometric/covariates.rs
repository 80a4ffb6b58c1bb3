//! BG/NBD and MBG/NBD with covariates.

use alloc::string::String;

use super::{BetaGeometricLikelihood, BetaGeometricNbd};
use crate::{
    CovariateCells, CovariateError, CovariateFit, CovariateFitError, DropoutCoefficients, Nbd,
    ParameterError, WithCovariates,
    covariates::{Block, Range, Task, fit, sealed},
};

impl<const MODIFIED: bool> BetaGeometricNbd<MODIFIED> {
    /// Fits the model by maximum likelihood with parameters that differ as covariates do: see [`WithCovariates`].
    ///
    /// # Errors
    ///
    /// When the model cannot be fitted without covariates either, or a covariate is the same for all customers or follows
    /// from others.
    pub fn fit_with_covariates(
        cells: &CovariateCells,
        dropout: DropoutCoefficients,
    ) -> Result<CovariateFit<Self>, CovariateFitError> {
        let all = cells.without_covariates();
        let (without, nbd) = (Self::fit(&all)?, Nbd::fit(&all)?.model);
        let [r, alpha] = nbd.start();
        let task = Task {
            blocks: match dropout {
                DropoutCoefficients::Apart => Self::APART,
                DropoutCoefficients::Equal => &[Block::PURCHASING, Block::DROPOUT_BOTH],
            },
            without,
            start: [r, alpha, 1.0, 4.0],
            likelihood: |cells| BetaGeometricLikelihood::<MODIFIED> { cells },
            stop_alike: |_| super::STOP_ALIKE,
        };
        fit(cells, task)
    }

    /// Returns the model with parameters that differ as covariates do, these being the parameters of customers whose covariates
    /// are all 0: for each covariate of purchasing its coefficient, for each one of dropout those of `a` and of `b`.
    ///
    /// # Errors
    ///
    /// When a name is blank or occurs twice, or a coefficient is not a finite number.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_clv::BgNbd;
    ///
    /// let by_mail = [("by mail", 2.0_f64.ln())]; // who gets mail buys twice as often
    /// let model = BgNbd::new(0.243, 4.4, 0.793, 2.426)?.with_covariates(by_mail, [])?;
    /// assert!((model.for_customer(&[1.0], &[])?.alpha() - 2.2).abs() < 1e-14);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_covariates<N: Into<String>>(
        self,
        purchasing: impl IntoIterator<Item = (N, f64)>,
        dropout: impl IntoIterator<Item = (N, [f64; 2])>,
    ) -> Result<WithCovariates<Self>, CovariateError> {
        WithCovariates::with(self, Self::APART, purchasing, dropout)
    }

    const APART: &'static [Block] = &[Block::PURCHASING, Block::DROPOUT_A, Block::DROPOUT_B];
}

impl<const MODIFIED: bool> sealed::CovariateModel for BetaGeometricNbd<MODIFIED> {
    const NAME_WITH_COVARIATES: &'static str =
        if MODIFIED { "MBG/NBD with covariates" } else { "BG/NBD with covariates" };
    const PARAMETERS: [&'static str; 4] = ["r", "alpha", "a", "b"];

    const RANGE: Range = Range { together: Some((2, 3)) };

    fn of_values([r, alpha, a, b]: [f64; 4]) -> Result<Self, ParameterError> {
        Self::new(r, alpha, a, b)
    }
}
