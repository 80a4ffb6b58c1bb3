//! Reading a log with a column of verdicts.

use std::collections::BTreeMap;
use std::path::Path;

use crm_calendar::Zone;
use crm_kit::Dataset;
use crm_model::{Fact, Ticket};

use super::Args;
use super::log::{Log, Told};
use crate::input::{
    MappedTable, Mapping, Options, Reading, TicketLog, last_cells, personal_columns, read_mapped,
};
use crate::report::cell::counted;
use crate::run::{Failure, explained_rows, listed, text_of};

/// Reads the log that the command line names.
pub(super) fn read(args: &Args, data: &Path, mapping: &Path, verdict: &str) -> Result<Log, Failure> {
    let name = mapping.display().to_string();
    let mut mapping = Mapping::parse(&text_of(mapping, "mapping")?, &name)?;
    let what = mapping.what();
    let MappedTable::Tickets(log) = &mapping.table else {
        return Err(Failure::new(format!(
            "`{name}` explains {what}, which have no service levels: name a mapping of tickets"
        )));
    };
    let full = log.as_ref().clone();
    // Facts need the words of a policy, and no fact is needed to measure time.
    let (log, vocabulary) = full.without_facts();
    mapping.table = MappedTable::Tickets(Box::new(log));
    let options =
        Options { keep_going: args.keep_going, show_values: args.show_values, ..Options::default() };
    let Reading { records, left_out, mut notes, .. } =
        read_mapped(data, &mapping, &vocabulary, &options).map_err(explained_rows)?;
    if left_out.count > 0 {
        notes.push(listed(&left_out.first, left_out.count, &left_out.by_file, "left out"));
    }
    let columns: Vec<String> =
        [verdict].into_iter().chain(args.group.as_deref()).map(str::to_owned).collect();
    // Their values would stand in messages and as the names of groups.
    let personal = columns.iter().find(|column| personal_columns(&full).contains(column.as_str()));
    if let Some(column) = personal.filter(|_| !args.show_values) {
        return Err(Failure::new(format!(
            "by the mapping, `{column}` may name people, and its values would be shown: name another column, or allow \
             it by --show-values"
        )));
    }
    let cells =
        last_cells(data, mapping.file(), &full, &columns, &args.end, &options).map_err(explained_rows)?;
    let missed = missed(args, verdict, cells.values().flatten().filter_map(|cells| cells.texts.first()))?;
    let told = |ticket: &Ticket| {
        let Some(Some(cells)) = cells.get(ticket.id().as_str()) else { return Told::default() };
        let met = match cells.texts.first().map(String::as_str) {
            Some(text) if text == args.met => Some(true),
            Some(text) if text == missed => Some(false),
            _ => None,
        };
        let group = cells.texts.get(1).cloned().unwrap_or_else(|| "all".to_owned());
        Told { met, group, ends: cells.instants.clone() }
    };
    let (dataset, _) = Dataset::new(records);
    let file = data.file_name().unwrap_or(data.as_os_str()).to_string_lossy().into_owned();
    let mut log = Log::new(file, dataset.tickets(), told, &args.end);
    notes.append(&mut log.notes);
    log.notes = notes;
    log.zone = full.clock.zone_name().map_or_else(|| Ok(Zone::utc()), Zone::named)?;
    if let Some(column) = &args.group {
        for group in &mut log.groups {
            group.fact = fact(&full, column, &group.name);
        }
    }
    Ok(log)
}

/// Returns the fact that a value of a column stands for, by the mapping.
fn fact(log: &TicketLog, column: &str, value: &str) -> Option<(Fact, String)> {
    let of_column = log.facts.iter().find(|fact| fact.column == column)?;
    let word = match &of_column.values {
        Some(values) => values.get(value)?.clone(),
        None => value.to_owned(),
    };
    Some((of_column.fact, word))
}

/// Returns the value that means missed: the one named, or the only one besides the one that means met.
fn missed<'a>(
    args: &Args,
    column: &str,
    verdicts: impl Iterator<Item = &'a String>,
) -> Result<String, Failure> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for verdict in verdicts.filter(|verdict| !verdict.is_empty()) {
        *counts.entry(verdict).or_default() += 1;
    }
    let shown = || {
        let first =
            counts.iter().take(5).map(|(value, times)| format!("`{value}` {}", counted(*times, "time")));
        first.collect::<Vec<_>>().join(", ")
    };
    if !counts.contains_key(args.met.as_str()) {
        return Err(Failure::new(format!(
            "no ticket has `{}` in `{column}`, which has {}: name the value that means met by --met",
            args.met,
            shown()
        )));
    }
    if let Some(missed) = &args.missed {
        if *missed == args.met || !counts.contains_key(missed.as_str()) {
            return Err(Failure::new(format!(
                "`{missed}` cannot mean missed: `{column}` has {}, and `{}` means met; name another value by --missed",
                shown(),
                args.met
            )));
        }
        return Ok(missed.clone());
    }
    let mut others = counts.keys().filter(|value| **value != args.met);
    match (others.next(), others.next()) {
        (Some(only), None) => Ok((*only).to_owned()),
        (None, _) => Err(Failure::new(format!(
            "every ticket has `{}` in `{column}`: a log without missed tickets tells no target",
            args.met
        ))),
        (Some(_), Some(_)) => Err(Failure::new(format!(
            "`{column}` has several other values ({}): name the one that means missed by --missed",
            shown()
        ))),
    }
}
