//! Data sets of others, below the folder that `CRM_DATA_DIR` names; skipped without it.

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;

use crm_calendar::{ElapsedTime, Zone};
use crm_kpi::columns::{Activity, Codes};
use crm_kpi::{
    Base, CampaignRule, CampaignTable, CivilPeriod, Counts, CustomersBy, Facts, Formula, MeanTally,
    NpsBounds, NpsTally, Per, Reading, RetentionForm, TopBox, TopBoxTally, Value,
};
use crm_model::{
    Dataset, DatedTier, Happening, Interaction, Noticed, Outcome, Records, Scale, SurveyAnswer, Table,
};

use crate::support::{
    answer, at, contact, line_of, member, month, nps, order, retention, spec, text, ticket,
};

pub(crate) fn folder(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("CRM_DATA_DIR").map(PathBuf::from);
    if folder.is_none() {
        writeln!(std::io::stderr(), "skipped: {test}: CRM_DATA_DIR is not set").unwrap();
    }
    folder
}

fn cdnow(folder: &std::path::Path) -> Dataset {
    let mut reader = csv::Reader::from_path(folder.join("cdnow/cdnow_master.csv")).unwrap();
    let purchases = reader.records().map(|row| {
        let row = row.unwrap();
        order(&row[0], &row[1], &format!("{} USD", &row[3]))
    });
    let purchases = Table::complete(purchases.collect());
    Dataset::new(Records { purchases, ..Records::default() }).0
}

#[test]
fn cdnow_customers_are_kept_from_period_to_period() {
    let Some(folder) = folder("cdnow_customers_are_kept_from_period_to_period") else { return };
    let dataset = cdnow(&folder);
    assert_eq!((dataset.customer_ids().len(), dataset.purchases().len()), (23_570, 69_659));
    let by_purchases = |form| retention(form, CustomersBy::Purchases);
    let kept = |as_of: &str| text(&month(by_purchases(RetentionForm::Identity), &dataset, None, as_of).value);
    assert_eq!(kept("1997-03-01"), "1157/7846");
    assert_eq!(kept("1997-04-01"), "1681/9633");
    assert_eq!(kept("1997-05-01"), "1773/9524");
    assert_eq!(kept("1998-07-01"), "446/1488");

    let joined = |as_of: &str| {
        let line = month(by_purchases(RetentionForm::Identity), &dataset, None, as_of);
        line.notes.iter().find_map(|note| match note {
            crm_kpi::Note::Beside { reading: Reading::Joined, value: Value::Count(count) } => Some(*count),
            _ => None,
        })
    };
    assert_eq!(
        ["1997-02-01", "1997-03-01", "1997-04-01"].map(joined),
        [Some(7_846), Some(8_476), Some(7_248)]
    );

    let quarter = |as_of: &str| {
        let spec = spec(by_purchases(RetentionForm::Identity), Per::Quarter, None);
        line_of(spec, &Facts::new(&dataset), as_of)
    };
    let last = quarter("1998-07-01");
    let row: Vec<String> =
        last.history().iter().map(|past| text(&past.value)).chain([text(&last.value)]).collect();
    assert_eq!(row, ["5376/23570", "2289/5376", "2063/4263", "1954/4221", "1760/3817"]);
}

/// Rows of one year: overall satisfaction on 1 to 5, and whether the passenger would recommend on 0 to 10.
fn passengers(folder: &std::path::Path, year: &str) -> Vec<(String, String)> {
    let file = File::open(folder.join("sfo_customer_survey/sfo_customer_survey.csv.gz")).unwrap();
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let rows = reader.records().map(Result::unwrap).filter(|row| &row[0] == year);
    rows.map(|row| (row[3].to_owned(), row[6].to_owned())).collect()
}

