//! Tests of the public interface: laws of tallies, figures worked by hand, edge cases, and data sets of others.

#![cfg(test)] // so that lints know: a test may panic

mod api;
mod breakdown;
mod completeness;
mod decomposition;
mod edges;
mod goals;
mod golden;
mod laws;
mod merges;
mod oracle;
mod real_data;
mod statistics;
mod support;
mod what_it_takes;
