//! By what a clock is judged in the end: the rule's own limit, one agreed with the customer, or new hours on the way.

use alloc::borrow::Cow;
use alloc::sync::Arc;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::{ElapsedTime, Ends, Span};
use crm_model::{AgreedLimit, Agreement};

use crate::changes::{AgreedTerms, CalendarEdits, Choice};
use crate::replay::Round;
use crate::rule::{Limit, Rule};
use crate::target::{Standing, Target, Warning};

/// What one round of a rule's clock is judged by.
pub(crate) struct Terms<'a> {
    /// The limit, or `None` where none is stated or agreed.
    pub(crate) target: Option<Cow<'a, Target>>,
    /// The round; without pauses where the limit is an instant.
    pub(crate) round: Cow<'a, Round>,
    /// How it came to be that limit.
    pub(crate) choices: Vec<Choice>,
}

/// Something that changes the limit of a clock.
#[derive(Clone, Copy)]
enum Step<'a> {
    Agreed(&'a Agreement, Option<DateTime<Utc>>),
    Edited(usize),
}

impl<'a> Terms<'a> {
    /// Returns the terms of a round, from agreements on its measure, those standing before those of the ticket, and the
    /// edits of the rule's calendar.
    pub(crate) fn of(
        rule: &'a Rule,
        round: &'a Round,
        standing: Option<&Agreement>,
        agreed: &[(DateTime<Utc>, &Agreement)],
        as_of: DateTime<Utc>,
    ) -> Self {
        let mut terms = Self {
            target: rule.target().map(Cow::Borrowed),
            round: Cow::Borrowed(round),
            choices: Vec::new(),
        };
        let mut steps = steps(rule, round, standing, agreed, as_of);
        steps.sort_by_key(|(at, _)| *at);
        for (at, step) in steps {
            if terms.is_late(at) {
                break;
            }
            terms.take(rule, round, step);
        }
        terms
    }

    /// Returns whether the clock is late at an instant by the terms so far: then nothing that comes later mends it.
    pub(crate) fn is_late(&self, at: Option<DateTime<Utc>>) -> bool {
        let (Some(at), Some(target)) = (at, &self.target) else { return false };
        let verdict = target.judge(&self.round.times(), at.timestamp_micros());
        matches!(verdict.standing, Standing::Overdue | Standing::MetLate | Standing::Missed)
    }

    /// Returns the next instant at which an edit of the calendar changes what is said of a running clock.
    pub(crate) fn next_edit(&self, rule: &Rule, as_of: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if rule.changes().calendar != CalendarEdits::Replay {
            return None;
        }
        let (times, mut target) = (self.round.times(), self.target.clone()?.into_owned());
        for edit in rule.calendar_edits().iter().filter(|edit| edit.from > as_of) {
            let then = edit.from.timestamp_micros();
            let verdict = target.judge(&times, then);
            if verdict.standing == Standing::Overdue {
                return None;
            }
            let edited = target.clone().with_calendar(edit.calendar.clone());
            let warnings = |target: &Target| target.warning_instants(&times, then);
            if verdict != edited.judge(&times, then) || warnings(&target) != warnings(&edited) {
                return Some(edit.from);
            }
            target = edited;
        }
        None
    }

    fn take(&mut self, rule: &'a Rule, round: &'a Round, step: Step<'_>) {
        match step {
            Step::Agreed(agreement, at) => {
                let Some((target, waits_count)) = agreed_target(rule, round, agreement.limit) else { return };
                self.target = Some(Cow::Owned(target));
                self.round = if waits_count {
                    Cow::Borrowed(round)
                } else {
                    Cow::Owned(Round { pauses: Arc::default(), ..round.clone() })
                };
                self.choices.push(Choice::Agreed { at, limit: agreement.limit });
            }
            Step::Edited(place) => {
                let Some(edit) = rule.calendar_edits().get(place) else { return };
                let option = rule.changes().calendar;
                if option == CalendarEdits::Replay
                    && let Some(target) = &mut self.target
                {
                    *target = Cow::Owned(target.clone().into_owned().with_calendar(edit.calendar.clone()));
                }
                self.choices.push(Choice::CalendarEdited { at: edit.from, option });
            }
        }
    }
}

fn steps<'s>(
    rule: &Rule,
    round: &Round,
    standing: Option<&'s Agreement>,
    agreed: &[(DateTime<Utc>, &'s Agreement)],
    as_of: DateTime<Utc>,
) -> Vec<(Option<DateTime<Utc>>, Step<'s>)> {
    let changes = rule.changes();
    let takes_agreements = rule.limit() == Limit::AsAgreed || changes.agreement == AgreedTerms::Replace;
    let (start, until) = (round.start.occurred_at, round.until(as_of));
    let mut steps = Vec::new();
    if takes_agreements {
        steps.extend(standing.map(|agreement| (None, Step::Agreed(agreement, None))));
        let by_then = agreed.iter().filter(|(at, _)| *at <= until);
        steps.extend(by_then.map(|(at, agreement)| (Some(*at), Step::Agreed(agreement, Some(*at)))));
    }
    if changes.calendar != CalendarEdits::AsOpened {
        let edits = rule.calendar_edits().iter().enumerate();
        let on_the_way = edits.filter(|(_, edit)| start < edit.from && edit.from <= until);
        steps.extend(on_the_way.map(|(place, edit)| (Some(edit.from), Step::Edited(place))));
    }
    steps
}

/// Returns the target of an agreed limit, and whether waits pause it: nobody who names an instant means another one.
fn agreed_target(rule: &Rule, round: &Round, limit: AgreedLimit) -> Option<(Target, bool)> {
    let (within, waits_count) = match limit {
        AgreedLimit::Within(span) => (span, true),
        AgreedLimit::By(instant) => {
            let left = instant.timestamp_micros().saturating_sub(round.start.occurred_at.timestamp_micros());
            let span = if left > 0 { Span::Elapsed(ElapsedTime::from_micros(left)) } else { Span::AtOnce };
            (span, false)
        }
    };
    let ends = rule.ends().unwrap_or(Ends::SameTime);
    // Warnings that count another kind of time than the agreed limit cannot be raised.
    let percentages =
        rule.warnings().iter().copied().filter(|warning| matches!(warning, Warning::Used { .. }));
    let target =
        Target::new(within, ends, ElapsedTime::ZERO, rule.calendar().clone(), percentages.collect()).ok()?;
    Some((target.with_at_closing(rule.at_closing()), waits_count))
}
