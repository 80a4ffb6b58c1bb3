//! [`Scorecard`]: checked indicators, and the evaluation of all of them in one pass over the facts.

mod assemble;
mod line;

use alloc::boxed::Box;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::Zone;
use crm_model::{RuleName, Scale};
use thiserror::Error;

use self::assemble::gatherer;
use self::line::line;
pub use self::line::{Completeness, Line, Verdict};
use crate::gather::{Gather, show};
use crate::period::{PLACES, Windows};
use crate::{CivilPeriod, Counts, EffortBounds, Facts, Formula, IndicatorSpec, Per, Target, Unit};

/// The indicators of a policy, checked.
///
/// # Examples
///
/// ```
/// use crm_calendar::Zone;
/// use crm_kpi::{Facts, Formula, IndicatorSpec, Per, Scorecard, Value, Verdict, Volume};
/// use crm_model::{Dataset, Records, Strength, Table};
///
/// let handled = IndicatorSpec {
///     name: "indicator.volume".parse()?,
///     clause: "D-KPI-14".parse()?,
///     strength: Strength::Must,
///     formula: Formula::Volume(Volume::Solved),
///     per: Per::Month,
///     target: None,
///     baseline: None,
/// };
/// let scorecard = Scorecard::new(vec![handled], Zone::utc())?;
/// let (dataset, _) = Dataset::new(Records { tickets: Table::complete(vec![]), ..Records::default() });
/// let line = &scorecard.evaluate(&Facts::new(&dataset), "2026-04-10T00:00:00Z".parse()?)[0];
/// assert_eq!(line.period.to_string(), "2026-03");
/// assert_eq!((&line.value, &line.verdict), (&Value::Count(0), &Verdict::NoTarget));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Scorecard {
    // INVARIANT: sorted by name, names distinct, each checked.
    indicators: Vec<IndicatorSpec>,
    zone: Zone,
}

impl Scorecard {
    /// Returns the scorecard of these indicators, in whatever order they come; periods are civil dates of `zone`.
    ///
    /// # Errors
    ///
    /// When two indicators have one name, or a target, a baseline or a bound does not fit what is measured.
    pub fn new(mut indicators: Vec<IndicatorSpec>, zone: Zone) -> Result<Self, ScorecardError> {
        indicators.sort_by(|one, other| one.name.cmp(&other.name));
        for (one, next) in indicators.iter().zip(indicators.iter().skip(1)) {
            if one.name == next.name {
                let problem = IndicatorProblem::Twice;
                return Err(ScorecardError { indicator: one.name.clone(), key: "", problem });
            }
        }
        for spec in &indicators {
            check(spec).map_err(|(key, problem)| ScorecardError {
                indicator: spec.name.clone(),
                key,
                problem,
            })?;
        }
        Ok(Self { indicators, zone })
    }

    /// Returns the indicators, sorted by name.
    pub fn indicators(&self) -> &[IndicatorSpec] {
        &self.indicators
    }

    /// Returns the zone whose dates the periods are.
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Returns a line for each indicator, for the last period that was complete at `as_of`.
    ///
    /// Nothing after `as_of` counts. The time is linear in the facts: each table is passed once, however many
    /// indicators and periods there are.
    pub fn evaluate(&self, facts: &Facts<'_>, as_of: DateTime<Utc>) -> Vec<Line> {
        self.lines(facts, as_of, CivilPeriod::last_complete)
    }

    /// Returns a line for each indicator, for the period that runs at `as_of`, marked as incomplete: no target is judged.
    pub fn evaluate_running(&self, facts: &Facts<'_>, as_of: DateTime<Utc>) -> Vec<Line> {
        self.lines(facts, as_of, CivilPeriod::running)
    }

    fn lines(
        &self,
        facts: &Facts<'_>,
        as_of: DateTime<Utc>,
        last: fn(Per, DateTime<Utc>, &Zone) -> CivilPeriod,
    ) -> Vec<Line> {
        let windows = |per| Windows::ending(last(per, as_of, &self.zone), as_of, &self.zone);
        let (months, quarters, years) = (windows(Per::Month), windows(Per::Quarter), windows(Per::Year));
        let of = |per: Per| match per {
            Per::Month => &months,
            Per::Quarter => &quarters,
            Per::Year => &years,
        };
        let mut gatherers: Vec<Box<dyn Gather<'_> + '_>> =
            self.indicators.iter().map(|spec| gatherer(spec, *facts, of(spec.per), &self.zone)).collect();
        show_all(facts, &mut gatherers);
        let pairs = self.indicators.iter().zip(&gatherers);
        pairs.map(|(spec, gathered)| line(spec, gathered.as_ref(), facts, of(spec.per))).collect()
    }
}

/// Shows all facts to all indicators: on several cores, each indicator on one of them.
#[cfg(feature = "rayon")]
fn show_all<'a>(facts: &Facts<'a>, gatherers: &mut [Box<dyn Gather<'a> + 'a>]) {
    use rayon::prelude::*;

    // A pass costs about as much as a few indicators, so they share as few passes as there are cores.
    let together = gatherers.len().div_ceil(rayon::current_num_threads()).max(1);
    gatherers.par_chunks_mut(together).for_each(|some| show(facts, some));
}

/// Shows all facts to all indicators.
#[cfg(not(feature = "rayon"))]
fn show_all<'a>(facts: &Facts<'a>, gatherers: &mut [Box<dyn Gather<'a> + 'a>]) {
    show(facts, gatherers);
}

