//! Lifetime value set against what was spent, on the scorecard.

use crm_kit::kpi::{Apart, Line, Note, Reason, Value};
use crm_kit::model::{Ratio, Strength};
use crm_kit::{assess, lifetime_values};

use super::*;

const ASKED: &str =
    "\n[indicator.value-to-cost]\nclause = 'B-CLV-1'\nformula = 'lifetime-value-to-cost'\nper = 'quarter'";

fn asking(preset: &str, tables: &str) -> Policy {
    let text = format!("schema = 'crm-policy/1'\nname = 'ours'\nextends = '{preset}'\n{tables}{ASKED}");
    Policy::parse(&text, "ours.toml").unwrap_or_else(|error| panic!("{error}"))
}

fn data(purchases: Vec<Purchase>, spend: Vec<Spend>) -> Dataset {
    let (purchases, spend) = (Table::complete(purchases), Table::complete(spend));
    Dataset::new(Records { purchases, spend, ..Records::default() }).0
}

fn line_of(data: &Dataset, policy: &Policy) -> Line {
    let lines = assess(data, policy, at(AS_OF)).scorecard;
    lines.into_iter().find(|line| line.indicator.as_str() == "indicator.value-to-cost").unwrap()
}

/// Returns what two customers were worth at the end of a day, in ten-thousandths, by the models fitted to the bare columns.
fn worth(rows: &[Purchase], last: &str, customers: [i64; 2]) -> i128 {
    let summaries = summed_up(rows, last);
    let (purchases, spend) =
        (BgNbd::fit(&summaries.cells()).unwrap(), GammaGamma::fit(&summaries.spend_cells()).unwrap());
    let terms = Policy::preset(Preset::Basic).latest().lifetime_value().unwrap().terms();
    let model = LifetimeValue::new(&purchases.model, &spend.model, terms).unwrap();
    let wanted =
        summaries.summaries().zip(summaries.customers()).filter(|(_, code)| customers.contains(code));
    let values = wanted.map(|(one, _)| model.of(&one.history(), &one.spend_history()).value.unwrap());
    #[expect(clippy::cast_possible_truncation, reason = "amounts of some hundred yuan")]
    values.map(|value| (value * 10_000.0 + 0.5) as i128).sum()
}

/// 40 CNY on two customers in the last quarter, 25 CNY on one of them and another in the one before.
#[test]
fn b_clv_1_spend_stands_beside_the_value_at_the_end_of_each_period() {
    let spend = vec![
        spent(3, "2025-11-05", "30 CNY"),
        spent(7, "2025-12-31", "10 CNY"),
        spent(3, "2025-07-05", "20 CNY"),
        spent(11, "2025-09-30", "5 CNY"),
    ];
    let rows = orders();
    let line = line_of(&data(rows.clone(), spend), &asking("basic", ""));
    assert_eq!((line.period.to_string().as_str(), line.strength), ("2025-Q4", Strength::Must));
    let now = Ratio::new(worth(&rows, "2025-12-31", [3, 7]), 400_000).unwrap();
    let before = Ratio::new(worth(&rows, "2025-09-30", [3, 11]), 250_000).unwrap();
    assert_eq!(line.value, Value::Number(now));
    let last = line.past.last().unwrap();
    assert_eq!((last.period.to_string().as_str(), &last.value), ("2025-Q3", &Value::Number(before)));
    assert_eq!(line.notes, [Note::SmallSample { cases: 2, below: 30 }]);
}

/// A yuan on everybody: the values are those of the table by group, which comes by another way.
#[test]
fn values_of_all_make_the_value_of_the_table() {
    let everybody = (0..120).map(|number| spent(number, "2025-12-01", "1 CNY"));
    let (policy, rows) = (asking("basic", ""), orders());
    let data = data(rows, everybody.collect());
    let (line, table) = (line_of(&data, &policy), lifetime_value(&data, &policy, at(AS_OF)).unwrap());
    let period = table.periods.last().unwrap();
    let valued: u64 = period.groups.iter().map(|group| group.valued).sum();
    let ratio = Ratio::new(period.value().unwrap().ten_thousandths, i128::from(valued) * 10_000);
    assert_eq!(line.value.number(), ratio);
    let unvalued = line.notes.iter().find_map(|note| match note {
        Note::Apart { cases: Apart::WithoutLifetimeValue, count } => Some(*count),
        _ => None,
    });
    assert_eq!(unvalued.unwrap_or(0) + valued, 120);
}

#[test]
fn who_does_not_ask_pays_nothing_and_is_told_nothing() {
    let policy = Policy::preset(Preset::Basic);
    let (version, data) = (policy.latest(), data(orders(), vec![spent(3, "2025-11-05", "30 CNY")]));
    assert_eq!(lifetime_values(&data, version, version.scorecard(), at(AS_OF)), None);
    let asked = asking("basic", "");
    let version = asked.latest();
    let values = lifetime_values(&data, version, version.scorecard(), at(AS_OF)).unwrap();
    // In Shanghai, where the year ends at 16:00 UTC. Nothing was spent in any other quarter, nor this year.
    assert!(values.at(at("2025-12-31T16:00:00Z")).unwrap().is_ok());
    assert_eq!((values.at(at("2025-09-30T16:00:00Z")), values.at(at(AS_OF))), (None, None));
}

#[test]
fn what_cannot_be_valued_is_not_measured_and_says_why() {
    let reason = |purchases: Table<Purchase>, policy: &Policy| {
        let spend = Table::complete(vec![spent(3, "2025-11-05", "30 CNY")]);
        let (data, _) = Dataset::new(Records { purchases, spend, ..Records::default() });
        match line_of(&data, policy).value {
            Value::Undefined(Reason::NotValued(missing)) => missing,
            other => panic!("{other}"),
        }
    };
    let policy = asking("basic", "");
    let once = orders().into_iter().take(1).map(|row| Purchase { customer: Some(customer(3)), ..row });
    let once: Vec<_> = once.collect();
    assert_eq!(
        reason(Table::complete(once.clone()), &policy),
        LifetimeMissing::RepeatPurchases { customers: 1 }
    );
    let short = Table::Supplied { from: None, until: Some(at("2025-12-01T00:00:00Z")), rows: orders() };
    let lacks = |table| LifetimeMissing::Records(Missing::Coverage(table));
    assert_eq!(reason(short, &policy), lacks(TableName::Purchases));
    let off = asking("basic", "[lifetime-value]\noff = true");
    assert_eq!(reason(Table::complete(orders()), &off), LifetimeMissing::Rule);
}

/// The customer's code comes from the expense alone, so there is nothing to fit to.
#[test]
fn without_purchases_the_table_that_is_missing_is_named() {
    let spend = Table::complete(vec![spent(3, "2025-11-05", "30 CNY")]);
    let customers = Table::complete(vec![crm_kit::model::Customer::new(customer(3))]);
    let (data, _) = Dataset::new(Records { spend, customers, ..Records::default() });
    let line = line_of(&data, &asking("basic", ""));
    assert_eq!(line.value.to_string(), "not measured: no lifetime values: no purchases were supplied");
}
