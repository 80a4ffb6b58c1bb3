//! [`WithCovariates`]: a model whose parameters differ among customers as their covariates do.

use alloc::{string::String, vec::Vec};

use libm::log;

use super::{CovariateError, check_names, check_row, range::Range};
use crate::{BetaGeometricNbd, ParametricModel, ParetoNbd, PurchaseModel};

/// A model of purchase times whose parameters differ among customers as their covariates do, exponentially:
///
/// - purchasing: `alpha` times e^(-γ z), so that a customer buys e^(γ z) times as often;
/// - dropout under Pareto/NBD: `beta` times e^(-γ z), so that a customer stops e^(γ z) times as soon;
/// - dropout under BG/NBD and MBG/NBD: `a` times e^(γ z) and `b` times e^(γ' z), with γ and γ' [apart or
///   equal](DropoutCoefficients).
///
/// A parameter that would leave the range of 1e-12 to 1e12 stops there; `a` and `b` do so together, with the mean probability of
/// stopping as it is. Hardly anything that can be seen changes beyond.
/// [`for_customer`](Self::for_customer) gives the plain model of customers with given covariates, which answers all questions.
///
/// # Source
///
/// Fader, Hardie (2007), Incorporating time-invariant covariates into the Pareto/NBD and BG/NBD models, note 019.
///
/// # Examples
///
/// ```
/// use crm_clv::{BgNbd, CovariateCells, Covariates, DropoutCoefficients, History, Horizon, PurchaseModel, TimeUnit};
///
/// // Of eighty customers every other one is reached by mail, and buys twice as often.
/// let (mut histories, mut by_mail) = (Vec::new(), Vec::new());
/// for number in 0..80_u32 {
///     let x = [0, 0, 1, 0, 2, 5, 0, 1, 3, 9][number as usize / 2 % 10] * u64::from(1 + number % 2);
///     let recency = if x == 0 { 0.0 } else { 25.0 - f64::from(number / 2 % 10) };
///     histories.push(History::new(x, recency, 26.0)?);
///     by_mail.push([f64::from(number % 2)]);
/// }
/// let by_mail = Covariates::new(["by mail"], by_mail)?;
/// let cells = CovariateCells::new(histories, &by_mail, &Covariates::none(), TimeUnit::WEEK)?;
/// let fit = BgNbd::fit_with_covariates(&cells, DropoutCoefficients::Apart)?;
///
/// let model = &fit.fitted.model;
/// let first_week = |by_mail: f64| -> Result<f64, Box<dyn std::error::Error>> {
///     Ok(model.for_customer(&[by_mail], &[])?.expected_purchases_of_new(Horizon::new(1.0)?))
/// };
/// let times_as_many = first_week(1.0)? / first_week(0.0)?;
/// assert!((1.7..2.3).contains(&times_as_many), "{times_as_many}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(into = "Written<M>", bound = "M: CovariateModel + serde::Serialize"))]
pub struct WithCovariates<M> {
    /// The model of customers whose covariates are all 0, with parameters within their range.
    base: M,
    // INVARIANT: finite.
    ln_base: [f64; 4],
    purchasing: Vec<String>,
    dropout: Vec<String>,
    blocks: &'static [Block],
    // INVARIANT: finite; for each block as many as the covariates it is of, in order.
    coefficients: Vec<f64>,
}

/// How coefficients of dropout act on the beta distribution of dropout probabilities, with parameters `a` and `b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum DropoutCoefficients {
    /// `a` and `b` have coefficients of their own: those of `a` raise the probability of stopping, those of `b` lower it.
    Apart,
    /// `a` and `b` have the same coefficients. The mean probability of stopping, a / (a + b), is then the same for all; a positive
    /// coefficient says that customers with more of the covariate are more alike.
    Equal,
}

/// What a coefficient is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum CovariateEffect {
    /// How often customers buy: e^γ times as often for 1 more of the covariate.
    Purchasing,
    /// How soon customers stop, under Pareto/NBD: e^γ times as soon. Under BG/NBD and MBG/NBD, of a and b together: see
    /// [`DropoutCoefficients::Equal`].
    Dropout,
    /// The parameter `a` of dropout: e^γ times as large, and stopping the more probable.
    DropoutA,
    /// The parameter `b` of dropout: e^γ times as large, and stopping the less probable.
    DropoutB,
}

