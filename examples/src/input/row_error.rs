//! A row that cannot be read, told so that its owner finds and mends it.

use std::fmt;

/// Why a row of a file cannot be used.
///
/// # Examples
///
/// ```
/// use examples::input::{RowError, Shown};
///
/// let error = RowError {
///     file: "tickets.csv".into(),
///     row: 17,
///     field: Some("occurred_at".into()),
///     value: Shown::Text("2026-13-01".into()),
///     rule: "is not an instant such as 2026-03-02T09:00:00+08:00".into(),
/// };
/// assert_eq!(
///     error.to_string(),
///     "tickets.csv, row 17, occurred_at: \"2026-13-01\" is not an instant such as 2026-03-02T09:00:00+08:00"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowError {
    /// The name of the file, without its folder.
    pub file: String,
    /// The line on which the row begins; the header is line 1.
    pub row: u64,
    /// The column, or `None` where the row as a whole is wrong.
    pub field: Option<String>,
    /// The value of the cell.
    pub value: Shown,
    /// What the value is not, or does: the rest of a sentence that begins with the value.
    pub rule: String,
}

impl fmt::Display for RowError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}, row {}", self.file, self.row)?;
        if let Some(field) = &self.field {
            write!(formatter, ", {field}")?;
        }
        match &self.value {
            Shown::Nothing => write!(formatter, ": {}", self.rule),
            value => write!(formatter, ": {value} {}", self.rule),
        }
    }
}

/// The value of a bad cell, as far as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// There is no single value to show.
    Nothing,
    /// The value itself, cut after 200 characters.
    Text(String),
    /// A value that may be personal: its length only.
    Hidden {
        /// How many characters it has.
        characters: usize,
    },
}

impl Shown {
    const LONGEST_TEXT: usize = 200;
    const LONGEST_HARMLESS: usize = 40;

    /// Returns `text` as it may be shown: hidden where the column is personal or the text looks like contact data.
    pub(crate) fn of(text: &str, personal: bool, show_values: bool) -> Self {
        if !show_values && (personal || looks_like_contact(text)) {
            return Self::Hidden { characters: text.chars().count() };
        }
        let mut shown: String = text.chars().take(Self::LONGEST_TEXT).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        Self::Text(shown)
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::Text(text) => write!(formatter, "{text:?}"),
            Self::Hidden { characters } => write!(formatter, "text of {characters} characters"),
        }
    }
}

/// Returns whether a text may be an address, a telephone number or a sentence about somebody.
fn looks_like_contact(text: &str) -> bool {
    const DIGITS_OF_A_NUMBER: usize = 7;
    text.contains(['@', '＠'])
        || text.chars().count() > Shown::LONGEST_HARMLESS
        || (text.chars().filter(|c| c.is_numeric()).count() >= DIGITS_OF_A_NUMBER && !looks_like_date(text))
}

/// Returns whether a text begins like `2026-03-02`, `2026/3/2` or `02.03.2026`.
fn looks_like_date(text: &str) -> bool {
    let date = text.split(['T', ' ']).next().unwrap_or_default();
    let lengths: Vec<usize> = date
        .split(['-', '/', '.'])
        .map(|part| if part.bytes().all(|byte| byte.is_ascii_digit()) { part.len() } else { 0 })
        .collect();
    matches!(lengths.as_slice(), [4, 1..=2, 1..=2] | [1..=2, 1..=2, 4])
}

/// Why a row cannot be used, before its place is known.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) field: Option<String>,
    pub(crate) value: Shown,
    pub(crate) rule: String,
}

impl Refusal {
    /// Returns a refusal of the row as a whole.
    pub(crate) fn of_row(rule: impl Into<String>) -> Self {
        Self { field: None, value: Shown::Nothing, rule: rule.into() }
    }

    pub(crate) fn at(self, file: &str, row: u64) -> RowError {
        RowError { file: file.to_owned(), row, field: self.field, value: self.value, rule: self.rule }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contact_data_is_shown_by_length_only() {
        for text in ["li@example.cn", "13800138000", "138-0013-8000", "0571-8888-9999", "＋86 138 0013 8000"]
        {
            assert!(matches!(Shown::of(text, false, false), Shown::Hidden { .. }), "{text}");
        }
        assert_eq!(Shown::of("customer wrote thrice", true, false).to_string(), "text of 21 characters");
        assert_eq!(Shown::of("li@example.cn", true, true), Shown::Text("li@example.cn".into()));
    }

    #[test]
    fn dates_and_words_are_shown() {
        for text in ["2026-13-01", "2026-03-02T25:00:00+08:00", "31.02.2026 10:00", "telefax", "", "电话"] {
            assert_eq!(Shown::of(text, false, false), Shown::Text(text.into()));
        }
    }
}
