//! Logs that tell too little, or that are wrong: a message that helps, or a page that admits it.

use examples::run::{BAD_INPUT, FINE, USAGE};

use super::{Study, study, study_of};

const HEADER: &str = "customer,at,amount\n";

/// Checks that a log is refused with a message that contains all of these parts.
#[track_caller]
fn refused(log: &str, args: &[&str], parts: &[&str]) {
    let Study { status, page, err, .. } = study_of(log, args);
    assert_eq!((status, page.as_str()), (BAD_INPUT, ""), "{err}");
    assert!(err.starts_with("error: "), "{err}");
    for part in parts {
        assert!(err.contains(part), "`{part}` is not in: {err}");
    }
}

/// Checks that a log gives a page that contains all of these parts.
#[track_caller]
fn told(log: &str, args: &[&str], parts: &[&str]) -> Study {
    let study = study_of(log, args);
    assert_eq!(study.status, FINE, "{}", study.err);
    let page = study.page.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in parts {
        assert!(page.contains(part), "`{part}` is not in: {}", study.page);
    }
    study
}

/// Returns a log of customers who each buy on these days of 2026-01.
fn log(customers: u32, days: &[u32], amount: &str) -> String {
    let rows = (0..customers).flat_map(|customer| {
        days.iter().map(move |day| format!("c{customer:04},2026-01-{day:02},{amount}\n"))
    });
    HEADER.to_owned() + &rows.collect::<String>()
}

#[test]
fn an_empty_log_is_refused() {
    refused("", &[], &["`log.csv` is empty", "name the columns"]);
    refused(HEADER, &[], &["`log.csv` has no rows", "one row a purchase"]);
}

#[test]
fn a_log_without_customers_is_refused() {
    refused("customer,at,amount\n,2026-01-01,5\n,2026-01-02,5\n", &[], &["none of the 2 rows", "--customer"]);
}

#[test]
fn nobody_who_bought_twice_is_nothing_to_fit() {
    refused(
        &log(3, &[1], "5"),
        &["--end", "2026-03-31"],
        &[
            "none of the 3 customers has more than one purchase day",
            "longer log, or count orders with --grain order",
        ],
    );
}

#[test]
fn one_customer_gives_a_page_that_admits_what_it_does_not_know() {
    let study = told(&log(1, &[1, 5, 19], "5"), &["--end", "2026-02-28"], &["NONE IS WITHOUT A FAULT"]);
    assert_eq!(study.customers().len(), 1);
}

#[test]
fn customers_who_are_all_alike_tell_too_little() {
    let study = told(&log(400, &[1, 9, 22], "7.50"), &["--end", "2026-02-28"], &["NONE IS WITHOUT A FAULT"]);
    assert_eq!(study.json()["comparison"][0]["is_sound"], false);
}

#[test]
fn a_single_day_is_no_time() {
    refused(
        &log(4, &[3, 3], "5"),
        &["--grain", "order"],
        &["no model can be fitted", "observed for any time"],
    );
}

#[test]
fn refunds_alone_are_no_purchases() {
    refused(
        &log(3, &[1, 9], "-5"),
        &[],
        &["nobody bought anything by 2026-01-09: of 6 rows until then", "--amount"],
    );
    refused(&log(1, &[1], "-5"), &["--refunds", "refused"], &["row 2, amount: \"-5\" is below zero"]);
}

#[test]
fn purchases_that_cost_nothing_have_no_value_in_money() {
    let study = told(
        &log(40, &[1, 9, 22], "0"),
        &["--end", "2026-02-28"],
        &[
            "NOT FITTED: none of 40 customers came back and spent anything",
            "There is no value in money.",
            "120 rows of amount zero",
        ],
    );
    assert!(
        study.customers().iter().all(|row| row["clv"].is_empty() && !row["expected_purchases"].is_empty())
    );
    assert!(!study.file("clv.html").contains("by-value"));
}

