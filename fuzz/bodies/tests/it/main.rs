//! The bodies on random bytes, and on policies that ship with the library and were changed.

#![cfg(test)] // so that lints know: a test may panic

use crm_policy::Preset;
use fuzz_bodies::{calendar, clock_columns, policy_text, ticket_events};
use proptest::prelude::*;

/// Texts that are likely to mean something where they land in a policy.
const PIECES: &str = include_str!("../../../policy_text.dict");

fn pieces() -> Vec<String> {
    let quoted = PIECES.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    quoted.map(|text| text.replace("\\x0A", "\n").replace("\\\"", "\"")).collect()
}

/// Returns a byte offset between characters, so many thousandths into a text.
fn offset(text: &str, thousandths: usize) -> usize {
    let wanted = text.len() * thousandths / 1000;
    (0..=wanted.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[derive(Debug, Clone)]
struct Change {
    from: usize,
    length: usize,
    piece: String,
}

fn any_change() -> impl Strategy<Value = Change> {
    let piece = prop_oneof![2 => prop::sample::select(pieces()), 1 => Just(String::new()), 1 => "[ -~]{0,3}"];
    (0..=1000_usize, 0..4_usize, piece).prop_map(|(from, length, piece)| Change { from, length, piece })
}

/// Returns how many of a hundred texts of 300 bytes, the same ones each time, a body accepts.
fn accepted(body: impl Fn(&[u8]) -> bool) -> usize {
    let texts = (1..=100_u64).map(|seed| {
        let mut state = seed;
        let byte = |_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        };
        (0..300).map(byte).collect::<Vec<u8>>()
    });
    texts.filter(|text| body(text)).count()
}

#[test]
fn many_bytes_get_past_the_first_check() {
    for (body, accepted) in [
        ("calendar", accepted(calendar)),
        ("ticket_events", accepted(ticket_events)),
        ("clock_columns", accepted(clock_columns)),
    ] {
        assert!((10..100).contains(&accepted), "{body}: {accepted} of 100");
    }
}

#[test]
fn presets_and_seeds_get_past_the_reader() {
    let seeds = [include_str!("../../../seeds/small.toml"), include_str!("../../../seeds/extends.toml")];
    for text in Preset::ALL.iter().map(|preset| preset.text()).chain(seeds) {
        assert!(policy_text(text.as_bytes()), "{}", text.lines().take(8).collect::<String>());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn prop_any_bytes_are_read_or_refused_as_a_policy(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        policy_text(&bytes);
    }

    #[test]
    fn prop_any_calendar_keeps_its_laws(bytes in prop::collection::vec(any::<u8>(), 0..900)) {
        calendar(&bytes);
    }

    #[test]
    fn prop_any_ticket_is_judged(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        ticket_events(&bytes);
    }

    #[test]
    fn prop_any_columns_are_swept_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        clock_columns(&bytes);
    }
}

// Each case reads a whole document five times.
proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn prop_a_changed_preset_is_read_or_refused(
        preset in prop::sample::select(Preset::ALL),
        changes in prop::collection::vec(any_change(), 0..3),
    ) {
        let mut text = preset.text().replace(&format!("\"{preset}\""), "\"ours\"");
        for Change { from, length, piece } in changes {
            let (start, end) = (offset(&text, from), offset(&text, from + length));
            text.replace_range(start..end.max(start), &piece);
        }
        policy_text(text.as_bytes());
    }

    #[test]
    fn prop_any_lines_after_a_header_are_read_or_refused(lines in prop::collection::vec(any_change(), 0..12)) {
        let lines: Vec<String> = lines.into_iter().map(|line| line.piece).collect();
        let header = "schema = \"crm-policy/1\"\nname = \"ours\"\nextends = \"detailed\"\n";
        policy_text(format!("{header}{}", lines.concat()).as_bytes());
    }
}
