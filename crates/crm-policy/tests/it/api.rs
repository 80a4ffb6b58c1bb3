//! What every public type can do.

use std::fmt::Debug;

use crm_policy::{
    Allocation, ClauseEntry, Document, Policy, PolicyError, PolicyProblem, PolicyVersion, Preset,
    PresetError, Scope, Setting,
};

fn common<T: Clone + Debug + Send + Sync + 'static>() {}
fn compared<T: Clone + Debug + PartialEq + Eq + Send + Sync + 'static>() {}

#[test]
fn public_types_have_the_common_traits() {
    common::<Policy>();
    common::<PolicyVersion>();
    compared::<PolicyError>();
    compared::<PolicyProblem>();
    compared::<Preset>();
    compared::<PresetError>();
    compared::<ClauseEntry>();
    compared::<Document>();
    compared::<Allocation>();
    compared::<Scope>();
    compared::<Setting<'static>>();
}

#[test]
fn presets_are_read_by_name() {
    for preset in Preset::ALL {
        assert_eq!(preset.name().parse(), Ok(*preset));
        assert_eq!(preset.to_string(), preset.name());
        assert_eq!(Document::from_letter(preset.document().letter()), Some(preset.document()));
    }
    let error = "detialed".parse::<Preset>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`detialed` is no preset; did you mean `detailed`? expected `basic`, `detailed`, `handbook`, `six-plans` or \
         `lifecycle`"
    );
}
