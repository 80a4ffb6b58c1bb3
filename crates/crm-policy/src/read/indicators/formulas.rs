//! The formulas of indicators: their words and their keys, in the rooms in which `crm-kpi` has them.

mod customers;
mod money;
mod surveys;
mod tickets;

use crm_kpi::Formula;

pub(super) use self::tickets::PERCENTILES;
use super::parameters::Parameters;

/// A formula as policy files name it.
pub(super) struct Named {
    pub(super) word: &'static str,
    /// The keys that it needs besides those of every indicator.
    pub(super) required: &'static [&'static str],
    /// The keys that it knows besides.
    pub(super) optional: &'static [&'static str],
    /// Returns the formula, or notes what is wrong with its keys.
    pub(super) read: fn(&Parameters<'_, '_>) -> Option<Formula>,
}

macro_rules! named {
    ($word:literal, $required:expr, $optional:expr, $read:expr) => {
        Named { word: $word, required: &$required, optional: &$optional, read: $read }
    };
}
use named;

/// Yields every formula, room by room.
pub(super) fn all() -> impl Iterator<Item = &'static Named> {
    let rooms = [customers::FORMULAS.as_slice(), &surveys::FORMULAS, &tickets::FORMULAS, &money::FORMULAS];
    rooms.into_iter().flatten()
}
