//! Budget attainment: what was spent of a budget that the policy states.

use crm_model::{Activity, Department, Money, MoneySum, Ratio, Spend, SpendAim};

use crate::evidence::note;
use crate::gather::{Conversion, Gather, only};
use crate::period::{Series, Windows};
use crate::tally::collects;
use crate::{Evidence, Quantity, Reason};

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

#[derive(Debug, Clone, Default)]
struct Sum {
    tally: BudgetTally,
    entries: u64,
    problem: Option<Reason>,
}

/// A budget at work.
#[derive(Debug)]
pub(crate) struct Budgeted<'a> {
    budget: &'a Budget,
    conversion: Conversion<'a>,
    windows: &'a Windows,
    tallies: Series<Sum>,
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
        self.tallies.update(self.windows.place_of(expense.at), |sum| {
            sum.entries = sum.entries.saturating_add(1);
            match conversion.of(expense.amount, expense.at) {
                Ok(money) => sum.tally.record(money),
                Err(reason) => note(&mut sum.problem, reason),
            }
        });
    }

    fn evidence(&self, place: usize) -> Evidence {
        let Sum { tally, entries, problem } = self.tallies.get(place);
        // The budget is that of the whole: parts of it are not set against as many budgets.
        Evidence::of_result(Quantity::ShareOfSpend, tally.of(self.budget.amount), entries)
            .with_problem(problem)
    }
}
