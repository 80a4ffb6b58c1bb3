//! Tests of the public interface: the golden cases, laws, an oracle, real data.

#![cfg(test)] // so that lints know: a test may panic

mod api;
mod basis;
mod cases;
mod laws;
mod oracle;
mod real;
mod rfm;
mod rules;
mod shortfall;
mod standing;
mod support;
