//! Tests of the support library through its public face.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails may panic"
)]

mod log_verdicts;
mod logs;
mod mapped_logs;
mod own_format;
mod program;
mod report;
mod robustness;
mod shipped;
mod tiny;
mod words;
