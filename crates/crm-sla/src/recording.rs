//! Recording: what was said or learned is entered within a limit (clauses D-CHAN-6, D-UPD-2).
//!
//! A contact runs a clock from its instant to that of its record, an update of a customer file from the instant of
//! learning to that of entry. Such a clock never pauses, and what is measured is always the same, so each row gives one
//! [`Recording`] by the rule that asks about the most. Attempts that reached nobody are no contacts and owe no record.

mod rule;

use alloc::string::ToString;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::{ElapsedTime, OpenTime, Span};
use crm_model::{
    Beneficiary, FileUpdate, Interaction, Lateness, MeasureName, Missing, Obligation, ObligationId, Outcome,
    Owner, State, Strength, Subject, Window,
};

pub use self::rule::{RecordingError, RecordingOf, RecordingProblem, RecordingRule, RecordingSpec};
use crate::{DecidingRule, End, Ending, Match, Standing, Target, Times};

/// The word of policies and reports for what these rules measure.
pub const RECORDING: &str = "recording";

/// The rules of a policy about recording: of two that match one row, the one that asks about more decides.
///
/// # Examples
///
/// ```
/// use crm_calendar::{Calendar, CalendarSpec, WeekdaySet, WeeklyHours, Zone};
/// use crm_model::{FileField, FileUpdate, State, Strength};
/// use crm_sla::{RecordingOf, RecordingRules, RecordingSpec};
///
/// let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-17:00".parse()?]);
/// let general = RecordingSpec {
///     name: "recording.general".parse()?,
///     clause: "D-UPD-2".parse()?,
///     strength: Strength::Must,
///     of: RecordingOf::FileUpdates { fields: None },
///     within: Some("24h".parse()?),
///     ends: None,
///     tolerance: None,
///     at_closing: None,
///     calendar: Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2025, 2027)))?,
/// };
/// let rules = RecordingRules::new(vec![general])?;
/// let update = FileUpdate {
///     learned_at: "2026-03-02T09:00:00Z".parse()?,
///     customer: None,
///     field: FileField::Industry,
///     entered_at: Some("2026-03-03T10:00:00Z".parse()?),
///     person: None,
///     department: None,
/// };
/// let recording = rules.judge_update(&update, "2026-03-04T00:00:00Z".parse()?).unwrap();
/// assert_eq!(recording.state, State::MetLate); // 25 hours
/// assert_eq!(recording.late_by.unwrap().elapsed.to_string(), "1 h");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct RecordingRules {
    // INVARIANT: sorted by name, no name twice, no two that match one row and ask about as much.
    rules: Vec<RecordingRule>,
}

/// How the record of one row stands at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Recording {
    /// The rule that decides, or `None` where none could be chosen.
    pub rule: Option<DecidingRule>,
    /// When it happened or was learned.
    pub opened_at: DateTime<Utc>,
    /// When it was recorded, if it was by the instant of the assessment.
    pub stopped_at: Option<DateTime<Utc>>,
    /// Who owes the record, as far as the row says.
    pub owner: Option<Owner>,
    /// How it stands.
    pub state: State,
    /// When it is or was due; `None` where undetermined.
    pub due: Option<DateTime<Utc>>,
    /// Elapsed time used.
    pub elapsed: Option<ElapsedTime>,
    /// Open time used; `None` where the calendar does not reach.
    pub open: Option<OpenTime>,
    /// How late, in both times.
    pub late_by: Option<Lateness>,
    /// The first instant after the assessment at which the state changes with no new event.
    pub valid_until: Option<DateTime<Utc>>,
    /// Whether the due instant rests on a year without a published holiday list.
    pub holidays_assumed: bool,
}

impl RecordingRules {
    /// Returns the rules that the specifications make up, whatever order they come in.
    ///
    /// # Errors
    ///
    /// When a rule contradicts itself, two have one name, or nothing decides between two that can match one row.
    pub fn new(specs: Vec<RecordingSpec>) -> Result<Self, RecordingError> {
        let mut rules = specs.into_iter().map(RecordingRule::new).collect::<Result<Vec<_>, _>>()?;
        rules.sort_by(|one, other| one.name().cmp(other.name()));
        for (place, rule) in rules.iter().enumerate() {
            let refused = |key: &str, problem| {
                Err(RecordingError { rule: rule.name().clone(), key: key.to_string(), problem })
            };
            for other in rules.iter().take(place) {
                if other.name() == rule.name() {
                    return refused("name", RecordingProblem::NameTwice);
                }
                if rule.of().specificity() == other.of().specificity() && rule.of().overlaps(other.of()) {
                    let other = other.name().clone();
                    return refused(rule.of().key(), RecordingProblem::Ambiguous { other });
                }
            }
        }
        Ok(Self { rules })
    }

