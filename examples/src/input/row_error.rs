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

/// How much of a column's values may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Showing {
    /// Nothing: the column names people or customers.
    Personal,
    /// Everything: the column names tickets.
    Ids,
    /// What has the shape of a declared word: no blanks and no letters but those of ASCII, unless declared words
    /// have some.
    Words { blanks: bool, wide: bool },
    /// What looks like a time, also one of digits only.
    Instants,
    /// What looks like a number.
    Numbers,
    /// What does not look like contact data.
    Plain,
}

impl Showing {
    /// Returns how words of a column may be shown whose known words are `words`.
    pub(crate) fn like<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let (mut blanks, mut wide) = (false, false);
        for word in words {
            blanks |= word.contains(char::is_whitespace);
            wide |= !word.is_ascii();
        }
        Self::Words { blanks, wide }
    }

    fn shows(self, text: &str) -> bool {
        match self {
            Self::Personal => false,
            Self::Ids => true,
            Self::Words { blanks, wide } => {
                let shaped = (blanks || !text.contains(char::is_whitespace)) && (wide || text.is_ascii());
                shaped && !looks_like_contact(text)
            }
            Self::Instants => looks_like_compact_time(text) || !looks_like_contact(text),
            Self::Numbers => looks_like_number(text) || !looks_like_contact(text),
            Self::Plain => !looks_like_contact(text),
        }
    }
}

impl Shown {
    const LONGEST_TEXT: usize = 200;
    const LONGEST_HARMLESS: usize = 40;

