//! Who may leave, who is loyal, and the stages of customers' lives, on the page.

use std::fmt::{self, Write};

use crm_kit::{ChurnTable, LoyaltyTable, StageTable};

use super::Page;
use super::layout::{Layout, paragraph};
use crate::report::cell::{count, counted, shortened};
use crate::report::lives::{NAMED, factors, grade, lost, points, warned};

impl Page<'_> {
    pub(super) fn lives(&self, out: &mut String) -> fmt::Result {
        let assessment = &self.report.assessment;
        if let Some(table) = &assessment.churn {
            self.churn(table, out)?;
        }
        if let Some(table) = &assessment.stages {
            self.stages(table, out)?;
        }
        if let Some(table) = &assessment.loyalty {
            self.loyalty(table, out)?;
        }
        Ok(())
    }

    fn churn(&self, table: &ChurnTable, out: &mut String) -> fmt::Result {
        writeln!(out, "\nMAY LEAVE: {}", table.clause)?;
        let mut layout = Layout::new(self.width)
            .text("grade")
            .number("customers")
            .number("at least this")
            .text("given to them");
        for line in &table.lines {
            let assigned = line.assigned.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
            layout.row([line.grade.to_string(), count(line.customers), count(line.at_least), assigned]);
        }
        out.write_str(&layout.finish())?;
        let warned = warned(self.report);
        if !warned.is_empty() {
            let mut layout =
                Layout::new(self.width).text("customer").text("grade").number("points").text("why");
            for (standing, churn) in warned.iter().take(NAMED) {
                layout.row([
                    shortened(self.report.privacy.customer(&standing.customer)),
                    grade(table, churn),
                    points(churn),
                    churn.why.as_deref().map_or("", factors).to_owned(),
                ]);
            }
            out.write_str("\n")?;
            out.write_str(&layout.finish())?;
        }
        let mut notes = Vec::new();
        if warned.len() > NAMED {
            notes.push(format!("{} more in customers.csv", count((warned.len() - NAMED) as u64)));
        }
        for (number, text) in [
            (lost(self.report), "with a warning lost already"),
            (
                table.undetermined,
                "without a certain grade, since a fact is missing: at least this = the mildest that is possible",
            ),
            (table.never_bought, "never bought"),
        ] {
            if number > 0 {
                notes.push(format!("{} {text}", counted(number, "customer")));
            }
        }
        if notes.is_empty() { Ok(()) } else { out.write_str(&paragraph("", &notes.join("; "), self.width)) }
    }

    fn stages(&self, table: &StageTable, out: &mut String) -> fmt::Result {
        writeln!(out, "\nSTAGES OF LIFE: {}", table.clause)?;
        let mut layout = Layout::new(self.width).text("stage").number("customers").text("focus");
        for line in &table.lines {
            let focus = line.focus.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
            layout.row([line.name.to_string(), count(line.customers), focus]);
        }
        out.write_str(&layout.finish())?;
        if table.undetermined == 0 {
            return Ok(());
        }
        let text =
            format!("{} without a stage, since a fact is missing", counted(table.undetermined, "customer"));
        out.write_str(&paragraph("", &text, self.width))
    }

    fn loyalty(&self, table: &LoyaltyTable, out: &mut String) -> fmt::Result {
        writeln!(out, "\nLOYALTY: {}", table.clause)?;
        let text = format!(
            "{} loyal, {} not; of {} nobody can tell, since a fact is missing",
            counted(table.loyal, "customer"),
            count(table.others),
            count(table.undetermined)
        );
        out.write_str(&paragraph("", &text, self.width))
    }
}
