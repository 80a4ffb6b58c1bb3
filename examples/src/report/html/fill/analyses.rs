//! The analyses of the policy.

use super::super::{AnalysesView, AnalysisTable, AnalysisView, Clause};
use crate::report::Report;
use crate::report::analyses::{Table, head, map, told};

/// Returns the analyses, if the policy asks for any.
pub(super) fn of(report: &Report) -> Option<AnalysesView> {
    let analyses: Vec<AnalysisView> = report
        .assessment
        .analyses
        .iter()
        .map(|analysis| {
            let told = told(analysis, report.privacy);
            AnalysisView {
                head: head(analysis),
                clause: Clause::new(Some(&analysis.clause), Some(analysis.strength)),
                tables: told.on_pages().map(table).collect(),
                map: map(analysis),
                notes: told.notes,
                pictures: told.pictures,
            }
        })
        .collect();
    (!analyses.is_empty()).then_some(AnalysesView { analyses })
}

fn table(table: &Table) -> AnalysisTable {
    AnalysisTable {
        caption: table.caption.clone(),
        columns: table.columns.iter().map(|column| (column.head.to_owned(), !column.is_text)).collect(),
        rows: table.shown().collect(),
        more: table.untold().unwrap_or_default(),
    }
}
