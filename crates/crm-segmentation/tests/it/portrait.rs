//! Portraits of segments.

use std::collections::BTreeMap;
use std::fs::File;

use crm_segmentation::{
    Level, NumberColumn, NumberPortrait, Numbers, Portrait, PortraitError, Portraits, ValueTierRule,
    ValueTierSpec, WordColumn,
};
use proptest::prelude::*;

use crate::real::{data_folder, london, online_retail, rows};
use crate::support::{instant, spec};

/// The portraits of the segments 0 and 1 by one column of whole numbers.
fn whole(segments: &[u8], numbers: &[Option<i64>]) -> Portraits<u8> {
    let column = NumberColumn { name: "figure", numbers: Numbers::Whole(numbers) };
    Portraits::new(segments, &[column], &[]).unwrap()
}

fn real(segments: &[u8], numbers: &[Option<f64>]) -> Portraits<u8> {
    let column = NumberColumn { name: "figure", numbers: Numbers::Real(numbers) };
    Portraits::new(segments, &[column], &[]).unwrap()
}

fn worded(segments: &[u8], words: &[Option<&str>]) -> Portraits<u8> {
    Portraits::new(segments, &[], &[WordColumn { name: "channel", words }]).unwrap()
}

fn figure(portraits: &Portraits<u8>, segment: u8) -> &NumberPortrait {
    &portraits.of(&segment).unwrap().numbers[0]
}

fn distinctions<S>(portrait: &Portrait<S>, most: usize, least_known: u64) -> Vec<String> {
    portrait.sets_apart(most, least_known).iter().map(ToString::to_string).collect()
}

#[test]
fn l_seg_1_a_portrait_has_size_means_and_medians() {
    // Segment 0 has 1, 2, 9; segment 1 has 4, 4. The mean of all is 20 / 5 = 4; the variance
    // (9 + 4 + 25 + 0 + 0) / 5 = 7.6. The means 4 and 4 do not differ.
    let portraits = whole(&[0, 0, 0, 1, 1], &[Some(9), Some(1), Some(2), Some(4), Some(4)]);
    assert_eq!((portraits.customers(), portraits.all().len()), (5, 2));
    let zero = portraits.of(&0).unwrap();
    assert_eq!((zero.size, zero.share().unwrap().to_string().as_str()), (3, "3/5"));
    let of_zero = figure(&portraits, 0);
    assert_eq!((of_zero.mean, of_zero.median, of_zero.mean_of_all), (Some(4.0), Some(2.0), Some(4.0)));
    assert_eq!((of_zero.index, of_zero.difference), (Some(1.0), Some(0.0)));
    assert!(zero.sets_apart(9, 1).is_empty(), "what does not differ sets nobody apart");
    assert!(portraits.of(&2).is_none());
    // 1 and 3 against 5 and 7: -4 by the root of (9 + 1 + 1 + 9) / 4 = 5.
    let portraits = whole(&[0, 1, 0, 1], &[Some(1), Some(5), Some(3), Some(7)]);
    let difference = figure(&portraits, 0).difference.unwrap();
    assert!((difference + 4.0 / 5.0_f64.sqrt()).abs() < 1e-15, "{difference}");
    assert_eq!(figure(&portraits, 1).median, Some(6.0));
}

#[test]
fn what_is_missing_is_counted_and_is_no_zero() {
    let portraits = whole(&[0, 0, 0, 1, 2], &[Some(6), None, Some(8), Some(1), None]);
    let [zero, one, two] = [0, 1, 2].map(|segment| figure(&portraits, segment));
    assert_eq!((zero.known, zero.missing, zero.mean, zero.mean_of_all), (2, 1, Some(7.0), Some(5.0)));
    assert_eq!((one.known, one.missing, one.mean), (1, 0, Some(1.0)));
    assert_eq!((two.known, two.missing), (0, 1));
    assert_eq!((two.mean, two.median, two.index, two.difference), (None, None, None, None));
    assert_eq!(two.mean_of_all, Some(5.0));
}

#[test]
fn a_figure_that_all_share_has_no_difference() {
    for portraits in [
        whole(&[0, 0, 1], &[Some(7), Some(7), Some(7)]),
        real(&[0, 0, 1], &[Some(0.1), Some(0.1), Some(0.1)]),
        real(&[0, 0, 1], &[Some(0.0), Some(-0.0), Some(0.0)]),
    ] {
        assert_eq!(figure(&portraits, 0).difference, None);
        assert!(portraits.of(&0).unwrap().sets_apart(9, 0).is_empty());
    }
    let alone = whole(&[0, 0], &[Some(1), Some(2)]);
    assert_eq!(figure(&alone, 0).difference, None, "there is nobody else");
    let only_known_here = whole(&[0, 0, 1], &[Some(1), Some(2), None]);
    assert_eq!(figure(&only_known_here, 0).difference, None);
}

