//! [`SymmetricMatrix`]: a small symmetric matrix, its factor and its eigenvalues.

use alloc::{vec, vec::Vec};

use libm::{fabs, sqrt};

/// A symmetric matrix of some rows, which holds its lower triangle.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SymmetricMatrix {
    dimension: usize,
    // INVARIANT: `dimension * (dimension + 1) / 2` long, row by row, each up to the diagonal.
    lower: Vec<f64>,
}

impl SymmetricMatrix {
    /// Returns the matrix of zeros.
    pub(crate) fn zeros(dimension: usize) -> Self {
        Self { dimension, lower: vec![0.0; triangle(dimension)] }
    }

    /// Returns the matrix with `diagonal` on its diagonal and zeros beside it.
    pub(crate) fn diagonal(diagonal: &[f64]) -> Self {
        let mut matrix = Self::zeros(diagonal.len());
        for (row, value) in diagonal.iter().enumerate() {
            matrix.set(row, row, *value);
        }
        matrix
    }

    pub(crate) const fn dimension(&self) -> usize {
        self.dimension
    }

    /// Returns the element at a place; 0 outside the matrix.
    pub(crate) fn get(&self, row: usize, column: usize) -> f64 {
        self.lower.get(place(row, column)).copied().unwrap_or_default()
    }

    pub(crate) fn set(&mut self, row: usize, column: usize, value: f64) {
        if let Some(element) = self.lower.get_mut(place(row, column)) {
            *element = value;
        }
    }

    /// Returns the product with a vector of as many elements as there are rows.
    pub(crate) fn times(&self, vector: &[f64]) -> Vec<f64> {
        let row = |row| vector.iter().enumerate().map(|(column, value)| self.get(row, column) * value).sum();
        (0..self.dimension).map(row).collect()
    }

    /// Returns the inverse if the matrix is positive definite, as far as its numbers can tell.
    pub(crate) fn inverse(&self) -> Option<Self> {
        let factor = self.cholesky()?;
        let mut inverse = Self::zeros(self.dimension);
        let mut unit = vec![0.0; self.dimension];
        for column in 0..self.dimension {
            unit.fill(0.0);
            *unit.get_mut(column)? = 1.0;
            let solved = factor.solve_with_factor(&unit);
            for (row, value) in solved.iter().enumerate().skip(column) {
                inverse.set(row, column, *value);
            }
        }
        inverse.lower.iter().all(|element| element.is_finite()).then_some(inverse)
    }

    /// Returns the vector whose product with the matrix is `right`, if the matrix is positive definite.
    pub(crate) fn solve(&self, right: &[f64]) -> Option<Vec<f64>> {
        let solved = self.cholesky()?.solve_with_factor(right);
        solved.iter().all(|element| element.is_finite()).then_some(solved)
    }

    /// Makes of the inverse of a matrix the inverse of it without the row and the column of a place, with zeros there.
    pub(crate) fn condition(&mut self, place: usize) {
        let pivot = self.get(place, place);
        let beside: Vec<f64> = (0..self.dimension).map(|row| self.get(row, place)).collect();
        for (row, one) in beside.iter().enumerate() {
            for (column, other) in beside.iter().enumerate().take(row + 1) {
                let is_there = row == place || column == place;
                let without = if pivot > 0.0 {
                    self.get(row, column) - one * other / pivot
                } else {
                    self.get(row, column)
                };
                self.set(row, column, if is_there { 0.0 } else { without });
            }
        }
    }

    /// Returns the lower triangular factor whose product with its transpose is the matrix, or `None` if the matrix is not
    /// positive definite.
    pub(crate) fn cholesky(&self) -> Option<Self> {
        let mut factor = Self::zeros(self.dimension);
        for row in 0..self.dimension {
            for column in 0..=row {
                let shared: f64 = (0..column).map(|k| factor.get(row, k) * factor.get(column, k)).sum();
                let rest = self.get(row, column) - shared;
                let value = if row == column {
                    let scale = self.get(row, row);
                    (rest > scale * 1e-14 && rest.is_finite()).then(|| sqrt(rest))?
                } else {
                    rest / factor.get(column, column)
                };
                factor.set(row, column, value);
            }
        }
        Some(factor)
    }

