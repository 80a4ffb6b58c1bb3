//! What our side of a comparison with libraries of other languages needs: its command line, columns as bytes, and times and an outcome as
//! JSON.

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::timing::time;

/// What a step gives, or why there is nothing.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// Does what the command line asks of one side: `NAME write DIR` writes the columns that all sides work on, `NAME run TASK RUNS` does a task
/// so many times and prints its times and its outcome as JSON.
///
/// # Errors
///
/// Those of the step, and for a command line that asks neither.
pub fn side(
    name: &str,
    write: impl FnOnce(&Path) -> Outcome<()>,
    run: impl FnOnce(&str, u32) -> Outcome<Value>,
) -> Outcome<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match *words {
        ["write", folder] => write(Path::new(folder)),
        ["run", task, runs] => {
            println!("{}", run(task, runs.parse()?)?);
            Ok(())
        }
        _ => Err(format!("{name} write DIR | {name} run TASK RUNS").into()),
    }
}

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
    outcome: impl Fn(&T) -> Outcome<Value>,
) -> Outcome<Value> {
    let result = outcome(&task())?;
    let times: Vec<_> = (0..runs).map(|_| time(&mut task)).collect();
    let seconds: Vec<f64> = times.iter().map(|(taken, _)| taken.as_secs_f64()).collect();
    let processor: Option<Duration> = times.iter().map(|(_, processor)| *processor).sum();
    let processor = processor.map(|all| all.as_secs_f64() / f64::from(runs));
    Ok(json!({ "seconds": seconds, "processor": processor, "result": result }))
}
