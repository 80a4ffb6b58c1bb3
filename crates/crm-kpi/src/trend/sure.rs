//! Whether something is unlikely enough.

use super::Confidence;

/// Returns whether something this unlikely by chance is sure enough. One chance in ten is, at 0.9: taken the other way round,
/// `1.0 - 0.9` is less than `0.1`.
pub(crate) fn is_sure(confidence: Confidence, p: f64) -> bool {
    1.0 - p >= confidence.level()
}
