//! How long a call would wait if its caller were patient and all others hang up as they do.
//!
//! In mean handling times, with load `a`, agents `n` and `r` hang-ups of a waiting caller per handling time, the density of such a wait `x` is in proportion to `exp(a / r (1 - exp(-r x)) - n x)`. Its logarithm bends down everywhere, so all
//! that counts lies around its highest point, from which panels go both ways until nothing is left.
//!
//! # Source
//!
//! F. Baccelli and G. Hebuterne (1981), On Queues with Impatient Customers; S. Zeltyn and A. Mandelbaum (2005), Call Centers with
//! Impatient Customers: Many-Server Asymptotics of the M/M/n+G Queue, Queueing Systems 51.

/// The density, but for a factor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Waits {
    /// Handling times in a patience, upside down: how often a caller hangs up per handling time.
    pub(super) hang_up: f64,
    /// The wait with the highest density.
    top: f64,
    /// How fast the logarithm falls right of zero, where it is highest there.
    slope: f64,
    /// How strongly it bends.
    bend: f64,
    /// The logarithm of the density at the top, where at zero it is zero.
    height: f64,
}

impl Waits {
    /// For a load, at least one agent and a rate above zero.
    pub(super) fn new(load: f64, agents: f64, hang_up: f64) -> Self {
        if load <= agents {
            return Self { hang_up, top: 0.0, slope: agents - load, bend: load / hang_up, height: 0.0 };
        }
        let over = (load - agents) / agents;
        let (top, height) = (libm::log1p(over) / hang_up, agents / hang_up * less_log(over));
        Self { hang_up, top, slope: 0.0, bend: agents / hang_up, height }
    }

    /// Returns the logarithm of the density at zero, in proportion to [`integral`](Self::integral)s.
    pub(super) fn log_at_zero(&self) -> f64 {
        -self.height
    }

    /// Returns the logarithm of the density at a distance from the top, where it is zero.
    fn log_density(&self, from_top: f64) -> f64 {
        -self.slope * from_top - self.bend * exp_less(self.hang_up * from_top)
    }

    /// Returns the integral of the density times a factor from zero to a wait; it may be infinite.
    pub(super) fn integral(&self, until: f64, factor: impl Fn(f64) -> f64) -> f64 {
        let start = self.top.min(until);
        let to_right = self.side(start, until, 1.0, &factor);
        to_right + self.side(start, 0.0, -1.0, &factor)
    }

    /// Returns the integral from a wait to an end on one side of it.
    fn side(&self, start: f64, end: f64, way: f64, factor: &impl Fn(f64) -> f64) -> f64 {
        let (mut at, mut sum) = (start, 0.0);
        while way * (end - at) > 0.0 && self.log_density(at - self.top) > NEGLIGIBLE {
            let from_top = self.hang_up * (at - self.top);
            let steepness = (self.slope - self.bend * self.hang_up * libm::expm1(-from_top)).abs();
            let bending = libm::sqrt(self.bend * libm::exp(-from_top)) * self.hang_up;
            // How the bend itself changes shows no more after forty patiences.
            let turning = if from_top < 40.0 { self.hang_up } else { 0.0 };
            let width = 1.0 / (steepness + bending + turning);
            let next = if way > 0.0 { (at + width).min(end) } else { (at - width).max(end) };
            if next <= at && way > 0.0 || next >= at && way < 0.0 {
                break; // the rest is narrower than floating-point numbers are apart
            }
            let (middle, half) = (f64::midpoint(at, next), (next - at).abs() / 2.0);
            for (place, weight) in PANEL {
                for place in [place, -place] {
                    let wait = middle + half * place;
                    sum += weight * half * libm::exp(self.log_density(wait - self.top)) * factor(wait);
                }
            }
            at = next;
        }
        sum
    }
}

/// What is left where the density is so much lower than at the top, in logarithms, is no part of any digit.
const NEGLIGIBLE: f64 = -60.0;

/// Places and weights of Gauss and Legendre's rule of eight points, of which the other four mirror these.
const PANEL: [(f64, f64); 4] = [
    (0.960_289_856_497_536_2, 0.101_228_536_290_376_26),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_47),
    (0.525_532_409_916_329, 0.313_706_645_877_887_3),
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
];

/// Returns `z + exp(-z) - 1`, also where all of it cancels: at least zero.
fn exp_less(z: f64) -> f64 {
    if z.abs() > 0.05 {
        return z + libm::expm1(-z);
    }
    // z²/2! - z³/3! + ...; what is left out is below 1e-17 of the first term.
    let (mut term, mut sum) = (z * z / 2.0, 0.0);
    for n in 3..=12 {
        sum += term;
        term *= -z / f64::from(n);
    }
    sum
}

/// Returns `u - ln(1 + u)` for `u` above zero, also where all of it cancels.
fn less_log(u: f64) -> f64 {
    if u > 0.05 {
        return u - libm::log1p(u);
    }
    let (mut power, mut sum) = (u * u, 0.0);
    for n in 2..=16 {
        sum += power / f64::from(n);
        power *= -u;
    }
    sum
}
