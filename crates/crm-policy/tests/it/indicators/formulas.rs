//! The formulas of indicators, with all their keys.

use crm_calendar::{ElapsedTime, Span};
use crm_kpi::{
    AccuracyOf, Buyers, CostForm, Counts, CustomersBy, Formula, GoalsOf, Invitations, NewSince, Per,
    Response, RetentionForm, SegmentBy,
};
use crm_model::{AuditOccasion, FileField, Strength};

use super::{ONE, indicators, read};

/// Two thirds of the formulas; those of tickets' times and solutions are read in `ticket_indicators`.
const MANY: &str = include_str!("formulas.toml");

#[test]
fn formulas_are_read_with_all_their_keys() {
    let read = indicators(MANY);
    assert_eq!(read.len(), 40);
    let find = |name: &str| read.iter().find(|one| one.name.as_str() == format!("indicator.{name}")).unwrap();
    let worded = find("worded");
    assert_eq!((worded.strength, worded.per), (Strength::Example, Per::Year));
    assert_eq!(worded.target.map(|target| target.to_string()).as_deref(), Some(">= 80%"));
    assert_eq!(worded.baseline.map(|bound| bound.to_string()).as_deref(), Some("60%"));
    let Formula::Retention { form, customers, tier } = &worded.formula else { panic!("{worded:?}") };
    assert_eq!((*form, *customers), (RetentionForm::AsWorded, CustomersBy::Memberships));
    assert_eq!(tier.as_ref().map(crm_model::ValueTier::as_str), Some("high"));
    let Formula::FollowUp(rule) = &find("follow-up").formula else { panic!("no follow-up") };
    assert_eq!((rule.since, rule.within), (NewSince::FirstPurchase, Span::BusinessDays(3)));
    assert_eq!(rule.calendar.name(), "office");
    let Formula::Attainment { measure, clauses } = &find("attained").formula else { panic!("none") };
    assert_eq!(measure.as_ref().map(crm_model::MeasureName::as_str), Some("first-response"));
    assert_eq!(clauses.len(), 2);
    let Formula::RecordingLag { channels } = &find("lag").formula else { panic!("no lag") };
    assert_eq!(channels.iter().map(crm_model::Channel::as_str).collect::<Vec<_>>(), ["phone"]);
    let Formula::TicketCompleteness { parts, kinds } = &find("whole").formula else { panic!("none") };
    assert_eq!((parts.len(), kinds.len()), (6, 1));
    assert_eq!(find("volume").strength, Strength::Must);
    let Formula::Repurchase(rule) = &find("again").formula else { panic!("none") };
    assert_eq!((rule.buyers, rule.within), (Buyers::New, Some(ElapsedTime::from_hours(90 * 24))));
    let Formula::Effort { question, bounds } = &find("effort").formula else { panic!("none") };
    assert_eq!((question.counts, bounds.hard_to, bounds.easy_from), (Counts::Mean, 3, 5));
    let Formula::Participation { response, invitations, .. } = find("whole-answers").formula else {
        panic!("none")
    };
    assert_eq!((response, invitations), (Response::Complete, Invitations::Eligible));
    let Formula::Participation { response, invitations, .. } = find("participation").formula else {
        panic!("none")
    };
    assert_eq!((response, invitations), (Response::Any, Invitations::Sent));
    let Formula::Representativeness(rule) = &find("mirror").formula else { panic!("none") };
    assert_eq!(
        (rule.by, rule.customers, rule.survey.is_some()),
        (SegmentBy::Industry, CustomersBy::Purchases, true)
    );
    let Formula::ReturnOnSpend { margin, aim, .. } = &find("return").formula else { panic!("none") };
    assert_eq!((margin.parts_per_million(), *aim), (300_000, Some(crm_model::SpendAim::Maintenance)));
    let Formula::BudgetUse(budget) = &find("budget").formula else { panic!("none") };
    assert_eq!((budget.amount.to_string().as_str(), budget.department.is_some()), ("20000.00 CNY", true));
    let Formula::CostPerCustomer { form, currency, .. } = &find("keep").formula else { panic!("none") };
    assert_eq!((*form, currency.is_some()), (CostForm::ToKeep, true));
    let Formula::CustomerGoals { of: GoalsOf::Classes(classes) } = &find("goals").formula else {
        panic!("none")
    };
    assert_eq!(classes.iter().map(crm_model::CustomerClass::as_str).collect::<Vec<_>>(), ["A", "B"]);
    let Formula::CloseRate { purposes, within } = &find("close").formula else { panic!("none") };
    assert_eq!((purposes.len(), *within), (2, ElapsedTime::from_hours(30 * 24)));
}

#[test]
fn the_words_of_formulas_are_those_of_the_crate() {
    for (name, spec) in
        read(MANY).unwrap().latest().scorecard().indicators().iter().map(|spec| (&spec.name, spec))
    {
        let key = name.as_str().trim_start_matches("indicator.");
        let table = MANY.split("\n\n").find(|table| table.contains(&format!("[indicator.{key}]"))).unwrap();
        let line = format!("formula = \"{}\"", spec.formula.word());
        assert!(table.contains(&line), "{key} is written {line}");
    }
}

#[test]
fn d_acc_1_the_accuracy_of_files_names_fields_occasion_and_sample() {
    let written = |keys: &str| format!("[indicator.a]\n{ONE}formula = 'file-accuracy'\n{keys}");
    let whole =
        "fields = ['phone', 'in-charge']\nof = 'files'\nby = 'audit'\nsample = '10%'\ntarget = '>= 98%'\n";
    let specs = indicators(&written(whole));
    let [spec] = specs.as_slice() else { panic!("one is written") };
    let Formula::FileAccuracy(rule) = &spec.formula else { panic!("{:?}", spec.formula) };
    assert_eq!(rule.fields, [FileField::Phone, FileField::InCharge]);
    assert_eq!((rule.of, rule.by), (AccuracyOf::Files, Some(AuditOccasion::Audit)));
    assert_eq!(spec.judging.sample, "10%".parse().ok());
    let any = indicators(&written("fields = ['phone']\nof = 'fields'\nby = 'any'\n"));
    let Formula::FileAccuracy(rule) = &any[0].formula else { panic!("{:?}", any[0].formula) };
    assert_eq!((rule.of, rule.by), (AccuracyOf::Fields, None));
    for (keys, complaint) in [
        ("fields = []\nof = 'files'\nby = 'audit'\n", "no field is named"),
        ("fields = ['phone']\nof = 'files'\n", "the key `by` is missing"),
        ("fields = ['phone']\nof = 'fields'\nby = 'audit'\nsample = '10%'\n", "not drawn from a population"),
        ("fields = ['phone']\nof = 'files'\nby = 'rumour'\n", "`follow-up`"),
    ] {
        let error = read(&written(keys)).unwrap_err().to_string();
        assert!(error.contains(complaint), "{error}");
    }
}
