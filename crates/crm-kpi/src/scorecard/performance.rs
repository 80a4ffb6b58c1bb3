//! [`Performance`]: indicators by department, person and the like, with the cases behind each miss (clauses D-PERF-1, H-PERF-1).
//!
//! [`Scorecard::performance`] puts together what [`Scorecard::breakdown`] and [`Scorecard::cases`] tell, so that no figure of a
//! department or a person stands there without the tickets, obligations and customers that speak against it.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::RuleName;

use super::{Breakdown, Dimension, Member, MemberLine, Miss, NoCases, Scorecard};
use crate::{CivilPeriod, Facts, IndicatorSpec, Per};

/// One indicator by one dimension, with the cases that miss its target.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Performance {
    /// The figures: the whole and each member, with parts, cases, interval and verdict.
    pub breakdown: Breakdown,
    /// The cases that by themselves miss the target, by member and then by case; or why there is no list.
    pub cases: Result<Vec<Miss>, NoCases>,
}

impl Performance {
    /// Returns the cases behind the figure of one member, sorted; none where there is no list.
    pub fn cases_of(&self, member: &Member) -> &[Miss] {
        let all = self.cases.as_deref().unwrap_or_default();
        let from = all.partition_point(|miss| miss.member < *member);
        let until = all.partition_point(|miss| miss.member <= *member);
        all.get(from..until).unwrap_or_default()
    }

    /// Returns the members in their order; none where the dimension does not divide the cases.
    pub fn members(&self) -> &[MemberLine] {
        self.breakdown.members.as_deref().unwrap_or_default()
    }
}

impl Scorecard {
    /// Returns the named indicators by each of the dimensions, for their last periods that were complete at `as_of`, with the
    /// cases behind each miss: in the order of the indicators' names, then in that of `by`. No names stand for all indicators; names
    /// that the scorecard does not have are passed over.
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
    /// let rows = vec![ticket("T-1", "phone", true)?, ticket("T-2", "phone", false)?, ticket("T-3", "e-mail", false)?];
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
    /// let performance = scorecard.performance(&[], &[Dimension::Channel], &Facts::new(&dataset), as_of).remove(0);
    /// let phone = &performance.members()[1];
    /// let cases: Vec<String> = performance.cases_of(&phone.member).iter().map(|miss| miss.case.to_string()).collect();
    /// assert_eq!((phone.line.value.to_string(), cases), ("50.0%".to_owned(), vec!["T-2".to_owned()]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn performance(
        &self,
        indicators: &[RuleName],
        by: &[Dimension],
        facts: &Facts<'_>,
        as_of: DateTime<Utc>,
    ) -> Vec<Performance> {
        let period = |per| CivilPeriod::last_complete(per, as_of, &self.zone);
        self.named(indicators).performances(by, facts, as_of, period)
    }

    /// Returns the same for one period, with the facts known at `as_of`. A target stays with an indicator only over periods of its
    /// own length: over others there is no verdict.
    pub fn performance_over(
        &self,
        indicators: &[RuleName],
        by: &[Dimension],
        facts: &Facts<'_>,
        as_of: DateTime<Utc>,
        period: &CivilPeriod,
    ) -> Vec<Performance> {
        let mut named = self.named(indicators);
        for spec in &mut named.indicators {
            *spec = spec.over(period.per());
        }
        named.performances(by, facts, as_of, |_| *period)
    }

    fn named(&self, indicators: &[RuleName]) -> Self {
        let is_named = |spec: &&IndicatorSpec| indicators.is_empty() || indicators.contains(&spec.name);
        let named = self.indicators.iter().filter(is_named).cloned().collect();
        Self { indicators: named, zone: self.zone.clone() }
    }

    fn performances(
        &self,
        by: &[Dimension],
        facts: &Facts<'_>,
        as_of: DateTime<Utc>,
        period: impl Fn(Per) -> CivilPeriod,
    ) -> Vec<Performance> {
        let broken_down = self.breakdowns(facts, as_of, by, &period).into_iter();
        let with_cases = broken_down.map(|breakdown| {
            let spec = self.indicators.iter().find(|spec| spec.name == breakdown.indicator);
            let cases = spec.ok_or(NoCases::NoIndicator).and_then(|spec| {
                self.cases_in(spec, facts, as_of, Some(breakdown.dimension), period(spec.per))
            });
            Performance { breakdown, cases }
        });
        with_cases.collect()
    }
}
