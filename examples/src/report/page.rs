//! The report as a page for a terminal: text alone, no colour, no wider than asked.

mod analyses;
mod escalations;
pub(crate) mod layout;
mod lifetime;
mod lists;
mod lives;
mod reviews;
mod scorecard;
mod tiers;

use std::fmt::{self, Write};

use crm_model::Strength;

use self::layout::{Layout, paragraph};
use super::cell::{count, counted, readable};
use super::head::{holds, no_promises, records, tickets};
use super::tally::warnings_and_reminders;
use super::{Promise, Report, Tally, promises};

/// How wide a page is unless somebody asks for less.
pub(crate) const WIDEST: u16 = 100;
/// How narrow a page may be.
pub(crate) const NARROWEST: u16 = 80;

/// A report as a page for a terminal.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    report: &'a Report,
    width: u16,
}

impl<'a> Page<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        Self { report, width: WIDEST }
    }

    /// Returns the page as wide as the terminal is, but no narrower than 80 columns and no wider than 100.
    #[must_use]
    pub fn fitting(self, columns: u16) -> Self {
        Self { width: columns.clamp(NARROWEST, WIDEST), ..self }
    }

    /// Returns the table of indicators alone; empty where the policy has none.
    pub(crate) fn of_scorecard(report: &Report, width: u16) -> String {
        let mut out = String::new();
        // A text can always be written to.
        let _ = Page { report, width }.scorecard(&mut out);
        out
    }

    fn head(&self, out: &mut String) -> fmt::Result {
        let Report { data, policy, assessment, .. } = self.report;
        let mut line = |name: &str, text: &str| out.write_str(&paragraph(name, text, self.width));
        line("Data", &data.title)?;
        if let Some(rows) = data.rows {
            let one = |file: &super::FileSummary| match file.left_out {
                0 => format!("{} ({})", file.name, counted(file.rows, "row")),
                bad => format!("{} ({}, {} left out)", file.name, counted(file.rows, "row"), count(bad)),
            };
            let files: Vec<String> = data.files.iter().map(one).collect();
            line("Files", &files.join(", "))?;
            if data.files.len() > 1 || data.left_out > 0 {
                let left_out = match data.left_out {
                    0 => "none left out".to_owned(),
                    bad => format!("{} LEFT OUT: they could not be read", count(bad)),
                };
                line("Rows", &format!("{}, {left_out}", count(rows)))?;
            }
        }
        line("Tickets", &tickets(self.report))?;
        let mut name = "Besides";
        for sentence in records(self.report) {
            line(name, &sentence)?;
            name = "";
        }
        for note in &data.notes {
            line("Note", note)?;
        }
        let mut name = "Policy";
        for version in &policy.versions {
            line(name, &version.to_string())?;
            name = "";
        }
        let from = self.report.as_of_is.in_words();
        line("As of", &format!("{} ({from})", readable(assessment.as_of)))?;
        if data.tickets_opened < data.tickets {
            line(
                "Opened",
                &format!("{} of the {} by then", count(data.tickets_opened), counted(data.tickets, "ticket")),
            )?;
        }
        line("Holds", &holds(assessment))?;
        let (warnings, reminders) = warnings_and_reminders(assessment);
        let warnings = match warnings {
            0 => "none".to_owned(),
            1 => "1 stands".to_owned(),
            many => format!("{} stand", count(many)),
        };
        let besides = match reminders {
            0 => String::new(),
            some => format!("; besides {} of what is not done", counted(some, "reminder")),
        };
        line("Warnings", &(warnings + &besides))
    }

    fn promises(&self, out: &mut String) -> fmt::Result {
        let promises = promises(&self.report.assessment);
        out.write_str("\nPROMISES\n")?;
        if promises.is_empty() {
            return writeln!(out, "{}", no_promises(self.report));
        }
        // A state in which nothing stands takes no room.
        let shown: Vec<&Column> = COLUMNS
            .iter()
            .filter(|column| promises.iter().any(|promise| (column.of)(&promise.tally) > 0))
            .collect();
        let mut layout = Layout::new(self.width).number("    owed");
        for column in &shown {
            layout = layout.number(column.head);
        }
        layout = layout.number("in time").number("");
        for promise in &promises {
            let numbers = shown.iter().map(|column| count((column.of)(&promise.tally)));
            let row = [count(promise.tally.owed())].into_iter().chain(numbers);
            layout.row(row.chain(attainment(&promise.tally)));
        }
        let captions: Vec<String> = promises.iter().map(name_of).collect();
        out.write_str(&layout.finish_with(&captions))?;
        let means: Vec<&str> = shown.iter().filter_map(|column| column.means).collect();
        let in_time = "in time = met, of all that are met, late, missed or overdue (- if there are none)";
        let legend = [in_time].into_iter().chain(means).collect::<Vec<_>>().join("; ");
        out.write_str(&paragraph("", &legend, self.width))?;
        let marks: Vec<&str> = Strength::ALL
            .into_iter()
            .filter(|strength| promises.iter().any(|p| p.rule.is_some() && p.strength == *strength))
            .map(meaning)
            .collect();
        out.write_str(&paragraph("", &marks.join("; "), self.width))
    }
}

