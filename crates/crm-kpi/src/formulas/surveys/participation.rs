//! Survey participation (clauses B-COV-3, D-COV-3): those invited who answered / those invited.
//!
//! # Source
//!
//! The American Association for Public Opinion Research (AAPOR), Standard Definitions: rates of response differ by whether partial
//! answers count and by which invitations are the base, so both are named. Invitations of which nobody knows what became
//! stay in the base, as in its rates 1 and 2.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{Delivery, Ratio, SurveyAnswer, SurveyName, Topic};

use crate::evidence::Lack;
use crate::gather::{Gather, Person, apart};
use crate::period::{Series, Windows};
use crate::tally::{ratio, tally};
use crate::{Apart, Evidence, Note, Reading, Value};

/// What counts as an answer to an invitation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Response {
    /// Anything that came back, also with every question left blank.
    #[default]
    Any,
    /// At least one question answered.
    Partial,
    /// Every question answered that was asked.
    Complete,
}

impl Response {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Any, "any"), (Self::Partial, "partial"), (Self::Complete, "complete")];
}

/// Which invitations are the base.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Invitations {
    /// All that were sent.
    #[default]
    Sent,
    /// Those that arrived: without those known not to have. What was answered has arrived.
    Delivered,
    /// Those that arrived, without those that went to somebody whom the survey is not for.
    Eligible,
}

impl Invitations {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Sent, "sent"), (Self::Delivered, "delivered"), (Self::Eligible, "eligible")];
}

tally! {
    /// What became of an invitation.
    Participating,
    /// Counts of invitations by what became of them, and of answers that nobody asked for.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::ParticipationTally;
    ///
    /// let tally = ParticipationTally { answered: 20, silent: 80, uninvited: 5 };
    /// assert_eq!(tally.share().unwrap().to_string(), "20/100"); // the uninvited are in neither part
    /// ```
    ParticipationTally {
        /// Invited, and answered.
        Answered => answered,
        /// Invited, and did not answer.
        Silent => silent,
        /// Answered without an invitation.
        Uninvited => uninvited,
    }
}

impl ParticipationTally {
    /// Returns the invited who answered / the invited, never above 1; `None` where nobody was invited.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.answered, self.answered.saturating_add(self.silent))
    }
}

/// What the rows of one invitation say together.
#[derive(Debug, Clone, Default)]
struct Invited<'r> {
    was_asked: bool,
    /// Whether an answer is dated before its invitation.
    is_early: bool,
    is_answered: bool,
    /// The questions, and whether each was answered.
    questions: Vec<(&'r Topic, bool)>,
    told: Option<Delivery>,
}

impl<'r> Invited<'r> {
    fn join(&mut self, row: &'r SurveyAnswer, is_answered: bool) {
        self.was_asked = true;
        // One row with an answer is enough.
        self.is_answered |= is_answered;
        let is_scored = is_answered && row.score.is_some();
        match self.questions.iter_mut().find(|(topic, _)| **topic == row.topic) {
            Some((_, scored)) => *scored |= is_scored,
            None => self.questions.push((&row.topic, is_scored)),
        }
        // A reminder may arrive where the first letter did not; whom it is not for is so in either case.
        self.told = match (self.told, row.delivery) {
            (Some(Delivery::NotEligible), _) | (_, Some(Delivery::NotEligible)) => {
                Some(Delivery::NotEligible)
            }
            (Some(Delivery::Delivered), _) | (_, Some(Delivery::Delivered)) => Some(Delivery::Delivered),
            (known, told) => known.or(told),
        };
    }

    fn responds(&self, response: Response) -> bool {
        let mut scored = self.questions.iter().map(|(_, scored)| *scored);
        match response {
            Response::Any => self.is_answered,
            Response::Partial => scored.any(|scored| scored),
            Response::Complete => scored.all(|scored| scored),
        }
    }

    const fn is_in_base(&self, invitations: Invitations) -> bool {
        match (invitations, self.told) {
            (Invitations::Eligible, Some(Delivery::NotEligible)) => false,
            (Invitations::Delivered | Invitations::Eligible, Some(Delivery::Undelivered)) => self.is_answered,
            _ => true,
        }
    }
}

/// Invitations of a period.
#[derive(Debug, Clone, Default)]
struct Counted {
    tally: ParticipationTally,
    early: u64,
    undelivered: u64,
    not_eligible: u64,
    /// Of which somebody tells what became of them.
    told: u64,
    untold: u64,
}

/// Participation at work. An invitation belongs to the period in which it was sent. One customer's rows of one survey
/// with invitations in one period are one invitation, so a survey of every year is asked anew each time; an answer without
/// an invitation of its own answers the last one before it. An answer that is dated before its own invitation tells nothing of
/// either. Rows of nobody knows whom are one invitation each.
#[derive(Debug)]
pub(crate) struct Participated<'a> {
    survey: Option<&'a SurveyName>,
    topic: Option<&'a Topic>,
    response: Response,
    invitations: Invitations,
    windows: &'a Windows,
    tallies: Series<Counted>,
}

