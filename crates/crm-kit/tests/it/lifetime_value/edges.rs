//! Refunds, rates, edges of periods and tables that do not reach far enough.

use crm_kit::model::{Customer, Rate, RateTable};

use super::*;

fn ours(tables: &str) -> Policy {
    ours_of("basic", tables)
}

fn ours_of(preset: &str, tables: &str) -> Policy {
    let text = format!("schema = 'crm-policy/1'\nname = 'ours'\nextends = '{preset}'\n{tables}");
    Policy::parse(&text, "ours.toml").unwrap_or_else(|error| panic!("{error}"))
}

fn bought(number: u32, instant: &str, amount: &str) -> Purchase {
    Purchase {
        at: at(instant),
        order: None,
        what: PurchaseKind::Order,
        amount: amount.parse().unwrap(),
        customer: Some(customer(number)),
    }
}

fn given_back(number: u32, instant: &str, amount: &str) -> Purchase {
    Purchase { what: PurchaseKind::Refund { of: None }, ..bought(number, instant, amount) }
}

fn with(more: Vec<Purchase>, policy: &Policy) -> LifetimeTable {
    table_of([orders(), more].concat(), None, policy)
}

/// Returns how many customers had bought by the end of each period.
fn customers(table: &LifetimeTable) -> Vec<u64> {
    table.periods.iter().map(|period| period.groups.iter().map(|line| line.customers).sum()).collect()
}

#[test]
fn who_only_gave_back_has_bought_nothing() {
    let basic = Policy::preset(Preset::Basic);
    let refunds = vec![given_back(300, "2025-08-01T04:00:00Z", "9 CNY")];
    let (table, without) = (with(refunds, &basic), table_of(orders(), None, &basic));
    assert_eq!((table.undetermined, customers(&table)), (0, customers(&without)));
    assert_eq!(table.periods[3].value(), without.periods[3].value());
}

#[test]
fn refused_refunds_stop_the_periods_from_then_on() {
    let policy = ours("[lifetime-value]\nrefunds = 'refused'");
    let table = with(vec![given_back(3, "2025-08-01T04:00:00Z", "9 CNY")], &policy);
    let missing: Vec<_> = table.periods.iter().map(|period| period.missing.clone()).collect();
    assert_eq!(missing, [None, None, Some(LifetimeMissing::Refund), Some(LifetimeMissing::Refund)]);
    assert!(table.periods[2].groups.is_empty() && table.periods[2].growth.is_empty());
}

/// Dollars of every day but one.
fn rates() -> RateTable {
    let rate = |from: &str, until: &str| Rate {
        from: "USD".parse().unwrap(),
        to: "CNY".parse().unwrap(),
        valid_from: from.parse().unwrap(),
        valid_until: until.parse().unwrap(),
        rate: "7.1".parse().unwrap(),
    };
    RateTable::new(vec![rate("2023-01-01", "2025-08-01"), rate("2025-08-03", "2025-12-31")]).unwrap()
}

fn converted(rows: Vec<Purchase>, rates: RateTable) -> LifetimeTable {
    let records = Records { purchases: Table::complete(rows), rates, ..Records::default() };
    let policy = ours("[lifetime-value]\ncurrency = 'CNY'");
    lifetime_value(&Dataset::new(records).0, &policy, at(AS_OF)).unwrap()
}

#[test]
fn a_rate_that_is_missing_on_one_day_leaves_out_who_bought_then() {
    let paid_on = |day: &str| {
        let dollars = bought(5, &format!("{day}T04:00:00Z"), "10 USD");
        let table = converted([orders(), vec![dollars]].concat(), rates());
        (table.undetermined, customers(&table)[3])
    };
    assert_eq!(paid_on("2025-08-01"), (0, 120));
    assert_eq!(paid_on("2025-08-02"), (1, 119));
    assert_eq!(paid_on("2026-01-01"), (0, 120), "after the last period, so that nobody asks for a rate");
}

#[test]
fn customers_whose_amounts_have_no_rate_are_not_said_to_have_bought_nothing() {
    let table = converted(vec![bought(5, "2025-08-02T04:00:00Z", "10 USD")], rates());
    assert_eq!(table.undetermined, 1);
    let missing: Vec<_> = table.periods.iter().map(|period| period.missing.clone().unwrap()).collect();
    let rate = LifetimeMissing::Records(Missing::ExchangeRate);
    assert_eq!(missing, [LifetimeMissing::Purchases, LifetimeMissing::Purchases, rate.clone(), rate]);
}

