//! Columns of purchases to summaries, fast: tens of millions of rows.

use alloc::vec::Vec;

use crate::summary::group::{ColumnKey, group};
use crate::summary::partition::{Columns, Row};
use crate::summary::totals::Totals;
use crate::summary::{
    AfterEnd, ColumnOptions, Holdout, Observation, OccasionRule, Report, Split, Summaries, SummaryError,
};
use crate::unit::{SpendUnit, TimeUnit};

/// Returns the summaries of a log in columns: the customer, day and amount in minor units of each row, in any order.
///
/// The amounts are of one currency. With the feature `rayon` all cores share the work. The outcome depends on the set of
/// rows only, not on their order or on the number of cores.
///
/// # Errors
///
/// When the columns are of unequal length or empty, when a row is one that the options refuse, or when no row is a purchase
/// of a known customer by the end.
///
/// # Examples
///
/// ```
/// use crm_clv::{
///     AfterEnd, ColumnOptions, Grain, Observation, OccasionRule, Refunds, SpendUnit, TimeUnit, summarise_columns,
/// };
///
/// let options = ColumnOptions {
///     rule: OccasionRule::new(Grain::Day, Refunds::Apart)?,
///     observation: Observation { end: 28, unit: TimeUnit::WEEK, spend_unit: SpendUnit::new(100)? },
///     after_end: AfterEnd::LeaveOut,
///     no_customer: Some(-1),
/// };
/// let customers = [7_i64, 3, 7, 7, -1, 3];
/// let days = [14, 0, 0, 14, 5, 40];
/// let amounts = [250, 1_000, 800, 150, 100, 100];
/// let summaries = summarise_columns(&customers, &days, &amounts, &options)?;
///
/// let seven = summaries.get(&7).unwrap();
/// assert_eq!((seven.frequency(), seven.recency(), seven.age()), (1, 2.0, 4.0)); // twice on day 14: one occasion
/// assert_eq!(seven.mean_spend(), Some(4.0)); // 2.50 and 1.50
/// assert_eq!((summaries.report().after_end, summaries.report().without_customer), (1, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn summarise_columns<K: ColumnKey>(
    customers: &[K],
    days: &[i32],
    amounts: &[i64],
    options: &ColumnOptions<K>,
) -> Result<Summaries<K>, SummaryError> {
    let columns = Columns::new(customers, days, amounts)?;
    let end = options.observation.end;
    let keep = keep(options, end);
    let (made, told) = group(columns, keep, |rows| Totals::of_sorted(rows, options.rule));
    let report = gather(told, end)?.before;
    summaries(made, options.observation, report)
}

/// Returns the summaries of a log in columns to the end of calibration, and what the same customers did in the holdout from
/// there to `holdout_end`, inclusive. The end of observation in the options is the end of calibration.
///
/// # Errors
///
/// As [`summarise_columns`], where rows after the holdout's end are those that may be refused; and when the holdout is
/// shorter than one unit of time.
///
/// # Examples
///
/// ```
/// use crm_clv::{
///     AfterEnd, ColumnOptions, Grain, Observation, OccasionRule, Refunds, SpendUnit, TimeUnit, split_columns,
/// };
///
/// let options = ColumnOptions {
///     rule: OccasionRule::new(Grain::Day, Refunds::Apart)?,
///     observation: Observation { end: 28, unit: TimeUnit::WEEK, spend_unit: SpendUnit::MINOR },
///     after_end: AfterEnd::LeaveOut,
///     no_customer: None,
/// };
/// let split = split_columns(&[0_u32, 0, 0, 1], &[10, 29, 40, 30], &[5, 6, 7, 8], &options, 56)?;
/// assert_eq!(split.holdout_length(), 4.0);
/// assert_eq!(split.calibration().get(&0).unwrap().frequency(), 0);
/// assert_eq!((split.get(&0).unwrap().purchases, split.get(&0).unwrap().spend), (2, 13));
/// assert_eq!(split.first_bought_in_holdout(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn split_columns<K: ColumnKey>(
    customers: &[K],
    days: &[i32],
    amounts: &[i64],
    options: &ColumnOptions<K>,
    holdout_end: i32,
) -> Result<Split<K>, SummaryError> {
    let Observation { end, unit, .. } = options.observation;
    Split::<K>::check_length(end, holdout_end, unit)?;
    let columns = Columns::new(customers, days, amounts)?;
    let keep = keep(options, holdout_end);
    let (made, told) = group(columns, keep, |rows| {
        let (calibration, holdout) = rows.split_at(rows.partition_point(|row| row.day <= end));
        Some((Totals::of_sorted(calibration, options.rule)?, Totals::of_sorted(holdout, options.rule)?))
    });
    let told = gather(told, holdout_end)?;
    let mut calibration = Vec::with_capacity(made.len());
    let mut holdout = Vec::with_capacity(made.len());
    let mut first_bought_in_holdout = 0;
    for (key, made) in made {
        let (before, after) = made.ok_or(SummaryError::TooMany)?;
        first_bought_in_holdout += u64::from(before.occasions == 0 && after.occasions > 0);
        if before.occasions > 0 {
            holdout.push(Holdout::of(&after));
        }
        if !before.is_empty() {
            calibration.push((key, Some(before)));
        }
    }
    let after_holdout = told.before.after_end;
    let after_end = told.holdout_rows.checked_add(after_holdout).ok_or(SummaryError::TooMany)?;
    let calibration = summaries(calibration, options.observation, Report { after_end, ..told.before })?;
    Ok(Split {
        calibration,
        holdout,
        holdout_end,
        holdout_rows: told.holdout_rows,
        after_holdout,
        first_bought_in_holdout,
    })
}

