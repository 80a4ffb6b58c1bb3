//! What customers will still bring.

use crm_kit::{GroupGrowth, Kept, LifetimePeriod, LifetimeTable};
use crm_model::{Ratio, Total};

use super::super::{Clause, LifetimeRow, LifetimeView, QuarterRow, ShareView};
use crate::report::Report;
use crate::report::cell::{money, percent};
use crate::report::lifetime::{GroupLine, cautions, each, lines, multiple, notes, told};

/// Returns what customers will still bring, if the policy has a rule for it and there are purchases.
pub(super) fn of(report: &Report) -> Option<LifetimeView> {
    let table = told(report)?;
    let last = table.periods.last()?;
    Some(LifetimeView {
        clause: Clause::new(Some(&table.clause), Some(table.strength)),
        basis: basis(table, last),
        rows: rows(table, last),
        period: last.period.to_string(),
        missing: last.missing.as_ref().map(ToString::to_string).unwrap_or_default(),
        quarters: table.periods.iter().map(|period| quarter(table, period)).collect(),
        cautions: cautions(last),
        notes: notes(table, last),
    })
}

fn basis(table: &LifetimeTable, last: &LifetimePeriod) -> Vec<String> {
    let model = last.fits.as_ref().map_or("the model", |fits| fits.purchases.model);
    let margin = match table.margin.to_string().as_str() {
        "100%" => "Values are of spend, since the policy states no margin.".to_owned(),
        margin => format!("Values are {margin} of spend: the margin of the policy."),
    };
    vec![
        format!("What customers are expected to bring in the time ahead, by {model} and Gamma-Gamma, discounted."),
        margin,
        "Growth is that of those in the group at the start of the period, wherever they are now; return is what was left of \
         their purchases, and growth, over what was spent on keeping them. It compares groups and proves no cause."
            .to_owned(),
    ]
}

fn rows(table: &LifetimeTable, last: &LifetimePeriod) -> Vec<LifetimeRow> {
    let all = last.value();
    let row = |GroupLine { group, value, growth }: GroupLine<'_>| {
        let total = value.and_then(|value| value.value);
        let text = |total: Option<Total>| total.map(money).unwrap_or_default();
        LifetimeRow {
            group: group.to_string(),
            customers: value.map_or(0, |value| value.customers),
            value: text(total),
            each: text(value.and_then(|value| each(value.mean()?, value.value?))),
            share: total.and_then(|total| Ratio::new(total.ten_thousandths, all?.ten_thousandths)).map(share),
            growth: text(growth.and_then(GroupGrowth::growth)),
            spent: text(growth.and_then(|line| line.spent)),
            returned: growth
                .and_then(|line| line.return_on_spending(table.margin))
                .map(multiple)
                .unwrap_or_default(),
            looked_after: growth.and_then(|line| growth_of_each(line.looked_after?)).unwrap_or_default(),
            others: growth.and_then(|line| growth_of_each(line.others)).unwrap_or_default(),
        }
    };
    lines(last).into_iter().map(row).collect()
}

fn growth_of_each(kept: Kept) -> Option<String> {
    let growth = kept.growth()?;
    each(Ratio::new(growth.ten_thousandths, kept.customers.into())?, growth).map(money)
}

fn quarter(table: &LifetimeTable, period: &LifetimePeriod) -> QuarterRow {
    let text = |total: Option<Total>| total.map(money).unwrap_or_default();
    QuarterRow {
        period: period.period.to_string(),
        customers: period.groups.iter().map(|line| line.customers).sum(),
        value: text(period.value()),
        growth: text(period.growth()),
        spent: text(period.spent()),
        returned: period.return_on_spending(table.margin).map(multiple).unwrap_or_default(),
        missing: period.missing.as_ref().map(ToString::to_string).unwrap_or_default(),
    }
}

fn share(share: Ratio) -> ShareView {
    ShareView { fraction: share.as_f64(), percent: percent(share), parts: String::new() }
}
