//! Curves over one axis.

use askama::Template;

use super::{Scale, decimal};

/// The area of the curves inside the picture, in its own units.
const LEFT: f64 = 44.0;
const RIGHT: f64 = 352.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 190.0;

/// Curves over one axis.
#[derive(Debug, Template)]
#[template(path = "chart/curves.html", whitespace = "minimize")]
pub(crate) struct Curves {
    label: String,
    across: Vec<Rule>,
    down: Vec<Text>,
    areas: Vec<String>,
    lines: Vec<Line>,
    dots: Vec<Dot>,
    mark: Option<Text>,
}

/// A point that is drawn, with what it says.
#[derive(Debug)]
struct Dot {
    x: String,
    y: String,
    text: String,
    stands_out: bool,
}

/// One curve.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    pub(crate) style: Style,
    /// Where the curve goes through, from left to right; it breaks at what is no number.
    pub(crate) points: Vec<(f64, f64)>,
    /// Limits below and above, at the same places, which are shaded.
    pub(crate) limits: Vec<(f64, f64)>,
}

/// How a curve looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Solid,
    Dashed,
}

/// A place on the axis across that is marked by a line down.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub(crate) at: f64,
    pub(crate) text: String,
}

#[derive(Debug)]
struct Rule {
    y: String,
    text_y: String,
    text: String,
}

#[derive(Debug)]
struct Text {
    x: String,
    anchor: &'static str,
    words: String,
}

#[derive(Debug)]
struct Line {
    class: &'static str,
    points: String,
}

impl Curves {
    /// Returns the curves; `label` says what they show.
    pub(crate) fn of(label: &str, x: &Scale, y: &Scale, series: &[Series], mark: Option<&Mark>) -> Self {
        let height = |figure: f64| BOTTOM - y.place(figure) * (BOTTOM - TOP);
        let width = |figure: f64| LEFT + x.place(figure) * (RIGHT - LEFT);
        let point = |(at, figure): (f64, f64)| format!("{},{}", decimal(width(at)), decimal(height(figure)));
        let joined = |points: &[(f64, f64)]| points.iter().copied().map(point).collect::<Vec<_>>().join(" ");
        let across = y.marks.iter().map(|(at, text)| Rule {
            y: decimal(height(*at)),
            text_y: decimal(height(*at) + 4.0),
            text: text.clone(),
        });
        let down = x.marks.iter().map(|(at, text)| text_at(width(*at), text));
        let area = |series: &Series| {
            let places = series.points.iter().zip(&series.limits);
            let known = places.filter(|(_, limits)| limits.0.is_finite() && limits.1.is_finite());
            let known: Vec<(f64, (f64, f64))> = known.map(|(point, limits)| (point.0, *limits)).collect();
            let upper = known.iter().map(|(at, limits)| (*at, limits.1));
            let lower = known.iter().rev().map(|(at, limits)| (*at, limits.0));
            joined(&upper.chain(lower).collect::<Vec<_>>())
        };
        let lines = series.iter().flat_map(|series| {
            let class = if series.style == Style::Solid { "solid" } else { "dashed" };
            let runs = series.points.split(|(_, figure)| !figure.is_finite()).filter(|run| run.len() > 1);
            runs.map(move |run| (class, run))
        });
        Self {
            label: label.to_owned(),
            across: across.collect(),
            down: down.collect(),
            areas: series.iter().map(area).filter(|points| !points.is_empty()).collect(),
            lines: lines.map(|(class, run)| Line { class, points: joined(run) }).collect(),
            dots: Vec::new(),
            mark: mark.map(|mark| text_at(width(mark.at), &mark.text)),
        }
    }

    /// Returns the same with points on the same axes: where they are, what they say, and whether they stand out.
    pub(crate) fn with_dots(
        mut self,
        (x, y): (&Scale, &Scale),
        dots: impl IntoIterator<Item = (f64, f64, String, bool)>,
    ) -> Self {
        self.dots.extend(dots.into_iter().map(|(at, figure, text, stands_out)| Dot {
            x: decimal(LEFT + x.place(at) * (RIGHT - LEFT)),
            y: decimal(BOTTOM - y.place(figure) * (BOTTOM - TOP)),
            text,
            stands_out,
        }));
        self
    }
}

fn text_at(x: f64, text: &str) -> Text {
    let anchor = if x < LEFT + 30.0 {
        "start"
    } else if x > RIGHT - 30.0 {
        "end"
    } else {
        "middle"
    };
    Text { x: decimal(x), anchor, words: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(points: &[(f64, f64)]) -> Series {
        Series { style: Style::Solid, points: points.to_vec(), limits: Vec::new() }
    }

    #[test]
    fn a_curve_goes_from_corner_to_corner_and_breaks_where_there_is_no_figure() {
        let x = Scale::between(0.0, 4.0, vec![(0.0, "first".to_owned()), (4.0, "last".to_owned())]);
        let curve = series(&[(0.0, 0.0), (1.0, 0.5), (2.0, f64::NAN), (3.0, 1.0), (4.0, 1.0)]);
        let curves = Curves::of("x", &x, &Scale::of_shares(), &[curve], None);
        let points: Vec<&str> = curves.lines.iter().map(|line| line.points.as_str()).collect();
        assert_eq!(points, ["44,190 121,102", "275,14 352,14"]);
        assert_eq!((curves.down[0].anchor, curves.down[1].anchor), ("start", "end"));
    }

    #[test]
    fn limits_are_an_area_up_and_back() {
        let x = Scale::between(0.0, 1.0, Vec::new());
        let mut curve = series(&[(0.0, 0.5), (1.0, 0.5)]);
        curve.limits = vec![(0.0, 1.0), (0.0, 1.0)];
        let curves = Curves::of("a <b>", &x, &Scale::of_shares(), &[curve], None);
        assert_eq!(curves.areas, ["44,14 352,14 352,190 44,190"]);
        assert!(!curves.render().unwrap().contains("<b>"));
    }
}
