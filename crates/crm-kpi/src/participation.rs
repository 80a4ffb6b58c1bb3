//! Survey participation (clauses B-COV-3, D-COV-3): those invited who answered / those invited.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{Ratio, SurveyAnswer, SurveyName, Topic};

use crate::gather::{Gather, Person, apart};
use crate::period::{Series, Windows};
use crate::tally::{ratio, tally};
use crate::{Apart, Evidence, Note};

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

/// Participation at work. An invitation belongs to the period in which it was sent. One customer's rows of one survey
/// with invitations in one period are one invitation, so a survey of every year is asked anew each time; an answer without
/// an invitation of its own answers the last one before it. Rows of nobody knows whom are one invitation each.
#[derive(Debug)]
pub(crate) struct Participated<'a> {
    survey: Option<&'a SurveyName>,
    topic: Option<&'a Topic>,
    windows: &'a Windows,
    tallies: Series<ParticipationTally>,
}

impl<'a> Participated<'a> {
    pub(crate) fn new(
        survey: Option<&'a SurveyName>,
        topic: Option<&'a Topic>,
        windows: &'a Windows,
    ) -> Self {
        Self { survey, topic, windows, tallies: Series::default() }
    }

    fn record<'r>(&mut self, rows: impl Iterator<Item = &'r SurveyAnswer> + Clone) {
        let as_of = self.windows.as_of;
        let mut invitations: Vec<DateTime<Utc>> = rows.clone().filter_map(|row| row.invited_at).collect();
        invitations.sort_unstable();
        let last_before = |at: DateTime<Utc>| {
            let before = invitations.partition_point(|invited| *invited <= at).checked_sub(1)?;
            invitations.get(before).copied()
        };
        let mut invited_and: Series<Option<Participating>> = Series::default();
        let mut uninvited: Series<bool> = Series::default();
        for row in rows {
            let answered = row.answered_at.filter(|at| *at <= as_of);
            let invited = row.invited_at.or_else(|| last_before(answered?));
            let (at, case) = match (invited, answered) {
                (Some(invited), Some(_)) => (invited, Participating::Answered),
                (Some(invited), None) => (invited, Participating::Silent),
                (None, Some(answered)) => {
                    uninvited.update(self.windows.place_of(answered), |uninvited| *uninvited = true);
                    continue;
                }
                (None, None) => continue,
            };
            invited_and.update(self.windows.place_of(at), |known| {
                // One row with an answer is enough.
                *known = if *known == Some(Participating::Answered) { *known } else { Some(case) };
            });
        }
        for ((place, invited), (_, uninvited)) in invited_and.iter().zip(uninvited.iter()) {
            let uninvited = uninvited.then_some(Participating::Uninvited);
            self.tallies.update(Some(place), |tally| tally.extend(invited.iter().copied().chain(uninvited)));
        }
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
        let ParticipationTally { answered, silent, .. } = self.tallies.get(place);
        Evidence::trials(answered, answered.saturating_add(silent))
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        apart(Apart::Uninvited, self.tallies.get(place).uninvited).into_iter().collect()
    }
}
