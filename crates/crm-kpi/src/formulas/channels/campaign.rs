//! The effect of campaigns and other forms of interaction (clauses D-KPI-9, P-FORM-1, P-FORM-3): who took part, who gave
//! feedback, who ordered later, and how satisfaction changed, beside those who were approached and did not take part.
//!
//! That the one came after the other is no proof that it came of it: whoever takes part may be of another kind.

mod aftermath;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::{ElapsedTime, Zone};
use crm_model::{Channel, Interaction, Outcome, Purpose, Share};

use self::aftermath::Approached;
pub use self::aftermath::{AftermathTally, ChangeTally};
use crate::formulas::money::close_rate::chosen;
use crate::gather::{Facts, apart};
use crate::period::{PLACES, Windows};
use crate::{Apart, AttendanceTally, CivilPeriod, Note, NpsBounds, Question, TakingPart};

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
        // One that is named twice is one purpose.
        let purposes: BTreeSet<&Purpose> = rule.purposes.iter().collect();
        let mut rows: BTreeMap<(&Purpose, Option<&Channel>), CampaignTally> = BTreeMap::new();
        let mut doubtful: u64 = 0;
        for (code, _) in dataset.codes() {
            let one = Approached {
                purchases: dataset.purchases_of(code),
                interactions: dataset.interactions_of(code),
                answers: dataset.answers_of(code),
                is_doubtful: dataset.has_doubtful_order(code),
            };
            for purpose in purposes.iter().copied() {
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
