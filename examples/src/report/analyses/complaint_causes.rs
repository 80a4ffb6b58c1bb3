//! Causes of complaints.

use crm_kit::kpi::analysis::CauseTable;
use crm_kit::kpi::{Reason, Value};
use crm_model::EventKind;

use super::{Cell, Table, Told, unknown};
use crate::report::cell::count;
use crate::report::scorecard::note;

pub(super) fn told(found: &CauseTable) -> Told {
    let mut table = Table::new(
        "causes",
        "Causes of complaints, that of the most first",
        &[
            ("*cause", "cause"),
            ("complaints", "complaints"),
            ("share", "share"),
            ("cumulative", "together"),
            ("repeats_by_customer", "again, same customer"),
            ("repeats_by_anyone", "again, anyone"),
            ("*departments", "held by"),
        ],
    );
    let no_solutions = Reason::NoEvents(EventKind::Solved);
    let repeats = |number: u64| {
        let is_told = !found.unknown.contains(&no_solutions);
        Cell::figure(if is_told { Ok(Value::Count(number)) } else { Err(no_solutions.clone()) })
    };
    for line in &found.causes.lines {
        let departments = line.departments.iter().map(|(department, number)| {
            let department = department.as_ref().map_or("unknown", |department| department.as_str());
            format!("{department} {}", count(*number))
        });
        table.rows.push(vec![
            Cell::text(&line.cause),
            Cell::count(line.complaints),
            Cell::Figure(Value::Share(line.share)),
            Cell::Figure(Value::Share(line.cumulative)),
            repeats(line.repeats_by_customer),
            repeats(line.repeats_by_anyone),
            Cell::Text(departments.collect::<Vec<_>>().join(", ")),
        ]);
    }
    let apart: Vec<String> = found.causes.notes().iter().map(note).collect();
    let apart = (!apart.is_empty()).then(|| format!("In no line: {}.", apart.join("; ")));
    Told { tables: vec![table], notes: apart.into_iter().chain(unknown(&found.unknown)).collect() }
}
