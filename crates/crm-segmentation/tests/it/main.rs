//! Tests of the public interface: the golden cases, laws, an oracle, real data.

#![cfg(test)] // so that lints know: a test may panic

mod api;
mod basis;
mod cases;
mod churn;
mod contribution;
mod cross_selling;
mod entitlement;
mod held;
mod judgement;
mod laws;
mod lifecycle;
mod loyalty;
mod movement;
mod oracle;
mod portrait;
mod real;
mod repurchase;
mod rfm;
mod rules;
mod segment;
mod shortfall;
mod standing;
mod support;