impl<'a, K> Columns<'a, K> {
    pub(super) fn new(keys: &'a [K], days: &'a [i32], amounts: &'a [i64]) -> Result<Self, SummaryError> {
        if keys.len() != days.len() || keys.len() != amounts.len() {
            return Err(SummaryError::UnequalColumns {
                customers: keys.len(),
                days: days.len(),
                amounts: amounts.len(),
            });
        }
        if keys.is_empty() { Err(SummaryError::Empty) } else { Ok(Self { keys, days, amounts }) }
    }
}

/// What is told of a stretch of rows.
#[derive(Debug, Default)]
struct Told {
    before: Report,
    holdout_rows: u64,
    refused: Option<Refused>,
}

#[derive(Debug, Clone, Copy)]
enum Refused {
    Refund { row: usize },
    AfterEnd { row: usize, day: i32 },
}

/// Returns whether a row is kept, where rows are kept to `last` and those to the end of observation are counted one by one.
fn keep<K: ColumnKey>(
    options: &ColumnOptions<K>,
    last: i32,
) -> impl Fn(&mut Told, usize, Row<K>) -> bool + Send + Sync + use<K> {
    let ColumnOptions { rule, observation, after_end, no_customer } = *options;
    move |told, number, row| {
        if Some(row.key) == no_customer {
            told.before.rows += 1;
            told.before.without_customer += 1;
            return false;
        }
        if row.day > last {
            told.before.rows += 1;
            told.before.after_end += 1;
            if after_end == AfterEnd::Refuse {
                told.refused.get_or_insert(Refused::AfterEnd { row: number, day: row.day });
            }
            return false;
        }
        if rule.refuses(row.amount) {
            told.refused.get_or_insert(Refused::Refund { row: number });
        }
        if row.day > observation.end {
            told.before.rows += 1;
            told.holdout_rows += 1;
        } else {
            told.before.count(row.amount);
        }
        true
    }
}

/// Returns what is told of all rows.
fn gather(stretches: Vec<Told>, last: i32) -> Result<Told, SummaryError> {
    let mut all = Told::default();
    for told in stretches {
        match told.refused {
            Some(Refused::Refund { row }) => return Err(SummaryError::Refund { row }),
            Some(Refused::AfterEnd { row, day }) => {
                return Err(SummaryError::AfterEnd { row, day, end: last });
            }
            None => {}
        }
        all.before = all.before.merge(told.before).ok_or(SummaryError::TooMany)?;
        all.holdout_rows += told.holdout_rows;
    }
    Ok(all)
}

/// Returns the summaries of customers in order, those without an occasion left out.
pub(super) fn summaries<K>(
    made: Vec<(K, Option<Totals>)>,
    observation: Observation,
    mut report: Report,
) -> Result<Summaries<K>, SummaryError> {
    let mut customers = Vec::with_capacity(made.len());
    let mut all = Vec::with_capacity(made.len());
    for (customer, totals) in made {
        let totals = totals.ok_or(SummaryError::TooMany)?;
        if totals.occasions == 0 {
            report.customers_without_purchase += 1;
        } else {
            customers.push(customer);
            all.push(totals);
        }
    }
    match (report.rows, customers.is_empty()) {
        (0, _) => Err(SummaryError::Empty),
        (rows, true) => Err(SummaryError::NoPurchase { rows }),
        _ => Ok(Summaries { customers, totals: all, observation, report }),
    }
}

/// Returns what is made of the rows of each customer, and what became of the rows, for a log that goes on.
pub(super) fn tally_columns<K: ColumnKey, R: Copy + Send + Sync>(
    columns: Columns<'_, K>,
    rule: OccasionRule,
    no_customer: Option<K>,
    of_rows: impl Fn(&[Row<K>]) -> R + Send + Sync,
) -> Result<(Vec<(K, R)>, Report), SummaryError> {
    let no_end = Observation { end: i32::MAX, unit: TimeUnit::DAY, spend_unit: SpendUnit::MINOR };
    let options = ColumnOptions { rule, observation: no_end, after_end: AfterEnd::LeaveOut, no_customer };
    let (made, told) = group(columns, keep(&options, i32::MAX), of_rows);
    Ok((made, gather(told, i32::MAX)?.before))
}
