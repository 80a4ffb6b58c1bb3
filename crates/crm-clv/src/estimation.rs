//! Maximum likelihood: from a log-likelihood with its gradient to estimates with their uncertainty.

mod limits;
mod matrix;
mod maximise;
mod report;

use alloc::{borrow::Cow, vec, vec::Vec};

use libm::{exp, fabs, log, sqrt};

use self::maximise::{Maximum, maximise};
pub(crate) use self::{
    limits::{Pair, check_alike, check_limits},
    matrix::SymmetricMatrix,
};
pub use self::{
    maximise::Ending,
    report::{Boundary, Estimate, FitReport, FlatDirection, StandardError},
};
use crate::number::count;

/// The log-likelihood of a model, as a function of its parameters.
pub(crate) trait Likelihood {
    /// The model's name.
    const MODEL: &'static str;

    /// Returns the names of the parameters in the model's order, all of them positive but for coefficients.
    fn parameters(&self) -> Vec<Cow<'static, str>>;

    /// Returns from which place on parameters are coefficients: any numbers, looked for as they are and not by their logarithms.
    fn coefficients_from(&self) -> usize {
        usize::MAX
    }

    /// Returns over how many customers the log-likelihood sums.
    fn customers(&self) -> u64;

    /// Returns the log-likelihood, and writes its derivative in each parameter.
    fn evaluate(&self, parameters: &[f64], gradient: &mut [f64]) -> f64;
}

/// Parameters are looked for by their logarithms, from 1e-10 to 1e10; this is ln 1e10. Coefficients, whose effects are
/// exponential, lie within as many to both sides of 0.
const LARGEST_LOGARITHM: f64 = 23.025_850_929_940_457;
/// A direction is flat if the standard deviation along it is larger than this, in logarithms: a factor of 20 up or down.
const FLAT: f64 = 3.0;
/// A parameter has a part in a direction if it makes up this much of a step of length 1.
const PART: f64 = 0.1;

/// Estimates with the report about them, and what draws from their distribution need.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Estimation {
    pub(crate) values: Vec<f64>,
    pub(crate) report: FitReport,
    /// The covariance of the parameters by logarithms, coefficients as they are, if every parameter has a standard error.
    pub(crate) covariance: Option<SymmetricMatrix>,
}

/// Finds the parameters under which the data are the most likely, from starting values on.
pub(crate) fn estimate<L: Likelihood>(likelihood: &L, start: &[f64]) -> Estimation {
    estimate_known(likelihood, start).0
}

/// As [`estimate`], with the covariance as far as the data tell it: without flat directions and parameters at their limits,
/// all zeros if not at a maximum.
pub(crate) fn estimate_known<L: Likelihood>(likelihood: &L, start: &[f64]) -> (Estimation, SymmetricMatrix) {
    let parameters = likelihood.parameters();
    let customers = likelihood.customers();
    let per_customer = 1.0 / count(customers.max(1));
    let limits = vec![(-LARGEST_LOGARITHM, LARGEST_LOGARITHM); parameters.len()];
    let from = likelihood.coefficients_from();
    let values_at = |at: &[f64]| -> Vec<f64> {
        at.iter().enumerate().map(|(place, at)| if place < from { exp(*at) } else { *at }).collect()
    };
    let objective = |at: &[f64], gradient: &mut [f64]| {
        let values = values_at(at);
        gradient.fill(0.0);
        let value = likelihood.evaluate(&values, gradient);
        for (place, (slope, value)) in gradient.iter_mut().zip(&values).enumerate() {
            *slope *= if place < from { value * per_customer } else { per_customer };
        }
        value * per_customer
    };
    let coordinate = |(place, value): (usize, &f64)| if place < from { log(*value) } else { *value };
    let start: Vec<f64> = start.iter().enumerate().map(coordinate).collect();
    let found = maximise(&objective, &start, &limits);
    let values = values_at(&found.at);

    let uncertainty = Uncertainty::of(&found, customers);
    let estimates = parameters.iter().zip(&values).zip(&uncertainty.errors).enumerate();
    let estimates = estimates.map(|(place, ((name, value), error))| Estimate {
        name: name.clone(),
        value: *value,
        standard_error: match error {
            StandardError::Known(error) if place < from => StandardError::Known(error * value),
            error => *error,
        },
    });
    let free = found.gradient.iter().zip(&found.at_limit).filter(|(_, held)| !**held);
    let report = FitReport {
        model: L::MODEL,
        estimates: estimates.collect(),
        log_likelihood: found.value * count(customers),
        customers,
        left_out: 0,
        ending: found.ending,
        gradient: free.fold(0.0, |largest: f64, (slope, _)| largest.max(fabs(*slope))),
        steps: found.steps,
        evaluations: found.evaluations,
        flat_directions: uncertainty.flat,
        boundaries: Vec::new(),
    };
    (Estimation { values, report, covariance: uncertainty.covariance }, uncertainty.known)
}

