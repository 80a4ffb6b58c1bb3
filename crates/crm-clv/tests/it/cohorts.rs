//! Cohorts: a real shop, laws, sets as a plain model, and what is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::PathBuf;

use crm_clv::{ActivityTally, CohortError, CohortRowError, ObservedPeriods, Retained, RetentionTriangle};
use proptest::collection::vec;
use proptest::prelude::*;

fn periods(first: i32, last: i32) -> ObservedPeriods {
    ObservedPeriods::new(first, last).unwrap()
}

fn tally(observed: ObservedPeriods, customers: usize, rows: &[(u32, i32)]) -> ActivityTally {
    let mut tally = ActivityTally::new(observed, customers).unwrap();
    for (customer, period) in rows {
        tally.record(*customer, *period).unwrap();
    }
    tally
}

fn folder(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("CRM_DATA_DIR").map(PathBuf::from);
    if folder.is_none() {
        writeln!(std::io::stderr(), "skipped: {test}: CRM_DATA_DIR is not set").unwrap();
    }
    folder
}

/// Customers' codes, months counted from January of year 0, and cents.
fn cdnow(folder: &std::path::Path) -> (Vec<u32>, Vec<i32>, Vec<i64>) {
    let mut reader = csv::Reader::from_path(folder.join("cdnow/cdnow_master.csv")).unwrap();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let (year, month): (i32, i32) = (row[1][..4].parse().unwrap(), row[1][5..7].parse().unwrap());
        // Customers are numbered from 1 in the file.
        (
            row[0].parse::<u32>().unwrap() - 1,
            year * 12 + month - 1,
            row[3].replace('.', "").parse::<i64>().unwrap(),
        )
    });
    let (mut customers, mut months, mut cents) = (Vec::new(), Vec::new(), Vec::new());
    for (customer, month, amount) in rows {
        customers.push(customer);
        months.push(month);
        cents.push(amount);
    }
    (customers, months, cents)
}

#[test]
fn g11_cdnow_cohorts_come_back_as_published() {
    let Some(folder) = folder("g11_cdnow_cohorts_come_back_as_published") else { return };
    let (customers, months, cents) = cdnow(&folder);
    let january = 1997 * 12;
    let mut tally = ActivityTally::new(periods(january, january + 17), 23_570).unwrap();
    tally.record_columns(&customers, &months).unwrap();
    let triangle = tally.triangle().unwrap();
    assert_eq!(triangle.customers(), 23_570);
    for (place, (published, unknown)) in [
        ([7_846, 1_157, 964, 810, 679, 736, 720], 18),
        ([8_476, 1_312, 980, 783, 847, 786, 626], 17),
        ([7_248, 1_032, 752, 756, 674, 564, 561], 16),
    ]
    .into_iter()
    .enumerate()
    {
        let cohort = &triangle.cohorts()[place];
        assert_eq!(cohort.active_by_age[..7], published);
        assert_eq!(cohort.customers, published[0]);
        assert!(cohort.active(unknown - 1).is_some());
        assert_eq!(cohort.active(unknown), None);
        assert_eq!(cohort.active_by_age.len(), unknown);
    }
    assert!(triangle.cohorts()[3..].iter().all(|cohort| cohort.customers == 0));
    assert_eq!(
        triangle.cohorts()[0].active_by_age,
        [7_846, 1_157, 964, 810, 679, 736, 720, 582, 559, 594, 673, 634, 528, 511, 664, 472, 497, 498]
    );
    // Who still bought in April 1997, and in the last month.
    let active = |age: usize| [0, 1, 2].map(|place| triangle.cohorts()[place].active(age - place).unwrap());
    assert_eq!((active(3), active(17)), ([810, 980, 1_032], [498, 551, 457]));

    let average = |age| triangle.average(age).map(|retained| (retained.active, retained.customers));
    assert_eq!(average(0), Some((23_570, 23_570)));
    assert_eq!(average(1), Some((1_157 + 1_312 + 1_032, 23_570)));
    // At age 17 the first cohort alone is known, and nothing is at 18.
    let last = triangle.cohorts()[0].active(17).unwrap();
    assert_eq!(average(17), Some((last, 7_846)));
    assert_eq!(average(18), None);

    let mut revenue = tally.revenue().unwrap();
    revenue.record_columns(&customers, &months, &cents).unwrap();
    assert_eq!(revenue.cohorts()[0].revenue_by_age[..3], [29_906_017, 6_104_169, 5_068_375]);
    assert_eq!(revenue.cohorts()[2].revenue_by_age[..3], [27_988_449, 5_292_129, 3_465_318]);
    let cells = revenue.cohorts().iter().flat_map(|cohort| &cohort.revenue_by_age);
    assert_eq!(cells.sum::<i128>(), cents.iter().map(|cents| i128::from(*cents)).sum());
    assert_eq!(revenue.cohorts()[0].revenue(18), None);
    assert_eq!(revenue.cohorts()[0].customers, 7_846);
}

