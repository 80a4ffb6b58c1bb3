//! `what-if.json`: everything, for programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crm_kit::{ClauseChange, Direction, Flip, FlipSide, MeasureChange, Outcome, OutcomeMatrix};
use crm_model::{ClauseId, Ratio, RuleName};
use serde::Serialize;

use super::Answer;
use super::table::due_moved;
use crate::report::cell::Instant;
use crate::report::json::{DataRow, Document, PolicyRow, missing};

/// The schema of the file, for a program to check before it reads on.
const SCHEMA: &str = "crm-what-if/1";

/// Writes the whole answer.
pub(super) fn write(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let change = &answer.change;
    let mut document = Document::new(out);
    document.field("schema", &SCHEMA)?;
    document.field("as_of", &Instant(change.as_of))?;
    document.field("as_of_is", &answer.as_of_is.as_str())?;
    document.field("before", &PolicyRow::new(&answer.before))?;
    document.field("after", &PolicyRow::new(&answer.after))?;
    document.field("data", &DataRow::new(&answer.data))?;
    document.field("tickets", &change.tickets)?;
    document.field("tickets_flipped", &change.tickets_flipped())?;
    document.list("measures", change.measures.iter().map(MeasureRow::new))?;
    document.list("flips", change.flips.iter().map(FlipRow::new))?;
    document.end()
}

#[derive(Serialize)]
struct MeasureRow<'a> {
    measure: &'a str,
    #[serde(flatten)]
    counts: Counts,
    clauses: Vec<ClauseRow<'a>>,
}

impl<'a> MeasureRow<'a> {
    fn new(change: &'a MeasureChange) -> Self {
        Self {
            measure: change.measure.as_str(),
            counts: Counts::new(&change.matrix, change.due_moved),
            clauses: change.clauses.iter().map(ClauseRow::new).collect(),
        }
    }
}

#[derive(Serialize)]
struct ClauseRow<'a> {
    before: Option<&'a str>,
    after: Option<&'a str>,
    #[serde(flatten)]
    counts: Counts,
}

impl<'a> ClauseRow<'a> {
    fn new(change: &'a ClauseChange) -> Self {
        Self {
            before: change.before.as_ref().map(ClauseId::as_str),
            after: change.after.as_ref().map(ClauseId::as_str),
            counts: Counts::new(&change.matrix, change.due_moved),
        }
    }
}

#[derive(Serialize)]
struct Counts {
    states_before: BTreeMap<&'static str, u64>,
    states_after: BTreeMap<&'static str, u64>,
    attainment_before: Option<Share>,
    attainment_after: Option<Share>,
    worse: u64,
    better: u64,
    other: u64,
    due_moved: u64,
    matrix: Vec<Cell>,
}

impl Counts {
    fn new(matrix: &OutcomeMatrix, due_moved: u64) -> Self {
        let states = |count: &dyn Fn(Outcome) -> u64| {
            Outcome::ALL.into_iter().map(|outcome| (outcome.as_str(), count(outcome))).collect()
        };
        let cell = |cell: crm_kit::MatrixCell| Cell {
            before: cell.before.as_str(),
            after: cell.after.as_str(),
            count: cell.count,
        };
        Self {
            states_before: states(&|outcome| matrix.before(outcome)),
            states_after: states(&|outcome| matrix.after(outcome)),
            attainment_before: matrix.attainment_before().map(Share::new),
            attainment_after: matrix.attainment_after().map(Share::new),
            worse: matrix.flipped_to(Direction::Worse),
            better: matrix.flipped_to(Direction::Better),
            other: matrix.flipped_to(Direction::Other),
            due_moved,
            matrix: matrix.cells().map(cell).collect(),
        }
    }
}

#[derive(Serialize)]
struct Share {
    part: i128,
    whole: i128,
}

impl Share {
    fn new(ratio: Ratio) -> Self {
        let (part, whole) = ratio.parts();
        Self { part, whole }
    }
}

#[derive(Serialize)]
struct Cell {
    before: &'static str,
    after: &'static str,
    count: u64,
}

#[derive(Serialize)]
struct FlipRow<'a> {
    ticket: String,
    measure: &'a str,
    round: u32,
    slot: u32,
    direction: &'static str,
    before: Option<SideRow<'a>>,
    after: Option<SideRow<'a>>,
    due_moved_by_us: Option<i64>,
}

impl<'a> FlipRow<'a> {
    fn new(flip: &'a Flip) -> Self {
        Self {
            ticket: flip.subject.to_string(),
            measure: flip.measure.as_str(),
            round: flip.round,
            slot: flip.slot,
            direction: flip.direction().as_str(),
            before: flip.before.as_ref().map(SideRow::new),
            after: flip.after.as_ref().map(SideRow::new),
            due_moved_by_us: due_moved(flip),
        }
    }
}

#[derive(Serialize)]
struct SideRow<'a> {
    state: &'static str,
    clause: Option<&'a str>,
    rule: Option<&'a str>,
    due: Option<Instant>,
    late_by_elapsed_us: Option<i64>,
    late_by_open_us: Option<i64>,
    missing: Option<String>,
}

impl<'a> SideRow<'a> {
    fn new(side: &'a FlipSide) -> Self {
        Self {
            state: side.state.as_str(),
            clause: side.clause.as_ref().map(ClauseId::as_str),
            rule: side.rule.as_ref().map(RuleName::as_str),
            due: side.due.map(Instant),
            late_by_elapsed_us: side.late_by.map(|late| late.elapsed.as_micros()),
            late_by_open_us: side.late_by.and_then(|late| Some(late.open?.as_micros())),
            missing: missing(&side.state),
        }
    }
}
