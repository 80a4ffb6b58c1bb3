//! Who may leave, as the page and the files tell it.

use std::cmp::Reverse;

use crm_kit::{ChurnStanding, CustomerStanding};

use super::Report;

/// How many of those who may leave a page names.
pub(super) const NAMED: usize = 10;

/// Returns the customers with a grade above the mildest, the most points first, of equal ones the first by id.
pub(super) fn warned<'a>(report: &'a Report) -> Vec<(&'a CustomerStanding, &'a ChurnStanding)> {
    let with_warning = |one: &'a CustomerStanding| Some((one, one.churn.as_ref()?));
    let mut warned: Vec<_> = report.assessment.customers.iter().filter_map(with_warning).collect();
    warned.retain(|(_, churn)| churn.warning.grade().is_some_and(|place| place > 0));
    warned.sort_by_key(|(_, churn)| Reverse((churn.warning.grade(), churn.warning.least)));
    warned
}

/// Returns a reason without the grade and the points before it, which stand elsewhere.
pub(super) fn factors(why: &str) -> &str {
    why.split_once(": ").map_or(why, |(_, factors)| factors)
}
