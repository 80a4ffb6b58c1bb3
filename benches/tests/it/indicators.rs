//! The columns that indicators are measured on are what they are said to be, and give what records give.

use benches::answers::{
    Answers, NO_RESPONSE, PERCENTILES, activity, bounds, nps_of_records, responses_of_records, retention,
};

#[test]
fn columns_give_what_records_give() {
    let answers = Answers::new(50_000);
    let counted = answers.nps().unwrap();
    assert_eq!(counted.tally, nps_of_records(&answers.checked_scores().unwrap()));
    assert_eq!(counted.tally, answers.by_segment_and_month().unwrap().total().nps(bounds()));
    let (times, within) = responses_of_records(&answers.instants());
    let responses = answers.responses();
    assert_eq!((responses.tally.times, responses.tally.attained.in_time), (times, within));
    assert!((1_200..1_800).contains(&counted.without), "{}", counted.without); // three in a hundred
    assert!((25..80).contains(&counted.refused.rows), "{}", counted.refused.rows); // one in a thousand
    assert!((2_200..2_800).contains(&responses.without), "{}", responses.without); // five in a hundred
}

#[test]
fn percentiles_are_linear_between_ranks() {
    let answers = Answers::new(10_001);
    let mut known: Vec<u64> = answers
        .seconds
        .iter()
        .filter(|second| **second != NO_RESPONSE)
        .map(|second| u64::from(*second))
        .collect();
    known.sort_unstable();
    let expected = PERCENTILES.map(|percent| {
        let at = (known.len() as u64 - 1) * u64::from(percent);
        let (place, part) = (usize::try_from(at / 100).unwrap(), at % 100);
        let hundredths = known[place] * 100 + part * (known[place + 1] - known[place]);
        f64::from(u32::try_from(hundredths).unwrap()) / 100.0
    });
    let found = answers.percentiles().unwrap();
    for (percentile, expected) in found.iter().zip(expected) {
        assert!((percentile.value - expected).abs() < 1e-9, "{percentile:?}, not {expected}");
    }
    assert_eq!(found.len(), 4);
}

#[test]
fn retention_starts_with_those_of_the_cohort_triangle() {
    let activity = activity(20_000).unwrap();
    let (retention, triangle) = (retention(&activity).unwrap(), activity.triangle().unwrap());
    assert_eq!(retention.len(), 23);
    let first = triangle.cohort(0).unwrap();
    assert_eq!((Some(retention[0].start), Some(retention[0].kept)), (first.active(0), first.active(1)));
    for (place, tally) in (1..).zip(&retention) {
        assert_eq!(Some(tally.joined), triangle.cohort(place).map_or(Some(0), |cohort| cohort.active(0)));
    }
}
