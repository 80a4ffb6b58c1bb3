//! No text makes reading panic, and every problem points into its text.

use crm_policy::{Policy, PolicyError, Preset};
use proptest::prelude::*;

use crate::SMALL;

/// Checks that every problem of a text that extends only presets lies within that text, or within a preset.
fn check_places(text: &str, error: &PolicyError) -> Result<(), TestCaseError> {
    prop_assert!(!error.problems().is_empty());
    for problem in error.problems() {
        let preset =
            Preset::ALL.iter().find(|preset| problem.source_name == format!("presets/{preset}.toml"));
        let text = preset.map_or(text, |preset| preset.text());
        prop_assert!(problem.line >= 1 && problem.column >= 1);
        let line = text.split('\n').nth(problem.line - 1);
        prop_assert!(line.is_some_and(|line| problem.column <= line.chars().count() + 1), "{problem:?}");
        prop_assert!(problem.width >= 1);
        prop_assert!(!problem.message.is_empty());
        let start = format!("{}:{}:", problem.source_name, problem.line);
        prop_assert!(problem.to_string().starts_with(&start));
    }
    Ok(())
}

fn read(text: &str) -> Result<(), TestCaseError> {
    match Policy::parse(text, "test.toml") {
        Ok(_) => Ok(()),
        Err(error) => check_places(text, &error),
    }
}

/// Returns a byte offset between characters, so many thousandths into a text.
fn offset(text: &str, thousandths: usize) -> usize {
    let wanted = text.len() * thousandths / 1000;
    (0..=wanted.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Texts that are likely to mean something where they land.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[ -~\\n\\t\u{4e00}-\u{4e10}]{0,6}",
        prop::sample::select(vec![
            "\"",
            "'''",
            "[",
            "]",
            "{",
            "}",
            "=",
            ",",
            "\n",
            "\r\n",
            "\n[sla.x]\n",
            "\n[[sla]]\n",
            "off = true\n",
            "0",
            "-",
            "9999999999",
            "true",
            "2026-01-01",
            "\"0h\"",
            "\"2bd\"",
            "\"at-once\"",
            "\"\"",
            "[]",
            "{}",
            "[[]]",
            "a.b.c = 1\n",
            "\nextends = \"basic\"\n",
            "\u{feff}",
            "\u{0}",
            "#",
            "客户",
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn prop_random_text_never_panics(text in ".{0,200}") {
        read(&text)?;
    }

    #[test]
    fn prop_random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn prop_random_lines_after_a_header_never_panic(lines in prop::collection::vec(piece(), 0..20)) {
        let header = "schema = \"crm-policy/1\"\nname = \"x\"\nextends = \"basic\"\n";
        read(&format!("{header}{}", lines.concat()))?;
    }

    #[test]
    fn prop_changed_policies_never_panic(
        which in 0..4_usize,
        changes in prop::collection::vec((0..=1000_usize, 0..30_usize, piece()), 1..4),
    ) {
        let escalation = crate::escalation::text();
        let mut text = [SMALL, Preset::Basic.text(), Preset::Detailed.text(), &escalation][which].to_owned();
        for (at, length, with) in changes {
            let (start, end) = (offset(&text, at), offset(&text, at + length));
            text.replace_range(start..end.max(start), &with);
        }
        read(&text)?;
    }

    #[test]
    fn prop_swapped_values_never_panic(one in 0..60_usize, other in 0..60_usize) {
        let mut lines: Vec<(&str, &str)> = SMALL.lines().map(|line| line.split_once(" = ").unwrap_or((line, ""))).collect();
        let (one, other) = (one % lines.len(), other % lines.len());
        let kept = lines[one].1;
        lines[one].1 = lines[other].1;
        lines[other].1 = kept;
        let text: String = lines
            .iter()
            .map(|(key, value)| if value.is_empty() { format!("{key}\n") } else { format!("{key} = {value}\n") })
            .collect();
        read(&text)?;
    }
}
