#![cfg(test)] // so that lints know: a test may panic

mod cdnow;
