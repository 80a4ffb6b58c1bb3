//! Exact sums of weights and their squares, and what they tell of a weighted mean.

use crm_model::Ratio;
use crm_numerics::student_t_quantile;

use super::WeightedInterval;
use crate::statistics::change::Change;
use crate::statistics::confidence::Confidence;
use crate::statistics::interval::Interval;
use crate::statistics::number::{count, sum};

/// What an answer counts as: 1, 0 or -1.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    For,
    Neither,
    Against,
}

/// Weights of some answers and their squares, in steps. They stay at their bounds, and there is no figure beyond them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct Cell {
    weights: u128,
    squares: u128,
}

impl Cell {
    const fn merge(self, other: Self) -> Self {
        Self {
            weights: self.weights.saturating_add(other.weights),
            squares: self.squares.saturating_add(other.squares),
        }
    }
}

/// The answers that count for, neither way and against, with how many have any weight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Sums {
    for_it: Cell,
    neither: Cell,
    against: Cell,
    answers: u64,
}

impl Sums {
    pub(super) const fn record(&mut self, steps: u64, part: Part) {
        let steps = steps as u128;
        let own = Cell { weights: steps, squares: steps * steps };
        let cell = match part {
            Part::For => &mut self.for_it,
            Part::Neither => &mut self.neither,
            Part::Against => &mut self.against,
        };
        *cell = cell.merge(own);
        self.answers = self.answers.saturating_add((steps > 0) as u64);
    }

    pub(super) const fn merge(self, other: Self) -> Self {
        Self {
            for_it: self.for_it.merge(other.for_it),
            neither: self.neither.merge(other.neither),
            against: self.against.merge(other.against),
            answers: self.answers.saturating_add(other.answers),
        }
    }

    const fn cells(&self) -> [Cell; 3] {
        [self.for_it, self.neither, self.against]
    }

    /// Returns the sum over all cells; `None` where it is nothing, or beyond 127 bits.
    fn whole(&self, of: impl Fn(Cell) -> u128) -> Option<i128> {
        let whole = self.cells().into_iter().try_fold(0, |whole: u128, cell| whole.checked_add(of(cell)))?;
        i128::try_from(whole).ok().filter(|whole| *whole > 0)
    }

    /// Returns what counts for less what counts against, in parts of one divided by so much.
    pub(super) fn balance(&self, times: i128) -> Option<Ratio> {
        let all = self.whole(|cell| cell.weights)?;
        let [for_it, against] = [self.for_it, self.against].map(|cell| i128::try_from(cell.weights));
        Ratio::new((for_it.ok()? - against.ok()?).checked_mul(times)?, all)
    }

    pub(super) fn effective(&self) -> Option<f64> {
        let (all, squares) = (self.whole(|cell| cell.weights)?, self.whole(|cell| cell.squares)?);
        Some(sum(all) * (sum(all) / sum(squares)))
    }

    /// Returns the mean with its variance; the adjusted one with so many answers more in each cell.
    pub(super) fn estimate(&self, kind: WeightedInterval, added: [f64; 3]) -> Option<Estimate> {
        // All in parts of the whole weight.
        let all = sum(self.whole(|cell| cell.weights)?);
        let typical = 1.0 / self.effective()?;
        let added = if kind == WeightedInterval::Adjusted { added } else { [0.0; 3] };
        let whole = 1.0 + typical * added.iter().sum::<f64>();
        let [mut shares, mut squares] = [[0.0; 3]; 2];
        for (((share, square), cell), added) in
            shares.iter_mut().zip(&mut squares).zip(self.cells()).zip(added)
        {
            let [own, own_square] = [cell.weights, cell.squares].map(i128::try_from);
            *share = (sum(own.ok()?) / all + added * typical) / whole;
            *square = (sum(own_square.ok()?) / all / all + added * typical * typical) / (whole * whole);
        }
        let [for_it, neither, against] = shares;
        // How far 1, 0 and -1 are from the mean, without a subtraction that loses digits near the ends of the scale.
        let distances = [neither + 2.0 * against, for_it - against, neither + 2.0 * for_it];
        let variance: f64 =
            squares.iter().zip(distances).map(|(square, distance)| square * distance * distance).sum();
        let mean = for_it - against;
        match kind {
            WeightedInterval::Adjusted => Some(Estimate { mean, variance, degrees: None }),
            WeightedInterval::Linearised => {
                let degrees = count(self.answers) - 1.0;
                let variance = variance * (count(self.answers) / degrees);
                (degrees >= 1.0).then_some(Estimate { mean, variance, degrees: Some(degrees) })
            }
        }
    }
}

/// A weighted mean with its variance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Estimate {
    mean: f64,
    variance: f64,
    /// Those of Student's t; `None` for the normal distribution.
    degrees: Option<f64>,
}

impl Estimate {
    pub(super) fn interval(self, confidence: Confidence) -> Option<Interval> {
        let reach = match self.degrees {
            Some(degrees) => -student_t_quantile(0.5 * confidence.risk(), degrees)?,
            None => confidence.z(),
        };
        Some(Interval::around(self.mean, reach * libm::sqrt(self.variance)))
    }

    /// Returns the change from another mean, in units so many times smaller.
    pub(super) fn change_from(self, old: Self, times: f64, confidence: Confidence) -> Option<Change> {
        let variance = old.variance + self.variance;
        let (change, error) = (times * (self.mean - old.mean), times * libm::sqrt(variance));
        match old.degrees.zip(self.degrees) {
            // Nothing varies: there is nothing to spread degrees over.
            Some(_) if variance <= 0.0 => Change::by_error(change, error, confidence),
            Some((of_old, of_new)) => {
                // Welch and Satterthwaite
                let [old, new] = [old.variance, self.variance].map(|part| part / variance);
                let degrees = 1.0 / (old * old / of_old + new * new / of_new);
                Change::by_student(change, error, degrees, confidence)
            }
            None => Change::by_error(change, error, confidence),
        }
    }
}
