//! [`Draws`]: models that might have been found instead, for intervals of whatever they say.

mod generator;
mod resample;

use alloc::{string::String, vec::Vec};

use thiserror::Error;

use self::generator::Generator;
pub use self::resample::Resample;
pub(crate) use self::resample::sealed;
use crate::{
    Confidence, Ending, Fitted, Interval, ParametricModel, estimation::SymmetricMatrix, number::count,
    summary::parallel, uncertainty::quantile,
};

/// Models that might have been found instead of the one that was, each as likely: they tell how sure a prediction is as far
/// as the parameters go. That a customer buys at random comes on top, and that the model may be wrong does, too.
///
/// The same seed gives the same models on every machine. Draws of models of different kinds have nothing to do with each
/// other, also if their seeds are equal.
///
/// # Examples
///
/// ```
/// use crm_clv::{Cells, Confidence, Draws, History, Horizon, Nbd, PurchaseModel, TimeUnit};
///
/// // Most never come back, some often: sixty customers of six kinds.
/// let customers = [0, 0, 0, 1, 2, 7].map(|x| History::new(x, x as f64, 12.0)).into_iter().cycle().take(60);
/// let cells = Cells::new(customers.collect::<Result<Vec<_>, _>>()?, TimeUnit::WEEK);
/// let fitted = Nbd::fit(&cells)?;
///
/// let draws = Draws::of_fit(&fitted, 1_000, 42)?;
/// let year = Horizon::new(52.0)?;
/// let interval = draws.interval(Confidence::new(0.95)?, |model| model.expected_purchases_of_new(year))?;
/// assert!(interval.low < interval.estimate && interval.estimate < interval.high);
///
/// let again = Draws::bootstrap(&fitted, &cells, 100, 42, Nbd::fit)?;
/// assert_eq!(again.models().len(), 100);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Draws<M> {
    at: M,
    // INVARIANT: one at least.
    models: Vec<M>,
    failed: u32,
}

impl<M> Draws<M> {
    /// Returns models drawn from the normal distribution about the estimates that the fit's standard errors and correlations
    /// tell of, on the scale of logarithms where parameters are positive.
    ///
    /// # Errors
    ///
    /// When no draws are asked for, or a parameter has no standard error: the fit's report says why.
    pub fn of_fit(fitted: &Fitted<M>, draws: u32, seed: u64) -> Result<Self, DrawError>
    where
        M: ParametricModel + Clone,
    {
        let model = fitted.report.model;
        let factor = fitted.covariance.as_ref().and_then(SymmetricMatrix::cholesky);
        let factor = factor.ok_or(DrawError::NoStandardErrors { model })?;
        let centre = fitted.model.coordinates();
        let mut generator = Generator::new(seed, model, 0);
        let draw = |_| {
            let normal: Vec<f64> = centre.iter().map(|_| generator.normal()).collect();
            let coordinate = |(row, centre): (usize, &f64)| {
                let parts = normal.iter().enumerate().take(row + 1);
                centre + parts.map(|(column, part)| factor.get(row, column) * part).sum::<f64>()
            };
            fitted.model.with_coordinates(&centre.iter().enumerate().map(coordinate).collect::<Vec<_>>())
        };
        Self::gathered(fitted, (0..draws).map(draw))
    }

    /// Returns models fitted to as many customers, drawn anew from those of the fit, some of them several times.
    ///
    /// It supposes nothing about the shape of the uncertainty, and takes as many fits. With the feature `rayon` all cores share
    /// the work, to the same bits. Fits that fail or do not converge are left out and [counted](Self::failed).
    ///
    /// # Errors
    ///
    /// When no replications are asked for, there are more than 100,000,000 customers, or all fits fail.
    ///
    /// # Source
    ///
    /// Efron (1979), Bootstrap Methods: Another Look at the Jackknife, Annals of Statistics 7(1).
    pub fn bootstrap<D: Resample, E>(
        fitted: &Fitted<M>,
        customers: &D,
        replications: u32,
        seed: u64,
        fit: impl Fn(&D) -> Result<Fitted<M>, E> + Sync + Send,
    ) -> Result<Self, DrawError>
    where
        M: Clone + Send,
    {
        let numbers = customers.numbers();
        let number = numbers.iter().fold(0_u64, |sum, number| sum.saturating_add(*number));
        if number > MOST_CUSTOMERS {
            return Err(DrawError::TooMany { customers: number });
        }
        let places: Vec<usize> = numbers
            .iter()
            .enumerate()
            .flat_map(|(place, customers)| (0..*customers).map(move |_| place))
            .collect();
        let mut purpose = String::from("bootstrap ");
        purpose.push_str(fitted.report.model);
        let streams: Vec<u32> = (0..replications).collect();
        let of_stream = |(): &mut (), stream: &u32| {
            let mut generator = Generator::new(seed, &purpose, u64::from(*stream));
            let found =
                fit(&customers.with_numbers(&resampled(numbers.len(), &places, &mut generator))).ok()?;
            (found.report.ending == Ending::Converged).then_some(found.model)
        };
        Self::gathered(fitted, parallel::map(&streams, || (), of_stream).into_iter())
    }

    fn gathered(fitted: &Fitted<M>, found: impl Iterator<Item = Option<M>>) -> Result<Self, DrawError>
    where
        M: Clone,
    {
        let (mut models, mut failed) = (Vec::new(), 0);
        for model in found {
            match model {
                Some(model) => models.push(model),
                None => failed += 1,
            }
        }
        if models.is_empty() {
            return Err(if failed == 0 { DrawError::NoDraws } else { DrawError::AllFailed { failed } });
        }
        Ok(Self { at: fitted.model.clone(), models, failed })
    }

