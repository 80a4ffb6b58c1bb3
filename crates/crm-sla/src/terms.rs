//! By what a clock is judged in the end: the rule's own limit, one agreed with the customer, or new hours on the way.

use alloc::borrow::Cow;
use alloc::sync::Arc;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::{Calendar, ElapsedTime, Ends, Span};
use crm_model::{AgreedLimit, Agreement, EventKind};

use crate::changes::{AgreedTerms, CalendarEdit, CalendarEdits, Choice};
use crate::replay::Round;
use crate::rule::{Limit, Rule};
use crate::target::{Target, Warning};
use crate::times::Pause;
use crate::verdict::Standing;

/// What one round of a rule's clock is judged by.
#[derive(Clone)]
pub(crate) struct Terms<'a> {
    /// The limit, or `None` where none is stated or agreed.
    pub(crate) target: Option<Cow<'a, Target>>,
    /// The hours by which the clock is judged.
    pub(crate) calendar: &'a Calendar,
    /// The round; without pauses where the limit is an instant.
    pub(crate) round: Cow<'a, Round>,
    /// How it came to be that limit.
    pub(crate) choices: Vec<Choice>,
    /// An event whose instant would have to be known to say whether the clock was late when its limit changed.
    pub(crate) doubt: Option<EventKind>,
}

