//! Segments by scores.

use alloc::collections::BTreeMap;

use chrono::{DateTime, Utc};
use crm_model::{CustomerCode, Dataset, SegmentName, Total};
use crm_segmentation::{AssessmentError, RfmAssessment, RfmScore, SegmentMap, SegmentRule, Summaries};

use crate::assessment::{SegmentLine, SegmentTable};

/// The scores of a data set's customers, and the map that names them.
pub(super) struct Segments {
    map: SegmentMap,
    scores: RfmAssessment,
}

impl Segments {
    pub(super) fn assess(
        rule: &SegmentRule,
        dataset: &Dataset,
        as_of: DateTime<Utc>,
    ) -> Result<Self, AssessmentError> {
        Ok(Self { map: rule.map().clone(), scores: rule.scores().assess(dataset, as_of)? })
    }

    pub(super) fn summaries(&self) -> &Summaries {
        self.scores.summaries()
    }

    /// Returns the scores and the segment of a customer; `None` if it is no part of those compared.
    pub(super) fn of(&self, code: CustomerCode) -> Option<(RfmScore, SegmentName)> {
        let score = self.scores.of(code)?;
        Some((score, self.map.of(score)?.clone()))
    }

    /// Returns how many customers each segment has and what they spent, in the order of the map.
    pub(super) fn table(&self) -> SegmentTable {
        let (spec, summaries) = (self.map.spec(), self.summaries());
        let mut sums: BTreeMap<&SegmentName, (u64, Option<i128>)> =
            self.map.names().map(|name| (name, (0, Some(0)))).collect();
        for ((_, score), bought) in self.scores.scores().zip(summaries.summaries()) {
            if let Some((customers, spend)) = self.map.of(score).and_then(|name| sums.get_mut(name)) {
                *customers = customers.saturating_add(1);
                *spend = spend.and_then(|spend| spend.checked_add(bought.net));
            }
        }
        let currency = summaries.currency();
        let line = |name: &SegmentName| {
            let (customers, spend) = sums.get(name).copied().unwrap_or_default();
            let spend = spend.zip(currency);
            SegmentLine {
                segment: name.clone(),
                customers,
                spend: spend.map(|(ten_thousandths, currency)| Total { ten_thousandths, currency }),
            }
        };
        SegmentTable {
            rule: spec.name.clone(),
            clause: spec.clause.clone(),
            strength: spec.strength,
            after: summaries.dates().after,
            last: summaries.dates().last,
            population: summaries.customers().len() as u64,
            undetermined: summaries.undetermined().len() as u64,
            rows_without_customer: summaries.rows_without_customer(),
            lines: self.map.names().map(line).collect(),
        }
    }
}
