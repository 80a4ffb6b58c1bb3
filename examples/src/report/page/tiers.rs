//! The value tiers and segments on the page.

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
        let keeps = table.lines.iter().any(|line| line.held.is_some());
        let mut layout = Layout::new(self.width).text("tier");
        if keeps {
            layout = layout.number("held");
        }
        layout = layout.number("customers").number("of all");
        layout = layout.number("by spend").number("net spend").number("of all");
        if has_room {
            layout = layout.number("least spend");
        }
        for line in &table.lines {
            let held = keeps.then(|| or_dash(line.held.map(count)));
            let cells = [
                count(line.customers),
                or_dash(line.share_of_customers(table).map(percent)),
                count(line.customers_by_spend),
                or_dash(line.spend.map(money)),
                or_dash(line.share_of_spend(table).map(percent)),
            ];
            let more = has_room.then(|| or_dash(line.cut.map(money)));
            layout.row([line.tier.to_string()].into_iter().chain(held).chain(cells).chain(more));
        }
        out.write_str(&layout.finish())?;
        let first = table.after.checked_add_days(Days::new(1)).unwrap_or(table.after);
        let mut text = format!("net spend from {first} to {}; by spend = by spend alone", table.last);
        if has_room {
            text.push_str("; least spend = what gives the tier by spend");
        }
        if keeps {
            text.push_str("; held = with the tiers that are kept between reviews");
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

    pub(super) fn segments(&self, out: &mut String) -> fmt::Result {
        let Some(table) = &self.report.assessment.segments else { return Ok(()) };
        writeln!(out, "\nSEGMENTS: {}", table.clause)?;
        let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let mut layout = Layout::new(self.width).text("segment").number("customers").number("of all");
        layout = layout.number("net spend");
        for line in &table.lines {
            layout.row([
                line.segment.to_string(),
                count(line.customers),
                or_dash(line.share_of_customers(table).map(percent)),
                or_dash(line.spend.map(money)),
            ]);
        }
        out.write_str(&layout.finish())?;
        let first = table.after.checked_add_days(Days::new(1)).unwrap_or(table.after);
        let mut text = format!(
            "how recently, how often and for how much {} bought from {first} to {}",
            counted(table.population, "customer"),
            table.last
        );
        if table.undetermined > 0 {
            let undetermined = counted(table.undetermined, "customer");
            write!(text, "; {undetermined} compared with nobody, since a fact is missing")?;
        }
        out.write_str(&paragraph("", &text, self.width))
    }
}
