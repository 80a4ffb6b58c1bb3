//! Finding and reading what the command line names.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use crm_kit::kpi::QualitySheet;
use crm_kit::{Policy, Preset, Records};
use crm_model::{Vocabulary, VocabularyMap};

use super::Failure;
use super::progress::Progress;
use crate::demo;
use crate::input::{
    MOST_SHOWN, Mapping, Options, ReadError, Reading, RowError, Shown, read_folder, read_mapped,
};

/// The made-up company.
const DEMO_SEED: u64 = 1;
const DEMO_CUSTOMERS: usize = 3_000;

/// The policy of data for which the command line names none.
const PRESET: Preset = Preset::Detailed;
/// Its name.
pub(crate) const DEFAULT_POLICY: &str = PRESET.name();

/// Which records to read, and for which instant to assess them.
#[derive(Debug, clap::Args)]
pub(crate) struct Input {
    /// Folder with tables such as tickets.csv, events.csv and purchases.csv; with
    /// --mapping, the file itself or the folder that holds it (also as .csv.gz)
    #[arg(long, value_name = "PATH", verbatim_doc_comment)]
    pub(crate) data: Option<PathBuf>,

    /// TOML file that explains the columns of somebody else's file
    #[arg(long, value_name = "FILE", requires = "data")]
    pub(crate) mapping: Option<PathBuf>,

    /// Instant for which to assess, such as 2026-03-31T18:00:00+08:00; a date means its
    /// first instant in UTC [default: that of the last record in the data, or the demo's own]
    #[arg(long, value_name = "INSTANT|DATE", value_parser = parse_as_of, verbatim_doc_comment)]
    pub(crate) as_of: Option<DateTime<Utc>>,

    /// From which day on all tickets, interactions and expenses are in the data; periods that began before are
    /// not judged [default: the month of the first ticket or interaction, the year of the first expense]
    #[arg(long, value_name = "DATE", requires = "data", verbatim_doc_comment)]
    pub(crate) complete_from: Option<NaiveDate>,

    /// Count only what had been recorded by then, not what was entered later
    #[arg(long)]
    pub(crate) as_known: bool,

    /// Go on without the rows that cannot be read, instead of stopping
    #[arg(long)]
    pub(crate) keep_going: bool,

    /// Show names of customers and persons, and values of bad cells that may be personal
    #[arg(long)]
    pub(crate) show_values: bool,
}

pub(crate) fn parse_as_of(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Ok(instant.to_utc());
    }
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d");
    date.map(|date| date.and_time(NaiveTime::MIN).and_utc()).map_err(|_| {
        "expected an instant such as 2026-03-31T18:00:00+08:00, or a date such as 2026-03-31".to_owned()
    })
}

/// The records and where they come from.
pub(super) struct Loaded {
    pub(super) title: String,
    pub(super) records: Records,
    /// What was read, its records taken out; `None` where they were made up.
    pub(super) reading: Option<Reading>,
    pub(super) demo_as_of: Option<DateTime<Utc>>,
}

/// Reads the data that the command line names, or makes some up.
///
/// Words count that any of the policies knows; `name` is what the command line calls the first of them.
pub(super) fn load(
    input: &Input,
    policies: &[&Policy],
    name: &str,
    progress: &Progress,
) -> Result<Loaded, Failure> {
    let Some(data) = &input.data else {
        progress.next("making up a company");
        return Ok(Loaded {
            title: "a made-up company".to_owned(),
            records: demo::company(DEMO_SEED, DEMO_CUSTOMERS),
            reading: None,
            demo_as_of: Some(demo::as_of()),
        });
    };
    progress.next("reading");
    let rows = |rows| progress.rows(rows);
    let versions = || policies.iter().flat_map(|policy| policy.versions());
    let maps: Vec<VocabularyMap> = versions().flat_map(|version| version.maps().values().cloned()).collect();
    let sheets: Vec<QualitySheet> =
        versions().flat_map(|version| version.quality_sheets().values().cloned()).collect();
    let options = Options {
        keep_going: input.keep_going,
        show_values: input.show_values,
        progress: Some(&rows),
        maps: &maps,
        sheets: &sheets,
    };
    let mut vocabulary = Vocabulary::default();
    versions().for_each(|version| vocabulary.extend(version.vocabulary().clone()));
    let (title, read) = match &input.mapping {
        Some(file) => {
            let mapping = Mapping::parse(&text_of(file, "mapping")?, &file.display().to_string())?;
            let title = format!("{}, as explained by {}", mapping.what(), file_name(file));
            (title, read_mapped(data, &mapping, &vocabulary, &options))
        }
        None => ("tables in their own format".to_owned(), read_folder(data, &vocabulary, &options)),
    };
    let mut reading = read.map_err(|error| explained(error, input, name))?;
    let nothing = Records {
        customers: crm_model::Table::NotSupplied,
        tickets: crm_model::Table::NotSupplied,
        event_kinds: reading.records.event_kinds,
        ..Records::default()
    };
    let records = std::mem::replace(&mut reading.records, nothing);
    Ok(Loaded { title, records, reading: Some(reading), demo_as_of: None })
}

