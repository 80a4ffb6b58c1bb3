//! Figures as bars from zero, one row each.

use askama::Template;

use super::dots::{LEFT, RIGHT, shortened};
use super::{Scale, decimal};

const TOP: f64 = 6.0;
const ROW: f64 = 22.0;
/// How high a bar is.
const THICK: f64 = 12.0;

/// Figures as bars from zero.
#[derive(Debug, Template)]
#[template(path = "chart/bars.html", whitespace = "minimize")]
pub(crate) struct Bars {
    label: String,
    height: String,
    bottom: String,
    below: String,
    rules: Vec<(String, &'static str, String)>,
    rows: Vec<Row>,
}

/// One figure.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) figure: f64,
    /// All of it in words.
    pub(crate) text: String,
}

#[derive(Debug)]
struct Row {
    y: String,
    text_y: String,
    name: String,
    text: String,
    width: String,
}

impl Bars {
    /// Returns the bars; `label` says what they show. The scale begins at zero.
    pub(crate) fn of(label: &str, scale: &Scale, bars: &[Bar]) -> Self {
        let mut y = TOP;
        let rows = bars.iter().map(|bar| {
            y += ROW;
            Row {
                y: decimal(y - (ROW + THICK) / 2.0),
                text_y: decimal(y - ROW / 2.0 + 4.0),
                name: shortened(&bar.name),
                text: bar.text.clone(),
                width: decimal(scale.place(bar.figure) * (RIGHT - LEFT)),
            }
        });
        let rows: Vec<Row> = rows.collect();
        Self {
            label: label.to_owned(),
            height: decimal(y + 22.0),
            bottom: decimal(y),
            below: decimal(y + 16.0),
            rules: scale.rules(LEFT, RIGHT),
            rows,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_figures() {
        let bar = |figure| Bar { name: "a <b>".into(), figure, text: "t".into() };
        let bars = Bars::of("x <y>", &Scale::from_zero([10.0]), &[bar(10.0), bar(5.0), bar(f64::NAN)]);
        let widths: Vec<&str> = bars.rows.iter().map(|row| row.width.as_str()).collect();
        assert_eq!(widths, ["234", "117", "0"]);
        assert_eq!((bars.rows[0].y.as_str(), bars.rows[1].y.as_str()), ("11", "33"));
        let page = bars.render().unwrap();
        assert!(!page.contains("<b>") && !page.contains("<y>"));
    }
}
