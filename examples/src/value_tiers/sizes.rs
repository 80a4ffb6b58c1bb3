//! How large classes and segments are.

use crm_kit::segmentation::{ClassAssessment, CoverageClass, RfmAssessment, SegmentMap};
use crm_model::{SegmentName, Total};

use super::{ClassSize, SegmentSize};

/// Scores with the map that names them.
pub(super) struct Segments<'a> {
    pub(super) map: &'a SegmentMap,
    pub(super) scores: RfmAssessment,
}

pub(super) fn class_sizes(classes: &ClassAssessment) -> Vec<ClassSize> {
    let size = |class| ClassSize {
        class,
        customers: classes.classes().filter(|(_, is)| *is == class).count() as u64,
    };
    CoverageClass::ALL.map(size).into()
}

pub(super) fn segment_sizes(segments: &Segments<'_>) -> Vec<SegmentSize> {
    let summaries = segments.scores.summaries();
    let size = |name: &SegmentName| {
        let scores = segments.scores.scores().zip(summaries.summaries());
        let of_segment = scores.filter(|((_, score), _)| segments.map.of(*score) == Some(name));
        let (mut customers, mut sum) = (0, Some(0_i128));
        for (_, bought) in of_segment {
            customers += 1;
            sum = sum.and_then(|sum| sum.checked_add(bought.net));
        }
        let spend = sum.zip(summaries.currency());
        SegmentSize {
            segment: name.to_string(),
            customers,
            spend: spend.map(|(ten_thousandths, currency)| Total { ten_thousandths, currency }),
        }
    };
    segments.map.names().map(size).collect()
}
