//! Clients of a Portuguese bank: who took part in its calls and who subscribed after them, by every group of the reference.

use std::collections::BTreeMap;

use crm_calendar::ElapsedTime;
use crm_kpi::{Formula, Per};
use crm_model::{Dataset, Interaction, Outcome, Records, Table};

use super::{Row, groups, measured, near, parts, source};
use crate::support::{contact, order};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The clients, each called once for a purpose that is its group, in the month of its last call. Those who subscribed did so on
/// the day after.
fn calls(rows: &[Row], purpose: impl Fn(&Row) -> String) -> Dataset {
    let (mut interactions, mut purchases) = (vec![], vec![]);
    for (place, row) in rows.iter().enumerate() {
        let name = format!("C-{place}");
        let month = MONTHS.iter().position(|month| *month == row["month"]).unwrap() + 1;
        interactions.push(Interaction {
            channel: Some(&row["contact"])
                .filter(|word| *word != "unknown")
                .map(|word| word.parse().unwrap()),
            purpose: Some(purpose(row).parse().unwrap()),
            ..contact(&name, &format!("2010-{month:02}-02T10:00:00Z"), Outcome::Reached)
        });
        if row["y"] == "yes" {
            purchases.push(order(&name, &format!("2010-{month:02}-03"), "1 EUR"));
        }
    }
    let (interactions, purchases) = (Table::complete(interactions), Table::complete(purchases));
    Dataset::new(Records { interactions, purchases, ..Records::default() }).0
}

fn close_rate(purpose: &str) -> Formula {
    Formula::CloseRate { purposes: vec![purpose.parse().unwrap()], within: ElapsedTime::from_hours(24) }
}

#[test]
fn h_kpi_16_conversion_by_every_group_of_the_reference() {
    let test = "h_kpi_16_conversion_by_every_group_of_the_reference";
    let Some(source) = source("bank_marketing", test) else { return };
    let calls_of = |row: &Row| row["campaign"].parse::<u32>().unwrap().min(10).to_string();
    let column = |name: &'static str| move |row: &Row| row[name].clone();
    for (key, data) in [
        ("by_contact", calls(&source.rows, column("contact"))),
        ("by_poutcome", calls(&source.rows, column("poutcome"))),
        ("by_job", calls(&source.rows, column("job"))),
        ("by_campaign_contacts", calls(&source.rows, calls_of)), // the last group is of ten and more
    ] {
        for (group, expected) in groups(&source.reference[key]) {
            let line = measured(close_rate(group), Per::Year, &data, "2011-01-01");
            assert_eq!(line.cases(), expected["n"].as_u64(), "{key} {group}");
            near(line.value.number().unwrap(), &expected["rate"], 6);
            // Nobody is on record who was called and not reached: each took part.
            let attendance = Formula::Attendance { purposes: vec![group.parse().unwrap()] };
            let took_part = parts(&measured(attendance, Per::Year, &data, "2011-01-01"));
            assert_eq!((took_part.0, took_part.1), (took_part.1, expected["n"].as_u64().unwrap().into()));
        }
    }
}

#[test]
fn h_kpi_16_conversion_month_by_month() {
    let Some(source) = source("bank_marketing", "h_kpi_16_conversion_month_by_month") else { return };
    let data = calls(&source.rows, |_| "deposit".to_owned());
    let line = measured(close_rate("deposit"), Per::Month, &data, "2011-01-01");
    let all =
        line.history().iter().map(|past| (past.period, &past.value)).chain([(line.period, &line.value)]);
    let found: BTreeMap<String, _> =
        all.map(|(period, value)| (period.to_string(), value.number().unwrap())).collect();
    for (place, month) in (1..).zip(MONTHS) {
        let (expected, found) = (&source.reference["by_month"][month], found[&format!("2010-{place:02}")]);
        assert_eq!(found.parts().1, i128::from(expected["n"].as_u64().unwrap()), "{month}");
        near(found, &expected["rate"], 6);
    }
}
