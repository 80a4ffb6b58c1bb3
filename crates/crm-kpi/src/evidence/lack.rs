//! What a source does not tell, so that there is no value: unless another part of the whole tells it.

use alloc::collections::BTreeSet;
use alloc::string::ToString;
use core::cmp::Ordering;

use crm_model::{EventKind, SpendAim, TableName};

use crate::{Reason, TicketPart};

/// Something that must be told by some part of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub(crate) enum Lack {
    Supply(TableName),
    Tiers,
    Memberships,
    Events(EventKind),
    Origins,
    KindKnown,
    CauseKnown,
    Recordings,
    Deliveries,
    Part(TicketPart),
    SpendOn(SpendAim),
}

impl From<Lack> for Reason {
    fn from(lack: Lack) -> Self {
        match lack {
            Lack::Supply(table) => Self::NotSupplied(table),
            Lack::Tiers => Self::NoTiers,
            Lack::Memberships => Self::NoMemberships,
            Lack::Events(kind) => Self::NoEvents(kind),
            Lack::Origins => Self::NoOrigins,
            Lack::KindKnown => Self::NoKindKnown,
            Lack::CauseKnown => Self::NoCauseKnown,
            Lack::Recordings => Self::NoRecordings,
            Lack::Deliveries => Self::NoDeliveries,
            Lack::Part(part) => Self::NotTold(part),
            Lack::SpendOn(aim) => Self::NoSpendOn(aim),
        }
    }
}

/// What is lacking and what is told, never both. A part that had no occasion to tell says neither.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Lacking {
    lacks: BTreeSet<Lack>,
    told: BTreeSet<Lack>,
}

impl Lacking {
    pub(super) const NONE: Self = Self { lacks: BTreeSet::new(), told: BTreeSet::new() };

    pub(super) fn note(&mut self, lack: Lack, is_told: Option<bool>) {
        match is_told {
            Some(true) => {
                self.lacks.remove(&lack);
                self.told.insert(lack);
            }
            Some(false) if !self.told.contains(&lack) => _ = self.lacks.insert(lack),
            Some(false) | None => {}
        }
    }

    pub(super) fn merge(&self, other: &Self) -> Self {
        let told = &self.told | &other.told;
        Self { lacks: &(&self.lacks | &other.lacks) - &told, told }
    }

    /// Returns the first thing that no part tells.
    pub(super) fn first(&self) -> Option<Reason> {
        self.lacks.first().map(|lack| (*lack).into())
    }
}

/// Notes a reason; of several the gravest is kept, whatever their order.
pub(crate) fn note(problem: &mut Option<Reason>, reason: Reason) {
    *problem = Some(match problem.take() {
        Some(known) => graver(known, reason),
        None => reason,
    });
}

/// Returns which of two reasons is shown, whatever their order.
pub(crate) fn graver(one: Reason, other: Reason) -> Reason {
    let rank = |reason: &Reason| match reason {
        Reason::NotSupplied(_) | Reason::NoObligations | Reason::NoClasses => 0,
        Reason::OtherScale { .. } => 1,
        Reason::NoRate(_) => 2,
        Reason::TooLarge => 3,
        Reason::TwoCurrencies => 4,
        _ => 5,
    };
    let order = match (&one, &other) {
        (Reason::OtherScale { found, .. }, Reason::OtherScale { found: next, .. }) => found.cmp(next),
        (Reason::NoRate(missing), Reason::NoRate(next)) => missing.cmp(next),
        (Reason::NotSupplied(table), Reason::NotSupplied(next)) => table.cmp(next),
        _ => rank(&one).cmp(&rank(&other)).then_with(|| one.to_string().cmp(&other.to_string())),
    };
    if order == Ordering::Greater { other } else { one }
}
