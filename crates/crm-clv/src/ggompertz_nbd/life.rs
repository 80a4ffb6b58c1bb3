//! [`Life`]: how long a GGompertz/NBD customer goes on buying, and the integral over when one has stopped.
//!
//! With D(t) = beta - 1 + e^(b t), integrals over time are taken over w = ln D(t) - ln D(from), in which the integrand is smooth
//! however small beta and b are, by Gauss and Legendre's rule on panels. A panel is short enough for its distance from the
//! nearest singularity and for how fast the integrand falls, so that 16 nodes are exact to the last digits.

use libm::{exp, expm1, fabs, hypot, log, log1p};

use crate::special::{NODES, Powers, ln_add};

/// How long somebody goes on buying: beyond t with a probability of (beta / D(t))^s.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub(super) struct Life {
    pub(super) b: f64,
    pub(super) s: f64,
    pub(super) beta: f64,
}

impl Life {
    /// Returns ln (D(t) / beta).
    pub(super) fn ln_growth(&self, time: f64) -> f64 {
        let exponent = self.b * time;
        if exponent > 300.0 {
            // 1 is nothing beside e^300.
            return ln_add(0.0, exponent - log(self.beta));
        }
        log1p(expm1(exponent) / self.beta)
    }

    /// Returns the probability of going on for so long.
    pub(super) fn stays(&self, time: f64) -> f64 {
        exp(-self.s * self.ln_growth(time))
    }

    /// Returns the life from then on of somebody who has gone on for so long.
    pub(super) fn after(&self, time: f64) -> Self {
        let exponent = self.b * time;
        // D(t) e^(-b t)
        Self { beta: self.beta * exp(-exponent) - expm1(-exponent), ..*self }
    }

    /// Returns the expected time until stopping or the horizon.
    ///
    /// While e^(b t) and beta may be alike, an integral over the share of e^(b t) - 1; later, D(t) is e^(b t), and lives end at a
    /// steady rate.
    pub(super) fn lasting(&self, horizon: f64) -> f64 {
        let Self { b, s, beta } = *self;
        let steady_from = (STEADY + log(beta).max(0.0)) / b;
        let near = horizon.min(steady_from);
        let grown = expm1(b * near);
        if grown <= 0.0 {
            return near; // too near for anything to grow
        }
        let at = Powers { rise: 1.0, fall: 1.0, factors: [(1.0, grown), (s, grown / beta)] }.peak();
        let stays = -s * log1p(grown / beta * at.share);
        let sooner = grown * at.share / (1.0 + grown * at.share) * at.rest * exp(stays + at.ln_width) / b;
        if horizon <= steady_from {
            return sooner.min(horizon);
        }
        let rate = s * b;
        sooner + self.stays(steady_from) * (-expm1(-rate * (horizon - steady_from)) / rate)
    }
}

/// Beside e^45, 1 is nothing.
const STEADY: f64 = 45.0;

/// How likely somebody is to have stopped in a stretch of time before its end, relative to being alive at the end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stopped {
    /// The logarithm.
    pub(super) ln: f64,
    /// Expectations over when somebody stopped who did so: of ln (1 + (t - from) / (alpha + from)),
    pub(super) ln_time: f64,
    /// of 1 / (alpha + t),
    pub(super) per_time: f64,
    /// of t,
    pub(super) time: f64,
    /// of t e^(b t) / D(t),
    pub(super) time_by_hazard: f64,
    /// of ln (D(t) / D(from)),
    pub(super) growth: f64,
    /// and of D(from) / D(t).
    pub(super) per_growth: f64,
}