#[test]
fn index_needs_a_mean_above_zero() {
    assert_eq!(figure(&whole(&[0, 1], &[Some(-3), Some(-1)]), 0).index, None);
    assert_eq!(figure(&whole(&[0, 1], &[Some(-1), Some(1)]), 0).index, None);
    assert_eq!(figure(&whole(&[0, 1], &[Some(-1), Some(2)]), 0).index, Some(-2.0));
}

#[test]
fn words_are_shares_of_those_of_whom_they_are_known() {
    let words = [Some("app"), Some("phone"), None, Some("phone"), Some("phone"), Some("shop")];
    let portraits = worded(&[0, 0, 0, 1, 1, 1], &words);
    let channel = &portraits.of(&0).unwrap().words[0];
    assert_eq!((channel.name.as_str(), channel.known, channel.missing), ("channel", 2, 1));
    let told: Vec<String> = channel
        .shares
        .iter()
        .map(|share| {
            let [here, of_all, lift] =
                [share.share(), share.share_of_all(), share.lift()].map(|ratio| ratio.unwrap().to_string());
            format!("{} {here} of {of_all}, {lift}", share.word)
        })
        .collect();
    assert_eq!(told, ["app 1/2 of 1/5, 5/2", "phone 1/2 of 3/5, 5/6", "shop 0/2 of 1/5, 0/2"]);
    // app: (1/2 - 0) by the root of 1/5 x 4/5, which is 2/5.
    assert_eq!(channel.shares[0].difference(), Some(1.25));
    let of_nobody = worded(&[0, 1], &[None, Some("app")]);
    let share = &of_nobody.of(&0).unwrap().words[0].shares[0];
    assert_eq!((share.share(), share.lift(), share.difference()), (None, None, None));
    let all_alike = worded(&[0, 1], &[Some("app"), Some("app")]);
    assert_eq!(all_alike.of(&0).unwrap().words[0].shares[0].difference(), None);
}

#[test]
fn l_seg_1_the_largest_differences_come_first() {
    let segments = [0, 0, 1, 1];
    let (far, near) = ([Some(10), Some(11), Some(0), Some(1)], [Some(2.0), Some(0.5), Some(1.0), Some(0.5)]);
    let words = [Some("no"), Some("yes"), Some("no"), Some("no")];
    let portraits = Portraits::new(
        &segments,
        &[
            NumberColumn { name: "near", numbers: Numbers::Real(&near) },
            NumberColumn { name: "far", numbers: Numbers::Whole(&far) },
        ],
        &[WordColumn { name: "member", words: &words }],
    )
    .unwrap();
    // far: 10 by the root of 25.25; member: 1/2 by the root of 3/16; near: 1/2 by the root of 3/8.
    let zero = portraits.of(&0).unwrap();
    assert_eq!(
        distinctions(zero, 9, 0),
        ["far: +1.99", "member no: -1.15", "member yes: +1.15", "near: +0.82"]
    );
    assert_eq!(distinctions(zero, 1, 2), ["far: +1.99"]);
    assert!(distinctions(zero, 9, 3).is_empty(), "nothing is known of three");
    assert!(distinctions(zero, 0, 0).is_empty());
    assert_eq!(zero.numbers[0].name, "near", "a portrait keeps the order of the columns");
}

#[test]
fn columns_that_do_not_fit_are_refused() {
    let of = |numbers: &[NumberColumn<'_>], words: &[WordColumn<'_>]| {
        Portraits::new(&[0, 1], numbers, words).unwrap_err()
    };
    let short = NumberColumn { name: "age", numbers: Numbers::Whole(&[Some(1)]) };
    let error = of(&[short], &[]);
    assert_eq!(error.to_string(), "`age` has 1 rows, and there are 2 customers");
    let words = WordColumn { name: "age", words: &[None, None] };
    let ages = NumberColumn { name: "age", numbers: Numbers::Whole(&[None, None]) };
    assert_eq!(of(&[ages], &[words]), PortraitError::TwiceNamed { name: "age".to_owned() });
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let numbers = [Some(1.0), Some(wrong)];
        let error = of(&[NumberColumn { name: "rate", numbers: Numbers::Real(&numbers) }], &[]);
        assert_eq!(error.to_string(), "`rate` of row 1 is no finite number");
    }
}

