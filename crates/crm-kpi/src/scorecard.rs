//! [`Scorecard`]: checked indicators, and the evaluation of all of them in one pass over the facts.

mod assemble;
mod breakdown;
mod cases;
mod dimension;
mod line;
mod merge;
mod performance;
mod verdict;

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use chrono::{DateTime, NaiveDate, Utc};
use crm_calendar::Zone;
use crm_model::{Dataset, RuleName, Scale};
use thiserror::Error;

use self::assemble::gatherer;
pub use self::breakdown::{Breakdown, MemberLine};
pub use self::cases::{CaseId, Miss, NoCases};
pub use self::dimension::{Dimension, Member, Undivided};
use self::line::line;
pub use self::line::{Completeness, Line, Past};
pub use self::merge::MergeError;
pub use self::performance::Performance;
pub use self::verdict::{Limits, Verdict};
use crate::formulas::money::lifetime_values::note_instants;
use crate::gather::{Gather, show};
use crate::period::{PLACES, Windows};
use crate::{
    CauseRule, CivilPeriod, Counts, EffortBounds, Facts, Formula, IndicatorSpec, JudgedBy, Judging, Per,
    Sample, ShownTime, Target, TicketTime, Unit,
};

/// The indicators of a policy, checked.
///
/// # Examples
///
/// ```
/// use crm_calendar::Zone;
/// use crm_kpi::{Facts, Formula, IndicatorSpec, Judging, Per, Scorecard, Value, Verdict, Volume};
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
///     judging: Judging::default(),
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
        self.lines(facts, as_of, |per| CivilPeriod::last_complete(per, as_of, &self.zone))
    }

    /// Returns a line for each indicator, for the period in which a civil date lies, with the facts known at `as_of`: a closed
    /// period as late data have it, or each month of a quarter. A rolling period is the one that ends with the date.
    pub fn evaluate_period(&self, facts: &Facts<'_>, as_of: DateTime<Utc>, date: NaiveDate) -> Vec<Line> {
        self.lines(facts, as_of, |per| CivilPeriod::containing(per, date, &self.zone))
    }

    /// Returns a line for each indicator, for the period that runs at `as_of`, marked as incomplete: no target is judged.
    pub fn evaluate_running(&self, facts: &Facts<'_>, as_of: DateTime<Utc>) -> Vec<Line> {
        self.lines(facts, as_of, |per| CivilPeriod::running(per, as_of, &self.zone))
    }

    /// Returns the instants at which [`LifetimeValues`](crate::LifetimeValues) are asked for by the lines of the last complete
    /// period, of those before it that they show, and of the one that runs; none where no indicator asks for any.
    pub fn valued_at(&self, dataset: &Dataset, as_of: DateTime<Utc>) -> BTreeSet<DateTime<Utc>> {
        let mut instants = BTreeSet::new();
        for spec in &self.indicators {
            let complete = CivilPeriod::last_complete(spec.per, as_of, &self.zone);
            for last in [complete, CivilPeriod::running(spec.per, as_of, &self.zone)] {
                note_instants(spec, dataset, &Windows::ending(last, as_of, &self.zone), &mut instants);
            }
        }
        instants
    }

    /// Returns the instants at which lifetime values are asked for by indicators, by their places, over periods of any length.
    pub(crate) fn valued_over(
        &self,
        dataset: &Dataset,
        as_of: DateTime<Utc>,
        wanted: &BTreeSet<(usize, CivilPeriod)>,
    ) -> BTreeSet<DateTime<Utc>> {
        let mut instants = BTreeSet::new();
        for (place, period) in wanted {
            if let Some(spec) = self.indicators.get(*place) {
                note_instants(spec, dataset, &Windows::ending(*period, as_of, &self.zone), &mut instants);
            }
        }
        instants
    }

    fn lines(&self, facts: &Facts<'_>, as_of: DateTime<Utc>, last: impl Fn(Per) -> CivilPeriod) -> Vec<Line> {
        let mut windows: BTreeMap<Per, Windows> = BTreeMap::new();
        for spec in &self.indicators {
            let ending = || Windows::ending(last(spec.per), as_of, &self.zone);
            windows.entry(spec.per).or_insert_with(ending);
        }
        let specs = || self.indicators.iter().filter_map(|spec| Some((spec, windows.get(&spec.per)?)));
        let mut gatherers: Vec<Box<dyn Gather<'_> + '_>> =
            specs().map(|(spec, windows)| gatherer(spec, *facts, windows, &self.zone)).collect();
        show_all(facts, &mut gatherers);
        let pairs = specs().zip(&gatherers);
        pairs.map(|((spec, windows), gathered)| line(spec, gathered.as_ref(), facts, windows)).collect()
    }
}

