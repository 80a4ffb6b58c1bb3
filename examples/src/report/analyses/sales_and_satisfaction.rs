//! The change of sales against that of satisfaction.

use crm_kit::kpi::analysis::{CorrelationLine, SatisfactionTable, Way};
use crm_kit::kpi::relation::{CorrelationKind, PairsBy};
use crm_kit::kpi::trend::Finite;
use crm_kit::kpi::{Reason, Value};
use crm_model::Ratio;

use super::{Cell, Table, Told};
use crate::fit_words::number as decimals;
use crate::report::cell::counted;
use crate::report::html::{AnalysisPicture, PictureAxis, PictureRow};

pub(super) fn told(found: &SatisfactionTable) -> Told {
    let (pair, left_out) = match found.by {
        PairsBy::Customer => ("customer", "customer"),
        _ => ("pair of periods", "pair of periods"),
    };
    let mut notes = vec![
        "How two things go together proves no cause: either may come of the other, or both of a third."
            .to_owned(),
    ];
    if found.correlations.is_empty() {
        notes.push("No correlation: it takes three pairs at least, which differ on both sides.".to_owned());
    }
    if found.left_out > 0 {
        let left_out = match found.by {
            PairsBy::Customer => counted(found.left_out, left_out),
            _ if found.left_out == 1 => "1 pair of periods".to_owned(),
            _ => format!("{} pairs of periods", found.left_out),
        };
        notes.push(format!("Left out, since a figure is missing on one side: {left_out}."));
    }
    let mut tables = vec![directions(found, pair)];
    tables.extend((!found.correlations.is_empty()).then(|| correlations(found)));
    Told { tables, notes, pictures: picture(found).into_iter().collect() }
}

/// Returns a picture of the correlations with their intervals.
fn picture(found: &SatisfactionTable) -> Option<AnalysisPicture> {
    let row = |line: &CorrelationLine| {
        let (at, limits) = (line.coefficient.get(), line.interval.map(|(low, high)| (low.get(), high.get())));
        let text = match limits {
            None => decimals(at, 2),
            Some((low, high)) => {
                format!("{}, {} to {}", decimals(at, 2), decimals(low, 2), decimals(high, 2))
            }
        };
        PictureRow { name: of(line.kind).to_owned(), figure: at, limits, part: None, text }
    };
    let rows: Vec<PictureRow> = found.correlations.iter().map(row).collect();
    (!rows.is_empty()).then(|| AnalysisPicture {
        caption: "Correlation: right of the middle both go the same way, left of it opposite ways".to_owned(),
        are_bars: false,
        axis: PictureAxis::Coefficients,
        rows,
    })
}

const fn of(kind: CorrelationKind) -> &'static str {
    match kind {
        CorrelationKind::Values => "values",
        CorrelationKind::Ranks => "ranks",
    }
}

fn directions(found: &SatisfactionTable, pair: &str) -> Table {
    let mut table = Table::new(
        "directions",
        format!("Which way both went, by {pair}"),
        &[
            ("*satisfaction", "satisfaction"),
            ("pairs", "pairs"),
            ("sales_up", "sales up"),
            ("sales_level", "level"),
            ("sales_down", "down"),
            ("share_up", "up"),
        ],
    );
    for line in &found.directions {
        let word = Way::ALL.iter().find(|(way, _)| *way == line.satisfaction).map_or("", |(_, word)| word);
        let up = Ratio::new(line.sales_up.into(), line.pairs.into());
        table.rows.push(vec![
            Cell::text(word),
            Cell::count(line.pairs),
            Cell::count(line.sales_up),
            Cell::count(line.sales_level),
            Cell::count(line.sales_down),
            Cell::figure(up.map(Value::Share).ok_or(Reason::Empty)),
        ]);
    }
    table
}

fn correlations(found: &SatisfactionTable) -> Table {
    let mut table = Table::new(
        "correlations",
        format!("Correlation, with an interval of {}", found.confidence),
        &[("*of", "of"), ("pairs", "pairs"), ("coefficient", "coefficient"), ("low", "from"), ("high", "to")],
    );
    for CorrelationLine { kind, coefficient, interval } in &found.correlations {
        table.rows.push(vec![
            Cell::text(of(*kind)),
            Cell::count(found.pairs),
            number(Some(*coefficient)),
            number(interval.map(|(low, _)| low)),
            number(interval.map(|(_, high)| high)),
        ]);
    }
    table
}

/// Returns a number from −1 to 1, to six decimals.
fn number(number: Option<Finite>) -> Cell {
    const MILLION: i128 = 1_000_000;
    #[expect(clippy::cast_possible_truncation, reason = "at most a million")]
    let millionths = number.map(|number| (number.get().clamp(-1.0, 1.0) * 1e6).round() as i128);
    millionths.and_then(|part| Ratio::new(part, MILLION)).map_or(Cell::Nothing, Cell::Coefficient)
}
