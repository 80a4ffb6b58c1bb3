//! Whether channels deliver.

use crm_calendar::ElapsedTime;
use crm_kit::kpi::analysis::{DeliveryLine, DeliveryTable};
use crm_kit::kpi::{ChannelDelivery, Reason, Value};
use crm_model::Ratio;

use super::{Cell, Table, Told, unknown};
use crate::report::cell::{instant, readable};

pub(super) fn told(found: &DeliveryTable) -> Told {
    let caption = format!("Records of channels up to {}", readable(found.until));
    let mut table = Table::new(
        "deliveries",
        caption,
        &[
            ("*channel", "channel"),
            ("*delivers", "delivers"),
            ("records", "records"),
            ("in_period", "in the period"),
            ("*last", "last (UTC)"),
            ("silent_for", "silent for"),
            ("usual_gap", "usual gap"),
            ("longest_gap", "longest gap"),
        ],
    );
    table.rows.extend(found.lines.iter().map(row));
    Told { tables: vec![table], notes: unknown(&found.unknown).into_iter().collect() }
}

fn row(line: &DeliveryLine) -> Vec<Cell> {
    let of = |figure: fn(&ChannelDelivery) -> Option<ElapsedTime>| {
        let time = line.delivery.as_ref().and_then(figure);
        let ratio = time.and_then(|time| Ratio::new(time.as_micros().into(), 1));
        Cell::figure(ratio.map(Value::Duration).ok_or(Reason::Empty))
    };
    let delivers = match line.delivers {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not known",
    };
    vec![
        Cell::text(line.channel.as_ref().map_or("unknown", |channel| channel.as_str())),
        Cell::text(delivers),
        Cell::count(line.delivery.as_ref().map_or(0, |delivery| delivery.records)),
        Cell::count(line.in_period),
        Cell::Text(line.delivery.as_ref().map_or_else(|| "never".to_owned(), |one| instant(one.last))),
        of(|delivery| Some(delivery.silent_for)),
        of(|delivery| delivery.usual_gap),
        of(|delivery| delivery.longest_gap),
    ]
}
