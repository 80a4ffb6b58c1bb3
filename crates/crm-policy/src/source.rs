//! A text with a name, and where in it an offset lies.

use std::ops::Range;

use crate::error::PolicyProblem;

/// The longest line that an error shows, in characters.
const LONGEST_SHOWN: usize = 160;

/// One document's text.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// Where a value stands: a source, by its place in the chain of documents, and a range of bytes in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) source: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Place {
    pub(crate) fn new(source: usize, span: &Range<usize>) -> Self {
        Self { source, start: span.start, end: span.end }
    }
}

impl Source {
    /// Returns the line and the column, from 1, of a byte offset.
    pub(crate) fn position(&self, offset: usize) -> (usize, usize) {
        let before = self.before(offset);
        let line = before.matches('\n').count() + 1;
        let in_line = before.rsplit('\n').next().unwrap_or(before);
        (line, in_line.trim_start_matches('\u{feff}').chars().count() + 1)
    }

    /// Returns a problem at a range of bytes.
    pub(crate) fn problem(
        &self,
        span: Range<usize>,
        path: String,
        message: String,
        expected: Option<String>,
    ) -> PolicyProblem {
        let (line, column) = self.position(span.start);
        let text = self.text.split('\n').nth(line - 1).unwrap_or("");
        let text = text.trim_start_matches('\u{feff}').trim_end();
        let left_in_line = text.chars().count().saturating_sub(column - 1);
        let marked =
            self.before(span.end).chars().count().saturating_sub(self.before(span.start).chars().count());
        let shown = !text.is_empty() && text.chars().count() <= LONGEST_SHOWN;
        PolicyProblem {
            source_name: self.name.clone(),
            line,
            column,
            path,
            message,
            expected,
            source_line: shown.then(|| text.chars().map(printable).collect()),
            width: marked.min(left_in_line).max(1),
        }
    }

    /// Returns the text before an offset, or before the character that the offset lies in.
    fn before(&self, offset: usize) -> &str {
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        self.text.get(..end).unwrap_or("")
    }
}

fn printable(character: char) -> char {
    if character.is_control() && character != '\t' { '\u{fffd}' } else { character }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let source = Source { name: "x".into(), text: "a = 1\nname = \"客户\" # 关系\n".into() };
        let offset = source.text.find('#').unwrap();
        assert_eq!(source.position(offset), (2, 13));
        assert_eq!(source.position(source.text.len()), (3, 1));
        assert_eq!(source.position(usize::MAX), (3, 1));
    }

    #[test]
    fn mark_stands_under_its_place() {
        let source = Source { name: "x".into(), text: "\ta = [1,\n2]\n".into() };
        let problem = source.problem(5..11, "a".into(), "no".into(), None);
        assert_eq!(problem.to_string(), "x:1:6: a: no\n 1 | \ta = [1,\n   | \t    ^^^");
    }
}
