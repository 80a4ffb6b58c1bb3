//! [`Scorecard`]: checked indicators, and the evaluation of all of them in one pass over the facts.

mod assemble;
mod breakdown;
mod cases;
mod dimension;
mod line;
mod merge;
mod performance;
mod restatement;
mod segment;
mod uncertainty;
mod verdict;

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use chrono::{DateTime, NaiveDate, Utc};
use crm_calendar::Zone;
use crm_model::{Dataset, RuleName};
use thiserror::Error;

use self::assemble::gatherer;
pub use self::breakdown::{Breakdown, MemberLine};
pub use self::cases::{CaseId, Miss, NoCases};
pub use self::dimension::{Dimension, Member, Undivided};
use self::line::line;
pub use self::line::{Completeness, Line, Past};
pub use self::merge::MergeError;
pub use self::performance::Performance;
pub use self::restatement::{PartsChange, Restatement, RestatementCause, Stated, restatements};
pub use self::segment::Segment;
pub use self::uncertainty::Uncertainty;
pub use self::verdict::Verdict;
use crate::formulas::money::lifetime_values::note_instants;
use crate::gather::{Gather, show};
use crate::period::Windows;
use crate::{CivilPeriod, Facts, Formula, IndicatorProblem, IndicatorSpec, Per};

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
            spec.check().map_err(|(key, problem)| ScorecardError {
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
            let Formula::ValueToCost { aim, .. } = spec.formula else { continue };
            let complete = CivilPeriod::last_complete(spec.per, as_of, &self.zone);
            for last in [complete, CivilPeriod::running(spec.per, as_of, &self.zone)] {
                note_instants(aim, dataset, &Windows::ending(last, as_of, &self.zone), &mut instants);
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
            if let Some(Formula::ValueToCost { aim, .. }) =
                self.indicators.get(*place).map(|spec| &spec.formula)
            {
                note_instants(*aim, dataset, &Windows::ending(*period, as_of, &self.zone), &mut instants);
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
