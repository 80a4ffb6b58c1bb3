//! The survey: who answered what, and what the command line says of its file.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use crm_calendar::Zone;
use crm_kit::kpi::statistics::Weight;
use crm_model::{Scale, Score};

use super::period::{By, Period};
use super::read;
use crate::demo::{self, Asked};
use crate::input::LeftOut;
use crate::purchase_log::parse_zone;
use crate::run::{Failure, Progress};

/// The made-up survey.
const DEMO_SEED: u64 = 1;
const DEMO_CUSTOMERS: u64 = 1_000;

/// Which survey to read, and how.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct SurveyArgs {
    /// File with one row an answer: CSV, plain or as .gz, and where the program was built
    /// with them .xlsx and .parquet [default: a made-up survey]
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    pub(super) data: Option<PathBuf>,

    /// Column of the answers; empty cells are no answer
    #[arg(long, value_name = "COLUMN", default_value = "score", requires = "data")]
    pub(super) score: String,

    /// The scale on which the question was asked; on any other than 0-10 there is no such score
    #[arg(long, value_name = "SCALE", default_value = "0-10", requires = "data")]
    pub(super) scale: String,

    /// Column of segments, such as regions; repeated for each
    #[arg(long, value_name = "COLUMN", requires = "data")]
    pub(super) segment: Vec<String>,

    /// Column of periods, such as years, that are compared
    #[arg(long, value_name = "COLUMN", requires = "data")]
    pub(super) period: Option<String>,

    /// Column of the dates of the answers: they make periods, and tell a customer's last answer
    #[arg(long, value_name = "COLUMN", requires = "data")]
    pub(super) date: Option<String>,

    /// How long the periods of dated answers are
    #[arg(long, value_enum, default_value_t = By::Quarter, conflicts_with = "period")]
    pub(super) by: By,

    /// How dates are written, such as %d/%m/%Y [default: as 2026-03-31, 2026-03-31T18:00:00 or
    /// 2026-03-31T18:00:00+08:00]
    #[arg(long, value_name = "FORMAT", requires = "date", verbatim_doc_comment)]
    pub(super) date_format: Option<String>,

    /// Zone whose days count, for instants with an offset [default: the day as it is written]
    #[arg(long, value_name = "ZONE", value_parser = parse_zone, requires = "date")]
    pub(super) zone: Option<Zone>,

    /// Column of how much an answer counts; a weighted score is told as well
    #[arg(long, value_name = "COLUMN", requires = "data")]
    pub(super) weight: Option<String>,

    /// Column of who answered; empty cells mean that nobody knows
    #[arg(long, value_name = "COLUMN", requires = "data")]
    pub(super) customer: Option<String>,

    /// Column of whether somebody was invited: yes or no, 1 or 0, or the date of the
    /// invitation; empty means no. Answers without an invitation do not count
    #[arg(long, value_name = "COLUMN", requires = "data", verbatim_doc_comment)]
    pub(super) invited: Option<String>,

    /// Go on without the rows that cannot be read, instead of stopping
    #[arg(long)]
    pub(super) keep_going: bool,

    /// Show values of bad cells that may be personal
    #[arg(long)]
    pub(super) show_values: bool,
}

/// The rows of a survey.
#[derive(Debug, Clone, Default)]
pub(super) struct Survey {
    /// What it is, such as the name of its file.
    pub(super) title: String,
    pub(super) is_file: bool,
    /// What its segments are of.
    pub(super) dimensions: Vec<String>,
    pub(super) rows: Vec<Row>,
    pub(super) has: Has,
    /// How long the periods are, where dates make them.
    pub(super) by: Option<By>,
    /// All rows but the header.
    pub(super) read: u64,
    pub(super) left_out: LeftOut,
    /// Where it was made up: how many people there are in each region.
    pub(super) made_up_population: Vec<(String, u64)>,
}

/// Of what a survey has columns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Has {
    pub(super) weights: bool,
    pub(super) customers: bool,
    pub(super) invitations: bool,
}

/// One row: an answer, or that there was none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    pub(super) period: Period,
    /// `None` where it is not known.
    pub(super) customer: Option<String>,
    pub(super) date: Option<NaiveDate>,
    /// `None` without an answer.
    pub(super) score: Option<Score>,
    pub(super) weight: Option<Weight>,
    pub(super) segments: Vec<String>,
    pub(super) invited: Option<bool>,
}

/// What segments are called that a row does not name.
pub(super) const NOT_STATED: &str = "not stated";

impl Survey {
    /// Reads the survey that the command line names, or makes one up.
    pub(super) fn load(args: &SurveyArgs, progress: &Progress) -> Result<Self, Failure> {
        let Some(file) = &args.data else {
            progress.next("making up a survey");
            return Ok(Self::made_up(args.by));
        };
        check_scale(&args.scale)?;
        progress.next("reading");
        let survey = read::read(args, Path::new(file), progress)?;
        if survey.rows.is_empty() {
            let title = &survey.title;
            return Err(Failure::new(format!(
                "no row of `{title}` can be used: name a file with one row an answer"
            )));
        }
        Ok(survey)
    }

    /// Returns the dates of the first and the last row.
    pub(super) fn dates(&self) -> Option<(NaiveDate, NaiveDate)> {
        let dates = || self.rows.iter().filter_map(|row| row.date);
        dates().min().zip(dates().max())
    }

    /// Returns the period that may not be over (K24), with the last date that is known: rows do not reach its last day. A made-up
    /// survey is over.
    pub(super) fn running(&self) -> Option<(Period, NaiveDate)> {
        let by = self.by.filter(|_| self.is_file)?;
        let (_, last) = self.dates()?;
        (!by.ends_on(last)).then(|| (by.of(last), last))
    }

    fn made_up(by: By) -> Self {
        let (rows, population) = demo::recommendation(DEMO_SEED, DEMO_CUSTOMERS);
        let row = |asked: Asked| Row {
            period: by.of(asked.date),
            customer: Some(asked.customer),
            date: Some(asked.date),
            score: asked.score.and_then(|score| Scale::ZERO_TO_TEN.score(score).ok()),
            weight: None,
            segments: vec![asked.channel.to_owned(), asked.region.to_owned()],
            invited: Some(asked.invited),
        };
        Self {
            title: "a made-up survey".to_owned(),
            dimensions: vec!["channel".to_owned(), "region".to_owned()],
            read: rows.len() as u64,
            rows: rows.into_iter().map(row).collect(),
            has: Has { weights: false, customers: true, invitations: true },
            by: Some(by),
            made_up_population: population.map(|(region, people)| (region.to_owned(), people)).into(),
            ..Self::default()
        }
    }
}

/// Refuses a scale other than that of the question.
fn check_scale(text: &str) -> Result<(), Failure> {
    let scale: Scale = text.parse().map_err(|rule| Failure::new(format!("--scale `{text}` {rule}")))?;
    if scale == Scale::ZERO_TO_TEN {
        return Ok(());
    }
    Err(Failure::new(format!(
        "the question was asked on {scale}: the net promoter score is that of a question on 0-10, and answers on another scale are \
         refused, never converted"
    )))
}