    /// Returns the rules, sorted by name.
    pub fn rules(&self) -> &[RecordingRule] {
        &self.rules
    }

    /// Returns how the record of a contact stands at `as_of`, or `None` where none is owed: the contact came later, it
    /// reached nobody, or no rule asks about it.
    ///
    /// `is_told` says whether the source tells when contacts by this channel were recorded, as
    /// [`Dataset::tells_recording_of`](crm_model::Dataset::tells_recording_of) does. Where it does, a contact without
    /// that instant is not recorded yet; where it does not, nobody can say.
    pub fn judge_contact(
        &self,
        contact: &Interaction,
        is_told: bool,
        as_of: DateTime<Utc>,
    ) -> Option<Recording> {
        if contact.outcome != Outcome::Reached {
            return None;
        }
        let row = Row {
            opened_at: contact.at,
            stopped_at: contact.recorded_at,
            is_told: is_told || contact.recorded_at.is_some(),
            owner: owner(contact.department.as_ref(), contact.person.as_ref()),
        };
        self.judge(row, |of| of.test_contact(contact), as_of)
    }

    /// Returns how the entry of what was learned of a customer stands at `as_of`, or `None` where none is owed: it was
    /// learned later, or no rule asks about it.
    pub fn judge_update(&self, update: &FileUpdate, as_of: DateTime<Utc>) -> Option<Recording> {
        let row = Row {
            opened_at: update.learned_at,
            stopped_at: update.entered_at,
            is_told: true,
            owner: owner(update.department.as_ref(), update.person.as_ref()),
        };
        self.judge(row, |of| of.test_update(update), as_of)
    }

    fn judge(
        &self,
        row: Row,
        test: impl Fn(&RecordingOf) -> Match,
        as_of: DateTime<Utc>,
    ) -> Option<Recording> {
        if row.opened_at > as_of {
            return None;
        }
        let tested = || self.rules.iter().map(|rule| (rule, test(rule.of())));
        let certain = tested().filter(|(_, matched)| *matched == Match::Yes).map(|(rule, _)| rule);
        let certain = certain.max_by_key(|rule| rule.of().specificity());
        let unclear = tested().filter_map(|(rule, matched)| match matched {
            Match::Unknown(fact) => Some((rule.of().specificity(), fact)),
            Match::Yes | Match::No => None,
        });
        match (certain, unclear.max_by_key(|(asks, _)| *asks)) {
            (Some(rule), Some((asks, fact))) if asks > rule.of().specificity() => {
                Some(row.undetermined(None, Missing::Fact(fact), as_of))
            }
            (Some(rule), _) => Some(row.judge(rule, as_of)),
            (None, Some((_, fact))) => Some(row.undetermined(None, Missing::Fact(fact), as_of)),
            (None, None) => None,
        }
    }
}

impl Recording {
    /// Returns a record of a contact about which nothing can be said but what is missing.
    pub fn undetermined(opened_at: DateTime<Utc>, missing: Missing) -> Self {
        Self {
            rule: None,
            opened_at,
            stopped_at: None,
            owner: None,
            state: State::Undetermined { missing },
            due: None,
            elapsed: None,
            open: None,
            late_by: None,
            valid_until: None,
            holidays_assumed: false,
        }
    }

    /// Returns the obligation that it amounts to, owed to the company. `subject` says whose record it is, `round` and
    /// `slot` which of them. It rests on no event of a ticket, so it carries no evidence but its two instants.
    ///
    /// `None` where the measure's word were no name, which cannot be.
    pub fn obligation(&self, subject: Subject, round: u32, slot: u32) -> Option<Obligation> {
        let rule = self.rule.as_ref();
        Some(Obligation {
            id: ObligationId {
                subject,
                measure: MeasureName::new(RECORDING).ok()?,
                clause: rule.map(|rule| rule.clause.clone()),
                round,
                slot,
            },
            rule: rule.map(|rule| rule.name.clone()),
            strength: rule.map_or(Strength::Derived, |rule| rule.strength),
            owner: self.owner.clone(),
            beneficiary: Beneficiary::Company,
            window: Window { not_before: None, ideal: None, due: self.due },
            opened_at: Some(self.opened_at),
            stopped_at: self.stopped_at,
            elapsed: self.elapsed,
            open: self.open,
            late_by: self.late_by,
            evidence: Vec::new(),
            state: self.state.clone(),
        })
    }
}

