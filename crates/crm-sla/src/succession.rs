//! Which rule decided when, while a clock ran, and from where the one that decides in the end counts (T25, T36).

use alloc::borrow::Cow;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{EventKind, Evidence, Missing, RuleName};

use crate::changes::{Choice, Counting};
use crate::replay::Round;
use crate::rule::Rule;

/// What decided from an event on.
pub(crate) struct Turn<'a> {
    pub(crate) since: Evidence,
    /// Whether the event's instant is known.
    pub(crate) is_exact: bool,
    pub(crate) decider: Decider<'a>,
}

/// What decides about a round of a clock.
pub(crate) enum Decider<'a> {
    /// A rule, with the round of its own clock.
    Rule(&'a Rule, &'a Round),
    Nobody,
    /// Something is missing on which the choice depends.
    Unclear(Missing),
}

impl Decider<'_> {
    fn name(&self) -> Option<&RuleName> {
        match self {
            Self::Rule(rule, _) => Some(rule.name()),
            Self::Nobody | Self::Unclear(_) => None,
        }
    }

    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Rule(one, _), Self::Rule(two, _)) => one.name() == two.name(),
            (Self::Nobody, Self::Nobody) | (Self::Unclear(_), Self::Unclear(_)) => true,
            _ => false,
        }
    }
}

/// The rule that decides about a round, and the round from where that rule counts.
pub(crate) struct Succession<'a> {
    pub(crate) rule: &'a Rule,
    pub(crate) round: Cow<'a, Round>,
    pub(crate) choices: Vec<Choice>,
}

/// Returns from where the rule counts that decides in the end, given what decided at the start of its `round` and after
/// each event that changed a fact.
///
/// What was late before a fresh start stays with the rule by which it was late.
///
/// # Errors
///
/// What is missing, where it is not known whether the rule came to decide on the way and so counts afresh, or whether
/// another was late by then.
pub(crate) fn settle<'a>(
    turns: &[Turn<'a>],
    last: &'a Rule,
    round: &'a Round,
    is_late: impl Fn(&Rule, &Round, DateTime<Utc>) -> Result<bool, EventKind>,
) -> Result<Succession<'a>, Missing> {
    let mut choices = Vec::new();
    let mut fresh: Option<&Turn<'_>> = None;
    // The rule that decided last, with its round, and until when it did.
    let mut latest: Option<(&Rule, Cow<'a, Round>, DateTime<Utc>)> = None;
    for pair in turns.windows(2) {
        let [before, turn] = pair else { continue };
        if turn.decider.is(&before.decider) {
            continue;
        }
        let at = turn.since.occurred_at;
        if let Decider::Rule(rule, own) = before.decider {
            latest = Some((rule, started_at(own, fresh), at));
        }
        let Decider::Rule(rule, _) = turn.decider else { continue };
        let changes = rule.changes();
        let counting = match &before.decider {
            Decider::Rule(..) => changes.rule,
            Decider::Nobody => changes.first_rule,
            Decider::Unclear(_) if changes.rule == changes.first_rule => changes.rule,
            Decider::Unclear(missing) => return Err(missing.clone()),
        };
        if let Some((earlier, own, until)) = latest.take_if(|_| counting == Counting::FromChange)
            && is_late(earlier, &own, until).map_err(Missing::InstantOf)?
        {
            return Ok(Succession { rule: earlier, round: own, choices });
        }
        fresh = (counting == Counting::FromChange).then_some(turn);
        choices.push(Choice::RuleChanged { at, from: before.decider.name().cloned(), counting });
    }
    Ok(Succession { rule: last, round: started_at(round, fresh), choices })
}

/// Returns a round as it is, or begun afresh at the event of a turn.
fn started_at<'a>(round: &'a Round, fresh: Option<&Turn<'_>>) -> Cow<'a, Round> {
    match fresh {
        None => Cow::Borrowed(round),
        Some(turn) => Cow::Owned(Round { start: turn.since, start_is_exact: turn.is_exact, ..round.clone() }),
    }
}
