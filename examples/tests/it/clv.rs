//! The program `clv` as its users meet it.

mod bad_input;
mod log_forms;
mod real;

use std::fs;
use std::path::Path;

use examples::clv::{FILES, run as clv};
use examples::run::{FINE, Terminal};
use serde_json::Value;

use crate::html::browser::{browser, check_that_it_fits};
use crate::study::Study;
use crate::tiny::text;

impl Study {
    /// Returns the rows of the table of customers, each cell by the name of its column.
    fn customers(&self) -> Vec<std::collections::BTreeMap<String, String>> {
        self.rows("clv.csv")
    }

    /// Returns the report of the fit of a model.
    #[track_caller]
    fn fit(&self, name: &str) -> Value {
        let json = self.json();
        let models = json["models"].as_array().unwrap();
        let model = models.iter().find(|model| model["name"] == name).unwrap();
        model["fit"]["report"].clone()
    }
}

/// Runs the program with a folder of its own for the results.
pub(crate) fn study(args: &[&str]) -> Study {
    Study::of(clv, None, args)
}

/// Runs the program on a log of this text.
fn study_of(log: &str, args: &[&str]) -> Study {
    Study::of_file(clv, "log.csv", log, args)
}

#[test]
fn the_made_up_shop_has_all_files() {
    let study = study(&[]);
    assert_eq!((study.status, study.err.as_str()), (FINE, ""), "{}", study.page);
    for file in FILES {
        assert!(!study.file(file).is_empty(), "{file}");
    }
    assert!(study.page.starts_with("Log       a made-up shop: 8,742 rows\n"), "{}", study.page);
    for heading in ["MODELS, best first", "ESTIMATES", "SPEND ON EACH PURCHASE", "TO COME"] {
        assert!(study.page.contains(&format!("\n{heading}")), "{heading}");
    }
    assert_eq!(study.json()["customers"], 1_500);
    assert_eq!(study.customers().len(), 1_500);
    let fits_the_page = study.page.lines().all(|line| line.chars().count() <= 100);
    assert!(fits_the_page, "{}", study.page);
}

#[test]
fn all_models_fit_a_narrow_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let models = "nbd,bg-nbd,mbg-nbd,pareto-nbd,bg-cnbd-k,mbg-cnbd-k,ggompertz-nbd";
    let args = ["clv", "--out", text(folder.path()), "--models", models, "--holdout", "2025-12-31"];
    let status = clv(args, &mut out, &mut err, Terminal { columns: Some(80), progress: false });
    let page = String::from_utf8(out).unwrap();
    assert_eq!(status, FINE, "{}", String::from_utf8(err).unwrap());
    let written = page.lines().position(|line| line.starts_with("Written to")).unwrap();
    for line in page.lines().take(written) {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert!(page.contains("\nHELD OUT\n"), "{page}");
    assert!(page.contains("GGompertz/NBD"), "{page}");
}

#[test]
fn the_same_log_in_another_order_gives_the_same_files() {
    let rows =
        ["al,2026-01-01,10", "al,2026-01-20,12", "bo,2026-01-03,7.5", "al,2026-02-27,-3", "bo,2026-03-01,0"];
    let rows: Vec<String> =
        (0..30).flat_map(|number| rows.map(|row| format!("{number}{row}"))).map(|row| row + "\n").collect();
    let header = "customer,at,amount\n";
    let one = study_of(&(header.to_owned() + &rows.concat()), &["--draws", "40"]);
    let mut turned = rows;
    turned.reverse();
    let other = study_of(&(header.to_owned() + &turned.concat()), &["--draws", "40"]);
    assert_eq!(one.status, FINE, "{}", one.err);
    for file in FILES {
        assert_eq!(one.file(file), other.file(file), "{file}");
    }
}

#[test]
fn limits_lie_about_the_figures_and_follow_the_seed() {
    let args = ["--draws", "60", "--by", "bg-nbd", "--seed"];
    let limits = |seed: &str| study(&[args.as_slice(), &[seed]].concat());
    let study = limits("7");
    assert_eq!(study.status, FINE, "{}", study.err);
    let mut wide = 0;
    for row in study.customers() {
        let figure = |name: &str| -> f64 { row[name].parse().unwrap() };
        for name in ["p_alive", "expected_purchases", "clv"] {
            let (low, high) = (figure(&format!("{name}_low")), figure(&format!("{name}_high")));
            assert!(low <= high, "{row:?}");
            wide += u32::from(low < figure(name) && figure(name) < high);
        }
    }
    assert!(wide > 3_000, "{wide} of 4,500 figures lie inside their limits");
    assert_eq!(study.file("clv.csv"), limits("7").file("clv.csv"));
    assert_ne!(study.file("clv.csv"), limits("8").file("clv.csv"));
}

#[test]
fn models_of_regular_times_have_limits_too() {
    let study = study(&["--draws", "40", "--by", "mbg-cnbd-k", "--models", "nbd"]);
    assert_eq!(study.status, FINE, "{}", study.err);
    let mut inside = 0;
    for row in study.customers() {
        let figure = |name: &str| -> f64 { row[name].parse().unwrap() };
        let (low, high) = (figure("expected_purchases_low"), figure("expected_purchases_high"));
        assert!(low <= high, "{row:?}");
        inside += u32::from(low < figure("expected_purchases") && figure("expected_purchases") < high);
    }
    assert!(inside > 1_000, "{inside} of 1,500 figures lie inside their limits");
}

