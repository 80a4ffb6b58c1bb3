//! How the value of the same customers grew in a period, beside what was spent on keeping them.

use alloc::vec::Vec;

use crm_model::{Currency, CustomerCode, Dataset, Total};
use crm_policy::LifetimeValueRule;

use super::Valuation;
use super::purchases::PurchaseLog;
use super::spending::Spending;
use super::table::{GroupGrowth, Kept, LifetimePeriod, Newcomers};

/// Tells how the groups of the period's start grew.
pub(super) fn growth(
    dataset: &Dataset,
    rule: &LifetimeValueRule,
    log: &PurchaseLog<'_>,
    (before, after): (&Valuation, &Valuation),
    currency: Currency,
    told: &mut LifetimePeriod,
) {
    let spending = match Spending::new(dataset, rule, &told.period, currency) {
        Ok(spending) => Some(spending),
        Err(missing) => {
            told.spending_missing = Some(missing);
            None
        }
    };
    let mut bought = alloc::vec![0_i128; dataset.customer_ids().len()];
    for row in log.between(told.period.start(), told.period.end()) {
        if let Some(sum) = bought.get_mut(row.customer.index()) {
            *sum = sum.saturating_add(row.amount.into());
        }
    }
    let total = |ten_thousandths| Total { ten_thousandths, currency };
    let nobody = Kept { customers: 0, before: total(0), after: total(0), bought: total(0) };
    let mut lines: Vec<GroupGrowth> = before
        .groups
        .all()
        .iter()
        .map(|group| GroupGrowth {
            group: group.clone(),
            looked_after: spending.as_ref().map(|_| nobody),
            others: nobody,
            spent: spending.as_ref().map(|_| total(0)),
        })
        .collect();
    let mut newcomers = Newcomers {
        customers: 0,
        value: total(0),
        newly_valued: 0,
        newly_valued_value: total(0),
        no_longer_valued: 0,
        no_longer_valued_value: total(0),
    };
    let mut spent_on_others = spending.as_ref().map_or(0, |spending| spending.on_nobody);
    for (code, _) in dataset.codes() {
        let spent = spending.as_ref().and_then(|spending| spending.on.get(code.index()).copied().flatten());
        let (start, end) = (before.value(code), after.value(code));
        if let (Some(start), Some(end)) = (start, end)
            && let Some(line) = lines.get_mut(before.groups.place_of(code))
        {
            let part = match &mut line.looked_after {
                Some(looked_after) if spent.is_some() => looked_after,
                _ => &mut line.others,
            };
            part.customers += 1;
            add(&mut part.before, start);
            add(&mut part.after, end);
            add(&mut part.bought, bought.get(code.index()).copied().unwrap_or(0));
            if let (Some(sum), Some(spent)) = (&mut line.spent, spent) {
                add(sum, spent);
            }
            continue;
        }
        spent_on_others = spent_on_others.saturating_add(spent.unwrap_or(0));
        newcomers.count(code, before, (start, end));
    }
    lines.retain(|line| line.customers() > 0);
    told.growth = lines;
    told.newcomers = Some(newcomers);
    told.spent_on_others = spending.map(|_| total(spent_on_others));
}

impl Newcomers {
    /// Counts a customer without a value at the start or the end.
    fn count(&mut self, code: CustomerCode, before: &Valuation, (start, end): (Option<i128>, Option<i128>)) {
        if let Some(start) = start {
            self.no_longer_valued += 1;
            add(&mut self.no_longer_valued_value, start);
            return;
        }
        let Some(end) = end else { return };
        if before.bought.get(code.index()) == Some(&true) {
            self.newly_valued += 1;
            add(&mut self.newly_valued_value, end);
        } else {
            self.customers += 1;
            add(&mut self.value, end);
        }
    }
}

/// Adds to a sum; fewer than 2^64 amounts of 64 bits each stay within 128 bits.
fn add(sum: &mut Total, amount: i128) {
    sum.ten_thousandths = sum.ten_thousandths.saturating_add(amount);
}
