//! Figures one below another, a row each: as bars from zero, or as dots on lines between their limits.

use askama::Template;

use super::{Scale, decimal};

const LEFT: f64 = 112.0;
const RIGHT: f64 = 346.0;
const ROW: f64 = 22.0;
/// How high a bar is.
const THICK: f64 = 12.0;
/// How much room there is above the rows, without a mark and with one.
const TOPS: (f64, f64) = (6.0, 16.0);
const LONGEST_NAME: usize = 17;

/// Figures one below another.
#[derive(Debug, Template)]
#[template(path = "chart/rows.html", whitespace = "minimize")]
pub(crate) struct Rows {
    kind: &'static str,
    label: String,
    top: String,
    height: String,
    bottom: String,
    below: String,
    rules: Vec<(String, &'static str, String)>,
    mark: Option<(String, String)>,
    figures: Vec<Row>,
}

/// A figure that a bar shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) figure: f64,
    /// The part of it that is told from the rest, which is paler then.
    pub(crate) part: Option<f64>,
    /// All of it in words.
    pub(crate) text: String,
}

/// A figure that a dot shows.
#[derive(Debug, Clone)]
pub(crate) struct Dot {
    pub(crate) name: String,
    /// `None` where there is no figure.
    pub(crate) figure: Option<f64>,
    pub(crate) limits: Option<(f64, f64)>,
    /// Whether it says little: its dot is hollow.
    pub(crate) is_weak: bool,
    /// All of it in words.
    pub(crate) text: String,
}

#[derive(Debug)]
struct Row {
    y: String,
    bar_y: String,
    text_y: String,
    name: String,
    text: String,
    shapes: Vec<Shape>,
}

#[derive(Debug, PartialEq, Eq)]
enum Shape {
    /// A bar of a class, so wide.
    Bar(&'static str, String),
    /// A line from one place to another.
    Range(String, String),
    /// A dot of a class at a place.
    Dot(&'static str, String),
}

impl Rows {
    /// Returns bars; `label` says what they show. The scale begins at zero.
    pub(crate) fn of_bars(label: &str, scale: &Scale, bars: &[Bar]) -> Self {
        let wide = |figure: f64| decimal(scale.place(figure) * (RIGHT - LEFT));
        let rows = bars.iter().map(|bar| {
            let shapes = match bar.part {
                None => vec![Shape::Bar("observed", wide(bar.figure))],
                Some(part) => {
                    vec![Shape::Bar("rest", wide(bar.figure)), Shape::Bar("observed", wide(part))]
                }
            };
            (bar.name.as_str(), bar.text.as_str(), shapes)
        });
        Self::of("bars", label, scale, None, rows)
    }

    /// Returns dots; `label` says what they show, `mark` is a figure to compare with.
    pub(crate) fn of_dots(label: &str, scale: &Scale, dots: &[Dot], mark: Option<(f64, &str)>) -> Self {
        let across = |figure: f64| decimal(LEFT + scale.place(figure) * (RIGHT - LEFT));
        let rows = dots.iter().map(|dot| {
            let range = dot.limits.map(|(low, high)| Shape::Range(across(low), across(high)));
            let class = if dot.is_weak { "weak" } else { "last" };
            let dot_itself = dot.figure.map(|figure| Shape::Dot(class, across(figure)));
            (dot.name.as_str(), dot.text.as_str(), range.into_iter().chain(dot_itself).collect())
        });
        Self::of("dots", label, scale, mark.map(|(at, text)| (across(at), text.to_owned())), rows)
    }

    fn of<'a>(
        kind: &'static str,
        label: &str,
        scale: &Scale,
        mark: Option<(String, String)>,
        rows: impl Iterator<Item = (&'a str, &'a str, Vec<Shape>)>,
    ) -> Self {
        let top = if mark.is_some() { TOPS.1 } else { TOPS.0 };
        let mut y = top;
        let rows = rows.map(|(name, text, shapes)| {
            y += ROW;
            Row {
                y: decimal(y - ROW / 2.0),
                bar_y: decimal(y - f64::midpoint(ROW, THICK)),
                text_y: decimal(y - ROW / 2.0 + 4.0),
                name: shortened(name),
                text: text.to_owned(),
                shapes,
            }
        });
        let figures: Vec<Row> = rows.collect();
        Self {
            kind,
            label: label.to_owned(),
            top: decimal(top),
            height: decimal(y + 22.0),
            bottom: decimal(y),
            below: decimal(y + 16.0),
            rules: scale.rules(LEFT, RIGHT),
            mark,
            figures,
        }
    }
}

/// Returns a name, cut where there is no room for it.
fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    name.chars().take(LONGEST_NAME - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_figures() {
        let bar = |figure| Bar { name: "a <b>".into(), figure, text: "t".into(), ..Bar::default() };
        let bars = [bar(10.0), bar(5.0), bar(f64::NAN)];
        let bars = Rows::of_bars("x <y>", &Scale::from_zero([10.0]), &bars);
        let shapes: Vec<&[Shape]> = bars.figures.iter().map(|row| row.shapes.as_slice()).collect();
        let wide = |width: &str| [Shape::Bar("observed", width.to_owned())];
        assert_eq!(shapes, [&wide("234"), &wide("117"), &wide("0")]);
        assert_eq!((bars.figures[0].bar_y.as_str(), bars.figures[1].bar_y.as_str()), ("11", "33"));
        let page = bars.render().unwrap();
        assert!(!page.contains("<b>") && !page.contains("<y>"));
    }

    #[test]
    fn a_part_of_a_bar_lies_over_the_whole() {
        let bar = Bar { figure: 10.0, part: Some(5.0), ..Bar::default() };
        let bars = Rows::of_bars("x", &Scale::from_zero([10.0]), &[bar]);
        let [row] = bars.figures.as_slice() else { panic!("one") };
        let shapes = [Shape::Bar("rest", "234".to_owned()), Shape::Bar("observed", "117".to_owned())];
        assert_eq!(row.shapes, shapes);
    }

    #[test]
    fn dots_lie_between_their_limits_one_below_another() {
        let scale = Scale::between(0.0, 100.0, vec![(0.0, "0".to_owned()), (100.0, "100".to_owned())]);
        let dot =
            |figure, limits, is_weak| Dot { name: "a <b>".into(), figure, limits, is_weak, text: "t".into() };
        let dots = [dot(Some(50.0), Some((25.0, 100.0)), false), dot(None, None, true)];
        let dots = Rows::of_dots("x <y>", &scale, &dots, Some((0.0, "goal")));
        let [first, second] = dots.figures.as_slice() else { panic!("two") };
        let range = Shape::Range("170.5".to_owned(), "346".to_owned());
        assert_eq!(first.shapes, [range, Shape::Dot("last", "229".to_owned())]);
        assert_eq!((first.y.as_str(), second.y.as_str()), ("27", "49"));
        assert!(second.shapes.is_empty());
        let page = dots.render().unwrap();
        assert!(!page.contains("<b>") && !page.contains("<y>") && page.contains("goal"));
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(shortened("a name of some length"), "a name of some l…");
    }
}
