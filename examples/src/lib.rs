//! Support for the example programs: everything that is not the library's own business.
//!
//! [`input`] reads records from files, [`demo`] makes them up. Both end in the plain records of `crm-model`, so a
//! program cannot tell where they came from. [`report`] writes an assessment, and [`run`] is the program `assess`;
//! [`calibrate`] is `sla_calibrate`.

pub mod calibrate;
pub mod demo;
pub mod input;
pub mod policy_laws;
pub mod report;
pub mod run;

/// The project's front page, so that its example is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct FrontPage;
