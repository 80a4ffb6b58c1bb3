//! Contacts that were followed by an order (clauses H-KPI-16, P-FORM-1), and how many of those approached took part.

use alloc::vec::Vec;

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::ElapsedTime;
use crm_model::{Interaction, Outcome, Purchase, PurchaseKind, Purpose, Ratio, TableName};

use crate::gather::{Facts, Gather, Person, apart};
use crate::period::{Series, Windows};
use crate::tally::{ratio, tally};
use crate::{Apart, Evidence, Note};

tally! {
    /// Whether a customer ordered after it was contacted.
    Converting,
    /// Counts of customers by whether they ordered after they were contacted.
    ///
    /// Each is decided when its time is over, also where it ordered before: if whoever orders counted at once and whoever
    /// does not only later, the share would be too high wherever there is time left.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::ConversionTally;
    ///
    /// let tally = ConversionTally { ordered: 12, declined: 88, open: 5 };
    /// assert_eq!(tally.share().unwrap().percent(0), "12%"); // what is not decided yet is in neither part
    /// ```
    ConversionTally {
        /// Ordered in time, and the time is over.
        Ordered => ordered,
        /// Did not, and the time is over.
        Declined => declined,
        /// There is time left, whether it ordered already or not.
        Open => open,
    }
}

impl ConversionTally {
    /// Returns those who ordered / those of whom it is decided, or `None` where nothing is decided.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.ordered, self.ordered.saturating_add(self.declined))
    }
}

impl Converting {
    /// Returns whether an order came after `since`, within the time that there is, once that is over; the last instant is in
    /// time, an order at the instant itself came after it.
    pub(crate) fn of(
        purchases: &[Purchase],
        since: DateTime<Utc>,
        within: ElapsedTime,
        as_of: DateTime<Utc>,
    ) -> Self {
        let end = since.checked_add_signed(TimeDelta::microseconds(within.as_micros()));
        let end = end.unwrap_or(DateTime::<Utc>::MAX_UTC);
        let is_in_time = |row: &Purchase| since <= row.at && row.at <= end;
        if as_of <= end {
            Self::Open
        } else if purchases.iter().any(|row| row.what == PurchaseKind::Order && is_in_time(row)) {
            Self::Ordered
        } else {
            Self::Declined
        }
    }
}

tally! {
    /// Whether a customer who was approached took part.
    TakingPart,
    /// Counts of customers who were approached by whether they took part.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::AttendanceTally;
    /// use crm_model::Share;
    ///
    /// let tally = AttendanceTally { took_part: 19, stayed_away: 81 };
    /// assert!(tally.share().unwrap().cmp_share("20%".parse::<Share>()?).is_lt()); // such a form must be adjusted
    /// # Ok::<(), crm_model::ShareError>(())
    /// ```
    AttendanceTally {
        /// Took part, or was reached.
        Yes => took_part,
        /// Was approached and did not.
        No => stayed_away,
    }
}

impl AttendanceTally {
    /// Returns those who took part / those who were approached, or `None` where nobody was.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.took_part, self.took_part.saturating_add(self.stayed_away))
    }
}

/// Returns for each period the contact that stands for a customer: the first that came about, else the first attempt.
pub(crate) fn chosen<'r>(
    contacts: impl Iterator<Item = &'r Interaction>,
    windows: &Windows,
) -> Series<Option<&'r Interaction>> {
    let mut chosen: Series<Option<&'r Interaction>> = Series::default();
    for row in contacts {
        chosen.update(windows.place_of(row.at), |known| {
            let replaces = known.is_none_or(|known| (row.outcome, row.at) < (known.outcome, known.at));
            if replaces {
                *known = Some(row);
            }
        });
    }
    chosen
}

fn is_for(row: &Interaction, purposes: &[Purpose]) -> bool {
    row.purpose.as_ref().is_some_and(|purpose| purposes.contains(purpose))
}

#[derive(Debug, Clone, Copy, Default)]
struct Contacts {
    attendance: AttendanceTally,
    conversion: ConversionTally,
    doubtful: u64,
}

/// Close rate, or attendance, at work. A customer belongs to the period of its first contact there that came about; contacts
/// of nobody knows whom are told of.
#[derive(Debug)]
pub(crate) struct Closed<'a> {
    facts: Facts<'a>,
    purposes: &'a [Purpose],
    /// How long there is to order; `None` where attendance is asked for.
    within: Option<ElapsedTime>,
    windows: &'a Windows,
    /// Up to when purchases are known.
    known_until: DateTime<Utc>,
    contacts: Series<Contacts>,
    nameless: Series<u64>,
}

impl<'a> Closed<'a> {
    pub(crate) fn new(
        facts: Facts<'a>,
        purposes: &'a [Purpose],
        within: Option<ElapsedTime>,
        windows: &'a Windows,
    ) -> Self {
        let (contacts, nameless) = (Series::default(), Series::default());
        let known_until = facts.known_until(TableName::Purchases, windows.as_of);
        Self { facts, purposes, within, windows, known_until, contacts, nameless }
    }
}

impl<'a> Gather<'a> for Closed<'a> {
    fn person(&mut self, person: &Person<'a>) {
        let rows = person.interactions.iter().filter(|row| is_for(row, self.purposes));
        let Some(code) = person.code else {
            for row in rows {
                let place = self.windows.place_of(row.at);
                self.nameless.update(place, |nameless| *nameless = nameless.saturating_add(1));
            }
            return;
        };
        let is_doubtful = self.facts.dataset.has_doubtful_order(code);
        for (place, contact) in chosen(rows, self.windows).iter() {
            let Some(contact) = contact else { continue };
            let took_part = contact.outcome == Outcome::Reached;
            let judged = self.within.filter(|_| took_part && !is_doubtful);
            let judged =
                judged.map(|within| Converting::of(person.purchases, contact.at, within, self.known_until));
            self.contacts.update(Some(place), |contacts| {
                contacts.attendance.record(if took_part { TakingPart::Yes } else { TakingPart::No });
                contacts.conversion.extend(judged);
                contacts.doubtful = contacts.doubtful.saturating_add(u64::from(took_part && is_doubtful));
            });
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let Contacts { attendance, conversion, .. } = self.contacts.get(place);
        let (part, rest) = match self.within {
            Some(_) => (conversion.ordered, conversion.declined),
            None => (attendance.took_part, attendance.stayed_away),
        };
        Evidence::trials(part, part.saturating_add(rest))
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let Contacts { conversion, doubtful, .. } = self.contacts.get(place);
        let doubtful = if self.within.is_some() { doubtful } else { 0 };
        let counts = [
            (Apart::Open, conversion.open),
            (Apart::DoubtfulOrders, doubtful),
            (Apart::ContactsWithoutCustomer, self.nameless.get(place)),
        ];
        counts.into_iter().filter_map(|(cases, count)| apart(cases, count)).collect()
    }
}
