//! What made-up companies have in common: days on which something decides, periods, and figures to compare.

use std::fmt::Debug;

use chrono::{DateTime, Utc};
use crm_kpi::{Apart, Line, Note, Reading, Reason, Value};
use crm_model::{CustomerId, CustomerMerger, Ratio};
use proptest::prelude::*;

use super::{AS_OF, at, day, months};
use crate::support::id;

/// How many periods are looked at, and the place of the last one: March 2026.
pub(super) const PLACES: std::ops::Range<usize> = 1..14;
pub(super) const LAST: usize = 13;

/// A day of the last months, often the first or the last one of a month, or that of the evaluation or one beside it.
pub(super) fn days() -> impl Strategy<Value = u32> {
    // 1 February to 1 April 2026 are the days 396, 424 and 455; that of the evaluation is 464.
    prop_oneof![
        4 => 360..470_u32,
        1 => 0..470_u32,
        1 => prop::sample::select(vec![395, 396, 423, 424, 454, 455]),
        1 => 462..467_u32,
    ]
}

/// Rows, and the same in another order.
pub(super) fn in_two_orders<T: Clone + Debug + 'static>(
    rows: impl Strategy<Value = Vec<T>>,
) -> impl Strategy<Value = (Vec<T>, Vec<T>)> {
    rows.prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
}

pub(super) fn instant(when: u32) -> DateTime<Utc> {
    at(&day(when).to_string())
}

/// Whether it had happened by the evaluation.
pub(super) fn is_known(when: u32) -> bool {
    instant(when) <= at(AS_OF)
}

/// Whether it happened in the period at a place, by the evaluation.
pub(super) fn is_in(place: usize, when: u32) -> bool {
    is_known(when) && months()[place] <= day(when) && day(when) < months()[place + 1]
}

/// Who five stands for, if files were merged: the customer of number 0.
pub(super) fn survivor(who: u8, is_merged: bool) -> u8 {
    if is_merged && who == 5 { 0 } else { who }
}

pub(super) fn mergers(is_merged: bool) -> Vec<CustomerMerger> {
    let merger = CustomerMerger { customer: name(5), into: name(0), merged_at: None };
    is_merged.then_some(merger).into_iter().collect()
}

pub(super) fn name(who: u8) -> CustomerId {
    id(&format!("c{who}"))
}

/// What a line shows of a period: its parts, or why there are none.
pub(super) type Figure = Result<(i128, i128), Reason>;

/// A part of a whole; without a whole there is none.
pub(super) fn share(part: usize, whole: usize) -> Figure {
    if whole == 0 { Err(Reason::Empty) } else { Ok((part as i128, whole as i128)) }
}

fn figure(value: &Value) -> Figure {
    match value {
        Value::Undefined(reason) => Err(reason.clone()),
        other => Ok(other.number().unwrap().parts()),
    }
}

/// Checks every period that is shown, and that a period which is not has no figure.
pub(super) fn check_figures(line: &Line, expected: impl Fn(usize) -> Figure) -> Result<(), TestCaseError> {
    let past = line.history().iter().map(|past| (past.period.to_string(), figure(&past.value)));
    let shown: Vec<_> = past.chain([(line.period.to_string(), figure(&line.value))]).collect();
    let all: Vec<_> =
        PLACES.map(|place| (months()[place].format("%Y-%m").to_string(), expected(place))).collect();
    let (hidden, rest) = all.split_at(all.len() - shown.len());
    prop_assert_eq!(shown.as_slice(), rest, "{}", line.definition);
    prop_assert!(hidden.iter().all(|(_, figure)| figure.is_err()), "{}: {:?}", line.definition, hidden);
    Ok(())
}

/// How many cases of a kind the line counts apart.
pub(super) fn apart(line: &Line, what: Apart) -> u64 {
    let count = |note: &Note| match note {
        Note::Apart { cases, count } if *cases == what => Some(*count),
        _ => None,
    };
    line.notes.iter().find_map(count).unwrap_or(0)
}

/// Checks the parts of another share beside the value of the last period; it is not shown where it is the value itself.
pub(super) fn check_beside(line: &Line, reading: Reading, expected: &Figure) -> Result<(), TestCaseError> {
    let found = line.notes.iter().find_map(|note| match note {
        Note::Beside { reading: other, value } if *other == reading => Some(figure(value)),
        _ => None,
    });
    let expected =
        expected.as_ref().ok().map(|(part, whole)| Value::Share(Ratio::new(*part, *whole).unwrap()));
    let expected = expected.filter(|other| line.value != *other).map(|other| figure(&other));
    prop_assert_eq!(found, expected, "{}: {:?}", line.definition, reading);
    Ok(())
}
