//! Charts of our own: bars, stacked bars and lines, as SVG inside the page.
//!
//! They name no colour. Lines take `currentColor`, areas a class of the style sheet, so that they follow the reader's
//! choice of light or dark and print well. Each is an image with a text that tells the same numbers.

use askama::Template;

use super::{ShareView, Trend};

/// A share as a bar.
#[derive(Debug, Template)]
#[template(path = "chart/bar.html", whitespace = "minimize")]
pub(crate) struct Bar {
    label: String,
    width: String,
}

impl Bar {
    /// Returns the bar of a share, which says `label` and the percentage.
    pub(crate) fn of(share: &ShareView, label: &str) -> Self {
        Self {
            label: format!("{} {label}", share.percent),
            width: decimal(within(share.fraction, 0.0, 1.0) * Self::LENGTH),
        }
    }

    const LENGTH: f64 = 100.0;
}

/// Shares of a whole, side by side.
#[derive(Debug, Template)]
#[template(path = "chart/stacked.html", whitespace = "minimize")]
pub(crate) struct Stacked {
    label: String,
    segments: Vec<Segment>,
}

/// One of them.
#[derive(Debug)]
struct Segment {
    /// Its place, from 1; style sheets know [`Stacked::SHADES`] of them.
    shade: usize,
    from: String,
    width: String,
}

impl Stacked {
    const LENGTH: f64 = 600.0;
    /// How many shades style sheets know; more segments begin anew.
    pub(crate) const SHADES: usize = 5;

    /// Returns the bar of shares with their names. What passes the whole is cut off.
    pub(crate) fn of<'a>(shares: impl IntoIterator<Item = (&'a str, &'a ShareView)>, label: &str) -> Self {
        let mut from = 0.0;
        let (mut segments, mut texts) = (Vec::new(), Vec::new());
        for (place, (name, share)) in shares.into_iter().enumerate() {
            let width = within(share.fraction, 0.0, 1.0 - from);
            segments.push(Segment {
                shade: place % Self::SHADES + 1,
                from: decimal(from * Self::LENGTH),
                width: decimal(width * Self::LENGTH),
            });
            texts.push(format!("{name} {}", share.percent));
            from += width;
        }
        Self { label: format!("{label}: {}", texts.join(", ")), segments }
    }
}

/// A figure through the periods.
#[derive(Debug, Template)]
#[template(path = "chart/line.html", whitespace = "minimize")]
pub(crate) struct Line {
    label: String,
    size: Size,
    /// The lines between neighbours that both have a figure.
    paths: Vec<String>,
    dots: Vec<Dot>,
    rules: Vec<Rule>,
    target: Option<String>,
    first: String,
    last: String,
}

/// A figure of one period.
#[derive(Debug)]
struct Dot {
    x: String,
    y: String,
    text: String,
    is_last: bool,
}

/// A line across that shows an end of the scale.
#[derive(Debug)]
struct Rule {
    y: String,
    text: String,
    text_y: String,
}

/// How large a line chart is, in its own units.
#[derive(Debug, Clone, Copy)]
struct Size {
    width: f64,
    height: f64,
    /// How far lines keep from left and right.
    edge: f64,
    /// The height of the upper and of the lower end of the scale.
    top: f64,
    bottom: f64,
    class: &'static str,
}

impl Size {
    const LARGE: Self =
        Self { width: 320.0, height: 102.0, edge: 6.0, top: 20.0, bottom: 84.0, class: "chart" };
    const SMALL: Self =
        Self { width: 168.0, height: 50.0, edge: 4.0, top: 5.0, bottom: 32.0, class: "chart spark" };
}

impl Line {
    /// Returns a chart that has room for itself.
    pub(crate) fn large(trend: &Trend, label: &str) -> Self {
        Self::of(trend, label, Size::LARGE)
    }

    /// Returns a chart for the row of a table.
    pub(crate) fn small(trend: &Trend, label: &str) -> Self {
        Self::of(trend, label, Size::SMALL)
    }

