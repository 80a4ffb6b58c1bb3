//! The lifetime value of customers by group and period, beside what was spent on keeping them.

mod groups;
mod growth;
mod indicators;
mod models;
mod predictions;
mod purchases;
mod spending;
mod table;

use alloc::vec::Vec;

use chrono::{DateTime, TimeDelta, Utc};
use crm_clv::{CustomerValue, Observation, SpendUnit, Summaries};
use crm_kpi::{CivilPeriod, LifetimeMissing};
use crm_model::{CustomerCode, Dataset, TableName};
use crm_policy::{LifetimeValueRule, Policy, PolicyVersion};

use self::groups::Groups;
use self::growth::growth;
pub use self::indicators::lifetime_values;
pub(crate) use self::predictions::predictions;
use self::purchases::PurchaseLog;
pub use self::table::{
    CustomerGroup, GroupGrowth, GroupValue, Kept, LifetimeFits, LifetimePeriod, LifetimeTable, Newcomers,
};

/// Returns what customers will still bring, at the end of each of the last complete periods, for each group that the
/// policy's `[lifetime-value]` tells apart, and how it grew beside what was spent on keeping them (clauses B-CLV-1, D-CLV-1,
/// D-COST-4). `None` where the policy has no such rule.
///
/// The rule is that of the version in force at `as_of`, also for earlier periods, so that they can be compared. At each end
/// the models are fitted to the purchases until then, and customers are in the group that they were in then. What groups
/// gain by customers who come and lose by those who go is kept apart: growth is that of the same people.
///
/// Nothing here says that spending *caused* growth. Customers on whom something was spent stand beside the others of their
/// group, and who they are was somebody's choice.
///
/// # Examples
///
/// ```
/// use crm_kit::model::{CustomerId, Dataset, Money, Purchase, PurchaseKind, Records, Table};
/// use crm_kit::{Policy, Preset, lifetime_value};
///
/// let order = |customer: &str, at: &str, amount: &str| -> Result<_, Box<dyn std::error::Error>> {
///     let (at, amount): (_, Money) = (at.parse()?, amount.parse()?);
///     Ok(Purchase { at, order: None, what: PurchaseKind::Order, amount, customer: Some(CustomerId::new(customer)?) })
/// };
/// let rows = vec![order("li", "2026-01-05T02:00:00Z", "80 CNY")?, order("wang", "2026-02-10T02:00:00Z", "50 CNY")?];
/// let (dataset, _) = Dataset::new(Records { purchases: Table::complete(rows), ..Records::default() });
/// let table = lifetime_value(&dataset, &Policy::preset(Preset::Basic), "2026-05-01T00:00:00Z".parse()?).unwrap();
///
/// let quarter = table.periods.last().unwrap();
/// assert_eq!(quarter.period.to_string(), "2026-Q1");
/// assert_eq!(quarter.missing.as_ref().unwrap().to_string(), "none of 2 customers bought more than once");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lifetime_value(dataset: &Dataset, policy: &Policy, as_of: DateTime<Utc>) -> Option<LifetimeTable> {
    let version = policy.version_at(as_of)?;
    let rule = version.lifetime_value()?;
    let mut ends = alloc::vec![CivilPeriod::last_complete(rule.spec().every, as_of, &rule.spec().zone)];
    for _ in 0..rule.spec().reported {
        ends.extend(ends.last().map(|period| period.previous(&rule.spec().zone)));
    }
    ends.reverse();

    let mut log = PurchaseLog::new(dataset, rule, ends.last()?.end());
    let mut before: Option<Valuation> = None;
    let mut periods = Vec::new();
    for (place, period) in ends.into_iter().enumerate() {
        let (valuation, missing) = match Valuation::new(dataset, version, rule, &mut log, &period) {
            Ok(valuation) => (Some(valuation), None),
            Err(missing) => (None, Some(missing)),
        };
        // The first one only says where the next one starts from.
        if place > 0 {
            periods.push(reported(
                dataset,
                rule,
                &log,
                period,
                (before.as_ref(), valuation.as_ref()),
                missing,
            ));
        }
        before = valuation;
    }
    let spec = rule.spec();
    Some(LifetimeTable {
        rule: spec.name.clone(),
        clause: spec.clause.clone(),
        strength: spec.strength,
        margin: spec.margin,
        purchases_from: dataset.extent(TableName::Purchases).and_then(|extent| extent.from),
        undetermined: log.undetermined(),
        rows_without_customer: log.rows_without_customer(),
        periods,
    })
}

/// What all customers will still bring, at the end of a period.
struct Valuation {
    fits: LifetimeFits,
    groups: Groups,
    /// By customer code: the value in ten-thousandths, of those who had bought and whose value is known.
    values: Vec<Option<i128>>,
    /// By customer code: who had bought.
    bought: Vec<bool>,
}

