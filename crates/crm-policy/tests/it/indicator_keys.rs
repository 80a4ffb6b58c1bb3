//! Every key of every formula, goal and cadence: missing, misspelt, of another type, out of range. Each problem is told once, at
//! its place, with what would be right.

mod nested;

use crm_policy::PolicyProblem;

use crate::{SMALL, parse_extending};

const HEADER: &str = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'small'\n\
                      [vocabulary]\nroles = ['director']\ntags = ['late', 'rude']\ntiers = ['high']\ndepartments = ['sales']\n\
                      [vocabulary.remedies]\nprocess-change = { side = 'service', approval = false }\n";

/// The keys of every indicator with good values, but for its formula.
const OF_ALL: [(&str, &str); 11] = [
    ("clause", "'ACME-KPI-1'"),
    ("per", "'year'"),
    ("strength", "'must'"),
    ("small-sample", "30"),
    ("judge-small-samples", "true"),
    ("confidence", "'95%'"),
    ("decimals", "2"),
    ("halves", "'to-even'"),
    ("trend-reading", "'every-step'"),
    ("trend-at-least", "4"),
    ("judged-by", "'value'"),
];

/// The keys of every indicator that have no good value for all formulas.
const NOT_OF_ALL: [&str; 5] = ["formula", "target", "baseline", "interval", "off"];

/// Values of which each is wrong for some keys.
const WRONG: [&str; 7] = ["7.5", "{ a = 1 }", "'nonsense!'", "''", "[]", "-1", "99999999999"];

/// Keys whose words nobody declares, so that any word is one.
const FREE: [&str; 5] = ["survey", "topic", "purposes", "activity", "fields"];

/// Returns a good value of a key, as TOML.
fn good(formula: &str, key: &str) -> &'static str {
    match (formula, key) {
        ("first-contact-resolution", "by") => "'answers'",
        ("follow-up", "within") => "'3bd'",
        (_, "customers") => "'memberships'",
        (_, "tier") => "'high'",
        (_, "currency") => "'CNY'",
        (_, "topic") => "'overall'",
        (_, "counts") => "'last'",
        (_, "survey") => "'s'",
        (_, "scale") => "'0-10'",
        (_, "detractors-to") => "6",
        (_, "promoters-from" | "at-least") => "9",
        (_, "kinds") => "['complaint']",
        (_, "base") => "'interactions'",
        (_, "measure") => "'first-response'",
        (_, "clauses") => "['ACME-1']",
        (_, "shows") => "'percentile'",
        (_, "within") => "'30d'",
        (_, "percentile") => "'90%'",
        (_, "definition") => "'linear'",
        (_, "roles") => "['director']",
        (_, "remedies") => "['process-change']",
        (_, "since") => "'membership'",
        (_, "calendar") => "'office'",
        (_, "purposes") => "['offer']",
        (_, "ends") => "'closing'",
        (_, "class") => "'A'",
        (_, "channels" | "fields") => "['phone']",
        (_, "parts") => "['customer']",
        (_, "response") => "'any'",
        (_, "invitations") => "'sent'",
        (_, "by") => "'tier'",
        (_, "causes") => "['late']",
        (_, "of") => "'opened'",
        (_, "buyers") => "'all'",
        (_, "margin") => "'30%'",
        (_, "aim") => "'maintenance'",
        (_, "budget") => "'100 CNY'",
        (_, "department") => "'sales'",
        (_, "activity") => "'fair'",
        (_, "hard-to") => "3",
        (_, "easy-from") => "5",
        _ => panic!("a good value of the key `{key}` of `{formula}` is wanted here"),
    }
}

type Table = Vec<(String, String)>;

fn written(name: &str, table: &[(String, String)]) -> String {
    let lines: Vec<String> = table.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
    format!("[{name}]\n{}", lines.concat())
}

fn problems(text: &str) -> Vec<PolicyProblem> {
    let read = parse_extending(&format!("{HEADER}{text}"), &[("small", SMALL)]);
    read.err().map(|error| error.problems().to_vec()).unwrap_or_default()
}

/// Returns the words in backquotes.
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Returns the words of all formulas, as the reader tells them.
fn formulas() -> Vec<String> {
    let all = problems(&written("indicator.x", &[("formula".to_owned(), "'?'".to_owned())]));
    let advice = all.iter().find(|one| one.path == "indicator.x.formula").unwrap();
    quoted(advice.expected.as_deref().unwrap())
}

