//! Small companies to measure.

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::Zone;
use crm_kpi::{
    Base, CustomersBy, Facts, Formula, IndicatorSpec, Judging, Line, Per, Question, Reason, RetentionForm,
    Scorecard, Stretch, TicketTime, Value, Verdict,
};
use crm_kpi::{Counts, Criterion, NpsBounds, QualitySheet, QualitySheetSpec};
use crm_model::{
    Beneficiary, Classification, CriterionScore, Customer, CustomerId, Dataset, Direction, Happening,
    Interaction, Kind, Membership, Obligation, ObligationId, Outcome, Purchase, PurchaseKind, QualityReview,
    RateTable, Records, Scale, Spend, SpendAim, State, Strength, Subject, SurveyAnswer, Table, TicketEvent,
    TicketId, TicketRecord, Window,
};

/// A criterion of a sheet.
pub(crate) fn criterion(name: &str, points: u32, weight: u32, fatal_below: Option<u32>) -> Criterion {
    Criterion { name: name.parse().unwrap(), points, weight, fatal_below }
}

/// A sheet of three criteria: tone of 3 points, the solution of 4 that counts twice, and the law, which is fatal.
pub(crate) fn sheet(pass: Option<&str>, sample: Option<&str>) -> QualitySheet {
    QualitySheet::new(QualitySheetSpec {
        name: "service".parse().unwrap(),
        criteria: vec![
            criterion("tone", 3, 1, None),
            criterion("solution", 4, 2, None),
            criterion("law", 1, 1, Some(1)),
        ],
        pass: pass.map(|pass| pass.parse().unwrap()),
        sample: sample.map(|sample| sample.parse().unwrap()),
    })
    .unwrap()
}

/// A review on that sheet: tone, solution, law.
pub(crate) fn review(
    ticket: &str,
    person: Option<&str>,
    when: &str,
    points: [Option<u32>; 3],
) -> QualityReview {
    let scores = ["tone", "solution", "law"].into_iter().zip(points);
    let score = |(name, points): (&str, _)| CriterionScore { criterion: name.parse().unwrap(), points };
    QualityReview {
        ticket: ticket.parse().unwrap(),
        sheet: "service".parse().unwrap(),
        reviewed_at: at(when),
        person: person.map(|name| name.parse().unwrap()),
        reviewer: None,
        scores: scores.map(score).collect(),
    }
}

/// An instant written `2026-03-02` or `2026-03-02T10:00:00Z`.
#[track_caller]
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    let whole = if text.contains('T') { text.to_owned() } else { format!("{text}T00:00:00Z") };
    whole.parse().unwrap()
}

pub(crate) fn id(text: &str) -> CustomerId {
    CustomerId::new(text).unwrap()
}

/// A customer with memberships written `2025-01-01..2026-03-10` or `2025-01-01..`.
pub(crate) fn member(name: &str, stretches: &[&str]) -> Customer {
    let mut customer = Customer::new(id(name));
    customer.memberships = stretches
        .iter()
        .map(|stretch| {
            let (from, until) = stretch.split_once("..").unwrap();
            Membership { from: at(from), until: (!until.is_empty()).then(|| at(until)) }
        })
        .collect();
    customer
}

pub(crate) fn order(customer: &str, when: &str, amount: &str) -> Purchase {
    let (what, customer) = (PurchaseKind::Order, Some(id(customer)));
    Purchase { at: at(when), order: None, what, amount: amount.parse().unwrap(), customer }
}

pub(crate) fn contact(customer: &str, when: &str, outcome: Outcome) -> Interaction {
    Interaction {
        at: at(when),
        customer: Some(id(customer)),
        direction: Direction::Outbound,
        outcome,
        channel: None,
        purpose: None,
        person: None,
        department: None,
        recorded_at: None,
    }
}

/// An answer to `recommend` in the survey `s`; no name for an anonymous one, no score for a blank.
pub(crate) fn answer(customer: Option<&str>, when: &str, score: Option<i64>, scale: Scale) -> SurveyAnswer {
    SurveyAnswer {
        survey: "s".parse().unwrap(),
        topic: "recommend".parse().unwrap(),
        customer: customer.map(id),
        invited_at: None,
        answered_at: Some(at(when)),
        score: score.map(|value| scale.score(value).unwrap()),
        delivery: None,
    }
}

pub(crate) fn question(counts: Counts) -> Question {
    Question { survey: None, topic: "recommend".parse().unwrap(), scale: Scale::ZERO_TO_TEN, counts }
}

pub(crate) fn nps(counts: Counts) -> Formula {
    Formula::Nps { question: question(counts), bounds: NpsBounds::new(6, 9).unwrap() }
}

pub(crate) fn retention(form: RetentionForm, customers: CustomersBy) -> Formula {
    Formula::Retention { form, customers, tier: None }
}

pub(crate) fn spec(formula: Formula, per: Per, target: Option<&str>) -> IndicatorSpec {
    IndicatorSpec {
        name: "indicator.test".parse().unwrap(),
        clause: "TEST-KPI-1".parse().unwrap(),
        strength: Strength::Must,
        formula,
        per,
        target: target.map(|target| target.parse().unwrap()),
        baseline: None,
        judging: Judging::default(),
    }
}

