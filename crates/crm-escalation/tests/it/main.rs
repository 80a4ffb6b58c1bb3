//! Tests of the public interface: cases worked through by hand, and laws.

#![cfg(test)] // so that lints know: a test may panic

mod api;
mod cases;
mod edges;
mod ladder;
mod laws;
mod support;
