//! The value tiers on the page.

use std::fmt::{self, Write};

use chrono::Days;

use super::Page;
use super::layout::{Layout, is_narrow, paragraph};
use crate::report::cell::{count, counted, money, percent};

impl Page<'_> {
    pub(super) fn tiers(&self, out: &mut String) -> fmt::Result {
        let assessment = &self.report.assessment;
        let Some(table) = &assessment.tiers else { return Ok(()) };
        writeln!(out, "\nVALUE TIERS: {}", table.clause)?;
        let has_room = !is_narrow(self.width);
        let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let mut layout = Layout::new(self.width).text("tier").number("customers").number("of all");
        layout = layout.number("by spend").number("net spend").number("of all");
        if has_room {
            layout = layout.number("least spend");
        }
        for line in &table.lines {
            let cells = [
                line.tier.to_string(),
                count(line.customers),
                or_dash(line.share_of_customers(table).map(percent)),
                count(line.customers_by_spend),
                or_dash(line.spend.map(money)),
                or_dash(line.share_of_spend(table).map(percent)),
            ];
            let more = has_room.then(|| or_dash(line.cut.map(money)));
            layout.row(cells.into_iter().chain(more));
        }
        out.write_str(&layout.finish())?;
        let first = table.after.checked_add_days(Days::new(1)).unwrap_or(table.after);
        let mut text = format!("net spend from {first} to {}; by spend = by spend alone", table.last);
        if has_room {
            text.push_str("; least spend = what gives the tier by spend");
        }
        let provisional = assessment.customers.iter().filter_map(|standing| standing.verdict);
        let provisional = provisional.filter(|verdict| verdict.provisional).count() as u64;
        let rows = table.rows_without_customer;
        for (number, noun, what) in [
            (provisional, "tier", "provisional"),
            (table.undetermined, "customer", "compared with nobody, since a fact is missing"),
            (rows, "row", "without a customer"),
        ] {
            if number > 0 {
                write!(text, "; {} {what}", counted(number, noun))?;
            }
        }
        out.write_str(&paragraph("", &text, self.width))
    }
}