impl<'a> Participated<'a> {
    pub(crate) fn new(
        survey: Option<&'a SurveyName>,
        topic: Option<&'a Topic>,
        (response, invitations): (Response, Invitations),
        windows: &'a Windows,
    ) -> Self {
        Self { survey, topic, response, invitations, windows, tallies: Series::default() }
    }

    fn record<'r>(&mut self, rows: impl Iterator<Item = &'r SurveyAnswer> + Clone) {
        let as_of = self.windows.as_of;
        let mut sent: Vec<DateTime<Utc>> = rows.clone().filter_map(|row| row.invited_at).collect();
        sent.sort_unstable();
        let last_before = |at: DateTime<Utc>| {
            let before = sent.partition_point(|invited| *invited <= at).checked_sub(1)?;
            sent.get(before).copied()
        };
        let mut invited: Series<Invited<'r>> = Series::default();
        let mut uninvited: Series<bool> = Series::default();
        for row in rows {
            let answered = row.answered_at.filter(|at| *at <= as_of);
            if row.invited_at.is_some_and(|invited| answered.is_some_and(|answered| answered < invited)) {
                let place = row.invited_at.and_then(|at| self.windows.place_of(at));
                invited.update(place, |known| known.is_early = true);
                continue;
            }
            match (row.invited_at.or_else(|| last_before(answered?)), answered) {
                (Some(at), _) => {
                    invited.update(self.windows.place_of(at), |known| known.join(row, answered.is_some()));
                }
                (None, Some(answered)) => {
                    uninvited.update(self.windows.place_of(answered), |uninvited| *uninvited = true);
                }
                (None, None) => {}
            }
        }
        for ((place, invited), (_, uninvited)) in invited.iter().zip(uninvited.iter()) {
            if invited.was_asked {
                self.count(place, invited);
            } else if invited.is_early {
                self.tallies.update(Some(place), |counted| counted.early = counted.early.saturating_add(1));
            }
            if *uninvited {
                let case = Participating::Uninvited;
                self.tallies.update(Some(place), |counted| counted.tally.record(case));
            }
        }
    }

    fn count(&mut self, place: usize, invited: &Invited<'_>) {
        let answers = invited.responds(self.response);
        let is_in_base = invited.is_in_base(self.invitations);
        self.tallies.update(Some(place), |counted| {
            let number = match invited.told {
                None => &mut counted.untold,
                Some(_) => &mut counted.told,
            };
            *number = number.saturating_add(1);
            if is_in_base {
                let case = if answers { Participating::Answered } else { Participating::Silent };
                counted.tally.record(case);
            } else {
                let apart = match invited.told {
                    Some(Delivery::NotEligible) => &mut counted.not_eligible,
                    _ => &mut counted.undelivered,
                };
                *apart = apart.saturating_add(1);
            }
        });
    }
}

impl<'a> Gather<'a> for Participated<'a> {
    fn person(&mut self, person: &Person<'a>) {
        let (survey, topic) = (self.survey, self.topic);
        let is_asked = |row: &&SurveyAnswer| {
            survey.is_none_or(|survey| *survey == row.survey) && topic.is_none_or(|topic| *topic == row.topic)
        };
        if person.code.is_none() {
            for row in person.answers.iter().filter(is_asked) {
                self.record(core::iter::once(row));
            }
            return;
        }
        // One customer's answers are sorted by survey.
        for rows in person.answers.chunk_by(|one, next| one.survey == next.survey) {
            self.record(rows.iter().filter(is_asked));
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let counted = self.tallies.get(place);
        let ParticipationTally { answered, silent, .. } = counted.tally;
        let evidence = Evidence::trials(answered, answered.saturating_add(silent));
        if self.invitations == Invitations::Sent {
            return evidence;
        }
        let is_told = if counted.told > 0 { Some(true) } else { (counted.untold > 0).then_some(false) };
        evidence.with_lack(Lack::Deliveries, is_told)
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let counted = self.tallies.get(place);
        let counts = [
            (Apart::Uninvited, counted.tally.uninvited),
            (Apart::AnsweredEarly, counted.early),
            (Apart::Undelivered, counted.undelivered),
            (Apart::NotEligible, counted.not_eligible),
        ];
        let mut notes: Vec<Note> =
            counts.into_iter().filter_map(|(cases, count)| apart(cases, count)).collect();
        if self.invitations != Invitations::Sent && counted.told > 0 && counted.untold > 0 {
            let value = Value::Count(counted.untold);
            notes.push(Note::Beside { reading: Reading::DeliveryUnknown, value });
        }
        notes
    }
}
