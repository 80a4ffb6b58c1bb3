//! Loyalty: three criteria, what is missing, and the facts in records.

use crm_calendar::Zone;
use crm_model::{
    Customer, CustomerFile, CustomerId, Membership, Missing, Origin, Records, Scale, Strength, SurveyAnswer,
    Table, TableName,
};
use crm_segmentation::{
    Counting, LoyaltyFacts, LoyaltyRule, LoyaltySpec, LoyaltyVerdict, RecommendationCriterion, Recommended,
    RepeatCriterion, RuleProblem, Tenure, TenureCriterion,
};
use proptest::prelude::*;

use crate::support::{code, instant, order, records, refund};

/// Two of: two repeat purchases in a year, one referral, two years.
pub(crate) fn spec() -> LoyaltySpec {
    LoyaltySpec {
        name: "loyalty".parse().unwrap(),
        clause: "H-LOY-2".parse().unwrap(),
        strength: Strength::Derived,
        zone: Zone::utc(),
        repeat: Some(RepeatCriterion {
            window: "12 months".parse().unwrap(),
            at_least: 2.try_into().unwrap(),
            counting: Counting::Orders,
        }),
        recommendation: Some(RecommendationCriterion::Referrals { at_least: 1.try_into().unwrap() }),
        tenure: Some(TenureCriterion { at_least: 730.try_into().unwrap() }),
        needed: 2,
    }
}

fn answer(from: i8) -> RecommendationCriterion {
    let topic = "recommend".parse().unwrap();
    RecommendationCriterion::Answer { survey: None, topic, scale: Scale::ZERO_TO_TEN, from }
}

fn referrals(known: u64, undated: u64) -> Recommended {
    Recommended::Referrals { known, undated }
}

fn facts(repeats: u64, known: u64, days: u32) -> LoyaltyFacts {
    let tenure = Ok(Tenure { days, may_be_more: false });
    LoyaltyFacts { repeats: Ok(repeats), recommended: Ok(referrals(known, 0)), tenure }
}

fn judge(facts: &LoyaltyFacts) -> LoyaltyVerdict {
    LoyaltyRule::new(spec()).unwrap().judge(facts)
}

#[test]
fn h_loy_2_as_many_criteria_hold_as_are_needed() {
    let loyal = |repeats, known, days| judge(&facts(repeats, known, days)).is_loyal();
    assert_eq!([loyal(2, 1, 730), loyal(2, 1, 0), loyal(2, 0, 730), loyal(0, 1, 730)], [Some(true); 4]);
    assert_eq!([loyal(1, 0, 730), loyal(2, 0, 729), loyal(1, 1, 729), loyal(0, 0, 0)], [Some(false); 4]);
}

#[test]
fn h_loy_2_what_is_missing_leaves_it_open_unless_it_decides_nothing() {
    let without = |repeats, known| {
        let tenure = Err(Missing::CredibleOrder);
        judge(&LoyaltyFacts { tenure, ..facts(repeats, known, 0) }).is_loyal()
    };
    assert_eq!((without(2, 1), without(2, 0), without(0, 0)), (Some(true), None, Some(false)));
    let nothing = judge(&LoyaltyFacts::default());
    assert_eq!((nothing.is_loyal(), nothing.held(), nothing.missing().count()), (None, [0, 3], 3));
}

#[test]
fn h_loy_2_a_tenure_that_may_be_longer_is_not_too_short() {
    let with = |days| {
        let tenure = Ok(Tenure { days, may_be_more: true });
        judge(&LoyaltyFacts { tenure, ..facts(2, 0, 0) })
    };
    assert_eq!((with(730).is_loyal(), with(729).is_loyal()), (Some(true), None));
    let rule = LoyaltyRule::new(spec()).unwrap();
    assert_eq!(
        rule.why(&with(1)).to_string(),
        "undetermined, 1 or 2 of 3 hold where 2 must: 2 repeat purchases, 2 needed; 0 customers recommended, 1 needed; \
         at least 1 day since the first purchase, 730 needed (the purchases are not complete for all of the time)"
    );
}

#[test]
fn h_loy_2_a_referral_without_a_date_may_count() {
    let with = |known, undated| {
        let verdict = judge(&LoyaltyFacts { recommended: Ok(referrals(known, undated)), ..facts(2, 0, 0) });
        (verdict.is_loyal(), verdict.recommends())
    };
    assert_eq!(with(0, 0), (Some(false), Some(false)));
    assert_eq!(with(0, 1), (None, None));
    assert_eq!(with(1, 5), (Some(true), Some(true)));
}

