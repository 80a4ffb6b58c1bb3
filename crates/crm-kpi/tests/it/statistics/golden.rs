//! Worked examples, to the digits printed there: published tables, and figures that two independent programs agree on.

use crm_kpi::Attitude;
use crm_kpi::statistics::{
    Audit, AuditPlan, AuditVerdict, Better, ChangeVerdict, Class, NpsChange, NpsInterval, PercentileType,
    ProportionChange, ProportionInterval, RateChange, Representation, Sorted, Weight, WeightedInterval,
    WeightedNpsTally, count_interval, margin_of_error, nps_change, nps_interval, percentile_by_selection,
    required_sample,
};
use crm_model::Share;

use super::{are_printed, is_printed, nps, of, sure};

/// Detractors, passives and promoters; confidence; score; Wald, adjusted Wald, score, trinomial t, bootstrap.
#[rustfmt::skip]
#[expect(clippy::unreadable_literal, clippy::type_complexity, reason = "a table, as printed")]
const G1: [([u64; 3], f64, f64, [[f64; 2]; 5]); 10] = [
    ([15, 25, 60], 0.95, 45.0, [[30.497591, 59.502409], [29.343111, 58.03553], [29.256916, 58.125702], [30.244171, 59.755829], [30.0, 59.0]]),
    ([15, 25, 60], 0.9, 45.0, [[32.829195, 57.170805], [31.649602, 55.729039], [31.941738, 56.204154], [32.652334, 57.347666], [33.0, 57.0]]),
    ([2, 11, 18], 0.95, 51.612903, [[29.948026, 73.277781], [25.512334, 68.605313], [26.091909, 69.915899], [28.665051, 74.560756], [29.0323, 70.9677]]),
    ([20, 10, 70], 0.95, 50.0, [[34.198265, 65.801735], [32.941467, 64.145912], [32.626056, 63.94336], [33.92214, 66.07786], [34.0, 65.0]]),
    ([0, 3, 7], 0.95, 70.0, [[41.597423, 98.402577], [21.053949, 86.638359], [22.819424, 89.220873], [35.444979, 104.555021], [40.0, 100.0]]),
    ([0, 0, 10], 0.95, 100.0, [[100.0, 100.0], [47.503552, 106.342602], [44.49344, 100.0], [100.0, 100.0], [100.0, 100.0]]),
    ([10, 0, 0], 0.95, -100.0, [[-100.0, -100.0], [-106.342602, -47.503552], [-100.0, -44.49344], [-100.0, -100.0], [-100.0, -100.0]]),
    ([5, 5, 0], 0.95, -50.0, [[-80.989752, -19.010248], [-70.71613, -6.206947], [-76.340691, -8.37008], [-87.702619, -12.297381], [-80.0, -20.0]]),
    ([1, 0, 1], 0.95, 0.0, [[-138.590382, 138.590382], [-73.335137, 73.335137], [-81.093759, 81.093759], [-1270.620474, 1270.620474], [-100.0, 100.0]]),
    ([300, 200, 500], 0.95, 20.0, [[14.596752, 25.403248], [14.547356, 25.333003], [14.537356, 25.329614], [14.587491, 25.412509], [14.6, 25.4]]),
];

#[test]
fn g1_net_promoter_scores_with_intervals() {
    for ([detractors, passives, promoters], level, score, [wald, adjusted, tango, mean, bootstrap]) in G1 {
        let tally = nps(detractors, passives, promoters);
        is_printed(tally.score().unwrap().as_f64(), score, 6);
        let of = |kind| nps_interval(&tally, kind, sure(level)).unwrap();
        are_printed(of(NpsInterval::Wald), wald, 6);
        are_printed(of(NpsInterval::AdjustedWald), adjusted, 6);
        are_printed(of(NpsInterval::Score), tango, 6);
        are_printed(of(NpsInterval::TrinomialMean), mean, 6);
        are_printed(of(NpsInterval::Bootstrap), bootstrap, 4);
    }
}

#[test]
fn g1_what_ten_promoters_prove_is_shown_on_the_scale() {
    let interval = nps_interval(&nps(0, 0, 10), NpsInterval::AdjustedWald, sure(0.95)).unwrap();
    are_printed(interval.clamped(-100.0, 100.0), [47.503_552, 100.0], 6);
}

