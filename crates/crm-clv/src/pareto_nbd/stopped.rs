//! How likely a Pareto/NBD customer is to have stopped somewhere after an instant, relative to being alive then.

use libm::{log, log1p};

use super::ParetoNbd;
use crate::{
    History,
    special::{pareto_tail_g, pareto_tail_g_value, pareto_tail_h, pareto_tail_h_value},
};

/// The integral over all later times of (alpha + τ)^-m (beta + τ)^-(s+1), divided by (alpha + t)^-m (beta + t)^-s, with its
/// derivatives.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stopped {
    pub(super) value: f64,
    pub(super) in_m: f64,
    pub(super) in_s: f64,
    pub(super) in_alpha: f64,
    pub(super) in_beta: f64,
}

/// Returns the integral from `time` on. The larger of alpha and beta decides which series is one of positive terms; where
/// they are equal, both are 1 / (m + s).
pub(super) fn stopped(m: f64, s: f64, alpha: f64, beta: f64, time: f64) -> Option<Stopped> {
    let (to_alpha, to_beta) = (alpha + time, beta + time);
    if alpha >= beta {
        let tail = pareto_tail_g(m, s, (alpha - beta) / to_alpha)?;
        return Some(Stopped {
            value: tail.value,
            in_m: tail.by_m,
            in_s: tail.by_s,
            in_alpha: tail.by_z * to_beta / (to_alpha * to_alpha),
            in_beta: -tail.by_z / to_alpha,
        });
    }
    let tail = pareto_tail_h(m, s, (beta - alpha) / to_beta)?;
    let factor = to_alpha / to_beta;
    Some(Stopped {
        value: factor * tail.value,
        in_m: factor * tail.by_m,
        in_s: factor * tail.by_s,
        in_alpha: (tail.value - factor * tail.by_z) / to_beta,
        in_beta: factor * (factor * tail.by_z - tail.value) / to_beta,
    })
}

/// Returns the value of [`stopped`] alone.
fn stopped_value(m: f64, s: f64, alpha: f64, beta: f64, time: f64) -> Option<f64> {
    let (to_alpha, to_beta) = (alpha + time, beta + time);
    if alpha >= beta {
        pareto_tail_g_value(m, s, (alpha - beta) / to_alpha)
    } else {
        pareto_tail_h_value(m, s, (beta - alpha) / to_beta).map(|value| value * to_alpha / to_beta)
    }
}

/// Returns the logarithms of two parts of the likelihood, both relative to that of being alive at the end: that of having
/// stopped never or after the end, less what of it belongs to the second part, and that of having stopped at any time after
/// the last purchase.
///
/// The customer has stopped between the last purchase and the end, or has not. The former is a difference of two integrals;
/// put together with the latter, the second of them becomes m times an integral of its own, and nothing is subtracted.
pub(super) fn ln_alive_and_stopped(model: &ParetoNbd, history: &History) -> (f64, f64) {
    let ParetoNbd { r, alpha, s, beta } = *model;
    let m = r + history.repeats();
    let (recency, age) = (history.recency(), history.age());
    let alive = stopped_value(s, m, beta, alpha, age).map_or(f64::NAN, |value| log(m * value));
    let since = age - recency;
    let ln_longer = m * log1p(since / (alpha + recency)) + s * log1p(since / (beta + recency));
    let stopped =
        stopped_value(m, s, alpha, beta, recency).map_or(f64::NAN, |value| log(s * value) + ln_longer);
    (alive, stopped)
}
