//! The analyses of the policy on the page.

use std::fmt::{self, Write};

use super::Page;
use super::layout::{Layout, lines};
use crate::report::Report;
use crate::report::analyses::{Table, head, told, unmade};
use crate::report::scorecard::why;

impl Page<'_> {
    /// Returns the tables alone; empty where the policy asks for none.
    pub(crate) fn of_analyses(report: &Report, width: u16) -> String {
        let mut out = String::new();
        // A text can always be written to.
        let _ = Page { report, width }.analyses(&mut out);
        out
    }

    pub(super) fn analyses(&self, out: &mut String) -> fmt::Result {
        let analyses = &self.report.assessment.analyses;
        if !analyses.is_empty() {
            out.write_str("\nANALYSES\n")?;
        }
        let made = analyses.iter().filter(|analysis| analysis.figures.is_ok());
        for (place, analysis) in made.enumerate() {
            if place > 0 {
                out.write_char('\n')?;
            }
            out.write_str(&lines(&format!("{} ({})", head(analysis), analysis.clause), self.width))?;
            let told = told(analysis, self.report.privacy);
            for table in told.on_pages() {
                out.write_str(&lines(&format!("{}:", table.caption), self.width))?;
                out.write_str(&self.table(table))?;
                out.write_str(&table.untold().map_or_else(String::new, |more| lines(&more, self.width)))?;
            }
            for note in &told.notes {
                out.write_str(&lines(note, self.width))?;
            }
        }
        for (reason, analyses) in unmade(analyses) {
            let names = analyses.iter().map(|analysis| format!("{} ({})", head(analysis), analysis.clause));
            let names: Vec<String> = names.collect();
            out.write_str(&lines(&format!("not made, {}: {}", why(reason), names.join(", ")), self.width))?;
        }
        Ok(())
    }

    fn table(&self, table: &Table) -> String {
        let empty = Layout::new(self.width);
        let mut layout = table.columns.iter().fold(empty, |layout, column| {
            if column.is_text { layout.text(column.head) } else { layout.number(column.head) }
        });
        table.shown().for_each(|row| layout.row(row));
        layout.finish()
    }
}