#[test]
fn g2_change_of_net_promoter_score() {
    let (old, new) = (nps(50, 70, 80), nps(36, 60, 104));
    let change = nps_change(&old, &new, NpsChange::Wald, sure(0.95)).unwrap();
    is_printed(change.change, 19.0, 9);
    is_printed(change.standard_error, 7.784_279_029, 9);
    is_printed(change.significance.z, 2.440_816_925, 9);
    is_printed(change.significance.p, 0.014_654_082, 9);
    are_printed(change.interval, [3.743_093_458, 34.256_906_542], 9);
    assert_eq!(change.verdict(Better::Higher, sure(0.95)), ChangeVerdict::Better);
    assert_eq!(change.verdict(Better::Higher, sure(0.99)), ChangeVerdict::NotShown);

    let adjusted = nps_change(&old, &new, NpsChange::AdjustedWald, sure(0.95)).unwrap();
    is_printed(adjusted.change, 18.719_211_823, 9);
    is_printed(adjusted.standard_error, 7.722_971_935, 9);
    is_printed(adjusted.significance.z, 2.423_835_278, 9);
    is_printed(adjusted.significance.p, 0.015_357_570, 9);
    are_printed(adjusted.interval, [3.582_464_977, 33.855_958_668], 9);

    // the other way about, the sign turns
    let fall = nps_change(&new, &old, NpsChange::Wald, sure(0.95)).unwrap();
    is_printed(fall.change, -19.0, 9);
    are_printed(fall.interval, [-34.256_906_542, -3.743_093_458], 9);
    assert_eq!(fall.verdict(Better::Higher, sure(0.95)), ChangeVerdict::Worse);
}

/// Part and whole; Wilson with a continuity correction; Wilson, Clopper-Pearson, Agresti-Coull, Jeffreys.
#[rustfmt::skip]
#[expect(clippy::unreadable_literal, reason = "as printed")]
#[expect(clippy::type_complexity, reason = "a table")]
const G3: [(u64, u64, Option<[f64; 2]>, [[f64; 2]; 4]); 6] = [
    (81, 263, Some([0.253509, 0.368176]), [[0.25528852, 0.366209577], [0.252736746, 0.367621923], [0.255220665, 0.366277432], [0.254521935, 0.365647499]]),
    (15, 148, Some([0.059778, 0.16445]), [[0.0623864, 0.160487242], [0.05784401, 0.16165049], [0.061385975, 0.161487666], [0.060448517, 0.157643143]]),
    (0, 20, Some([0.0, 0.200453]), [[0.0, 0.161125158], [0.0, 0.168433471], [0.0, 0.189809561], [0.0, 0.116638983]]),
    (1, 29, Some([0.001803, 0.196282]), [[0.006113214, 0.171755219], [0.000872647, 0.177644295], [0.0, 0.186286509], [0.003746174, 0.150077686]]),
    (20, 20, None, [[0.838874842, 1.0], [0.831566529, 1.0], [0.810190439, 1.0], [0.883361017, 1.0]]),
    (97, 100, None, [[0.915480636, 0.989745476], [0.914823947, 0.993770028], [0.911748167, 0.993477944], [0.922112431, 0.991479717]]),
];

/// Answers of 1, 0 and -1 with weights; limits and error of the mean by samplics 0.6.1, which R's `svymean` has too; the adjusted ones and both
/// tests worked out answer by answer with scipy 1.17.1.
#[test]
fn weighted_scores_have_the_limits_of_survey_programs() {
    let of = |answers: &[(i8, f64)]| {
        let mut tally = WeightedNpsTally::default();
        for (value, weight) in answers {
            let attitude = match value {
                1 => Attitude::Promoter,
                0 => Attitude::Passive,
                _ => Attitude::Detractor,
            };
            tally.record(Weight::new(*weight).unwrap(), attitude);
        }
        tally
    };
    let old = of(&[(1, 2.0), (1, 0.5), (0, 1.25), (-1, 1.5), (1, 0.75), (0, 3.0), (-1, 0.25), (1, 1.0)]);
    let new = of(&[(1, 1.0), (-1, 2.5), (-1, 0.4), (0, 1.1), (1, 0.6), (0, 0.9), (-1, 1.5)]);
    let (linearised, adjusted) = (WeightedInterval::Linearised, WeightedInterval::Adjusted);
    is_printed(old.score().unwrap().as_f64(), 24.390_243_902, 9);
    are_printed(old.interval(linearised, sure(0.95)).unwrap(), [-43.282_476_666, 92.062_964_471], 8);
    are_printed(old.interval(adjusted, sure(0.95)).unwrap(), [-28.569_157_040, 60.376_759_833], 8);
    assert_eq!(new.score(), crm_model::Ratio::new(-35, 1));
    are_printed(new.interval(linearised, sure(0.95)).unwrap(), [-118.479_296_802, 48.479_296_802], 8);
    are_printed(new.interval(adjusted, sure(0.95)).unwrap(), [-74.535_678_309, 29.789_373_874], 8);

    let fall = new.change_from(&old, linearised, sure(0.95)).unwrap();
    is_printed(fall.change, -59.390_243_902, 9);
    is_printed(fall.standard_error, 44.530_327_501, 9);
    is_printed(fall.significance.z, -1.333_703_281, 9);
    is_printed(fall.significance.p, 0.206_615_447, 9);
    are_printed(fall.interval, [-156.214_850_952, 37.434_363_148], 8);
    let fall = new.change_from(&old, adjusted, sure(0.95)).unwrap();
    is_printed(fall.change, -38.276_953_614, 9);
    is_printed(fall.significance.p, 0.273_760_657, 9);
    are_printed(fall.interval, [-106.824_551_386, 30.270_644_159], 8);
}

