//! The cases behind a figure: those that by themselves would miss the target.

use crm_calendar::Zone;
use crm_kpi::{
    Base, CaseId, Counts, Dimension, Facts, Formula, MemberLine, NoCases, Per, Performance, Reason,
    RetentionForm, Scorecard, Stretch, TicketTime, Undivided,
};
use crm_model::{Happening, Records, Scale, State, Table};

use super::{handed_on, owed, resolution};
use crate::support::{APRIL, answer, at, books, dataset, member, members, nps, spec, text, ticket};

/// The cases that miss a target, with their segments.
fn missed(
    formula: Formula,
    target: &str,
    facts: &Facts<'_>,
    dimension: Option<Dimension>,
) -> Result<Vec<String>, NoCases> {
    let spec = spec(formula, Per::Month, Some(target));
    let name = spec.name.clone();
    let misses =
        Scorecard::new(vec![spec], Zone::utc()).unwrap().cases(&name, facts, at(APRIL), dimension)?;
    Ok(misses.iter().map(|miss| format!("{} {} {}", miss.member, miss.case, text(&miss.value))).collect())
}

#[test]
fn d_perf_1_the_cases_behind_a_figure() {
    let data = handed_on();
    let facts = Facts::new(&data);
    let by_department = Some(Dimension::Department);
    assert_eq!(missed(resolution(), ">= 95%", &facts, by_department).unwrap(), ["unknown T-2 0/1"]);
    let handling = Formula::TicketTime(TicketTime::mean(Stretch::Handling));
    assert_eq!(missed(handling.clone(), "<= 4h", &facts, None).unwrap(), [""; 0]);
    assert_eq!(
        missed(handling, "< 4h", &facts, by_department).unwrap(),
        ["support T-1 14400000000/1"] // nobody knows how long the other one takes
    );
    let obligations =
        [owed(1, Some("service"), None, State::Met), owed(2, Some("service"), None, State::Overdue)];
    let facts = Facts { obligations: Some(&obligations), ..facts };
    let attainment = Formula::Attainment { measure: None, clauses: vec![] };
    assert_eq!(
        missed(attainment, ">= 95%", &facts, by_department).unwrap(),
        ["service D-RESP-2/company/resolution/2/1 0/1"]
    );
}

#[test]
fn d_perf_1_each_member_stands_with_the_cases_behind_its_misses() {
    let obligations = [
        owed(1, Some("service"), Some("ann"), State::Met),
        owed(2, Some("service"), Some("bob"), State::Missed),
        owed(3, Some("service"), Some("bob"), State::Overdue),
        owed(4, Some("sales"), None, State::MetLate),
        owed(5, None, None, State::Met),
    ];
    let data = dataset(Records::default());
    let facts = Facts { obligations: Some(&obligations), ..Facts::new(&data) };
    // No target: what was not kept in time speaks against it all the same.
    let attainment = spec(Formula::Attainment { measure: None, clauses: vec![] }, Per::Month, None);
    let name = attainment.name.clone();
    let scorecard = Scorecard::new(vec![attainment], Zone::utc()).unwrap();
    let by = [Dimension::Department, Dimension::Person];
    let both = scorecard.performance(std::slice::from_ref(&name), &by, &facts, at(APRIL));
    let told = |performance: &Performance| -> Vec<String> {
        let cases = |one: &MemberLine| {
            let rounds = performance.cases_of(&one.member).iter().map(|miss| match &miss.case {
                CaseId::Obligation(id) => id.round.to_string(),
                other => other.to_string(),
            });
            format!("{} {}: {}", one.member, text(&one.line.value), rounds.collect::<Vec<_>>().join(" "))
        };
        performance.members().iter().map(cases).collect()
    };
    assert_eq!(told(&both[0]), ["sales 0/1: 4", "service 1/3: 2 3", "unknown 1/1: "]);
    assert_eq!(told(&both[1]), ["ann 1/1: ", "bob 0/2: 2 3", "unknown 1/2: 4"]);
    assert_eq!(scorecard.performance(&[], &by, &facts, at(APRIL)), both); // all there are
    // Nobody asked for a dimension, or for what is there.
    assert!(scorecard.performance(&[name], &[], &facts, at(APRIL)).is_empty());
    let other = "indicator.other".parse().unwrap();
    assert!(scorecard.performance(&[other], &by, &facts, at(APRIL)).is_empty());
}

#[test]
fn passives_and_leavers_are_cases_too() {
    let data = dataset(Records {
        customers: Table::complete(vec![
            member("c1", &["2025-01-01.."]),
            member("c2", &["2025-01-01..2026-03-10"]),
        ]),
        answers: Table::complete(vec![
            answer(Some("c1"), "2026-03-05", Some(10), Scale::ZERO_TO_TEN),
            answer(Some("c2"), "2026-03-05", Some(7), Scale::ZERO_TO_TEN),
            answer(Some("c3"), "2026-03-05", Some(2), Scale::ZERO_TO_TEN),
            answer(None, "2026-03-05", Some(2), Scale::ZERO_TO_TEN), // has no name
        ]),
        ..Records::default()
    });
    let facts = Facts::new(&data);
    assert_eq!(
        missed(nps(Counts::Last), ">= 50", &facts, None).unwrap(),
        ["unknown c2 0/1", "unknown c3 -100/1"]
    );
    assert_eq!(missed(members(RetentionForm::Identity), ">= 80%", &facts, None).unwrap(), ["unknown c2 0/1"]);
    assert_eq!(
        missed(members(RetentionForm::ChurnIdentity), "<= 10%", &facts, None).unwrap(),
        ["unknown c2 1/1"]
    );
}

#[test]
fn complaints_are_the_cases_of_a_rate_that_should_fall() {
    let complaint = ticket("T-1", Some("complaint"), vec![("2026-03-05", Happening::Opened)]);
    let repair = ticket("T-2", Some("repair"), vec![("2026-03-05", Happening::Opened)]);
    let data = dataset(Records {
        tickets: Table::complete(vec![complaint, repair]),
        customers: Table::complete(vec![member("c1", &["2025-01-01.."])]),
        ..Records::default()
    });
    let rate = Formula::ComplaintRate { kinds: vec!["complaint".parse().unwrap()], base: Base::Members };
    assert_eq!(missed(rate.clone(), "<= 2%", &Facts::new(&data), None).unwrap(), ["unknown T-1 1/1"]);
    // One complaint of one customer is the whole, and not above it.
    assert_eq!(missed(rate, "falls", &Facts::new(&data), None).unwrap(), [""; 0]);
}

#[test]
fn there_are_no_cases_where_nobody_can_name_them() {
    let data = dataset(Records { interactions: Table::complete(vec![]), ..Records::default() });
    let facts = Facts::new(&data);
    assert!(matches!(
        missed(resolution(), ">= 95%", &facts, None),
        Err(NoCases::NotMeasured(Reason::NotSupplied(_)))
    ));
    let lag = || Formula::RecordingLag { channels: vec![] };
    assert_eq!(
        missed(lag(), "<= 1h", &facts, Some(Dimension::Channel)),
        Err(NoCases::Undivided(Undivided::Customers))
    );
    assert_eq!(missed(lag(), "<= 1h", &facts, None), Ok(vec![]));
    assert_eq!(missed(lag(), "+10%", &facts, None), Err(NoCases::NoTarget)); // of no baseline
    let money = books(vec![], vec![], crm_model::RateTable::default());
    let share = Formula::CostShare { currency: None };
    assert_eq!(missed(share, "<= 5%", &Facts::new(&money), None), Err(NoCases::Nameless));
}
