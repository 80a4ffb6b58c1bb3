//! A table whose cells are the darker the larger they are.

use askama::Template;

/// The strongest shade, in percent of the accent: text stays readable on it.
const STRONGEST: f64 = 45.0;

/// A table of cells by rows and ages; some are not known yet.
#[derive(Debug, Template)]
#[template(path = "chart/heat.html", whitespace = "minimize")]
pub(crate) struct Heat {
    id: &'static str,
    caption: String,
    header: Vec<String>,
    rows: Vec<HeatRow>,
}

#[derive(Debug)]
struct HeatRow {
    name: String,
    size: String,
    cells: Vec<Option<Shaded>>,
}

#[derive(Debug)]
struct Shaded {
    text: String,
    title: String,
    strength: String,
}

/// A cell of the table.
#[derive(Debug, Clone)]
pub(crate) struct HeatCell {
    pub(crate) text: String,
    /// What it says, in words.
    pub(crate) title: String,
    /// How large it is; only what is shaded counts towards the largest.
    pub(crate) figure: Option<f64>,
}

impl Heat {
    /// Returns a table of rows, each with its name, its size and its cells; `None` is not known yet.
    pub(crate) fn of(
        id: &'static str,
        caption: &str,
        header: Vec<String>,
        rows: Vec<(String, String, Vec<Option<HeatCell>>)>,
    ) -> Self {
        let figures = rows.iter().flat_map(|row| row.2.iter().flatten().filter_map(|cell| cell.figure));
        let largest = figures.filter(|figure| figure.is_finite()).fold(0.0, f64::max);
        let shaded = |cell: HeatCell| {
            let share = cell.figure.map_or(0.0, |figure| figure / largest);
            let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
            Shaded { text: cell.text, title: cell.title, strength: super::decimal(share * STRONGEST) }
        };
        let row = |(name, size, cells): (String, String, Vec<Option<HeatCell>>)| HeatRow {
            name,
            size,
            cells: cells.into_iter().map(|cell| cell.map(shaded)).collect(),
        };
        Self { id, caption: caption.to_owned(), header, rows: rows.into_iter().map(row).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_is_the_strongest_and_the_unknown_has_no_shade() {
        let cell = |figure| Some(HeatCell { text: "x".into(), title: "t <b>".into(), figure });
        let cells = vec![cell(None), cell(Some(0.2)), cell(Some(0.05)), None];
        let heat = Heat::of("id", "c", Vec::new(), vec![("a".into(), "1".into(), cells)]);
        let strengths: Vec<Option<&str>> =
            heat.rows[0].cells.iter().map(|cell| cell.as_ref().map(|cell| cell.strength.as_str())).collect();
        assert_eq!(strengths, [Some("0"), Some("45"), Some("11.2"), None]);
        let page = heat.render().unwrap();
        assert!(page.contains("not known yet") && !page.contains("<b>"), "{page}");
    }
}
