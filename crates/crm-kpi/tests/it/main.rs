//! Tests of the public interface: laws of tallies, figures worked by hand, edge cases, and data sets of others.

#![cfg(test)] // so that lints know: a test may panic

mod api;
mod completeness;
mod edges;
mod golden;
mod laws;
mod oracle;
mod real_data;
mod relation;
mod statistics;
mod support;
