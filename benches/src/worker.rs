//! What our side of a comparison with libraries of other languages needs: columns as bytes, and times and an outcome as JSON.

use std::error::Error;
use std::time::Duration;

use serde_json::{Value, json};

use crate::timing::time;

/// Returns a column with each value in its bytes, the lowest first.
pub fn bytes<T, const N: usize>(values: &[T], bytes: impl Fn(&T) -> [u8; N]) -> Vec<u8> {
    values.iter().flat_map(bytes).collect()
}

/// Returns the times of a task, and what came out of it.
///
/// # Errors
///
/// Those of the outcome.
pub fn timed<T>(
    runs: u32,
    mut task: impl FnMut() -> T,
    outcome: impl Fn(&T) -> Result<Value, Box<dyn Error>>,
) -> Result<Value, Box<dyn Error>> {
    let result = outcome(&task())?;
    let times: Vec<_> = (0..runs).map(|_| time(&mut task)).collect();
    let seconds: Vec<f64> = times.iter().map(|(taken, _)| taken.as_secs_f64()).collect();
    let processor: Option<Duration> = times.iter().map(|(_, processor)| *processor).sum();
    let processor = processor.map(|all| all.as_secs_f64() / f64::from(runs));
    Ok(json!({ "seconds": seconds, "processor": processor, "result": result }))
}
