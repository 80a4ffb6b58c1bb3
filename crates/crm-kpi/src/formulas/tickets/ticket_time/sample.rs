//! [`TimesTally`] and [`TimeSample`]: every time of a period, counted by its length.

use alloc::collections::BTreeMap;

use chrono::{DateTime, Utc};
use crm_calendar::ElapsedTime;
use crm_model::{Ratio, Share, Ticket};

use super::TicketTime;
use super::stretches::End;
use crate::gather::{KindMatch, kind_of};
use crate::statistics::{PercentileType, Rank};
use crate::tally::collects;
use crate::{CivilPeriod, DurationTally};

/// Lengths of time, each with how often it occurs: what percentiles and curves are made of.
///
/// Counts add up, so the tallies of parts merge to that of the whole, in any order, and each length may be recorded at any time. The
/// waits of a whole log are [`Durations`](crate::process::Durations), which are sorted once.
///
/// # Examples
///
/// ```
/// use crm_calendar::ElapsedTime;
/// use crm_kpi::TimesTally;
///
/// let tally: TimesTally = [4, 2, 4].map(ElapsedTime::from_hours).into_iter().collect();
/// assert_eq!(tally.cases(), 3);
/// let lengths: Vec<(String, u64)> = tally.iter().map(|(time, cases)| (time.to_string(), cases)).collect();
/// assert_eq!(lengths, [("2 h".to_owned(), 1), ("4 h".to_owned(), 2)]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TimesTally {
    // INVARIANT: no count is zero.
    counts: BTreeMap<ElapsedTime, u64>,
}

impl TimesTally {
    /// Adds a length of time.
    pub fn record(&mut self, time: ElapsedTime) {
        let count = self.counts.entry(time).or_default();
        *count = count.saturating_add(1);
    }

    /// Returns the tally of both samples together.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        for (time, cases) in other.counts {
            let count = self.counts.entry(time).or_default();
            *count = count.saturating_add(cases);
        }
        self
    }

    /// Returns how many there are.
    pub fn cases(&self) -> u64 {
        self.counts.values().fold(0, |sum, cases| sum.saturating_add(*cases))
    }

    /// Yields the lengths, shortest first, with how often each occurs.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (ElapsedTime, u64)> {
        self.counts.iter().map(|(time, cases)| (*time, *cases))
    }

    /// Returns the length at a place of all lengths in order, the shortest at 0; `None` beyond the last.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::ElapsedTime;
    /// use crm_kpi::TimesTally;
    ///
    /// let tally: TimesTally = [4, 2, 4].map(ElapsedTime::from_hours).into_iter().collect();
    /// assert_eq!([0, 1, 2].map(|place| tally.at(place)), [2, 4, 4].map(|hours| Some(ElapsedTime::from_hours(hours))));
    /// assert_eq!(tally.at(3), None);
    /// ```
    pub fn at(&self, place: u64) -> Option<ElapsedTime> {
        let mut before = 0_u64;
        self.iter().find_map(|(time, cases)| {
            before = before.saturating_add(cases);
            (place < before).then_some(time)
        })
    }

    /// Returns a percentile in microseconds, exactly: between two lengths it is a fraction. `None` of no lengths.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::ElapsedTime;
    /// use crm_kpi::TimesTally;
    /// use crm_kpi::statistics::PercentileType;
    /// use crm_model::Ratio;
    ///
    /// let tally: TimesTally = [15, 20, 35, 40, 50].map(ElapsedTime::from_micros).into_iter().collect();
    /// let at = |share: &str, kind| tally.percentile(share.parse().unwrap(), kind);
    /// assert_eq!(at("40%", PercentileType::Linear), Ratio::new(29, 1));
    /// assert_eq!(at("40%", PercentileType::NearestRank), Ratio::new(20, 1));
    /// assert_eq!(at("5%", PercentileType::Weibull), Ratio::new(15, 1));
    /// ```
    pub fn percentile(&self, share: Share, kind: PercentileType) -> Option<Ratio> {
        let rank = kind.rank(share, self.cases())?;
        let low = i128::from(self.at(rank.index)?.as_micros());
        let Some(next) = rank.next() else { return Ratio::new(low, 1) };
        let high = i128::from(self.at(next)?.as_micros());
        let step = (high - low).checked_mul(i128::from(parts(&rank)))?;
        Ratio::new(low.checked_mul(PARTS.into())?.checked_add(step)?, PARTS.into())
    }

    /// Returns whether a percentile is the shortest or the longest length, or lies between that and its neighbour: there are too
    /// few for a share so far out (case K27). `None` of no lengths.
    pub fn is_at_end(&self, share: Share, kind: PercentileType) -> Option<bool> {
        let cases = self.cases();
        let rank = kind.rank(share, cases)?;
        let highest = rank.next().unwrap_or(rank.index);
        Some(rank.index == 0 || highest >= cases.saturating_sub(1))
    }

    /// Returns their sum and number.
    pub fn durations(&self) -> DurationTally {
        self.iter().fold(DurationTally::default(), |sum, (time, cases)| {
            let micros = i128::from(time.as_micros());
            let squares = micros.unsigned_abs().saturating_mul(micros.unsigned_abs());
            sum.merge(DurationTally {
                micros: micros.saturating_mul(i128::from(cases)),
                squares: squares.saturating_mul(u128::from(cases)),
                cases,
            })
        })
    }
}

