//! The effect of campaigns.

use crm_kit::kpi::analysis::{CampaignEffects, FormLine};
use crm_kit::kpi::{AftermathTally, Reason, Value};

use super::{Cell, Table, Told};
use crate::report::cell::counted;
use crate::report::scorecard::{note, why};

pub(super) fn told(found: &CampaignEffects) -> Told {
    let apart: Vec<String> = found.table.notes.iter().map(note).collect();
    let mut notes = vec![
        "That something came after a contact is no proof that it came of it: whoever takes part may be of another kind."
            .to_owned(),
    ];
    let adjust = found.forms.iter().filter(|form| form.must_be_adjusted == Some(true));
    let adjust: Vec<&str> = adjust.map(|form| form.purpose.as_str()).collect();
    notes.extend((!adjust.is_empty()).then(|| format!("To be adjusted: {}.", adjust.join(", "))));
    let lacking = [
        ("who gave feedback", &found.feedback_unknown),
        ("who ordered", &found.orders_unknown),
        ("how answers changed", &found.change_unknown),
    ];
    let lacking = lacking.into_iter().filter_map(|(what, reason)| {
        let reason = reason.as_ref().filter(|reason| **reason != Reason::Empty)?;
        Some(format!("Not told is {what}: {}.", why(reason)))
    });
    notes.extend(lacking);
    let sides = || found.forms.iter().flat_map(|form| [&form.tally.took_part, &form.tally.stayed_away]);
    let feedback: u64 = sides().map(|side| side.feedback_open).sum();
    let orders: u64 = sides().map(|side| side.conversion.open).sum();
    let open = [(feedback, "feedback"), (orders, "orders")].into_iter().filter(|(number, _)| *number > 0);
    let open: Vec<String> =
        open.map(|(number, what)| format!("for {what} of {}", counted(number, "customer"))).collect();
    notes.extend(
        (!open.is_empty()).then(|| format!("Time is left {}, in no such share yet.", open.join(" and "))),
    );
    notes.extend((!apart.is_empty()).then(|| format!("Told apart: {}.", apart.join("; "))));
    Told { tables: vec![forms(found), channels(found), aftermath(found)], notes, ..Told::default() }
}

fn forms(found: &CampaignEffects) -> Table {
    let mut table = Table::new(
        "forms",
        "Who took part",
        &[
            ("*form", "form"),
            ("approached", "approached"),
            ("took_part", "took part"),
            ("share", "share"),
            ("*adjust", "to be adjusted"),
        ],
    );
    for FormLine { purpose, tally, must_be_adjusted } in &found.forms {
        let attendance = tally.attendance();
        let adjust = match must_be_adjusted {
            Some(true) => Cell::text("yes"),
            Some(false) => Cell::text("no"),
            None => Cell::Nothing,
        };
        table.rows.push(vec![
            Cell::text(purpose),
            Cell::count(attendance.took_part.saturating_add(attendance.stayed_away)),
            Cell::count(attendance.took_part),
            Cell::figure(attendance.share().map(Value::Share).ok_or(Reason::Empty)),
            adjust,
        ]);
    }
    table
}

fn channels(found: &CampaignEffects) -> Table {
    let mut table = Table::new(
        "channels",
        "By which channel",
        &[
            ("*form", "form"),
            ("*channel", "channel"),
            ("approached", "approached"),
            ("took_part", "took part"),
            ("share", "share"),
        ],
    );
    for (purpose, channel, tally) in &found.table.rows {
        let attendance = tally.attendance();
        table.rows.push(vec![
            Cell::text(purpose),
            Cell::text(channel.as_ref().map_or("unknown", |channel| channel.as_str())),
            Cell::count(attendance.took_part.saturating_add(attendance.stayed_away)),
            Cell::count(attendance.took_part),
            Cell::figure(attendance.share().map(Value::Share).ok_or(Reason::Empty)),
        ]);
    }
    table
}

fn aftermath(found: &CampaignEffects) -> Table {
    let mut table = Table::new(
        "aftermath",
        "What came after",
        &[
            ("*form", "form"),
            ("*of", "who"),
            ("customers", "customers"),
            ("feedback", "gave feedback"),
            ("ordered", "ordered"),
            ("answered_twice", "both answers"),
            ("change", "mean change"),
            ("nps_change", "NPS change"),
        ],
    );
    for form in &found.forms {
        let sides = [("took part", &form.tally.took_part), ("stayed away", &form.tally.stayed_away)];
        let sides = sides.into_iter().filter(|(_, tally)| tally.customers > 0);
        table.rows.extend(sides.map(|(side, tally)| row(found, form, side, tally)));
    }
    table
}

fn row(found: &CampaignEffects, form: &FormLine, side: &str, tally: &AftermathTally) -> Vec<Cell> {
    let unless = |unknown: &Option<Reason>, figure: Option<Value>| {
        Cell::figure(unknown.clone().map_or(Ok(()), Err).and(figure.ok_or(Reason::Empty)))
    };
    let AftermathTally { customers, conversion, change, .. } = tally;
    vec![
        Cell::text(&form.purpose),
        Cell::text(side),
        Cell::count(*customers),
        unless(&found.feedback_unknown, tally.feedback().map(Value::Share)),
        unless(&found.orders_unknown, conversion.share().map(Value::Share)),
        unless(&found.change_unknown, Some(Value::Count(change.customers))),
        unless(&found.change_unknown, change.mean().map(Value::Number)),
        unless(&found.change_unknown, change.nps().map(Value::Number)),
    ]
}