/// The uncertainty of the logarithms of parameters.
struct Uncertainty {
    errors: Vec<StandardError>,
    flat: Vec<FlatDirection>,
    covariance: Option<SymmetricMatrix>,
    known: SymmetricMatrix,
}

impl Uncertainty {
    fn of(found: &Maximum, customers: u64) -> Self {
        let free: Vec<usize> =
            (0..found.at.len()).filter(|place| found.at_limit.get(*place) == Some(&false)).collect();
        let mut information = SymmetricMatrix::zeros(free.len());
        for (row, from) in free.iter().enumerate() {
            for (column, to) in free.iter().enumerate().take(row + 1) {
                information.set(row, column, found.information.get(*from, *to) * count(customers));
            }
        }
        let pairs = information.eigen();
        let is_maximum = found.ending == Ending::Converged
            && pairs
                .iter()
                .all(|(value, _)| *value > -ROUGH * pairs.last().map_or(0.0, |(largest, _)| *largest));
        let spread = |full: &[f64]| -> Vec<f64> {
            let mut direction = vec![0.0; found.at.len()];
            for (place, part) in free.iter().zip(full) {
                if let Some(component) = direction.get_mut(*place) {
                    *component = *part;
                }
            }
            direction
        };
        let mut flat = Vec::new();
        let mut known = SymmetricMatrix::zeros(found.at.len());
        let mut is_flat = vec![false; found.at.len()];
        for (value, vector) in &pairs {
            let direction = spread(vector);
            let deviation = (*value > 0.0).then(|| 1.0 / sqrt(*value));
            if is_maximum && deviation.is_none_or(|deviation| deviation > FLAT) {
                for (is_flat, part) in is_flat.iter_mut().zip(&direction) {
                    *is_flat |= fabs(*part) > PART;
                }
                flat.push(FlatDirection { direction, standard_deviation: deviation });
            } else if is_maximum {
                for (row, part) in direction.iter().enumerate() {
                    for (column, other) in direction.iter().enumerate().take(row + 1) {
                        known.set(row, column, known.get(row, column) + part * other / value);
                    }
                }
            }
        }
        let held = found.at_limit.iter().zip(&is_flat).enumerate();
        let errors: Vec<StandardError> = held
            .map(|(place, (at_limit, is_flat))| match (at_limit, is_flat, known.get(place, place)) {
                _ if !is_maximum => StandardError::NotAtMaximum,
                (true, ..) => StandardError::AtLimit,
                (_, true, _) => StandardError::Flat,
                (.., variance) if variance.is_finite() && variance > 0.0 => {
                    StandardError::Known(sqrt(variance))
                }
                _ => StandardError::NotAtMaximum,
            })
            .collect();
        let all_known = errors.iter().all(|error| error.value().is_some());
        let covariance = if all_known && !errors.is_empty() { information.inverse() } else { None };
        Self { errors, flat, covariance, known }
    }
}

/// Second derivatives are right to about this part of the largest one.
const ROUGH: f64 = 1e-7;

/// Checks a gradient against differences of the log-likelihood, to 1e-6 of the largest slope by logarithms.
#[cfg(test)]
#[track_caller]
pub(crate) fn check_gradient<L: Likelihood>(likelihood: &L, at: &[f64]) {
    let mut gradient = vec![0.0; at.len()];
    likelihood.evaluate(at, &mut gradient);
    let from = likelihood.coefficients_from();
    let by_logarithm =
        |(place, (slope, value)): (usize, (&f64, &f64))| if place < from { slope * value } else { *slope };
    let by_logarithms: Vec<f64> = gradient.iter().zip(at).enumerate().map(by_logarithm).collect();
    let largest = maximise::largest(&by_logarithms);
    for (place, slope) in by_logarithms.iter().enumerate() {
        let beside = |by: f64| {
            let moved = at.iter().enumerate().map(|(other, value)| match other == place {
                true if place < from => value * exp(by),
                true => value + by,
                false => *value,
            });
            likelihood.evaluate(&moved.collect::<Vec<_>>(), &mut vec![0.0; at.len()])
        };
        let difference = (beside(1e-5) - beside(-1e-5)) / 2e-5;
        assert!(
            (difference - slope).abs() < 1e-6 * largest,
            "{place}: {slope} is not {difference}, largest {largest}"
        );
    }
}
