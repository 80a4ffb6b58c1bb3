//! What is looked at every month, quarter and year, by the presets.

use crm_kit::kpi::cadence::{OwnPeriods, Review, Tendency};
use crm_kit::kpi::goal::GoalState;
use crm_kit::kpi::{Per, Verdict};
use crm_kit::model::{Ratio, Records, Table, TicketRecord};
use crm_kit::{Assessment, Dataset, Policy, Preset, assess};

use super::{Happening, TicketEvent, TicketId, at, extending, of_preset};

/// Tickets opened on the 2nd of a month at 10:00, each with the hours after which it is answered and solved.
fn company(months: &[(&str, &[i64])]) -> Dataset {
    let mut tickets = vec![];
    for (month, hours) in months {
        for (number, hours) in hours.iter().enumerate() {
            let opened = format!("{month}-02T10:00:00+08:00").parse().unwrap();
            let ended = opened + crm_kit::chrono::TimeDelta::hours(*hours);
            let events = [
                (opened, Happening::Opened),
                (opened, super::classified("complaint", "regular", "ordinary")),
                (ended, Happening::FirstResponse),
                (ended, Happening::Solved),
            ];
            let events = events.map(|(when, what)| TicketEvent::at(when, what));
            let id = TicketId::new(format!("T-{month}-{number}")).unwrap();
            tickets.push(TicketRecord {
                channel: "e-mail".parse().ok(),
                ..TicketRecord::new(id, events.into())
            });
        }
    }
    Dataset::new(Records { tickets: Table::complete(tickets), ..Records::default() }).0
}

/// Answers that take an hour more every month, up to nine in March, and one of 30 hours in February.
fn slower() -> Dataset {
    company(&[
        ("2025-07", &[1]),
        ("2025-08", &[2]),
        ("2025-09", &[3]),
        ("2025-10", &[4]),
        ("2025-11", &[5]),
        ("2025-12", &[6]),
        ("2026-01", &[7]),
        ("2026-02", &[8, 30]),
        ("2026-03", &[9]),
    ])
}

fn judged(policy: &Policy, data: &Dataset) -> Assessment {
    assess(data, policy, at("04-10 09:00"))
}

#[track_caller]
fn review<'a>(assessment: &'a Assessment, name: &str) -> &'a Review {
    assessment.reviews.iter().find(|review| review.cadence.as_str() == name).unwrap()
}

fn periods(assessment: &Assessment) -> Vec<String> {
    let one = |review: &Review| format!("{} {} {}", review.cadence, review.clause, review.period);
    assessment.reviews.iter().map(one).collect()
}

#[test]
fn b_cycle_1_statistics_every_month_and_an_assessment_every_quarter() {
    let assessment = judged(of_preset(Preset::Basic), &slower());
    let expected = ["cadence.month B-CYCLE-1 2026-03", "cadence.quarter B-CYCLE-1 2026-Q1"];
    assert_eq!(periods(&assessment), expected);
    // One ticket a month was opened and solved: nothing stands out.
    let month = review(&assessment, "cadence.month");
    let solved =
        month.lines.iter().find(|one| one.line.indicator.as_str() == "indicator.resolution").unwrap();
    let charted = solved.anomalies.as_ref().unwrap().as_ref().unwrap();
    assert_eq!((solved.line.value.number(), charted.values), (Ratio::new(1, 1), 9));
    assert!(charted.anomalies.is_empty());
    let quarter = review(&assessment, "cadence.quarter");
    let trend = |review: &Review| review.lines.iter().all(|one| one.trend.is_some());
    assert!(trend(quarter) && quarter.diagnosis.is_none() && quarter.processes.is_empty());
}

