//! What it takes to meet a target: the smallest amounts, by hand and by search.

use crm_kpi::what_it_takes::{Counted, Lever, Needed, Step, of_mean, of_retention, of_score, of_share};
use crm_kpi::{
    Counts, Evidence, Formula, IndicatorSpec, JudgedBy, Judging, NpsTally, Per, Quantity, RetentionForm,
    RetentionTally, Side, Stretch, TicketTime, Value, Volume,
};
use crm_model::Ratio;
use proptest::prelude::*;

use crate::support::{complaint_rate, members, nps, spec};

fn ratio(part: i128, whole: i128) -> Ratio {
    Ratio::new(part, whole).unwrap()
}

fn needed(steps: &[Step], lever: Lever) -> Needed {
    steps.iter().find(|step| step.lever == lever).unwrap().needed
}

fn test(formula: Formula, target: &str) -> IndicatorSpec {
    spec(formula, Per::Month, Some(target))
}

const NOW: Needed = Needed::AtLeast(0);

#[test]
fn k14_a_value_at_the_limit_takes_nothing() {
    let steps = of_share(ratio(98, 100), Counted::Cases, Side::AtLeast, ratio(98, 100));
    assert_eq!(steps.map(|step| step.needed), [NOW, NOW]);
    let steps = of_share(ratio(98, 100), Counted::Cases, Side::Above, ratio(98, 100));
    assert_eq!(steps.map(|step| step.needed), [Needed::AtLeast(1), Needed::AtLeast(1)]); // 99/100, 99/101
}

#[test]
fn k31_a_share_above_the_whole_is_unreachable() {
    let steps = of_share(ratio(75, 100), Counted::Cases, Side::AtLeast, ratio(87 * 125, 10_000));
    assert_eq!(steps.map(|step| step.needed), [Needed::Unreachable, Needed::Unreachable]);
    // All of the same can count, but one failure in the past keeps further ones from making it all.
    let steps = of_share(ratio(75, 100), Counted::Cases, Side::AtLeast, ratio(1, 1));
    assert_eq!(steps.map(|step| step.needed), [Needed::AtLeast(25), Needed::Unreachable]);
}

#[test]
fn fewer_complaints_or_more_contacts() {
    // 48 of 1200 is 4 %; at most 2.5 % wanted: 30 of 1200, or 48 of 1920.
    let steps = of_share(ratio(48, 1_200), Counted::Cases, Side::AtMost, ratio(25, 1_000));
    assert_eq!(needed(&steps, Lever::Less), Needed::AtLeast(18));
    assert_eq!(needed(&steps, Lever::FurtherThatDoNot), Needed::AtLeast(720));
    let none = of_share(ratio(48, 1_200), Counted::Cases, Side::AtMost, ratio(0, 1));
    assert_eq!(none.map(|step| step.needed), [Needed::AtLeast(48), Needed::Unreachable]);
}

#[test]
fn g13_a_cent_less_or_twenty_cents_more_revenue() {
    let share = test(Formula::CostShare { currency: None }, "<= 5%");
    let spent = |part| Evidence::ratio(Quantity::ShareOfRevenue, part, 2_469_134_000, 2);
    // 12345.68 of 246913.40 is above a twentieth, by a cent.
    let steps = share.what_it_takes(&spent(123_456_800));
    assert_eq!(needed(&steps, Lever::Less), Needed::AtLeast(100));
    assert_eq!(needed(&steps, Lever::FurtherThatDoNot), Needed::AtLeast(2_000));
    assert!(steps.iter().all(|step| step.unit == Counted::TenThousandths));
    assert!(share.what_it_takes(&spent(123_456_700)).iter().all(|step| step.needed == NOW));
}

#[test]
fn g1_seventy_promoters_are_enough() {
    let tally = NpsTally { detractors: 20, passives: 10, promoters: 70 };
    assert!(of_score(&tally, Side::AtLeast, ratio(50, 1)).iter().all(|step| step.needed == NOW));
    let steps = of_score(&tally, Side::Above, ratio(50, 1));
    assert_eq!(needed(&steps, Lever::PromotersForPassives), Needed::AtLeast(1));
    assert_eq!(needed(&steps, Lever::PromotersForDetractors), Needed::AtLeast(1));
    assert_eq!(needed(&steps, Lever::FurtherPromoters), Needed::AtLeast(1));
}

