//! Edges by their ids: nothing, one, all alike, all, and more than numbers hold.

use crm_kpi::Attitude;
use crm_kpi::statistics::{
    Audit, AuditPlan, AuditVerdict, Better, ChangeVerdict, Class, Confidence, Moments, NpsChange,
    NpsInterval, PercentileType, Proportion, ProportionChange, ProportionInterval, RateChange,
    Representation, RepresentationError, Sorted, SortedError, Weight, WeightedInterval, WeightedNpsTally,
    count_interval, margin_of_error, nps_change, nps_interval, percentile_by_selection, required_sample,
};
use crm_model::Share;

use super::{are_printed, is_printed, nps, of, sure};

fn percent(percent: u8) -> Share {
    Share::from_percent(percent).unwrap()
}

#[test]
fn k1_of_nothing_there_is_nothing() {
    assert_eq!(Proportion::new(0, 0), None);
    assert_eq!(Proportion::new(11, 10), None);
    assert_eq!((Moments::default().mean(), Moments::default().variance()), (None, None));
    assert_eq!(Sorted::new(&[]).unwrap().percentile(percent(50), PercentileType::Linear), None);
    assert_eq!(percentile_by_selection(&mut [], percent(50), PercentileType::Linear), Ok(None));
    assert_eq!(RateChange::new((0, 0), (1, 10)), None);
    assert_eq!(Audit::new(10, 0, 0), None);
    assert_eq!(Representation::new(&[]), Err(RepresentationError::NoRespondents));
    assert_eq!(margin_of_error(percent(50), 0, None, sure(0.95)), None);
    assert_eq!(required_sample(Share::ZERO, percent(50), None, sure(0.95)), None);
    assert_eq!(required_sample(percent(5), percent(50), Some(0), sure(0.95)), None);
    assert_eq!(WeightedNpsTally::default().score(), None);
    assert_eq!(WeightedNpsTally::default().effective_answers(), None);
}

#[test]
fn k9_without_answers_there_is_no_interval_and_no_change() {
    let nobody = nps(0, 0, 0);
    assert_eq!(nps_interval(&nobody, NpsInterval::AdjustedWald, sure(0.95)), None);
    assert_eq!(nps_interval(&nobody, NpsInterval::Bootstrap, sure(0.95)), None);
    assert_eq!(nps_change(&nobody, &nps(1, 1, 1), NpsChange::Wald, sure(0.95)), None);
    assert_eq!(nps_interval(&nps(0, 0, 1), NpsInterval::TrinomialMean, sure(0.95)), None);
}

#[test]
fn k13_weighted_answers_that_are_all_alike_or_few_still_have_a_width() {
    let of = |weights: &[f64]| {
        let mut tally = WeightedNpsTally::default();
        for weight in weights {
            tally.record(Weight::new(*weight).unwrap(), Attitude::Promoter);
        }
        tally
    };
    let (linearised, adjusted) = (WeightedInterval::Linearised, WeightedInterval::Adjusted);
    let ten = of(&[2.0; 10]);
    assert!(ten.interval(linearised, sure(0.95)).unwrap().width() <= 0.0);
    are_printed(ten.interval(adjusted, sure(0.95)).unwrap(), [47.503_552, 106.342_602], 6);
    // One answer that outweighs all others tells little more than one answer.
    let mut weights = [1.0; 100];
    weights[0] = 100_000.0;
    let [one, many] = [of(&[1.0]), of(&weights)].map(|tally| tally.interval(adjusted, sure(0.95)).unwrap());
    assert!((one.low - many.low).abs() < 1.0, "{one:?} {many:?}");
    assert_eq!(of(&[1.0, 0.0]).interval(linearised, sure(0.95)), None);
    assert_eq!(of(&[0.0, 0.0]).interval(adjusted, sure(0.95)), None);
    // Nothing varies, and nothing changed; or something did, which chance cannot explain.
    let same = ten.change_from(&of(&[1.0, 5.0]), linearised, sure(0.95)).unwrap();
    assert_eq!((same.change, same.significance.p), (0.0, 1.0));
    let mut detractors = WeightedNpsTally::default();
    for weight in [1.0, 2.0] {
        detractors.record(Weight::new(weight).unwrap(), Attitude::Detractor);
    }
    assert_eq!(detractors.change_from(&ten, linearised, sure(0.95)), None);
    assert!(detractors.change_from(&ten, adjusted, sure(0.95)).unwrap().significance.p < 0.05);
}

