//! [`ParametricModel`]: a model as a point among others of its kind.

use alloc::vec::Vec;

use libm::{exp, log};

use crate::{BetaGeometricCnbd, BetaGeometricNbd, BgBb, GGompertzNbd, GammaGamma, Nbd, ParetoNbd};

/// A model that its parameters determine, as all models here are; what works on any of them takes `impl ParametricModel`.
///
/// The trait is sealed.
pub trait ParametricModel: Sized + sealed::Sealed {
    /// Returns the parameters, in the order of the model's paper.
    fn parameter_values(&self) -> Vec<f64>;

    /// Returns the parameters on the scales on which a fit looks for them: the logarithms of positive ones, and coefficients
    /// as they are.
    fn coordinates(&self) -> Vec<f64> {
        self.parameter_values().into_iter().map(log).collect()
    }

    /// Returns the same kind of model at other coordinates; `None` if they are not as many as it has, or no parameters.
    fn with_coordinates(&self, coordinates: &[f64]) -> Option<Self>;
}

pub(crate) mod sealed {
    /// Keeps models of other crates out, so that questions can be added.
    pub trait Sealed {}
}

impl<const MODIFIED: bool> sealed::Sealed for BetaGeometricCnbd<MODIFIED> {}
impl<const MODIFIED: bool> sealed::Sealed for BetaGeometricNbd<MODIFIED> {}
impl sealed::Sealed for BgBb {}
impl sealed::Sealed for GGompertzNbd {}
impl sealed::Sealed for GammaGamma {}
impl sealed::Sealed for Nbd {}
impl sealed::Sealed for ParetoNbd {}

/// Its k is no parameter: it stays as it is.
impl<const MODIFIED: bool> ParametricModel for BetaGeometricCnbd<MODIFIED> {
    fn parameter_values(&self) -> Vec<f64> {
        [self.r(), self.alpha(), self.a(), self.b()].into()
    }

    fn with_coordinates(&self, coordinates: &[f64]) -> Option<Self> {
        let [r, alpha, a, b] = positive(coordinates)?;
        Self::new(self.k(), r, alpha, a, b).ok()
    }
}

impl<const MODIFIED: bool> ParametricModel for BetaGeometricNbd<MODIFIED> {
    fn parameter_values(&self) -> Vec<f64> {
        [self.r(), self.alpha(), self.a(), self.b()].into()
    }

    fn with_coordinates(&self, coordinates: &[f64]) -> Option<Self> {
        let [r, alpha, a, b] = positive(coordinates)?;
        Self::new(r, alpha, a, b).ok()
    }
}

impl ParametricModel for BgBb {
    fn parameter_values(&self) -> Vec<f64> {
        self.parameters().into()
    }

    fn with_coordinates(&self, coordinates: &[f64]) -> Option<Self> {
        let [alpha, beta, gamma, delta] = positive(coordinates)?;
        Self::new(alpha, beta, gamma, delta).ok()
    }
}

impl ParametricModel for GGompertzNbd {
    fn parameter_values(&self) -> Vec<f64> {
        [self.r(), self.alpha(), self.b(), self.s(), self.beta()].into()
    }

    fn with_coordinates(&self, coordinates: &[f64]) -> Option<Self> {
        let [r, alpha, b, s, beta] = positive(coordinates)?;
        Self::new(r, alpha, b, s, beta).ok()
    }
}

impl ParametricModel for GammaGamma {
    fn parameter_values(&self) -> Vec<f64> {
        [self.p(), self.q(), self.v()].into()
    }

    fn with_coordinates(&self, coordinates: &[f64]) -> Option<Self> {
        let [p, q, v] = positive(coordinates)?;
        Self::new(p, q, v).ok()
    }
}

impl ParametricModel for Nbd {
    fn parameter_values(&self) -> Vec<f64> {
        [self.r(), self.alpha()].into()
    }

    fn with_coordinates(&self, coordinates: &[f64]) -> Option<Self> {
        let [r, alpha] = positive(coordinates)?;
        Self::new(r, alpha).ok()
    }
}

impl ParametricModel for ParetoNbd {
    fn parameter_values(&self) -> Vec<f64> {
        [self.r(), self.alpha(), self.s(), self.beta()].into()
    }

    fn with_coordinates(&self, coordinates: &[f64]) -> Option<Self> {
        let [r, alpha, s, beta] = positive(coordinates)?;
        Self::new(r, alpha, s, beta).ok()
    }
}

/// Returns the numbers with these logarithms, if there are as many.
fn positive<const N: usize>(coordinates: &[f64]) -> Option<[f64; N]> {
    <[f64; N]>::try_from(coordinates).ok().map(|logarithms| logarithms.map(exp))
}
