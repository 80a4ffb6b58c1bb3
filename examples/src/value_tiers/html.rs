//! The figures as one HTML file, made as the page of `assess` is: no script, nothing loaded, light or dark.

use std::borrow::Borrow;
use std::io::{self, Write};

use askama::Template;
use chrono::Days;
use crm_kit::segmentation::Level;
use crm_model::{Ratio, TableName, Total};

use super::words::{disagreement, moved, place, reviews, stability, way_to};
use super::{Answer, Figures, Moved, Place, Size};
use crate::report::cell::{count as count_of, counted, money, percent, readable};
use crate::report::head::table;
use crate::report::html::{Fact, ShareView, chart};

/// The page with what its template needs.
#[derive(Template)]
#[template(path = "value/page.html", whitespace = "minimize")]
struct Page {
    title: String,
    policy: String,
    as_of: String,
    as_of_is: &'static str,
    facts: Vec<Fact>,
    clause: String,
    strength: &'static str,
    population: u64,
    basis: String,
    keeps: bool,
    tiers: Vec<TierView>,
    levels: Vec<String>,
    criteria: Vec<MatrixRow>,
    either: bool,
    ways_up: Vec<WayView>,
    held: Option<HeldView>,
    moved: Option<MovedView>,
    classes: Vec<Line>,
    segments: Vec<SegmentView>,
    counted: u64,
    left_out: Vec<Line>,
    notes: Vec<String>,
}

/// A number with its name.
struct Line {
    name: String,
    count: u64,
}

impl Line {
    fn new((name, count): (impl ToString, u64)) -> Self {
        Self { name: name.to_string(), count }
    }
}

struct TierView {
    name: String,
    customers: u64,
    held: u64,
    share: ShareView,
    by_spend: ShareView,
    by_repurchase: ShareView,
    spend: String,
    share_of_spend: Option<ShareView>,
    cut: String,
    decided_by: [Line; 3],
    provisional: u64,
}

/// A row of a matrix: each cell with its share of the row.
struct MatrixRow {
    name: String,
    sum: u64,
    cells: Vec<Cell>,
}

struct Cell {
    count: u64,
    share: Option<ShareView>,
    /// Whether it is where it was.
    is_same: bool,
}

struct WayView {
    name: String,
    customers: u64,
    spend_alone: u64,
    purchases_alone: u64,
    both: u64,
    one_purchase: u64,
    least: String,
    median: String,
}

struct HeldView {
    clause: String,
    strength: &'static str,
    sentences: [String; 2],
    above_verdict: String,
    reasons: Vec<Line>,
}

struct MovedView {
    since: String,
    summary: String,
    places: Vec<String>,
    rows: Vec<MatrixRow>,
}

struct SegmentView {
    name: String,
    customers: u64,
    share: Option<ShareView>,
    spend: String,
}

impl Page {
    fn customer_shares(&self) -> impl Iterator<Item = (&str, &ShareView)> {
        self.tiers.iter().map(|tier| (tier.name.as_str(), &tier.share))
    }

    fn by_spend_shares(&self) -> impl Iterator<Item = (&str, &ShareView)> {
        self.tiers.iter().map(|tier| (tier.name.as_str(), &tier.by_spend))
    }

    fn by_repurchase_shares(&self) -> impl Iterator<Item = (&str, &ShareView)> {
        self.tiers.iter().map(|tier| (tier.name.as_str(), &tier.by_repurchase))
    }

    fn spend_shares(&self) -> impl Iterator<Item = (&str, &ShareView)> {
        self.tiers.iter().filter_map(|tier| Some((tier.name.as_str(), tier.share_of_spend.as_ref()?)))
    }
}

/// Writes the page.
pub(super) fn write(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    page(answer).write_into(&mut { out })
}

fn page(answer: &Answer) -> Page {
    let Answer { data, policy, as_of_is, figures, .. } = answer;
    let fact = |name: &str, texts: Vec<String>| Fact { name: name.to_owned(), texts };
    let purchases = data.tables.iter().filter(|summary| summary.table == TableName::Purchases).map(table);
    let facts = vec![
        fact("Policy", policy.versions.iter().map(ToString::to_string).collect()),
        fact("Purchases", purchases.chain(data.notes.iter().cloned()).collect()),
    ];
    let all: u64 = figures.segments.iter().map(|size| size.customers).sum();
    let segment = |size: &super::SegmentSize| SegmentView {
        name: size.segment.clone(),
        customers: size.customers,
        share: share(size.customers, all),
        spend: sum(size.spend),
    };
    Page {
        title: data.title.clone(),
        policy: policy.name.clone(),
        as_of: readable(figures.as_of),
        as_of_is: as_of_is.in_words(),
        facts,
        clause: figures.clause.0.to_string(),
        strength: figures.clause.1.as_str(),
        population: figures.population,
        basis: basis(figures),
        keeps: figures.stability.is_some(),
        tiers: figures.sizes.iter().filter_map(|size| tier(figures, size)).collect(),
        levels: Level::ALL.map(|level| figures.word(level).to_owned()).into(),
        criteria: criteria(figures),
        either: figures.ways_up.iter().any(|way| way.either),
        ways_up: figures.ways_up.iter().map(|way| way_up(figures, way)).collect(),
        held: held(figures),
        moved: figures.moved.as_ref().map(|matrix| movements(figures, matrix)),
        classes: figures.classes.iter().map(|size| Line::new((size.class, size.customers))).collect(),
        segments: figures.segments.iter().map(segment).collect(),
        counted: figures.left_out.counted,
        left_out: figures.left_out.lines().into_iter().map(Line::new).collect(),
        notes: figures.notes.clone(),
    }
}

