//! Figures worked by hand, with the working beside them.

use crm_calendar::Zone;
use crm_kpi::{
    CivilPeriod, CostTally, EffortBounds, EffortTally, Entry, NpsTally, Per, Presence, RateTally, Reason,
    RepresentationTally, RetentionTally, Revenue, RevenueTally, SegmentCounts,
};
use crm_model::{Customer, MoneySum, Ratio, Scale, Share};

use crate::support::{at, member};

fn ratio(part: i128, whole: i128) -> Option<Ratio> {
    Ratio::new(part, whole)
}

/// 100 (promoters − detractors) / all, to six decimals.
#[test]
fn g1_scores_in_points() {
    for ((detractors, passives, promoters), points) in [
        ((15, 25, 60), "45.000000"),
        ((2, 11, 18), "51.612903"), // 1600 / 31
        ((20, 10, 70), "50.000000"),
        ((0, 3, 7), "70.000000"),
        ((0, 0, 10), "100.000000"),
        ((10, 0, 0), "-100.000000"),
        ((5, 5, 0), "-50.000000"),
        ((1, 0, 1), "0.000000"),
        ((300, 200, 500), "20.000000"),
    ] {
        let score = NpsTally { detractors, passives, promoters }.score().unwrap();
        assert_eq!(score.to_decimal_string(6), points);
    }
}

/// What c1 to c10 and others did in March; `start` were customers before it.
fn group(kept: usize, others: Vec<Customer>) -> RetentionTally {
    let march = CivilPeriod::containing(Per::Month, "2026-03-01".parse().unwrap(), &Zone::utc());
    let kept = (0..kept).map(|number| member(&format!("c{number}"), &["2025-01-01.."]));
    kept.chain(others).map(|customer| Presence::of_member(&customer, &march).unwrap()).collect()
}

/// Case, end, lost, new, and the five forms.
#[track_caller]
fn check(tally: RetentionTally, counts: (u64, u64, u64), forms: [Option<Ratio>; 5]) {
    assert_eq!((tally.start, tally.end), (10, counts.0));
    assert_eq!((tally.lost, tally.joined + tally.returned), (counts.1, counts.2));
    let found =
        [tally.as_worded(), tally.usual(), tally.identity(), tally.churn_identity(), tally.churn_events()];
    assert_eq!(found, forms);
    assert_eq!(tally.start + tally.joined + tally.returned - tally.lost, tally.end);
}

#[test]
fn g11_one_group_has_four_retentions() {
    let left = || member("left", &["2025-01-01..2026-03-10"]);
    let new = |number: usize| member(&format!("n{number}"), &["2026-03-05.."]);
    let fraction = |parts: [(i128, i128); 5]| parts.map(|(part, whole)| ratio(part, whole));
    let usual = [(9, 10), (9, 10), (1, 10), (1, 10)];
    let with = |worded: (i128, i128)| fraction([worded, usual[0], usual[1], usual[2], usual[3]]);

    let three_joined = vec![left(), new(1), new(2), new(3)];
    check(group(9, three_joined), (12, 1, 3), with((11, 10)));
    check(group(9, vec![left()]), (9, 1, 0), with((4, 5)));
    let one_left_again = vec![left(), new(1), new(2), member("n3", &["2026-03-05..2026-03-20"])];
    check(group(9, one_left_again), (11, 2, 3), fraction([(9, 10), (4, 5), (9, 10), (1, 10), (1, 5)]));
    let came_back = vec![member("back", &["2025-01-01..2026-03-10", "2026-03-20.."])];
    check(group(9, came_back), (10, 1, 1), fraction([(9, 10), (9, 10), (1, 1), (0, 1), (1, 10)]));
    let former = vec![left(), member("former", &["2024-01-01..2024-06-01", "2026-03-20.."])];
    check(group(9, former), (10, 1, 1), with((9, 10)));
    let eight = std::iter::once(left()).chain((0..8).map(new)).collect();
    check(group(9, eight), (17, 1, 8), with((8, 5)));
    let six = (0..6).map(|number| member(&format!("l{number}"), &["2025-01-01..2026-03-10"])).collect();
    check(group(4, six), (4, 6, 0), fraction([(-1, 5), (2, 5), (2, 5), (3, 5), (3, 5)]));
}

