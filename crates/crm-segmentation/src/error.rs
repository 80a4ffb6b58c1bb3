//! What can be wrong with a rule, and with the records that it is asked about.

use alloc::string::{String, ToString};
use core::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use crm_model::{ChurnGrade, Currency, LifecycleStage, RuleName, SegmentName, Share, ValueTier};
use thiserror::Error;

use crate::{Level, RfmScore, TrailingWindow};

/// A rule that cannot be obeyed as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("rule `{rule}`, `{key}`: {problem}")]
pub struct RuleError {
    /// The rule.
    pub rule: RuleName,
    /// The key within the rule, such as `spend.high`.
    pub key: String,
    /// What is wrong.
    pub problem: RuleProblem,
}

impl RuleError {
    pub(crate) fn new(rule: &RuleName, key: &str, problem: RuleProblem) -> Self {
        Self { rule: rule.clone(), key: key.to_string(), problem }
    }

    /// Returns the path of the value at fault within the policy: rule and key joined by a dot.
    pub fn path(&self) -> String {
        alloc::format!("{}.{}", self.rule, self.key)
    }
}

/// What is wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleProblem {
    /// A share of nothing, which nobody belongs to.
    Nobody,
    /// Of two shares counted from the top, the one of the lower level is not the larger.
    MustRise {
        /// The share of the level above.
        above: Share,
        /// The share at fault.
        share: Share,
    },
    /// Of two thresholds, the one of the higher level is not the larger.
    MustFall {
        /// The threshold of the level above.
        above: Share,
        /// The threshold at fault.
        share: Share,
    },
    /// A threshold of repurchase that no customer can reach: the first order is never a repeat.
    NeverReached,
    /// A minimum of nothing.
    Zero,
    /// Who has bought at all would be a frequent buyer, and nobody an ordinary one.
    EveryBuyer,
    /// One word for two levels.
    OneWordTwoLevels {
        /// The word.
        word: ValueTier,
        /// The higher of the levels.
        one: Level,
        /// The lower of the levels.
        other: Level,
    },
    /// No level has a word.
    NoWords,
    /// Nobody has an entitlement.
    NoTiers,
    /// Fewer than two scores tell nobody apart.
    TooFewScores {
        /// How many.
        scores: u8,
    },
    /// The number of cuts does not fit the number of scores.
    CutsMismatch {
        /// How many are needed: one fewer than scores.
        expected: usize,
        /// How many were given.
        found: usize,
    },
    /// Cuts that do not go from the best score down.
    CutsOutOfOrder,
    /// Amounts are compared with cuts, and the rule does not say in which currency.
    NoCurrency,
    /// A segment covers scores from above the last, or to below the first, or some that do not exist.
    ScoresOutOfRange {
        /// The first.
        from: u8,
        /// The last.
        to: u8,
        /// The best score that there is.
        best: u8,
    },
    /// Two segments hold the same scores.
    Overlap {
        /// The segment that is listed first.
        one: SegmentName,
        /// The other.
        other: SegmentName,
        /// The lowest scores that both hold.
        score: RfmScore,
    },
    /// Scores that no segment holds.
    NotCovered {
        /// The lowest of them.
        score: RfmScore,
    },
    /// A map of segments is made for another number of scores than the rule gives.
    ScoresMismatch {
        /// The number that the map is made for.
        map: u8,
        /// The number that the rule gives.
        rule: u8,
    },
    /// No kind of ticket is named.
    NoKinds,
    /// Nothing is looked at, so that the rule says nothing.
    NoFactors,
    /// A factor without a level gives no points.
    NoLevels,
    /// A bound that every customer reaches, or none.
    NoBound,
    /// A bound that is no worse than the one of the milder level before it.
    MustGetWorse,
    /// A level that gives no more points than the one before it.
    PointsMustRise {
        /// The points of the level before; 0 without one.
        before: u32,
        /// The points at fault.
        points: u32,
    },
    /// Fewer than two grades warn of nothing.
    TooFewGrades {
        /// How many.
        grades: usize,
    },
    /// A grade that begins no higher than the one before it, or a mildest grade that does not begin at 0.
    GradesMustRise {
        /// Where the grade before begins; `None` for the mildest.
        before: Option<u64>,
        /// Where the grade at fault begins.
        from: u64,
    },
    /// A grade that begins above all points together.
    GradeNeverReached {
        /// Where it begins.
        from: u64,
        /// All points together.
        of: u64,
    },
    /// One word for two grades.
    OneWordTwoGrades {
        /// The word.
        word: ChurnGrade,
    },
    /// A grade that the rule for warnings does not have, or its mildest, which everybody reaches.
    NoSuchGrade {
        /// The word.
        word: ChurnGrade,
    },
    /// More criteria must hold than there are, or none.
    CriteriaMismatch {
        /// How many must hold.
        needed: usize,
        /// How many there are.
        criteria: usize,
    },
    /// A score that is not on the scale of its question, or its worst, which everybody reaches.
    OffTheScale,
    /// What the value asks for is measured by no rule that this one rests on.
    NotMeasured,
    /// One word for two stages.
    OneWordTwoStages {
        /// The word.
        word: LifecycleStage,
    },
}

