//! Where a change, or a gap to a target, comes from: a ratio broken down by segment.
//!
//! A rate of the whole may fall though no segment's own rate falls, because more cases are in segments whose rate is low.
//! [`Change`] tells the two apart, segment by segment; [`Gap`] says which segments lack how much to a target.
//!
//! # Method
//!
//! With *w* the weight of a segment (its cases / all cases), *r* its own rate and *R* the rate of the whole, each before
//! and after, the change of *R* is the sum over segments of
//!
//! - the **rate effect** (w₀ + w₁) / 2 × (r₁ − r₀): the segment does better or worse than before;
//! - the **mix effect** (w₁ − w₀) × ((r₀ + r₁) / 2 − (R₀ + R₁) / 2): more or fewer cases are in it, which tells as far as it
//!   differs from the whole.
//!
//! This is the symmetric form with mean weights, named after Marshall and Edgeworth (Kitagawa 1955 in demography): before and
//! after change places by a change of sign, and no interaction is left over. Subtracting the mean rate of the whole changes no
//! sum, since weights add up to one both times; it says that growth of a segment of the whole's own rate changes nothing.
//!
//! A segment without cases before or after has no rate of its own then: it has a mix effect only, with the one rate it has.

mod gap;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crm_model::Ratio;
use thiserror::Error;

pub use self::gap::{Gap, Lack};
use crate::exact::{add, multiply, subtract, sum};

/// Why there is no decomposition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum DecompositionError {
    /// No segment has a case before.
    #[error("there are no cases before")]
    NothingBefore,
    /// No segment has a case after.
    #[error("there are no cases after")]
    NothingAfter,
    /// A sum or a product is beyond 128 bits. Nothing is rounded.
    #[error("a sum or a product is too large")]
    TooLarge,
}

/// The change of a ratio between two periods, by segment.
///
/// # Examples
///
/// ```
/// use crm_kpi::decomposition::Change;
/// use crm_model::Ratio;
///
/// // Both channels answer as well as before, but many more write than call.
/// let change = Change::between([
///     ("phone", Ratio::new(90, 100), Ratio::new(45, 50)),
///     ("e-mail", Ratio::new(50, 100), Ratio::new(75, 150)),
/// ])?;
/// assert_eq!(change.total(), Ratio::new(-1, 10).unwrap()); // 70 % before, 60 % after
/// assert_eq!(change.rate(), Ratio::new(0, 1));
/// assert_eq!(change.mix(), Ratio::new(-1, 10));
/// # Ok::<(), crm_kpi::decomposition::DecompositionError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Change<K> {
    before: Ratio,
    after: Ratio,
    total: Ratio,
    // INVARIANT: sorted by segment, segments distinct; the contributions add up to `total`.
    effects: Vec<Effect<K>>,
}

/// What one segment adds to a change.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Effect<K> {
    /// The segment.
    pub segment: K,
    /// Its own parts before; `None` without cases.
    pub before: Option<Ratio>,
    /// Its own parts after; `None` without cases.
    pub after: Option<Ratio>,
    /// What comes from having more or fewer of all cases.
    pub mix: Ratio,
    /// What comes from its own rate.
    pub rate: Ratio,
    /// Both together.
    pub contribution: Ratio,
}

impl<K: Ord> Change<K> {
    /// Returns the decomposition of a change.
    ///
    /// Each segment comes with its part and whole before and after, `None` for no cases: shares, sums / cases, and net
    /// promoter scores as 100 × (promoters − detractors) / answers. A segment that comes twice is put together.
    ///
    /// # Errors
    ///
    /// When there are no cases before or after, or a product is beyond 128 bits, as products of four wholes may be.
    pub fn between(
        segments: impl IntoIterator<Item = (K, Option<Ratio>, Option<Ratio>)>,
    ) -> Result<Self, DecompositionError> {
        let mut known: BTreeMap<K, (Option<Ratio>, Option<Ratio>)> = BTreeMap::new();
        for (segment, before, after) in segments {
            let own = known.entry(segment).or_default();
            own.0 = together(own.0, before)?;
            own.1 = together(own.1, after)?;
        }
        let before =
            whole(known.values().map(|(before, _)| *before))?.ok_or(DecompositionError::NothingBefore)?;
        let after =
            whole(known.values().map(|(_, after)| *after))?.ok_or(DecompositionError::NothingAfter)?;
        let company = Company { before, after };
        let effects = known.into_iter().map(|(segment, own)| company.effect(segment, own));
        let effects = effects.collect::<Option<Vec<_>>>().ok_or(DecompositionError::TooLarge)?;
        let total = subtract(after, before).ok_or(DecompositionError::TooLarge)?;
        Ok(Self { before, after, total, effects })
    }
}

