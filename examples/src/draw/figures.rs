//! Tables of figures.

use askama::Template;

/// A table whose rows have a name and figures.
#[derive(Debug, Clone, Template)]
#[template(path = "chart/figures.html", whitespace = "minimize")]
pub(crate) struct Figures {
    /// The id of its caption, which no other part of the page has.
    id: String,
    caption: String,
    header: Vec<String>,
    rows: Vec<(String, Vec<String>)>,
}

impl Figures {
    /// Returns a table without rows: the first name is that of the rows' names.
    pub(crate) fn new<'a>(
        id: impl Into<String>,
        caption: &str,
        header: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let header = header.into_iter().map(str::to_owned).collect();
        Self { id: id.into(), caption: caption.to_owned(), header, rows: Vec::new() }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, name: impl Into<String>, figures: impl IntoIterator<Item = String>) {
        self.rows.push((name.into(), figures.into_iter().collect()));
    }
}
