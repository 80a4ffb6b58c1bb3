//! The indicators on the page.

use std::fmt::{self, Write};

use crm_kit::kpi::{Completeness, Line};

use super::Page;
use super::layout::{Layout, is_narrow};
use crate::report::cell::counted;
use crate::report::scorecard::{form, measured, name, parts, shown, target, unmeasured, verdict, why};

impl Page<'_> {
    pub(super) fn scorecard(&self, out: &mut String) -> fmt::Result {
        let (measured, unmeasured) = (measured(self.report), unmeasured(self.report));
        if measured.is_empty() && unmeasured.is_empty() {
            return Ok(());
        }
        writeln!(out, "\nSCORECARD")?;
        let shown_lines = measured.clone();
        let has_room = !is_narrow(self.width);
        if !measured.is_empty() {
            let mut layout = Layout::new(self.width).text("indicator").text("clause").text("period");
            layout = layout.number("value");
            if has_room {
                layout = layout.number("parts");
            }
            layout = layout.number("target").text("verdict");
            for line in measured {
                let first = [name(line), line.clause.to_string(), line.period.to_string()];
                let shown = shown(line).unwrap_or_default();
                let parts = has_room.then(|| parts(&line.value, form(self.report, line)));
                let last = [target(line.target.as_ref()), verdict(&line.verdict).to_owned()];
                layout.row(first.into_iter().chain([shown]).chain(parts).chain(last));
            }
            out.write_str(&layout.finish())?;
        }
        if let Some(text) = not_covered(&shown_lines, self.report.data.rows.is_some()) {
            out.write_str(&super::layout::lines(&text, self.width))?;
        }
        for (reason, lines) in unmeasured {
            let names: Vec<String> = lines.iter().map(|line| named(line)).collect();
            let text = format!(
                "{} not measured, {}: {}",
                counted(lines.len() as u64, "indicator"),
                why(reason),
                names.join(", ")
            );
            out.write_str(&super::layout::lines(&text, self.width))?;
        }
        Ok(())
    }
}

/// Returns an indicator with its clause.
fn named(line: &Line) -> String {
    format!("{} ({})", name(line), line.clause)
}

/// Returns which indicators are of a period that the data do not hold whole, and what to do if files do.
fn not_covered(lines: &[&Line], are_of_files: bool) -> Option<String> {
    let of: Vec<&&Line> = lines.iter().filter(|line| line.completeness == Completeness::NotCovered).collect();
    let names: Vec<String> = of.iter().map(|line| named(line)).collect();
    let advice = if are_of_files { "; if they do, say from when by --complete-from" } else { "" };
    let number = counted(of.len() as u64, "indicator");
    let text =
        format!("{number} not judged, the data do not cover the whole period{advice}: {}", names.join(", "));
    (!of.is_empty()).then_some(text)
}
