//! Mappings of purchases and surveys, each by a file small enough to follow.

use std::fs;

use crm_model::chrono::{DateTime, SecondsFormat, Utc};
use crm_model::{Dataset, Delivery, Purchase, PurchaseKind, Records, SurveyAnswer, Table, Vocabulary};
use examples::input::{Mapping, Options, ReadError, Reading, RowError, read_mapped};

use crate::own_format::folder;

const PURCHASES: &str = r#"
schema = "crm-mapping/1"
table = "purchases"
file = "log.csv"
zone = "America/New_York"
time-format = "%d/%m/%Y"

[purchases]
at = "day"
amount = "paid"
currency = { column = "money" }
order = "number"
customer = "who"
refunds = "negative-amounts"
"#;

const SURVEYS: &str = r#"
schema = "crm-mapping/1"
table = "surveys"
file = "log.csv"
zone = "Asia/Shanghai"
time-format = "%Y-%m-%d %H:%M"

[surveys]
survey = { column = "wave" }
answered-at = "at"
invited-at = "asked"
customer = "who"
blank = "left-blank"

[surveys.topics]
likely = { topic = "recommend", scale = "0-10" }
service = { topic = "service", scale = "1-5" }
"#;

fn try_read(mapping: &str, log: &str, keep_going: bool) -> Result<Reading, ReadError> {
    let mapping = Mapping::parse(mapping, "test.toml").unwrap();
    let options = Options { keep_going, ..Options::default() };
    read_mapped(folder(&[("log.csv", log)]).path(), &mapping, &Vocabulary::default(), &options)
}

/// An order of three lines, one of which gives money back; a cancellation of two lines; and two lines without an order.
const LINES: &str = "\
day,paid,money,number,who
03/01/2026,10.5,USD,A-1,C-1
02/01/2026,-0.5,USD,A-1,C-1
03/01/2026,10.5,USD,A-1,C-1
04/01/2026,-8,USD,C-1,C-1
04/01/2026,2,USD,C-1,C-1
05/01/2026,3,USD,,C-2
05/01/2026,3,USD,,C-2
05/01/2026,4,USD,A-1,C-3
";

#[test]
fn lines_of_an_order_are_added_up() {
    let mapping = format!("{PURCHASES}rows = \"lines\"\n");
    let reading = try_read(&mapping, LINES, false).unwrap();
    assert_eq!(reading.rows, 8);
    let Table::Supplied { rows, .. } = &reading.records.purchases else { panic!("none") };
    let mut orders: Vec<String> = rows
        .iter()
        .map(|row| {
            let order = row.order.as_ref().map_or("-", |order| order.as_str());
            let kind = if row.what == PurchaseKind::Order { "order" } else { "refund" };
            format!(
                "{order} {} {kind} {} {}",
                row.customer.as_ref().unwrap(),
                row.amount,
                row.at.date_naive()
            )
        })
        .collect();
    orders.sort();
    assert_eq!(
        orders,
        [
            "- C-2 order 3.00 USD 2026-01-05",
            "- C-2 order 3.00 USD 2026-01-05",
            "A-1 C-1 order 20.50 USD 2026-01-02",
            "A-1 C-3 order 4.00 USD 2026-01-05",
            "C-1 C-1 refund 6.00 USD 2026-01-04",
        ]
    );
    // Row by row, as without the key, equal order numbers with other amounts would contradict each other.
    let one_by_one = try_read(PURCHASES, LINES, false).unwrap();
    let Table::Supplied { rows, .. } = &one_by_one.records.purchases else { panic!("none") };
    assert_eq!(rows.len(), 8);
    let large = LINES.replace("10.5,USD", "900000000000000,USD");
    let told = bad_rows(&mapping, &large);
    assert!(told.len() == 1 && told[0].contains("makes the sum of its order too large"), "{told:?}");
    let refused = |mapping: &str| Mapping::parse(mapping, "test.toml").unwrap_err().to_string();
    assert!(
        refused(&mapping.replace("\"lines\"", "\"items\"")).contains("rows are \"orders\", or \"lines\"")
    );
    let nameless = mapping.replace("order = \"number\"", "order = \"absent\"");
    assert!(refused(&nameless).contains("only where `order` names it"));
}

#[track_caller]
fn bad_rows(mapping: &str, log: &str) -> Vec<String> {
    match try_read(mapping, log, false) {
        Err(ReadError::BadRows { first, .. }) => first.iter().map(RowError::to_string).collect(),
        other => panic!("expected bad rows, got {other:?}"),
    }
}

fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn told(purchase: &Purchase) -> String {
    let what = match &purchase.what {
        PurchaseKind::Order => "order",
        PurchaseKind::Refund { of: None } => "refund",
        PurchaseKind::Refund { of: Some(_) } => "refund of an order",
    };
    let order = purchase.order.as_ref().map_or("-", |order| order.as_str());
    let customer = purchase.customer.as_ref().map_or("-", |customer| customer.as_str());
    format!("{} {order} {customer} {what} {}", text(purchase.at), purchase.amount)
}

fn answered(answer: &SurveyAnswer) -> String {
    let score =
        answer.score.map_or("blank".to_owned(), |score| format!("{} of {}", score.value(), score.scale()));
    let invited = answer.invited_at.map_or("-".to_owned(), text);
    let answered = answer.answered_at.map_or("-".to_owned(), text);
    let customer = answer.customer.as_ref().map_or("-", |customer| customer.as_str());
    format!("{} {} {customer} {invited} {answered} {score}", answer.survey, answer.topic)
}

#[test]
fn purchases_of_another_make_are_read() {
    let log = "who,number,day,paid,money,more\n\
               C-1,A-1,02/01/2026,12.5,USD,x\n\
               ,A-2,02/07/2026,-0.125,EUR,x\n\
               C-1,,03/07/2026,0,USD,x\n";
    let reading = try_read(PURCHASES, log, false).unwrap();
    let Table::Supplied { from: None, until, rows } = &reading.records.purchases else {
        panic!("no purchases")
    };
    assert_eq!(
        rows.iter().map(told).collect::<Vec<_>>(),
        [
            "2026-01-02T05:00:00Z A-1 C-1 order 12.50 USD",
            "2026-07-02T04:00:00Z A-2 - refund 0.125 EUR",
            "2026-07-03T04:00:00Z - C-1 order 0.00 USD",
        ]
    );
    // The file is complete to the end of its last day.
    assert_eq!(until.map(text).as_deref(), Some("2026-07-04T03:59:59.999999Z"));
    let others = Records { purchases: Table::NotSupplied, ..reading.records };
    assert_eq!(others, Records::default());
    assert_eq!(
        reading.notes,
        ["Times are known to the day only; its first instant stands for the whole day."]
    );
}

#[test]
fn every_bad_purchase_of_another_make_is_reported() {
    let log = "who,number,day,paid,money\n\
               C-1,A-1,31/02/2026,12.5,USD\n\
               C-1,A-1,,12.5,USD\n\
               C-1,A-1,02/01/2026,12.5,US\n\
               C-1,A-1,02/01/2026,12.55555,USD\n\
               C-1 ,A-1,02/01/2026,12.5,USD\n";
    let expected = [
        "log.csv, row 2, day: \"31/02/2026\" is not an instant such as 02/03/2026",
        "log.csv, row 3, day: \"\" is blank; every row needs one",
        "log.csv, row 4, money: \"US\" is no current ISO 4217 currency such as `CNY`",
        "log.csv, row 5, paid: \"12.55555\" is finer than four decimals: round it before, by your own rule",
        "log.csv, row 6, who: text of 4 characters starts or ends with white space",
    ];
    assert_eq!(bad_rows(PURCHASES, log), expected);
    assert_eq!(try_read(PURCHASES, log, true).unwrap().left_out.count, 5);
    let without = PURCHASES.replace("negative-amounts", "absent");
    let log = "who,number,day,paid,money\nC-1,A-1,02/01/2026,-1,USD\n";
    assert_eq!(
        bad_rows(&without, log),
        ["log.csv, row 2, paid: \"-1\" is negative, and the mapping says that there are no refunds"]
    );
}

#[test]
fn a_wide_table_of_answers_is_read() {
    let log = "wave,who,asked,at,likely,service\n\
               2026,C-1,2026-03-01 09:00,2026-03-02 09:00,10,\n\
               2026,,,2026-03-02 10:00,0,5\n";
    let answers = |mapping: &str| {
        let reading = try_read(mapping, log, false).unwrap();
        let Table::Supplied { until, rows, .. } = reading.records.answers else { panic!("no answers") };
        assert_eq!(until.map(text).as_deref(), Some("2026-03-02T02:00:00Z"));
        rows.iter().map(answered).collect::<Vec<_>>()
    };
    let [first, blank, second, third] = [
        "2026 recommend C-1 2026-03-01T01:00:00Z 2026-03-02T01:00:00Z 10 of 0-10",
        "2026 service C-1 2026-03-01T01:00:00Z 2026-03-02T01:00:00Z blank",
        "2026 recommend - - 2026-03-02T02:00:00Z 0 of 0-10",
        "2026 service - - 2026-03-02T02:00:00Z 5 of 1-5",
    ];
    assert_eq!(answers(SURVEYS), [first, blank, second, third]);
    assert_eq!(answers(&SURVEYS.replace("left-blank", "not-asked")), [first, second, third]);
}

