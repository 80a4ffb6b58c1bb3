//! Performance by department and person, and the service process, by the presets.

use crm_kit::kpi::analysis::Figures;
use crm_kit::kpi::process::ServiceProcess;
use crm_kit::kpi::{Dimension, Performance};
use crm_kit::model::{Holder, Ratio, Records, Strength, Table, TicketRecord};
use crm_kit::{Assessment, Dataset, Preset, assess};

use super::{Happening, TicketEvent, TicketId, at, classified, of_preset};

fn held(department: &str, person: &str) -> Holder {
    Holder { department: department.parse().ok(), person: person.parse().ok() }
}

fn mail(name: &str, events: Vec<(&str, Happening)>) -> TicketRecord {
    let events = events.into_iter().map(|(when, what)| TicketEvent::at(at(when), what)).collect();
    TicketRecord { channel: "e-mail".parse().ok(), ..TicketRecord::new(TicketId::new(name).unwrap(), events) }
}

/// An inquiry of Monday, 2 March that is answered and solved at these times, by somebody.
fn inquiry(name: &str, holder: Holder, answered: &str, solved: &str) -> TicketRecord {
    mail(
        name,
        vec![
            ("03-02 10:00", Happening::Opened),
            ("03-02 10:00", Happening::Recorded),
            ("03-02 10:00", classified("inquiry", "regular", "ordinary")),
            ("03-02 10:00", Happening::Assigned(holder)),
            (answered, Happening::FirstResponse),
            (solved, Happening::Solved),
        ],
    )
}

fn desk() -> Vec<TicketRecord> {
    vec![
        inquiry("T-1", held("customer-service", "ann"), "03-02 11:00", "03-02 16:00"),
        // Four hours for the answer to an e-mail, 24 for the solution: both are over.
        inquiry("T-2", held("customer-service", "bob"), "03-03 09:00", "03-06 09:00"),
        inquiry("T-3", held("finance", "eve"), "03-02 10:30", "03-02 11:00"),
    ]
}

fn judged(preset: Preset, tickets: Vec<TicketRecord>) -> Assessment {
    let records = Records { tickets: Table::complete(tickets), ..Records::default() };
    assess(&Dataset::new(records).0, of_preset(preset), at("04-10 09:00"))
}

/// Returns the attainment by a dimension: its clause, how binding that is, and the figures.
#[track_caller]
fn performance(assessment: &Assessment, by: Dimension) -> (&str, Strength, &Performance) {
    let found = assessment.analyses.iter().find(|one| one.analysis.as_str() == "analysis.performance");
    let found = found.expect("the preset asks for it");
    assert_eq!(found.period.to_string(), "2026-03");
    let Ok(Figures::Performance(all)) = &found.figures else { panic!("{found:?}") };
    let one = all.iter().find(|one| one.breakdown.dimension == by).unwrap();
    assert_eq!(one.breakdown.indicator.as_str(), "indicator.attainment");
    (found.clause.as_str(), found.strength, one)
}

/// Returns for each member how many of its answers and solutions were late, by name.
fn late(performance: &Performance) -> Vec<String> {
    let told = performance.members().iter().map(|one| {
        let cases = performance.cases_of(&one.member).iter().map(|miss| miss.case.to_string());
        let cases: Vec<String> =
            cases.filter(|case| case.contains("/first-response/") || case.contains("/resolution/")).collect();
        format!("{}: {}", one.member, cases.join(" "))
    });
    told.collect()
}

