//! Typed reading of a merged document: every value knows its path, and what is wrong is noted with its place.
//!
//! Accessors note a problem and return `None`, so that one reading finds all problems that do not follow from one
//! another.

mod item;

use std::cell::RefCell;

use crm_sla::{HitPolicy, Reopen};

pub(crate) use self::item::{Item, parse_date};
use crate::error::{PolicyError, PolicyProblem};
use crate::source::{Place, Source};
use crate::suggest::{advice, join, quote};
use crate::tree::{Entry, Table};

/// The texts, and the problems found in them so far.
#[derive(Debug)]
pub(crate) struct Context {
    sources: Vec<Source>,
    found: RefCell<Vec<(Place, PolicyProblem)>>,
}

impl Context {
    pub(crate) fn new(sources: Vec<Source>) -> Self {
        Self { sources, found: RefCell::default() }
    }

    /// Returns the problem of a place.
    pub(crate) fn problem(
        &self,
        place: Place,
        path: &str,
        message: String,
        expected: Option<String>,
    ) -> Option<PolicyProblem> {
        let source = self.sources.get(place.source)?;
        Some(source.problem(place.start..place.end, path.to_owned(), message, expected))
    }

    /// Notes a problem.
    pub(crate) fn note(
        &self,
        place: Place,
        path: &str,
        message: impl Into<String>,
        expected: Option<String>,
    ) {
        let problem = self.problem(place, path, message.into(), expected);
        self.found.borrow_mut().extend(problem.map(|problem| (place, problem)));
    }

    /// Returns how many problems have been found.
    pub(crate) fn count(&self) -> usize {
        self.found.borrow().len()
    }

    /// Returns the name of a place's text and its line, such as `ours.toml:12`.
    pub(crate) fn name_line(&self, place: Place) -> String {
        self.sources
            .get(place.source)
            .map_or_else(String::new, |source| format!("{}:{}", source.name, source.position(place.start).0))
    }

    /// Returns the problems noted, in the order of the texts. Asked for only when there are some.
    pub(crate) fn error(&self) -> PolicyError {
        let mut found = self.found.take();
        found.sort_by_key(|(place, _)| *place);
        PolicyError { problems: found.into_iter().map(|(_, problem)| problem).collect() }
    }
}

/// A table being read.
#[derive(Debug, Clone)]
pub(crate) struct Section<'a> {
    pub(crate) context: &'a Context,
    pub(crate) path: String,
    pub(crate) place: Place,
    entries: &'a Table,
}

/// Returns what a required key may say, where a writer cannot guess it from the name.
fn values_of(key: &str) -> Option<String> {
    fn words<T>(all: &[(T, &'static str)]) -> String {
        format!("expected {}", join(&all.iter().map(|(_, word)| *word).collect::<Vec<_>>(), "or"))
    }
    match key {
        "hit-policy" => Some(words(&HitPolicy::ALL)),
        "reopen" => Some(words(&Reopen::ALL)),
        "pauses" => Some("expected reasons for waiting, `[]` for none of them, or `\"all\"`".into()),
        "zone" => Some("expected a time zone such as \"Asia/Shanghai\"".into()),
        _ => None,
    }
}

impl<'a> Section<'a> {
    /// Returns the document as a whole.
    pub(crate) fn root(context: &'a Context, entries: &'a Table) -> Self {
        Self { context, path: String::new(), place: Place { source: 0, start: 0, end: 0 }, entries }
    }

    /// Notes every key that is not known, and in one problem all the required keys that are missing. Returns whether
    /// every key is known.
    pub(crate) fn check_keys(&self, required: &[&str], optional: &[&str]) -> bool {
        self.check_keys_expecting(required, optional, values_of)
    }

    /// Does the same, with what a required key that is missing may say.
    pub(crate) fn check_keys_expecting(
        &self,
        required: &[&str],
        optional: &[&str],
        values_of: impl Fn(&str) -> Option<String>,
    ) -> bool {
        let known: Vec<&str> = required.iter().chain(optional).copied().collect();
        let unknown: Vec<_> = self.entries.iter().filter(|(key, _)| !known.contains(&key.as_str())).collect();
        for (key, entry) in &unknown {
            let message = format!("{} is not a known key", quote(key));
            self.context.note(entry.key, &self.path_of(key), message, Some(advice(key, &known)));
        }
        let missing: Vec<&str> =
            required.iter().copied().filter(|key| !self.entries.contains_key(*key)).collect();
        match missing.as_slice() {
            [] => {}
            [key] => self.refuse(format!("the key `{key}` is missing"), values_of(key)),
            keys => self.refuse(format!("the keys {} are missing", join(keys, "and")), None),
        }
        unknown.is_empty()
    }

    /// Returns the value of a key, if it is there.
    pub(crate) fn get(&self, key: &str) -> Option<Item<'a>> {
        self.entries.get(key).map(|entry| self.item(key, entry))
    }

    /// Returns the table of a key, if it is there and a table.
    pub(crate) fn section(&self, key: &str) -> Option<Section<'a>> {
        self.get(key)?.section()
    }

    /// Returns every key with the place of the key and the value, in the order of the texts.
    pub(crate) fn items(&self) -> Vec<(&'a str, Place, Item<'a>)> {
        let mut items: Vec<_> = self
            .entries
            .iter()
            .map(|(key, entry)| (key.as_str(), entry.key, self.item(key, entry)))
            .collect();
        items.sort_by_key(|(_, place, _)| *place);
        items
    }

    /// Returns the keys in alphabetical order.
    pub(crate) fn keys(&self) -> Vec<&'a str> {
        self.entries.keys().map(String::as_str).collect()
    }

    /// Notes that the table as a whole is wrong.
    pub(crate) fn refuse(&self, message: impl Into<String>, expected: Option<String>) {
        self.context.note(self.place, &self.path, message, expected);
    }

    /// Notes that the value at a path below the table is wrong, or the nearest thing around it that exists.
    pub(crate) fn refuse_at(&self, path: &str, message: impl Into<String>, expected: Option<String>) {
        let (mut path_found, mut place) = (self.path.clone(), self.place);
        let mut item: Option<Item<'a>> = None;
        for step in path.split(['.', '[']).map(|step| step.trim_end_matches(']')) {
            let next = match &item {
                None => self.get(step),
                Some(item) => item.step(step),
            };
            let Some(next) = next else { break };
            (path_found, place) = (next.path.clone(), next.node.place);
            item = Some(next);
        }
        self.context.note(place, &path_found, message, expected);
    }

    pub(crate) fn path_of(&self, key: &str) -> String {
        let bare = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        let key = if bare { key.to_owned() } else { format!("\"{}\"", key.escape_debug()) };
        if self.path.is_empty() { key } else { format!("{}.{key}", self.path) }
    }

    fn item(&self, key: &str, entry: &'a Entry) -> Item<'a> {
        Item { context: self.context, path: self.path_of(key), node: &entry.node }
    }
}