/// The mapping of surveys, with a column that tells what became of invitations.
fn with_deliveries(other: &str) -> String {
    let told = "blank = \"left-blank\"\n\n[surveys.delivery]\ncolumn = \"state\"\n\
                values = { Opened = \"delivered\", Bounced = \"undelivered\", \"Wrong person\" = \"not-eligible\" }\n";
    let written = SURVEYS.replace("blank = \"left-blank\"\n", &format!("{told}{other}"));
    assert_ne!(written, SURVEYS);
    written
}

#[test]
fn k29_invitations_without_an_answer_are_read_with_what_became_of_them() {
    let log = "wave,who,asked,at,likely,service,state\n\
               2026,C-1,2026-03-01 09:00,2026-03-02 09:00,10,5,Opened\n\
               2026,C-2,2026-03-01 09:00,,,,Bounced\n\
               2026,C-3,2026-03-03 09:00,,,,Wrong person\n\
               2026,C-4,2026-03-01 09:00,,,,\n";
    for mapping in [with_deliveries(""), with_deliveries("").replace("left-blank", "not-asked")] {
        let reading = try_read(&mapping, log, false).unwrap();
        let Table::Supplied { until, rows, .. } = reading.records.answers else { panic!("no answers") };
        assert_eq!(until.map(text).as_deref(), Some("2026-03-03T01:00:00Z"), "the last invitation");
        let recommend = rows.iter().filter(|row| row.topic.as_str() == "recommend");
        let told: Vec<_> = recommend.map(|row| (row.answered_at.is_some(), row.delivery)).collect();
        assert_eq!(
            told,
            [
                (true, Some(Delivery::Delivered)),
                (false, Some(Delivery::Undelivered)),
                (false, Some(Delivery::NotEligible)),
                (false, None),
            ]
        );
        assert_eq!(rows.len(), 8, "each was asked both questions");
    }
    let bad = "wave,who,asked,at,likely,service,state\n\
               2026,C-1,2026-03-01 09:00,,10,,Opened\n\
               2026,C-2,2026-03-01 09:00,2026-03-02 09:00,10,,Lost\n\
               2026,C-2,,,,,Opened\n";
    assert_eq!(
        bad_rows(&with_deliveries(""), bad),
        [
            "log.csv, row 2, at: \"\" is blank, and a question is answered",
            "log.csv, row 3, state: \"Lost\" is not listed in `surveys.delivery.values` of the mapping",
            "log.csv, row 4, at: \"\" is blank; every row needs one",
        ]
    );
    let ignoring = try_read(&with_deliveries("other = \"ignore\"\n"), bad, true).unwrap();
    assert_eq!(ignoring.left_out.count, 2);
}

#[test]
fn d_file_3_a_mapping_may_name_a_file_of_mergers() {
    let log = "who,number,day,paid,money\nC-1,A-1,02/01/2026,12.5,USD\nC-2,A-2,02/01/2026,1,USD\n";
    let mapping = PURCHASES.replacen("file = ", "mergers = \"same.csv\"\nfile = ", 1);
    let mapping = Mapping::parse(&mapping, "m").unwrap();
    let folder = folder(&[("log.csv", log), ("same.csv", "customer,into\nC-2,C-1\n")]);
    for path in [folder.path().to_owned(), folder.path().join("log.csv")] {
        let reading = read_mapped(&path, &mapping, &Vocabulary::default(), &Options::default()).unwrap();
        assert_eq!((reading.rows, reading.files.len()), (3, 2));
        let (dataset, integrity) = Dataset::new(reading.records);
        assert_eq!(dataset.customer_ids().len(), 1);
        assert!(integrity.findings.is_empty(), "{:?}", integrity.findings);
    }
    fs::remove_file(folder.path().join("same.csv")).unwrap();
    let error =
        read_mapped(folder.path(), &mapping, &Vocabulary::default(), &Options::default()).unwrap_err();
    assert!(error.to_string().contains("`same.csv` is missing"), "{error}");
}

