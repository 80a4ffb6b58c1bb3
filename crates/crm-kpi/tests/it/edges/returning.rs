//! Customers who come back, buy again, or turn out to be one.

use crm_kpi::{
    Apart, Buyers, CustomersBy, EarnedForm, Formula, Note, Per, Reading, Reason, Repurchase, RetentionForm,
    RevenueForm, Value, Verdict,
};
use crm_model::{
    Customer, CustomerFile, CustomerId, CustomerMergers, Dataset, Origin, Purchase, Records, Table,
};

use crate::support::{
    APRIL, customers, dataset, id, line_of, member, members, month, not_measured, order, spec, text,
};

fn reactivation(customers: CustomersBy) -> Formula {
    Formula::Reactivation { customers }
}

fn repurchase(buyers: Buyers, within: Option<&str>) -> Formula {
    let within = within.map(|within| match within.parse().unwrap() {
        crm_calendar::Span::Elapsed(within) => within,
        other => panic!("{other:?}"),
    });
    Formula::Repurchase(Repurchase { buyers, within })
}

fn bought(rows: &[(&str, &str)]) -> Dataset {
    let purchases = rows.iter().map(|(who, when)| order(who, when, "1 CNY")).collect();
    dataset(Records { purchases: Table::complete(purchases), ..Records::default() })
}

#[test]
fn k5_former_customers_who_come_back_are_of_those_who_could() {
    let data = customers(vec![
        member("stays", &["2025-01-01.."]),
        member("back", &["2025-01-01..2026-03-10", "2026-03-20.."]), // was there at the start: not former
        member("former", &["2024-01-01..2024-06-01", "2026-03-20.."]),
        member("for-a-week", &["2024-01-01..2024-06-01", "2026-03-20..2026-03-27"]),
        member("away", &["2024-01-01..2025-06-01"]),
        member("left-now", &["2025-01-01..2026-03-10"]),
        member("new", &["2026-03-05.."]),
        member("unrecorded", &[]),
    ]);
    let line = month(reactivation(CustomersBy::Memberships), &data, Some(">= 50%"), APRIL);
    assert_eq!(text(&line.value), "2/3");
    assert_eq!(line.notes, [Note::Apart { cases: Apart::WithoutMembership, count: 1 }]);
    let nobody = customers(vec![member("unrecorded", &[])]);
    let line = month(reactivation(CustomersBy::Memberships), &nobody, Some(">= 50%"), APRIL);
    assert_eq!(line.verdict, not_measured(Reason::NoMemberships));
}

#[test]
fn k5_former_buyers_paused_for_a_whole_period() {
    let data = bought(&[
        ("back", "2026-01-05"),
        ("back", "2026-03-05"),
        ("away", "2025-06-05"),
        ("kept", "2026-01-05"),
        ("kept", "2026-02-05"),
        ("kept", "2026-03-05"),
        ("lost", "2026-02-05"),
        ("new", "2026-03-05"),
    ]);
    let line = month(reactivation(CustomersBy::Purchases), &data, None, APRIL);
    assert_eq!(text(&line.value), "1/2");
    // In February `away` and nobody else was former; in January, too.
    assert_eq!(text(&line.history().last().unwrap().value), "0/1");
}

