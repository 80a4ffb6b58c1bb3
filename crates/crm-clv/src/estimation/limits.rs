//! [`check_limits`]: whether a model with less of dropout, or of differences among customers, explains the data as well.

use alloc::{borrow::Cow, vec, vec::Vec};

use super::{Boundary, Ending, Estimate, Estimation, FitReport, Likelihood, StandardError};

/// Where a model's parameters make customers alike: two of them that grow at a ratio.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair {
    /// The place of the first of the two; the other one follows.
    pub(crate) place: usize,
    /// At what size of the second one customers are alike.
    pub(crate) size: f64,
}

impl Pair {
    /// Returns a shape and a rate from `place` on: rates that are gamma distributed, alike where the second parameter is a million
    /// times as long as anybody was observed.
    pub(crate) fn of_rates(place: usize, longest: f64) -> Self {
        Self { place, size: (1e6 * longest).min(1e12) }
    }
}

/// Adds to a report what a fit cannot be told from, given the log-likelihood without any dropout: a model in which nobody stops, all
/// stop alike, or all buy alike.
pub(crate) fn check_limits<L: Likelihood>(
    likelihood: &L,
    found: &mut Estimation,
    without_dropout: f64,
    purchasing: Pair,
    dropout: Pair,
) {
    if found.report.log_likelihood - without_dropout < Boundary::LEAST_GAIN {
        found.report.boundaries.push(Boundary::NoDropout);
    } else {
        check_alike(likelihood, found, dropout, Boundary::HomogeneousDropout);
    }
    check_alike(likelihood, found, purchasing, Boundary::HomogeneousPurchasing);
}

/// Adds a boundary to a report where customers who do not differ in a pair of parameters explain the data as well.
pub(crate) fn check_alike<L: Likelihood>(
    likelihood: &L,
    found: &mut Estimation,
    pair: Pair,
    boundary: Boundary,
) {
    let alike = Alike { likelihood, pair };
    if let Some(start) =
        alike.start(&found.values).filter(|start| alike.explains_as_well(start, &found.report))
    {
        found.push_alike(pair.place, boundary);
        found.take_errors(&alike, &start);
    }
}

/// From a shape of this size on, customers are so much alike that second derivatives are rounding.
const ALIKE: f64 = 1e6;

impl Estimation {
    /// Adds a boundary at which the two parameters from `place` on grow at a ratio: on their own they are not known.
    pub(crate) fn push_alike(&mut self, place: usize, boundary: Boundary) {
        self.report.boundaries.push(boundary);
        let pair = self.report.estimates.get_mut(place..).and_then(<[_]>::first_chunk_mut);
        let Some([one, other]) = pair else { return };
        let errors = [one.standard_error, other.standard_error];
        let is_known = errors.iter().any(|error| error.value().is_some());
        // Where one of the two reached the limit, the other was held with it: the ratio alone is known.
        let unknown = if errors.contains(&StandardError::AtLimit) {
            StandardError::AtLimit
        } else if one.value >= ALIKE && is_known {
            StandardError::Flat
        } else {
            return;
        };
        (one.standard_error, other.standard_error) = (unknown, unknown);
        self.covariance = None;
    }

    /// Takes standard errors that rounding of second derivatives hid from where customers are alike, the pair apart.
    fn take_errors<L: Likelihood>(&mut self, alike: &Alike<'_, L>, start: &[f64]) {
        let of_pair = alike.pair.place..alike.pair.place + 2;
        let is_hidden = |(place, estimate): (usize, &Estimate)| {
            !of_pair.contains(&place) && estimate.standard_error == StandardError::NotAtMaximum
        };
        if self.report.ending != Ending::Converged || !self.report.estimates.iter().enumerate().any(is_hidden)
        {
            return;
        }
        let mut errors: Vec<StandardError> =
            super::estimate(alike, start).report.estimates.iter().map(|found| found.standard_error).collect();
        let Some(of_ratio) = errors.get(alike.pair.place).copied() else { return };
        errors.insert(alike.pair.place, of_ratio);
        for (place, (estimate, error)) in self.report.estimates.iter_mut().zip(errors).enumerate() {
            if of_pair.contains(&place) {
                if estimate.standard_error == StandardError::NotAtMaximum {
                    estimate.standard_error = StandardError::Flat;
                }
            } else if estimate.standard_error == StandardError::NotAtMaximum {
                estimate.standard_error = error;
            }
        }
    }
}

/// From further below, no search comes near.
const FAR_BELOW: f64 = 50.0;

/// A likelihood as a function of the ratio of two parameters, which are large, in their place, and of all others.
struct Alike<'a, L> {
    likelihood: &'a L,
    pair: Pair,
}

impl<L: Likelihood> Alike<'_, L> {
    /// Returns where a search sets out, given the parameters of customers who differ.
    fn start(&self, values: &[f64]) -> Option<Vec<f64>> {
        let place = self.pair.place;
        let mut start = values.to_vec();
        let ratio = values.get(place)? / values.get(place + 1)?;
        start.remove(place);
        *start.get_mut(place)? = ratio;
        Some(start)
    }

    /// Returns whether the likelihood reaches that of a report, searched for from the start.
    fn explains_as_well(&self, start: &[f64], report: &FitReport) -> bool {
        let enough = report.log_likelihood - Boundary::LEAST_GAIN;
        let at_start = self.evaluate(start, &mut vec![0.0; start.len()]);
        at_start >= enough
            || at_start > enough - FAR_BELOW && super::estimate(self, start).report.log_likelihood >= enough
    }
}

impl<L: Likelihood> Likelihood for Alike<'_, L> {
    const MODEL: &'static str = L::MODEL;

    fn parameters(&self) -> Vec<Cow<'static, str>> {
        let mut names = self.likelihood.parameters();
        if self.pair.place < names.len() {
            names.remove(self.pair.place);
        }
        names
    }

    fn coefficients_from(&self) -> usize {
        self.likelihood.coefficients_from().saturating_sub(1)
    }

    fn customers(&self) -> u64 {
        self.likelihood.customers()
    }

    fn evaluate(&self, parameters: &[f64], gradient: &mut [f64]) -> f64 {
        let Pair { place, size } = self.pair;
        let mut whole = parameters.to_vec();
        let Some(ratio) = whole.get_mut(place) else { return f64::NAN };
        *ratio *= size;
        whole.insert(place + 1, size);
        let mut slopes = vec![0.0; whole.len()];
        let value = self.likelihood.evaluate(&whole, &mut slopes);
        slopes.remove(place + 1);
        for (slope, found) in gradient.iter_mut().zip(&slopes) {
            *slope = *found;
        }
        if let Some(slope) = gradient.get_mut(place) {
            *slope *= size;
        }
        value
    }
}
