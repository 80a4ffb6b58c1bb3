//! [`check_dropout`]: whether a model with less of dropout explains the data as well.

use alloc::{borrow::Cow, vec, vec::Vec};

use super::{Boundary, Estimation, FitReport, Likelihood, StandardError};

/// Adds to a report what a fit's dropout cannot be told from, given the log-likelihood without any: nobody stops, or all stop alike.
///
/// The last two parameters of the model are those of dropout: as both grow at a ratio, customers become alike; at `size` they are.
pub(crate) fn check_dropout<L: Likelihood>(
    likelihood: &L,
    found: &mut Estimation,
    without_dropout: f64,
    size: f64,
) {
    let Estimation { values, report, .. } = found;
    if report.log_likelihood - without_dropout < Boundary::LEAST_GAIN {
        report.boundaries.push(Boundary::NoDropout);
        return;
    }
    if !explains_as_well(&Alike { likelihood, size }, values, report) {
        return;
    }
    report.boundaries.push(Boundary::HomogeneousDropout);
    // Where one of the two reached the limit, the other was held with it: the ratio alone is known.
    if let [.., one, other] = report.estimates.as_mut_slice() {
        let errors = [one.standard_error, other.standard_error];
        if errors.contains(&StandardError::AtLimit) {
            (one.standard_error, other.standard_error) = (StandardError::AtLimit, StandardError::AtLimit);
            found.covariance = None;
        }
    }
}

/// From further below, no search comes near.
const FAR_BELOW: f64 = 50.0;

/// Returns whether a likelihood without differences in dropout reaches that of a report, searched for from its estimates.
fn explains_as_well<L: Likelihood>(alike: &Alike<'_, L>, values: &[f64], report: &FitReport) -> bool {
    let [before @ .., one, other] = values else { return false };
    let start: Vec<f64> = before.iter().copied().chain([one / other]).collect();
    let enough = report.log_likelihood - Boundary::LEAST_GAIN;
    let at_start = alike.evaluate(&start, &mut vec![0.0; start.len()]);
    at_start >= enough
        || at_start > enough - FAR_BELOW && super::estimate(alike, &start).report.log_likelihood >= enough
}

/// A likelihood as a function of all parameters but the last two, which are large, and of their ratio.
struct Alike<'a, L> {
    likelihood: &'a L,
    size: f64,
}

impl<L: Likelihood> Likelihood for Alike<'_, L> {
    const MODEL: &'static str = L::MODEL;

    fn parameters(&self) -> Vec<Cow<'static, str>> {
        let mut names = self.likelihood.parameters();
        names.pop();
        names
    }

    fn customers(&self) -> u64 {
        self.likelihood.customers()
    }

    fn evaluate(&self, parameters: &[f64], gradient: &mut [f64]) -> f64 {
        let [before @ .., ratio] = parameters else { return f64::NAN };
        let whole: Vec<f64> = before.iter().copied().chain([ratio * self.size, self.size]).collect();
        let mut slopes = vec![0.0; whole.len()];
        let value = self.likelihood.evaluate(&whole, &mut slopes);
        for (slope, found) in gradient.iter_mut().zip(&slopes) {
            *slope = *found;
        }
        if let Some(slope) = gradient.last_mut() {
            *slope *= self.size;
        }
        value
    }
}
