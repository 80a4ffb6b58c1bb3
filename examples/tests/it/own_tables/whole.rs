//! Records with an example of everything survive being written and read.

use crm_model::rust_decimal::Decimal;
use crm_model::{
    Assignment, AuditOccasion, AuditedField, Business, Contact, CriterionScore, Customer, CustomerFile,
    CustomerGoal, CustomerMerger, DatedTier, Delivery, Direction, FileField, FileUpdate, Interaction,
    Membership, Money, Organisation, Origin, Outcome, Preferences, Provenance, QualityReview, Rate,
    RateTable, Records, Scale, Spend, SpendAim, SurveyAnswer,
};
use examples::input::write_folder;

use super::*;

fn file() -> CustomerFile {
    let source = |field, third_party| {
        let recorded_at = Some(at("2025-11-12T00:00:00Z"));
        (field, Provenance { source: name("register"), third_party, recorded_at, verified_at: None })
    };
    CustomerFile {
        contact: Contact {
            name: Some(name("王伟, \"Wei\"")),
            job_title: Some(name("buyer")),
            company: Some(name("ACME")),
            phone: Some(name("555-0100")),
            e_mail: Some(name("wei@example.com")),
            address: Some(name("1 Main Street")),
        },
        business: Business {
            industry: Some(name("trade")),
            products: vec![name("pump"), name("hose")],
            amount: Some(name("1234.5678 CNY")),
            contract_from: Some(name("2026-01-01")),
            contract_until: Some(name("2026-12-31")),
            decision_makers: vec![name("王伟"), name("李丽")],
        },
        first_contact: Some(name("2025-11-11")),
        preferences: Preferences {
            channels: vec![name("phone"), name("e-mail")],
            others: vec![name("mornings")],
        },
        class: Some(name("A")),
        tags: vec![name("vip")],
        interests: vec![name("pumps")],
        stage: Some(name("growth")),
        origin: Some(Origin::Recommendation(None)),
        in_charge: Some(name("li")),
        entered_at: Some(at("2025-11-12T01:02:03.456789Z")),
        provenance: vec![source(FileField::Phone, true), source(FileField::EMail, false)],
    }
}

fn customers() -> Vec<Customer> {
    let tier = |from: Option<&str>, tier: &str| DatedTier { from: from.map(at), tier: name(tier) };
    let member = |from: &str, until: Option<&str>| Membership { from: at(from), until: until.map(at) };
    let with = |id: &str, file| Customer { file: Some(Box::new(file)), ..Customer::new(name(id)) };
    let came = |origin| CustomerFile { origin: Some(origin), ..CustomerFile::default() };
    vec![
        Customer {
            tiers: vec![tier(None, "middle"), tier(Some("2026-01-01T00:00:00Z"), "high")],
            memberships: vec![
                member("2024-01-01T00:00:00Z", Some("2024-06-01T00:00:00Z")),
                member("2025-01-01T00:00:00Z", None),
                member("2023-01-01T00:00:00Z", Some("2023-06-01T00:00:00Z")),
            ],
            ..with("C-1", file())
        },
        Customer::new(name("C-2")),
        with("C-3", CustomerFile::default()),
        with("C-4", came(Origin::Recommendation(Some(name("C-1"))))),
        with("C-5", came(Origin::Campaign(name("spring")))),
        with("C-6", came(Origin::Partner(name("ACME")))),
        with("C-7", came(Origin::Other(name("by chance")))),
    ]
}

fn purchases() -> Vec<Purchase> {
    let purchase = |order: Option<&str>, what, amount: &str, customer: Option<&str>| Purchase {
        at: at("2026-03-01T10:00:00Z"),
        order: order.map(name),
        what,
        amount: name::<Money>(amount),
        customer: customer.map(name),
    };
    vec![
        purchase(Some("A-1"), PurchaseKind::Order, "12.50 CNY", Some("C-1")),
        purchase(None, PurchaseKind::Refund { of: Some(name("A-1")) }, "0.0001 JPY", None),
        purchase(None, PurchaseKind::Refund { of: None }, "0 USD", Some("C-2")),
    ]
}

fn interactions() -> Vec<Interaction> {
    let full = Interaction {
        at: at("2026-03-01T10:00:00Z"),
        customer: Some(name("C-1")),
        direction: Direction::Outbound,
        outcome: Outcome::NotReached,
        channel: Some(name("phone")),
        purpose: Some(name("follow-up")),
        person: Some(name("li")),
        department: Some(name("finance")),
        recorded_at: Some(at("2026-03-01T11:00:00Z")),
    };
    let bare = Interaction {
        customer: None,
        direction: Direction::Inbound,
        outcome: Outcome::Reached,
        channel: None,
        purpose: None,
        person: None,
        department: None,
        recorded_at: None,
        ..full.clone()
    };
    vec![full, bare]
}

