//! What the cells of a row say: the parts that all tables have in common.

use chrono::{DateTime, NaiveDate, Utc};
use std::str::FromStr;

use crm_kit::sla::Measure;
use crm_model::{Agreement, Currency, CurrencyError, Money, MoneyError};

use crate::input::instant::{self, rfc3339, settled};
use crate::input::names::{Name, WordSet};
use crate::input::row_error::{Refusal, Showing};
use crate::input::table::Row;

/// What to do about a column that is missing.
pub(super) const ADVICE: &str = "add the column to the header";

/// How values of columns may be shown whose words this package defines: none of those has blanks.
pub(super) const CLOSED_WORDS: Showing = Showing::Words { blanks: false, wide: false };

const BLANK: &str = "is blank; every row needs one";

/// Reads a declared word from an optional cell.
pub(super) fn declared<T: Clone>(
    row: &Row<'_>,
    column: Option<usize>,
    words: &WordSet<'_, T>,
) -> Result<Option<T>, Refusal> {
    word(row, column, words.showing(), |text| words.get(text))
}

/// Reads declared words, separated by semicolons.
pub(super) fn declared_list<T: Clone>(
    row: &Row<'_>,
    column: Option<usize>,
    words: &WordSet<'_, T>,
) -> Result<Vec<T>, Refusal> {
    let undeclared = |place| format!("names an undeclared {} (the {})", words.sort(), ordinal(place));
    list(row, column, words.showing(), |text, place| words.get(text).map_err(|_| undeclared(place)))
}

/// Reads names that need not be declared, separated by semicolons.
pub(super) fn names<T: Name>(
    row: &Row<'_>,
    column: Option<usize>,
    showing: Showing,
) -> Result<Vec<T>, Refusal> {
    list(row, column, showing, |text, place| {
        T::parse(text).map_err(|error| format!("holds a part (the {}) that {error}", ordinal(place)))
    })
}

fn list<T>(
    row: &Row<'_>,
    column: Option<usize>,
    showing: Showing,
    find: impl Fn(&str, u64) -> Result<T, String>,
) -> Result<Vec<T>, Refusal> {
    let (Some(column), Some(text)) = (column, row.filled(column)?) else { return Ok(Vec::new()) };
    let parts = (1..).zip(text.split(';')).map(|(place, part)| find(part, place));
    parts.collect::<Result<_, _>>().map_err(|rule| row.refusal(column, showing, rule))
}

