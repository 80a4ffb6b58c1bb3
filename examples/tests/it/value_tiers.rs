//! The program `value_tiers`: figures worked out by hand, real logs from the raw files, and its manners.

mod real;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use examples::run::{BAD_INPUT, FINE, Terminal, USAGE};
use examples::value_tiers::{FILES, run};
use serde_json::Value;
use tempfile::TempDir;

use crate::html::browser::{browser, check_that_it_fits};
use crate::html::check_sound;
use crate::own_format::folder;
use crate::tiny::{Run, text};

/// Runs the program with these arguments, without a terminal.
fn program(args: &[&str]) -> Run {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = run(["value_tiers"].iter().chain(args), &mut out, &mut err, Terminal::default());
    Run { status, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

/// Tiers of the last three months by the rule of P-TIER-1, and segments of two scores.
const POLICY: &str = r#"
schema  = "crm-policy/1"
name    = "shop"
extends = "six-plans"

[tiers.value]
spend          = { window = "3 months", high = "20%", middle = "60%", by = "rank" }
minimum-tenure = "1d"

[classes]
window = "3 months"

[rfm]
clause     = "SHOP-SEG-1"
window     = "3 months"
population = "with-purchases"
scores     = 2
recency    = ["30d"]
frequency  = [2]
monetary   = "quantiles"

[segments]
clause = "SHOP-SEG-1"
map    = [
    { name = "back", frequency = 2 },
    { name = "once", frequency = 1, recency = 2 },
    { name = "gone", frequency = 1, recency = 1 },
]
"#;

const STABILITY: &str = "stability = { downgrade = \"at-review\", first = 2026-01-01, every = \"1 month\", failing = 2, \
                         to = \"verdict\" }\nminimum-tenure";

/// On 31 March 2026 the window is January to March. Ann spent 300 in three orders, Bea 200 in two, Cid 100 in one and Dan 50 in
/// two; Eva gave 20 back of an order of December. In Shanghai, where `six-plans` is at home, all days are the same.
const PURCHASES: &str = "\
order,customer,at,what,refund_of,amount,currency
1,Ann,2026-01-10T04:00:00Z,,,100,CNY
2,Ann,2026-02-10T04:00:00Z,,,100,CNY
3,Ann,2026-03-10T04:00:00Z,,,100,CNY
4,Bea,2026-01-11T04:00:00Z,,,100,CNY
5,Bea,2026-02-11T04:00:00Z,,,100,CNY
6,Cid,2026-03-12T04:00:00Z,,,100,CNY
7,Dan,2026-01-13T04:00:00Z,,,25,CNY
8,Dan,2026-01-14T04:00:00Z,,,25,CNY
9,Eva,2025-12-15T04:00:00Z,,,500,CNY
R9,Eva,2026-01-15T04:00:00Z,refund,9,20,CNY
9b,Eva,2025-12-16T04:00:00Z,,,30,CNY
9b,Eva,2025-12-16T04:00:00Z,,,30,CNY
10,Fay,2026-01-16T04:00:00Z,,,10,CNY
10,Fay,2026-01-17T04:00:00Z,,,12,CNY
11,,2026-02-01T04:00:00Z,,,99,CNY
12,Ann,2026-05-01T04:00:00Z,,,99,CNY
13,Fay,2026-03-01T04:00:00Z,,,7,CNY
";

const AS_OF: &str = "2026-03-31T12:00:00Z";

fn shop(purchases: &str, policy: &str) -> TempDir {
    folder(&[("purchases.csv", purchases), ("policy.toml", policy)])
}

/// Runs the program on a folder; the results go below it.
#[track_caller]
fn told(folder: &Path, more: &[&str]) -> Run {
    let (policy, out) = (folder.join("policy.toml"), folder.join("out"));
    let mut args =
        vec!["--data", text(folder), "--policy", text(&policy), "--as-of", AS_OF, "--out", text(&out)];
    args.extend(more);
    let run = program(&args);
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));
    run
}

