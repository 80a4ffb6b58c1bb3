//! Lifetime value by group and period, beside what was spent on keeping customers.

mod edges;
mod indicators;

use crm_kit::chrono::{DateTime, Datelike, TimeDelta, Utc};
use crm_kit::clv::{
    AfterEnd, BgNbd, ColumnOptions, GammaGamma, Grain, LifetimeValue, Observation, OccasionRule, Refunds,
    SpendUnit, Summaries, TimeUnit, summarise_columns,
};
use crm_kit::model::{
    CustomerId, Missing, Purchase, PurchaseKind, Records, Share, Spend, SpendAim, Table, TableName,
};
use crm_kit::{
    CustomerGroup, Dataset, LifetimeMissing, LifetimePeriod, LifetimeTable, Policy, Preset, lifetime_value,
};
use proptest::prelude::*;

/// The end of the fourth quarter of 2025 has passed.
const AS_OF: &str = "2026-01-20T00:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(crate) fn customer(number: u32) -> CustomerId {
    CustomerId::new(format!("C-{number:03}")).unwrap()
}

/// Returns orders of 120 made-up customers over the two years of 2024 and 2025: each buys at a pace of its own, until it stops.
pub(crate) fn orders() -> Vec<Purchase> {
    let mut state = 20_240_101_u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut rows = Vec::new();
    for number in 0..120 {
        let mut day = draw(600);
        let (pace, usual) = (10 + draw(90), 20 + draw(200));
        loop {
            let cents = 100 * usual + draw(2_000);
            rows.push(Purchase {
                at: at("2024-01-01T04:00:00Z") + TimeDelta::days(day.try_into().unwrap()),
                order: None,
                what: PurchaseKind::Order,
                amount: format!("{}.{:02} CNY", cents / 100, cents % 100).parse().unwrap(),
                customer: Some(customer(number)),
            });
            day += 1 + draw(2 * pace);
            if day >= 731 || draw(8) == 0 {
                break;
            }
        }
    }
    rows
}

fn spent(number: u32, day: &str, amount: &str) -> Spend {
    Spend {
        at: at(&format!("{day}T04:00:00Z")),
        amount: amount.parse().unwrap(),
        aim: SpendAim::Maintenance,
        department: None,
        activity: None,
        customer: Some(customer(number)),
    }
}

fn table_of(purchases: Vec<Purchase>, spend: Option<Vec<Spend>>, policy: &Policy) -> LifetimeTable {
    let spend = spend.map(Table::complete).unwrap_or_default();
    let purchases = Table::complete(purchases);
    let (dataset, _) = Dataset::new(Records { purchases, spend, ..Records::default() });
    lifetime_value(&dataset, policy, at(AS_OF)).unwrap()
}

/// Returns the purchases of numbered customers until the end of a day, summed up as by the presets, without the records' types.
pub(crate) fn summed_up(rows: &[Purchase], last: &str) -> Summaries<i64> {
    // Days of Shanghai are those of UTC here, since all orders are at noon there.
    let day = |instant: DateTime<Utc>| instant.date_naive().num_days_from_ce();
    let numbers: Vec<i64> =
        rows.iter().map(|row| row.customer.as_ref().unwrap().as_str()[2..].parse().unwrap()).collect();
    let days: Vec<i32> = rows.iter().map(|row| day(row.at)).collect();
    let amounts: Vec<i64> = rows.iter().map(|row| row.amount.ten_thousandths()).collect();
    let observation = Observation {
        end: day(at(&format!("{last}T00:00:00Z"))),
        unit: TimeUnit::WEEK,
        spend_unit: SpendUnit::new(10_000).unwrap(),
    };
    let rule = OccasionRule::new(Grain::Day, Refunds::NetOfTheDay).unwrap();
    let options = ColumnOptions { rule, observation, after_end: AfterEnd::LeaveOut, no_customer: None };
    summarise_columns(&numbers, &days, &amounts, &options).unwrap()
}

#[test]
fn d_clv_1_each_quarter_has_the_value_of_each_class() {
    let table = table_of(orders(), None, &Policy::preset(Preset::Detailed));
    assert_eq!((table.rule.as_str(), table.clause.as_str()), ("lifetime-value", "D-CLV-1"));
    let quarters: Vec<String> = table.periods.iter().map(|period| period.period.to_string()).collect();
    assert_eq!(quarters, ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]);
    for period in &table.periods {
        let groups: Vec<String> = period.groups.iter().map(|line| line.group.to_string()).collect();
        assert_eq!(groups[..3], ["A", "B", "C"]);
        // Who spends more now is worth more later, as long as the models think so too.
        let mean = |place: usize| period.groups[place].mean().unwrap();
        assert!(mean(0) > mean(1) && mean(1) > mean(2), "{period:?}");
    }
}

#[test]
fn b_clv_1_the_value_is_that_of_the_models_fitted_to_the_same_columns() {
    let rows = orders();
    let table = table_of(rows.clone(), None, &Policy::preset(Preset::Basic));
    let last = table.periods.last().unwrap();
    assert_eq!(last.groups.len(), 1);
    assert_eq!(last.groups[0].group, CustomerGroup::All);

    let summaries = summed_up(&rows, "2025-12-31");
    let (purchases, spend) =
        (BgNbd::fit(&summaries.cells()).unwrap(), GammaGamma::fit(&summaries.spend_cells()).unwrap());
    let terms = Policy::preset(Preset::Basic).latest().lifetime_value().unwrap().terms();
    let value = LifetimeValue::new(&purchases.model, &spend.model, terms).unwrap();
    let values = summaries.summaries().map(|one| value.of(&one.history(), &one.spend_history()).value);
    let values: Vec<f64> = values.map(Option::unwrap).collect();

    assert_eq!(last.groups[0].customers, 120);
    assert_eq!(last.groups[0].valued, 120);
    assert_eq!(last.fits.as_ref().unwrap().purchases, purchases.report);
    // Each is rounded to a ten-thousandth of a yuan.
    let total = last.groups[0].value.unwrap().amount().unwrap().to_string().parse::<f64>().unwrap();
    assert!((total - values.iter().sum::<f64>()).abs() <= 120.0 * 0.000_05);
}