/// Returns the keys that a formula needs, and all that it knows, besides those of all formulas; as the reader tells them.
fn keys(formula: &str) -> (Vec<String>, Vec<String>) {
    let table = [("formula", format!("'{formula}'")), ("zzz", "1".to_owned())];
    let all = problems(&written("indicator.x", &table.map(|(key, value)| (key.to_owned(), value))));
    let of = |path: &str| all.iter().find(|one| one.path == path).unwrap();
    let is_own =
        |key: &String| !NOT_OF_ALL.contains(&key.as_str()) && !OF_ALL.iter().any(|(other, _)| other == key);
    let missing = quoted(&of("indicator.x").message).into_iter().filter(is_own).collect();
    let known =
        quoted(of("indicator.x.zzz").expected.as_deref().unwrap()).into_iter().filter(is_own).collect();
    (missing, known)
}

/// The table of a formula with all its keys, those of the formula alone first.
fn table(formula: &str, own: &[String]) -> Table {
    let own = own.iter().map(|key| (key.clone(), good(formula, key).to_owned()));
    let rest = OF_ALL.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    own.chain(rest).chain([("formula".to_owned(), format!("'{formula}'"))]).collect()
}

/// Returns whether a problem says what would be right.
fn guides(problem: &PolicyProblem) -> bool {
    let says = [
        "such as",
        "expected",
        "write ",
        "leave ",
        "not on the scale",
        "do not rise",
        "so nothing",
        "so every",
    ];
    let says =
        says.iter().chain(&["is blank", "`same-time` or", "not written in percent", "one of the units"]);
    problem.expected.is_some() || says.into_iter().any(|part| problem.message.contains(part))
}

/// Checks that a value is told to be wrong once, at its key or below.
#[track_caller]
fn check_wrong(text: &str, path: &str) {
    let all = problems(text);
    let [problem] = all.as_slice() else { panic!("{path}: {all:?}\n{text}") };
    let is_there = problem.path == path
        || problem.path.strip_prefix(path).is_some_and(|rest| rest.starts_with(['.', '[']));
    assert!(is_there, "{path}: {problem}");
    assert!(guides(problem), "{problem}");
    assert!(problem.line > 1 && problem.column >= 1, "{problem}");
}

/// Checks that a key which is missing is told once, with what it may say.
#[track_caller]
fn check_missing(text: &str, path: &str, key: &str) {
    let all = problems(text);
    let [problem] = all.as_slice() else { panic!("{path}: {all:?}\n{text}") };
    assert_eq!((problem.path.as_str(), &problem.message), (path, &format!("the key `{key}` is missing")));
}

/// Checks that a key which is misspelt is told as such; that what it should be is missing may be told beside it.
#[track_caller]
fn check_misspelt(text: &str, path: &str, key: &str) {
    let all = problems(text);
    let misspelt =
        all.iter().find(|one| one.path == path).unwrap_or_else(|| panic!("{path}: {all:?}\n{text}"));
    let expected = misspelt.expected.as_deref().unwrap();
    assert!(misspelt.message.contains("is not a known key"), "{misspelt}");
    assert!(expected.starts_with(&format!("did you mean `{key}`?")), "{misspelt}");
    let (_, words) = expected.split_once("expected ").unwrap();
    let mut each = quoted(words);
    let told = each.len();
    each.sort();
    each.dedup();
    assert_eq!(each.len(), told, "a key is told twice: {misspelt}");
    assert!(all.len() <= 2, "{all:?}");
}

/// Returns whether a value is a good one for a key all the same.
fn is_fine(key: &str, value: &str) -> bool {
    match value {
        "'nonsense!'" => FREE.contains(&key) && key != "fields",
        "99999999999" => ["small-sample", "trend-at-least"].contains(&key),
        _ => false,
    }
}

