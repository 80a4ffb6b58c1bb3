//! Purchases, expenses and rates of exchange.

use crm_model::rust_decimal::Decimal;
use crm_model::{Currency, PurchaseKind};
use examples::input::RowError;

use super::{bad_rows, name, read, rows};

#[test]
fn refunds_name_their_order_where_it_is_known() {
    let table = "order,customer,at,what,refund_of,amount,currency\n\
                 A-1,C-1,2026-03-01T10:00:00Z,order,,12.50,CNY\n\
                 R-1,C-1,2026-03-02T10:00:00Z,refund,A-1,2.5,CNY\n\
                 ,,2026-03-03T10:00:00Z,refund,,0.0001,GBP\n";
    let reading = read(&[("purchases.csv", table)], false).unwrap();
    let purchases = rows(&reading.records.purchases);
    assert_eq!(purchases[1].what, PurchaseKind::Refund { of: Some(name("A-1")) });
    assert_eq!(purchases[2].what, PurchaseKind::Refund { of: None });
    assert_eq!(purchases[2].amount.ten_thousandths(), 1);
}

#[test]
fn every_bad_purchase_is_reported() {
    let table = "order,customer,at,what,refund_of,amount,currency\n\
                 A-1,C-1,2026-03-01,order,,12.50,CNY\n\
                 A-1,C-1,2026-03-01T10:00:00Z,sale,,12.50,CNY\n\
                 A-1,C-1,2026-03-01T10:00:00Z,,A-0,12.50,CNY\n\
                 A-1,C-1,2026-03-01T10:00:00Z,,,0.00005,CNY\n\
                 A-1,C-1,2026-03-01T10:00:00Z,,,-1,CNY\n\
                 A-1,C-1,2026-03-01T10:00:00Z,,,\"1,234\",CNY\n\
                 A-1,C-1,2026-03-01T10:00:00Z,,,1e3,CNY\n\
                 A-1,C-1,2026-03-01T10:00:00Z,,,922337203685478,CNY\n\
                 A-1,C-1,2026-03-01T10:00:00Z,,,1,RMB\n\
                 A-1,C-1,2026-03-01T10:00:00Z,,,1,cny\n\
                 A-1,C-1,2026-03-01T10:00:00Z,,,,CNY\n\
                 A-1, C-1,2026-03-01T10:00:00Z,,,1,CNY\n";
    assert_eq!(
        bad_rows("purchases.csv", table),
        [
            "purchases.csv, row 2, at: \"2026-03-01\" is not an instant such as 2026-03-02T09:00:00+08:00",
            "purchases.csv, row 3, what: \"sale\" is neither `order` nor `refund`",
            "purchases.csv, row 4, refund_of: \"A-0\" does not belong to an order",
            "purchases.csv, row 5, amount: \"0.00005\" is finer than four decimals: round it before, by your own rule",
            "purchases.csv, row 6, amount: \"-1\" is negative, and amounts never are",
            "purchases.csv, row 7, amount: \"1,234\" is no plain number such as 1234.50",
            "purchases.csv, row 8, amount: \"1e3\" is no plain number such as 1234.50",
            "purchases.csv, row 9, amount: \"922337203685478\" is too large an amount",
            "purchases.csv, row 10, currency: \"RMB\" is no current ISO 4217 currency such as `CNY`",
            "purchases.csv, row 11, currency: \"cny\" has to be in capital letters: `CNY`",
            "purchases.csv, row 12, amount: \"\" is blank; every row needs one",
            "purchases.csv, row 13, customer: text of 4 characters starts or ends with white space",
        ]
    );
}