#[test]
fn g11_cdnow_columns_keep_customers_from_month_to_month() {
    let Some(folder) = folder("g11_cdnow_columns_keep_customers_from_month_to_month") else { return };
    let mut reader = csv::Reader::from_path(folder.join("cdnow/cdnow_master.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let ids: Vec<&str> = rows.iter().map(|row| &row[0]).collect();
    let number = |text: &str| text.parse::<u8>().unwrap();
    // 1997-01 is month 0.
    let month = |row: &csv::StringRecord| number(&row[1][2..4]) % 97 * 12 + number(&row[1][5..7]) - 1;
    let months: Vec<u8> = rows.iter().map(month).collect();
    let customers = Codes::new(&ids).unwrap();
    assert_eq!(customers.ids().len(), 23_570);
    let mut activity = Activity::new(customers.ids().len(), 18).unwrap();
    activity.record_columns(customers.codes(), &months).unwrap();
    activity.refused().check().unwrap();
    let retention = activity.retention();
    let kept = |month: usize| retention[month].identity().unwrap().to_string();
    assert_eq!([0, 1, 2, 16].map(kept), ["1157/7846", "1681/9633", "1773/9524", "446/1488"]);
    assert_eq!([0, 1].map(|month| retention[month].joined), [8_476, 7_248]);
}

#[test]
fn passengers_of_san_francisco_recommend_the_airport() {
    let Some(folder) = folder("passengers_of_san_francisco_recommend_the_airport") else { return };
    for (year, next, expected, score, blank) in [
        (
            "2017",
            "2018-01-01",
            NpsTally { promoters: 1_436, passives: 968, detractors: 342 },
            "39.839767",
            85,
        ),
        (
            "2018",
            "2019-01-01",
            NpsTally { promoters: 1_268, passives: 935, detractors: 447 },
            "30.981132",
            159,
        ),
    ] {
        let rows: Vec<SurveyAnswer> = passengers(&folder, year)
            .into_iter()
            .map(|(_, recommend)| {
                answer(None, &format!("{year}-05-15"), recommend.parse().ok(), Scale::ZERO_TO_TEN)
            })
            .collect();
        let bounds = NpsBounds::new(6, 9).unwrap();
        let tally: NpsTally =
            rows.iter().filter_map(|row| row.score).map(|score| bounds.attitude(score).unwrap()).collect();
        assert_eq!(tally, expected);
        let dataset = Dataset::new(Records { answers: Table::complete(rows), ..Records::default() }).0;
        let line = line_of(spec(nps(Counts::Last), Per::Year, Some(">= 50")), &Facts::new(&dataset), next);
        let Value::Number(ratio) = line.value else { panic!("{line}") };
        assert_eq!(ratio.to_decimal_string(6), score);
        let apart = crm_kpi::Note::Apart { cases: crm_kpi::Apart::Blank, count: blank };
        assert_eq!(line.notes, [apart], "blanks are in neither part");
    }
}

#[test]
fn passengers_of_san_francisco_are_satisfied() {
    let Some(folder) = folder("passengers_of_san_francisco_are_satisfied") else { return };
    let scale = Scale::new(1, 5).unwrap();
    let scores: Vec<_> = passengers(&folder, "2017")
        .into_iter()
        .filter_map(|(overall, _)| overall.parse().ok().map(|value: i64| scale.score(value).unwrap()))
        .collect();
    let mean: MeanTally = scores.iter().copied().collect();
    assert_eq!((mean.answers, mean.mean().unwrap().to_decimal_string(4).as_str()), (2_688, "4.0644"));
    let top: TopBoxTally = scores.iter().map(|score| TopBox::new(score.value(), 4)).collect();
    assert_eq!(top.share().unwrap().to_decimal_string(6), "0.820685");
}

fn rows_of(folder: &std::path::Path, file: &str) -> Vec<csv::StringRecord> {
    let file = File::open(folder.join(file)).unwrap();
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    reader.records().map(Result::unwrap).collect()
}

/// Customers of an Iranian telecom company: of twelve months, the state at their end and whether they complained. Each is a
/// customer under the id that `id_of` makes of its row.
fn subscribers(rows: &[csv::StringRecord], id_of: impl Fn(usize, &csv::StringRecord) -> String) -> Records {
    let (mut customers, mut tickets) = (vec![], vec![]);
    for (number, row) in rows.iter().enumerate() {
        let name = id_of(number, row);
        let stretch = if &row[13] == "1" { "2018-01-01..2020-12-15" } else { "2018-01-01.." };
        let mut customer = member(&name, &[stretch]);
        let tier = if &row[1] == "1" { "complained" } else { "content" };
        customer.tiers = vec![DatedTier { from: None, tier: tier.parse().unwrap() }];
        customers.push(customer);
        if &row[1] == "1" {
            let opened = vec![("2020-06-01", Happening::Opened)];
            tickets.push(ticket(&format!("T-{number}"), Some("complaint"), opened));
        }
    }
    let (customers, tickets) = (Table::complete(customers), Table::complete(tickets));
    Records { customers, tickets, ..Records::default() }
}

#[test]
fn k3_subscribers_in_iran_leave_more_often_when_they_complained() {
    let Some(folder) = folder("k3_subscribers_in_iran_leave_more_often_when_they_complained") else { return };
    let rows = rows_of(&folder, "iranian_churn/iranian_churn.csv.gz");
    let (data, integrity) = Dataset::new(subscribers(&rows, |number, _| format!("C-{number}")));
    assert_eq!((data.customer_ids().len(), integrity.findings.len()), (3_150, 0));
    let year = |formula: Formula| line_of(spec(formula, Per::Year, None), &Facts::new(&data), "2021-01-01");
    let share = |formula| match year(formula).value {
        Value::Share(ratio) => ratio.to_decimal_string(6),
        other => panic!("{other:?}"),
    };
    let form = |form, tier: Option<&str>| Formula::Retention {
        form,
        customers: CustomersBy::Memberships,
        tier: tier.map(|tier| tier.parse().unwrap()),
    };
    assert_eq!(share(form(RetentionForm::ChurnIdentity, None)), "0.157143");
    assert_eq!(share(form(RetentionForm::Identity, None)), "0.842857");
    // Nobody joined, so the form of the regulation counts each loss twice: 1 - 2 x 0.157143.
    assert_eq!(share(form(RetentionForm::AsWorded, None)), "0.685714");
    assert_eq!(share(form(RetentionForm::ChurnIdentity, Some("content"))), "0.101409");
    assert_eq!(share(form(RetentionForm::ChurnIdentity, Some("complained"))), "0.829876");
    let rate = Formula::ComplaintRate { kinds: vec!["complaint".parse().unwrap()], base: Base::Members };
    assert_eq!(text(&year(rate.clone()).value), "241/3150");
    assert_eq!(share(rate), "0.076508");

    // Rows that are alike to the last column, taken for one customer: each is told of.
    let alike = |_: usize, row: &csv::StringRecord| row.iter().collect::<Vec<_>>().join("_");
    let (data, integrity) = Dataset::new(subscribers(&rows, alike));
    let repeated: u64 = integrity
        .findings
        .iter()
        .map(|finding| match finding.noticed {
            Noticed::CustomerTwice { records } => records - 1,
            _ => 0,
        })
        .sum();
    assert_eq!((data.customer_ids().len(), repeated), (2_850, 300));
}

#[test]
fn d_kpi_9_clients_of_a_bank_subscribe_after_its_calls() {
    let Some(folder) = folder("d_kpi_9_clients_of_a_bank_subscribe_after_its_calls") else { return };
    let rows = rows_of(&folder, "bank_marketing/bank_marketing.csv.gz");
    let (mut interactions, mut purchases) = (vec![], vec![]);
    for (number, row) in rows.iter().enumerate() {
        let name = format!("C-{number}");
        let channel = Some(&row[8]).filter(|channel| *channel != "unknown");
        interactions.push(Interaction {
            channel: channel.map(|channel| channel.parse().unwrap()),
            purpose: Some("deposit".parse().unwrap()),
            ..contact(&name, "2010-11-02T10:00:00Z", Outcome::Reached)
        });
        if &row[16] == "yes" {
            purchases.push(order(&name, "2010-11-03", "1 EUR"));
        }
    }
    let (interactions, purchases) = (Table::complete(interactions), Table::complete(purchases));
    let data = Dataset::new(Records { interactions, purchases, ..Records::default() }).0;
    let purposes = vec!["deposit".parse().unwrap()];
    let within = ElapsedTime::from_hours(24);
    let line = month(Formula::CloseRate { purposes: purposes.clone(), within }, &data, None, "2010-12-01");
    let Value::Share(rate) = line.value else { panic!("{line}") };
    assert_eq!((rate.parts().1, rate.to_decimal_string(6).as_str()), (45_211, "0.116985"));

    let rule = CampaignRule {
        purposes,
        feedback_within: within,
        order_within: within,
        question: None,
        bounds: None,
    };
    let november = CivilPeriod::containing(Per::Month, "2010-11-01".parse().unwrap(), &Zone::utc());
    let table = CampaignTable::new(&Facts::new(&data), &rule, november, at("2010-12-01"), &Zone::utc());
    let found: Vec<(Option<&str>, u64, String)> = table
        .rows
        .iter()
        .map(|(_, channel, tally)| {
            let rate = tally.took_part.conversion.share().unwrap().to_decimal_string(6);
            (channel.as_ref().map(crm_model::Channel::as_str), tally.took_part.customers, rate)
        })
        .collect();
    let row = |channel, count, rate: &str| (channel, count, rate.to_owned());
    assert_eq!(
        found,
        [
            row(None, 13_020, "0.040707"),
            row(Some("cellular"), 29_285, "0.149189"),
            row(Some("telephone"), 2_906, "0.134205")
        ]
    );
}
