//! Logs with a row for each state that a ticket was in.

use std::ops::Range;

use crm_model::Happening;
use toml::Spanned;

use super::super::raw::{RawChange, RawMeaning, RawSnapshots, RawStates};
use super::super::{Change, HolderEvent, HolderPart, Meaning, Snapshots, States};
use super::{Checked, Checker, RawTable};

const OPENED_ELSEWHERE: &str = "`snapshots.opened` tells of the opening: `opened` does not belong here";

impl Checker<'_> {
    pub(super) fn snapshots(
        &mut self,
        raw: RawSnapshots,
        states: Option<RawStates>,
        counters: RawTable<Spanned<RawMeaning>>,
        changes: RawTable<RawChange>,
    ) -> Checked<Snapshots> {
        let states = states.map(|states| self.states(states)).transpose()?;
        let first_state = raw.first_state.as_ref();
        if let Some(first) = first_state
            && !states.as_ref().is_some_and(|states| states.values.contains_key(first.get_ref()))
        {
            return Err(self.error(&first.span(), "`first-state` has to be one of `states.values`"));
        }
        let mut first_row_implies = Vec::new();
        for word in &raw.first_row_implies {
            match self.event(word.get_ref(), &word.span(), None, None)? {
                Meaning::Event(Happening::Opened) => return Err(self.error(&word.span(), OPENED_ELSEWHERE)),
                Meaning::Event(happening) => first_row_implies.push(happening),
                _ => return Err(self.error(&word.span(), "has to be the word of an event")),
            }
        }
        let mut counted = Vec::new();
        for (column, raw) in counters {
            let span = raw.span();
            match self.meaning(raw, false)? {
                Meaning::Event(Happening::Opened) => return Err(self.error(&span, OPENED_ELSEWHERE)),
                Meaning::Event(happening) => counted.push((column, happening)),
                _ => return Err(self.error(&span, "a counter needs an event")),
            }
        }
        let mut holders = Vec::new();
        for (column, raw) in changes {
            holders.push(self.change(column, &raw)?);
        }
        Ok(Snapshots {
            time: raw.time,
            opened: (raw.opened != "first-row").then_some(raw.opened),
            first_state: raw.first_state.map(Spanned::into_inner),
            first_row_implies,
            actor: raw.actor,
            states,
            counters: counted,
            changes: holders,
        })
    }

    fn states(&mut self, raw: RawStates) -> Checked<States> {
        let leaving_solved_reopens = self.only(raw.reopened.as_ref(), "leaving-solved")?;
        let ignore_others = self.ignores(raw.other.as_ref())?;
        let spans: Vec<(String, Range<usize>)> =
            raw.values.iter().map(|(value, meaning)| (value.clone(), meaning.span())).collect();
        let values = self.meanings(raw.values)?;
        for (value, span) in spans {
            if matches!(values.get(&value), Some(Meaning::Merged | Meaning::Event(Happening::Opened))) {
                return Err(self.error(&span, "a state cannot mean `opened` or `merged`"));
            }
        }
        Ok(States { column: raw.column, values, ignore_others, leaving_solved_reopens })
    }

    fn change(&self, column: String, raw: &RawChange) -> Checked<Change> {
        let event = match raw.event.get_ref().as_str() {
            "assigned" => HolderEvent::Assigned,
            "transferred" => HolderEvent::Transferred,
            _ => return Err(self.error(&raw.event.span(), "has to be \"assigned\" or \"transferred\"")),
        };
        let part = match raw.part.get_ref().as_str() {
            "person" => HolderPart::Person,
            "department" => HolderPart::Department,
            _ => return Err(self.error(&raw.part.span(), "has to be \"person\" or \"department\"")),
        };
        Ok(Change { column, event, part })
    }
}