fn json(folder: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join("out/value-tiers.json")).unwrap()).unwrap()
}

/// Returns the customers of the table by name, each with its cells by column.
fn customers(folder: &Path) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.join("out/value-tiers.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    let row = |row: csv::Result<csv::StringRecord>| {
        let row = row.unwrap();
        let cells: BTreeMap<String, String> =
            header.iter().zip(&row).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect();
        (cells["customer"].clone(), cells)
    };
    reader.records().map(row).collect()
}

#[track_caller]
fn cells(folder: &Path, customer: &str, columns: &[&str]) -> Vec<String> {
    let row = &customers(folder)[customer];
    columns.iter().map(|column| row[*column].clone()).collect()
}

/// Returns the number at a path of keys and places, such as `tiers.0.customers`.
#[track_caller]
fn number(json: &Value, path: &str) -> u64 {
    let found = path.split('.').fold(json, |value, step| match step.parse::<usize>() {
        Ok(place) => &value[place],
        Err(_) => &value[step],
    });
    found.as_u64().unwrap_or_else(|| panic!("{path}: {found}"))
}

/// Of Ann, Bea, Cid, Dan and Eva, one is high by spend and two are middle. Fay's order 10 has two amounts.
#[test]
fn figures_are_those_worked_out_by_hand() {
    let shop = shop(PURCHASES, POLICY);
    told(shop.path(), &["--show-values"]);
    let columns = ["tier", "level_by_spend", "level_by_repurchase", "decided_by", "net_spend", "purchases"];
    let of = |name: &str| cells(shop.path(), name, &columns).join(" ");
    assert_eq!(of("Ann"), "high high high both 300 3"); // 2 of 3 orders came after the first
    assert_eq!(of("Bea"), "middle middle middle both 200 2");
    assert_eq!(of("Cid"), "ordinary middle ordinary repurchase 100 1");
    assert_eq!(of("Dan"), "ordinary ordinary middle spend 50 2");
    assert_eq!(of("Eva"), "ordinary ordinary ordinary both -20 0");
    assert_eq!(
        cells(shop.path(), "Fay", &["tier", "missing"]),
        ["", "the records of an order contradict each other"]
    );

    // Bea must draw level with Ann, and 3 of 5 orders are needed for 60 %, which is 2 of 3.
    let way = ["next_tier", "lacks_spend", "lacks_purchases", "either_is_enough"];
    assert_eq!(cells(shop.path(), "Bea", &way), ["high", "100", "1", "no"]);
    assert_eq!(cells(shop.path(), "Cid", &way), ["middle", "", "1", "no"]);
    // Rank 3 of 5 is middle, and Cid has it with 100: Dan needs 50 more to share it.
    assert_eq!(cells(shop.path(), "Dan", &way), ["middle", "50", "", "no"]);
    assert_eq!(cells(shop.path(), "Ann", &way), ["", "", "", ""]);
    // Bought in the last 30 days: Ann and Cid. Twice or more: Ann, Bea, Dan.
    let segments =
        ["Ann", "Bea", "Cid", "Dan", "Eva"].map(|name| cells(shop.path(), name, &["segment"]).concat());
    assert_eq!(segments, ["back", "back", "once", "back", "gone"]);

    let json = json(shop.path());
    let at = |path: &str| number(&json, path);
    assert_eq!(
        [at("population"), at("tiers.0.customers"), at("tiers.1.customers"), at("tiers.2.customers")],
        [5, 1, 1, 3]
    );
    assert_eq!([at("tiers.0.by_spend"), at("tiers.1.by_spend"), at("tiers.2.by_spend")], [1, 2, 2]);
    assert_eq!(
        [at("tiers.0.by_repurchase"), at("tiers.1.by_repurchase"), at("tiers.2.by_repurchase")],
        [1, 2, 2]
    );
    let decided = ["decided_by_spend", "decided_by_repurchase", "decided_by_both"];
    assert_eq!(decided.map(|by| at(&format!("tiers.2.{by}"))), [1, 1, 1]);
    assert_eq!((json["spend"].as_str(), json["currency"].as_str()), (Some("630"), Some("CNY")));
    let way = |place: usize, key: &str| at(&format!("ways_up.{place}.{key}"));
    assert_eq!([way(0, "customers"), way(0, "lack_both"), way(0, "one_purchase_is_enough")], [1, 1, 0]);
    let keys =
        ["customers", "lack_spend_alone", "lack_purchases_alone", "lack_both", "one_purchase_is_enough"];
    assert_eq!(keys.map(|key| way(1, key)), [3, 1, 1, 1, 1]);
    // Of Dan and Eva, who lack 50 and 120, the first of the two is the half.
    assert_eq!(
        (json["ways_up"][1]["least_spend"].as_str(), json["ways_up"][1]["median_spend"].as_str()),
        (Some("50"), Some("50"))
    );
    assert_eq!(json["classes"][0]["class"].as_str(), Some("A"));
    let sizes: Vec<u64> = (0..3).map(|place| at(&format!("segments.{place}.customers"))).collect();
    assert_eq!(sizes, [3, 1, 1]);
    assert_eq!(json["stability"], Value::Null);
}

