//! Data sets of others by segment; skipped without their folder.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use crm_calendar::Zone;
use crm_kpi::decomposition::Change;
use crm_kpi::{Dimension, Facts, Formula, NpsBounds, NpsTally, Per, Scorecard};
use crm_model::{Happening, Obligation, Records, Scale, State, Subject, Table, TicketRecord};

use crate::real_data::folder;
use crate::support::{at, dataset, obligation, spec, text, ticket};

fn rows(folder: &Path, file: &str) -> Vec<csv::StringRecord> {
    let file = File::open(folder.join(file)).unwrap();
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    reader.records().map(Result::unwrap).collect()
}

#[test]
fn complaints_of_the_cfpb_answered_in_time_by_channel() {
    let Some(folder) = folder("complaints_of_the_cfpb_answered_in_time_by_channel") else { return };
    let rows = rows(&folder, "cfpb_complaints/cfpb_complaints.csv.gz");
    let sample: Vec<_> = rows.iter().filter(|row| &row[0] == "A").collect();
    let tickets = sample.iter().map(|row| TicketRecord {
        channel: Some(row[11].parse().unwrap()),
        ..ticket(&row[1], None, vec![(&row[2], Happening::Opened)])
    });
    let owed = sample.iter().map(|row| {
        let state = if &row[14] == "Yes" { State::Met } else { State::MetLate };
        let mut owed: Obligation = obligation(1, "TEST-1", Some(&row[2]), state);
        owed.id.subject = Subject::Ticket(row[1].parse().unwrap());
        owed
    });
    let owed: Vec<Obligation> = owed.collect();
    let data = dataset(Records { tickets: Table::complete(tickets.collect()), ..Records::default() });
    let facts = Facts { obligations: Some(&owed), ..Facts::new(&data) };
    let formula = Formula::Attainment { measure: None, clauses: vec![] };
    let indicator = spec(formula, Per::Year, Some(">= 99%"));
    let name = indicator.name.clone();
    let scorecard = Scorecard::new(vec![indicator], Zone::utc()).unwrap();
    let as_of = at("2014-02-01");
    let breakdown = scorecard.breakdown(&facts, as_of, &[Dimension::Channel]).remove(0);
    assert_eq!(text(&breakdown.total.value), "984/1000");
    let cases: Vec<(String, u64)> = breakdown
        .members
        .as_ref()
        .unwrap()
        .iter()
        .map(|one| (one.member.to_string(), one.line.cases().unwrap()))
        .collect();
    let expected =
        [("Email", 1), ("Fax", 19), ("Phone", 90), ("Postal mail", 107), ("Referral", 92), ("Web", 691)];
    assert_eq!(cases, expected.map(|(name, count)| (name.to_owned(), count)));
    assert_eq!(breakdown.remainder(), Some((0, 0)));
    let gap = breakdown.gap().unwrap().unwrap();
    assert_eq!(gap.missing().to_string(), "6/1"); // 990 of 1000 wanted
    let misses = scorecard.cases(&name, &facts, as_of, Some(Dimension::Channel)).unwrap();
    assert_eq!(misses.len(), 16);
    assert_eq!(
        scorecard.indicators()[0].what_it_takes(&breakdown.total.evidence)[0].to_string(),
        "6 cases more that count, of the same whole"
    );
}

/// What San Francisco's passengers of a year said, by boarding area.
fn areas(rows: &[csv::StringRecord], year: &str) -> BTreeMap<String, NpsTally> {
    let bounds = NpsBounds::new(6, 9).unwrap();
    let mut areas: BTreeMap<String, NpsTally> = BTreeMap::new();
    for row in rows.iter().filter(|row| &row[0] == year) {
        let Ok(score) = row[6].parse::<i64>() else { continue };
        let attitude = bounds.attitude(Scale::ZERO_TO_TEN.score(score).unwrap()).unwrap();
        areas.entry(row[15].to_owned()).or_default().record(attitude);
    }
    areas
}

#[test]
fn where_the_score_of_san_francisco_fell() {
    let Some(folder) = folder("where_the_score_of_san_francisco_fell") else { return };
    let rows = rows(&folder, "sfo_customer_survey/sfo_customer_survey.csv.gz");
    let (before, after) = (areas(&rows, "2017"), areas(&rows, "2018"));
    assert_eq!(before["A"].score().unwrap().to_decimal_string(6), "39.917127");
    assert_eq!(before.keys().collect::<Vec<_>>(), ["A", "B", "C", "D", "E", "F", "G"]);
    let segments = before.iter().map(|(area, tally)| (area.as_str(), tally.score(), after[area].score()));
    let change = Change::between(segments).unwrap();
    // The figures were worked out in fractions by another program.
    assert_eq!(change.total().to_decimal_string(6), "-8.858635");
    assert_eq!(change.mix().unwrap().to_decimal_string(6), "0.499396");
    assert_eq!(change.rate().unwrap().to_decimal_string(6), "-9.358031");
    let (mix, rate) = change.approximate();
    assert!((mix - 0.499_395_683_432).abs() < 1e-10 && (rate + 9.358_030_541_682).abs() < 1e-10);
    let ranked: Vec<&str> = change.ranked().iter().map(|effect| effect.segment).collect();
    assert_eq!(ranked, ["A", "C", "G", "B", "D", "F", "E"]);
    let a = change.effects()[0].clone();
    assert_eq!(
        (a.rate.to_decimal_string(6).as_str(), a.mix.to_decimal_string(6).as_str()),
        ("-5.195027", "0.079905")
    );
}
