//! The effect of campaigns and other forms of interaction (clauses D-KPI-9, P-FORM-1, P-FORM-3): who took part, who gave
//! feedback, who ordered later, and how satisfaction changed, beside those who were approached and did not take part.
//!
//! That the one came after the other is no proof that it came of it: whoever takes part may be of another kind.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::{ElapsedTime, Zone};
use crm_model::{
    Channel, Direction, Interaction, Outcome, Purchase, Purpose, Ratio, Score, Share, SurveyAnswer,
};

use crate::formulas::money::close_rate::chosen;
use crate::gather::{Facts, apart};
use crate::period::{PLACES, Windows};
use crate::{
    Apart, AttendanceTally, CivilPeriod, ConversionTally, Converting, Note, NpsBounds, NpsTally, Question,
    TakingPart,
};

/// How the effect of a campaign is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignRule {
    /// The purposes of contact by which its forms are known, such as `live-stream`.
    pub purposes: Vec<Purpose>,
    /// How long after the contact feedback counts, in time by the clock, the last instant included.
    pub feedback_within: ElapsedTime,
    /// How long after the contact an order counts, in the same way.
    pub order_within: ElapsedTime,
    /// The question whose answers before and after are compared; `None` for none. Which answers count is settled: the last
    /// before the contact and the first after it.
    pub question: Option<Question>,
    /// Who is a promoter, where the question is asked on the scale from 0 to 10; `None` to leave the score out.
    pub bounds: Option<NpsBounds>,
}

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
    /// Those who wrote, called or answered a survey in the time that counts.
    pub gave_feedback: u64,
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
            conversion: self.conversion.merge(other.conversion),
            change: self.change.merge(other.change),
        }
    }

    /// Returns those who gave feedback / customers, or `None` without customers.
    pub fn feedback(&self) -> Option<Ratio> {
        crate::tally::ratio(self.gave_feedback, self.customers)
    }
}

/// The customers who were approached for one purpose by one channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CampaignTally {
    /// Those who took part.
    pub took_part: AftermathTally,
    /// Those who did not.
    pub stayed_away: AftermathTally,
}

impl CampaignTally {
    /// Returns the tally of both samples together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self {
            took_part: self.took_part.merge(other.took_part),
            stayed_away: self.stayed_away.merge(other.stayed_away),
        }
    }

    /// Returns how many of those approached took part.
    pub fn attendance(&self) -> AttendanceTally {
        AttendanceTally { took_part: self.took_part.customers, stayed_away: self.stayed_away.customers }
    }

    /// Returns whether the form must be adjusted, since fewer than the least share of those approached took part (clause P-FORM-1);
    /// `None` where nobody was approached.
    pub fn must_be_adjusted(&self, least: Share) -> Option<bool> {
        self.attendance().share().map(|share| share.cmp_share(least).is_lt())
    }
}

/// The effect of campaigns in one period: each customer who was approached stands once for each purpose, with the first
/// contact that came about, or else the first attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CampaignTable {
    /// The period.
    pub period: CivilPeriod,
    /// By purpose and channel, sorted; a channel that is not known comes first.
    pub rows: Vec<(Purpose, Option<Channel>, CampaignTally)>,
    /// Contacts that are in no row.
    pub notes: Vec<Note>,
}

impl CampaignTable {
    /// Returns the effect of the campaigns of a rule in a period, by the facts as they stood at `as_of`.
    pub fn new(
        facts: &Facts<'_>,
        rule: &CampaignRule,
        period: CivilPeriod,
        as_of: DateTime<Utc>,
        zone: &Zone,
    ) -> Self {
        let windows = Windows::ending(period, as_of, zone);
        let dataset = facts.dataset;
        let mut rows: BTreeMap<(&Purpose, Option<&Channel>), CampaignTally> = BTreeMap::new();
        let mut doubtful: u64 = 0;
        for (code, _) in dataset.codes() {
            let one = Approached {
                purchases: dataset.purchases_of(code),
                interactions: dataset.interactions_of(code),
                answers: dataset.answers_of(code),
                is_doubtful: dataset.has_doubtful_order(code),
            };
            for purpose in &rule.purposes {
                let contacts = one.interactions.iter().filter(|row| row.purpose.as_ref() == Some(purpose));
                let Some(contact) = chosen(contacts, &windows).get(PLACES - 1) else { continue };
                doubtful = doubtful.saturating_add(u64::from(one.is_doubtful));
                let tally = rows.entry((purpose, contact.channel.as_ref())).or_default();
                let case = if contact.outcome == Outcome::Reached { TakingPart::Yes } else { TakingPart::No };
                let side = match case {
                    TakingPart::Yes => &mut tally.took_part,
                    TakingPart::No => &mut tally.stayed_away,
                };
                *side = side.merge(one.aftermath(contact, rule, as_of));
            }
        }
        let nameless = dataset.interactions_without_customer().iter();
        let nameless = nameless.filter(|row| period.contains(row.at) && row.at <= as_of);
        let is_one = |row: &&Interaction| row.purpose.as_ref().is_some_and(|one| rule.purposes.contains(one));
        let counts = [
            (Apart::DoubtfulOrders, doubtful),
            (Apart::ContactsWithoutCustomer, nameless.filter(is_one).count() as u64),
        ];
        let rows =
            rows.into_iter().map(|((purpose, channel), tally)| (purpose.clone(), channel.cloned(), tally));
        let notes = counts.into_iter().filter_map(|(cases, count)| apart(cases, count)).collect();
        Self { period, rows: rows.collect(), notes }
    }

    /// Returns one form of interaction, all channels together.
    pub fn of_purpose(&self, purpose: &Purpose) -> CampaignTally {
        self.merged(|(of, _, _)| of == purpose)
    }

    /// Returns one channel, all purposes together: a customer stands once for each purpose.
    pub fn of_channel(&self, channel: &Channel) -> CampaignTally {
        self.merged(|(_, of, _)| of.as_ref() == Some(channel))
    }

    /// Returns all rows together.
    pub fn total(&self) -> CampaignTally {
        self.merged(|_| true)
    }

    fn merged(&self, is_in: impl Fn(&(Purpose, Option<Channel>, CampaignTally)) -> bool) -> CampaignTally {
        let rows = self.rows.iter().filter(|row| is_in(row));
        rows.fold(CampaignTally::default(), |all, (_, _, tally)| all.merge(*tally))
    }
}

/// The rows of a customer who was approached.
struct Approached<'a> {
    purchases: &'a [Purchase],
    interactions: &'a [Interaction],
    answers: &'a [SurveyAnswer],
    is_doubtful: bool,
}

impl Approached<'_> {
    fn aftermath(&self, contact: &Interaction, rule: &CampaignRule, as_of: DateTime<Utc>) -> AftermathTally {
        let since = contact.at;
        let end = since.checked_add_signed(TimeDelta::microseconds(rule.feedback_within.as_micros()));
        let end = end.unwrap_or(DateTime::<Utc>::MAX_UTC).min(as_of);
        let is_in_time = |at: DateTime<Utc>| since < at && at <= end;
        let wrote = self.interactions.iter().any(|row| {
            row.direction == Direction::Inbound && row.outcome == Outcome::Reached && is_in_time(row.at)
        });
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
        AftermathTally { customers: 1, gave_feedback: u64::from(wrote || answered), conversion, change }
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