#[test]
fn every_key_of_every_formula_is_checked() {
    let formulas = formulas();
    assert!(formulas.len() >= 56, "{formulas:?}");
    for (number, formula) in formulas.iter().enumerate() {
        let (needed, own) = keys(formula);
        let whole = table(formula, &own);
        assert_eq!(problems(&written("indicator.x", &whole)), [], "{formula}");
        for place in 0..whole.len() {
            let (key, value) = whole[place].clone();
            // The keys of all are those of one.
            if number > 0 && !own.contains(&key) {
                continue;
            }
            let with = |changed: Option<(String, String)>| {
                let mut table = whole.clone();
                table.splice(place..=place, changed);
                written("indicator.x", &table)
            };
            if needed.contains(&key) {
                let text = with(None);
                check_missing(&text, "indicator.x", &key);
                assert!(problems(&text)[0].expected.is_some(), "what {key} of {formula} may say");
            }
            check_misspelt(&with(Some((format!("{key}x"), value))), &format!("indicator.x.{key}x"), &key);
            for wrong in WRONG.into_iter().filter(|wrong| !is_fine(&key, wrong)) {
                check_wrong(&with(Some((key.clone(), wrong.to_owned()))), &format!("indicator.x.{key}"));
            }
        }
    }
}

#[test]
fn every_key_that_all_indicators_share_is_checked() {
    let of_one = ["clause", "per", "strength", "judged-by"];
    let whole: Table = OF_ALL
        .iter()
        .filter(|(key, _)| !of_one.contains(key))
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    assert_eq!(problems(&written("indicators", &whole)), []);
    for place in 0..whole.len() {
        let (key, value) = whole[place].clone();
        let with = |key: &str, value: &str| {
            let mut table = whole.clone();
            table[place] = (key.to_owned(), value.to_owned());
            written("indicators", &table)
        };
        check_misspelt(&with(&format!("{key}x"), &value), &format!("indicators.{key}x"), &key);
        for wrong in WRONG.into_iter().filter(|wrong| !is_fine(&key, wrong)) {
            check_wrong(&with(&key, wrong), &format!("indicators.{key}"));
        }
    }
}

/// Checks that an indicator with these lines has one problem, at this key and with these words.
#[track_caller]
fn refused(lines: &str, key: &str, words: &str) {
    let all = problems(&format!("[indicator.x]\nclause = 'ACME-KPI-1'\nper = 'month'\n{lines}\n"));
    let [problem] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(problem.path, format!("indicator.x.{key}"));
    assert!(problem.to_string().contains(words), "{problem}");
}

#[test]
fn what_contradicts_itself_is_refused_where_it_stands() {
    let twice = "this stands in the list already; leave it out";
    refused("formula = 'file-completeness'\nfields = ['phone', 'name', 'phone']", "fields[2]", twice);
    refused("formula = 'ticket-completeness'\nparts = ['kind', 'kind']", "parts[1]", twice);
    let causes = "formula = 'repeated-complaints'\nkinds = 'complaint'\ncauses = ['late', 'rude', 'late']";
    refused(causes, "causes[2]", twice);
    let budget = "formula = 'budget-use'\nbudget = '9 CNY'\n";
    refused(&format!("{budget}department = 'saels'"), "department", "did you mean `sales`?");
    let solved = "formula = 'resolution'\n";
    refused(&format!("{solved}target = 'falls'\nbaseline = '60%'"), "baseline", "leave the key out");
    for (baseline, words) in [
        (">= 60%", "`>= 60%` is not understood; write `80%`, `50` or `8h`"),
        ("60.00001%", "`60.00001%` is too fine"),
        ("8bh", "`8bh` is business time"),
        ("8h", "not with a time"),
    ] {
        refused(&format!("{solved}target = '>= 80%'\nbaseline = '{baseline}'"), "baseline", words);
    }
    let nps = "formula = 'nps'\ntopic = 't'\ncounts = 'last'\n";
    refused(
        &format!("{nps}detractors-to = 6\npromoters-from = 11"),
        "promoters-from",
        "11 is not on the scale 0-10",
    );
    refused(&format!("{nps}detractors-to = 9\npromoters-from = 9"), "promoters-from", "do not rise");
}

#[test]
fn a_number_out_of_range_is_told_with_the_range() {
    let top = "formula = 'satisfaction'\ntopic = 't'\ncounts = 'last'\nscale = '1-5'\n";
    refused(
        &format!("{top}at-least = 300"),
        "at-least",
        "300 is out of range; expected a whole number from -128 to 127",
    );
    refused(
        &format!("{top}at-least = 4\ndecimals = -1"),
        "decimals",
        "expected a whole number from 0 to 255",
    );
    refused(
        &format!("{top}at-least = 4\nsmall-sample = -1"),
        "small-sample",
        "expected a whole number from 0 up",
    );
}