impl fmt::Display for RuleProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nobody => formatter.write_str("a share of 0% holds nobody"),
            Self::MustRise { above, share } => write!(
                formatter,
                "shares count from the top, so {share} must be more than the {above} of the level above"
            ),
            Self::MustFall { above, share } => {
                write!(formatter, "{share} must be less than the {above} of the level above")
            }
            Self::NeverReached => {
                formatter.write_str("100% is never reached, since the first order is no repeat of another")
            }
            Self::Zero => formatter.write_str("a minimum of nothing is written by leaving it out"),
            Self::EveryBuyer => {
                formatter.write_str("every buyer has one order, so a frequent one must have 2 or more")
            }
            Self::OneWordTwoLevels { word, one, other } => {
                write!(formatter, "`{word}` stands for {one} and for {other}")
            }
            Self::NoWords => formatter.write_str("no level has a word"),
            Self::NoTiers => formatter.write_str("no tier has it, so nobody would"),
            Self::TooFewScores { scores } => {
                write!(formatter, "{scores} scores tell nobody apart; there must be 2 or more")
            }
            Self::CutsMismatch { expected, found } => {
                write!(formatter, "{found} cuts were given where the scores need {expected}")
            }
            Self::CutsOutOfOrder => {
                formatter.write_str("cuts must go strictly from the best score down to the worst")
            }
            Self::ScoresOutOfRange { from, to, best } => {
                write!(formatter, "scores from {from} to {to} are no part of 1 to {best}")
            }
            Self::Overlap { one, other, score } => {
                write!(formatter, "the scores {score} are held by `{one}` and by `{other}`")
            }
            Self::NotCovered { score } => write!(formatter, "no segment holds the scores {score}"),
            Self::ScoresMismatch { map, rule } => {
                write!(formatter, "the map is made for {map} scores, and the rule gives {rule}")
            }
            Self::NoKinds => formatter.write_str("no kind of ticket is named"),
            Self::NoFactors => formatter.write_str("a rule that looks at nothing says nothing"),
            Self::NoLevels => formatter.write_str("there is no level"),
            Self::NoBound => formatter.write_str("everybody or nobody reaches a bound of nothing"),
            Self::MustGetWorse => formatter.write_str(
                "levels go from the mildest to the worst, so the bound must be worse than the one before",
            ),
            Self::PointsMustRise { before, points } => {
                write!(formatter, "{points} points must be more than the {before} of what is milder")
            }
            Self::TooFewGrades { grades } => {
                write!(formatter, "{grades} grades warn of nothing; there must be 2 or more")
            }
            Self::GradesMustRise { before: None, from } => {
                write!(formatter, "the mildest grade begins at 0 points, not at {from}")
            }
            Self::GradesMustRise { before: Some(before), from } => {
                write!(formatter, "{from} points must be more than the {before} of the milder grade")
            }
            Self::GradeNeverReached { from, of } => {
                write!(formatter, "{from} points are never reached, since all factors together give {of}")
            }
            Self::OneWordTwoGrades { word } => write!(formatter, "`{word}` stands for two grades"),
            Self::NoSuchGrade { word } => {
                write!(formatter, "`{word}` is no grade of the warnings above their mildest")
            }
            Self::CriteriaMismatch { needed, criteria } => {
                write!(formatter, "{needed} criteria cannot be asked for where there are {criteria}")
            }
            Self::OffTheScale => {
                formatter.write_str("the score must be on the scale of the question, and above its worst")
            }
            Self::NotMeasured => {
                formatter.write_str("the rules for warnings and loyalty do not measure what this asks for")
            }
            Self::OneWordTwoStages { word } => write!(formatter, "`{word}` stands for two stages"),
            Self::NoCurrency => {
                formatter.write_str("cuts of spend are amounts, so the rule must name their currency")
            }
        }
    }
}

/// Why a rule has no answer for a whole data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AssessmentError {
    /// There is no table of purchases; nobody's value is known.
    #[error("no purchases were supplied")]
    NotSupplied,
    /// The table of purchases is complete only for a part of the window.
    #[error(
        "purchases are needed from {from} up to {until} UTC, but the table is not complete for all of it"
    )]
    Incomplete {
        /// The first instant that is needed.
        from: DateTime<Utc>,
        /// The last instant that is needed.
        until: DateTime<Utc>,
    },
    /// Amounts in two currencies, and the rule names none to convert them into.
    #[error(
        "amounts in {one} and {other} have no common sum, and the rule names no currency to convert them into"
    )]
    TwoCurrencies {
        /// The first of the currencies, in the order of their codes.
        one: Currency,
        /// The second.
        other: Currency,
    },
    /// A sum of amounts is beyond what can be compared.
    #[error("the amounts are too large to be added up")]
    TooLarge,
    /// The window leaves the range of dates.
    #[error("{window} before {last} are beyond the range of dates")]
    OutOfRange {
        /// The window.
        window: TrailingWindow,
        /// Its last day.
        last: NaiveDate,
    },
    /// The minimum tenure leaves the range of dates.
    #[error("a tenure of {days} days before {last} is beyond the range of dates")]
    TenureOutOfRange {
        /// The tenure.
        days: u32,
        /// The day at which it is counted.
        last: NaiveDate,
    },
}
