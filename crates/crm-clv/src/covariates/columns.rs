//! Columns of covariates: where they lie, how far they spread, and whether one follows from others.

use alloc::{vec, vec::Vec};

use libm::{fabs, sqrt};

/// Where a column lies and how far it spreads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    /// The mean over customers.
    pub(super) centre: f64,
    /// The standard deviation over customers; 0 if it is the same for all of them, to twelve digits.
    pub(super) spread: f64,
}

/// What is wrong with columns.
#[derive(Debug, PartialEq)]
pub(super) enum Dependence {
    /// A column is the same for all customers.
    Constant { column: usize },
    /// A column is a sum of multiples of others and a constant.
    Collinear { column: usize, with: Vec<usize> },
}

/// A column is constant if its values differ by no more than this part of the largest.
const CONSTANT: f64 = 1e-12;
/// Spreads below this are none: their reciprocals have to be numbers, and squares of them.
const NO_SPREAD: f64 = 1e-100;
/// A column follows from others if no more than this part of its spread does not.
const COLLINEAR: f64 = 1e-9;
/// A column has a part in another if it makes up more than this of its spread.
const PART: f64 = 1e-6;

impl Scale {
    /// Returns the scale of values with weights.
    pub(super) fn of(values: impl Iterator<Item = (f64, f64)> + Clone) -> Self {
        let limits = values.clone().fold(None, |limits: Option<(f64, f64)>, (value, _)| {
            Some(limits.map_or((value, value), |(least, most)| (least.min(value), most.max(value))))
        });
        let Some((least, most)) = limits else { return Self { centre: 0.0, spread: 0.0 } };
        let (range, middle) = (most - least, f64::midpoint(least, most));
        let number: f64 = values.clone().map(|(_, weight)| weight).sum();
        // By the range, so that nothing is too large or too small to be squared.
        let relative = |value: f64| (value - middle) / range;
        if range <= CONSTANT * fabs(most).max(fabs(least)) || range < NO_SPREAD {
            return Self { centre: middle, spread: 0.0 };
        }
        let mean = values.clone().map(|(value, weight)| weight * relative(value)).sum::<f64>() / number;
        let square = |value: f64| (relative(value) - mean) * (relative(value) - mean);
        let variance = values.map(|(value, weight)| weight * square(value)).sum::<f64>() / number;
        Self { centre: middle + mean * range, spread: sqrt(variance) * range }
    }

    /// Returns how many spreads a value lies from the centre.
    pub(super) fn standardise(&self, value: f64) -> f64 {
        (value - self.centre) / self.spread
    }
}

/// Returns the first thing that is wrong with the columns of rows with weights, if there is any.
///
/// Columns are standardised and freed of those before them, one after the other (Gram and Schmidt, each twice).
pub(super) fn dependence<'a>(
    columns: usize,
    rows: &(impl Iterator<Item = (&'a [f64], f64)> + Clone),
) -> Option<Dependence> {
    let mut directions: Vec<Direction> = Vec::new();
    let number: f64 = rows.clone().map(|(_, weight)| weight).sum();
    for column in 0..columns {
        let values = rows.clone().map(|(row, weight)| (row.get(column).copied().unwrap_or_default(), weight));
        let scale = Scale::of(values.clone());
        if scale.spread <= 0.0 {
            return Some(Dependence::Constant { column });
        }
        let standard = values.map(|(value, weight)| sqrt(weight / number) * scale.standardise(value));
        let mut left: Vec<f64> = standard.collect();
        let mut parts = vec![0.0; columns];
        if let Some(own) = parts.get_mut(column) {
            *own = 1.0;
        }
        for direction in directions.iter().chain(&directions) {
            let along = dot(&left, &direction.rows);
            add(&mut left, -along, &direction.rows);
            add(&mut parts, -along, &direction.parts);
        }
        let size = sqrt(dot(&left, &left));
        if size <= COLLINEAR {
            let with =
                parts.iter().enumerate().filter(|(place, part)| *place != column && fabs(**part) > PART);
            return Some(Dependence::Collinear { column, with: with.map(|(place, _)| place).collect() });
        }
        for number in left.iter_mut().chain(&mut parts) {
            *number /= size;
        }
        directions.push(Direction { rows: left, parts });
    }
    None
}

/// A combination of standardised columns of length 1, at right angles to the others.
struct Direction {
    rows: Vec<f64>,
    /// How much of each column is in it.
    parts: Vec<f64>,
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

fn add(to: &mut [f64], times: f64, vector: &[f64]) {
    for (element, other) in to.iter_mut().zip(vector) {
        *element += times * other;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rows: &[&[f64]]) -> Option<Dependence> {
        dependence(rows[0].len(), &rows.iter().map(|row| (*row, 1.0)))
    }

    #[test]
    fn scale_is_mean_and_standard_deviation() {
        // 1 once and 5 three times: mean 4, variance (9 + 3) / 4.
        let scale = Scale::of([(1.0, 1.0), (5.0, 3.0)].into_iter());
        assert!(
            (scale.centre - 4.0).abs() < 1e-14 && (scale.spread - 3.0_f64.sqrt()).abs() < 1e-14,
            "{scale:?}"
        );
        assert!((scale.standardise(1.0) + 3.0_f64.sqrt()).abs() < 1e-14);
    }

    #[test]
    fn sizes_that_cannot_be_squared_have_a_scale() {
        for size in [1e-90, 1e90] {
            let scale = Scale::of([(-size, 1.0), (size, 1.0)].into_iter());
            assert!((scale.spread / size - 1.0).abs() < 1e-14, "{scale:?}");
        }
        assert!(Scale::of([(7.0, 2.0), (7.0 + 1e-13, 1.0)].into_iter()).spread <= 0.0);
    }

    #[test]
    fn a_column_that_follows_from_two_others_is_named_with_them() {
        // The last is 2 x the first - the third + 5; the second has nothing to do with it.
        let rows: [&[f64]; 5] = [
            &[1.0, 0.0, 4.0, 3.0],
            &[2.0, 1.0, 1.0, 8.0],
            &[0.0, 5.0, 2.0, 3.0],
            &[7.0, 2.0, 2.0, 17.0],
            &[3.0, 3.0, 9.0, 2.0],
        ];
        assert_eq!(found(&rows), Some(Dependence::Collinear { column: 3, with: vec![0, 2] }));
        assert_eq!(dependence(3, &rows.iter().map(|row| (*row, 1.0))), None);
    }

    #[test]
    fn fewer_customers_than_columns_leave_one_that_follows() {
        let rows: [&[f64]; 2] = [&[1.0, 3.0], &[2.0, 7.0]];
        assert_eq!(found(&rows), Some(Dependence::Collinear { column: 1, with: vec![0] }));
    }

    #[test]
    fn columns_that_are_alike_but_not_the_same_are_two() {
        let rows: Vec<[f64; 2]> = (0..100).map(f64::from).map(|n| [n, n + 1e-4 * (n * n % 7.0)]).collect();
        assert_eq!(dependence(2, &rows.iter().map(|row| (row.as_slice(), 1.0))), None);
        let constant: Vec<[f64; 2]> = (0..9).map(f64::from).map(|n| [n, 0.1]).collect();
        let constant = dependence(2, &constant.iter().map(|row| (row.as_slice(), 1.0)));
        assert_eq!(constant, Some(Dependence::Constant { column: 1 }));
    }
}
