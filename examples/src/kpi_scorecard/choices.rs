//! What the command line says of periods, dimensions and charts.

use crm_kit::kpi::chart::{AnomalyChoices, NELSON, Rule, Sigmas, WESTERN_ELECTRIC};
use crm_kit::kpi::trend::Confidence;
use crm_kit::kpi::{Dimension, Per};
use crm_model::Share;

/// What counts as standing out, and as a trend.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct ChartChoices {
    /// What stands out on a control chart: points out of its limits, or runs as well, by the rules of
    /// Western Electric (1956) or of Nelson (1984)
    #[arg(long, value_name = "points|western-electric|nelson", value_parser = rules, default_value = "western-electric", verbatim_doc_comment)]
    rules: Rules,

    /// How many standard deviations from the mean its limits are
    #[arg(long, value_name = "NUMBER", value_parser = sigmas, default_value = "3")]
    sigmas: Sigmas,

    /// How sure a trend must be, against either way
    #[arg(long, value_name = "SHARE", value_parser = confidence, default_value = "95%")]
    pub(super) confidence: Confidence,

    /// From how many cases a period, in the mean, limits follow the spread that shares really have, and
    /// not that of chance alone (Laney), since with thousands of cases every month would stand out
    #[arg(long, value_name = "CASES", default_value_t = 1_000, verbatim_doc_comment)]
    laney_from: u64,

    /// The fewest periods with a value of which a control chart is drawn
    #[arg(long, value_name = "PERIODS", default_value_t = 8, value_parser = clap::value_parser!(u64).range(2..))]
    pub(super) chart_from: u64,
}

/// Which rules speak.
#[derive(Debug, Clone, Copy)]
struct Rules(&'static [Rule]);

impl ChartChoices {
    /// Returns what stands out.
    pub(super) fn anomalies(&self) -> AnomalyChoices {
        AnomalyChoices {
            sigmas: self.sigmas,
            laney_from: Some(self.laney_from),
            rules: self.rules.0.to_vec(),
            trend: self.confidence,
            without: [].into(),
        }
    }
}

fn rules(text: &str) -> Result<Rules, String> {
    match text {
        "points" => Ok(Rules(&[Rule::OutOfLimits])),
        "western-electric" => Ok(Rules(&WESTERN_ELECTRIC)),
        "nelson" => Ok(Rules(&NELSON)),
        _ => Err("expected `points`, `western-electric` or `nelson`".to_owned()),
    }
}

fn sigmas(text: &str) -> Result<Sigmas, String> {
    text.parse()
        .ok()
        .and_then(Sigmas::new)
        .ok_or_else(|| "expected a number above zero, such as 3".to_owned())
}

fn confidence(text: &str) -> Result<Confidence, String> {
    let share: Share = text.parse().map_err(|_| "expected a share such as 95%".to_owned())?;
    Confidence::of_share(share).map_err(|error| error.to_string())
}

/// Returns a length of the calendar.
pub(super) fn per(text: &str) -> Result<Per, String> {
    let found = Per::ALL.into_iter().find(|(_, word)| *word == text);
    found.map(|(per, _)| per).ok_or_else(|| "expected `month`, `quarter` or `year`".to_owned())
}

/// Returns a dimension by its word.
pub(super) fn dimension(text: &str) -> Result<Dimension, String> {
    let found = Dimension::ALL.into_iter().find(|(_, word)| *word == text);
    found.map(|(dimension, _)| dimension).ok_or_else(|| {
        let words: Vec<&str> = Dimension::ALL.into_iter().map(|(_, word)| word).collect();
        format!("expected one of {}", words.join(", "))
    })
}
