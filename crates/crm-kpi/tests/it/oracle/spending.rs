//! What it costs to win and to keep customers, budgets, and lifetime value beside spend: by sums over lists of expenses.

use std::collections::{BTreeMap, BTreeSet};

use crm_kpi::{
    Budget, CostForm, CustomersBy, Facts, Formula, LifetimeMissing, LifetimeValues, Line, Per, Reason, Value,
};
use crm_model::{Currency, Dataset, Money, Rate, RateTable, Ratio, Records, Spend, SpendAim, Table};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::made_up::{PLACES, days, in_two_orders, instant, is_in, mergers, name, survivor};
use super::people::{People, people};
use super::{AS_OF, day, months};
use crate::support::{at, line_of, month, spec};

/// An expense: for whom, on which day, whether it was for winning customers, by which department, on what, how much in whole
/// units of a currency (below zero a correction), and whether that is the euro.
#[derive(Debug, Clone)]
struct Expense {
    who: Option<u8>,
    when: u32,
    wins: bool,
    department: Option<u8>,
    activity: Option<u8>,
    amount: i64,
    in_euro: bool,
}

/// The first and the last day on which a euro is worth eight yuan. On others nobody knows.
const RATES: (u32, u32) = (396, 460);

fn expenses() -> impl Strategy<Value = Vec<Expense>> {
    let words = (option::weighted(0.7, 0..2_u8), option::weighted(0.7, 0..2_u8));
    let amount = prop_oneof![4 => 1..40_i64, 1 => -40..1_i64];
    // Nobody but the spend tells of the customer 6.
    let expense =
        (option::weighted(0.8, 0..7_u8), days(), any::<bool>(), words, amount, prop::bool::weighted(0.1));
    let expense = expense.prop_map(|(who, when, wins, (department, activity), amount, in_euro)| Expense {
        who,
        when,
        wins,
        department,
        activity,
        amount,
        in_euro,
    });
    vec(expense, 0..20)
}

fn money(amount: i64, in_euro: bool) -> Money {
    Money::from_ten_thousandths(amount * 10_000, Currency::new(if in_euro { "EUR" } else { "CNY" }).unwrap())
}

fn yuan() -> Currency {
    Currency::new("CNY").unwrap()
}

impl Expense {
    fn record(&self) -> Spend {
        Spend {
            at: instant(self.when),
            amount: money(self.amount, self.in_euro),
            aim: if self.wins { SpendAim::Acquisition } else { SpendAim::Maintenance },
            department: self.department.map(|number| format!("d{number}").parse().unwrap()),
            activity: self.activity.map(|number| format!("a{number}").parse().unwrap()),
            customer: self.who.map(name),
        }
    }
}

fn company(expenses: &[Expense], people: &People, is_merged: bool) -> Dataset {
    let rate = Rate {
        from: Currency::new("EUR").unwrap(),
        to: yuan(),
        valid_from: day(RATES.0),
        valid_until: day(RATES.1),
        rate: 8.into(),
    };
    Dataset::new(Records {
        spend: Table::complete(expenses.iter().map(Expense::record).collect()),
        rates: RateTable::new(vec![rate]).unwrap(),
        mergers: mergers(is_merged),
        ..people.records()
    })
    .0
}

/// Why there is no figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    Empty,
    Rate,
    Currencies,
    Negative,
    Aim,
    Memberships,
    Cost,
    NotValued,
}

fn why(reason: &Reason) -> Why {
    match reason {
        Reason::Empty => Why::Empty,
        Reason::NoRate(_) => Why::Rate,
        Reason::TwoCurrencies => Why::Currencies,
        Reason::NegativeSpend { .. } => Why::Negative,
        Reason::NoSpendOn(_) => Why::Aim,
        Reason::NoMemberships => Why::Memberships,
        Reason::NoCost { .. } => Why::Cost,
        Reason::NotValued(_) => Why::NotValued,
        other => panic!("{other}"),
    }
}

/// A ratio, or all the reasons for which there is none; which of them is told first is not asked.
type Sum = Result<Ratio, Vec<Why>>;

fn check_sums(line: &Line, expected: impl Fn(usize) -> Sum) -> Result<(), TestCaseError> {
    let shown: BTreeMap<String, &Value> =
        (line.history().iter().map(|past| (past.period.to_string(), &past.value)))
            .chain([(line.period.to_string(), &line.value)])
            .collect();
    for place in PLACES {
        let period = months()[place].format("%Y-%m").to_string();
        match (shown.get(&period).copied(), expected(place)) {
            (None, expected) => {
                prop_assert!(expected.is_err(), "{}: {} {:?}", line.definition, period, expected);
            }
            (Some(Value::Undefined(reason)), Err(reasons)) => {
                prop_assert!(
                    reasons.contains(&why(reason)),
                    "{}: {} {} {:?}",
                    line.definition,
                    period,
                    reason,
                    reasons
                );
            }
            (Some(value), expected) => {
                prop_assert_eq!(value.number(), expected.ok(), "{}: {}", line.definition, period);
            }
        }
    }
    Ok(())
}