#[test]
fn k35_weights_beyond_what_is_counted_have_no_score() {
    let mut tally = WeightedNpsTally::default();
    tally.record(Weight::new(1_000_000.0).unwrap(), Attitude::Promoter);
    for _ in 0..40 {
        tally = tally.merge(tally);
    }
    assert_eq!(tally.interval(WeightedInterval::Adjusted, sure(0.95)), None);
    assert_eq!(tally.effective_answers(), None);
    assert_eq!(tally.score(), crm_model::Ratio::new(100, 1));
}

#[test]
fn k10_what_is_no_number_is_refused_with_its_place() {
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let values = [1.0, 2.0, wrong];
        assert_eq!(Sorted::new(&values), Err(SortedError::NotFinite { place: 2 }));
        assert_eq!(Sorted::sort(&mut values.clone()), Err(SortedError::NotFinite { place: 2 }));
        let selected = percentile_by_selection(&mut values.clone(), percent(50), PercentileType::Linear);
        assert_eq!(selected, Err(SortedError::NotFinite { place: 2 }));
        assert!(Weight::new(wrong).is_err() && Confidence::new(wrong).is_err());
    }
    assert_eq!(Sorted::new(&[1.0, 3.0, 2.0]), Err(SortedError::Unsorted { place: 2 }));
    assert!(Weight::new(-1e-9).is_err() && Weight::new(1_000_001.0).is_err());
    assert!(Confidence::new(0.0).is_err() && Confidence::new(1.0).is_err());
    assert_eq!(Confidence::new(95.0).unwrap_err().to_string(), "confidence 95 is not above 0 and below 1");
}

#[cfg(feature = "sketch")]
#[test]
fn k10_a_sketch_refuses_what_is_no_number_and_stays_as_it_is() {
    use crm_kpi::statistics::{QuantileSketch, SketchError};

    let mut sketch = QuantileSketch::new(percent(1)).unwrap();
    assert_eq!(sketch.percentile(percent(50)), None);
    for wrong in [f64::NAN, f64::INFINITY, -1.0, 1e19] {
        assert!(matches!(sketch.record(wrong), Err(SketchError::Value { .. })));
    }
    assert_eq!((sketch.n(), sketch.percentile(percent(50))), (0, None));
    sketch.record(-0.0).unwrap();
    assert_eq!(sketch.percentile(percent(50)).map(f64::to_bits), Some(0.0_f64.to_bits()));
    let other = QuantileSketch::new(percent(2)).unwrap();
    assert_eq!(sketch.merge(&other), Err(SketchError::OtherError { error: percent(1), other: percent(2) }));
    assert!(QuantileSketch::new(Share::ZERO).is_err() && QuantileSketch::new(percent(11)).is_err());
}

#[test]
fn k13_three_promoters_prove_little() {
    let three = nps(0, 0, 3);
    let low = |kind| nps_interval(&three, kind, sure(0.95)).unwrap().low;
    is_printed(low(NpsInterval::Score), -12.0, 0);
    is_printed(low(NpsInterval::AdjustedWald), -7.0, 0);
}

#[test]
fn k14_an_audit_exactly_at_the_limit_meets_it() {
    // 98 of 100 files, all of them looked at
    assert_eq!(Audit::new(100, 100, 2).unwrap().verdict(percent(98), sure(0.95)), AuditVerdict::Proven);
    // the point, of a sample
    assert_eq!(Audit::new(1_000, 100, 2).unwrap().verdict(percent(98), sure(0.95)), AuditVerdict::PointMet);
}

