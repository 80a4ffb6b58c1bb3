//! Business goals of customers: which are judged, when they are due, and by what.

use crm_calendar::Zone;
use crm_kpi::{Apart, CaseId, Facts, Formula, GoalsOf, Line, Note, Per, Reason, Scorecard, Value, Verdict};
use crm_model::{
    Customer, CustomerGoal, CustomerMergers, Dataset, DatedTier, Purchase, PurchaseKind, Rate, RateTable,
    Records, Table, TableName,
};

use crate::support::{APRIL, at, dataset, id, line_of, month, not_measured, order, refund, spec, text};

fn goal(customer: &str, from: &str, until: &str, amount: &str) -> CustomerGoal {
    let [from, until] = [from, until].map(|day| day.parse().unwrap());
    CustomerGoal { customer: id(customer), from, until, amount: amount.parse().unwrap() }
}

fn data(goals: Vec<CustomerGoal>, purchases: Vec<Purchase>) -> Dataset {
    let (customer_goals, purchases) = (Table::complete(goals), Table::complete(purchases));
    dataset(Records { customer_goals, purchases, ..Records::default() })
}

const fn of_everybody() -> Formula {
    Formula::CustomerGoals { of: GoalsOf::Everybody }
}

fn apart(line: &Line, wanted: Apart) -> Option<u64> {
    line.notes.iter().find_map(|note| match note {
        Note::Apart { cases, count } if *cases == wanted => Some(*count),
        _ => None,
    })
}

#[test]
fn k14_a_goal_that_is_reached_to_the_last_cent_on_its_last_day_is_attained() {
    let goals = || vec![goal("a", "2026-01-01", "2026-03-31", "100 CNY")];
    let of = |purchases| text(&month(of_everybody(), &data(goals(), purchases), None, APRIL).value);
    let last = "2026-03-31T23:59:59Z";
    assert_eq!(of(vec![order("a", "2026-01-01", "60 CNY"), order("a", last, "40 CNY")]), "1/1");
    assert_eq!(of(vec![order("a", "2026-01-01", "60 CNY"), order("a", last, "39.99 CNY")]), "0/1");
    // The day before, the day after, and what was given back do not count.
    assert_eq!(of(vec![order("a", "2025-12-31T23:59:59Z", "100 CNY")]), "0/1");
    assert_eq!(of(vec![order("a", "2026-04-01", "100 CNY")]), "0/1");
    let back = refund("a", "2026-03-30", "1 CNY");
    assert_eq!(of(vec![order("a", "2026-03-01", "100 CNY"), back]), "0/1");
    // Nothing bought is no doubt: the purchases are complete.
    assert_eq!(of(vec![]), "0/1");
}

#[test]
fn a_goal_belongs_to_the_period_of_its_last_day() {
    let goals = vec![
        goal("a", "2025-04-01", "2026-03-31", "100 CNY"), // of a year, due in March
        goal("a", "2026-02-01", "2026-02-28", "10 CNY"),
        goal("a", "2026-03-01", "2026-04-01", "10 CNY"), // of the month that runs
    ];
    let data = data(goals, vec![order("a", "2026-02-10", "10 CNY")]);
    let line = month(of_everybody(), &data, Some(">= 50%"), APRIL);
    assert_eq!((text(&line.value).as_str(), &line.verdict), ("0/1", &Verdict::Missed));
    assert_eq!(text(&line.past.last().unwrap().value), "1/1");
    let scorecard = Scorecard::new(vec![spec(of_everybody(), Per::Month, None)], Zone::utc()).unwrap();
    let running = |as_of| scorecard.evaluate_running(&Facts::new(&data), at(as_of)).remove(0);
    assert_eq!(apart(&running("2026-04-01T23:00:00Z"), Apart::Open), Some(1));
    assert_eq!(text(&running("2026-04-02").value), "0/1");
    let name = "indicator.test".parse().unwrap();
    let judged = Scorecard::new(vec![spec(of_everybody(), Per::Month, Some(">= 50%"))], Zone::utc()).unwrap();
    let misses = judged.cases(&name, &Facts::new(&data), at(APRIL), None).unwrap();
    assert_eq!(misses.iter().map(|miss| &miss.case).collect::<Vec<_>>(), [&CaseId::Customer(id("a"))]);
}

