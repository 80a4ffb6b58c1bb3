//! `value-tiers.json`: all figures, for programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::NaiveDate;
use crm_kit::segmentation::{Disagree, Level};
use crm_model::Total;
use serde::Serialize;

use super::words::place;
use super::{Answer, Figures, LeftOut, Size, Stability, WayUp};
use crate::report::cell::{Instant, units};
use crate::report::json::{DataRow, Document, PolicyRow};

/// The schema of the file, for a program to check before it reads on.
const SCHEMA: &str = "crm-value-tiers/1";

/// Writes all figures; one customer after another is in the table.
pub(super) fn write(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let Answer { data, policy, as_of_is, figures, .. } = answer;
    let mut document = Document::new(out);
    document.field("schema", &SCHEMA)?;
    document.field("as_of", &Instant(figures.as_of))?;
    document.field("as_of_is", &as_of_is.as_str())?;
    document.field("policy", &PolicyRow::new(policy))?;
    document.field("data", &DataRow::new(data))?;
    document.field("rule", &figures.rule.as_str())?;
    document.field("clause", &figures.clause.0.as_str())?;
    document.field("strength", &figures.clause.1.as_str())?;
    let disagree = Disagree::ALL.iter().find(|(option, _)| *option == figures.disagree);
    document.field("disagree", &disagree.map(|(_, word)| word))?;
    document.field("after", &figures.window.0)?;
    document.field("last", &figures.window.1)?;
    document.field("population", &figures.population)?;
    document.field("spend", &amount(figures.spend))?;
    document.field("currency", &figures.spend.map(|spend| spend.currency.to_string()))?;
    document.list("tiers", figures.sizes.iter().map(|size| SizeRow::new(figures, size)))?;
    document.list("criteria", criteria(figures).into_iter())?;
    document.list("ways_up", figures.ways_up.iter().map(|way| WayRow::new(figures, way)))?;
    document.field("stability", &figures.stability.as_ref().map(StabilityRow::new))?;
    document.field("moved_since", &figures.moved.as_ref().map(|moved| Instant(moved.since)))?;
    document.list("movements", movements(figures).into_iter())?;
    let classes = figures.classes.iter();
    document.list(
        "classes",
        classes.map(|size| ClassRow { class: size.class.as_str(), customers: size.customers }),
    )?;
    let segments = figures.segments.iter().map(|size| SegmentRow {
        segment: &size.segment,
        customers: size.customers,
        spend: amount(size.spend),
    });
    document.list("segments", segments)?;
    document.field("rows", &RowsRow::new(&figures.left_out))?;
    document.field("notes", &figures.notes)?;
    document.end()
}

fn amount(total: Option<Total>) -> Option<String> {
    total.map(|total| units(total.ten_thousandths))
}

#[derive(Serialize)]
struct SizeRow<'a> {
    tier: &'a str,
    level: String,
    customers: u64,
    held: Option<u64>,
    by_spend: u64,
    by_repurchase: u64,
    decided_by_spend: u64,
    decided_by_repurchase: u64,
    decided_by_both: u64,
    provisional: u64,
    spend: Option<String>,
    cut: Option<String>,
}

impl<'a> SizeRow<'a> {
    fn new(figures: &'a Figures, size: &Size) -> Self {
        let [spend, repurchase, both] = size.decided_by;
        Self {
            tier: figures.word(size.level),
            level: size.level.to_string(),
            customers: size.customers,
            held: size.held,
            by_spend: size.by_spend,
            by_repurchase: size.by_repurchase,
            decided_by_spend: spend,
            decided_by_repurchase: repurchase,
            decided_by_both: both,
            provisional: size.provisional,
            spend: amount(size.spend),
            cut: amount(size.cut),
        }
    }
}

#[derive(Serialize)]
struct CriteriaRow {
    by_spend: String,
    by_repurchase: String,
    customers: u64,
}