#[test]
fn a_fit_that_is_not_pinned_down_has_no_limits_and_says_so() {
    let study = study(&["--draws", "40", "--by", "ggompertz-nbd", "--models", "nbd"]);
    assert_eq!(study.status, FINE, "{}", study.err);
    let note = "there are no limits: the fit of GGompertz/NBD does not pin every parameter down";
    assert!(study.page.contains(note), "{}", study.page);
    let row = &study.customers()[0];
    assert!(row.keys().all(|column| !column.ends_with("_low")), "{row:?}");
}

#[test]
fn what_a_customer_will_bring_falls_with_the_discount_and_follows_the_margin() {
    let value = |args: &[&str]| study(args).json()["predictions"]["value"].as_f64().unwrap();
    let plain = value(&["--discount", "0"]);
    let half = value(&["--discount", "0", "--margin", "0.5"]);
    assert!((half / plain - 0.5).abs() < 1e-12, "{half} {plain}");
    assert!(value(&["--discount", "0.2"]) < plain);
}

/// Returns the page of a study with a holdout and of one where no dropout is identified.
fn pages() -> [String; 2] {
    let models = "nbd,bg-nbd,mbg-nbd,pareto-nbd,bg-cnbd-k";
    let with_holdout = study(&["--holdout", "2025-12-31", "--models", models]);
    // Everybody buys on and on to the end, some often and some rarely.
    let rows = (1..=150).flat_map(|number: u32| {
        let every = 4 + number * number % 23;
        (0..180 / every).map(move |time| (number, 179 - time * every))
    });
    let first = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let rows = rows.map(|(number, day)| {
        let date = first + chrono::Days::new(u64::from(day));
        format!("c{number},{date},{}\n", 5 + number % 9)
    });
    let log = format!("customer,at,amount\n{}", rows.collect::<String>());
    let endless = study_of(&log, &[]);
    assert_eq!(endless.status, FINE, "{}", endless.err);
    assert!(endless.page.contains("NO DROPOUT IS IDENTIFIED by "), "{}", endless.page);
    [with_holdout, endless].map(|study| study.file("clv.html"))
}

#[test]
fn the_page_loads_nothing_and_says_what_must_not_be_missed() {
    let [with_holdout, endless] = pages();
    for page in [&with_holdout, &endless] {
        assert!(!page.contains("<script") && !page.contains("http"), "something is loaded");
        assert!(page.contains("</html>"));
    }
    assert!(endless.contains("<p class=\"alert\"><strong>NO DROPOUT IS IDENTIFIED by "));
    assert!(with_holdout.contains("held out from here"));
}

#[test]
fn the_page_fits_every_screen() {
    let Some(browser) = browser("the_page_fits_every_screen") else { return };
    for page in pages() {
        check_that_it_fits(browser, &page, &["to-come", "by-value", "models", "spend", "judged", "reading"]);
    }
}

#[test]
fn results_do_not_replace_the_data() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clv.csv");
    let log = "customer,at,amount\na,2026-01-01,1\n";
    fs::write(&file, log).unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = ["clv", "--data", text(&file), "--out", text(folder.path())];
    let status = clv(args, &mut out, &mut err, Terminal::default());
    assert_eq!(status, 1);
    assert!(String::from_utf8(err).unwrap().contains("choose another folder with --out"));
    assert_eq!(fs::read_to_string(&file).unwrap(), log);
    assert!(Path::new(&file).exists());
}

#[test]
fn the_json_may_be_printed() {
    let study = study(&["--json"]);
    assert_eq!(study.status, FINE, "{}", study.err);
    assert_eq!(study.page, study.file("clv.json"));
}

#[test]
fn orders_of_one_day_count_and_have_no_times_between_them() {
    let study = study(&["--grain", "order", "--models", "bg-nbd,bg-cnbd-k"]);
    assert_eq!(study.status, FINE, "{}", study.err);
    let page = study.page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        page.contains("bg-cnbd-k: NOT FITTED: some orders are of one day: it needs --grain day."),
        "{page}"
    );
    // 8,742 rows, of them 117 refunds; 1,500 customers each have a first order.
    assert!(page.contains("7,125 orders beyond the first"), "{page}");
    assert!(page.contains("each row counts as an order"), "{page}");
}

#[test]
fn every_option_is_documented() {
    let guide = include_str!("../../../docs/customer-value.md");
    let (mut clv_help, mut cohorts_help, mut err) = (Vec::new(), Vec::new(), Vec::new());
    assert_eq!(clv(["clv", "--help"], &mut clv_help, &mut err, Terminal::default()), FINE);
    let status =
        examples::cohorts::run(["cohorts", "--help"], &mut cohorts_help, &mut err, Terminal::default());
    assert_eq!(status, FINE);
    let help = String::from_utf8([clv_help, cohorts_help].concat()).unwrap();
    let options = help.lines().filter_map(|line| line.trim().strip_prefix("--")?.split([' ', '=']).next());
    let options: Vec<&str> =
        options.filter(|name| !matches!(*name, "help" | "version" | "show-values")).collect();
    assert!(options.len() > 30, "{options:?}");
    for option in options {
        assert!(guide.contains(&format!("--{option}")), "{option}");
    }
}
