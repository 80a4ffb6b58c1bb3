//! Several answers of one customer, effort, and whom the respondents stand for.

use crm_calendar::Zone;
use crm_kpi::{
    Apart, CivilPeriod, Counts, CustomersBy, EffortBounds, Facts, Formula, IndicatorProblem, Note, Per,
    Question, Reason, RepresentationTally, Representativeness, Scorecard, SegmentBy, SegmentCounts,
};
use crm_model::{Customer, CustomerFile, DatedTier, Records, Scale, Table};

use crate::support::{APRIL, answers, not_measured, question};
use crate::support::{answer, at, dataset, line_of, member, month, nps, spec, text};

fn ten(customer: &str, when: &str, score: i64) -> crm_model::SurveyAnswer {
    answer(Some(customer), when, Some(score), Scale::ZERO_TO_TEN)
}

#[test]
fn k12_the_mean_of_one_customers_answers_counts_once() {
    let data = answers(vec![
        ten("a", "2026-03-02", 10),
        ten("a", "2026-03-03", 9),
        ten("a", "2026-03-09", 6), // 25/3 is passive
        ten("b", "2026-03-02", 6),
        ten("b", "2026-03-03", 7), // 6.5 is passive, though the last answer before was not
        ten("c", "2026-03-03", 9),
        answer(None, "2026-03-04", Some(3), Scale::ZERO_TO_TEN),
    ]);
    let score = |counts| text(&month(nps(counts), &data, None, APRIL).value);
    assert_eq!(score(Counts::Mean), "0/4"); // a promoter and a detractor of four
    assert_eq!(score(Counts::Last), "-100/4"); // 6, 7, 9 and 3
    let mean = |counts| Formula::MeanSatisfaction { question: question(counts) };
    // 25/3 + 13/2 + 9 + 3 = 161/6 of four customers; all answers together would be 50/7.
    assert_eq!(text(&month(mean(Counts::Mean), &data, None, APRIL).value), "161/24");
    assert_eq!(text(&month(mean(Counts::All), &data, None, APRIL).value), "50/7");
    let top = |at_least| Formula::Satisfaction { question: question(Counts::Mean), at_least };
    assert_eq!(text(&month(top(8), &data, None, APRIL).value), "2/4"); // 8.33 and 9
    assert_eq!(text(&month(top(9), &data, None, APRIL).value), "1/4");
}

#[test]
fn k12_a_word_of_yes_or_no_has_no_mean() {
    let formula = Formula::RevisitSatisfaction { kinds: vec![], counts: Counts::Mean };
    let error = Scorecard::new(vec![spec(formula, Per::Month, None)], Zone::utc()).unwrap_err();
    assert_eq!((error.key, error.problem), ("counts", IndicatorProblem::NoMean));
}

fn effort(hard_to: i8, easy_from: i8) -> Formula {
    let scale = Scale::new(1, 7).unwrap();
    let question = Question { scale, ..question(Counts::Last) };
    Formula::Effort { question, bounds: EffortBounds { hard_to, easy_from } }
}

#[test]
fn g15_easy_less_hard_in_points() {
    let scale = Scale::new(1, 7).unwrap();
    let said = |score| answer(None, "2026-03-02", Some(score), scale);
    let data = answers([7, 6, 5, 4, 3].map(said).to_vec());
    let line = month(effort(3, 5), &data, Some(">= 40"), APRIL);
    assert_eq!((text(&line.value).as_str(), line.verdict), ("200/5", crm_kpi::Verdict::Met));
    let line = month(effort(6, 7), &data, Some(">= 40"), APRIL);
    assert_eq!((text(&line.value).as_str(), line.notes.len()), ("-300/5", 0), "below zero is on the scale");
}

#[test]
fn hard_and_easy_lie_on_the_scale_and_apart() {
    let problem = |hard_to, easy_from| {
        let spec = spec(effort(hard_to, easy_from), Per::Month, None);
        let error = Scorecard::new(vec![spec], Zone::utc()).unwrap_err();
        (error.key, error.problem)
    };
    let scale = Scale::new(1, 7).unwrap();
    assert_eq!(problem(0, 5), ("hard-to", IndicatorProblem::OffTheScale { at_least: 0, scale }));
    assert_eq!(problem(3, 8), ("easy-from", IndicatorProblem::OffTheScale { at_least: 8, scale }));
    assert_eq!(problem(4, 4), ("easy-from", IndicatorProblem::NotRising { hard_to: 4, easy_from: 4 }));
}

