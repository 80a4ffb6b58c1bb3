//! `lifetime.csv`: what each group of customers will still bring, at the end of each period.

use std::io::Write;

use crm_kit::{CustomerGroup, Kept};
use crm_model::Total;

use super::super::Report;
use super::super::cell::units;
use super::super::lifetime::{lines, told};
use super::Table;

/// Writes one row a period and group.
pub(in crate::report) fn write_lifetime(report: &Report, out: &mut dyn Write) -> csv::Result<()> {
    let columns = [
        "period",
        "group",
        "customers",
        "valued",
        "value",
        "currency",
        "looked_after",
        "looked_after_before",
        "looked_after_after",
        "looked_after_bought",
        "others",
        "others_before",
        "others_after",
        "others_bought",
        "spent",
        "return",
        "missing",
    ];
    let mut table = Table::new(out, &columns)?;
    let Some(lifetime) = told(report) else { return table.end() };
    let of_total = |total: Option<Total>| total.map(|total| units(total.ten_thousandths));
    for period in &lifetime.periods {
        if let Some(missing) = &period.missing {
            table.number(Some(period.period))?;
            for _ in 0..columns.len() - 2 {
                table.maybe(None)?;
            }
            table.text(&missing.to_string())?.end_row()?;
        }
        for line in lines(period) {
            let (value, growth) = (line.value, line.growth);
            table.number(Some(period.period))?.text(&name(line.group))?;
            table.number(Some(value.map_or(0, |value| value.customers)))?;
            table.number(Some(value.map_or(0, |value| value.valued)))?;
            let total = value.and_then(|value| value.value);
            table.number(of_total(total))?;
            let currency = total.or(growth.map(|line| line.others.before)).map(|total| total.currency);
            table.number(currency)?;
            for kept in [growth.and_then(|line| line.looked_after), growth.map(|line| line.others)] {
                kept_cells(&mut table, kept)?;
            }
            table.number(of_total(growth.and_then(|line| line.spent)))?;
            let returned = growth.and_then(|line| line.return_on_spending(lifetime.margin));
            table.number(returned.map(|ratio| ratio.to_decimal_string(6)))?;
            table.maybe(None)?.end_row()?;
        }
    }
    table.end()
}

fn kept_cells(table: &mut Table<'_>, kept: Option<Kept>) -> csv::Result<()> {
    table.number(kept.map(|kept| kept.customers))?;
    for total in [kept.map(|kept| kept.before), kept.map(|kept| kept.after), kept.map(|kept| kept.bought)] {
        table.number(total.map(|total| units(total.ten_thousandths)))?;
    }
    Ok(())
}

/// Returns the group's word; empty for those who are in none.
fn name(group: &CustomerGroup) -> String {
    if *group == CustomerGroup::None { String::new() } else { group.to_string() }
}