/// A model whose parameters may differ as covariates do; the trait is sealed.
pub trait CovariateModel: PurchaseModel + ParametricModel + Clone + sealed::CovariateModel {}

impl<const MODIFIED: bool> CovariateModel for BetaGeometricNbd<MODIFIED> {}
impl CovariateModel for ParetoNbd {}

pub(crate) mod sealed {
    use super::Range;
    use crate::ParameterError;

    /// Keeps models of other crates out.
    pub trait CovariateModel: Sized {
        /// The model's name with covariates.
        const NAME_WITH_COVARIATES: &'static str;

        /// The names of the parameters, in order.
        const PARAMETERS: [&'static str; 4];

        /// How parameters stay within their range.
        const RANGE: Range;

        /// Returns the model with these parameters, in order.
        fn of_values(values: [f64; 4]) -> Result<Self, ParameterError>;
    }
}

/// Coefficients of one kind, one for each of a set of covariates.
#[derive(Debug, PartialEq)]
pub(crate) struct Block {
    pub(super) effect: CovariateEffect,
    /// The places of the parameters they act on, and whether positive ones raise or lower these: 1 or -1.
    pub(super) acts: &'static [(usize, f64)],
}

impl Block {
    /// For models with a rate of purchasing in the second place.
    pub(crate) const PURCHASING: Self = Self { effect: CovariateEffect::Purchasing, acts: &[(1, -1.0)] };
    /// For models with a rate of dropout in the fourth place.
    pub(crate) const DROPOUT: Self = Self { effect: CovariateEffect::Dropout, acts: &[(3, -1.0)] };
    /// For models with beta distributed dropout, whose parameters are in the third and fourth place.
    pub(crate) const DROPOUT_A: Self = Self { effect: CovariateEffect::DropoutA, acts: &[(2, 1.0)] };
    /// As [`DROPOUT_A`](Self::DROPOUT_A).
    pub(crate) const DROPOUT_B: Self = Self { effect: CovariateEffect::DropoutB, acts: &[(3, 1.0)] };
    /// For both of these together.
    pub(crate) const DROPOUT_BOTH: Self =
        Self { effect: CovariateEffect::Dropout, acts: &[(2, 1.0), (3, 1.0)] };

    /// Returns the one of two things of purchasing and of dropout that the coefficients are of.
    pub(super) fn side<'a, T: ?Sized>(&self, purchasing: &'a T, dropout: &'a T) -> &'a T {
        match self.effect {
            CovariateEffect::Purchasing => purchasing,
            CovariateEffect::Dropout | CovariateEffect::DropoutA | CovariateEffect::DropoutB => dropout,
        }
    }
}

impl<M: CovariateModel> WithCovariates<M> {
    pub(super) fn of(
        ln_base: [f64; 4],
        blocks: &'static [Block],
        [purchasing, dropout]: [Vec<String>; 2],
        coefficients: Vec<f64>,
    ) -> Option<Self> {
        let is_finite = ln_base.iter().chain(&coefficients).all(|coordinate| coordinate.is_finite());
        let base = M::of_values(M::RANGE.within(ln_base).values).ok().filter(|_| is_finite)?;
        Some(Self { base, ln_base, purchasing, dropout, blocks, coefficients })
    }

    /// Returns the model with coefficients of purchasing, and of dropout one for each of the `blocks` after the first.
    pub(crate) fn with<N: Into<String>, const K: usize>(
        base: M,
        blocks: &'static [Block],
        purchasing: impl IntoIterator<Item = (N, f64)>,
        dropout: impl IntoIterator<Item = (N, [f64; K])>,
    ) -> Result<Self, CovariateError> {
        let (names, mut coefficients): (Vec<N>, Vec<f64>) = purchasing.into_iter().unzip();
        let purchasing = check_names(names)?;
        let (names, of_dropout): (Vec<N>, Vec<[f64; K]>) = dropout.into_iter().unzip();
        let dropout = check_names(names)?;
        for block in 0..K {
            coefficients.extend(of_dropout.iter().filter_map(|of_name| of_name.get(block)));
        }
        let mut ln_base = [0.0; 4];
        for (ln, value) in ln_base.iter_mut().zip(base.parameter_values()) {
            *ln = log(value);
        }
        let model = Self { base, ln_base, purchasing, dropout, blocks, coefficients };
        for (_, name, value) in model.coefficients() {
            if !value.is_finite() {
                return Err(CovariateError::NoCoefficient { name: name.into(), value });
            }
        }
        Ok(model)
    }

