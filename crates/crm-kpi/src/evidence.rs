//! [`Evidence`]: what stands behind a value, exact, so that values of parts make that of the whole.

mod lack;
mod merge;
mod quantity;
mod sample;
mod spread;

use crm_model::{Currency, Money, Ratio, Share, Total};

use self::lack::Lacking;
pub(crate) use self::lack::{Lack, graver, note};
pub use self::merge::EvidenceError;
pub use self::quantity::Quantity;
pub use self::sample::Sample;
pub use self::spread::Spread;
use crate::statistics::ShareSquares;
use crate::{Amount, NpsTally, Reading, Reason, Value};

/// What stands behind a value: its parts, how many cases, and how they spread.
///
/// Integers only. The value follows from it by one division, so evidence merges and values do not: parts and wholes are
/// added, and a part that is set against nothing (three complaints of a branch without contacts) still counts in the total.
///
/// # Examples
///
/// ```
/// use crm_kpi::{Evidence, Reason, Value};
///
/// let one = Evidence::trials(1, 2);
/// let other = Evidence::trials(1, 4);
/// let total = one.merge(&other)?;
/// assert_eq!((total.parts(), total.cases()), (Some((2, 6)), Some(6)));
/// assert_eq!(total.value().to_string(), "33.3%"); // 2 of 6: not 75 %, not 37.5 %
/// let none = Evidence::trials(0, 0);
/// assert_eq!(none.value(), Value::Undefined(Reason::Empty));
/// assert_eq!(none.merge(&one)?, one);
/// # Ok::<(), crm_kpi::EvidenceError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Evidence {
    quantity: Quantity,
    // `None` beyond 128 bits.
    parts: Option<(i128, i128)>,
    // `u64::MAX` for more than can be counted, and for nobody knows how many.
    cases: u64,
    spread: Spread,
    currency: Option<Currency>,
    // Another reading, with its part of the same whole.
    beside: Option<Beside>,
    // How many cases could have come out better, where the parts do not tell.
    losses: Option<u64>,
    lacking: Lacking,
    problem: Option<Reason>,
    is_mergeable: bool,
}

/// Another reading of the same cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct Beside {
    reading: Reading,
    quantity: Quantity,
    // `None` beyond 128 bits.
    parts: Option<(i128, i128)>,
}

impl Evidence {
    /// Returns the evidence of a share of cases, each of which is in the part or not.
    pub fn trials(part: u64, whole: u64) -> Self {
        Self::counts(Quantity::Share, part, whole, Spread::Trials)
    }

    /// Returns the evidence of events against a base: an event need not be one of the base, so there may be more of them.
    pub fn events(events: u64, base: u64) -> Self {
        Self::counts(Quantity::Share, events, base, Spread::Events)
    }

    /// Returns the evidence of a net promoter score.
    pub fn attitudes(tally: NpsTally) -> Self {
        let NpsTally { detractors, passives, promoters } = tally;
        let answers = detractors.saturating_add(passives).saturating_add(promoters);
        let points = (i128::from(promoters) - i128::from(detractors)) * 100;
        let spread = Spread::Attitudes { detractors, passives, promoters };
        let parts = (answers < u64::MAX).then_some((points, i128::from(answers)));
        Self { quantity: Quantity::Number, parts, spread, ..Self::of_cases(answers) }
    }

    /// Returns the evidence of a mean: the sum over the cases, and the sum of their squares where it is known and within
    /// 128 bits.
    pub fn mean(quantity: Quantity, sum: i128, squares: Option<u128>, cases: u64) -> Self {
        let parts = (cases < u64::MAX).then_some((sum, i128::from(cases)));
        Self { quantity, parts, spread: Spread::Quantities { squares }, ..Self::of_cases(cases) }
    }

    /// Returns the evidence of a ratio of sums over cases each of which has a part and a whole of its own, such as points earned
    /// of the points that there were: both sums, and those of their squares where they are within 128 bits.
    pub fn shares(part: i128, whole: i128, squares: Option<ShareSquares>, cases: u64) -> Self {
        let is_counted = part < i128::MAX && whole < i128::MAX && cases < u64::MAX;
        let parts = is_counted.then_some((part, whole));
        Self { quantity: Quantity::Share, parts, spread: Spread::Shares { squares }, ..Self::of_cases(cases) }
    }

    /// Returns the evidence of a count.
    pub fn count(count: u64) -> Self {
        Self { quantity: Quantity::Count, parts: Some((i128::from(count), 1)), ..Self::of_cases(count) }
    }

    /// Returns the evidence of a ratio that is no sample of cases, such as one of amounts.
    pub fn ratio(quantity: Quantity, part: i128, whole: i128, cases: u64) -> Self {
        Self { quantity, parts: Some((part, whole)), ..Self::of_cases(cases) }
    }

    /// Returns the evidence of a ratio of which only the value is kept, or the reason why there is none; nothing merges with it.
    pub(crate) fn of_result(quantity: Quantity, value: Result<Ratio, Reason>, cases: u64) -> Self {
        let (parts, problem) = match value {
            Ok(ratio) => (ratio.parts(), None),
            Err(Reason::Empty) => ((0, 0), None),
            Err(reason) => ((0, 0), Some(reason)),
        };
        Self::ratio(quantity, parts.0, parts.1, cases).with_problem(problem).alone()
    }

