//! What spending brings: returns, budgets, lifetime value to cost, and what it costs to win and to keep customers.

use crm_calendar::Zone;
use crm_kpi::{
    Apart, Budget, CostForm, CustomersBy, EvidenceError, Facts, Formula, IndicatorProblem, LifetimeMissing,
    LifetimeValues, MergeError, Note, Per, Reading, Reason, Scorecard, Segment, Value, Verdict,
};
use crm_model::{Dataset, Rate, RateTable, Records, Spend, SpendAim, Table};

use crate::support::{APRIL, at, books, expense, not_measured, refund};
use crate::support::{dataset, line_of, member, month, order, spec, text};

fn acquisition(when: &str, amount: &str) -> Spend {
    Spend { aim: SpendAim::Acquisition, ..expense(when, amount, None) }
}

fn roi(aim: Option<SpendAim>, margin: &str) -> Formula {
    Formula::ReturnOnSpend { margin: margin.parse().unwrap(), aim, currency: None }
}

#[test]
fn k17_without_cost_there_is_no_return_and_the_gain_is_shown() {
    let earned = || vec![order("a", "2026-03-02", "200 CNY"), refund("a", "2026-03-09", "50 CNY")];
    let line =
        |spend, formula| month(formula, &books(earned(), spend, RateTable::default()), Some(">= 25%"), APRIL);
    let spend = || vec![expense("2026-03-05", "100 CNY", None), acquisition("2026-03-05", "20 CNY")];
    let both = line(spend(), roi(None, "100%"));
    assert_eq!((both.value.to_string().as_str(), both.verdict), ("25.0%", Verdict::Met));
    assert_eq!(line(spend(), roi(Some(SpendAim::Maintenance), "80%")).value.to_string(), "20.0%");
    let nothing = line(vec![], roi(None, "10%"));
    assert_eq!(nothing.value.to_string(), "not measured: nothing was spent, the gain is 15.00 CNY");
    let corrected = line(vec![expense("2026-03-05", "-1 CNY", None)], roi(None, "10%"));
    assert!(matches!(corrected.value, Value::Undefined(Reason::NegativeSpend { .. })), "{corrected}");
}

#[test]
fn g15_returns_and_costs_of_branches_make_those_of_the_company() {
    let of = |branch: &str, formula: &Formula, orders, spend| {
        let data = books(orders, spend, RateTable::default());
        month(formula.clone(), &data, None, APRIL).of_segment(Segment::new("branch", branch))
    };
    // (150 - 120)/120 and a branch that spent 80 and earned nothing: (150 - 200)/200, not the mean of 25 % and -100 %.
    let formula = roi(None, "100%");
    let north = of(
        "north",
        &formula,
        vec![order("a", "2026-03-02", "150 CNY")],
        vec![expense("2026-03-05", "120 CNY", None)],
    );
    let south = of("south", &formula, vec![], vec![expense("2026-03-05", "80 CNY", None)]);
    assert_eq!((north.to_string().contains("25.0%"), south.value.to_string().as_str()), (true, "-100.0%"));
    let both = north.merge(&south).unwrap();
    assert_eq!((both.value.to_string().as_str(), both.notes.as_slice()), ("-25.0%", [].as_slice()));
    assert_eq!(both.evidence.parts(), Some((1_500_000, 2_000_000)), "revenue and spend, to the last cent");
    // A branch without spend has no return, and its gain counts in the whole.
    let idle = of("idle", &formula, vec![order("b", "2026-03-02", "50 CNY")], vec![]);
    assert_eq!(idle.value.to_string(), "not measured: nothing was spent, the gain is 50.00 CNY");
    assert_eq!(idle.merge(&both).unwrap().value.to_string(), "0.0%");
    // 100 CNY for two new customers, 50 CNY for none: 75 CNY for each.
    let (form, customers) = (CostForm::ToWin, CustomersBy::Purchases);
    let to_win = Formula::CostPerCustomer { form, customers, currency: None };
    let two = vec![order("a", "2026-03-02", "1 CNY"), order("b", "2026-03-02", "1 CNY")];
    let north = of("north", &to_win, two, vec![acquisition("2026-03-05", "100 CNY")]);
    let south = of("south", &to_win, vec![], vec![acquisition("2026-03-05", "50 CNY")]);
    assert_eq!(
        (north.value.to_string().as_str(), &south.value),
        ("50.00 CNY", &Value::Undefined(Reason::Empty))
    );
    assert_eq!(north.merge(&south).unwrap().value.to_string(), "75.00 CNY");
    // Against each other two costs have two wholes, which add up to nothing.
    let against = Formula::CostPerCustomer { form: CostForm::WinToKeep, customers, currency: None };
    let lines = ["north", "south"].map(|branch| of(branch, &against, vec![], vec![]));
    assert_eq!(lines[0].merge(&lines[1]), Err(MergeError::Evidence(EvidenceError::NotKept)));
}