    /// Solves with this matrix as the lower triangular factor.
    fn solve_with_factor(&self, right: &[f64]) -> Vec<f64> {
        let mut solved: Vec<f64> = Vec::with_capacity(self.dimension);
        for (row, value) in right.iter().enumerate() {
            let known: f64 =
                solved.iter().enumerate().map(|(column, known)| self.get(row, column) * known).sum();
            solved.push((value - known) / self.get(row, row));
        }
        for row in (0..self.dimension).rev() {
            let below = solved.iter().enumerate().skip(row + 1);
            let known: f64 = below.map(|(column, known)| self.get(column, row) * known).sum();
            if let Some(value) = solved.get_mut(row) {
                *value = (*value - known) / self.get(row, row);
            }
        }
        solved
    }

    /// Returns the eigenvalues, smallest first, each with its eigenvector of length 1, by Jacobi's rotations.
    ///
    /// The largest component of each vector is positive.
    pub(crate) fn eigen(&self) -> Vec<(f64, Vec<f64>)> {
        let size = self.dimension;
        let mut rotated = self.clone();
        let mut vectors: Vec<Vec<f64>> = (0..size).map(|row| unit(size, row)).collect(); // by column
        for _ in 0..MOST_SWEEPS {
            if !rotated.sweep(&mut vectors) {
                break;
            }
        }
        let mut pairs: Vec<(f64, Vec<f64>)> = vectors
            .into_iter()
            .enumerate()
            .map(|(place, vector)| (rotated.get(place, place), vector))
            .collect();
        pairs.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        for (_, vector) in &mut pairs {
            let largest = vector.iter().copied().max_by(|one, other| fabs(*one).total_cmp(&fabs(*other)));
            if largest.is_some_and(|largest| largest < 0.0) {
                for component in vector {
                    *component = -*component;
                }
            }
        }
        pairs
    }

    /// Rotates every element beside the diagonal away once; returns whether there was any.
    fn sweep(&mut self, vectors: &mut [Vec<f64>]) -> bool {
        let mut rotated = false;
        for high in 1..self.dimension {
            for low in 0..high {
                let beside = self.get(high, low);
                let (lower, higher) = (self.get(low, low), self.get(high, high));
                if fabs(beside) <= 1e-16 * sqrt(fabs(lower * higher)) || beside == 0.0 {
                    continue;
                }
                rotated = true;
                let (cosine, sine) = rotation(lower, higher, beside);
                self.rotate(low, high, cosine, sine);
                if let Ok([one, other]) = vectors.get_disjoint_mut([low, high]) {
                    for (low, high) in one.iter_mut().zip(other) {
                        (*low, *high) = (cosine * *low - sine * *high, sine * *low + cosine * *high);
                    }
                }
            }
        }
        rotated
    }

    fn rotate(&mut self, low: usize, high: usize, cosine: f64, sine: f64) {
        let (lower, higher, beside) = (self.get(low, low), self.get(high, high), self.get(high, low));
        for other in (0..self.dimension).filter(|other| ![low, high].contains(other)) {
            let (with_low, with_high) = (self.get(other, low), self.get(other, high));
            self.set(other, low, cosine * with_low - sine * with_high);
            self.set(other, high, sine * with_low + cosine * with_high);
        }
        let cross = 2.0 * cosine * sine * beside;
        self.set(low, low, cosine * cosine * lower - cross + sine * sine * higher);
        self.set(high, high, sine * sine * lower + cross + cosine * cosine * higher);
        self.set(high, low, 0.0);
    }
}

/// Jacobi's rotations converge quadratically: a dozen sweeps are plenty for matrices of this size.
const MOST_SWEEPS: usize = 60;

/// Returns the cosine and sine of the rotation that makes the element beside two diagonal ones zero.
fn rotation(lower: f64, higher: f64, beside: f64) -> (f64, f64) {
    let ratio = (higher - lower) / (2.0 * beside);
    let tangent = 1.0 / (fabs(ratio) + sqrt(ratio * ratio + 1.0));
    let tangent = if ratio < 0.0 { -tangent } else { tangent };
    let cosine = 1.0 / sqrt(tangent * tangent + 1.0);
    (cosine, tangent * cosine)
}

