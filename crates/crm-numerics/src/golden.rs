//! Reads the golden values that the scripts in `tests/golden` make at 50 digits.

use alloc::{format, string::String};
use std::println;

const GOLDEN: [&str; 3] = [
    include_str!("../tests/golden/special.csv"),
    include_str!("../tests/golden/extreme.csv"),
    include_str!("../tests/golden/quantiles.csv"),
];

/// Checks a function against every golden row of its name: within `tolerance` of the value, absolute or relative, whichever is wider;
/// with the prefix `rel:`, relative in all cases.
#[track_caller]
pub(crate) fn check(name: &str, tolerance: f64, function: impl Fn([f64; 4]) -> f64) {
    let (relative, name) = name.strip_prefix("rel:").map_or((false, name), |rest| (true, rest));
    let mut rows = 0;
    let mut worst = (0.0, String::new());
    for line in GOLDEN.into_iter().flat_map(str::lines) {
        let mut fields = line.split(',');
        if fields.next() != Some(name) {
            continue;
        }
        let mut number = || fields.next().unwrap_or_default().parse().unwrap_or(f64::NAN);
        let arguments = [number(), number(), number(), number()];
        let expected = number();
        let found = function(arguments);
        let scale = if relative { expected.abs() } else { f64::max(1.0, expected.abs()) };
        let error = (found - expected).abs() / scale;
        // INVARIANT: NaN is worse than anything
        if error.is_nan() || error > worst.0 {
            worst = (if error.is_nan() { f64::INFINITY } else { error }, format!("{line}: found {found:e}"));
        }
        rows += 1;
    }
    assert!(rows >= 10, "{rows} golden rows of {name}");
    println!("{name}: {rows} rows, worst error {:.1e}", worst.0);
    assert!(worst.0 <= tolerance, "error {:.1e} at {}", worst.0, worst.1);
}