    /// Returns the evidence of what cannot be measured at all, so that nobody knows how many cases there are.
    pub(crate) fn of_nobody_knows_what(quantity: Quantity, reason: Reason) -> Self {
        Self { quantity, problem: Some(reason), ..Self::of_cases(u64::MAX) }
    }

    /// Returns what can be told of a value that comes without evidence: for a share its cases, if it is a part of a whole.
    /// It merges with nothing, since a value that is undefined may have hidden a part.
    pub fn of_value(value: &Value) -> Self {
        let of = |quantity, ratio: Ratio| {
            let (part, whole) = ratio.parts();
            let cases = u64::try_from(whole).unwrap_or(u64::MAX);
            let is_trials = quantity == Quantity::Share && (0..=whole).contains(&part);
            let spread = if is_trials { Spread::Trials } else { Spread::Unknown };
            Self { quantity, parts: Some((part, whole)), spread, ..Self::of_cases(cases) }
        };
        let evidence = match value {
            Value::Share(ratio) => of(Quantity::Share, *ratio),
            Value::Number(ratio) => of(Quantity::Number, *ratio),
            Value::Duration(ratio) => of(Quantity::Duration, *ratio),
            Value::Count(count) => Self::count(*count),
            Value::Amount(Amount { amount, currency }) => {
                let (part, whole) = amount.parts();
                let part = part.checked_mul(10_i128.pow(Money::SCALE));
                Self { parts: part.map(|part| (part, whole)), ..of(Quantity::Amount, *amount) }
                    .with_currency(Some(*currency))
                    .with_cases(u64::MAX)
            }
            Value::Undefined(Reason::Empty) => Self::of_cases(0),
            Value::Undefined(reason) => Self::of_cases(0).with_problem(Some(reason.clone())),
        };
        Self { is_mergeable: false, ..evidence }
    }

    fn counts(quantity: Quantity, part: u64, whole: u64, spread: Spread) -> Self {
        let parts = (part < u64::MAX && whole < u64::MAX).then_some((part.into(), whole.into()));
        Self { quantity, parts, spread, ..Self::of_cases(whole) }
    }

    const fn of_cases(cases: u64) -> Self {
        Self {
            quantity: Quantity::Share,
            parts: Some((0, 0)),
            cases,
            spread: Spread::Unknown,
            currency: None,
            beside: None,
            losses: None,
            lacking: Lacking::NONE,
            problem: None,
            is_mergeable: true,
        }
    }

    /// Returns the same with the spread of its cases.
    #[must_use]
    pub fn with_spread(self, spread: Spread) -> Self {
        Self { spread, ..self }
    }

    /// Returns the same of which nothing merges: the value of the whole does not follow from the values of its parts, as that of
    /// a percentile does not.
    #[must_use]
    pub fn alone(self) -> Self {
        Self { is_mergeable: false, ..self }
    }

    /// Returns the same with the number of cases behind it.
    #[must_use]
    pub fn with_cases(self, cases: u64) -> Self {
        Self { cases, ..self }
    }

    /// Returns the same with the currency of its amounts; `None` where there is no amount.
    #[must_use]
    pub fn with_currency(self, currency: Option<Currency>) -> Self {
        Self { currency, ..self }
    }

    /// Returns the same with another reading of the cases, which has parts of its own; they add up as those of the value do.
    #[must_use]
    pub fn with_beside(self, reading: Reading, quantity: Quantity, part: i128, whole: i128) -> Self {
        Self { beside: Some(Beside { reading, quantity, parts: Some((part, whole)) }), ..self }
    }

    /// Returns the same with the number of cases that could have come out better, where the parts do not tell.
    #[must_use]
    pub(crate) fn with_losses(self, losses: u64) -> Self {
        Self { losses: Some(losses), ..self }
    }

    /// Returns how many cases could have come out better, where the parts do not tell.
    pub(crate) const fn losses(&self) -> Option<u64> {
        self.losses
    }

    /// Returns the other reading with its value, where that is not the value itself.
    pub fn beside(&self) -> Option<(Reading, Value)> {
        let Beside { reading, quantity, parts } = self.beside?;
        let (part, whole) = parts?;
        let other = Ratio::new(part, whole)?;
        let value = match quantity {
            Quantity::Number => Value::Number(other),
            Quantity::Duration => Value::Duration(other),
            _ => Value::Share(other),
        };
        (self.value() != value).then_some((reading, value))
    }

    /// Returns the same with a reason for which there is no value, neither here nor in any whole of which this is a part.
    #[must_use]
    pub fn with_problem(self, problem: Option<Reason>) -> Self {
        let problem = match (self.problem, problem) {
            (Some(one), Some(other)) => Some(lack::graver(one, other)),
            (one, other) => one.or(other),
        };
        Self { problem, ..self }
    }