#[test]
fn what_is_left_out_is_counted_by_reason_and_adds_up() {
    let shop = shop(PURCHASES, POLICY);
    let run = told(shop.path(), &[]);
    let json = json(shop.path());
    let of = |key: &str| number(&json["rows"], key);
    // Ann 3, Bea 2, Cid 1, Dan 2, Eva 1 in the window. Eva's two orders of December count there no more, one of them once.
    assert_eq!([of("counted"), of("before_window"), of("repeated")], [9, 2, 1]);
    assert_eq!(
        [of("later"), of("without_customer"), of("doubtful_orders"), of("of_undetermined")],
        [1, 1, 1, 1]
    );
    let doubtful_rows = 2;
    let sum =
        ["counted", "before_window", "later", "without_customer", "of_undetermined", "repeated"].map(of);
    assert_eq!(sum.iter().sum::<u64>() + doubtful_rows, PURCHASES.lines().count() as u64 - 1);
    assert_eq!(
        number(&json["rows"]["undetermined_customers"], "the records of an order contradict each other"),
        1
    );
    for line in [
        "9  rows count",
        "2  rows before the window",
        "1  rows without a customer",
        "1  rows after the instant",
    ] {
        assert!(run.out.contains(line), "{line}\n{}", run.out);
    }
    // A row that cannot be read stops the program, unless it may go on.
    fs::write(shop.path().join("purchases.csv"), PURCHASES.replace("99,CNY\n12", "99\n12")).unwrap();
    let out = shop.path().join("other");
    let args = ["--data", text(shop.path()), "--policy", "six-plans", "--as-of", AS_OF, "--out", text(&out)];
    assert_eq!(program(&args).status, BAD_INPUT);
    let going_on = program(&[&args[..], &["--keep-going"]].concat());
    assert_eq!(going_on.status, FINE, "{}", going_on.err);
    assert!(going_on.out.contains("1  rows that cannot be read"), "{}", going_on.out);
}

