//! The laws of every tally: an identity, any order, and parts that make the whole.

use crm_calendar::ElapsedTime;
use crm_kpi::{
    Accuracy, AccuracyTally, Arrival, Attained, AttainmentTally, AttendanceTally, Attitude, BudgetTally,
    Consistency, Contacted, ContradictionTally, ConversionTally, Converting, CostTally, CoverageTally,
    DurationTally, EarnedGrowthTally, EarnedRevenue, Effort, EffortTally, Entry, FirstContactTally,
    FollowUpTally, FollowedUp, HandOverTally, Held, MeanTally, MeansTally, NpsTally, OrderedAgain, OwnMean,
    Participating, ParticipationTally, Presence, RateCase, RateTally, Reactivated, ReactivationTally,
    RecommendationTally, Recommending, Recovered, RecoveryTally, RemedyCase, RemedyTally, ReopeningTally,
    Repeat, RepeatTally, RepresentationTally, Represented, RepurchaseTally, ResolutionTally, Resolved,
    RetentionTally, Revenue, RevenueTally, RevisitAnswer, RevisitTally, SolutionFate, SolvedAt, TakingPart,
    TicketCompletenessTally, TimesTally, TopBox, TopBoxTally, ValueCostTally, WinKeep, WinKeepTally, Worth,
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

fn money() -> impl Strategy<Value = Money> {
    (any::<i64>(), prop::sample::select(vec!["CNY", "EUR"]))
        .prop_map(|(amount, code)| Money::from_ten_thousandths(amount, Currency::new(code).unwrap()))
}

fn entry() -> impl Strategy<Value = Entry> {
    (0..3, money()).prop_map(|(kind, money)| match kind {
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
    prop_reactivation_tally: ReactivationTally, any_of(vec![Reactivated::CameBack, Reactivated::StayedAway]);
    prop_repurchase_tally: RepurchaseTally, any_of(vec![
        OrderedAgain::Yes, OrderedAgain::No, OrderedAgain::Open,
    ]);
    prop_effort_tally: EffortTally, any_of(vec![Effort::Hard, Effort::Neither, Effort::Easy]);
    prop_means_tally: MeansTally,
        (any::<i64>(), 0..9_u64).prop_map(|(sum, answers)| OwnMean { sum: sum.into(), answers });
    prop_representation_tally: RepresentationTally,
        (0..4_u8, any::<bool>()).prop_map(|(segment, responded)| Represented { segment: segment.to_string(), responded });
    prop_budget_tally: BudgetTally, money();
    prop_value_cost_tally: ValueCostTally, (any::<bool>(), money())
        .prop_map(|(is_value, money)| if is_value { Worth::Value(money) } else { Worth::Cost(money) });
    prop_win_keep_tally: WinKeepTally, (0..4, money()).prop_map(|(kind, money)| match kind {
        0 => WinKeep::Won,
        1 => WinKeep::Kept,
        2 => WinKeep::SpentToWin(money),
        _ => WinKeep::SpentToKeep(money),
    });
    prop_conversion_tally: ConversionTally, any_of(vec![
        Converting::Ordered, Converting::Declined, Converting::Open,
    ]);
    prop_attendance_tally: AttendanceTally, any_of(vec![TakingPart::Yes, TakingPart::No]);
    prop_earned_growth_tally: EarnedGrowthTally, (any::<i64>(), any::<i64>(), any_of(vec![
        Arrival::Existing, Arrival::Recommended, Arrival::Bought, Arrival::Unknown, Arrival::Returned,
    ])).prop_map(|(start, end, arrival)| EarnedRevenue { start: start.into(), end: end.into(), arrival });
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

proptest! {
    /// Sorted into rooms, the customers' means add up as plain fractions do.
    #[test]
    fn prop_a_mean_of_means_is_the_plain_one(answers in vec(vec(0..=10_i128, 1..6), 1..12)) {
        let own = |scores: &Vec<i128>| OwnMean { sum: scores.iter().sum(), answers: scores.len() as u64 };
        let tally: MeansTally = answers.iter().map(own).collect();
        // 60 is a multiple of every number of answers.
        let sum: i128 = answers.iter().map(|scores| scores.iter().sum::<i128>() * 60 / scores.len() as i128).sum();
        prop_assert_eq!(tally.mean(), crm_model::Ratio::new(sum, 60 * answers.len() as i128));
    }

    #[test]
    fn prop_respondents_never_deviate_by_the_whole(segments in vec((1..1_000_u64, 0..1_000_u64), 1..6)) {
        let mut tally = RepresentationTally::default();
        for (place, (population, asked)) in segments.iter().enumerate() {
            let counts = crm_kpi::SegmentCounts { population: *population, respondents: *asked.min(population) };
            tally.add(&place.to_string(), counts);
        }
        if let Some(deviation) = tally.deviation() {
            let (part, whole) = deviation.parts();
            prop_assert!(0 <= part && part < whole);
            // The weighted respondents mirror the customers.
            for (segment, counts) in tally.segments().filter(|(_, counts)| counts.respondents > 0) {
                let (part, whole) = tally.weight(segment).unwrap().parts();
                let weighted = crm_model::Ratio::new(part * i128::from(counts.respondents), whole);
                let all = tally.total();
                let fair = i128::from(counts.population) * i128::from(all.respondents);
                prop_assert_eq!(weighted, crm_model::Ratio::new(fair, all.population.into()));
            }
        }
    }
}