fn tiered(name: &str, tier: Option<&str>) -> Customer {
    let mut customer = member(name, &["2025-01-01.."]);
    let dated = |tier: &str| DatedTier { from: None, tier: tier.parse().unwrap() };
    customer.tiers = tier.map(dated).into_iter().collect();
    let mut file = CustomerFile::default();
    file.preferences.channels = tier.map(|_| "phone".parse().unwrap()).into_iter().collect();
    customer.file = Some(Box::new(file));
    customer
}

fn rule(by: SegmentBy) -> Representativeness {
    Representativeness { survey: None, topic: None, by, customers: CustomersBy::Memberships }
}

#[test]
fn d_cov_3_respondents_are_set_against_the_customers() {
    let customers = vec![
        tiered("h1", Some("high")),
        tiered("h2", Some("high")),
        tiered("m1", Some("middle")),
        tiered("m2", Some("middle")),
        tiered("unknown", None),
    ];
    let answers = vec![
        ten("h1", "2026-03-02", 9),
        ten("h1", "2026-03-03", 9), // counts once
        ten("h2", "2026-03-02", 9),
        ten("m1", "2026-03-02", 9),
        ten("m2", "2026-02-02", 9),
        answer(Some("m2"), "2026-03-02", None, Scale::ZERO_TO_TEN), // blank
        ten("stranger", "2026-03-02", 9),
        answer(None, "2026-03-02", Some(9), Scale::ZERO_TO_TEN),
    ];
    let (customers, answers) = (Table::complete(customers), Table::complete(answers));
    let data = dataset(Records { customers, answers, ..Records::default() });
    let line = month(Formula::Representativeness(rule(SegmentBy::Tier)), &data, Some("<= 20%"), APRIL);
    // Two of three answers are of the high tier, which is half of the customers: 2/3 - 1/2 = 1/6.
    assert_eq!(text(&line.value), "2/12");
    let apart = [Apart::SegmentUnknown, Apart::NoCustomers, Apart::Nameless];
    assert_eq!(line.notes, apart.map(|cases| Note::Apart { cases, count: 1 }));
    let march = CivilPeriod::containing(Per::Month, "2026-03-01".parse().unwrap(), &Zone::utc());
    let (facts, as_of) = (Facts::new(&data), at(APRIL));
    let tally = RepresentationTally::of_survey(&rule(SegmentBy::Tier), &facts, march, as_of, &Zone::utc());
    let counts = |population, respondents| SegmentCounts { population, respondents };
    assert_eq!(tally.segments().collect::<Vec<_>>(), [("high", counts(2, 2)), ("middle", counts(2, 1))]);
    assert_eq!(tally.weight("middle").unwrap().to_string(), "6/4"); // 2/4 of the customers, 1/3 of the answers
    let line = month(Formula::Representativeness(rule(SegmentBy::Channel)), &data, None, APRIL);
    assert_eq!(text(&line.value), "0/12", "one segment is always mirrored");
}

#[test]
fn k1_without_segments_nobody_can_say_whom_the_answers_stand_for() {
    let (customers, answers) = (vec![tiered("a", None)], vec![ten("a", "2026-03-02", 9)]);
    let (customers, answers) = (Table::complete(customers), Table::complete(answers));
    let data = dataset(Records { customers, answers, ..Records::default() });
    let verdict = |by, facts: Facts<'_>| {
        line_of(spec(Formula::Representativeness(rule(by)), Per::Month, Some("<= 5%")), &facts, APRIL).verdict
    };
    let facts = Facts::new(&data);
    assert_eq!(verdict(SegmentBy::Tier, facts), not_measured(Reason::NoTiers));
    assert_eq!(verdict(SegmentBy::Class, facts), not_measured(Reason::NoClasses));
    assert_eq!(verdict(SegmentBy::Industry, facts), not_measured(Reason::NoSegments));
    let classes = [Some("A".parse().unwrap())];
    let facts = Facts { classes: Some(&classes), ..facts };
    assert_eq!(verdict(SegmentBy::Class, facts), crm_kpi::Verdict::Met);
}
