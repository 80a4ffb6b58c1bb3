//! Tests of the public interface: laws, an oracle, and histories worked through by hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking; the helpers here are used by tests alone"
)]

mod api;
mod histories;
mod laws;
mod oracle;
mod support;