pub(crate) fn dataset(records: Records) -> Dataset {
    Dataset::new(records).0
}

pub(crate) fn customers(customers: Vec<Customer>) -> Dataset {
    dataset(Records { customers: Table::complete(customers), ..Records::default() })
}

/// Evaluates one indicator.
pub(crate) fn line_of(spec: IndicatorSpec, facts: &Facts<'_>, as_of: &str) -> Line {
    let scorecard = Scorecard::new(vec![spec], Zone::utc()).unwrap();
    scorecard.evaluate(facts, at(as_of)).remove(0)
}

/// Evaluates one indicator by the month, over records alone.
pub(crate) fn month(formula: Formula, dataset: &Dataset, target: Option<&str>, as_of: &str) -> Line {
    line_of(spec(formula, Per::Month, target), &Facts::new(dataset), as_of)
}

pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Share(ratio) | Value::Number(ratio) | Value::Duration(ratio) => ratio.to_string(),
        other => other.to_string(),
    }
}

pub(crate) fn hours(from: DateTime<Utc>, hours: i64) -> DateTime<Utc> {
    from + TimeDelta::hours(hours)
}

pub(crate) const APRIL: &str = "2026-04-10";

pub(crate) fn not_measured(reason: Reason) -> Verdict {
    Verdict::NotMeasured { reason }
}

pub(crate) fn members(form: RetentionForm) -> Formula {
    retention(form, CustomersBy::Memberships)
}

pub(crate) fn ticket(name: &str, kind: Option<&str>, events: Vec<(&str, Happening)>) -> TicketRecord {
    let mut events: Vec<TicketEvent> =
        events.into_iter().map(|(when, what)| TicketEvent::at(at(when), what)).collect();
    if let Some((kind, first)) = kind.zip(events.first().map(|event| event.occurred_at)) {
        let judged = Classification { kind: Some(Kind::new(kind).unwrap()), ..Classification::default() };
        events.push(TicketEvent::at(first, Happening::Classified(judged)));
    }
    TicketRecord::new(TicketId::new(name).unwrap(), events)
}

pub(crate) fn tickets(tickets: Vec<TicketRecord>) -> Dataset {
    dataset(Records { tickets: Table::complete(tickets), ..Records::default() })
}

pub(crate) fn answers(rows: Vec<crm_model::SurveyAnswer>) -> Dataset {
    dataset(Records { answers: Table::complete(rows), ..Records::default() })
}

pub(crate) fn responses() -> Formula {
    Formula::TicketTime(TicketTime::mean(Stretch::FirstResponse))
}

pub(crate) fn expense(when: &str, amount: &str, customer: Option<&str>) -> Spend {
    Spend {
        at: at(when),
        amount: amount.parse().unwrap(),
        aim: SpendAim::Maintenance,
        department: None,
        activity: None,
        customer: customer.map(id),
    }
}

pub(crate) fn refund(customer: &str, when: &str, amount: &str) -> Purchase {
    Purchase { what: PurchaseKind::Refund { of: None }, ..order(customer, when, amount) }
}

pub(crate) fn books(purchases: Vec<Purchase>, spend: Vec<Spend>, rates: RateTable) -> Dataset {
    let (purchases, spend) = (Table::complete(purchases), Table::complete(spend));
    dataset(Records { purchases, spend, rates, ..Records::default() })
}

pub(crate) fn obligation(number: u32, clause: &str, due: Option<&str>, state: State) -> Obligation {
    Obligation {
        id: ObligationId {
            subject: Subject::Company,
            measure: "resolution".parse().unwrap(),
            clause: Some(clause.parse().unwrap()),
            round: number,
            slot: 1,
        },
        rule: None,
        strength: Strength::Must,
        owner: None,
        beneficiary: Beneficiary::Company,
        window: Window { due: due.map(at), ..Window::default() },
        opened_at: Some(at("2026-03-01")),
        stopped_at: None,
        elapsed: None,
        open: None,
        late_by: None,
        evidence: vec![],
        state,
    }
}

pub(crate) fn complaints(months: &[(&str, usize, usize)]) -> Dataset {
    let (mut rows, mut contacts) = (vec![], vec![]);
    for (month, complaints, interactions) in months {
        let day = format!("{month}-05");
        for number in 0..*complaints {
            rows.push(ticket(
                &format!("{month}-{number}"),
                Some("complaint"),
                vec![(&day, Happening::Opened)],
            ));
        }
        contacts.extend((0..*interactions).map(|n| contact(&format!("c{n}"), &day, Outcome::Reached)));
    }
    let (tickets, interactions) = (Table::complete(rows), Table::complete(contacts));
    dataset(Records { tickets, interactions, ..Records::default() })
}

pub(crate) fn complaint_rate() -> Formula {
    Formula::ComplaintRate { kinds: vec!["complaint".parse().unwrap()], base: Base::Interactions }
}
