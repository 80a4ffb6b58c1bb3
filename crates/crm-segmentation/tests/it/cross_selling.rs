//! Candidates for cross-selling.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;

use crm_model::{Ratio, Share, Strength};
use crm_segmentation::{
    CrossSellingRule, CrossSellingSpec, PairOrder, ProductHistory, ProductPair, ProductPairs, RuleProblem,
};
use proptest::prelude::*;

use crate::real::data_folder;
use crate::support::percent;

/// Counts every pair that one customer has.
fn cross_spec() -> CrossSellingSpec {
    CrossSellingSpec {
        name: "cross-selling".parse().unwrap(),
        clause: "D-CROSS-1".parse().unwrap(),
        strength: Strength::Derived,
        customers: 1,
        support: None,
        confidence: None,
        lift: None,
        order: PairOrder::Confidence,
    }
}

fn cross_rule(change: impl FnOnce(&mut CrossSellingSpec)) -> CrossSellingRule {
    let mut spec = cross_spec();
    change(&mut spec);
    CrossSellingRule::new(spec).unwrap()
}

/// Four customers: 1 and 2 bought a tea and a cup, 3 a tea, 4 a jam and a cup.
fn shop() -> ProductHistory<u32, &'static str> {
    let lines = [(1, "tea"), (1, "cup"), (2, "cup"), (2, "tea"), (3, "tea"), (4, "jam"), (4, "cup")];
    ProductHistory::new(lines).unwrap()
}

fn told<'a>(pairs: impl IntoIterator<Item = ProductPair<'a, &'static str>>) -> Vec<String> {
    let text = |pair: ProductPair<'_, &str>| {
        let (confidence, lift) = (pair.confidence().unwrap(), pair.lift().unwrap());
        format!("{} > {}: {confidence}, lift {}", pair.bought, pair.also, lift.to_decimal_string(2))
    };
    pairs.into_iter().map(text).collect()
}

#[test]
fn d_cross_1_pairs_are_counted_by_customer() {
    let history = shop();
    let pairs = cross_rule(|_| {}).pairs(&history);
    assert_eq!(
        told(pairs.iter()),
        [
            "cup > jam: 1/3, lift 1.33", // 1/3 of those with a cup, 1/4 of all
            "cup > tea: 2/3, lift 0.89",
            "jam > cup: 1/1, lift 1.33",
            "tea > cup: 2/3, lift 0.89",
        ]
    );
    assert_eq!(told(pairs.of(&"tea")), ["tea > cup: 2/3, lift 0.89"]);
    assert_eq!((pairs.of(&"oil").count(), pairs.len(), pairs.is_empty()), (0, 4, false));
    assert_eq!(pairs.iter().next().unwrap().support(), Ratio::new(1, 4));
}

#[test]
fn d_cross_1_each_minimum_holds_exactly_at_its_edge() {
    let count = |change: &dyn Fn(&mut CrossSellingSpec)| cross_rule(|spec| change(spec)).pairs(&shop()).len();
    assert_eq!(count(&|spec| spec.customers = 2), 2);
    assert_eq!(count(&|spec| spec.customers = 3), 0);
    assert_eq!(count(&|spec| spec.support = Some(percent(25))), 4);
    assert_eq!(count(&|spec| spec.support = Some("25.0001%".parse().unwrap())), 2);
    assert_eq!(count(&|spec| spec.support = Some(percent(50))), 2);
    assert_eq!(count(&|spec| spec.confidence = Some("66.6666%".parse().unwrap())), 3); // two thirds are a little more
    assert_eq!(count(&|spec| spec.confidence = Some("66.6667%".parse().unwrap())), 1);
    assert_eq!(count(&|spec| spec.lift = Ratio::new(4, 3)), 2);
    assert_eq!(count(&|spec| spec.lift = Ratio::new(4_000_001, 3_000_000)), 0);
}

