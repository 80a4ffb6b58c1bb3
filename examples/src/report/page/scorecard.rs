//! The indicators on the page.

use std::fmt::{self, Write};

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
        for (reason, lines) in unmeasured {
            let names: Vec<String> =
                lines.iter().map(|line| format!("{} ({})", name(line), line.clause)).collect();
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
