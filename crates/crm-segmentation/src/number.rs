//! From whole numbers to floating-point numbers, in one place.

/// Returns a count as a number: exact below 2^53, and rounded to the nearest above.
#[expect(clippy::cast_precision_loss, reason = "the nearest number is what is asked for")]
pub(crate) const fn count(count: u64) -> f64 {
    count as f64
}

/// Returns a sum as a number: exact below 2^53 in size, and rounded to the nearest beyond.
#[expect(clippy::cast_precision_loss, reason = "the nearest number is what is asked for")]
pub(crate) const fn sum(sum: i128) -> f64 {
    sum as f64
}
