//! [`Probability`]: a number from 0 to 1 that a model gave.

use core::cmp::Ordering;
use core::hash::{Hash, Hasher};

use crm_model::Share;

/// A probability: a floating-point number from 0 to 1, both inclusive, and never "not a number".
///
/// Models of purchases give the probability that a customer is still alive; rules compare it with shares of a policy.
///
/// # Examples
///
/// ```
/// use crm_segmentation::Probability;
///
/// let alive = Probability::new(0.2).unwrap();
/// assert!(!alive.is_below("20%".parse()?)); // the share itself is not below it
/// assert!(alive.is_below("20.0001%".parse()?));
/// assert_eq!(alive.complement().value(), 0.8);
/// assert!(Probability::new(f64::NAN).is_none() && Probability::new(1.5).is_none());
/// # Ok::<(), crm_model::ShareError>(())
/// ```
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "f64", into = "f64"))]
pub struct Probability {
    // INVARIANT: from 0 to 1; zero has no sign.
    value: f64,
}

impl Probability {
    /// Returns the probability that a number is, or `None` outside 0 to 1.
    pub fn new(value: f64) -> Option<Self> {
        // Adding zero takes the sign from a negative zero.
        (0.0..=1.0).contains(&value).then_some(Self { value: value + 0.0 })
    }

    /// Returns the number, a fraction and not percent.
    pub const fn value(self) -> f64 {
        self.value
    }

    /// Returns one less the probability, rounded to the nearest number that can be held.
    #[must_use]
    pub fn complement(self) -> Self {
        Self { value: 1.0 - self.value }
    }

    /// Returns whether it is less than a share. The share is taken as the number that is nearest to it, so that a
    /// probability written `0.2` is 20 %, and not below it.
    pub fn is_below(self, share: Share) -> bool {
        self.value < f64::from(share.parts_per_million()) / f64::from(Share::ONE.parts_per_million())
    }
}

impl Ord for Probability {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.total_cmp(&other.value)
    }
}

impl PartialOrd for Probability {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Probability {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Probability {}

impl Hash for Probability {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.to_bits().hash(state);
    }
}

#[cfg(feature = "serde")]
impl TryFrom<f64> for Probability {
    type Error = &'static str;

    fn try_from(value: f64) -> Result<Self, Self::Error> {
        Self::new(value).ok_or("a probability must be from 0 to 1")
    }
}

#[cfg(feature = "serde")]
impl From<Probability> for f64 {
    fn from(probability: Probability) -> Self {
        probability.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_probability_is_refused() {
        for value in [-0.1, 1.000_000_1, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(Probability::new(value).is_none(), "{value}");
        }
        assert_eq!(Probability::new(-0.0), Probability::new(0.0));
    }

    #[test]
    fn the_nearest_number_to_a_share_is_not_below_it() {
        for parts in [0, 1, 100_000, 200_000, 300_000, 700_000, 999_999, 1_000_000] {
            let share = Share::from_parts_per_million(parts).unwrap();
            let same = Probability::new(f64::from(parts) / 1e6).unwrap();
            assert!(!same.is_below(share), "{share}");
        }
        let just_below = Probability::new(0.3_f64.next_down()).unwrap();
        assert!(just_below.is_below(Share::from_percent(30).unwrap()));
    }
}