#[test]
fn d_cost_4_spending_stands_beside_the_growth_of_those_it_was_spent_on() {
    let spend = vec![
        spent(3, "2025-11-05", "30 CNY"),
        spent(3, "2025-12-31", "12 CNY"),   // noon of the last day
        spent(3, "2026-01-01", "1000 CNY"), // the next quarter
        spent(999, "2025-12-01", "7 CNY"),  // of whom no purchase is known
        Spend { customer: None, ..spent(3, "2025-12-02", "5 CNY") },
        Spend { aim: SpendAim::Acquisition, ..spent(3, "2025-12-03", "500 CNY") },
    ];
    let table = table_of(orders(), Some(spend), &Policy::preset(Preset::Basic));
    let last = table.periods.last().unwrap();
    let [line] = last.growth.as_slice() else { panic!("{:?}", last.growth) };
    assert_eq!(line.spent.unwrap().to_string(), "42.00 CNY");
    assert_eq!(last.spent_on_others.unwrap().to_string(), "12.00 CNY");
    let one = line.looked_after.unwrap();
    assert_eq!((one.customers, line.customers() - line.others.customers), (1, 1));

    // (35 % of what all of them bought + growth) / 42
    let margin: Share = "35%".parse().unwrap();
    let bought = one.bought.ten_thousandths + line.others.bought.ten_thousandths;
    let growth = line.growth().unwrap().ten_thousandths;
    let returned = line.return_on_spending(margin).unwrap();
    let of_all = last.return_on_spending(margin).unwrap();
    assert_eq!(of_all.parts(), (returned.parts().0, 540_000 * 1_000_000)); // what names nobody is spent, too
    assert_eq!(returned.parts(), (35 * (bought * 10_000) + growth * 1_000_000, 420_000 * 1_000_000));
}

#[test]
fn what_is_missing_is_said_and_never_zero() {
    let basic = Policy::preset(Preset::Basic);
    let table = table_of(orders(), None, &basic);
    let last = table.periods.last().unwrap();
    assert_eq!(last.spending_missing, Some(Missing::Table(TableName::Spend)));
    assert_eq!((last.spent_on_others, last.growth[0].spent, last.growth[0].looked_after), (None, None, None));
    assert_eq!(last.growth[0].return_on_spending(table.margin), None);

    let nothing = lifetime_value(&Dataset::new(Records::default()).0, &basic, at(AS_OF)).unwrap();
    let missing = LifetimeMissing::Records(Missing::Table(TableName::Purchases));
    assert!(nothing.periods.iter().all(|period| period.missing == Some(missing.clone())));

    let mut two = orders();
    two[0].amount = "5 EUR".parse().unwrap();
    let table = table_of(two, None, &basic);
    let said = table.periods[0].missing.as_ref().unwrap().to_string();
    assert!(said.starts_with("amounts in CNY and EUR have no common sum"), "{said}");

    let text =
        "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'basic'\n[lifetime-value]\ngroups = 'value-tier'";
    let table = table_of(orders(), None, &Policy::parse(text, "ours.toml").unwrap());
    assert_eq!(table.periods[3].missing, Some(LifetimeMissing::GroupRule));
}

#[test]
fn a_customer_whose_orders_contradict_each_other_is_left_out_and_counted() {
    let mut rows = orders();
    let twice = |amount: &str| Purchase {
        order: Some("O-1".parse().unwrap()),
        amount: amount.parse().unwrap(),
        ..orders()[0].clone()
    };
    rows.extend([twice("10 CNY"), twice("11 CNY")]);
    let table = table_of(rows, None, &Policy::preset(Preset::Basic));
    assert_eq!((table.undetermined, table.periods[3].groups[0].customers), (1, 119));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    /// Whoever has a value at the end had one at the start, is new, or has got one: nothing is lost in between.
    #[test]
    fn prop_growth_and_newcomers_make_up_the_value_at_the_end(keep in prop::collection::vec(0_u8..4, 120)) {
        let named = |row: &Purchase| row.customer.as_ref().unwrap().as_str()[2..].parse::<usize>().unwrap();
        let rows = orders().into_iter().filter(|row| keep[named(row)] > 0).collect();
        let table = table_of(rows, Some(vec![spent(1, "2025-08-01", "9 CNY")]), &Policy::preset(Preset::Detailed));
        for period in &table.periods {
            let end: i128 = period.groups.iter().map(|line| line.value.unwrap().ten_thousandths).sum();
            let kept: i128 = period
                .growth
                .iter()
                .flat_map(|line| [line.looked_after, Some(line.others)])
                .flatten()
                .map(|part| part.after.ten_thousandths)
                .sum();
            let new = period.newcomers.unwrap();
            prop_assert_eq!(end, kept + new.value.ten_thousandths + new.newly_valued_value.ten_thousandths);
        }
    }

    #[test]
    fn prop_the_order_of_rows_makes_no_difference(seed in any::<u64>()) {
        let mut rows = orders();
        let before = table_of(rows.clone(), None, &Policy::preset(Preset::SixPlans));
        rows.sort_by_key(|row| row.at.timestamp().unsigned_abs().wrapping_mul(seed | 1) >> 7);
        prop_assert_eq!(table_of(rows, None, &Policy::preset(Preset::SixPlans)), before);
    }
}