#[test]
fn g3_intervals_of_proportions() {
    for (part, whole, corrected, [wilson, exact, agresti, jeffreys]) in G3 {
        let interval = |kind| of(part, whole).interval(kind, sure(0.95));
        are_printed(interval(ProportionInterval::Wilson), wilson, 9);
        are_printed(interval(ProportionInterval::ClopperPearson), exact, 9);
        are_printed(interval(ProportionInterval::AgrestiCoull), agresti, 9);
        are_printed(interval(ProportionInterval::Jeffreys), jeffreys, 9);
        if let Some(corrected) = corrected {
            are_printed(interval(ProportionInterval::WilsonCorrected), corrected, 6);
        }
    }
}

#[test]
fn g3_intervals_of_proportions_as_newcombe_prints_them() {
    for (part, whole, wilson, exact) in [
        (81, 263, [0.2553, 0.3662], [0.2527, 0.3676]),
        (15, 148, [0.0624, 0.1605], [0.0578, 0.1617]),
        (0, 20, [0.0, 0.1611], [0.0, 0.1684]),
        (1, 29, [0.0061, 0.1718], [0.0009, 0.1776]),
    ] {
        are_printed(of(part, whole).interval(ProportionInterval::Wilson, sure(0.95)), wilson, 4);
        are_printed(of(part, whole).interval(ProportionInterval::ClopperPearson, sure(0.95)), exact, 4);
    }
}

#[test]
fn g3_two_proportions() {
    let change = ProportionChange { before: of(48, 80), after: of(56, 70) };
    is_printed(change.change(), 0.2, 12);
    are_printed(change.interval(sure(0.95)), [0.052_431_472, 0.333_872_654], 9);
    is_printed(change.pooled_test().z, 2.650_171_951, 9);
    is_printed(change.pooled_test().p, 0.008_045_081, 9);
    is_printed(change.fisher_exact().unwrap(), 0.012_521_130, 9);
}

fn percent(percent: u8) -> Share {
    Share::from_percent(percent).unwrap()
}

#[test]
fn g4_required_samples() {
    for (population, raw, five, three) in [
        (None, 384.145_882, 385, 1_068),
        (Some(100), 79.509_294, 80, 92),
        (Some(500), 217.487_218, 218, 341),
        (Some(1_000), 277.733_453, 278, 517),
        (Some(10_000), 369.970_610, 370, 965),
        (Some(100_000), 382.679_661, 383, 1_056),
    ] {
        let sample = |margin| required_sample(percent(margin), percent(50), population, sure(0.95)).unwrap();
        is_printed(sample(5).exact, raw, 6);
        assert_eq!([sample(5).answers, sample(3).answers], [five, three], "{population:?}");
    }
}

#[test]
fn g4_margins_of_error() {
    let margin = |answers, population| margin_of_error(percent(50), answers, population, sure(0.95)).unwrap();
    is_printed(margin(400, None), 0.048_999_100, 9);
    is_printed(margin(400, Some(2_000)), 0.043_837_088, 9);
    is_printed(margin(200, Some(1_000)), 0.062_010_516, 9);
    assert_eq!(margin(1_000, Some(1_000)).to_bits(), 0.0_f64.to_bits());
}

