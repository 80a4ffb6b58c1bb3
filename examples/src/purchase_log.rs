//! Purchase logs: who bought, when, and for how much.
//!
//! A log comes from one file, whose columns the command line names, or is made up. It ends in columns of customers, days and
//! amounts, as the models of customer value take them. Rows that cannot be read are told and never dropped in silence; rows
//! without a customer are counted; amounts of two currencies are refused, since their sum means nothing.

mod args;
mod blanks;
mod cells;
mod days;
mod occasions;
mod read;

use chrono::NaiveDate;

pub(crate) use self::args::{LogArgs, parse_date, parse_zone};
pub(crate) use self::cells::Dates;
pub(crate) use self::days::{date_of, day_of};
use crate::demo;
use crate::input::LeftOut;
use crate::report::cell::{count, counted};
use crate::run::{Failure, Progress};

/// How many parts an amount has: amounts are counted in ten-thousandths.
pub(crate) const PARTS: u32 = 10_000;

/// The made-up shop.
const DEMO_SEED: u64 = 1;
const DEMO_CUSTOMERS: usize = 1_500;

/// A purchase log in columns, one entry a row of a known customer.
#[derive(Debug)]
pub(crate) struct PurchaseLog {
    /// What it is, such as the name of its file.
    pub(crate) title: String,
    /// Whether it was read from a file.
    pub(crate) is_file: bool,
    /// The names of the customers, rising; others speak of them by their place.
    pub(crate) names: Vec<String>,
    pub(crate) customers: Vec<u32>,
    /// Days since 1970-01-01.
    pub(crate) days: Vec<i32>,
    /// In ten-thousandths of the currency's unit; below zero where money went back.
    pub(crate) amounts: Vec<i64>,
    /// The currency of all amounts, where the log names one.
    pub(crate) currency: Option<String>,
    pub(crate) counts: Counts,
    /// Rows that cannot be read.
    pub(crate) left_out: LeftOut,
}

/// What became of the rows of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// All rows but the header.
    pub(crate) read: u64,
    /// Rows without a customer.
    pub(crate) without_customer: u64,
    /// Rows that were added to an earlier one of the same order.
    pub(crate) joined: u64,
    /// Rows that cannot be read.
    pub(crate) unreadable: u64,
}

/// One purchase or refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogRow {
    pub(crate) customer: String,
    pub(crate) day: i32,
    pub(crate) amount: i64,
}

impl PurchaseLog {
    /// Reads the log that the command line names, or makes one up.
    pub(crate) fn load(args: &LogArgs, progress: &Progress) -> Result<Self, Failure> {
        let Some(file) = &args.data else {
            progress.next("making up a shop");
            return Ok(Self::made_up(DEMO_SEED, DEMO_CUSTOMERS));
        };
        progress.next("reading");
        let log = read::read(args, file, progress)?;
        if log.customers.is_empty() {
            return Err(Failure::new(log.nothing()));
        }
        Ok(log)
    }

    /// Returns the log of a made-up shop.
    pub(crate) fn made_up(seed: u64, customers: usize) -> Self {
        let rows = demo::shop(seed, customers).into_iter().map(|(customer, date, hundredths)| LogRow {
            customer,
            day: day_of(date),
            amount: hundredths * i64::from(PARTS / 100),
        });
        let mut log = Self::of_rows("a made-up shop".to_owned(), &rows.collect::<Vec<_>>());
        log.is_file = false;
        log.currency = Some("CNY".to_owned());
        log
    }