#[test]
fn l_cross_1_a_candidate_is_not_yet_bought_and_says_why() {
    let history = shop();
    let pairs = cross_rule(|_| {}).pairs(&history);
    let of = |customer: u32| -> Vec<(&str, &str)> {
        let candidates = pairs.candidates(&customer, 9).unwrap();
        candidates.into_iter().map(|one| (*one.product, *one.because.bought)).collect()
    };
    assert_eq!(of(3), [("cup", "tea")]);
    assert_eq!(of(1), [("jam", "cup")]);
    assert_eq!(of(4), [("tea", "cup")]);
    assert!(pairs.candidates(&5, 9).is_none(), "nothing is known of this customer");
    assert!(pairs.candidates(&1, 0).unwrap().is_empty());
}

#[test]
fn order_of_pairs_is_what_the_policy_says() {
    let history = shop();
    let strongest = |order, most| told(cross_rule(|spec| spec.order = order).pairs(&history).strongest(most));
    assert_eq!(
        strongest(PairOrder::Confidence, 9),
        [
            "jam > cup: 1/1, lift 1.33",
            "cup > tea: 2/3, lift 0.89", // equal to the next by all counts: the order of the products decides
            "tea > cup: 2/3, lift 0.89",
            "cup > jam: 1/3, lift 1.33",
        ]
    );
    assert_eq!(strongest(PairOrder::Lift, 2), ["jam > cup: 1/1, lift 1.33", "cup > jam: 1/3, lift 1.33"]);
    assert!(strongest(PairOrder::Lift, 0).is_empty());
}

#[test]
fn minimum_of_nothing_is_refused() {
    for (key, change) in [
        ("customers", (|spec| spec.customers = 0) as fn(&mut CrossSellingSpec)),
        ("support", |spec| spec.support = Some(Share::ZERO)),
        ("confidence", |spec| spec.confidence = Some(Share::ZERO)),
        ("lift", |spec| spec.lift = Ratio::new(0, 1)),
        ("lift", |spec| spec.lift = Ratio::new(-1, 2)),
    ] {
        let mut spec = cross_spec();
        change(&mut spec);
        let error = CrossSellingRule::new(spec).unwrap_err();
        assert_eq!((error.key.as_str(), error.problem), (key, RuleProblem::Zero));
    }
}

#[test]
fn nothing_bought_gives_no_pair() {
    let history = ProductHistory::<u32, u32>::new([]).unwrap();
    let pairs = cross_rule(|spec| spec.support = Some(Share::ONE)).pairs(&history);
    assert!(
        pairs.is_empty() && pairs.candidates(&1, 1).is_none() && pairs.all_candidates(1).next().is_none()
    );
    let alone = ProductHistory::new([(1, 1)]).unwrap();
    let pairs = cross_rule(|_| {}).pairs(&alone);
    assert!(pairs.is_empty() && pairs.candidates(&1, 1).unwrap().is_empty());
}

#[test]
fn products_that_too_few_bought_cost_nothing() {
    // One customer bought 300,000 products: 45,000,000,000 pairs, none of which a second customer has.
    let lines = (0..300_000_u32).map(|product| (1_u8, product)).chain([(2, 7), (2, 8)]);
    let history = ProductHistory::new(lines).unwrap();
    let pairs = cross_rule(|spec| spec.customers = 2).pairs(&history);
    let found: Vec<(u32, u32)> = pairs.iter().map(|pair| (*pair.bought, *pair.also)).collect();
    assert_eq!(found, [(7, 8), (8, 7)]);
}

/// Counts as slowly and plainly as it can be said.
fn slow(lines: &[(u8, u8)], spec: &CrossSellingSpec) -> BTreeMap<(u8, u8), u64> {
    let mut baskets: BTreeMap<u8, BTreeSet<u8>> = BTreeMap::new();
    for (customer, product) in lines {
        baskets.entry(*customer).or_default().insert(*product);
    }
    let count = |wanted: &[u8]| {
        baskets.values().filter(|basket| wanted.iter().all(|one| basket.contains(one))).count() as u64
    };
    let all = baskets.len() as u64;
    let products: BTreeSet<u8> = lines.iter().map(|(_, product)| *product).collect();
    let mut pairs = BTreeMap::new();
    for bought in &products {
        for also in products.iter().filter(|also| *also != bought) {
            let both = count(&[*bought, *also]);
            let lift = Ratio::new((both * all).into(), (count(&[*bought]) * count(&[*also])).into()).unwrap();
            if both >= spec.customers
                && spec.support.is_none_or(|least| least.is_reached_by(both, all))
                && spec.confidence.is_none_or(|least| least.is_reached_by(both, count(&[*bought])))
                && spec.lift.is_none_or(|least| lift >= least)
            {
                pairs.insert((*bought, *also), both);
            }
        }
    }
    pairs
}

