//! Tests of the public interface: laws of tallies, figures worked by hand, edge cases, and data sets of others.

#![cfg(test)] // so that lints know: a test may panic

mod analysis;
mod api;
mod breakdown;
mod cadence;
mod chart;
mod columns;
mod completeness;
mod decomposition;
mod diagnosis;
mod edges;
mod goals;
mod golden;
mod laws;
mod merges;
mod oracle;
mod process;
mod real_data;
mod real_tickets;
mod references;
mod relation;
mod staffing;
mod statistics;
mod support;
mod trend;
mod what_it_takes;
