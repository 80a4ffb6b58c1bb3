//! The evaluation of all cadences, in one pass over the facts.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use chrono::{DateTime, NaiveDate, Utc};
use crm_model::{Dataset, Ratio};

use super::conformance::kept;
use super::diagnose::{Known, diagnose};
use super::order::orders;
use super::{
    Anomaly, AnomalyRule, Cadence, Cadences, Charted, LineReview, MostLacking, NoHistory, OwnPeriods, Review,
    Shortfall, TargetRule, Tendency, TrendReview, TrendRule,
};
use crate::chart::{Anomalies, Stands};
use crate::trend::{Finite, Followed, MannKendall, Reading, Series, Sides, Slopes, Steps, judge};
use crate::{CivilPeriod, Dimension, Facts, IndicatorSpec, Line, Per, Scorecard, Trend, Verdict};

/// Lines by the place of the indicator and the period.
type Lines = BTreeMap<(usize, CivilPeriod), Line>;

impl Cadences {
    /// Returns the review of the last complete period of each cadence, the shortest first.
    ///
    /// Nothing after `as_of` counts. Each table is passed once for all of them, and once more for each cadence that breaks
    /// missed targets down, asks for the order of steps or diagnoses. Processes and diagnosis need the obligations of the facts.
    pub fn review(&self, scorecard: &Scorecard, facts: &Facts<'_>, as_of: DateTime<Utc>) -> Vec<Review> {
        let looks = self.looks(scorecard, as_of);
        let wanted = looks.iter().flat_map(Look::wanted).collect();
        let lines = scorecard.lines_over(facts, as_of, &wanted);
        looks.iter().map(|look| look.review(facts, &lines)).collect()
    }

    /// Returns the lines of the scorecard, as [`Scorecard::evaluate`] does, and the reviews, as [`review`](Self::review) does, in one
    /// pass over the facts: what both look at is gathered once.
    pub fn evaluate(
        &self,
        scorecard: &Scorecard,
        facts: &Facts<'_>,
        as_of: DateTime<Utc>,
    ) -> (Vec<Line>, Vec<Review>) {
        let looks = self.looks(scorecard, as_of);
        let last = |spec: &IndicatorSpec| CivilPeriod::last_complete(spec.per, as_of, scorecard.zone());
        let own = || scorecard.indicators().iter().enumerate().map(|(place, spec)| (place, last(spec)));
        let wanted = looks.iter().flat_map(Look::wanted).chain(own()).collect();
        let lines = scorecard.lines_over(facts, as_of, &wanted);
        let reviews = looks.iter().map(|look| look.review(facts, &lines)).collect();
        (own().filter_map(|key| lines.get(&key).cloned()).collect(), reviews)
    }

    /// Returns the instants at which [`LifetimeValues`](crate::LifetimeValues) are asked for by the lines of these reviews.
    pub fn valued_at(
        &self,
        scorecard: &Scorecard,
        dataset: &Dataset,
        as_of: DateTime<Utc>,
    ) -> BTreeSet<DateTime<Utc>> {
        let wanted = self.looks(scorecard, as_of).iter().flat_map(Look::wanted).collect();
        scorecard.valued_over(dataset, as_of, &wanted)
    }

    fn looks<'a>(&'a self, scorecard: &'a Scorecard, as_of: DateTime<Utc>) -> Vec<Look<'a>> {
        self.cadences.iter().map(|cadence| Look::new(cadence, scorecard, as_of)).collect()
    }
}

/// A cadence on its way over one period.
struct Look<'a> {
    cadence: &'a Cadence,
    scorecard: &'a Scorecard,
    as_of: DateTime<Utc>,
    period: CivilPeriod,
    last: NaiveDate,
}

impl<'a> Look<'a> {
    fn new(cadence: &'a Cadence, scorecard: &'a Scorecard, as_of: DateTime<Utc>) -> Self {
        let period = CivilPeriod::last_complete(cadence.per, as_of, scorecard.zone());
        let last = period.next().pred_opt().unwrap_or(NaiveDate::MIN);
        Self { cadence, scorecard, as_of, period, last }
    }

