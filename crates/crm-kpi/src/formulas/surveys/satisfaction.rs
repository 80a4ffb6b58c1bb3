//! Satisfaction (clauses L-KPI-11, B-COMP-3, D-KPI-14): the top box and the mean of a survey, and the word on a solution.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{EventKind, EventKinds, Happening, Kind, Ratio, Scale, Score, Ticket};

use crate::evidence::Lack;
use crate::formulas::surveys::effort::{EffortBounds, EffortTally};
use crate::formulas::surveys::means::{MeansTally, OwnMean};
use crate::formulas::surveys::nps::{NpsBounds, NpsTally};
use crate::formulas::surveys::question::{Counted, Counts, Question};
use crate::gather::{Gather, KindMatch, Person, apart, is_of_kind};
use crate::period::{Series, Windows};
use crate::tally::{collects, ratio, tally};
use crate::{Apart, Evidence, Note, Quantity, Reason};

tally! {
    /// Whether an answer reaches the top box: a bound of the policy, which itself belongs to it.
    TopBox,
    /// Counts of answers in the top box and below.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::{TopBox, TopBoxTally};
    ///
    /// // 5 4 4 3 2 5 on 1 to 5, where 4 and 5 are satisfied.
    /// let tally: TopBoxTally = [5, 4, 4, 3, 2, 5].map(|answer| TopBox::new(answer, 4)).into_iter().collect();
    /// assert_eq!(tally.share().unwrap().to_string(), "4/6");
    /// ```
    TopBoxTally {
        /// At the bound or above.
        Top => top,
        /// Below the bound.
        Below => below,
    }
}

impl TopBox {
    /// Returns whether an answer is at the bound or above.
    pub const fn new(answer: i8, at_least: i8) -> Self {
        if answer >= at_least { Self::Top } else { Self::Below }
    }
}

impl TopBoxTally {
    /// Returns the answers in the top box / all answers, or `None` when no one answered.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.top, self.top.saturating_add(self.below))
    }
}

/// The sum and number of scores on one scale.
///
/// # Examples
///
/// ```
/// use crm_kpi::MeanTally;
/// use crm_model::Scale;
///
/// let scale = Scale::new(1, 5)?;
/// let scores = [5, 4, 4, 3, 2, 5].map(|value| scale.score(value)).into_iter().collect::<Result<Vec<_>, _>>()?;
/// let tally: MeanTally = scores.into_iter().collect();
/// assert_eq!(tally.mean().unwrap().to_string(), "23/6");
/// # Ok::<(), crm_model::ScoreError>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MeanTally {
    /// The sum of the scores.
    pub sum: i128,
    /// The sum of their squares.
    pub squares: u128,
    /// How many there are.
    pub answers: u64,
}

impl MeanTally {
    /// Adds a score. All must be on one scale, which the caller sees to.
    pub fn record(&mut self, score: Score) {
        let magnitude = u128::from(score.value().unsigned_abs());
        let squares = magnitude * magnitude; // of 7 bits: fits
        *self = self.merge(Self { sum: i128::from(score.value()), squares, answers: 1 });
    }

    /// Returns the tally of both samples together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self {
            sum: self.sum.saturating_add(other.sum),
            squares: self.squares.saturating_add(other.squares),
            answers: self.answers.saturating_add(other.answers),
        }
    }

    /// Returns the mean, or `None` when no one answered.
    pub fn mean(&self) -> Option<Ratio> {
        (self.answers < u64::MAX).then(|| Ratio::new(self.sum, i128::from(self.answers))).flatten()
    }

    /// Returns what stands behind the mean.
    pub fn evidence(&self) -> Evidence {
        let squares = (self.squares < u128::MAX).then_some(self.squares);
        Evidence::mean(Quantity::Number, self.sum, squares, self.answers)
    }
}

collects!(MeanTally of Score);

/// What is made of the answers to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reckoning {
    Nps(NpsBounds),
    TopBox(i8),
    Effort(EffortBounds),
    Mean,
}

#[derive(Debug, Clone, Default)]
struct Answers {
    nps: NpsTally,
    top_box: TopBoxTally,
    effort: EffortTally,
    means: MeansTally,
    blank: u64,
    other_scale: Option<Scale>,
}

impl Answers {
    fn record(&mut self, own: OwnMean, reckoning: Reckoning) {
        let Some(mean) = own.mean() else { return };
        match reckoning {
            Reckoning::Nps(bounds) => self.nps.record(bounds.attitude_of_mean(mean)),
            Reckoning::TopBox(at_least) => {
                let bound = Ratio::new(at_least.into(), 1);
                let is_top = bound.is_some_and(|bound| mean >= bound);
                self.top_box.record(if is_top { TopBox::Top } else { TopBox::Below });
            }
            Reckoning::Effort(bounds) => self.effort.record(bounds.effort(mean)),
            Reckoning::Mean => self.means.record(own),
        }
    }
}

