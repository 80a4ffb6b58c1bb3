//! What it costs to win a customer beside what it costs to keep one (clause H-COST-5).

use alloc::vec::Vec;

use crm_model::{Money, MoneySum, Ratio, Spend, SpendAim};

use crate::evidence::{Lack, note};
use crate::formulas::customers::presence::CustomersBy;
use crate::formulas::customers::retention::Retained;
use crate::gather::{Conversion, Facts, Gather, Person, only};
use crate::period::{Series, Windows};
use crate::tally::collects;
use crate::value::Amount;
use crate::{Evidence, Note, Quantity, Reading, Reason, RetentionForm, RetentionTally, Value};

/// Which of the two costs, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum CostForm {
    /// Spend on winning customers / new customers.
    ToWin,
    /// Spend on keeping customers / customers kept.
    ToKeep,
    /// The first / the second: how many times as dear it is to win one.
    WinToKeep,
}

/// A customer who was won or kept, or money spent on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum WinKeep {
    /// Joined for the first time.
    Won,
    /// There at the start and at the end.
    Kept,
    /// Spent on winning customers.
    SpentToWin(Money),
    /// Spent on keeping customers.
    SpentToKeep(Money),
}

/// Counts of customers won and kept, and sums of what was spent on either, per currency and exact.
///
/// # Examples
///
/// ```
/// use crm_kpi::{WinKeep, WinKeepTally};
///
/// let mut tally: WinKeepTally =
///     [WinKeep::SpentToWin("1000 CNY".parse()?), WinKeep::SpentToKeep("600 CNY".parse()?)].into_iter().collect();
/// (tally.won, tally.kept) = (4, 12);
/// assert_eq!(tally.to_win().unwrap().to_string(), "250.00 CNY");
/// assert_eq!(tally.to_keep().unwrap().to_string(), "50.00 CNY");
/// assert_eq!(tally.win_to_keep().unwrap().to_decimal_string(0), "5"); // five to one
/// # Ok::<(), crm_model::MoneyError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WinKeepTally {
    /// New customers.
    pub won: u64,
    /// Customers of the start who were there at the end.
    pub kept: u64,
    /// What was spent on winning customers.
    pub spent_to_win: MoneySum,
    /// What was spent on keeping customers.
    pub spent_to_keep: MoneySum,
}

impl WinKeepTally {
    /// Adds one case.
    pub fn record(&mut self, case: WinKeep) {
        match case {
            WinKeep::Won => self.won = self.won.saturating_add(1),
            WinKeep::Kept => self.kept = self.kept.saturating_add(1),
            WinKeep::SpentToWin(money) => self.spent_to_win.record(money),
            WinKeep::SpentToKeep(money) => self.spent_to_keep.record(money),
        }
    }

    /// Returns the tally of both samples together.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self {
            won: self.won.saturating_add(other.won),
            kept: self.kept.saturating_add(other.kept),
            spent_to_win: self.spent_to_win.merge(other.spent_to_win),
            spent_to_keep: self.spent_to_keep.merge(other.spent_to_keep),
        }
    }

    const fn customers(&self, form: CostForm) -> u64 {
        match form {
            CostForm::ToWin => self.won,
            CostForm::ToKeep => self.kept,
            CostForm::WinToKeep => self.won.saturating_add(self.kept),
        }
    }

    /// Returns what was spent on winning customers / new customers. Nothing spent at all is no amount of any currency.
    ///
    /// # Errors
    ///
    /// When nobody was won or nothing spent, corrections outweigh spend, or the sum is in several currencies or too large.
    pub fn to_win(&self) -> Result<Amount, Reason> {
        each(&self.spent_to_win, self.won)
    }

    /// Returns what was spent on keeping customers / customers kept.
    ///
    /// # Errors
    ///
    /// As for [`to_win`](Self::to_win).
    pub fn to_keep(&self) -> Result<Amount, Reason> {
        each(&self.spent_to_keep, self.kept)
    }

    /// Returns how many times the cost to keep a customer it costs to win one.
    ///
    /// # Errors
    ///
    /// As for [`to_win`](Self::to_win), for either; and when nothing was spent on keeping, or the two are in two currencies.
    pub fn win_to_keep(&self) -> Result<Ratio, Reason> {
        let (win, keep) = (self.to_win()?, self.to_keep()?);
        if win.currency != keep.currency {
            return Err(Reason::TwoCurrencies);
        }
        let ((part, whole), (keep_part, keep_whole)) = (win.amount.parts(), keep.amount.parts());
        if keep_part == 0 {
            return Err(Reason::NoCost { gain: None });
        }
        let ratio = part.checked_mul(keep_whole).zip(whole.checked_mul(keep_part));
        ratio.and_then(|(part, whole)| Ratio::new(part, whole)).ok_or(Reason::TooLarge)
    }
}