#[test]
fn too_few_passives_to_reach_a_score() {
    let tally = NpsTally { detractors: 15, passives: 25, promoters: 60 }; // 45
    let steps = of_score(&tally, Side::AtLeast, ratio(75, 1));
    assert_eq!(needed(&steps, Lever::PromotersForPassives), Needed::Unreachable); // at most 70
    assert_eq!(needed(&steps, Lever::PromotersForDetractors), Needed::AtLeast(15));
    assert_eq!(needed(&steps, Lever::PromotersForAnyone), Needed::AtLeast(15));
    let steps = of_score(&tally, Side::AtLeast, ratio(90, 1));
    assert_eq!(needed(&steps, Lever::PromotersForDetractors), Needed::Unreachable); // at most 75
    assert_eq!(needed(&steps, Lever::PromotersForAnyone), Needed::AtLeast(30)); // 15 by 2 and 15 by 1
    // Even all further answers of promoters never make up for one detractor.
    assert_eq!(
        needed(&of_score(&tally, Side::AtLeast, ratio(100, 1)), Lever::FurtherPromoters),
        Needed::Unreachable
    );
}

#[test]
fn k9_no_answers_take_nothing() {
    assert!(of_score(&NpsTally::default(), Side::AtLeast, ratio(50, 1)).is_empty());
    let nobody = RetentionTally { joined: 3, end: 3, ..RetentionTally::default() };
    assert_eq!(of_retention(&nobody, RetentionForm::Identity, Side::AtLeast, ratio(1, 2)), None);
}

#[test]
fn g11_each_form_counts_the_retained_differently() {
    // Case G: ten at the start, six left.
    let tally = RetentionTally { start: 10, end: 4, kept: 4, lost: 6, joined: 0, returned: 0 };
    let of = |form, side, goal| of_retention(&tally, form, side, goal).unwrap().needed;
    assert_eq!(of(RetentionForm::AsWorded, Side::AtLeast, ratio(8, 10)), Needed::AtLeast(5)); // (9 − 1)/10
    assert_eq!(of(RetentionForm::Usual, Side::AtLeast, ratio(8, 10)), Needed::AtLeast(4));
    assert_eq!(of(RetentionForm::Identity, Side::AtLeast, ratio(8, 10)), Needed::AtLeast(4));
    assert_eq!(of(RetentionForm::ChurnIdentity, Side::AtMost, ratio(1, 10)), Needed::AtLeast(5));
    assert_eq!(of(RetentionForm::ChurnEvents, Side::Below, ratio(1, 10)), Needed::AtLeast(6));
    assert_eq!(of(RetentionForm::Identity, Side::Above, ratio(1, 1)), Needed::Unreachable);
}

#[test]
fn time_to_save_in_all() {
    // ART: 3 answers in 30 h, at most 8 h wanted: 6 h less in all.
    let hour = 3_600_000_000_i128;
    let step = of_mean(
        ratio(30 * hour, 3),
        Counted::Microseconds,
        (Some(0), None),
        Side::AtMost,
        ratio(8 * hour, 1),
    );
    assert_eq!(step.needed, Needed::AtLeast(6 * 3_600_000_000));
    let below =
        of_mean(ratio(30 * hour, 3), Counted::Microseconds, (Some(0), None), Side::Below, ratio(0, 1));
    assert_eq!(below.needed, Needed::Unreachable);
}

