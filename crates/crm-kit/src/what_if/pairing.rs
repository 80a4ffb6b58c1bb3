//! Which obligation of a ticket under one policy is which under another.

use alloc::vec::Vec;
use core::cmp::Ordering;

use crm_model::{MeasureName, Obligation, ObligationId, Subject};

use super::{Flip, FlipSide};

/// Returns the obligations of one ticket under both policies, sorted by measure, round and slot, those that come out alike
/// included. Several that share all three, which no service level gives, are paired in the order of their clauses.
pub(super) fn paired(mut before: Vec<Obligation>, mut after: Vec<Obligation>) -> Vec<Flip> {
    for side in [&mut before, &mut after] {
        side.sort_by(|one, other| (place(one), &one.id.clause).cmp(&(place(other), &other.id.clause)));
    }
    let mut pairs = Vec::with_capacity(before.len().max(after.len()));
    let (mut before, mut after) = (before.into_iter().peekable(), after.into_iter().peekable());
    loop {
        let order = match (before.peek(), after.peek()) {
            (Some(was), Some(is)) => place(was).cmp(&place(is)),
            (Some(_), None) => Ordering::Less,
            (None, _) => Ordering::Greater,
        };
        let pair = match order {
            Ordering::Less => before.next().map(|was| pair(was.id.clone(), Some(was), None)),
            Ordering::Greater => after.next().map(|is| pair(is.id.clone(), None, Some(is))),
            Ordering::Equal => {
                before.next().zip(after.next()).map(|(was, is)| pair(is.id.clone(), Some(was), Some(is)))
            }
        };
        match pair {
            Some(pair) => pairs.push(pair),
            None => return pairs,
        }
    }
}

fn place(obligation: &Obligation) -> (&Subject, &MeasureName, u32, u32) {
    let ObligationId { subject, measure, round, slot, .. } = &obligation.id;
    (subject, measure, *round, *slot)
}

fn pair(id: ObligationId, before: Option<Obligation>, after: Option<Obligation>) -> Flip {
    let ObligationId { subject, measure, round, slot, .. } = id;
    Flip { subject, measure, round, slot, before: before.map(side), after: after.map(side) }
}

fn side(obligation: Obligation) -> FlipSide {
    FlipSide {
        clause: obligation.id.clause,
        rule: obligation.rule,
        state: obligation.state,
        due: obligation.window.due,
        late_by: obligation.late_by,
    }
}
