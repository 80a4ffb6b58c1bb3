//! What pages show of a process, wherever it was counted: [`map`] draws it, [`words`] says it.

pub(crate) mod map;
pub(crate) mod words;

use crm_kit::kpi::process::ProcessTally;

/// A process with the names of its activities.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named<'a> {
    pub(crate) tally: &'a ProcessTally,
    /// By the codes of the tally.
    pub(crate) activities: &'a [String],
}

impl<'a> Named<'a> {
    /// Returns the name of an activity.
    pub(crate) fn activity(self, code: u32) -> &'a str {
        let place = usize::try_from(code).ok();
        place.and_then(|place| self.activities.get(place)).map_or("unknown", String::as_str)
    }
}
