//! The effect of campaigns.

use crm_kit::kpi::analysis::{CampaignEffects, FormLine};
use crm_kit::kpi::statistics::{Confidence, Proportion, ProportionInterval};
use crm_kit::kpi::{AftermathTally, AttendanceTally, CampaignTally, Reason, Value};
use crm_model::Channel;

use super::{Cell, Table, Told};
use crate::fit_words::number as decimals;
use crate::report::cell::{count, counted};
use crate::report::html::{AnalysisPicture, PictureAxis, PictureRow};
use crate::report::scorecard::{note, why};

/// How sure the intervals of pictures are.
const CONFIDENCE: f64 = 0.95;

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
    let tables = vec![forms(found), channels(found), aftermath(found)];
    Told { tables, notes, pictures: pictures(found) }
}

/// Returns pictures of the shares that took part: of the forms, and of the channels of each.
fn pictures(found: &CampaignEffects) -> Vec<AnalysisPicture> {
    let forms = found.forms.iter().map(|form| (form.purpose.to_string(), form.tally));
    let of_forms = ("Share that took part, by form".to_owned(), forms.collect::<Vec<_>>());
    let of_channels = found.forms.iter().map(|form| {
        let rows = found.table.rows.iter().filter(|(purpose, ..)| *purpose == form.purpose);
        let rows = rows.map(|(_, channel, tally)| (channel_name(channel.as_ref()), *tally));
        (format!("Share of {} that took part, by channel", form.purpose), rows.collect())
    });
    let picture = |(caption, rows): (String, Vec<(String, CampaignTally)>)| {
        let rows: Vec<PictureRow> = rows.iter().filter_map(|(name, tally)| share_row(name, tally)).collect();
        // One figure alone is no picture.
        (rows.len() > 1).then(|| AnalysisPicture {
            caption: format!("{caption}; lines: 95 % intervals"),
            are_bars: false,
            axis: PictureAxis::Shares,
            rows,
        })
    };
    [of_forms].into_iter().chain(of_channels).filter_map(picture).collect()
}

/// Returns the share that took part with its limits, by Wilson; `None` where nobody was approached.
fn share_row(name: &str, tally: &CampaignTally) -> Option<PictureRow> {
    let AttendanceTally { took_part, stayed_away } = tally.attendance();
    let approached = took_part.checked_add(stayed_away)?;
    let share = Proportion::new(took_part, approached)?;
    let limits = share.interval(ProportionInterval::Wilson, Confidence::new(CONFIDENCE).ok()?);
    let shown = |share: f64| format!("{} %", decimals(share * 100.0, 1));
    Some(PictureRow {
        name: name.to_owned(),
        figure: share.share(),
        limits: Some((limits.low, limits.high)),
        text: format!(
            "{} ({} of {}), {} to {}",
            shown(share.share()),
            count(took_part),
            count(approached),
            shown(limits.low),
            shown(limits.high)
        ),
        ..PictureRow::default()
    })
}

fn channel_name(channel: Option<&Channel>) -> String {
    channel.map_or_else(|| "unknown".to_owned(), Channel::to_string)
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
            Cell::Text(channel_name(channel.as_ref())),
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
