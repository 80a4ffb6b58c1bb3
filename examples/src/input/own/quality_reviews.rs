//! `quality_reviews.csv`: tickets that were scored on sheets, one row for each criterion.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{DateTime, Utc};
use crm_kit::kpi::QualitySheet;
use crm_model::{
    CriterionName, CriterionScore, Happening, PersonId, QualityReview, SheetName, TicketId, TicketRecord,
};

use super::Reader;
use super::cells::{ADVICE, name, need_instant, need_name, need_word, word};
use super::surveys::whole_number;
use super::tickets::Places;
use crate::input::ReadError;
use crate::input::row_error::{Refusal, Showing, Shown};
use crate::input::table::{Row, TableFile};

/// Columns of `quality_reviews.csv`; all but the persons are required: points that are not there would be points that do not
/// apply.
pub(super) const COLUMNS: [&str; 7] =
    ["ticket", "sheet", "criterion", "points", "reviewed_at", "person", "reviewer"];

/// The tickets of `tickets.csv` with their events.
#[derive(Clone, Copy)]
pub(super) struct Tickets<'a> {
    pub(super) places: &'a Places,
    pub(super) rows: &'a [TicketRecord],
}

impl Tickets<'_> {
    /// Returns when a ticket was opened, as far as it is known; or the rule that a name breaks.
    fn opened(self, ticket: &str) -> Result<Option<DateTime<Utc>>, &'static str> {
        let Some(row) = self.places.of(ticket).and_then(|place| self.rows.get(place)) else {
            return Err(if self.places.is_refused(ticket) {
                "is a ticket whose row in tickets.csv cannot be used"
            } else {
                "is no ticket of tickets.csv"
            });
        };
        let opened = row.events.iter().filter(|event| event.happening == Happening::Opened);
        Ok(opened.map(|event| event.occurred_at).min())
    }
}

/// What makes one review.
type Key = (TicketId, SheetName, DateTime<Utc>, Option<PersonId>, Option<PersonId>);

/// What was said of a criterion in a review: the rows that say it, and their points; or that rows differ.
enum Said {
    InOneWay { rows: Vec<u64>, points: Option<u32> },
    InTwoWays { first: u64 },
}

/// Returns the refusal of a row whose points differ from those of another.
fn differing(points: Option<u32>, other: u64) -> Refusal {
    Refusal {
        field: Some("points".to_owned()),
        value: Shown::Text(points.map(|points| points.to_string()).unwrap_or_default()),
        rule: format!("is not what row {other} gives for the same criterion of the same review"),
    }
}

