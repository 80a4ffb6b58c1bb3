//! Clocks as columns, of any number, made up without a file.

use crm_calendar::{
    Calendar, CalendarSpec, ElapsedTime, Ends, HolidayList, WeekdaySet, WeeklyHours, Zone, chrono::Weekday,
};
use crm_sla::{Columns, End, Ending, Pause, Target};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

const HOUR: i64 = 3_600_000_000;
/// 2026-01-01T00:00:00Z.
const NEW_YEAR: i64 = 1_767_225_600_000_000;

/// The limits that clocks are judged by, one after the other: two by the clock, one in business hours, one in business days.
pub const LIMITS: [&str; 4] = ["24h", "4h", "4bh", "3bd"];

/// When the clocks are looked at, in microseconds since 1970: three months and a day or two after the first began.
pub const AS_OF: i64 = NEW_YEAR + 92 * 24 * HOUR;

/// Columns that own their memory.
#[derive(Debug)]
pub struct Clocks {
    target: Vec<u32>,
    start: Vec<i64>,
    end: Vec<Option<End>>,
    pause_offsets: Vec<u32>,
    pauses: Vec<Pause>,
}

impl Clocks {
    /// Returns three months of tickets: nine in ten have ended, one in three waited once or twice, and each limit has a
    /// quarter of them.
    ///
    /// # Errors
    ///
    /// When there are more pauses than an offset can name.
    pub fn new(tickets: usize) -> Result<Self, std::num::TryFromIntError> {
        let mut random = Pcg64Mcg::seed_from_u64(20_260_302);
        let mut clocks = Self {
            target: Vec::with_capacity(tickets),
            start: Vec::with_capacity(tickets),
            end: Vec::with_capacity(tickets),
            pause_offsets: vec![0],
            pauses: Vec::new(),
        };
        for _ in 0..tickets {
            let start = NEW_YEAR + random.random_range(0..90 * 24 * HOUR);
            let length = random.random_range(0..120 * HOUR);
            let mut now = start;
            for _ in 0..random.random_range(0..6_u32).saturating_sub(3) {
                now += random.random_range(0..12 * HOUR);
                let from = now;
                now += random.random_range(1..24 * HOUR);
                clocks.pauses.push(Pause { start: from, end: now });
            }
            clocks.target.push(random.random_range(0..4));
            clocks.start.push(start);
            let how = if random.random_range(0..20) == 0 { Ending::Cancelled } else { Ending::Met };
            clocks.end.push((random.random_range(0..10) != 0).then_some(End::exactly(start + length, how)));
            clocks.pause_offsets.push(u32::try_from(clocks.pauses.len())?);
        }
        Ok(clocks)
    }

    /// Returns the columns.
    pub fn columns(&self) -> Columns<'_> {
        Columns {
            target: &self.target,
            start: &self.start,
            end: &self.end,
            pause_offsets: &self.pause_offsets,
            pauses: &self.pauses,
        }
    }

    /// Does the least that any sweep must do: reads every column once.
    pub fn read_once(&self) -> i64 {
        let pauses: i64 = self.pauses.iter().map(|pause| pause.start ^ pause.end).fold(0, i64::wrapping_add);
        let rows = self.start.iter().zip(&self.end).zip(&self.target).zip(&self.pause_offsets);
        rows.fold(pauses, |sum, (((start, end), target), offset)| {
            let end = end.map_or(0, |end| end.at);
            sum.wrapping_add(start ^ end).wrapping_add(i64::from(target ^ offset))
        })
    }
}

/// Returns a target for each of [`LIMITS`], on China's calendar with two windows a day.
///
/// # Errors
///
/// When the hours are malformed.
pub fn targets() -> Result<[Target; 4], Box<dyn std::error::Error>> {
    let windows = ["09:00-12:00".parse()?, "13:00-18:00".parse()?];
    let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &windows);
    let mut spec = CalendarSpec::weekly("office", Zone::named("Asia/Shanghai")?, hours, (2004, 2026));
    spec.holidays.push(HolidayList::china());
    spec.made_up_hours = Some(Weekday::Mon);
    let office = Calendar::new(spec)?;
    let target = |within: &str| -> Result<Target, Box<dyn std::error::Error>> {
        Ok(Target::new(within.parse()?, Ends::SameTime, ElapsedTime::ZERO, office.clone(), vec![])?)
    };
    let [first, second, third, fourth] = LIMITS.map(target);
    Ok([first?, second?, third?, fourth?])
}
