//! Whether those who answered are like those who were asked, and what weights make up for it.

use alloc::vec::Vec;

use crm_numerics::chi_square_upper_tail;
use thiserror::Error;

use super::number::count;

/// A class of people (tier, region, age) with how many there are and how many of them answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Class {
    /// How many there are, or any number in proportion to that.
    pub population: u64,
    /// How many answered.
    pub respondents: u64,
}

/// Respondents beside the population, class by class.
///
/// # Examples
///
/// ```
/// use crm_kpi::statistics::{Class, Representation};
///
/// let classes = [(20, 60), (50, 90), (30, 50)].map(|(population, respondents)| Class { population, respondents });
/// let representation = Representation::new(&classes)?;
/// let test = representation.chi_square();
/// assert_eq!(format!("{:.3}, {} degrees, p {:.4}", test.statistic, test.degrees, test.p), "12.667, 2 degrees, p 0.0018");
/// // the first class answered too eagerly: its answers count two thirds
/// assert_eq!(format!("{:.3?}", representation.weights()?), "[0.667, 1.111, 1.200]");
/// assert_eq!(format!("{:.1}", representation.effective_respondents()?), "190.7"); // of 200
/// # Ok::<(), crm_kpi::statistics::RepresentationError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Representation {
    // INVARIANT: somebody answered; nobody did of a class without people.
    classes: Vec<Class>,
    population: u64,
    respondents: u64,
}

/// Pearson's test of agreement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChiSquare {
    /// The sum of squared differences, each in units of what is expected.
    pub statistic: f64,
    /// Classes with people, less one.
    pub degrees: u64,
    /// The probability of so large a statistic if everybody answers alike; 1 with a single class.
    pub p: f64,
}

/// Why respondents cannot be set beside a population.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RepresentationError {
    /// Nobody answered.
    #[error("nobody answered")]
    NoRespondents,
    /// A class has respondents and no people.
    #[error("class {place} has respondents and nobody in the population")]
    NobodyThere {
        /// The class, counted from 0.
        place: usize,
    },
    /// A class has people of whom none answered, so that no weight makes up for it.
    #[error("nobody of class {place} answered: no weight makes up for it")]
    NobodyAnswered {
        /// The class, counted from 0.
        place: usize,
    },
    /// More than 64 bits hold.
    #[error("the classes together are more than 64 bits hold")]
    TooMany,
}

impl Representation {
    /// Returns the classes side by side.
    ///
    /// # Errors
    ///
    /// When nobody answered, a class without people has respondents, or sums are beyond 64 bits.
    pub fn new(classes: &[Class]) -> Result<Self, RepresentationError> {
        let sum = |part: fn(&Class) -> u64| {
            classes.iter().try_fold(0_u64, |sum, class| sum.checked_add(part(class)))
        };
        let population = sum(|class| class.population).ok_or(RepresentationError::TooMany)?;
        let respondents = sum(|class| class.respondents).ok_or(RepresentationError::TooMany)?;
        if respondents == 0 {
            return Err(RepresentationError::NoRespondents);
        }
        if let Some(place) = classes.iter().position(|class| class.population == 0 && class.respondents > 0) {
            return Err(RepresentationError::NobodyThere { place });
        }
        Ok(Self { classes: classes.to_vec(), population, respondents })
    }

    /// Returns whether the respondents may be a random sample of the population, by Pearson's test.
    ///
    /// It is rough where fewer than five are expected of a class.
    pub fn chi_square(&self) -> ChiSquare {
        let with_people = self.classes.iter().filter(|class| class.population > 0);
        let terms = with_people.clone().map(|class| {
            let expected = count(self.respondents) * (count(class.population) / count(self.population));
            let difference = count(class.respondents) - expected;
            difference * (difference / expected)
        });
        let statistic = terms.sum();
        let degrees = with_people.count().saturating_sub(1) as u64;
        // INVARIANT: a statistic is a number, and degrees are at least 1; a single class is like itself
        let p = if degrees == 0 { None } else { chi_square_upper_tail(statistic, count(degrees)) };
        ChiSquare { statistic, degrees, p: p.unwrap_or(1.0) }
    }

    /// Returns the weight of an answer of each class, by which the respondents become like the population; their mean over all answers is 1,
    /// and a class without people has 0.
    ///
    /// # Errors
    ///
    /// When nobody of a class with people answered.
    pub fn weights(&self) -> Result<Vec<f64>, RepresentationError> {
        let weight = |(place, class): (usize, &Class)| match (class.population, class.respondents) {
            (0, _) => Ok(0.0),
            (_, 0) => Err(RepresentationError::NobodyAnswered { place }),
            (people, respondents) => {
                let share = count(people) / count(self.population);
                Ok(share * (count(self.respondents) / count(respondents)))
            }
        };
        self.classes.iter().enumerate().map(weight).collect()
    }

    /// Returns how many unweighted answers would tell as much as the weighted ones, `(Σ w)² / Σ w²`.
    ///
    /// # Errors
    ///
    /// When nobody of a class with people answered.
    ///
    /// # Source
    ///
    /// L. Kish (1965), Survey Sampling, 11.7.
    pub fn effective_respondents(&self) -> Result<f64, RepresentationError> {
        let weights = self.weights()?;
        let pairs = || weights.iter().zip(&self.classes);
        let sum: f64 = pairs().map(|(weight, class)| weight * count(class.respondents)).sum();
        let squares: f64 = pairs().map(|(weight, class)| weight * weight * count(class.respondents)).sum();
        Ok(sum * (sum / squares))
    }
}