/// Returns the policy that the command line names; without one, the demo's own for the demo, and else [`PRESET`].
pub(crate) fn policy_of(names: &[String], input: &Input) -> Result<Policy, Failure> {
    match (names, &input.data) {
        ([_, ..], _) => load_versions(names, "the name after --policy"),
        ([], Some(_)) => Ok(Policy::preset(PRESET)),
        ([], None) => Ok(demo::policy()),
    }
}

/// Returns the policy whose versions these presets and files are, in whatever order they are named.
pub(crate) fn load_versions(names: &[String], given_as: &str) -> Result<Policy, Failure> {
    if let [name] = names {
        return load_policy(name, given_as);
    }
    let versions: Vec<Policy> =
        names.iter().map(|name| load_policy(name, given_as)).collect::<Result<_, _>>()?;
    Policy::from_versions(versions)
        .map_err(|error| Failure(format!("the versions do not fit together:\n{error}")))
}

/// Returns what the command line calls a policy.
pub(crate) fn named(names: &[String], default: &str) -> String {
    if names.is_empty() { default.to_owned() } else { names.join(", ") }
}

/// Returns the policy of a preset's name or of a file; `given_as` is what to correct where there is neither. A file may
/// extend files beside it, by their names.
pub(crate) fn load_policy(name: &str, given_as: &str) -> Result<Policy, Failure> {
    if let Ok(preset) = name.parse::<Preset>() {
        return Ok(Policy::preset(preset));
    }
    let path = Path::new(name);
    if !path.exists() {
        let presets: Vec<&str> = Preset::ALL.iter().map(|preset| preset.name()).collect();
        return Err(Failure(format!(
            "`{name}` is neither a preset ({}) nor a file: correct {given_as}",
            presets.join(", ")
        )));
    }
    let refused = RefCell::new(None);
    let beside = |other: &str| {
        let is_a_name = Path::new(other).file_name().is_some_and(|file| file == other);
        let text = if is_a_name {
            fs::read_to_string(path.with_file_name(other)).map_err(|error| reason(&error))
        } else {
            Err("it is no name of a file alone".to_owned())
        };
        text.map_err(|why| refused.replace(Some(format!("`{other}` cannot be read: {why}")))).ok()
    };
    Policy::parse_with(&text_of(path, "policy")?, name, &beside).map_err(|error| {
        let why = refused.take().map_or_else(String::new, |why| {
            format!(
                "\n{why}. `extends` takes a preset, or a file beside this one by its name alone, such as \
                 `group.toml`."
            )
        });
        Failure(format!("the policy cannot be used:\n{error}{why}"))
    })
}

pub(crate) fn text_of(file: &Path, what: &str) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|error| {
        let name = file.display();
        Failure(if error.kind() == ErrorKind::InvalidData {
            format!("the {what} `{name}` is not UTF-8 text: save it with UTF-8 encoding")
        } else {
            format!("the {what} `{name}` cannot be read ({error}): check its name and its rights")
        })
    })
}

/// Returns why a text cannot be read.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        _ => error.to_string(),
    }
}

/// Returns the name of a file without its folder.
fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Returns why nothing could be read, with all the rows that are at fault.
fn explained(error: ReadError, input: &Input, policy: &str) -> Failure {
    match error {
        ReadError::NoTables { .. } | ReadError::Missing { .. } | ReadError::NotAFolder { .. }
            if input.mapping.is_none() =>
        {
            Failure(format!("{error}\nThe columns of another log are explained by --mapping."))
        }
        ReadError::Mapping(_) => {
            Failure(format!("{error}\nThe policy is `{policy}`; --policy names another."))
        }
        other => explained_rows(other),
    }
}

/// Returns why a file could not be read, with all the rows that are at fault.
pub(crate) fn explained_rows(error: ReadError) -> Failure {
    match error {
        ReadError::BadRows { first, count, by_file } => {
            let rows = listed(&first, count, &by_file, "cannot be read");
            Failure(format!("{rows}\nCorrect them, or go on without them by --keep-going."))
        }
        other => Failure::from(other),
    }
}

/// Returns the first hundred rows at fault, one a line, under a line that tells how many there are.
pub(crate) fn listed(first: &[RowError], count: u64, by_file: &BTreeMap<String, u64>, fate: &str) -> String {
    let shown = first.get(..MOST_SHOWN).unwrap_or(first);
    let mut lines = vec![format!("{} {fate}:", crate::report::counted(count, "row"))];
    lines.extend(shown.iter().map(|row| format!("  {row}")));
    let more = count.saturating_sub(shown.len() as u64);
    if more > 0 {
        lines.push(format!("  ... and {} more", crate::report::count(more)));
    }
    if by_file.len() > 1 {
        let files = by_file.iter().map(|(file, rows)| format!("{file} {}", crate::report::count(*rows)));
        lines.push(format!("By file: {}", files.collect::<Vec<_>>().join(", ")));
    }
    if shown.iter().any(|row| matches!(row.value, Shown::Hidden { .. })) {
        lines.push("Values that may be personal are hidden; --show-values shows them.".to_owned());
    }
    lines.join("\n")
}
