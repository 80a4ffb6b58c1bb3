//! Who held a ticket while its clock ran, as reports may tell it.

use chrono::{DateTime, Utc};
use crm_kit::sla::Custody;
use crm_model::{Department, Lateness};

/// One holder's part of a clock. Persons are not named; those of one department in a row are one holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Who.
    pub by: HeldBy,
    /// From when on.
    pub from: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
    /// The time by the clock used, pauses left out, in microseconds.
    pub elapsed: Option<i64>,
    /// The open time used, pauses left out, in microseconds; `None` where the calendar does not reach.
    pub open: Option<i64>,
    /// How much of the time after the due instant fell to this holder.
    pub late: Option<Lateness>,
}

/// Who held a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeldBy {
    /// A department, and maybe somebody in it.
    Department(Department),
    /// A person of no known department.
    Person,
    /// Nobody on record.
    Nobody,
}

impl HeldBy {
    /// Returns it in words.
    pub fn in_words(&self) -> &str {
        match self {
            Self::Department(department) => department.as_str(),
            Self::Person => "a person without a department",
            Self::Nobody => "nobody on record",
        }
    }
}

/// Returns the holders of a clock in order of time.
pub(super) fn holders(custody: &[Custody]) -> Vec<Held> {
    let mut holders: Vec<Held> = Vec::new();
    for part in custody {
        let by = match &part.holder {
            None => HeldBy::Nobody,
            Some(owner) => owner.department.clone().map_or(HeldBy::Person, HeldBy::Department),
        };
        let held = Held {
            by,
            from: part.from,
            until: part.until,
            elapsed: part.elapsed.map(crm_calendar::ElapsedTime::as_micros),
            open: part.open.map(crm_calendar::OpenTime::as_micros),
            late: part.late,
        };
        match holders.last_mut() {
            // One person after another is not one holder.
            Some(last) if last.by == held.by && held.by != HeldBy::Person => last.go_on(&held),
            _ => holders.push(held),
        }
    }
    holders
}

impl Held {
    fn go_on(&mut self, next: &Self) {
        let sum = |one: Option<i64>, other: Option<i64>| one?.checked_add(other?);
        self.until = next.until;
        self.elapsed = sum(self.elapsed, next.elapsed);
        self.open = sum(self.open, next.open);
        self.late = match (self.late, next.late) {
            (Some(one), Some(other)) => one.elapsed.checked_add(other.elapsed).map(|elapsed| Lateness {
                elapsed,
                open: one.open.zip(other.open).and_then(|(one, other)| one.checked_add(other)),
            }),
            (one, other) => one.or(other),
        };
    }
}
