//! [`Divided`]: an indicator at work, with a gatherer for the whole and one for each member of each dimension.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;

use crm_calendar::Zone;
use crm_model::{Obligation, QualityReview, Spend, Ticket};

use super::{Breakdown, MemberLine};
use crate::gather::{Gather, Person};
use crate::period::{PLACES, Windows};
use crate::scorecard::assemble::gatherer;
use crate::scorecard::dimension::{Cases, Sorter};
use crate::scorecard::line::line;
use crate::{
    Dimension, Evidence, Facts, IndicatorSpec, Line, Member, Note, Reason, Target, Undivided, Value, Verdict,
};

/// What gatherers of one indicator are made from.
#[derive(Debug, Clone, Copy)]
pub(in crate::scorecard) struct Source<'a> {
    pub(in crate::scorecard) spec: &'a IndicatorSpec,
    pub(in crate::scorecard) facts: Facts<'a>,
    pub(in crate::scorecard) windows: &'a Windows,
    pub(in crate::scorecard) zone: &'a Zone,
}

impl<'a> Source<'a> {
    pub(in crate::scorecard) fn gatherer(&self) -> Box<dyn Gather<'a> + 'a> {
        gatherer(self.spec, self.facts, self.windows, self.zone)
    }

    fn line(&self, gathered: &dyn Gather<'a>) -> Line {
        line(self.spec, gathered, &self.facts, self.windows)
    }
}

/// An indicator by all dimensions, at work.
pub(super) struct Divided<'a> {
    total: Box<dyn Gather<'a> + 'a>,
    splits: Vec<Split<'a>>,
    source: Source<'a>,
}

impl<'a> Divided<'a> {
    pub(super) fn new(source: Source<'a>, dimensions: &[Dimension]) -> Self {
        let splits = dimensions.iter().map(|dimension| Split::new(source, *dimension)).collect();
        Self { total: source.gatherer(), splits, source }
    }

    pub(super) fn breakdowns(&self) -> Vec<Breakdown> {
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
                        audits: &[],
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
