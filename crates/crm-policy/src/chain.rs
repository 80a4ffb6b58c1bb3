//! The chain of documents that `extends` makes, read from the nearest to the farthest and merged into one.

use crate::error::PolicyError;
use crate::merge;
use crate::preset::Preset;
use crate::source::{Place, Source};
use crate::suggest::{advice, join, quote};
use crate::tree::{self, Entry, Table};

/// The schemas that this version of the library reads.
pub(crate) const SCHEMAS: [&str; 1] = ["crm-policy/1"];

/// The most documents in one chain.
const LONGEST_CHAIN: usize = 32;

/// A document merged with all that it extends.
#[derive(Debug)]
pub(crate) struct Chain {
    /// The texts, the nearest first.
    pub(crate) sources: Vec<Source>,
    /// What the `extends` of each text but the last says.
    pub(crate) extends: Vec<String>,
    /// The merged document.
    pub(crate) document: Table,
}

/// Reads a document and all that it extends.
///
/// # Errors
///
/// When a text is no TOML or of an unknown schema, or `extends` names nothing known or leads in a circle.
pub(crate) fn load(
    text: &str,
    source_name: &str,
    texts: &dyn Fn(&str) -> Option<String>,
) -> Result<Chain, PolicyError> {
    let mut sources = vec![Source { name: source_name.to_owned(), text: text.to_owned() }];
    let (mut documents, mut extends) = (Vec::new(), Vec::new());
    while let Some(source) = sources.last() {
        let document = read(source, documents.len())?;
        let next = match document.get("extends") {
            None => None,
            Some(entry) => Some(resolve(entry, source, &sources, texts)?),
        };
        documents.push(document);
        let Some((name, next)) = next else { break };
        extends.push(name);
        sources.push(next);
    }
    let document = documents.into_iter().rev().reduce(merge::merge).unwrap_or_default();
    Ok(Chain { sources, extends, document })
}

/// Returns the tree of one document of a known schema.
fn read(source: &Source, number: usize) -> Result<Table, PolicyError> {
    let document = tree::parse(&source.text, number).map_err(|error| {
        let expected = (error.message() == "duplicate key")
            .then(|| String::from("a key, or a table such as a rule, is written only once in a file"));
        let message = format!("this is not valid TOML: {}", error.message());
        source.problem(error.span().unwrap_or(0..0), String::new(), message, expected)
    })?;
    let Some(schema) = document.get("schema") else {
        let expected = format!("begin the file with `schema = \"{}\"`", SCHEMAS.join("\" or \""));
        let message = String::from("the key `schema` is missing");
        return Err(source.problem(0..0, "schema".into(), message, Some(expected)).into());
    };
    let known = merge::text(schema).is_some_and(|schema| SCHEMAS.contains(&schema));
    if !known {
        let message = match merge::text(schema) {
            Some(text) => format!("{} is not a known schema", quote(text)),
            None => format!("the schema is {}", schema.node.value.describe()),
        };
        let expected = format!("known is {}", join(&SCHEMAS, "and"));
        return Err(source
            .problem(range(schema.node.place), "schema".into(), message, Some(expected))
            .into());
    }
    Ok(document)
}

/// Returns the document that an `extends` names.
fn resolve(
    entry: &Entry,
    source: &Source,
    sources: &[Source],
    texts: &dyn Fn(&str) -> Option<String>,
) -> Result<(String, Source), PolicyError> {
    let refused = |message: String, expected: Option<String>| {
        PolicyError::from(source.problem(range(entry.node.place), "extends".into(), message, expected))
    };
    let presets: Vec<_> = Preset::ALL.iter().map(|preset| preset.name()).collect();
    let Some(name) = merge::text(entry) else {
        let message = format!("a text is wanted here, not {}", entry.node.value.describe());
        return Err(refused(message, Some(format!("expected {}", join(&presets, "or")))));
    };
    if let Ok(preset) = name.parse::<Preset>() {
        return Ok((name.to_owned(), Source { name: preset.source_name(), text: preset.text().to_owned() }));
    }
    if sources.iter().any(|seen| seen.name == name) {
        let round: Vec<_> = sources.iter().map(|seen| seen.name.as_str()).chain([name]).collect();
        return Err(refused(
            format!("the documents extend one another in a circle: {}", round.join(" -> ")),
            None,
        ));
    }
    if sources.len() >= LONGEST_CHAIN {
        return Err(refused(format!("more than {LONGEST_CHAIN} documents extend one another"), None));
    }
    match texts(name) {
        Some(text) => Ok((name.to_owned(), Source { name: name.to_owned(), text })),
        None => {
            Err(refused(format!("{} is no document to extend", quote(name)), Some(advice(name, &presets))))
        }
    }
}

fn range(place: Place) -> std::ops::Range<usize> {
    place.start..place.end
}
