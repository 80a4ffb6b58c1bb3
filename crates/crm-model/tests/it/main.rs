//! Tests of the public interface.

#![cfg(test)] // so that lints know: a test may panic

mod api;
mod laws;
#[cfg(feature = "proptest")]
mod strategies;
