//! Reading a survey from a file.

use std::path::Path;

use crm_kit::kpi::statistics::Weight;
use crm_model::{Scale, Score};

use super::period::Period;
use super::survey::{Has, NOT_STATED, Row as Answer, Survey, SurveyArgs};
use crate::input::row_error::Showing;
use crate::input::table::{Row, TableFile, Tally};
use crate::input::{Options, ReadError, Refusal};
use crate::purchase_log::Dates;
use crate::run::{Failure, Progress, explained_rows};

const ADVICE: &str =
    "name the right one with --score, --segment, --period, --date, --weight, --customer or --invited";

/// Where the columns are.
struct Columns {
    score: usize,
    segments: Vec<usize>,
    period: Option<usize>,
    date: Option<usize>,
    weight: Option<usize>,
    customer: Option<usize>,
    invited: Option<usize>,
}

/// Reads the survey.
pub(super) fn read(args: &SurveyArgs, path: &Path, progress: &Progress) -> Result<Survey, Failure> {
    let rows = |rows| progress.rows(rows);
    let options = Options {
        keep_going: args.keep_going,
        show_values: args.show_values,
        progress: Some(&rows),
        ..Options::default()
    };
    let file = TableFile::open(path, &options)?;
    let title = file.name().to_owned();
    let columns = Columns::of(args, &file)?;
    let dates = Dates { format: args.date_format.as_deref(), zone: args.zone.as_ref() };
    let mut tally = Tally::new(&options);
    let mut answers = Vec::new();
    file.each_row(&mut tally, |row| {
        answers.push(columns.answer(row, args, &dates)?);
        Ok(())
    })?;
    let (read, left_out) = (tally.rows, tally.left_out.settle(&options).map_err(explained_rows)?);
    Ok(Survey {
        title,
        is_file: true,
        dimensions: args.segment.clone(),
        rows: answers,
        has: Has {
            weights: args.weight.is_some(),
            customers: args.customer.is_some(),
            invitations: args.invited.is_some(),
        },
        by: args.date.as_ref().filter(|_| args.period.is_none()).map(|_| args.by),
        read,
        left_out,
        made_up_population: Vec::new(),
    })
}

impl Columns {
    fn of(args: &SurveyArgs, file: &TableFile) -> Result<Self, ReadError> {
        let need = |name: &String| file.need_column(name, ADVICE);
        let named = |name: &Option<String>| name.as_ref().map(need).transpose();
        Ok(Self {
            score: need(&args.score)?,
            segments: args.segment.iter().map(need).collect::<Result<_, _>>()?,
            period: named(&args.period)?,
            date: named(&args.date)?,
            weight: named(&args.weight)?,
            customer: named(&args.customer)?,
            invited: named(&args.invited)?,
        })
    }

    fn answer(&self, row: &Row<'_>, args: &SurveyArgs, dates: &Dates<'_>) -> Result<Answer, Refusal> {
        let text = |column: usize| row.cell(column).map(str::trim);
        let score =
            score(text(self.score)?).map_err(|rule| row.refusal(self.score, Showing::Numbers, rule))?;
        let date = self.date.map(|column| {
            let read = dates.read(text(column)?);
            read.map_err(|rule| row.refusal(column, Showing::Instants, rule))
        });
        let date = date.transpose()?;
        let period = match (self.period, date) {
            (Some(column), _) => match text(column)? {
                "" => {
                    return Err(row.refusal(
                        column,
                        Showing::Plain,
                        "is missing: every answer belongs to a period",
                    ));
                }
                name => Period::named(name),
            },
            (None, Some(date)) => args.by.of(date),
            (None, None) => Period::all(),
        };
        // An answer without a weight would be in one figure and not in the other.
        let weight = self
            .weight
            .map(|column| weight(text(column)?).map_err(|rule| row.refusal(column, Showing::Numbers, rule)));
        let segment = |column: &usize| {
            let name = text(*column)?;
            Ok(if name.is_empty() { NOT_STATED.to_owned() } else { name.to_owned() })
        };
        let invited = self.invited.map(|column| {
            let rule = "is neither yes nor no, 1 nor 0, nor a date";
            invited(text(column)?).ok_or_else(|| row.refusal(column, Showing::Instants, rule))
        });
        let invited_on = self.invited.and_then(|column| Some((column, dates.read(text(column).ok()?).ok()?)));
        if let (Some((column, invited_on)), Some(answered_on), Some(_)) = (invited_on, date, score)
            && invited_on > answered_on
        {
            let rule = format!("lies after the answer, which came on {answered_on}");
            return Err(row.refusal(column, Showing::Instants, rule));
        }
        let customer = self.customer.map(text).transpose()?.filter(|name| !name.is_empty());
        Ok(Answer {
            period,
            customer: customer.map(str::to_owned),
            date,
            score,
            weight: weight.transpose()?,
            segments: self.segments.iter().map(segment).collect::<Result<_, Refusal>>()?,
            invited: invited.transpose()?,
        })
    }
}