collects!(WinKeepTally of WinKeep);

fn each(spent: &MoneySum, customers: u64) -> Result<Amount, Reason> {
    let total = only(spent)?.ok_or(Reason::Empty)?;
    if total.ten_thousandths < 0 {
        return Err(Reason::NegativeSpend { spend: total });
    }
    if customers == u64::MAX {
        return Err(Reason::TooLarge);
    }
    Amount::of(total, customers).ok_or(Reason::Empty)
}

/// Returns what stands behind a cost per customer: a sum and customers, which both add up.
fn of_sum(spent: &MoneySum, customers: u64) -> Evidence {
    let (total, problem) = match only(spent) {
        Ok(total) => (total, None),
        Err(reason) => (None, Some(reason)),
    };
    let problem = problem.or((customers == u64::MAX).then_some(Reason::TooLarge));
    let sum = total.map_or(0, |total| total.ten_thousandths);
    Evidence::ratio(Quantity::Amount, sum, customers.into(), customers)
        .with_currency(total.map(|total| total.currency))
        .with_problem(problem)
}

/// What is shown: the customers by whom the money is divided.
fn counted(form: CostForm, tally: &RetentionTally) -> Vec<Note> {
    let won = Note::Beside { reading: Reading::Joined, value: Value::Count(tally.joined) };
    let kept = Note::Beside { reading: Reading::Kept, value: Value::Count(tally.kept) };
    match form {
        CostForm::ToWin => [won].into(),
        CostForm::ToKeep => [kept].into(),
        CostForm::WinToKeep => [won, kept].into(),
    }
}

#[derive(Debug, Clone, Default)]
struct Spending {
    to_win: MoneySum,
    to_keep: MoneySum,
    problem: Option<Reason>,
}

/// The cost of winning and keeping customers at work.
#[derive(Debug)]
pub(crate) struct WonAndKept<'a> {
    form: CostForm,
    customers: Retained<'a>,
    conversion: Conversion<'a>,
    windows: &'a Windows,
    spending: Series<Spending>,
    /// Whether any expense of all is for winning, and for keeping, customers.
    told: [bool; 2],
}

impl<'a> WonAndKept<'a> {
    pub(crate) fn new(
        form: CostForm,
        facts: Facts<'a>,
        by: CustomersBy,
        conversion: Conversion<'a>,
        windows: &'a Windows,
    ) -> Self {
        let customers = Retained::new(facts, windows, by, None, RetentionForm::Identity);
        Self { form, customers, conversion, windows, spending: Series::default(), told: [false; 2] }
    }
}

impl<'a> Gather<'a> for WonAndKept<'a> {
    fn person(&mut self, person: &Person<'a>) {
        self.customers.person(person);
    }

    fn expense(&mut self, expense: &'a Spend) {
        let [win, keep] = &mut self.told;
        *(if expense.aim == SpendAim::Acquisition { win } else { keep }) = true;
        let Some(place) = self.windows.place_of(expense.at) else { return };
        let money = self.conversion.of(expense.amount, expense.at);
        self.spending.update(Some(place), |spending| match (money, expense.aim) {
            (Ok(money), SpendAim::Acquisition) => spending.to_win.record(money),
            (Ok(money), SpendAim::Maintenance) => spending.to_keep.record(money),
            (Err(reason), _) => note(&mut spending.problem, reason),
        });
    }

    fn evidence(&self, place: usize) -> Evidence {
        let Spending { to_win, to_keep, problem } = self.spending.get(place);
        let customers = self.customers.tally(place);
        let (won, kept) = (customers.joined, customers.kept);
        let tally = WinKeepTally { won, kept, spent_to_win: to_win, spent_to_keep: to_keep };
        let evidence = match self.form {
            CostForm::ToWin => of_sum(&tally.spent_to_win, won),
            CostForm::ToKeep => of_sum(&tally.spent_to_keep, kept),
            // One cost per customer against another: of two wholes, which one sum of each side does not hold.
            CostForm::WinToKeep => {
                Evidence::of_result(Quantity::Number, tally.win_to_keep(), tally.customers(self.form))
            }
        };
        let (needs_win, needs_keep) = (self.form != CostForm::ToKeep, self.form != CostForm::ToWin);
        let [tells_win, tells_keep] = self.told;
        evidence
            .with_problem(problem)
            .with_lack(Lack::SpendOn(SpendAim::Acquisition), needs_win.then_some(tells_win))
            .with_lack(Lack::SpendOn(SpendAim::Maintenance), needs_keep.then_some(tells_keep))
            .with_lack(Lack::Memberships, self.customers.tells_memberships())
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let apart = self.customers.notes(place).into_iter().filter(|note| matches!(note, Note::Apart { .. }));
        counted(self.form, &self.customers.tally(place)).into_iter().chain(apart).collect()
    }
}
