//! Reading surveys of another make: one row a respondent, one column a question.

use crm_model::{Delivery, Records, SurveyAnswer, Table};

use super::column::{Blank, Column, Content};
use super::instant_of;
use super::notes::time_notes;
use crate::input::mapping::{DeliveryColumn, SurveyFrom, SurveyLog, TopicColumn};
use crate::input::names::Name;
use crate::input::own::{off, whole_number};
use crate::input::row_error::{Refusal, Showing};
use crate::input::table::{Row, TableFile, Tally};
use crate::input::{Options, ReadError, Reading};

const ADVICE: &str = "correct the name in the mapping";

/// Reads the file that `log` explains.
pub(super) fn read(file: TableFile, log: &SurveyLog, options: &Options<'_>) -> Result<Reading, ReadError> {
    let mut questions: Vec<(usize, &TopicColumn)> = Vec::new();
    for topic in &log.topics {
        questions.push((file.need_column(&topic.column, ADVICE)?, topic));
    }
    let survey_at = match &log.survey {
        SurveyFrom::Fixed(_) => None,
        SurveyFrom::Column(column) => Some(file.need_column(column, ADVICE)?),
    };
    let customer_at = log.customer.as_ref().map(|column| file.need_column(column, ADVICE)).transpose()?;
    let times = |column: &str, blank| -> Result<Column<'_>, ReadError> {
        let place = file.need_column(column, ADVICE)?;
        Ok(Column::new(place, Showing::Instants, blank, Content::Instants(&log.clock)))
    };
    // Where invitations are told of, one that was not answered has no time of an answer.
    let blank = if log.invited_at.is_some() { Blank::Nothing } else { Blank::Refused };
    let answered_place = file.need_column(&log.answered_at, ADVICE)?;
    let mut answered = times(&log.answered_at, blank)?;
    let mut invited = log.invited_at.as_ref().map(|column| times(column, Blank::Nothing)).transpose()?;
    let told = log.delivery.as_ref().map(|told| file.need_column(&told.column, ADVICE)).transpose()?;
    let told = told.zip(log.delivery.as_ref());
    let mut tally = Tally::new(options);
    let mut answers: Vec<SurveyAnswer> = Vec::new();
    file.each_row(&mut tally, |row| {
        let survey = match (&log.survey, survey_at) {
            (SurveyFrom::Fixed(name), _) => Some(name.clone()),
            (SurveyFrom::Column(_), column) => named(row, column, Showing::Plain)?,
        };
        let Some(survey) = survey else {
            let column = survey_at.unwrap_or_default();
            return Err(row.refusal(column, Showing::Plain, "is blank; every row needs one"));
        };
        let customer = named(row, customer_at, Showing::Personal)?;
        let answered_at = instant_of(answered.cell(row)?);
        let invited_at = match &mut invited {
            Some(column) => instant_of(column.cell(row)?),
            None => None,
        };
        let refused = |rule| row.refusal(answered_place, Showing::Instants, rule);
        if answered_at.is_none() && invited_at.is_none() {
            return Err(refused("is blank; every row needs one"));
        }
        let delivery = delivered(row, told)?;
        let start = answers.len();
        for (column, question) in &questions {
            let text = row.filled(Some(*column))?;
            let score = text.map(|text| {
                let number = whole_number(text)?;
                question.scale.score(number).map_err(|_| off(question.scale))
            });
            let score = score.transpose().map_err(|rule| {
                answers.truncate(start);
                row.refusal(*column, Showing::Numbers, rule)
            })?;
            if score.is_some() && answered_at.is_none() {
                answers.truncate(start);
                return Err(refused("is blank, and a question is answered"));
            }
            if score.is_some() || log.keeps_blanks || answered_at.is_none() {
                answers.push(SurveyAnswer {
                    survey: survey.clone(),
                    topic: question.topic.clone(),
                    customer: customer.clone(),
                    invited_at,
                    answered_at,
                    score,
                    delivery,
                });
            }
        }
        Ok(())
    })?;
    let columns = || std::iter::once(&answered).chain(&invited);
    let (skipped, twice) = (columns().map(|one| one.skipped).sum(), columns().map(|one| one.twice).sum());
    let notes = time_notes(&log.clock, skipped, twice);
    let left_out = tally.left_out.settle(options)?;
    let until = answers.iter().filter_map(|answer| answer.answered_at.max(answer.invited_at)).max();
    let until = until.map(|last| log.clock.end_of(last));
    let answers = Table::Supplied { from: None, until, rows: answers };
    let records = Records { answers, ..Records::default() };
    Ok(Reading { records, rows: tally.rows, left_out, notes, files: tally.files })
}

/// Returns what a row tells of its invitation.
fn delivered(row: &Row<'_>, told: Option<(usize, &DeliveryColumn)>) -> Result<Option<Delivery>, Refusal> {
    let Some((column, told)) = told else { return Ok(None) };
    match row.filled(Some(column))? {
        None => Ok(None),
        Some(value) => match told.values.get(value) {
            Some(delivery) => Ok(Some(*delivery)),
            None if told.ignore_others => Ok(None),
            None => {
                let showing = Showing::like(told.values.keys().map(String::as_str));
                Err(row.refusal(column, showing, "is not listed in `surveys.delivery.values` of the mapping"))
            }
        },
    }
}

/// Returns the name in an optional cell.
fn named<T: Name>(row: &Row<'_>, column: Option<usize>, showing: Showing) -> Result<Option<T>, Refusal> {
    let (Some(column), Some(text)) = (column, row.filled(column)?) else { return Ok(None) };
    T::parse(text).map(Some).map_err(|error| row.refusal(column, showing, error.to_string()))
}
