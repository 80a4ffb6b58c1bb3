//! Scores of tickets at work: which reviews count, and what is counted apart.

use alloc::vec::Vec;

use crm_model::{EventKind, QualityReview, TableName, Ticket};

use super::{QualityRule, QualityTally};
use crate::gather::{Gather, apart, is_merged, worker};
use crate::period::{Series, Windows};
use crate::{Apart, Counts, Evidence, Facts, Note, Reading, Value};

/// What is shown of scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shows {
    Score,
    Passed,
}

#[derive(Debug, Default)]
struct Reviews {
    /// Those that count.
    tally: QualityTally,
    unfit: u64,
    nothing_applied: u64,
    early: u64,
    unknown: u64,
    sampled: u64,
    solved: u64,
}

/// Scores on a sheet at work. A review belongs to the period in which the ticket was scored; a ticket from which a sample is
/// drawn, to that of its last solution.
#[derive(Debug)]
pub(crate) struct Reviewed<'a> {
    rule: &'a QualityRule,
    shows: Shows,
    facts: Facts<'a>,
    windows: &'a Windows,
    reviews: Series<Reviews>,
}

impl<'a> Reviewed<'a> {
    pub(crate) fn new(rule: &'a QualityRule, shows: Shows, facts: Facts<'a>, windows: &'a Windows) -> Self {
        Self { rule, shows, facts, windows, reviews: Series::default() }
    }

    /// Returns whether a ticket was scored by now, on this sheet and in a way that counts.
    fn is_sampled(&self, ticket: &Ticket) -> bool {
        let reviews = self.facts.dataset.quality_reviews_of(ticket.id());
        reviews.iter().any(|review| review.reviewed_at <= self.windows.as_of && self.is_scored(review))
    }

    /// Returns whether a review of a ticket that is not unknown has a score on this sheet.
    fn is_scored(&self, review: &QualityReview) -> bool {
        let is_early = self.facts.dataset.is_reviewed_early(review) == Some(true);
        !is_early && self.rule.sheet.score(review).is_ok_and(|tally| tally.possible > 0)
    }

    /// Returns whether a review that has a score counts among all of the same person's work on the ticket in its period. All of
    /// them are looked at, not only those that were shown, so that a part of the whole counts those that the whole does.
    fn counts(&self, review: &'a QualityReview) -> bool {
        let dataset = self.facts.dataset;
        let (of, place) = (worker(dataset, review), self.windows.place_of(review.reviewed_at));
        let is_alike = |other: &&QualityReview| {
            self.windows.place_of(other.reviewed_at) == place
                && worker(dataset, other) == of
                && self.is_scored(other)
        };
        // They come in the order of a data set: those of one ticket and sheet, the earliest first.
        let mut all = dataset.quality_reviews_of(&review.ticket).iter();
        match self.rule.counts {
            Counts::First => all.find(is_alike) == Some(review),
            Counts::Last => all.rfind(is_alike) == Some(review),
            // A mean of reviews is refused before.
            Counts::All | Counts::Mean => true,
        }
    }
}

impl<'a> Gather<'a> for Reviewed<'a> {
    fn review(&mut self, review: &'a QualityReview) {
        let sheet = &self.rule.sheet;
        if review.sheet != *sheet.name() {
            return;
        }
        let dataset = self.facts.dataset;
        let is_early = dataset.is_reviewed_early(review);
        let is_unknown = is_early.is_none() && dataset.extent(TableName::Tickets).is_some();
        let place = self.windows.place_of(review.reviewed_at);
        let counts = place.is_some() && self.counts(review);
        self.reviews.update(place, |reviews| match sheet.score(review) {
            _ if is_unknown => add_one(&mut reviews.unknown),
            _ if is_early == Some(true) => add_one(&mut reviews.early),
            Err(_) => add_one(&mut reviews.unfit),
            Ok(tally) if tally.possible == 0 => add_one(&mut reviews.nothing_applied),
            Ok(tally) if counts => reviews.tally = core::mem::take(&mut reviews.tally).merge(tally),
            Ok(_) => {}
        });
    }

    fn ticket(&mut self, ticket: &'a Ticket) {
        if self.rule.sheet.sample().is_none() || is_merged(ticket, self.windows) {
            return;
        }
        let events = ticket.events_until(self.windows.as_of);
        let solved = events.iter().rfind(|event| event.kind() == EventKind::Solved);
        let Some(place) = solved.and_then(|event| self.windows.place_of(event.occurred_at)) else { return };
        let is_sampled = self.is_sampled(ticket);
        self.reviews.update(Some(place), |reviews| {
            add_one(&mut reviews.solved);
            if is_sampled {
                add_one(&mut reviews.sampled);
            }
        });
    }

    fn evidence(&self, place: usize) -> Evidence {
        let Some(Reviews { tally, .. }) = self.reviews.at(place) else { return Evidence::trials(0, 0) };
        match self.shows {
            Shows::Score => tally.score_evidence(),
            Shows::Passed => Evidence::trials(tally.passed, tally.passed.saturating_add(tally.failed)),
        }
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let Some(reviews) = self.reviews.at(place) else { return Vec::new() };
        let sheet = &self.rule.sheet;
        let mut notes = Vec::new();
        if reviews.tally.fatal > 0 {
            notes.push(Note::Beside { reading: Reading::Fatal, value: Value::Count(reviews.tally.fatal) });
        }
        let lines = sheet.criteria().iter().zip(&reviews.tally.criteria);
        notes.extend(lines.filter(|(_, line)| line.points > 0).map(|(criterion, line)| Note::Points {
            criterion: criterion.name.clone(),
            given: line.given,
            points: line.points,
        }));
        if let Some(least) = sheet.sample() {
            let (sampled, tickets) = (reviews.sampled, reviews.solved);
            notes.extend((tickets > 0).then_some(Note::Sampled { sampled, tickets, least }));
        }
        let counts = [
            (Apart::UnfitReviews, reviews.unfit),
            (Apart::NothingApplied, reviews.nothing_applied),
            (Apart::ReviewedEarly, reviews.early),
            (Apart::OfUnknownTickets, reviews.unknown),
        ];
        notes.extend(counts.into_iter().filter_map(|(cases, count)| apart(cases, count)));
        notes
    }
}

fn add_one(count: &mut u64) {
    *count = count.saturating_add(1);
}