#[test]
fn another_currency_after_the_last_period_contradicts_nothing() {
    let basic = Policy::preset(Preset::Basic);
    let later = vec![bought(5, "2026-01-02T04:00:00Z", "10 EUR")];
    assert_eq!(with(later, &basic), table_of(orders(), None, &basic));
}

#[test]
fn who_has_nothing_but_a_doubtful_order_is_counted_as_left_out() {
    let twice = |amount: &str| Purchase {
        order: Some("O-1".parse().unwrap()),
        ..bought(300, "2025-08-01T04:00:00Z", amount)
    };
    let table = with(vec![twice("10 CNY"), twice("11 CNY")], &Policy::preset(Preset::Basic));
    assert_eq!((table.undetermined, customers(&table)[3]), (1, 120));
}

/// The year ends in Shanghai at 16:00 UTC.
#[test]
fn a_purchase_at_the_very_end_belongs_to_the_next_period() {
    let basic = Policy::preset(Preset::Basic);
    let bought_at = |instant: &str| {
        let table = with(vec![bought(300, instant, "10 CNY")], &basic);
        (customers(&table)[3], table.periods[3].newcomers.unwrap().customers)
    };
    let (before, new) = bought_at("2025-12-31T16:00:00Z");
    assert_eq!(before, 120);
    assert_eq!(bought_at("2025-12-31T15:59:59.999999999Z"), (121, new + 1));
}

/// In Damascus the last hour of 30 September 2003 came twice: the clocks went back at midnight, 21:00 UTC.
#[test]
fn an_hour_that_comes_twice_belongs_to_the_old_quarter_both_times() {
    let policy = ours("zone = 'Asia/Damascus'");
    let bought_at = |instant: &str| {
        let mut rows = orders();
        for row in &mut rows {
            row.at -= TimeDelta::days(22 * 365);
        }
        rows.push(bought(300, instant, "10 CNY"));
        let (dataset, _) = Dataset::new(Records { purchases: Table::complete(rows), ..Records::default() });
        let table = lifetime_value(&dataset, &policy, at("2004-01-20T00:00:00Z")).unwrap();
        assert_eq!(table.periods[2].period.to_string(), "2003-Q3");
        assert_eq!(table.periods[2].missing, None);
        [customers(&table)[2], table.periods[2].newcomers.unwrap().customers]
    };
    let next = bought_at("2003-09-30T22:00:00Z");
    for instant in ["2003-09-30T20:30:00Z", "2003-09-30T21:30:00Z", "2003-09-30T21:59:59Z"] {
        assert_eq!(bought_at(instant), next.map(|count| count + 1), "{instant}");
    }
}

#[test]
fn all_purchases_in_one_period_make_no_growth() {
    let rows = (0..60).flat_map(|number| {
        let days = [1 + number % 20, 25 + number % 5];
        let orders = 1 + usize::from(number % 3 > 0);
        days.into_iter().take(orders).map(move |day| {
            bought(number, &format!("2025-12-{day:02}T04:00:00Z"), &format!("{} CNY", 10 + number))
        })
    });
    let table = table_of(rows.collect(), None, &Policy::preset(Preset::Basic));
    for period in &table.periods[..3] {
        assert_eq!(period.missing, Some(LifetimeMissing::Purchases));
    }
    let last = &table.periods[3];
    assert_eq!((last.missing.as_ref(), last.groups[0].customers), (None, 60));
    assert_eq!((last.growth.len(), last.newcomers, last.spent_on_others), (0, None, None));
    assert_eq!((last.growth(), last.return_on_spending(table.margin)), (None, None));
}

#[test]
fn spending_beyond_its_table_is_not_known() {
    let basic = Policy::preset(Preset::Basic);
    let of = |from: Option<&str>, until: &str| {
        let rows = vec![spent(3, "2025-11-05", "30 CNY")];
        let spend = Table::Supplied { from: from.map(at), until: Some(at(until)), rows };
        let records = Records { purchases: Table::complete(orders()), spend, ..Records::default() };
        let table = lifetime_value(&Dataset::new(records).0, &basic, at(AS_OF)).unwrap();
        table.periods.into_iter().map(|period| period.spending_missing).collect::<Vec<_>>()
    };
    let short = || Some(Missing::Coverage(TableName::Spend));
    assert_eq!(of(None, "2025-12-31T15:59:59.999999Z"), [None, None, None, None]);
    assert_eq!(of(None, "2025-12-31T15:59:59Z"), [None, None, None, short()]);
    assert_eq!(of(Some("2025-04-01T00:00:00Z"), "2026-01-01T00:00:00Z"), [short(), short(), None, None]);
}