#[test]
fn g4_representativeness_and_weights() {
    let classes =
        [(2, 60), (5, 90), (3, 50)].map(|(population, respondents)| Class { population, respondents });
    let representation = Representation::new(&classes).unwrap();
    let test = representation.chi_square();
    is_printed(test.statistic, 12.666_666_667, 9);
    assert_eq!(test.degrees, 2);
    is_printed(test.p, 0.001_776_104, 9);
    for (weight, expected) in
        representation.weights().unwrap().iter().zip([0.666_666_667, 1.111_111_111, 1.2])
    {
        is_printed(*weight, expected, 9);
    }
    is_printed(representation.effective_respondents().unwrap(), 190.677_966_102, 9);
}

/// Values, percent, types 1, 2, 6, 7 and 8 to six significant digits.
#[rustfmt::skip]
const G9: [(&[f64], u8, [f64; 5]); 12] = [
    (&[15.0, 20.0, 35.0, 40.0, 50.0], 5, [15.0, 15.0, 15.0, 16.0, 15.0]),
    (&[15.0, 20.0, 35.0, 40.0, 50.0], 30, [20.0, 20.0, 19.0, 23.0, 19.6667]),
    (&[15.0, 20.0, 35.0, 40.0, 50.0], 40, [20.0, 27.5, 26.0, 29.0, 27.0]),
    (&[15.0, 20.0, 35.0, 40.0, 50.0], 50, [35.0, 35.0, 35.0, 35.0, 35.0]),
    (&[15.0, 20.0, 35.0, 40.0, 50.0], 90, [50.0, 50.0, 50.0, 46.0, 50.0]),
    (&[15.0, 20.0, 35.0, 40.0, 50.0], 95, [50.0, 50.0, 50.0, 48.0, 50.0]),
    (&[3.0, 6.0, 7.0, 8.0, 8.0, 10.0, 13.0, 15.0, 16.0, 20.0], 5, [3.0, 3.0, 3.0, 4.35, 3.0]),
    (&[3.0, 6.0, 7.0, 8.0, 8.0, 10.0, 13.0, 15.0, 16.0, 20.0], 30, [7.0, 7.5, 7.3, 7.7, 7.43333]),
    (&[3.0, 6.0, 7.0, 8.0, 8.0, 10.0, 13.0, 15.0, 16.0, 20.0], 40, [8.0, 8.0, 8.0, 8.0, 8.0]),
    (&[3.0, 6.0, 7.0, 8.0, 8.0, 10.0, 13.0, 15.0, 16.0, 20.0], 50, [8.0, 9.0, 9.0, 9.0, 9.0]),
    (&[3.0, 6.0, 7.0, 8.0, 8.0, 10.0, 13.0, 15.0, 16.0, 20.0], 90, [16.0, 18.0, 19.6, 16.4, 18.5333]),
    (&[3.0, 6.0, 7.0, 8.0, 8.0, 10.0, 13.0, 15.0, 16.0, 20.0], 95, [20.0, 20.0, 20.0, 18.2, 20.0]),
];

#[test]
fn g9_percentiles_by_definition() {
    for (values, share, expected) in G9 {
        let sorted = Sorted::new(values).unwrap();
        let mut turned: Vec<f64> = values.iter().rev().copied().collect();
        for ((kind, _), expected) in PercentileType::ALL.into_iter().zip(expected) {
            let percentile = sorted.percentile(percent(share), kind).unwrap();
            let decimals = if expected < 10.0 { 5 } else { 4 };
            is_printed(percentile.value, expected, decimals);
            assert_eq!(percentile_by_selection(&mut turned, percent(share), kind), Ok(Some(percentile)));
        }
    }
}

#[test]
fn g9_percentiles_of_parts_are_no_percentiles_of_the_whole() {
    let of = |values: &[f64]| {
        Sorted::new(values).unwrap().percentile(percent(90), PercentileType::Linear).unwrap().value
    };
    is_printed(of(&[1.0, 2.0, 3.0, 4.0, 100.0]), 61.6, 12);
    is_printed(of(&[10.0, 20.0, 30.0]), 28.0, 12);
    is_printed(of(&[1.0, 2.0, 3.0, 4.0, 10.0, 20.0, 30.0, 100.0]), 51.0, 12);
}

#[test]
fn g9_seven_percent_of_a_hundred_is_rank_seven() {
    let rank = PercentileType::NearestRank.rank(percent(7), 100).unwrap();
    assert_eq!((rank.index, rank.next()), (6, None));
}