/// Adds up expenses: in yuan where they are asked for, else in the one currency that there is; nothing without any.
fn total<'a>(expenses: impl Iterator<Item = &'a Expense>, in_yuan: bool) -> Result<Option<i128>, Vec<Why>> {
    let all: Vec<&Expense> = expenses.collect();
    let is_rated = |one: &&Expense| !one.in_euro || (RATES.0..=RATES.1).contains(&one.when);
    if in_yuan && !all.iter().all(is_rated) {
        return Err(vec![Why::Rate]);
    }
    if !in_yuan && all.iter().any(|one| one.in_euro) && all.iter().any(|one| !one.in_euro) {
        return Err(vec![Why::Currencies]);
    }
    let worth = |one: &&Expense| i128::from(one.amount) * if in_yuan && one.in_euro { 8 } else { 1 };
    Ok((!all.is_empty()).then(|| all.iter().map(worth).sum()))
}

/// The cost of each of so many customers.
fn cost(total: Option<i128>, customers: usize) -> Sum {
    let mut reasons = vec![];
    reasons.extend(total.is_some_and(|total| total < 0).then_some(Why::Negative));
    reasons.extend((total.is_none() || customers == 0).then_some(Why::Empty));
    if reasons.is_empty() { Ok(Ratio::new(total.unwrap(), customers as i128).unwrap()) } else { Err(reasons) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn prop_winning_and_keeping_cost_what_sums_say(
        (expenses, turned) in in_two_orders(expenses()),
        people in people(),
        by in prop::sample::select(vec![CustomersBy::Memberships, CustomersBy::Purchases]),
        in_yuan in any::<bool>(),
        is_merged in any::<bool>(),
    ) {
        let by_orders = by == CustomersBy::Purchases;
        let kept = |place: usize| -> BTreeSet<u8> {
            let (start, end) = if by_orders {
                (people.buyers(place - 1, is_merged), people.buyers(place, is_merged))
            } else {
                (people.there_before(place, is_merged), people.there_before(place + 1, is_merged))
            };
            start.intersection(&end).copied().collect()
        };
        let of = |place: usize, wins: bool| expenses.iter().filter(move |one| one.wins == wins && is_in(place, one.when));
        let side = |place: usize, wins: bool| -> Sum {
            let customers = if wins { people.newcomers(place, by_orders, is_merged).len() } else { kept(place).len() };
            cost(total(of(place, wins), in_yuan)?, customers)
        };
        for form in [CostForm::ToWin, CostForm::ToKeep, CostForm::WinToKeep] {
            let currency = in_yuan.then(yuan);
            let formula = || Formula::CostPerCustomer { form, customers: by, currency };
            let line = month(formula(), &company(&expenses, &people, is_merged), None, AS_OF);
            prop_assert_eq!(&line, &month(formula(), &company(&turned, &people, is_merged), None, AS_OF));
            check_sums(&line, |place| {
                let sides: &[bool] = match form {
                    CostForm::ToWin => &[true],
                    CostForm::ToKeep => &[false],
                    _ => &[true, false],
                };
                let mut reasons: Vec<Why> = sides.iter().filter_map(|wins| side(place, *wins).err()).flatten().collect();
                let tells = |wins: &bool| expenses.iter().any(|one| one.wins == *wins);
                reasons.extend((!sides.iter().all(tells)).then_some(Why::Aim));
                reasons.extend((!by_orders && people.stretches.is_empty()).then_some(Why::Memberships));
                if !reasons.is_empty() {
                    return Err(reasons);
                }
                let one = side(place, sides[0])?;
                let Some(keep) = sides.get(1) else { return Ok(one) };
                let is_in_euro = |wins: bool| of(place, wins).any(|one| one.in_euro) && !in_yuan;
                if is_in_euro(true) != is_in_euro(false) {
                    return Err(vec![Why::Currencies]);
                }
                let ((win, won), (keep, kept)) = (one.parts(), side(place, *keep)?.parts());
                Ratio::new(win * kept, won * keep).ok_or(vec![Why::Empty])
            })?;
        }
    }

    #[test]
    fn prop_a_budget_is_used_as_sums_say(
        (expenses, turned) in in_two_orders(expenses()),
        wins in option::of(any::<bool>()),
        department in option::of(0..2_u8),
        activity in option::of(0..2_u8),
    ) {
        let nobody = People { stretches: vec![], orders: vec![] };
        let formula = || Formula::BudgetUse(Budget {
            amount: money(50, false),
            aim: wins.map(|wins| if wins { SpendAim::Acquisition } else { SpendAim::Maintenance }),
            department: department.map(|number| format!("d{number}").parse().unwrap()),
            activity: activity.map(|number| format!("a{number}").parse().unwrap()),
        });
        let line = month(formula(), &company(&expenses, &nobody, false), None, AS_OF);
        prop_assert_eq!(&line, &month(formula(), &company(&turned, &nobody, false), None, AS_OF));
        check_sums(&line, |place| {
            let spent = expenses.iter().filter(|one| {
                is_in(place, one.when)
                    && wins.is_none_or(|wins| one.wins == wins)
                    && department.is_none_or(|number| one.department == Some(number))
                    && activity.is_none_or(|number| one.activity == Some(number))
            });
            match total(spent, true)?.unwrap_or(0) {
                spent if spent < 0 => Err(vec![Why::Negative]),
                spent => Ok(Ratio::new(spent, 50).unwrap()),
            }
        })?;
    }

    /// The customers are worth something else at the end of each month; of one nobody knows, and at some ends of nobody.
    #[test]
    fn prop_lifetime_value_is_set_against_cost_as_sums_say(
        (expenses, turned) in in_two_orders(expenses()),
        wins in option::of(any::<bool>()),
        in_yuan in any::<bool>(),
        unknown in 0..7_u8,
        unruled in 0..14_usize,
        is_merged in any::<bool>(),
    ) {
        let there: Vec<(u8, u32, u32)> = (0..6).map(|who| (who, 0, 400)).collect();
        let people = People { stretches: there, orders: vec![] };
        let worth = |who: u8, place: usize| (who != unknown).then(|| i64::from(who) * 9 + i64::try_from(place).unwrap());
        let figure = |expenses: &[Expense]| -> Line {
            let data = company(expenses, &people, is_merged);
            let number = |id: &str| -> u8 { id.trim_start_matches('c').parse().unwrap() };
            let values: LifetimeValues = (0..14)
                .map(|place| {
                    let value = |id: &str| Some(money(worth(number(id), place)?, false)).filter(|_| number(id) != 6);
                    let values = data.customer_ids().iter().map(|id| value(id.as_str())).collect();
                    let end = at(&months()[place + 1].to_string());
                    (end, if place == unruled { Err(LifetimeMissing::Rule) } else { Ok(values) })
                })
                .collect();
            let facts = Facts { lifetime_values: Some(&values), ..Facts::new(&data) };
            let aim = wins.map(|wins| if wins { SpendAim::Acquisition } else { SpendAim::Maintenance });
            let formula = Formula::ValueToCost { aim, currency: in_yuan.then(yuan) };
            line_of(spec(formula, Per::Month, None), &facts, AS_OF)
        };
        let line = figure(&expenses);
        prop_assert_eq!(&line, &figure(&turned));
        check_sums(&line, |place| {
            let of = |one: &&Expense| is_in(place, one.when) && wins.is_none_or(|wins| one.wins == wins);
            let known = |one: &&Expense| {
                let who = one.who.map(|who| survivor(who, is_merged));
                who.filter(|who| *who < 6 && worth(*who, place).is_some())
            };
            if place == unruled && expenses.iter().filter(of).any(|one| one.who.is_some_and(|who| who < 6)) {
                return Err(vec![Why::NotValued]);
            }
            let customers: BTreeSet<u8> = expenses.iter().filter(of).filter_map(|one| known(&one)).collect();
            let value: i64 = customers.iter().filter_map(|who| worth(*who, place)).sum();
            let costs = || expenses.iter().filter(of).filter(|one| known(one).is_some());
            if !in_yuan && costs().any(|one| one.in_euro) {
                return Err(vec![Why::Currencies, Why::Cost, Why::Negative]); // the values are in yuan
            }
            match total(costs(), in_yuan)? {
                None => Err(vec![Why::Empty]),
                Some(0) => Err(vec![Why::Cost]),
                Some(cost) if cost < 0 => Err(vec![Why::Negative]),
                Some(cost) => Ok(Ratio::new(value.into(), cost).unwrap()),
            }
        })?;
    }
}

#[test]
fn a_rate_that_no_figure_needs_is_not_missed() {
    let when = RATES.0 - 1; // the last of January, without a rate
    let expense = |who, wins, amount, in_euro| Expense {
        who: Some(who),
        when,
        wins,
        department: None,
        activity: None,
        amount,
        in_euro,
    };
    let people = People { stretches: vec![], orders: vec![(Some(0), when, true), (Some(1), when, true)] };
    let data = company(&[expense(0, true, 30, false), expense(1, false, 1, true)], &people, false);

    let (customers, currency) = (CustomersBy::Purchases, Some(yuan()));
    let formula = Formula::CostPerCustomer { form: CostForm::ToWin, customers, currency };
    let line = month(formula, &data, None, "2026-02-10");
    assert_eq!(line.value.to_string(), "15.00 CNY", "that of keeping customers is not asked for");

    let values = Ok(vec![Some(money(90, false)), None]);
    let values: LifetimeValues = [(at("2026-02-01"), values)].into_iter().collect();
    let facts = Facts { lifetime_values: Some(&values), ..Facts::new(&data) };
    let line =
        line_of(spec(Formula::ValueToCost { aim: None, currency }, Per::Month, None), &facts, "2026-02-10");
    assert_eq!(line.value.to_string(), "3.0", "whose value is not known is in neither sum");
}
