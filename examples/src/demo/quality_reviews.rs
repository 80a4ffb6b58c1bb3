//! The demo's reviews: one solved ticket in fifteen or so is scored on the sheet `service` of the company's policy.

use chrono::{DateTime, Utc};
use crm_model::{
    CriterionName, CriterionScore, EventKind, PersonId, QualityReview, TicketEvent, TicketRecord,
};

use super::dice::{Dice, name};
use super::interactions::by_day;
use super::people::superior;
use super::time::{day_of, is_bad_month, working_days_after};

const SHEET: &str = "service";
/// The criteria with their points; and how many out of a thousand lose points, in an ordinary month and for a good agent.
const CRITERIA: [(&str, u32, u64); 5] = [
    ("courtesy", 3, 80),
    ("understanding", 3, 110),
    ("solution", 5, 170),
    ("information", 3, 210),
    ("privacy", 1, 8),
];

/// Returns the reviews of the tickets, up to the instant of the demo, and a few that cannot be right.
pub(super) fn of(dice: &mut Dice, tickets: &[TicketRecord]) -> Vec<QualityReview> {
    let picked = |ticket| if dice.chance(65) { review(dice, ticket) } else { None };
    let mut rows: Vec<QualityReview> = tickets.iter().filter_map(picked).collect();
    spoil(&mut rows, dice);
    rows
}

fn review(dice: &mut Dice, ticket: &TicketRecord) -> Option<QualityReview> {
    let solved = ticket.events.iter().rfind(|event| event.kind() == EventKind::Solved)?;
    let days = dice.number(1, 8);
    let reviewed_at = by_day(dice, working_days_after(day_of(solved.occurred_at), days));
    let (person, stated) = (solved.actor.clone(), !dice.chance(120));
    let review = QualityReview {
        ticket: ticket.id.clone(),
        sheet: name(SHEET),
        reviewed_at,
        // Who is not stated is whoever held the ticket.
        person: person.clone().filter(|_| stated),
        reviewer: Some(superior("customer-service", "supervisor")),
        scores: scores(dice, person.as_ref(), solved, ticket.channel.is_none()),
    };
    Some(review).filter(|review| is_later(review.reviewed_at, ticket) && reviewed_at <= super::as_of())
}

/// A ticket whose events are in disorder is not picked out.
fn is_later(at: DateTime<Utc>, ticket: &TicketRecord) -> bool {
    ticket.events.iter().all(|event| event.kind() != EventKind::Opened || event.occurred_at <= at)
}

/// Every fifth agent is new and loses more points; so does everybody in the bad month. Nobody has to be kept informed of what
/// was solved at once.
fn scores(
    dice: &mut Dice,
    person: Option<&PersonId>,
    solved: &TicketEvent,
    is_short: bool,
) -> Vec<CriterionScore> {
    let is_new = person.is_some_and(|person| person.as_str().ends_with(['0', '5']));
    let times = if is_bad_month(day_of(solved.occurred_at)) { 2 } else { 1 } + u64::from(is_new);
    let score = |(criterion, most, losing): (&str, u32, u64)| {
        let lost = if dice.chance(losing * times) { 1 + dice.below(u64::from(most)) } else { 0 };
        let points = most.saturating_sub(u32::try_from(lost).unwrap_or(most));
        let applies = criterion != "information" || !(is_short || dice.chance(300));
        CriterionScore {
            criterion: name::<CriterionName>(criterion),
            points: Some(points).filter(|_| applies),
        }
    };
    CRITERIA.map(score).into()
}

/// Puts one review of each kind of flaw into the table: of a ticket that was deleted, of one that was not open yet, one in which a
/// criterion is missing, and one that scores a criterion in two ways.
fn spoil(rows: &mut Vec<QualityReview>, dice: &mut Dice) {
    let some = |dice: &mut Dice| {
        let place = usize::try_from(dice.below(rows.len() as u64)).ok()?;
        rows.get(place).cloned()
    };
    let deleted = some(dice).map(|row| QualityReview { ticket: name("T-90002"), ..row });
    let early = some(dice).map(|row| QualityReview { reviewed_at: by_day(dice, super::FIRST), ..row });
    let later = |row: QualityReview| QualityReview { person: None, reviewer: None, ..row };
    let lacking = some(dice).map(later).map(|mut row| {
        row.scores.pop();
        row
    });
    let in_two_ways = some(dice).map(|mut row| {
        row.scores.truncate(1);
        row.scores.iter_mut().for_each(|score| score.points = None);
        row
    });
    rows.extend([deleted, early, lacking, in_two_ways].into_iter().flatten());
}
