//! The log-likelihood of customers with covariates: for each group of equal ones that of the plain model, at parameters of its own.

use alloc::{borrow::Cow, vec, vec::Vec};

use libm::log;

use super::range::Range;
use crate::{estimation::Likelihood, summary::parallel};

/// The log-likelihood of all groups, by the parameters of the plain model and coefficients.
pub(super) struct CovariateLikelihood<L> {
    pub(super) groups: Vec<Group<L>>,
    pub(super) names: Vec<Cow<'static, str>>,
    /// How many parameters the plain model has, four at most.
    pub(super) own: usize,
    /// For each coefficient the places of the parameters it acts on, and the sign.
    pub(super) acts: Vec<&'static [(usize, f64)]>,
    pub(super) customers: u64,
    pub(super) range: Range,
}

/// Customers with equal covariates.
pub(super) struct Group<L> {
    pub(super) likelihood: L,
    /// For each coefficient the covariate it is of.
    pub(super) covariates: Vec<f64>,
}

/// So many groups are summed up as one piece of work, whatever the number of cores.
const PIECE: usize = 128;

impl<L: Likelihood> CovariateLikelihood<L> {
    /// Adds a group to a log-likelihood and its slopes: by the logarithms of the plain model's parameters, then by coefficients.
    fn add(
        &self,
        group: &Group<L>,
        ln_own: &[f64; 4],
        coefficients: &[f64],
        slopes: &mut [f64],
    ) -> Option<f64> {
        let acting = || self.acts.iter().zip(&group.covariates);
        let mut ln_values = *ln_own;
        for ((acts, covariate), coefficient) in acting().zip(coefficients) {
            for (place, sign) in *acts {
                *ln_values.get_mut(*place)? += sign * coefficient * covariate;
            }
        }
        let within = self.range.within(ln_values);
        let mut gradient = [0.0; 4];
        let gradient = gradient.get_mut(..self.own)?;
        let total = group.likelihood.evaluate(within.values.get(..self.own)?, gradient);
        within.by_logarithms(gradient);
        let (own_slopes, more) = slopes.split_at_mut_checked(self.own)?;
        for (sum, slope) in own_slopes.iter_mut().zip(gradient.iter()) {
            *sum += slope;
        }
        for ((acts, covariate), sum) in acting().zip(more) {
            for (place, sign) in *acts {
                *sum += sign * covariate * gradient.get(*place)?;
            }
        }
        Some(total)
    }
}

impl<L: Likelihood + Sync> Likelihood for CovariateLikelihood<L> {
    const MODEL: &'static str = L::MODEL;

    fn parameters(&self) -> Vec<Cow<'static, str>> {
        self.names.clone()
    }

    fn coefficients_from(&self) -> usize {
        self.own
    }

    fn customers(&self) -> u64 {
        self.customers
    }

    fn evaluate(&self, parameters: &[f64], gradient: &mut [f64]) -> f64 {
        let Some((own, coefficients)) = parameters.split_at_checked(self.own) else { return f64::NAN };
        let mut ln_own = [0.0; 4];
        for (ln, value) in ln_own.iter_mut().zip(own) {
            *ln = log(*value);
        }
        let pieces: Vec<&[Group<L>]> = self.groups.chunks(PIECE).collect();
        let of_piece = |(): &mut (), piece: &&[Group<L>]| {
            let (mut total, mut slopes) = (0.0, vec![0.0; parameters.len()]);
            for group in *piece {
                total += self.add(group, &ln_own, coefficients, &mut slopes)?;
            }
            Some((total, slopes))
        };
        gradient.fill(0.0);
        let mut total = 0.0;
        for piece in parallel::map(&pieces, || (), of_piece) {
            let Some((value, slopes)) = piece else { return f64::NAN };
            total += value;
            for (sum, slope) in gradient.iter_mut().zip(slopes) {
                *sum += slope;
            }
        }
        for (slope, value) in gradient.iter_mut().zip(parameters).take(self.own) {
            *slope /= value;
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        History, TimeUnit,
        beta_geometric::likelihood::BetaGeometricLikelihood,
        covariates::{Block, CovariateCells, Covariates, fit::laid_out, range::Range},
        estimation::check_gradient,
        layout::Layout,
        nbd::NbdLikelihood,
        pareto_nbd::likelihood::ParetoNbdLikelihood,
    };

    /// Customers of three groups, with one covariate of purchasing and two of dropout.
    fn cells() -> CovariateCells {
        let customers = (0..60_u32).map(|number| {
            let x = [0, 1, 4, 0, 2, 9, 0][number as usize % 7];
            let age = f64::from(20 + number % 5);
            History::new(x, if x == 0 { 0.0 } else { age - f64::from(1 + number % 11) }, age).unwrap()
        });
        let purchasing = Covariates::new(["one"], (0..60).map(|number| [f64::from(number % 3)])).unwrap();
        let dropout = (0..60).map(|number| [f64::from(number % 3), f64::from(number / 20)]);
        let dropout = Covariates::new(["one", "two"], dropout).unwrap();
        CovariateCells::new(customers, &purchasing, &dropout, TimeUnit::WEEK).unwrap()
    }

    #[test]
    fn slopes_are_those_of_differences() {
        let cells = cells();
        let apart = [Block::PURCHASING, Block::DROPOUT_A, Block::DROPOUT_B];
        let values = [0.4, 5.0, 0.9, 2.5, 0.2, -0.3, 0.5, 0.4, -0.1];
        let modified = |cells| BetaGeometricLikelihood::<true> { cells };
        let together = Range { together: Some((2, 3)) };
        check_gradient(&laid_out(&cells, &apart, 4, together, modified).0, &values);
        let plain = |cells| BetaGeometricLikelihood::<false> { cells };
        check_gradient(
            &laid_out(&cells, &[Block::PURCHASING, Block::DROPOUT_BOTH], 4, together, plain).0,
            &values[..7],
        );
        let alone = Range { together: None };
        let pareto =
            laid_out(&cells, &[Block::PURCHASING, Block::DROPOUT], 4, alone, ParetoNbdLikelihood::new).0;
        check_gradient(&pareto, &values[..7]);
        let nbd = laid_out(&cells, &[Block::PURCHASING], 2, alone, |cells: Layout| NbdLikelihood { cells }).0;
        check_gradient(&nbd, &[0.4, 5.0, -0.7]);
    }
}
