//! Counts as columns side by side, each of a class of its own.

use askama::Template;

use super::{Scale, decimal};

const LEFT: f64 = 6.0;
const RIGHT: f64 = 354.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 150.0;

/// Counts as columns.
#[derive(Debug, Template)]
#[template(path = "chart/counts.html", whitespace = "minimize")]
pub(crate) struct Counts {
    label: String,
    width: String,
    columns: Vec<Column>,
}

/// How many there are of something.
#[derive(Debug, Clone)]
pub(crate) struct Count {
    pub(crate) name: String,
    pub(crate) figure: f64,
    /// Of which class of the style sheet it is.
    pub(crate) class: &'static str,
    /// What stands above the column.
    pub(crate) text: String,
}

#[derive(Debug)]
struct Column {
    class: &'static str,
    x: String,
    middle: String,
    y: String,
    height: String,
    above: String,
    name: String,
    text: String,
}

impl Counts {
    /// Returns the columns; `label` says what they show.
    pub(crate) fn of(label: &str, counts: &[Count]) -> Self {
        let scale = Scale::from_zero(counts.iter().map(|count| count.figure));
        let number = u32::try_from(counts.len().max(1)).map_or(1.0, f64::from);
        let room = (RIGHT - LEFT) / number;
        let column = |(place, count): (u32, &Count)| {
            let height = scale.place(count.figure) * (BOTTOM - TOP);
            let x = LEFT + room * f64::from(place);
            Column {
                class: count.class,
                x: decimal(x + room * 0.1),
                middle: decimal(x + room * 0.5),
                y: decimal(BOTTOM - height),
                height: decimal(height),
                above: decimal(BOTTOM - height - 4.0),
                name: count.name.clone(),
                text: count.text.clone(),
            }
        };
        let columns = (0..).zip(counts).map(column).collect();
        Self { label: label.to_owned(), width: decimal(room * 0.8), columns }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_on_the_floor() {
        let count = |figure| Count { name: "<b>".into(), figure, class: "good", text: "t".into() };
        let counts = Counts::of("x", &[count(10.0), count(0.0)]);
        let [first, second] = counts.columns.as_slice() else { panic!("two") };
        assert_eq!((first.y.as_str(), first.height.as_str()), ("16", "134"));
        assert_eq!((second.y.as_str(), second.height.as_str()), ("150", "0"));
        assert!(!counts.render().unwrap().contains("<b>"));
    }
}