#[test]
fn g11_the_company_of_a_thousand() {
    let tally = RetentionTally { start: 1_000, end: 1_200, kept: 900, lost: 100, joined: 300, returned: 0 };
    assert_eq!(tally.as_worded(), ratio(11, 10));
    assert_eq!(tally.usual(), ratio(9, 10));
    assert_eq!(tally.identity(), ratio(9, 10));
}

#[test]
fn g12_revenue_of_a_closed_group() {
    // Start 100, 50, 80, 0; end 120, 0, 60, 40; in cents.
    let revenue = [(10_000, 12_000), (5_000, 0), (8_000, 6_000), (0, 4_000)];
    let tally: RevenueTally = revenue.map(|(start, end)| Revenue { start, end }).into_iter().collect();
    assert_eq!((tally.net(), tally.gross(), tally.logo()), (ratio(18, 23), ratio(16, 23), ratio(2, 3)));
}

fn cost(entries: &[Entry]) -> Result<Ratio, Reason> {
    entries.iter().copied().collect::<CostTally>().share()
}

#[test]
fn g13_cost_share_is_exact_to_the_cent() {
    let spent = |text: &str| Entry::Spent(text.parse().unwrap());
    let earned = |text: &str| Entry::Earned(text.parse().unwrap());
    let five = ratio(5, 100).unwrap();
    assert_eq!(cost(&[spent("12345.67 CNY"), earned("246913.40 CNY")]).unwrap(), five);
    assert!(cost(&[spent("12345.68 CNY"), earned("246913.40 CNY")]).unwrap() > five);
    let tenth = cost(&[vec![spent("0.1 CNY"); 10], vec![earned("1 CNY")]].concat());
    assert_eq!(tenth.unwrap(), ratio(1, 1).unwrap());
    assert_eq!(cost(&[spent("1000.00 CNY"), earned("3 CNY")]).unwrap(), ratio(1_000, 3).unwrap());
}

#[test]
fn g13_the_return_on_what_was_spent() {
    let flows = |spent: &str, earned: &str| -> CostTally {
        [Entry::Spent(spent.parse().unwrap()), Entry::Earned(earned.parse().unwrap())].into_iter().collect()
    };
    let all = Share::ONE;
    assert_eq!(flows("120.00 CNY", "150.00 CNY").return_at(all).unwrap(), ratio(1, 4).unwrap());
    assert_eq!(flows("120.00 CNY", "0 CNY").return_at(all).unwrap(), ratio(-1, 1).unwrap());
    let nothing_spent = flows("0 CNY", "150.00 CNY").return_at(all).unwrap_err();
    assert_eq!(nothing_spent.to_string(), "nothing was spent, the gain is 150.00 CNY");
    // A third of 450.01 less 150: (150.003333... - 150) / 150, kept exact: the margin is in millionths.
    let third = flows("150.00 CNY", "450.00 CNY").return_at("33.3333%".parse().unwrap()).unwrap();
    assert_eq!(third, ratio(-1, 1_000_000).unwrap());
    assert_eq!(flows("1 CNY", "1 EUR").return_at(all), Err(Reason::TwoCurrencies));
    assert_eq!(CostTally::default().return_at(all), Err(Reason::Empty));
}

/// 60, 90 and 50 answers of segments with 20, 50 and 30 % of the customers.
#[test]
fn g4_weights_of_a_sample_that_does_not_mirror_its_customers() {
    let mut tally = RepresentationTally::default();
    for (segment, population, respondents) in [("a", 200, 60), ("b", 500, 90), ("c", 300, 50)] {
        tally.add(segment, SegmentCounts { population, respondents });
    }
    let weights = ["a", "b", "c"].map(|segment| tally.weight(segment).unwrap().to_decimal_string(9));
    assert_eq!(weights, ["0.666666667", "1.111111111", "1.200000000"]);
    assert_eq!(tally.deviation(), ratio(1, 10)); // 60/200 - 20 %
    let representation = tally.representation().unwrap();
    let test = representation.chi_square();
    assert_eq!((format!("{:.9}", test.statistic), test.degrees), ("12.666666667".to_owned(), 2));
    assert_eq!(format!("{:.6}", test.p), "0.001776");
    assert_eq!(format!("{:.9}", representation.effective_respondents().unwrap()), "190.677966102");
    assert_eq!(tally.response(), ratio(1, 5));
    assert!(tally.weight("d").is_none());
}