#[test]
fn d_perf_1_attainment_stands_by_department_and_by_person_with_the_cases_behind_it() {
    let assessment = judged(Preset::Detailed, desk());
    let (clause, strength, by_department) = performance(&assessment, Dimension::Department);
    assert_eq!((clause, strength), ("D-PERF-1", Strength::Must));
    // Before a ticket was given to anybody, nobody is known to have owed its record.
    let both = "D-RESP-1/T-2/first-response/1/1 D-RESP-2/T-2/resolution/1/1";
    assert_eq!(
        late(by_department),
        [format!("customer-service: {both}"), "finance: ".to_owned(), "unknown: ".to_owned()]
    );
    let (.., by_person) = performance(&assessment, Dimension::Person);
    assert_eq!(
        late(by_person),
        ["ann: ".to_owned(), format!("bob: {both}"), "eve: ".to_owned(), "unknown: ".to_owned()]
    );
    // The members make the whole, and every miss stands with one of them.
    for one in [by_department, by_person] {
        assert_eq!(one.breakdown.remainder(), Some((0, 0)));
        let (kept, all) = one.breakdown.total.value.number().unwrap().parts();
        assert_eq!(one.cases.as_ref().unwrap().len() as i128, all - kept);
    }
}

#[test]
fn h_perf_1_the_handbook_has_the_same_as_a_heading() {
    let assessment = judged(Preset::Handbook, desk());
    let (clause, strength, by_person) = performance(&assessment, Dimension::Person);
    assert_eq!((clause, strength), ("H-PERF-1", Strength::Heading));
    let bob = by_person.members().iter().find(|one| one.member.to_string() == "bob").unwrap();
    assert!(!by_person.cases_of(&bob.member).is_empty());
}

#[track_caller]
fn process(assessment: &Assessment) -> &ServiceProcess {
    let found = assessment.analyses.iter().find(|one| one.analysis.as_str() == "analysis.process");
    let found = found.expect("the preset asks for it");
    assert_eq!((found.clause.as_str(), found.period.to_string().as_str()), ("L-PROC-1", "2026-Q1"));
    let Ok(Figures::Process(process)) = &found.figures else { panic!("{found:?}") };
    process
}

#[test]
fn l_proc_1_the_quarter_tells_the_process_end_to_end() {
    let mut tickets = desk();
    tickets.push(mail(
        "T-4",
        vec![
            ("03-02 10:00", Happening::Opened),
            ("03-02 12:00", Happening::Assigned(held("customer-service", "ann"))), // two hours of waiting
            ("03-02 13:00", Happening::MessageOut),                                // an hour of work
            ("03-02 14:00", Happening::Transferred(held("finance", "eve"))),
            ("03-02 15:00", Happening::Transferred(held("customer-service", "ann"))), // an hour of work
            ("03-02 16:00", Happening::Approved),                                     // an hour of work
            ("03-02 17:00", Happening::Solved),
            ("03-02 18:00", Happening::Closed), // an hour of waiting
        ],
    ));
    let assessment = judged(Preset::Lifecycle, tickets);
    let process = process(&assessment);
    let tally = &process.tally;
    // T-4 is done; the others stand after their solutions, for longer than 30 days: broken links.
    assert_eq!((tally.cases, tally.cases_open, tally.broken()), (4, 3, Ratio::new(3, 4)));
    assert_eq!(tally.throughput().clock.median(), Some(8 * 3_600_000_000));
    // One hand-over there and one back; each of the four has a department.
    assert_eq!((tally.departments.times(), tally.departments.share_returned()), (2, Ratio::new(1, 4)));
    // The one transfer again, the rest once.
    assert_eq!(tally.rework(), Ratio::new(1, 4));
    assert_eq!((tally.contacts.events, tally.approvals.events), (1 + 3, 1));
    assert_eq!(process.touchpoints.iter().map(|point| point.times).sum::<u64>(), 4);
    let spent = tally.spent();
    let hours = |micros: i128| micros / 3_600_000_000;
    // Work: three hours of T-4; T-1 was answered an hour after it was given to ann, T-2 after 23 hours, T-3 after a half.
    assert_eq!((hours(spent.working.clock), spent.working.times), (3 + 24, 6));
    // Waiting: T-4 two hours until it was given to ann, one until it was closed; the others are recorded at once.
    assert_eq!((hours(spent.waiting.clock), spent.waiting.times), (3, 5));
}
