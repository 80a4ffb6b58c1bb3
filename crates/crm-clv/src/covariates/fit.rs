//! Fits of models with covariates.

use alloc::{borrow::Cow, format, string::String, vec, vec::Vec};

use libm::{log, sqrt};
use thiserror::Error;

use super::{
    Block, CovariateCells, CovariateEffect, CovariateError, CovariateGroup, CovariateModel, WithCovariates,
    columns::Scale,
    likelihood::{CovariateLikelihood, Group},
    range::{Range, is_end},
};
use crate::{
    Estimate, FitError, FitReport, Fitted, FlatDirection, Nbd, StandardError,
    estimation::{Estimation, Likelihood, Pair, SymmetricMatrix, check_limits, estimate_known},
    layout::Layout,
    nbd::NbdLikelihood,
};

/// A model fitted with covariates, beside the same one without.
///
/// Where covariates lie far from 0, as years do, parameters of customers at 0 may leave the range of 1e-12 to 1e12. The report has
/// them at its end then, without a standard error ([`StandardError::AtLimit`]); predictions are right all the same. Take the mean, or
/// any number in their midst, from such covariates.
#[derive(Debug, Clone, PartialEq)]
pub struct CovariateFit<M> {
    /// The model with covariates. Parameters are those of customers whose covariates are all 0; coefficients follow them, with
    /// names such as `purchasing.first spend`, `dropout.by mail` or `dropout.a.by mail`.
    ///
    /// The search is in covariates less their mean, in units of their standard deviation, so that neither matters to how it goes.
    pub fitted: Fitted<WithCovariates<M>>,
    /// The model without covariates, of the same customers.
    pub without: Fitted<M>,
}

