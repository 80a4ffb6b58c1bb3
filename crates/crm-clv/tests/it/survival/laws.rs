//! What holds of every table of survival times.

use std::collections::BTreeMap;

use crm_clv::{LogRank, LogRankError, SurvivalError, SurvivalObservation, SurvivalTable};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{check_figures, sure};

fn rows() -> impl Strategy<Value = Vec<(u8, bool, u8)>> {
    vec((0..12_u8, any::<bool>(), 1..5_u8), 1..40)
}

fn of(rows: &[(u8, bool, u8)]) -> Vec<SurvivalObservation> {
    let row = |(time, event, weight): &(u8, bool, u8)| SurvivalObservation {
        duration: f64::from(*time) / 4.0,
        event: *event,
        weight: f64::from(*weight),
        entry: None,
    };
    rows.iter().map(row).collect()
}

proptest! {
    #[test]
    fn prop_weight_is_repetition(rows in rows()) {
        let repeated = of(&rows).into_iter().flat_map(|row| {
            let alike = SurvivalObservation { weight: 1.0, ..row };
            std::iter::repeat_n(alike, format!("{}", row.weight).parse().unwrap())
        });
        prop_assert_eq!(SurvivalTable::from_observations(repeated), SurvivalTable::from_observations(of(&rows)));
    }

    #[test]
    fn prop_order_of_rows_has_no_influence(
        rows in vec((0..9_u8, any::<bool>(), 1e-3..1e3_f64, proptest::option::of(0.0..1.0_f64)), 1..30),
        seed in any::<u64>(),
    ) {
        let rows: Vec<SurvivalObservation> = rows
            .into_iter()
            .map(|(time, event, weight, entry)| {
                SurvivalObservation { duration: f64::from(time) + 1.0, event, weight, entry }
            })
            .collect();
        let mut others = rows.clone();
        others.sort_by_key(|row| row.weight.to_bits().wrapping_mul(seed | 1));
        let (one, other) = (
            SurvivalTable::from_observations(rows).unwrap(),
            SurvivalTable::from_observations(others).unwrap(),
        );
        check_figures(&one.kaplan_meier(sure()));
        prop_assert_eq!(one.kaplan_meier(sure()), other.kaplan_meier(sure()));
        prop_assert_eq!(one, other);
    }

    #[test]
    fn prop_tables_of_parts_merge_to_the_whole(one in rows(), two in rows(), three in rows()) {
        let table = |rows: &[(u8, bool, u8)]| SurvivalTable::from_observations(of(rows)).unwrap();
        let whole = table(&[one.clone(), two.clone(), three.clone()].concat());
        let (one, two, three) = (table(&one), table(&two), table(&three));
        prop_assert_eq!(&one.merge(&two).unwrap().merge(&three).unwrap(), &whole);
        prop_assert_eq!(&three.merge(&two.merge(&one).unwrap()).unwrap(), &whole);
    }

    #[test]
    fn prop_tables_of_late_entries_merge_too(
        rows in vec((1..9_u8, any::<bool>(), 1..5_u8, proptest::option::of(0..8_u8)), 2..30),
        split in any::<prop::sample::Index>(),
    ) {
        let rows: Vec<SurvivalObservation> = rows
            .into_iter()
            .map(|(time, event, weight, entry)| SurvivalObservation {
                duration: f64::from(time),
                event,
                weight: f64::from(weight),
                entry: entry.filter(|entry| *entry < time).map(f64::from),
            })
            .collect();
        let table = |rows: &[SurvivalObservation]| SurvivalTable::from_observations(rows.iter().copied()).unwrap();
        let (one, two) = rows.split_at(split.index(rows.len() - 1) + 1);
        prop_assert_eq!(table(one).merge(&table(two)).unwrap(), table(&rows));
        prop_assert_eq!(table(two).merge(&table(one)).unwrap(), table(&rows));
    }

    #[test]
    fn prop_without_censoring_it_is_the_share_left(times in vec(0..50_u32, 1..200)) {
        let table = SurvivalTable::from_integer_times(&times, &vec![true; times.len()]).unwrap();
        let curve = table.kaplan_meier(sure());
        let customers = f64::from(u32::try_from(times.len()).unwrap());
        for time in 0..50 {
            let left = u32::try_from(times.iter().filter(|end| **end > time).count()).unwrap();
            let share = f64::from(left) / customers;
            prop_assert_eq!(curve.at(f64::from(time)).map_or(0.0, |survival| survival.value), share);
        }
        let mean = f64::from(times.iter().sum::<u32>()) / customers;
        prop_assert!((curve.restricted_mean(50.0).unwrap().value - mean).abs() < 1e-11);
    }

    #[test]
    fn prop_columns_and_observations_make_one_table(
        rows in vec((prop_oneof![0..40_u32, Just(3_000_000_000), 0..u32::MAX], any::<bool>()), 1..60),
    ) {
        let (times, events): (Vec<u32>, Vec<bool>) = rows.iter().copied().unzip();
        let whole = SurvivalTable::from_integer_times(&times, &events).unwrap();
        let numbers: Vec<f64> = times.iter().map(|time| f64::from(*time)).collect();
        prop_assert_eq!(&SurvivalTable::from_times(&numbers, &events).unwrap(), &whole);
        let observations = numbers.iter().zip(&events).map(|(time, event)| SurvivalObservation {
            event: *event,
            ..SurvivalObservation::event(*time)
        });
        prop_assert_eq!(&SurvivalTable::from_observations(observations).unwrap(), &whole);
    }

    #[test]
    fn prop_curve_is_as_a_plain_product(
        rows in vec((1..15_u8, any::<bool>(), 1..4_u8, proptest::option::of(0..14_u8)), 1..40),
    ) {
        let rows: Vec<(u8, bool, u8, Option<u8>)> = rows
            .into_iter()
            .map(|(time, event, weight, entry)| (time, event, weight, entry.filter(|entry| *entry < time)))
            .collect();
        let table = SurvivalTable::from_observations(rows.iter().map(|(time, event, weight, entry)| SurvivalObservation {
            duration: f64::from(*time),
            event: *event,
            weight: f64::from(*weight),
            entry: entry.map(f64::from),
        }))
        .unwrap();
        let mut events: BTreeMap<u8, u32> = BTreeMap::new();
        for (time, _, weight, _) in rows.iter().filter(|row| row.1) {
            *events.entry(*time).or_default() += u32::from(*weight);
        }
        let curve = table.kaplan_meier(sure());
        let hazards = table.nelson_aalen(sure());
        check_figures(&curve);
        let (mut survival, mut hazard) = (1.0, 0.0);
        prop_assert_eq!(curve.steps().len(), events.len());
        for ((time, left), step) in events.into_iter().zip(curve.steps()) {
            let at_risk: u32 = rows
                .iter()
                .filter(|(end, _, _, entry)| *end >= time && entry.is_none_or(|entry| entry < time))
                .map(|row| u32::from(row.2))
                .sum();
            survival *= 1.0 - f64::from(left) / f64::from(at_risk);
            hazard += f64::from(left) / f64::from(at_risk);
            prop_assert_eq!(step.at_risk, f64::from(at_risk));
            prop_assert!((step.survival.value - survival).abs() < 1e-14);
            prop_assert!((hazards.at(step.time).unwrap().value - hazard).abs() < 1e-13);
        }
        // All times are whole: the area is the sum of the curve at them.
        for horizon in 1..14_u8 {
            let area = (0..horizon).map(|time| curve.at(f64::from(time)).map(|survival| survival.value)).sum::<Option<f64>>();
            match curve.restricted_mean(f64::from(horizon)) {
                Some(mean) => prop_assert!((mean.value - area.unwrap()).abs() < 1e-13),
                None => prop_assert!(f64::from(horizon) > curve.followed_until()),
            }
        }
        for given in 0..8_u8 {
            for further in 0..8_u8 {
                let (given, further) = (f64::from(given), f64::from(further));
                let Some(share) = curve.conditional(given, further) else { continue };
                let (first, last) = (curve.at(given).unwrap(), curve.at(given + further).unwrap());
                prop_assert!((share.value * first.value - last.value).abs() < 1e-15);
                prop_assert!((0.0..=1.0).contains(&share.value));
            }
        }
    }

    #[test]
    fn prop_log_rank_of_two_groups_is_as_plain_sums_say(one in rows(), two in rows()) {
        let at = |rows: &[(u8, bool, u8)], time: u8| {
            let sum = |keep: &dyn Fn(&(u8, bool, u8)) -> bool| {
                f64::from(rows.iter().filter(|row| keep(row)).map(|row| u32::from(row.2)).sum::<u32>())
            };
            (sum(&|row| row.0 >= time), sum(&|row| row.0 == time && row.1))
        };
        let (mut excess, mut variance) = (0.0, 0.0);
        for time in 0..12 {
            let ((mine, left), (others, gone)) = (at(&one, time), at(&two, time));
            let (all, events) = (mine + others, left + gone);
            if events > 0.0 {
                excess += left - events * mine / all;
            }
            if all > 1.0 {
                variance += events * mine * others * (all - events) / (all * all * (all - 1.0));
            }
        }
        let tables = [one, two].map(|rows| SurvivalTable::from_observations(of(&rows)).unwrap());
        match LogRank::new(&tables) {
            Ok(test) => {
                prop_assert_eq!(test.degrees_of_freedom, 1);
                let expected = excess * excess / variance;
                prop_assert!((test.chi_square - expected).abs() <= 1e-9 * expected.max(1e-3));
            }
            Err(error) => {
                prop_assert_eq!(error, LogRankError::NeverTogether);
                prop_assert!(variance < 1e-12);
            }
        }
    }

    #[test]
    fn prop_log_rank_does_not_depend_on_the_order_of_groups(
        one in rows(), two in rows(), three in rows(), four in rows(),
    ) {
        let tables = [one, two, three, four].map(|rows| SurvivalTable::from_observations(of(&rows)).unwrap());
        let [one, two, three, four] = &tables;
        let (Ok(forth), Ok(back)) = (LogRank::new(&tables), LogRank::new([four, two, one, three])) else {
            prop_assert!(LogRank::new(&tables).is_err() && LogRank::new([four, two, one, three]).is_err());
            return Ok(());
        };
        prop_assert_eq!(forth.degrees_of_freedom, back.degrees_of_freedom);
        prop_assert!((forth.chi_square - back.chi_square).abs() <= 1e-9 * (1.0 + forth.chi_square));
        prop_assert!((0.0..=1.0).contains(&forth.p_value));
        let sum = |figure: fn(&crm_clv::LogRankGroup) -> f64| forth.groups.iter().map(figure).sum::<f64>();
        prop_assert!((sum(|group| group.observed) - sum(|group| group.expected)).abs() < 1e-9);
    }
}