#[test]
fn k16_a_negative_gain_gives_no_return() {
    let data = books(
        vec![refund("a", "2026-03-09", "50 CNY")],
        vec![expense("2026-03-05", "100 CNY", None)],
        RateTable::default(),
    );
    let line = month(roi(None, "100%"), &data, Some(">= 25%"), APRIL);
    assert_eq!(
        line.value.to_string(),
        "not measured: revenue net of refunds is -50.00 CNY, 100.00 CNY was spent"
    );
}

fn budget(amount: &str) -> Budget {
    Budget { amount: amount.parse().unwrap(), aim: None, department: None, activity: None }
}

#[test]
fn k14_a_budget_may_be_used_to_the_last_cent() {
    let mine = |amount: &str| Spend {
        department: Some("sales".parse().unwrap()),
        activity: Some("fair".parse().unwrap()),
        ..expense("2026-03-05", amount, None)
    };
    let spend = vec![mine("600.01 CNY"), mine("399.99 CNY"), expense("2026-03-06", "1 CNY", None)];
    let data = books(vec![], spend, RateTable::default());
    let of_sales = Budget { department: Some("sales".parse().unwrap()), ..budget("1000 CNY") };
    let line = month(Formula::BudgetUse(of_sales.clone()), &data, Some("<= 100%"), APRIL);
    assert_eq!((line.value.to_string().as_str(), line.verdict), ("100.0%", Verdict::Met));
    let line = month(Formula::BudgetUse(budget("1000 CNY")), &data, Some("<= 100%"), APRIL);
    assert_eq!((text(&line.value).as_str(), line.verdict), ("10010000/10000000", Verdict::Missed));
    let others = Budget { activity: Some("trial".parse().unwrap()), ..of_sales };
    assert_eq!(text(&month(Formula::BudgetUse(others), &data, None, APRIL).value), "0/10000000");
    let error =
        Scorecard::new(vec![spec(Formula::BudgetUse(budget("0 CNY")), Per::Month, None)], Zone::utc());
    assert_eq!(error.unwrap_err().problem, IndicatorProblem::NoBudget);
}

#[test]
fn k15_a_budget_in_another_currency_needs_a_dated_rate() {
    let spend = || vec![expense("2026-03-05", "10 USD", None)];
    let formula = || Formula::BudgetUse(budget("144 CNY"));
    let without = month(formula(), &books(vec![], spend(), RateTable::default()), None, APRIL);
    assert!(matches!(without.value, Value::Undefined(Reason::NoRate(_))), "{without}");
    let day = "2026-03-05".parse().unwrap();
    let (from, to) = ("USD".parse().unwrap(), "CNY".parse().unwrap());
    let rate = Rate { from, to, valid_from: day, valid_until: day, rate: "7.2".parse().unwrap() };
    let rates = RateTable::new(vec![rate]).unwrap();
    assert_eq!(month(formula(), &books(vec![], spend(), rates), None, APRIL).value.to_string(), "50.0%");
}