#[test]
fn nobody_has_no_portrait() {
    let none: Portraits<u8> = Portraits::new(&[], &[], &[]).unwrap();
    assert_eq!((none.customers(), none.all().len()), (0, 0));
}

#[test]
fn numbers_of_any_size_keep_their_digits() {
    let far = i64::MAX - 10;
    let portraits = whole(&[0, 0, 1, 1], &[Some(far), Some(far + 2), Some(far + 4), Some(far + 6)]);
    let difference = figure(&portraits, 0).difference.unwrap();
    assert!((difference + 4.0 / 5.0_f64.sqrt()).abs() < 1e-15, "{difference}");
    let portraits = whole(&[0, 1], &[Some(i64::MIN), Some(i64::MAX)]);
    assert_eq!(figure(&portraits, 0).difference, Some(-2.0));
    for scale in [1e300, 1.0, 1e-300] {
        let numbers = [1.0, 3.0, 5.0, 7.0].map(|number| Some(number * scale));
        let portraits = real(&[0, 0, 1, 1], &numbers);
        let of_zero = figure(&portraits, 0);
        assert!((of_zero.difference.unwrap() + 4.0 / 5.0_f64.sqrt()).abs() < 1e-15);
        assert!((of_zero.mean.unwrap() / scale - 2.0).abs() < 1e-15);
    }
    let portraits = real(&[0, 0, 1], &[Some(f64::MAX), Some(f64::MAX), Some(-f64::MAX)]);
    let of_zero = figure(&portraits, 0);
    assert_eq!((of_zero.mean, of_zero.median), (Some(f64::MAX), Some(f64::MAX)));
    // One large number does not hide the others.
    let portraits = real(&[0, 1, 1], &[Some(1e20), Some(1.0), Some(3.0)]);
    assert_eq!(figure(&portraits, 1).mean, Some(2.0));
}

