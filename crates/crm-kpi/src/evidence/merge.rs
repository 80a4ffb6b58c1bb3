//! Evidence of parts makes that of the whole.

use crm_model::Currency;

use super::{Beside, Evidence, Quantity, Spread};

/// Why two pieces of evidence make no whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// They measure different quantities.
    #[error("they do not measure the same")]
    Quantity,
    /// Their amounts are in different currencies.
    #[error("one is in {one}, the other in {other}")]
    Currencies {
        /// The currency of one.
        one: Currency,
        /// That of the other.
        other: Currency,
    },
    /// A value was stated without what stands behind it.
    #[error("what stands behind the value was not kept")]
    NotKept,
}

impl Beside {
    fn merge(self, other: Self) -> Self {
        let parts = self
            .parts
            .zip(other.parts)
            .and_then(|((part, whole), (more, rest))| part.checked_add(more).zip(whole.checked_add(rest)));
        Self { parts, ..self }
    }
}

impl Evidence {
    /// Returns the spread of both parts; one without a case tells nothing of it.
    fn spread_with(&self, other: &Self) -> Spread {
        let is_silent = |one: &Self| one.cases == 0 && one.spread == Spread::Unknown;
        if is_silent(self) {
            other.spread
        } else if is_silent(other) {
            self.spread
        } else {
            self.spread.merge(&other.spread)
        }
    }

    /// Returns the evidence of both parts together; that they have no case in common is for the caller to see to.
    ///
    /// # Errors
    ///
    /// When they measure different quantities or amounts in different currencies, or when the parts of one were not kept.
    pub fn merge(&self, other: &Self) -> Result<Self, EvidenceError> {
        if !(self.is_mergeable && other.is_mergeable) {
            return Err(EvidenceError::NotKept);
        }
        if self.quantity != other.quantity {
            return Err(EvidenceError::Quantity);
        }
        if let (Some(one), Some(other)) = (self.currency, other.currency)
            && one != other
        {
            return Err(EvidenceError::Currencies { one, other });
        }
        let added = self.parts.zip(other.parts).and_then(|((part, whole), (more, rest))| {
            let whole = if self.quantity == Quantity::Count { Some(1) } else { whole.checked_add(rest) };
            part.checked_add(more).zip(whole)
        });
        let merged = Self {
            quantity: self.quantity,
            parts: added,
            cases: self.cases.saturating_add(other.cases),
            spread: self.spread_with(other),
            currency: self.currency.or(other.currency),
            beside: match (self.beside, other.beside) {
                (Some(one), Some(other)) => Some(one.merge(other)),
                (one, other) => one.or(other),
            },
            losses: self.losses.zip(other.losses).map(|(one, other)| one.saturating_add(other)),
            lacking: self.lacking.merge(&other.lacking),
            problem: self.problem.clone(),
            is_mergeable: true,
        };
        Ok(merged.with_problem(other.problem.clone()))
    }
}