#[test]
fn purchases_that_end_with_the_period_are_enough_for_every_kind_of_group() {
    for preset in [Preset::Basic, Preset::Detailed, Preset::SixPlans] {
        let of = |until: &str| {
            let (from, rows) = (None, orders());
            let purchases = Table::Supplied { from, until: Some(at(until)), rows };
            let (dataset, _) = Dataset::new(Records { purchases, ..Records::default() });
            let table = lifetime_value(&dataset, &Policy::preset(preset), at(AS_OF)).unwrap();
            table.periods[3].missing.clone()
        };
        assert_eq!(of("2025-12-31T15:59:59.999999Z"), None, "{preset}");
        let short = Some(LifetimeMissing::Records(Missing::Coverage(TableName::Purchases)));
        assert_eq!(of("2025-12-31T15:59:59Z"), short, "{preset}");
    }
}

#[test]
fn purchases_known_only_from_a_day_on_say_so() {
    let of = |from: Option<&str>| {
        let (from, rows) = (from.map(at), orders());
        let purchases = Table::Supplied { from, until: None, rows };
        let (dataset, _) = Dataset::new(Records { purchases, ..Records::default() });
        lifetime_value(&dataset, &Policy::preset(Preset::Basic), at(AS_OF)).unwrap().purchases_from
    };
    assert_eq!([of(None), of(Some("2024-01-01T00:00:00Z"))], [None, Some(at("2024-01-01T00:00:00Z"))]);
}

#[test]
fn the_version_in_force_values_earlier_periods_too() {
    let tables = "[lifetime-value]\nmargin = '50%'";
    let (always, of_january) = (ours(tables), ours(&format!("valid = {{ from = 2026-01-01 }}\n{tables}")));
    let values = |table: &LifetimeTable| table.periods.iter().map(LifetimePeriod::value).collect::<Vec<_>>();
    let table = table_of(orders(), None, &of_january);
    assert_eq!(table, table_of(orders(), None, &always));
    assert_ne!(values(&table), values(&table_of(orders(), None, &Policy::preset(Preset::Basic))));
    let (dataset, _) = Dataset::new(Records { purchases: Table::complete(orders()), ..Records::default() });
    assert_eq!(lifetime_value(&dataset, &of_january, at("2025-12-31T15:00:00Z")), None);
}

#[test]
fn d_clv_1_groups_may_be_industries() {
    let customers = (0..120).map(|number| {
        let mut one = Customer::new(customer(number));
        let mut file = crm_kit::model::CustomerFile::default();
        file.business.industry =
            ["retail", "banking"].get(number as usize % 3).and_then(|word| word.parse().ok());
        one.file = Some(Box::new(file));
        one
    });
    let (dataset, _) = Dataset::new(Records {
        customers: Table::complete(customers.collect()),
        purchases: Table::complete(orders()),
        ..Records::default()
    });
    let policy =
        ours("[vocabulary]\nindustries = ['retail', 'banking']\n[lifetime-value]\ngroups = 'industry'");
    let table = lifetime_value(&dataset, &policy, at(AS_OF)).unwrap();
    let groups: Vec<_> =
        table.periods[3].groups.iter().map(|line| (line.group.to_string(), line.customers)).collect();
    let expected = [("banking", 40), ("retail", 40), ("in no group", 40)];
    assert_eq!(groups, expected.map(|(group, customers)| (group.to_owned(), customers)));
}

/// In the last quarter spend scatters so widely that who did not come back has no mean spend any more.
#[test]
fn who_loses_a_value_is_counted_and_in_no_growth() {
    let wild = (0..70).flat_map(|number| {
        let amount = format!("{} CNY", 10_u64.pow(number % 8));
        (1..9).map(move |day| bought(number, &format!("2025-12-{day:02}T04:00:00Z"), &amount))
    });
    let mut rows = wild.collect::<Vec<_>>();
    rows.extend((300..340).map(|number| bought(number, "2025-02-03T04:00:00Z", "50 CNY")));
    let table = with(rows, &Policy::preset(Preset::Basic));
    let [third, last] = &table.periods[2..] else { panic!("{:?}", table.periods) };
    let new = last.newcomers.unwrap();
    assert!(new.no_longer_valued >= 40, "{new:?} {:?}", last.fits);
    let kept = last.growth.iter().flat_map(|line| [line.looked_after, Some(line.others)]).flatten();
    let before: i128 = kept.map(|part| part.before.ten_thousandths).sum();
    let at_start = third.value().unwrap().ten_thousandths;
    assert_eq!(before + new.no_longer_valued_value.ten_thousandths, at_start);
}
