//! Tables and paragraphs of a given width.

mod needs;

use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Row, Table, TableStyle, Width,
};

use self::needs::{Needs, Widths};

/// Columns set apart by blanks, with a line below the header.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('-').junction('-'));

/// How many columns the names at the head of the page take.
const NAME: usize = 10;

/// Below this width, columns stand closer together and what can be done without is left out.
const COMFORTABLE: u16 = 92;

/// A blank at which no line is broken.
const JOINED: char = '\u{a0}';

/// Returns whether a page is too narrow for everything.
pub(crate) const fn is_narrow(width: u16) -> bool {
    width < COMFORTABLE
}

/// A table in the making.
///
/// Where the page is narrow, heads are broken first, then cells of words, last those of figures: always between words. A
/// table that is too wide even so becomes a list.
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
        let cells = cells.into_iter().zip(&self.numbers);
        self.rows.push(
            cells.map(|(cell, number)| if *number { joined(&cell) } else { unparted(&cell) }).collect(),
        );
    }

    /// Returns whether every row fits on one line, with no cell broken.
    pub(crate) fn fits(&self) -> bool {
        self.needs().fit(self.width, self.gap())
    }

    /// Returns the table, without blanks at the ends of its lines.
    pub(crate) fn finish(self) -> String {
        self.finish_with(&[])
    }

    /// Returns the table with a caption above each row. Captions are for tables of numbers, whose rows take one line each.
    pub(crate) fn finish_with(self, captions: &[String]) -> String {
        let table = self.without_empty_columns();
        let (header, rows) = match table.needs().widths(table.width, table.gap()) {
            Some(widths) => table.lines(&widths),
            None => (String::new(), table.blocks()),
        };
        let mut text = header;
        for (place, row) in rows.iter().enumerate() {
            if let Some(caption) = captions.get(place) {
                text.push_str(caption);
                text.push('\n');
            }
            text.push_str(row);
        }
        text.replace(JOINED, " ")
    }

    /// Returns how many blanks stand between two columns.
    const fn gap(&self) -> u16 {
        if is_narrow(self.width) { 1 } else { 2 }
    }

    /// Returns the table without columns that have nothing in any row.
    fn without_empty_columns(mut self) -> Self {
        let is_told = |place: usize| {
            self.rows.is_empty()
                || self.rows.iter().any(|row| row.get(place).is_some_and(|cell| !cell.is_empty()))
        };
        let told: Vec<bool> = (0..self.header.len()).map(is_told).collect();
        self.header = kept(self.header, &told);
        self.numbers = kept(self.numbers, &told);
        self.rows = self.rows.into_iter().map(|row| kept(row, &told)).collect();
        self
    }

    fn needs(&self) -> Needs {
        let columns = self.header.iter().zip(&self.numbers).enumerate().map(|(place, (head, is_number))| {
            let cells = self.rows.iter().filter_map(move |row| row.get(place)).map(String::as_str);
            (head.as_str(), *is_number, cells)
        });
        Needs::of(columns, self.width)
    }

    /// Returns the header with the line below it, and the lines of the rows.
    fn lines(self, widths: &Widths) -> (String, Vec<String>) {
        let mut table = Table::new();
        table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic).set_width(self.width);
        table.set_header(Row::from(self.header));
        table.add_rows(self.rows.into_iter().map(Row::from));
        // Tables put one blank more between columns.
        let padding = widths.gap.saturating_sub(1);
        let last = self.numbers.len().saturating_sub(1);
        let columns = table.column_iter_mut().zip(self.numbers).zip(&widths.columns);
        for (place, ((column, number), width)) in columns.enumerate() {
            let padding = if place == last { 0 } else { padding };
            column.set_padding((0, padding));
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width.saturating_add(padding))));
            if number {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let mut lines = table.lines().map(|line| line.trim_end().to_owned() + "\n");
        let mut header = String::new();
        for line in lines.by_ref() {
            header.push_str(&line);
            if line.starts_with("--") {
                break;
            }
        }
        (header, lines.collect())
    }

    /// Returns the rows one below another, each cell on lines of its own after its head.
    fn blocks(&self) -> Vec<String> {
        const INDENT: usize = 2;
        let block = |row: &Vec<String>| {
            let told = self.header.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
            let told = told.map(|(head, cell)| match head.trim() {
                "" => cell.clone(),
                head => format!("{head}: {cell}"),
            });
            let lines = told.enumerate().map(|(place, text)| {
                let name = if place == 0 { "" } else { "  " };
                let indent = if place == 0 { INDENT } else { 2 * INDENT };
                let text = wrapped("", &text, self.width, indent);
                format!("{name}{}", text.trim_start())
            });
            lines.collect()
        };
        self.rows.iter().map(block).collect()
    }
}

