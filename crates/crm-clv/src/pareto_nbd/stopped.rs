//! How likely a Pareto/NBD customer is to have stopped somewhere after an instant, relative to being alive then.

use libm::{exp, log, log1p};

use super::ParetoNbd;
use crate::{
    History,
    special::{
        Powers, Share, ln_add, pareto_tail_g, pareto_tail_g_value, pareto_tail_h, pareto_tail_h_value,
    },
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
pub(super) fn stopped(m: f64, s: f64, alpha: f64, beta: f64, time: f64) -> Stopped {
    let (to_alpha, to_beta) = (alpha + time, beta + time);
    if alpha >= beta {
        let tail = pareto_tail_g(m, s, gap(alpha, beta, time));
        return Stopped {
            value: tail.value,
            in_m: tail.by_m,
            in_s: tail.by_s,
            in_alpha: tail.by_z * to_beta / (to_alpha * to_alpha),
            in_beta: -tail.by_z / to_alpha,
        };
    }
    let tail = pareto_tail_h(m, s, gap(beta, alpha, time));
    let factor = to_alpha / to_beta;
    Stopped {
        value: factor * tail.value,
        in_m: factor * tail.by_m,
        in_s: factor * tail.by_s,
        in_alpha: (tail.value - factor * tail.by_z) / to_beta,
        in_beta: factor * (factor * tail.by_z - tail.value) / to_beta,
    }
}

/// Returns the value of [`stopped`] alone.
fn stopped_value(m: f64, s: f64, alpha: f64, beta: f64, time: f64) -> f64 {
    if alpha >= beta {
        pareto_tail_g_value(m, s, gap(alpha, beta, time))
    } else {
        pareto_tail_h_value(m, s, gap(beta, alpha, time)) * ((alpha + time) / (beta + time))
    }
}

/// Returns what the smaller rate lacks, with a time added to both.
fn gap(larger: f64, smaller: f64, time: f64) -> Share {
    let whole = larger + time;
    Share { of: (larger - smaller) / whole, rest: (smaller + time) / whole }
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
    let alive = log(m * stopped_value(s, m, beta, alpha, age));
    let since = age - recency;
    let ln_longer = m * log1p(since / (alpha + recency)) + s * log1p(since / (beta + recency));
    let stopped = log(s * stopped_value(m, s, alpha, beta, recency)) + ln_longer;
    (alive, stopped)
}

/// Returns the probabilities that the customer is alive at the end, and that it is not: each to full relative precision.
pub(super) fn alive_or_not(model: &ParetoNbd, history: &History) -> (f64, f64) {
    let (ln_alive, ln_stopped) = ln_alive_and_stopped(model, history);
    let is_alive = exp(-ln_add(ln_alive, ln_stopped)).min(1.0);
    if is_alive < 0.5 {
        return (is_alive, 1.0 - is_alive);
    }
    let odds = exp(ln_odds_of_stopped(model, history));
    (is_alive, odds / (1.0 + odds))
}

/// Returns the logarithm of how likely the customer is to have stopped between the last purchase and the end, relative to being
/// alive then: an integral over the share of the time since the last purchase.
fn ln_odds_of_stopped(model: &ParetoNbd, history: &History) -> f64 {
    let ParetoNbd { r, alpha, s, beta } = *model;
    let m = r + history.repeats();
    let recency = history.recency();
    let since = history.age() - recency;
    if since <= 0.0 {
        return f64::NEG_INFINITY;
    }
    let (of_alpha, of_beta) = (since / (alpha + recency), since / (beta + recency));
    let at = Powers { rise: 1.0, fall: 1.0, factors: [(m, of_alpha), (s + 1.0, of_beta)] }.peak();
    let bought = m * (log1p(of_alpha) - log1p(of_alpha * at.share));
    let stopped = s * log1p(of_beta) - (s + 1.0) * log1p(of_beta * at.share);
    log(s) + log(of_beta) + log(at.share * at.rest) + bought + stopped + at.ln_width
}
