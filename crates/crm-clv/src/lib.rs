#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod beta_geometric;
mod bg_bb;
mod estimation;
mod gamma_gamma;
mod histories;
mod horizon;
mod nbd;
mod negative_binomial;
mod number;
mod pareto_nbd;
mod purchase_model;
mod special;
mod spend;

pub use beta_geometric::{BetaGeometricNbd, BgNbd, MbgNbd};
pub use bg_bb::{BgBb, Opportunities, OpportunitiesError};
pub use estimation::{Boundary, Ending, Estimate, FitReport, FlatDirection, StandardError};
pub use gamma_gamma::{GammaGamma, SpendFitError};
pub use histories::{Histories, History, HistoryError};
pub use horizon::{Horizon, HorizonError};
pub use nbd::Nbd;
pub use pareto_nbd::ParetoNbd;
pub use purchase_model::{FitError, Fitted, ParameterError, PurchaseModel, RateError};
pub use spend::{SpendHistories, SpendHistory, SpendHistoryError};
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
mod summary;
mod unit;

pub use summary::{
    AfterEnd, Cell, CellError, Cells, ColumnKey, ColumnOptions, Grain, Holdout, Log, Observation,
    OccasionRule, Purchase, PurchaseTally, Refunds, Report, RuleError, SpendCell, SpendCells, Split,
    Summaries, Summary, SummaryError, split_columns, summarise_columns,
};
pub use unit::{SpendUnit, TimeUnit, UnitError};
