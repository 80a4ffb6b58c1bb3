//! How two changes go together on one's own data (clause H-KPI-17): the change of sales and of satisfaction, by customer or by period.
//!
//! A coefficient is what these pairs show and no constant of nature: it comes with the number of pairs and an interval, and it
//! does not say which of the two came of the other.

use alloc::vec::Vec;
use core::cmp::Ordering;

use chrono::{DateTime, Utc};
use crm_calendar::Zone;
use crm_model::{Currency, Ratio, TableName};

use crate::evidence::note;
use crate::formulas::money::revenue_retention::Nets;
use crate::formulas::surveys::means::MeansTally;
use crate::formulas::surveys::question::Counted;
use crate::gather::{Conversion, Facts};
use crate::period::{PLACES, Series, Windows};
use crate::statistics::{Confidence, Interval};
use crate::{CivilPeriod, Question, Reason};

/// How closely pairs lie to a rising or a falling line.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Correlation {
    /// From −1, the one falls as the other rises, over 0 to 1.
    pub coefficient: f64,
    /// Of how many pairs.
    pub pairs: u64,
    /// Of the values, or of their ranks.
    pub kind: CorrelationKind,
}

/// Of what a correlation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum CorrelationKind {
    /// Of the values: of a straight line (Pearson).
    Values,
    /// Of their ranks: of any line that rises or falls, so that single extremes weigh little (Spearman).
    Ranks,
}

impl Correlation {
    /// Returns the correlation of the values; `None` for fewer than three pairs, where one side never changes, and of numbers
    /// that are not finite.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::relation::Correlation;
    ///
    /// let correlation = Correlation::of_values(&[(1.0, 2.0), (2.0, 4.0), (3.0, 5.0)]).unwrap();
    /// assert!((correlation.coefficient - 0.981_980_506_061_965_7).abs() < 1e-15); // 3 / √(2 × 14/3)
    /// assert!(Correlation::of_values(&[(1.0, 2.0), (2.0, 2.0), (3.0, 2.0)]).is_none());
    /// ```
    pub fn of_values(pairs: &[(f64, f64)]) -> Option<Self> {
        Self::of(pairs, CorrelationKind::Values)
    }

    /// Returns the correlation of the ranks, where equal values share their mean rank; `None` as for the values.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::relation::Correlation;
    ///
    /// let correlation = Correlation::of_ranks(&[(1.0, 1.0), (2.0, 10.0), (3.0, 1_000.0)]).unwrap();
    /// assert_eq!(correlation.coefficient, 1.0);
    /// ```
    pub fn of_ranks(pairs: &[(f64, f64)]) -> Option<Self> {
        let is_finite = pairs.iter().all(|(one, other)| one.is_finite() && other.is_finite());
        let ones: Vec<f64> = ranks(pairs.iter().map(|(one, _)| *one));
        let others: Vec<f64> = ranks(pairs.iter().map(|(_, other)| *other));
        let ranked: Vec<(f64, f64)> = ones.into_iter().zip(others).collect();
        Self::of(&ranked, CorrelationKind::Ranks).filter(|_| is_finite)
    }

    fn of(pairs: &[(f64, f64)], kind: CorrelationKind) -> Option<Self> {
        let number = u32::try_from(pairs.len()).ok().filter(|number| *number >= 3)?;
        let ones = centred(pairs.iter().map(|(one, _)| *one), number)?;
        let others = centred(pairs.iter().map(|(_, other)| *other), number)?;
        let sum =
            |left: &[f64], right: &[f64]| left.iter().zip(right).map(|(one, other)| one * other).sum::<f64>();
        let scale = libm::sqrt(sum(&ones, &ones)) * libm::sqrt(sum(&others, &others));
        let coefficient = (sum(&ones, &others) / scale).clamp(-1.0, 1.0);
        coefficient.is_finite().then_some(Self { coefficient, pairs: number.into(), kind })
    }

    /// Returns the interval of this confidence, even on Fisher's scale; `None` for fewer than four pairs, and for a coefficient of −1
    /// or 1, of which the scale knows no error.
    ///
    /// # Source
    ///
    /// R. A. Fisher (1921) for values; D. G. Bonett, T. A. Wright (2000), Psychometrika 65, for ranks.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::relation::{Correlation, CorrelationKind};
    /// use crm_kpi::statistics::Confidence;
    ///
    /// let correlation = Correlation { coefficient: 0.5, pairs: 103, kind: CorrelationKind::Values };
    /// let interval = correlation.interval(Confidence::new(0.95)?).unwrap();
    /// assert_eq!(format!("{:.4} to {:.4}", interval.low, interval.high), "0.3393 to 0.6323");
    /// # Ok::<(), crm_kpi::statistics::ConfidenceError>(())
    /// ```
    pub fn interval(self, confidence: Confidence) -> Option<Interval> {
        let Self { coefficient, pairs, kind } = self;
        let spare = u32::try_from(pairs).ok()?.checked_sub(3).filter(|spare| *spare > 0)?;
        let is_inside = coefficient > -1.0 && coefficient < 1.0;
        let factor = match kind {
            CorrelationKind::Values => 1.0,
            CorrelationKind::Ranks => 1.0 + coefficient * coefficient / 2.0,
        };
        let reach = confidence.z() * libm::sqrt(factor / f64::from(spare));
        let centre = libm::atanh(coefficient);
        is_inside.then(|| Interval { low: libm::tanh(centre - reach), high: libm::tanh(centre + reach) })
    }
}

