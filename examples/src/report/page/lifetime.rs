//! Lifetime value on the page.

use std::fmt::{self, Write};

use crm_kit::GroupGrowth;

use super::Page;
use super::layout::{Layout, paragraph};
use crate::report::cell::{count, money};
use crate::report::lifetime::{GroupLine, cautions, each, lines, multiple, notes, told};

impl Page<'_> {
    pub(super) fn lifetime_value(&self, out: &mut String) -> fmt::Result {
        let Some(table) = told(self.report) else { return Ok(()) };
        let Some(last) = table.periods.last() else { return Ok(()) };
        writeln!(out, "\nLIFETIME VALUE: {}, {}", table.clause, last.period)?;
        if let Some(missing) = &last.missing {
            return out.write_str(&paragraph("", &format!("no values: {missing}"), self.width));
        }
        let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let mut layout = Layout::new(self.width).text("group").number("customers").number("will bring");
        layout = layout.number("each").number("growth").number("spent").number("return");
        for GroupLine { group, value, growth } in lines(last) {
            let mean = value.and_then(|value| each(value.mean()?, value.value?)).map(money);
            layout.row([
                group.to_string(),
                count(value.map_or(0, |value| value.customers)),
                or_dash(value.and_then(|value| value.value).map(money)),
                or_dash(mean),
                or_dash(growth.and_then(GroupGrowth::growth).map(money)),
                or_dash(growth.and_then(|line| line.spent).map(money)),
                or_dash(growth.and_then(|line| line.return_on_spending(table.margin)).map(multiple)),
            ]);
        }
        let customers = last.groups.iter().map(|line| line.customers).sum();
        layout.row([
            "together".to_owned(),
            count(customers),
            or_dash(last.value().map(money)),
            String::new(),
            or_dash(last.growth().map(money)),
            or_dash(last.spent().map(money)),
            or_dash(last.return_on_spending(table.margin).map(multiple)),
        ]);
        out.write_str(&layout.finish())?;
        let legend = "will bring = expected of the time ahead, discounted, at the end; growth = of those in the group at the \
                    start, wherever they are now; spent = on keeping these; return = what was left of their purchases, and \
                    growth, as a multiple of what was spent; together, also spending that names nobody";
        out.write_str(&paragraph("", legend, self.width))?;
        for sentence in cautions(last).into_iter().chain(notes(table, last)) {
            out.write_str(&paragraph("", &sentence, self.width))?;
        }
        Ok(())
    }
}
