//! Causes of complaints (clause P-COMP-5): ranked, with repeats of a cause that was solved, and the departments behind them.

mod repeats;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::fmt;

use chrono::{DateTime, Utc};
use crm_calendar::ElapsedTime;
use crm_model::{Department, Happening, Kind, Ratio, Tag, Ticket};

pub(crate) use self::repeats::Repeating;
use self::repeats::{Complaint, Solutions};
use crate::gather::{KindMatch, is_merged_at, kind_of};
use crate::tally::{ratio, tally};
use crate::{Apart, CivilPeriod, Note};

/// What complaints are, where their cause is found, and when it is a repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseRule {
    /// The kinds of ticket that are complaints.
    pub kinds: Vec<Kind>,
    /// Where the cause is found.
    pub by: CauseBy,
    /// For how long after a solution the same cause is a repeat; one after exactly that time is. `None` for ever.
    pub within: Option<ElapsedTime>,
}

/// Where the cause of a complaint is found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CauseBy {
    /// It is the kind of the ticket.
    Kind,
    /// It is one of these labels of the ticket: of several, the one that stands first here.
    Tags(Vec<Tag>),
}

/// The cause of a complaint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Cause {
    /// A kind of ticket.
    Kind(Kind),
    /// A label.
    Tag(Tag),
}

impl Cause {
    /// Returns the word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Kind(kind) => kind.as_str(),
            Self::Tag(tag) => tag.as_str(),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl CauseRule {
    /// Returns the cause of a complaint by what is known at `as_of`; `None` where nobody says.
    fn cause(&self, ticket: &Ticket, as_of: DateTime<Utc>) -> Option<Cause> {
        match &self.by {
            CauseBy::Kind => ticket.classification_at(as_of).kind.map(Cause::Kind),
            CauseBy::Tags(tags) => {
                tags.iter().find(|tag| ticket.tags().contains(tag)).cloned().map(Cause::Tag)
            }
        }
    }

    /// Returns the complaints of a period, ranked by their cause, as they stand at `as_of`.
    ///
    /// `tickets` are all there are, since what repeats in the period was solved before it. A ticket that lives on in another one
    /// is no complaint besides that one.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::{ElapsedTime, Zone};
    /// use crm_kpi::{CauseBy, CauseRule, CivilPeriod, Per};
    /// use crm_model::{Classification, Happening, Ticket, TicketEvent, TicketId, TicketRecord};
    ///
    /// let complaint = |name: &str, kind: &str, opened: &str| -> Result<Ticket, Box<dyn std::error::Error>> {
    ///     let judged = Classification { kind: Some(kind.parse()?), ..Classification::default() };
    ///     let events = [Happening::Opened, Happening::Classified(judged), Happening::Solved];
    ///     let at = opened.parse()?;
    ///     let events = events.map(|what| TicketEvent::at(at, what)).into();
    ///     Ok(Ticket::new(TicketRecord::new(TicketId::new(name)?, events)))
    /// };
    /// let tickets = [
    ///     complaint("1", "late", "2026-02-20T09:00:00Z")?, // solved at once
    ///     complaint("2", "late", "2026-03-02T09:00:00Z")?, // the same again, ten days later
    ///     complaint("3", "late", "2026-04-20T09:00:00Z")?, // not March's
    ///     complaint("4", "rude", "2026-03-02T09:00:00Z")?,
    ///     complaint("5", "late", "2026-03-20T09:00:00Z")?, // and again
    /// ];
    /// let rule = CauseRule {
    ///     kinds: ["late", "rude"].iter().map(|word| word.parse()).collect::<Result<_, _>>()?,
    ///     by: CauseBy::Kind,
    ///     within: Some(ElapsedTime::from_hours(30 * 24)),
    /// };
    /// let march = CivilPeriod::containing(Per::Month, "2026-03-01".parse()?, &Zone::utc());
    /// let causes = rule.rank(&tickets, &march, "2026-05-01T00:00:00Z".parse()?);
    /// let [late, rude] = causes.lines.as_slice() else { panic!("two causes") };
    /// assert_eq!((late.cause.as_str(), late.complaints, late.repeats_by_anyone), ("late", 2, 2));
    /// assert_eq!((late.cumulative.to_string(), rude.cumulative.to_string()), ("2/3".into(), "3/3".into()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn rank(&self, tickets: &[Ticket], period: &CivilPeriod, as_of: DateTime<Utc>) -> ComplaintCauses {
        let mut causes = ComplaintCauses::default();
        let mut complaints = Vec::new();
        for ticket in tickets {
            let is_there = |at: DateTime<Utc>| period.contains(at) && at <= as_of;
            let in_period = ticket.opened_at().is_some_and(is_there) && !is_merged_at(ticket, as_of);
            match (kind_of(ticket, &self.kinds, as_of), self.cause(ticket, as_of)) {
                (KindMatch::Yes, Some(cause)) => complaints.extend(Complaint::of(ticket, cause, as_of)),
                (KindMatch::Yes, None) if in_period => {
                    causes.cause_unknown = causes.cause_unknown.saturating_add(1);
                }
                (KindMatch::Unknown, _) if in_period => {
                    causes.kind_unknown = causes.kind_unknown.saturating_add(1);
                }
                _ => {}
            }
        }
        let solutions = Solutions::of(&complaints);
        let mut counted: BTreeMap<&Cause, Counted> = BTreeMap::new();
        for complaint in complaints.iter().filter(|one| period.contains(one.opened) && !one.is_merged) {
            let line = counted.entry(&complaint.cause).or_default();
            let repeat = solutions.repeat(complaint, self.within);
            line.tally.record(repeat);
            let department = line.departments.entry(complaint.department).or_default();
            *department = department.saturating_add(1);
        }
        causes.lines = lines(counted);
        causes
    }
}

