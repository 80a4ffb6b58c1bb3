//! What each customer will do and is worth, with limits where they are asked for.

use crm_kit::clv::{
    ClvTerms, Draws, Fitted, GammaGamma, History, Horizon, LifetimeValue, ParametricModel, PurchaseModel,
    SpendHistory,
};

use super::models::{Model, with_fitted};
use super::study::Study;
use crate::run::Progress;

/// How many customers limits are worked out for at a time.
const CHUNK: usize = 2_048;

/// How much of the draws lies below the lower limit, and above the upper one: limits of 95 %.
const TAIL: f64 = 0.025;

/// The customers, in the order of the summaries.
#[derive(Debug, Default)]
pub(super) struct Customers {
    pub(super) lines: Vec<CustomerLine>,
    /// Why limits were asked for and there are none, or why there are none of the value.
    pub(super) no_limits: Option<String>,
}

/// One customer.
#[derive(Debug, Clone)]
pub(super) struct CustomerLine {
    pub(super) history: History,
    pub(super) mean_spend: Option<f64>,
    /// The probability of being alive; `None` where the data say nothing of it.
    pub(super) p_alive: Option<f64>,
    pub(super) purchases: f64,
    /// The expected spend on a purchase; `None` without a model of spend.
    pub(super) spend: Option<f64>,
    pub(super) value: Option<f64>,
    pub(super) limits: Option<Limits>,
    /// What the customer did in the holdout.
    pub(super) held_out: Option<u64>,
}

/// Between which limits 95 % of the draws lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) p_alive: Option<(f64, f64)>,
    pub(super) purchases: Option<(f64, f64)>,
    pub(super) value: Option<(f64, f64)>,
}

/// Works out all customers.
pub(super) fn of(study: &Study, progress: &Progress) -> Customers {
    let Some(model) = study.model() else { return Customers::default() };
    progress.next("predicting");
    let spend = study.spend.as_ref().ok();
    let cells = study.cells.cells().iter().map(|cell| model.prediction(&cell.history, study.horizon));
    let of_cells: Vec<(f64, f64)> = cells.collect();
    let known: Vec<(History, SpendHistory)> =
        study.summaries.summaries().map(|summary| (summary.history(), summary.spend_history())).collect();
    let values = spend
        .map(|spend| with_fitted!(model, fitted => values(&fitted.model, &spend.model, study.terms, &known)));
    let line = |(place, summary): (usize, crm_kit::clv::Summary)| {
        let of_cell = study.cells.of_customer().get(place).and_then(|cell| of_cells.get(*cell));
        let (p_alive, purchases) = of_cell.copied().unwrap_or_default();
        let value = values.as_ref().and_then(|values| values.get(place));
        CustomerLine {
            history: summary.history(),
            mean_spend: summary.mean_spend(),
            p_alive: model.knows_dropout().then_some(p_alive),
            purchases,
            spend: value.and_then(|value| value.0),
            value: value.and_then(|value| value.1),
            limits: None,
            held_out: study
                .split
                .as_ref()
                .and_then(|split| split.holdout().get(place))
                .map(|held| held.purchases),
        }
    };
    let mut lines: Vec<CustomerLine> = study.summaries.summaries().enumerate().map(line).collect();
    let mut no_limits = None;
    if study.choices.draws > 0 {
        progress.next("drawing limits");
        match limits(study, model, spend, &known, progress) {
            Ok((found, why)) => {
                for (line, mut limits) in lines.iter_mut().zip(found) {
                    limits.p_alive = limits.p_alive.filter(|_| line.p_alive.is_some());
                    line.limits = Some(limits);
                }
                no_limits = why;
            }
            Err(why) => no_limits = Some(why),
        }
    }
    Customers { lines, no_limits }
}

/// Returns the expected spend on a purchase and the lifetime value of customers.
fn values<M: PurchaseModel + Sync>(
    purchases: &M,
    spend: &GammaGamma,
    terms: ClvTerms,
    known: &[(History, SpendHistory)],
) -> Vec<(Option<f64>, Option<f64>)> {
    let Ok(values) = LifetimeValue::new(purchases, spend, terms) else { return Vec::new() };
    values.of_all(known.iter().copied()).iter().map(|one| (one.expected_spend, one.value)).collect()
}

/// Returns the limits of each customer, and why some are missing; or why there are none.
fn limits(
    study: &Study,
    model: &Model,
    spend: Option<&Fitted<GammaGamma>>,
    known: &[(History, SpendHistory)],
    progress: &Progress,
) -> Result<(Vec<Limits>, Option<String>), String> {
    let all = Asked { study, spend, known, progress };
    with_fitted!(model, fitted => all.limits(fitted))
}

