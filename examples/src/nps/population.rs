//! The answers beside how many people there are in each segment.

use std::collections::BTreeMap;
use std::path::Path;

use crm_kit::kpi::Attitude;
use crm_kit::kpi::NpsTally;
use crm_kit::kpi::statistics::{
    ChiSquare, Class, Representation, RepresentationError, Weight, WeightedNpsTally,
};

use super::choices::Settings;
use super::figure::Weighted;
use super::group::Group;
use super::survey::{NOT_STATED, Survey};
use crate::input::Options;
use crate::input::row_error::Showing;
use crate::input::table::{TableFile, Tally};
use crate::report::cell::counted;
use crate::run::{Failure, explained_rows};

/// How many people there are in each segment of one dimension.
#[derive(Debug, Clone)]
pub(super) struct Population {
    /// The place of the dimension in the survey, and its name.
    pub(super) place: usize,
    dimension: String,
    people: BTreeMap<String, u64>,
}

impl Population {
    /// Reads the file that the command line names; a made-up survey brings its own.
    pub(super) fn load(
        file: Option<&Path>,
        survey: &Survey,
        show_values: bool,
    ) -> Result<Option<Self>, Failure> {
        let Some(file) = file else {
            let people: BTreeMap<String, u64> = survey.made_up_population.iter().cloned().collect();
            let place = survey.dimensions.len().saturating_sub(1);
            let dimension = survey.dimensions.last().filter(|_| !people.is_empty());
            return Ok(dimension.map(|dimension| Self { place, dimension: dimension.clone(), people }));
        };
        if survey.dimensions.is_empty() {
            return Err(Failure::new(
                "--population is by segments: name the column that has them with --segment",
            ));
        }
        let options = Options { show_values, ..Options::default() };
        let table = TableFile::open(file, &options)?;
        let known = survey.dimensions.iter().enumerate();
        let mut found = known.filter_map(|(place, name)| Some((place, name.clone(), table.column(name)?)));
        let (Some((place, dimension, column)), None) = (found.next(), found.next()) else {
            return Err(Failure::new(format!(
                "`{}` has to have one column of the name after --segment ({}), and one of `people`",
                table.name(),
                survey.dimensions.join(", ")
            )));
        };
        let number = table.need_column("people", "it says how many people there are in the segment")?;
        let mut people = BTreeMap::new();
        let mut tally = Tally::new(&options);
        table.each_row(&mut tally, |row| {
            let name = row.cell(column)?.trim();
            let count = row
                .cell(number)?
                .trim()
                .parse()
                .map_err(|_| row.refusal(number, Showing::Numbers, "is not a whole number of people"))?;
            if people.insert(name.to_owned(), count).is_some() {
                return Err(row.refusal(column, Showing::Plain, "is there twice"));
            }
            Ok(())
        })?;
        tally.left_out.settle(&options).map_err(explained_rows)?;
        Ok(Some(Self { place, dimension, people }))
    }
}

/// Whether the answers are like the population, and the score if they were.
#[derive(Debug, Clone)]
pub(super) struct Represented {
    pub(super) dimension: String,
    pub(super) classes: Vec<Stratum>,
    pub(super) test: ChiSquare,
    /// Answers of segments that are not stated, which are in no class.
    pub(super) not_stated: u64,
    pub(super) weighted: Result<Weighted, String>,
}

/// A segment beside its population.
#[derive(Debug, Clone)]
pub(super) struct Stratum {
    pub(super) segment: String,
    pub(super) people: u64,
    pub(super) answers: u64,
    /// By which its answers become like the population.
    pub(super) weight: Option<f64>,
}

impl Represented {
    /// Returns the segments of one dimension beside the population; `None` without an answer.
    pub(super) fn of(
        population: &Population,
        groups: &BTreeMap<&str, Group>,
        settings: &Settings,
    ) -> Result<Option<Self>, Failure> {
        let answers = |name: &str| groups.get(name).map_or(0, Group::answers);
        let not_stated = if population.people.contains_key(NOT_STATED) { 0 } else { answers(NOT_STATED) };
        let is_unknown = |name: &&&str| !population.people.contains_key(**name) && **name != NOT_STATED;
        if let Some(name) = groups.keys().filter(|name| answers(name) > 0).find(is_unknown) {
            return Err(Failure::new(format!(
                "{} of the {} `{name}`, which the population does not have: add its row, or correct its name",
                counted(answers(name), "answer"),
                population.dimension
            )));
        }
        let people = || population.people.iter();
        let classes: Vec<Class> = people()
            .map(|(name, people)| Class { population: *people, respondents: answers(name) })
            .collect();
        let representation = match Representation::new(&classes) {
            Ok(representation) => representation,
            Err(RepresentationError::NoRespondents) => return Ok(None),
            Err(error) => return Err(Failure::new(explained(error, population))),
        };
        let weights = representation.weights();
        let weight = |place: usize| weights.as_ref().ok().and_then(|weights| weights.get(place).copied());
        let strata = people().enumerate().map(|(place, (name, people))| Stratum {
            segment: name.clone(),
            people: *people,
            answers: answers(name),
            weight: weight(place),
        });
        let classes: Vec<Stratum> = strata.collect();
        let weighted = match representation.effective_respondents() {
            Ok(effective) => tally(&classes, groups)
                .and_then(|tally| Weighted::of(&tally, settings))
                // of the weights themselves, not of their last steps
                .map(|weighted| Weighted { effective, ..weighted })
                .ok_or_else(|| "a weight is beyond 1,000,000".to_owned()),
            Err(error) => Err(explained(error, population)),
        };
        let (dimension, test) = (population.dimension.clone(), representation.chi_square());
        Ok(Some(Self { dimension, classes, test, not_stated, weighted }))
    }
}

/// Returns the answers by the weights of their classes.
fn tally(classes: &[Stratum], groups: &BTreeMap<&str, Group>) -> Option<WeightedNpsTally> {
    let mut tally = WeightedNpsTally::default();
    for class in classes.iter().filter(|class| class.answers > 0) {
        let weight = Weight::new(class.weight?).ok()?;
        let NpsTally { detractors, passives, promoters } = groups.get(class.segment.as_str())?.tally;
        let attitudes = [
            (detractors, Attitude::Detractor),
            (passives, Attitude::Passive),
            (promoters, Attitude::Promoter),
        ];
        for (answers, attitude) in attitudes {
            (0..answers).for_each(|_| tally.record(weight, attitude));
        }
    }
    Some(tally)
}

/// Returns why there are no weights, with the name of the segment.
fn explained(error: RepresentationError, population: &Population) -> String {
    let name = |place: usize| population.people.keys().nth(place).map(String::as_str).unwrap_or_default();
    match error {
        RepresentationError::NobodyAnswered { place } => {
            format!(
                "nobody of the {} `{}` answered, so that no weight makes up for it",
                population.dimension,
                name(place)
            )
        }
        RepresentationError::NobodyThere { place } => {
            format!("there are answers of the {} `{}`, and no people", population.dimension, name(place))
        }
        other => other.to_string(),
    }
}
