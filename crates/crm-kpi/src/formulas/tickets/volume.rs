//! Volume handled (clause D-KPI-14): tickets opened, or solved, in the period.

use crm_model::{EventKind, EventKinds, Ticket};

use crate::Evidence;
use crate::evidence::Lack;
use crate::gather::{Gather, is_merged};
use crate::period::{Series, Windows};

/// Which tickets are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Volume {
    /// Those opened in the period.
    Opened,
    /// Those solved in the period, once in each period however often.
    Solved,
}

impl Volume {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Opened, "opened"), (Self::Solved, "solved")];

    const fn event(self) -> EventKind {
        match self {
            Self::Opened => EventKind::Opened,
            Self::Solved => EventKind::Solved,
        }
    }
}

/// Volume at work. Tickets that live on in another one do not count.
#[derive(Debug)]
pub(crate) struct Handled<'a> {
    volume: Volume,
    windows: &'a Windows,
    told: EventKinds,
    counts: Series<u64>,
}

impl<'a> Handled<'a> {
    pub(crate) fn new(volume: Volume, told: EventKinds, windows: &'a Windows) -> Self {
        Self { volume, windows, told, counts: Series::default() }
    }
}

impl<'a> Gather<'a> for Handled<'a> {
    fn ticket(&mut self, ticket: &'a Ticket) {
        if is_merged(ticket, self.windows) {
            return;
        }
        let mut counted = None;
        for event in ticket.events().iter().filter(|event| event.kind() == self.volume.event()) {
            let place = self.windows.place_of(event.occurred_at);
            if place.is_some() && place != counted {
                self.counts.update(place, |count| *count = count.saturating_add(1));
                counted = place;
            }
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let event = self.volume.event();
        Evidence::count(self.counts.get(place))
            .with_lack(Lack::Events(event), Some(self.told.contains(event)))
    }
}
