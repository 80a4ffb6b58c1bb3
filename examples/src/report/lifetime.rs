//! Lifetime value by group, as the page and the files tell it.

use crm_kit::clv::{Boundary, Ending, FitReport};
use crm_kit::{CustomerGroup, GroupGrowth, GroupValue, LifetimeMissing, LifetimePeriod, LifetimeTable};
use crm_model::{Missing, Ratio, TableName, Total};

use super::Report;
use super::cell::{counted, decimal, money, readable};

/// Returns the table, unless the policy has none or the data have no purchases, so that there is nothing to tell.
pub(super) fn told(report: &Report) -> Option<&LifetimeTable> {
    let nothing = LifetimeMissing::Records(Missing::Table(TableName::Purchases));
    let table = report.lifetime_value.as_ref()?;
    table.periods.iter().any(|period| period.missing.as_ref() != Some(&nothing)).then_some(table)
}

/// A group at the end of a period, and those who were in it at the start.
pub(super) struct GroupLine<'a> {
    pub(super) group: &'a CustomerGroup,
    pub(super) value: Option<&'a GroupValue>,
    pub(super) growth: Option<&'a GroupGrowth>,
}

/// Returns the groups that a period tells of, in its order.
pub(super) fn lines(period: &LifetimePeriod) -> Vec<GroupLine<'_>> {
    let growth_of = |group: &CustomerGroup| period.growth.iter().find(|line| line.group == *group);
    let at_end = period.groups.iter().map(|value| GroupLine {
        group: &value.group,
        value: Some(value),
        growth: growth_of(&value.group),
    });
    let is_left = |line: &&GroupGrowth| period.groups.iter().all(|value| value.group != line.group);
    let left = period.growth.iter().filter(is_left);
    at_end.chain(left.map(|line| GroupLine { group: &line.group, value: None, growth: Some(line) })).collect()
}

/// Returns what has to be known before a period's values are believed, one sentence each.
pub(super) fn cautions(period: &LifetimePeriod) -> Vec<String> {
    let Some(fits) = &period.fits else { return Vec::new() };
    [&fits.purchases, &fits.spend].into_iter().flat_map(caution).collect()
}

fn caution(fit: &FitReport) -> Vec<String> {
    let mut told = Vec::new();
    if fit.ending != Ending::Converged {
        told.push(format!("{} did not converge: {}.", fit.model, fit.ending));
    }
    told.extend(fit.boundaries.iter().map(|boundary: &Boundary| format!("{}: {boundary}.", fit.model)));
    told
}

/// Returns what else belongs to a period, one sentence each.
pub(super) fn notes(table: &LifetimeTable, period: &LifetimePeriod) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(new) = period.newcomers.filter(|new| new.customers > 0) {
        let value = money(new.value);
        notes.push(format!(
            "{} bought for the first time in it, worth {value}.",
            counted(new.customers, "customer")
        ));
    }
    if let Some(lost) = period.newcomers.filter(|new| new.no_longer_valued > 0) {
        let value = money(lost.no_longer_valued_value);
        let customers = counted(lost.no_longer_valued, "customer");
        notes.push(format!("{customers} had a value at its start, {value} together, and none at its end."));
    }
    let without = period.groups.iter().map(|line| line.customers - line.valued).sum::<u64>();
    if without > 0 {
        notes.push(format!("{} without a value: no mean spend can be told.", counted(without, "customer")));
    }
    if let Some(spent) = period.spent_on_others.filter(|spent| spent.ten_thousandths != 0) {
        let spent = money(spent);
        notes.push(format!("{spent} of maintenance spending names none of these customers."));
    }
    if let Some(missing) = &period.spending_missing {
        notes.push(format!("What was spent on keeping them is not known: {missing}."));
    }
    if let Some(from) = table.purchases_from {
        let from = readable(from);
        notes.push(format!(
            "Purchases before {from} are not in the data, so older customers seem to have come later."
        ));
    }
    if table.undetermined > 0 {
        notes.push(format!("{} left out, since a fact is missing.", counted(table.undetermined, "customer")));
    }
    if table.rows_without_customer > 0 {
        notes.push(format!(
            "{} without a customer, in no figure here.",
            counted(table.rows_without_customer, "purchase")
        ));
    }
    notes
}

/// Returns a mean of amounts, cut to a ten-thousandth.
pub(super) fn each(mean: Ratio, total: Total) -> Option<Total> {
    let (sum, number) = mean.parts();
    Some(Total { ten_thousandths: sum.checked_div(number)?, ..total })
}

/// Returns how many times as much came back: `1.25`.
pub(super) fn multiple(ratio: Ratio) -> String {
    decimal(&ratio.to_decimal_string(2))
}
