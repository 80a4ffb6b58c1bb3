//! Whether a collection channel still delivers (clause L-ACC-2): its last record beside its usual gap.
//!
//! Gaps are civil dates without a record, since by the clock every night and weekend would be a silence.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use crm_calendar::Zone;
use crm_model::{Channel, Dataset, Outcome};

/// How a channel delivers at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ChannelDelivery {
    /// The channel; `None` for records of nobody knows which.
    pub channel: Option<Channel>,
    /// How many records it delivered.
    pub records: u64,
    /// When the first of them was.
    pub first: DateTime<Utc>,
    /// When the last of them was.
    pub last: DateTime<Utc>,
    /// The usual gap: the median of the days from one date with a record to the next, the shorter of two in the middle; 1 for
    /// every day. `None` where all records are of one date.
    pub usual_gap: Option<u32>,
    /// The longest gap there was; `None` where all records are of one date.
    pub longest_gap: Option<u32>,
    /// The days since the date of the last record: 0 on that date.
    pub silent_for: u32,
}

impl ChannelDelivery {
    /// Returns whether it still delivers: it has not been silent for more than `times` its usual gap; `None` without a usual gap.
    ///
    /// How many times is for a policy to state.
    pub fn delivers(&self, times: u32) -> Option<bool> {
        Some(u64::from(self.silent_for) <= u64::from(self.usual_gap?) * u64::from(times))
    }
}

/// Returns how each channel delivers at `as_of`: tickets by their opening, and contacts that came about, by civil dates of `zone`.
/// Channels that delivered nothing have no line; the order is that of their words, records without a channel first.
///
/// # Examples
///
/// ```
/// use crm_calendar::Zone;
/// use crm_kpi::channel_deliveries;
/// use crm_model::{Dataset, Happening, Records, Table, TicketEvent, TicketId, TicketRecord};
///
/// let ticket = |name: &str, day: &str| -> Result<TicketRecord, Box<dyn std::error::Error>> {
///     let opened = TicketEvent::at(format!("2026-03-{day}T09:00:00Z").parse()?, Happening::Opened);
///     let mut record = TicketRecord::new(TicketId::new(name)?, vec![opened]);
///     record.channel = Some("phone".parse()?);
///     Ok(record)
/// };
/// let tickets = Table::complete(vec![ticket("1", "02")?, ticket("2", "03")?, ticket("3", "04")?, ticket("4", "06")?]);
/// let dataset = Dataset::new(Records { tickets, ..Records::default() }).0;
/// let [phone] = channel_deliveries(&dataset, "2026-03-10T08:00:00Z".parse()?, &Zone::utc()).try_into().unwrap();
/// assert_eq!((phone.usual_gap, phone.longest_gap), (Some(1), Some(2))); // of 1, 1 and 2 days
/// assert_eq!(phone.silent_for, 4); // the 7th to the 10th
/// assert_eq!((phone.delivers(4), phone.delivers(3)), (Some(true), Some(false)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn channel_deliveries(dataset: &Dataset, as_of: DateTime<Utc>, zone: &Zone) -> Vec<ChannelDelivery> {
    let found = deliveries_until(dataset, zone.date(as_of), zone, |at| at <= as_of, |_| false);
    found.into_iter().map(|(delivery, _)| delivery).collect()
}

/// Returns how each channel delivers by the records that count, silent up to a date, and how many of them are asked about.
pub(crate) fn deliveries_until(
    dataset: &Dataset,
    today: NaiveDate,
    zone: &Zone,
    counts: impl Fn(DateTime<Utc>) -> bool,
    is_asked: impl Fn(DateTime<Utc>) -> bool,
) -> Vec<(ChannelDelivery, u64)> {
    let mut records: BTreeMap<Option<&Channel>, Vec<DateTime<Utc>>> = BTreeMap::new();
    let tickets = dataset.tickets().iter().filter_map(|ticket| Some((ticket.channel(), ticket.opened_at()?)));
    let reached = dataset.interactions().iter().filter(|row| row.outcome == Outcome::Reached);
    let contacts = reached.map(|row| (row.channel.as_ref(), row.at));
    for (channel, at) in tickets.chain(contacts).filter(|(_, at)| counts(*at)) {
        records.entry(channel).or_default().push(at);
    }
    let found = records.into_iter().filter_map(|(channel, mut at)| {
        at.sort_unstable();
        let asked = at.iter().filter(|at| is_asked(**at)).count() as u64;
        Some((delivery(channel, &at, today, zone)?, asked))
    });
    found.collect()
}

/// Returns the last civil date of which something lies before an instant.
pub(crate) fn date_before(instant: DateTime<Utc>, zone: &Zone) -> NaiveDate {
    zone.date(instant.checked_sub_signed(TimeDelta::microseconds(1)).unwrap_or(instant))
}

fn delivery(
    channel: Option<&Channel>,
    at: &[DateTime<Utc>],
    today: NaiveDate,
    zone: &Zone,
) -> Option<ChannelDelivery> {
    let (first, last) = (*at.first()?, *at.last()?);
    let days = |from: NaiveDate, to: NaiveDate| {
        u32::try_from(to.signed_duration_since(from).num_days()).unwrap_or(0)
    };
    // Where clocks go back over midnight, a date comes again after the next one.
    let mut dates: Vec<NaiveDate> = at.iter().map(|at| zone.date(*at)).collect();
    dates.sort_unstable();
    dates.dedup();
    let mut gaps: Vec<u32> =
        dates.iter().zip(dates.iter().skip(1)).map(|(one, next)| days(*one, *next)).collect();
    gaps.sort_unstable();
    let middle = gaps.len().checked_sub(1).map(|last| last / 2);
    Some(ChannelDelivery {
        channel: channel.cloned(),
        records: at.len() as u64,
        first,
        last,
        usual_gap: middle.and_then(|middle| gaps.get(middle).copied()),
        longest_gap: gaps.last().copied(),
        silent_for: days(*dates.last()?, today),
    })
}