fn any_lines() -> impl Strategy<Value = Vec<(u8, u8)>> {
    prop::collection::vec((0..9_u8, 0..7_u8), 0..60)
}

fn any_spec() -> impl Strategy<Value = CrossSellingSpec> {
    let share = || prop::option::of((1..=100_u8).prop_map(percent));
    let lift = prop::option::of((1..30_i128).prop_map(|part| Ratio::new(part, 10).unwrap()));
    let order = prop::sample::select(PairOrder::ALL.map(|(order, _)| order).to_vec());
    (1..4_u64, share(), share(), lift, order).prop_map(|(customers, support, confidence, lift, order)| {
        CrossSellingSpec { customers, support, confidence, lift, order, ..cross_spec() }
    })
}

fn candidates_of(pairs: &ProductPairs<'_, u8, u8>) -> Vec<(u8, Vec<(u8, u8)>)> {
    pairs
        .all_candidates(usize::MAX)
        .map(|(who, all)| (*who, all.iter().map(|one| (*one.product, *one.because.bought)).collect()))
        .collect()
}

proptest! {
    #[test]
    fn prop_pairs_are_those_of_a_plain_count(lines in any_lines(), spec in any_spec()) {
        let history = ProductHistory::new(lines.clone()).unwrap();
        let rule = CrossSellingRule::new(spec.clone()).unwrap();
        let pairs = rule.pairs(&history);
        let found: BTreeMap<(u8, u8), u64> =
            pairs.iter().map(|pair| ((*pair.bought, *pair.also), pair.with_both)).collect();
        prop_assert_eq!(found.len(), pairs.len());
        prop_assert_eq!(found, slow(&lines, &spec));
    }

    #[test]
    fn prop_a_candidate_is_led_to_by_the_strongest_pair(lines in any_lines(), spec in any_spec()) {
        let history = ProductHistory::new(lines.clone()).unwrap();
        let rule = CrossSellingRule::new(spec).unwrap();
        let pairs = rule.pairs(&history);
        let strength = |pair: &ProductPair<'_, u8>| {
            let (confidence, lift) = (pair.confidence().unwrap(), pair.lift().unwrap());
            match rule.spec().order {
                PairOrder::Confidence => (confidence, lift),
                _ => (lift, confidence),
            }
        };
        for (customer, candidates) in pairs.all_candidates(usize::MAX) {
            let basket: BTreeSet<u8> = history.bought_by(customer).unwrap().copied().collect();
            let mut wanted: BTreeMap<u8, _> = BTreeMap::new();
            for pair in pairs.iter().filter(|pair| basket.contains(pair.bought) && !basket.contains(pair.also)) {
                let best = wanted.entry(*pair.also).or_insert_with(|| strength(&pair));
                *best = (*best).max(strength(&pair));
            }
            prop_assert_eq!(candidates.len(), wanted.len());
            for one in &candidates {
                prop_assert_eq!(one.product, one.because.also);
                prop_assert!(basket.contains(one.because.bought));
                prop_assert_eq!(strength(&one.because), wanted[one.product]);
            }
            prop_assert!(candidates.is_sorted_by(|one, next| strength(&one.because) >= strength(&next.because)));
            prop_assert_eq!(Some(candidates.clone()), pairs.candidates(customer, usize::MAX));
            let few = pairs.candidates(customer, 2).unwrap();
            prop_assert_eq!(few.as_slice(), candidates.get(..few.len()).unwrap());
        }
    }

    #[test]
    fn prop_order_and_repetition_of_lines_change_nothing(lines in any_lines(), turn in 0..60_usize) {
        let mut turned: Vec<_> = lines.iter().chain(&lines).copied().collect();
        turned.reverse();
        let middle = turn.min(turned.len());
        turned.rotate_left(middle);
        let (one, other) = (ProductHistory::new(lines).unwrap(), ProductHistory::new(turned).unwrap());
        prop_assert_eq!(&one, &other);
        let rule = cross_rule(|_| {});
        prop_assert_eq!(candidates_of(&rule.pairs(&one)), candidates_of(&rule.pairs(&other)));
    }

    #[test]
    fn prop_keys_of_any_kind_say_the_same(lines in any_lines()) {
        let named = lines.iter().map(|(customer, product)| (format!("C{customer}"), format!("P{product}")));
        let (named, coded) = (ProductHistory::new(named).unwrap(), ProductHistory::new(lines).unwrap());
        let rule = cross_rule(|_| {});
        let (named, coded) = (rule.pairs(&named), rule.pairs(&coded));
        let by_name: Vec<_> = named.iter().map(|pair| (pair.bought.clone(), pair.also.clone(), pair.with_both)).collect();
        let by_code: Vec<_> =
            coded.iter().map(|pair| (format!("P{}", pair.bought), format!("P{}", pair.also), pair.with_both)).collect();
        prop_assert_eq!(by_name, by_code);
    }
}