#[test]
fn g15_totals_add_parts_and_wholes() {
    let (one, other) = (RateTally { events: 1, base: 2 }, RateTally { events: 1, base: 4 });
    assert_eq!(one.merge(other).rate(), ratio(1, 3));
    assert_eq!(one.merge(RateTally::default()).rate(), ratio(1, 2));
    assert_eq!(RateTally::default().merge(RateTally::default()).rate(), None);
    // CES 7 6 5 4 3 on 1 to 7: mean 5, agree (5 to 7) 3/5.
    let scale = Scale::new(1, 7).unwrap();
    let mean: crm_kpi::MeanTally =
        [7, 6, 5, 4, 3].map(|value| scale.score(value).unwrap()).into_iter().collect();
    assert_eq!(mean.mean(), ratio(5, 1));
    let effort =
        |answer: i8| EffortBounds { hard_to: 3, easy_from: 5 }.effort(ratio(answer.into(), 1).unwrap());
    let effort: EffortTally = [7, 6, 5, 4, 3].map(effort).into_iter().collect();
    assert_eq!((effort.agree(), effort.net(), effort.points()), (ratio(3, 5), ratio(2, 5), ratio(40, 1)));
    // CSAT 5 4 4 3 2 5 on 1 to 5: top-2 4/6, top box 2/6, mean 23/6.
    let scale = Scale::new(1, 5).unwrap();
    let answers = [5, 4, 4, 3, 2, 5];
    let top = |at_least: i8| answers.map(|answer| crm_kpi::TopBox::new(answer, at_least));
    let share = |at_least| top(at_least).into_iter().collect::<crm_kpi::TopBoxTally>().share();
    assert_eq!((share(4), share(5)), (ratio(4, 6), ratio(2, 6)));
    let mean = answers.map(|answer| scale.score(answer.into()).unwrap());
    assert_eq!(mean.into_iter().collect::<crm_kpi::MeanTally>().mean(), ratio(23, 6));
    let agree: crm_kpi::TopBoxTally =
        [7, 6, 5, 4, 3].map(|value| crm_kpi::TopBox::new(value, 5)).into_iter().collect();
    assert_eq!(agree.share(), ratio(3, 5));
}

#[test]
fn k35_counts_beyond_the_reach_of_floats_are_exact_and_a_full_counter_is_refused() {
    let tally = NpsTally { detractors: 0, passives: 1, promoters: (1 << 53) + 1 };
    assert_eq!(tally.score().unwrap().parts(), (((1 << 53) + 1) * 100, (1 << 53) + 2));
    assert_eq!(RateTally { events: u64::MAX, base: u64::MAX }.rate(), None);
    assert_eq!(NpsTally { detractors: u64::MAX, passives: 1, promoters: 0 }.score(), None);
    let full = NpsTally { detractors: u64::MAX, ..NpsTally::default() };
    assert_eq!(full.merge(full), full);
    let sum: MoneySum = ["90071992547409.93 CNY".parse().unwrap()].into_iter().collect();
    assert_eq!(sum.only().unwrap().unwrap().ten_thousandths, 900_719_925_474_099_300);
}

#[test]
fn k22_periods_follow_the_zone_and_its_short_days() {
    let new_york = Zone::named("America/New_York").unwrap();
    let march = CivilPeriod::last_complete(Per::Month, at("2026-04-01T04:00:00Z"), &new_york);
    assert_eq!(march.to_string(), "2026-03");
    // From EST midnight to EDT midnight: 31 days less an hour.
    assert_eq!((march.start(), march.end()), (at("2026-03-01T05:00:00Z"), at("2026-04-01T04:00:00Z")));
    assert!(march.contains(march.start()) && !march.contains(march.end()));
    let before = CivilPeriod::last_complete(Per::Month, at("2026-04-01T03:59:59Z"), &new_york);
    assert_eq!(before.to_string(), "2026-02");
    assert_eq!(before.next(), march.first());
    // Sao Paulo skipped the midnight of 4 November 2018; the day began at 01:00 (03:00 UTC less an hour of summer time).
    let sao_paulo = Zone::named("America/Sao_Paulo").unwrap();
    let year = CivilPeriod::containing(Per::Year, "2018-11-04".parse().unwrap(), &sao_paulo);
    assert_eq!((year.to_string().as_str(), year.start()), ("2018", at("2018-01-01T02:00:00Z")));
}
