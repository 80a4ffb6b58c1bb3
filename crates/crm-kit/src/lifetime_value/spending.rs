//! What was spent on keeping customers.

use alloc::vec::Vec;

use crm_kpi::CivilPeriod;
use crm_model::{Currency, Dataset, Missing, SpendAim, TableName};
use crm_policy::LifetimeValueRule;

use super::purchases::converted;

/// What was spent on keeping customers in a period, in ten-thousandths.
pub(super) struct Spending {
    /// By customer code; `None` where nothing was.
    pub(super) on: Vec<Option<i128>>,
    /// What names no customer.
    pub(super) on_nobody: i128,
}

impl Spending {
    /// Returns what was spent in a period, or what is missing to say so.
    pub(super) fn new(
        dataset: &Dataset,
        rule: &LifetimeValueRule,
        period: &CivilPeriod,
        currency: Currency,
    ) -> Result<Self, Missing> {
        let extent = dataset.extent(TableName::Spend).ok_or(Missing::Table(TableName::Spend))?;
        if !period.is_covered_by(extent) {
            return Err(Missing::Coverage(TableName::Spend));
        }
        let mut spending = Self { on: alloc::vec![None; dataset.customer_ids().len()], on_nobody: 0 };
        let in_period = |at| period.contains(at);
        let rows = dataset.spend().iter();
        for row in rows.filter(|row| row.aim == SpendAim::Maintenance && in_period(row.at)) {
            let money = converted(dataset, rule, row.amount, row.at)?;
            if money.currency() != currency {
                let (one, other) = (currency.min(money.currency()), currency.max(money.currency()));
                return Err(Missing::CommonCurrency { one, other });
            }
            let amount = i128::from(money.ten_thousandths());
            let code = row.customer.as_ref().and_then(|customer| dataset.code_of(customer));
            let place = code.and_then(|code| spending.on.get_mut(code.index()));
            // Fewer than 2^64 amounts of 64 bits each stay within 128 bits.
            match place {
                Some(sum) => *sum = Some(sum.unwrap_or(0).saturating_add(amount)),
                None => spending.on_nobody = spending.on_nobody.saturating_add(amount),
            }
        }
        Ok(spending)
    }
}
