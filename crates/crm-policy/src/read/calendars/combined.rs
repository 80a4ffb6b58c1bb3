//! Calendars made of others of the same document, in whatever order they stand.

use std::collections::BTreeMap;

use crm_calendar::{Calendar, CalendarError};

use super::Calendars;
use crate::section::{Item, Section};
use crate::suggest::{advice, join, quote};

/// The keys that make a calendar of others.
pub(super) const KEYS: [&str; 3] = ["union", "intersection", "subtraction"];

/// A calendar to be made of others.
pub(super) struct Combined<'a> {
    section: Section<'a>,
    combine: Combine,
    /// The names of its parts, and where they stand; two at least.
    parts: Vec<(&'a str, Item<'a>)>,
}

/// How two calendars become one of a given name.
type Combine = fn(&Calendar, &Calendar, &str) -> Result<Calendar, CalendarError>;

impl<'a> Combined<'a> {
    /// Returns what a table says, or `None` if it is wrong. The table has one of [`KEYS`].
    pub(super) fn read(section: &Section<'a>, own_hours: &[&str]) -> Option<Self> {
        let given: Vec<&str> = KEYS.into_iter().filter(|key| section.get(key).is_some()).collect();
        let [key] = given.as_slice() else {
            section.refuse(format!("{} cannot hold together", join(&given, "and")), None);
            return None;
        };
        let mut keys_fit = true;
        for (own, place, item) in section.items() {
            if own_hours.contains(&own) {
                let message = format!("a calendar with {} has no {} of its own", quote(key), quote(own));
                let expected = "expected the hours and the combination in calendars of different names";
                section.context.note(place, &item.path, message, Some(expected.into()));
                keys_fit = false;
            }
        }
        let known: Vec<&str> = KEYS.iter().chain(own_hours).copied().collect();
        keys_fit &= section.check_keys(&[], &known);

        let item = section.get(key)?;
        let (combine, parts): (Combine, _) = match *key {
            "union" => (|one, other, name| one.union(other, name), listed(&item)),
            "intersection" => (|one, other, name| one.intersection(other, name), listed(&item)),
            _ => (|one, other, name| one.subtraction(other, name), from_and_hours(&item)),
        };
        let parts = distinct(parts?)?;
        keys_fit.then(|| Self { section: section.clone(), combine, parts })
    }

    /// Returns the calendar, or `None` if it or a part of it is wrong.
    fn made(&self, name: &str, calendars: &Calendars) -> Option<Calendar> {
        let mut made: Option<Calendar> = None;
        for (part, item) in &self.parts {
            let part = calendars.get(*part)?.as_ref()?;
            made = Some(match made {
                None => part.clone(),
                Some(made) => match (self.combine)(&made, part, name) {
                    Ok(made) => made,
                    Err(error) => return item.refuse(error.to_string(), None),
                },
            });
        }
        made
    }
}

/// Returns the names of a list of two or more calendars.
fn listed<'a>(item: &Item<'a>) -> Option<Vec<(&'a str, Item<'a>)>> {
    let items = item.list()?;
    if items.len() < 2 {
        let expected = "expected two or more, such as [\"office\", \"hotline\"]";
        return item.refuse("a calendar is made of other calendars", Some(expected.into()));
    }
    let names: Vec<_> = items.into_iter().map(|item| Some((item.text()?, item))).collect();
    names.into_iter().collect()
}

/// Returns the names of the calendar to subtract from and of the one whose hours are subtracted.
fn from_and_hours<'a>(item: &Item<'a>) -> Option<Vec<(&'a str, Item<'a>)>> {
    let section = item.section()?;
    let keys_are_known = section.check_keys(&["from", "hours"], &[]);
    let name = |key: &str| section.get(key).and_then(|item| Some((item.text()?, item)));
    let (from, hours) = (name("from"), name("hours"));
    let names = vec![from?, hours?];
    keys_are_known.then_some(names)
}

/// Refuses a part that is named twice.
fn distinct<'a>(parts: Vec<(&'a str, Item<'a>)>) -> Option<Vec<(&'a str, Item<'a>)>> {
    for (place, (name, item)) in parts.iter().enumerate() {
        if parts.iter().take(place).any(|(earlier, _)| earlier == name) {
            return item.refuse(format!("the calendar {} is named twice", quote(name)), None);
        }
    }
    Some(parts)
}

/// Adds calendars made of others, those first whose parts are known. `None` for one that cannot be made.
pub(super) fn add(calendars: &mut Calendars, mut waiting: BTreeMap<String, Combined<'_>>) {
    refuse_unknown_parts(calendars, &mut waiting);
    while !waiting.is_empty() {
        let is_ready =
            |combined: &Combined<'_>| combined.parts.iter().all(|(part, _)| calendars.contains_key(*part));
        let (ready, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
            waiting.into_iter().partition(|(_, combined)| is_ready(combined));
        waiting = others;
        if ready.is_empty() {
            refuse_circle(calendars, &mut waiting);
        }
        for (name, combined) in ready {
            let made = combined.made(&name, calendars);
            calendars.insert(name, made);
        }
    }
}

/// Notes every part that no calendar has the name of, and gives up the calendars that name it.
fn refuse_unknown_parts(calendars: &mut Calendars, waiting: &mut BTreeMap<String, Combined<'_>>) {
    let mut unknown: Vec<String> = Vec::new();
    for (name, combined) in &*waiting {
        for (part, item) in &combined.parts {
            if !calendars.contains_key(*part) && !waiting.contains_key(*part) {
                let known = calendars.keys().chain(waiting.keys()).filter(|known| *known != name);
                let known: Vec<&String> = known.collect();
                let message = format!("there is no calendar {}", quote(part));
                item.refuse::<()>(message, Some(advice(part, &known)));
                unknown.push(name.clone());
            }
        }
    }
    give_up(calendars, waiting, &unknown);
}

/// Notes a circle among calendars of which each waits for another, and gives up those that form it.
fn refuse_circle(calendars: &mut Calendars, waiting: &mut BTreeMap<String, Combined<'_>>) {
    let Some(start) = waiting.keys().next() else { return };
    let mut path: Vec<String> = Vec::from([start.clone()]);
    // Every calendar that waits has a part that waits, so the path comes back to itself.
    let circle = loop {
        let last = path.last().and_then(|name| waiting.get(name));
        let next = last.and_then(|last| last.parts.iter().find(|(part, _)| waiting.contains_key(*part)));
        let Some((next, _)) = next else { break path };
        if let Some(begin) = path.iter().position(|name| name == next) {
            break path.split_off(begin);
        }
        path.push((*next).to_owned());
    };
    // Told at the first of them in the text.
    let first = circle.iter().filter_map(|name| Some((name, waiting.get(name)?)));
    if let Some((name, combined)) = first.min_by_key(|(_, combined)| combined.section.place) {
        let begin = circle.iter().position(|other| other == name).unwrap_or(0);
        let mut names: Vec<String> = circle.iter().cycle().skip(begin).take(circle.len()).cloned().collect();
        names.push(name.clone());
        let names: Vec<String> = names.iter().map(|name| quote(name)).collect();
        let message = format!("the calendar is made of itself: {}", names.join(" made of "));
        combined
            .section
            .refuse(message, Some("expected calendars with hours of their own at the end".into()));
    }
    give_up(calendars, waiting, &circle);
}

fn give_up(calendars: &mut Calendars, waiting: &mut BTreeMap<String, Combined<'_>>, names: &[String]) {
    for name in names {
        waiting.remove(name);
        calendars.insert(name.clone(), None);
    }
}
