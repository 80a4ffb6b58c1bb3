//! The laws of every tally: an identity, any order, and parts that make the whole.

use crm_calendar::ElapsedTime;
use crm_kpi::{
    Accuracy, AccuracyTally, Attained, AttainmentTally, Attitude, Consistency, Contacted, ContradictionTally,
    CostTally, CoverageTally, DurationTally, Entry, FirstContactTally, FollowUpTally, FollowedUp,
    HandOverTally, Held, MeanTally, NpsTally, Participating, ParticipationTally, Presence, RateCase,
    RateTally, RecommendationTally, Recommending, Recovered, RecoveryTally, RemedyCase, RemedyTally,
    ReopeningTally, Repeat, RepeatTally, ResolutionTally, Resolved, RetentionTally, Revenue, RevenueTally,
    RevisitAnswer, RevisitTally, SolutionFate, SolvedAt, TicketCompletenessTally, TimesTally, TopBox,
    TopBoxTally,
};
use crm_model::{Currency, Money, Scale};
use proptest::collection::vec;
use proptest::prelude::*;

macro_rules! laws {
    ($($name:ident: $tally:ty, $case:expr;)+) => {$(
        proptest! {
            #[test]
            fn $name(one in vec($case, 0..12), two in vec($case, 0..12), three in vec($case, 0..12)) {
                let tally = |cases: &[_]| cases.iter().cloned().collect::<$tally>();
                let (a, b, c) = (tally(&one), tally(&two), tally(&three));
                prop_assert_eq!(a.clone().merge(<$tally>::default()), a.clone());
                prop_assert_eq!(a.clone().merge(b.clone()), b.clone().merge(a.clone()));
                prop_assert_eq!(a.clone().merge(b.clone()).merge(c.clone()), a.clone().merge(b.merge(c)));
                let whole: Vec<_> = one.iter().chain(&two).cloned().collect();
                prop_assert_eq!(tally(&whole), a.merge(tally(&two)));
                let mut extended = tally(&one);
                extended.extend(two);
                prop_assert_eq!(extended, tally(&whole));
            }
        }
    )+};
}

fn any_of<T: Clone + std::fmt::Debug + 'static>(cases: Vec<T>) -> impl Strategy<Value = T> {
    prop::sample::select(cases)
}

fn entry() -> impl Strategy<Value = Entry> {
    let money = (any::<i64>(), prop::sample::select(vec!["CNY", "EUR"]))
        .prop_map(|(amount, code)| Money::from_ten_thousandths(amount, Currency::new(code).unwrap()));
    (0..3, money).prop_map(|(kind, money)| match kind {
        0 => Entry::Spent(money),
        1 => Entry::Earned(money),
        _ => Entry::GivenBack(money),
    })
}

fn presence() -> impl Strategy<Value = Presence> {
    (any::<bool>(), any::<bool>(), any::<u32>(), any::<bool>(), any::<u32>()).prop_map(
        |(at_start, at_end, lost, joined, returned)| Presence { at_start, at_end, lost, joined, returned },
    )
}

laws! {
    prop_nps_tally: NpsTally, any_of(vec![Attitude::Detractor, Attitude::Passive, Attitude::Promoter]);
    prop_top_box_tally: TopBoxTally, any_of(vec![TopBox::Top, TopBox::Below]);
    prop_mean_tally: MeanTally, (0..=10_i64).prop_map(|value| Scale::ZERO_TO_TEN.score(value).unwrap());
    prop_revisit_tally: RevisitTally, any_of(vec![RevisitAnswer::Satisfied, RevisitAnswer::Dissatisfied]);
    prop_recommendation_tally: RecommendationTally, any_of(vec![Recommending::Recommended, Recommending::Silent]);
    prop_rate_tally: RateTally, any_of(vec![RateCase::Event, RateCase::Base]);
    prop_attainment_tally: AttainmentTally, any_of(vec![
        Attained::InTime, Attained::Late, Attained::Open, Attained::Undetermined, Attained::Released,
    ]);
    prop_duration_tally: DurationTally, any::<i64>().prop_map(ElapsedTime::from_micros);
    prop_accuracy_tally: AccuracyTally, any_of(vec![Accuracy::Right, Accuracy::Wrong]);
    prop_contradiction_tally: ContradictionTally, any_of(vec![Consistency::Contradictory, Consistency::Consistent]);
    prop_first_contact_tally: FirstContactTally, any_of(vec![
        SolvedAt::FirstContact, SolvedAt::Later, SolvedAt::Open, SolvedAt::Undetermined,
    ]);
    prop_hand_over_tally: HandOverTally, 0..4_u64;
    prop_recovery_tally: RecoveryTally, any_of(vec![Recovered::Yes, Recovered::No]);
    prop_remedy_tally: RemedyTally, any_of(vec![RemedyCase::Yes, RemedyCase::No]);
    prop_reopening_tally: ReopeningTally, any_of(vec![
        SolutionFate::Reopened, SolutionFate::Lasting, SolutionFate::Open,
    ]);
    prop_repeat_tally: RepeatTally, any_of(vec![Repeat::SameCustomer, Repeat::AnotherCustomer, Repeat::New]);
    prop_times_tally: TimesTally, (0..5_i64).prop_map(ElapsedTime::from_micros);
    prop_follow_up_tally: FollowUpTally, any_of(vec![
        FollowedUp::InTime, FollowedUp::Late, FollowedUp::Never, FollowedUp::Open, FollowedUp::Undetermined,
    ]);
    prop_coverage_tally: CoverageTally, any_of(vec![Contacted::Yes, Contacted::No]);
    prop_participation_tally: ParticipationTally, any_of(vec![
        Participating::Answered, Participating::Silent, Participating::Uninvited,
    ]);
    prop_resolution_tally: ResolutionTally, any_of(vec![Resolved::Yes, Resolved::No]);
    prop_ticket_completeness_tally: TicketCompletenessTally, any_of(vec![Held::All, Held::NotAll]);
    prop_cost_tally: CostTally, entry();
    prop_retention_tally: RetentionTally, presence();
    prop_revenue_tally: RevenueTally,
        (any::<i64>(), any::<i64>()).prop_map(|(start, end)| Revenue { start: start.into(), end: end.into() });
}

proptest! {
    #[test]
    fn prop_a_score_lies_between_its_ends(detractors in 0..1_000_u64, passives in 0..1_000_u64, promoters in 0..1_000_u64) {
        let tally = NpsTally { detractors, passives, promoters };
        match tally.score() {
            None => prop_assert_eq!(detractors + passives + promoters, 0),
            Some(score) => {
                let (part, whole) = score.parts();
                prop_assert!(-100 * whole <= part && part <= 100 * whole);
            }
        }
    }
}
