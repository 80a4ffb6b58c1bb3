//! Whole numbers as floating-point numbers.

/// Returns the nearest floating-point number; exact below 2^53.
#[expect(clippy::cast_precision_loss, reason = "the nearest representable number is what is asked for")]
pub(super) const fn count_to_f64(count: u64) -> f64 {
    count as f64
}

/// Returns the nearest floating-point number; exact below 2^53.
#[expect(clippy::cast_precision_loss, reason = "the nearest representable number is what is asked for")]
pub(super) const fn sum_to_f64(sum: i128) -> f64 {
    sum as f64
}