#[test]
fn k27_percentiles_of_few_values_say_that_they_are_at_the_end() {
    let of =
        |values: &[f64], share, kind| Sorted::new(values).unwrap().percentile(percent(share), kind).unwrap();
    for (kind, _) in PercentileType::ALL {
        let one = of(&[7.0], 95, kind);
        assert!(one.is_at_end && (one.value - 7.0).abs() <= 0.0 && one.n == 1);
        assert!(of(&[1.0, 3.0], 50, kind).is_at_end);
        let middle = of(&[1.0, 2.0, 3.0], 50, kind);
        assert!(!middle.is_at_end && (middle.value - 2.0).abs() <= 0.0, "{kind:?}");
    }
    let twenty: Vec<f64> = (1..=20).map(f64::from).collect();
    let last = of(&twenty, 99, PercentileType::NearestRank);
    assert!(last.is_at_end && (last.value - 20.0).abs() <= 0.0);
    assert!(of(&twenty, 99, PercentileType::Linear).is_at_end); // between the last two
    assert!(!of(&twenty, 90, PercentileType::Linear).is_at_end);
}

#[test]
fn k27_values_at_the_ends_of_the_numbers_have_percentiles() {
    let values = [-f64::MAX, f64::MAX];
    let middle = Sorted::new(&values).unwrap().percentile(percent(50), PercentileType::Linear).unwrap();
    assert!(middle.value.abs() <= 0.0);
}

#[test]
fn k33_where_nothing_varies_there_is_no_division_by_zero() {
    let alike: Moments = [5, 5, 5].into_iter().collect();
    assert_eq!(alike.variance(), Some(0.0));
    let interval = alike.mean_interval(sure(0.95)).unwrap();
    assert!((interval.low - 5.0).abs() <= 0.0 && interval.width() <= 0.0);

    let all = ProportionChange { before: of(10, 10), after: of(20, 20) };
    assert!(all.pooled_test().p >= 1.0 && all.fisher_exact() == Some(1.0));
    assert_eq!(all.verdict(Better::Higher, sure(0.95)), ChangeVerdict::NotShown);

    let same = nps_change(&nps(0, 0, 9), &nps(0, 0, 5), NpsChange::Wald, sure(0.95)).unwrap();
    assert!(same.significance.p >= 1.0 && same.interval.width() <= 0.0);
    // all promoters, then all detractors: Wald's error is 0, and says nothing
    assert_eq!(nps_change(&nps(0, 0, 9), &nps(9, 0, 0), NpsChange::Wald, sure(0.95)), None);
    let fall = nps_change(&nps(0, 0, 9), &nps(9, 0, 0), NpsChange::AdjustedWald, sure(0.95)).unwrap();
    assert_eq!(fall.verdict(Better::Higher, sure(0.95)), ChangeVerdict::Worse);

    let quiet = RateChange::new((0, 10), (0, 10)).unwrap();
    assert!(quiet.exact_test() >= 1.0 && quiet.score_test().p >= 1.0);

    let one_class = Representation::new(&[Class { population: 10, respondents: 3 }]).unwrap().chi_square();
    assert!(one_class.p >= 1.0 && one_class.degrees == 0);
}

#[test]
fn k34_an_audit_of_all_is_exact() {
    for (errors, verdict) in
        [(0, AuditVerdict::Proven), (20, AuditVerdict::Proven), (21, AuditVerdict::Refuted)]
    {
        let audit = Audit::new(1_000, 1_000, errors).unwrap();
        assert_eq!(audit.most_errors(sure(0.95)), errors);
        assert_eq!(audit.verdict(percent(98), sure(0.95)), verdict);
    }
    let plan = AuditPlan { limit: percent(100), confidence: sure(0.95) };
    assert_eq!(plan.most_errors(40, 40), Some(0));
    assert_eq!(plan.smallest_sample(Some(40), 1), None);
    assert_eq!(plan.smallest_sample(None, 0), None);
    let anything = AuditPlan { limit: Share::ZERO, confidence: sure(0.95) };
    assert_eq!((anything.most_errors(10, 5), anything.smallest_sample(None, 3)), (Some(5), Some(3)));
}