#[test]
fn nobody_active_is_zero_and_not_yet_is_unknown() {
    let triangle = tally(periods(1, 3), 2, &[(0, 1), (0, 3), (1, 3)]).triangle().unwrap();
    let cells = |period| {
        let cohort = triangle.cohort(period).unwrap();
        [cohort.active(0), cohort.active(1), cohort.active(2)]
    };
    assert_eq!(cells(1), [Some(1), Some(0), Some(1)]);
    assert_eq!(cells(2), [Some(0), Some(0), None]); // nobody came
    assert_eq!(cells(3), [Some(1), None, None]);
    assert!(triangle.cohort(4).is_none());
    assert_eq!(triangle.cohort(2).unwrap().retained(0), None);
    assert_eq!(triangle.cohort(1).unwrap().retained(1).unwrap().share(), Some(0.0));
    assert_eq!(Retained { active: 0, customers: 0 }.share(), None);
    let averages: Vec<_> = triangle.averages();
    assert_eq!(averages[0], Some(Retained { active: 2, customers: 2 }));
    assert_eq!(averages[1], Some(Retained { active: 0, customers: 1 }));
}

#[test]
fn stated_first_period_makes_the_cohort() {
    let mut tally = tally(periods(1, 4), 4, &[(0, 3), (1, 2)]);
    tally.enrol_columns(&[0, 2], &[1_u8, 2]).unwrap();
    tally.enrol(0, 1).unwrap(); // once more
    let triangle = tally.triangle().unwrap();
    assert_eq!(triangle.cohort(1).unwrap().active_by_age, [0, 0, 1, 0]);
    let second = triangle.cohort(2).unwrap();
    assert_eq!((second.customers, second.active_by_age.as_slice()), (2, &[1, 0, 0][..]));
    assert_eq!(triangle.customers(), 3); // customer 3 never came
    assert_eq!(tally.enrol(0, 2), Err(CohortError::TwoFirsts { customer: 0, one: 1, other: 2 }));
    tally.enrol(1, 4).unwrap();
    let error = CohortError::BeforeFirst { customer: 1, first: 4, active: 2 };
    assert_eq!((tally.triangle(), tally.revenue()), (Err(error), Err(error)));
}

#[test]
fn rows_out_of_range_are_named() {
    let unobserved = CohortError::Unobserved { period: 4, first: 1, last: 3 };
    let unknown = CohortError::Customer { customer: 2, customers: 2 };
    let mut tally = ActivityTally::new(periods(1, 3), 2).unwrap();
    assert_eq!(tally.record(0, 4), Err(unobserved));
    assert_eq!(
        tally.record(0, i32::MIN),
        Err(CohortError::Unobserved { period: i32::MIN, first: 1, last: 3 })
    );
    assert_eq!(tally.record(2, 1), Err(unknown));
    assert_eq!(tally.enrol(2, 1), Err(unknown));
    assert_eq!(tally.enrol(0, 4), Err(unobserved));
    assert_eq!(
        tally.record_columns(&[0, 1, 2], &[1_i16, 2, 1]),
        Err(CohortRowError { row: 2, source: unknown })
    );
    let lengths = CohortError::Lengths { customers: 2, others: 1 };
    assert_eq!(tally.record_columns(&[0, 1], &[1_i32]), Err(CohortRowError { row: 1, source: lengths }));
    assert_eq!(tally.triangle().unwrap().customers(), 2); // rows before the bad one

    assert_eq!(ObservedPeriods::new(2, 1), Err(CohortError::Periods { first: 2, last: 1 }));
    assert!(ObservedPeriods::new(i32::MIN, i32::MAX).is_err());
    assert!(ObservedPeriods::new(1, 4_097).is_err());
    assert_eq!(periods(i32::MAX, i32::MAX).count(), 1);
    assert_eq!(ActivityTally::new(periods(1, 3), usize::MAX), Err(CohortError::TooLarge));
}

#[test]
fn revenue_is_of_customers_in_cohorts() {
    let activity = tally(periods(1, 3), 3, &[(0, 2), (1, 1)]);
    let mut revenue = activity.revenue().unwrap();
    assert_eq!(revenue.record(2, 2, 5), Err(CohortError::NoCohort { customer: 2 }));
    assert_eq!(revenue.record(3, 2, 5), Err(CohortError::Customer { customer: 3, customers: 3 }));
    assert_eq!(revenue.record(0, 1, 5), Err(CohortError::BeforeFirst { customer: 0, first: 2, active: 1 }));
    assert_eq!(revenue.record(0, 4, 5), Err(CohortError::Unobserved { period: 4, first: 1, last: 3 }));
    revenue.record(0, 2, i64::MAX).unwrap();
    revenue.record(0, 2, i64::MAX).unwrap();
    revenue.record(0, 3, -1).unwrap();
    let cohort = &revenue.cohorts()[1];
    assert_eq!(cohort.revenue_until(1), Some(2 * i128::from(i64::MAX) - 1));
    assert_eq!((cohort.revenue_until(2), cohort.per_customer(2)), (None, None));
    assert_eq!(revenue.cohorts()[2].per_customer(0), None); // nobody came
    let other = tally(periods(1, 3), 3, &[(0, 1)]).revenue().unwrap();
    assert_eq!(revenue.merge(&other), Err(CohortError::Different));
}

