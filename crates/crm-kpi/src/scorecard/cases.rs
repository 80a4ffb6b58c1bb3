//! [`Miss`]: the cases behind a figure that speak against its target.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;

use chrono::{DateTime, Utc};
use crm_model::{CustomerId, Obligation, ObligationId, QualityReview, Ratio, RuleName, TicketId};
use thiserror::Error;

use super::assemble::missing;
use super::breakdown::Source;
use super::dimension::{Cases, Sorter};
use super::{Dimension, Member, Scorecard, Undivided};
use crate::formulas::tickets::attainment::counted_at;
use crate::formulas::tickets::complaint_rate::{Counting, Rated};
use crate::gather::{Gather, Person};
use crate::period::{PLACES, Windows};
use crate::{Base, Bound, CivilPeriod, Facts, Formula, IndicatorSpec, Reason, Side, Target, Trend, Value};

/// A case that by itself would miss the target (clauses D-PERF-1, H-PERF-1).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Miss {
    /// Where it belongs; [`Member::Unknown`] where nobody asked.
    pub member: Member,
    /// Which case it is.
    pub case: CaseId,
    /// What the indicator would be, were it the only case.
    pub value: Value,
}

/// What identifies a case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum CaseId {
    /// A ticket.
    Ticket(TicketId),
    /// An obligation.
    Obligation(ObligationId),
    /// A customer.
    Customer(CustomerId),
}

impl fmt::Display for CaseId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ticket(id) => fmt::Display::fmt(id, formatter),
            Self::Obligation(id) => fmt::Display::fmt(id, formatter),
            Self::Customer(id) => fmt::Display::fmt(id, formatter),
        }
    }
}

/// Why there is no list of cases.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum NoCases {
    /// The scorecard has no indicator of that name.
    #[error("there is no such indicator")]
    NoIndicator,
    /// What the indicator reads was not supplied.
    #[error("{0}")]
    NotMeasured(Reason),
    /// There is no target, or none that can be said as a number.
    #[error("there is no target to miss")]
    NoTarget,
    /// Cases have no name by which to list them: money, pairs of customers.
    #[error("its cases have no names")]
    Nameless,
    /// The dimension does not divide the cases.
    #[error("{0}")]
    Undivided(Undivided),
}

impl Scorecard {
    /// Returns the cases of an indicator, for the last period that was complete at `as_of`, that by themselves would miss the
    /// target: late answers, lost customers, passives and detractors, complaints, times above the limit. By member of a
    /// dimension if one is asked for, then by case.
    ///
    /// Against a trend, those count that are on the wrong side of the value of the whole; of an attainment without a target, the
    /// obligations that were not kept in time. Nothing of this is kept by
    /// [`evaluate`](Self::evaluate): the facts of the indicator are passed again, once.
    ///
    /// Rows of nobody knows whom have no name and are in no list.
    ///
    /// # Errors
    ///
    /// When there is no such indicator, no target, or cases have no names or cannot be divided so.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::Zone;
    /// use crm_kpi::{Facts, Formula, IndicatorSpec, Judging, Per, Scorecard};
    /// use crm_model::{Dataset, Happening, Records, Strength, Table, TicketEvent, TicketId, TicketRecord};
    ///
    /// let opened = "2026-03-02T09:00:00Z".parse()?;
    /// let rows = ["T-1", "T-2"].map(|name| {
    ///     let mut events = vec![TicketEvent::at(opened, Happening::Opened)];
    ///     events.extend((name == "T-1").then(|| TicketEvent::at(opened, Happening::Solved)));
    ///     TicketId::new(name).map(|id| TicketRecord::new(id, events))
    /// });
    /// let rows = rows.into_iter().collect::<Result<Vec<_>, _>>()?;
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
    /// let name = solved.name.clone();
    /// let scorecard = Scorecard::new(vec![solved], Zone::utc())?;
    /// let misses = scorecard.cases(&name, &Facts::new(&dataset), "2026-04-10T00:00:00Z".parse()?, None)?;
    /// assert_eq!(misses.iter().map(|miss| miss.case.to_string()).collect::<Vec<_>>(), ["T-2"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn cases(
        &self,
        indicator: &RuleName,
        facts: &Facts<'_>,
        as_of: DateTime<Utc>,
        dimension: Option<Dimension>,
    ) -> Result<Vec<Miss>, NoCases> {
        let spec = self.indicators.iter().find(|spec| spec.name == *indicator).ok_or(NoCases::NoIndicator)?;
        let last = CivilPeriod::last_complete(spec.per, as_of, &self.zone);
        self.cases_in(spec, facts, as_of, dimension, last)
    }

    /// Returns the same for any period of the indicator's length.
    pub(super) fn cases_in(
        &self,
        spec: &IndicatorSpec,
        facts: &Facts<'_>,
        as_of: DateTime<Utc>,
        dimension: Option<Dimension>,
        period: CivilPeriod,
    ) -> Result<Vec<Miss>, NoCases> {
        let windows = Windows::ending(period, as_of, &self.zone);
        let cases = Cases::of(&spec.formula);
        // Contacts have no names; the customers who have are not of one channel or person.
        let listed = if cases == Cases::Contacts { Cases::Customers } else { cases };
        if let Some(undivided) = dimension.and_then(|dimension| listed.undivided_by(dimension)) {
            return Err(NoCases::Undivided(undivided));
        }
        if let Some(reason) = missing(spec, facts) {
            return Err(NoCases::NotMeasured(reason));
        }
        let (side, bound) = self.bar(spec, facts, as_of, period)?;
        let source = Source { spec, facts: *facts, windows: &windows, zone: &self.zone };
        let sorter = dimension.map(|dimension| Sorter {
            dimension,
            facts: *facts,
            windows: &windows,
            cases,
            place: PLACES - 1,
        });
        let mut seeker = Seeker { source, sorter, side, bound, misses: Vec::new() };
        match cases {
            Cases::Tickets(_) | Cases::ContactsAndTickets | Cases::CustomersAndTickets => seeker.tickets(),
            Cases::Obligations => seeker.obligations(),
            Cases::Reviews => seeker.reviews(),
            Cases::Customers | Cases::Contacts => seeker.customers(),
            Cases::Money | Cases::Expenses | Cases::Pairs | Cases::Other => return Err(NoCases::Nameless),
        }
        let mut misses = seeker.misses;
        misses.sort_by(|one, other| (&one.member, &one.case).cmp(&(&other.member, &other.case)));
        Ok(misses)
    }

    /// Returns what a case should be by itself.
    fn bar(
        &self,
        spec: &IndicatorSpec,
        facts: &Facts<'_>,
        as_of: DateTime<Utc>,
        period: CivilPeriod,
    ) -> Result<(Side, Ratio), NoCases> {
        let Some(target) = spec.target else {
            // Whatever share should be kept: what was not kept speaks against it.
            let is_attainment = matches!(spec.formula, Formula::Attainment { .. });
            return Ratio::new(1, 1)
                .filter(|_| is_attainment)
                .map(|all| (Side::AtLeast, all))
                .ok_or(NoCases::NoTarget);
        };
        let Target::Trend { trend, .. } = target else {
            return target.goal(spec.baseline.and_then(Bound::number)).ok_or(NoCases::NoTarget);
        };
        let alone = Self { indicators: Vec::from([spec.clone()]), zone: self.zone.clone() };
        let line = alone.lines(facts, as_of, |_| period).into_iter().next();
        let value = line.and_then(|line| line.value.number()).ok_or(NoCases::NoTarget)?;
        Ok((if trend == Trend::Falls { Side::AtMost } else { Side::AtLeast }, value))
    }
}

