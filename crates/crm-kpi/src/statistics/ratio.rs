//! [`ShareSquares`]: how cases spread that have a part and a whole each, and the interval of their ratio.

use crm_numerics::student_t_quantile;

use super::confidence::Confidence;
use super::interval::Interval;
use super::number::{count, sum};

/// Sums of squares and products over cases each of which has a part and a whole of its own, such as points earned of the points
/// that there were: exact, so that they merge in any order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ShareSquares {
    /// The sum of the squares of the parts.
    pub parts: i128,
    /// The sum of part × whole.
    pub products: i128,
    /// The sum of the squares of the wholes.
    pub wholes: i128,
}

impl ShareSquares {
    /// Returns those of one case; `None` beyond 128 bits.
    pub fn of(part: i128, whole: i128) -> Option<Self> {
        Some(Self {
            parts: part.checked_mul(part)?,
            products: part.checked_mul(whole)?,
            wholes: whole.checked_mul(whole)?,
        })
    }

    /// Returns those of both samples together; `None` beyond 128 bits.
    #[must_use]
    pub fn merge(self, other: Self) -> Option<Self> {
        Some(Self {
            parts: self.parts.checked_add(other.parts)?,
            products: self.products.checked_add(other.products)?,
            wholes: self.wholes.checked_add(other.wholes)?,
        })
    }

    /// Returns the sum of (part − ratio × whole)², the squares of what each case has beside its fair share of the ratio of
    /// all.
    fn around(&self, part: i128, whole: i128) -> f64 {
        let exact = || {
            let twice = part.checked_mul(2)?.checked_mul(whole)?.checked_mul(self.products)?;
            let squares = whole.checked_mul(whole)?.checked_mul(self.parts)?;
            let wholes = part.checked_mul(part)?.checked_mul(self.wholes)?;
            squares.checked_sub(twice)?.checked_add(wholes)
        };
        let ratio = sum(part) / sum(whole);
        let around = match exact() {
            Some(exact) => sum(exact) / sum(whole) / sum(whole),
            None => sum(self.parts) - 2.0 * ratio * sum(self.products) + ratio * ratio * sum(self.wholes),
        };
        around.max(0.0)
    }
}

/// Returns the limits of a ratio of sums, the sum of the parts of so many cases over the sum of their wholes, with Student's t
/// and `cases - 1` degrees of freedom; `None` of fewer than two cases, or where the whole is nothing.
///
/// Where all wholes are the same, the limits are those of the mean of the shares ([`Moments`](super::Moments)).
///
/// # Source
///
/// Cochran, Sampling Techniques, third edition 1977, section 6.4: the estimated variance of a ratio estimate, without a finite
/// population; divided by `n - 1`.
///
/// # Examples
///
/// ```
/// use crm_kpi::statistics::{Confidence, ShareSquares, ratio_interval};
///
/// // 3 of 4, 1 of 4, 2 of 2: 6 of 10, and beside their fair shares of 2.4, 2.4, 1.2 they have 0.6, -1.4, 0.8
/// let cases = [(3, 4), (1, 4), (2, 2)].map(|(part, whole)| ShareSquares::of(part, whole));
/// let squares = cases.into_iter().flatten().try_fold(ShareSquares::default(), ShareSquares::merge).unwrap();
/// let limits = ratio_interval(3, (6, 10), &squares, Confidence::new(0.95)?).unwrap();
/// // the squares of these sum to 2.96; sqrt(3 / 2 × 2.96) / 10 = 0.21071, times t = 4.30265 with 2 degrees of freedom
/// assert_eq!(format!("{:.4} to {:.4}", limits.low, limits.high), "-0.3066 to 1.5066");
/// # Ok::<(), crm_kpi::statistics::ConfidenceError>(())
/// ```
pub fn ratio_interval(
    cases: u64,
    (part, whole): (i128, i128),
    squares: &ShareSquares,
    confidence: Confidence,
) -> Option<Interval> {
    if cases < 2 || whole <= 0 {
        return None;
    }
    let variance = squares.around(part, whole) * count(cases) / count(cases - 1);
    let error = libm::sqrt(variance) / sum(whole);
    let t = -student_t_quantile(0.5 * confidence.risk(), count(cases - 1))?;
    Some(Interval::around(sum(part) / sum(whole), t * error))
}
