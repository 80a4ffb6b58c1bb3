//! Service quality, as the scorecard of the handbook shows it.

use crm_kit::kpi::{Dimension, Facts};
use crm_kit::model::{CriterionScore, QualityReview, Records, Table};
use crm_kit::{Dataset, assess};

use super::*;

const CRITERIA: [&str; 5] = ["courtesy", "understanding", "solution", "information", "record"];

/// A review in which the criteria were given these points, in the order of the sheet.
fn review(ticket: &str, person: &str, when: &str, points: [Option<u32>; 5]) -> QualityReview {
    let scores = CRITERIA.into_iter().zip(points);
    let score = |(name, points): (&str, _)| CriterionScore { criterion: name.parse().unwrap(), points };
    QualityReview {
        ticket: ticket.parse().unwrap(),
        sheet: "service".parse().unwrap(),
        reviewed_at: at(when),
        person: person.parse().ok(),
        reviewer: None,
        scores: scores.map(score).collect(),
    }
}

#[test]
fn h_qual_1_sampled_tickets_are_scored_on_the_sheet_by_person_and_month() {
    let (yes, no, none) = (Some(1), Some(0), None);
    let reviews = vec![
        review("T-1", "li", "03-05 09:00", [yes, yes, no, yes, yes]), // 4 of 5
        review("T-2", "li", "03-09 09:00", [yes, yes, yes, none, yes]), // 4 of 4: nothing to inform of
        review("T-2", "li", "03-06 09:00", [no, no, no, none, no]),   // scored anew three days later
        review("T-3", "wang", "03-20 09:00", [no, yes, no, no, yes]), // 2 of 5
        review("T-4", "wang", "04-01 09:00", [yes, yes, yes, yes, yes]), // April's
    ];
    let records = Records { quality_reviews: Table::complete(reviews), ..Records::default() };
    let (dataset, _) = Dataset::new(records);
    let policy = of_preset(Preset::Handbook);
    let assessment = assess(&dataset, policy, at("04-10 09:00"));
    let line =
        assessment.scorecard.iter().find(|line| line.indicator.as_str() == "indicator.service-quality");
    let line = line.unwrap();
    assert_eq!((line.clause.as_str(), line.strength.as_str()), ("H-QUAL-1", "derived"));
    assert_eq!((line.period.to_string().as_str(), line.cases()), ("2026-03", Some(3)));
    assert_eq!(line.value.to_string(), "71.4%", "10 of 14");
    assert_eq!(line.verdict.as_str(), "no-target", "the heading states none");

    let scorecard = policy.latest().scorecard();
    let as_of = at("04-10 09:00");
    let breakdowns = scorecard.breakdown(&Facts::new(&dataset), as_of, &[Dimension::Person]);
    let of_quality = breakdowns.iter().find(|one| one.indicator == line.indicator).unwrap();
    let people = of_quality.members.as_ref().unwrap().iter();
    let people: Vec<String> = people.map(|one| format!("{} {}", one.member, one.line.value)).collect();
    assert_eq!(people, ["li 88.9%", "wang 40.0%"], "8 of 9, 2 of 5");
}