    /// Returns the same, of which something is lacking, or told, or neither; what is lacking here may be told by another
    /// part of the whole.
    #[must_use]
    pub(crate) fn with_lack(mut self, lack: Lack, is_told: Option<bool>) -> Self {
        self.lacking.note(lack, is_told);
        self
    }

    /// Returns the part and the whole as they were counted, also where the whole is nothing: microseconds for lengths of
    /// time, ten-thousandths of a currency for amounts, 100 × (promoters − detractors) for a score. `None` beyond 128 bits.
    pub const fn parts(&self) -> Option<(i128, i128)> {
        self.parts
    }

    /// Returns how many cases stand behind the value: customers, answers, tickets, entries; `None` beyond
    /// 64 bits, and where what they are counted from was not supplied.
    pub const fn cases(&self) -> Option<u64> {
        if self.cases < u64::MAX { Some(self.cases) } else { None }
    }

    /// Returns how the cases spread.
    pub const fn spread(&self) -> &Spread {
        &self.spread
    }

    /// Returns what the parts make.
    pub const fn quantity(&self) -> Quantity {
        self.quantity
    }

    /// Returns the currency of the amounts; `None` where there are none, or none was recorded.
    pub const fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// Returns the value that the evidence makes.
    pub fn value(&self) -> Value {
        if let Some(reason) = self.problem.clone().or_else(|| self.lacking.first()) {
            return Value::Undefined(reason);
        }
        let Some((part, whole)) = self.parts else { return Value::Undefined(Reason::TooLarge) };
        let total = |amount: i128| Some(Total { ten_thousandths: amount, currency: self.currency? });
        match (self.quantity, Ratio::new(part, whole)) {
            (Quantity::Count, _) => {
                u64::try_from(part).map_or(Value::Undefined(Reason::TooLarge), Value::Count)
            }
            // Corrections that outweigh spend would meet every target of at most so much.
            (Quantity::ShareOfRevenue | Quantity::ShareOfSpend, Some(_)) if part < 0 => {
                Value::Undefined(total(part).map_or(Reason::Empty, |spend| Reason::NegativeSpend { spend }))
            }
            (
                Quantity::Share | Quantity::ShareOfRevenue | Quantity::ShareOfSpend | Quantity::Change,
                Some(ratio),
            ) => Value::Share(ratio),
            (Quantity::Return { margin }, _) => match returned(part, whole, margin, self.currency) {
                Ok(share) => Value::Share(share),
                Err(reason) => Value::Undefined(reason),
            },
            // Where nothing was spent, there is no amount of any currency.
            (Quantity::Amount, _) if self.currency.is_none() => Value::Undefined(Reason::Empty),
            (Quantity::Amount, _) if part < 0 => {
                Value::Undefined(total(part).map_or(Reason::Empty, |spend| Reason::NegativeSpend { spend }))
            }
            (Quantity::Amount, Some(_)) => {
                let amount =
                    whole.checked_mul(10_i128.pow(Money::SCALE)).and_then(|whole| Ratio::new(part, whole));
                let amount = amount.zip(self.currency).map(|(amount, currency)| Amount { amount, currency });
                amount.map_or(Value::Undefined(Reason::TooLarge), Value::Amount)
            }
            (Quantity::Number, Some(ratio)) => Value::Number(ratio),
            (Quantity::Duration, Some(ratio)) => Value::Duration(ratio),
            (Quantity::ShareOfRevenue, None) if whole < 0 => {
                let spend = total(part).filter(|_| part != 0);
                let negative = total(whole).map(|revenue| Reason::NegativeRevenue { spend, revenue });
                Value::Undefined(negative.unwrap_or(Reason::Empty))
            }
            (Quantity::ShareOfRevenue, None) if part != 0 => {
                Value::Undefined(total(part).map_or(Reason::Empty, |spend| Reason::NoRevenue { spend }))
            }
            (Quantity::ShareOfSpend, None) if whole < 0 => {
                Value::Undefined(total(whole).map_or(Reason::Empty, |spend| Reason::NegativeSpend { spend }))
            }
            (_, None) => Value::Undefined(Reason::Empty),
        }
    }
}

/// Returns what revenue left of a spend, by the margin that is a gain, against that spend.
fn returned(revenue: i128, spent: i128, margin: Share, currency: Option<Currency>) -> Result<Ratio, Reason> {
    let currency = currency.ok_or(Reason::Empty)?;
    let total = |ten_thousandths| Total { ten_thousandths, currency };
    if revenue < 0 {
        return Err(Reason::NegativeRevenue {
            spend: (spent != 0).then(|| total(spent)),
            revenue: total(revenue),
        });
    }
    let million = i128::from(Share::ONE.parts_per_million());
    let gain = revenue.checked_mul(i128::from(margin.parts_per_million())).ok_or(Reason::TooLarge)?;
    match spent {
        0 => Err(Reason::NoCost { gain: gain.checked_div(million).map(total) }),
        ..0 => Err(Reason::NegativeSpend { spend: total(spent) }),
        _ => {
            let cost = spent.checked_mul(million).ok_or(Reason::TooLarge)?;
            Ratio::new(gain.checked_sub(cost).ok_or(Reason::TooLarge)?, cost).ok_or(Reason::TooLarge)
        }
    }
}
