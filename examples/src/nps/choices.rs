//! How the score is worked out: what the command line says, and what the policy says where that is silent.

use clap::ValueEnum;
use crm_kit::kpi::statistics::{Confidence, NpsChange, NpsInterval, WeightedInterval};
use crm_kit::kpi::{
    Counts, Formula, IndicatorSpec, IntervalMethod, JudgedBy, NpsBounds, Rounding, Side, Target, Unit,
};
use crm_model::Ratio;

use super::survey::SurveyArgs;
use crate::run::{DEFAULT_POLICY, Failure, load_policy};

/// Below so many answers a score is marked, where the policy names no number: a common rule of thumb.
const SMALL: u64 = 30;
/// The confidence of intervals, where the policy names none: the usual one.
const CONFIDENCE: f64 = 0.95;

/// What the command line says of the score.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Choices {
    /// Policy whose first indicator by the formula `nps` gives bounds, target, confidence, small
    /// samples and which answers count: the name of a preset or a TOML file
    #[arg(long, value_name = "PRESET|FILE", default_value = DEFAULT_POLICY, verbatim_doc_comment)]
    policy: String,

    /// The highest answer of a detractor [default: the policy's]
    #[arg(long, value_name = "ANSWER")]
    detractors_to: Option<i8>,

    /// The lowest answer of a promoter [default: the policy's]
    #[arg(long, value_name = "ANSWER")]
    promoters_from: Option<i8>,

    /// What the score should be, such as '>= 50' [default: the policy's]
    #[arg(long, value_name = "TARGET")]
    target: Option<Target>,

    /// By what the target is judged [default: the policy's]
    #[arg(long, value_enum)]
    judge_by: Option<Judge>,

    /// How intervals are made [default: the policy's, or adjusted-wald]
    #[arg(long, value_enum, value_name = "METHOD")]
    interval: Option<Interval>,

    /// The confidence of intervals and tests, in percent [default: the policy's, or 95]
    #[arg(long, value_name = "PERCENT")]
    confidence: Option<f64>,

    /// Below how many answers a score is marked [default: the policy's, or 30]
    #[arg(long, value_name = "ANSWERS")]
    small: Option<u64>,

    /// Which answers count of a customer who answers several times in a period [default: the policy's]
    #[arg(long, value_enum)]
    counts: Option<Which>,

    /// The two periods to compare [default: the last two that are over, with answers]
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"])]
    compare: Option<Vec<String>>,

    /// Judge and compare also a last period that may not be over
    #[arg(long)]
    judge_running: bool,
}

/// By what a target is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Judge {
    /// The score itself
    Value,
    /// The end of its interval that is nearer to missing the target
    Interval,
}

/// How intervals are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Interval {
    /// By the standard error of the answers and three more (3/4 detractors, 3/2 passives, 3/4 promoters)
    AdjustedWald,
    /// By the standard error as counted: too narrow for few answers
    Wald,
    /// The score interval of a difference of two shares
    Score,
    /// The mean of -1, 0 and +1 with Student's t
    TrinomialMean,
    /// What drawing the answers anew tends to
    Bootstrap,
}

/// Which answers of a customer count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    /// The last one by its date
    Last,
    /// The first one by its date
    First,
    /// The mean of all
    Mean,
    /// Every one
    All,
}

/// How the score is worked out.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    /// The policy, and its indicator that settles what the command line leaves open.
    pub(super) policy: String,
    pub(super) indicator: String,
    pub(super) clause: String,
    pub(super) bounds: NpsBounds,
    pub(super) counts: Counts,
    pub(super) interval: NpsInterval,
    pub(super) confidence: Confidence,
    pub(super) small: u64,
    /// Whether a small sample is judged all the same.
    pub(super) small_is_judged: bool,
    pub(super) target: Option<Goal>,
    pub(super) judged_by: JudgedBy,
    pub(super) compare: Option<[String; 2]>,
    /// Whether a period that may not be over is judged all the same.
    pub(super) running_is_judged: bool,
    /// How scores are written.
    pub(super) rounding: Rounding,
}

/// A target with its bound.
#[derive(Debug, Clone, Copy)]
pub(super) struct Goal {
    pub(super) target: Target,
    pub(super) side: Side,
    pub(super) bound: Ratio,
}