tally! {
    /// Whether a complaint repeats a cause that was solved.
    Repeat,
    /// Counts of complaints by whether they repeat a cause that was solved.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::RepeatTally;
    ///
    /// let tally = RepeatTally { same_customer: 1, another_customer: 2, new: 7 };
    /// assert_eq!((tally.share().unwrap().to_string(), tally.same_share().unwrap().to_string()), ("3/10".into(), "1/10".into()));
    /// ```
    RepeatTally {
        /// It was solved for the same customer.
        SameCustomer => same_customer,
        /// It was solved for others only.
        AnotherCustomer => another_customer,
        /// It was not solved before, or too long ago.
        New => new,
    }
}

impl RepeatTally {
    /// Returns those that repeat a solved cause / all, or `None` without complaints.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.same_customer.saturating_add(self.another_customer), self.complaints())
    }

    /// Returns those that repeat a cause solved for the same customer / all, or `None` without complaints.
    pub fn same_share(&self) -> Option<Ratio> {
        ratio(self.same_customer, self.complaints())
    }

    /// Returns how many complaints there are.
    pub const fn complaints(&self) -> u64 {
        self.same_customer.saturating_add(self.another_customer).saturating_add(self.new)
    }
}

#[derive(Debug, Default)]
struct Counted<'a> {
    tally: RepeatTally,
    departments: BTreeMap<Option<&'a Department>, u64>,
}

/// Complaints of a period by their cause.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ComplaintCauses {
    /// The causes, that of the most complaints first; causes of as many in the order of their words.
    pub lines: Vec<CauseLine>,
    /// Complaints of which nobody says the cause.
    pub cause_unknown: u64,
    /// Tickets of unknown kind, which may be complaints.
    pub kind_unknown: u64,
}

/// One cause of complaints.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CauseLine {
    /// The cause.
    pub cause: Cause,
    /// How many complaints it made.
    pub complaints: u64,
    /// These / all complaints of a known cause.
    pub share: Ratio,
    /// The complaints of this cause and of all before it / all of a known cause.
    pub cumulative: Ratio,
    /// Of these, how many repeat a cause that was solved for the same customer.
    pub repeats_by_customer: u64,
    /// How many repeat a cause that was solved for anyone, the same customer included.
    pub repeats_by_anyone: u64,
    /// The departments that held these complaints last, that with the most first, then in the order of their words; `None`
    /// where nobody is known to have held them.
    pub departments: Vec<(Option<Department>, u64)>,
}

impl CauseLine {
    /// Returns the owning department: the one that held more of these complaints last than any other, by our reading of the clause.
    ///
    /// `None` where nobody can name one: several held as many, or so many are of an unknown holder that another may have held
    /// as many.
    pub fn owner(&self) -> Option<&Department> {
        let mut known =
            self.departments.iter().filter_map(|(holder, number)| Some((holder.as_ref()?, *number)));
        let (first, most) = known.next()?;
        let second = known.next().map_or(0, |(_, number)| number);
        (most > second.saturating_add(self.holder_unknown())).then_some(first)
    }

    /// Returns how many of these complaints nobody is known to have held.
    pub fn holder_unknown(&self) -> u64 {
        let unknown = self.departments.iter().find(|(department, _)| department.is_none());
        unknown.map_or(0, |(_, number)| *number)
    }
}

impl ComplaintCauses {
    /// Returns what is in no line, in notes.
    pub fn notes(&self) -> Vec<Note> {
        let counts = [(Apart::CauseUnknown, self.cause_unknown), (Apart::KindUnknown, self.kind_unknown)];
        counts.into_iter().filter_map(|(cases, count)| crate::gather::apart(cases, count)).collect()
    }
}

fn lines(counted: BTreeMap<&Cause, Counted<'_>>) -> Vec<CauseLine> {
    let mut ranked: Vec<(&Cause, Counted<'_>)> = counted.into_iter().collect();
    // Stable: causes of as many complaints stay in the order of their words.
    ranked.sort_by_key(|(_, counted)| Reverse(counted.tally.complaints()));
    let all = ranked.iter().fold(0_u64, |sum, (_, counted)| sum.saturating_add(counted.tally.complaints()));
    let mut until = 0_u64;
    let line = |(cause, counted): (&Cause, Counted<'_>)| {
        let complaints = counted.tally.complaints();
        until = until.saturating_add(complaints);
        let mut departments: Vec<(Option<Department>, u64)> =
            counted.departments.into_iter().map(|(department, count)| (department.cloned(), count)).collect();
        departments.sort_by_key(|(_, count)| Reverse(*count));
        Some(CauseLine {
            cause: cause.clone(),
            complaints,
            share: ratio(complaints, all)?,
            cumulative: ratio(until, all)?,
            repeats_by_customer: counted.tally.same_customer,
            repeats_by_anyone: counted.tally.same_customer.saturating_add(counted.tally.another_customer),
            departments,
        })
    };
    ranked.into_iter().filter_map(line).collect()
}

/// Returns the department that held a ticket last.
fn department(ticket: &Ticket, as_of: DateTime<Utc>) -> Option<&Department> {
    ticket.events_until(as_of).iter().rev().find_map(|event| match &event.happening {
        Happening::Assigned(to) | Happening::Transferred(to) => to.department.as_ref(),
        _ => None,
    })
}
