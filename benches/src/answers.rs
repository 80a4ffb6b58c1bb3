//! Answers, response times and purchases as columns, by the ten million, and the same as records.

use std::error::Error;

use crm_kit::chrono::{DateTime, TimeDelta, Utc};
use crm_kit::kpi::columns::{
    Activity, CodeColumn, ColumnError, Counted, DurationColumn, OrderStatistics, ScoreTable, durations, nps,
    scores_by,
};
use crm_kit::kpi::statistics::{Percentile, PercentileType};
use crm_kit::kpi::{DurationTally, NpsBounds, NpsTally, RetentionTally};
use crm_kit::model::{Scale, Score, Share};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use crate::purchases::{self, Purchases};

/// Stands for no answer in the column of scores.
pub const NO_ANSWER: u8 = 255;
/// Stands for no response in the column of seconds.
pub const NO_RESPONSE: u32 = u32::MAX;
/// How many segments.
pub const SEGMENTS: usize = 8;
/// How many months.
pub const MONTHS: usize = 24;
/// The limit of a first response in seconds: an hour.
pub const WITHIN: u32 = 3_600;
/// The percentiles that are asked for, in hundredths.
pub const PERCENTILES: [u32; 4] = [50, 90, 95, 99];

/// Answers to the question of recommendation, and how long the first response to a request took; a row each.
#[derive(Debug)]
pub struct Answers {
    /// Scores from 0 to 10; three in a hundred rows have none, and one in a thousand holds 11, which is none.
    pub scores: Vec<u8>,
    /// The segment of each row.
    pub segments: Vec<u8>,
    /// The month of each row.
    pub months: Vec<u8>,
    /// Seconds to the first response, two and a half hours on average; five in a hundred rows have none yet.
    pub seconds: Vec<u32>,
}

impl Answers {
    /// Returns so many rows, the same each time.
    pub fn new(rows: usize) -> Self {
        let mut random = Pcg64Mcg::seed_from_u64(2_003);
        let mut made = Self { scores: vec![], segments: vec![], months: vec![], seconds: vec![] };
        for _ in 0..rows {
            let score = match random.random_range(0..1_000_u32) {
                0..30 => NO_ANSWER,
                30 => 11,
                31..200 => random.random_range(0..=6),
                200..500 => random.random_range(7..=8),
                _ => random.random_range(9..=10),
            };
            made.scores.push(score);
            made.segments.push(random.random_range(0..8));
            made.months.push(random.random_range(0..24));
            // A product of two puts most responses early and some late: 36,000 s at most.
            let [one, other] = [random.random_range(0..6_000_u32), random.random_range(0..6_000)];
            let late = random.random_range(0..20) == 0;
            made.seconds.push(if late { NO_RESPONSE } else { one * other / 1_000 });
        }
        made
    }

    /// Returns the net promoter score of all.
    ///
    /// # Errors
    ///
    /// Never; the codes are sound.
    pub fn nps(&self) -> Result<Counted<NpsTally>, ColumnError> {
        nps(&self.scores, bounds(), Some(NO_ANSWER))
    }

    /// Returns the scores by segment and month.
    ///
    /// # Errors
    ///
    /// Never; the columns are of equal length.
    pub fn by_segment_and_month(&self) -> Result<ScoreTable, ColumnError> {
        let segments = CodeColumn { codes: &self.segments, count: SEGMENTS };
        let months = CodeColumn { codes: &self.months, count: MONTHS };
        scores_by(&self.scores, segments, months, Some(NO_ANSWER))
    }

    /// Returns the sum of the first responses, and how many were within [`WITHIN`].
    pub fn responses(&self) -> Counted<DurationColumn> {
        durations(&self.seconds, Some(NO_RESPONSE), WITHIN)
    }

