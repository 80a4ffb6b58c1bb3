//! [`MannKendall`]: whether later values tend to be lower or higher.

use alloc::vec::Vec;

use crm_model::Ratio;
use crm_numerics::normal_cdf;

use super::exact::Orders;
use super::{Measured, Series};

/// The Mann-Kendall test of a monotone trend: of each two values, whether the later one is lower or higher.
///
/// It asks for no shape of the trend and no distribution of the values, and ties are told apart. It takes values as independent
/// but for the trend; months that hang together make p too small.
///
/// # Source
///
/// H. B. Mann (1945), Nonparametric Tests Against Trend, Econometrica 13; M. G. Kendall, Rank Correlation Methods (variance with
/// ties, continuity correction).
///
/// # Examples
///
/// ```
/// use crm_kpi::trend::{MannKendall, Series};
/// use crm_model::Ratio;
///
/// let rates = [50, 45, 40, 35].map(|rate| Ratio::new(rate, 10));
/// let test = MannKendall::of(&Series::new(rates)).unwrap();
/// assert_eq!(test.s(), -6); // all six pairs fall
/// assert_eq!(test.exact().unwrap().two_sided, 1.0 / 12.0); // 2 of the 24 orders are as clear as that
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MannKendall {
    values: u64,
    s: i64,
    /// Eighteen times the variance of S.
    variance: i128,
    /// Sizes of the groups of equal values, those of one left out.
    ties: Vec<u64>,
    gaps: u64,
    running: u64,
}

/// How likely a trend at least as clear would be if there were none.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Significance {
    /// By which distribution.
    pub method: Method,
    /// A trend either way.
    pub two_sided: f64,
    /// A fall.
    pub decline: f64,
    /// A rise.
    pub rise: f64,
}

/// By which distribution of S a significance is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Method {
    /// All orders of the values, ties among them.
    Exact,
    /// The normal distribution, two-sided with continuity correction.
    Normal,
}

impl MannKendall {
    /// Tests a series; `None` for fewer than two values.
    ///
    /// Takes time in proportion to n log n.
    pub fn of<T: Measured>(series: &Series<T>) -> Option<Self> {
        let values: Vec<T> = series.values().collect();
        if values.len() < 2 {
            return None;
        }
        let mut sorted = values.clone();
        sorted.sort_unstable();
        let ties: Vec<u64> = sorted.chunk_by(PartialEq::eq).map(|group| group.len() as u64).collect();
        let ties: Vec<u64> = ties.into_iter().filter(|size| *size > 1).collect();
        let mut buffer = Vec::with_capacity(values.len());
        let discordant = inversions(&mut values.clone(), &mut buffer);
        let pairs = |size: u64| i128::from(size) * (i128::from(size) - 1) / 2;
        let untied = pairs(values.len() as u64) - ties.iter().copied().map(pairs).sum::<i128>();
        let s = i64::try_from(untied - 2 * i128::from(discordant)).ok()?;
        let spread = |size: u64| 2 * pairs(size) * (2 * i128::from(size) + 5);
        let variance = spread(values.len() as u64) - ties.iter().copied().map(spread).sum::<i128>();
        let (gaps, running) = (series.gaps(), series.running());
        Some(Self { values: values.len() as u64, s, variance, ties, gaps, running })
    }

    /// Returns how many values were compared.
    pub const fn values(&self) -> u64 {
        self.values
    }

    /// Returns how many periods have no value and were left out.
    pub const fn gaps(&self) -> u64 {
        self.gaps
    }

    /// Returns how many periods were left out since they were not over.
    pub const fn running(&self) -> u64 {
        self.running
    }

    /// Returns S: how many pairs rise less how many fall.
    pub const fn s(&self) -> i64 {
        self.s
    }

    /// Returns the variance of S over all orders of the values, exact; zero where all values are equal.
    pub fn variance(&self) -> Option<Ratio> {
        Ratio::new(self.variance, 18)
    }

    /// Returns S in standard errors, one nearer to zero for the continuity correction; zero where all values are equal.
    #[expect(clippy::cast_precision_loss, reason = "the nearest number is what is asked for")]
    pub fn z(&self) -> f64 {
        if self.variance <= 0 || self.s == 0 {
            return 0.0;
        }
        (self.s - self.s.signum()) as f64 / self.standard_error()
    }

    #[expect(clippy::cast_precision_loss, reason = "the nearest number is what is asked for")]
    pub(super) fn standard_error(&self) -> f64 {
        libm::sqrt(self.variance as f64 / 18.0)
    }

    pub(super) fn orders(&self) -> Option<Orders> {
        Orders::of(usize::try_from(self.values).ok()?, &self.ties)
    }

    /// Returns the exact significance, ties included; `None` for more than [`EXACT_UP_TO`](super::EXACT_UP_TO) values.
    ///
    /// Where all values are equal there is one order only, and every p is 1.
    pub fn exact(&self) -> Option<Significance> {
        let orders = self.orders()?;
        let (decline, rise) = (orders.at_most(self.s), orders.at_most(-self.s));
        let two_sided = (2.0 * decline.min(rise)).min(1.0);
        Some(Significance { method: Method::Exact, two_sided, decline, rise })
    }

    /// Returns the significance by the normal distribution, rough for few values; without any spread, 1 two-sided and one half
    /// either way.
    pub fn normal(&self) -> Significance {
        let z = self.z();
        Significance {
            method: Method::Normal,
            two_sided: (2.0 * normal_cdf(-z.abs())).min(1.0),
            decline: normal_cdf(z),
            rise: normal_cdf(-z),
        }
    }

    /// Returns the exact significance where there is one, else that by the normal distribution.
    pub fn significance(&self) -> Significance {
        self.exact().unwrap_or_else(|| self.normal())
    }
}

/// Sorts values and returns how many pairs stood in falling order.
fn inversions<T: Measured>(values: &mut [T], buffer: &mut Vec<T>) -> u64 {
    let middle = values.len() / 2;
    if middle == 0 {
        return 0;
    }
    let (left, right) = values.split_at_mut(middle);
    let mut count = inversions(left, buffer) + inversions(right, buffer);
    buffer.clear();
    let mut later = right.iter().copied().peekable();
    for (taken, earlier) in (0_u64..).zip(left.iter().copied()) {
        while let Some(lower) = later.next_if(|later| *later < earlier) {
            buffer.push(lower);
            count += middle as u64 - taken;
        }
        buffer.push(earlier);
    }
    buffer.extend(later);
    values.copy_from_slice(buffer);
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_values_are_counted() {
        let falling = Series::new((0..1_000_000_i128).rev().map(|value| Ratio::new(value, 1)));
        let test = MannKendall::of(&falling).unwrap();
        assert_eq!(test.s(), -499_999_500_000);
        assert!(test.exact().is_none());
        let normal = test.significance();
        assert!(normal.two_sided.abs() < 1e-300 && (normal.rise - 1.0).abs() < 1e-15);
    }

    #[test]
    fn inversions_are_counted_without_equal_pairs() {
        let mut values = [3, 1, 2, 2, 1].map(|value| Ratio::new(value, 1).unwrap());
        assert_eq!(inversions(&mut values, &mut Vec::new()), 6); // 3 over four others, 2 over the last 1 twice
        assert!(values.is_sorted());
    }
}