struct Asked<'a> {
    study: &'a Study,
    spend: Option<&'a Fitted<GammaGamma>>,
    known: &'a [(History, SpendHistory)],
    progress: &'a Progress,
}

impl Asked<'_> {
    fn limits<M>(&self, fitted: &Fitted<M>) -> Result<(Vec<Limits>, Option<String>), String>
    where
        M: ParametricModel + PurchaseModel + Clone + Sync,
    {
        let (number, seed) = (self.study.choices.draws, self.study.choices.seed);
        let none = |error: crm_kit::clv::DrawError| format!("there are no limits: {error}");
        let of_purchases = Draws::of_fit(fitted, number, seed).map_err(none)?;
        let of_spend = self.spend.map(|spend| Draws::of_fit(spend, number, seed));
        let (of_spend, why) = match of_spend {
            Some(Ok(drawn)) => (Some(drawn), None),
            Some(Err(error)) => (None, Some(format!("there are no limits of the value: {error}"))),
            None => (None, None),
        };
        let spends: Vec<Option<&GammaGamma>> = match &of_spend {
            Some(drawn) => drawn.models().iter().map(Some).collect(),
            None => vec![None; of_purchases.models().len()],
        };
        // Those with the same frequency and age next to each other: what they will buy if alive is worked out once.
        let mut order: Vec<usize> = (0..self.known.len()).collect();
        let key =
            |place: &usize| self.known.get(*place).map(|(one, _)| (one.frequency(), one.age().to_bits()));
        order.sort_by_key(key);
        let mut found: Vec<(usize, Limits)> = Vec::new();
        for places in order.chunks(CHUNK) {
            self.progress.rows(found.len() as u64);
            let known: Vec<_> = places.iter().filter_map(|place| self.known.get(*place).copied()).collect();
            let models = of_purchases.models().iter().zip(&spends);
            let drawn: Vec<Vec<[Option<f64>; 3]>> = models
                .map(|(model, spend)| drawn(model, *spend, self.study.terms, self.study.horizon, &known))
                .collect();
            for (row, place) in places.iter().enumerate() {
                let of = |figure: usize| {
                    let figures = drawn
                        .iter()
                        .map(|rows| rows.get(row).and_then(|figures| figures.get(figure).copied()?));
                    middle(figures.collect())
                };
                found.push((*place, Limits { p_alive: of(0), purchases: of(1), value: of(2) }));
            }
        }
        found.sort_unstable_by_key(|(place, _)| *place);
        Ok((found.into_iter().map(|(_, limits)| limits).collect(), why))
    }
}

/// Returns what one draw predicts of customers: the probability of being alive, purchases, and value.
fn drawn<M: PurchaseModel + Sync>(
    model: &M,
    spend: Option<&GammaGamma>,
    terms: ClvTerms,
    horizon: Horizon,
    known: &[(History, SpendHistory)],
) -> Vec<[Option<f64>; 3]> {
    let values = spend.map(|spend| values(model, spend, terms, known));
    let one = |(row, (history, _)): (usize, &(History, SpendHistory))| {
        let value = values.as_ref().and_then(|values| values.get(row)?.1);
        [Some(model.p_alive(history)), Some(model.expected_purchases(history, horizon)), value]
    };
    known.iter().enumerate().map(one).collect()
}

/// Returns the limits of the middle part of what was drawn, interpolated between neighbours; `None` if some draw has no
/// figure, since the limits of the others would be too narrow.
fn middle(figures: Vec<Option<f64>>) -> Option<(f64, f64)> {
    let mut figures: Vec<f64> = figures.into_iter().collect::<Option<_>>()?;
    figures.sort_unstable_by(f64::total_cmp);
    let last = u32::try_from(figures.len().checked_sub(1)?).ok()?;
    let at = |share: f64| {
        let place = share * f64::from(last);
        let below = (0..=last).rev().find(|below| f64::from(*below) <= place)?;
        let number = |place: u32| usize::try_from(place).ok().and_then(|place| figures.get(place)).copied();
        let low = number(below)?;
        Some(low + (place - f64::from(below)) * (number(below + 1).unwrap_or(low) - low))
    };
    Some((at(TAIL)?, at(1.0 - TAIL)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_leave_a_fortieth_on_each_side() {
        // 0 to 80: 2.5 % of the way is 2, and 78 from above.
        let (low, high) = middle((0..=80).map(|figure| Some(f64::from(figure))).collect()).unwrap();
        assert!((low - 2.0).abs() < 1e-12 && (high - 78.0).abs() < 1e-12, "{low} {high}");
        assert_eq!(middle(vec![Some(1.0), None]), None);
        assert_eq!((middle(Vec::new()), middle(vec![Some(3.0)])), (None, Some((3.0, 3.0))));
    }
}