impl Scorecard {
    /// Returns the lines of indicators, by their places, over periods of any length. The target stays with an indicator only over
    /// periods of its own length.
    pub(crate) fn lines_over(
        &self,
        facts: &Facts<'_>,
        as_of: DateTime<Utc>,
        wanted: &BTreeSet<(usize, CivilPeriod)>,
    ) -> BTreeMap<(usize, CivilPeriod), Line> {
        let mut windows: BTreeMap<CivilPeriod, Windows> = BTreeMap::new();
        let mut specs: Vec<((usize, CivilPeriod), IndicatorSpec)> = Vec::new();
        for (place, period) in wanted {
            windows.entry(*period).or_insert_with(|| Windows::ending(*period, as_of, &self.zone));
            specs
                .extend(self.indicators.get(*place).map(|spec| ((*place, *period), spec.over(period.per()))));
        }
        let pairs =
            || specs.iter().filter_map(|(key, spec)| windows.get(&key.1).map(|windows| (key, spec, windows)));
        let mut gatherers: Vec<Box<dyn Gather<'_> + '_>> =
            pairs().map(|(_, spec, windows)| gatherer(spec, *facts, windows, &self.zone)).collect();
        show_all(facts, &mut gatherers);
        let gathered = pairs().zip(&gatherers);
        gathered
            .map(|((key, spec, windows), gathered)| (*key, line(spec, gathered.as_ref(), facts, windows)))
            .collect()
    }
}

impl IndicatorSpec {
    /// Returns the indicator over periods of another length, to which its target does not belong.
    fn over(&self, per: Per) -> Self {
        let is_own = self.per == per;
        let (target, baseline) = (self.target.filter(|_| is_own), self.baseline.filter(|_| is_own));
        Self { per, target, baseline, ..self.clone() }
    }
}

/// Shows all facts to all indicators: on several cores, each indicator on one of them.
#[cfg(feature = "rayon")]
fn show_all<'a>(facts: &Facts<'a>, gatherers: &mut [Box<dyn Gather<'a> + '_>]) {
    use rayon::prelude::*;

    // A pass costs about as much as a few indicators, so they share as few passes as there are cores.
    let together = gatherers.len().div_ceil(rayon::current_num_threads()).max(1);
    gatherers.par_chunks_mut(together).for_each(|some| show(facts, some));
}

/// Shows all facts to all indicators.
#[cfg(not(feature = "rayon"))]
fn show_all<'a>(facts: &Facts<'a>, gatherers: &mut [Box<dyn Gather<'a> + '_>]) {
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
    /// A baseline beside a trend.
    #[error("a trend is told from the periods before, so that no baseline belongs to it; leave the key out")]
    BaselineOfTrend,
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
    /// Reviews of one ticket are not averaged.
    #[error("reviews of one ticket have no mean here; `last`, `first` and `all` are possible")]
    MeanOfReviews,
    /// The sheet says of no score whether it is good enough.
    #[error("the sheet has no pass mark, so nobody could pass")]
    NoPassMark,
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
    /// What is in time cannot be told from what is late.
    #[error("the share in time is asked for, and it is not said how long it may take")]
    NoLimit,
    /// A confidence that is none.
    #[error("a confidence lies above 0% and below 100%")]
    Confidence,
    /// Intervals are asked for without a confidence.
    #[error("an interval needs a `confidence`")]
    NoConfidence,
    /// The method of the interval is for other cases.
    #[error("the interval is not one of {sample}, which is what is measured")]
    OtherInterval {
        /// As what the cases can be taken.
        sample: Sample,
    },
    /// A target is to be judged by an interval, and there is none.
    #[error("there is no interval of what is measured, so that the target cannot be judged by it")]
    NoInterval,
    /// A part of a population is asked for, and the cases are not drawn from one.
    #[error("the cases are not drawn from a population, so that no part of one can be asked for")]
    NotDrawn,
    /// A target that is no number is to be judged by an interval.
    #[error("only a bound or a change is judged by the interval, not a trend")]
    TrendByInterval,
    /// A small sample of fewer than none.
    #[error("no sample is below 0 cases; leave the key out to mark none")]
    NoSmallSample,
    /// A trend of a single value, or of none.
    #[error("a trend needs two values at least")]
    NoStep,
    /// A trend is asked for over fewer periods than a test can show it with.
    #[error(
        "a trend over {periods} periods cannot be shown by a test with this `confidence`: it takes {needed}"
    )]
    TooFewForTest {
        /// As asked.
        periods: u32,
        /// How many it takes, if each value goes the way.
        needed: u64,
    },
    /// A trend is to be tested without a confidence.
    #[error("a trend that is tested needs a `confidence`")]
    NoTrendConfidence,
    /// More decimals than are worth showing.
    #[error("{decimals} decimals are more than {most}")]
    TooManyDecimals {
        /// As asked.
        decimals: u8,
        /// As many as there may be.
        most: u8,
    },
    /// More periods are asked about than a line knows.
    #[error("a trend over {periods} periods is longer than the {known} that are known")]
    TooManyPeriods {
        /// As asked.
        periods: u32,
        /// As known.
        known: u32,
    },
}