#[test]
fn every_bad_expense_and_assignment_is_reported() {
    let table = "at,amount,currency,aim,department,activity\n\
                 2026-03-01T10:00:00Z,5,CNY,maintenance,finance,any activity\n\
                 2026-03-01T10:00:00Z,5,CNY,both,finance,\n\
                 2026-03-01T10:00:00Z,-5,CNY,acquisition,,\n";
    assert_eq!(
        bad_rows("spend.csv", table),
        [
            "spend.csv, row 3, aim: \"both\" is neither `maintenance` nor `acquisition`",
            "spend.csv, row 4, amount: \"-5\" is negative, and amounts never are",
        ]
    );
    let table = "role,person,department,deputy,from,until\n\
                 director,wu,finance,no,2026-01-01T00:00:00Z,\n\
                 king,wu,finance,no,,\n\
                 director,wu,finance,perhaps,,\n\
                 director,,finance,,,\n\
                 director,wu,,,2026-01-01T00:00:00Z,2026-01-01T08:00:00+08:00\n";
    assert_eq!(
        bad_rows("assignments.csv", table),
        [
            "assignments.csv, row 3, role: \"king\" is not a declared role",
            "assignments.csv, row 4, deputy: \"perhaps\" is neither `yes` nor `no`",
            "assignments.csv, row 5, person: \"\" is blank; every row needs one",
            "assignments.csv, row 6: ends before it begins, or as it begins",
        ]
    );
}

#[test]
fn every_bad_rate_is_reported() {
    let table = "from,to,valid_from,valid_until,rate\n\
                 USD,CNY,2026-01-01,2026-01-31,7.1\n\
                 USD,CNY,2026-2-1,2026-02-28,7.1\n\
                 USD,CNY,2026-02-28,2026-02-01,7.1\n\
                 USD,USD,2026-02-01,2026-02-28,1\n\
                 USD,CNY,2026-02-01,2026-02-28,0\n\
                 USD,CNY,2026-02-01,2026-02-28,+7\n\
                 EUR,CNY,2026-02-01T08:00:00Z,2026-02-28,8\n";
    assert_eq!(
        bad_rows("rates.csv", table),
        [
            "rates.csv, row 3, valid_from: \"2026-2-1\" is not a date such as 2026-03-02",
            "rates.csv, row 4: ends before it begins",
            "rates.csv, row 5: states a rate from a currency to itself, which is always one",
            "rates.csv, row 6: states a rate that is not above zero",
            "rates.csv, row 7, rate: \"+7\" is no plain number such as 7.1234",
            "rates.csv, row 8, valid_from: \"2026-02-01T08:00:00Z\" is not a date such as 2026-03-02",
        ]
    );
}

#[test]
fn t38_rates_that_contradict_one_another_are_all_refused_in_any_order() {
    // The second and third rows share a day; the fourth agrees with the first; the last is of another pair.
    let rates = [
        "USD,CNY,2026-01-01,2026-01-31,7.1",
        "USD,CNY,2026-03-01,2026-03-31,7.2",
        "USD,CNY,2026-03-31,2026-04-30,7.3",
        "USD,CNY,2026-01-31,2026-02-10,7.10",
        "EUR,CNY,2026-03-01,2026-03-31,8",
    ];
    let read_all = |rows: &[&str]| {
        let table = format!("from,to,valid_from,valid_until,rate\n{}\n", rows.join("\n"));
        read(&[("rates.csv", &table)], true).unwrap()
    };
    let reading = read_all(&rates);
    let shown: Vec<String> = reading.left_out.first.iter().map(RowError::to_string).collect();
    assert_eq!(
        shown,
        [
            "rates.csv, row 3: shares days with other rows of its pair that do not all state one rate, such as row 4",
            "rates.csv, row 4: shares days with other rows of its pair that do not all state one rate, such as row 3",
        ]
    );
    let mut turned = rates;
    turned.reverse();
    assert_eq!(read_all(&turned).records.rates, reading.records.rates);
    let [dollar, euro, yuan]: [Currency; 3] = ["USD", "EUR", "CNY"].map(name);
    let rate = |from, day: &str| reading.records.rates.rate(from, yuan, name(day));
    assert_eq!(rate(dollar, "2026-02-10"), Some(Decimal::new(71, 1)));
    assert_eq!(rate(dollar, "2026-03-15"), None);
    assert_eq!(rate(euro, "2026-03-15"), Some(Decimal::from(8)));
}
