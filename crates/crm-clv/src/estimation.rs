//! Maximum likelihood: from a log-likelihood with its gradient to estimates with their uncertainty.

mod matrix;
mod maximise;

pub use maximise::Ending;
