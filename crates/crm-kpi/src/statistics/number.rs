//! From whole numbers to floating-point numbers, in one place.

/// Returns a count as a number: exact below 2^53, and rounded to the nearest above.
#[expect(clippy::cast_precision_loss, reason = "the nearest number is what is asked for")]
pub(super) const fn count(count: u64) -> f64 {
    count as f64
}

/// Returns a sum as a number: exact below 2^53 in size, and rounded to the nearest beyond.
#[expect(clippy::cast_precision_loss, reason = "the nearest number is what is asked for")]
pub(super) const fn sum(sum: i128) -> f64 {
    sum as f64
}

/// Returns a share as a number, from 0 to 1.
pub(super) fn share(share: crm_model::Share) -> f64 {
    f64::from(share.parts_per_million()) / 1e6
}