    /// Returns the percentiles of the first responses, linear between ranks (Hyndman and Fan's type 7); `None` without any.
    pub fn percentiles(&self) -> Option<Vec<Percentile>> {
        let shares = PERCENTILES.map(|percent| Share::from_parts_per_million(percent * 10_000));
        let shares = shares.into_iter().collect::<Option<Vec<_>>>()?;
        let ordered = OrderStatistics::new(&self.seconds, Some(NO_RESPONSE));
        ordered.percentiles(&shares, PercentileType::Linear)
    }

    /// Does the least that any figure of scores must do: reads the column once.
    pub fn read_scores(&self) -> u64 {
        self.scores.iter().map(|score| u64::from(*score)).sum()
    }

    /// Does the least that any figure by segment and month must do: reads three columns once.
    pub fn read_codes(&self) -> u64 {
        let codes = |codes: &[u8]| codes.iter().map(|code| u64::from(*code)).sum::<u64>();
        self.read_scores() + codes(&self.segments) + codes(&self.months)
    }

    /// Does the least that any figure of times must do: reads the column once.
    pub fn read_seconds(&self) -> u64 {
        self.seconds.iter().map(|second| u64::from(*second)).sum()
    }

    /// Returns the answers as records hold them: those that are none are not there.
    ///
    /// # Errors
    ///
    /// Never; what is off the scale is left out.
    pub fn checked_scores(&self) -> Result<Vec<Score>, Box<dyn Error>> {
        let given = self.scores.iter().filter(|score| **score <= 10);
        Ok(given.map(|score| Scale::ZERO_TO_TEN.score(i64::from(*score))).collect::<Result<_, _>>()?)
    }

    /// Returns when each request came and when it was answered, as records hold them.
    pub fn instants(&self) -> Vec<(DateTime<Utc>, Option<DateTime<Utc>>)> {
        let start = DateTime::<Utc>::UNIX_EPOCH;
        let rows = (0_i64..).zip(&self.seconds).map(|(row, seconds)| {
            let asked = start + TimeDelta::seconds(row);
            let answered = (*seconds != NO_RESPONSE).then(|| asked + TimeDelta::seconds(i64::from(*seconds)));
            (asked, answered)
        });
        rows.collect()
    }
}

/// Detractors to 6, promoters from 9.
///
/// # Panics
///
/// Never; the bounds rise.
#[expect(clippy::expect_used, reason = "the bounds are fixed")]
pub fn bounds() -> NpsBounds {
    NpsBounds::new(6, 9).expect("bounds that rise")
}

/// Returns the tally of answers as records hold them, one by one.
pub fn nps_of_records(scores: &[Score]) -> NpsTally {
    let attitudes = scores.iter().map(|score| bounds().attitude(*score));
    attitudes.filter_map(Result::ok).collect()
}

/// Returns the tally of responses as records hold them, one by one, and how many were within [`WITHIN`].
pub fn responses_of_records(instants: &[(DateTime<Utc>, Option<DateTime<Utc>>)]) -> (DurationTally, u64) {
    let (mut tally, mut within) = (DurationTally::default(), 0);
    let limit = i64::from(WITHIN) * 1_000_000;
    for (asked, answered) in instants {
        let micros = answered.map(|at| at.timestamp_micros() - asked.timestamp_micros());
        if let Some(micros) = micros.filter(|micros| *micros >= 0) {
            tally.record(crm_calendar::ElapsedTime::from_micros(micros));
            within += u64::from(micros <= limit);
        }
    }
    (tally, within)
}

/// Returns the retention from month to month of the customers of a long log.
///
/// # Errors
///
/// Never; there are few months.
pub fn retention(activity: &purchases::Activity) -> Result<Vec<RetentionTally>, ColumnError> {
    let mut tally = Activity::new(activity.customers(), MONTHS)?;
    tally.record_columns(activity.codes(), activity.months())?;
    Ok(tally.retention())
}

/// Returns the columns of a long log in codes.
///
/// # Errors
///
/// When there are more customers than codes.
pub fn activity(rows: usize) -> Result<purchases::Activity, Box<dyn Error>> {
    purchases::Activity::of(&Purchases::log(rows))
}
