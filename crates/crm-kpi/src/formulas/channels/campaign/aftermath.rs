//! What became of customers who were approached: feedback, orders, and how their answers changed.

use chrono::{DateTime, TimeDelta, Utc};
use crm_model::{Direction, Interaction, Outcome, Purchase, Ratio, Score, SurveyAnswer};

use super::CampaignRule;
use crate::{ConversionTally, Converting, NpsBounds, NpsTally, Question};

/// How the answers of the same customers changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ChangeTally {
    /// Customers who answered before and after.
    pub customers: u64,
    /// The sum of their answers before.
    pub before: i128,
    /// The sum of their answers after.
    pub after: i128,
    /// What their answers before make of them.
    pub nps_before: NpsTally,
    /// What their answers after make of them.
    pub nps_after: NpsTally,
}

impl ChangeTally {
    /// Returns the tally of both samples together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self {
            customers: self.customers.saturating_add(other.customers),
            before: self.before.saturating_add(other.before),
            after: self.after.saturating_add(other.after),
            nps_before: self.nps_before.merge(other.nps_before),
            nps_after: self.nps_after.merge(other.nps_after),
        }
    }

    /// Returns the mean change of an answer, below zero for a worse one; `None` where nobody answered twice.
    pub fn mean(&self) -> Option<Ratio> {
        let change = self.after.checked_sub(self.before)?;
        (self.customers < u64::MAX).then(|| Ratio::new(change, i128::from(self.customers))).flatten()
    }

    /// Returns the change of the net promoter score in points; `None` where nobody answered twice or no bounds were named.
    pub fn nps(&self) -> Option<Ratio> {
        // The same customers answered twice, so both scores have one whole.
        let (before, after) = (self.nps_before.score()?, self.nps_after.score()?);
        let ((before, whole), (after, _)) = (before.parts(), after.parts());
        Ratio::new(after.checked_sub(before)?, whole)
    }

    fn record(&mut self, before: Score, after: Score, bounds: Option<NpsBounds>) {
        let mut one = Self {
            customers: 1,
            before: before.value().into(),
            after: after.value().into(),
            ..Self::default()
        };
        let attitudes =
            bounds.and_then(|bounds| bounds.attitude(before).ok().zip(bounds.attitude(after).ok()));
        if let Some((before, after)) = attitudes {
            one.nps_before.record(before);
            one.nps_after.record(after);
        }
        *self = self.merge(one);
    }
}

/// What became of customers who were approached, of those who took part or of those who did not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AftermathTally {
    /// Customers.
    pub customers: u64,
    /// Those who wrote, called or answered a survey in the time that counts, which is over. Taking part in a form of the rule,
    /// by whatever contact, is no feedback.
    pub gave_feedback: u64,
    /// Those who have time left, whether they did already or not.
    pub feedback_open: u64,
    /// Who ordered later.
    pub conversion: ConversionTally,
    /// How their answers changed.
    pub change: ChangeTally,
}

impl AftermathTally {
    /// Returns the tally of both samples together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self {
            customers: self.customers.saturating_add(other.customers),
            gave_feedback: self.gave_feedback.saturating_add(other.gave_feedback),
            feedback_open: self.feedback_open.saturating_add(other.feedback_open),
            conversion: self.conversion.merge(other.conversion),
            change: self.change.merge(other.change),
        }
    }

    /// Returns those who gave feedback / customers whose time for it is over, or `None` without any.
    pub fn feedback(&self) -> Option<Ratio> {
        crate::tally::ratio(self.gave_feedback, self.customers.saturating_sub(self.feedback_open))
    }
}

/// The rows of a customer who was approached.
pub(super) struct Approached<'a> {
    pub(super) purchases: &'a [Purchase],
    pub(super) interactions: &'a [Interaction],
    pub(super) answers: &'a [SurveyAnswer],
    pub(super) is_doubtful: bool,
}

impl Approached<'_> {
    pub(super) fn aftermath(
        &self,
        contact: &Interaction,
        rule: &CampaignRule,
        as_of: DateTime<Utc>,
    ) -> AftermathTally {
        let since = contact.at;
        let end = since.checked_add_signed(TimeDelta::microseconds(rule.feedback_within.as_micros()));
        let end = end.unwrap_or(DateTime::<Utc>::MAX_UTC);
        let is_in_time = |at: DateTime<Utc>| since < at && at <= end;
        let takes_part =
            |row: &Interaction| row.purpose.as_ref().is_some_and(|one| rule.purposes.contains(one));
        let is_heard =
            |row: &Interaction| row.direction == Direction::Inbound && row.outcome == Outcome::Reached;
        let mut contacts = self.interactions.iter().filter(|row| is_heard(row) && !takes_part(row));
        let wrote = contacts.any(|row| is_in_time(row.at));
        let answered =
            self.answers.iter().any(|row| row.score.is_some() && row.answered_at.is_some_and(is_in_time));
        let mut conversion = ConversionTally::default();
        if !self.is_doubtful {
            conversion.record(Converting::of(self.purchases, since, rule.order_within, as_of));
        }
        let mut change = ChangeTally::default();
        let answers = rule.question.as_ref().and_then(|question| self.around(question, since, as_of));
        if let Some((before, after)) = answers {
            change.record(before, after, rule.bounds);
        }
        let is_open = as_of <= end;
        AftermathTally {
            customers: 1,
            gave_feedback: u64::from((wrote || answered) && !is_open),
            feedback_open: u64::from(is_open),
            conversion,
            change,
        }
    }

    /// Returns the last answer up to an instant and the first after it; of two answers of one instant the lower, whatever
    /// their order. Answers on another scale than the question's are none to it.
    fn around(
        &self,
        question: &Question,
        since: DateTime<Utc>,
        as_of: DateTime<Utc>,
    ) -> Option<(Score, Score)> {
        let scored = self.answers.iter().filter(|row| {
            row.topic == question.topic && question.survey.as_ref().is_none_or(|survey| *survey == row.survey)
        });
        let scored = scored.filter_map(|row| Some((row.answered_at?, row.score?)));
        let scored = scored.filter(|(at, score)| *at <= as_of && score.scale() == question.scale);
        let (mut before, mut after): (Option<(DateTime<Utc>, Score)>, _) = (None, None);
        for (at, score) in scored {
            if at <= since {
                let is_later = |(known_at, known): (DateTime<Utc>, Score)| {
                    at > known_at || (at == known_at && score < known)
                };
                before = before.filter(|known| !is_later(*known)).or(Some((at, score)));
            } else {
                let known: Option<(DateTime<Utc>, Score)> = after;
                after = known.map_or(Some((at, score)), |known| Some(known.min((at, score))));
            }
        }
        Some((before?.1, after?.1))
    }
}
