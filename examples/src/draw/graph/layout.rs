//! Where boxes and arrows are: layers from top to bottom, by Sugiyama's steps.

use std::collections::BTreeMap;

use super::order::untangle;
use super::rank::{Edge, ranks};

pub(super) const BOX_WIDTH: f64 = 138.0;
pub(super) const BOX_HEIGHT: f64 = 50.0;
/// Between two boxes of a layer, and beside an arrow that passes a layer.
const GAP: f64 = 26.0;
/// How wide an arrow is that passes a layer, with room for its label.
const PASSING: f64 = 56.0;
/// From the middle of a layer to that of the next.
const LAYER: f64 = 122.0;
const MARGIN: f64 = 6.0;
/// The part of a box's width at which arrows begin and end.
const PORTS: f64 = 0.7;
/// How often boxes are drawn towards their neighbours.
const ROUNDS: usize = 12;

/// A point of the picture; of a box, its middle.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Place {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// Where everything is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout {
    pub(super) boxes: Vec<Place>,
    /// The points through which each arrow goes, in its own direction.
    pub(super) arrows: Vec<Vec<Place>>,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Layout {
    /// Returns the layout of so many boxes and arrows between different ones.
    #[expect(clippy::cast_precision_loss, reason = "places in a picture")]
    pub(super) fn of(boxes: usize, edges: &[Edge]) -> Self {
        let ranks = ranks(boxes, edges);
        let rank = |one: usize| ranks.get(one).copied().unwrap_or_default();
        let mut layers: Vec<Vec<usize>> = vec![Vec::new(); ranks.iter().max().map_or(0, |last| last + 1)];
        for one in 0..boxes {
            push(&mut layers, rank(one), one);
        }
        // What an arrow passes on its way through other layers counts as a thing there; each way leads downwards.
        let (mut things, mut links) = (boxes, Vec::new());
        let mut ways: Vec<(bool, Vec<usize>)> = Vec::new();
        for (from, to, _) in edges {
            let is_down = rank(*from) < rank(*to);
            let (upper, lower) = if is_down { (*from, *to) } else { (*to, *from) };
            let mut way = vec![upper];
            for layer in rank(upper) + 1..rank(lower) {
                push(&mut layers, layer, things);
                way.push(things);
                things += 1;
            }
            way.push(lower);
            links.extend(way.iter().copied().zip(way.iter().copied().skip(1)));
            ways.push((is_down, way));
        }
        untangle(&mut layers, &links);
        let x = across(&layers, &links, boxes, things);
        let place = |thing: usize| x.get(thing).copied().unwrap_or_default();
        let left = (0..things).map(|thing| place(thing) - half(thing, boxes)).fold(f64::INFINITY, f64::min);
        let right = (0..things).map(|thing| place(thing) + half(thing, boxes)).fold(0.0, f64::max);
        let shift = if left.is_finite() { MARGIN - left } else { MARGIN };
        let y = |layer: usize| MARGIN + BOX_HEIGHT / 2.0 + LAYER * layer as f64;
        let placed: Vec<Place> =
            (0..boxes).map(|one| Place { x: place(one) + shift, y: y(rank(one)) }).collect();
        let ports = ports(&ways, &placed, |thing| place(thing) + shift);
        let arrows = ways.iter().zip(&ports).map(|((is_down, way), (top, bottom))| {
            let inner = way.get(1..way.len().saturating_sub(1)).unwrap_or_default();
            let first = way.first().map_or(0, |one| rank(*one));
            let mut points = vec![*top];
            for (thing, layer) in inner.iter().zip(first + 1..) {
                points.push(Place { x: place(*thing) + shift, y: y(layer) });
            }
            points.push(*bottom);
            if !is_down {
                points.reverse();
            }
            points
        });
        let arrows = arrows.collect();
        let height = y(layers.len().saturating_sub(1)) + BOX_HEIGHT / 2.0 + MARGIN;
        Self { boxes: placed, arrows, width: right + shift + MARGIN, height }
    }
}

fn push(layers: &mut [Vec<usize>], layer: usize, thing: usize) {
    if let Some(layer) = layers.get_mut(layer) {
        layer.push(thing);
    }
}

/// Returns half the width of a thing.
const fn half(thing: usize, boxes: usize) -> f64 {
    if thing < boxes { BOX_WIDTH / 2.0 } else { PASSING / 2.0 }
}

/// Returns where each thing is across the picture: near its neighbours above and below, and in the order of its layer.
fn across(layers: &[Vec<usize>], links: &[(usize, usize)], boxes: usize, things: usize) -> Vec<f64> {
    let mut x = vec![0.0; things];
    let (mut above, mut below): (BTreeMap<usize, Vec<usize>>, BTreeMap<usize, Vec<usize>>) =
        Default::default();
    for (upper, lower) in links {
        above.entry(*lower).or_default().push(*upper);
        below.entry(*upper).or_default().push(*lower);
    }
    for layer in layers {
        let wanted: Vec<f64> = layer.iter().map(|_| 0.0).collect();
        settle(layer, &wanted, boxes, &mut x);
    }
    for round in 0..ROUNDS {
        let both = round + 2 >= ROUNDS;
        let downwards = round % 2 == 0;
        let count = layers.len();
        for step in 0..count {
            let place = if downwards { step } else { count - 1 - step };
            let layer = layers.get(place).map(Vec::as_slice).unwrap_or_default();
            let wanted: Vec<f64> = layer
                .iter()
                .map(|thing| {
                    let of = |side: &BTreeMap<usize, Vec<usize>>, wanted: bool| {
                        side.get(thing).filter(|_| wanted).cloned().unwrap_or_default()
                    };
                    let near = [of(&above, downwards || both), of(&below, !downwards || both)].concat();
                    let found: Vec<f64> = near.iter().filter_map(|other| x.get(*other).copied()).collect();
                    if found.is_empty() {
                        return x.get(*thing).copied().unwrap_or_default();
                    }
                    #[expect(clippy::cast_precision_loss, reason = "places in a picture")]
                    let number = found.len() as f64;
                    found.iter().sum::<f64>() / number
                })
                .collect();
            settle(layer, &wanted, boxes, &mut x);
        }
    }
    x
}