impl Settings {
    /// Returns what the command line says, and the policy where it is silent.
    pub(super) fn of(choices: &Choices, survey: &SurveyArgs) -> Result<Self, Failure> {
        let policy = load_policy(&choices.policy, "the name after --policy")?;
        let indicators = policy.latest().scorecard().indicators();
        let is_nps = |spec: &&IndicatorSpec| matches!(spec.formula, Formula::Nps { .. });
        let missing = || {
            Failure::new(format!(
                "the policy `{}` has no indicator by the formula `nps`: name one that has with --policy",
                choices.policy
            ))
        };
        let spec = indicators.iter().find(is_nps).ok_or_else(missing)?;
        let Formula::Nps { question, bounds } = &spec.formula else { return Err(missing()) };
        let (detractors_to, promoters_from) = (bounds.detractors_to(), bounds.promoters_from());
        let bounds = NpsBounds::new(
            choices.detractors_to.unwrap_or(detractors_to),
            choices.promoters_from.unwrap_or(promoters_from),
        )?;
        let judging = spec.judging;
        let level = judging.confidence.map(|share| f64::from(share.parts_per_million()) / 1e6);
        let level = choices.confidence.map(|percent| percent / 100.0).or(level).unwrap_or(CONFIDENCE);
        let of_policy = judging.small_sample;
        Ok(Self {
            policy: choices.policy.clone(),
            indicator: spec.name.to_string(),
            clause: spec.clause.to_string(),
            bounds,
            counts: counts(choices, survey, question.counts)?,
            interval: interval(choices.interval, judging.method),
            confidence: Confidence::new(level).map_err(|_| {
                Failure::new("--confidence is in percent, above 0 and below 100: 95 is the usual one")
            })?,
            small: choices.small.or(of_policy.map(|small| small.below)).unwrap_or(SMALL),
            small_is_judged: of_policy.is_none_or(|small| small.is_judged),
            target: goal(choices.target, spec.target)?,
            judged_by: match choices.judge_by {
                Some(Judge::Value) => JudgedBy::Value,
                Some(Judge::Interval) => JudgedBy::Interval,
                None => judging.by,
            },
            compare: choices.compare.clone().and_then(|names| names.try_into().ok()),
            running_is_judged: choices.judge_running,
            rounding: judging.rounding,
        })
    }

    /// Returns how changes are judged: as intervals are made, as far as there is such a test.
    pub(super) fn change(&self) -> NpsChange {
        if self.interval == NpsInterval::Wald { NpsChange::Wald } else { NpsChange::AdjustedWald }
    }

    /// Returns how the intervals of weighted scores are made, and changes of them judged: as those of counted ones, as far as there is such a
    /// way.
    pub(super) const fn weighted(&self) -> WeightedInterval {
        match self.interval {
            NpsInterval::Wald | NpsInterval::TrinomialMean => WeightedInterval::Linearised,
            _ => WeightedInterval::Adjusted,
        }
    }

    /// Returns the name of the method of weighted scores.
    pub(super) const fn weighted_method(&self) -> &'static str {
        match self.weighted() {
            WeightedInterval::Linearised => "linearised, Student's t",
            _ => "linearised, adjusted",
        }
    }

    /// Returns the name of the interval's method.
    pub(super) const fn method(&self) -> &'static str {
        match self.interval {
            NpsInterval::Wald => "Wald",
            NpsInterval::Score => "score",
            NpsInterval::TrinomialMean => "trinomial mean",
            NpsInterval::Bootstrap => "bootstrap",
            _ => "adjusted Wald",
        }
    }
}

fn interval(chosen: Option<Interval>, of_policy: Option<IntervalMethod>) -> NpsInterval {
    match (chosen, of_policy) {
        (Some(Interval::Wald), _) | (None, Some(IntervalMethod::Wald)) => NpsInterval::Wald,
        (Some(Interval::Score), _) | (None, Some(IntervalMethod::Score)) => NpsInterval::Score,
        (Some(Interval::TrinomialMean), _) | (None, Some(IntervalMethod::TrinomialMean)) => {
            NpsInterval::TrinomialMean
        }
        (Some(Interval::Bootstrap), _) | (None, Some(IntervalMethod::Bootstrap)) => NpsInterval::Bootstrap,
        // A policy's method for another sort of cases is refused where the policy is read.
        (Some(Interval::AdjustedWald) | None, _) => NpsInterval::AdjustedWald,
    }
}

/// Returns which answers count, or why nobody can say which.
fn counts(choices: &Choices, survey: &SurveyArgs, of_policy: Counts) -> Result<Counts, Failure> {
    let chosen = match choices.counts {
        Some(Which::Last) => Counts::Last,
        Some(Which::First) => Counts::First,
        Some(Which::Mean) => Counts::Mean,
        Some(Which::All) => Counts::All,
        None => of_policy,
    };
    if survey.data.is_none() {
        return Ok(chosen);
    }
    if survey.customer.is_none() {
        if choices.counts.is_some_and(|which| which != Which::All) {
            return Err(Failure::new(
                "--counts is of customers: name the column of who answered with --customer",
            ));
        }
        return Ok(Counts::All);
    }
    match chosen {
        Counts::Last | Counts::First if survey.date.is_none() => Err(Failure::new(
            "which answer of a customer is the last, or the first, only dates tell: name their column with --date, or choose \
             --counts mean or all",
        )),
        Counts::Mean if survey.weight.is_some() => Err(Failure::new(
            "the mean of several answers has no weight of its own: choose --counts last, first or all, or leave --weight out",
        )),
        chosen => Ok(chosen),
    }
}

/// Returns the target with its bound; one of the policy that has none, such as a trend, is none here.
fn goal(chosen: Option<Target>, of_policy: Option<Target>) -> Result<Option<Goal>, Failure> {
    let goal = |target: Target| {
        let Target::Bound { bound, .. } = target else { return None };
        let (side, number) = target.goal(None)?;
        (bound.unit() == Unit::Number).then_some(Goal { target, side, bound: number })
    };
    let Some(target) = chosen else { return Ok(of_policy.and_then(goal)) };
    goal(target).map(Some).ok_or_else(|| {
        Failure::new(format!(
            "the target `{target}` is none for a score in points: write one such as '>= 50'"
        ))
    })
}
