//! Where a change and a gap come from.

use std::collections::BTreeMap;

use crm_kpi::decomposition::{Change, DecompositionError, Gap};
use crm_kpi::{NpsTally, Side};
use crm_model::Ratio;
use proptest::collection::vec;
use proptest::prelude::*;

fn ratio(part: i128, whole: i128) -> Ratio {
    Ratio::new(part, whole).unwrap()
}

/// The sum of values by plain cross-multiplication.
fn plain_sum(values: impl IntoIterator<Item = Ratio>) -> Ratio {
    values.into_iter().fold(ratio(0, 1), |sum, value| {
        let ((a, b), (c, d)) = (sum.parts(), value.parts());
        let (part, whole) = (a * d + c * b, b * d);
        let divisor = (1..).scan((part.abs(), whole), |(x, y), _| {
            if *y == 0 {
                return None;
            }
            (*x, *y) = (*y, *x % *y);
            Some(*x)
        });
        let divisor = divisor.last().unwrap_or(1);
        ratio(part / divisor, whole / divisor)
    })
}

#[test]
fn effects_by_hand() {
    // Before: 30/40 and 10/60, in all 40/100. After: 40/50 and 20/50, in all 60/100.
    let change = Change::between([
        ("a", Ratio::new(30, 40), Ratio::new(40, 50)),
        ("b", Ratio::new(10, 60), Ratio::new(20, 50)),
    ])
    .unwrap();
    assert_eq!((change.before(), change.after(), change.total()), (ratio(2, 5), ratio(3, 5), ratio(1, 5)));
    let [a, b] = change.effects() else { panic!("two segments") };
    // a: mean weight 0.45 × (0.80 − 0.75); weight +0.10 × (0.775 − 0.50).
    assert_eq!((a.rate, a.mix), (ratio(225, 10_000), ratio(275, 10_000)));
    // b: mean weight 0.55 × (2/5 − 1/6) = 0.12833…; weight −0.10 × (17/60 − 1/2) = 0.021666…
    assert_eq!((b.rate, b.mix), (ratio(77, 600), ratio(13, 600)));
    assert_eq!(plain_sum([a.contribution, b.contribution]), change.total());
    assert_eq!(change.ranked().iter().map(|effect| effect.segment).collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn every_rate_rises_and_the_whole_falls() {
    let change = Change::between([
        ("easy", Ratio::new(81, 90), Ratio::new(10, 10)),
        ("hard", Ratio::new(1, 10), Ratio::new(18, 90)),
    ])
    .unwrap();
    assert!(change.effects().iter().all(|effect| effect.rate > ratio(0, 1)));
    assert_eq!(change.total(), ratio(28 - 82, 100));
    assert!(change.mix().unwrap() < change.total());
}

#[test]
fn new_and_vanished_segments_have_a_mix_effect_only() {
    let change = Change::between([
        ("old", Ratio::new(1, 10), None),
        ("both", Ratio::new(8, 10), Ratio::new(8, 10)),
        ("new", None, Ratio::new(10, 10)),
    ])
    .unwrap();
    assert!(change.effects().iter().all(|effect| effect.rate == ratio(0, 1)));
    assert_eq!(change.mix(), Some(change.total()));
    assert_eq!(change.total(), ratio(9, 20)); // 9/20 before, 18/20 after
}

#[test]
fn growth_of_a_segment_like_the_whole_changes_nothing() {
    // `a` has the rate of the whole before and after, and grows tenfold.
    let change = Change::between([
        ("a", Ratio::new(5, 10), Ratio::new(50, 100)),
        ("b", Ratio::new(2, 10), Ratio::new(2, 10)),
        ("c", Ratio::new(8, 10), Ratio::new(8, 10)),
    ])
    .unwrap();
    assert!(
        change.effects().iter().find(|effect| effect.segment == "a").unwrap().contribution == ratio(0, 1)
    );
    assert_eq!(change.total(), ratio(0, 1));
}

#[test]
fn g1_net_promoter_scores_decompose_too() {
    let score = |detractors, passives, promoters| NpsTally { detractors, passives, promoters }.score();
    let change =
        Change::between([("a", score(15, 25, 60), score(20, 10, 70)), ("b", score(2, 11, 18), None)])
            .unwrap();
    assert_eq!(change.before(), ratio(100 * (78 - 17), 131));
    assert_eq!(change.after(), ratio(50, 1));
    assert_eq!(plain_sum(change.effects().iter().map(|effect| effect.contribution)), change.total());
}

#[test]
fn a_segment_that_comes_twice_is_put_together() {
    let twice = [("a", Ratio::new(1, 2), Ratio::new(1, 4)), ("a", Ratio::new(1, 2), Ratio::new(1, 4))];
    let once = [("a", Ratio::new(2, 4), Ratio::new(2, 8))];
    let change = Change::between(twice).unwrap();
    assert_eq!(change, Change::between(once).unwrap());
    assert_eq!(change.effects().len(), 1);
    assert_eq!(change.before().parts(), (2, 4)); // as counted
}

#[test]
fn k1_nothing_before_or_after_has_no_change() {
    let none: [(&str, Option<Ratio>, Option<Ratio>); 1] = [("a", None, Ratio::new(1, 2))];
    assert_eq!(Change::between(none), Err(DecompositionError::NothingBefore));
    assert_eq!(Change::between([("a", Ratio::new(1, 2), None)]), Err(DecompositionError::NothingAfter));
    assert_eq!(Gap::to(Side::AtLeast, ratio(1, 2), [("a", None)]), Err(DecompositionError::NothingAfter));
}

#[test]
fn k35_a_product_beyond_128_bits_is_an_error() {
    let huge = (1_i128 << 90) - 1;
    let change = Change::between([
        ("a", Ratio::new(1, huge), Ratio::new(3, huge - 1)),
        ("b", Ratio::new(7, huge - 3), Ratio::new(5, huge - 7)),
    ]);
    assert_eq!(change, Err(DecompositionError::TooLarge));
    let gap = Gap::to(Side::AtLeast, ratio(1, 3), [("a", Ratio::new(0, i128::MAX)), ("b", Ratio::new(0, 1))]);
    assert_eq!(gap, Err(DecompositionError::TooLarge));
}

#[test]
fn lower_is_better_lacks_what_is_too_much() {
    // Handling times in hours: 8 hours wanted; 40 h of 4 cases and 18 h of 3.
    let gap =
        Gap::to(Side::AtMost, ratio(8, 1), [("a", Ratio::new(40, 4)), ("b", Ratio::new(18, 3))]).unwrap();
    assert_eq!(gap.missing(), ratio(2, 1));
    let ranked: Vec<_> =
        gap.ranked().into_iter().map(|lack| (lack.segment, lack.missing, lack.share)).collect();
    assert_eq!(ranked, [("a", ratio(8, 1), Ratio::new(4, 1)), ("b", ratio(-6, 1), Ratio::new(-3, 1))]);
}

#[test]
fn a_target_that_is_met_is_no_gap_to_share() {
    let gap =
        Gap::to(Side::AtLeast, ratio(1, 2), [("a", Ratio::new(1, 4)), ("b", Ratio::new(4, 4))]).unwrap();
    assert_eq!(gap.missing(), ratio(-1, 1));
    assert!(gap.segments().iter().all(|lack| lack.share.is_none()));
    assert_eq!(gap.ranked()[0].segment, "a");
}

type Cell = (u8, Option<(i128, i128)>, Option<(i128, i128)>);
type Cells = Vec<Cell>;

fn cells() -> impl Strategy<Value = Cells> {
    let parts = || prop::option::of((-50..50_i128, 1..30_i128));
    vec((0..5_u8, parts(), parts()), 1..7)
}

fn of(cells: &Cells) -> Vec<(u8, Option<Ratio>, Option<Ratio>)> {
    let ratio = |parts: Option<(i128, i128)>| parts.and_then(|(part, whole)| Ratio::new(part, whole));
    cells.iter().map(|(segment, before, after)| (*segment, ratio(*before), ratio(*after))).collect()
}

proptest! {
    #[test]
    fn prop_effects_add_up_to_the_change(cells in cells()) {
        if let Ok(change) = Change::between(of(&cells)) {
            let total = |at: fn(&Cell) -> Option<(i128, i128)>| {
                cells.iter().filter_map(at).fold((0, 0), |(x, n), (part, whole)| (x + part, n + whole))
            };
            let ((x0, n0), (x1, n1)) = (total(|cell| cell.1), total(|cell| cell.2));
            prop_assert_eq!(change.total(), ratio(x1 * n0 - x0 * n1, n0 * n1));
            prop_assert_eq!(plain_sum(change.effects().iter().map(|effect| effect.contribution)), change.total());
            for effect in change.effects() {
                prop_assert_eq!(plain_sum([effect.mix, effect.rate]), effect.contribution);
            }
            prop_assert_eq!(plain_sum([change.mix().unwrap(), change.rate().unwrap()]), change.total());
        }
    }

    #[test]
    fn prop_before_and_after_change_places_by_a_change_of_sign(cells in cells()) {
        let turned: Vec<_> = of(&cells).into_iter().map(|(segment, before, after)| (segment, after, before)).collect();
        if let (Ok(there), Ok(back)) = (Change::between(of(&cells)), Change::between(turned)) {
            for (one, other) in there.effects().iter().zip(back.effects()) {
                prop_assert_eq!(plain_sum([one.mix, other.mix]), ratio(0, 1));
                prop_assert_eq!(plain_sum([one.rate, other.rate]), ratio(0, 1));
            }
        }
    }

    #[test]
    fn prop_the_order_of_segments_does_not_matter(cells in cells()) {
        let mut turned = of(&cells);
        turned.reverse();
        prop_assert_eq!(Change::between(of(&cells)), Change::between(turned));
    }

    #[test]
    fn prop_what_segments_lack_adds_up(cells in cells(), part in -100..100_i128, whole in 1..20_i128, upward: bool) {
        let side = if upward { Side::AtLeast } else { Side::AtMost };
        let values = of(&cells).into_iter().map(|(segment, before, _)| (segment, before));
        if let Ok(gap) = Gap::to(side, ratio(part, whole), values) {
            prop_assert_eq!(plain_sum(gap.segments().iter().map(|lack| lack.missing)), gap.missing());
            let mut of_segment = BTreeMap::new();
            for (segment, before, _) in &cells {
                let (x, n) = of_segment.entry(*segment).or_insert((0, 0));
                let (part, whole) = before.unwrap_or((0, 0));
                (*x, *n) = (*x + part, *n + whole);
            }
            for lack in gap.segments() {
                let (x, n) = of_segment[&lack.segment];
                let missing = if upward { part * n - x * whole } else { x * whole - part * n };
                prop_assert_eq!(lack.missing, ratio(missing, whole));
            }
            if gap.missing() > ratio(0, 1) {
                prop_assert_eq!(plain_sum(gap.segments().iter().map(|lack| lack.share.unwrap())), ratio(1, 1));
            }
        }
    }
}
