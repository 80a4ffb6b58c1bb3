//! Completeness of customer files.

use crm_calendar::Zone;
use crm_kpi::{Facts, Formula, IndicatorSpec, Judging, Note, Per, Reason, Scorecard, Value};
use crm_model::{
    Customer, CustomerFile, CustomerId, Dataset, FileField, PersonalText, Ratio, Records, Strength, Table,
};

fn customer(id: &str, phone: bool, name: bool) -> Customer {
    let mut file = CustomerFile::default();
    file.contact.phone = PersonalText::new("555-0100").ok().filter(|_| phone);
    file.contact.name = PersonalText::new("Li").ok().filter(|_| name);
    Customer { file: Some(Box::new(file)), ..Customer::new(CustomerId::new(id).unwrap()) }
}

#[test]
fn a_customer_without_a_file_misses_every_field_and_earlier_periods_are_not_known() {
    let spec = IndicatorSpec {
        name: "indicator.files".parse().unwrap(),
        clause: "D-FILE-5".parse().unwrap(),
        strength: Strength::Derived,
        formula: Formula::FileCompleteness { fields: vec![FileField::Name, FileField::Phone] },
        per: Per::Quarter,
        target: None,
        baseline: None,
        judging: Judging::default(),
    };
    let scorecard = Scorecard::new(vec![spec], Zone::utc()).unwrap();
    let rows = vec![
        customer("a", true, true),
        customer("b", true, false),
        Customer::new(CustomerId::new("c").unwrap()),
    ];
    let (dataset, _) = Dataset::new(Records { customers: Table::complete(rows), ..Records::default() });
    let line = &scorecard.evaluate(&Facts::new(&dataset), "2026-04-10T00:00:00Z".parse().unwrap())[0];
    assert_eq!(line.value, Value::Share(Ratio::new(3, 6).unwrap()));
    assert_eq!(
        line.notes,
        [
            Note::FieldMissing { field: FileField::Name, files: 2 },
            Note::FieldMissing { field: FileField::Phone, files: 1 }
        ]
    );
    assert!(line.past.iter().all(|past| past.value == Value::Undefined(Reason::NotCovered)));

    let (empty, _) = Dataset::new(Records { customers: Table::complete(vec![]), ..Records::default() });
    let line = &scorecard.evaluate(&Facts::new(&empty), "2026-04-10T00:00:00Z".parse().unwrap())[0];
    assert_eq!(line.value, Value::Undefined(Reason::Empty));
}
