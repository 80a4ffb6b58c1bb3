//! Tables and paragraphs of a given width.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Row, Table, TableStyle};

/// Columns set apart by blanks, with a line below the header.
const STYLE: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('-').junction('-'));

/// How many columns the names at the head of the page take.
const NAME: usize = 10;

/// A table in the making. Its first columns hold text and are broken where the page is too narrow; the columns of
/// numbers are not.
pub(super) struct Layout {
    table: Table,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    numbers: Vec<usize>,
    first_breaks_at: Option<char>,
}

impl Layout {
    /// Returns an empty table. All but the first of `header` are columns of numbers if `number` adds more; see
    /// [`text`](Self::text) for tables of text.
    pub(super) fn new(width: u16, header: &[&str]) -> Self {
        let mut table = Table::new();
        table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        let header: Vec<String> = header.iter().map(|&name| name.to_owned()).collect();
        let numbers = (1..header.len()).collect();
        Self { table, header, rows: Vec::new(), numbers, first_breaks_at: None }
    }

    /// Returns the table with the columns at these places as text.
    pub(super) fn text(mut self, places: &[usize]) -> Self {
        self.numbers.retain(|place| !places.contains(place));
        self
    }

    /// Returns the table with one more column of numbers.
    pub(super) fn number(mut self, name: &str) -> Self {
        self.numbers.push(self.header.len());
        self.header.push(name.to_owned());
        self
    }

    /// Returns the table with a first column that may be broken behind this character.
    pub(super) fn first_breaks_at(mut self, character: char) -> Self {
        self.first_breaks_at = Some(character);
        self
    }

    /// Adds a row that holds nothing but a heading.
    pub(super) fn heading(&mut self, text: &str) {
        self.rows.push(vec![text.to_owned()]);
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Returns the table as lines without blanks at their ends.
    pub(super) fn finish(mut self) -> String {
        self.table.set_header(Row::from(self.header));
        self.table.add_rows(self.rows.into_iter().map(Row::from));
        for (place, column) in self.table.column_iter_mut().enumerate() {
            column.set_padding((0, 2));
            if self.numbers.contains(&place) {
                column.set_cell_alignment(CellAlignment::Right);
                column.set_constraint(ColumnConstraint::ContentWidth);
            } else if let (0, Some(character)) = (place, self.first_breaks_at) {
                column.set_delimiter(character);
            }
        }
        let lines: Vec<String> = self.table.lines().map(|line| line.trim_end().to_owned() + "\n").collect();
        lines.concat()
    }
}

/// Returns a paragraph of words with its name before the first line; without a text, nothing.
pub(super) fn paragraph(name: &str, text: &str, width: u16) -> String {
    let width = usize::from(width).saturating_sub(NAME);
    let mut paragraph = String::new();
    let mut line = String::new();
    let mut name = name;
    let mut end_line = |line: &mut String| {
        if !line.is_empty() {
            let written = format!("{name:NAME$}{line}");
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
