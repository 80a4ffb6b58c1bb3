//! Channels side by side.

use crm_kit::kpi::{
    Amount, Apart, ChannelEfficiency, ChannelSpread, ChannelTable, ChannelTally, Note, Reason, Value,
};
use crm_model::{EventKind, Ratio, TableName};

use super::{Cell, Table, Told, unknown};
use crate::report::html::{AnalysisPicture, PictureAxis, PictureRow};
use crate::report::scorecard::{note, value, why};

pub(super) fn told(found: &ChannelTable) -> Told {
    let mut tables = vec![work(found)];
    tables.extend(cost(found));
    tables.extend(spread(found));
    // Tickets of nobody knows whether they were solved are in their channels, and in no share solved.
    let is_undetermined = |note: &&Note| matches!(note, Note::Apart { cases: Apart::Undetermined, .. });
    let (undetermined, apart): (Vec<&Note>, Vec<&Note>) = found.notes.iter().partition(is_undetermined);
    let said = |head: &str, notes: Vec<&Note>| {
        let notes: Vec<String> = notes.into_iter().map(note).collect();
        (!notes.is_empty()).then(|| format!("{head}: {}.", notes.join("; ")))
    };
    let notes = said("In no channel", apart).into_iter().chain(said("In no share solved", undetermined));
    let notes = notes.chain(unpriced(found)).chain(unknown(&found.unknown)).collect();
    Told { tables, notes, pictures: pictures(found) }
}

fn name(row: &ChannelEfficiency) -> Cell {
    Cell::text(row.channel.as_ref().map_or("unknown", |channel| channel.as_str()))
}

/// Returns a figure, unless one of these things is not told.
fn unless(found: &ChannelTable, lacking: &[Reason], figure: Option<Value>) -> Cell {
    match lacking.iter().find(|reason| found.unknown.contains(reason)) {
        Some(reason) => Cell::figure(Err(reason.clone())),
        None => Cell::figure(figure.ok_or(Reason::Empty)),
    }
}

fn work(found: &ChannelTable) -> Table {
    let mut table = Table::new(
        "work",
        "Channels side by side",
        &[
            ("*channel", "channel"),
            ("contacts", "contacts"),
            ("feedback", "feedback"),
            ("tickets", "tickets"),
            ("solved", "solved"),
            ("first_answer", "first answer"),
            ("unanswered", "unanswered"),
            ("satisfied", "satisfied"),
        ],
    );
    let (contacts, tickets) =
        ([Reason::NotSupplied(TableName::Interactions)], [Reason::NotSupplied(TableName::Tickets)]);
    let events = |kind| [Reason::NotSupplied(TableName::Tickets), Reason::NoEvents(kind)];
    for row in &found.channels {
        let tally = &row.tally;
        let known = tally.solutions.solved.saturating_add(tally.solutions.unsolved);
        let opened = known.saturating_add(tally.undetermined);
        let answer = tally.responses.mean().map(Value::Duration);
        let is_answered = answer.is_some();
        let answers: &[Reason] = if is_answered { &[] } else { &events(EventKind::FirstResponse) };
        table.rows.push(vec![
            name(row),
            unless(found, &contacts, Some(Value::Count(tally.contacts))),
            unless(found, &contacts, Some(Value::Count(tally.feedback))),
            unless(found, &tickets, Some(Value::Count(opened))),
            unless(found, &events(EventKind::Solved), tally.solutions.share().map(Value::Share)),
            unless(found, answers, answer),
            unless(found, answers, Some(Value::Count(tally.unanswered))),
            unless(found, &events(EventKind::Revisited), tally.satisfaction.share().map(Value::Share)),
        ]);
    }
    table
}

