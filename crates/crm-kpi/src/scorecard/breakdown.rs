//! [`Breakdown`]: an indicator segment by segment, in the same pass over the facts.
//!
//! Each segment has a gatherer of its own, which is shown the rows of that segment and no others; rows of which nobody knows
//! the segment go to [`Member::Unknown`]. So the segments count what the whole counts, each case once.

mod divided;

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::{DateTime, NaiveDate, Utc};
use crm_model::{Ratio, RuleName};

use self::divided::Divided;
pub(super) use self::divided::Source;
use super::{Dimension, Member, Past, Scorecard, Undivided, show_all};
use crate::decomposition::{Change, DecompositionError, Gap};
use crate::gather::Gather;
use crate::period::Windows;
use crate::{Bound, CivilPeriod, Facts, Line, Per, Value};

/// An indicator by the segments of a dimension (clauses D-PERF-1, H-PERF-1).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Breakdown {
    /// The indicator's name.
    pub indicator: RuleName,
    /// By what it is broken down.
    pub dimension: Dimension,
    /// The whole, as on the scorecard.
    pub total: Line,
    /// The members of the dimension in their order, the unknown one last; or why there are none.
    pub members: Result<Vec<MemberLine>, Undivided>,
}

/// An indicator in the segment of one member.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MemberLine {
    /// The member.
    pub member: Member,
    /// Its line. By tiers at the start of the period it has no history, since a customer need not have been of its tier before.
    pub line: Line,
    /// What was measured in the period before, of those who were in the segment then.
    pub before: Past,
}

impl Breakdown {
    /// Returns what the parts of the whole have beyond those of the segments together: a part and a whole, both zero where
    /// the segments tell all. `None` where the whole has no value, or is no ratio.
    ///
    /// A segment that has a part and no value leaves it here: spend without revenue, tickets none of which tells of its kind.
    /// Its [`evidence`](Line::evidence) holds it all the same: that of the members merges to that of the whole.
    pub fn remainder(&self) -> Option<(i128, i128)> {
        let (part, whole) = parts(&self.total.value)?.parts();
        let members = self.members.as_ref().ok()?;
        members.iter().filter_map(|one| parts(&one.line.value)).try_fold((part, whole), |left, one| {
            let (part, whole) = one.parts();
            Some((left.0.checked_sub(part)?, left.1.checked_sub(whole)?))
        })
    }

    /// Returns where the change since the period before comes from, among the segments that have values.
    ///
    /// # Errors
    ///
    /// As for [`Change::between`]; also where there are no segments, or the indicator is a count.
    pub fn change(&self) -> Result<Change<Member>, DecompositionError> {
        let members = self.members.as_deref().unwrap_or_default();
        Change::between(
            members.iter().map(|one| (one.member.clone(), parts(&one.before.value), parts(&one.line.value))),
        )
    }

    /// Returns which segments lack how much to the target, or `None` without a target that is a number.
    ///
    /// # Errors
    ///
    /// As for [`Gap::to`]; also where there are no segments, or the indicator is a count.
    pub fn gap(&self) -> Option<Result<Gap<Member>, DecompositionError>> {
        let (side, goal) = self.total.target?.goal(self.total.baseline.and_then(Bound::number))?;
        let members = self.members.as_deref().unwrap_or_default();
        let parts = members.iter().map(|one| (one.member.clone(), parts(&one.line.value)));
        Some(Gap::to(side, goal, parts))
    }
}

/// Returns the parts of a value that is a ratio; a count is none, since counts add up otherwise.
fn parts(value: &Value) -> Option<Ratio> {
    if matches!(value, Value::Count(_)) { None } else { value.number() }
}