fn unit(size: usize, place: usize) -> Vec<f64> {
    (0..size).map(|row| if row == place { 1.0 } else { 0.0 }).collect()
}

const fn triangle(rows: usize) -> usize {
    rows * (rows + 1) / 2
}

const fn place(row: usize, column: usize) -> usize {
    if row < column { triangle(column) + row } else { triangle(row) + column }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[&[f64]]) -> SymmetricMatrix {
        let mut matrix = SymmetricMatrix::zeros(rows.len());
        for (row, values) in rows.iter().enumerate() {
            for (column, value) in values.iter().enumerate() {
                matrix.set(row, column, *value);
            }
        }
        matrix
    }

    #[track_caller]
    fn check_close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12 * expected.abs().max(1.0), "{found} is not {expected}");
    }

    #[test]
    fn an_inverse_undoes_the_matrix() {
        let matrix = matrix(&[&[4.0], &[2.0, 5.0], &[1.0, 3.0, 6.0]]);
        let inverse = matrix.inverse().unwrap();
        for column in 0..3 {
            let product = matrix.times(&inverse.times(&unit(3, column)));
            for (row, value) in product.iter().enumerate() {
                check_close(*value, if row == column { 1.0 } else { 0.0 });
            }
        }
        let solved = matrix.solve(&[7.0, 10.0, 10.0]).unwrap();
        for value in solved {
            check_close(value, 1.0);
        }
    }

    #[test]
    fn without_a_row_the_inverse_is_that_of_the_others() {
        let mut inverse = matrix(&[&[4.0], &[2.0, 5.0], &[1.0, 3.0, 6.0]]).inverse().unwrap();
        inverse.condition(1);
        let of_others = matrix(&[&[4.0], &[1.0, 6.0]]).inverse().unwrap();
        for (place, expected) in [((0, 0), (0, 0)), ((2, 0), (1, 0)), ((2, 2), (1, 1))] {
            check_close(inverse.get(place.0, place.1), of_others.get(expected.0, expected.1));
        }
        for other in 0..3 {
            check_close(inverse.get(1, other), 0.0);
        }
    }

    #[test]
    fn what_is_not_positive_definite_has_no_inverse() {
        assert_eq!(matrix(&[&[1.0], &[2.0, 1.0]]).inverse(), None);
        assert_eq!(matrix(&[&[1.0], &[1.0, 1.0]]).inverse(), None);
        assert_eq!(matrix(&[&[f64::NAN]]).inverse(), None);
    }

    #[test]
    fn eigenvalues_of_a_rotation_of_two_and_four() {
        let pairs = matrix(&[&[3.0], &[1.0, 3.0]]).eigen();
        let [(small, across), (large, along)] = pairs.as_slice() else { panic!("two") };
        check_close(*small, 2.0);
        check_close(*large, 4.0);
        check_close(across[0].abs(), 0.5_f64.sqrt());
        check_close(along[0], 0.5_f64.sqrt());
        check_close(along[1], 0.5_f64.sqrt());
    }

    #[test]
    fn eigenvalues_of_unlike_sizes_are_told_apart() {
        let matrix = matrix(&[&[1e12], &[1.0, 1.0], &[0.5, 0.25, 1e-6]]);
        let pairs = matrix.eigen();
        let product: f64 = pairs.iter().map(|(value, _)| value).product();
        // The determinant, by hand: 1e12 (1e-6 - 0.0625) - (1e-6 - 0.125) + 0.5 (0.25 - 0.5).
        let determinant = 1e12 * (1e-6 - 0.0625) - (1e-6 - 0.125) + 0.5 * (0.25 - 0.5);
        assert!((product / determinant - 1.0).abs() < 1e-9, "{product} is not {determinant}");
        for (value, vector) in &pairs {
            for (found, component) in matrix.times(vector).iter().zip(vector) {
                assert!((found - value * component).abs() < 1e-3, "{found}");
            }
        }
    }
}
