//! What the demo's customers complain of, as staff labels it.

use crm_model::{Happening, Tag, TicketRecord};

use super::dice::{Dice, name};
use super::words::CAUSES;

/// Kinds of ticket that are complaints.
const COMPLAINTS: [&str; 2] = ["complaint", "service-dissatisfaction"];

/// Returns the label of a complaint; none for other tickets, and where nobody set one.
pub(super) fn label(dice: &mut Dice, ticket: &TicketRecord) -> Option<Tag> {
    let kinds = ticket.events.iter().filter_map(|event| match &event.happening {
        Happening::Classified(judged) => judged.kind.as_ref(),
        _ => None,
    });
    let is_complaint = kinds.last().is_some_and(|kind| COMPLAINTS.contains(&kind.as_str()));
    let [late, faulty, invoice, unfriendly] = CAUSES.map(Some);
    let weights = [(38, late), (25, faulty), (17, invoice), (12, unfriendly), (8, None)];
    is_complaint.then(|| dice.weighted(None, &weights)).flatten().map(name)
}