#[test]
fn buyers_who_order_again() {
    let data = bought(&[
        ("twice", "2026-03-05"),
        ("twice", "2026-03-05"), // two of one instant are two
        ("later", "2026-03-20"),
        ("later", "2026-04-09"),
        ("old", "2025-03-20"),
        ("old", "2026-03-25"),
        ("once", "2026-03-01"),
    ]);
    let share = |formula| text(&month(formula, &data, None, APRIL).value);
    assert_eq!(share(repurchase(Buyers::All, None)), "1/4");
    assert_eq!(share(repurchase(Buyers::New, None)), "1/3");
    assert_eq!(share(repurchase(Buyers::New, Some("20d"))), "2/3"); // the last instant is in time
    // `old` has until 14 April; of the others everything is known: `once` had until 21 March.
    let line = month(repurchase(Buyers::All, Some("20d")), &data, None, APRIL);
    assert_eq!(text(&line.value), "2/3");
    assert_eq!(line.notes, [Note::Apart { cases: Apart::Open, count: 1 }]);
    // Until 25 March, 20 days after the first order, `twice` is as undecided as who ordered once.
    let on = |as_of| {
        text(
            &line_of(
                spec(repurchase(Buyers::All, Some("20d")), "rolling 30 days".parse().unwrap(), None),
                &crm_kpi::Facts::new(&data),
                as_of,
            )
            .value,
        )
    };
    assert_eq!(on("2026-03-25T00:00:00Z"), "0/1"); // of `once` alone
    assert_eq!(on("2026-03-26T00:00:00Z"), "1/2");
    // Four months on nothing is open, and the months before are told as well.
    let line = line_of(
        spec(repurchase(Buyers::All, Some("20d")), Per::Quarter, None),
        &crm_kpi::Facts::new(&data),
        "2026-08-01",
    );
    assert_eq!((text(&line.value).as_str(), line.history().len()), ("0/1", 5)); // `later` again in April
    assert_eq!(text(&line.history()[4].value), "2/4");
}

#[test]
fn k8_who_was_merged_is_neither_lost_nor_new() {
    let rows = || {
        vec![
            member("old", &["2025-01-01..2026-03-10"]),
            member("new", &["2026-03-10.."]),
            member("other", &["2025-01-01.."]),
        ]
    };
    let records = || Records { customers: Table::complete(rows()), ..Records::default() };
    let mergers = CustomerMergers::new([(id("old"), id("new"))]).unwrap();
    let value = |records: Records, form| text(&month(members(form), &dataset(records), None, APRIL).value);
    assert_eq!(value(records(), RetentionForm::Identity), "1/2");
    assert_eq!(value(records(), RetentionForm::ChurnEvents), "1/2");
    let merged = || records().with_merged_customers(&mergers);
    assert_eq!(value(merged(), RetentionForm::Identity), "2/2");
    assert_eq!(value(merged(), RetentionForm::ChurnEvents), "0/2");
    let line = month(members(RetentionForm::Usual), &dataset(merged()), None, APRIL);
    let joined = |note: &Note| matches!(note, Note::Beside { reading: Reading::Joined, .. });
    assert!(!line.notes.iter().any(joined), "{:?}", line.notes);
    let purchases: Vec<Purchase> =
        vec![order("old", "2026-02-05", "1 CNY"), order("new", "2026-03-15", "1 CNY")];
    let records = Records { purchases: Table::complete(purchases), ..Records::default() };
    let data = dataset(records.with_merged_customers(&mergers));
    let by_purchases = crate::support::retention(RetentionForm::Identity, CustomersBy::Purchases);
    assert_eq!(text(&month(by_purchases, &data, None, APRIL).value), "1/1");
    assert_eq!(data.customer_ids(), [CustomerId::new("new").unwrap()]);
}

#[test]
fn k2_without_former_customers_or_buyers_there_is_no_share() {
    let data = bought(&[("new", "2026-04-05")]);
    for formula in [reactivation(CustomersBy::Purchases), repurchase(Buyers::All, None)] {
        assert_eq!(month(formula, &data, None, APRIL).value, Value::Undefined(Reason::Empty));
    }
}

/// A customer whose file says how it came, and when the file was entered.
fn came(name: &str, origin: Option<Origin>, entered: Option<&str>) -> Customer {
    let mut customer = Customer::new(id(name));
    let entered_at = entered.map(crate::support::at);
    customer.file = Some(Box::new(CustomerFile { origin, entered_at, ..CustomerFile::default() }));
    customer
}

fn by_campaign() -> Origin {
    Origin::Campaign("fair".parse().unwrap())
}

