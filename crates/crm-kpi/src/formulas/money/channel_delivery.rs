//! Whether a collection channel still delivers (clause L-ACC-2): its last record beside its usual gap.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::ElapsedTime;
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
    /// The usual gap: the median of the times between one record and the next, the shorter of two in the middle; `None` of a
    /// single record.
    pub usual_gap: Option<ElapsedTime>,
    /// The longest gap there was; `None` of a single record.
    pub longest_gap: Option<ElapsedTime>,
    /// How long it has been silent.
    pub silent_for: ElapsedTime,
}

impl ChannelDelivery {
    /// Returns whether it still delivers: it has not been silent for more than `times` its usual gap; `None` of a single record,
    /// and where that is beyond the reach of an instant.
    ///
    /// How many times is for a policy to state. A channel whose records come at one instant has no usual gap to wait for: it
    /// delivers as long as it is not silent at all.
    pub fn delivers(&self, times: u32) -> Option<bool> {
        let allowed = self.usual_gap?.as_micros().checked_mul(i64::from(times))?;
        Some(self.silent_for.as_micros() <= allowed)
    }
}

/// Returns how each channel delivers at `as_of`: tickets by their opening, and contacts that came about. Channels that delivered
/// nothing have no line; the order is that of their words, records without a channel first.
///
/// # Examples
///
/// ```
/// use crm_calendar::ElapsedTime;
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
/// let [phone] = channel_deliveries(&dataset, "2026-03-10T09:00:00Z".parse()?).try_into().unwrap();
/// assert_eq!(phone.usual_gap, Some(ElapsedTime::from_hours(24))); // of 1, 1 and 2 days
/// assert_eq!(phone.silent_for, ElapsedTime::from_hours(96));
/// assert_eq!((phone.delivers(4), phone.delivers(3)), (Some(true), Some(false)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn channel_deliveries(dataset: &Dataset, as_of: DateTime<Utc>) -> Vec<ChannelDelivery> {
    let found = deliveries_until(dataset, as_of, |at| at <= as_of, |_| false);
    found.into_iter().map(|(delivery, _)| delivery).collect()
}

/// Returns how each channel delivers by the records that count, silent until an instant, and how many of them are asked about.
pub(crate) fn deliveries_until(
    dataset: &Dataset,
    until: DateTime<Utc>,
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
    let found = records.into_iter().filter_map(|(channel, at)| {
        let asked = at.iter().filter(|at| is_asked(**at)).count() as u64;
        Some((delivery(channel, at, until)?, asked))
    });
    found.collect()
}

fn delivery(
    channel: Option<&Channel>,
    mut at: Vec<DateTime<Utc>>,
    until: DateTime<Utc>,
) -> Option<ChannelDelivery> {
    at.sort_unstable();
    let (first, last) = (*at.first()?, *at.last()?);
    let between = |one: DateTime<Utc>, next: DateTime<Utc>| {
        ElapsedTime::from_micros(next.timestamp_micros().saturating_sub(one.timestamp_micros()))
    };
    let mut gaps: Vec<ElapsedTime> =
        at.iter().zip(at.iter().skip(1)).map(|(one, next)| between(*one, *next)).collect();
    gaps.sort_unstable();
    let middle = gaps.len().checked_sub(1).map(|last| last / 2);
    Some(ChannelDelivery {
        channel: channel.cloned(),
        records: at.len() as u64,
        first,
        last,
        usual_gap: middle.and_then(|middle| gaps.get(middle).copied()),
        longest_gap: gaps.last().copied(),
        silent_for: between(last, until),
    })
}