impl Valuation {
    fn new(
        dataset: &Dataset,
        version: &PolicyVersion,
        rule: &LifetimeValueRule,
        log: &mut PurchaseLog<'_>,
        period: &CivilPeriod,
    ) -> Result<Self, LifetimeMissing> {
        let summaries = log.summaries(period.end())?;
        let (fits, of_customers) = models::values(rule, &summaries)?;
        let last = period.end().checked_sub_signed(TimeDelta::nanoseconds(1)).unwrap_or(period.end());
        // A table that is complete up to the last microsecond covers the period; the groups are those of that instant.
        let until = dataset.extent(TableName::Purchases).and_then(|extent| extent.until);
        let last = until.map_or(last, |until| until.min(last));
        let groups = Groups::new(dataset, version, rule.spec().groups, last)?;
        let mut values = alloc::vec![None; dataset.customer_ids().len()];
        let mut bought = alloc::vec![false; values.len()];
        for (code, value) in summaries.customers().iter().zip(&of_customers) {
            if let (Some(place), Some(mark)) = (values.get_mut(code.index()), bought.get_mut(code.index())) {
                *place = ten_thousandths(value);
                *mark = true;
            }
        }
        Ok(Self { fits, groups, values, bought })
    }

    fn value(&self, code: CustomerCode) -> Option<i128> {
        self.values.get(code.index()).copied().flatten()
    }
}

/// Returns a value in ten-thousandths, rounded half up; `None` where there is none.
fn ten_thousandths(value: &CustomerValue) -> Option<i128> {
    // Beyond this a number has no digits after the decimal point left to round.
    const MOST: f64 = 9_007_199_254_740_992.0;
    let scaled = value.value? * f64::from(TEN_THOUSANDTHS.minor_units()) + 0.5;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "within the whole numbers that a float holds exactly"
    )]
    (0.0..MOST).contains(&scaled).then_some(i128::from(scaled as i64))
}

/// Spend in whole units of the currency, of which the amounts are ten-thousandths.
const TEN_THOUSANDTHS: SpendUnit = match SpendUnit::new(10_000) {
    Ok(unit) => unit,
    Err(_) => SpendUnit::MINOR,
};

fn reported(
    dataset: &Dataset,
    rule: &LifetimeValueRule,
    log: &PurchaseLog<'_>,
    period: CivilPeriod,
    (before, after): (Option<&Valuation>, Option<&Valuation>),
    missing: Option<LifetimeMissing>,
) -> LifetimePeriod {
    let currency = log.currency();
    let mut told = LifetimePeriod {
        period,
        fits: after.map(|after| after.fits.clone()),
        missing,
        groups: after.map(|after| group_values(dataset, after, currency)).unwrap_or_default(),
        growth: Vec::new(),
        newcomers: None,
        spent_on_others: None,
        spending_missing: None,
    };
    if let (Some(before), Some(after), Some(currency)) = (before, after, currency) {
        growth(dataset, rule, log, (before, after), currency, &mut told);
    }
    told
}

fn group_values(
    dataset: &Dataset,
    valuation: &Valuation,
    currency: Option<crm_model::Currency>,
) -> Vec<GroupValue> {
    let mut lines: Vec<(u64, u64, i128)> = alloc::vec![(0, 0, 0); valuation.groups.all().len()];
    for (code, _) in dataset.codes() {
        if valuation.bought.get(code.index()) != Some(&true) {
            continue;
        }
        if let Some((customers, valued, sum)) = lines.get_mut(valuation.groups.place_of(code)) {
            *customers += 1;
            if let Some(value) = valuation.value(code) {
                *valued += 1;
                *sum = sum.saturating_add(value);
            }
        }
    }
    let named = valuation.groups.all().iter().zip(lines).filter(|(_, (customers, ..))| *customers > 0);
    let line = |(group, (customers, valued, sum)): (&CustomerGroup, (u64, u64, i128))| GroupValue {
        group: group.clone(),
        customers,
        valued,
        value: currency.map(|currency| crm_model::Total { ten_thousandths: sum, currency }),
    };
    named.map(line).collect()
}

/// Returns the observation that ends with the last day before an instant.
fn observation(rule: &LifetimeValueRule, end: DateTime<Utc>) -> Observation {
    let last = end.checked_sub_signed(TimeDelta::nanoseconds(1)).unwrap_or(end);
    Observation {
        end: purchases::day(rule.spec().zone.date(last)),
        unit: rule.spec().unit,
        spend_unit: TEN_THOUSANDTHS,
    }
}

/// Summaries of the customers of a data set.
type CustomerSummaries = Summaries<CustomerCode>;