#[test]
fn b_clv_1_lifetime_value_is_set_against_what_was_spent_on_it() {
    let spend = vec![
        expense("2026-03-05", "10 CNY", Some("a")),
        expense("2026-03-06", "30 CNY", Some("a")),
        expense("2026-03-06", "60 CNY", Some("b")),
        expense("2026-03-06", "5 CNY", Some("unvalued")),
        expense("2026-03-06", "5 CNY", Some("stranger")),
        expense("2026-03-06", "5 CNY", None),
        expense("2026-02-06", "5 CNY", Some("a")),
        expense("2026-01-06", "5 CNY", Some("a")),
    ];
    let bought = ["a", "b", "idle", "unvalued"].map(|name| order(name, "2025-01-01", "1 CNY"));
    let data = books(bought.to_vec(), spend, RateTable::default());
    let formula = || Formula::ValueToCost { aim: None, currency: None };
    assert_eq!(month(formula(), &data, Some(">= 3"), APRIL).verdict, not_measured(Reason::NoLifetimeValues));
    // `idle` is worth much, but nothing was spent on it. At the end of February only `a` was valued yet.
    let march = ["100 CNY", "200 CNY", "9000 CNY"].map(|value| Some(value.parse().unwrap()));
    let march = [march.as_slice(), &[None]].concat();
    let february = vec!["60 CNY".parse().ok(), None, None, None];
    let at_ends = |january| -> LifetimeValues {
        [("2026-02-01", january), ("2026-03-01", Ok(february.clone())), ("2026-04-01", Ok(march.clone()))]
            .into_iter()
            .map(|(end, values)| (at(end), values))
            .collect()
    };
    let values = at_ends(Err(LifetimeMissing::Fit));
    let facts = Facts { lifetime_values: Some(&values), ..Facts::new(&data) };
    let line = line_of(spec(formula(), Per::Month, Some(">= 3")), &facts, APRIL);
    assert_eq!((text(&line.value).as_str(), &line.verdict), ("3000000/1000000", &Verdict::Met));
    let counts = [(Apart::ForNobody, 2), (Apart::WithoutLifetimeValue, 1)];
    assert_eq!(line.notes, counts.map(|(cases, count)| Note::Apart { cases, count }));
    // 60 / 5 in February, by the value of then; in January the value is not known, and that is said.
    let past: Vec<_> = line.past.iter().rev().take(2).map(|past| text(&past.value)).collect();
    let not_valued = "not measured: no lifetime values: the models cannot be fitted to the purchases";
    assert_eq!(past, ["600000/50000", not_valued]);
    let none = LifetimeValues::default();
    let facts_without = Facts { lifetime_values: Some(&none), ..Facts::new(&data) };
    let unvalued = line_of(spec(formula(), Per::Month, Some(">= 3")), &facts_without, APRIL);
    assert_eq!(unvalued.verdict, not_measured(Reason::NoLifetimeValues));
    let winning = Formula::ValueToCost { aim: Some(SpendAim::Acquisition), currency: None };
    let line = line_of(spec(winning, Per::Month, None), &facts, APRIL);
    assert_eq!(line.value, Value::Undefined(Reason::Empty));
}

