//! Tables and paragraphs of a given width.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Row, Table, TableStyle};

/// Columns set apart by blanks, with a line below the header.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('-').junction('-'));

/// How many columns the names at the head of the page take.
const NAME: usize = 10;

/// Below this width, columns stand closer together and what can be done without is left out.
const COMFORTABLE: u16 = 92;

/// Returns whether a page is too narrow for everything.
pub(crate) const fn is_narrow(width: u16) -> bool {
    width < COMFORTABLE
}

/// A table in the making. Columns of numbers keep their width, columns of text are broken where the page is narrow.
pub(crate) struct Layout {
    width: u16,
    header: Vec<String>,
    numbers: Vec<bool>,
    rows: Vec<Vec<String>>,
}

impl Layout {
    /// Returns an empty table of no columns.
    pub(crate) fn new(width: u16) -> Self {
        Self { width, header: Vec::new(), numbers: Vec::new(), rows: Vec::new() }
    }

    /// Returns the table with one more column of text.
    pub(crate) fn text(self, name: &str) -> Self {
        self.column(name, false)
    }

    /// Returns the table with one more column of numbers.
    pub(crate) fn number(self, name: &str) -> Self {
        self.column(name, true)
    }

    fn column(mut self, name: &str, number: bool) -> Self {
        self.header.push(name.to_owned());
        self.numbers.push(number);
        self
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Returns whether every row fits on one line, with no cell broken.
    pub(crate) fn fits(&self) -> bool {
        let gap = if is_narrow(self.width) { 1 } else { 2 };
        let widest = |place: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(place)).chain(self.header.get(place));
            cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
        };
        let cells: usize = (0..self.header.len()).map(widest).sum();
        cells + gap * self.header.len().saturating_sub(1) <= usize::from(self.width)
    }

    /// Returns the table, without blanks at the ends of its lines.
    pub(crate) fn finish(self) -> String {
        self.lines().concat()
    }

    /// Returns the table with a caption above each row. Only for tables of numbers, whose rows take one line each.
    pub(crate) fn finish_with(self, captions: &[String]) -> String {
        const HEADER_LINES: usize = 2;
        let mut text = String::new();
        for (place, line) in self.lines().into_iter().enumerate() {
            if let Some(caption) = place.checked_sub(HEADER_LINES).and_then(|row| captions.get(row)) {
                text.push_str(caption);
                text.push('\n');
            }
            text.push_str(&line);
        }
        text
    }

    fn lines(self) -> Vec<String> {
        let mut table = Table::new();
        table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic).set_width(self.width);
        table.set_header(Row::from(self.header));
        table.add_rows(self.rows.into_iter().map(Row::from));
        // Tables put one blank more between columns.
        let gap = u16::from(!is_narrow(self.width));
        let last = self.numbers.len().saturating_sub(1);
        for ((place, column), number) in table.column_iter_mut().enumerate().zip(self.numbers) {
            column.set_padding((0, if place == last { 0 } else { gap }));
            if number {
                column.set_cell_alignment(CellAlignment::Right);
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
    }
}

/// Returns a paragraph of words with its name before the first line; without a text, nothing.
pub(crate) fn paragraph(name: &str, text: &str, width: u16) -> String {
    wrapped(name, text, width, NAME)
}

/// Returns a text in lines, all but the first of them indented a little.
pub(crate) fn lines(text: &str, width: u16) -> String {
    const INDENT: usize = 2;
    wrapped("", text, width, INDENT).trim_start().to_owned()
}

fn wrapped(name: &str, text: &str, width: u16, indent: usize) -> String {
    let width = usize::from(width).saturating_sub(indent);
    let mut paragraph = String::new();
    let mut line = String::new();
    let mut name = name;
    let mut end_line = |line: &mut String| {
        if !line.is_empty() {
            let written = format!("{name:indent$}{line}");
            paragraph.push_str(written.trim_end());
            paragraph.push('\n');
            line.clear();
            name = "";
        }
    };
    for word in text.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            end_line(&mut line);
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    end_line(&mut line);
    paragraph
}