fn kept<T>(all: Vec<T>, told: &[bool]) -> Vec<T> {
    all.into_iter().zip(told).filter_map(|(one, told)| told.then_some(one)).collect()
}

/// Returns a figure whose numbers cannot be parted from what follows them, such as their units.
fn joined(figure: &str) -> String {
    let mut words = figure.split(' ');
    let mut joined = words.next().unwrap_or_default().to_owned();
    for word in words {
        joined.push(if word.starts_with(|first: char| first.is_ascii_digit()) { ' ' } else { JOINED });
        joined.push_str(word);
    }
    joined
}

/// Returns a text whose percent signs cannot be parted from their numbers.
fn unparted(text: &str) -> String {
    text.replace(" %", &format!("{JOINED}%"))
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
    for word in unparted(text).split(|letter: char| letter.is_whitespace() && letter != JOINED) {
        if word.is_empty() {
            continue;
        }
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            end_line(&mut line);
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    end_line(&mut line);
    paragraph.replace(JOINED, " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(width: u16) -> Layout {
        let mut layout = Layout::new(width).text("form").number("at work").text("what it is");
        layout.row(["value-review", "163 d 5 h", "some words of 7 %"].map(str::to_owned));
        layout.row(["care", "2 d", ""].map(str::to_owned));
        layout
    }

    #[test]
    fn cells_are_broken_between_words_alone() {
        let lines = [
            "form           at work what it",
            "                       is",
            "------------------------------",
            "value-review 163 d 5 h some",
            "                       words",
            "                       of 7 %",
            "care               2 d",
        ];
        assert_eq!(layout(30).finish().lines().collect::<Vec<_>>(), lines);
        let lines = [
            "form            at what",
            "              work it is",
            "------------------------",
            "value-review 163 d some",
            "               5 h words",
            "                   of",
            "                   7 %",
            "care           2 d",
        ];
        assert_eq!(layout(25).finish().lines().collect::<Vec<_>>(), lines);
    }

    #[test]
    fn a_table_without_room_for_its_words_is_a_list() {
        let lines = ["form: value-review", "  at work: 163 d 5 h", "  what it is: some", "    words of 7 %"];
        let text = layout(22).finish();
        assert_eq!(text.lines().take(4).collect::<Vec<_>>(), lines);
        assert_eq!(text.lines().skip(4).collect::<Vec<_>>(), ["form: care", "  at work: 2 d"]);
        let captions = ["first".to_owned(), "second".to_owned()];
        let text = layout(22).finish_with(&captions);
        assert!(
            text.starts_with("first\nform: value-review") && text.contains("\nsecond\nform: care"),
            "{text}"
        );
    }

    #[test]
    fn a_column_without_anything_is_left_out() {
        let mut layout = Layout::new(80).text("a").text("b").number("c");
        layout.row(["x", "", "1"].map(str::to_owned));
        assert_eq!(layout.finish(), "a c\n---\nx 1\n");
    }

    #[test]
    fn percent_signs_stay_with_their_numbers() {
        assert_eq!(
            paragraph("Name", "about 97.3 % of all", 20),
            "Name      about\n          97.3 % of\n          all\n"
        );
    }
}