/// Returns what channels cost; `None` where no expense is for one.
fn cost(found: &ChannelTable) -> Option<Table> {
    let mut table = Table::new(
        "cost",
        "What channels cost",
        &[
            ("*channel", "channel"),
            ("cost", "cost"),
            ("per_contact", "a contact"),
            ("per_feedback", "a feedback"),
            ("per_solution", "a solution"),
        ],
    );
    let contacts = [Reason::NotSupplied(TableName::Interactions)];
    let solutions = [Reason::NotSupplied(TableName::Tickets), Reason::NoEvents(EventKind::Solved)];
    for row in &found.channels {
        let tally = &row.tally;
        let amounts: [(Result<Amount, Reason>, &[Reason]); 4] = [
            (tally.spent(), &[]),
            (tally.cost_per_contact(), &contacts),
            (tally.cost_per_feedback(), &contacts),
            (tally.cost_per_solution(), &solutions),
        ];
        let cells = amounts.map(|(amount, lacking)| {
            let lacking = lacking.iter().find(|reason| found.unknown.contains(reason)).cloned();
            let problem = row.cost_problem.clone().or(lacking);
            Cell::figure(problem.map_or(Ok(()), Err).and(amount.map(Value::Amount)))
        });
        table.rows.push([name(row)].into_iter().chain(cells).collect());
    }
    let any = found
        .channels
        .iter()
        .any(|row| row.cost_problem.is_some() || row.tally.spent() != Err(Reason::Empty));
    any.then_some(table)
}

/// Returns what keeps the cost of channels from being told, as a note.
fn unpriced(found: &ChannelTable) -> Option<String> {
    let problem = |row: &ChannelEfficiency| {
        let spent = row.tally.spent().err().filter(|reason| *reason != Reason::Empty);
        let reason = row.cost_problem.clone().or(spent)?;
        Some(format!("{}, {}", row.channel.as_ref()?, why(&reason)))
    };
    let problems: Vec<String> = found.channels.iter().filter_map(problem).collect();
    (!problems.is_empty()).then(|| format!("Cost not told: {}.", problems.join("; ")))
}

/// Returns pictures of what channels lie apart in.
fn pictures(found: &ChannelTable) -> Vec<AnalysisPicture> {
    const HOUR: f64 = 3_600_000_000.0;
    type Of = fn(&ChannelTally) -> Option<Value>;
    let figures: [(&str, bool, Of); 3] = [
        ("Mean time to the first answer, in hours", found.response_spread().is_some(), |tally| {
            tally.responses.mean().map(Value::Duration)
        }),
        ("Share of tickets solved", found.solution_spread().is_some(), |tally| {
            tally.solutions.share().map(Value::Share)
        }),
        ("Share of the satisfied", found.satisfaction_spread().is_some(), |tally| {
            tally.satisfaction.share().map(Value::Share)
        }),
    ];
    let picture = |(caption, _, of): (&str, bool, Of)| {
        let rows = found.channels.iter().filter_map(|row| {
            let figure = of(&row.tally)?;
            let number = figure.number()?.as_f64();
            Some(PictureRow {
                name: row.channel.as_ref()?.to_string(),
                figure: if matches!(figure, Value::Duration(_)) { number / HOUR } else { number },
                text: value(&figure)?,
                ..PictureRow::default()
            })
        });
        let axis = if caption.starts_with("Share") { PictureAxis::Shares } else { PictureAxis::Numbers };
        AnalysisPicture { caption: caption.to_owned(), are_bars: false, axis, rows: rows.collect() }
    };
    figures.into_iter().filter(|(_, is_told, _)| *is_told).map(picture).collect()
}

fn spread(found: &ChannelTable) -> Option<Table> {
    type Apart = fn(Ratio) -> Cell;
    let mut table = Table::new(
        "spread",
        "How far channels lie apart",
        &[
            ("*figure", "figure"),
            ("*lowest_channel", "lowest"),
            ("lowest", "with"),
            ("*highest_channel", "highest"),
            ("highest", "with"),
            ("difference", "apart by"),
        ],
    );
    let mut row = |name: &str, spread: Option<ChannelSpread<'_>>, value: fn(Ratio) -> Value, apart: Apart| {
        let Some(ChannelSpread { lowest, highest, difference }) = spread else { return };
        table.rows.push(vec![
            Cell::text(name),
            Cell::text(lowest.0),
            Cell::Figure(value(lowest.1)),
            Cell::text(highest.0),
            Cell::Figure(value(highest.1)),
            difference.map_or_else(|| Cell::figure(Err(Reason::TooLarge)), apart),
        ]);
    };
    row("first answer", found.response_spread(), Value::Duration, |time| Cell::Figure(Value::Duration(time)));
    row("solved", found.solution_spread(), Value::Share, Cell::Points);
    row("satisfied", found.satisfaction_spread(), Value::Share, Cell::Points);
    (!table.rows.is_empty()).then_some(table)
}