fn answers() -> Vec<SurveyAnswer> {
    let answer = |score: Option<(Scale, i64)>, invited_at: Option<&str>| SurveyAnswer {
        survey: name("satisfaction-2026"),
        topic: name("recommend"),
        customer: Some(name("C-1")),
        invited_at: invited_at.map(at),
        answered_at: score.map(|_| at("2026-03-05T00:00:00Z")),
        score: score.map(|(scale, value)| scale.score(value).unwrap()),
        delivery: None,
    };
    vec![
        answer(Some((Scale::ZERO_TO_TEN, 0)), None),
        answer(Some((Scale::new(-3, 3).unwrap(), -3)), Some("2026-03-01T00:00:00Z")),
        SurveyAnswer { delivery: Some(Delivery::Undelivered), ..answer(None, Some("2026-03-01T00:00:00Z")) },
    ]
}

/// Returns tickets of the demo, one of them from a source that does not tell of descriptions.
fn tickets() -> Table<crm_model::TicketRecord> {
    let Table::Supplied { rows: mut tickets, .. } = demo::help_desk(1, 20).tickets else {
        panic!("no tickets")
    };
    for (ticket, described) in tickets.iter_mut().zip([None, Some(false), Some(true)]) {
        ticket.described = described;
    }
    Table::complete(tickets)
}

/// Returns two reviews of tickets of the demo, which are later than these.
fn reviews() -> Vec<QualityReview> {
    let score = |criterion: &str, points| CriterionScore { criterion: name(criterion), points };
    let Table::Supplied { rows, .. } = tickets() else { panic!("no tickets") };
    let full = QualityReview {
        ticket: rows[0].id.clone(),
        sheet: name("service"),
        reviewed_at: at("2026-12-31T10:00:00Z"),
        person: Some(name("li")),
        reviewer: Some(name("wu")),
        scores: vec![score("courtesy", Some(0)), score("solution", None)],
    };
    let bare = QualityReview { person: None, reviewer: None, ..full.clone() };
    vec![full, bare]
}

/// Returns records of every table.
pub(crate) fn everything() -> Records {
    let assignment = |deputy, department: Option<&str>| Assignment {
        role: name("director"),
        department: department.map(name),
        deputy,
        person: name("wu"),
        from: Some(at("2026-01-01T00:00:00Z")),
        until: None,
    };
    let expense = Spend {
        at: at("2026-03-01T10:00:00Z"),
        amount: name("99 CNY"),
        aim: SpendAim::Acquisition,
        department: Some(name("finance")),
        activity: Some(name("fair")),
        customer: Some(name("C-1")),
    };
    let update = FileUpdate {
        learned_at: at("2026-03-01T10:00:00Z"),
        customer: Some(name("C-1")),
        field: FileField::EMail,
        entered_at: Some(at("2026-03-01T10:04:00Z")),
        person: Some(name("li")),
        department: Some(name("finance")),
    };
    let bare =
        FileUpdate { customer: None, entered_at: None, person: None, department: None, ..update.clone() };
    let audited = AuditedField {
        audited_at: at("2026-03-01T10:00:00Z"),
        customer: name("C-1"),
        field: FileField::EMail,
        is_right: true,
        occasion: AuditOccasion::Audit,
        person: Some(name("li")),
    };
    let visited =
        AuditedField { is_right: false, occasion: AuditOccasion::FollowUp, person: None, ..audited.clone() };
    let merger = |customer: &str, merged_at: Option<&str>| CustomerMerger {
        customer: name(customer),
        into: name("C-1"),
        merged_at: merged_at.map(at),
    };
    let rate = Rate {
        from: name("USD"),
        to: name("CNY"),
        valid_from: name("2026-01-01"),
        valid_until: name("2026-01-31"),
        rate: Decimal::new(71_234, 4),
    };
    let organisation = Organisation::new(vec![assignment(true, None), assignment(false, Some("finance"))]);
    Records {
        customers: Table::complete(customers()),
        tickets: tickets(),
        purchases: Table::complete(purchases()),
        interactions: Table::complete(interactions()),
        answers: Table::complete(answers()),
        spend: Table::complete(vec![expense]),
        file_updates: Table::complete(vec![update, bare]),
        audits: Table::complete(vec![audited, visited]),
        mergers: vec![merger("C-8", Some("2026-03-01T10:00:00Z")), merger("C-9", None)],
        customer_goals: Table::complete(vec![CustomerGoal {
            customer: name("C-1"),
            from: name("2026-01-01"),
            until: name("2026-12-31"),
            amount: name("1500.5 CNY"),
        }]),
        quality_reviews: Table::complete(reviews()),
        organisation: Some(organisation.unwrap()),
        rates: RateTable::new(vec![rate]).unwrap(),
        ..Records::default()
    }
}

#[test]
fn every_table_survives_writing_and_reading() {
    let records = everything();
    let folder = tempfile::tempdir().unwrap();
    write_folder(&records, folder.path()).unwrap();
    let reading = read_folder(folder.path(), &vocabulary(), &Options::default()).unwrap();
    assert_eq!(reading.records, records);
    assert_eq!(reading.files.len(), 14);
}

#[test]
fn a_part_of_a_list_with_a_semicolon_cannot_be_written() {
    let mut records = everything();
    let Table::Supplied { rows, .. } = &mut records.customers else { panic!("no customers") };
    rows[0].file.as_mut().unwrap().interests = vec![name("pumps; hoses")];
    let error = write_folder(&records, tempfile::tempdir().unwrap().path()).unwrap_err();
    assert!(error.to_string().contains("an interest holds a semicolon"), "{error}");
}
