//! [`PolicyError`]: everything that is wrong with a policy file, each with its line and column.

use std::error::Error;
use std::fmt;

/// A policy file that cannot be obeyed as it stands, with every problem found in it.
///
/// Problems come in the order of the file, those of extended documents last. A problem that keeps others from being
/// looked for (text that is no TOML, an unknown schema) stands alone.
///
/// # Examples
///
/// ```
/// use crm_policy::Policy;
///
/// let error = Policy::parse("schema = \"crm-policy/1\"\nnmae = \"ours\"\n", "ours.toml").unwrap_err();
/// let problem = &error.problems()[0];
/// assert_eq!((problem.line, problem.column), (1, 1));
/// assert_eq!(problem.message, "the keys `name`, `zone` and `hit-policy` are missing");
/// assert_eq!(error.problems()[1].line, 2); // and `nmae` is unknown
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    // INVARIANT: at least one.
    pub(crate) problems: Vec<PolicyProblem>,
}

impl PolicyError {
    /// Returns the problems; there is at least one.
    pub fn problems(&self) -> &[PolicyProblem] {
        &self.problems
    }
}

impl From<PolicyProblem> for PolicyError {
    fn from(problem: PolicyProblem) -> Self {
        Self { problems: vec![problem] }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, problem) in self.problems.iter().enumerate() {
            if place > 0 {
                formatter.write_str("\n")?;
            }
            write!(formatter, "{problem}")?;
        }
        Ok(())
    }
}

impl Error for PolicyError {}

/// One thing that is wrong with a policy file, and where.
///
/// Its `Display` is a line such as ``ours.toml:14:12: sla.solve-complex.within: span `0h` must be …``, followed by
/// that line of the file with a mark under the place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PolicyProblem {
    /// What the caller called the text; `presets/detailed.toml` and the like for presets.
    pub source_name: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1, in characters.
    pub column: usize,
    /// The key at fault, such as `sla.solve-complex.within`; empty for the document as a whole.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What would be right, unless the message says it.
    pub expected: Option<String>,
    /// The line of the file, unless it is too long to show.
    pub source_line: Option<String>,
    /// How many characters of the line are at fault, at least 1.
    pub width: usize,
}

impl fmt::Display for PolicyProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}: ", self.source_name, self.line, self.column)?;
        if !self.path.is_empty() {
            write!(formatter, "{}: ", self.path)?;
        }
        formatter.write_str(&self.message)?;
        if let Some(expected) = &self.expected {
            write!(formatter, "; {expected}")?;
        }
        let Some(source_line) = &self.source_line else { return Ok(()) };
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        // Tabs are repeated, so that the mark stands under its place whatever their width.
        let indent: String = source_line
            .chars()
            .take(self.column.saturating_sub(1))
            .map(|character| if character == '\t' { '\t' } else { ' ' })
            .collect();
        write!(formatter, "\n {number} | {source_line}\n {margin} | {indent}{}", "^".repeat(self.width))
    }
}
