//! `[tiers.NAME]`, `[tier-names.NAME]`, `[classes]` and `[rfm]`. `stability` and `[segments]` have files of their own.

use crm_model::{Currency, Strength, ValueTier};
use crm_policy::Policy;
use crm_segmentation::{Counting, Disagree, Level, Population, Scoring, SpendBy};

use crate::{SMALL, parse, parse_extending, tells};

pub(crate) const TIERS: &str = r#"
[tiers.value]
clause = "P-TIER-1"
spend = { window = "12 months", high = "20%", middle = "60%", by = "rank" }
repurchase = { of = "orders-after-the-first", high = ">= 60%", middle = ">= 30%", counting = "orders" }
disagree = "lower"
population = "with-purchases"
names = ["high", "middle", "ordinary"]
"#;

const CLASSES: &str = r#"
[classes]
clause = "D-TIER-3"
strength = "derived"
window = "12 months"
population = "with-purchases"
a = "80%"
b = "95%"
"#;

pub(crate) const RFM: &str = r#"
[rfm]
clause = "ACME-RFM-1"
window = "6 months"
population = "all"
currency = "CNY"
scores = 3
recency = ["30d", "90d"]
frequency = [5, 2]
monetary = ["1000 CNY", "0.5 CNY"]
"#;

const NAMES: &str = r#"
[tier-names.grades]
clause = "H-TIER-2"
high = ["gold", "key"]
middle = "silver"
"#;

/// The small policy with the three tiers among its words, and more lines.
pub(crate) fn with(lines: &str) -> String {
    SMALL.replace("kinds = [", "tiers = [\"high\", \"middle\", \"ordinary\"]\nkinds = [") + lines
}

/// Checks that one text in place of another in `lines` is refused at that text, with these words.
#[track_caller]
pub(crate) fn refused(lines: &str, old: &str, new: &str, path: &str, needle: &str) {
    assert_eq!(lines.matches(old).count(), 1, "{old}");
    let error = Policy::parse(&with(&lines.replace(old, new)), "test.toml").unwrap_err();
    let problem = tells(&error, path, needle);
    assert!(problem.source_line.is_some() && problem.line > 27, "{error}");
}

#[test]
fn every_key_of_a_tier_rule_is_read() {
    let policy = parse(&with(TIERS));
    let rule = policy.latest().value_tiers().unwrap();
    let spec = rule.spec();
    assert_eq!((rule.name().as_str(), rule.clause().as_str()), ("tiers.value", "P-TIER-1"));
    assert_eq!((spec.strength, spec.minimum_tenure), (Strength::Must, None));
    assert_eq!((spec.basis.window.count(), spec.basis.zone.name()), (12, "Asia/Shanghai"));
    assert_eq!((spec.basis.population, spec.basis.currency), (Population::WithPurchases, None));
    assert_eq!(spec.spend.by, SpendBy::Rank);
    let shares = [spec.spend.high, spec.spend.middle, spec.repurchase.high, spec.repurchase.middle];
    assert_eq!(shares.map(|share| share.to_string()), ["20%", "60%", "60%", "30%"]);
    assert_eq!((spec.repurchase.counting, spec.disagree), (Counting::Orders, Disagree::Lower));
    assert_eq!(rule.tier(Level::Middle), &ValueTier::new("middle").unwrap());

    let others = TIERS
        .replace("\"rank\"", "\"cumulative-spend\"")
        .replace("\"orders\"", "\"purchase-days\"")
        .replace("\"lower\"", "\"spend-first\"")
        .replace(
            "\"with-purchases\"",
            "\"all\"\nstrength = \"may\"\nminimum-tenure = \"30d\"\ncurrency = \"EUR\"",
        );
    let policy = parse(&with(&others));
    let spec = policy.latest().value_tiers().unwrap().spec();
    assert_eq!((spec.strength, spec.minimum_tenure), (Strength::May, Some(30)));
    assert_eq!((spec.basis.population, spec.basis.currency), (Population::All, Currency::new("EUR").ok()));
    assert_eq!(
        (spec.spend.by, spec.repurchase.counting, spec.disagree),
        (SpendBy::CumulativeSpend, Counting::PurchaseDays, Disagree::SpendFirst)
    );
}

#[test]
fn policy_without_tiers_has_none() {
    let policy = parse(SMALL);
    let version = policy.latest();
    assert!(version.value_tiers().is_none() && version.classes().is_none() && version.rfm().is_none());
    assert!(version.tier_rules().is_empty() && version.tier_names().is_empty());
    let other = parse(&with(&TIERS.replace("tiers.value", "tiers.wealth")));
    assert!(other.latest().value_tiers().is_none() && other.latest().tier_rules().len() == 1);
}

