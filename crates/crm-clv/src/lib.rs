#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod cohorts;
mod contract;
mod number;
mod simple;
mod survival;

pub use cohorts::{
    ActivityTally, Cohort, CohortError, CohortRevenue, CohortRowError, ObservedPeriods, Retained,
    RetentionTriangle, RevenueTally,
};
pub use contract::{ContractError, ContractLikelihood, RenewalTally, Renewals, ShiftedBetaGeometric};
pub use simple::{
    FirstMargin, SimpleClv, SimpleClvError, discounted_historic_clv, expected_lifetime, historic_clv,
};
pub use survival::{
    Confidence, ConfidenceError, HazardCurve, HazardStep, LogRank, LogRankError, LogRankGroup, SurvivalCurve,
    SurvivalError, SurvivalEstimate, SurvivalObservation, SurvivalQuantile, SurvivalRow, SurvivalStep,
    SurvivalTable,
};