/// Returns b s times the integral from `from` to `to` of e^(b t) (alpha + t)^-m D(t)^-(s + 1), relative to
/// (alpha + `to`)^-m D(`to`)^-s.
pub(super) fn stopped(m: f64, alpha: f64, life: Life, from: f64, to: f64) -> Stopped {
    let Life { b, s, .. } = life;
    let beta = life.after(from).beta;
    let rest = Life { beta, ..life };
    let scale = alpha + from;
    let end = rest.ln_growth(to - from);
    // Where e^(b t) is 0, and where alpha + t is.
    let singularities = [1.0 / beta, -expm1(-b * scale) / beta];
    let since = |w: f64| {
        let ln = if w > 300.0 { ln_add(0.0, w + log(beta)) } else { log1p(beta * expm1(w)) };
        ln / b
    };
    // e^(b t) / D(t)
    let hazard = |w: f64| exp(-w) / beta - expm1(-w);
    let level = |w: f64| {
        let time = since(w);
        (-m * log1p(time / scale) - s * w, s + m / (b * hazard(w) * (scale + time)))
    };
    let mut sums = [0.0; 7];
    Panels { end, singularities: &singularities }.walk(level, |w, weight| {
        let time = since(w);
        let ln_time = log1p(time / scale);
        let value = weight * exp(-m * ln_time - s * w);
        let per_growth = exp(-w);
        let time_by_hazard = (from + time) * hazard(w);
        let parts = [1.0, ln_time, 1.0 / (scale + time), from + time, time_by_hazard, w, per_growth];
        for (sum, part) in sums.iter_mut().zip(parts) {
            *sum += value * part;
        }
    });
    let [whole, ln_time, per_time, time, time_by_hazard, growth, per_growth] = sums;
    if whole <= 0.0 {
        // There is no time to stop in.
        return Stopped {
            ln: f64::NEG_INFINITY,
            ln_time: 0.0,
            per_time: 1.0 / scale,
            time: from,
            time_by_hazard: from / beta,
            growth: 0.0,
            per_growth: 1.0,
        };
    }
    Stopped {
        ln: m * log1p((to - from) / scale) + s * end + log(s * whole),
        ln_time: ln_time / whole,
        per_time: per_time / whole,
        time: time / whole,
        time_by_hazard: time_by_hazard / whole,
        growth: growth / whole,
        per_growth: per_growth / whole,
    }
}

/// The stretch from w = 0 to `end`.
struct Panels<'a> {
    end: f64,
    /// Each c is a singularity where e^w = 1 - c.
    singularities: &'a [f64],
}

/// So many panels at most: widths double, or the integrand has become negligible.
const MOST_PANELS: u32 = 2000;
/// An integrand is no longer looked at once its logarithm has fallen by so much.
const NEGLIGIBLE: f64 = -60.0;
/// A panel is so wide at most, beside the distance from the nearest singularity.
const WIDEST: f64 = 1.3;
/// The logarithm of an integrand falls by so much at most within a panel, about.
const LARGEST_FALL: f64 = 8.0;

impl Panels<'_> {
    /// Calls `add` with nodes and their weights; `level` returns the logarithm of the integrand and how fast it falls.
    fn walk(&self, level: impl Fn(f64) -> (f64, f64), mut add: impl FnMut(f64, f64)) {
        let mut from = 0.0;
        let mut highest = f64::NEG_INFINITY;
        for _ in 0..MOST_PANELS {
            let (ln_value, fall) = level(from);
            highest = highest.max(ln_value);
            let left = self.end - from;
            if left <= 0.0 || fall > 0.0 && ln_value - highest < NEGLIGIBLE {
                return;
            }
            let distance =
                self.singularities.iter().fold(f64::INFINITY, |least, c| least.min(distance(*c, from)));
            let width = (WIDEST * distance).min(LARGEST_FALL / fabs(fall));
            let width = if width >= 0.999 * left { left } else { width };
            for (node, weight) in NODES {
                add(from + 0.5 * width * (1.0 - node), 0.5 * width * weight);
                add(from + 0.5 * width * (1.0 + node), 0.5 * width * weight);
            }
            if width >= left {
                return;
            }
            from += width;
        }
    }
}

/// Returns how far the point w is from where e^w = 1 - c.
fn distance(c: f64, w: f64) -> f64 {
    if c > 1.0 { hypot(w - log(c - 1.0), core::f64::consts::PI) } else { w - log1p(-c) }
}
