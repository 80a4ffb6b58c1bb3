//! Whether the page's colours can be read: the contrast of texts as WCAG 2.2 computes it, success criterion 1.4.3.

use std::collections::BTreeMap;

const STYLE: &str = include_str!("../../../templates/report/style.css");
/// The least contrast of text that WCAG demands at level AA.
const LEAST: f64 = 4.5;

/// Returns the colours of each scheme: light, dark, and on paper.
fn schemes() -> Vec<BTreeMap<&'static str, [u8; 3]>> {
    let blocks = STYLE.split(":root {").skip(1).map(|rest| rest.split('}').next().unwrap());
    let colour = |line: &'static str| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": #")?;
        let part = |at: usize| u8::from_str_radix(&value[at..at + 2], 16).unwrap();
        Some((name, [part(0), part(2), part(4)]))
    };
    blocks.map(|block| block.split(';').filter_map(colour).collect()).collect()
}

fn luminance(colour: [u8; 3]) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

#[test]
fn black_on_white_has_the_greatest_contrast() {
    assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
    assert!((contrast([119; 3], [255; 3]) - 4.478).abs() < 1e-3);
}

#[test]
fn every_text_can_be_read_in_light_in_dark_and_on_paper() {
    let schemes = schemes();
    assert_eq!(schemes.len(), 3);
    for colours in schemes {
        for text in ["ink", "muted", "accent", "good", "warning", "bad"] {
            for ground in ["ground", "surface"] {
                let found = contrast(colours[text], colours[ground]);
                assert!(found >= LEAST, "{text} on {ground}: {found:.2}");
            }
        }
    }
}
