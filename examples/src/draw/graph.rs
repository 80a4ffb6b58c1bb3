//! Directed graphs: boxes in layers from top to bottom, and arrows between them.
//!
//! The layout is our own and deterministic: [`layout`] decides where everything is, [`rank`] which arrows go up.

mod layout;
mod order;
mod rank;

use askama::Template;

use self::layout::{BOX_HEIGHT, BOX_WIDTH, Layout, Place};
use super::decimal;

/// How many characters of a name stand on one line of a box, of which there are two.
const LINE: usize = 20;

/// The height of a label, and the width of one of its characters.
const LABEL_HEIGHT: f64 = 13.0;
const CHARACTER: f64 = 6.2;

/// A box of a graph.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) name: String,
    /// What stands below the name.
    pub(crate) figures: String,
    /// What the box says when asked.
    pub(crate) title: String,
    /// Whether it is a mark such as a beginning or an end, and no step.
    pub(crate) is_mark: bool,
}

/// An arrow of a graph, between two different boxes.
#[derive(Debug, Clone)]
pub(crate) struct Arrow {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// How much goes along it: the heavier, the thicker, and the rather downwards.
    pub(crate) weight: u64,
    /// What stands beside it.
    pub(crate) label: String,
    /// What it says when asked.
    pub(crate) title: String,
    /// How strongly it is coloured, in percent; `None` for a mark's arrow.
    pub(crate) strength: Option<u8>,
}

/// A picture of a directed graph.
#[derive(Debug, Clone, Template)]
#[template(path = "chart/graph.html", whitespace = "minimize")]
pub(crate) struct Graph {
    label: String,
    width: String,
    height: String,
    boxes: Vec<DrawnBox>,
    arrows: Vec<DrawnArrow>,
}

#[derive(Debug, Clone)]
struct DrawnBox {
    class: &'static str,
    title: String,
    x: String,
    y: String,
    width: String,
    height: String,
    middle: String,
    /// Each line of text with its place.
    lines: Vec<(String, &'static str, String)>,
}

#[derive(Debug, Clone)]
struct DrawnArrow {
    title: String,
    path: String,
    head: String,
    width: String,
    style: String,
    label: String,
    label_x: String,
    label_y: String,
    /// What keeps the line from striking the label through: left, top and width.
    behind: [String; 3],
}

impl Graph {
    /// Returns the picture; arrows that name no two different boxes are left out.
    pub(crate) fn of(label: &str, boxes: &[Node], arrows: &[Arrow]) -> Self {
        let is_drawn = |arrow: &&Arrow| arrow.from != arrow.to && arrow.from.max(arrow.to) < boxes.len();
        let arrows: Vec<&Arrow> = arrows.iter().filter(is_drawn).collect();
        let edges: Vec<_> = arrows.iter().map(|arrow| (arrow.from, arrow.to, arrow.weight)).collect();
        let layout = Layout::of(boxes.len(), &edges);
        let heaviest = arrows.iter().map(|arrow| arrow.weight).max().unwrap_or(1);
        let mut labels: Vec<(f64, f64, f64)> = Vec::new();
        let drawn = arrows.iter().zip(&layout.arrows);
        Self {
            label: label.to_owned(),
            width: decimal(layout.width),
            height: decimal(layout.height),
            arrows: drawn.map(|(arrow, points)| drawn_arrow(arrow, points, heaviest, &mut labels)).collect(),
            boxes: boxes.iter().zip(&layout.boxes).map(|(one, place)| drawn_box(one, *place)).collect(),
        }
    }
}

fn drawn_box(one: &Node, Place { x, y }: Place) -> DrawnBox {
    let mut lines: Vec<(String, &'static str)> =
        wrapped(&one.name).into_iter().map(|line| (line, "name")).collect();
    lines.push((one.figures.clone(), "count"));
    let rows = u8::try_from(lines.len()).unwrap_or(u8::MAX);
    let first = y - (f64::from(rows) - 1.0) * 7.0 + 4.0;
    let places = (0_u8..).map(|line| decimal(first + 14.0 * f64::from(line)));
    DrawnBox {
        class: if one.is_mark { "terminal" } else { "step" },
        title: one.title.clone(),
        x: decimal(x - BOX_WIDTH / 2.0),
        y: decimal(y - BOX_HEIGHT / 2.0),
        width: decimal(BOX_WIDTH),
        height: decimal(BOX_HEIGHT),
        middle: decimal(x),
        lines: lines.into_iter().zip(places).map(|((text, class), y)| (text, class, y)).collect(),
    }
}

/// Breaks a name into at most two lines, at a blank or another break if there is one.
fn wrapped(name: &str) -> Vec<String> {
    let characters: Vec<char> = name.chars().collect();
    if characters.len() <= LINE {
        return vec![name.to_owned()];
    }
    let breaks = |character: &char| matches!(character, ' ' | '-' | '/' | '_');
    let first = characters.get(..LINE).unwrap_or_default();
    let at = first.iter().rposition(breaks).map_or(LINE, |place| place + 1);
    let (first, rest) = characters.split_at(at);
    let first: String = first.iter().collect();
    let rest: String = if rest.len() <= LINE {
        rest.iter().collect()
    } else {
        rest.iter().take(LINE - 1).chain(&['…']).collect()
    };
    vec![first.trim_end().to_owned(), rest.trim_start().to_owned()]
}

#[expect(clippy::cast_precision_loss, reason = "a thickness")]
fn drawn_arrow(
    arrow: &Arrow,
    points: &[Place],
    heaviest: u64,
    labels: &mut Vec<(f64, f64, f64)>,
) -> DrawnArrow {
    let width = 1.0 + 5.0 * (arrow.weight as f64 / heaviest.max(1) as f64).sqrt();
    let (mut path, mut head) = (String::new(), String::new());
    for (place, point) in points.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| points.get(place));
        let Some(before) = before else {
            path = format!("M{} {}", decimal(point.x), decimal(point.y));
            continue;
        };
        let is_last = place + 1 == points.len();
        // The head is as long as this, and the line ends where it begins.
        let size = 4.0 + width;
        let down = if point.y > before.y { 1.0 } else { -1.0 };
        let end = if is_last { point.y - down * size } else { point.y };
        let middle = f64::midpoint(before.y, end);
        let curve = format!(
            "C{} {} {} {} {} {}",
            decimal(before.x),
            decimal(middle),
            decimal(point.x),
            decimal(middle),
            decimal(point.x),
            decimal(end)
        );
        path.push_str(&curve);
        if is_last {
            let half = size * 0.6;
            head = format!(
                "M{} {}L{} {}L{} {}Z",
                decimal(point.x),
                decimal(point.y),
                decimal(point.x - half),
                decimal(end),
                decimal(point.x + half),
                decimal(end)
            );
        }
    }
    let half = half_of(&arrow.label);
    let (x, y) = label_place(half, points, labels);
    DrawnArrow {
        title: arrow.title.clone(),
        path,
        head,
        width: decimal(width),
        style: arrow.strength.map(|strength| format!("--strength:{strength}%")).unwrap_or_default(),
        label: arrow.label.clone(),
        label_x: decimal(x),
        label_y: decimal(y + 4.0),
        behind: [x - half - 2.0, y - LABEL_HEIGHT / 2.0, 2.0 * half + 4.0].map(decimal),
    }
}

