//! [`Inverse`]: what a search has learned of how the surface bends.

use alloc::{vec, vec::Vec};

use super::{Point, dot, largest, shortened};
use crate::estimation::matrix::SymmetricMatrix;

/// The inverse of the negative second derivatives, as far as steps have told it; that of the coordinates that are free alone.
#[derive(Debug, Clone)]
pub(super) struct Inverse {
    matrix: SymmetricMatrix,
    /// Whether no step has told anything yet.
    is_guess: bool,
    /// Which coordinates are at a limit that they would go beyond. Their rows and columns are zeros, unless this is a guess.
    held: Vec<bool>,
}

impl Inverse {
    /// Returns the first guess: steps of a length that nothing suffers from.
    pub(super) fn guess(here: &Point, held: Vec<bool>) -> Self {
        let scale = 1.0 / largest(&here.gradient).max(1e-3);
        let matrix = SymmetricMatrix::diagonal(&vec![scale.min(1.0); here.at.len()]);
        Self { matrix, is_guess: true, held }
    }

    pub(super) const fn is_guess(&self) -> bool {
        self.is_guess
    }

    /// Takes note of which coordinates are held.
    ///
    /// Of a ridge along which one that is held now and others would go together, only the others' own bends count any more. How the
    /// surface bends along a coordinate that is free again is not known: a guess begins anew.
    pub(super) fn hold(&mut self, here: &Point, held: Vec<bool>) {
        if self.held == held {
            return;
        }
        if self.is_guess || self.held.iter().zip(&held).any(|(before, now)| *before && !*now) {
            *self = Self::guess(here, held);
            return;
        }
        for (place, _) in
            self.held.iter().zip(&held).enumerate().filter(|(_, (before, now))| !**before && **now)
        {
            self.matrix.condition(place);
        }
        self.held = held;
    }

    /// Returns the quasi-Newton direction, shortened to the longest step, or the gradient's where the former leads down; the gradient is
    /// without what is held.
    pub(super) fn direction(&self, gradient: &[f64]) -> Vec<f64> {
        let mut direction = self.matrix.times(gradient);
        for (part, held) in direction.iter_mut().zip(&self.held) {
            if *held {
                *part = 0.0;
            }
        }
        if dot(&direction, gradient) <= 0.0 || direction.iter().any(|part| !part.is_finite()) {
            direction = gradient.to_vec();
        }
        shortened(direction)
    }

    /// Learns from a step: the update of Broyden, Fletcher, Goldfarb and Shanno.
    pub(super) fn learn(&mut self, here: &Point, next: &Point) {
        let free = |one: &[f64], other: &[f64]| {
            let parts = one.iter().zip(other).zip(&self.held);
            parts.map(|((one, other), held)| if *held { 0.0 } else { one - other }).collect::<Vec<_>>()
        };
        let step = free(&next.at, &here.at);
        let bend = free(&here.gradient, &next.gradient); // of the negative, which is to be minimised
        let along = dot(&step, &bend);
        let is_first = self.is_guess;
        self.is_guess = false;
        if along <= 1e-12 * libm::sqrt(dot(&step, &step) * dot(&bend, &bend)) {
            return;
        }
        if is_first {
            let scale = along / dot(&bend, &bend);
            let diagonal = self.held.iter().map(|held| if *held { 0.0 } else { scale });
            self.matrix = SymmetricMatrix::diagonal(&diagonal.collect::<Vec<_>>());
        }
        let turned = self.matrix.times(&bend);
        let factor = (1.0 + dot(&bend, &turned) / along) / along;
        for (row, (step_row, turned_row)) in step.iter().zip(&turned).enumerate() {
            for (column, (step_column, turned_column)) in step.iter().zip(&turned).enumerate().take(row + 1) {
                let change = factor * step_row * step_column
                    - (turned_row * step_column + step_row * turned_column) / along;
                self.matrix.set(row, column, self.matrix.get(row, column) + change);
            }
        }
    }
}