fn basis(figures: &Figures) -> String {
    let first = figures.window.0.checked_add_days(Days::new(1)).unwrap_or(figures.window.0);
    let spend = figures.spend.map(|spend| format!(", {} in all", money(spend))).unwrap_or_default();
    format!(
        "Net spend of {} from {first} to {}, both days included{spend}. Where spend and repurchase differ, {}.",
        counted(figures.population, "customer"),
        figures.window.1,
        disagreement(figures.disagree)
    )
}

fn view_of(ratio: Ratio) -> ShareView {
    ShareView { fraction: ratio.as_f64(), percent: percent(ratio), parts: String::new() }
}

fn share(part: u64, whole: u64) -> Option<ShareView> {
    Ratio::new(part.into(), whole.into()).map(view_of)
}

fn sum(total: Option<Total>) -> String {
    total.map_or_else(|| "–".to_owned(), money)
}

/// Returns a tier; `None` where nobody was compared.
fn tier(figures: &Figures, size: &Size) -> Option<TierView> {
    let of_all = |customers| figures.share(customers).map(view_of);
    let spend = size.spend.zip(figures.spend);
    let spend = spend.and_then(|(part, whole)| Ratio::new(part.ten_thousandths, whole.ten_thousandths));
    Some(TierView {
        name: figures.word(size.level).to_owned(),
        customers: size.customers,
        held: size.held.unwrap_or(0),
        share: of_all(size.customers)?,
        by_spend: of_all(size.by_spend)?,
        by_repurchase: of_all(size.by_repurchase)?,
        spend: sum(size.spend),
        share_of_spend: spend.map(view_of),
        cut: sum(size.cut),
        decided_by: size.decided_by.map(|count| Line::new(("", count))),
        provisional: size.provisional,
    })
}

fn criteria(figures: &Figures) -> Vec<MatrixRow> {
    let rows = Level::ALL.into_iter().zip(figures.criteria);
    let row = |(level, row): (Level, [u64; 3])| {
        let cells = Level::ALL.into_iter().zip(row).map(|(to, count)| Cell {
            count,
            share: share(count, figures.population),
            is_same: to == level,
        });
        MatrixRow { name: figures.word(level).to_owned(), sum: row.iter().sum(), cells: cells.collect() }
    };
    rows.map(row).collect()
}

fn way_up(figures: &Figures, way: &super::WayUp) -> WayView {
    WayView {
        name: way_to(figures, way.to),
        customers: way.customers,
        spend_alone: way.spend_alone,
        purchases_alone: way.purchases_alone,
        both: way.both,
        one_purchase: way.one_purchase,
        least: sum(way.least_spend),
        median: sum(way.median_spend),
    }
}

fn held(figures: &Figures) -> Option<HeldView> {
    let kept = figures.stability.as_ref()?;
    Some(HeldView {
        clause: kept.rule.clause.to_string(),
        strength: kept.rule.strength.as_str(),
        sentences: [stability(kept), reviews(kept)],
        above_verdict: counted(kept.above_verdict, "customer"),
        reasons: kept.reasons.iter().copied().map(Line::new).collect(),
    })
}

fn movements(figures: &Figures, matrix: &Moved) -> MovedView {
    let places = matrix.places();
    let row = |from: &Place| {
        let sum = matrix.before(*from);
        let cells = places.iter().map(|to| {
            let count = matrix.count(*from, *to);
            Cell { count, share: share(count, sum), is_same: from == to }
        });
        MatrixRow { name: place(figures, *from), sum, cells: cells.collect() }
    };
    MovedView {
        since: readable(matrix.since),
        summary: moved(matrix),
        places: places.iter().map(|to| place(figures, *to)).collect(),
        rows: places.iter().map(row).collect(),
    }
}

/// Returns a count with its thousands set apart; templates hand numbers over in either way.
fn count(number: impl Borrow<u64>) -> String {
    count_of(*number.borrow())
}
