//! Who held a ticket at the event that decides, and whose work a review is about.

use crm_model::{Dataset, Department, EventKind, Happening, PersonId, QualityReview, TicketEvent};

/// At which event of a ticket one asks who held it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deciding {
    /// When somebody first held it.
    Intake,
    /// The first answer of a person; without one, now.
    Response,
    /// The last solution; without one, now.
    Solution,
}

/// Returns the department and the person that held a ticket with this history at the event that decides.
pub(crate) fn holder(events: &[TicketEvent], deciding: Deciding) -> (Option<&Department>, Option<&PersonId>) {
    let (mut department, mut person) = (None, None);
    let solved = || events.iter().rposition(|event| event.kind() == EventKind::Solved);
    let answers = |kind| matches!(kind, EventKind::FirstResponse | EventKind::MessageOut);
    let last = match deciding {
        Deciding::Intake => None,
        Deciding::Response => events.iter().position(|event| answers(event.kind())),
        Deciding::Solution => solved(),
    };
    let shown = last.map_or(events.len(), |last| last.saturating_add(1));
    for event in events.iter().take(shown) {
        if let Happening::Assigned(to) | Happening::Transferred(to) = &event.happening {
            department = to.department.as_ref().or(department);
            person = to.person.as_ref().or(person);
            if deciding == Deciding::Intake {
                break;
            }
        }
    }
    let actor = last.and_then(|last| events.get(last)).and_then(|event| event.actor.as_ref());
    (department, actor.or(person))
}

/// Returns whose work a review is about: the person it names, else whoever solved the ticket last before it was scored, or held
/// it then.
pub(crate) fn worker<'a>(dataset: &'a Dataset, review: &'a QualityReview) -> Option<&'a PersonId> {
    let held = || {
        let ticket = dataset.ticket(&review.ticket)?;
        holder(ticket.events_until(review.reviewed_at), Deciding::Solution).1
    };
    review.person.as_ref().or_else(held)
}

/// Returns the department that held a ticket when it was last given to a person.
pub(crate) fn department_of<'a>(events: &'a [TicketEvent], person: &PersonId) -> Option<&'a Department> {
    let (mut department, mut own) = (None, None);
    for event in events {
        if let Happening::Assigned(to) | Happening::Transferred(to) = &event.happening {
            department = to.department.as_ref().or(department);
            if to.person.as_ref() == Some(person) {
                own = department;
            }
        }
    }
    own
}
