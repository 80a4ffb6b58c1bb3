//! [`ChurnWhy`]: a warning in one line.

use core::fmt;

use crm_model::Share;

use super::factor::times_of;
use super::{
    ChurnFactor, ChurnFigure, ChurnRule, ChurnWarning, ComplaintCount, ContactCount, FactorReading, Predicted,
};
use crate::Probability;

/// The reason for a warning, as one line to read:
/// `warning, 45 of 100 points: the probability to be alive of 12.0% is below 20%, 40 of 40; no complaint, 0 of 30; …`.
#[derive(Debug, Clone, Copy)]
pub struct ChurnWhy<'a> {
    pub(super) rule: &'a ChurnRule,
    pub(super) warning: &'a ChurnWarning,
}

impl fmt::Display for ChurnWhy<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, warning } = self;
        let word = |place: usize| rule.spec().grades.get(place).map_or("", |grade| grade.name.as_str());
        match warning.grade() {
            Some(place) => formatter.write_str(word(place))?,
            None => {
                write!(formatter, "undetermined, {} to {}", word(warning.lowest), word(warning.highest))?;
            }
        }
        formatter.write_str(", ")?;
        write_points(formatter, warning.least, warning.most)?;
        write!(formatter, " of {} points", warning.of)?;
        for (place, reading) in warning.factors.iter().enumerate() {
            formatter.write_str(if place == 0 { ": " } else { "; " })?;
            self.write_figure(formatter, reading)?;
            formatter.write_str(", ")?;
            write_points(formatter, reading.least.into(), reading.most.into())?;
            write!(formatter, " of {}", reading.of)?;
        }
        Ok(())
    }
}

impl ChurnWhy<'_> {
    fn predicted(&self) -> &'static str {
        match self.rule.spec().prediction.as_ref().map(|factor| factor.of) {
            Some(Predicted::Purchase) => "the probability of a purchase",
            _ => "the probability to be alive",
        }
    }

    fn write_figure(&self, formatter: &mut fmt::Formatter<'_>, reading: &FactorReading) -> fmt::Result {
        match &reading.figure {
            ChurnFigure::Unknown => {
                formatter.write_str(match reading.factor {
                    ChurnFactor::Prediction => self.predicted(),
                    ChurnFactor::Overdue => "the time since the last purchase",
                    ChurnFactor::Complaints => "the number of complaints",
                    ChurnFactor::Contacts => "the number of contacts",
                })?;
                formatter.write_str(" is not known")?;
                reading.missing.as_ref().map_or(Ok(()), |missing| write!(formatter, " ({missing})"))
            }
            ChurnFigure::Predicted(probability) => {
                let levels = self.rule.spec().prediction.as_ref().map(|factor| factor.levels.as_slice());
                let level = levels.and_then(|levels| levels.get(reading.level.unwrap_or(0)));
                let (predicted, percent) = (self.predicted(), 100.0 * probability.value());
                let Some(level) = level else { return write!(formatter, "{predicted} of {percent:.1}%") };
                formatter.write_str(predicted)?;
                if let Some(digits) = digits_beside(*probability, level.bound) {
                    write!(formatter, " of {percent:.digits$}%")?;
                }
                let is = if probability.is_below(level.bound) { "is" } else { "is not" };
                write!(formatter, " {is} below {}", level.bound)
            }
            ChurnFigure::Overdue { days, gap, is_assumed, .. } => {
                let (unit, verb) = if *days == 1 { ("day", "is") } else { ("days", "are") };
                write!(formatter, "{days} {unit} since the last purchase {verb} ")?;
                if let Some(times) = times_of(*days, *gap) {
                    write!(formatter, "{} times ", times.to_decimal_string(2))?;
                }
                let whose = if *is_assumed { "the assumed" } else { "the usual" };
                write!(formatter, "{whose} {}", gap.to_decimal_string(1))
            }
            ChurnFigure::Complaints(ComplaintCount { known, kind_unknown }) => {
                match known {
                    0 => formatter.write_str("no complaint")?,
                    1 => formatter.write_str("1 complaint")?,
                    _ => write!(formatter, "{known} complaints")?,
                }
                match kind_unknown {
                    0 => Ok(()),
                    1 => formatter.write_str(" and 1 ticket of unknown kind"),
                    _ => write!(formatter, " and {kind_unknown} tickets of unknown kind"),
                }
            }
            ChurnFigure::Contacts(ContactCount { last, before }) => {
                let unit = if *last == 1 { "contact" } else { "contacts" };
                write!(formatter, "{last} {unit} after {before}")
            }
        }
    }
}

/// Returns how many digits after the point a percentage needs, one at the least, so that what is written lies on the same side
/// of a bound as the probability does: 49.96 %, and not 50.0 %, is below 50 %. `None` where nine do not tell them apart.
fn digits_beside(probability: Probability, bound: Share) -> Option<usize> {
    let is_below = probability.is_below(bound);
    let power = |digits: usize| (0..digits).fold(1.0, |power: f64, _| power * 10.0);
    let written = |digits: usize| {
        let parts = libm::round(100.0 * probability.value() * power(digits));
        Probability::new(parts / power(digits) / 100.0)
    };
    let tells = |digits: &usize| written(*digits).is_some_and(|written| written.is_below(bound) == is_below);
    (1..=9).find(tells)
}

fn write_points(formatter: &mut fmt::Formatter<'_>, least: u64, most: u64) -> fmt::Result {
    if least == most { write!(formatter, "{least}") } else { write!(formatter, "{least} to {most}") }
}