/// A segment, a whole number, a real one and a word.
type AnyCustomer = (u8, Option<i64>, Option<f64>, Option<&'static str>);

fn any_customers() -> impl Strategy<Value = Vec<AnyCustomer>> {
    let word = prop::sample::select(vec!["app", "phone", "shop"]);
    let number = prop_oneof![(-50..50_i64).boxed(), any::<i64>().boxed()];
    let real = prop_oneof![(-9.0..9.0_f64).boxed(), prop::num::f64::NORMAL.boxed()];
    let customer = (0..4_u8, prop::option::of(number), prop::option::of(real), prop::option::of(word));
    prop::collection::vec(customer, 0..30)
}

fn portraits_of(customers: &[AnyCustomer]) -> Portraits<u8> {
    let segments: Vec<u8> = customers.iter().map(|customer| customer.0).collect();
    let whole: Vec<_> = customers.iter().map(|customer| customer.1).collect();
    let real: Vec<_> = customers.iter().map(|customer| customer.2).collect();
    let words: Vec<_> = customers.iter().map(|customer| customer.3).collect();
    let numbers = [
        NumberColumn { name: "whole", numbers: Numbers::Whole(&whole) },
        NumberColumn { name: "real", numbers: Numbers::Real(&real) },
    ];
    Portraits::new(&segments, &numbers, &[WordColumn { name: "word", words: &words }]).unwrap()
}

proptest! {
    #[test]
    fn prop_order_of_customers_changes_no_bit(customers in any_customers(), turn in 0..30_usize) {
        let mut turned = customers.clone();
        turned.reverse();
        let middle = turn.min(turned.len());
        turned.rotate_left(middle);
        let (one, other) = (portraits_of(&customers), portraits_of(&turned));
        prop_assert_eq!(&one, &other);
        prop_assert_eq!(format!("{one:?}"), format!("{other:?}"), "a zero keeps its sign as well");
    }

    #[test]
    fn prop_sizes_add_up_and_every_figure_is_a_number(customers in any_customers()) {
        let portraits = portraits_of(&customers);
        prop_assert_eq!(portraits.all().iter().map(|one| one.size).sum::<u64>(), customers.len() as u64);
        prop_assert!(portraits.all().is_sorted_by(|one, next| one.segment < next.segment));
        for portrait in portraits.all() {
            for number in &portrait.numbers {
                prop_assert_eq!(number.known + number.missing, portrait.size);
                prop_assert_eq!(number.mean.is_some(), number.known > 0);
                prop_assert_eq!(number.median.is_some(), number.known > 0);
                let all = [number.mean, number.median, number.mean_of_all, number.index, number.difference];
                prop_assert!(all.iter().flatten().all(|one| one.is_finite()), "{:?}", number);
            }
            for word in &portrait.words {
                prop_assert_eq!(word.known + word.missing, portrait.size);
                prop_assert_eq!(word.shares.iter().map(|share| share.count).sum::<u64>(), word.known);
            }
            let apart = portrait.sets_apart(usize::MAX, 0);
            prop_assert!(apart.is_sorted_by(|one, next| one.difference().abs() >= next.difference().abs()));
            prop_assert!(apart.iter().all(|one| one.difference().is_finite()));
        }
    }

    /// A plain reckoning in numbers small enough for it.
    #[test]
    fn prop_figures_are_those_of_a_plain_reckoning(
        customers in prop::collection::vec((0..3_u8, prop::option::of(-50..50_i32)), 1..30),
    ) {
        let segments: Vec<u8> = customers.iter().map(|customer| customer.0).collect();
        let numbers: Vec<Option<i64>> = customers.iter().map(|customer| customer.1.map(i64::from)).collect();
        let reals: Vec<Option<f64>> = customers.iter().map(|customer| customer.1.map(f64::from)).collect();
        let mean = |of: &[f64]| (!of.is_empty()).then(|| of.iter().sum::<f64>() / f64::from(u32::try_from(of.len()).unwrap()));
        let all: Vec<f64> = reals.iter().copied().flatten().collect();
        for portraits in [whole(&segments, &numbers), real(&segments, &reals)] {
            for portrait in portraits.all() {
                let found = &portrait.numbers[0];
                let split = |is_here: bool| -> Vec<f64> {
                    let kept = customers.iter().filter(|one| (one.0 == portrait.segment) == is_here);
                    kept.filter_map(|one| one.1).map(f64::from).collect()
                };
                let (here, rest) = (split(true), split(false));
                let is_close = |one: Option<f64>, other: Option<f64>| match (one, other) {
                    (Some(one), Some(other)) => (one - other).abs() < 1e-9,
                    (one, other) => one.is_none() && other.is_none(),
                };
                prop_assert!(is_close(found.mean, mean(&here)) && is_close(found.mean_of_all, mean(&all)));
                let squares: Vec<f64> = all.iter().map(|one| (one - mean(&all).unwrap()).powi(2)).collect();
                let deviation = mean(&squares).map(f64::sqrt).filter(|one| *one > 1e-9);
                let expected = (|| Some((mean(&here)? - mean(&rest)?) / deviation?))();
                prop_assert!(is_close(found.difference, expected), "{:?} {:?}", found, expected);
            }
        }
    }
}

/// Jobs as segments of `bank_marketing`; the figures are those of pandas 3.1.1:
///
/// ```python
/// d = pd.read_csv("bank_marketing.csv.gz")
/// x = d["pdays"].where(d["pdays"] >= 0)  # -1 is "never": missing; of words, "unknown" is
/// a, b = x[d.job == "student"].dropna(), x[d.job != "student"].dropna()
/// a.mean(), a.median(), x.mean(), a.mean() / x.mean(), (a.mean() - b.mean()) / x.std(ddof=0)
/// ```
#[test]
fn bank_marketing_students_are_single_and_young() {
    let Some(folder) = data_folder("bank_marketing", "bank_marketing_students_are_single_and_young") else {
        return;
    };
    let file = File::open(folder.join("bank_marketing.csv.gz")).unwrap();
    let rows = rows(flate2::read::GzDecoder::new(file));
    let column =
        |name: &'static str| rows.iter().map(move |row: &BTreeMap<String, String>| row[name].as_str());
    let jobs: Vec<&str> = column("job").collect();
    let numbers = |name| column(name).map(|text| text.parse::<i64>().ok()).collect::<Vec<_>>();
    let (ages, balances) = (numbers("age"), numbers("balance"));
    let days: Vec<_> = numbers("pdays").into_iter().map(|days| days.filter(|days| *days >= 0)).collect();
    let words = |name| column(name).map(|word| (word != "unknown").then_some(word)).collect::<Vec<_>>();
    let (marital, education, subscribed) = (words("marital"), words("education"), words("y"));
    let number = |name, numbers| NumberColumn { name, numbers: Numbers::Whole(numbers) };
    let word = |name, words| WordColumn { name, words };
    let portraits = Portraits::new(
        &jobs,
        &[number("age", &ages), number("balance", &balances), number("pdays", &days)],
        &[word("marital", &marital), word("education", &education), word("y", &subscribed)],
    )
    .unwrap();
    assert_eq!((portraits.customers(), portraits.all().len()), (45_211, 12));
    let student = portraits.of(&"student").unwrap();
    assert_eq!(student.share().unwrap().to_string(), "938/45211");
    let close = |found: Option<f64>, expected: f64| {
        let found = found.unwrap();
        assert!((found / expected - 1.0).abs() < 1e-12, "{found} is not {expected}");
    };
    for (place, known, [mean, median, of_all, index, difference]) in [
        (
            0,
            938,
            [
                26.542_643_923_240_938,
                26.0,
                40.936_210_214_328_37,
                0.648_390_356_221_850_8,
                -1.384_217_987_262_271,
            ],
        ),
        (
            1,
            938,
            [
                1_388.060_767_590_618_3,
                502.0,
                1_362.272_057_685_076_6,
                1.018_930_660_553_491,
                0.008_649_394_078_749_597,
            ],
        ),
        (
            2,
            285,
            [
                190.028_070_175_438_6,
                181.0,
                224.577_691_655_564_96,
                0.846_157_375_537_036_1,
                -0.310_262_614_849_271_53,
            ],
        ),
    ] {
        let found = &student.numbers[place];
        assert_eq!((found.known, found.missing), (known, 938 - known), "{}", found.name);
        close(found.mean, mean);
        close(found.median, median);
        close(found.mean_of_all, of_all);
        close(found.index, index);
        close(found.difference, difference);
    }
    let tertiary = &student.words[1].shares[2];
    assert_eq!(
        (tertiary.word.as_str(), tertiary.share().unwrap().to_string()),
        ("tertiary", "223/775".into())
    );
    assert_eq!(tertiary.share_of_all().unwrap().to_string(), "13301/43354");
    close(tertiary.difference(), -0.042_077_684_693_121_016);
    assert_eq!(
        distinctions(student, 5, 100),
        ["marital single: +1.48", "age: -1.38", "marital married: -1.14", "y no: -0.54", "y yes: +0.54"]
    );
    let retired = portraits.of(&"retired").unwrap();
    assert_eq!(
        distinctions(retired, 4, 100),
        ["age: +2.05", "education primary: +0.61", "marital single: -0.55", "pdays: -0.44"]
    );
}

#[test]
fn online_retail_portraits_of_value_tiers_hold_the_figures_of_the_tiers() {
    let name = "online_retail_portraits_of_value_tiers_hold_the_figures_of_the_tiers";
    let Some(dataset) = online_retail(name) else { return };
    let rule = ValueTierRule::new(ValueTierSpec { basis: london(), ..spec() }).unwrap();
    let tiers = rule.assess(&dataset, instant("2011-12-09T23:59:59Z")).unwrap();
    let levels: Vec<Level> = tiers.verdicts().map(|(_, verdict)| verdict.level).collect();
    let net: Vec<_> = tiers.verdicts().map(|(_, verdict)| i64::try_from(verdict.net).ok()).collect();
    let orders: Vec<_> = tiers.verdicts().map(|(_, verdict)| i64::try_from(verdict.purchases).ok()).collect();
    let number = |name, numbers| NumberColumn { name, numbers: Numbers::Whole(numbers) };
    let portraits = Portraits::new(&levels, &[number("net", &net), number("orders", &orders)], &[]).unwrap();
    for (level, size) in [(Level::High, 814), (Level::Middle, 1_478), (Level::Ordinary, 2_004)] {
        let portrait = portraits.of(&level).unwrap();
        assert_eq!((portrait.size, portrait.customers), (size, 4_296));
        // The mean of the segment is that of its customers, added up here one by one.
        let sum: i64 =
            net.iter().zip(&levels).filter(|(_, one)| **one == level).map(|(net, _)| net.unwrap()).sum();
        let mean = portrait.numbers[0].mean.unwrap();
        let expected = crm_model::Ratio::new(sum.into(), size.into()).unwrap().as_f64();
        assert!((mean / expected - 1.0).abs() < 1e-12, "{level}");
    }
    let high = portraits.of(&Level::High).unwrap();
    assert!(high.numbers.iter().all(|figure| figure.index.unwrap() > 1.0));
    assert!(portraits.of(&Level::Ordinary).unwrap().numbers.iter().all(|figure| figure.index.unwrap() < 1.0));
    assert_eq!(high.sets_apart(1, 1)[0].name(), "orders");
}
