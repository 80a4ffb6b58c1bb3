//! Complaints about banks, in two samples of which each stands for itself: timely answers, what consumers disputed, and which ways they came.

use crm_kpi::{Counts, Dimension, Facts, Formula, Member, Per, Scorecard, Value, Volume};
use crm_model::{Classification, Dataset, Happening, Records, Table, TicketEvent, TicketId, TicketRecord};
use serde_json::Value as Json;

use super::{Row, Source, attainment, groups, measured, near, parts, source};
use crate::support::{at, spec};

/// A word that a name may be: small letters without blanks.
fn word(text: &str) -> String {
    text.to_lowercase().replace(' ', "-")
}

/// The complaints of a sample: received, answered on the day of receipt, and disputed or not where anybody said so.
fn company(rows: &[&Row]) -> Dataset {
    let ticket = |row: &&Row| {
        let received = at(&row["date_received"]);
        let kind = word(&row["product"]).parse().ok();
        let mut events = vec![
            TicketEvent::at(received, Happening::Opened),
            TicketEvent::at(
                received,
                Happening::Classified(Classification { kind, ..Classification::default() }),
            ),
            TicketEvent::at(received, Happening::Solved),
        ];
        let satisfied = match row["consumer_disputed"].as_str() {
            "Yes" => Some(false),
            "No" => Some(true),
            _ => None,
        };
        events.extend(
            satisfied.map(|satisfied| TicketEvent::at(received, Happening::Revisited(Some(satisfied)))),
        );
        let channel = Some(word(&row["submitted_via"]).parse().unwrap());
        TicketRecord { channel, ..TicketRecord::new(TicketId::new(&row["complaint_id"]).unwrap(), events) }
    };
    let tickets = Table::complete(rows.iter().map(ticket).collect());
    Dataset::new(Records { tickets, ..Records::default() }).0
}

/// Each sample with its rows, its figures and the first instant after its year.
fn samples(source: &Source) -> [(Vec<&Row>, &Json, &'static str); 2] {
    [("A", "2014-01-01"), ("B", "2017-01-01")].map(|(name, as_of)| {
        let rows = source.rows.iter().filter(|row| row["sample"] == name).collect();
        (rows, &source.reference["by_sample"][name], as_of)
    })
}

#[test]
fn d_perf_1_complaints_are_answered_timely() {
    let Some(source) = source("cfpb_complaints", "d_perf_1_complaints_are_answered_timely") else { return };
    for (rows, expected, as_of) in samples(&source) {
        let promises = rows.iter().map(|row| (row["timely_response"] == "Yes", row["date_received"].clone()));
        let line = attainment(promises, Per::Year, as_of);
        near(line.value.number().unwrap(), &expected["timely_share"], 6);
        let count = |key: &str| i128::from(expected[key].as_u64().unwrap());
        assert_eq!(parts(&line), (count("timely_yes"), count("rows")));
    }
}

#[test]
fn d_comp_3_who_disputes_an_answer_is_not_satisfied_with_it() {
    let test = "d_comp_3_who_disputes_an_answer_is_not_satisfied_with_it";
    let Some(source) = source("cfpb_complaints", test) else { return };
    for (rows, expected, as_of) in samples(&source) {
        let formula = Formula::RevisitSatisfaction { kinds: vec![], counts: Counts::Last };
        let line = measured(formula, Per::Year, &company(&rows), as_of);
        let said = |word: &str| i128::from(expected["disputed"][word].as_u64().unwrap_or_default());
        // Of whom nobody knows it, in the second sample most, is in neither part.
        assert_eq!(parts(&line), (said("No"), said("No") + said("Yes")));
    }
}

#[test]
fn d_kpi_14_complaints_by_channel_and_by_product() {
    let Some(source) = source("cfpb_complaints", "d_kpi_14_complaints_by_channel_and_by_product") else {
        return;
    };
    let counted = |rows: &[&Row], as_of: &str, dimension| -> Vec<(Member, u64)> {
        let spec = spec(Formula::Volume(Volume::Opened), Per::Year, None);
        let scorecard = Scorecard::new(vec![spec], crm_calendar::Zone::utc()).unwrap();
        let data = company(rows);
        let broken = scorecard.breakdown(&Facts::new(&data), at(as_of), &[dimension]).remove(0);
        let members = broken.members.unwrap();
        let count = |value: &Value| if let Value::Count(count) = value { *count } else { panic!("{value}") };
        members
            .iter()
            .map(|one| (one.member.clone(), count(&one.line.value)))
            .filter(|(_, count)| *count > 0)
            .collect()
    };
    let mut by_product = std::collections::BTreeMap::<Member, u64>::new();
    for (rows, expected, as_of) in samples(&source) {
        let mut channels: Vec<(Member, u64)> = groups(&expected["submitted_via"])
            .map(|(name, count)| (Member::Channel(word(name).parse().unwrap()), count.as_u64().unwrap()))
            .collect();
        channels.sort();
        assert_eq!(counted(&rows, as_of, Dimension::Channel), channels);
        for (product, count) in counted(&rows, as_of, Dimension::Kind) {
            *by_product.entry(product).or_default() += count;
        }
    }
    let products = groups(&source.reference["products"]);
    let products =
        products.map(|(name, count)| (Member::Kind(word(name).parse().unwrap()), count.as_u64().unwrap()));
    assert_eq!(by_product, products.collect());
}
