//! [`Breakdown`]: an indicator segment by segment, in the same pass over the facts.
//!
//! Each segment has a gatherer of its own, which is shown the rows of that segment and no others; rows of which nobody knows
//! the segment go to [`Segment::Unknown`]. So the segments count what the whole counts, each case once.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::Zone;
use crm_model::{Obligation, Ratio, RuleName, Spend, Ticket};

use super::assemble::gatherer;
use super::dimension::{Cases, Sorter};
use super::line::line;
use super::{Dimension, Scorecard, Segment, Undivided, show_all};
use crate::decomposition::{Change, DecompositionError, Gap};
use crate::gather::{Gather, Person};
use crate::period::{PLACES, Windows};
use crate::{Bound, CivilPeriod, Facts, IndicatorSpec, Line, Note, Per, Reason, Target, Value, Verdict};

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
    /// The segments in their order, those that are unknown last; or why there are none.
    pub segments: Result<Vec<SegmentLine>, Undivided>,
}

/// An indicator in one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SegmentLine {
    /// The segment.
    pub segment: Segment,
    /// Its line. By tiers at the start of the period it has no history, since a customer need not have been of its tier before.
    pub line: Line,
    /// What was measured in the period before, of those who were in the segment then.
    pub before: Value,
}

impl Breakdown {
    /// Returns what the parts of the whole have beyond those of the segments together: a part and a whole, both zero where
    /// the segments tell all. `None` where the whole has no value, or is no ratio.
    ///
    /// A segment that has cases and no value leaves its own here: spend without revenue, tickets none of which tells of its
    /// kind.
    pub fn remainder(&self) -> Option<(i128, i128)> {
        let (part, whole) = parts(&self.total.value)?.parts();
        let segments = self.segments.as_ref().ok()?;
        segments.iter().filter_map(|one| parts(&one.line.value)).try_fold((part, whole), |left, one| {
            let (part, whole) = one.parts();
            Some((left.0.checked_sub(part)?, left.1.checked_sub(whole)?))
        })
    }

    /// Returns where the change since the period before comes from, among the segments that have values.
    ///
    /// # Errors
    ///
    /// As for [`Change::between`]; also where there are no segments, or the indicator is a count.
    pub fn change(&self) -> Result<Change<Segment>, DecompositionError> {
        let segments = self.segments.as_deref().unwrap_or_default();
        Change::between(
            segments.iter().map(|one| (one.segment.clone(), parts(&one.before), parts(&one.line.value))),
        )
    }

    /// Returns which segments lack how much to the target, or `None` without a target that is a number.
    ///
    /// # Errors
    ///
    /// As for [`Gap::to`]; also where there are no segments, or the indicator is a count.
    pub fn gap(&self, baseline: Option<Bound>) -> Option<Result<Gap<Segment>, DecompositionError>> {
        let (side, goal) = self.total.target?.goal(baseline.and_then(Bound::number))?;
        let segments = self.segments.as_deref().unwrap_or_default();
        let parts = segments.iter().map(|one| (one.segment.clone(), parts(&one.line.value)));
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
    /// use crm_kpi::{Dimension, Facts, Formula, IndicatorSpec, Per, Scorecard};
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
    /// };
    /// let scorecard = Scorecard::new(vec![solved], Zone::utc())?;
    /// let as_of = "2026-04-10T00:00:00Z".parse()?;
    /// let breakdown = scorecard.breakdown(&Facts::new(&dataset), as_of, &[Dimension::Channel]).remove(0);
    /// let lines = breakdown.segments.as_ref().unwrap();
    /// let shown: Vec<String> = lines.iter().map(|one| format!("{} {}", one.segment, one.line.value)).collect();
    /// assert_eq!(shown, ["e-mail 0.0%", "phone 100.0%"]);
    /// assert_eq!(breakdown.remainder(), Some((0, 0)));
    /// let gap = breakdown.gap(None).unwrap()?;
    /// assert_eq!(gap.ranked()[0].segment.to_string(), "e-mail");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn breakdown(
        &self,
        facts: &Facts<'_>,
        as_of: DateTime<Utc>,
        dimensions: &[Dimension],
    ) -> Vec<Breakdown> {
        let windows =
            |per| Windows::ending(CivilPeriod::last_complete(per, as_of, &self.zone), as_of, &self.zone);
        let (months, quarters, years) = (windows(Per::Month), windows(Per::Quarter), windows(Per::Year));
        let of = |per: Per| match per {
            Per::Month => &months,
            Per::Quarter => &quarters,
            Per::Year => &years,
        };
        let sources = self.indicators.iter();
        let sources =
            sources.map(|spec| Source { spec, facts: *facts, windows: of(spec.per), zone: &self.zone });
        let mut divided: Vec<Divided<'_>> = sources.map(|source| Divided::new(source, dimensions)).collect();
        let boxed = divided.iter_mut().map(|one| Box::new(one) as Box<dyn Gather<'_> + '_>);
        show_all(facts, &mut boxed.collect::<Vec<_>>());
        divided.iter().flat_map(Divided::breakdowns).collect()
    }
}