    /// Returns the model of customers whose covariates are all 0. Where these lie far from all customers, its parameters may have
    /// reached the ends of their range; those of customers nearer by are right all the same.
    pub const fn base(&self) -> &M {
        &self.base
    }

    /// Returns the names of the covariates of purchasing.
    pub fn purchasing(&self) -> &[String] {
        &self.purchasing
    }

    /// Returns the names of the covariates of dropout.
    pub fn dropout(&self) -> &[String] {
        &self.dropout
    }

    /// Returns the coefficients, each with what it is of and the name of its covariate.
    pub fn coefficients(&self) -> impl Iterator<Item = (CovariateEffect, &str, f64)> {
        let named = self.blocks.iter().flat_map(|block| {
            block.side(&self.purchasing, &self.dropout).iter().map(|name| (block.effect, name.as_str()))
        });
        named.zip(&self.coefficients).map(|((effect, name), value)| (effect, name, *value))
    }

    /// Returns the model of customers with these covariates, in the order of the names.
    ///
    /// # Errors
    ///
    /// When there are not as many values as names, one is not a number from -1e100 to 1e100, or its product with a coefficient
    /// exceeds all numbers.
    pub fn for_customer(&self, purchasing: &[f64], dropout: &[f64]) -> Result<M, CovariateError> {
        check_row(&self.purchasing, purchasing)?;
        check_row(&self.dropout, dropout)?;
        let mut exponents = [0.0; 4];
        let mut coefficients = self.coefficients.iter();
        for block in self.blocks {
            let exponent: f64 = coefficients
                .by_ref()
                .zip(block.side(purchasing, dropout))
                .map(|(coefficient, z)| coefficient * z)
                .sum();
            for (place, sign) in block.acts {
                if let Some(sum) = exponents.get_mut(*place) {
                    *sum += sign * exponent;
                }
            }
        }
        let mut ln_values = self.ln_base;
        for ((ln, exponent), parameter) in ln_values.iter_mut().zip(exponents).zip(M::PARAMETERS) {
            *ln += exponent;
            if !ln.is_finite() {
                return Err(CovariateError::OutOfReach { parameter });
            }
        }
        if ln_values.iter().zip(&self.ln_base).all(|(ln, base)| ln.to_bits() == base.to_bits()) {
            return Ok(self.base.clone());
        }
        M::of_values(M::RANGE.within(ln_values).values)
            .map_err(|error| CovariateError::OutOfReach { parameter: error.name })
    }
}

impl<M: CovariateModel> crate::parametric::sealed::Sealed for WithCovariates<M> {}

impl<M: CovariateModel> ParametricModel for WithCovariates<M> {
    fn parameter_values(&self) -> Vec<f64> {
        self.base.parameter_values().into_iter().chain(self.coefficients.iter().copied()).collect()
    }

    fn coordinates(&self) -> Vec<f64> {
        self.ln_base.iter().chain(&self.coefficients).copied().collect()
    }

    fn with_coordinates(&self, coordinates: &[f64]) -> Option<Self> {
        let (ln_base, coefficients) = coordinates.split_first_chunk()?;
        let names = [self.purchasing.clone(), self.dropout.clone()];
        let is_as_long = coefficients.len() == self.coefficients.len();
        Self::of(*ln_base, self.blocks, names, coefficients.to_vec()).filter(|_| is_as_long)
    }
}

/// How a model with covariates is written.
#[cfg(feature = "serde")]
#[derive(serde::Serialize)]
struct Written<M> {
    base: M,
    coefficients: Vec<WrittenCoefficient>,
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize)]
struct WrittenCoefficient {
    effect: CovariateEffect,
    covariate: String,
    value: f64,
}

#[cfg(feature = "serde")]
impl<M: CovariateModel> From<WithCovariates<M>> for Written<M> {
    fn from(model: WithCovariates<M>) -> Self {
        let coefficients = model.coefficients().map(|(effect, covariate, value)| WrittenCoefficient {
            effect,
            covariate: covariate.into(),
            value,
        });
        Self { coefficients: coefficients.collect(), base: model.base }
    }
}
