//! Goals and cadences, whose keys hold tables of their own.

use super::{WRONG, check_missing, check_misspelt, check_wrong, problems};

const GROUND: &str = "[indicator.solved]\nclause = 'ACME-KPI-1'\nformula = 'resolution'\nper = 'month'\n";

/// A key with its value, which may be a table; whether it must be there, and the wrong values that are fine for it.
struct Key {
    name: &'static str,
    value: Value,
    is_needed: bool,
    fine: &'static [&'static str],
}

enum Value {
    Plain(&'static str),
    Table(Vec<Key>),
    /// A list of one table.
    List(Vec<Key>),
}

fn plain(name: &'static str, value: &'static str, is_needed: bool) -> Key {
    Key { name, value: Value::Plain(value), is_needed, fine: &[] }
}

fn fine(key: Key, fine: &'static [&'static str]) -> Key {
    Key { fine, ..key }
}

impl Value {
    fn written(&self, change: Option<(&[usize], &Change)>) -> String {
        let table = |keys: &[Key]| format!("{{ {} }}", lines(keys, change).join(", "));
        match self {
            Self::Plain(value) => (*value).to_owned(),
            Self::Table(keys) => table(keys),
            Self::List(keys) => format!("[{}]", table(keys)),
        }
    }

    fn keys(&self) -> &[Key] {
        match self {
            Self::Plain(_) => &[],
            Self::Table(keys) | Self::List(keys) => keys,
        }
    }
}

enum Change {
    LeftOut,
    Misspelt,
    Says(&'static str),
}

/// Returns the lines of a table, one of whose keys is changed: that at the end of a way of places.
fn lines(keys: &[Key], change: Option<(&[usize], &Change)>) -> Vec<String> {
    let mut lines = Vec::new();
    for (place, key) in keys.iter().enumerate() {
        let here = change.filter(|(way, _)| way.first() == Some(&place));
        let below =
            here.and_then(|(way, change)| Some((way.get(1..).filter(|rest| !rest.is_empty())?, change)));
        let (mut name, mut value) = (key.name.to_owned(), key.value.written(below));
        if let (Some((_, change)), None) = (here, below) {
            match change {
                Change::LeftOut => continue,
                Change::Misspelt => name.push('x'),
                Change::Says(other) => (*other).clone_into(&mut value),
            }
        }
        lines.push(format!("{name} = {value}"));
    }
    lines
}

/// Checks every key of a table, and of the tables in it.
fn check(header: &str, whole: &[Key], keys: &[Key], way: &[usize], path: &str) {
    let with = |way: &[usize], change: &Change| {
        format!("{GROUND}[{header}]\n{}\n", lines(whole, Some((way, change))).join("\n"))
    };
    for (place, key) in keys.iter().enumerate() {
        let way = [way, &[place]].concat();
        let own = format!("{path}.{}", key.name);
        if key.is_needed {
            check_missing(&with(&way, &Change::LeftOut), path, key.name);
        }
        check_misspelt(&with(&way, &Change::Misspelt), &format!("{own}x"), key.name);
        for wrong in WRONG.into_iter().filter(|wrong| !key.fine.contains(wrong)) {
            check_wrong(&with(&way, &Change::Says(wrong)), &own);
        }
        let below = if matches!(key.value, Value::List(_)) { format!("{own}[0]") } else { own };
        check(header, whole, key.value.keys(), &way, &below);
    }
}

fn check_all(header: &str, keys: &[Key]) {
    let good = format!("{GROUND}[{header}]\n{}\n", lines(keys, None).join("\n"));
    assert_eq!(problems(&good), [], "{good}");
    check(header, keys, keys, &[], header);
}

#[test]
fn every_key_of_a_goal_is_checked() {
    let part = vec![
        plain("target", "'>= 95%'", true),
        fine(plain("weight", "60", true), &["99999999999"]),
        plain("department", "'sales'", false),
        plain("post", "'director'", false),
        plain("baseline", "'80%'", false),
    ];
    let keys = [
        plain("clause", "'L-KPI-10'", true),
        plain("indicator", "'solved'", true),
        plain("target", "'>= 90%'", true),
        plain("baseline", "'80%'", true),
        plain("from", "2026-01-01", true),
        plain("by", "2026-06-30", true),
        plain("strength", "'must'", false),
        plain("department", "'sales'", false),
        plain("post", "'director'", false),
        Key { name: "parts", value: Value::List(part), is_needed: false, fine: &[] },
    ];
    check_all("goal.g", &keys);
}

#[test]
fn every_key_of_a_cadence_is_checked() {
    let anomalies = vec![
        plain("by", "'month'", true),
        plain("limits", "3", true),
        plain("rules", "'nelson'", true),
        plain("trend", "'95%'", true),
        fine(plain("at-least", "6", true), &["99999999999"]),
        fine(plain("laney-from", "1000", false), &["99999999999"]),
    ];
    let trends = vec![plain("by", "'month'", true), plain("confidence", "'90%'", true)];
    // A table of other keys alone lacks all its own as well.
    let table = |name, keys| Key { name, value: Value::Table(keys), is_needed: false, fine: &["{ a = 1 }"] };
    let keys = [
        plain("clause", "'D-CYCLE-1'", true),
        plain("per", "'quarter'", true),
        plain("strength", "'must'", false),
        plain("indicators", "['solved']", false),
        table("anomalies", anomalies),
        table("trends", trends),
        table("targets", vec![plain("by", "'department'", false)]),
        // Any name is that of a process.
        plain("processes", "{ problem = ['sla'] }", false),
        plain("diagnosis", "true", false),
    ];
    check_all("cadence.c", &keys);
}
