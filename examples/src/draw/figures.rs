//! Tables of figures.

use askama::Template;

/// A table whose rows have a name and figures.
#[derive(Debug, Clone, Template)]
#[template(path = "chart/figures.html", whitespace = "minimize")]
pub(crate) struct Figures {
    /// The id of its caption, which no other part of the page has.
    id: String,
    caption: String,
    /// The names of the columns, each with whether it holds words.
    header: Vec<(String, bool)>,
    rows: Vec<(String, Vec<String>)>,
}

impl Figures {
    /// Returns a table without rows: the first name is that of the rows' names. Columns whose name begins with a `*` hold words.
    pub(crate) fn new<'a>(
        id: impl Into<String>,
        caption: &str,
        header: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let header = header.into_iter().map(|name| {
            let bare = name.strip_prefix('*');
            (bare.unwrap_or(name).to_owned(), bare.is_some())
        });
        let header = header.collect();
        Self { id: id.into(), caption: caption.to_owned(), header, rows: Vec::new() }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, name: impl Into<String>, figures: impl IntoIterator<Item = String>) {
        self.rows.push((name.into(), figures.into_iter().collect()));
    }

    /// Yields the figures of a row, each with whether it is words.
    fn cells<'a>(&'a self, figures: &'a [String]) -> impl Iterator<Item = (&'a String, bool)> {
        figures.iter().zip(self.header.iter().skip(1).map(|(_, is_words)| *is_words))
    }
}
