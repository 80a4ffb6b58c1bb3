//! The same log in several forms gives the same customers.

use std::fs;
use std::io::Write as _;

use examples::run::FINE;

use super::{study, study_of};
use crate::tiny::text;

/// Three customers; `b` sends part of an order back, and somebody unknown buys.
const OWN: &str = "order,customer,at,what,refund_of,amount,currency\n\
                   1,a,2026-01-01T09:00:00+08:00,order,,10.00,CNY\n\
                   2,a,2026-02-11T09:00:00+08:00,,,12.50,CNY\n\
                   3,b,2026-01-05T23:30:00+08:00,order,,7,CNY\n\
                   3,b,2026-01-05T23:30:00+08:00,order,,3,CNY\n\
                   4,b,2026-01-20T09:00:00+08:00,refund,3,3,CNY\n\
                   5,b,2026-03-01T09:00:00+08:00,order,,4,CNY\n\
                   6,,2026-03-02T09:00:00+08:00,order,,9,CNY\n\
                   7,c,2026-03-31T09:00:00+08:00,order,,9.99,CNY\n";

#[test]
fn tables_in_their_own_format_need_no_options() {
    let study = study_of(OWN, &[]);
    assert_eq!(study.status, FINE, "{}", study.err);
    let json = study.json();
    assert_eq!((&json["customers"], &json["repeat_customers"]), (&3.into(), &2.into()));
    assert_eq!((&json["log"]["rows"], &json["log"]["rows_without_customer"]), (&8.into(), &1.into()));
    assert_eq!((&json["log"]["rows_joined_to_an_order"], &json["log"]["refunds"]), (&1.into(), &1.into()));
    assert_eq!(json["log"]["currency"], "CNY");
    let b = &study.customers()[1];
    // From 01-05 to 03-01 are 55 days, to 03-31 are 85.
    assert_eq!((b["frequency"].as_str(), b["mean_spend"].as_str()), ("1", "4"));
    let weeks = |name: &str| b[name].parse::<f64>().unwrap() * 7.0;
    assert!((weeks("recency") - 55.0).abs() < 1e-9 && (weeks("age") - 85.0).abs() < 1e-9, "{b:?}");
}

#[test]
fn columns_dates_and_packing_may_be_others() {
    let plain = "who,day,paid\na,01/01/2026,10.00\na,11/02/2026,12.50\nb,05/01/2026,10\nb,01/03/2026,4\nc,31/03/2026,9.99\n";
    let columns = ["--customer", "who", "--date", "day", "--amount", "paid", "--date-format", "%d/%m/%Y"];
    let one = study_of(plain, &columns);
    assert_eq!(one.status, FINE, "{}", one.err);
    assert_eq!(one.file("clv.csv"), study_of(OWN, &[]).file("clv.csv"));

    let folder = tempfile::tempdir().unwrap();
    let packed = folder.path().join("log.csv.gz");
    let mut zipped =
        flate2::write::GzEncoder::new(fs::File::create(&packed).unwrap(), flate2::Compression::default());
    zipped.write_all(b"\xef\xbb\xbf").unwrap();
    zipped.write_all(plain.replace('\n', "\r\n").as_bytes()).unwrap();
    zipped.finish().unwrap();
    let other = study(&[&["--data", text(&packed)], columns.as_slice()].concat());
    assert_eq!(other.status, FINE, "{}", other.err);
    assert_eq!(one.file("clv.csv"), other.file("clv.csv"));
}

#[test]
fn columns_may_be_set_apart_by_blanks() {
    let text = " a 20260101  1   10.00\n a 20260211  2   12.50\n\n b 20260105  1   10.00\n b 20260301  1    4.00\n c 20260331  1    9.99\n";
    let columns = ["--blanks", "--customer", "1", "--date", "2", "--amount", "4", "--date-format", "%Y%m%d"];
    let study = study_of(text, &columns);
    assert_eq!(study.status, FINE, "{}", study.err);
    assert_eq!(study.file("clv.csv"), study_of(OWN, &[]).file("clv.csv"));
    let short = study_of(&(text.to_owned() + " d 20260331\n"), &columns);
    assert!(short.err.contains("row 7: has 2 cells where the header has 4"), "{}", short.err);
    assert!(study_of("\n \n", &columns).err.contains("is empty"));
}

#[test]
fn days_are_as_written_unless_a_zone_is_named() {
    // 01-05 at 00:30 in Shanghai is still 01-04 in UTC.
    let early = OWN.replace("05T23:30:00", "05T00:30:00");
    let recency =
        |args: &[&str]| study_of(&early, args).customers()[1]["recency"].parse::<f64>().unwrap() * 7.0;
    assert!((recency(&[]) - 55.0).abs() < 1e-9);
    assert!((recency(&["--zone", "UTC"]) - 56.0).abs() < 1e-9);
    assert!((recency(&["--zone", "Asia/Shanghai"]) - 55.0).abs() < 1e-9);
}

#[test]
fn refunds_may_be_netted_by_the_day() {
    let log = "customer,at,amount\na,2026-01-01,10\na,2026-02-01,8\na,2026-02-01,-8\na,2026-03-01,5\na,2026-03-01,-2\nb,2026-01-01,5\nb,2026-03-01,5\n";
    let a = |rule: &str| study_of(log, &["--refunds", rule]).customers().remove(0);
    let (apart, net) = (a("apart"), a("net-of-the-day"));
    assert_eq!((apart["frequency"].as_str(), apart["mean_spend"].as_str()), ("2", "6.5"));
    assert_eq!((net["frequency"].as_str(), net["mean_spend"].as_str()), ("1", "3"));
}

#[test]
fn names_that_a_spreadsheet_would_run_are_guarded() {
    let study = study_of("customer,at,amount\n=1+1,2026-01-01,5\n=1+1,2026-02-01,5\nb,2026-03-01,5\n", &[]);
    assert_eq!(study.status, FINE, "{}", study.err);
    assert!(study.file("clv.csv").contains("\n'=1+1,1,"), "{}", study.file("clv.csv"));
}
