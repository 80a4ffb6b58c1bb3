//! How long tickets take while some are still open: the median of a [`TimeSample`] by the curve of Kaplan and Meier (case K18).

use alloc::vec::Vec;

use crm_calendar::ElapsedTime;
use crm_clv::{Confidence, SurvivalError, SurvivalObservation, SurvivalTable};
use crm_kpi::{TimeSample, TimesTally};

/// The median of times of which some have not ended. What is open counts for as long as it has lasted, and no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MedianTime {
    /// The time by which half of all have ended; `None` if that is not reached: too many are open. It is then no longest time,
    /// and not infinity.
    pub median: Option<ElapsedTime>,
    /// From when on the median may be; `None` if that is not reached either.
    pub lower: Option<ElapsedTime>,
    /// Until when the median may be; `None` if there is no end of it in the data.
    pub upper: Option<ElapsedTime>,
    /// How many ended.
    pub ended: u64,
    /// How many are open.
    pub open: u64,
}

/// Returns the times of a sample as a survival table, in microseconds: what ended is an event, what is open is censored.
///
/// # Errors
///
/// When the sample is empty, or has more than 2⁵³ times.
pub fn survival_of_times(sample: &TimeSample) -> Result<SurvivalTable, SurvivalError> {
    let rows = |times: &TimesTally, event: bool| -> Vec<SurvivalObservation> {
        times.iter().map(|(time, cases)| observation(time, cases, event)).collect()
    };
    SurvivalTable::from_observations(rows(&sample.ended, true).into_iter().chain(rows(&sample.open, false)))
}

/// Returns the median time of a sample, what is open taken as censored; the limits are those of its curve.
///
/// # Errors
///
/// When the sample is empty, or has more than 2⁵³ times.
///
/// # Examples
///
/// ```
/// use crm_kit::calendar::ElapsedTime;
/// use crm_kit::clv::Confidence;
/// use crm_kit::kpi::TimeSample;
/// use crm_kit::median_time;
///
/// let hours = |all: &[i32]| all.iter().map(|hours| ElapsedTime::from_hours(*hours)).collect();
/// // Solved after 1, 2 and 4 hours; one ticket has been open for 3 hours.
/// let sample = TimeSample { ended: hours(&[1, 2, 4]), open: hours(&[3]), undetermined: 0 };
/// let median = median_time(&sample, Confidence::new(0.95)?)?;
/// assert_eq!(median.median, Some(ElapsedTime::from_hours(2))); // the mean of what ended would be 2 h 20 min
///
/// // Were three open, half would not have ended yet.
/// let sample = TimeSample { open: hours(&[3, 5, 5, 5]), ..sample };
/// assert_eq!(median_time(&sample, Confidence::new(0.95)?)?.median, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn median_time(sample: &TimeSample, confidence: Confidence) -> Result<MedianTime, SurvivalError> {
    let curve = survival_of_times(sample)?.kaplan_meier(confidence);
    // Every time on the curve is one of the sample: looking it up there gives it back without rounding.
    let find = |micros: Option<f64>| {
        let micros = micros?;
        sample.ended.iter().map(|(time, _)| time).find(|time| as_f64(*time) >= micros)
    };
    let (ended, open) = (sample.ended.cases(), sample.open.cases());
    let Some(quantile) = curve.quantile(0.5) else {
        return Ok(MedianTime { median: None, lower: None, upper: None, ended, open });
    };
    Ok(MedianTime {
        median: find(quantile.time),
        lower: find(quantile.lower),
        upper: find(quantile.upper),
        ended,
        open,
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts above 2^53 are refused by the table, times are at most 2^53 for 285 years"
)]
fn observation(time: ElapsedTime, cases: u64, event: bool) -> SurvivalObservation {
    let made = if event { SurvivalObservation::event } else { SurvivalObservation::censored };
    made(as_f64(time)).weighing(cases as f64)
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 285 years")]
fn as_f64(time: ElapsedTime) -> f64 {
    time.as_micros() as f64
}