#[test]
fn d_cycle_1_the_month_the_quarter_and_the_year_look_at_what_the_document_names() {
    let assessment = judged(of_preset(Preset::Detailed), &slower());
    let expected = [
        "cadence.month D-CYCLE-1 2026-03",
        "cadence.quarter D-CYCLE-1 2026-Q1",
        "cadence.year D-CYCLE-1 2025",
    ];
    assert_eq!(periods(&assessment), expected);

    // Monthly: response time, volume and initial satisfaction, with what stands out.
    let month = review(&assessment, "cadence.month");
    let names: Vec<&str> = month.lines.iter().map(|one| one.line.indicator.as_str()).collect();
    assert_eq!(names, ["indicator.initial-satisfaction", "indicator.response-time", "indicator.volume"]);
    let charted = month.lines[1].anomalies.as_ref().unwrap().as_ref().unwrap();
    // 1 to 7, 19 = (8 + 30) / 2, and 9 hours: a mean of 56 / 9 hours; moves of 1 six times, of 12 and of 10, in the mean 3.5,
    // so that limits lie 3 x 3.5 / 1.128 = 9.3 hours away, up to 15.5.
    let out: Vec<String> = charted.anomalies.iter().map(|one| one.period.to_string()).collect();
    assert_eq!(out, ["2026-02"]);

    // Quarterly: trends, in months. The response time rises: of 36 pairs one falls, from 19 to 9.
    let quarter = review(&assessment, "cadence.quarter");
    let time = quarter.lines.iter().find(|one| one.line.indicator.as_str() == "indicator.response-time");
    let trend = time.unwrap().trend.as_ref().unwrap().as_ref().unwrap();
    assert_eq!((trend.by, trend.values, trend.tendency), (Per::Month, 9, Tendency::Rises));
    assert_eq!((trend.steps.up, trend.steps.down), (7, 1));
    // Yearly: targets.
    let year = review(&assessment, "cadence.year");
    let resolved =
        year.lines.iter().find(|one| one.line.indicator.as_str() == "indicator.complaints-resolved").unwrap();
    // Complaints are all to be resolved each quarter: those of the third and fourth were.
    assert_eq!(resolved.own, Some(OwnPeriods { per: Per::Quarter, met: 2, missed: 0, not_judged: 2 }));
    assert_eq!(resolved.line.verdict, Verdict::NoTarget);
}

#[test]
fn d_proc_2_the_quarter_tells_how_files_contacts_and_problems_were_handled() {
    let assessment = judged(of_preset(Preset::Detailed), &slower());
    let quarter = review(&assessment, "cadence.quarter");
    let names: Vec<Option<&str>> = quarter.processes.iter().map(|kept| kept.process.as_deref()).collect();
    assert_eq!(names[..3], [Some("file"), Some("contact"), Some("problem")]);
    let problem = &quarter.processes[2];
    // 30 hours are more than the four of e-mail and the 24 of a solution; 7, 8 and 9 hours more than four.
    let broken: Vec<String> = problem
        .broken
        .iter()
        .map(|id| format!("{} {}", id.subject, id.measure))
        .filter(|text| text.ends_with("first-response") || text.ends_with("resolution"))
        .collect();
    let late = "first-response";
    let expected = [
        format!("T-2026-01-0 {late}"),
        format!("T-2026-02-0 {late}"),
        format!("T-2026-02-1 {late}"),
        "T-2026-02-1 resolution".to_owned(),
        format!("T-2026-03-0 {late}"),
    ];
    assert_eq!(broken, expected);
}

/// A complaint of January that takes these steps, one each hour.
fn stepping(name: &str, steps: Vec<Happening>) -> TicketRecord {
    let opened = at("01-05 10:00");
    let events = [Happening::Opened].into_iter().chain(steps).zip(0..);
    let events =
        events.map(|(what, hour)| TicketEvent::at(opened + crm_kit::chrono::TimeDelta::hours(hour), what));
    TicketRecord::new(TicketId::new(name).unwrap(), events.collect())
}

