//! The Kaplan-Meier curve: which share of customers stays how long.

use alloc::vec::Vec;

use super::{Confidence, SurvivalEstimate, SurvivalTable};

/// The Kaplan-Meier (product-limit) estimate of survival: S(t) = ∏ (1 - d/n) over the times up to t at which d of n at risk left.
///
/// Standard errors are Greenwood's, `S √(Σ d / (n (n - d)))`. Limits are those of log(-log S), `S^exp(±z √Σ / |ln S|)`: they stay
/// inside 0 and 1. Where S is 1 or 0 they are undefined.
///
/// Without censoring the curve is the share of customers left, to the last bit.
///
/// # Source
///
/// Kaplan, Meier (1958), Nonparametric Estimation from Incomplete Observations, JASA 53; Greenwood (1926); limits: Kalbfleisch,
/// Prentice (1980), The Statistical Analysis of Failure Time Data, 1.3.
///
/// # Examples
///
/// ```
/// use crm_clv::{Confidence, SurvivalTable};
///
/// // Of four customers one leaves after 1 month and two after 3; one is still there after 5.
/// let table = SurvivalTable::from_integer_times(&[1, 3, 3, 5], &[true, true, true, false])?;
/// let curve = table.kaplan_meier(Confidence::new(0.9)?);
/// let survival: Vec<f64> = curve.steps().iter().map(|step| step.survival.value).collect();
/// assert_eq!(survival, [0.75, 0.25]);
/// assert_eq!(curve.at(5.0).unwrap().value, 0.25);
/// assert!(curve.at(5.1).is_none()); // nobody was followed so long
/// assert_eq!(curve.conditional(1.0, 2.0).unwrap().value, 1.0 / 3.0); // of the three after 1 month, one after 3
/// assert_eq!(curve.restricted_mean(4.0).unwrap().value, 2.75); // 1 + 2 × 0.75 + 1 × 0.25
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct SurvivalCurve {
    confidence: Confidence,
    /// The end of the longest duration.
    followed_until: f64,
    steps: Vec<SurvivalStep>,
}

/// The curve from one time with events to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SurvivalStep {
    /// The time of the events.
    pub time: f64,
    /// Weight of those at risk just before.
    pub at_risk: f64,
    /// Weight of those who left.
    pub events: f64,
    /// The share that stays longer than the time.
    pub survival: SurvivalEstimate,
}

/// The time by which survival has fallen to a level.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SurvivalQuantile {
    /// The first time at which survival is at most the level; `None` if the curve never falls so low.
    pub time: Option<f64>,
    /// The first time at which the lower limit of survival is at most the level, if there is one.
    pub lower: Option<f64>,
    /// The first time at which the upper limit of survival is at most the level, if there is one.
    pub upper: Option<f64>,
}

impl SurvivalCurve {
    pub(super) fn new(table: &SurvivalTable, confidence: Confidence) -> Self {
        let z = confidence.standard_errors();
        let mut product = Product { before: 1.0, of: 0.0, left: 0.0, survival: 1.0 };
        let mut greenwood = 0.0;
        let mut steps = Vec::new();
        for row in table.rows().iter().filter(|row| row.events > 0.0) {
            let survival = product.step(row.at_risk, row.events);
            greenwood += greenwood_term(row.at_risk, row.events).unwrap_or(f64::INFINITY);
            let survival = share(survival, greenwood, z);
            steps.push(SurvivalStep { time: row.time, at_risk: row.at_risk, events: row.events, survival });
        }
        let followed_until = table.rows().last().map_or(0.0, |row| row.time);
        Self { confidence, followed_until, steps }
    }

    /// Returns the confidence of the limits.
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// Returns the longest duration, with or without an event: the curve says nothing of later times, unless it is at 0.
    pub const fn followed_until(&self) -> f64 {
        self.followed_until
    }

    /// Returns the times with events, in order, and survival from each.
    pub fn steps(&self) -> &[SurvivalStep] {
        &self.steps
    }

    /// Returns S(t), the share that stays longer than `time`.
    ///
    /// Before the first event it is 1, with a standard error of 0 and no limits. It is `None` if the time is not a number,
    /// and after the longest duration, unless nobody is left.
    pub fn at(&self, time: f64) -> Option<SurvivalEstimate> {
        let last = self.until(time).last();
        let unknown = time.is_nan() || time > self.followed_until;
        match last {
            Some(step) if !unknown || step.survival.value <= 0.0 => Some(step.survival),
            None if !unknown => Some(share(1.0, 0.0, 0.0)),
            _ => None,
        }
    }

