//! [`Value`]: what an indicator measured, or why there is nothing to show.

mod note;
mod reason;
mod rounding;
mod words;

use alloc::string::{String, ToString};
use core::fmt;

use crm_calendar::ElapsedTime;
use crm_model::{Currency, Money, Ratio, Total};

pub use self::note::Note;
pub use self::reason::Reason;
pub use self::rounding::Rounding;
pub use self::words::{Apart, Reading};

/// What an indicator measured in one period. Ratios keep their parts, so a reader sees how many stand behind them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Value {
    /// A part of a whole, shown in percent. It is not clamped to 0 to 100 %.
    Share(Ratio),
    /// A score or a mean, shown as a number.
    Number(Ratio),
    /// A mean length of time by the clock: microseconds / cases; of a percentile, microseconds as a fraction.
    Duration(Ratio),
    /// A count.
    Count(u64),
    /// A mean amount of money.
    Amount(Amount),
    /// Nothing that could be shown, and why.
    Undefined(Reason),
}

impl Value {
    /// Returns the value as an exact number: a fraction for shares, microseconds for durations; `None` where undefined.
    pub fn number(&self) -> Option<Ratio> {
        match self {
            Self::Share(ratio) | Self::Number(ratio) | Self::Duration(ratio) => Some(*ratio),
            Self::Amount(amount) => Some(amount.amount),
            Self::Count(count) => Ratio::new(i128::from(*count), 1),
            Self::Undefined(_) => None,
        }
    }

    /// Returns the value as it is shown by a rule of rounding; rounded once, from the exact value.
    pub fn shown(&self, rounding: Rounding) -> String {
        match self {
            Self::Share(ratio) => rounding.percent(*ratio),
            Self::Number(ratio) => rounding.number(*ratio),
            _ => self.to_string(),
        }
    }
}

impl fmt::Display for Value {
    /// Writes the value by the default [`Rounding`]: shares as `82.1%`, numbers with one decimal, durations to the second.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(ratio) => formatter.pad(&Rounding::default().percent(*ratio)),
            Self::Number(ratio) => formatter.pad(&Rounding::default().number(*ratio)),
            Self::Duration(ratio) => {
                let micros_in_seconds = ratio.parts().1.checked_mul(1_000_000);
                let seconds = micros_in_seconds
                    .and_then(|whole| Ratio::new(ratio.parts().0, whole))
                    .map(|seconds| seconds.to_decimal_string(0))
                    .and_then(|seconds: String| seconds.parse().ok())
                    .and_then(ElapsedTime::from_seconds);
                match seconds {
                    Some(time) => write!(formatter, "{time}"),
                    None => write!(formatter, "{} microseconds", ratio.to_decimal_string(0)),
                }
            }
            Self::Amount(amount) => write!(formatter, "{amount}"),
            Self::Count(count) => write!(formatter, "{count}"),
            Self::Undefined(reason) => write!(formatter, "not measured: {reason}"),
        }
    }
}

/// An exact amount of money in one currency, which need not come to whole units of it: a mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Amount {
    /// The amount in units of the currency.
    pub amount: Ratio,
    /// The currency.
    pub currency: Currency,
}

impl Amount {
    /// Returns a sum divided by a number of cases, or `None` without cases or beyond 128 bits.
    pub(crate) fn of(total: Total, cases: u64) -> Option<Self> {
        let whole = i128::from(cases).checked_mul(10_i128.pow(Money::SCALE))?;
        Ratio::new(total.ten_thousandths, whole).map(|amount| Self { amount, currency: total.currency })
    }
}

impl fmt::Display for Amount {
    /// Writes the amount to the minor unit of its currency, rounded half to even from the exact value.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.amount.to_decimal_string(self.currency.minor_digits()), self.currency)
    }
}