/// Returns the answer that a text means, `None` for an empty one, or the rule that it breaks.
///
/// A whole number may be written with zeros after its point, as programs write columns with empty cells.
fn score(text: &str) -> Result<Option<Score>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let scale = Scale::ZERO_TO_TEN;
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => whole,
        _ => text,
    };
    let number: Option<i64> = whole.parse().ok();
    let rule = || match text.parse::<f64>() {
        Ok(number) if (0.0..=10.0).contains(&number) && number.fract() > 0.0 => {
            format!("lies between two answers of the scale {scale}, and is not rounded")
        }
        Ok(number) if (0.0..=10.0).contains(&number) => "is not written as a whole number".to_owned(),
        Ok(number) if number.is_finite() => format!("is not on the scale {scale}"),
        _ => format!("is no answer on the scale {scale}; an empty cell means that there is none"),
    };
    let score = number.ok_or_else(rule)?;
    scale.score(score).map(Some).map_err(|_| rule())
}

/// Returns the weight that a text means, or the rule that it breaks.
fn weight(text: &str) -> Result<Weight, String> {
    if text.is_empty() {
        return Err("is missing: write how much the answer counts, 1 as one".to_owned());
    }
    let number: f64 = text.parse().map_err(|_| "is not a weight such as 0.87".to_owned())?;
    Weight::new(number).map_err(|_| "is not a weight from 0 to 1000000".to_owned())
}

/// Returns whether a text says that somebody was invited; `None` for one that does not say.
fn invited(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "" | "0" | "no" | "false" => Some(false),
        "1" | "yes" | "true" => Some(true),
        _ => (Dates { format: None, zone: None }).read(text).ok().map(|_| true),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn k10_what_is_no_answer_on_the_scale_is_refused() {
        let value = |text| score(text).map(|score| score.map(Score::value));
        for (text, answer) in
            [("0", Some(0)), ("10", Some(10)), ("7.0", Some(7)), ("9.00", Some(9)), ("", None)]
        {
            assert_eq!(value(text), Ok(answer), "{text}");
        }
        for (text, part) in [
            ("11", "is not on the scale 0-10"),
            ("-1", "is not on the scale"),
            ("-0.5", "is not on the scale"),
            ("9.5", "lies between two answers"),
            ("9.", "is not written as a whole number"),
            ("1e1", "is not written as a whole number"),
            ("99999999999999999999", "is not on the scale"),
            ("NaN", "is no answer"),
            ("inf", "is no answer"),
            ("ten", "is no answer"),
            ("5/10", "is no answer"),
        ] {
            let refused = value(text).unwrap_err();
            assert!(refused.contains(part), "{text}: {refused}");
        }
    }

    #[test]
    fn weights_and_invitations_are_read_or_refused() {
        assert!(weight("0.8694341151").is_ok() && weight("0").is_ok());
        for text in ["", "-1", "NaN", "1e9", "heavy"] {
            assert!(weight(text).is_err(), "{text}");
        }
        assert_eq!(
            ["yes", "1", "2026-03-31", "No", "0", ""].map(invited),
            [Some(true), Some(true), Some(true), Some(false), Some(false), Some(false)]
        );
        assert_eq!((invited("maybe"), invited("2")), (None, None));
    }

    proptest! {
        #[test]
        fn prop_no_text_is_too_strange(text in "\\PC{0,12}") {
            let _ = (score(&text), weight(&text), invited(&text));
        }
    }
}
