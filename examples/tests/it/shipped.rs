//! The mappings that are shipped and those in the documentation can be obeyed.

use crm_model::{EventKind, EventKinds};
use examples::input::Mapping;

fn text(path: &str) -> String {
    std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn every_example_in_the_documentation_is_a_mapping() {
    let document = text("../docs/mappings.md");
    let examples: Vec<&str> =
        document.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(examples.len(), 5);
    for example in examples {
        Mapping::parse(example, "docs/mappings.md").unwrap();
    }
}

#[test]
fn every_column_of_the_tables_is_in_the_documentation() {
    let document = text("../docs/input.md");
    let folder = tempfile::tempdir().unwrap();
    examples::input::write_folder(&crate::own_tables::everything(), folder.path()).unwrap();
    let mut tables = 0;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let path = file.unwrap().path();
        let (name, header) =
            (path.file_name().unwrap().to_str().unwrap(), std::fs::read_to_string(&path).unwrap());
        let section = document.split("\n## ").find(|section| section.starts_with(&format!("`{name}`")));
        let section = section.unwrap_or_else(|| panic!("no section on {name}"));
        for column in header.lines().next().unwrap().split(',') {
            assert!(section.contains(&format!("`{column}`")), "{name}: {column}");
        }
        tables += 1;
    }
    assert_eq!(tables, 14);
}

#[test]
fn every_event_is_in_the_documentation() {
    let document = text("../docs/input.md");
    for kind in EventKind::ALL {
        assert!(document.contains(&format!("\n| `{kind}` |")), "{kind}");
    }
}

#[test]
fn shipped_mappings_tell_of_just_their_kinds_of_event() {
    let kinds =
        |name: &str| Mapping::parse(&text(&format!("mappings/{name}.toml")), name).unwrap().event_kinds();
    let common = [EventKind::Opened, EventKind::FirstResponse, EventKind::Waiting, EventKind::Back]
        .into_iter()
        .chain([EventKind::Solved, EventKind::Closed]);
    let common: EventKinds = common.collect();
    assert_eq!(kinds("helpdesk"), common.with(EventKind::Recorded).with(EventKind::Classified));
    assert_eq!(kinds("bpi2013_incidents"), common.with(EventKind::Assigned).with(EventKind::Reopened));
    let incidents = common.with(EventKind::Assigned).with(EventKind::Transferred).with(EventKind::Classified);
    assert_eq!(kinds("servicenow"), incidents.with(EventKind::Reopened));
    for other in ["cdnow", "online_retail", "sfo_survey"] {
        assert_eq!(kinds(other), EventKinds::NONE, "{other}");
    }
}
