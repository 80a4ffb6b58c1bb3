//! What is drawn, as a text for Graphviz.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::study::Study;
use crate::process::words::short;
use crate::report::cell::count;

/// Writes the graph.
pub(super) fn write(study: &Study, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(text(study).as_bytes())
}

fn text(study: &Study) -> String {
    let (map, tally) = (&study.map, &study.tally);
    let mut text = format!("// {}\ndigraph process {{\n", one_line(&map.in_words(study.named())));
    text.push_str("  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
    text.push_str("  edge [fontname=\"sans-serif\", fontsize=10];\n");
    let mut line = |text_of: &str| {
        text.push_str("  ");
        text.push_str(text_of);
        text.push_str(";\n");
    };
    line("begin [shape=circle, label=\"begin\"]");
    line("last [shape=doublecircle, label=\"last step\"]");
    for code in &map.activities {
        let events = tally.activities.get(code).map_or(0, |one| one.events);
        line(&format!(
            "a{code} [label={}]",
            quoted(&format!("{}\n{}", study.activity(*code), count(events)))
        ));
    }
    for code in &map.starts {
        let cases = tally.starts.get(code).copied().unwrap_or_default();
        line(&format!("begin -> a{code} [label={}, style=dashed]", quoted(&count(cases))));
    }
    for (from, to) in &map.edges {
        let Some(edge) = tally.edges.get(&(*from, *to)) else { continue };
        let wait = edge.wait.clock.median().map(|median| format!("\n{}", short(median))).unwrap_or_default();
        line(&format!(
            "a{from} -> a{to} [label={}, weight={}]",
            quoted(&(count(edge.times) + &wait)),
            edge.times
        ));
    }
    for code in &map.activities {
        if let Some(edge) = tally.edges.get(&(*code, *code)) {
            line(&format!("a{code} -> a{code} [label={}]", quoted(&count(edge.times))));
        }
    }
    for code in &map.ends {
        let cases = tally.ends.get(code).copied().unwrap_or_default();
        line(&format!("a{code} -> last [label={}, style=dashed]", quoted(&count(cases))));
    }
    text.push_str("}\n");
    text
}

fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// Returns a text in quotes, so that nothing in it ends them: the only marks that mean something there are quotes and backslashes.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                let _ = write!(quoted, "\\{character}");
            }
            '\n' => quoted.push_str("\\n"),
            control if control.is_control() => quoted.push(' '),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_ends_its_quotes() {
        assert_eq!(quoted("a \"b\" \\ c\nd\te"), r#""a \"b\" \\ c\nd e""#);
    }
}
