//! A mapping as it is written, before any check beyond the names of its keys.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use toml::Spanned;

/// The keys that say how to read the others.
#[derive(Deserialize)]
pub(super) struct SchemaOnly {
    pub(super) schema: Spanned<String>,
    pub(super) table: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawMapping {
    #[serde(rename = "schema")]
    pub(super) _schema: String,
    #[serde(rename = "table")]
    pub(super) _table: Option<String>,
    pub(super) shape: Spanned<String>,
    pub(super) file: Spanned<String>,
    pub(super) mergers: Option<Spanned<String>>,
    pub(super) zone: Spanned<String>,
    pub(super) time_format: Spanned<String>,
    pub(super) order: Spanned<String>,
    pub(super) ticket: RawTicket,
    #[serde(default)]
    pub(super) facts: RawFacts,
    pub(super) instants: Option<Spanned<BTreeMap<String, Spanned<RawMeaning>>>>,
    pub(super) events: Option<Spanned<RawEvents>>,
    pub(super) snapshots: Option<Spanned<RawSnapshots>>,
    pub(super) states: Option<Spanned<RawStates>>,
    pub(super) counters: Option<Spanned<BTreeMap<String, Spanned<RawMeaning>>>>,
    pub(super) changes: Option<Spanned<BTreeMap<String, RawChange>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawPurchaseLog {
    #[serde(rename = "schema")]
    pub(super) _schema: String,
    #[serde(rename = "table")]
    pub(super) _table: String,
    pub(super) file: Spanned<String>,
    pub(super) mergers: Option<Spanned<String>>,
    pub(super) zone: Spanned<String>,
    pub(super) time_format: Spanned<String>,
    pub(super) purchases: RawPurchases,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawPurchases {
    pub(super) at: String,
    pub(super) amount: String,
    pub(super) currency: Spanned<RawSource>,
    pub(super) order: String,
    pub(super) customer: Option<String>,
    pub(super) refunds: Spanned<String>,
    pub(super) rows: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawSurveyLog {
    #[serde(rename = "schema")]
    pub(super) _schema: String,
    #[serde(rename = "table")]
    pub(super) _table: String,
    pub(super) file: Spanned<String>,
    pub(super) mergers: Option<Spanned<String>>,
    pub(super) zone: Spanned<String>,
    pub(super) time_format: Spanned<String>,
    pub(super) surveys: RawSurveys,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawSurveys {
    pub(super) survey: Spanned<RawSource>,
    pub(super) answered_at: String,
    pub(super) invited_at: Option<String>,
    pub(super) customer: Option<String>,
    pub(super) delivery: Option<Spanned<RawDelivery>>,
    pub(super) blank: Spanned<String>,
    pub(super) topics: Spanned<BTreeMap<String, RawTopic>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDelivery {
    pub(super) column: String,
    pub(super) values: BTreeMap<String, Spanned<String>>,
    pub(super) other: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTopic {
    pub(super) topic: Spanned<String>,
    pub(super) scale: Spanned<String>,
}

/// Where a value comes from: it is the same on every row, or a column has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSource {
    pub(super) fixed: Option<Spanned<String>>,
    pub(super) column: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTicket {
    pub(super) id: String,
    pub(super) customer: Option<String>,
    pub(super) description: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFacts {
    pub(super) channel: Option<Spanned<RawFact>>,
    pub(super) kind: Option<Spanned<RawFact>>,
    pub(super) urgency: Option<Spanned<RawFact>>,
    pub(super) complexity: Option<Spanned<RawFact>>,
    pub(super) tier: Option<Spanned<RawFact>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFact {
    pub(super) column: String,
    pub(super) values: Spanned<RawValues>,
    pub(super) other: Option<Spanned<String>>,
    #[serde(default, rename = "final")]
    pub(super) is_final: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawEvents {
    pub(super) time: String,
    pub(super) activity: String,
    pub(super) opened: Spanned<String>,
    pub(super) wait_ends: Option<Spanned<String>>,
    pub(super) values: BTreeMap<String, Spanned<RawMeaning>>,
    pub(super) other: Option<Spanned<String>>,
    pub(super) actor: Option<String>,
    pub(super) department: Option<String>,
    pub(super) person: Option<String>,
    pub(super) into: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawSnapshots {
    pub(super) time: String,
    pub(super) opened: String,
    pub(super) first_state: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) first_row_implies: Vec<Spanned<String>>,
    pub(super) actor: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStates {
    pub(super) column: String,
    pub(super) values: BTreeMap<String, Spanned<RawMeaning>>,
    pub(super) other: Option<Spanned<String>>,
    pub(super) reopened: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChange {
    pub(super) event: Spanned<String>,
    #[serde(rename = "as")]
    pub(super) part: Spanned<String>,
}

/// The words for the values of a column.
pub(super) enum RawValues {
    Word(String),
    Listed(BTreeMap<String, Spanned<String>>),
}

/// What a value means: a word, or a table with the details of an event.
pub(super) enum RawMeaning {
    Word(String),
    Table(RawEvent),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEvent {
    pub(super) event: Spanned<String>,
    pub(super) reason: Option<Spanned<String>>,
    pub(super) satisfied: Option<bool>,
    #[serde(default, rename = "final")]
    pub(super) is_final: bool,
}

// Derived untagged enums would lose the positions, so these two are read by hand.
impl<'de> Deserialize<'de> for RawValues {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = RawValues;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("\"as-is\" or a table of values and words")
            }

            fn visit_str<E>(self, text: &str) -> Result<RawValues, E> {
                Ok(RawValues::Word(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawValues, A::Error> {
                BTreeMap::deserialize(MapAccessDeserializer::new(map)).map(RawValues::Listed)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl<'de> Deserialize<'de> for RawMeaning {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = RawMeaning;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("the word of an event or a table with the key `event`")
            }

            fn visit_str<E>(self, text: &str) -> Result<RawMeaning, E> {
                Ok(RawMeaning::Word(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawMeaning, A::Error> {
                RawEvent::deserialize(MapAccessDeserializer::new(map)).map(RawMeaning::Table)
            }
        }
        deserializer.deserialize_any(Either)
    }
}
