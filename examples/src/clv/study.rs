//! Everything that is worked out of a log: the pages and files only write it.

use crm_kit::clv::{
    AfterEnd, Cells, ClvTerms, CohortPurchases, ColumnOptions, ComparedModel, Fitted, FrequencyClass,
    GammaGamma, Grain, HoldoutFit, Horizon, Observation, OccasionRule, RegularCells, RegularHistory,
    SpendCells, SpendUnit, Split, Summaries, SummaryError, TimeUnit, TrackingPeriod, compare_models,
    split_columns, summarise_columns,
};

use super::choices::Choices;
use super::customers::{self, CustomerLine, Customers};
use super::models::{Model, ModelName};
use crate::purchase_log::{LogArgs, PARTS, PurchaseLog, date_of, day_of};
use crate::report::cell::counted;
use crate::run::{Failure, Progress};

/// How many days each period of the tracking has.
pub(super) const TRACKING_DAYS: u32 = 7;

/// What is known of the customers of a log.
#[derive(Debug)]
pub(super) struct Study {
    pub(super) log: PurchaseLog,
    pub(super) notes: Vec<String>,
    pub(super) choices: Choices,
    pub(super) rule: OccasionRule,
    pub(super) summaries: Summaries<u32>,
    pub(super) split: Option<Split<u32>>,
    pub(super) cells: Cells,
    pub(super) spend_cells: SpendCells,
    /// The models that were asked for, in the order of their names, each with its fit or why there is none.
    pub(super) outcomes: Vec<(ModelName, Result<Model, String>)>,
    /// The fitted ones, best first.
    pub(super) comparison: Vec<ComparedModel>,
    /// The one that predicts.
    pub(super) by: ModelName,
    pub(super) spend: Result<Fitted<GammaGamma>, String>,
    pub(super) judged: Vec<Judged>,
    pub(super) terms: ClvTerms,
    pub(super) horizon: Horizon,
    pub(super) customers: Customers,
}

/// How a fitted model does on the data.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) name: ModelName,
    pub(super) holdout: Option<HoldoutFit>,
    pub(super) frequencies: Vec<FrequencyClass>,
    pub(super) tracking: Vec<TrackingPeriod>,
}

impl Study {
    /// Works everything out.
    pub(super) fn of(
        log: PurchaseLog,
        args: &LogArgs,
        choices: &Choices,
        progress: &Progress,
    ) -> Result<Self, Failure> {
        let terms = choices.terms()?;
        let horizon = Horizon::new(choices.horizon())?;
        let rule = OccasionRule::new(choices.grain.grain(), args.refunds.rule())
            .map_err(|error| Failure::new(format!("{error}; or choose another rule with --refunds")))?;
        let last = log.end(args.end);
        let notes = log.notes(last, args.end.is_some());
        progress.next("summing up");
        let (summaries, split) = sum_up(&log, choices, rule, last)?;
        let (cells, spend_cells) = (summaries.cells(), summaries.spend_cells());
        let end = summaries.observation().end;
        let occasions = log.occasions(rule, last);
        let regular = regular(&occasions, end, choices.unit.time());
        let mut names = choices.models.clone();
        names.extend(choices.by);
        names.sort_unstable();
        names.dedup();
        progress.next("fitting models");
        let fit = |name: ModelName| (name, name.fit(&cells, &regular));
        let outcomes: Vec<_> = names.into_iter().map(fit).collect();
        let by = chosen(&outcomes, choices, &cells)?;
        let reports = outcomes.iter().filter_map(|(_, outcome)| Some(outcome.as_ref().ok()?.report()));
        let comparison = compare_models(reports)?;
        let spend = GammaGamma::fit(&spend_cells).map_err(|error| error.to_string());
        progress.next("judging models");
        let cohort = CohortPurchases::new(occasions, rule.grain(), end, last);
        let mut judged = Vec::new();
        for (name, outcome) in &outcomes {
            let Ok(model) = outcome else { continue };
            judged.push(Judged {
                name: *name,
                holdout: split.as_ref().and_then(|split| model.holdout(split)),
                frequencies: model.frequencies(&cells),
                tracking: model.track(&cohort, choices.unit.time(), TRACKING_DAYS, last)?,
            });
        }
        let mut study = Self {
            log,
            notes,
            choices: choices.clone(),
            rule,
            summaries,
            split,
            cells,
            spend_cells,
            outcomes,
            comparison,
            by,
            spend,
            judged,
            terms,
            horizon,
            customers: Customers::default(),
        };
        study.customers = customers::of(&study, progress);
        Ok(study)
    }

    /// Returns the model that predicts.
    pub(super) fn model(&self) -> Option<&Model> {
        let of_name = self.outcomes.iter().find(|(name, _)| *name == self.by);
        of_name.and_then(|(_, outcome)| outcome.as_ref().ok())
    }

    /// Returns how the model that predicts does on the data.
    pub(super) fn judged(&self) -> Option<&Judged> {
        self.judged.iter().find(|judged| judged.name == self.by)
    }

