//! Logs with a row for each event, and columns of instants.

use crm_model::{EventKind, Happening};
use toml::Spanned;

use super::super::raw::{RawEvents, RawMeaning};
use super::super::{Events, InstantColumn, Meaning};
use super::{Checked, Checker, RawTable};

impl Checker<'_> {
    pub(super) fn instants(
        &mut self,
        raw: RawTable<Spanned<RawMeaning>>,
        opens_elsewhere: bool,
    ) -> Checked<Vec<InstantColumn>> {
        let mut instants = Vec::new();
        for (column, raw) in raw {
            let span = raw.span();
            let is_final = matches!(raw.get_ref(), RawMeaning::Table(table) if table.is_final);
            match self.meaning(raw, true)? {
                Meaning::Event(Happening::Opened) if opens_elsewhere => {
                    return Err(
                        self.error(&span, "`snapshots.opened` tells of the opening: name the column there")
                    );
                }
                Meaning::Event(happening) => instants.push(InstantColumn { column, happening, is_final }),
                _ => return Err(self.error(&span, "a column of instants needs an event, and none such as `merged` that needs another column")),
            }
        }
        Ok(instants)
    }

    pub(super) fn events(&mut self, raw: RawEvents) -> Checked<Events> {
        let opened_by_first = match raw.opened.get_ref().as_str() {
            "first-event" => true,
            "value" => false,
            _ => {
                let message =
                    "a ticket opens with its \"first-event\" or with a \"value\" that means `opened`";
                return Err(self.error(&raw.opened.span(), message));
            }
        };
        let wait_ends_with_next = self.only(raw.wait_ends.as_ref(), "next-event")?;
        let ignore_others = self.ignores(raw.other.as_ref())?;
        let values = self.meanings(raw.values)?;
        let opens = values.values().any(|meaning| meaning.kind() == Some(EventKind::Opened));
        if opens == opened_by_first {
            let message = if opens {
                "a value means `opened`, so `opened` has to be \"value\""
            } else {
                "no value means `opened`, so `opened` has to be \"first-event\""
            };
            return Err(self.error(&raw.opened.span(), message));
        }
        if values.values().any(|meaning| *meaning == Meaning::Merged) && raw.into.is_none() {
            return Err(self.error(&raw.opened.span(), "a value means `merged`: name the column `into`"));
        }
        Ok(Events {
            time: raw.time,
            activity: raw.activity,
            values,
            ignore_others,
            opened_by_first,
            wait_ends_with_next,
            actor: raw.actor,
            department: raw.department,
            person: raw.person,
            into: raw.into,
        })
    }
}
