//! [`StandingAssessment`]: the tiers that a data set's customers hold, from verdicts at every review so far.

use alloc::vec::Vec;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use crm_calendar::Zone;
use crm_model::{CustomerCode, Dataset};

use super::{DatedVerdict, Downgrade, Standing, StandingRule};
use crate::{AssessmentError, Level, TierAssessment, ValueTierRule};

/// The tiers that a data set's customers hold, and the verdicts that they come from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct StandingAssessment {
    tiers: TierAssessment,
    // INVARIANT: by code; `None` for who holds no tier.
    standings: Vec<Option<Standing>>,
    reviews: Vec<NaiveDate>,
    not_judged: Vec<(NaiveDate, AssessmentError)>,
}

impl StandingAssessment {
    /// Returns the verdicts at the instant of assessment.
    pub fn tiers(&self) -> &TierAssessment {
        &self.tiers
    }

    /// Returns what a customer holds; `None` for who never was part of the population, or is no longer part of it and at
    /// the lowest level.
    pub fn of(&self, code: CustomerCode) -> Option<&Standing> {
        self.standings.get(code.index())?.as_ref()
    }

    /// Returns how many customers hold a level.
    pub fn count(&self, level: Level) -> u64 {
        self.standings.iter().flatten().filter(|standing| standing.level == level).count() as u64
    }

    /// Yields what each customer holds that holds a tier, in the order of codes.
    pub fn standings(&self) -> impl Iterator<Item = &Standing> {
        self.standings.iter().flatten()
    }

    /// Returns the dates of review at which verdicts were given, in order; that of the assessment is none of them.
    pub fn reviews(&self) -> &[NaiveDate] {
        &self.reviews
    }

    /// Returns the dates of review at which none could be given, with the reason: everybody kept the standing.
    pub fn not_judged(&self) -> &[(NaiveDate, AssessmentError)] {
        &self.not_judged
    }
}

impl StandingRule {
    /// How many reviews [`assess`](Self::assess) holds at most, each of which looks at all purchases: a hundred years of
    /// months, so that a date that is wrong by centuries takes no centuries.
    pub const MOST_REVIEWS: usize = 1_200;

    /// Returns what every customer of a data set holds at an instant: a fold over the verdicts of `tiers` at each review so
    /// far and at that instant.
    ///
    /// A review is judged by the purchases up to the end of its day. Reviews before the day `since`, or before the first
    /// purchase in the data, are left out; give the day from which the rules are in force. A rule that lowers at once asks
    /// for no review, so that its standings are the verdicts at the instant. What rose and fell again between two reviews is
    /// not seen.
    ///
    /// At most the last [`MOST_REVIEWS`](Self::MOST_REVIEWS) are held: the fold begins with the first of them.
    ///
    /// Who was part of the population and no longer is, since it bought nothing in the window, has the lowest level there. Who
    /// is undetermined at a date keeps its standing.
    ///
    /// # Errors
    ///
    /// Those of [`ValueTierRule::assess`] at the instant; where a review cannot be judged, it is
    /// [listed](StandingAssessment::not_judged).
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::Zone;
    /// use crm_model::{CustomerId, Dataset, Purchase, PurchaseKind, Records, Strength, Table, ValueTier};
    /// use crm_segmentation::{
    ///     Basis, Counting, Disagree, Downgrade, DowngradeTo, Population, RepurchaseThresholds, Reviews, SpendBy,
    ///     SpendThresholds, StandingRule, ValueTierRule, ValueTierSpec,
    /// };
    ///
    /// let tiers = ValueTierRule::new(ValueTierSpec {
    ///     name: "tiers.value".parse()?,
    ///     clause: "P-TIER-1".parse()?,
    ///     strength: Strength::Must,
    ///     basis: Basis {
    ///         window: "6 months".parse()?,
    ///         zone: Zone::utc(),
    ///         population: Population::WithPurchases,
    ///         currency: None,
    ///     },
    ///     spend: SpendThresholds { high: "50%".parse()?, middle: "60%".parse()?, by: SpendBy::Rank },
    ///     repurchase: RepurchaseThresholds {
    ///         high: "60%".parse()?,
    ///         middle: "30%".parse()?,
    ///         counting: Counting::Orders,
    ///     },
    ///     disagree: Disagree::SpendFirst,
    ///     minimum_tenure: None,
    ///     names: ["high", "middle", "ordinary"].map(|word| ValueTier::new(word).unwrap()),
    /// })?;
    /// let rule = StandingRule {
    ///     name: "tiers.value.stability".parse()?,
    ///     clause: "P-TIER-1".parse()?,
    ///     strength: Strength::Derived,
    ///     downgrade: Downgrade::AtReview {
    ///         reviews: Reviews { first: "2026-01-01".parse()?, every_months: 3.try_into()? },
    ///         failing: 2.try_into()?,
    ///         to: DowngradeTo::Verdict,
    ///     },
    /// };
    /// let order = |name: &str, day: &str, amount: &str| -> Result<Purchase, Box<dyn std::error::Error>> {
    ///     Ok(Purchase {
    ///         at: format!("{day}T10:00:00Z").parse()?,
    ///         order: None,
    ///         what: PurchaseKind::Order,
    ///         amount: amount.parse()?,
    ///         customer: Some(CustomerId::new(name)?),
    ///     })
    /// };
    /// // C-1 is first of two at the review in January, second of two in April, and second of two in May.
    /// let purchases = Table::complete(vec![
    ///     order("C-1", "2025-12-01", "100 CNY")?,
    ///     order("C-2", "2025-12-02", "50 CNY")?,
    ///     order("C-2", "2026-03-01", "400 CNY")?,
    /// ]);
    /// let (dataset, _) = Dataset::new(Records { purchases, ..Records::default() });
    /// let held = rule.assess(&tiers, &dataset, None, "2026-05-01T12:00:00Z".parse()?)?;
    /// assert_eq!(held.reviews().len(), 2);
    /// let first = held.of(dataset.code_of(&CustomerId::new("C-1")?).unwrap()).unwrap();
    /// assert_eq!(
    ///     first.to_string(),
    ///     "high since 2026-01-01: the verdict is middle, and the level is held until the review of 2026-07-01"
    /// );
    /// assert_eq!(first.failed_reviews, 1); // that of April
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn assess(
        &self,
        tiers: &ValueTierRule,
        dataset: &Dataset,
        since: Option<NaiveDate>,
        as_of: DateTime<Utc>,
    ) -> Result<StandingAssessment, AssessmentError> {
        let now = tiers.assess(dataset, as_of)?;
        let zone = &tiers.spec().basis.zone;
        let mut held = alloc::vec![None; dataset.customer_ids().len()];
        let (mut reviews, mut not_judged) = (Vec::new(), Vec::new());
        for review in self.reviews_between(dataset, zone, since, as_of) {
            let judged = end_of(review, zone).map(|end| tiers.assess(dataset, end.min(as_of)));
            match judged {
                Some(Ok(judged)) => {
                    self.hold(&mut held, review, &judged);
                    reviews.push(review);
                }
                Some(Err(error)) => not_judged.push((review, error)),
                None => {}
            }
        }
        self.hold(&mut held, zone.date(as_of), &now);
        leave(&mut held, &now);
        Ok(StandingAssessment { tiers: now, standings: held, reviews, not_judged })
    }

