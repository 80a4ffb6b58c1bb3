//! [`Shares`]: how a whole is split over value tiers, such as 60 % / 30 % / 10 % (clause P-CARE-5).

use alloc::collections::BTreeMap;

use thiserror::Error;

use crate::{Share, ValueTier};

/// How a whole is split over value tiers: a share for each, exactly 100 % together (clause P-CARE-5).
///
/// A tier that is not named has no stated share: [`Shares::of`] gives `None` for it and not nothing.
///
/// # Examples
///
/// ```
/// use crm_model::{Share, Shares, SharesError, ValueTier};
///
/// let (high, middle) = (ValueTier::new("high")?, ValueTier::new("middle")?);
/// let shares = Shares::new([(high.clone(), "62.5%".parse()?), (middle.clone(), "37.5%".parse()?)].into())?;
/// assert_eq!(shares.of(&high), Some("62.5%".parse::<Share>()?));
///
/// let short = Shares::new([(high, "62.5%".parse()?), (middle, "37.4%".parse()?)].into());
/// assert_eq!(short.unwrap_err().to_string(), "the shares add up to 99.9%, not to 100%");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "BTreeMap<ValueTier, Share>"))]
#[cfg_attr(feature = "serde", serde(into = "BTreeMap<ValueTier, Share>"))]
pub struct Shares {
    // INVARIANT: the shares add up to one million parts; so there is at least one.
    by_tier: BTreeMap<ValueTier, Share>,
}

impl Shares {
    /// Returns the split that these shares make up.
    ///
    /// # Errors
    ///
    /// When there is no share, or they do not add up to exactly 100 %.
    pub fn new(by_tier: BTreeMap<ValueTier, Share>) -> Result<Self, SharesError> {
        if by_tier.is_empty() {
            return Err(SharesError::Empty);
        }
        // Each part is at most a million, so no map that fits in memory reaches the end of 64 bits.
        let parts = |share: &Share| u64::from(share.parts_per_million());
        let sum = by_tier.values().map(parts).fold(0_u64, u64::saturating_add);
        if sum != parts(&Share::ONE) {
            return Err(SharesError::NotWhole { parts_per_million: sum });
        }
        Ok(Self { by_tier })
    }

    /// Returns the share of a tier, or `None` if none is stated for it.
    pub fn of(&self, tier: &ValueTier) -> Option<Share> {
        self.by_tier.get(tier).copied()
    }

    /// Returns every tier that is named with its share, in the order of their names.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&ValueTier, Share)> {
        self.by_tier.iter().map(|(tier, share)| (tier, *share))
    }
}

impl TryFrom<BTreeMap<ValueTier, Share>> for Shares {
    type Error = SharesError;

    fn try_from(by_tier: BTreeMap<ValueTier, Share>) -> Result<Self, SharesError> {
        Self::new(by_tier)
    }
}

impl From<Shares> for BTreeMap<ValueTier, Share> {
    fn from(shares: Shares) -> Self {
        shares.by_tier
    }
}

/// Why shares split no whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SharesError {
    /// No share is given.
    #[error("no share is given")]
    Empty,
    /// They leave a rest, or go beyond the whole.
    #[error("the shares add up to {}, not to 100%", percent(*.parts_per_million))]
    NotWhole {
        /// What they add up to, in parts per million; 1,000,000 would be right.
        parts_per_million: u64,
    },
}

/// Returns parts per million as a percent in its shortest form, such as `99.9%`.
fn percent(parts_per_million: u64) -> alloc::string::String {
    let (whole, rest) = (parts_per_million / 10_000, parts_per_million % 10_000);
    let decimals = alloc::format!("{rest:04}");
    match decimals.trim_end_matches('0') {
        "" => alloc::format!("{whole}%"),
        decimals => alloc::format!("{whole}.{decimals}%"),
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::ToString, vec::Vec};

    use proptest::prelude::*;

    use super::*;

    fn split(parts: &[u32]) -> Result<Shares, SharesError> {
        let named = |(place, parts): (usize, &u32)| {
            let tier = ValueTier::new(format!("tier-{place:03}")).unwrap();
            (tier, Share::from_parts_per_million(*parts).unwrap())
        };
        Shares::new(parts.iter().enumerate().map(named).collect())
    }

    #[test]
    fn shares_are_the_whole_to_the_last_part() {
        assert!(split(&[600_000, 300_000, 100_000]).is_ok());
        assert!(split(&[1_000_000, 0]).is_ok());
        let wrong: [(&[u32], &str); 5] = [
            (&[600_000, 300_000, 99_999], "the shares add up to 99.9999%, not to 100%"),
            (&[600_000, 300_000, 100_001], "the shares add up to 100.0001%, not to 100%"),
            (&[1_000_000, 1_000_000], "the shares add up to 200%, not to 100%"),
            (&[0], "the shares add up to 0%, not to 100%"),
            (&[], "no share is given"),
        ];
        for (parts, message) in wrong {
            assert_eq!(split(parts).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn a_tier_that_is_not_named_has_no_share() {
        let shares = split(&[1_000_000]).unwrap();
        assert_eq!(shares.of(&ValueTier::new("other").unwrap()), None);
        assert_eq!(shares.iter().map(|(tier, share)| (tier.as_str(), share)).len(), 1);
    }

    proptest! {
        #[test]
        fn prop_a_share_and_its_rest_are_the_whole(part in 0..=1_000_000_u32, wrong in 0..=1_000_000_u32) {
            prop_assert!(split(&[part, 1_000_000 - part]).is_ok());
            prop_assert_eq!(split(&[part, wrong]).is_ok(), part + wrong == 1_000_000);
        }

        #[test]
        fn prop_shares_come_back_from_their_map(part in 0..=1_000_000_u32) {
            let shares = split(&[part, 1_000_000 - part]).unwrap();
            let all: Vec<_> = shares.iter().map(|(tier, share)| (tier.clone(), share)).collect();
            prop_assert_eq!(Shares::new(all.into_iter().collect()), Ok(shares));
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn shares_that_do_not_add_up_are_refused_in_data() {
        let text = r#"{"high":"60%","middle":"40%"}"#;
        let shares: Shares = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&shares).unwrap(), text);
        let error = serde_json::from_str::<Shares>(&text.replace("40%", "41%")).unwrap_err();
        assert!(error.to_string().starts_with("the shares add up to 101%"), "{error}");
    }
}