#[test]
fn k10_a_bad_answer_takes_its_row_with_it() {
    let log = "wave,who,asked,at,likely,service\n\
               2026,C-1,,2026-03-02 09:00,10,6\n\
               2026,C-1,,2026-03-02 09:00,11,5\n\
               ,C-1,,2026-03-02 09:00,10,5\n\
               2026,C-1,,,10,5\n\
               2026,C-1,,2026-03-02 09:00,10,\n";
    assert_eq!(
        bad_rows(SURVEYS, log),
        [
            "log.csv, row 2, service: \"6\" is not on the scale 1-5",
            "log.csv, row 3, likely: \"11\" is not on the scale 0-10",
            "log.csv, row 4, wave: \"\" is blank; every row needs one",
            "log.csv, row 5, at: \"\" is blank; every row needs one",
        ]
    );
    let reading = try_read(SURVEYS, log, true).unwrap();
    let Table::Supplied { rows, .. } = &reading.records.answers else { panic!("no answers") };
    assert_eq!(rows.len(), 2, "nothing of a bad row is used");
}

#[test]
fn times_may_be_known_to_the_year_or_the_month() {
    let log = |at: &str| format!("wave,who,asked,at,likely,service\n2026,C-1,,{at},10,5\n");
    let read = |format: &str, at: &str| {
        let mapping = SURVEYS.replace("%Y-%m-%d %H:%M", format);
        let reading = try_read(&mapping, &log(at), false).unwrap();
        let Table::Supplied { until, rows, .. } = &reading.records.answers else { panic!("no answers") };
        [rows[0].answered_at.map(text).unwrap(), until.map(text).unwrap(), reading.notes.concat()]
    };
    let note = |whole| {
        format!("Times are known to the {whole} only; its first instant stands for the whole {whole}.")
    };
    let [from, until] = ["2023-12-31T16:00:00Z", "2024-12-31T15:59:59.999999Z"];
    assert_eq!(read("%Y", "2024"), [from, until, &note("year")]);
    let [from, until] = ["2024-01-31T16:00:00Z", "2024-02-29T15:59:59.999999Z"];
    assert_eq!(read("%Y-%m", "2024-02"), [from, until, &note("month")]);
}

#[test]
fn a_mapping_that_cannot_be_obeyed_is_refused_with_its_place() {
    let refused = |mapping: &str, from: &str, to: &str| {
        assert!(mapping.contains(from), "{from}");
        Mapping::parse(&mapping.replacen(from, to, 1), "m").unwrap_err().to_string()
    };
    let purchases = |from, to| refused(PURCHASES, from, to);
    let surveys = |from, to| refused(SURVEYS, from, to);
    assert_eq!(
        purchases("\"purchases\"", "\"orders\""),
        "m:3:9: the table is \"tickets\", \"purchases\" or \"surveys\""
    );
    assert_eq!(
        purchases("{ column = \"money\" }", "{ fixed = \"usd\" }"),
        "m:11:22: `usd` has to be in capital letters: `USD`"
    );
    let message = "m:11:12: has to be { fixed = \"…\" } or { column = \"…\" }";
    assert_eq!(purchases("{ column = \"money\" }", "{ column = \"money\", fixed = \"USD\" }"), message);
    assert_eq!(
        purchases("negative-amounts", "sometimes"),
        "m:14:11: refunds are \"absent\" or written as \"negative-amounts\""
    );
    assert_eq!(purchases("%d/%m/%Y", "%m/%Y"), "m:6:15: `%m/%Y` does not name a whole date or year");
    assert_eq!(
        purchases("%d/%m/%Y", "%Y-%m-%d %H"),
        "m:6:15: `%Y-%m-%d %H` does not name a whole date or year"
    );
    assert_eq!(
        purchases("America/New_York", "absent"),
        "m:6:15: `%d/%m/%Y` names no time of day: `zone` has to say where its days begin"
    );
    assert!(purchases("order = \"number\"\n", "").contains("missing field `order`"));
    assert_eq!(
        surveys("left-blank", "empty"),
        "m:13:9: an empty cell is a question \"left-blank\" or \"not-asked\""
    );
    assert_eq!(surveys("0-10", "10-0"), "m:16:41: `10-0` is no scale such as `0-10` or `1-5`");
    let twice = surveys("\"service\", scale", "\"recommend\", scale");
    assert_eq!(twice, "m:17:21: another column has the topic `recommend` already");
    let deliveries = with_deliveries("");
    assert!(refused(&deliveries, "\"undelivered\"", "\"lost\"").contains("an invitation is \"delivered\""));
    assert!(refused(&deliveries, "invited-at = \"asked\"\n", "").contains("`invited-at` tells of them"));
    assert!(surveys("zone =", "mergers = \"a/b.csv\"\nzone =").contains("without a folder"));
    let (head, _) = SURVEYS.split_once("likely =").unwrap();
    assert_eq!(Mapping::parse(head, "m").unwrap_err().message, "a survey needs at least one topic");
    assert!(
        surveys("[surveys.topics]", "[ticket]\nid = \"x\"\n[surveys.topics]")
            .contains("unknown field `ticket`")
    );
}
