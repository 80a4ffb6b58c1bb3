//! The sum of discounted survival, however slowly it converges.

/// More steps than any discount of at least 1e-9 takes.
const MOST: u32 = 2_000_000;

/// Returns Σ S(t) / (1 + d)^t = ₂F₁(1, beta; alpha + beta; z) with z = 1 / (1 + d), for d > 0.
///
/// Gauss's continued fraction is `1 / (1 - k₁z / (1 - k₂z / ...))` with `kₙ = (1 - gₙ₋₁) gₙ`, where `g₂ₙ₊₁ = (beta + n) / (alpha + beta + 2n)`
/// and `g₂ₙ = n / (alpha + beta + 2n - 1)`. Its denominators `Eₙ = 1 - kₙz / Eₙ₋₁` are written as `1 - gₙ + εₙ`; then
/// `εₙ = gₙ (εₙ₋₁ + (1 - gₙ₋₁)(1 - z)) / Eₙ₋₁`, and convergents grow by products of `kₙz / (Eₙ₋₁Eₙ)`. All of it is positive: nothing
/// cancels, even where z is close to 1. It takes about 10 / √d steps.
///
/// # Source
///
/// Wall (1948), Analytic Theory of Continued Fractions, chapters 4 and 18.
pub(super) fn lifetime(alpha: f64, beta: f64, discount: f64) -> f64 {
    let (ratio, rest) = (1.0 / (1.0 + discount), discount / (1.0 + discount));
    let negligible = 1e-17 * libm::sqrt(rest);
    let both = alpha + beta;
    let (mut term, mut sum) = (1.0, 1.0);
    let mut before = Step { part: 0.0, rest: 1.0, excess: 0.0 };
    let mut half = 0.0;
    for step in 1..MOST {
        let (part, other) = if step.is_multiple_of(2) {
            half += 1.0;
            let all = both + (2.0 * half - 1.0);
            (half / all, (both + (half - 1.0)) / all)
        } else {
            let all = both + 2.0 * half;
            ((beta + half) / all, (alpha + half) / all)
        };
        let denominator = before.rest + before.excess;
        let excess = part * ((before.excess + before.rest * rest) / denominator);
        let now = Step { part, rest: other, excess };
        term *= (before.rest / denominator) * (now.part / (now.rest + now.excess)) * ratio;
        sum += term;
        if term <= sum * negligible {
            break;
        }
        before = now;
    }
    sum
}

/// One step of the fraction.
struct Step {
    /// g.
    part: f64,
    /// 1 - g.
    rest: f64,
    /// ε: the denominator is 1 - g + ε.
    excess: f64,
}