/// Returns which tickets broke each rule of order in the quarter, and of how many it asked something.
fn orders(preset: Preset) -> Vec<(String, u64, String)> {
    use Happening::{Closed, Confirmed, Recorded, Revisited, Solved};

    let held = || {
        Happening::Assigned(crm_kit::model::Holder {
            department: "customer-service".parse().ok(),
            person: None,
        })
    };
    let tickets = vec![
        stepping("T-1", vec![Recorded, held(), Solved, Revisited(Some(true)), Confirmed, Closed]),
        stepping("T-2", vec![held(), Recorded, Solved, Closed, Confirmed]),
        stepping("T-3", vec![Recorded, Solved, Revisited(None)]),
    ];
    let records = Records { tickets: Table::complete(tickets), ..Records::default() };
    let assessment = judged(of_preset(preset), &Dataset::new(records).0);
    let quarter = review(&assessment, "cadence.quarter");
    let told = quarter.orders.iter().map(|kept| {
        let tally = &kept.found.as_ref().unwrap().tally;
        let broken: Vec<&str> = tally.broken.iter().map(TicketId::as_str).collect();
        (kept.check.name.clone(), tally.cases, broken.join(" "))
    });
    told.collect()
}

#[test]
fn d_cycle_1_the_quarter_tells_whether_tickets_were_confirmed_before_they_were_closed() {
    assert_eq!(orders(Preset::Detailed), [("confirmation".to_owned(), 2, "T-2".to_owned())]);
}

#[test]
fn p_resp_3_the_quarter_tells_which_tickets_left_the_order_of_the_closed_loop() {
    let told = |name: &str, cases, broken: &str| (name.to_owned(), cases, broken.to_owned());
    assert_eq!(
        orders(Preset::SixPlans),
        [
            told("confirmation", 2, "T-2"),
            told("acceptance", 2, "T-2"),
            told("assignment", 3, "T-3"),
            told("revisit", 3, ""), // of T-2 there is still time to ask
        ]
    );
}

#[test]
fn l_diag_1_every_quarter_is_diagnosed_along_six_dimensions() {
    let assessment = judged(of_preset(Preset::Lifecycle), &slower());
    let diagnosis = review(&assessment, "cadence.quarter").diagnosis.as_ref().unwrap();
    assert_eq!(diagnosis.dimensions().len(), 6);
    // Every ticket tells its channel and kind and none its customer.
    let data = &diagnosis.dimensions()[0].signs;
    let complete = data.iter().find(|sign| sign.name.starts_with("completeness")).unwrap();
    let none = Ratio::new(0, 4).unwrap();
    assert_eq!(complete.measured, crm_kit::kpi::diagnosis::Measured::Share(none));
    assert!(diagnosis.dimensions().iter().all(|one| !one.signs.is_empty()));
}

#[test]
fn l_kpi_10_goals_are_tracked_with_the_scorecard() {
    let goal = "[goal.time]\nclause = 'L-KPI-10'\nindicator = 'response-time'\ntarget = 'shortened by 2h'\n\
                baseline = '10h'\nfrom = 2026-01-01\nby = 2026-12-31\ndepartment = 'customer-service'\n";
    let assessment = judged(&extending(Preset::Detailed, goal), &slower());
    let [tracking] = assessment.goals.as_slice() else { panic!("{:?}", assessment.goals) };
    // 9 of 10 hours at the end of March: half of the way in a quarter of the time.
    assert_eq!((tracking.goal.as_str(), &tracking.state), ("goal.time", &GoalState::OnTheWay));
    assert_eq!(tracking.progress, Ratio::new(1, 2));
}

#[test]
fn d_cycle_1_reviews_are_the_same_whatever_the_order_of_the_rows() {
    let policy = of_preset(Preset::Detailed);
    let months: [(&str, &[i64]); 3] = [("2026-01", &[1, 9]), ("2026-02", &[8, 30]), ("2026-03", &[9])];
    let turned: [(&str, &[i64]); 3] = [("2026-03", &[9]), ("2026-02", &[8, 30]), ("2026-01", &[1, 9])];
    let (one, other) = (judged(policy, &company(&months)), judged(policy, &company(&turned)));
    assert_eq!(one.reviews, other.reviews);
}