#[test]
fn facts_of_the_other_kind_tell_nothing() {
    let by_answer = LoyaltyRule::new(LoyaltySpec { recommendation: Some(answer(9)), ..spec() }).unwrap();
    let score = |value| Ok(Recommended::Score(Scale::ZERO_TO_TEN.score(value).unwrap()));
    let recommends =
        |recommended| by_answer.judge(&LoyaltyFacts { recommended, ..facts(0, 0, 0) }).recommends();
    assert_eq!([recommends(score(8)), recommends(score(9))], [Some(false), Some(true)]);
    assert_eq!(recommends(Ok(referrals(9, 0))), None);
    assert_eq!(recommends(Ok(Recommended::Score(Scale::new(1, 10).unwrap().score(10).unwrap()))), None);
    assert_eq!(judge(&LoyaltyFacts { recommended: score(10), ..facts(0, 0, 0) }).recommends(), None);
}

#[test]
fn rules_that_ask_for_too_much_are_refused() {
    let error = |spec: LoyaltySpec| LoyaltyRule::new(spec).unwrap_err();
    for needed in [0, 4] {
        let refused = error(LoyaltySpec { needed, ..spec() });
        assert_eq!(refused.problem, RuleProblem::CriteriaMismatch { needed, criteria: 3 });
        assert_eq!(refused.key, "needed");
    }
    let refused = error(LoyaltySpec { tenure: None, repeat: None, ..spec() });
    assert_eq!(refused.problem, RuleProblem::CriteriaMismatch { needed: 2, criteria: 1 });
    for from in [-1, 0, 11] {
        let refused = error(LoyaltySpec { recommendation: Some(answer(from)), ..spec() });
        assert_eq!(
            (refused.key.as_str(), refused.problem),
            ("recommendation.from", RuleProblem::OffTheScale)
        );
    }
}

/// A customer who came by the recommendation of another, as a member since a date or with a file of no date.
fn recommended(id: &str, by: &str, since: Option<&str>) -> Customer {
    let mut customer = Customer::new(CustomerId::new(id).unwrap());
    let origin = Some(Origin::Recommendation(by.parse().ok()));
    customer.file = Some(Box::new(CustomerFile { origin, ..CustomerFile::default() }));
    customer.memberships.extend(since.map(|from| Membership { from: instant(from), until: None }));
    customer
}

fn answered(customer: &str, at: &str, value: i64, scale: Scale, topic: &str) -> SurveyAnswer {
    SurveyAnswer {
        survey: "satisfaction".parse().unwrap(),
        topic: topic.parse().unwrap(),
        customer: customer.parse().ok(),
        invited_at: None,
        answered_at: Some(instant(at)),
        score: scale.score(value).ok(),
        delivery: None,
    }
}

const AS_OF: &str = "2026-03-31T12:00:00Z";

fn company() -> Records {
    let ten = Scale::ZERO_TO_TEN;
    Records {
        customers: Table::complete(vec![
            Customer::new(CustomerId::new("ann").unwrap()),
            recommended("bob", "ann", Some("2026-03-31T12:00:00Z")),
            recommended("cid", "ann", Some("2026-03-31T12:00:01Z")), // later than we look
            recommended("dan", "bob", None),
            recommended("eve", "eve", Some("2025-01-01T00:00:00Z")), // herself
        ]),
        purchases: Table::complete(vec![
            order("ann", "1", "2024-03-31T23:00:00Z", "10 CNY"),
            order("ann", "2", "2025-03-31T23:59:59Z", "10 CNY"), // the day before the window
            order("ann", "3", "2025-04-01T00:00:00Z", "10 CNY"),
            order("ann", "4", "2026-01-01T08:00:00Z", "10 CNY"),
            order("ann", "5", "2026-01-01T20:00:00Z", "10 CNY"),
            order("ann", "6", "2026-01-02T08:00:00Z", "10 CNY"),
            refund("ann", "6", "2026-01-03T08:00:00Z", "10 CNY"),
        ]),
        answers: Table::complete(vec![
            answered("ann", "2026-01-01T00:00:00Z", 10, ten, "recommend"),
            answered("ann", "2026-02-01T00:00:00Z", 9, ten, "recommend"),
            answered("ann", "2026-02-01T00:00:00Z", 7, ten, "recommend"), // of one instant the lower counts
            answered("ann", "2026-03-01T00:00:00Z", 10, ten, "product"),
            answered("ann", "2026-03-01T00:00:00Z", 5, Scale::new(1, 5).unwrap(), "recommend"),
            answered("ann", "2026-04-01T00:00:00Z", 10, ten, "recommend"),
        ]),
        ..Records::default()
    }
}

