//! Causes of complaints.

use crm_kit::kpi::analysis::CauseTable;
use crm_kit::kpi::{CauseLine, Reason, TicketPart, Value};
use crm_model::{EventKind, Ratio};

use super::{Cell, Shown, Table, Told, unknown};
use crate::report::cell::{count, percent};
use crate::report::html::{AnalysisPicture, PictureAxis, PictureRow};
use crate::report::scorecard::note;

pub(super) fn told(found: &CauseTable) -> Told {
    let apart: Vec<String> = found.causes.notes().iter().map(note).collect();
    let apart = (!apart.is_empty()).then(|| format!("In no line: {}.", apart.join("; ")));
    Told {
        tables: vec![causes(found), departments(found)],
        notes: apart.into_iter().chain(unknown(&found.unknown)).collect(),
        pictures: vec![picture(found)],
    }
}

fn causes(found: &CauseTable) -> Table {
    let mut table = Table::new(
        "causes",
        "Causes of complaints, that of the most first; again = of a cause that was solved, for the same customer or for any",
        &[
            ("*cause", "cause"),
            ("complaints", "complaints"),
            ("share", "of all"),
            ("cumulative", "added up"),
            ("repeats_by_customer", "again: same"),
            ("repeats_by_anyone", "again: any"),
            ("*owner", "held most by"),
            ("holder_unknown", "holder unknown"),
        ],
    );
    let unsolved = Reason::NoEvents(EventKind::Solved);
    let nobodys = Reason::NotTold(TicketPart::Customer);
    let repeats = |number: u64, lacking: &[&Reason]| {
        let lacking = lacking.iter().find(|reason| found.unknown.contains(reason));
        Cell::figure(lacking.map_or(Ok(Value::Count(number)), |reason| Err((*reason).clone())))
    };
    for line in &found.causes.lines {
        table.rows.push(vec![
            Cell::text(&line.cause),
            Cell::count(line.complaints),
            Cell::Figure(Value::Share(line.share)),
            Cell::Figure(Value::Share(line.cumulative)),
            repeats(line.repeats_by_customer, &[&unsolved, &nobodys]),
            repeats(line.repeats_by_anyone, &[&unsolved]),
            Cell::text(owner(line)),
            Cell::Figure(Value::Share(share_unknown(line))),
        ]);
    }
    table
}

/// Returns who held the most of a cause, or that nobody can name one.
fn owner(line: &CauseLine) -> &str {
    let is_known = line.departments.iter().any(|(department, _)| department.is_some());
    let nobody = if is_known { "not clear" } else { "unknown" };
    line.owner().map_or(nobody, |department| department.as_str())
}

/// Returns how many of a cause nobody is known to have held, of all of it.
fn share_unknown(line: &CauseLine) -> Ratio {
    Ratio::new(line.holder_unknown().into(), line.complaints.into()).unwrap_or(line.share)
}

/// Returns the departments behind each cause, for files: on pages stands the first of them.
fn departments(found: &CauseTable) -> Table {
    let columns = [("*cause", "cause"), ("*department", "held last by"), ("complaints", "complaints")];
    let mut table = Table::new("departments", "Who held them last", &columns);
    table.shown_in = Shown::InFiles;
    for line in &found.causes.lines {
        table.rows.extend(line.departments.iter().map(|(department, number)| {
            let department = department.as_ref().map_or("unknown", |department| department.as_str());
            vec![Cell::text(&line.cause), Cell::text(department), Cell::count(*number)]
        }));
    }
    table
}

fn picture(found: &CauseTable) -> AnalysisPicture {
    let knows_repeats = !found.unknown.contains(&Reason::NoEvents(EventKind::Solved));
    let row = |line: &CauseLine| {
        let (complaints, cumulative) = (count(line.complaints), percent(line.cumulative));
        let again = line.repeats_by_anyone;
        let share = Ratio::new(again.into(), line.complaints.into()).filter(|_| knows_repeats);
        PictureRow {
            name: line.cause.to_string(),
            figure: count_of(line.complaints),
            part: share.map(|_| count_of(again)),
            text: match share {
                None => format!("{complaints} ({cumulative} added up)"),
                Some(share) => {
                    format!(
                        "{complaints} ({cumulative} added up), {} again ({})",
                        count(again),
                        percent(share)
                    )
                }
            },
            ..PictureRow::default()
        }
    };
    AnalysisPicture {
        caption: if knows_repeats {
            "Complaints by cause; in full colour: of a cause that was solved before".to_owned()
        } else {
            "Complaints by cause".to_owned()
        },
        are_bars: true,
        axis: PictureAxis::Numbers,
        rows: found.causes.lines.iter().map(row).collect(),
    }
}

/// Returns a number as pictures have it, which show none beyond 32 bits.
fn count_of(number: u64) -> f64 {
    u32::try_from(number).map_or(f64::from(u32::MAX), f64::from)
}
