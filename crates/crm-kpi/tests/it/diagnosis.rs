//! Signs of a diagnosis, in order.

use crm_kpi::diagnosis::{Diagnosis, DiagnosisDimension, Measured, Sign};
use crm_model::Ratio;

fn signs() -> Vec<Sign> {
    vec![
        Sign::missing(DiagnosisDimension::Process, "approvals", "which activities are approvals"),
        Sign::new(DiagnosisDimension::Process, "rework", Measured::Share(Ratio::new(1, 4).unwrap())),
        Sign::new(DiagnosisDimension::Process, "hand-overs", Measured::Count(7)),
        Sign::share(DiagnosisDimension::Data, "complete files", None, "files"),
        Sign::share(DiagnosisDimension::Feedback, "answered", Ratio::new(3, 5), "answers"),
    ]
}

#[test]
fn l_diag_1_all_six_dimensions_are_spoken_of_in_order() {
    let diagnosis = Diagnosis::new(signs());
    let found: Vec<(DiagnosisDimension, Vec<&str>)> = diagnosis
        .dimensions()
        .iter()
        .map(|one| (one.dimension, one.signs.iter().map(|sign| sign.name.as_str()).collect()))
        .collect();
    // What was measured comes first, each sort by name.
    assert_eq!(
        found,
        [
            (DiagnosisDimension::Data, vec!["complete files"]),
            (DiagnosisDimension::Channels, vec![]),
            (DiagnosisDimension::Process, vec!["hand-overs", "rework", "approvals"]),
            (DiagnosisDimension::Feedback, vec!["answered"]),
            (DiagnosisDimension::Staff, vec![]),
            (DiagnosisDimension::Systems, vec![]),
        ]
    );
    let mut turned = signs();
    turned.reverse();
    assert_eq!(Diagnosis::new(turned), diagnosis);
}

#[test]
fn l_diag_1_signs_of_one_name_come_out_alike_in_any_order() {
    let sign = |measured| Sign::new(DiagnosisDimension::Process, "rework", measured);
    let share = |part, whole| Measured::Share(Ratio::new(part, whole).unwrap());
    let measured = [share(1, 4), share(1, 2), share(2, 4), Measured::Count(3), Measured::Count(7)];
    let diagnosis = Diagnosis::new(measured.clone().map(sign));
    let mut turned = measured.clone().map(sign);
    turned.reverse();
    assert_eq!(Diagnosis::new(turned), diagnosis);
    let found = diagnosis.dimensions()[2].signs.iter().map(|sign| format!("{:?}", sign.measured));
    assert_eq!(found.collect::<Vec<_>>(), measured.map(|one| format!("{one:?}")));
}

#[test]
fn l_diag_1_what_was_not_measured_never_looks_healthy() {
    let diagnosis = Diagnosis::new(signs());
    let silent: Vec<DiagnosisDimension> = diagnosis.silent().collect();
    assert_eq!(
        silent,
        [
            DiagnosisDimension::Data,
            DiagnosisDimension::Channels,
            DiagnosisDimension::Staff,
            DiagnosisDimension::Systems
        ]
    );
    let files = &diagnosis.dimensions()[0].signs[0];
    assert_eq!(files.measured, Measured::NotMeasurable("files".to_owned()));
    assert_eq!(Diagnosis::new([]).silent().count(), 6);
}

#[cfg(feature = "serde")]
#[test]
fn l_diag_1_a_diagnosis_is_data() {
    let diagnosis = Diagnosis::new(signs());
    let text = serde_json::to_string(&diagnosis).unwrap();
    assert!(text.contains("\"not-measurable\":\"files\""), "{text}");
    assert_eq!(serde_json::from_str::<Diagnosis>(&text).unwrap(), diagnosis);
    // Data of fewer dimensions, in another order, has all six as well.
    let part = r#"{"dimensions":[{"dimension":"systems","signs":[]},
        {"dimension":"data","signs":[{"dimension":"process","name":"hand-overs","measured":{"count":7}}]}]}"#;
    let read = serde_json::from_str::<Diagnosis>(part).unwrap();
    assert_eq!(
        read,
        Diagnosis::new([Sign::new(DiagnosisDimension::Process, "hand-overs", Measured::Count(7))])
    );
    assert_eq!(read.dimensions().len(), 6);
}
