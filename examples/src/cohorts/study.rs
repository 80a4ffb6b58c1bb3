//! Everything that is worked out of a log.

use crm_kit::clv::{
    ActivityTally, Cohort, CohortError, CohortRevenue, Grain, ObservedPeriods, OccasionRule,
    RetentionTriangle, SurvivalCurve, SurvivalTable,
};

use super::Args;
use super::period::By;
use super::renewals::Contracts;
use super::survival::Event;
use crate::purchase_log::{PurchaseLog, date_of};
use crate::report::cell::{count, counted};
use crate::run::Failure;

/// What is known of the cohorts of a log.
#[derive(Debug)]
pub(super) struct Study {
    pub(super) log: PurchaseLog,
    pub(super) notes: Vec<String>,
    pub(super) by: By,
    pub(super) end: i32,
    /// Who bought on which day, sorted.
    pub(super) occasions: usize,
    pub(super) customers: u64,
    pub(super) triangle: RetentionTriangle,
    /// What each cohort brought, in the order of the triangle's.
    pub(super) revenue: Vec<CohortRevenue>,
    pub(super) event: Event,
    pub(super) silent_after: u32,
    pub(super) survival: SurvivalTable,
    pub(super) curve: SurvivalCurve,
    pub(super) contracts: Contracts,
}

impl Study {
    /// Works everything out.
    pub(super) fn of(log: PurchaseLog, args: &Args) -> Result<Self, Failure> {
        let rule = OccasionRule::new(Grain::Day, args.log.refunds.rule())?;
        let end = log.end(args.log.end);
        let mut notes = log.notes(end, args.log.end.is_some());
        let occasions = log.occasions(rule, end);
        let Some(first) = occasions.iter().map(|(_, day)| *day).min() else {
            return Err(Failure::new(log.nobody_bought(end, "--end")));
        };
        let by = args.by;
        let (first_period, last_period) = (by.period(first), by.last_over(end));
        if last_period < first_period {
            return Err(Failure::new(format!(
                "no {} is over between the first purchase, {}, and the end, {}: take a longer log{}",
                by.noun(),
                date_of(first),
                date_of(end),
                if by == By::Quarter { ", or group by month" } else { "" }
            )));
        }
        let periods = ObservedPeriods::new(first_period, last_period)?;
        let mut activity = ActivityTally::new(periods, log.names.len())?;
        let mut late = 0;
        for (customer, day) in &occasions {
            let period = by.period(*day);
            if period <= last_period {
                activity.record(*customer, period)?;
            } else {
                late += 1;
            }
        }
        if late > 0 {
            notes.push(format!(
                "{} in {}, which is not over, left out of the cohorts",
                counted(late, "purchase day"),
                by.name(last_period + 1)
            ));
        }
        let triangle = activity.triangle()?;
        let empty = triangle.cohorts().iter().filter(|cohort| cohort.customers == 0).count() as u64;
        if empty > 0 {
            let all = counted(periods.count() as u64, by.noun());
            notes.push(format!("nobody came for the first time in {} of the {all}", count(empty)));
        }
        let revenue = revenue(&log, &activity, by, end, &mut notes)?;
        let (survival, curve) = args.event.curve(&occasions, end, args.silent_after)?;
        let contracts = Contracts::of(&occasions, by, last_period)?;
        let customers = occasions.chunk_by(|one, next| one.0 == next.0).count() as u64;
        Ok(Self {
            notes,
            by,
            end,
            occasions: occasions.len(),
            customers,
            triangle,
            revenue,
            event: args.event,
            silent_after: args.silent_after,
            survival,
            curve,
            contracts,
            log,
        })
    }

    /// Returns the cohorts that have customers, each with what it brought.
    pub(super) fn cohorts(&self) -> impl Iterator<Item = (&Cohort, &CohortRevenue)> {
        let all = self.triangle.cohorts().iter().zip(&self.revenue);
        all.filter(|(cohort, _)| cohort.customers > 0)
    }

    /// Returns the largest age that any cohort has.
    pub(super) fn oldest(&self) -> usize {
        self.triangle.periods().count().saturating_sub(1)
    }
}

/// Returns what the cohorts brought: all amounts, refunds taken away.
fn revenue(
    log: &PurchaseLog,
    activity: &ActivityTally,
    by: By,
    end: i32,
    notes: &mut Vec<String>,
) -> Result<Vec<CohortRevenue>, Failure> {
    let mut tally = activity.revenue()?;
    let (last, mut without) = (activity.periods().last(), 0);
    for ((customer, day), amount) in log.customers.iter().zip(&log.days).zip(&log.amounts) {
        let period = by.period(*day);
        if *day > end || period > last {
            continue;
        }
        match tally.record(*customer, period, *amount) {
            Ok(()) => {}
            // Money that went back for a purchase before the log, or before the first one that counts.
            Err(
                CohortError::NoCohort { .. }
                | CohortError::BeforeFirst { .. }
                | CohortError::Unobserved { .. },
            ) => {
                without += 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
    if without > 0 {
        let rows = counted(without, "row");
        notes.push(format!(
            "{rows} before the customer's first purchase, such as refunds, left out of the revenue"
        ));
    }
    Ok(tally.cohorts().to_vec())
}
