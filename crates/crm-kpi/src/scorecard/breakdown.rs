//! [`Breakdown`]: an indicator segment by segment, in the same pass over the facts.
//!
//! Each segment has a gatherer of its own, which is shown the rows of that segment and no others; rows of which nobody knows
//! the segment go to [`Member::Unknown`]. So the segments count what the whole counts, each case once.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;

use chrono::{DateTime, NaiveDate, Utc};
use crm_calendar::Zone;
use crm_model::{Obligation, QualityReview, Ratio, RuleName, Spend, Ticket};

use super::assemble::gatherer;
use super::dimension::{Cases, Sorter};
use super::line::line;
use super::{Dimension, Member, Past, Scorecard, Undivided, show_all};
use crate::decomposition::{Change, DecompositionError, Gap};
use crate::gather::{Gather, Person};
use crate::period::{PLACES, Windows};
use crate::{
    Bound, CivilPeriod, Evidence, Facts, IndicatorSpec, Line, Note, Per, Reason, Target, Value, Verdict,
};

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

    fn review(&mut self, review: &'a QualityReview) {
        self.total.review(review);
        self.splits.iter_mut().for_each(|split| split.review(review));
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
    segments: BTreeMap<Member, Box<dyn Gather<'a> + 'a>>,
}

impl<'a> View<'a> {
    /// Returns what gathered the segment of a member, or `nothing` where no record was of it.
    fn of<'v>(&'v self, member: &Member, nothing: &'v dyn Gather<'a>) -> &'v dyn Gather<'a> {
        self.segments.get(member).map_or(nothing, Box::as_ref)
    }

    /// Says of a segment of which no record was that there were no cases.
    fn or_empty(&self, member: &Member, value: &mut Value) {
        if matches!(value, Value::Undefined(_)) && !self.segments.contains_key(member) {
            *value = Value::Undefined(Reason::Empty);
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
    fn show(&mut self, of: impl Fn(&Sorter<'a>) -> Member, show: impl Fn(&mut dyn Gather<'a>)) {
        if self.undivided.is_some() {
            return;
        }
        for View { sorter, segments } in &mut self.views {
            let one = segments.entry(of(sorter)).or_insert_with(|| self.source.gatherer());
            show(one.as_mut());
        }
    }

    fn ticket(&mut self, ticket: &'a Ticket) {
        let of_tickets = matches!(
            self.cases,
            Cases::Tickets(_) | Cases::Reviews | Cases::CustomersAndTickets | Cases::ContactsAndTickets
        );
        if of_tickets {
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
            Cases::Tickets(_)
            | Cases::Reviews
            | Cases::Obligations
            | Cases::Expenses
            | Cases::Pairs
            | Cases::Other => {}
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

    fn review(&mut self, review: &'a QualityReview) {
        if self.cases == Cases::Reviews {
            self.show(|sorter| sorter.review(review), |one| one.review(review));
        }
    }

    fn finish(&mut self) {
        for one in self.views.iter_mut().flat_map(|view| view.segments.values_mut()) {
            one.finish();
        }
    }

    fn breakdown(&self, total: Line) -> Breakdown {
        let members = self.undivided.map_or_else(|| Ok(self.lines()), Err);
        Breakdown { indicator: self.source.spec.name.clone(), dimension: self.dimension, total, members }
    }

    /// Returns what is to be known of members that are tiers: that nobody knows since when they hold, or that they are those of the
    /// start of each period.
    fn note_on_tiers(&self) -> Option<Note> {
        match (self.dimension, self.source.facts.tiers) {
            (Dimension::Tier | Dimension::TierAtEvent, Some(_)) => Some(Note::TiersAsSupplied),
            (Dimension::Tier, None) => Some(Note::TiersAtTheStart),
            _ => None,
        }
    }

    fn lines(&self) -> Vec<MemberLine> {
        let (Some(now), before) = (self.views.first(), self.views.get(1)) else { return Vec::new() };
        let mut members: Vec<&Member> = now.segments.keys().collect();
        members.extend(before.iter().flat_map(|view| view.segments.keys()));
        members.sort_unstable();
        members.dedup();
        let nothing = self.source.gatherer();
        let lines = members.into_iter().filter_map(|member| {
            let of = |view: &View<'a>| self.source.line(view.of(member, nothing.as_ref()));
            let mut line = of(now).of_segment(member.segment(self.dimension));
            let mut before = match before {
                None => line.past.last()?.clone(),
                Some(before) => {
                    forget_history(&mut line);
                    of(before).past.pop()?
                }
            };
            now.or_empty(member, &mut line.value);
            if let Value::Undefined(reason) = &line.value {
                line.verdict = Verdict::NotMeasured { reason: reason.clone() };
            }
            self.views.last()?.or_empty(member, &mut before.value);
            Some(MemberLine { member: member.clone(), line, before })
        });
        let evidence = nothing.evidence(LAST);
        let mut lines: Vec<MemberLine> = lines.filter(|one| !is_empty(one, &evidence)).collect();
        if let Some(note) = self.note_on_tiers() {
            for notes in lines.iter_mut().map(|one| &mut one.line.notes) {
                if !notes.contains(&note) {
                    notes.push(note.clone());
                    notes.sort_by(Note::order);
                }
            }
        }
        lines
    }
}

/// Takes the history from a line whose segment was another one in each period.
fn forget_history(line: &mut Line) {
    line.past.clear();
    if let Some(Target::Trend { .. }) = line.target
        && matches!(line.verdict, Verdict::Met | Verdict::Missed)
    {
        line.verdict = Verdict::NotMeasured { reason: Reason::TooFewPeriods };
        line.notes.retain(|note| !matches!(note, Note::Gaps { .. }));
    }
}

/// Returns whether a segment had no cases in either period, and tells nothing else that counts for the whole. `nothing` is
/// what stands behind no records at all.
fn is_empty(one: &MemberLine, nothing: &Evidence) -> bool {
    let was_empty = one.before.evidence.parts() == nothing.parts();
    was_empty && one.line.evidence == *nothing && one.line.notes.is_empty()
}