#[test]
fn k35_counts_of_any_size_have_an_answer() {
    let huge = u64::MAX - 1;
    for part in [0, 1, huge / 3, huge - 1, huge] {
        let proportion = of(part, huge);
        for kind in [
            ProportionInterval::Wilson,
            ProportionInterval::WilsonCorrected,
            ProportionInterval::ClopperPearson,
            ProportionInterval::AgrestiCoull,
            ProportionInterval::Jeffreys,
        ] {
            let interval = proportion.interval(kind, sure(0.95));
            assert!(
                interval.contains(proportion.share()) && interval.width() < 1e-8,
                "{kind:?} {interval:?}"
            );
        }
    }
    let change = ProportionChange { before: of(1, huge), after: of(huge, huge) };
    assert_eq!(change.fisher_exact(), None); // both together are beyond 64 bits
    assert_eq!(change.verdict(Better::Higher, sure(0.95)), ChangeVerdict::Better);
    let half =
        ProportionChange { before: of(huge / 8, huge / 4), after: of(huge / 8 + 1_000_000_000, huge / 4) };
    let (exact, pooled) = (half.fisher_exact().unwrap(), half.pooled_test().p);
    assert!((exact / pooled - 1.0).abs() < 1e-3, "{exact} {pooled}");

    let many = nps(1 << 60, 1 << 61, 1 << 60);
    let interval = nps_interval(&many, NpsInterval::Bootstrap, sure(0.95)).unwrap();
    assert!(interval.contains(0.0) && interval.width() < 1e-6);
    assert_eq!(nps_interval(&nps(u64::MAX, 1, 0), NpsInterval::Wald, sure(0.95)), None);

    let events = count_interval(huge, sure(0.95));
    assert!(events.contains(1.844_674_407_370_955_2e19) && events.width() < 2e10, "{events:?}");
    assert_eq!(RateChange::new((huge, 1), (huge, 1)), None);
    assert_eq!(
        Audit::new(huge, huge / 10, 0).unwrap().verdict(percent(98), sure(0.95)),
        AuditVerdict::Proven
    );
    assert_eq!(
        Representation::new(&[
            Class { population: huge, respondents: 1 },
            Class { population: huge, respondents: 1 }
        ]),
        Err(RepresentationError::TooMany)
    );

    let mut moments: Moments = [i64::MAX, i64::MIN].into_iter().collect();
    is_printed(moments.mean().unwrap(), -0.5, 9);
    assert!(moments.variance().unwrap() > 1e37);
    moments = (0..4).fold(moments, |moments, _| moments.merge(moments));
    assert_eq!((moments.n(), moments.mean()), (None, None));
}

#[test]
fn classes_that_no_weight_makes_up_for_are_named() {
    let classes = [Class { population: 5, respondents: 1 }, Class { population: 5, respondents: 0 }];
    let representation = Representation::new(&classes).unwrap();
    assert_eq!(representation.weights(), Err(RepresentationError::NobodyAnswered { place: 1 }));
    assert!(representation.effective_respondents().is_err());
    assert!(representation.chi_square().p < 1.0);
    let strangers = [Class { population: 5, respondents: 1 }, Class { population: 0, respondents: 2 }];
    assert_eq!(Representation::new(&strangers), Err(RepresentationError::NobodyThere { place: 1 }));
    let absent = [Class { population: 5, respondents: 1 }, Class { population: 0, respondents: 0 }];
    assert_eq!(Representation::new(&absent).unwrap().weights(), Ok(vec![1.0, 0.0]));
}

