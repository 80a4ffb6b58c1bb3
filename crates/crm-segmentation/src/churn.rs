//! Warnings that a customer may leave (clause H-CHURN-1), from factors that a policy weighs in points.

mod assessment;
mod checks;
mod factor;
mod facts;
mod judgement;
mod tally;
mod warning;
mod why;

use alloc::string::String;
use alloc::vec::Vec;

use crm_calendar::Zone;
use crm_model::{ChurnGrade, ClauseId, Role, RuleName, Strength};

pub use self::assessment::{ChurnAssessment, HeldBack};
pub(crate) use self::factor::times_of;
pub use self::factor::{
    ChurnFactor, ChurnLevel, ComplaintFactor, ContactFactor, OverdueFactor, Predicted, PredictionFactor,
};
pub use self::facts::{ChurnFacts, ComplaintCount, ContactCount, Rhythm};
pub use self::judgement::{CalibrationBin, ChurnJudgement, Gain, ThresholdLine};
pub use self::tally::OutcomeTally;
pub use self::warning::{ChurnFigure, ChurnWarning, FactorReading};
pub use self::why::ChurnWhy;
use crate::{RuleError, RuleProblem};

/// A rule for warnings of churn as a policy states it. [`ChurnRule::new`] checks it.
///
/// A factor that is `None` does not count. The weight of a factor is the points of its worst level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChurnSpec {
    /// Its name in the policy, such as `churn`.
    pub name: RuleName,
    /// The clause that demands it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// The zone whose civil dates are meant.
    pub zone: Zone,
    /// How likely it is that the customer buys again, as a model says.
    pub prediction: Option<PredictionFactor>,
    /// How long the last purchase is past against the customer's own rhythm.
    pub overdue: Option<OverdueFactor>,
    /// How many complaints it had.
    pub complaints: Option<ComplaintFactor>,
    /// How much fewer contacts there were than before.
    pub contacts: Option<ContactFactor>,
    /// The grades, the mildest first; it begins at no points and stands for "no warning".
    pub grades: Vec<GradeSpec>,
}

/// A grade of warning.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GradeSpec {
    /// Its word in the policy.
    pub name: ChurnGrade,
    /// The points from which it holds, inclusive.
    pub from: u64,
    /// Who is given to the customer, such as a specialist (专人); `None` where nobody is.
    pub assigned: Option<Role>,
}

/// A checked rule for warnings of churn.
///
/// # Examples
///
/// ```
/// use crm_calendar::Zone;
/// use crm_model::{Missing, Strength};
/// use crm_segmentation::{
///     Predicted, PredictionFactor, ChurnFacts, ChurnLevel, ChurnRule, ChurnSpec, ComplaintCount, ComplaintFactor, GradeSpec,
///     OverdueFactor, Probability, Rhythm,
/// };
///
/// let grade = |name: &str, from, assigned: Option<&str>| -> Result<_, crm_model::NameError> {
///     Ok(GradeSpec { name: name.parse()?, from, assigned: assigned.map(str::parse).transpose()? })
/// };
/// let rule = ChurnRule::new(ChurnSpec {
///     name: "churn".parse()?,
///     clause: "H-CHURN-1".parse()?,
///     strength: Strength::Derived,
///     zone: Zone::utc(),
///     prediction: Some(PredictionFactor {
///         of: Predicted::Alive,
///         levels: vec![
///             ChurnLevel { bound: "50%".parse()?, points: 20 },
///             ChurnLevel { bound: "20%".parse()?, points: 40 },
///         ],
///     }),
///     overdue: Some(OverdueFactor {
///         minimum_gaps: 2.try_into()?,
///         assumed_gap: None,
///         levels: vec![
///             ChurnLevel { bound: "1.5 times".parse()?, points: 15 },
///             ChurnLevel { bound: "3 times".parse()?, points: 30 },
///         ],
///     }),
///     complaints: Some(ComplaintFactor {
///         kinds: ["complaint".parse()?].into(),
///         window: "6 months".parse()?,
///         levels: vec![ChurnLevel { bound: 1, points: 30 }],
///     }),
///     contacts: None,
///     grades: vec![grade("none", 0, None)?, grade("warning", 30, None)?, grade("urgent", 70, Some("specialist"))?],
/// })?;
///
/// // Purchases on days 0, 20 and 40; today is day 100: 60 days are 3 times the usual 20.
/// let day = |days| chrono::NaiveDate::default() + chrono::Days::new(days);
/// let facts = ChurnFacts {
///     prediction: Probability::new(0.3).ok_or(Missing::Prediction),
///     rhythm: Ok(Rhythm::of([day(0), day(20), day(40)], day(100)).unwrap()),
///     complaints: Ok(ComplaintCount { known: 1, kind_unknown: 0 }),
///     ..ChurnFacts::default()
/// };
/// let warning = rule.judge(&facts);
/// assert_eq!((warning.least, warning.most), (20 + 30 + 30, 80));
/// assert_eq!(rule.grade(&warning).unwrap().assigned.as_ref().unwrap().as_str(), "specialist");
/// assert_eq!(
///     rule.why(&warning).to_string(),
///     "urgent, 80 of 100 points: the probability to be alive of 30.0% is below 50%, 20 of 40; \
///      60 days since the last purchase are 3.00 times the usual 20.0, 30 of 30; 1 complaint, 30 of 30"
/// );
///
/// // Without the tickets nobody can tell, but without a prediction the lowest grade is out of the question.
/// let unknown = ChurnFacts { prediction: Err(Missing::Prediction), ..facts };
/// let warning = rule.judge(&unknown);
/// assert_eq!((warning.least, warning.most, rule.grade(&warning)), (60, 100, None));
/// assert_eq!(warning.missing().collect::<Vec<_>>(), [&Missing::Prediction]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChurnRule {
    // INVARIANT: every level can be reached and is worse than the one before; so are the grades, and the first begins at 0.
    spec: ChurnSpec,
}