/// A survey indicator at work.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    question: &'a Question,
    reckoning: Reckoning,
    windows: &'a Windows,
    answers: Series<Answers>,
    undated: u64,
}

impl<'a> Asked<'a> {
    pub(crate) fn new(question: &'a Question, reckoning: Reckoning, windows: &'a Windows) -> Self {
        Self { question, reckoning, windows, answers: Series::default(), undated: 0 }
    }
}

impl<'a> Gather<'a> for Asked<'a> {
    fn person(&mut self, person: &Person<'a>) {
        if person.answers.is_empty() {
            return;
        }
        self.undated = self.undated.saturating_add(self.question.undated(person.answers));
        let (answers, reckoning) = (&mut self.answers, self.reckoning);
        self.question.each(person.answers, person.code.is_some(), self.windows, |place, counted| {
            answers.update(Some(place), |answers| match (counted, reckoning) {
                (Counted::Blank, _) => answers.blank = answers.blank.saturating_add(1),
                (Counted::OtherScale(scale), _) => {
                    answers.other_scale = Some(answers.other_scale.map_or(scale, |known| known.min(scale)));
                }
                (Counted::Answered(own), reckoning) => answers.record(own, reckoning),
            });
        });
    }

    fn evidence(&self, place: usize) -> Evidence {
        let Answers { nps, top_box: TopBoxTally { top, below }, effort, means, other_scale, .. } =
            self.answers.get(place);
        let evidence = match self.reckoning {
            Reckoning::Nps(_) => Evidence::attitudes(nps),
            Reckoning::TopBox(_) => Evidence::trials(top, top.saturating_add(below)),
            Reckoning::Effort(_) => effort.evidence(),
            Reckoning::Mean => means.evidence(),
        };
        let asked = self.question.scale;
        evidence.with_problem(other_scale.map(|found| Reason::OtherScale { asked, found }))
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let blank = apart(Apart::Blank, self.answers.get(place).blank);
        blank.into_iter().chain(apart(Apart::Undated, self.undated)).collect()
    }
}

tally! {
    /// What a customer said about a solution.
    RevisitAnswer,
    /// Counts of what customers said about solutions.
    RevisitTally {
        /// Satisfied.
        Satisfied => satisfied,
        /// Not satisfied.
        Dissatisfied => dissatisfied,
    }
}

impl RevisitTally {
    /// Returns the satisfied / all who answered, or `None` when no one did.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.satisfied, self.satisfied.saturating_add(self.dissatisfied))
    }
}

/// Satisfaction by revisits of tickets at work.
#[derive(Debug)]
pub(crate) struct Revisits<'a> {
    kinds: &'a [Kind],
    counts: Counts,
    windows: &'a Windows,
    told: EventKinds,
    tallies: Series<(RevisitTally, u64)>,
}

impl<'a> Revisits<'a> {
    pub(crate) fn new(kinds: &'a [Kind], counts: Counts, told: EventKinds, windows: &'a Windows) -> Self {
        Self { kinds, counts, windows, told, tallies: Series::default() }
    }
}

impl<'a> Gather<'a> for Revisits<'a> {
    fn ticket(&mut self, ticket: &'a Ticket) {
        let said: Vec<(DateTime<Utc>, bool)> = ticket
            .events_until(self.windows.as_of)
            .iter()
            .filter_map(|event| match event.happening {
                Happening::Revisited(Some(satisfied)) => Some((event.occurred_at, satisfied)),
                _ => None,
            })
            .collect();
        if said.is_empty() {
            return;
        }
        let counted = match self.counts {
            Counts::First => said.get(..1),
            Counts::Last => said.get(said.len() - 1..),
            // A mean of yes and no is refused before.
            Counts::All | Counts::Mean => Some(said.as_slice()),
        };
        let kind = is_of_kind(ticket, self.kinds, self.windows);
        for (at, satisfied) in counted.unwrap_or_default() {
            self.tallies.update(self.windows.place_of(*at), |(tally, unknown)| match kind {
                KindMatch::Yes if *satisfied => tally.record(RevisitAnswer::Satisfied),
                KindMatch::Yes => tally.record(RevisitAnswer::Dissatisfied),
                KindMatch::Unknown => *unknown = unknown.saturating_add(1),
                KindMatch::No => {}
            });
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let RevisitTally { satisfied, dissatisfied } = self.tallies.get(place).0;
        Evidence::trials(satisfied, satisfied.saturating_add(dissatisfied))
            .with_lack(Lack::Events(EventKind::Revisited), Some(self.told.contains(EventKind::Revisited)))
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        apart(Apart::KindUnknown, self.tallies.get(place).1).into_iter().collect()
    }
}