    fn of(trend: &Trend, label: &str, size: Size) -> Self {
        let points = trend.last_points();
        let heights = Heights::of(trend, size);
        let count = points.len();
        let placed: Vec<Option<(f64, f64)>> = points
            .iter()
            .enumerate()
            .map(|(place, point)| {
                let value = point.value.filter(|value| value.is_finite())?;
                Some((across(place, count, size), heights.of_figure(value)))
            })
            .collect();
        let last_figure = placed.iter().rposition(Option::is_some);
        let dots = points.iter().zip(&placed).enumerate().filter_map(|(place, (point, at))| {
            let (x, y) = (*at)?;
            let text = format!("{}: {}", point.period, point.text);
            Some(Dot { x: decimal(x), y: decimal(y), text, is_last: Some(place) == last_figure })
        });
        let texts: Vec<String> =
            points.iter().map(|point| format!("{} {}", point.period, point.text)).collect();
        let period =
            |point: Option<&super::Point>| point.map(|point| point.period.clone()).unwrap_or_default();
        Self {
            label: format!("{label}: {}", texts.join(", ")),
            size,
            paths: placed.split(Option::is_none).filter(|run| run.len() > 1).map(path).collect(),
            dots: dots.collect(),
            rules: rules(trend, size),
            target: trend.target.filter(|target| target.is_finite()).map(|at| decimal(heights.of_figure(at))),
            first: period(points.first()),
            last: if count > 1 { period(points.last()) } else { String::new() },
        }
    }
}

/// Returns the lines across: both ends where the scale is given, else the floor alone.
fn rules(trend: &Trend, size: Size) -> Vec<Rule> {
    let rule = |y: f64, text: &str| Rule { y: decimal(y), text: text.to_owned(), text_y: decimal(y - 4.0) };
    match &trend.scale {
        Some(scale) if size.top > 10.0 => {
            vec![rule(size.top, &scale.high_text), rule(size.bottom, &scale.low_text)]
        }
        _ => vec![rule(size.bottom + size.edge, "")],
    }
}

/// From figures to heights.
struct Heights {
    low: f64,
    high: f64,
    size: Size,
}

impl Heights {
    fn of(trend: &Trend, size: Size) -> Self {
        if let Some(scale) = &trend.scale {
            return Self { low: scale.low, high: scale.high, size };
        }
        let figures = trend.last_points().iter().filter_map(|point| point.value).chain(trend.target);
        let figures = || figures.clone().filter(|figure| figure.is_finite());
        let low = figures().fold(f64::INFINITY, f64::min);
        let high = figures().fold(f64::NEG_INFINITY, f64::max);
        Self { low, high, size }
    }

    /// Returns how far below the upper edge a figure lies; in the middle where all figures are the same.
    fn of_figure(&self, figure: f64) -> f64 {
        let Size { top, bottom, .. } = self.size;
        let share = (figure - self.low) / (self.high - self.low);
        let share = if share.is_finite() { within(share, 0.0, 1.0) } else { 0.5 };
        bottom - share * (bottom - top)
    }
}

fn across(place: usize, count: usize, size: Size) -> f64 {
    let steps = |number: usize| u32::try_from(number).map_or(0.0, f64::from);
    let room = size.width - 2.0 * size.edge;
    match count {
        0 | 1 => size.width / 2.0,
        _ => size.edge + room * steps(place) / steps(count - 1),
    }
}

fn path(run: &[Option<(f64, f64)>]) -> String {
    let points: Vec<String> =
        run.iter().flatten().map(|(x, y)| format!("{},{}", decimal(*x), decimal(*y))).collect();
    points.join(" ")
}

/// Returns a number no smaller than `low` and no larger than `high`; what is no number becomes `low`.
fn within(number: f64, low: f64, high: f64) -> f64 {
    if number.is_nan() { low } else { number.min(high).max(low) }
}

/// Returns a number with at most one decimal.
fn decimal(number: f64) -> String {
    let text = format!("{number:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests;