    /// Yields its indicators with their places, sorted by name as the scorecard is.
    fn specs(&self) -> impl Iterator<Item = (usize, &'a IndicatorSpec)> + use<'a> {
        let named = &self.cadence.indicators;
        let all = self.scorecard.indicators().iter().enumerate();
        all.filter(move |(_, spec)| named.is_empty() || named.contains(&spec.name))
    }

    /// Returns the period of another length that ends with the review's.
    fn ending(&self, per: Per) -> CivilPeriod {
        CivilPeriod::containing(per, self.last, self.scorecard.zone())
    }

    /// Returns the length of an indicator's own periods, if its target is judged over shorter ones than the review's.
    fn own(&self, spec: &IndicatorSpec) -> Option<Per> {
        let is_shorter = !spec.per.is_rolling() && spec.per < self.cadence.per;
        (spec.target.is_some() && is_shorter && self.cadence.targets.is_some()).then_some(spec.per)
    }

    fn wanted(&self) -> Vec<(usize, CivilPeriod)> {
        let histories =
            [self.cadence.anomalies.as_ref().map(|rule| rule.by), self.cadence.trends.map(|rule| rule.by)];
        let wanted = self.specs().flat_map(|(place, spec)| {
            let others = histories.into_iter().flatten().chain(self.own(spec)).map(|per| self.ending(per));
            let periods: Vec<CivilPeriod> = others.chain([self.period]).collect();
            periods.into_iter().map(move |period| (place, period))
        });
        wanted.collect()
    }

    fn review(&self, facts: &Facts<'_>, lines: &Lines) -> Review {
        let line_of = |place: usize, per: Per| lines.get(&(place, self.ending(per)));
        let reviewed = self.specs().filter_map(|(place, spec)| {
            let charted = self.cadence.anomalies.as_ref();
            let trends = self.cadence.trends.as_ref();
            let line = line_of(place, self.cadence.per)?.clone();
            Some(LineReview {
                own: self
                    .own(spec)
                    .and_then(|per| Some(own_periods(line_of(place, per)?, per, &self.period))),
                anomalies: charted.and_then(|rule| Some(charts(spec, line_of(place, rule.by)?, rule))),
                trend: trends.and_then(|rule| Some(tends(line_of(place, rule.by)?, rule))),
                shortfall: None,
                line,
            })
        });
        let mut reviewed: Vec<LineReview> = reviewed.collect();
        if let Some(rule) = self.cadence.targets {
            self.find_shortfalls(&mut reviewed, facts, rule);
        }
        let obligations = facts.obligations.unwrap_or_default();
        let Cadence { processes, .. } = self.cadence;
        let diagnosis = self.cadence.diagnosis.then(|| {
            let known = Known { lines: &reviewed, scorecard: self.scorecard, as_of: self.as_of };
            diagnose(facts, &self.period, &known)
        });
        Review {
            cadence: self.cadence.name.clone(),
            clause: self.cadence.clause.clone(),
            strength: self.cadence.strength,
            period: self.period,
            running: CivilPeriod::running(self.cadence.per, self.as_of, self.scorecard.zone()),
            lines: reviewed,
            processes: if processes.is_empty() {
                Vec::new()
            } else {
                kept(processes, obligations, &self.period)
            },
            orders: orders(&self.cadence.orders, facts, &self.period, self.as_of),
            diagnosis,
        }
    }

    /// Says what missed targets take.
    fn find_shortfalls(&self, lines: &mut [LineReview], facts: &Facts<'_>, rule: TargetRule) {
        let is_missed = |one: &LineReview| one.line.verdict == Verdict::Missed;
        let spec_of =
            |line: &Line| self.scorecard.indicators().iter().find(|spec| spec.name == line.indicator);
        let missed: Vec<IndicatorSpec> =
            lines.iter().filter(|one| is_missed(one)).filter_map(|one| spec_of(&one.line)).cloned().collect();
        let mut most: Vec<(_, MostLacking)> = Vec::new();
        if let Some(by) = rule.by
            && let Ok(alone) = Scorecard::new(missed, self.scorecard.zone().clone())
        {
            most = self.most_lacking(&alone, facts, by);
        }
        for one in lines.iter_mut().filter(|one| is_missed(one)) {
            let Some(spec) = spec_of(&one.line) else { continue };
            let lack = most.iter().find(|(name, _)| *name == spec.name).map(|(_, most)| most.clone());
            one.shortfall = Some(Shortfall { steps: spec.what_it_takes(&one.line.evidence), most: lack });
        }
    }

    fn most_lacking(
        &self,
        missed: &Scorecard,
        facts: &Facts<'_>,
        by: Dimension,
    ) -> Vec<(crm_model::RuleName, MostLacking)> {
        let broken = missed.breakdown_period(facts, self.as_of, self.last, &[by]);
        let most = broken.into_iter().filter_map(|breakdown| {
            let gap = breakdown.gap()?.ok()?;
            // A target that is judged by the interval may be missed though no segment lacks anything.
            let lack = (*gap.ranked().first()?).clone();
            (lack.missing.parts().0 > 0).then_some((breakdown.indicator, MostLacking { by, lack }))
        });
        most.collect()
    }
}

/// Returns how the periods of an indicator's own length within a longer one stand.
fn own_periods(line: &Line, per: Per, within: &CivilPeriod) -> OwnPeriods {
    let mut own = OwnPeriods { per, met: 0, missed: 0, not_judged: 0 };
    let past = line.past.iter().enumerate().filter(|(_, past)| past.period.first() >= within.first());
    let judged = past.map(|(place, _)| line.judged_before(place)).chain([Some(line.verdict.clone())]);
    for verdict in judged.flatten() {
        match verdict {
            Verdict::Met => own.met += 1,
            Verdict::Missed => own.missed += 1,
            _ => own.not_judged += 1,
        }
    }
    own
}

fn charts(spec: &IndicatorSpec, line: &Line, rule: &AnomalyRule) -> Result<Charted, NoHistory> {
    let series = Series::of_line(line).map_err(NoHistory::NoSeries)?;
    let values = series.len() as u64;
    if values < rule.at_least {
        return Err(NoHistory::TooFew { values, at_least: rule.at_least });
    }
    let found = Anomalies::of_indicator(&spec.formula, &series, &rule.choices).map_err(NoHistory::NoChart)?;
    let history = line.history().iter().map(|past| (past.period, &past.value));
    let periods: Vec<_> = history.chain([(line.period, &line.value)]).collect();
    let anomaly = |place: u64| {
        let (period, value) = periods.get(usize::try_from(place).ok()?)?;
        let point = found.chart.points().iter().find(|point| point.place == place)?;
        Some(Anomaly {
            period: *period,
            value: (*value).clone(),
            lower: Finite::new(point.lower)?,
            upper: Finite::new(point.upper)?,
            lower_is_clamped: point.lower_is_clamped,
            upper_is_clamped: point.upper_is_clamped,
            is_out: point.stands != Stands::Inside,
        })
    };
    let places: BTreeSet<u64> = found.signals.iter().map(|signal| signal.at).collect();
    Ok(Charted {
        by: rule.by,
        kind: found.chart.kind(),
        center: Finite::new(found.chart.center())
            .ok_or(NoHistory::NoChart(crate::chart::ChartError::TooLarge))?,
        values,
        gaps: series.gaps(),
        anomalies: places.into_iter().filter_map(anomaly).collect(),
        advice: found.advice,
    })
}

fn tends(line: &Line, rule: &TrendRule) -> Result<TrendReview, NoHistory> {
    let series: Series<Ratio> = Series::of_line(line).map_err(NoHistory::NoSeries)?;
    let reading = Reading::Significant { confidence: rule.confidence, sides: Sides::Two };
    // As many values as a test needs.
    let goes = |trend| judge(&series, trend, reading, 2).followed;
    let tendency = match (goes(Trend::Falls), goes(Trend::Rises)) {
        (Followed::Yes, _) => Tendency::Falls,
        (_, Followed::Yes) => Tendency::Rises,
        (Followed::TooFew { needed }, _) | (_, Followed::TooFew { needed }) => Tendency::TooFew { needed },
        (Followed::No, Followed::No) => Tendency::Neither,
    };
    let p = MannKendall::of(&series).map(|test| test.significance().two_sided);
    let slope = Slopes::of(&series).ok().map(|slopes| slopes.median());
    Ok(TrendReview {
        by: rule.by,
        values: series.len() as u64,
        gaps: series.gaps(),
        steps: Steps::of(&series),
        tendency,
        p: p.and_then(Finite::new),
        slope: slope.and_then(Finite::new),
    })
}