#[test]
fn k3_what_is_no_goal_or_contradicts_another_is_counted_apart() {
    let goals = vec![
        goal("twice", "2026-03-01", "2026-03-31", "10 CNY"),
        goal("twice", "2026-03-01", "2026-03-31", "10 CNY"), // said twice, and one goal
        goal("other", "2026-03-01", "2026-03-31", "10 CNY"),
        goal("other", "2026-03-01", "2026-03-31", "20 CNY"),
        goal("nothing", "2026-03-01", "2026-03-31", "0 CNY"),
        goal("backwards", "2026-03-31", "2026-03-01", "5 CNY"),
        goal("doubtful", "2026-03-01", "2026-03-31", "5 CNY"),
    ];
    let doubtful = |amount: &str| Purchase {
        order: Some("O-1".parse().unwrap()),
        ..order("doubtful", "2026-03-02", amount)
    };
    let nobodys = Purchase { customer: None, ..order("x", "2026-03-02", "9 CNY") };
    let rows = vec![order("twice", "2026-03-02", "10 CNY"), doubtful("9 CNY"), doubtful("1 CNY"), nobodys];
    let line = month(of_everybody(), &data(goals, rows), None, APRIL);
    assert_eq!(text(&line.value), "1/1");
    assert_eq!(apart(&line, Apart::Undetermined), Some(5));
    assert_eq!(apart(&line, Apart::WithoutCustomer), Some(1));
}

/// Of two files with a goal each nobody can say whether the two add up.
#[test]
fn k8_goals_of_merged_files_for_the_same_days_are_counted_apart() {
    let line = |until: &str, amount: &str| {
        let first = goal("a", "2026-03-01", "2026-03-31", "10 CNY");
        let goals = vec![first, goal("b", "2026-03-01", until, amount)];
        let rows = vec![order("a", "2026-03-02", "6 CNY"), order("b", "2026-03-02", "6 CNY")];
        let (customer_goals, purchases) = (Table::complete(goals), Table::complete(rows));
        let records = Records { customer_goals, purchases, ..Records::default() };
        let merged = CustomerMergers::new([(id("a"), id("b"))]).unwrap();
        month(of_everybody(), &dataset(records.with_merged_customers(&merged)), None, APRIL)
    };
    let found = line("2026-03-31", "11 CNY");
    assert_eq!(
        (&found.value, apart(&found, Apart::Undetermined)),
        (&Value::Undefined(Reason::Empty), Some(2))
    );
    // The same goal in both files was said twice; goals for other days are other goals. Both files' purchases count.
    assert_eq!(text(&line("2026-03-31", "10 CNY").value), "1/1");
    assert_eq!(text(&line("2026-03-30", "11 CNY").value), "2/2");
}

#[test]
fn k15_amounts_in_other_currencies_count_by_the_rate_of_their_day() {
    let goals = || vec![goal("a", "2026-03-01", "2026-03-31", "72 CNY")];
    let rows = vec![order("a", "2026-03-05", "10 USD")];
    let of = |rates| {
        let (customer_goals, purchases) = (Table::complete(goals()), Table::complete(rows.clone()));
        let data = dataset(Records { customer_goals, purchases, rates, ..Records::default() });
        month(of_everybody(), &data, None, APRIL).value
    };
    assert!(matches!(of(RateTable::default()), Value::Undefined(Reason::NoRate(_))));
    let day = "2026-03-05".parse().unwrap();
    let [from, to] = ["USD", "CNY"].map(|code| code.parse().unwrap());
    let rate = |rate: &str| {
        let rate = Rate { from, to, valid_from: day, valid_until: day, rate: rate.parse().unwrap() };
        RateTable::new(vec![rate]).unwrap()
    };
    assert_eq!(text(&of(rate("7.2"))), "1/1");
    assert_eq!(text(&of(rate("7.1999"))), "0/1");
}

