//! Budget attainment: what was spent of a budget that the policy states.

use crm_model::{Activity, Department, Money, MoneySum, Ratio, Spend, SpendAim};

use crate::conversion::Conversion;
use crate::cost_share::only;
use crate::gather::Gather;
use crate::period::{Series, Windows};
use crate::tally::collects;
use crate::{Reason, Value};

/// A budget of every period, and the expenses that it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// How much there is for one period; above zero.
    pub amount: Money,
    /// What the expenses are for; `None` for both.
    pub aim: Option<SpendAim>,
    /// The department that spends; `None` for every one.
    pub department: Option<Department>,
    /// The activity; `None` for every one.
    pub activity: Option<Activity>,
}

impl Budget {
    fn is_for(&self, expense: &Spend) -> bool {
        self.aim.is_none_or(|aim| aim == expense.aim)
            && (self.department.is_none() || self.department == expense.department)
            && (self.activity.is_none() || self.activity == expense.activity)
    }
}

/// The sum of what was spent, per currency and exact.
///
/// # Examples
///
/// ```
/// use crm_kpi::BudgetTally;
/// use crm_model::Money;
///
/// let spent = ["300 CNY".parse()?, "450 CNY".parse()?];
/// let tally: BudgetTally = spent.into_iter().collect();
/// assert_eq!(tally.of("1000 CNY".parse()?).unwrap().percent(0), "75%");
/// # Ok::<(), crm_model::MoneyError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct BudgetTally {
    /// What was spent.
    pub spent: MoneySum,
}

impl BudgetTally {
    /// Adds an expense.
    pub fn record(&mut self, expense: Money) {
        self.spent.record(expense);
    }

    /// Returns the tally of both samples together.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self { spent: self.spent.merge(other.spent) }
    }

    /// Returns what was spent / the budget; it may pass 1. Where nothing was spent it is 0.
    ///
    /// # Errors
    ///
    /// When the budget is not above zero, amounts are in other currencies than it, corrections outweigh spend, or a sum is
    /// too large.
    pub fn of(&self, budget: Money) -> Result<Ratio, Reason> {
        let spent = match only(&self.spent)? {
            None => 0,
            Some(total) if total.currency != budget.currency() => return Err(Reason::TwoCurrencies),
            Some(total) if total.ten_thousandths < 0 => return Err(Reason::NegativeSpend { spend: total }),
            Some(total) => total.ten_thousandths,
        };
        Ratio::new(spent, i128::from(budget.ten_thousandths())).ok_or(Reason::Empty)
    }
}

collects!(BudgetTally of Money);

/// A budget at work.
#[derive(Debug)]
pub(crate) struct Budgeted<'a> {
    budget: &'a Budget,
    conversion: Conversion<'a>,
    windows: &'a Windows,
    tallies: Series<(BudgetTally, Option<Reason>)>,
}

impl<'a> Budgeted<'a> {
    pub(crate) fn new(budget: &'a Budget, conversion: Conversion<'a>, windows: &'a Windows) -> Self {
        Self { budget, conversion, windows, tallies: Series::default() }
    }
}

impl<'a> Gather<'a> for Budgeted<'a> {
    fn expense(&mut self, expense: &'a Spend) {
        if !self.budget.is_for(expense) {
            return;
        }
        let conversion = self.conversion;
        self.tallies.update(self.windows.place_of(expense.at), |(tally, problem)| {
            match conversion.of(expense.amount, expense.at) {
                Ok(money) => tally.record(money),
                Err(reason) => {
                    problem.get_or_insert(reason);
                }
            }
        });
    }

    fn value(&self, place: usize) -> Value {
        let (tally, problem) = self.tallies.get(place);
        let share = problem.map_or_else(|| tally.of(self.budget.amount), Err);
        share.map_or_else(Value::Undefined, Value::Share)
    }
}