fn check_judging(spec: &IndicatorSpec) -> Result<(), Fault> {
    spec.judging.check()?;
    let Judging { confidence, method, by, .. } = spec.judging;
    let sample = spec.formula.sample();
    let by_interval = by == JudgedBy::Interval;
    match method {
        Some(_) if confidence.is_none() => return Err(("interval", IndicatorProblem::NoConfidence)),
        Some(method) if !method.fits(sample) => {
            return Err(("interval", IndicatorProblem::OtherInterval { sample }));
        }
        _ => {}
    }
    if spec.judging.sample.is_some() && sample != Sample::Drawn {
        return Err(("sample", IndicatorProblem::NotDrawn));
    }
    if by_interval && confidence.is_none() {
        return Err(("judged-by", IndicatorProblem::NoConfidence));
    }
    if by_interval && spec.target.is_some() && sample == Sample::None {
        return Err(("judged-by", IndicatorProblem::NoInterval));
    }
    if by_interval && matches!(spec.target, Some(Target::Trend { .. })) {
        return Err(("judged-by", IndicatorProblem::TrendByInterval));
    }
    Ok(())
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
        Some(Target::Bound { bound, .. } | Target::Shift { by: bound }) => fits("target", bound.unit())?,
        Some(Target::Trend { periods, .. }) => {
            let known = u32::try_from(PLACES - 1).unwrap_or(u32::MAX);
            let at_least = u32::try_from(spec.judging.trend.at_least).unwrap_or(u32::MAX);
            match periods {
                Some(periods) if periods > known => {
                    return Err(("target", IndicatorProblem::TooManyPeriods { periods, known }));
                }
                None if at_least > known => {
                    let problem = IndicatorProblem::TooManyPeriods { periods: at_least, known };
                    return Err(("trend-at-least", problem));
                }
                _ => {}
            }
            let needed = spec.judging.trend_needs();
            if let Some((periods, needed)) =
                periods.zip(needed).filter(|(asked, needed)| u64::from(*asked) < *needed)
            {
                return Err(("target", IndicatorProblem::TooFewForTest { periods, needed }));
            }
        }
        None if spec.baseline.is_some() => return Err(("baseline", IndicatorProblem::NoTarget)),
        _ => {}
    }
    if let Some(baseline) = spec.baseline {
        fits("baseline", baseline.unit())?;
        if matches!(spec.target, Some(Target::Trend { .. })) {
            return Err(("baseline", IndicatorProblem::BaselineOfTrend));
        }
    }
    check_judging(spec)?;
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
        Formula::QualityScore(rule) | Formula::QualityPass(rule) if rule.counts == Counts::Mean => {
            Err(("counts", IndicatorProblem::MeanOfReviews))
        }
        Formula::QualityPass(rule) if rule.sheet.pass().is_none() => {
            Err(("sheet", IndicatorProblem::NoPassMark))
        }
        Formula::TicketTime(TicketTime { shown: ShownTime::Within, within: None, .. }) => {
            Err(("within", IndicatorProblem::NoLimit))
        }
        Formula::TicketCompleteness { parts, .. } if parts.is_empty() => {
            Err(("parts", IndicatorProblem::NoParts))
        }
        Formula::ComplaintRate { kinds, .. } | Formula::RepeatedComplaints(CauseRule { kinds, .. })
            if kinds.is_empty() =>
        {
            Err(("kinds", IndicatorProblem::NoKinds))
        }
        _ => Ok(()),
    }
}