/// Returns half the width of a label.
#[expect(clippy::cast_precision_loss, reason = "a place in a picture")]
fn half_of(label: &str) -> f64 {
    label.chars().count() as f64 * CHARACTER / 2.0
}

/// Returns a place on the way of an arrow where its label covers no other one, if there is any; its middle otherwise.
fn label_place(half: f64, points: &[Place], labels: &mut Vec<(f64, f64, f64)>) -> (f64, f64) {
    let parts: Vec<(Place, Place)> = points.iter().copied().zip(points.iter().copied().skip(1)).collect();
    let middle = parts.len() / 2;
    let nearest = |place: &usize| place.abs_diff(middle);
    let mut places: Vec<usize> = (0..parts.len()).collect();
    places.sort_by_key(nearest);
    let candidates = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.2, 0.8].into_iter().flat_map(|along| {
        places
            .iter()
            .filter_map(|place| parts.get(*place))
            .map(move |(from, to)| on_curve(*from, *to, along))
            .collect::<Vec<_>>()
    });
    let candidates: Vec<(f64, f64)> = candidates.collect();
    let is_free = |(x, y): &&(f64, f64)| {
        labels.iter().all(|(other_x, other_y, other_half)| {
            (x - other_x).abs() > half + other_half + 2.0 || (y - other_y).abs() > LABEL_HEIGHT
        })
    };
    let found = candidates.iter().find(is_free).or(candidates.first()).copied().unwrap_or_default();
    labels.push((found.0, found.1, half));
    found
}

/// Returns a point of the curve between two points that leaves both straight up or down.
fn on_curve(from: Place, to: Place, along: f64) -> (f64, f64) {
    let rest = 1.0 - along;
    let (start, end) = (rest * rest * (1.0 + 2.0 * along), along * along * (3.0 - 2.0 * along));
    let middle = f64::midpoint(from.y, to.y);
    let y = rest.powi(3) * from.y + 3.0 * rest * along * middle + along.powi(3) * to.y;
    (start * from.x + end * to.x, y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_takes_two_lines_and_no_more() {
        assert_eq!(wrapped("Closed"), ["Closed"]);
        assert_eq!(wrapped("Take in charge the ticket"), ["Take in charge the", "ticket"]);
        assert_eq!(wrapped("abcdefghijklmnopqrstuvwxyz"), ["abcdefghijklmnopqrst", "uvwxyz"]);
        let long = wrapped("first second third fourth fifth sixth seventh");
        assert_eq!(long, ["first second third", "fourth fifth sixth …"]);
    }

    #[test]
    fn a_curve_leaves_one_point_and_reaches_the_other() {
        let (from, to) = (Place { x: 0.0, y: 0.0 }, Place { x: 10.0, y: 20.0 });
        assert_eq!((on_curve(from, to, 0.0), on_curve(from, to, 1.0)), ((0.0, 0.0), (10.0, 20.0)));
        assert_eq!(on_curve(from, to, 0.5), (5.0, 10.0));
    }
}