impl fmt::Display for Page<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        self.head(&mut out)?;
        self.promises(&mut out)?;
        self.overdue(&mut out)?;
        self.due_next(&mut out)?;
        self.escalations(&mut out)?;
        self.scorecard(&mut out)?;
        self.reviews(&mut out)?;
        self.analyses(&mut out)?;
        self.tiers(&mut out)?;
        self.segments(&mut out)?;
        self.lives(&mut out)?;
        self.lifetime_value(&mut out)?;
        self.unclear(&mut out)?;
        self.findings(&mut out)?;
        formatter.write_str(&out)
    }
}

/// A column of the table of promises.
struct Column {
    head: &'static str,
    means: Option<&'static str>,
    of: fn(&Tally) -> u64,
}

const COLUMNS: [Column; 10] = [
    Column { head: "met", means: None, of: |tally| tally.met },
    Column { head: "late", means: Some("late = met after it was due"), of: |tally| tally.met_late },
    Column {
        head: "missed",
        means: Some("missed = not met and no longer possible"),
        of: |tally| tally.missed,
    },
    Column { head: "overdue", means: Some("overdue = late and still possible"), of: |tally| tally.overdue },
    Column { head: "open", means: None, of: |tally| tally.open },
    Column { head: "paused", means: Some("paused = the clock stands still"), of: |tally| tally.paused },
    Column { head: "waiting", means: Some("waiting = it is too early"), of: |tally| tally.waiting },
    Column {
        head: "blocked",
        means: Some("blocked = a prohibition stands against it"),
        of: |tally| tally.blocked,
    },
    Column { head: "void", means: Some("void = cancelled, superseded or waived"), of: Tally::void },
    Column {
        head: "unclear",
        means: Some("unclear = cannot be judged, see below"),
        of: |tally| tally.undetermined,
    },
];

/// Returns what is promised, by which clause and rule, and how binding that is.
fn name_of(promise: &Promise) -> String {
    let Promise { measure, clause, rule, strength, .. } = promise;
    match (clause, rule) {
        (Some(clause), Some(rule)) => format!("{measure}: {clause} ({strength}), {rule}"),
        (Some(clause), None) => format!("{measure}: {clause}"),
        (None, _) => format!("{measure}: no rule can be chosen"),
    }
}

/// Returns the share that was kept in two cells: its parts, and the percentage.
fn attainment(tally: &Tally) -> [String; 2] {
    match tally.attainment() {
        None => ["-".to_owned(), String::new()],
        Some(share) => [format!("{}/{}", count(share.part), count(share.whole)), share.percent()],
    }
}

/// Returns what a strength says of a clause.
pub(super) const fn meaning(strength: Strength) -> &'static str {
    match strength {
        Strength::Must => "must = the document demands it",
        Strength::Example => "example = the document gives the figure as an example",
        Strength::May => "may = the document allows it",
        Strength::Heading => "heading = the document only names the matter",
        Strength::Derived => "derived = a reading of the policy's author",
    }
}
