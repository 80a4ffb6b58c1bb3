//! Reading surveys of another make: one row a respondent, one column a question.

use crm_model::{Records, SurveyAnswer, Table};

use super::column::{Blank, Column, Content};
use super::instant_of;
use super::notes::time_notes;
use crate::input::mapping::{SurveyFrom, SurveyLog, TopicColumn};
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
    let mut answered = times(&log.answered_at, Blank::Refused)?;
    let mut invited = log.invited_at.as_ref().map(|column| times(column, Blank::Nothing)).transpose()?;
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
            if score.is_some() || log.keeps_blanks {
                answers.push(SurveyAnswer {
                    survey: survey.clone(),
                    topic: question.topic.clone(),
                    customer: customer.clone(),
                    invited_at,
                    answered_at,
                    score,
                    delivery: None,
                });
            }
        }
        Ok(())
    })?;
    let columns = || std::iter::once(&answered).chain(&invited);
    let (skipped, twice) = (columns().map(|one| one.skipped).sum(), columns().map(|one| one.twice).sum());
    let notes = time_notes(&log.clock, skipped, twice);
    let left_out = tally.left_out.settle(options)?;
    let until = answers.iter().filter_map(|answer| answer.answered_at).max();
    let until = until.map(|last| log.clock.end_of(last));
    let answers = Table::Supplied { from: None, until, rows: answers };
    let records = Records { answers, ..Records::default() };
    Ok(Reading { records, rows: tally.rows, left_out, notes, files: tally.files })
}

/// Returns the name in an optional cell.
fn named<T: Name>(row: &Row<'_>, column: Option<usize>, showing: Showing) -> Result<Option<T>, Refusal> {
    let (Some(column), Some(text)) = (column, row.filled(column)?) else { return Ok(None) };
    T::parse(text).map(Some).map_err(|error| row.refusal(column, showing, error.to_string()))
}
