//! Tests of the public interface: the golden cases, laws, an oracle, real data.

#![cfg(test)] // so that lints know: a test may panic

mod api;
mod basis;
mod cases;
mod contribution;
mod held;
mod laws;
mod movement;
mod oracle;
mod real;
mod rfm;
mod rules;
mod segment;
mod shortfall;
mod standing;
mod support;
