//! Pairs of columns side by side: what was observed, and what was expected.

use askama::Template;

use super::{Scale, decimal};

const LEFT: f64 = 44.0;
const RIGHT: f64 = 352.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 190.0;

/// Pairs of columns.
#[derive(Debug, Template)]
#[template(path = "chart/columns.html", whitespace = "minimize")]
pub(crate) struct Columns {
    label: String,
    across: Vec<(String, String, String)>,
    groups: Vec<Group>,
}

/// What was observed of one group, and what was expected.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) observed: f64,
    pub(crate) expected: f64,
    /// Both in words.
    pub(crate) text: String,
}

#[derive(Debug)]
struct Group {
    middle: String,
    name: String,
    text: String,
    width: String,
    observed: Column,
    expected: Column,
}

#[derive(Debug)]
struct Column {
    x: String,
    y: String,
    height: String,
}

impl Columns {
    /// Returns the pairs; `label` says what they show.
    pub(crate) fn of(label: &str, pairs: &[Pair]) -> Self {
        let scale = Scale::from_zero(pairs.iter().flat_map(|pair| [pair.observed, pair.expected]));
        let number = u32::try_from(pairs.len().max(1)).map_or(1.0, f64::from);
        let room = (RIGHT - LEFT) / number;
        let width = room * 0.38;
        let column = |x: f64, figure: f64| {
            let height = scale.place(figure) * (BOTTOM - TOP);
            Column { x: decimal(x), y: decimal(BOTTOM - height), height: decimal(height) }
        };
        let group = |(place, pair): (u32, &Pair)| {
            let middle = LEFT + room * (f64::from(place) + 0.5);
            Group {
                middle: decimal(middle),
                name: pair.name.clone(),
                text: pair.text.clone(),
                width: decimal(width),
                observed: column(middle - width - 1.0, pair.observed),
                expected: column(middle + 1.0, pair.expected),
            }
        };
        let across = scale.marks.iter().map(|(at, text)| {
            let y = BOTTOM - scale.place(*at) * (BOTTOM - TOP);
            (decimal(y), decimal(y + 4.0), text.clone())
        });
        Self {
            label: label.to_owned(),
            across: across.collect(),
            groups: (0..).zip(pairs).map(group).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_on_the_floor_and_side_by_side() {
        let pair = |observed, expected| Pair { name: "0".into(), observed, expected, text: "t <b>".into() };
        let columns = Columns::of("x", &[pair(10.0, 5.0), pair(0.0, f64::NAN)]);
        let [first, second] = columns.groups.as_slice() else { panic!("two") };
        assert_eq!((first.observed.y.as_str(), first.observed.height.as_str()), ("14", "176"));
        assert_eq!((first.expected.y.as_str(), first.expected.height.as_str()), ("102", "88"));
        assert_eq!((second.observed.height.as_str(), second.expected.height.as_str()), ("0", "0"));
        assert_eq!((first.middle.as_str(), second.middle.as_str()), ("121", "275"));
        assert!(!columns.render().unwrap().contains("<b>"));
    }
}