    /// Returns the reviews before the date of the assessment, in order.
    fn reviews_between(
        &self,
        dataset: &Dataset,
        zone: &Zone,
        since: Option<NaiveDate>,
        as_of: DateTime<Utc>,
    ) -> Vec<NaiveDate> {
        let Downgrade::AtReview { reviews, .. } = self.downgrade else { return Vec::new() };
        let first = dataset.purchases().iter().map(|row| row.at).min();
        let Some(first) = first.map(|at| zone.date(at)) else { return Vec::new() };
        let from = since.map_or(first, |since| since.max(first));
        let day_before = from.checked_sub_days(Days::new(1));
        let next = |after: NaiveDate| reviews.next_after(after).filter(|review| *review < zone.date(as_of));
        let mut all: Vec<NaiveDate> =
            core::iter::successors(day_before.and_then(next), |review| next(*review)).collect();
        all.split_off(all.len().saturating_sub(Self::MOST_REVIEWS))
    }

    /// Carries every customer's standing on by the verdicts of a date.
    fn hold(&self, held: &mut [Option<Standing>], on: NaiveDate, judged: &TierAssessment) {
        let mut verdicts = judged.verdicts().peekable();
        let mut undetermined = judged.summaries().undetermined().iter().map(|(code, _)| *code).peekable();
        for (place, standing) in held.iter_mut().enumerate() {
            let verdict = verdicts.next_if(|(code, _)| code.index() == place);
            let is_undetermined = undetermined.next_if(|code| code.index() == place).is_some();
            let verdict = match (verdict, &standing) {
                (Some((_, verdict)), _) => DatedVerdict::new(on, verdict),
                (None, Some(_)) if !is_undetermined => {
                    DatedVerdict { on, level: Level::Ordinary, provisional: false }
                }
                (None, _) => continue,
            };
            // The dates rise, so that no verdict is refused.
            if let Ok(next) = self.advance(standing.as_ref(), verdict) {
                *standing = Some(next);
            }
        }
    }
}

/// Takes the tier from who is at the lowest level and no longer part of the population.
fn leave(held: &mut [Option<Standing>], now: &TierAssessment) {
    let summaries = now.summaries();
    let undetermined =
        |code: usize| summaries.undetermined().binary_search_by_key(&code, |(of, _)| of.index());
    for (place, standing) in held.iter_mut().enumerate() {
        let is_lowest = standing.is_some_and(|standing| standing.level == Level::Ordinary);
        let is_there = || summaries.customers().binary_search_by_key(&place, |code| code.index()).is_ok();
        if is_lowest && !is_there() && undetermined(place).is_err() {
            *standing = None;
        }
    }
}

/// Returns the last instant of a day; `None` beyond the range of dates.
fn end_of(day: NaiveDate, zone: &Zone) -> Option<DateTime<Utc>> {
    let next = day.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN);
    zone.opening(next).checked_sub_signed(TimeDelta::microseconds(1))
}
