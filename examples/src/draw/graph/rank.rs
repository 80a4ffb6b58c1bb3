//! Which layer each box is in: the layers of [`ranks`] make as little as possible go upwards.

/// An arrow with its weight.
pub(super) type Edge = (usize, usize, u64);

/// Returns the boxes in an order in which little weight goes backwards: the greedy way of Eades, Lin and Smyth, by weights.
///
/// What nothing comes to is taken first and what nothing leaves last; else the one that gives the most more than it gets. Of
/// equals, the first.
pub(super) fn order(boxes: usize, edges: &[Edge]) -> Vec<usize> {
    let (mut first, mut last) = (Vec::new(), Vec::new());
    let mut left: Vec<usize> = (0..boxes).collect();
    while !left.is_empty() {
        let inside = |edge: &&Edge| left.contains(&edge.0) && left.contains(&edge.1);
        let given = |of: usize| {
            edges.iter().filter(inside).filter(|edge| edge.0 == of).map(|edge| edge.2).sum::<u64>()
        };
        let got = |of: usize| {
            edges.iter().filter(inside).filter(|edge| edge.1 == of).map(|edge| edge.2).sum::<u64>()
        };
        let taken = if let Some(source) = left.iter().copied().find(|one| got(*one) == 0) {
            first.push(source);
            source
        } else if let Some(sink) = left.iter().copied().find(|one| given(*one) == 0) {
            last.push(sink);
            sink
        } else {
            let surplus =
                |one: &usize| (i128::from(given(*one)) - i128::from(got(*one)), std::cmp::Reverse(*one));
            let Some(best) = left.iter().copied().max_by_key(surplus) else { break };
            first.push(best);
            best
        };
        left.retain(|one| *one != taken);
    }
    first.extend(last.into_iter().rev());
    first
}

/// Returns the layer of each box, from 0 at the top: below all from which a downward arrow comes. Arrows against the order count as
/// turned around.
pub(super) fn ranks(boxes: usize, edges: &[Edge]) -> Vec<usize> {
    let order = order(boxes, edges);
    let mut place = vec![0; boxes];
    for (at, one) in order.iter().enumerate() {
        if let Some(place) = place.get_mut(*one) {
            *place = at;
        }
    }
    let at = |one: usize| place.get(one).copied().unwrap_or_default();
    let mut ranks = vec![0_usize; boxes];
    for one in &order {
        let below = edges.iter().filter_map(|(from, to, _)| {
            let (upper, lower) = if at(*from) < at(*to) { (*from, *to) } else { (*to, *from) };
            (upper != lower && lower == *one).then_some(upper)
        });
        let rank = below.filter_map(|upper| ranks.get(upper)).map(|rank| rank + 1).max().unwrap_or_default();
        if let Some(slot) = ranks.get_mut(*one) {
            *slot = rank;
        }
    }
    lowered(ranks, edges)
}

/// Moves what nothing leads to down to just above the first that it leads to: it need not begin at the top.
fn lowered(mut ranks: Vec<usize>, edges: &[Edge]) -> Vec<usize> {
    let rank = |ranks: &[usize], one: usize| ranks.get(one).copied().unwrap_or_default();
    for one in 0..ranks.len() {
        let others = edges.iter().filter_map(|(from, to, _)| match one {
            one if one == *from => Some(*to),
            one if one == *to => Some(*from),
            _ => None,
        });
        // Nothing is above what is in the first layer, so all others are below.
        let below = others.map(|other| rank(&ranks, other)).min();
        if let (0, Some(below), Some(slot)) = (rank(&ranks, one), below, ranks.get_mut(one)) {
            *slot = below.saturating_sub(1);
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lighter_of_two_opposite_arrows_goes_up() {
        assert_eq!(order(2, &[(0, 1, 3), (1, 0, 5)]), [1, 0]);
        assert_eq!(ranks(2, &[(0, 1, 3), (1, 0, 5)]), [1, 0]);
    }

    #[test]
    fn a_layer_is_below_everything_that_leads_to_it() {
        // 0 to 1 to 2, and straight from 0 to 2; back from 2 to 1.
        assert_eq!(ranks(3, &[(0, 1, 9), (1, 2, 8), (0, 2, 1), (2, 1, 2)]), [0, 1, 2]);
        assert_eq!(ranks(3, &[]), [0, 0, 0]);
    }

    #[test]
    fn a_way_in_from_the_side_stands_just_above_where_it_leads() {
        // 0 to 1 to 2, and from 3 to 2.
        assert_eq!(ranks(4, &[(0, 1, 9), (1, 2, 8), (3, 2, 1)]), [0, 1, 2, 1]);
    }
}