collects!(TimesTally of ElapsedTime);

/// A share has a millionth for its least part, and one definition counts in thirds of a rank.
const PARTS: u32 = 3_000_000;

/// Returns how far a rank lies towards the next one, in parts: whole by the definition of every type.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a fraction is from 0 to below 1"
)]
fn parts(rank: &Rank) -> u32 {
    libm::round(rank.fraction * f64::from(PARTS)) as u32
}

/// The times of a period, and apart from them those that have not ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TimeSample {
    /// Those that ended.
    pub ended: TimesTally,
    /// Those that have not: how long they have lasted.
    pub open: TimesTally,
    /// Those of which a fact is missing or contradicts the record.
    pub undetermined: u64,
}

impl TimeSample {
    /// Returns the sample of both together.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self {
            ended: self.ended.merge(other.ended),
            open: self.open.merge(other.open),
            undetermined: self.undetermined.saturating_add(other.undetermined),
        }
    }

    /// Returns whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl TicketTime {
    /// Returns every time of a period at `as_of`, as far as the kind of ticket is known to be one of
    /// [`kinds`](Self::kinds).
    ///
    /// Parts of the tickets, taken apart and merged, give the sample of all.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::{ElapsedTime, Zone};
    /// use crm_kpi::{CivilPeriod, Per, Stretch, TicketTime};
    /// use crm_model::{Happening, Ticket, TicketEvent, TicketId, TicketRecord};
    ///
    /// let ticket = |name: &str, solved: Option<&str>| -> Result<Ticket, Box<dyn std::error::Error>> {
    ///     let mut events = vec![TicketEvent::at("2026-03-02T09:00:00Z".parse()?, Happening::Opened)];
    ///     if let Some(solved) = solved {
    ///         events.push(TicketEvent::at(solved.parse()?, Happening::Solved));
    ///     }
    ///     Ok(Ticket::new(TicketRecord::new(TicketId::new(name)?, events)))
    /// };
    /// let tickets = [ticket("1", Some("2026-03-02T12:00:00Z"))?, ticket("2", None)?];
    /// let as_of = "2026-04-01T09:00:00Z".parse()?;
    /// let march = CivilPeriod::last_complete(Per::Month, as_of, &Zone::utc());
    /// let sample = TicketTime::mean(Stretch::Resolution).sample(&tickets, &march, as_of);
    /// assert_eq!(sample.ended.at(0), Some(ElapsedTime::from_hours(3)));
    /// assert_eq!(sample.open.at(0), Some(ElapsedTime::from_hours(30 * 24))); // still open after 30 days
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sample<'t>(
        &self,
        tickets: impl IntoIterator<Item = &'t Ticket>,
        period: &CivilPeriod,
        as_of: DateTime<Utc>,
    ) -> TimeSample {
        let mut sample = TimeSample::default();
        for ticket in tickets {
            if kind_of(ticket, &self.kinds, as_of) != KindMatch::Yes {
                continue;
            }
            for lasted in self.stretch.of(ticket, as_of).iter().filter(|one| period.contains(one.at)) {
                match lasted.end {
                    End::After(time) => sample.ended.record(time),
                    End::Open(Some(time)) => sample.open.record(time),
                    End::Open(None) | End::Undetermined => {
                        sample.undetermined = sample.undetermined.saturating_add(1);
                    }
                }
            }
        }
        sample
    }
}