#[test]
fn earned_growth_counts_who_came_back_and_whom_they_brought() {
    let growth = |form| Formula::EarnedGrowth { form, currency: None };
    let customers = vec![
        came("brought", Some(Origin::Recommendation(Some(id("stayed")))), None),
        came("by-campaign", Some(by_campaign()), None),
        came("unknown", None, None),
    ];
    let purchases = vec![
        order("stayed", "2026-02-05", "60 CNY"),
        order("stayed", "2026-03-05", "85 CNY"),
        order("lost", "2026-02-05", "40 CNY"),
        order("brought", "2026-03-05", "25 CNY"),
        order("by-campaign", "2026-03-05", "20 CNY"),
        order("unknown", "2026-03-05", "7 CNY"),
        order("former", "2025-06-05", "9 CNY"),
        order("former", "2026-03-05", "9 CNY"),
    ];
    let records = |customers| Records {
        customers: Table::complete(customers),
        purchases: Table::complete(purchases.clone()),
        ..Records::default()
    };
    let data = dataset(records(customers));
    let line = month(growth(EarnedForm::Growth), &data, Some(">= 10%"), APRIL);
    assert_eq!((line.value.to_string().as_str(), &line.verdict), ("10.0%", &Verdict::Met)); // 85 + 25 of 100, less 1
    let apart = [Apart::OriginUnknown, Apart::CameBack].map(|cases| Note::Apart { cases, count: 1 });
    assert_eq!(line.notes, apart);
    let share = month(growth(EarnedForm::NewShare), &data, None, APRIL);
    assert_eq!(text(&share.value), "250000/450000");
    // Growth is net retention and what new customers brought, less one.
    let net = Formula::RevenueRetention { form: RevenueForm::Net, currency: None };
    assert_eq!(text(&month(net, &data, None, APRIL).value), "850000/1000000");
    // Nobody knows of any new customer how it came.
    let blind = dataset(records(vec![]));
    for form in [EarnedForm::Growth, EarnedForm::NewShare] {
        let line = month(growth(form), &blind, Some(">= 10%"), APRIL);
        assert_eq!(line.verdict, not_measured(Reason::NoOrigins));
    }
}

#[test]
fn d_kpi_15_recommendations_become_customers_or_not() {
    let conversion = |customers| Formula::RecommendationConversion { customers };
    let recommended = |name: &str, entered| came(name, Some(Origin::Recommendation(None)), entered);
    let mut member = recommended("member", None);
    member.memberships = crate::support::member("x", &["2026-03-20.."]).memberships;
    let mut contacted = recommended("contacted", None);
    contacted.file.as_mut().unwrap().first_contact = "2026-03-31".parse().ok();
    let customers = vec![
        recommended("bought", Some("2026-03-02")),
        recommended("bought-later", Some("2026-02-02")),
        recommended("silent", Some("2026-03-02")),
        contacted,
        recommended("nobody-knows-when", None),
        came("by-campaign", Some(by_campaign()), Some("2026-03-02")),
        member,
    ];
    let purchases = ["bought", "by-campaign"].map(|name| order(name, "2026-03-09", "1 CNY")).to_vec();
    let later = vec![order("bought-later", "2026-04-09", "1 CNY"), order("silent", "2026-04-11", "1 CNY")];
    let data = dataset(Records {
        customers: Table::complete(customers),
        purchases: Table::complete([purchases, later].concat()),
        ..Records::default()
    });
    let line = month(conversion(CustomersBy::Purchases), &data, None, APRIL);
    assert_eq!(text(&line.value), "1/3"); // `silent` orders after the instant
    assert_eq!(line.history().iter().map(|past| text(&past.value)).collect::<Vec<_>>(), ["1/1"]);
    assert_eq!(line.notes, [Note::Apart { cases: Apart::Undated, count: 2 }]);
    let line = month(conversion(CustomersBy::Memberships), &data, None, APRIL);
    assert_eq!(text(&line.value), "1/4");
    let blind = customers_without_origin();
    let line = month(conversion(CustomersBy::Memberships), &blind, Some(">= 10%"), APRIL);
    assert_eq!(line.verdict, not_measured(Reason::NoOrigins));
}

fn customers_without_origin() -> Dataset {
    customers(vec![came("a", None, Some("2026-03-02"))])
}