impl<K> Change<K> {
    /// Returns the ratio of the whole before, with its parts.
    pub const fn before(&self) -> Ratio {
        self.before
    }

    /// Returns the ratio of the whole after, with its parts.
    pub const fn after(&self) -> Ratio {
        self.after
    }

    /// Returns the change: after less before, to which the contributions add up exactly.
    pub const fn total(&self) -> Ratio {
        self.total
    }

    /// Returns what each segment adds, sorted by segment.
    pub fn effects(&self) -> &[Effect<K>] {
        &self.effects
    }

    /// Returns the sum of all mix effects; `None` where it is beyond 128 bits, as sums of many unlike wholes may be.
    pub fn mix(&self) -> Option<Ratio> {
        let mix = || sum(self.effects.iter().map(|effect| Some(effect.mix)));
        mix().or_else(|| subtract(self.total, sum(self.effects.iter().map(|effect| Some(effect.rate)))?))
    }

    /// Returns the sum of all rate effects; `None` where it is beyond 128 bits.
    pub fn rate(&self) -> Option<Ratio> {
        subtract(self.total, self.mix()?)
    }

    /// Returns the sums of all mix effects and of all rate effects as floating-point numbers, also where the exact sums are
    /// beyond 128 bits. Always finite.
    pub fn approximate(&self) -> (f64, f64) {
        let of = |effect: fn(&Effect<K>) -> Ratio| self.effects.iter().map(|one| effect(one).as_f64()).sum();
        (of(|one| one.mix), of(|one| one.rate))
    }

    /// Returns the effects by what they add, the largest fall first; equal ones by segment. Turn it round where higher is
    /// worse.
    pub fn ranked(&self) -> Vec<&Effect<K>> {
        let mut ranked: Vec<&Effect<K>> = self.effects.iter().collect();
        ranked.sort_by_key(|effect| effect.contribution);
        ranked
    }
}

/// The whole of all segments before and after.
#[derive(Debug, Clone, Copy)]
struct Company {
    before: Ratio,
    after: Ratio,
}

impl Company {
    fn effect<K>(&self, segment: K, (before, after): (Option<Ratio>, Option<Ratio>)) -> Option<Effect<K>> {
        let half = Ratio::new(1, 2)?;
        let (first, second) = (weight(before, self.before)?, weight(after, self.after)?);
        let own = match (before, after) {
            (Some(before), Some(after)) => multiply(add(before, after)?, half)?,
            (Some(only), None) | (None, Some(only)) => only,
            (None, None) => multiply(add(self.before, self.after)?, half)?,
        };
        let common = multiply(add(self.before, self.after)?, half)?;
        let mix = multiply(subtract(second, first)?, subtract(own, common)?)?;
        let rate = match before.zip(after) {
            Some((before, after)) => {
                multiply(multiply(add(first, second)?, half)?, subtract(after, before)?)?
            }
            None => Ratio::new(0, 1)?,
        };
        Some(Effect { segment, before, after, mix, rate, contribution: add(mix, rate)? })
    }
}

/// Returns the share of a segment in all cases.
fn weight(own: Option<Ratio>, all: Ratio) -> Option<Ratio> {
    Ratio::new(own.map_or(0, |own| own.parts().1), all.parts().1)
}

fn together(one: Option<Ratio>, other: Option<Ratio>) -> Result<Option<Ratio>, DecompositionError> {
    match (one, other) {
        (Some(one), Some(other)) => one.merge(other).map(Some).ok_or(DecompositionError::TooLarge),
        (one, other) => Ok(one.or(other)),
    }
}

fn whole(parts: impl Iterator<Item = Option<Ratio>>) -> Result<Option<Ratio>, DecompositionError> {
    parts.into_iter().try_fold(None, together)
}
