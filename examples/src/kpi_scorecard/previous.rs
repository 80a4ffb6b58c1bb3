//! A scorecard of an earlier day.

use std::path::Path;

use chrono::{DateTime, Utc};
use crm_kit::kpi::{CivilPeriod, Line, Restatement, restatements};
use crm_model::Ratio;
use serde::Deserialize;

use super::json::SCHEMA;
use crate::report::cell::readable;
use crate::run::{Failure, text_of};

/// What is read of the file; it holds more.
#[derive(Debug, Deserialize)]
pub(super) struct Previous {
    schema: String,
    as_of: DateTime<Utc>,
    lines: Vec<Line>,
}

/// What is stated otherwise than before.
#[derive(Debug)]
pub(super) struct Restated {
    /// Up to when the facts of the earlier scorecard go.
    pub(super) since: DateTime<Utc>,
    /// How many periods that were over both speak of, with a value in one of them at least.
    pub(super) compared: u64,
    /// Those that differ.
    pub(super) rows: Vec<Restatement>,
}

impl Previous {
    /// Returns the scorecard in a file.
    pub(super) fn read(file: &Path) -> Result<Self, Failure> {
        let text = text_of(file, "earlier scorecard")?;
        let wrong = |why: String| {
            let name = file.display();
            Failure::new(format!(
                "`{name}` is no scorecard of this program ({why}): name a kpi-scorecard.json after --previous"
            ))
        };
        let previous: Self = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if previous.schema != SCHEMA {
            return Err(wrong(format!("its schema is `{}`, not `{SCHEMA}`", previous.schema)));
        }
        Ok(previous)
    }

    /// Returns what later lines state otherwise.
    pub(super) fn restated(&self, lines: &[Line], as_of: DateTime<Utc>) -> Result<Restated, Failure> {
        if self.as_of > as_of {
            return Err(Failure::new(format!(
                "the earlier scorecard is as of {}, which is later than {}: name an earlier one after --previous",
                readable(self.as_of),
                readable(as_of)
            )));
        }
        let compared = self.lines.iter().map(|before| {
            let periods = stated(before, self.as_of);
            let is_same = |now: &&Line| now.indicator == before.indicator && now.segment == before.segment;
            let now = lines.iter().filter(is_same).flat_map(|now| stated(now, as_of));
            let in_both = now.filter(|(period, value)| {
                let earlier = periods.iter().find(|(other, _)| other == period);
                earlier.is_some_and(|(_, earlier)| earlier.or(*value).is_some())
            });
            in_both.count() as u64
        });
        Ok(Restated { since: self.as_of, compared: compared.sum(), rows: restatements(&self.lines, lines) })
    }
}

/// Returns the periods of a line that were over at an instant, each with its value.
fn stated(line: &Line, until: DateTime<Utc>) -> Vec<(CivilPeriod, Option<Ratio>)> {
    let past = line.past.iter().map(|past| (past.period, past.value.number()));
    let all = past.chain([(line.period, line.value.number())]);
    all.filter(|(period, _)| period.end() <= until).collect()
}
