//! The tables of the package's own format besides tickets and events.

mod contacts;
mod customers;
mod money;
mod reviews;
mod whole;

pub(crate) use self::whole::everything;

use crm_model::chrono::{DateTime, Utc};
use crm_model::{Purchase, PurchaseKind, Table, Tag, Vocabulary, VocabularyMap};
use examples::demo;
use examples::input::{Options, ReadError, Reading, RowError, read_folder};

use crate::own_format::folder;

pub(crate) fn vocabulary() -> Vocabulary {
    let mut vocabulary = demo::vocabulary();
    vocabulary.tags.extend(["vip", "repeat-call"].map(|tag| Tag::new(tag).unwrap()));
    vocabulary
}

fn read(files: &[(&str, &str)], keep_going: bool) -> Result<Reading, ReadError> {
    let options = Options { keep_going, ..Options::default() };
    read_folder(folder(files).path(), &vocabulary(), &options)
}

#[track_caller]
fn bad_rows(name: &str, text: &str) -> Vec<String> {
    match read(&[(name, text)], false) {
        Err(ReadError::BadRows { first, .. }) => first.iter().map(RowError::to_string).collect(),
        other => panic!("expected bad rows, got {other:?}"),
    }
}

#[track_caller]
fn rows<T>(table: &Table<T>) -> &[T] {
    let Table::Supplied { from: None, until: None, rows } = table else { panic!("not a complete table") };
    rows
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn name<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

#[test]
fn a_folder_may_hold_any_one_table() {
    let table = "at,amount,currency\n2026-03-01T10:00:00Z,5,CNY\n";
    let reading = read(&[("purchases.csv", table)], false).unwrap();
    assert_eq!(reading.records.tickets, Table::NotSupplied);
    let expected = Purchase {
        at: at("2026-03-01T10:00:00Z"),
        order: None,
        what: PurchaseKind::Order,
        amount: name("5 CNY"),
        customer: None,
    };
    assert_eq!(rows(&reading.records.purchases), [expected]);
    assert_eq!((reading.rows, reading.files.len()), (1, 1));
}

#[test]
fn an_empty_folder_is_an_error_that_lists_the_tables() {
    let error = read(&[("notes.txt", "")], false).unwrap_err();
    assert!(matches!(error, ReadError::NoTables { .. }));
    for table in [
        "customers",
        "tickets",
        "events",
        "purchases",
        "interactions",
        "surveys",
        "spend",
        "file_updates",
        "audits",
        "mergers",
        "customer_goals",
        "quality_reviews",
        "rates",
    ] {
        assert!(error.to_string().contains(&format!("`{table}.csv`")), "{error}");
    }
    let error = read(&[("events.csv", "ticket\n")], false).unwrap_err();
    assert!(error.to_string().contains("`tickets.csv` is missing"), "{error}");
}

#[test]
fn a_file_that_the_build_does_not_read_is_never_overlooked() {
    let table = ("purchases.csv", "at,amount,currency\n");
    if cfg!(not(feature = "xlsx")) {
        let error = read(&[table, ("rates.xlsx", "")], false).unwrap_err().to_string();
        assert!(
            error.starts_with("`rates.xlsx` is a workbook") && error.contains("feature `xlsx`"),
            "{error}"
        );
    }
    if cfg!(not(feature = "parquet")) {
        let error = read(&[table, ("rates.parquet", "")], false).unwrap_err().to_string();
        assert!(error.starts_with("`rates.parquet` is a Parquet file"), "{error}");
    }
    let error = read(&[table, ("purchases.xlsx", "")], false).unwrap_err().to_string();
    assert!(error.contains("both `purchases.csv` and `purchases.xlsx` are in"), "{error}");
}

#[test]
fn words_of_other_vocabularies_are_read_by_the_maps_of_the_policy() {
    let policy = crm_kit::Policy::preset(crm_kit::Preset::Detailed);
    let maps: Vec<VocabularyMap> = policy.latest().maps().values().cloned().collect();
    let files = [
        ("tickets.csv", "ticket\nT-1\nT-2\n"),
        (
            "events.csv",
            "ticket,event,occurred_at,kind\n\
             T-1,opened,2026-03-02T01:00:00Z,\n\
             T-1,classified,2026-03-02T01:01:00Z,quality\n\
             T-2,classified,2026-03-02T01:02:00Z,inquiry\n",
        ),
    ];
    let folder = folder(&files);
    let read =
        |maps| read_folder(folder.path(), &policy.vocabulary(), &Options { maps, ..Options::default() });
    let reading = read(&maps).unwrap();
    let Table::Supplied { rows, .. } = &reading.records.tickets else { panic!("there are tickets") };
    let kinds: Vec<_> = rows.iter().flat_map(|ticket| &ticket.events).filter_map(kind_of).collect();
    assert_eq!(kinds, ["product-fault", "inquiry"]);
    assert_eq!(
        reading.notes,
        ["the kind `quality` is read as `product-fault`, by a map of the policy: 1 times"]
    );
    assert!(read(&[]).is_err(), "without the map it is no word");
}

fn kind_of(event: &crm_model::TicketEvent) -> Option<&str> {
    match &event.happening {
        crm_model::Happening::Classified(judged) => judged.kind.as_ref().map(crm_model::Kind::as_str),
        _ => None,
    }
}
