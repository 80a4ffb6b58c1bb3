//! Support for the example programs: everything that is not the library's own business.
//!
//! [`input`] reads records from files, [`demo`] makes them up. Both end in the plain records of `crm-model`, so a
//! program cannot tell where they came from. [`report`] writes an assessment, and [`run`] is the program `assess`.
//! [`business_time`], [`calibrate`] and [`policy_laws`] are programs of their own.

pub mod business_time;
pub mod calibrate;
pub mod clv;
pub mod cohorts;
pub mod demo;
mod draw;
mod fit_words;
pub mod input;
pub mod kpi_scorecard;
pub mod nps;
pub mod policy_laws;
mod process;
pub mod process_map;
mod purchase_log;
pub mod reason;
pub mod report;
pub mod run;
pub mod sla_report;
pub mod staffing;
pub mod value_tiers;
pub mod what_if;

/// The project's front page, so that its example is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct FrontPage;
