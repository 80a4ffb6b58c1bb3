#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod beta_geometric;
mod bg_bb;
mod cohorts;
mod contract;
mod covariates;
mod diagnostics;
mod draws;
mod estimation;
mod gamma_gamma;
mod ggompertz_nbd;
mod history;
mod horizon;
mod layout;
mod nbd;
mod negative_binomial;
mod number;
mod parametric;
mod pareto_nbd;
mod purchase_model;
mod regular_history;
mod simple;
mod special;
mod spend_history;
mod summary;
mod survival;
mod uncertainty;
mod unit;
mod value;

pub use beta_geometric::{BetaGeometricCnbd, BetaGeometricNbd, BgCnbd, BgNbd, MbgCnbd, MbgNbd, RegularFits};
pub use bg_bb::{BgBb, Opportunities, OpportunitiesError};
pub use cohorts::{
    ActivityTally, Cohort, CohortError, CohortRevenue, CohortRowError, ObservedPeriods, Retained,
    RetentionTriangle, RevenueTally,
};
pub use contract::{
    ContractError, ContractFitError, ContractLikelihood, RenewalTally, Renewals, ShiftedBetaGeometric,
};
pub use covariates::{
    Coefficient, CovariateCells, CovariateEffect, CovariateError, CovariateFit, CovariateFitError,
    CovariateGroup, CovariateModel, Covariates, DropoutCoefficients, LikelihoodRatio, WithCovariates,
};
pub use diagnostics::{
    CohortPurchases, ComparedModel, ComparisonError, FrequencyClass, HoldoutFit, HoldoutGroup, TrackingError,
    TrackingPeriod, compare_models, repeat_frequencies,
};
pub use draws::{DrawError, Draws, IntervalError, Resample};
pub use estimation::{Boundary, Ending, Estimate, FitReport, FlatDirection, StandardError};
pub use gamma_gamma::{GammaGamma, SpendFitError};
pub use ggompertz_nbd::GGompertzNbd;
pub use history::{History, HistoryError};
pub use horizon::{Horizon, HorizonError};
pub use nbd::Nbd;
pub use parametric::ParametricModel;
pub use pareto_nbd::ParetoNbd;
pub use purchase_model::{FitError, Fitted, ParameterError, PurchaseModel, RateError};
pub use regular_history::{RegularCells, RegularHistory, RegularHistoryError};
pub use simple::{
    FirstMargin, SimpleClv, SimpleClvError, discounted_historic_clv, expected_lifetime, historic_clv,
};
pub use spend_history::{SpendHistory, SpendHistoryError};
pub use summary::{
    AfterEnd, Cell, Cells, ColumnKey, ColumnOptions, Grain, Holdout, Log, Observation, OccasionRule,
    Purchase, PurchaseTally, Refunds, Report, RuleError, SpendCell, SpendCells, Split, Summaries, Summary,
    SummaryError, split_columns, summarise_columns,
};
pub use survival::{
    Confidence, ConfidenceError, HazardCurve, HazardStep, LogRank, LogRankError, LogRankGroup, SurvivalCurve,
    SurvivalError, SurvivalEstimate, SurvivalObservation, SurvivalQuantile, SurvivalRow, SurvivalStep,
    SurvivalTable,
};
pub use uncertainty::Interval;
pub use unit::{SpendUnit, TimeUnit, UnitError};
pub use value::{ClvTerms, ClvTermsError, CustomerValue, LifetimeValue};
