//! How the promises on tickets were kept, altogether and by month.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};
use crm_model::{ClauseId, MeasureName, RuleName, Strength};

use super::super::{
    Clause, Point, PromiseRow, PromiseTrend, Scale, ServiceLevels, ShareView, Tile, Tone, Trend,
};
use crate::report::cell::{count, counted};
use crate::report::head::no_promises;
use crate::report::tally::is_of_the_whole;
use crate::report::{Attainment, Promise, Report, Tally};

/// How many months a trend shows at most: a year and the same month of the year before.
const MONTHS: u32 = 13;

/// Returns how the promises were kept.
pub(super) fn of(report: &Report, promises: &[Promise]) -> ServiceLevels {
    ServiceLevels {
        trends: trends(report, promises),
        promises: promises.iter().map(row).collect(),
        nothing: no_promises(report).to_owned(),
    }
}

/// Returns one figure for each measure of which something is certain: the share kept in time by all of its rules.
pub(super) fn tiles(promises: &[Promise]) -> Vec<Tile> {
    let mut measures: Vec<(MeasureName, u64, Attainment)> = Vec::new();
    for Promise { measure, tally, .. } in promises {
        let Some(share) = tally.attainment() else { continue };
        match measures.iter_mut().find(|(name, ..)| name == measure) {
            Some((_, rules, sum)) => {
                *rules += 1;
                *sum = Attainment { part: sum.part + share.part, whole: sum.whole + share.whole };
            }
            None => measures.push((measure.clone(), 1, share)),
        }
    }
    let tile = |(measure, rules, share): (MeasureName, u64, Attainment)| Tile {
        label: format!("{measure} in time"),
        value: share.percent(),
        note: format!("{} of {}, by {}", count(share.part), count(share.whole), counted(rules, "rule")),
        tone: Tone::Neutral,
        section: "service-levels",
    };
    measures.into_iter().map(tile).collect()
}

fn row(promise: &Promise) -> PromiseRow {
    let tally = &promise.tally;
    PromiseRow {
        measure: promise.measure.to_string(),
        clause: Clause::new(promise.clause.as_ref(), Some(promise.strength)),
        rule: promise.rule.as_ref().map(ToString::to_string).unwrap_or_default(),
        owed: tally.owed(),
        met: tally.met,
        met_late: tally.met_late,
        missed: tally.missed,
        overdue: tally.overdue,
        open: tally.open + tally.paused + tally.waiting + tally.blocked,
        void: tally.void(),
        unclear: tally.undetermined,
        attainment: tally.attainment().map(ShareView::of),
    }
}

impl ShareView {
    /// Returns a share with its words.
    pub(crate) fn of(share: Attainment) -> Self {
        Self {
            fraction: fraction(share),
            percent: share.percent(),
            parts: format!("{} of {}", count(share.part), count(share.whole)),
        }
    }
}

/// Returns the length of a share for drawing. Counts beyond what a float holds exactly lose nothing that can be seen.
#[expect(clippy::cast_precision_loss, reason = "a length on a page")]
fn fraction(share: Attainment) -> f64 {
    share.part as f64 / share.whole.max(1) as f64
}

type Key<'a> = (&'a MeasureName, Option<&'a ClauseId>, Option<&'a RuleName>, Strength);

/// Returns the share of each promise by the month (UTC) in which the obligations arose, all over the same months; none
/// where only one month has figures.
fn trends(report: &Report, promises: &[Promise]) -> Vec<PromiseTrend> {
    let mut tallies: BTreeMap<(Key<'_>, NaiveDate), Tally> = BTreeMap::new();
    for obligation in report.assessment.obligations.iter().filter(|one| !is_of_the_whole(one)) {
        let Some(month) = obligation.opened_at.and_then(|at| at.date_naive().with_day(1)) else { continue };
        let id = &obligation.id;
        let key = (&id.measure, id.clause.as_ref(), obligation.rule.as_ref(), obligation.strength);
        tallies.entry((key, month)).or_default().record(&obligation.state);
    }
    let months =
        || tallies.iter().filter(|(_, tally)| tally.attainment().is_some()).map(|((_, month), _)| *month);
    let (Some(first), Some(last)) = (months().min(), months().max()) else { return Vec::new() };
    if first == last {
        return Vec::new();
    }
    let earliest = last.checked_sub_months(Months::new(MONTHS - 1)).unwrap_or(first);
    let later = |from: NaiveDate, by: u32| from.checked_add_months(Months::new(by));
    let shown: Vec<NaiveDate> = (0..MONTHS)
        .map_while(|by| later(first.max(earliest), by))
        .take_while(|month| *month <= last)
        .collect();
    let point = |key: Key<'_>, month: NaiveDate| {
        let share = tallies.get(&(key, month)).and_then(Tally::attainment);
        Point {
            period: month.format("%Y-%m").to_string(),
            value: share.map(fraction),
            text: share.map_or_else(
                || "no figure".to_owned(),
                |share| format!("{} ({} of {})", share.percent(), count(share.part), count(share.whole)),
            ),
        }
    };
    let trend = |promise: &Promise| {
        let key = (&promise.measure, promise.clause.as_ref(), promise.rule.as_ref(), promise.strength);
        let points: Vec<Point> = shown.iter().map(|month| point(key, *month)).collect();
        let rule = promise.rule.as_ref().map(|rule| format!(", {rule}")).unwrap_or_default();
        points.iter().any(|point| point.value.is_some()).then(|| PromiseTrend {
            name: format!("{}{rule}", promise.measure),
            clause: Clause::new(promise.clause.as_ref(), Some(promise.strength)),
            trend: Trend { points, target: None, scale: Some(Scale::of_shares()) },
        })
    };
    promises.iter().filter_map(trend).collect()
}