#[test]
fn classes_scores_and_words_are_read() {
    let policy = parse(&with(&[CLASSES, RFM, NAMES].concat()));
    let version = policy.latest();
    let classes = version.classes().unwrap().spec();
    assert_eq!((classes.name.as_str(), classes.clause.as_str()), ("classes", "D-TIER-3"));
    assert_eq!((classes.strength, classes.basis.window.count()), (Strength::Derived, 12));
    assert_eq!([classes.a, classes.b].map(|share| share.to_string()), ["80%", "95%"]);
    let rfm = version.rfm().unwrap().spec();
    assert_eq!((rfm.scores, rfm.basis.currency), (3, Currency::new("CNY").ok()));
    assert_eq!(rfm.recency, Scoring::Cuts(vec![30, 90]));
    assert_eq!(rfm.frequency, Scoring::Cuts(vec![5, 2]));
    assert_eq!(rfm.monetary, Scoring::Cuts(vec![10_000_000, 5_000]));
    let [grades] = version.tier_names() else { panic!("one table of words") };
    let level = |word: &str| grades.level_of(&ValueTier::new(word).unwrap());
    assert_eq!(
        (level("key"), level("silver"), level("bronze")),
        (Some(Level::High), Some(Level::Middle), None)
    );
    let all_by_rank = RFM
        .replace("[\"30d\", \"90d\"]", "\"quantiles\"")
        .replace("[5, 2]", "\"quantiles\"")
        .replace("[\"1000 CNY\", \"0.5 CNY\"]", "\"quantiles\"");
    let policy = parse(&with(&all_by_rank));
    let rfm = policy.latest().rfm().unwrap().spec();
    assert_eq!([&rfm.recency, &rfm.frequency, &rfm.monetary], [&Scoring::Quantiles; 3]);
}

#[test]
fn what_is_wrong_with_tiers_has_its_place() {
    let wrong = |old: &str, new: &str, path: &str, needle: &str| refused(TIERS, old, new, path, needle);
    wrong("\"12 months\"", "\"1 year\"", "tiers.value.spend.window", "is not a number of months");
    wrong("\"20%\"", "\"0.2\"", "tiers.value.spend.high", "has no percent sign");
    wrong("\"20%\"", "\"0%\"", "tiers.value.spend.high", "a share of 0% holds nobody");
    wrong("\"20%\"", "\"70%\"", "tiers.value.spend.middle", "60% must be more than the 70%");
    wrong("\"rank\"", "\"rnk\"", "tiers.value.spend.by", "did you mean `rank`?");
    wrong(", by = \"rank\"", "", "tiers.value.spend", "the key `by` is missing");
    wrong("\">= 60%\"", "\"60%\"", "tiers.value.repurchase.high", "on which side");
    wrong("\">= 60%\"", "\"> 60%\"", "tiers.value.repurchase.high", "such as `>= 60%`");
    wrong("\">= 60%\"", "\">= 6x\"", "tiers.value.repurchase.high", "not written in percent");
    wrong("\">= 60%\"", "\">= 20%\"", "tiers.value.repurchase.middle", "30% must be less than the 20%");
    wrong("orders-after-the-first", "orders", "tiers.value.repurchase.of", "`orders-after-the-first`");
    wrong("\"orders\"", "\"order\"", "tiers.value.repurchase.counting", "did you mean `orders`?");
    wrong("\"lower\"", "\"lowest\"", "tiers.value.disagree", "did you mean `lower`?");
    wrong("\"with-purchases\"", "\"some\"", "tiers.value.population", "`with-purchases` or `all`");
    wrong("\"ordinary\"]", "\"bronze\"]", "tiers.value.names[2]", "not declared in `[vocabulary]`");
    wrong(", \"ordinary\"]", "]", "tiers.value.names", "2 words for three levels");
    wrong("\"ordinary\"]", "\"high\"]", "tiers.value.names", "`high` stands for high and for ordinary");
    wrong("disagree", "minimum-tenure = \"1mo\"\ndisagree", "tiers.value.minimum-tenure", "such as `30d`");
    wrong("disagree", "minimum-tenure = \"0d\"\ndisagree", "tiers.value.minimum-tenure", "leaving it out");
    wrong("disagree", "currency = \"cny\"\ndisagree", "tiers.value.currency", "in capital letters");
    wrong("disagree", "disagreee = 1\ndisagree", "tiers.value.disagreee", "did you mean `disagree`?");
    wrong("disagree = \"lower\"\n", "", "tiers.value", "the key `disagree` is missing");
}

