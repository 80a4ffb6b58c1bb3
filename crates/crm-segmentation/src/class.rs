//! A/B/C classes: who brings the first so many percent of all spend.

use alloc::vec::Vec;
use core::fmt;

use chrono::{DateTime, Utc};
use crm_model::{ClauseId, CustomerCode, Dataset, RuleName, Share, Strength};

use crate::position::positions;
use crate::{AssessmentError, Basis, Level, RuleError, RuleProblem, SpendBy, Summaries};

/// A class of customers by their share of all spend (clause D-TIER-3).
///
/// It is another thing than a value tier: see [`Level`](crate::Level).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum CoverageClass {
    /// Those who bring the first part of all spend.
    A,
    /// Those who bring the next part.
    B,
    /// Everybody else.
    C,
}

impl CoverageClass {
    /// Every class, the most valuable first.
    pub const ALL: [Self; 3] = [Self::A, Self::B, Self::C];

    /// Returns the letter that the documents use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }
}

impl fmt::Display for CoverageClass {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// A rule for classes as a policy states it. [`ClassRule::new`] checks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassSpec {
    /// Its name in the policy, such as `classes`.
    pub name: RuleName,
    /// The clause that demands it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// Which purchases count, and whose.
    pub basis: Basis,
    /// Class A begins with the customer who spent most and goes on while those before have brought less than this share.
    pub a: Share,
    /// Class B goes on while those before have brought less than this share.
    pub b: Share,
}

/// A checked rule for classes.
///
/// # Examples
///
/// ```
/// use crm_calendar::Zone;
/// use crm_model::Strength;
/// use crm_segmentation::{Basis, ClassRule, ClassSpec, CoverageClass::{A, B, C}, Population, TrailingWindow};
///
/// let rule = ClassRule::new(ClassSpec {
///     name: "classes".parse()?,
///     clause: "D-TIER-3".parse()?,
///     strength: Strength::Derived,
///     basis: Basis {
///         window: "12 months".parse::<TrailingWindow>()?,
///         zone: Zone::utc(),
///         population: Population::WithPurchases,
///         currency: None,
///     },
///     a: "80%".parse()?,
///     b: "95%".parse()?,
/// })?;
/// // Before each of them 0 %, 90 %, 96 % and 99 % of all spend had been brought.
/// assert_eq!(rule.classes(&[900, 60, 30, 10])?, [A, B, C, C]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassRule {
    spec: ClassSpec,
}

impl ClassRule {
    /// Returns the rule that a specification describes.
    ///
    /// # Errors
    ///
    /// When class A would hold nobody, or class B ends no later than class A.
    pub fn new(spec: ClassSpec) -> Result<Self, RuleError> {
        if spec.a == Share::ZERO {
            return Err(RuleError::new(&spec.name, "a", RuleProblem::Nobody));
        }
        if spec.b <= spec.a {
            let problem = RuleProblem::MustRise { above: spec.a, share: spec.b };
            return Err(RuleError::new(&spec.name, "b", problem));
        }
        Ok(Self { spec })
    }

    /// Returns what the rule says.
    pub fn spec(&self) -> &ClassSpec {
        &self.spec
    }

    /// Returns the class of every customer from what each spent, in the order given.
    ///
    /// A customer's class follows from the share that those who spent more have brought together, so equal customers
    /// are in one class, and whoever spent most is in class A. Whoever spent nothing, or got more back than was spent,
    /// is in class C and adds nothing to the sum.
    ///
    /// # Errors
    ///
    /// When the sum is too large to be compared (beyond some 10³² of the unit given).
    pub fn classes(&self, spends: &[i128]) -> Result<Vec<CoverageClass>, AssessmentError> {
        self.classes_of(spends.iter().copied())
    }

    /// Returns the class of every customer of a data set.
    ///
    /// # Errors
    ///
    /// Those of [`Basis::summarise`] and of [`classes`](Self::classes).
    pub fn assess(
        &self,
        dataset: &Dataset,
        as_of: DateTime<Utc>,
    ) -> Result<ClassAssessment, AssessmentError> {
        let summaries = self.spec.basis.summarise(dataset, as_of)?;
        let classes = self.classes_of(summaries.summaries().iter().map(|summary| summary.net))?;
        Ok(ClassAssessment { summaries, classes })
    }

    fn classes_of(
        &self,
        spends: impl ExactSizeIterator<Item = i128> + Clone,
    ) -> Result<Vec<CoverageClass>, AssessmentError> {
        let class = |level: Level| *level.of(&CoverageClass::ALL);
        let positions = positions(spends, SpendBy::CumulativeSpend, [self.spec.a, self.spec.b])?;
        Ok(positions.into_iter().map(|position| class(position.level)).collect())
    }
}

/// The classes of a data set's customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassAssessment {
    summaries: Summaries,
    // INVARIANT: in the order of `summaries`.
    classes: Vec<CoverageClass>,
}

impl ClassAssessment {
    /// Returns what the classes rest on, and who is undetermined.
    pub fn summaries(&self) -> &Summaries {
        &self.summaries
    }

    /// Yields every customer with its class, in order.
    pub fn classes(&self) -> impl Iterator<Item = (CustomerCode, CoverageClass)> {
        self.summaries.customers().iter().copied().zip(self.classes.iter().copied())
    }

    /// Returns the class of a customer, or `None` if it is no part of the population.
    pub fn of(&self, code: CustomerCode) -> Option<CoverageClass> {
        self.summaries.place_of(code).and_then(|place| self.classes.get(place)).copied()
    }

    /// Returns how many customers are in a class.
    pub fn count(&self, class: CoverageClass) -> u64 {
        self.classes.iter().filter(|other| **other == class).count() as u64
    }
}