/// Population, sample, errors; errors at most; accuracy at least; chance of as few with one too many; chance of as many at the limit.
#[rustfmt::skip]
#[expect(clippy::unreadable_literal, reason = "as printed")]
const G10: [([u64; 3], u64, [f64; 3], AuditVerdict); 12] = [
    ([2000, 200, 0], 28, [0.986, 0.012702, 1.0], AuditVerdict::Proven),
    ([2000, 200, 1], 45, [0.9775, 0.071882, 0.985855], AuditVerdict::PointMet),
    ([2000, 200, 4], 87, [0.9565, 0.608435, 0.578743], AuditVerdict::PointMet),
    ([2000, 200, 6], 113, [0.9435, 0.892024, 0.204482], AuditVerdict::PointMissed),
    ([2000, 200, 8], 138, [0.931, 0.982942, 0.040258], AuditVerdict::Refuted),
    ([1000, 100, 0], 28, [0.972, 0.106859, 1.0], AuditVerdict::PointMet),
    ([3000, 300, 2], 60, [0.98, 0.047523, 0.986859], AuditVerdict::Proven),
    ([3000, 300, 3], 74, [0.975333, 0.126376, 0.948599], AuditVerdict::PointMet),
    ([10000, 1000, 12], 189, [0.9811, 0.029299, 0.984019], AuditVerdict::Proven),
    ([10000, 1000, 13], 202, [0.9798, 0.052385, 0.969208], AuditVerdict::PointMet),
    ([10000, 1000, 20], 284, [0.9716, 0.549814, 0.535314], AuditVerdict::PointMet),
    ([10000, 1000, 28], 376, [0.9624, 0.972585, 0.041802], AuditVerdict::Refuted),
];

#[test]
fn g10_audits_of_accuracy() {
    for ([population, sample, errors], most, [accuracy, as_few, as_many], verdict) in G10 {
        let audit = Audit::new(population, sample, errors).unwrap();
        assert_eq!(audit.most_errors(sure(0.95)), most, "{audit:?}");
        let (right, whole) = audit.accuracy_at_least(sure(0.95));
        is_printed(of(right, whole).share(), accuracy, 6);
        is_printed(audit.chance_of_as_few(population / 50 + 1), as_few, 6);
        is_printed(audit.chance_of_as_many(population / 50), as_many, 6);
        assert_eq!(audit.verdict(percent(98), sure(0.95)), verdict, "{audit:?}");
    }
}

#[test]
fn g10_samples_that_prove_accuracy() {
    let plan = AuditPlan { limit: percent(98), confidence: sure(0.95) };
    let tenth = |population| plan.most_errors(population, population / 10);
    assert_eq!(tenth(1_000), None);
    assert_eq!((tenth(1_300), tenth(1_400)), (None, Some(0)));
    assert_eq!([2_000, 3_000, 5_000, 10_000, 20_000].map(tenth), [0, 2, 4, 12, 30].map(Some));
    let without_errors = |population| plan.smallest_sample(population, 0);
    assert_eq!([500, 1_000, 2_000, 10_000].map(|n| without_errors(Some(n))), [119, 132, 140, 147].map(Some));
    assert_eq!(without_errors(None), Some(149));
    let of_two_thousand = |errors| plan.smallest_sample(Some(2_000), errors);
    assert_eq!([1, 2, 3, 4, 5].map(of_two_thousand), [220, 290, 355, 417, 477].map(Some));
}

#[test]
fn g10_a_file_of_975_in_a_thousand_passes_the_point_43_times_in_100() {
    // at most 4 errors in 200 of 2000 with 50 wrong
    let chance = Audit::new(2_000, 200, 4).unwrap().chance_of_as_few(50);
    is_printed(chance, 0.43, 2);
}

#[test]
fn g14_counts_of_rare_events() {
    for (events, low, high) in [
        (0, 0.0, 3.688_879_454),
        (4, 1.089_865_374, 10.241_588_675),
        (5, 1.623_486_390, 11.668_332_079),
        (7, 2.814_363_052, 14.422_675_362),
        (10, 4.795_388_696, 18.390_356_042),
        (20, 12.216_519_585, 30.888_377_903),
    ] {
        are_printed(count_interval(events, sure(0.95)), [low, high], 9);
    }
    let complaints = RateChange::new((48, 1_200), (30, 1_250)).unwrap();
    is_printed(complaints.exact_test(), 0.030_943_478, 9);
    is_printed(complaints.score_test().p, 0.026_500_281, 9);
    is_printed(complaints.change(), -0.016, 12);
    assert_eq!(complaints.verdict(Better::Lower, sure(0.95)), ChangeVerdict::Better);
}
