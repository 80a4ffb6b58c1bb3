//! What the page says of a report.

mod analyses;
mod duties;
mod escalations;
mod lifetime;
mod lives;
mod reviews;
mod scorecard;
mod service_levels;
mod tiers;

use crm_model::{ClauseId, State, Strength};

use super::{Clause, Fact, FileRow, FindingRow, Head, LackingRow, Quality, Tile, Tone, UnclearRow, View};
use crate::report::cell::{brief, count, counted, readable, shortened};
use crate::report::head::{holds, records, tickets, unknown};
use crate::report::notice::{by_rule, text_of};
use crate::report::reasons::{Unclear, lacking_in_the_data, lacking_in_tickets, lacking_tables, words};
use crate::report::tally::{is_of_the_whole, warnings_and_reminders};
use crate::report::{Privacy, Promise, Report, promises};

impl View {
    /// Returns what the page says of a report.
    pub fn of(report: &Report) -> Self {
        let promises = promises(&report.assessment);
        Self {
            head: head(report),
            tiles: tiles(report, &promises),
            overdue: duties::overdue(report),
            due_soon: duties::due_soon(report),
            service_levels: service_levels::of(report, &promises),
            tiers: tiers::of(report),
            segments: tiers::segments(report),
            churn: lives::churn(report),
            stages: lives::stages(report),
            lifetime: lifetime::of(report),
            escalations: escalations::of(report),
            scorecard: scorecard::of(report),
            reviews: reviews::of(report),
            analyses: analyses::of(report),
            quality: quality(report),
        }
    }
}

/// Returns what a page of the scorecard alone says: head, the tile about its targets, and the table.
pub(crate) fn of_scorecard(report: &Report) -> View {
    View {
        head: head(report),
        tiles: scorecard::tile(report).into_iter().collect(),
        scorecard: scorecard::of(report),
        analyses: analyses::of(report),
        ..View::default()
    }
}

fn head(report: &Report) -> Head {
    let Report { data, policy, assessment, .. } = report;
    let fact = |name: &str, texts: Vec<String>| Fact { name: name.to_owned(), texts };
    let mut facts = vec![
        fact("Policy", policy.versions.iter().map(ToString::to_string).collect()),
        fact("Tickets", vec![tickets(report)]),
    ];
    let besides = records(report);
    if !besides.is_empty() {
        facts.push(fact("Besides", besides));
    }
    if data.tickets_opened < data.tickets {
        let all = counted(data.tickets, "ticket");
        facts.push(fact("Opened by then", vec![format!("{} of the {all}", count(data.tickets_opened))]));
    }
    facts.push(fact("Holds", vec![holds(assessment)]));
    Head {
        title: data.title.clone(),
        policy: policy.name.clone(),
        as_of: readable(assessment.as_of),
        as_of_is: report.as_of_is.in_words().to_owned(),
        facts,
        names_hidden: report.privacy == Privacy::Hidden,
    }
}

fn tiles(report: &Report, promises: &[Promise]) -> Vec<Tile> {
    let assessment = &report.assessment;
    let states = || assessment.obligations.iter().filter(|obligation| !is_of_the_whole(obligation));
    let number = |wanted: fn(&State) -> bool| states().filter(|one| wanted(&one.state)).count() as u64;
    let tile = |label: &str, number: u64, note: String, some: Tone, section: &'static str| Tile {
        label: label.to_owned(),
        value: count(number),
        note,
        tone: if number == 0 { Tone::Neutral } else { some },
        section,
    };
    let overdue = number(|state| matches!(state, State::Overdue));
    let longest = assessment.overdue().next().and_then(|one| one.late_by);
    let longest = brief(longest.map(|late| late.elapsed.as_micros()), true).map_or_else(
        || "nothing is late that can still be met".to_owned(),
        |by| format!("the longest by {by}"),
    );
    let open = number(|state| matches!(state, State::Open));
    let next = assessment.due_next().find_map(|one| one.window.due);
    let next = next.map_or_else(
        || "nothing has a due instant".to_owned(),
        |due| format!("the next is due {}", readable(due)),
    );
    let (warnings, reminders) = warnings_and_reminders(assessment);
    let raised = match reminders {
        0 => "raised and not settled".to_owned(),
        some => format!("raised and not settled; besides {}", counted(some, "reminder")),
    };
    let unclear = number(|state| matches!(state, State::Undetermined { .. }));
    let lacking = lacking_tables(report).iter().map(|lacking| lacking.matters).sum();
    let (unclear, why) = match (unclear, lacking) {
        (0, 1..) => (lacking, "matters, for want of whole tables".to_owned()),
        (_, 1..) => (unclear, format!("a fact is missing; besides {}", counted(lacking, "matter"))),
        _ => (unclear, "a fact is missing".to_owned()),
    };
    let mut tiles = vec![
        tile("Overdue", overdue, longest, Tone::Bad, "overdue"),
        tile("Open and in time", open, next, Tone::Neutral, "due-soon"),
        tile("Warnings", warnings, raised, Tone::Warning, ""),
        tile("Cannot be judged", unclear, why, Tone::Warning, "unclear"),
    ];
    if unknown(report).is_some() {
        // What is owed and not known is not none.
        tiles.retain(|tile| tile.label == "Cannot be judged");
    }
    tiles.extend(escalations::tile(report));
    tiles.extend(scorecard::tile(report));
    tiles.extend(tiers::tile(report));
    tiles.extend(lives::tile(report));
    tiles.extend(service_levels::tiles(promises));
    tiles
}

fn quality(report: &Report) -> Quality {
    let data = &report.data;
    let files = data.files.iter();
    let files =
        files.map(|file| FileRow { name: file.name.clone(), rows: file.rows, left_out: file.left_out });
    let findings = by_rule(report).into_iter().map(|(rule, (count, first))| FindingRow {
        rule: rule.to_owned(),
        count,
        about: shortened(report.privacy.subject(&first.subject)),
        example: text_of(first, report.privacy),
    });
    let whole = lacking_in_the_data(report).into_iter();
    let single = lacking_in_tickets(report).into_iter().map(|(unclear, number)| (unclear, count(number)));
    let unclear = whole.chain(single).map(|(Unclear { measure, clause, missing }, concerns)| UnclearRow {
        measure: measure.to_string(),
        clause: Clause::new(clause.as_ref(), None),
        concerns,
        missing: words(&missing),
    });
    let lacking = lacking_tables(report).into_iter().map(|lacking| LackingRow {
        missing: lacking.missing(),
        concerns: lacking.concerns(),
        clauses: lacking.names.into_iter().map(|id| Clause { id, strength: "" }).collect(),
    });
    Quality {
        lacking: lacking.collect(),
        files: files.collect(),
        notes: data.notes.clone(),
        findings: findings.collect(),
        unclear: unclear.collect(),
    }
}

impl Clause {
    /// Returns a clause, and how binding it is where that says something.
    fn new(id: Option<&ClauseId>, strength: Option<Strength>) -> Self {
        let Some(id) = id else { return Self::default() };
        Self { id: id.to_string(), strength: strength.map_or("", Strength::as_str) }
    }
}