#[test]
fn k28_who_was_big_on_the_first_day_stays_so() {
    let tiered = |name: &str, tiers: &[(&str, &str)]| {
        let dated =
            |(from, tier): &(&str, &str)| DatedTier { from: Some(at(from)), tier: tier.parse().unwrap() };
        Customer { tiers: tiers.iter().map(dated).collect(), ..Customer::new(id(name)) }
    };
    let customers = vec![
        tiered("fell", &[("2025-01-01", "gold"), ("2026-02-01", "silver")]),
        tiered("rose", &[("2025-01-01", "silver"), ("2026-02-01", "gold")]),
        tiered("unknown", &[]),
    ];
    let goals: Vec<_> =
        ["fell", "rose", "unknown"].map(|name| goal(name, "2026-01-01", "2026-03-31", "5 CNY")).into();
    let data = dataset(Records {
        customers: Table::complete(customers),
        customer_goals: Table::complete(goals.clone()),
        purchases: Table::complete(vec![order("rose", "2026-03-01", "5 CNY")]),
        ..Records::default()
    });
    let gold = || Formula::CustomerGoals { of: GoalsOf::Tiers(vec!["gold".parse().unwrap()]) };
    let line = month(gold(), &data, None, APRIL);
    assert_eq!((text(&line.value).as_str(), apart(&line, Apart::GoalsOfUnknown)), ("0/1", Some(1)));
    assert_eq!(text(&month(of_everybody(), &data, None, APRIL).value), "1/3");
    // Words that somebody supplied hold for all time.
    let tiers = [Some("gold".parse().unwrap()), None, Some("gold".parse().unwrap())];
    let supplied =
        line_of(spec(gold(), Per::Month, None), &Facts { tiers: Some(&tiers), ..Facts::new(&data) }, APRIL);
    assert_eq!(
        (text(&supplied.value).as_str(), supplied.notes.first()),
        ("0/2", Some(&Note::TiersAsSupplied))
    );
    let class = || Formula::CustomerGoals { of: GoalsOf::Classes(vec!["A".parse().unwrap()]) };
    assert_eq!(month(class(), &data, None, APRIL).value, Value::Undefined(Reason::NoClasses));
    let classes = [None, Some("A".parse().unwrap()), Some("B".parse().unwrap())];
    let facts = Facts { classes: Some(&classes), ..Facts::new(&data) };
    let line = line_of(spec(class(), Per::Month, None), &facts, APRIL);
    assert_eq!((text(&line.value).as_str(), apart(&line, Apart::GoalsOfUnknown)), ("1/1", Some(1)));
    let without = dataset(Records {
        customer_goals: Table::complete(goals),
        purchases: Table::complete(vec![]),
        ..Records::default()
    });
    assert_eq!(month(gold(), &without, None, APRIL).value, Value::Undefined(Reason::NoTiers));
}

#[test]
fn k1_goals_without_purchases_or_before_their_table_are_not_missed() {
    let goals = || Table::complete(vec![goal("a", "2025-12-01", "2026-03-31", "5 CNY")]);
    let missing = dataset(Records { customer_goals: goals(), ..Records::default() });
    let line = month(of_everybody(), &missing, Some(">= 80%"), APRIL);
    assert_eq!(line.verdict, not_measured(Reason::NotSupplied(TableName::Purchases)));
    let purchases = |from: &str| Table::Supplied {
        from: Some(at(from)),
        until: None,
        rows: vec![order("a", "2026-03-05", "5 CNY")],
    };
    let since =
        |from| dataset(Records { customer_goals: goals(), purchases: purchases(from), ..Records::default() });
    // Refunds of before might be missing as well, so even what is enough proves nothing.
    let line = month(of_everybody(), &since("2025-12-01T00:00:01Z"), Some(">= 80%"), APRIL);
    assert_eq!((&line.verdict, apart(&line, Apart::Undetermined)), (&not_measured(Reason::Empty), Some(1)));
    assert_eq!(month(of_everybody(), &since("2025-12-01"), Some(">= 80%"), APRIL).verdict, Verdict::Met);
    let bought = data(vec![], vec![order("a", "2026-03-05", "5 CNY")]);
    assert_eq!(month(of_everybody(), &bought, Some(">= 80%"), APRIL).verdict, not_measured(Reason::Empty));
    let none = dataset(Records { purchases: purchases("2025-01-01"), ..Records::default() });
    let value = month(of_everybody(), &none, None, APRIL).value;
    assert_eq!(value.to_string(), "not measured: no goals of customers were supplied");
}

#[test]
fn refunds_alone_miss_a_goal() {
    let back = refund("a", "2026-03-30", "1 CNY");
    assert!(matches!(back.what, PurchaseKind::Refund { .. }));
    let data = data(vec![goal("a", "2026-03-01", "2026-03-31", "1 CNY")], vec![back]);
    assert_eq!(text(&month(of_everybody(), &data, None, APRIL).value), "0/1");
}