#[test]
fn an_indicator_knows_what_makes_sense_for_it() {
    let levers = |spec: IndicatorSpec, evidence: &Evidence| -> Vec<Lever> {
        spec.what_it_takes(evidence).into_iter().map(|step| step.lever).collect()
    };
    let retained = test(members(RetentionForm::Identity), ">= 80%").what_it_takes(&Evidence::trials(7, 10));
    assert_eq!((retained[0].lever, retained[0].needed), (Lever::Retained, Needed::AtLeast(1)));
    let churn = test(members(RetentionForm::ChurnIdentity), "< 10%").what_it_takes(&Evidence::trials(3, 10));
    assert_eq!((churn[0].lever, churn[0].needed), (Lever::Retained, Needed::AtLeast(3)));
    let usual = test(members(RetentionForm::Usual), "> 100%").what_it_takes(&Evidence::ratio(
        Quantity::Share,
        9,
        10,
        10,
    ));
    assert_eq!((usual[0].lever, usual[0].needed), (Lever::Retained, Needed::Unreachable));
    let worded = Evidence::ratio(Quantity::Share, -2, 10, 10);
    assert!(levers(test(members(RetentionForm::AsWorded), ">= 80%"), &worded).is_empty());
    // With the losses behind it somebody can: (6 - 4)/10, where three more retained make (9 - 1)/10.
    let tally = RetentionTally { start: 10, end: 6, kept: 6, lost: 4, joined: 0, returned: 0 };
    let of = |target| {
        test(members(RetentionForm::AsWorded), target).what_it_takes(&tally.evidence(RetentionForm::AsWorded))
    };
    assert_eq!((of(">= 80%")[0].lever, of(">= 80%")[0].needed), (Lever::Retained, Needed::AtLeast(3)));
    assert_eq!(of("> 100%")[0].needed, Needed::Unreachable, "all four retained make 10/10");
    let score = || test(nps(Counts::Last), ">= 50");
    let answers = Evidence::attitudes(NpsTally { detractors: 15, passives: 25, promoters: 60 });
    assert_eq!(needed(&score().what_it_takes(&answers), Lever::PromotersForPassives), Needed::AtLeast(5));
    // Of a value alone nobody can tell passives from detractors.
    assert_eq!(
        levers(score(), &Evidence::of_value(&Value::Number(ratio(4_500, 100)))),
        [Lever::FurtherPromoters]
    );
    let class = "a".parse().unwrap();
    assert_eq!(levers(test(Formula::Coverage { class }, ">= 90%"), &Evidence::trials(1, 2)), [Lever::More]);
    // Without a value, or a target that is a number, there is nothing to say.
    assert!(levers(score(), &Evidence::attitudes(NpsTally::default())).is_empty());
    assert!(levers(test(Formula::Volume(Volume::Opened), "falls"), &Evidence::count(3)).is_empty());
    assert_eq!(levers(test(Formula::Volume(Volume::Opened), "<= 2"), &Evidence::count(3)), [Lever::Less]);
}

#[test]
fn a_target_that_the_interval_must_meet_takes_what_the_interval_takes() {
    let by_interval = |formula, target: &str| {
        let mut spec = test(formula, target);
        spec.judging =
            Judging { confidence: "95%".parse().ok(), by: JudgedBy::Interval, ..Judging::default() };
        spec
    };
    let in_time = || Formula::Attainment { measure: None, clauses: vec![] };
    let needs = |target: &str| by_interval(in_time(), target).what_it_takes(&Evidence::trials(18, 20));
    // The value meets 80 % as it is; Wilson's lower end is 0.699 of 18, 0.764 of 19 and 0.839 of 20.
    let steps = needs(">= 80%");
    assert_eq!(
        steps.iter().map(|step| (step.lever, step.needed)).collect::<Vec<_>>(),
        [(Lever::More, Needed::AtLeast(2))]
    );
    assert_eq!(needs(">= 90%")[0].needed, Needed::Unreachable, "twenty cases cannot prove it");
    assert_eq!(needs(">= 60%")[0].needed, NOW);
    // Seven complaints: Garwood's upper end over 100 contacts is 0.144 of 7, 0.131 of 6 and 0.117 of 5.
    let rate = by_interval(complaint_rate(), "<= 12%").what_it_takes(&Evidence::events(7, 100));
    assert_eq!(
        rate.iter().map(|step| (step.lever, step.needed)).collect::<Vec<_>>(),
        [(Lever::Less, Needed::AtLeast(2))]
    );
    // Of a mean nobody can say how its cases would spread then.
    let mean = Evidence::mean(Quantity::Duration, 40, Some(232), 8);
    let times = Formula::TicketTime(TicketTime::mean(Stretch::FirstResponse));
    assert!(by_interval(times, "<= 1s").what_it_takes(&mean).is_empty());
}

#[test]
fn one_case_is_written_in_the_singular() {
    let step =
        |amount, unit| Step { lever: Lever::Retained, unit, needed: Needed::AtLeast(amount) }.to_string();
    assert_eq!(step(1, Counted::Cases), "1 case retained that left");
    assert_eq!(step(2, Counted::Cases), "2 cases retained that left");
    assert_eq!(step(1, Counted::TenThousandths), "1 ten-thousandth retained that left");
}

#[test]
fn k35_sums_at_the_bound_have_an_answer() {
    let steps = of_share(ratio(1, i128::MAX), Counted::TenThousandths, Side::AtLeast, ratio(1, 1));
    assert_eq!(steps.map(|step| step.needed), [Needed::AtLeast(u128::MAX / 2 - 1), Needed::Unreachable]);
    let mean = of_mean(ratio(i128::MIN, 1), Counted::Points, (Some(1), Some(5)), Side::AtLeast, ratio(0, 1));
    assert_eq!(mean.needed, Needed::Unreachable); // the sum cannot be raised so far within 128 bits
}