fn criteria(figures: &Figures) -> Vec<CriteriaRow> {
    let rows = Level::ALL.into_iter().zip(figures.criteria);
    let cells = rows.flat_map(|(spend, row)| {
        Level::ALL.into_iter().zip(row).map(move |(repurchase, customers)| CriteriaRow {
            by_spend: spend.to_string(),
            by_repurchase: repurchase.to_string(),
            customers,
        })
    });
    cells.collect()
}

#[derive(Serialize)]
struct WayRow<'a> {
    to: &'a str,
    customers: u64,
    lack_spend_alone: u64,
    lack_purchases_alone: u64,
    lack_both: u64,
    either_is_enough: bool,
    one_purchase_is_enough: u64,
    least_spend: Option<String>,
    median_spend: Option<String>,
}

impl<'a> WayRow<'a> {
    fn new(figures: &'a Figures, way: &WayUp) -> Self {
        Self {
            to: figures.word(way.to),
            customers: way.customers,
            lack_spend_alone: way.spend_alone,
            lack_purchases_alone: way.purchases_alone,
            lack_both: way.both,
            either_is_enough: way.either,
            one_purchase_is_enough: way.one_purchase,
            least_spend: amount(way.least_spend),
            median_spend: amount(way.median_spend),
        }
    }
}

#[derive(Serialize)]
struct StabilityRow<'a> {
    rule: &'a str,
    clause: &'a str,
    strength: &'static str,
    reviews: &'a [NaiveDate],
    not_judged: Vec<NotJudgedRow<'a>>,
    next_review: Option<NaiveDate>,
    above_verdict: u64,
    reasons: BTreeMap<&'static str, u64>,
}

#[derive(Serialize)]
struct NotJudgedRow<'a> {
    review: NaiveDate,
    why: &'a str,
}

impl<'a> StabilityRow<'a> {
    fn new(stability: &'a Stability) -> Self {
        let not_judged = stability.not_judged.iter();
        Self {
            rule: stability.rule.name.as_str(),
            clause: stability.rule.clause.as_str(),
            strength: stability.rule.strength.as_str(),
            reviews: &stability.reviews,
            not_judged: not_judged.map(|(review, why)| NotJudgedRow { review: *review, why }).collect(),
            next_review: stability.next,
            above_verdict: stability.above_verdict,
            reasons: stability.reasons.iter().copied().collect(),
        }
    }
}

#[derive(Serialize)]
struct MovementRow {
    from: String,
    to: String,
    customers: u64,
}

fn movements(figures: &Figures) -> Vec<MovementRow> {
    let cells = figures.moved.iter().flat_map(super::Moved::cells).filter(|(_, _, customers)| *customers > 0);
    let row =
        |(from, to, customers)| MovementRow { from: place(figures, from), to: place(figures, to), customers };
    cells.map(row).collect()
}

#[derive(Serialize)]
struct ClassRow {
    class: &'static str,
    customers: u64,
}

#[derive(Serialize)]
struct SegmentRow<'a> {
    segment: &'a str,
    customers: u64,
    spend: Option<String>,
}

/// The rows of the log, by what became of them.
#[derive(Serialize)]
struct RowsRow<'a> {
    counted: u64,
    before_window: u64,
    later: u64,
    without_customer: u64,
    of_undetermined: u64,
    unreadable: u64,
    repeated: u64,
    doubtful_orders: u64,
    undetermined_customers: &'a BTreeMap<String, u64>,
}

impl<'a> RowsRow<'a> {
    fn new(left_out: &'a LeftOut) -> Self {
        Self {
            counted: left_out.counted,
            before_window: left_out.before_window,
            later: left_out.later,
            without_customer: left_out.without_customer,
            of_undetermined: left_out.of_undetermined,
            unreadable: left_out.unreadable,
            repeated: left_out.repeated,
            doubtful_orders: left_out.doubtful_orders,
            undetermined_customers: &left_out.undetermined,
        }
    }
}