#[test]
fn amounts_that_are_no_numbers_are_told_by_row_and_cell() {
    let bad = log(30, &[1, 9, 22], "5") + "x,2026-01-05,NaN\ny,2026-01-06,\"1,200.50\"\n";
    refused(
        &bad,
        &[],
        &[
            "2 rows cannot be read",
            "log.csv, row 92, amount: \"NaN\" is not an amount such as 12.50",
            "log.csv, row 93, amount: \"1,200.50\"",
            "--keep-going",
        ],
    );
    let study =
        told(&bad, &["--keep-going", "--end", "2026-02-28"], &["92 rows; 2 LEFT OUT: they cannot be read"]);
    assert!(study.err.starts_with("warning: 2 rows left out:\n"), "{}", study.err);
    assert_eq!(study.customers().len(), 30);
}

#[test]
fn dates_that_nobody_bought_on_are_told() {
    let row = |date: &str| log(30, &[1, 9, 22], "5") + &format!("x,{date},5\n");
    refused(&row("2999-01-01"), &[], &["row 92, at: \"2999-01-01\" is in the year 2999"]);
    refused(&row("01.02.2026"), &[], &["\"01.02.2026\" is not a date such as 2026-03-31", "--date-format"]);
    told(
        &row("2036-01-01"),
        &[],
        &["the last date, 2036-01-01, is 3,631 days after the one before it, 2026-01-22", "--end"],
    );
    let study =
        told(&row("2036-01-01"), &["--end", "2026-02-28"], &["1 row after the end, 2026-02-28, left out"]);
    assert_eq!(study.json()["log"]["rows_after_the_end"], 1);
    refused(
        &row("2026-01-01"),
        &["--end", "2020-01-01"],
        &["the log begins on 2026-01-01, after 2020-01-01", "--end"],
    );
}

#[test]
fn two_currencies_are_refused() {
    let rows = "customer,at,amount,currency\na,2026-01-01,5,EUR\nb,2026-01-02,5,USD\nc,2026-01-02,5,EUR\n";
    refused(rows, &["--keep-going"], &["two currencies, EUR (row 2) and USD (row 3)", "convert one of them"]);
    let rows = "who,day,paid,in\na,2026-01-01,5,EUR\nb,2026-01-02,5,\n";
    let columns = ["--customer", "who", "--date", "day", "--amount", "paid", "--currency", "in"];
    refused(rows, &columns, &["row 3, in: \"\" names no currency"]);
}

#[test]
fn a_holdout_has_to_be_long_enough() {
    let log = log(40, &[1, 9, 22, 26], "5");
    refused(
        &log,
        &["--holdout", "2026-01-22"],
        &["4 days is shorter than one unit of time (weeks)", "--unit"],
    );
    refused(&log, &["--holdout", "2026-01-26"], &["nothing is left to judge by after --holdout 2026-01-26"]);
    refused(
        &log,
        &["--holdout", "2025-12-01"],
        &["after 2025-12-01: name a later day with --end or --holdout"],
    );
    told(&log, &["--holdout", "2026-01-22", "--unit", "day"], &["held out to 2026-01-26 (4.0 days)"]);
}

#[test]
fn a_column_that_is_not_there_is_named() {
    refused(
        "who,at,amount\na,2026-01-01,5\n",
        &[],
        &["no column `customer`", "`who`, `at`, `amount`", "--customer"],
    );
}

#[test]
fn rules_that_contradict_each_other_are_refused() {
    let args = ["--grain", "order", "--refunds", "net-of-the-day"];
    refused(
        &log(3, &[1, 9], "5"),
        &args,
        &["refunds are netted by the day, but occasions are orders", "--refunds"],
    );
}

#[test]
fn command_lines_that_are_wrong_say_so() {
    for (args, part) in [
        (["--draws", "3"], "from 40 to 100000"),
        (["--models", "bg"], "bg-nbd"),
        (["--end", "31.12.2026"], "is not a date such as"),
        (["--order", "invoice"], "--data"),
    ] {
        let study = study(&args);
        assert_eq!(study.status, USAGE, "{}", study.err);
        assert!(study.err.contains(part), "`{part}` is not in: {}", study.err);
    }
    for (args, part) in [
        (["--horizon", "-1"], "horizon"),
        (["--margin", "2"], "--margin"),
        (["--discount", "NaN"], "--discount"),
    ] {
        let study = study(&args);
        assert!(study.status != FINE && study.err.contains(part), "{}", study.err);
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let study = study(&["--data", "/nowhere/purchases.csv"]);
    assert_eq!(study.status, BAD_INPUT);
    assert!(study.err.contains("`purchases.csv` cannot be opened"), "{}", study.err);
}