#[test]
fn parts_of_other_periods_do_not_merge() {
    let (one, two) = (tally(periods(1, 3), 1, &[]), tally(periods(1, 4), 1, &[]));
    assert_eq!(one.triangle().unwrap().merge(&two.triangle().unwrap()), Err(CohortError::Different));
    assert_eq!(one.merge(two), Err(CohortError::Different));
}

/// Rows of customers and periods from -3 on, over more than one word of periods.
fn rows() -> impl Strategy<Value = Vec<(u32, i32)>> {
    vec((0..9_u32, prop_oneof![-3..5_i32, -3..140_i32]), 0..60)
}

fn observed() -> ObservedPeriods {
    periods(-3, 139)
}

proptest! {
    #[test]
    fn prop_triangle_is_as_sets_say(rows in rows(), stated in vec(proptest::option::of(-3..0_i32), 9)) {
        let mut tally = tally(observed(), 9, &rows);
        let mut firsts: BTreeMap<u32, i32> = BTreeMap::new();
        for (customer, period) in &rows {
            let first = firsts.entry(*customer).or_insert(*period);
            *first = (*first).min(*period);
        }
        for (customer, period) in (0..).zip(&stated) {
            let earliest = firsts.get(&customer).copied().unwrap_or(0);
            if let Some(period) = period.filter(|period| *period <= earliest) {
                tally.enrol(customer, period).unwrap();
                firsts.insert(customer, period);
            }
        }
        let triangle = tally.triangle().unwrap();
        prop_assert_eq!(triangle.cohorts().len(), 143);
        for cohort in triangle.cohorts() {
            let members: BTreeSet<u32> =
                firsts.iter().filter(|(_, first)| **first == cohort.period).map(|(customer, _)| *customer).collect();
            prop_assert_eq!(cohort.customers, members.len() as u64);
            for (age, period) in (cohort.period..=142).enumerate() {
                let active: BTreeSet<u32> =
                    rows.iter().filter(|row| row.1 == period && members.contains(&row.0)).map(|row| row.0).collect();
                prop_assert_eq!(cohort.active(age), (period <= 139).then_some(active.len() as u64));
            }
        }
        for age in 0..143 {
            let known = triangle.cohorts().iter().filter(|cohort| cohort.active(age).is_some() && cohort.customers > 0);
            let sums = known.fold((0, 0), |sums, cohort| (sums.0 + cohort.active(age).unwrap(), sums.1 + cohort.customers));
            let average = triangle.average(age).map_or((0, 0), |average| (average.active, average.customers));
            prop_assert_eq!(average, sums);
        }
    }

    #[test]
    fn prop_parts_merge_to_the_whole_in_any_order(one in rows(), two in rows(), more in 0..3_usize) {
        let whole = tally(observed(), 9 + more, &[one.clone(), two.clone()].concat());
        let (one, two) = (tally(observed(), 9, &one), tally(observed(), 9 + more, &two));
        prop_assert_eq!(&one.clone().merge(two.clone()).unwrap(), &whole);
        prop_assert_eq!(&two.merge(one).unwrap(), &whole);
        prop_assert_eq!(&whole.clone().merge(whole.clone()).unwrap(), &whole); // rows read twice change nothing
    }

    #[test]
    fn prop_triangles_of_shards_by_customer_add_up(rows in rows()) {
        let (even, odd): (Vec<_>, Vec<_>) = rows.iter().copied().partition(|row| row.0 % 2 == 0);
        let triangle = |rows: &[(u32, i32)]| -> RetentionTriangle { tally(observed(), 9, rows).triangle().unwrap() };
        prop_assert_eq!(triangle(&odd).merge(&triangle(&even)).unwrap(), triangle(&rows));
    }

    #[test]
    fn prop_revenue_is_as_sums_say_and_parts_merge(
        rows in vec((0..5_u32, 1..6_i32, any::<i64>()), 1..40), split in any::<prop::sample::Index>(),
    ) {
        let activity = tally(periods(1, 5), 5, &rows.iter().map(|row| (row.0, row.1)).collect::<Vec<_>>());
        let of = |rows: &[(u32, i32, i64)]| {
            let mut revenue = activity.revenue().unwrap();
            for (customer, period, amount) in rows {
                revenue.record(*customer, *period, *amount).unwrap();
            }
            revenue
        };
        let (one, two) = rows.split_at(split.index(rows.len()));
        let whole = of(&rows);
        prop_assert_eq!(&of(one).merge(&of(two)).unwrap(), &whole);
        for cohort in whole.cohorts() {
            for (age, period) in (cohort.period..=5).enumerate() {
                let first = |customer: u32| rows.iter().filter(|row| row.0 == customer).map(|row| row.1).min();
                let sum = rows
                    .iter()
                    .filter(|row| row.1 == period && first(row.0) == Some(cohort.period))
                    .map(|row| i128::from(row.2))
                    .sum::<i128>();
                prop_assert_eq!(cohort.revenue(age), Some(sum));
            }
        }
    }
}
