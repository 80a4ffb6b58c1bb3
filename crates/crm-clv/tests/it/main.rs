//! Tests of the public interface: figures of papers, laws, edge cases, and data sets of others.

#![cfg(test)] // so that lints know: a test may panic

mod summary;
