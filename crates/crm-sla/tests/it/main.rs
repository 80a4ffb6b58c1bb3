//! Tests of the public interface: laws, an oracle, and histories worked through by hand.

#![cfg(test)] // so that lints know: a test may panic

mod api;
mod edges;
mod histories;
mod laws;
mod measures;
mod oracle;
mod support;