/// Reads a word from an optional cell.
pub(super) fn word<T>(
    row: &Row<'_>,
    column: Option<usize>,
    showing: Showing,
    find: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, Refusal> {
    let (Some(column), Some(text)) = (column, row.filled(column)?) else { return Ok(None) };
    find(text).map(Some).map_err(|rule| row.refusal(column, showing, rule))
}

/// Reads a limit that was agreed with a customer.
pub(super) fn agreement(row: &Row<'_>, column: Option<usize>) -> Result<Option<Agreement>, Refusal> {
    word(row, column, Showing::Words { blanks: true, wide: false }, |text| {
        let agreed = text.parse::<Agreement>().map_err(|error| error.to_string())?;
        match Measure::from_str(agreed.measure.as_str()) {
            Ok(_) => Ok(agreed),
            Err(error) => Err(format!("names a measure that {error}")),
        }
    })
}

/// Reads a word that every row needs.
pub(super) fn need_word<T>(
    row: &Row<'_>,
    column: usize,
    showing: Showing,
    find: impl Fn(&str) -> Result<T, String>,
) -> Result<T, Refusal> {
    word(row, Some(column), showing, find)?.ok_or_else(|| row.refusal(column, showing, BLANK))
}

/// Returns one of a closed list of words, or the rule that a text breaks.
pub(super) fn one_of<T: Copy>(all: &[(T, &str)], text: &str) -> Result<T, String> {
    let found = all.iter().find(|(_, word)| *word == text);
    found.map(|(value, _)| *value).ok_or_else(|| {
        if let [(_, one), (_, other)] = all {
            return format!("is neither `{one}` nor `{other}`");
        }
        let words: Vec<String> = all.iter().map(|(_, word)| format!("`{word}`")).collect();
        format!("is none of {}", words.join(", "))
    })
}

/// The words for true and false.
pub(super) const YES_OR_NO: [(bool, &str); 2] = [(true, "yes"), (false, "no")];

pub(super) fn yes_or_no(text: &str) -> Result<bool, String> {
    one_of(&YES_OR_NO, text)
}

/// Reads a name that every row needs.
pub(super) fn need_name<T: Name>(row: &Row<'_>, column: usize, showing: Showing) -> Result<T, Refusal> {
    name(row, Some(column), showing)?.ok_or_else(|| row.refusal(column, showing, BLANK))
}

/// Reads a name from an optional cell.
pub(super) fn name<T: Name>(
    row: &Row<'_>,
    column: Option<usize>,
    showing: Showing,
) -> Result<Option<T>, Refusal> {
    word(row, column, showing, |text| T::parse(text).map_err(|error| error.to_string()))
}

/// Reads an instant from an optional cell.
pub(super) fn instant(row: &Row<'_>, column: Option<usize>) -> Result<Option<DateTime<Utc>>, Refusal> {
    word(row, column, Showing::Instants, |text| {
        rfc3339(text)
            .ok_or_else(|| "is not an instant such as 2026-03-02T09:00:00+08:00".to_owned())
            .and_then(settled)
    })
}

/// Reads an instant that every row needs.
pub(super) fn need_instant(row: &Row<'_>, column: usize) -> Result<DateTime<Utc>, Refusal> {
    instant(row, Some(column))?.ok_or_else(|| row.refusal(column, Showing::Instants, BLANK))
}

/// Reads a date from an optional cell.
pub(super) fn date(row: &Row<'_>, column: Option<usize>) -> Result<Option<NaiveDate>, Refusal> {
    word(row, column, Showing::Instants, instant::date)
}

/// Reads a date that every row needs.
pub(super) fn need_date(row: &Row<'_>, column: usize) -> Result<NaiveDate, Refusal> {
    date(row, Some(column))?.ok_or_else(|| row.refusal(column, Showing::Instants, BLANK))
}

/// Reads a currency that every row needs.
pub(super) fn need_currency(row: &Row<'_>, column: usize) -> Result<Currency, Refusal> {
    need_word(row, column, CLOSED_WORDS, currency)
}

/// Reads an amount that every row needs, and that is not negative.
pub(super) fn need_amount(row: &Row<'_>, column: usize, currency: Currency) -> Result<Money, Refusal> {
    need_word(row, column, Showing::Numbers, |text| match amount(text, currency)? {
        amount if amount.is_negative() => Err("is negative, and amounts never are".to_owned()),
        amount => Ok(amount),
    })
}

/// Returns the currency that a text names, or the rule that it breaks.
pub(in crate::input) fn currency(text: &str) -> Result<Currency, String> {
    Currency::new(text).map_err(|error| match error {
        CurrencyError::LowerCase { capitals, .. } => format!("has to be in capital letters: `{capitals}`"),
        _ => "is no current ISO 4217 currency such as `CNY`".to_owned(),
    })
}

/// Returns the amount that a text says, or the rule that it breaks.
pub(in crate::input) fn amount(text: &str, currency: Currency) -> Result<Money, String> {
    Money::parse(text, currency).map_err(|error| {
        let rule = match error {
            MoneyError::TooFine { .. } => "is finer than four decimals: round it before, by your own rule",
            MoneyError::TooLarge { .. } => "is too large an amount",
            _ => "is no plain number such as 1234.50",
        };
        rule.to_owned()
    })
}

/// Returns a place in a list in words such as `2nd`.
fn ordinal(place: u64) -> String {
    let ending = match (place % 10, place % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{place}{ending}")
}
