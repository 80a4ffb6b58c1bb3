//! Tests of the support library through its public face.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails may panic"
)]

mod logs;
mod mapped_logs;
mod own_format;
mod robustness;
mod words;