/// Looks at cases one by one.
struct Seeker<'a> {
    source: Source<'a>,
    sorter: Option<Sorter<'a>>,
    side: Side,
    bound: Ratio,
    misses: Vec<Miss>,
}

impl<'a> Seeker<'a> {
    /// Shows one case to an indicator that has seen nothing else, and keeps the case if it misses.
    fn judge(
        &mut self,
        show: impl FnOnce(&mut dyn Gather<'a>),
        case: impl FnOnce() -> CaseId,
        member: impl FnOnce(&Sorter<'a>) -> Member,
    ) {
        let mut one: Box<dyn Gather<'a> + 'a> = match &self.source.spec.formula {
            // A complaint alone is its own base, so that it has a rate.
            Formula::ComplaintRate { kinds, .. } => {
                let base = Base::InteractionsAndTickets;
                Box::new(Rated::new(Counting::Complaints(kinds), base, self.source.windows))
            }
            _ => self.source.gatherer(),
        };
        show(one.as_mut());
        one.finish();
        let value = one.value(PLACES - 1);
        if value.number().is_some_and(|own| !self.side.holds(own.cmp(&self.bound))) {
            let member = self.sorter.as_ref().map_or(Member::Unknown, member);
            self.misses.push(Miss { member, case: case(), value });
        }
    }

    fn tickets(&mut self) {
        for ticket in self.source.facts.dataset.tickets() {
            self.judge(
                |one| one.ticket(ticket),
                || CaseId::Ticket(ticket.id().clone()),
                |sorter| sorter.ticket(ticket),
            );
        }
    }

    /// Looks at the reviews of one ticket together, since not each of them need count: those of each member apart.
    fn reviews(&mut self) {
        let reviews = self.source.facts.dataset.quality_reviews();
        for reviews in reviews.chunk_by(|one, other| one.ticket == other.ticket) {
            let mut by_member: BTreeMap<Member, Vec<&'a QualityReview>> = BTreeMap::new();
            for review in reviews {
                let member = self.sorter.as_ref().map_or(Member::Unknown, |sorter| sorter.review(review));
                by_member.entry(member).or_default().push(review);
            }
            for (member, reviews) in by_member {
                let Some(first) = reviews.first() else { continue };
                self.judge(
                    |one| reviews.iter().for_each(|review| one.review(review)),
                    || CaseId::Ticket(first.ticket.clone()),
                    |_| member.clone(),
                );
            }
        }
    }

    fn obligations(&mut self) {
        let windows = self.source.windows;
        let is_of_the_period = |obligation: &&Obligation| {
            counted_at(obligation).and_then(|at| windows.place_of(at)) == Some(PLACES - 1)
        };
        let obligations = self.source.facts.obligations.unwrap_or_default();
        for obligation in obligations.iter().filter(is_of_the_period) {
            self.judge(
                |one| one.obligation(obligation),
                || CaseId::Obligation(obligation.id.clone()),
                |sorter| sorter.obligation(obligation),
            );
        }
    }

    fn customers(&mut self) {
        let dataset = self.source.facts.dataset;
        for (code, id) in dataset.codes() {
            let customer = dataset.customer_of(code);
            let person = Person {
                code: Some(code),
                customer,
                purchases: dataset.purchases_of(code),
                interactions: dataset.interactions_of(code),
                answers: dataset.answers_of(code),
                audits: dataset.audits_of(code),
            };
            self.judge(
                |one| one.person(&person),
                || CaseId::Customer(id.clone()),
                |sorter| sorter.coded(Some(code), customer, None),
            );
        }
    }
}
