//! Movements between two dates.

use Level::{High, Middle, Ordinary};
use crm_segmentation::{Level, Movement, MovementError, Movements};
use proptest::prelude::*;

use crate::support::{dataset, instant, order, rule};

#[test]
fn movements_of_a_data_set_between_two_dates() {
    let dataset = dataset(vec![
        order("C-1", "", "2025-01-05T10:00:00Z", "50 CNY"),
        order("C-2", "", "2025-11-05T10:00:00Z", "40 CNY"),
        order("C-2", "", "2026-03-05T10:00:00Z", "40 CNY"),
        order("C-3", "", "2026-03-06T10:00:00Z", "10 CNY"),
    ]);
    let levels = |as_of| {
        let assessment = rule().assess(&dataset, instant(as_of)).unwrap();
        assessment.verdicts().map(|(code, verdict)| (code, verdict.level)).collect::<Vec<_>>()
    };
    // In December C-2 had one order. In March it has two, of all customers the most spent, and C-1 has none any more.
    let movements =
        Movements::between(levels("2025-12-31T12:00:00Z"), levels("2026-03-31T12:00:00Z")).unwrap();
    let cell = |from, to| Movement { from, to, customers: 1 };
    let expected =
        [cell(None, Some(&Ordinary)), cell(Some(&Ordinary), None), cell(Some(&Ordinary), Some(&Middle))];
    assert_eq!(movements.cells().collect::<Vec<_>>(), expected);
    assert_eq!(movements.rate(&Ordinary, None).unwrap().to_string(), "1/2");
    assert_eq!(
        (movements.before(&Ordinary), movements.after(&Ordinary), movements.after(&Middle)),
        (2, 1, 1)
    );
    assert_eq!(movements.rate(&High, None), None, "nobody was high");
}

#[test]
fn customer_that_is_listed_twice_is_refused() {
    let (once, twice) = (vec![("C-1", High)], vec![("C-1", High), ("C-2", High), ("C-1", High)]);
    assert_eq!(Movements::between(twice.clone(), once.clone()), Err(MovementError::TwiceBefore));
    assert_eq!(Movements::between(once, twice), Err(MovementError::TwiceAfter));
}

#[test]
fn nobody_moves_where_nobody_is() {
    let nobody = Movements::between::<u8>([], []).unwrap();
    assert_eq!(nobody, Movements::<Level>::default());
    assert_eq!((nobody.cells().count(), nobody.kept(), nobody.entered()), (0, 0, 0));
}

#[test]
fn undetermined_can_be_a_label() {
    let movements = Movements::between([(1, Some(High)), (2, None)], [(1, None), (2, Some(High))]).unwrap();
    assert_eq!((movements.left(), movements.entered()), (0, 0));
    assert_eq!(movements.count(Some(&Some(High)), Some(&None)), 1);
}

fn any_list() -> impl Strategy<Value = Vec<(u8, Level)>> {
    prop::collection::btree_map(0..30_u8, prop::sample::select(Level::ALL.to_vec()), 0..30)
        .prop_map(|list| list.into_iter().collect())
}

proptest! {
    #[test]
    fn prop_cells_add_up_to_both_lists(before in any_list(), after in any_list()) {
        let movements = Movements::between(before.clone(), after.clone()).unwrap();
        for level in Level::ALL {
            let listed = |list: &[(u8, Level)]| list.iter().filter(|(_, other)| *other == level).count() as u64;
            prop_assert_eq!((movements.before(&level), movements.after(&level)), (listed(&before), listed(&after)));
        }
        let stayed = movements.raised() + movements.kept() + movements.lowered();
        prop_assert_eq!(stayed + movements.left(), before.len() as u64);
        prop_assert_eq!(stayed + movements.entered(), after.len() as u64);
    }

    #[test]
    fn prop_parts_merged_equal_the_whole(before in any_list(), after in any_list(), cut in 0..30_u8) {
        let part = |is_part: fn(u8, u8) -> bool| {
            let of = |list: &[(u8, Level)]| list.iter().copied().filter(|(key, _)| is_part(*key, cut)).collect::<Vec<_>>();
            Movements::between(of(&before), of(&after)).unwrap()
        };
        let (first, rest) = (part(|key, cut| key < cut), part(|key, cut| key >= cut));
        let mut turned = after.clone();
        turned.reverse();
        let whole = Movements::between(before.clone(), turned).unwrap();
        prop_assert_eq!(&first.clone().merge(rest.clone()), &whole);
        prop_assert_eq!(&rest.merge(first), &whole);
        prop_assert_eq!(&whole.clone().merge(Movements::default()), &whole);
    }
}