/// Why a model cannot be fitted with covariates.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum CovariateFitError {
    /// The model cannot be fitted without covariates either, or not with them.
    #[error(transparent)]
    Fit(#[from] FitError),
    /// The covariates of these customers cannot be told apart.
    #[error(transparent)]
    Covariates(#[from] CovariateError),
}

/// What is to be fitted, apart from the customers.
pub(crate) struct Task<M, L> {
    /// The coefficients.
    pub(crate) blocks: &'static [Block],
    /// The fit without covariates.
    pub(crate) without: Fitted<M>,
    /// Parameters from which a search sets out where that fit leads nowhere.
    pub(crate) start: [f64; 4],
    /// The log-likelihood of customers with equal covariates.
    pub(crate) likelihood: fn(Layout) -> L,
    /// Where customers with equal covariates stop alike, given the longest time that anybody was observed for.
    pub(crate) stop_alike: fn(f64) -> Pair,
}

/// Fits a model with covariates.
pub(crate) fn fit<M: CovariateModel, L: Likelihood + Sync>(
    cells: &CovariateCells,
    task: Task<M, L>,
) -> Result<CovariateFit<M>, CovariateFitError> {
    let Task { blocks, without, start, likelihood, stop_alike } = task;
    cells.check()?;
    let plain = without.model.parameter_values();
    let search = |from: &[f64]| search(cells, blocks, from, M::RANGE, likelihood);
    let least = without.report.log_likelihood;
    // A fit that lost its dropout has lost the way to it, too.
    let mut found = search(if without.report.is_sound() { &plain } else { &start });
    if found.log_likelihood() < least - 1e-12 * least.abs() {
        let other = search(&plain);
        if other.log_likelihood() > found.log_likelihood() {
            found = other;
        }
    }
    let (nbd, all) = Nbd::fit_to(Layout::new(&cells.without_covariates()))?;
    let nbd = nbd.model;
    let range = Range { together: None };
    let without_dropout =
        self::search(cells, &[Block::PURCHASING], &[nbd.r(), nbd.alpha()], range, |cells| NbdLikelihood {
            cells,
        });
    let longest = all.longest();
    let (likelihood, _) = laid_out(cells, blocks, plain.len(), M::RANGE, likelihood);
    let (purchasing, dropout) = (Pair::of_rates(0, longest), stop_alike(longest));
    let without_dropout = without_dropout.log_likelihood();
    check_limits(&likelihood, &mut found.estimation, without_dropout, purchasing, dropout);
    Ok(CovariateFit { fitted: found.fitted(cells, blocks)?, without })
}

/// What a search in standardised covariates found.
struct Found {
    estimation: Estimation,
    /// The covariance as far as the data tell it.
    known: SymmetricMatrix,
    terms: Vec<Term>,
    own: usize,
}

/// A coefficient.
pub(super) struct Term {
    acts: &'static [(usize, f64)],
    scale: Scale,
}

/// Looks for the maximum from parameters of the mean customer on.
fn search<L: Likelihood + Sync>(
    cells: &CovariateCells,
    blocks: &[Block],
    start: &[f64],
    range: Range,
    likelihood: impl Fn(Layout) -> L,
) -> Found {
    let (likelihood, terms) = laid_out(cells, blocks, start.len(), range, likelihood);
    let start: Vec<f64> = start.iter().copied().chain(terms.iter().map(|_| 0.0)).collect();
    let (estimation, known) = estimate_known(&likelihood, &start);
    Found { estimation, known, terms, own: likelihood.own }
}

/// Returns the log-likelihood by standardised covariates, with the coefficients.
pub(super) fn laid_out<L: Likelihood>(
    cells: &CovariateCells,
    blocks: &[Block],
    own: usize,
    range: Range,
    likelihood: impl Fn(Layout) -> L,
) -> (CovariateLikelihood<L>, Vec<Term>) {
    let groups = cells.groups();
    let (mut terms, mut effects) = (Vec::new(), Vec::new());
    let mut columns = vec![Vec::new(); groups.len()];
    for block in blocks {
        for (place, name) in block.side(cells.purchasing(), cells.dropout()).iter().enumerate() {
            let value = |group: &CovariateGroup| {
                block.side(group.purchasing(), group.dropout()).get(place).copied().unwrap_or_default()
            };
            let scale = Scale::of(groups.iter().map(|group| (value(group), group.weight())));
            for (column, group) in columns.iter_mut().zip(groups) {
                column.push(scale.standardise(value(group)));
            }
            effects.push(Cow::Owned(block.effect.name_of(name)));
            terms.push(Term { acts: block.acts, scale });
        }
    }
    let group = |(group, covariates): (&CovariateGroup, Vec<f64>)| Group {
        likelihood: likelihood(Layout::new(group.cells())),
        covariates,
    };
    let groups: Vec<Group<L>> = groups.iter().zip(columns).map(group).collect();
    let mut names = groups.first().map_or_else(Vec::new, |group| group.likelihood.parameters());
    names.append(&mut effects);
    let acts = terms.iter().map(|term| term.acts).collect();
    (CovariateLikelihood { groups, names, own, acts, customers: cells.customers(), range }, terms)
}

impl CovariateEffect {
    /// Returns the name of the coefficient of a covariate.
    fn name_of(self, covariate: &str) -> String {
        let prefix = match self {
            Self::Purchasing => "purchasing",
            Self::Dropout => "dropout",
            Self::DropoutA => "dropout.a",
            Self::DropoutB => "dropout.b",
        };
        format!("{prefix}.{covariate}")
    }
}

impl Found {
    fn log_likelihood(&self) -> f64 {
        self.estimation.report.log_likelihood
    }

    /// Returns the model, and its report, by covariates as they were given.
    fn fitted<M: CovariateModel>(
        self,
        cells: &CovariateCells,
        blocks: &'static [Block],
    ) -> Result<Fitted<WithCovariates<M>>, FitError> {
        let Estimation { values, report, covariance } = &self.estimation;
        let failed = || FitError::Failed { model: M::NAME_WITH_COVARIATES, ending: report.ending };
        if !report.log_likelihood.is_finite() {
            return Err(failed());
        }
        let (own, coefficients) = values.split_at_checked(self.own).ok_or_else(failed)?;
        let standard: Vec<f64> =
            own.iter().map(|value| log(*value)).chain(coefficients.iter().copied()).collect();
        let coordinates = self.as_given(&standard);
        let (ln_base, coefficients) = coordinates.split_first_chunk().ok_or_else(failed)?;
        let names = [cells.purchasing().to_vec(), cells.dropout().to_vec()];
        let model =
            WithCovariates::<M>::of(*ln_base, blocks, names, coefficients.to_vec()).ok_or_else(failed)?;
        let report = FitReport {
            model: M::NAME_WITH_COVARIATES,
            estimates: self.estimates(&coordinates, &model.base().parameter_values()),
            flat_directions: report.flat_directions.iter().map(|flat| self.flat_direction(flat)).collect(),
            ..report.clone()
        };
        let covariance = covariance.as_ref().map(|covariance| self.covariance(covariance));
        Ok(Fitted { model, report, covariance })
    }

    /// Returns coordinates, or a step of them, by covariates as they were given: the sum of a and b·z stays the same.
    fn as_given(&self, standard: &[f64]) -> Vec<f64> {
        let mut given = standard.to_vec();
        for (place, Term { acts, scale }) in (self.own..).zip(&self.terms) {
            let coefficient = standard.get(place).copied().unwrap_or_default() / scale.spread;
            for (on, sign) in *acts {
                if let Some(parameter) = given.get_mut(*on) {
                    *parameter -= sign * coefficient * scale.centre;
                }
            }
            if let Some(own) = given.get_mut(place) {
                *own = coefficient;
            }
        }
        given
    }

    /// Returns the columns of the matrix by which [`as_given`](Self::as_given) multiplies.
    fn columns(&self) -> Vec<Vec<f64>> {
        let size = self.own + self.terms.len();
        let unit =
            |place: usize| (0..size).map(|other| if other == place { 1.0 } else { 0.0 }).collect::<Vec<_>>();
        (0..size).map(|place| self.as_given(&unit(place))).collect()
    }

    fn covariance(&self, standard: &SymmetricMatrix) -> SymmetricMatrix {
        let columns = self.columns();
        let mut given = SymmetricMatrix::zeros(columns.len());
        for row in 0..columns.len() {
            // INVARIANT: the element of a row in each column is a row of the matrix.
            let of_row = |row: usize| -> Vec<f64> {
                columns.iter().map(|column| column.get(row).copied().unwrap_or_default()).collect()
            };
            let turned = standard.times(&of_row(row));
            for column in 0..=row {
                let element = turned.iter().zip(of_row(column)).map(|(one, other)| one * other).sum();
                given.set(row, column, element);
            }
        }
        given
    }

    /// Returns the estimates; one has a standard error if all that it is made of have one.
    fn estimates(&self, coordinates: &[f64], base: &[f64]) -> Vec<Estimate> {
        let found = &self.estimation.report.estimates;
        let covariance = self.covariance(&self.known);
        let estimate = |(place, (estimate, coordinate)): (usize, (&Estimate, &f64))| {
            let acting = (self.own..)
                .zip(&self.terms)
                .filter(|(_, term)| term.scale.centre != 0.0 && term.acts.iter().any(|(on, _)| *on == place));
            let others = acting.filter_map(|(term, _)| found.get(term)).map(|other| other.standard_error);
            let unknown =
                core::iter::once(estimate.standard_error).chain(others).find(|error| error.value().is_none());
            let value = base.get(place).copied().unwrap_or(*coordinate);
            let is_beyond = place < self.own && is_end(value);
            let unknown = if is_beyond { Some(StandardError::AtLimit) } else { unknown };
            let error = sqrt(covariance.get(place, place)) * if place < self.own { value } else { 1.0 };
            Estimate {
                name: estimate.name.clone(),
                value,
                standard_error: unknown.unwrap_or(StandardError::Known(error)),
            }
        };
        found.iter().zip(coordinates).enumerate().map(estimate).collect()
    }

    fn flat_direction(&self, flat: &FlatDirection) -> FlatDirection {
        let mut direction = self.as_given(&flat.direction);
        let length = sqrt(direction.iter().map(|part| part * part).sum());
        for part in &mut direction {
            *part /= length;
        }
        let standard_deviation = flat.standard_deviation.map(|deviation| deviation * length);
        FlatDirection { direction, standard_deviation }
    }
}
