//! Purchases as columns: a long log made up without a file, and CDNOW's where it is at hand.

use std::error::Error;
use std::path::Path;

use crm_kit::clv::{
    ActivityTally, AfterEnd, Cells, ColumnOptions, Grain, Observation, ObservedPeriods, OccasionRule,
    Refunds, RetentionTriangle, SpendUnit, Summaries, SummaryError, TimeUnit, summarise_columns,
};
use jiff::civil::{Date, date};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use crate::simulation;

/// The days of a long log, from 0 up, the last not included: two years.
pub const LOG_DAYS: i32 = 730;

/// CDNOW's calibration period ends on this day, counted from its first, 1997-01-01.
pub const CALIBRATION_END: i32 = 272;

/// How many customers CDNOW's log has.
pub const CDNOW_CUSTOMERS: i64 = 23_570;

/// A row of a log in each place: customer, day, amount in minor units.
#[derive(Debug, Default)]
pub struct Purchases {
    /// Who bought.
    pub customers: Vec<i64>,
    /// When.
    pub days: Vec<i32>,
    /// For how much.
    pub amounts: Vec<i64>,
}

impl Purchases {
    /// Returns a log of so many rows in no order: 821,167 customers for ten million rows, with keys from all of `i64`. Some
    /// bought once and some hundreds of times, on [`LOG_DAYS`] days.
    pub fn log(rows: usize) -> Self {
        let mut random = Pcg64Mcg::seed_from_u64(20_261_122);
        let customers = (rows as u64 * 821_167).div_ceil(10_000_000);
        let mut log = Self::default();
        for row in 0..rows as u64 {
            let customer = if row < customers {
                row
            } else {
                // A product of two puts many rows on few customers.
                let (one, other) = (random.random_range(0..customers), random.random_range(0..customers));
                one * other / customers
            };
            log.customers.push(key(customer));
            log.days.push(random.random_range(0..LOG_DAYS));
            log.amounts.push(random.random_range(100..20_000));
        }
        // Each customer has one row at the beginning: in no order afterwards.
        let mut order: Vec<usize> = (0..rows).collect();
        order.shuffle(&mut random);
        let places = |place: &usize| log.customers.get(*place).copied();
        log.customers = order.iter().filter_map(places).collect();
        log
    }

    /// Returns the log of CDNOW in the folder that the variable `CRM_DATA_DIR` names, or, where it is unset, one like it.
    ///
    /// # Errors
    ///
    /// When the log is not there or cannot be read.
    pub fn cdnow() -> Result<Self, Box<dyn Error>> {
        match std::env::var_os("CRM_DATA_DIR") {
            Some(folder) => Self::read_cdnow(&Path::new(&folder).join("cdnow/cdnow_master.csv")),
            None => Ok(simulation::customers(CDNOW_CUSTOMERS)),
        }
    }

    fn read_cdnow(path: &Path) -> Result<Self, Box<dyn Error>> {
        let text = std::fs::read_to_string(path)?;
        let mut purchases = Self::default();
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let [customer, day, _, amount] = *cells else { return Err(line.into()) };
            let day = day.parse::<Date>()?.since(date(1997, 1, 1))?.get_days();
            purchases.push(customer.parse()?, day.into(), amount.replace('.', "").parse()?);
        }
        Ok(purchases)
    }

    pub(crate) fn push(&mut self, customer: i64, day: i64, amount: i64) {
        self.customers.push(customer);
        self.days.push(i32::try_from(day).unwrap_or(i32::MAX));
        self.amounts.push(amount);
    }

    /// Returns the summaries up to a day, inclusive, in weeks and hundreds; a day is an occasion.
    ///
    /// # Errors
    ///
    /// When there is no purchase until then.
    pub fn summaries(&self, end: i32) -> Result<Summaries<i64>, Box<dyn Error>> {
        Ok(self.summarise(&options(end)?)?)
    }

    /// Returns the summaries by options.
    ///
    /// # Errors
    ///
    /// Those of [`summarise_columns`].
    pub fn summarise(&self, options: &ColumnOptions<i64>) -> Result<Summaries<i64>, SummaryError> {
        summarise_columns(&self.customers, &self.days, &self.amounts, options)
    }

    /// Does the least that any summary must do: reads every column once.
    pub fn read_once(&self) -> i64 {
        let rows = self.customers.iter().zip(&self.days).zip(&self.amounts);
        rows.fold(0, |sum, ((customer, day), amount)| sum ^ customer.wrapping_add(i64::from(*day)) ^ amount)
    }
}

/// Returns the options of summaries up to a day, inclusive: weeks, hundreds, a day is an occasion, refunds apart.
///
/// # Errors
///
/// Never; the units and the rule are sound.
pub fn options(end: i32) -> Result<ColumnOptions<i64>, Box<dyn Error>> {
    Ok(ColumnOptions {
        rule: OccasionRule::new(Grain::Day, Refunds::Apart)?,
        observation: Observation { end, unit: TimeUnit::WEEK, spend_unit: SpendUnit::new(100)? },
        after_end: AfterEnd::LeaveOut,
        no_customer: None,
    })
}

/// Who of a log was active in which of 24 months of equal length.
#[derive(Debug)]
pub struct Activity {
    customers: usize,
    codes: Vec<u32>,
    months: Vec<u8>,
}

impl Activity {
    /// How many months.
    pub const MONTHS: i32 = 24;

    /// Returns the activity of a long log, with codes from 0 up for customers.
    ///
    /// # Errors
    ///
    /// When there are more customers than codes, or days beyond [`LOG_DAYS`].
    pub fn of(log: &Purchases) -> Result<Self, Box<dyn Error>> {
        let mut keys = log.customers.clone();
        keys.sort_unstable();
        keys.dedup();
        let codes = log.customers.iter().map(|key| u32::try_from(keys.partition_point(|other| other < key)));
        let months = log.days.iter().map(|day| u8::try_from(day * Self::MONTHS / LOG_DAYS));
        Ok(Self {
            customers: keys.len(),
            codes: codes.collect::<Result<_, _>>()?,
            months: months.collect::<Result<_, _>>()?,
        })
    }

    /// Returns how many customers there are: codes from 0 up.
    pub const fn customers(&self) -> usize {
        self.customers
    }

    /// Returns the customer of each row.
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// Returns the month of each row.
    pub fn months(&self) -> &[u8] {
        &self.months
    }

    /// Returns the cohorts of the months and who of them was active later.
    ///
    /// # Errors
    ///
    /// When a month or code is out of range, which [`of`](Self::of) does not make.
    pub fn triangle(&self) -> Result<RetentionTriangle, Box<dyn Error>> {
        let mut tally = ActivityTally::new(ObservedPeriods::new(0, Self::MONTHS - 1)?, self.customers)?;
        tally.record_columns(&self.codes, &self.months)?;
        Ok(tally.triangle()?)
    }

    /// Does the least that any triangle must do: reads both columns once.
    pub fn read_once(&self) -> u32 {
        self.codes.iter().zip(&self.months).fold(0, |sum, (code, month)| sum ^ (code + u32::from(*month)))
    }
}

/// Does the least that any fit must do, once: reads every cell.
pub fn read_cells(cells: &Cells) -> u64 {
    cells.cells().iter().fold(0, |sum, cell| {
        let history = cell.history;
        sum ^ history.recency().to_bits() ^ history.age().to_bits() ^ history.frequency() ^ cell.customers
    })
}

/// Returns a key from anywhere in `i64`; different numbers have different keys.
fn key(number: u64) -> i64 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed ^ (mixed >> 31)).cast_signed()
}
