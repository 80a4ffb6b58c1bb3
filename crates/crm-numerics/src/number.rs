//! From whole numbers to floating-point numbers, in one place.

/// Returns a count as a number: exact below 2^53, and rounded to the nearest above.
#[expect(clippy::cast_precision_loss, reason = "the nearest number is what is asked for")]
pub(crate) const fn count(count: u64) -> f64 {
    count as f64
}