/// What gatherers of one indicator are made from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) spec: &'a IndicatorSpec,
    pub(super) facts: Facts<'a>,
    pub(super) windows: &'a Windows,
    pub(super) zone: &'a Zone,
}

impl<'a> Source<'a> {
    pub(super) fn gatherer(&self) -> Box<dyn Gather<'a> + 'a> {
        gatherer(self.spec, self.facts, self.windows, self.zone)
    }

    fn line(&self, gathered: &dyn Gather<'a>) -> Line {
        line(self.spec, gathered, &self.facts, self.windows)
    }
}

/// An indicator by all dimensions, at work.
struct Divided<'a> {
    total: Box<dyn Gather<'a> + 'a>,
    splits: Vec<Split<'a>>,
    source: Source<'a>,
}

impl<'a> Divided<'a> {
    fn new(source: Source<'a>, dimensions: &[Dimension]) -> Self {
        let splits = dimensions.iter().map(|dimension| Split::new(source, *dimension)).collect();
        Self { total: source.gatherer(), splits, source }
    }

    fn breakdowns(&self) -> Vec<Breakdown> {
        let total = self.source.line(self.total.as_ref());
        self.splits.iter().map(|split| split.breakdown(total.clone())).collect()
    }
}

impl<'a> Gather<'a> for &mut Divided<'a> {
    fn ticket(&mut self, ticket: &'a Ticket) {
        self.total.ticket(ticket);
        self.splits.iter_mut().for_each(|split| split.ticket(ticket));
    }

    fn person(&mut self, person: &Person<'a>) {
        self.total.person(person);
        self.splits.iter_mut().for_each(|split| split.person(person));
    }

    fn expense(&mut self, expense: &'a Spend) {
        self.total.expense(expense);
        self.splits.iter_mut().for_each(|split| split.expense(expense));
    }

    fn obligation(&mut self, obligation: &'a Obligation) {
        self.total.obligation(obligation);
        self.splits.iter_mut().for_each(|split| split.obligation(obligation));
    }

    fn finish(&mut self) {
        self.total.finish();
        self.splits.iter_mut().for_each(Split::finish);
    }

    fn value(&self, place: usize) -> Value {
        self.total.value(place)
    }
}

/// An indicator by one dimension, at work.
struct Split<'a> {
    source: Source<'a>,
    dimension: Dimension,
    cases: Cases,
    undivided: Option<Undivided>,
    /// The last period, and the one before if customers may have been elsewhere at its start.
    views: Vec<View<'a>>,
}

/// The segments as they were at the start of one period.
struct View<'a> {
    sorter: Sorter<'a>,
    segments: BTreeMap<Segment, Box<dyn Gather<'a> + 'a>>,
}

impl<'a> View<'a> {
    /// Returns what gathered a segment, or `nothing` where no record was of it.
    fn of<'v>(&'v self, segment: &Segment, nothing: &'v dyn Gather<'a>) -> &'v dyn Gather<'a> {
        self.segments.get(segment).map_or(nothing, Box::as_ref)
    }

    /// Returns a value, or that there were no cases where no record was of the segment.
    fn or_empty(&self, segment: &Segment, value: Value) -> Value {
        match value {
            Value::Undefined(_) if !self.segments.contains_key(segment) => Value::Undefined(Reason::Empty),
            value => value,
        }
    }
}

const LAST: usize = PLACES - 1;
const BEFORE: usize = PLACES - 2;

impl<'a> Split<'a> {
    fn new(source: Source<'a>, dimension: Dimension) -> Self {
        let cases = Cases::of(&source.spec.formula);
        let Source { facts, windows, .. } = source;
        let moves = dimension == Dimension::Tier && facts.tiers.is_none();
        let places = if moves { vec![LAST, BEFORE] } else { vec![LAST] };
        let view = |place| View {
            sorter: Sorter { dimension, facts, windows, cases, place },
            segments: BTreeMap::new(),
        };
        let views = places.into_iter().map(view).collect();
        Self { source, dimension, cases, undivided: cases.undivided_by(dimension), views }
    }