#[test]
fn what_is_wrong_with_classes_scores_and_words_has_its_place() {
    refused(CLASSES, "\"95%\"", "\"80%\"", "classes.b", "80% must be more than the 80%");
    refused(CLASSES, "window = \"12 months\"\n", "", "classes", "the key `window` is missing");
    refused(RFM, "scores = 3", "scores = 1", "rfm.scores", "1 scores tell nobody apart");
    refused(RFM, "scores = 3", "scores = 300", "rfm.scores", "out of range");
    refused(
        RFM,
        "[\"30d\", \"90d\"]",
        "[\"30d\"]",
        "rfm.recency",
        "1 cuts were given where the scores need 2",
    );
    refused(RFM, "\"90d\"", "\"9 0d\"", "rfm.recency[1]", "no number of days");
    refused(RFM, "[5, 2]", "[2, 5]", "rfm.frequency", "from the best score down");
    refused(RFM, "[5, 2]", "[5, -2]", "rfm.frequency[1]", "out of range");
    refused(RFM, "[5, 2]", "\"ranks\"", "rfm.frequency", "`quantiles`");
    refused(
        RFM,
        "\"0.5 CNY\"",
        "\"0.5 EUR\"",
        "rfm.monetary[1]",
        "the amount is in EUR, and the rule in CNY",
    );
    refused(RFM, "currency = \"CNY\"\n", "", "rfm.monetary", "must name their currency");
    refused(
        NAMES,
        "\"silver\"",
        "\"gold\"",
        "tier-names.grades.middle",
        "`gold` stands for high and for middle",
    );
    refused(NAMES, "\"silver\"", "\"\"", "tier-names.grades.middle", "is blank");
    refused("\n[tier-names.x]\nclause = \"H-TIER-2\"", "x", "y", "tier-names.y", "no level has a word");
}

#[test]
fn rules_are_inherited_key_by_key_and_switched_off() {
    let base = with(&[TIERS, CLASSES, RFM, NAMES].concat());
    let extending = |lines: &str| {
        let text = format!("schema = \"crm-policy/1\"\nname = \"ours\"\nextends = \"small\"\n{lines}");
        parse_extending(&text, &[("small", &base)])
    };
    let ours = extending(
        "[tiers.value]\ndisagree = \"higher\"\n[classes]\na = \"70%\"\n[rfm]\nscores = 3\n[tier-names.grades]\nordinary = \"bronze\"",
    )
    .unwrap();
    let version = ours.latest();
    let tiers = version.value_tiers().unwrap().spec();
    assert_eq!((tiers.disagree, tiers.clause.as_str()), (Disagree::Higher, "P-TIER-1"));
    assert_eq!(version.classes().unwrap().spec().a.to_string(), "70%");
    assert_eq!(version.tier_names()[0].word_for(Level::Ordinary), ValueTier::new("bronze").ok().as_ref());
    assert_eq!(version.tier_names()[0].words_for(Level::High).len(), 2);

    let off = extending(
        "[tiers.value]\noff = true\n[classes]\noff = true\n[rfm]\noff = true\n[tier-names.grades]\noff = true",
    )
    .unwrap();
    let version = off.latest();
    assert!(version.tier_rules().is_empty() && version.tier_names().is_empty());
    assert!(version.classes().is_none() && version.rfm().is_none());

    let error = extending("[tiers.valu]\noff = true").unwrap_err().to_string();
    assert!(error.contains("no extended document has a rule `valu`; did you mean `value`?"), "{error}");
    let error = Policy::parse(&with("\n[rfm]\noff = true"), "test.toml").unwrap_err().to_string();
    assert!(error.contains("rfm: no extended document has `[rfm]`"), "{error}");
}

#[test]
fn one_misspelt_word_list_is_one_problem() {
    let text = with(TIERS).replace("\ntiers = [", "\ntirs = [");
    let error = Policy::parse(&text, "test.toml").unwrap_err();
    assert_eq!(error.problems().len(), 1, "{error}");
}

#[test]
fn the_currency_of_the_document_holds_for_rules_that_name_none() {
    let text = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'six-plans'\n[money]\ncurrency = 'CNY'\n";
    let currency_of = |more: &str| {
        let policy = crate::parse(&format!("{text}{more}"));
        policy.latest().value_tiers().unwrap().spec().basis.currency.map(|currency| currency.to_string())
    };
    assert_eq!(currency_of("").as_deref(), Some("CNY"));
    assert_eq!(currency_of("[tiers.value]\ncurrency = 'EUR'\n").as_deref(), Some("EUR"));
    assert_eq!(
        crate::parse("schema = 'crm-policy/1'\nname = 'ours'\nextends = 'six-plans'")
            .latest()
            .value_tiers()
            .unwrap()
            .spec()
            .basis
            .currency,
        None
    );
}
