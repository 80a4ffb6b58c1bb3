//! The members of any dimension make the whole, of any made-up company.

use crm_calendar::Zone;
use crm_kpi::{
    Base, Counts, CustomersBy, Dimension, Evidence, Facts, Formula, IndicatorSpec, Invitations, Per,
    QualityRule, Question, Reason, Response, RetentionForm, Scorecard, Stretch, TicketPart, TicketTime,
    Value, Volume,
};
use crm_model::{Ratio, Scale};
use proptest::prelude::*;

use super::company::company;
use super::resolution;
use crate::support::{APRIL, at, dataset, members, nps, question, retention, sheet, spec};

fn formulas() -> Vec<IndicatorSpec> {
    let scale = Scale::ZERO_TO_TEN;
    let kinds = || vec!["complaint".parse().unwrap()];
    let asked = || Question { scale, ..question(Counts::Last) };
    let formulas = vec![
        members(RetentionForm::AsWorded),
        retention(RetentionForm::Identity, CustomersBy::Purchases),
        nps(Counts::Last),
        Formula::Satisfaction { question: asked(), at_least: 7 },
        Formula::MeanSatisfaction { question: asked() },
        Formula::ComplaintRate { kinds: kinds(), base: Base::InteractionsAndTickets },
        Formula::ComplaintRate { kinds: kinds(), base: Base::Members },
        Formula::ContactFrequency { customers: CustomersBy::Memberships },
        Formula::TicketTime(TicketTime::mean(Stretch::FirstResponse)),
        Formula::TicketTime(TicketTime::mean(Stretch::Handling)),
        resolution(),
        Formula::RecordingLag { channels: vec![] },
        Formula::Participation {
            survey: None,
            topic: None,
            response: Response::Any,
            invitations: Invitations::Sent,
        },
        Formula::CostShare { currency: None },
        Formula::TicketCompleteness { parts: vec![TicketPart::Customer], kinds: vec![] },
        Formula::Volume(Volume::Solved),
        Formula::Volume(Volume::Opened),
        Formula::QualityScore(QualityRule { sheet: sheet(None, Some("10%")), counts: Counts::Last }),
        Formula::QualityPass(QualityRule { sheet: sheet(Some(">= 70%"), None), counts: Counts::All }),
    ];
    let named = |(number, formula): (usize, Formula)| IndicatorSpec {
        name: format!("indicator.n{number:02}").parse().unwrap(),
        ..spec(formula, Per::Month, None)
    };
    formulas.into_iter().enumerate().map(named).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))] // each is 19 indicators by 11 dimensions

    #[test]
    fn prop_segments_add_up_to_the_whole(records in company()) {
        let data = dataset(records);
        let classes: Vec<_> = (0..data.customer_ids().len()).map(|n| (n % 2 == 0).then(|| "a".parse().unwrap())).collect();
        let facts = Facts { classes: Some(&classes), ..Facts::new(&data) };
        let scorecard = Scorecard::new(formulas(), Zone::utc()).unwrap();
        let dimensions: Vec<Dimension> = Dimension::ALL.iter().map(|(dimension, _)| *dimension).collect();
        let breakdowns = scorecard.breakdown(&facts, at(APRIL), &dimensions);
        let lines = scorecard.evaluate(&facts, at(APRIL));
        prop_assert_eq!(breakdowns.len(), lines.len() * dimensions.len());
        for (breakdown, line) in breakdowns.iter().zip(lines.iter().flat_map(|line| std::iter::repeat_n(line, dimensions.len()))) {
            prop_assert_eq!(&breakdown.total, line);
            let Ok(segments) = &breakdown.members else { continue };
            let mut sorted = segments.clone();
            sorted.sort_by(|one, other| one.member.cmp(&other.member));
            prop_assert_eq!(&sorted, segments);
            let evidence = segments.iter().map(|one| &one.line.evidence);
            let merged = evidence.into_iter().try_fold(None::<Evidence>, |sum, own| match sum {
                None => Ok(Some(own.clone())),
                Some(sum) => sum.merge(own).map(Some),
            });
            if let Ok(Some(merged)) = &merged {
                prop_assert_eq!(merged.parts(), line.evidence.parts());
                prop_assert_eq!(merged.spread(), line.evidence.spread());
                prop_assert_eq!(merged.cases(), line.evidence.cases());
                prop_assert_eq!(&merged.value(), &line.value);
            }
            match &line.value {
                Value::Count(count) => {
                    let sum: u64 = segments.iter().map(|one| match one.line.value { Value::Count(own) => own, _ => 0 }).sum();
                    prop_assert_eq!(sum, *count);
                }
                Value::Undefined(_) => {}
                value => {
                    let parts = |value: &Value| value.number().map_or((0, 0), Ratio::parts);
                    let sum = segments.iter().map(|one| parts(&one.line.value)).fold((0, 0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
                    let whole = parts(value);
                    prop_assert_eq!(breakdown.remainder(), Some((whole.0 - sum.0, whole.1 - sum.1)));
                    let has_gaps = segments.iter().any(|one| match &one.line.value {
                        Value::Undefined(Reason::Empty) => matches!(line.indicator.as_str(), "indicator.n13"),
                        Value::Undefined(_) => true,
                        _ => false,
                    });
                    prop_assert!(has_gaps || sum == whole, "{} by {}: {sum:?} of {whole:?}", line.indicator, breakdown.dimension);
                }
            }
        }
    }
}
