//! What the command line asks of the models.

use chrono::NaiveDate;
use clap::ValueEnum;
use crm_kit::clv::{ClvTerms, Grain, TimeUnit};

use super::models::ModelName;
use crate::purchase_log::parse_date;
use crate::run::Failure;

/// What to fit and to predict.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Choices {
    /// Unit of time in which models count
    #[arg(long, value_enum, default_value_t = Unit::Week)]
    pub(super) unit: Unit,

    /// What one purchase is: a day on which somebody bought, however often, or each row or order
    #[arg(long, value_enum, default_value_t = GrainName::Day)]
    pub(super) grain: GrainName,

    /// Last day of calibration: models are fitted up to it, and judged on the days after it
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub(super) holdout: Option<NaiveDate>,

    /// Models to fit, with commas between them
    #[arg(
        long,
        value_name = "MODEL,...",
        value_enum,
        value_delimiter = ',',
        default_value = "nbd,bg-nbd,mbg-nbd,pareto-nbd"
    )]
    pub(super) models: Vec<ModelName>,

    /// Model to predict by [default: of those without a fault, or else of all, the one with
    /// the lowest AIC]
    #[arg(long, value_name = "MODEL", value_enum, verbatim_doc_comment)]
    pub(super) by: Option<ModelName>,

    /// How far ahead to predict, in units of time [default: about a year]
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub(super) horizon: Option<f64>,

    /// Share of the spend that is left after costs; 0.3 is 30 %
    #[arg(long, value_name = "SHARE", default_value_t = 1.0, allow_negative_numbers = true)]
    pub(super) margin: f64,

    /// Discount a year; 0.1 is 10 %
    #[arg(long, value_name = "RATE", default_value_t = 0.1, allow_negative_numbers = true)]
    pub(super) discount: f64,

    /// Draws for limits of 95 % of each customer's figures; 40 at least, 0 for none
    #[arg(long, value_name = "NUMBER", default_value_t = 0, value_parser = parse_draws)]
    pub(super) draws: u32,

    /// Seed of these draws
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(super) seed: u64,
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Unit {
    Day,
    /// 7 days
    Week,
    /// 30.4375 days
    Month,
    /// 365.25 days
    Year,
}

/// What one purchase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum GrainName {
    Day,
    Order,
}

impl Unit {
    pub(super) const fn time(self) -> TimeUnit {
        match self {
            Self::Day => TimeUnit::DAY,
            Self::Week => TimeUnit::WEEK,
            Self::Month => TimeUnit::MONTH,
            Self::Year => TimeUnit::YEAR,
        }
    }

    /// Returns about a year, in this unit.
    const fn year(self) -> f64 {
        match self {
            Self::Day => 365.0,
            Self::Week => 52.0,
            Self::Month => 12.0,
            Self::Year => 1.0,
        }
    }
}

impl GrainName {
    pub(super) const fn grain(self) -> Grain {
        match self {
            Self::Day => Grain::Day,
            Self::Order => Grain::Order,
        }
    }

    /// Returns what is counted, in the singular.
    pub(super) const fn occasion(self) -> &'static str {
        match self {
            Self::Day => "purchase day",
            Self::Order => "order",
        }
    }
}

impl Choices {
    /// Returns how far ahead to predict.
    pub(super) fn horizon(&self) -> f64 {
        self.horizon.unwrap_or_else(|| self.unit.year())
    }

    /// Returns the terms of lifetime values: the horizon in equal periods of about a month, at whose ends purchases count.
    pub(super) fn terms(&self) -> Result<ClvTerms, Failure> {
        let horizon = self.horizon();
        let unit = self.unit.time();
        let is_length = horizon.is_finite() && horizon > 0.0;
        let months = unit.convert(horizon, TimeUnit::MONTH).filter(|months| is_length && *months < 1e4);
        let months = months.ok_or_else(|| {
            Failure::new(format!(
                "--horizon {horizon} is not a length of time that can be predicted: name a number of {unit} above 0, and \
                 no longer than 800 years"
            ))
        })?;
        let periods = (1..10_000).find(|periods| f64::from(*periods) + 0.5 > months).unwrap_or(1);
        if !(self.discount >= 0.0 && self.discount.is_finite()) {
            let rate = self.discount;
            return Err(Failure::new(format!(
                "--discount {rate} is not a rate a year: name 0 or more, 0.1 for 10 %"
            )));
        }
        let period = horizon / f64::from(periods);
        let years = unit.convert(period, TimeUnit::YEAR).unwrap_or_default();
        let discount = (years * self.discount.ln_1p()).exp_m1();
        let terms = ClvTerms { periods, period, discount, margin: self.margin };
        let wrong = |error| Failure::new(format!("{error}: correct --margin, --discount or --horizon"));
        terms.check().map_err(wrong)?;
        Ok(terms)
    }
}

fn parse_draws(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|number| *number == 0 || (40..=100_000).contains(number));
    number.ok_or_else(|| "limits of 95 % need from 40 to 100000 draws; 0 for no limits".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Only {
        #[command(flatten)]
        choices: Choices,
    }

    fn terms(args: &[&str]) -> Result<ClvTerms, String> {
        let choices = Only::try_parse_from(["clv"].iter().chain(args)).unwrap().choices;
        choices.terms().map_err(|failure| failure.to_string())
    }

    #[test]
    fn a_year_is_twelve_periods_of_about_a_month() {
        for unit in ["day", "week", "month"] {
            assert_eq!(terms(&["--unit", unit]).unwrap().periods, 12, "{unit}");
        }
        let terms = terms(&["--unit", "month", "--discount", "0.21"]).unwrap();
        // Twelve months at the rate of one are a year: 1.21 = (1 + d)^12.
        assert!(((1.0 + terms.discount).powi(12) - 1.21).abs() < 1e-12, "{terms:?}");
        assert_eq!((terms.period, terms.margin), (1.0, 1.0));
    }

    #[test]
    fn short_and_long_horizons_have_a_period_at_least() {
        assert_eq!(terms(&["--horizon", "1"]).unwrap().periods, 1);
        assert_eq!(terms(&["--horizon", "39"]).unwrap().periods, 9); // 273 days of 30.4 are 8.97
        for wrong in [
            ["--horizon", "0"],
            ["--horizon", "NaN"],
            ["--horizon", "1e9"],
            ["--discount", "-0.1"],
            ["--margin", "2"],
        ] {
            assert!(terms(&wrong).unwrap_err().contains(wrong[0]), "{wrong:?}");
        }
    }
}