/// What customers bought of `online-retail`, cancellations and lines without a customer left out; the figures are those of
/// pandas 3.1.1:
///
/// ```python
/// d = pd.read_csv("online_retail_items.csv.gz", dtype=str); d["quantity"] = d.quantity.astype(int)
/// h = d[d.customer_id.notna() & (d.quantity > 0)][["customer_id", "stock_code"]].drop_duplicates()
/// n, b = h.customer_id.nunique(), h.stock_code.value_counts()
/// m = h.merge(h, on="customer_id"); m = m[m.stock_code_x != m.stock_code_y]
/// p = m.groupby(["stock_code_x", "stock_code_y"]).size().rename("both").reset_index()
/// x, y = p.stock_code_x.map(b), p.stock_code_y.map(b)
/// p = p[(p.both >= 100) & (p.both * 2 >= x) & (p.both * n >= 2 * x * y)]
/// # candidates: h joined with p by the product bought, without what h has already, distinct (customer, product)
/// ```
#[test]
fn online_retail_candidates_are_those_of_another_program() {
    let Some(folder) = data_folder("online-retail", "online_retail_candidates_are_those_of_another_program")
    else {
        return;
    };
    let file = File::open(folder.join("online_retail_items.csv.gz")).unwrap();
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let mut lines: Vec<(u32, String)> = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).unwrap() {
        let quantity: i64 = record[3].parse().unwrap();
        if quantity > 0 && !record[1].is_empty() {
            lines.push((record[1].parse().unwrap(), record[2].to_owned()));
        }
    }
    let history = ProductHistory::new(lines).unwrap();
    assert_eq!((history.customers().len(), history.products().len()), (4_339, 3_665));
    let rule = cross_rule(|spec| {
        (spec.customers, spec.confidence, spec.lift) = (100, Some(percent(50)), Ratio::new(2, 1));
    });
    let pairs = rule.pairs(&history);
    assert_eq!(pairs.len(), 866);
    let strongest = pairs.strongest(2);
    let told: Vec<String> = strongest
        .iter()
        .map(|pair| format!("{} > {}: {}", pair.bought, pair.also, pair.confidence().unwrap()))
        .collect();
    assert_eq!(told, ["22916 > 22917: 126/130", "22921 > 22916: 112/116"]);
    assert_eq!(strongest[0].lift().unwrap().to_decimal_string(4), "31.8598");

    let all: Vec<_> = pairs.all_candidates(usize::MAX).map(|(_, candidates)| candidates.len()).collect();
    assert_eq!(all.iter().sum::<usize>(), 49_575);
    assert_eq!(all.iter().filter(|found| **found > 0).count(), 3_911);
    let of_12347: Vec<_> = pairs
        .candidates(&12_347, 3)
        .unwrap()
        .iter()
        .map(|one| (one.product.as_str(), one.because.bought.as_str()))
        .collect();
    assert_eq!(of_12347, [("21212", "21976"), ("22431", "22432"), ("20724", "20719")]);
}
