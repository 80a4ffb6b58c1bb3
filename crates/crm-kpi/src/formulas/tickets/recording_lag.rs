//! Recording lag (clause D-CHAN-6): the mean time from a contact to its record, by the clock.

use alloc::vec::Vec;

use crm_calendar::ElapsedTime;
use crm_model::{Channel, Interaction, Outcome};

use crate::evidence::Lack;
use crate::gather::{Gather, Person, apart};
use crate::period::{Series, Windows};
use crate::{Apart, DurationTally, Evidence, Note};

#[derive(Debug, Clone, Copy, Default)]
struct Lags {
    tally: DurationTally,
    unrecorded: u64,
    too_early: u64,
    channel_unknown: u64,
}

/// A mean lag at work: of contacts that came about, in the period of the contact. One that is not recorded yet, or of which
/// nobody knows when it was, is counted apart, and so is one that is dated as recorded before it happened.
#[derive(Debug)]
pub(crate) struct Lagging<'a> {
    channels: &'a [Channel],
    windows: &'a Windows,
    lags: Series<Lags>,
}

impl<'a> Lagging<'a> {
    /// No channels at all stand for every channel.
    pub(crate) fn new(channels: &'a [Channel], windows: &'a Windows) -> Self {
        Self { channels, windows, lags: Series::default() }
    }

    fn record(&mut self, contact: &Interaction) {
        let is_asked = match &contact.channel {
            _ if self.channels.is_empty() => true,
            Some(channel) if !self.channels.contains(channel) => return,
            channel => channel.is_some(),
        };
        let recorded_at = contact.recorded_at.filter(|at| *at <= self.windows.as_of);
        self.lags.update(self.windows.place_of(contact.at), |lags| {
            let Some(recorded_at) = recorded_at.filter(|_| is_asked) else {
                *(if is_asked { &mut lags.unrecorded } else { &mut lags.channel_unknown }) += 1;
                return;
            };
            let micros = recorded_at.timestamp_micros().checked_sub(contact.at.timestamp_micros());
            match micros.filter(|micros| *micros >= 0) {
                Some(micros) => lags.tally.record(ElapsedTime::from_micros(micros)),
                None => lags.too_early += 1,
            }
        });
    }
}

impl<'a> Gather<'a> for Lagging<'a> {
    fn person(&mut self, person: &Person<'a>) {
        for contact in person.interactions.iter().filter(|row| row.outcome == Outcome::Reached) {
            self.record(contact);
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let lags = self.lags.get(place);
        let is_told = match (lags.tally.cases, lags.unrecorded) {
            (0, 0) => None,
            (cases, _) => Some(cases > 0),
        };
        lags.tally.evidence().with_lack(Lack::Recordings, is_told)
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let lags = self.lags.get(place);
        let counts = [
            (Apart::Unrecorded, lags.unrecorded),
            (Apart::RecordedEarly, lags.too_early),
            (Apart::ChannelUnknown, lags.channel_unknown),
        ];
        counts.into_iter().filter_map(|(cases, count)| apart(cases, count)).collect()
    }
}