#[test]
fn few_distinct_times_of_many_rows_are_counted_by_value() {
    let times: Vec<u32> = (0..5_000_u32).map(|place| place * 7_919 % 300).collect();
    let events: Vec<bool> = (0..5_000_u32).map(|place| place % 3 == 0).collect();
    let table = SurvivalTable::from_integer_times(&times, &events).unwrap();
    assert_eq!((table.rows().len(), table.total(), table.events()), (300, 5_000.0, 1_667.0));
    let numbers: Vec<f64> = times.iter().map(|time| f64::from(*time)).collect();
    assert_eq!(SurvivalTable::from_times(&numbers, &events).unwrap(), table);
    let late = [numbers.as_slice(), &[f64::NAN]].concat();
    let error = SurvivalTable::from_times(&late, &[events.as_slice(), &[true]].concat()).unwrap_err();
    assert!(matches!(error, SurvivalError::Duration { row: 5_000, .. }));
}

#[test]
fn many_distinct_times_are_counted_as_few_are() {
    let times: Vec<f64> = (0..40_000_u32).map(|place| f64::from(place * 7_919 % 40_000) / 3.0).collect();
    let events: Vec<bool> = times.iter().map(|time| time.to_bits() % 3 != 0).collect();
    let table = SurvivalTable::from_times(&times, &events).unwrap();
    assert_eq!((table.rows().len(), table.total()), (40_000, 40_000.0));
    let rows = times
        .iter()
        .zip(&events)
        .map(|(time, event)| SurvivalObservation { event: *event, ..SurvivalObservation::event(*time) });
    assert_eq!(SurvivalTable::from_observations(rows).unwrap(), table);
}
