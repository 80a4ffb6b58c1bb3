//! Tests of the support library through its public face.

#![cfg(test)] // so that lints know: a test may panic

mod bad_input;
mod business_time;
mod business_time_tables;
mod clv;
mod cohorts;
mod demo;
mod html;
mod kpi_scorecard;
mod log_verdicts;
mod logs;
mod mapped_logs;
mod mapped_tables;
mod nps;
#[cfg(any(feature = "xlsx", feature = "parquet"))]
mod other_files;
mod own_format;
mod own_tables;
mod place;
mod policy_laws;
mod process_map;
mod program;
mod real_data;
mod report;
mod robustness;
mod shipped;
mod sla_calibrate;
mod sla_report;
mod sla_what_if;
mod staffing;
mod study;
mod tables;
mod tiny;
mod value_tiers;
mod words;

use std::io::Write as _;
use std::path::PathBuf;

/// Returns a folder of real data, or says that the test is skipped, also where the output of tests is captured.
fn data_folder(folder: &str, test: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("CRM_DATA_DIR") else {
        writeln!(std::io::stderr(), "skipped: {test}: CRM_DATA_DIR is not set").unwrap();
        return None;
    };
    Some(PathBuf::from(root).join(folder))
}
