//! [`Gap`]: which segments lack how much to a target of the whole.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crm_model::Ratio;

use super::{DecompositionError, together, whole};
use crate::Side;
use crate::exact::{divide, multiply, subtract};

/// What segments lack to a target that the whole should reach.
///
/// # Examples
///
/// ```
/// use crm_kpi::Side;
/// use crm_kpi::decomposition::Gap;
/// use crm_model::Ratio;
///
/// // 90 % of 200 answers in time would be 180; there are 160.
/// let goal = Ratio::new(90, 100).unwrap();
/// let gap = Gap::to(Side::AtLeast, goal, [("phone", Ratio::new(95, 100)), ("e-mail", Ratio::new(65, 100))])?;
/// assert_eq!(gap.missing(), Ratio::new(20, 1).unwrap());
/// let worst = gap.ranked()[0];
/// assert_eq!((worst.segment, worst.missing), ("e-mail", Ratio::new(25, 1).unwrap())); // phone has 5 to spare
/// assert_eq!(worst.share, Ratio::new(5, 4));
/// # Ok::<(), crm_kpi::decomposition::DecompositionError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Gap<K> {
    missing: Ratio,
    // INVARIANT: sorted by segment, segments distinct; what is missing adds up to `missing`.
    segments: Vec<Lack<K>>,
}

/// What one segment lacks to a target of the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Lack<K> {
    /// The segment.
    pub segment: K,
    /// Its own parts; `None` without cases.
    pub value: Option<Ratio>,
    /// How much its part lacks to the target of its own whole: cases, points × answers, microseconds. Below zero, it has as
    /// much to spare.
    pub missing: Ratio,
    /// What it lacks / what the whole lacks, below zero for what it has to spare; `None` where the whole lacks nothing.
    pub share: Option<Ratio>,
}

impl<K: Ord> Gap<K> {
    /// Returns what each segment lacks to a goal: goal × whole − part where higher is better, part − goal × whole where
    /// lower is. That the bound itself may not be enough ([`Side::Above`], [`Side::Below`]) changes nothing here.
    ///
    /// # Errors
    ///
    /// When there are no cases, or a product is beyond 128 bits.
    pub fn to(
        side: Side,
        goal: Ratio,
        segments: impl IntoIterator<Item = (K, Option<Ratio>)>,
    ) -> Result<Self, DecompositionError> {
        let mut known: BTreeMap<K, Option<Ratio>> = BTreeMap::new();
        for (segment, value) in segments {
            let own = known.entry(segment).or_default();
            *own = together(*own, value)?;
        }
        let whole = whole(known.values().copied())?.ok_or(DecompositionError::NothingAfter)?;
        let missing = lack(side, goal, Some(whole)).ok_or(DecompositionError::TooLarge)?;
        let lacks = missing.parts().0 > 0;
        let of_segment = |(segment, value)| {
            let own = lack(side, goal, value)?;
            Some(Lack {
                segment,
                value,
                missing: own,
                share: if lacks { Some(divide(own, missing)?) } else { None },
            })
        };
        let segments: Option<Vec<Lack<K>>> = known.into_iter().map(of_segment).collect();
        Ok(Self { missing, segments: segments.ok_or(DecompositionError::TooLarge)? })
    }
}

impl<K> Gap<K> {
    /// Returns what the whole lacks; below zero, it has as much to spare.
    pub const fn missing(&self) -> Ratio {
        self.missing
    }

    /// Returns what each segment lacks, sorted by segment.
    pub fn segments(&self) -> &[Lack<K>] {
        &self.segments
    }

    /// Returns the segments by what they lack, the most first; equal ones by segment.
    pub fn ranked(&self) -> Vec<&Lack<K>> {
        let mut ranked: Vec<&Lack<K>> = self.segments.iter().collect();
        ranked.sort_by_key(|lack| core::cmp::Reverse(lack.missing));
        ranked
    }
}

fn lack(side: Side, goal: Ratio, value: Option<Ratio>) -> Option<Ratio> {
    let Some((part, whole)) = value.map(Ratio::parts) else { return Ratio::new(0, 1) };
    let (part, wanted) = (Ratio::new(part, 1)?, multiply(goal, Ratio::new(whole, 1)?)?);
    if side.is_upward() { subtract(wanted, part) } else { subtract(part, wanted) }
}