#[test]
fn k34_k35_audits_of_the_largest_population_have_verdicts() {
    let all = u64::MAX;
    let confidence = sure(0.95);
    let one_wrong = Audit::new(all, 1, 1).unwrap();
    assert_eq!(one_wrong.most_errors(confidence), all); // nothing that was seen is right
    assert_eq!(one_wrong.verdict(percent(98), confidence), AuditVerdict::Refuted); // 2 % of samples are as bad
    let all_wrong = Audit::new(all, all, all).unwrap();
    assert_eq!(all_wrong.verdict(percent(98), confidence), AuditVerdict::Refuted);
    assert_eq!(all_wrong.verdict(Share::ZERO, confidence), AuditVerdict::Proven);
    let plan = |limit| AuditPlan { limit, confidence };
    assert_eq!(plan(Share::ONE).most_errors(all, all), Some(0));
    assert_eq!(plan(Share::ZERO).most_errors(all, all), Some(all));
    assert_eq!(plan(Share::ZERO).smallest_sample(Some(all), 0), Some(1));
    assert_eq!(plan(Share::ONE).smallest_sample(Some(all), 1), None);
}

#[test]
fn k14_a_chance_as_large_as_the_risk_is_seldom_enough_at_every_confidence() {
    for (people, level) in [(5_u64, 0.8), (10, 0.9), (20, 0.95), (50, 0.98), (100, 0.99), (1_000, 0.999)] {
        // one that is special of so many is drawn by chance once in as many times
        let before = Proportion::new(0, people - 1).unwrap();
        let change = ProportionChange { before, after: of(1, 1) };
        assert_eq!(change.verdict(Better::Higher, sure(level)), ChangeVerdict::Better, "{people}");
        let sooner = ProportionChange { before: of(0, people - 2), ..change };
        assert_eq!(sooner.verdict(Better::Higher, sure(level)), ChangeVerdict::NotShown, "{people}");
        // all but one were audited, and one wrong would be missed once in as many times
        assert_eq!(Audit::new(people, people - 1, 0).unwrap().most_errors(sure(level)), 0, "{people}");
        assert_eq!(Audit::new(people - 1, people - 2, 0).unwrap().most_errors(sure(level)), 1, "{people}");
    }
    assert_eq!(ChangeVerdict::of(1.0, f64::NAN, Better::Higher, sure(0.95)), ChangeVerdict::NotShown);
}

#[test]
fn none_or_all_expected_do_not_make_a_survey_certain() {
    for expected in [Share::ZERO, Share::ONE] {
        for population in [None, Some(2), Some(1_000)] {
            assert_eq!(required_sample(percent(5), expected, population, sure(0.95)), None);
            assert_eq!(margin_of_error(expected, 1, population, sure(0.95)), None);
        }
    }
    assert_eq!(margin_of_error(Share::ONE, 10, Some(10), sure(0.95)), Some(0.0)); // all were asked
    let least = required_sample(percent(5), Share::from_parts_per_million(1).unwrap(), Some(1), sure(0.95));
    assert_eq!(least.unwrap().answers, 1);
}

#[test]
fn all_events_of_a_short_period_keep_their_digits() {
    // once in ten thousand million cases, and then in the only one after
    let change = RateChange::new((0, 10_000_000_000), (1, 1)).unwrap();
    assert!((change.exact_test() * 10_000_000_001.0 - 1.0).abs() < 1e-12, "{}", change.exact_test());
}

#[test]
fn the_lowest_confidence_has_finite_bounds() {
    let lowest = sure(1e-17);
    assert!(lowest.z().is_sign_positive() && lowest.z() < 1e-10);
    is_printed(lowest.one_sided_z(), -8.4938, 4);
    is_printed(sure(0.5).one_sided_z(), 0.0, 9);
}