/// In January there were Ann with one order of 100, Bea with 100, Dan with 50 in two; and Eva with 510 in two, of which all but
/// 20 was before the refund. Cid came in March.
#[test]
fn movements_are_those_between_two_instants() {
    let shop = shop(PURCHASES, POLICY);
    let run = told(shop.path(), &["--compare-with", "2026-01-31T12:00:00Z", "--show-values"]);
    let before =
        ["Ann", "Bea", "Cid", "Dan", "Eva"].map(|name| cells(shop.path(), name, &["tier_before"]).concat());
    // Eva is first of four with 510 and two orders, so middle by repurchase; Ann and Bea have one order each, so ordinary.
    // Dan is fourth of four.
    assert_eq!(before, ["ordinary", "ordinary", "", "ordinary", "middle"]);
    let json = json(shop.path());
    let moves = json["movements"].as_array().unwrap();
    let moves: Vec<String> = moves
        .iter()
        .map(|row| {
            format!("{} {} {}", row["from"].as_str().unwrap(), row["to"].as_str().unwrap(), row["customers"])
        })
        .collect();
    assert_eq!(
        moves,
        [
            "middle ordinary 1",
            "ordinary high 1",
            "ordinary middle 1",
            "ordinary ordinary 1",
            "undetermined undetermined 1",
            "none ordinary 1"
        ]
    );
    assert!(run.out.contains("2 up, 1 stayed, 1 down; 1 came in, 0 fell out."), "{}", run.out);
    let page = fs::read_to_string(shop.path().join("out/value-tiers.html")).unwrap();
    assert!(page.contains("id=\"moved\"") && page.contains("Moved since 2026-01-31 12:00:00 UTC"));

    let out = shop.path().join("other");
    let args = ["--data", text(shop.path()), "--policy", "six-plans", "--as-of", AS_OF, "--out", text(&out)];
    let late = program(&[&args[..], &["--compare-with", AS_OF]].concat());
    assert_eq!((late.status, late.out.as_str()), (BAD_INPUT, ""));
    assert!(
        late.err.contains("is not before the instant") && late.err.contains("--compare-with"),
        "{}",
        late.err
    );
}

/// Reviews on the first of each month. Ann is high since the review of 1 April would be... not yet: on 1 March she has two
/// orders. Eva is middle at the review of 1 January, with 530 in two orders, and ordinary since.
#[test]
fn tiers_are_held_between_reviews_where_the_policy_says_so() {
    let policy = POLICY.replace("minimum-tenure", STABILITY);
    let shop = shop(PURCHASES, &policy);
    let run = told(shop.path(), &["--show-values"]);
    let columns = ["tier", "verdict", "held_since", "failed_reviews"];
    // In December Eva's orders were 500 and 30: first of one, two orders. February: 510 net and two orders, as before. March:
    // her window begins in December still. Nothing has failed until the end of March.
    assert_eq!(cells(shop.path(), "Eva", &columns), ["middle", "ordinary", "2026-01-01", "0"]);
    assert_eq!(cells(shop.path(), "Ann", &columns), ["high", "high", "2026-03-31", "0"]);
    let because = cells(shop.path(), "Eva", &["held_because"]).concat();
    assert_eq!(because, "the verdict is ordinary, and the level is held until the review of 2026-04-01");
    let json = json(shop.path());
    let reviews: Vec<&str> =
        json["stability"]["reviews"].as_array().unwrap().iter().map(|date| date.as_str().unwrap()).collect();
    assert_eq!(reviews, ["2026-01-01", "2026-02-01", "2026-03-01"]);
    assert_eq!(json["stability"]["next_review"].as_str(), Some("2026-04-01"));
    assert_eq!(number(&json, "tiers.1.held"), 2); // Bea and Eva
    assert!(run.out.contains("HELD BETWEEN REVIEWS: P-TIER-1"), "{}", run.out);
    assert!(run.out.contains("1 customer held above their verdict"), "{}", run.out);
}

#[test]
fn any_order_of_rows_gives_the_same_files() {
    let mut lines: Vec<&str> = PURCHASES.lines().collect();
    lines[1..].reverse();
    let policy = POLICY.replace("minimum-tenure", STABILITY);
    let (one, other) = (shop(PURCHASES, &policy), shop(&lines.join("\n"), &policy));
    let more = ["--compare-with", "2026-01-31", "--show-values"];
    let page = |folder: &TempDir| told(folder.path(), &more).out.split("Written").next().unwrap().to_owned();
    assert_eq!(page(&one), page(&other));
    for file in FILES {
        let read = |folder: &TempDir| fs::read_to_string(folder.path().join("out").join(file)).unwrap();
        assert_eq!(read(&one), read(&other), "{file}");
    }
}

