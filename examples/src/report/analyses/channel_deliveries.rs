//! Whether channels deliver.

use crm_kit::kpi::ChannelDelivery;
use crm_kit::kpi::analysis::{DeliveryLine, DeliveryTable};

use super::{Cell, Table, Told, unknown};
use crate::report::cell::readable;

pub(super) fn told(found: &DeliveryTable) -> Told {
    let mut table = Table::new(
        "deliveries",
        format!("Records by channel up to {}, gaps in days", readable(found.until)),
        &[
            ("*channel", "channel"),
            ("*delivers", "delivers"),
            ("records", "records"),
            ("in_period", "in the period"),
            ("*last", "last (UTC)"),
            ("silent_days", "silent for"),
            ("usual_gap_days", "usual gap"),
            ("longest_gap_days", "longest gap"),
        ],
    );
    table.rows.extend(found.lines.iter().map(row));
    let why = found.lines.iter().filter_map(why);
    Told { tables: vec![table], notes: why.chain(unknown(&found.unknown)).collect(), pictures: Vec::new() }
}

/// Returns why nobody can say whether a channel delivers; of records without one the table says enough.
fn why(line: &DeliveryLine) -> Option<String> {
    let (channel, why) = line.channel.as_ref().zip(line.delivers.err())?;
    Some(format!("Whether {channel} delivers is not known: {why}."))
}

fn row(line: &DeliveryLine) -> Vec<Cell> {
    let days = |of: fn(&ChannelDelivery) -> Option<u32>| {
        let days = line.delivery.as_ref().and_then(of);
        days.map_or(Cell::Nothing, |days| Cell::count(days.into()))
    };
    let delivers = match line.delivers {
        Ok(true) => "yes",
        Ok(false) => "no",
        Err(_) => "not known",
    };
    vec![
        Cell::text(line.channel.as_ref().map_or("unknown", |channel| channel.as_str())),
        Cell::text(delivers),
        Cell::count(line.delivery.as_ref().map_or(0, |delivery| delivery.records)),
        Cell::count(line.in_period),
        line.delivery.as_ref().map_or_else(|| Cell::text("never"), |one| Cell::Instant(one.last)),
        days(|delivery| Some(delivery.silent_for)),
        days(|delivery| delivery.usual_gap),
        days(|delivery| delivery.longest_gap),
    ]
}
