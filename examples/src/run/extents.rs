//! From when tables are complete, which no file says of itself.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};
use crm_calendar::Zone;
use crm_kit::Records;
use crm_model::Table;

/// Says from when on those tables are complete of which a missing row would be a zero: tickets, interactions and expenses.
///
/// Without a date that is the month of the first ticket or interaction, and the year of the first expense, since expenses are few: what
/// lies before the first rows is not known, and no month in which nothing happened.
pub(super) fn begin(records: &mut Records, zone: &Zone, stated: Option<NaiveDate>) {
    let begins = |first: Option<DateTime<Utc>>, by_year: bool| {
        let day = stated.or_else(|| {
            let day = zone.date(first?).with_day(1)?;
            if by_year { day.with_month(1) } else { Some(day) }
        })?;
        Some(zone.opening(day.and_time(NaiveTime::MIN)))
    };
    of(
        &mut records.tickets,
        |ticket| ticket.events.iter().map(|event| event.occurred_at).min(),
        |first| begins(first, false),
    );
    of(&mut records.interactions, |row| Some(row.at), |first| begins(first, false));
    of(&mut records.spend, |row| Some(row.at), |first| begins(first, true));
}

/// Says from when on a table is complete where nothing does yet.
fn of<T>(
    table: &mut Table<T>,
    at: impl Fn(&T) -> Option<DateTime<Utc>>,
    begins: impl Fn(Option<DateTime<Utc>>) -> Option<DateTime<Utc>>,
) {
    if let Table::Supplied { from: from @ None, rows, .. } = table {
        *from = begins(rows.iter().filter_map(at).min());
    }
}

#[cfg(test)]
mod tests {
    use crm_model::{Happening, TicketEvent, TicketId, TicketRecord};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn tickets(from: Option<&str>, opened: &[&str]) -> Table<TicketRecord> {
        let event = |opened: &&str| TicketEvent::at(at(opened), Happening::Opened);
        let ticket = |opened| TicketRecord::new(TicketId::new("T").unwrap(), vec![event(opened)]);
        Table::Supplied { from: from.map(at), until: None, rows: opened.iter().map(ticket).collect() }
    }

    fn begin_of(table: Table<TicketRecord>, stated: Option<&str>) -> Option<DateTime<Utc>> {
        let mut records = Records { tickets: table, ..Records::default() };
        let zone = Zone::fixed(8 * 3_600).unwrap();
        begin(&mut records, &zone, stated.map(|day| day.parse().unwrap()));
        let Table::Supplied { from, .. } = records.tickets else { return None };
        from
    }

    #[test]
    fn k1_a_table_begins_with_the_month_of_its_first_row_unless_somebody_says_otherwise() {
        // The first of January in Shanghai is the last of December in Greenwich.
        let rows = ["2026-03-05T00:00:00Z", "2026-01-31T17:00:00Z"];
        assert_eq!(begin_of(tickets(None, &rows), None), Some(at("2026-01-31T16:00:00Z")));
        assert_eq!(begin_of(tickets(None, &rows), Some("2025-07-01")), Some(at("2025-06-30T16:00:00Z")));
        // What the source says of itself holds, and no rows say nothing.
        assert_eq!(
            begin_of(tickets(Some("2026-01-10T00:00:00Z"), &rows), None),
            Some(at("2026-01-10T00:00:00Z"))
        );
        assert_eq!(begin_of(tickets(None, &[]), None), None);
    }
}