/// Why indicators make no scorecard.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{indicator}: {problem}")]
pub struct ScorecardError {
    /// The indicator.
    pub indicator: RuleName,
    /// The key of the policy at fault; empty for the indicator as a whole.
    pub key: &'static str,
    /// What is wrong.
    pub problem: IndicatorProblem,
}

/// What is wrong with an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IndicatorProblem {
    /// Two indicators have one name.
    #[error("two indicators have this name")]
    Twice,
    /// A target or a baseline is in another unit than the values.
    #[error("what is measured is compared with {wanted}, not with {given}")]
    OtherUnit {
        /// The unit of the values.
        wanted: Unit,
        /// The unit given.
        given: Unit,
    },
    /// A baseline without a target.
    #[error("a baseline needs a target")]
    NoTarget,
    /// The question is on another scale than the formula needs.
    #[error("the net promoter score is asked on the scale 0-10, not on {scale}")]
    NotZeroToTen {
        /// The scale given.
        scale: Scale,
    },
    /// A bound lies off the scale of the question.
    #[error("{at_least} is not on the scale {scale}")]
    OffTheScale {
        /// The bound.
        at_least: i8,
        /// The scale.
        scale: Scale,
    },
    /// Answers of yes and no have no mean.
    #[error("the word on a solution is yes or no, which has no mean; `last`, `first` and `all` are possible")]
    NoMean,
    /// Hard and easy answers overlap.
    #[error("hard up to {hard_to} and easy from {easy_from} do not rise")]
    NotRising {
        /// The highest answer of who found it hard.
        hard_to: i8,
        /// The lowest answer of who found it easy.
        easy_from: i8,
    },
    /// Contacts cannot be told from one another.
    #[error("no purpose of contact is named, so nothing would be measured")]
    NoPurposes,
    /// A budget of nothing cannot be used in parts.
    #[error("a budget must be above zero")]
    NoBudget,
    /// Complaints cannot be told from other tickets.
    #[error("no kind of ticket is named, so every ticket would count as a complaint")]
    NoKinds,
    /// Nothing is named that tickets should hold.
    #[error("nothing is named that tickets should hold, so every ticket would be complete")]
    NoParts,
    /// More periods are asked about than a line knows.
    #[error("a trend over {periods} periods is longer than the {known} that are known")]
    TooManyPeriods {
        /// As asked.
        periods: u32,
        /// As known.
        known: u32,
    },
}

type Fault = (&'static str, IndicatorProblem);

fn check_effort(scale: Scale, EffortBounds { hard_to, easy_from }: EffortBounds) -> Result<(), Fault> {
    for (key, bound) in [("hard-to", hard_to), ("easy-from", easy_from)] {
        if scale.score(bound.into()).is_err() {
            return Err((key, IndicatorProblem::OffTheScale { at_least: bound, scale }));
        }
    }
    if hard_to < easy_from {
        Ok(())
    } else {
        Err(("easy-from", IndicatorProblem::NotRising { hard_to, easy_from }))
    }
}

fn check(spec: &IndicatorSpec) -> Result<(), Fault> {
    let wanted = spec.formula.unit();
    let fits = |key, given: Unit| {
        if given == wanted { Ok(()) } else { Err((key, IndicatorProblem::OtherUnit { wanted, given })) }
    };
    match spec.target {
        Some(Target::Bound { bound, .. }) => fits("target", bound.unit())?,
        Some(Target::Trend { periods: Some(periods), .. }) => {
            let known = u32::try_from(PLACES - 1).unwrap_or(u32::MAX);
            if periods > known {
                return Err(("target", IndicatorProblem::TooManyPeriods { periods, known }));
            }
        }
        None if spec.baseline.is_some() => return Err(("baseline", IndicatorProblem::NoTarget)),
        _ => {}
    }
    if let Some(baseline) = spec.baseline {
        fits("baseline", baseline.unit())?;
    }
    match &spec.formula {
        Formula::Nps { question, .. } if question.scale != Scale::ZERO_TO_TEN => {
            Err(("scale", IndicatorProblem::NotZeroToTen { scale: question.scale }))
        }
        Formula::WouldRecommend { question, at_least } | Formula::Satisfaction { question, at_least }
            if question.scale.score(i64::from(*at_least)).is_err() =>
        {
            let problem = IndicatorProblem::OffTheScale { at_least: *at_least, scale: question.scale };
            Err(("at-least", problem))
        }
        Formula::BudgetUse(budget) if budget.amount.ten_thousandths() <= 0 => {
            Err(("budget", IndicatorProblem::NoBudget))
        }
        Formula::CloseRate { purposes, .. } | Formula::Attendance { purposes } if purposes.is_empty() => {
            Err(("purposes", IndicatorProblem::NoPurposes))
        }
        Formula::Effort { question, bounds } => check_effort(question.scale, *bounds),
        Formula::RevisitSatisfaction { counts: Counts::Mean, .. } => {
            Err(("counts", IndicatorProblem::NoMean))
        }
        Formula::TicketCompleteness { parts, .. } if parts.is_empty() => {
            Err(("parts", IndicatorProblem::NoParts))
        }
        Formula::ComplaintRate { kinds, .. } if kinds.is_empty() => Err(("kinds", IndicatorProblem::NoKinds)),
        _ => Ok(()),
    }
}
