//! Tests of the public interface: published and precise figures, laws, plain models, edge cases, and data sets of others.

#![cfg(test)] // so that lints know: a test may panic

mod bounded;
mod cdnow;
mod cohorts;
mod contract;
mod covariates;
mod diagnostics;
mod dropout;
mod extreme;
mod fits;
mod ggompertz;
mod models;
mod predictions;
mod regular;
mod simple;
mod summary;
mod survival;
mod uncertainty;
mod value;
