//! `surveys.csv`: answers to surveys, one row a question.

use crm_model::{Delivery, Scale, SurveyAnswer};

use super::Reader;
use super::cells::{ADVICE, CLOSED_WORDS, instant, name, need_name, one_of, word};
use crate::input::ReadError;
use crate::input::row_error::{Refusal, Showing};
use crate::input::table::TableFile;

/// Columns of `surveys.csv`; the first two are required.
pub(super) const COLUMNS: [&str; 8] =
    ["survey", "topic", "scale", "customer", "invited_at", "answered_at", "score", "delivery"];

impl Reader<'_> {
    /// Reads the answers in the order of their rows.
    pub(super) fn surveys(&mut self, file: TableFile) -> Result<Vec<SurveyAnswer>, ReadError> {
        file.only_columns(&COLUMNS)?;
        let survey = file.need_column("survey", ADVICE)?;
        let topic = file.need_column("topic", ADVICE)?;
        let (scale, score) = (file.column("scale"), file.column("score"));
        let (invited_at, answered_at) = (file.column("invited_at"), file.column("answered_at"));
        let (customer, delivery) = (file.column("customer"), file.column("delivery"));
        let mut answers = Vec::new();
        file.each_row(&mut self.tally, |row| {
            let scale = word(row, scale, Showing::Plain, |text| {
                text.parse::<Scale>().map_err(|error| error.to_string())
            })?;
            let (invited_at, answered_at) = (instant(row, invited_at)?, instant(row, answered_at)?);
            if invited_at.is_none() && answered_at.is_none() {
                return Err(Refusal::of_row("has neither invited_at nor answered_at"));
            }
            let number = word(row, score, Showing::Numbers, whole_number)?;
            let score = match (number, score, scale) {
                (None, ..) | (_, None, _) => None,
                (Some(_), _, None) => return Err(Refusal::of_row("has a score but no scale")),
                (Some(_), ..) if answered_at.is_none() => {
                    return Err(Refusal::of_row("has a score but no answered_at"));
                }
                (Some(number), Some(column), Some(scale)) => {
                    let score = scale.score(number);
                    let rule = |_| row.refusal(column, Showing::Numbers, off(scale));
                    Some(score.map_err(rule)?)
                }
            };
            answers.push(SurveyAnswer {
                survey: need_name(row, survey, Showing::Plain)?,
                topic: need_name(row, topic, Showing::Plain)?,
                customer: name(row, customer, Showing::Personal)?,
                invited_at,
                answered_at,
                score,
                delivery: word(row, delivery, CLOSED_WORDS, |text| one_of(&Delivery::ALL, text))?,
            });
            Ok(())
        })?;
        Ok(answers)
    }
}

/// Returns the whole number that a text says, or the rule that it breaks.
pub(in crate::input) fn whole_number(text: &str) -> Result<i64, String> {
    let (before, after) = text.split_once('.').unwrap_or((text, "0"));
    let is_whole = !after.is_empty() && after.bytes().all(|digit| digit == b'0');
    before.parse().ok().filter(|_| is_whole).ok_or_else(|| "is not a whole number".to_owned())
}

/// Returns the rule that a number off a scale breaks.
pub(in crate::input) fn off(scale: Scale) -> String {
    format!("is not on the scale {scale}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k10_a_whole_number_may_be_written_as_programs_write_columns_with_empty_cells() {
        assert_eq!(["9", "9.0", "-1.00", "0.0"].map(whole_number), [Ok(9), Ok(9), Ok(-1), Ok(0)]);
        for text in ["9.5", "9.", ".0", "NaN", "nine", "9.0e0", "9,0", ""] {
            assert_eq!(whole_number(text), Err("is not a whole number".to_owned()), "{text}");
        }
    }
}