    /// Returns S(given + further) / S(given): of those who stayed longer than `given`, the share that stays `further` more.
    ///
    /// The standard error and limits are of the times between alone. It is `None` where either S is, where nobody stays longer
    /// than `given`, and if `further` is negative.
    pub fn conditional(&self, given: f64, further: f64) -> Option<SurvivalEstimate> {
        let condition = self.at(given).filter(|survival| survival.value > 0.0)?;
        let survival = self.at(given + further).filter(|_| further >= 0.0)?;
        let later = self.steps.get(self.until(given).len()..)?;
        let between = later.iter().take_while(|step| step.time <= given + further);
        let greenwood =
            between.map(|step| greenwood_term(step.at_risk, step.events).unwrap_or(f64::INFINITY)).sum();
        Some(share(survival.value / condition.value, greenwood, self.confidence.standard_errors()))
    }

    /// Returns the median duration: the first time at which survival is at most a half; `None` if it never is.
    pub fn median(&self) -> Option<f64> {
        self.quantile(0.5).and_then(|quantile| quantile.time)
    }

    /// Returns when survival falls to the level: to 0.9 once a tenth has left. `None` unless the level is inside 0 and 1.
    ///
    /// A level is reached when survival comes within the rounding error of its product (2^-51 a step).
    ///
    /// # Source
    ///
    /// Limits: Brookmeyer, Crowley (1982), A Confidence Interval for the Median Survival Time, Biometrics 38, on the scale of the
    /// curve's own limits.
    pub fn quantile(&self, level: f64) -> Option<SurvivalQuantile> {
        if !(0.0 < level && level < 1.0) {
            return None;
        }
        let first = |figure: fn(&SurvivalEstimate) -> Option<f64>| {
            let mut slack = 1.0;
            self.steps.iter().find_map(|step| {
                slack += 2.0 * f64::EPSILON;
                figure(&step.survival).filter(|figure| *figure <= level * slack).map(|_| step.time)
            })
        };
        Some(SurvivalQuantile {
            time: first(|survival| Some(survival.value)),
            lower: first(|survival| survival.lower),
            upper: first(|survival| survival.upper),
        })
    }

    /// Returns the mean of durations, cut at the horizon: the area under the curve up to it. The limits are normal.
    ///
    /// It is `None` if the horizon is not a finite number above 0, or is after the longest duration while some are left.
    ///
    /// # Source
    ///
    /// Klein, Moeschberger (2003), Survival Analysis, 2nd edition, 4.5: the variance is Σ A² d / (n (n - d)), with A the area from
    /// the time of the events to the horizon; there is no correction for small samples.
    pub fn restricted_mean(&self, horizon: f64) -> Option<SurvivalEstimate> {
        if !(horizon > 0.0 && horizon.is_finite()) {
            return None;
        }
        self.at(horizon)?;
        let (mut area, mut variance, mut until) = (0.0, 0.0, horizon);
        for step in self.until(horizon).iter().rev() {
            area += step.survival.value * (until - step.time);
            until = step.time;
            // Where all have left, the area after it is 0, and so is the term.
            variance += area * area * greenwood_term(step.at_risk, step.events).unwrap_or(0.0);
        }
        let mean = area + until;
        let error = libm::sqrt(variance);
        let reach = self.confidence.standard_errors() * error;
        Some(SurvivalEstimate::new(mean, error, mean - reach, mean + reach))
    }

    /// Returns the steps up to and at a time.
    fn until(&self, time: f64) -> &[SurvivalStep] {
        let count = self.steps.partition_point(|step| step.time <= time);
        self.steps.get(..count).unwrap_or(&[])
    }
}

/// A product of (n - d) / n, in which a number left that is the next at risk cancels.
struct Product {
    /// The product up to where somebody was last censored or entered.
    before: f64,
    /// The number at risk there.
    of: f64,
    /// How many of them are left.
    left: f64,
    survival: f64,
}

impl Product {
    fn step(&mut self, at_risk: f64, events: f64) -> f64 {
        if at_risk.total_cmp(&self.left).is_ne() {
            self.before = self.survival;
            self.of = at_risk;
        }
        self.left = at_risk - events;
        self.survival = self.before * (self.left / self.of);
        self.survival
    }
}

/// Returns d / (n (n - d)), or `None` if nobody is left.
fn greenwood_term(at_risk: f64, events: f64) -> Option<f64> {
    let left = at_risk - events;
    (left > 0.0).then(|| events / at_risk / left)
}

/// Returns a share of survivors with its error and its log-log limits.
fn share(survival: f64, greenwood: f64, z: f64) -> SurvivalEstimate {
    if survival <= 0.0 {
        return SurvivalEstimate::bare(survival);
    }
    let error = libm::sqrt(greenwood);
    let log = libm::log(survival);
    let limit = |reach: f64| if log < 0.0 { libm::exp(log * libm::exp(reach / -log)) } else { f64::NAN };
    SurvivalEstimate::new(survival, survival * error, limit(z * error), limit(-z * error))
}