    /// Returns `text` as it may be shown in a column.
    pub(crate) fn of(text: &str, showing: Showing, show_values: bool) -> Self {
        if !show_values && !text.is_empty() && !showing.shows(text) {
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
    text.chars().count() > Shown::LONGEST_HARMLESS || looks_like_address(text)
}

/// Returns whether a text may be an address or a telephone number.
fn looks_like_address(text: &str) -> bool {
    const DIGITS_OF_A_NUMBER: usize = 7;
    text.contains(['@', '＠'])
        || (text.chars().filter(|c| c.is_numeric()).count() >= DIGITS_OF_A_NUMBER && !looks_like_date(text))
}

/// Returns whether a text is what a cell of a row holds rather than the name of a column.
pub(crate) fn looks_like_data(text: &str) -> bool {
    looks_like_address(text) || looks_like_date(text)
}

/// Returns whether a text is written like `2026-03-02`, `2026/3/2`, `02.03.2026` or `2026年3月2日`, alone or with a
/// time of day and an offset after it, whatever the numbers say.
fn looks_like_date(text: &str) -> bool {
    let after = text.trim_start_matches(|c: char| c.is_ascii_digit() || "-/.年月日".contains(c));
    let date = text.strip_suffix(after).unwrap_or_default();
    let date = date.strip_suffix('日').unwrap_or(date);
    let lengths: Vec<usize> = date
        .split(['-', '/', '.', '年', '月'])
        .map(|part| if part.bytes().all(|byte| byte.is_ascii_digit()) { part.len() } else { 0 })
        .collect();
    let is_date = matches!(lengths.as_slice(), [4, 1..=2, 1..=2] | [1..=2, 1..=2, 4]);
    is_date && (after.is_empty() || after.strip_prefix(['T', ' ']).is_some_and(looks_like_time_of_day))
}

/// Returns whether a text is written like `9:30`, `09:30:00.123`, `09:30 PM`, `09时30分` or `09:30:00+08:00`.
fn looks_like_time_of_day(text: &str) -> bool {
    let offset = text.find(['+', '-', 'Z']).unwrap_or(text.len());
    let (time, offset) = text.split_at(offset);
    let digits: Vec<&str> = offset.trim_start_matches(['+', '-', 'Z']).split(':').collect();
    let offset_fits = matches!(digits.as_slice(), [one] if matches!(one.len(), 0 | 2 | 4))
        || matches!(digits.as_slice(), [hours, minutes] if hours.len() == 2 && minutes.len() == 2);
    let offset_fits = offset_fits && digits.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let time = time.trim_end_matches([' ', 'A', 'P', 'M', 'a', 'p', 'm']);
    let (time, fraction) = time.split_once(['.', ',']).unwrap_or((time, ""));
    let time = time.strip_suffix(['时', '分', '秒']).unwrap_or(time);
    let parts: Vec<&str> = time.split([':', '时', '分']).collect();
    let is_part = |part: &&str| matches!(part.len(), 1..=2) && part.bytes().all(|byte| byte.is_ascii_digit());
    let fraction_fits = fraction.len() <= 9 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    offset_fits && fraction_fits && parts.len() <= 3 && parts.iter().all(is_part)
}

/// Returns whether a text is written like `20260302`, `20260302090000` or a count of seconds, and not like the number
/// of a telephone.
fn looks_like_compact_time(text: &str) -> bool {
    matches!(text.len(), 8 | 10 | 12..=19) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns whether a text is a number, and not like that of a telephone.
fn looks_like_number(text: &str) -> bool {
    const DIGITS_OF_A_MOBILE: usize = 11;
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.len() != DIGITS_OF_A_MOBILE && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
}

/// Why a row cannot be used, before its place is known.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) field: Option<String>,
    pub(crate) value: Shown,
    pub(crate) rule: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = &self.field {
            write!(formatter, "{field}: ")?;
        }
        match &self.value {
            Shown::Nothing => formatter.write_str(&self.rule),
            value => write!(formatter, "{value} {}", self.rule),
        }
    }
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

    fn is_hidden(text: &str, showing: Showing) -> bool {
        matches!(Shown::of(text, showing, false), Shown::Hidden { .. })
    }

    #[test]
    fn contact_data_is_shown_by_length_only() {
        let texts = [
            "li@example.cn",
            "13800138000",
            "138-0013-8000",
            "0571-8888-9999",
            "＋86 138 0013 8000",
            "2026-03-02 13800138000",
            "2026-03-02 138 0013 8000",
            "2026-03-02T13800138000",
            "2026-03-02 09:00 13800138000",
        ];
        for text in texts {
            for showing in [Showing::Plain, Showing::Instants, Showing::Numbers] {
                assert!(is_hidden(text, showing), "{text} {showing:?}");
            }
        }
        let hidden = Shown::of("customer wrote thrice", Showing::Personal, false);
        assert_eq!(hidden.to_string(), "text of 21 characters");
        assert_eq!(Shown::of("li@example.cn", Showing::Personal, true), Shown::Text("li@example.cn".into()));
    }

    #[test]
    fn dates_and_words_are_shown() {
        let texts = [
            "2026-13-01",
            "2026-03-02T25:00:00+08:00",
            "2026-03-02 09:00:00.123456Z",
            "31.02.2026 10:00",
            "2026年3月2日 9:30",
            "2026/3/2 9时30分",
            "telefax",
            "",
            "电话",
        ];
        for text in texts {
            assert_eq!(Shown::of(text, Showing::Plain, false), Shown::Text(text.into()));
        }
    }

    #[test]
    fn a_column_shows_what_belongs_into_it() {
        assert!(!is_hidden("202603020900", Showing::Instants));
        assert!(!is_hidden("99999999999999999999", Showing::Numbers));
        assert!(!is_hidden("INC0010023, opened by telephone, 13800138000", Showing::Ids));
        let words = Showing::like(["phone", "e-mail"]);
        assert!(!is_hidden("telefax", words));
        assert!(is_hidden("Li Wei", words));
        assert!(is_hidden("李伟", words));
        assert!(!is_hidden("Li Wei", Showing::like(["by phone"])));
        assert!(!is_hidden("传真", Showing::like(["电话"])));
        assert!(is_hidden("传真13800138000", Showing::like(["电话"])));
    }
}