#[test]
fn a_compressed_log_is_read_as_it_is() {
    let own = shop(PURCHASES, POLICY);
    let plain = told(own.path(), &[]).out;
    let packed = shop("", POLICY);
    fs::remove_file(packed.path().join("purchases.csv")).unwrap();
    let file = fs::File::create(packed.path().join("purchases.csv.gz")).unwrap();
    let mut writer = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    std::io::Write::write_all(&mut writer, PURCHASES.as_bytes()).unwrap();
    writer.finish().unwrap();
    let figures =
        |page: &str| page.split("VALUE TIERS").nth(1).unwrap().split("Written").next().unwrap().to_owned();
    assert_eq!(figures(&told(packed.path(), &[]).out), figures(&plain));
}

#[test]
fn the_pages_are_sound_and_hide_names() {
    let shop = shop(PURCHASES, &POLICY.replace("minimum-tenure", STABILITY));
    let run = told(shop.path(), &["--compare-with", "2026-01-31"]);
    let read = |file: &str| fs::read_to_string(shop.path().join("out").join(file)).unwrap();
    let page = read("value-tiers.html");
    check_sound(&page);
    assert!(page.starts_with("<!DOCTYPE html>") && page.matches("<h1>").count() == 1);
    for name in ["Ann", "Bea", "Cid", "Dan", "Eva", "Fay"] {
        for told in FILES.map(read).iter().chain([&run.out]) {
            assert!(!told.contains(name), "{name}");
        }
    }
    let loud = POLICY.replace("\"back\"", "\"<b>back</b>\"");
    fs::write(shop.path().join("policy.toml"), loud).unwrap();
    told(shop.path(), &[]);
    let page = read("value-tiers.html");
    check_sound(&page);
    assert!(page.contains("&#60;b&#62;back") && !page.contains("<b>"));
}

#[test]
fn the_page_fits_a_telephone_and_a_screen() {
    let Some(browser) = browser("value_tiers: the_page_fits_a_telephone_and_a_screen") else { return };
    let folder = tempfile::tempdir().unwrap();
    let run = program(&["--compare-with", "2025-12-31", "--out", text(&folder.path().join("out"))]);
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));
    let page = fs::read_to_string(folder.path().join("out/value-tiers.html")).unwrap();
    check_sound(&page);
    let sections =
        ["key-figures", "tiers", "criteria", "way-up", "held", "moved", "segments", "rows", "reading"];
    check_that_it_fits(browser, &page, &sections);
}

#[test]
fn the_terminal_settles_the_width() {
    let shop = shop(PURCHASES, &POLICY.replace("minimum-tenure", STABILITY));
    let (policy, out) = (shop.path().join("policy.toml"), shop.path().join("out"));
    let args = ["value_tiers", "--data", text(shop.path()), "--policy", text(&policy), "--out", text(&out)];
    let args = args.iter().chain(&["--as-of", AS_OF, "--compare-with", "2026-01-31"]);
    for (columns, most) in [(None, 100), (Some(40), 80), (Some(90), 90), (Some(200), 100)] {
        let (mut page, mut err) = (Vec::new(), Vec::new());
        assert_eq!(run(args.clone(), &mut page, &mut err, Terminal { columns, progress: false }), FINE);
        let page = String::from_utf8(page).unwrap();
        let written = page.find("Written to").unwrap();
        assert!(page[..written].lines().all(|line| line.chars().count() <= most), "{columns:?}: {page}");
    }
}

#[test]
fn nobody_to_compare_is_no_error() {
    let shop = shop(PURCHASES.lines().next().unwrap(), POLICY);
    let run = told(shop.path(), &[]);
    assert!(run.out.contains("net spend of 0 customers"), "{}", run.out);
    let json = json(shop.path());
    assert_eq!((number(&json, "population"), &json["spend"]), (0, &Value::Null));
    assert!(customers(shop.path()).is_empty());
    let page = fs::read_to_string(shop.path().join("out/value-tiers.html")).unwrap();
    check_sound(&page);
    assert!(page.contains("No customer bought anything in the window."));
}

