//! The order of what stands in one layer: so that few arrows cross.

use std::collections::BTreeMap;

/// How often layers are put in order, downwards and upwards in turn.
const SWEEPS: usize = 16;

/// Puts each layer in the order that has the fewest crossings of those tried: each thing goes where the mean of its neighbours in the
/// layer before is. `links` lead from a thing in one layer to one in the next.
pub(super) fn untangle(layers: &mut Vec<Vec<usize>>, links: &[(usize, usize)]) {
    let (mut best, mut fewest) = (layers.clone(), crossings(layers, links));
    for sweep in 0..SWEEPS {
        let downwards = sweep % 2 == 0;
        let count = layers.len();
        for step in 1..count {
            let (fixed, moved) = if downwards { (step - 1, step) } else { (count - step, count - 1 - step) };
            let places = places_of(layers.get(fixed).map(Vec::as_slice).unwrap_or_default());
            let Some(layer) = layers.get_mut(moved) else { continue };
            let own = places_of(layer);
            let mean = |one: usize| {
                let neighbours = links.iter().filter_map(|(upper, lower)| {
                    if downwards {
                        (*lower == one).then(|| places.get(upper)).flatten()
                    } else {
                        (*upper == one).then(|| places.get(lower)).flatten()
                    }
                });
                let (sum, number) =
                    neighbours.fold((0.0, 0.0), |(sum, number), place| (sum + place, number + 1.0));
                if number > 0.0 { sum / number } else { own.get(&one).copied().unwrap_or_default() }
            };
            let mut keyed: Vec<(f64, usize)> = layer.iter().map(|one| (mean(*one), *one)).collect();
            keyed.sort_by(|one, other| one.0.total_cmp(&other.0));
            *layer = keyed.into_iter().map(|(_, one)| one).collect();
        }
        let crossed = crossings(layers, links);
        if crossed < fewest {
            (best, fewest) = (layers.clone(), crossed);
        }
    }
    *layers = best;
}

#[expect(clippy::cast_precision_loss, reason = "places in a picture")]
fn places_of(layer: &[usize]) -> BTreeMap<usize, f64> {
    layer.iter().enumerate().map(|(place, one)| (*one, place as f64)).collect()
}

/// Returns how many pairs of links between neighbouring layers cross.
pub(super) fn crossings(layers: &[Vec<usize>], links: &[(usize, usize)]) -> usize {
    let mut crossed = 0;
    for (upper, lower) in layers.iter().zip(layers.iter().skip(1)) {
        let (upper, lower) = (places_of(upper), places_of(lower));
        let between = links.iter().filter_map(|(from, to)| Some((*upper.get(from)?, *lower.get(to)?)));
        let between: Vec<(f64, f64)> = between.collect();
        for (place, one) in between.iter().enumerate() {
            let later = between.iter().skip(place + 1);
            crossed += later.filter(|other| (one.0 - other.0) * (one.1 - other.1) < 0.0).count();
        }
    }
    crossed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_crosses_is_untangled() {
        let mut layers = vec![vec![0, 1], vec![2, 3]];
        let links = [(0, 3), (1, 2)];
        assert_eq!(crossings(&layers, &links), 1);
        untangle(&mut layers, &links);
        assert_eq!(crossings(&layers, &links), 0);
    }
}
