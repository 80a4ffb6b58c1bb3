//! Which flips to show as examples.

use std::cmp::Reverse;

use crm_calendar::ElapsedTime;
use crm_kit::{Direction, Flip, FlipSide, WhatIf};

/// Returns how late a flip is on the side on which it is late; of one that is late on neither, nothing.
pub(super) fn lateness(flip: &Flip) -> Option<ElapsedTime> {
    let late = |side: &Option<FlipSide>| Some(side.as_ref()?.late_by?.elapsed);
    late(&flip.after).or_else(|| late(&flip.before))
}

/// Returns the flips of a measure in one direction that show it best: the latest, then the first by ticket.
pub(super) fn best<'a>(
    change: &'a WhatIf,
    measure: &str,
    direction: Direction,
    most: usize,
) -> Vec<&'a Flip> {
    let of_measure = |flip: &&Flip| flip.measure.as_str() == measure && flip.direction() == direction;
    let mut flips: Vec<&Flip> = change.flips.iter().filter(of_measure).collect();
    flips.sort_by_key(|flip| Reverse(lateness(flip)));
    flips.truncate(most);
    flips
}