    fn of_rows(title: String, rows: &[LogRow]) -> Self {
        let mut names: Vec<String> = rows.iter().map(|row| row.customer.clone()).collect();
        names.sort_unstable();
        names.dedup();
        let place =
            |name: &String| names.binary_search(name).ok().and_then(|place| u32::try_from(place).ok());
        let read = rows.len() as u64;
        let mut log = Self {
            title,
            is_file: true,
            names: Vec::new(),
            customers: rows.iter().filter_map(|row| place(&row.customer)).collect(),
            days: rows.iter().map(|row| row.day).collect(),
            amounts: rows.iter().map(|row| row.amount).collect(),
            currency: None,
            counts: Counts { read, ..Counts::default() },
            left_out: LeftOut::default(),
        };
        log.names = names;
        log
    }

    /// Returns the last day on which observation ends: the one given, or the log's last.
    pub(crate) fn end(&self, given: Option<NaiveDate>) -> i32 {
        given.map(day_of).or_else(|| self.days.iter().max().copied()).unwrap_or_default()
    }

    /// Returns the first day of the log.
    pub(crate) fn first_day(&self) -> i32 {
        self.days.iter().min().copied().unwrap_or_default()
    }

    /// Returns what the reader of results should know of the log, one sentence each; `end` is the last day observed.
    pub(crate) fn notes(&self, end: i32, end_is_given: bool) -> Vec<String> {
        let mut notes = Vec::new();
        let later = self.days.iter().filter(|day| **day > end).count() as u64;
        if later > 0 {
            notes.push(format!("{} after the end, {}, left out", counted(later, "row"), date_of(end)));
        }
        if !end_is_given && let Some((before, last)) = self.lonely_end() {
            notes.push(format!(
                "the last date, {}, is {} after the one before it, {}: if it is a mistake, name the last day with --end",
                date_of(last),
                counted(u64::from(last.abs_diff(before)), "day"),
                date_of(before)
            ));
        }
        let zero = self.amounts.iter().filter(|amount| **amount == 0).count() as u64;
        if zero > 0 {
            notes.push(format!("{} of amount zero: they count as purchases", counted(zero, "row")));
        }
        notes
    }

    /// Returns the last two days if the time between them is longer than that of the whole log before.
    fn lonely_end(&self) -> Option<(i32, i32)> {
        let first = self.days.iter().min()?;
        let last = *self.days.iter().max()?;
        let before = *self.days.iter().filter(|day| **day < last).max()?;
        (before > *first && last.abs_diff(before) > before.abs_diff(*first)).then_some((before, last))
    }

    /// Returns what became of the rows, in words.
    pub(crate) fn rows_in_words(&self) -> String {
        let Counts { read, without_customer, joined, unreadable } = self.counts;
        let parts = [
            (without_customer, "without a customer, left out"),
            (joined, "added to an earlier row of the same order"),
            (unreadable, "LEFT OUT: they cannot be read"),
        ];
        let told = parts.iter().filter(|(rows, _)| *rows > 0);
        let told = told.map(|(rows, fate)| format!("; {} {fate}", count(*rows)));
        counted(read, "row") + &told.collect::<String>()
    }

    /// Returns why nothing can be told of a log in which nobody bought by a day; `options` name another day.
    pub(crate) fn nobody_bought(&self, end: i32, options: &str) -> String {
        let rows = self.days.iter().filter(|day| **day <= end).count() as u64;
        let (first, end) = (date_of(self.first_day()), date_of(end));
        if rows == 0 {
            return format!("the log begins on {first}, after {end}: name a later day with {options}");
        }
        let rows = counted(rows, "row");
        format!(
            "nobody bought anything by {end}: of {rows} until then, each is a refund or was taken back the same day; check the \
             signs of --amount, or name a later day with {options}"
        )
    }

    fn nothing(&self) -> String {
        let Counts { read, without_customer, .. } = self.counts;
        let title = &self.title;
        if read == 0 {
            return format!("`{title}` has no rows: name a file with one row a purchase");
        }
        if without_customer == read {
            let rows = counted(read, "row");
            return format!(
                "none of the {rows} of `{title}` names a customer: name the column that does with --customer"
            );
        }
        format!("no row of `{title}` can be used: {}", self.rows_in_words())
    }
}