fn sides() -> impl Strategy<Value = Side> {
    prop::sample::select(vec![Side::AtLeast, Side::Above, Side::AtMost, Side::Below])
}

/// What the least amount is by trying one after the other.
fn tried(most: i128, side: Side, goal: Ratio, value: impl Fn(i128) -> Ratio) -> Needed {
    let found = (0..=most).find(|by| side.holds(value(*by).cmp(&goal)));
    found.map_or(Needed::Unreachable, |by| Needed::AtLeast(by.unsigned_abs()))
}

proptest! {
    #[test]
    fn prop_shares_take_what_trying_says(whole in 1..40_i128, part in 0..40_i128, goal in 0..=100_i128, side in sides()) {
        let part = part.min(whole);
        let goal = ratio(goal, 100);
        let [same, further] = of_share(ratio(part, whole), Counted::Cases, side, goal);
        if side.is_upward() {
            prop_assert_eq!(same.needed, tried(whole - part, side, goal, |by| ratio(part + by, whole)));
            prop_assert_eq!(further.needed, tried(10_000, side, goal, |by| ratio(part + by, whole + by)));
        } else {
            prop_assert_eq!(same.needed, tried(part, side, goal, |by| ratio(part - by, whole)));
            prop_assert_eq!(further.needed, tried(10_000, side, goal, |by| ratio(part, whole + by)));
        }
    }

    #[test]
    fn prop_the_evidence_of_retention_takes_what_its_counts_say(
        start in 1..30_u64, gone in 0..30_u64, joined in 0..10_u64, left_again in 0..5_u64, goal in 0..=120_i64, side in sides(),
    ) {
        let kept = start - gone.min(start);
        let lost = start - kept + left_again.min(joined);
        let tally = RetentionTally { start, kept, lost, joined, end: start + joined - lost, returned: 0 };
        let sign = Side::ALL.iter().find(|(other, _)| *other == side).unwrap().1;
        let spec = test(members(RetentionForm::AsWorded), &format!("{sign} {goal}%"));
        let found = spec.what_it_takes(&tally.evidence(RetentionForm::AsWorded));
        let wanted = of_retention(&tally, RetentionForm::AsWorded, side, ratio(goal.into(), 100));
        prop_assert_eq!(found, Vec::from_iter(wanted));
    }

    #[test]
    fn prop_scores_take_what_trying_says(detractors in 0..20_u64, passives in 0..20_u64, promoters in 0..20_u64, goal in -100..=100_i128, above: bool) {
        let tally = NpsTally { detractors, passives, promoters };
        let (side, goal) = (if above { Side::Above } else { Side::AtLeast }, ratio(goal, 1));
        let Some(_) = tally.score() else { return Ok(()) };
        let steps = of_score(&tally, side, goal);
        let after = |less_passives: u64, less_detractors: u64, more: u64| {
            let tally = NpsTally { detractors: detractors - less_detractors, passives: passives - less_passives, promoters: promoters + more };
            tally.score().unwrap()
        };
        let of = |by: i128| u64::try_from(by).unwrap();
        prop_assert_eq!(
            needed(&steps, Lever::PromotersForPassives),
            tried(passives.into(), side, goal, |by| after(of(by), 0, of(by)))
        );
        prop_assert_eq!(
            needed(&steps, Lever::PromotersForDetractors),
            tried(detractors.into(), side, goal, |by| after(0, of(by), of(by)))
        );
        let anyone = |by: i128| after(of(by).saturating_sub(detractors), of(by).min(detractors), of(by));
        prop_assert_eq!(
            needed(&steps, Lever::PromotersForAnyone),
            tried((passives + detractors).into(), side, goal, anyone)
        );
        prop_assert_eq!(
            needed(&steps, Lever::FurtherPromoters),
            tried(10_000, side, goal, |by| after(0, 0, of(by)))
        );
    }

    #[test]
    fn prop_means_take_what_trying_says(sum in 0..200_i128, cases in 1..20_i128, goal in 0..12_i128, side in sides()) {
        let sum = sum.min(cases * 10);
        let step = of_mean(ratio(sum, cases), Counted::Points, (Some(0), Some(10)), side, ratio(goal, 1));
        let expected = if side.is_upward() {
            tried(cases * 10 - sum, side, ratio(goal, 1), |by| ratio(sum + by, cases))
        } else {
            tried(sum, side, ratio(goal, 1), |by| ratio(sum - by, cases))
        };
        prop_assert_eq!(step.needed, expected);
    }
}