/// Values are asked for at the ends of the periods in which something was spent on a customer, and of the one that runs.
#[test]
fn values_are_asked_for_only_where_something_was_spent_on_somebody() {
    let asked = |spend: Vec<Spend>, aim, per| {
        let data = books(vec![order("a", "2025-01-01", "1 CNY")], spend, RateTable::default());
        let formula = Formula::ValueToCost { aim, currency: None };
        let scorecard = Scorecard::new(vec![spec(formula, per, None)], Zone::utc()).unwrap();
        let instants = scorecard.valued_at(&data, at("2026-04-10"));
        instants.into_iter().map(|instant| instant.date_naive().to_string()).collect::<Vec<_>>()
    };
    let on = |when: &str| expense(when, "10 CNY", Some("a"));
    let spend =
        || vec![on("2026-01-31"), on("2026-03-05"), on("2026-03-06"), on("2026-04-02"), on("2026-04-11")];
    assert_eq!(asked(spend(), None, Per::Month), ["2026-02-01", "2026-04-01", "2026-04-10"]);
    assert_eq!(asked(spend(), None, Per::Quarter), ["2026-04-01", "2026-04-10"]);
    assert_eq!(asked(spend(), Some(SpendAim::Acquisition), Per::Month), [""; 0]);
    assert_eq!(asked(vec![expense("2026-03-05", "10 CNY", None)], None, Per::Month), [""; 0]);
}

fn company(spend: Vec<Spend>) -> Dataset {
    let customers = vec![
        member("kept", &["2025-01-01.."]),
        member("kept-too", &["2025-01-01.."]),
        member("lost", &["2025-01-01..2026-03-10"]),
        member("new", &["2026-03-05.."]),
        member("unrecorded", &[]),
    ];
    let (customers, spend) = (Table::complete(customers), Table::complete(spend));
    dataset(Records { customers, spend, ..Records::default() })
}

fn cost(form: CostForm) -> Formula {
    Formula::CostPerCustomer { form, customers: CustomersBy::Memberships, currency: None }
}

#[test]
fn h_cost_5_winning_a_customer_is_set_beside_keeping_one() {
    let data = company(vec![
        acquisition("2026-03-05", "250.01 CNY"),
        expense("2026-03-05", "100.01 CNY", None),
        acquisition("2026-02-05", "1 CNY"),
    ]);
    let line = |form| month(cost(form), &data, None, APRIL);
    assert_eq!(line(CostForm::ToWin).value.to_string(), "250.01 CNY");
    assert_eq!(line(CostForm::ToKeep).value.to_string(), "50.00 CNY"); // 50.005 goes to the even neighbour
    assert_eq!(text(&line(CostForm::ToKeep).value), "50.00 CNY");
    let both = line(CostForm::WinToKeep);
    assert_eq!(both.value.number(), crm_model::Ratio::new(50_002, 10_001)); // 250.01 / 50.005
    let beside = |reading, count| Note::Beside { reading, value: Value::Count(count) };
    let unrecorded = Note::Apart { cases: Apart::WithoutMembership, count: 1 };
    assert_eq!(both.notes, [beside(Reading::Kept, 2), beside(Reading::Joined, 1), unrecorded]);
    // In February nobody joined.
    assert_eq!(line(CostForm::ToWin).history().len(), 0);
}

#[test]
fn h_cost_5_expenses_that_nobody_records_are_not_zero() {
    let data = company(vec![expense("2026-03-05", "100 CNY", None)]);
    let value = |form| month(cost(form), &data, None, APRIL).value;
    let acquisition_unknown = Value::Undefined(Reason::NoSpendOn(SpendAim::Acquisition));
    assert_eq!(value(CostForm::ToWin), acquisition_unknown);
    assert_eq!(value(CostForm::WinToKeep), acquisition_unknown);
    assert_eq!(value(CostForm::ToKeep).to_string(), "50.00 CNY");
    let two = company(vec![acquisition("2026-03-05", "9 CNY"), expense("2026-03-05", "1 USD", None)]);
    let line = month(cost(CostForm::WinToKeep), &two, None, APRIL);
    assert_eq!(line.value, Value::Undefined(Reason::TwoCurrencies));
    let unknown = dataset(Records {
        customers: Table::complete(vec![member("a", &[])]),
        spend: Table::complete(vec![acquisition("2026-03-05", "9 CNY")]),
        ..Records::default()
    });
    let line = month(cost(CostForm::ToWin), &unknown, Some("<= 5"), APRIL);
    assert_eq!(line.verdict, not_measured(Reason::NoMemberships));
}
