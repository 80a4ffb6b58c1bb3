//! The lines of a text, made ready for the parser.
//!
//! The parser calls itself for each component within another, takes the first line break of the long form for the end of
//! a value, wherever it is, and an end of a component for one that only begins alike. So the text that it gets has long
//! line breaks alone, no folds, and components that are closed in order and not deep.

use alloc::{string::String, vec::Vec};

use super::{HolidayImportError, value};

/// The most bytes of a text.
const MOST_BYTES: usize = 4 << 20;

/// How deep components may lie within one another; a calendar with its events and their alarms has three.
const MOST_DEPTH: usize = 8;

/// Returns the text with whole lines, if it is small and its components are in order.
pub(super) fn prepared(text: &str) -> Result<String, HolidayImportError> {
    if text.len() > MOST_BYTES {
        return Err(HolidayImportError::TooLarge { bytes: text.len() });
    }
    let mut prepared = String::new();
    for part in text.trim_start_matches('\u{feff}').split(['\n', '\r']).filter(|part| !part.is_empty()) {
        // A break and one space or tab is a fold; the first line has nothing to continue.
        match part.strip_prefix([' ', '\t']) {
            Some(rest) if !prepared.is_empty() => prepared.push_str(rest),
            _ => {
                if !prepared.is_empty() {
                    prepared.push_str("\r\n");
                }
                prepared.push_str(part.trim_start());
            }
        }
    }
    prepared.push_str("\r\n");
    check_order(&prepared)?;
    Ok(prepared)
}

/// Refuses components that are too deep or not closed in order.
fn check_order(text: &str) -> Result<(), HolidayImportError> {
    let mut open: Vec<&str> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if let Some(name) = after(line, "BEGIN:") {
            if open.len() >= MOST_DEPTH {
                return Err(HolidayImportError::TooDeep);
            }
            open.push(name);
        } else if let Some(name) = after(line, "END:")
            && open.pop() != Some(name)
        {
            let message =
                alloc::format!("line {} ends `{}`, which is not open", index + 1, value::shown(name));
            return Err(HolidayImportError::Syntax { message });
        }
    }
    match open.last() {
        Some(name) => {
            let message = alloc::format!("`{}` is not ended", value::shown(name));
            Err(HolidayImportError::Syntax { message })
        }
        None => Ok(()),
    }
}

fn after<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let (start, rest) = line.split_at_checked(word.len())?;
    start.eq_ignore_ascii_case(word).then_some(rest)
}
