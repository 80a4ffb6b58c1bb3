//! How a file becomes answers to surveys.

use std::collections::BTreeMap;

use crm_model::{Delivery, Scale, SurveyName, Topic};

use super::check::{Checked, Checker, Source};
use super::clock::{Clock, Grain};
use super::raw::{RawDelivery, RawSurveyLog, RawSurveys};
use super::{MappedTable, Mapping};

/// A file with one row a respondent, and a column a question.
#[derive(Debug, Clone)]
pub(crate) struct SurveyLog {
    pub(crate) clock: Clock,
    pub(crate) survey: SurveyFrom,
    pub(crate) answered_at: String,
    pub(crate) invited_at: Option<String>,
    pub(crate) customer: Option<String>,
    pub(crate) delivery: Option<DeliveryColumn>,
    /// Whether an empty cell is a question left blank, instead of one that was not asked.
    pub(crate) keeps_blanks: bool,
    // INVARIANT: not empty, no two of one topic.
    pub(crate) topics: Vec<TopicColumn>,
}

/// A column that tells what became of an invitation.
#[derive(Debug, Clone)]
pub(crate) struct DeliveryColumn {
    pub(crate) column: String,
    pub(crate) values: BTreeMap<String, Delivery>,
    /// Whether values that are not listed say nothing, instead of being an error.
    pub(crate) ignore_others: bool,
}

/// Where the name of a survey comes from.
#[derive(Debug, Clone)]
pub(crate) enum SurveyFrom {
    Fixed(SurveyName),
    Column(String),
}

/// A column with the answers to one question.
#[derive(Debug, Clone)]
pub(crate) struct TopicColumn {
    pub(crate) column: String,
    pub(crate) topic: Topic,
    pub(crate) scale: Scale,
}

/// Checks a mapping of surveys.
pub(super) fn mapping(checker: &Checker<'_>, raw: RawSurveyLog) -> Checked<Mapping> {
    let RawSurveys { survey, answered_at, invited_at, customer, delivery: told, blank, topics } = raw.surveys;
    let delivery = match told {
        None => None,
        Some(told) if invited_at.is_none() => {
            let message = "what became of invitations is told where `invited-at` tells of them";
            return Err(checker.error(&told.span(), message));
        }
        Some(told) => Some(delivery(checker, told.into_inner())?),
    };
    let survey = match checker.source(survey)? {
        Source::Column(column) => SurveyFrom::Column(column),
        Source::Fixed(name) => SurveyFrom::Fixed(
            SurveyName::new(name.get_ref())
                .map_err(|error| checker.error(&name.span(), format!("the survey {error}")))?,
        ),
    };
    let keeps_blanks = match blank.get_ref().as_str() {
        "left-blank" => true,
        "not-asked" => false,
        _ => {
            let message = "an empty cell is a question \"left-blank\" or \"not-asked\"";
            return Err(checker.error(&blank.span(), message));
        }
    };
    let span = topics.span();
    let mut columns: Vec<TopicColumn> = Vec::new();
    for (column, raw) in topics.into_inner() {
        let (topic, scale) = (raw.topic.get_ref(), raw.scale.get_ref());
        let topic = Topic::new(topic)
            .map_err(|error| checker.error(&raw.topic.span(), format!("the topic {error}")))?;
        let scale = scale
            .parse::<Scale>()
            .map_err(|error| checker.error(&raw.scale.span(), format!("`{scale}` {error}")))?;
        if columns.iter().any(|known| known.topic == topic) {
            return Err(
                checker.error(&raw.topic.span(), format!("another column has the topic `{topic}` already"))
            );
        }
        columns.push(TopicColumn { column, topic, scale });
    }
    if columns.is_empty() {
        return Err(checker.error(&span, "a survey needs at least one topic"));
    }
    let log = SurveyLog {
        clock: checker.clock(&raw.zone, &raw.time_format, Grain::Year)?,
        survey,
        answered_at,
        invited_at,
        customer,
        delivery,
        keeps_blanks,
        topics: columns,
    };
    let table = MappedTable::Surveys(log);
    let (file, mergers) = (checker.file(raw.file)?, checker.mergers(raw.mergers)?);
    Ok(Mapping { name: checker.name.to_owned(), file, mergers, table })
}

/// Checks how a column tells what became of invitations.
fn delivery(checker: &Checker<'_>, raw: RawDelivery) -> Checked<DeliveryColumn> {
    let ignore_others = checker.ignores(raw.other.as_ref())?;
    let mut values = BTreeMap::new();
    for (value, word) in raw.values {
        let Some((delivery, _)) = Delivery::ALL.into_iter().find(|(_, known)| known == word.get_ref()) else {
            let message = "an invitation is \"delivered\", \"undelivered\" or \"not-eligible\"";
            return Err(checker.error(&word.span(), message));
        };
        values.insert(value, delivery);
    }
    Ok(DeliveryColumn { column: raw.column, values, ignore_others })
}
