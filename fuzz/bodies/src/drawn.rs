//! [`Drawn`]: values made from bytes, one after the other.

use crm_calendar::chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// Bytes to make values from. When they are used up, every value is the plainest: zero, the first choice, no.
#[derive(Debug, Clone)]
pub(crate) struct Drawn<'a> {
    rest: &'a [u8],
}

impl<'a> Drawn<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.rest.split_first() else { return 0 };
        self.rest = rest;
        *first
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.byte())
    }

    /// Returns any number.
    pub(crate) fn number(&mut self) -> i64 {
        i64::from_le_bytes(self.bytes())
    }

    /// Returns a number from 0 up to, but not including, `end`, which is not 0; from as few bytes as will do.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        let drawn = match end {
            0..=0x100 => u32::from(self.byte()),
            0x101..=0x1_0000 => u16::from_le_bytes(self.bytes()).into(),
            _ => u32::from_le_bytes(self.bytes()),
        };
        drawn % end.max(1)
    }

    /// Returns `true` one time in `times`, which is above 1; not for runs of one extreme byte, which fuzzers like.
    pub(crate) fn one_in(&mut self, times: u32) -> bool {
        self.below(times) == times / 2
    }

    /// Returns one of `choices`, which are not empty.
    pub(crate) fn choose<T: Clone>(&mut self, choices: &[T]) -> T {
        let end = u32::try_from(choices.len()).unwrap_or(u32::MAX);
        let place = usize::try_from(self.below(end)).unwrap_or(0);
        choices.get(place).expect("a choice").clone()
    }

    /// Returns a distance in microseconds: none, any, or a few of some unit.
    pub(crate) fn distance(&mut self) -> i64 {
        let unit = match self.below(8) {
            0 => return 0,
            1 => return self.number(),
            2 => 1,
            3 => 1_000_000,
            4 => 60_000_000,
            5 => 15 * 60_000_000,
            6 => 3_600_000_000,
            _ => 86_400_000_000,
        };
        (i64::from(self.below(0x1_0000)) - 0x2000) * unit
    }

    /// Returns an instant: some distance from one of `near`, or at the edge of what can be said.
    pub(crate) fn instant(&mut self, near: &[DateTime<Utc>]) -> DateTime<Utc> {
        let year = |year| NaiveDate::from_ymd_opt(year, 12, 31).expect("a date").and_hms_opt(23, 59, 59);
        let utc = |time: Option<crm_calendar::chrono::NaiveDateTime>| time.expect("a time").and_utc();
        match self.below(16) {
            0 => DateTime::<Utc>::MIN_UTC,
            1 => DateTime::<Utc>::MAX_UTC,
            2 => utc(year(9_999)),
            3 => utc(year(1_899)),
            4 => utc(year(2_200)),
            5 => DateTime::from_timestamp_micros(self.number()).unwrap_or(DateTime::<Utc>::MAX_UTC),
            rest => {
                let from = self.choose(near);
                let moved = from.checked_add_signed(TimeDelta::microseconds(self.distance()));
                let nanos = if rest == 6 { i64::from(self.below(1_000)) } else { 0 };
                moved.and_then(|at| at.checked_add_signed(TimeDelta::nanoseconds(nanos))).unwrap_or(from)
            }
        }
    }

    /// Returns a date: some days after one, or at the edge of what can be said.
    pub(crate) fn date(&mut self, from: NaiveDate, days: u32) -> NaiveDate {
        match self.below(64) {
            61 => NaiveDate::MIN,
            62 => NaiveDate::MAX,
            63 => NaiveDate::from_ymd_opt(9_999, 12, 31).expect("a date"),
            _ => {
                let days = TimeDelta::days(self.below(days).into());
                from.checked_add_signed(days).unwrap_or(from)
            }
        }
    }
}