    /// Returns the models, in the order in which they were drawn.
    pub fn models(&self) -> &[M] {
        &self.models
    }

    /// Returns how many draws gave no model.
    pub const fn failed(&self) -> u32 {
        self.failed
    }

    /// Returns these models each with one of another kind, drawn on their own, as of purchases and of spend; as many as there are of
    /// the fewer. Two draws of one kind of model, as of two groups of customers, need different seeds.
    pub fn with<N>(self, other: Draws<N>) -> Draws<(M, N)> {
        Draws {
            at: (self.at, other.at),
            models: self.models.into_iter().zip(other.models).collect(),
            failed: self.failed.saturating_add(other.failed),
        }
    }

    /// Returns what the fitted model predicts, and between which limits the middle part of the predictions of all draws lies.
    ///
    /// The limits are quantiles, interpolated linearly between neighbours.
    ///
    /// # Errors
    ///
    /// When the fitted model or a draw predicts no finite number, or there are too few draws for the confidence: 2 / (1 -
    /// confidence) are needed, 40 for 95 %.
    ///
    /// # Examples
    ///
    /// Limits of the value of a customer, by both models of it:
    ///
    /// ```
    /// # use crm_clv::{BgNbd, ClvTerms, Confidence, Draws, Fitted, GammaGamma, History, LifetimeValue, SpendHistory};
    /// # fn show(
    /// #     purchases: &Fitted<BgNbd>, spend: &Fitted<GammaGamma>, terms: ClvTerms, history: History, spent: SpendHistory,
    /// # ) -> Result<(), Box<dyn std::error::Error>> {
    /// let draws = Draws::of_fit(purchases, 1_000, 7)?.with(Draws::of_fit(spend, 1_000, 7)?);
    /// let interval = draws.interval(Confidence::new(0.9)?, |(purchases, spend)| {
    ///     LifetimeValue::new(purchases, spend, terms).ok()?.of(&history, &spent).value
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn interval<R: Into<Option<f64>>>(
        &self,
        confidence: Confidence,
        prediction: impl Fn(&M) -> R,
    ) -> Result<Interval, IntervalError> {
        let predict = |model: &M| prediction(model).into().filter(|value: &f64| value.is_finite());
        let estimate = predict(&self.at).ok_or(IntervalError::NoEstimate)?;
        let outside = 1.0 - confidence.level();
        let draws = self.models.len();
        let number = count(u64::try_from(draws).unwrap_or(u64::MAX));
        // A little less: 1 - 0.95 is more than 0.05.
        if number * outside < 2.0 - 1e-9 {
            return Err(IntervalError::TooFewDraws { draws, confidence: confidence.level() });
        }
        let mut values: Vec<f64> = self.models.iter().filter_map(predict).collect();
        if values.len() < draws {
            return Err(IntervalError::NoValue { undefined: draws - values.len(), draws });
        }
        values.sort_unstable_by(f64::total_cmp);
        let limits = quantile(&values, 0.5 * outside).zip(quantile(&values, 1.0 - 0.5 * outside));
        let (low, high) = limits.ok_or(IntervalError::NoEstimate)?;
        Ok(Interval { estimate, low, high })
    }
}

/// More customers are not drawn anew: each takes eight bytes and some nanoseconds a replication.
const MOST_CUSTOMERS: u64 = 100_000_000;

/// Returns how many customers each cell has when each of so many is drawn from all.
fn resampled(cells: usize, places: &[usize], generator: &mut Generator) -> Vec<u64> {
    let mut numbers = alloc::vec![0; cells];
    let end = u64::try_from(places.len()).unwrap_or(u64::MAX);
    for _ in places {
        let drawn = usize::try_from(generator.below(end)).ok().and_then(|drawn| places.get(drawn));
        if let Some(number) = drawn.and_then(|place| numbers.get_mut(*place)) {
            *number += 1;
        }
    }
    numbers
}

/// Why nothing can be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DrawError {
    /// A parameter has no standard error.
    #[error(
        "the fit of {model} does not pin every parameter down, as its report says: there is no distribution to draw from"
    )]
    NoStandardErrors {
        /// The model's name.
        model: &'static str,
    },
    /// No draws are asked for.
    #[error("no draws are asked for")]
    NoDraws,
    /// There are too many customers to draw each of them anew.
    #[error("{customers} customers are too many to draw anew, 100000000 at most; draw from the fit itself")]
    TooMany {
        /// How many there are.
        customers: u64,
    },
    /// No draw gave a model.
    #[error("none of {failed} draws gave a model")]
    AllFailed {
        /// How many were tried.
        failed: u32,
    },
}

/// Why a prediction has no interval.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[non_exhaustive]
pub enum IntervalError {
    /// The fitted model predicts no finite number.
    #[error("the fitted model predicts no finite number")]
    NoEstimate,
    /// Some draws predict no finite number.
    #[error("{undefined} of {draws} draws predict no finite number: limits without them would be too narrow")]
    NoValue {
        /// How many do not.
        undefined: usize,
        /// How many there are.
        draws: usize,
    },
    /// There are too few draws to tell what lies outside.
    #[error("{draws} draws are too few for a confidence of {confidence}: 2 / (1 - confidence) are needed")]
    TooFewDraws {
        /// How many there are.
        draws: usize,
        /// The confidence asked for.
        confidence: f64,
    },
}