impl Reader<'_> {
    /// Reads the reviews in the order of their first rows. Where rows of one review differ about a criterion, none of them counts.
    pub(super) fn quality_reviews(
        &mut self,
        file: TableFile,
        tickets: Option<Tickets<'_>>,
    ) -> Result<Vec<QualityReview>, ReadError> {
        file.only_columns(&COLUMNS)?;
        let [ticket, sheet, criterion, points, reviewed_at] =
            ["ticket", "sheet", "criterion", "points", "reviewed_at"]
                .map(|column| file.need_column(column, ADVICE));
        let (ticket, sheet, criterion) = (ticket?, sheet?, criterion?);
        let (points, reviewed_at) = (points?, reviewed_at?);
        let (person, reviewer) = (file.column("person"), file.column("reviewer"));
        let sheets = self.tally.options.sheets;
        let file_name = file.name().to_owned();
        let mut reviews: Vec<QualityReview> = Vec::new();
        let mut places: HashMap<Key, usize> = HashMap::new();
        let mut said: HashMap<(usize, CriterionName), Said> = HashMap::new();
        // Rows that were good until a later one said something else.
        let mut no_more: Vec<(u64, Refusal)> = Vec::new();
        file.each_row(&mut self.tally, |row| {
            let id: TicketId = need_name(row, ticket, Showing::Ids)?;
            let at = need_instant(row, reviewed_at)?;
            if let Some(tickets) = tickets {
                let opened = tickets.opened(id.as_str());
                let opened = opened.map_err(|rule| row.refusal(ticket, Showing::Ids, rule))?;
                if opened.is_some_and(|opened| at < opened) {
                    let rule = "is before the ticket was opened";
                    return Err(row.refusal(reviewed_at, Showing::Instants, rule));
                }
            }
            let named = declared_sheet(row, sheet, sheets)?;
            let scored = declared_criterion(row, criterion, &named, sheets)?;
            let given = given(row, points, (&named, &scored), sheets)?;
            let (person, reviewer) =
                (name(row, person, Showing::Personal)?, name(row, reviewer, Showing::Personal)?);
            let key = (id, named, at, person, reviewer);
            let place = *places.entry(key).or_insert_with_key(|(ticket, sheet, at, person, reviewer)| {
                reviews.push(QualityReview {
                    ticket: ticket.clone(),
                    sheet: sheet.clone(),
                    reviewed_at: *at,
                    person: person.clone(),
                    reviewer: reviewer.clone(),
                    scores: Vec::new(),
                });
                reviews.len() - 1
            });
            let Some(review) = reviews.get_mut(place) else { return Ok(()) };
            match said.entry((place, scored.clone())) {
                Entry::Vacant(none) => {
                    none.insert(Said::InOneWay { rows: vec![row.line], points: given });
                }
                Entry::Occupied(mut known) => match known.get_mut() {
                    Said::InOneWay { rows, points } if *points == given => rows.push(row.line),
                    Said::InOneWay { rows, points } => {
                        let first = rows.first().copied().unwrap_or(row.line);
                        no_more.extend(rows.iter().map(|before| (*before, differing(*points, row.line))));
                        known.insert(Said::InTwoWays { first });
                        review.scores.retain(|score| score.criterion != scored);
                        return Err(differing(given, first));
                    }
                    Said::InTwoWays { first } => return Err(differing(given, *first)),
                },
            }
            review.scores.push(CriterionScore { criterion: scored, points: given });
            Ok(())
        })?;
        for (row, refusal) in no_more {
            self.tally.left_out.add(refusal.at(&file_name, row));
        }
        reviews.retain(|review| !review.scores.is_empty());
        Ok(reviews)
    }
}

/// Reads a sheet that the policy declares; whoever declares none takes every sheet as it is.
fn declared_sheet(row: &Row<'_>, column: usize, sheets: &[QualitySheet]) -> Result<SheetName, Refusal> {
    let showing = Showing::like(sheets.iter().map(|sheet| sheet.name().as_str()));
    need_word(row, column, showing, |text| {
        let name = SheetName::new(text).map_err(|error| error.to_string())?;
        let is_declared = sheets.is_empty() || sheets.iter().any(|sheet| *sheet.name() == name);
        if is_declared { Ok(name) } else { Err("is not a declared sheet".to_owned()) }
    })
}

/// Yields the sheets of a name: there may be one in each version of a policy.
fn of_name<'s>(name: &SheetName, sheets: &'s [QualitySheet]) -> impl Iterator<Item = &'s QualitySheet> {
    sheets.iter().filter(move |sheet| sheet.name() == name)
}

fn declared_criterion(
    row: &Row<'_>,
    column: usize,
    sheet: &SheetName,
    sheets: &[QualitySheet],
) -> Result<CriterionName, Refusal> {
    let criteria = || of_name(sheet, sheets).flat_map(QualitySheet::criteria);
    need_word(row, column, Showing::like(criteria().map(|one| one.name.as_str())), |text| {
        let name = CriterionName::new(text).map_err(|error| error.to_string())?;
        let is_declared = sheets.is_empty() || criteria().any(|criterion| criterion.name == name);
        if is_declared { Ok(name) } else { Err(format!("is no criterion of the sheet `{sheet}`")) }
    })
}

/// Reads the points that were given; none where the criterion does not apply.
fn given(
    row: &Row<'_>,
    column: usize,
    (sheet, criterion): (&SheetName, &CriterionName),
    sheets: &[QualitySheet],
) -> Result<Option<u32>, Refusal> {
    word(row, Some(column), Showing::Numbers, |text| {
        let points = whole_number(text)?;
        let most = of_name(sheet, sheets).filter_map(|sheet| sheet.criterion(criterion));
        let most = most.map(|criterion| criterion.points).max().unwrap_or(u32::MAX);
        let off = || format!("is not within the 0 to {most} points of `{criterion}`");
        u32::try_from(points).ok().filter(|points| *points <= most).ok_or_else(off)
    })
}
