//! Tests of the public interface: laws, an oracle, and histories worked through by hand.

#![cfg(test)] // so that lints know: a test may panic

mod api;
mod cases;
mod changes;
mod columns;
mod edges;
mod explain;
mod histories;
mod history_oracle;
mod interplay;
mod laws;
mod laws_of_mergers;
mod measures;
mod oracle;
mod recording;
mod support;