impl Scorecard {
    /// Returns every indicator by every one of these dimensions, for the last period that was complete at `as_of`: by
    /// indicator, then in the order of `dimensions`.
    ///
    /// The time is linear in the facts, times indicators and dimensions; each table is passed once.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::Zone;
    /// use crm_kpi::{Dimension, Facts, Formula, IndicatorSpec, Judging, Per, Scorecard};
    /// use crm_model::{Dataset, Happening, Records, Strength, Table, TicketEvent, TicketId, TicketRecord};
    ///
    /// let ticket = |name: &str, channel: &str, solved: bool| -> Result<TicketRecord, Box<dyn std::error::Error>> {
    ///     let opened = "2026-03-02T09:00:00Z".parse()?;
    ///     let mut events = vec![TicketEvent::at(opened, Happening::Opened)];
    ///     events.extend(solved.then(|| TicketEvent::at(opened, Happening::Solved)));
    ///     Ok(TicketRecord { channel: Some(channel.parse()?), ..TicketRecord::new(TicketId::new(name)?, events) })
    /// };
    /// let rows = vec![ticket("T-1", "phone", true)?, ticket("T-2", "phone", true)?, ticket("T-3", "e-mail", false)?];
    /// let (dataset, _) = Dataset::new(Records { tickets: Table::complete(rows), ..Records::default() });
    /// let solved = IndicatorSpec {
    ///     name: "indicator.solved".parse()?,
    ///     clause: "D-KPI-13".parse()?,
    ///     strength: Strength::Must,
    ///     formula: Formula::Resolution { kinds: vec![] },
    ///     per: Per::Month,
    ///     target: Some(">= 95%".parse()?),
    ///     baseline: None,
    ///     judging: Judging::default(),
    /// };
    /// let scorecard = Scorecard::new(vec![solved], Zone::utc())?;
    /// let as_of = "2026-04-10T00:00:00Z".parse()?;
    /// let breakdown = scorecard.breakdown(&Facts::new(&dataset), as_of, &[Dimension::Channel]).remove(0);
    /// let lines = breakdown.members.as_ref().unwrap();
    /// let shown: Vec<String> = lines.iter().map(|one| format!("{} {}", one.member, one.line.value)).collect();
    /// assert_eq!(shown, ["e-mail 0.0%", "phone 100.0%"]);
    /// assert_eq!(breakdown.remainder(), Some((0, 0)));
    /// let gap = breakdown.gap().unwrap()?;
    /// assert_eq!(gap.ranked()[0].segment.to_string(), "e-mail");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn breakdown(
        &self,
        facts: &Facts<'_>,
        as_of: DateTime<Utc>,
        dimensions: &[Dimension],
    ) -> Vec<Breakdown> {
        self.breakdowns(facts, as_of, dimensions, |per| CivilPeriod::last_complete(per, as_of, &self.zone))
    }

    /// Returns the same for the period in which a civil date lies, with the facts known at `as_of`, as
    /// [`evaluate_period`](Self::evaluate_period) does for the whole.
    pub fn breakdown_period(
        &self,
        facts: &Facts<'_>,
        as_of: DateTime<Utc>,
        date: NaiveDate,
        dimensions: &[Dimension],
    ) -> Vec<Breakdown> {
        self.breakdowns(facts, as_of, dimensions, |per| CivilPeriod::containing(per, date, &self.zone))
    }

    pub(super) fn breakdowns(
        &self,
        facts: &Facts<'_>,
        as_of: DateTime<Utc>,
        dimensions: &[Dimension],
        last: impl Fn(Per) -> CivilPeriod,
    ) -> Vec<Breakdown> {
        let mut windows: BTreeMap<Per, Windows> = BTreeMap::new();
        for spec in &self.indicators {
            windows.entry(spec.per).or_insert_with(|| Windows::ending(last(spec.per), as_of, &self.zone));
        }
        let sources = self.indicators.iter().filter_map(|spec| {
            Some(Source { spec, facts: *facts, windows: windows.get(&spec.per)?, zone: &self.zone })
        });
        let mut divided: Vec<Divided<'_>> = sources.map(|source| Divided::new(source, dimensions)).collect();
        let boxed = divided.iter_mut().map(|one| Box::new(one) as Box<dyn Gather<'_> + '_>);
        show_all(facts, &mut boxed.collect::<Vec<_>>());
        divided.iter().flat_map(Divided::breakdowns).collect()
    }
}