/// What a row says of its record.
struct Row {
    opened_at: DateTime<Utc>,
    stopped_at: Option<DateTime<Utc>>,
    is_told: bool,
    owner: Option<Owner>,
}

impl Row {
    fn undetermined(self, rule: Option<&RecordingRule>, missing: Missing, as_of: DateTime<Utc>) -> Recording {
        Recording {
            rule: rule.map(DecidingRule::from),
            stopped_at: self.stopped_at.filter(|at| *at <= as_of),
            owner: self.owner,
            ..Recording::undetermined(self.opened_at, missing)
        }
    }

    fn judge(self, rule: &RecordingRule, as_of: DateTime<Utc>) -> Recording {
        let Some(target) = rule.target() else {
            return self.undetermined(Some(rule), Missing::Limit, as_of);
        };
        if !self.is_told {
            return self.undetermined(Some(rule), Missing::Recording, as_of);
        }
        let end = self.stopped_at.map(|at| End::exactly(at.timestamp_micros(), Ending::Met));
        let times = Times { start: self.opened_at.timestamp_micros(), end, pauses: &[] };
        let verdict = target.judge(&times, as_of.timestamp_micros());
        let due = verdict.due.and_then(DateTime::from_timestamp_micros);
        let state = match (verdict.standing, due) {
            (Standing::Open, Some(_)) => State::Open,
            (Standing::Overdue, Some(_)) => State::Overdue,
            (Standing::Met, Some(_)) => State::Met,
            (Standing::MetLate, Some(_)) => State::MetLate,
            (Standing::EndBeforeStart, _) => {
                return self.undetermined(Some(rule), Missing::CredibleRecording, as_of);
            }
            // No other standing comes of a clock that never pauses and whose instants are exact.
            _ => return self.undetermined(Some(rule), Missing::CalendarYear, as_of),
        };
        self.timed(rule, target, &times, due, state, as_of)
    }

    fn timed(
        self,
        rule: &RecordingRule,
        target: &Target,
        times: &Times<'_>,
        due: Option<DateTime<Utc>>,
        state: State,
        as_of: DateTime<Utc>,
    ) -> Recording {
        let stopped_at = self.stopped_at.filter(|at| *at <= as_of);
        let until = stopped_at.unwrap_or(as_of);
        let (elapsed, open) = target.used(times, until.timestamp_micros());
        let late = due.filter(|_| state.is_late()).and_then(|due| lateness(rule, due, until));
        let just_after = |due: DateTime<Utc>| due.timestamp_micros().checked_add(1);
        let turns_late = due.filter(|_| state == State::Open).and_then(just_after);
        let in_open_time = matches!(rule.spec().within, Some(Span::Open(_) | Span::BusinessDays(_)));
        let mut edges = due.into_iter().chain([self.opened_at]);
        Recording {
            rule: Some(rule.into()),
            opened_at: self.opened_at,
            stopped_at,
            owner: self.owner,
            due,
            elapsed,
            open,
            late_by: late,
            valid_until: turns_late.and_then(DateTime::from_timestamp_micros),
            holidays_assumed: in_open_time && edges.any(|instant| rule.spec().calendar.is_assumed(instant)),
            state,
        }
    }
}

fn lateness(rule: &RecordingRule, due: DateTime<Utc>, until: DateTime<Utc>) -> Option<Lateness> {
    let elapsed = until.timestamp_micros().checked_sub(due.timestamp_micros())?;
    Some(Lateness {
        elapsed: ElapsedTime::from_micros(elapsed),
        open: rule.spec().calendar.between(due, until).ok(),
    })
}

fn owner(department: Option<&crm_model::Department>, person: Option<&crm_model::PersonId>) -> Option<Owner> {
    let known = department.is_some() || person.is_some();
    known.then(|| Owner { department: department.cloned(), person: person.cloned() })
}