    /// Returns the fitted models, by name.
    pub(super) fn fitted(&self) -> impl Iterator<Item = (ModelName, &Model)> {
        self.outcomes.iter().filter_map(|(name, outcome)| Some((*name, outcome.as_ref().ok()?)))
    }

    pub(super) fn unit(&self) -> TimeUnit {
        self.summaries.observation().unit
    }

    /// Returns the last day that models were fitted to.
    pub(super) fn end(&self) -> i32 {
        self.summaries.observation().end
    }

    /// Returns the customers with their names, in order.
    pub(super) fn lines(&self) -> impl Iterator<Item = (&str, &CustomerLine)> {
        let names = self.summaries.customers().iter().map(|customer| {
            let name = usize::try_from(*customer).ok().and_then(|place| self.log.names.get(place));
            name.map_or("", String::as_str)
        });
        names.zip(&self.customers.lines)
    }
}

/// Returns the summaries to the end of calibration, and the holdout if there is one.
fn sum_up(
    log: &PurchaseLog,
    choices: &Choices,
    rule: OccasionRule,
    last: i32,
) -> Result<(Summaries<u32>, Option<Split<u32>>), Failure> {
    let end = choices.holdout.map_or(last, day_of);
    let spend_unit = SpendUnit::new(PARTS)?;
    let observation = Observation { end, unit: choices.unit.time(), spend_unit };
    let options = ColumnOptions { rule, observation, after_end: AfterEnd::LeaveOut, no_customer: None };
    let explained = |error| explained(log, &error, end, last);
    if choices.holdout.is_some() {
        let split =
            split_columns(&log.customers, &log.days, &log.amounts, &options, last).map_err(explained)?;
        return Ok((split.calibration().clone(), Some(split)));
    }
    Ok((summarise_columns(&log.customers, &log.days, &log.amounts, &options).map_err(explained)?, None))
}

/// Returns why a log cannot be summed up, by dates and options in place of numbers of days.
fn explained(log: &PurchaseLog, error: &SummaryError, end: i32, last: i32) -> Failure {
    let (until, last) = (date_of(end), date_of(last));
    Failure::new(match error {
        SummaryError::NoPurchase { .. } => log.nobody_bought(end, "--end or --holdout"),
        SummaryError::NoHoldout { .. } => {
            format!(
                "nothing is left to judge by after --holdout {until}, since observation ends on {last}: name an earlier day"
            )
        }
        SummaryError::HoldoutTooShort { .. } => {
            format!("{error}: name an earlier day than {until} with --holdout, or a shorter --unit")
        }
        other => other.to_string(),
    })
}

/// Returns when each customer bought, with how regularly; or why that cannot be told.
fn regular(occasions: &[(u32, i32)], end: i32, unit: TimeUnit) -> Result<RegularCells, String> {
    let until_end: Vec<(u32, i32)> = occasions.iter().copied().filter(|(_, day)| *day <= end).collect();
    let histories = until_end.chunk_by(|one, next| one.0 == next.0).map(|of_customer| {
        let first = of_customer.first().map_or(end, |(_, day)| *day);
        let times: Vec<f64> =
            of_customer.iter().map(|(_, day)| unit.from_days(day.abs_diff(first))).collect();
        RegularHistory::from_times(&times, unit.from_days(end.abs_diff(first)))
    });
    let histories: Result<Vec<_>, _> = histories.collect();
    let histories = histories.map_err(|_| "some orders are of one day: it needs --grain day".to_owned())?;
    Ok(RegularCells::new(histories, unit))
}

/// Returns the model that predicts.
fn chosen(
    outcomes: &[(ModelName, Result<Model, String>)],
    choices: &Choices,
    cells: &Cells,
) -> Result<ModelName, Failure> {
    if cells.repeat_purchases() == 0 {
        let one = choices.grain.occasion();
        let customers = match cells.customers() {
            1 => "the only customer does not have".to_owned(),
            some => format!("none of the {} has", counted(some, "customer")),
        };
        let fewer =
            if choices.grain.grain() == Grain::Day { ", or count orders with --grain order" } else { "" };
        return Err(Failure::new(format!(
            "{customers} more than one {one}, so there are no times between purchases to fit a model to: take a \
             longer log{fewer}"
        )));
    }
    let fitted =
        || outcomes.iter().filter_map(|(name, outcome)| Some((*name, outcome.as_ref().ok()?.report())));
    if let Some(by) = choices.by {
        let why =
            outcomes.iter().find(|(name, _)| *name == by).and_then(|(_, outcome)| outcome.as_ref().err());
        return why.map_or(Ok(by), |why| Err(Failure::new(format!("{} cannot be fitted: {why}", by.word()))));
    }
    let best = |only_sound: bool| {
        let of_those = fitted().filter(|(_, report)| !only_sound || report.is_sound());
        of_those.min_by(|(_, one), (_, other)| one.aic().total_cmp(&other.aic())).map(|(name, _)| name)
    };
    best(true).or_else(|| best(false)).ok_or_else(|| {
        let why = outcomes.iter().find_map(|(_, outcome)| outcome.as_ref().err());
        Failure::new(format!("no model can be fitted: {}", why.map_or("none was asked for", String::as_str)))
    })
}