    /// Hands a record to the segment that it belongs to, in each view.
    fn show(&mut self, of: impl Fn(&Sorter<'a>) -> Segment, show: impl Fn(&mut dyn Gather<'a>)) {
        if self.undivided.is_some() {
            return;
        }
        for View { sorter, segments } in &mut self.views {
            let one = segments.entry(of(sorter)).or_insert_with(|| self.source.gatherer());
            show(one.as_mut());
        }
    }

    fn ticket(&mut self, ticket: &'a Ticket) {
        if matches!(self.cases, Cases::Tickets(_) | Cases::CustomersAndTickets | Cases::ContactsAndTickets) {
            self.show(|sorter| sorter.ticket(ticket), |one| one.ticket(ticket));
        }
    }

    fn person(&mut self, person: &Person<'a>) {
        let Person { code, purchases, interactions, answers, .. } = person;
        if code.is_none() && purchases.is_empty() && interactions.is_empty() && answers.is_empty() {
            return;
        }
        match self.cases {
            Cases::Customers | Cases::CustomersAndTickets | Cases::Money => {
                self.show(
                    |sorter| sorter.coded(person.code, person.customer, None),
                    |one| one.person(person),
                );
            }
            Cases::Contacts | Cases::ContactsAndTickets => {
                for contact in person.interactions {
                    let alone = Person {
                        purchases: &[],
                        interactions: core::slice::from_ref(contact),
                        answers: &[],
                        ..*person
                    };
                    self.show(|sorter| sorter.contact(contact, person.code), |one| one.person(&alone));
                }
            }
            Cases::Tickets(_) | Cases::Obligations | Cases::Expenses | Cases::Pairs | Cases::Other => {}
        }
    }

    fn expense(&mut self, expense: &'a Spend) {
        if matches!(self.cases, Cases::Money | Cases::Expenses) {
            self.show(|sorter| sorter.expense(expense), |one| one.expense(expense));
        }
    }

    fn obligation(&mut self, obligation: &'a Obligation) {
        if self.cases == Cases::Obligations {
            self.show(|sorter| sorter.obligation(obligation), |one| one.obligation(obligation));
        }
    }

    fn finish(&mut self) {
        for one in self.views.iter_mut().flat_map(|view| view.segments.values_mut()) {
            one.finish();
        }
    }

    fn breakdown(&self, total: Line) -> Breakdown {
        let segments = self.undivided.map_or_else(|| Ok(self.lines()), Err);
        Breakdown { indicator: self.source.spec.name.clone(), dimension: self.dimension, total, segments }
    }

    fn lines(&self) -> Vec<SegmentLine> {
        let (Some(now), before) = (self.views.first(), self.views.get(1)) else { return Vec::new() };
        let mut segments: Vec<&Segment> = now.segments.keys().collect();
        segments.extend(before.iter().flat_map(|view| view.segments.keys()));
        segments.sort_unstable();
        segments.dedup();
        let nothing = self.source.gatherer();
        let lines = segments.into_iter().map(|segment| {
            let mut line = self.source.line(now.of(segment, nothing.as_ref()));
            line.value = now.or_empty(segment, line.value);
            if let Value::Undefined(reason) = &line.value {
                line.verdict = Verdict::NotMeasured { reason: reason.clone() };
            }
            if before.is_some() {
                forget_history(&mut line);
            }
            let view = before.unwrap_or(now);
            let before = view.or_empty(segment, view.of(segment, nothing.as_ref()).value(BEFORE));
            SegmentLine { segment: segment.clone(), line, before }
        });
        // Spend without revenue has no value, and is no less there.
        lines.filter(|one| self.cases == Cases::Money || !is_empty(one)).collect()
    }
}

/// Takes the history from a line whose segment was another one in each period.
fn forget_history(line: &mut Line) {
    line.history.clear();
    if let Some(Target::Trend { .. }) = line.target
        && matches!(line.verdict, Verdict::Met | Verdict::Missed)
    {
        line.verdict = Verdict::NotMeasured { reason: Reason::TooFewPeriods };
        line.notes.retain(|note| !matches!(note, Note::Gaps { .. }));
    }
}

/// Returns whether a segment had no cases in either period, and nothing to say.
fn is_empty(one: &SegmentLine) -> bool {
    let nothing = |value: &Value| matches!(value, Value::Undefined(Reason::Empty) | Value::Count(0));
    nothing(&one.line.value) && nothing(&one.before) && one.line.notes.is_empty()
}