/// Returns numbers less their mean, the largest of them brought to one; `None` where all are equal or one is not finite.
fn centred(numbers: impl Iterator<Item = f64> + Clone, count: u32) -> Option<Vec<f64>> {
    let largest = numbers.clone().fold(0.0, |largest: f64, number| largest.max(number.abs()));
    if !(largest.is_finite() && numbers.clone().all(f64::is_finite)) {
        return None;
    }
    let first = numbers.clone().next()?;
    if numbers.clone().all(|number| number.total_cmp(&first).is_eq()) {
        return None;
    }
    // Divided first, so that no sum goes beyond the largest number.
    let scaled = numbers.map(|number| number / largest);
    let mean = scaled.clone().sum::<f64>() / f64::from(count);
    let deviations: Vec<f64> = scaled.map(|number| number - mean).collect();
    let widest = deviations.iter().fold(0.0, |widest: f64, one| widest.max(one.abs()));
    (widest > 0.0).then(|| deviations.into_iter().map(|one| one / widest).collect())
}

/// Returns the rank of each number, equal ones at their mean rank.
fn ranks(numbers: impl Iterator<Item = f64>) -> Vec<f64> {
    // Zero and minus zero are one number.
    let mut sorted: Vec<(f64, usize)> = numbers.map(|number| number + 0.0).zip(0..).collect();
    sorted.sort_unstable_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    let mut ranked: Vec<(usize, f64)> = Vec::with_capacity(sorted.len());
    let mut below = 0_u32;
    for equal in sorted.chunk_by(|one, other| one.0.total_cmp(&other.0) == Ordering::Equal) {
        let count = u32::try_from(equal.len()).unwrap_or(u32::MAX);
        let rank = f64::from(below) + f64::midpoint(f64::from(count), 1.0);
        ranked.extend(equal.iter().map(|(_, place)| (*place, rank)));
        below = below.saturating_add(count);
    }
    ranked.sort_unstable_by_key(|(place, _)| *place);
    ranked.into_iter().map(|(_, rank)| rank).collect()
}

/// What makes a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum PairsBy {
    /// One customer with revenue and answers: its changes from the period before to the period.
    Customer,
    /// Two periods that follow one another, up to the period: the changes of the whole company.
    Period,
}

impl PairsBy {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Customer, "customer"), (Self::Period, "period")];
}

/// Which changes are set against one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationRule {
    /// The question that stands for satisfaction.
    pub question: Question,
    /// The currency in which sales are added up; `None` where all amounts are in one.
    pub currency: Option<Currency>,
    /// What makes a pair.
    pub by: PairsBy,
}

/// Two changes that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ChangePair {
    /// The change of the revenue net of refunds, as a part of that before.
    pub sales: Ratio,
    /// The change of the mean answer, in points of its scale.
    pub satisfaction: Ratio,
}

/// The changes of sales and of satisfaction, in the order of customers or of periods.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Relation {
    /// The pairs.
    pub pairs: Vec<ChangePair>,
    /// Customers, or pairs of periods, without revenue before, without an answer in either, or with a figure that cannot be
    /// told; of customers, those with any row at all.
    pub left_out: u64,
}