#[test]
fn h_loy_2_facts_are_read_from_records() {
    let dataset = records(company());
    let why = |spec: LoyaltySpec, customer: &str| {
        let rule = LoyaltyRule::new(spec).unwrap();
        let assessment = rule.assess(&dataset, instant(AS_OF));
        rule.why(assessment.of(code(&dataset, customer)).unwrap()).to_string()
    };
    assert_eq!(
        why(spec(), "ann"),
        "loyal, 3 of 3 hold where 2 must: 2 repeat purchases, 2 needed; 1 customer recommended, 1 needed; 730 days since \
         the first purchase, 730 needed"
    );
    let by_days = RepeatCriterion { counting: Counting::PurchaseDays, ..spec().repeat.unwrap() };
    assert_eq!(
        why(LoyaltySpec { repeat: Some(by_days), recommendation: Some(answer(7)), ..spec() }, "ann"),
        "loyal, 2 of 3 hold where 2 must: 1 repeat purchase, 2 needed; an answer of 7 on the scale 0-10, 7 needed; 730 \
         days since the first purchase, 730 needed"
    );
    assert_eq!(
        why(spec(), "bob"),
        "not loyal, 0 or 1 of 3 hold where 2 must: 0 repeat purchases, 2 needed; 0 customers recommended and 1 at a time \
         not known, 1 needed (the customer files do not tell how and when customers came); 0 days since the first \
         purchase, 730 needed"
    );
    assert!(
        why(spec(), "eve").contains("0 customers recommended, 1 needed"),
        "nobody recommends to themselves"
    );
    assert!(
        why(LoyaltySpec { recommendation: Some(answer(7)), ..spec() }, "bob").contains("has not answered")
    );
    let assessment = LoyaltyRule::new(spec()).unwrap().assess(&dataset, instant(AS_OF));
    assert_eq!((assessment.loyal(), assessment.undetermined(), assessment.verdicts().len()), (1, 0, 5));
}

#[test]
fn tables_that_are_missing_or_too_short_leave_criteria_open() {
    let missing = |change: &dyn Fn(&mut Records)| {
        let mut all = company();
        change(&mut all);
        let dataset = records(all);
        let assessment = LoyaltyRule::new(spec()).unwrap().assess(&dataset, instant(AS_OF));
        assessment.of(code(&dataset, "ann")).unwrap().missing().cloned().collect::<Vec<_>>()
    };
    assert_eq!(missing(&|_| {}), []);
    let purchases = Missing::Table(TableName::Purchases);
    assert_eq!(missing(&|all| all.purchases = Table::NotSupplied), [purchases.clone(), purchases]);
    assert_eq!(missing(&|all| all.customers = Table::NotSupplied), [Missing::Table(TableName::Customers)]);
    let without_files = |all: &mut Records| {
        all.customers = Table::complete(vec![Customer::new(CustomerId::new("ann").unwrap())]);
    };
    assert_eq!(missing(&without_files), [Missing::Origins]);
    let later = |all: &mut Records| {
        if let Table::Supplied { from, .. } = &mut all.purchases {
            *from = Some(instant("2025-04-01T00:00:01Z"));
        }
    };
    // The window is not covered; the tenure is long enough as it is.
    assert_eq!(missing(&later), [Missing::Coverage(TableName::Purchases)]);
}

proptest! {
    /// Whatever a missing fact turns out to be, it cannot overturn a verdict that was given without it.
    #[test]
    fn prop_knowing_more_never_overturns_a_verdict(
        repeats in 0..4_u64, known in 0..3_u64, undated in 0..2_u64, days in 700..760_u32, may_be_more: bool, hidden in any::<[bool; 3]>(),
        needed in 1..=3_usize,
    ) {
        let rule = LoyaltyRule::new(LoyaltySpec { needed, ..spec() }).unwrap();
        let more = LoyaltyFacts {
            repeats: Ok(repeats),
            recommended: Ok(referrals(known, undated)),
            tenure: Ok(Tenure { days, may_be_more }),
        };
        let less = LoyaltyFacts {
            repeats: if hidden[0] { Err(Missing::Range) } else { more.repeats.clone() },
            recommended: if hidden[1] { Err(Missing::Range) } else { more.recommended.clone() },
            tenure: if hidden[2] { Err(Missing::Range) } else { more.tenure.clone() },
        };
        let (more, less) = (rule.judge(&more), rule.judge(&less));
        prop_assert!(less.is_loyal().is_none_or(|loyal| more.is_loyal() == Some(loyal)));
        prop_assert!(less.held()[0] <= more.held()[0] && more.held()[1] <= less.held()[1]);
    }
}