/// Something that changes the limit of a clock.
#[derive(Clone, Copy)]
enum Step<'r, 's> {
    Agreed(&'s Agreement, Option<DateTime<Utc>>),
    Edited(&'r CalendarEdit),
}

impl<'a> Terms<'a> {
    /// Returns the terms of a round, from agreements on its measure, those standing before those of the ticket, and the
    /// edits of the rule's calendar, all of them as of an instant.
    pub(crate) fn of(
        rule: &'a Rule,
        round: &'a Round,
        standing: Option<&Agreement>,
        agreed: &[(DateTime<Utc>, &Agreement)],
        as_of: DateTime<Utc>,
    ) -> Self {
        let mut terms = Self {
            target: rule.target().map(Cow::Borrowed),
            calendar: rule.calendar(),
            round: Cow::Borrowed(round),
            choices: Vec::new(),
            doubt: None,
        };
        let mut steps = steps(rule, round, standing, agreed, as_of);
        steps.sort_by_key(|(at, _)| *at);
        for (at, step) in steps {
            if !terms.can_change(at) {
                break;
            }
            match step {
                Step::Agreed(agreement, at) => terms.agree(rule, round, agreement.limit, at),
                Step::Edited(edit) => terms.edit(rule, edit),
            }
        }
        terms
    }

    /// Returns whether the clock is late at an instant by the terms so far: then nothing that comes later mends it.
    ///
    /// # Errors
    ///
    /// An event whose instant would have to be known, where that decides.
    pub(crate) fn is_late(&self, at: DateTime<Utc>) -> Result<bool, EventKind> {
        if let Some(doubt) = self.doubt {
            return Err(doubt);
        }
        let Some(target) = &self.target else { return Ok(false) };
        let is_late = |pauses: &[Pause]| {
            let verdict = target.judge(&self.round.times_with(pauses), at.timestamp_micros());
            matches!(verdict.standing, Standing::Overdue | Standing::MetLate | Standing::Missed)
        };
        if !is_late(&[]) {
            return Ok(false); // no pause makes it late
        }
        let by_record = is_late(&self.round.pauses.recorded);
        match &self.round.pauses.readings {
            Some(readings)
                if [&readings.shortest, &readings.longest].iter().any(|one| is_late(one) != by_record) =>
            {
                Err(readings.doubtful)
            }
            _ => Ok(by_record),
        }
    }

    /// Returns whether the terms can change at an instant: not once the clock is late, or nobody knows whether it is.
    fn can_change(&mut self, at: Option<DateTime<Utc>>) -> bool {
        let Some(at) = at else { return true };
        let is_late = self.is_late(at);
        self.doubt = is_late.err();
        is_late == Ok(false)
    }

    /// Yields what the terms of a replayed clock become with each edit of its calendar after `as_of`, with no other event;
    /// none once the clock is late.
    pub(crate) fn edited_later(
        &self,
        rule: &'a Rule,
        as_of: DateTime<Utc>,
    ) -> impl Iterator<Item = (DateTime<Utc>, Self)> {
        let mut terms = self.clone();
        rule.calendar_edits().iter().filter(move |edit| edit.from > as_of).map_while(move |edit| {
            if terms.doubt.is_some() {
                return None;
            }
            if terms.can_change(Some(edit.from)) {
                terms.edit(rule, edit);
            } else if terms.doubt.is_none() {
                return None;
            }
            Some((edit.from, terms.clone()))
        })
    }

    fn edit(&mut self, rule: &Rule, edit: &'a CalendarEdit) {
        let option = rule.changes().calendar;
        if option == CalendarEdits::Replay {
            self.calendar = &edit.calendar;
            if let Some(target) = &mut self.target {
                *target = Cow::Owned(target.clone().into_owned().with_calendar(edit.calendar.clone()));
            }
        }
        self.choices.push(Choice::CalendarEdited { at: edit.from, option });
    }

    fn agree(&mut self, rule: &Rule, round: &'a Round, limit: AgreedLimit, at: Option<DateTime<Utc>>) {
        let Some((target, waits_count)) = agreed_target(rule, self.calendar, round, limit) else {
            self.target = None; // a limit of no length, which no record that is read from a file has
            return;
        };
        self.target = Some(Cow::Owned(target));
        self.round = if waits_count {
            Cow::Borrowed(round)
        } else {
            Cow::Owned(Round { pauses: Arc::default(), ..round.clone() })
        };
        self.choices.push(Choice::Agreed { at, limit });
    }
}

/// Returns what bears on the limit of a round: of what came before its start the last agreement and the last edit, and
/// everything that came while its clock ran.
fn steps<'r, 's>(
    rule: &'r Rule,
    round: &Round,
    standing: Option<&'s Agreement>,
    agreed: &[(DateTime<Utc>, &'s Agreement)],
    as_of: DateTime<Utc>,
) -> Vec<(Option<DateTime<Utc>>, Step<'r, 's>)> {
    let changes = rule.changes();
    let takes_agreements = rule.limit() == Limit::AsAgreed || changes.agreement == AgreedTerms::Replace;
    let (start, until) = (round.start.occurred_at, round.until(as_of).min(as_of));
    let mut steps = Vec::new();
    if takes_agreements {
        let (from, to) = since_the_last_before(agreed, |(at, _)| *at, start, until);
        if agreed.first().is_none_or(|(at, _)| *at > start) {
            steps.extend(standing.map(|agreement| (None, Step::Agreed(agreement, None))));
        }
        let by_then = agreed.get(from..to).unwrap_or_default().iter();
        steps.extend(by_then.map(|(at, agreement)| (Some(*at), Step::Agreed(agreement, Some(*at)))));
    }
    if changes.calendar != CalendarEdits::AsOpened {
        let edits = rule.calendar_edits();
        let (from, to) = since_the_last_before(edits, |edit| edit.from, start, until);
        let by_then = edits.get(from..to).unwrap_or_default().iter();
        steps.extend(by_then.map(|edit| (Some(edit.from), Step::Edited(edit))));
    }
    steps
}

/// Returns the places of what happened after `start` and up to `until`, and of the last before, of a list in order of
/// time.
fn since_the_last_before<T>(
    list: &[T],
    at: impl Fn(&T) -> DateTime<Utc>,
    start: DateTime<Utc>,
    until: DateTime<Utc>,
) -> (usize, usize) {
    let first = list.partition_point(|one| at(one) <= start).saturating_sub(1);
    (first, list.partition_point(|one| at(one) <= until).max(first))
}

/// Returns the target of an agreed limit, and whether waits pause it: nobody who names an instant means another one.
fn agreed_target(
    rule: &Rule,
    calendar: &Calendar,
    round: &Round,
    limit: AgreedLimit,
) -> Option<(Target, bool)> {
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
        Target::new(within, ends, ElapsedTime::ZERO, calendar.clone(), percentages.collect()).ok()?;
    Some((target.with_at_closing(rule.at_closing()), waits_count))
}