impl Relation {
    /// Returns the pairs up to a period, by the facts as they stood at `as_of`.
    ///
    /// # Errors
    ///
    /// When purchases or answers were not supplied, or do not cover the two periods that make a pair of customers, or an amount of
    /// them cannot be added up. Periods of which the amounts cannot be added up, or which are not covered, are left out, unless
    /// that leaves no pair of periods.
    pub fn new(
        facts: &Facts<'_>,
        rule: &RelationRule,
        period: CivilPeriod,
        as_of: DateTime<Utc>,
        zone: &Zone,
    ) -> Result<Self, Reason> {
        let dataset = facts.dataset;
        for table in [TableName::Purchases, TableName::Answers] {
            if dataset.extent(table).is_none() {
                return Err(Reason::NotSupplied(table));
            }
        }
        let windows = Windows::ending(period, as_of, zone);
        let last = PLACES - 1;
        let extents = [TableName::Purchases, TableName::Answers].map(|table| dataset.extent(table));
        let is_covered = |place: usize| {
            let covers = |period: &CivilPeriod| {
                extents.into_iter().flatten().all(|extent| period.is_covered_by(extent))
            };
            windows.get(place).is_some_and(covers)
        };
        if rule.by == PairsBy::Customer && !(is_covered(last - 1) && is_covered(last)) {
            return Err(Reason::NotCovered);
        }
        let mut nets = Nets::new(Conversion { rates: dataset.rates(), zone, to: rule.currency });
        let mut revenue: Series<i128> = Series::default();
        let mut answers: Series<MeansTally> = Series::default();
        let mut relation = Self { pairs: Vec::new(), left_out: 0 };
        for (code, _) in dataset.codes() {
            let mut own: Series<MeansTally> = Series::default();
            let rows = dataset.answers_of(code);
            rule.question.each(rows, true, &windows, |place, counted| record(&mut own, place, counted));
            let net = nets.of(dataset.purchases_of(code), &windows);
            match rule.by {
                PairsBy::Period => {
                    for (place, one) in net.iter() {
                        revenue.update(Some(place), |all| *all = all.saturating_add(*one));
                    }
                    merge(&mut answers, &own);
                }
                PairsBy::Customer => {
                    let is_there = !(rows.is_empty() && dataset.purchases_of(code).is_empty());
                    let doubtful = dataset.has_doubtful_order(code);
                    relation.take(pair(&net, &own, last).filter(|_| !doubtful), is_there);
                }
            }
        }
        match rule.by {
            PairsBy::Customer => nets.problem(last).map_or(Ok(relation), Err),
            PairsBy::Period => {
                for (place, one) in nets.of(dataset.purchases_without_customer(), &windows).iter() {
                    revenue.update(Some(place), |all| *all = all.saturating_add(*one));
                }
                let mut nameless: Series<MeansTally> = Series::default();
                let rows = dataset.answers().iter().rposition(|row| row.customer.is_some());
                let rows = dataset.answers().get(rows.map_or(0, |last| last + 1)..).unwrap_or_default();
                rule.question
                    .each(rows, false, &windows, |place, counted| record(&mut nameless, place, counted));
                merge(&mut answers, &nameless);
                let mut problem = None;
                for place in 1..PLACES {
                    let unsummed = nets.problem(place);
                    let told = unsummed.is_none() && is_covered(place - 1) && is_covered(place);
                    relation.take(pair(&revenue, &answers, place).filter(|_| told), true);
                    if let Some(reason) = unsummed {
                        note(&mut problem, reason);
                    }
                }
                problem.filter(|_| relation.pairs.is_empty()).map_or(Ok(relation), Err)
            }
        }
    }

    fn take(&mut self, pair: Option<ChangePair>, is_there: bool) {
        match pair {
            Some(pair) => self.pairs.push(pair),
            None => self.left_out = self.left_out.saturating_add(u64::from(is_there)),
        }
    }

    /// Returns the correlation of the changes; `None` as for [`Correlation::of_values`].
    pub fn correlation(&self) -> Option<Correlation> {
        Correlation::of_values(&self.numbers())
    }

    /// Returns the correlation of the ranks of the changes; `None` as for [`Correlation::of_ranks`].
    pub fn rank_correlation(&self) -> Option<Correlation> {
        Correlation::of_ranks(&self.numbers())
    }

    fn numbers(&self) -> Vec<(f64, f64)> {
        self.pairs.iter().map(|pair| (pair.sales.as_f64(), pair.satisfaction.as_f64())).collect()
    }
}

fn record(answers: &mut Series<MeansTally>, place: usize, counted: Counted) {
    if let Counted::Answered(own) = counted {
        answers.update(Some(place), |means| means.record(own));
    }
}

fn merge(all: &mut Series<MeansTally>, own: &Series<MeansTally>) {
    for (place, one) in own.iter().filter(|(_, one)| one.customers() > 0) {
        all.update(Some(place), |known| *known = core::mem::take(known).merge(one.clone()));
    }
}

fn pair(revenue: &Series<i128>, answers: &Series<MeansTally>, place: usize) -> Option<ChangePair> {
    let before = place.checked_sub(1)?;
    let start = revenue.get(before);
    let sales = Ratio::new(revenue.get(place).checked_sub(start)?, start)?;
    let (old, new) = (answers.get(before).mean()?.parts(), answers.get(place).mean()?.parts());
    let part = new.0.checked_mul(old.1)?.checked_sub(old.0.checked_mul(new.1)?)?;
    let satisfaction = Ratio::new(part, new.1.checked_mul(old.1)?)?;
    Some(ChangePair { sales, satisfaction })
}
