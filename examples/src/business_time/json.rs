//! An answer in JSON.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::json;

use super::answer::{Answer, Value};
use super::calendar::Office;
use super::trace::Step;
use super::values;

/// Returns an answer as an object.
pub(super) fn written(answer: &Answer<'_>) -> String {
    serde_json::to_string_pretty(answer)
        .unwrap_or_else(|error| json!({ "error": error.to_string() }).to_string())
}

impl Serialize for Answer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let zone = self.office.calendar.zone();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("command", self.command)?;
        map.serialize_entry("calendar", self.office.calendar.name())?;
        map.serialize_entry("zone", zone.name())?;
        let mut facts = self.facts.as_slice();
        while let Some(fact) = facts.first() {
            // Facts of one name stand together, and make a list where there may be several.
            let same = facts.iter().take_while(|other| other.key == fact.key).count();
            let (group, rest) = facts.split_at(same);
            let mut values = group.iter().map(|fact| values::json(&fact.value, zone));
            match (LISTS.contains(&fact.key), values.next()) {
                (false, Some(only)) => map.serialize_entry(fact.key, &only)?,
                (_, first) => {
                    map.serialize_entry(fact.key, &first.into_iter().chain(values).collect::<Vec<_>>())?;
                }
            }
            if let Value::Missing(why) = &fact.value {
                map.serialize_entry(&format!("{}_missing", fact.key), why)?;
            }
            facts = rest;
        }
        map.serialize_entry("assumed_years", &self.assumed_years)?;
        map.serialize_entry("notes", &self.notes)?;
        if let Some(steps) = &self.trace {
            let steps: Vec<_> = steps.iter().map(|step| step_json(step, self.office)).collect();
            map.serialize_entry("trace", &steps)?;
        }
        map.end()
    }
}

/// What a calendar may have several of.
const LISTS: [&str; 3] = ["hours", "holidays", "date"];

fn step_json(step: &Step, office: &Office) -> serde_json::Value {
    let zone = office.calendar.zone();
    match step {
        Step::Open { period, length, so_far, reason, clocks_change } => json!({
            "date": zone.date(period.start()).to_string(),
            "from": values::json(&Value::Instant(period.start()), zone),
            "to": values::json(&Value::Instant(period.end()), zone),
            "open_seconds": values::json(&Value::Open(*length), zone),
            "so_far_seconds": values::json(&Value::Open(*so_far), zone),
            "reason": reason.word(),
            "remark": reason.to_string(),
            "clocks_change": clocks_change,
        }),
        Step::Closed { from, to, reason } => json!({
            "closed_from": from.to_string(),
            "closed_to": to.to_string(),
            "reason": reason.word(),
            "remark": reason.to_string(),
        }),
    }
}