impl ChurnRule {
    /// Returns the rule that a specification describes.
    ///
    /// # Errors
    ///
    /// When there is no factor or a factor has no level; when a level cannot be reached, does not get worse, or does not
    /// give more points than the one before; when no kind of ticket is a complaint; or when the grades do not rise from 0,
    /// are fewer than two, share a word, or begin above all points together. The error names the key, such as
    /// `prediction.levels[1].points`.
    pub fn new(spec: ChurnSpec) -> Result<Self, RuleError> {
        let refused = |(key, problem): (String, RuleProblem)| RuleError::new(&spec.name, &key, problem);
        checks::check_factors(&spec).map_err(refused)?;
        checks::check_grades(&spec).map_err(refused)?;
        Ok(Self { spec })
    }

    /// Returns what the rule says.
    pub fn spec(&self) -> &ChurnSpec {
        &self.spec
    }

    /// Returns its name in the policy.
    pub fn name(&self) -> &RuleName {
        &self.spec.name
    }

    /// Returns the clause that demands it.
    pub fn clause(&self) -> &ClauseId {
        &self.spec.clause
    }

    /// Returns the points of all factors together at their worst: what a score is out of.
    pub fn points(&self) -> u64 {
        self.spec.points()
    }

    /// Returns the warning that facts give.
    pub fn judge(&self, facts: &ChurnFacts) -> ChurnWarning {
        let spec = &self.spec;
        let readings = [
            spec.prediction.as_ref().map(|factor| factor.read(&facts.prediction)),
            spec.overdue.as_ref().map(|factor| factor.read(&facts.rhythm)),
            spec.complaints.as_ref().map(|factor| factor.read(&facts.complaints)),
            spec.contacts.as_ref().map(|factor| factor.read(&facts.contacts)),
        ];
        let factors: Vec<FactorReading> = readings.into_iter().flatten().collect();
        let sum = |points: fn(&FactorReading) -> u32| factors.iter().map(|one| u64::from(points(one))).sum();
        let (least, most) = (sum(|one| one.least), sum(|one| one.most));
        ChurnWarning {
            lowest: self.place_of(least),
            highest: self.place_of(most),
            least,
            most,
            of: self.points(),
            factors,
        }
    }

    /// Returns the grade of a warning of this rule; `None` where it is undetermined.
    pub fn grade(&self, warning: &ChurnWarning) -> Option<&GradeSpec> {
        self.spec.grades.get(warning.grade()?)
    }

    /// Returns who is given to the customer: the role that every possible grade of a warning of this rule assigns. `None`
    /// where they differ, or assign nobody.
    ///
    /// So what is owed can be decided though the grade is not.
    pub fn assigned(&self, warning: &ChurnWarning) -> Option<&Role> {
        let mut possible = self.spec.grades.get(warning.lowest..=warning.highest)?.iter();
        let first = possible.next()?.assigned.as_ref()?;
        possible.all(|grade| grade.assigned.as_ref() == Some(first)).then_some(first)
    }

    /// Returns the place of a grade among all, the mildest first; `None` for a word that is none of them.
    pub fn place(&self, grade: &ChurnGrade) -> Option<usize> {
        self.spec.grades.iter().position(|one| one.name == *grade)
    }

    /// Returns the reason for a warning of this rule, as one line to read.
    pub fn why<'a>(&'a self, warning: &'a ChurnWarning) -> ChurnWhy<'a> {
        ChurnWhy { rule: self, warning }
    }

    /// Returns the place of the grade that so many points give.
    fn place_of(&self, points: u64) -> usize {
        self.spec.grades.partition_point(|grade| grade.from <= points).saturating_sub(1)
    }
}

impl ChurnSpec {
    fn points(&self) -> u64 {
        let weights = [
            self.prediction.as_ref().map(|factor| factor::weight(&factor.levels)),
            self.overdue.as_ref().map(|factor| factor::weight(&factor.levels)),
            self.complaints.as_ref().map(|factor| factor::weight(&factor.levels)),
            self.contacts.as_ref().map(|factor| factor::weight(&factor.levels)),
        ];
        weights.into_iter().flatten().map(u64::from).sum()
    }
}
