//! Whether those who answered a survey represent the customers (clause D-COV-3): both counted by segment.

mod sampled;

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::Zone;
use crm_model::{Channel, CustomerClass, Industry, Ratio, SurveyName, Topic, ValueTier};

pub(crate) use self::sampled::Sampled;
use crate::CivilPeriod;
use crate::formulas::customers::presence::CustomersBy;
use crate::gather::{Facts, Gather, Person, show};
use crate::period::{PLACES, Windows};
use crate::statistics::{Class, Representation, RepresentationError};
use crate::tally::{collects, ratio};

/// By what customers and respondents are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum SegmentBy {
    /// The value tier.
    Tier,
    /// The coverage class.
    Class,
    /// The branch of industry in the file.
    Industry,
    /// The first of the channels that the file says the customer prefers.
    Channel,
}

impl SegmentBy {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Tier, "tier"),
        (Self::Class, "class"),
        (Self::Industry, "industry"),
        (Self::Channel, "channel"),
    ];

    fn of<'a>(
        self,
        facts: &Facts<'a>,
        person: &Person<'a>,
        windows: &Windows,
        place: usize,
    ) -> Option<&'a str> {
        let file = || person.customer?.file.as_ref();
        match self {
            Self::Tier => facts.tier_of(person.code?, person.customer, windows, place).map(ValueTier::as_str),
            Self::Class => facts.class_of(person.code?).map(CustomerClass::as_str),
            Self::Industry => file()?.business.industry.as_ref().map(Industry::as_str),
            Self::Channel => file()?.preferences.channels.first().map(Channel::as_str),
        }
    }
}

/// Which survey is looked at, and against whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Representativeness {
    /// The survey; `None` for any.
    pub survey: Option<SurveyName>,
    /// The question; `None` for any.
    pub topic: Option<Topic>,
    /// By what segments.
    pub by: SegmentBy,
    /// What makes a customer: they are the population.
    pub customers: CustomersBy,
}

/// One customer of a segment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Represented {
    /// The segment.
    pub segment: String,
    /// Whether it answered.
    pub responded: bool,
}

/// How many of a segment there are and answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SegmentCounts {
    /// Customers.
    pub population: u64,
    /// Those of them who answered.
    pub respondents: u64,
}

/// Counts of customers and of respondents by segment.
///
/// # Examples
///
/// ```
/// use crm_kpi::{RepresentationTally, SegmentCounts};
///
/// let mut tally = RepresentationTally::default();
/// for (segment, population, respondents) in [("high", 200, 60), ("middle", 500, 90), ("ordinary", 300, 50)] {
///     tally.add(segment, SegmentCounts { population, respondents });
/// }
/// // Of 200 answers 60, 90 and 50 came where 40, 100 and 60 would mirror the customers: a tenth would have to move.
/// assert_eq!(tally.deviation().unwrap().percent(1), "10.0%");
/// assert_eq!(tally.weight("high").unwrap().to_decimal_string(9), "0.666666667");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RepresentationTally {
    segments: BTreeMap<String, SegmentCounts>,
}

impl RepresentationTally {
    /// Counts one customer.
    pub fn record(&mut self, customer: Represented) {
        let Represented { segment, responded } = customer;
        self.add(&segment, SegmentCounts { population: 1, respondents: responded.into() });
    }

    /// Adds customers of a segment and their answers. That nobody answers who is no customer, the caller sees to.
    pub fn add(&mut self, segment: &str, counts: SegmentCounts) {
        let SegmentCounts { population, respondents } = counts;
        if let Some(known) = self.segments.get_mut(segment) {
            known.population = known.population.saturating_add(population);
            known.respondents = known.respondents.saturating_add(respondents);
        } else {
            self.segments.insert(segment.to_string(), counts);
        }
    }

    /// Returns the tally of both samples together.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        for (segment, counts) in other.segments {
            self.add(&segment, counts);
        }
        self
    }

    /// Yields the segments in order, with their counts.
    pub fn segments(&self) -> impl Iterator<Item = (&str, SegmentCounts)> {
        self.segments.iter().map(|(segment, counts)| (segment.as_str(), *counts))
    }

    /// Returns the counts of all segments together.
    pub fn total(&self) -> SegmentCounts {
        self.segments.values().fold(SegmentCounts::default(), |all, one| SegmentCounts {
            population: all.population.saturating_add(one.population),
            respondents: all.respondents.saturating_add(one.respondents),
        })
    }

    /// Returns how far the respondents are from mirroring the customers: the share of them who would have to be of
    /// another segment, from 0 (every segment answered alike) to just below 1. `None` without customers or answers, and
    /// where the exact fraction is beyond 128 bits.
    pub fn deviation(&self) -> Option<Ratio> {
        let all = self.total();
        let (population, respondents) = (i128::from(all.population), i128::from(all.respondents));
        let mut apart = 0_i128;
        for counts in self.segments.values() {
            let own = i128::from(counts.respondents).checked_mul(population)?;
            let fair = i128::from(counts.population).checked_mul(respondents)?;
            // What is too much in some segments is too little in others.
            apart = apart.checked_add(own.checked_sub(fair)?.max(0))?;
        }
        let counted = all.population < u64::MAX && all.respondents < u64::MAX;
        Ratio::new(apart, population.checked_mul(respondents)?).filter(|_| counted)
    }

    /// Returns by how much an answer of a segment would count so that the respondents mirror the customers: the segment's
    /// share of the customers / its share of the respondents. `None` for a segment of which nobody answered.
    pub fn weight(&self, segment: &str) -> Option<Ratio> {
        let own = self.segments.get(segment)?;
        let all = self.total();
        let part = i128::from(own.population).checked_mul(i128::from(all.respondents))?;
        Ratio::new(part, i128::from(all.population).checked_mul(i128::from(own.respondents))?)
    }

    /// Returns the counts for the test whether the respondents may be a random sample of the customers, and for the number of
    /// answers that the weighted ones are worth: the segments in order.
    ///
    /// # Errors
    ///
    /// When nobody answered, or sums are beyond 64 bits.
    pub fn representation(&self) -> Result<Representation, RepresentationError> {
        let classes = self.segments.values();
        let class =
            |counts: &SegmentCounts| Class { population: counts.population, respondents: counts.respondents };
        Representation::new(&classes.map(class).collect::<Vec<Class>>())
    }

    /// Returns the respondents / the customers, over all segments; `None` without customers.
    pub fn response(&self) -> Option<Ratio> {
        let all = self.total();
        ratio(all.respondents, all.population)
    }

    /// Returns the tally of a survey in a period: of customers whose segment is known, by the facts as they stood at `as_of`.
    pub fn of_survey(
        rule: &Representativeness,
        facts: &Facts<'_>,
        period: CivilPeriod,
        as_of: DateTime<Utc>,
        zone: &Zone,
    ) -> Self {
        let windows = Windows::ending(period, as_of, zone);
        let mut gathered: [Box<dyn Gather<'_> + '_>; 1] = [Box::new(Sampled::new(*facts, rule, &windows))];
        show(facts, &mut gathered);
        let [gathered] = gathered;
        gathered.representation(PLACES - 1).unwrap_or_default()
    }
}

collects!(RepresentationTally of Represented);
