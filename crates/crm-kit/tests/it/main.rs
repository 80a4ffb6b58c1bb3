//! Tests of the composition: laws, and cases worked out by hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking; the helpers here are used by tests alone"
)]

mod assess;
mod laws;
mod support;