#[test]
fn what_cannot_be_told_is_refused_with_advice() {
    let shop = shop(PURCHASES, POLICY);
    let out = shop.path().join("out");
    let refused = |policy: &str, as_of: &str, words: &[&str]| {
        let run = program(&[
            "--data",
            text(shop.path()),
            "--policy",
            policy,
            "--as-of",
            as_of,
            "--out",
            text(&out),
        ]);
        assert_eq!((run.status, run.out.as_str()), (BAD_INPUT, ""));
        assert!(words.iter().all(|word| run.err.contains(word)), "{}", run.err);
    };
    refused(
        "detailed",
        AS_OF,
        &["the policy `detailed` has no table `[tiers.value]`", "six-plans", "--policy"],
    );
    let later = shop.path().join("later.toml");
    fs::write(&later, POLICY.replace("[tiers.value]", "valid = { from = 2027-01-01 }\n[tiers.value]"))
        .unwrap();
    refused(text(&later), AS_OF, &["no version of", "is in force", "--policy"]);
    let dollars = PURCHASES.replace("100,CNY\n2,", "100,USD\n2,");
    fs::write(shop.path().join("purchases.csv"), dollars).unwrap();
    refused("six-plans", AS_OF, &["amounts in CNY and USD have no common sum", "`currency` of `[money]`"]);
    fs::remove_file(shop.path().join("purchases.csv")).unwrap();
    fs::write(shop.path().join("customers.csv"), "customer\nAnn\n").unwrap();
    refused("six-plans", AS_OF, &["no purchases were supplied"]);
    assert!(!out.exists(), "nothing is left behind");
}

#[test]
fn without_arguments_a_made_up_company_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let run = program(&["--out", text(&folder.path().join("out"))]);
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));
    assert!(run.out.contains("a made-up company") && run.out.contains("HELD BETWEEN REVIEWS"), "{}", run.out);
    let json = json(folder.path());
    let sum = |key: &str| (0..3).map(|place| number(&json["tiers"][place], key)).sum::<u64>();
    let population = number(&json, "population");
    assert_eq!([sum("customers"), sum("by_spend"), sum("by_repurchase")], [population; 3]);
    let cells = json["criteria"].as_array().unwrap().iter().map(|cell| number(cell, "customers"));
    assert_eq!(cells.sum::<u64>(), population);
    for way in json["ways_up"].as_array().unwrap() {
        let parts = ["lack_spend_alone", "lack_purchases_alone", "lack_both"].map(|key| number(way, key));
        assert_eq!(parts.iter().sum::<u64>(), number(way, "customers"));
    }
}

#[test]
fn every_column_and_key_is_in_the_documentation() {
    let document =
        fs::read_to_string(format!("{}/../docs/value-tiers.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let shop = shop(PURCHASES, &POLICY.replace("minimum-tenure", STABILITY));
    told(shop.path(), &["--compare-with", "2026-01-31", "--show-values"]);
    let columns: Vec<String> = customers(shop.path()).remove("Ann").unwrap().into_keys().collect();
    let json = json(shop.path());
    let keys = |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let parts = ["tiers", "criteria", "ways_up", "movements", "classes", "segments"].map(|key| &json[key][0]);
    let objects = parts.into_iter().chain([&json, &json["rows"], &json["stability"]]);
    for name in columns.into_iter().chain(objects.flat_map(keys)) {
        assert!(document.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn the_command_line_is_explained() {
    for args in [&["--compare-with", "yesterday"][..], &["--few", "3"], &["--mapping", "a.toml"]] {
        let run = program(args);
        assert_eq!((run.status, run.out.as_str()), (USAGE, ""), "{args:?}");
    }
    let help = program(&["--help"]);
    assert_eq!((help.status, help.err.as_str()), (FINE, ""));
    for flag in [
        "--data",
        "--mapping",
        "--policy",
        "--as-of",
        "--compare-with",
        "--keep-going",
        "--out",
        "--show-values",
    ] {
        assert!(help.out.contains(flag), "{flag}");
    }
}