/// Puts the things of a layer as near as possible to where they are wanted, by the sum of squares, without overlap and in their
/// order: neighbours that would overlap move as one.
fn settle(layer: &[usize], wanted: &[f64], boxes: usize, x: &mut [f64]) {
    // Each thing's least distance from the first.
    let mut offsets = Vec::with_capacity(layer.len());
    let mut reach = 0.0;
    for (place, thing) in layer.iter().enumerate() {
        if let Some(before) = place.checked_sub(1).and_then(|place| layer.get(place)) {
            reach += half(*before, boxes) + GAP + half(*thing, boxes);
        }
        offsets.push(reach);
    }
    // Groups that move as one: the sum of what is wanted, how many, and so their mean.
    let mut groups: Vec<(f64, f64)> = Vec::new();
    for (wanted, offset) in wanted.iter().zip(&offsets) {
        groups.push((wanted - offset, 1.0));
        while let [.., one, other] = groups.as_slice() {
            if one.0 / one.1 <= other.0 / other.1 {
                break;
            }
            let joined = (one.0 + other.0, one.1 + other.1);
            groups.truncate(groups.len() - 2);
            groups.push(joined);
        }
    }
    let mut things = layer.iter().zip(&offsets);
    for (sum, number) in groups {
        let mut left = number;
        while left > 0.5 {
            let Some((thing, offset)) = things.next() else { return };
            if let Some(x) = x.get_mut(*thing) {
                *x = sum / number + offset;
            }
            left -= 1.0;
        }
    }
}

/// Returns where each way leaves its upper box and reaches its lower one: side by side, in the order of where they go.
fn ports(ways: &[(bool, Vec<usize>)], boxes: &[Place], x: impl Fn(usize) -> f64) -> Vec<(Place, Place)> {
    let mut ports = vec![(Place::default(), Place::default()); ways.len()];
    for (one, place) in boxes.iter().enumerate() {
        for is_top in [true, false] {
            let near = |way: &[usize]| match (is_top, way) {
                (false, [first, next, ..]) if *first == one => Some(*next),
                (true, [.., before, last]) if *last == one => Some(*before),
                _ => None,
            };
            let mut here: Vec<(f64, usize)> = ways
                .iter()
                .enumerate()
                .filter_map(|(way, (_, things))| Some((x(near(things)?), way)))
                .collect();
            here.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
            #[expect(clippy::cast_precision_loss, reason = "places in a picture")]
            let number = here.len() as f64;
            for ((_, way), rank) in here.into_iter().zip(0_u32..) {
                let along = (f64::from(rank) + 0.5) / number - 0.5;
                let side = if is_top { -BOX_HEIGHT / 2.0 } else { BOX_HEIGHT / 2.0 };
                let port = Place { x: place.x + along * PORTS * BOX_WIDTH, y: place.y + side };
                if let Some((upper, lower)) = ports.get_mut(way) {
                    *(if is_top { lower } else { upper }) = port;
                }
            }
        }
    }
    ports
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn prop_no_two_boxes_overlap_and_arrows_end_at_their_boxes(
            boxes in 1..9_usize,
            edges in vec((0..9_usize, 0..9_usize, 1..50_u64), 0..24),
        ) {
            let edges: Vec<Edge> =
                edges.into_iter().filter(|(from, to, _)| from != to && *from.max(to) < boxes).collect();
            let layout = Layout::of(boxes, &edges);
            prop_assert_eq!(&layout, &Layout::of(boxes, &edges));
            for (place, one) in layout.boxes.iter().enumerate() {
                prop_assert!(one.x - BOX_WIDTH / 2.0 >= 0.0 && one.x + BOX_WIDTH / 2.0 <= layout.width);
                prop_assert!(one.y + BOX_HEIGHT / 2.0 <= layout.height);
                for other in layout.boxes.iter().skip(place + 1) {
                    let (x, y) = ((one.x - other.x).abs(), (one.y - other.y).abs());
                    prop_assert!(x >= BOX_WIDTH || y >= BOX_HEIGHT, "{:?}", layout);
                }
            }
            for ((from, to, _), points) in edges.iter().zip(&layout.arrows) {
                for (one, point) in [(from, points.first()), (to, points.last())] {
                    let (one, point) = (layout.boxes[*one], *point.unwrap());
                    prop_assert!((one.x - point.x).abs() <= BOX_WIDTH / 2.0);
                    prop_assert!(((one.y - point.y).abs() - BOX_HEIGHT / 2.0).abs() < 1e-9);
                }
            }
        }
    }
}
