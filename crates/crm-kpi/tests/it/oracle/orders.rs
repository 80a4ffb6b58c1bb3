//! What customers buy: reactivation, repurchase, retention of revenue and earned growth, by sets and sums.

use std::collections::{BTreeMap, BTreeSet};

use crm_calendar::ElapsedTime;
use crm_kpi::{Buyers, CustomersBy, EarnedForm, Formula, Repurchase, RevenueForm};
use crm_model::{Customer, CustomerFile, Dataset, Origin, Ratio, Records, Table};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{AS_OF, check, day, months};
use crate::support::{id, month, order, refund};

/// Who, on which day, for how much; below zero money goes back.
type Row = (u8, u32, i64);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    vec((0..6_u8, 0..470_u32, prop_oneof![3 => 1..50_i64, 1 => -50..0_i64]), 0..60)
}

/// Of the six customers two were recommended, one came otherwise, and of the rest nobody knows.
fn origin(who: u8) -> Option<Origin> {
    match who {
        0 | 1 => Some(Origin::Recommendation(None)),
        2 => Some(Origin::Other("street".parse().unwrap())),
        _ => None,
    }
}

fn company(rows: &[Row]) -> Dataset {
    let purchase = |(who, when, amount): &Row| {
        let (name, when) = (format!("c{who}"), day(*when).to_string());
        let paid = format!("{} CNY", amount.abs());
        if *amount > 0 { order(&name, &when, &paid) } else { refund(&name, &when, &paid) }
    };
    let customer = |who: u8| {
        let mut customer = Customer::new(id(&format!("c{who}")));
        customer.file = Some(Box::new(CustomerFile { origin: origin(who), ..CustomerFile::default() }));
        customer
    };
    let customers = Table::complete((0..6).map(customer).collect());
    let purchases = Table::complete(rows.iter().map(purchase).collect());
    Dataset::new(Records { customers, purchases, ..Records::default() }).0
}

/// The days of the orders of each customer, in order.
fn orders(rows: &[Row]) -> BTreeMap<u8, Vec<u32>> {
    let mut orders: BTreeMap<u8, Vec<u32>> = BTreeMap::new();
    for (who, when, _) in rows.iter().filter(|(.., amount)| *amount > 0) {
        orders.entry(*who).or_default().push(*when);
    }
    for days in orders.values_mut() {
        days.sort_unstable();
    }
    orders
}

fn is_in(place: usize, when: u32) -> bool {
    months()[place] <= day(when) && day(when) < months()[place + 1]
}

/// What a customer paid in a month, less what it got back.
fn net(rows: &[Row], who: u8, place: usize) -> i128 {
    let own = rows.iter().filter(|(other, when, _)| *other == who && is_in(place, *when));
    own.map(|(.., amount)| i128::from(*amount)).sum()
}

fn by_month(ratio: impl Fn(usize) -> Option<Ratio>) -> Vec<(String, Option<Ratio>)> {
    (1..14).map(|place| (months()[place].format("%Y-%m").to_string(), ratio(place))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn prop_reactivation_is_as_sets_say(rows in rows()) {
        let line = month(Formula::Reactivation { customers: CustomersBy::Purchases }, &company(&rows), None, AS_OF);
        let bought = orders(&rows);
        let expected = by_month(|place| {
            let former: BTreeSet<u8> = bought
                .iter()
                .filter(|(_, days)| days.iter().any(|when| day(*when) < months()[place - 1]))
                .filter(|(_, days)| !days.iter().any(|when| is_in(place - 1, *when)))
                .map(|(who, _)| *who)
                .collect();
            let back = former.iter().filter(|who| bought[who].iter().any(|when| is_in(place, *when))).count();
            Ratio::new(back as i128, former.len() as i128)
        });
        check(&line, &expected)?;
    }

    #[test]
    fn prop_repurchase_is_as_lists_say(rows in rows(), of_new in any::<bool>(), within in proptest::option::of(0..60_u32)) {
        let span = within.map(|days| ElapsedTime::from_hours(i32::try_from(days * 24).unwrap()));
        let buyers = if of_new { Buyers::New } else { Buyers::All };
        let line = month(Formula::Repurchase(Repurchase { buyers, within: span }), &company(&rows), None, AS_OF);
        let as_of = super::at(AS_OF);
        let expected = by_month(|place| {
            let (mut again, mut decided) = (0, 0);
            for days in orders(&rows).values() {
                let known: Vec<u32> = days.iter().copied().filter(|when| super::at(&day(*when).to_string()) <= as_of).collect();
                let Some(first) = known.iter().position(|when| is_in(place, *when)) else { continue };
                if of_new && first > 0 {
                    continue;
                }
                let next = known.get(first + 1);
                let is_again = match within {
                    None => next.is_some_and(|next| is_in(place, *next)),
                    Some(within) => next.is_some_and(|next| next - known[first] <= within),
                };
                let is_over = within.is_none_or(|within| super::at(&day(known[first] + within).to_string()) < as_of);
                // Who ordered again is decided no earlier than who did not.
                again += i128::from(is_again && is_over);
                decided += i128::from(is_over);
            }
            Ratio::new(again, decided)
        });
        check(&line, &expected)?;
    }

    #[test]
    fn prop_revenue_of_customers_is_kept_as_sums_say(rows in rows()) {
        let data = company(&rows);
        for form in [RevenueForm::Logo, RevenueForm::Net, RevenueForm::Gross] {
            let line = month(Formula::RevenueRetention { form, currency: None }, &data, None, AS_OF);
            let expected = by_month(|place| {
                let of = |who: u8| (net(&rows, who, place - 1), net(&rows, who, place).max(0));
                let group: Vec<(i128, i128)> = (0..6).map(of).filter(|(before, _)| *before > 0).collect();
                let before: i128 = group.iter().map(|(before, _)| before).sum();
                match form {
                    RevenueForm::Logo => {
                        let kept = group.iter().filter(|(_, now)| *now > 0).count();
                        Ratio::new(kept as i128, group.len() as i128)
                    }
                    RevenueForm::Net => Ratio::new(group.iter().map(|(_, now)| now).sum(), before),
                    _ => Ratio::new(group.iter().map(|(before, now)| before.min(now)).sum(), before),
                }
            });
            check(&line, &expected)?;
        }
    }

    #[test]
    fn prop_growth_is_earned_as_sums_say(rows in rows()) {
        let data = company(&rows);
        for form in [EarnedForm::Growth, EarnedForm::NewShare] {
            let line = month(Formula::EarnedGrowth { form, currency: None }, &data, None, AS_OF);
            let expected = by_month(|place| {
                let (mut before, mut existing, mut recommended, mut others) = (0, 0, 0, 0);
                let (mut known, mut unknown) = (0, 0);
                for (who, days) in orders(&rows) {
                    let (start, end) = (net(&rows, who, place - 1), net(&rows, who, place).max(0));
                    if start > 0 {
                        before += start;
                        existing += end;
                    } else if is_in(place, days[0]) && end > 0 {
                        match origin(who) {
                            Some(Origin::Recommendation(_)) => (recommended, known) = (recommended + end, known + 1),
                            Some(_) => (others, known) = (others + end, known + 1),
                            None => unknown += 1,
                        }
                    }
                }
                let is_told = known > 0 || unknown == 0; // with new ones of unknown origin alone nobody can say
                let value = match form {
                    EarnedForm::Growth => Ratio::new(existing + recommended - before, before),
                    _ => Ratio::new(recommended, recommended + others),
                };
                value.filter(|_| is_told)
            });
            check(&line, &expected)?;
        }
    }
}
