//! [`Question`]: which question of a survey an indicator reads, and whose answers count.

use chrono::{DateTime, Utc};
use crm_model::{Scale, Score, SurveyAnswer, SurveyName, Topic};

use crate::formulas::surveys::means::OwnMean;
use crate::period::{Series, Windows};

/// A question of a survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The survey; `None` for any that asks about the topic.
    pub survey: Option<SurveyName>,
    /// What it asks about.
    pub topic: Topic,
    /// The scale on which it is asked; an answer on another is refused.
    pub scale: Scale,
    /// Which answers of one customer count.
    pub counts: Counts,
}

/// Which answers count where a customer answers several times in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Counts {
    /// The last one, so that counts say customers.
    Last,
    /// The first one, so that counts say customers.
    First,
    /// Every one, so that counts say answers.
    All,
    /// The mean of all of them, so that counts say customers.
    Mean,
}

impl Counts {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::Last, "last"), (Self::First, "first"), (Self::All, "all"), (Self::Mean, "mean")];
}

/// An answer that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    /// One answer, or one customer's answers together.
    Answered(OwnMean),
    Blank,
    OtherScale(Scale),
}

impl Question {
    /// Hands over the answers of one customer that count, with the places of their periods. Answers of nobody knows whom
    /// count one by one.
    pub(crate) fn each(
        &self,
        answers: &[SurveyAnswer],
        is_one_customer: bool,
        windows: &Windows,
        mut take: impl FnMut(usize, Counted),
    ) {
        let counts = if is_one_customer { self.counts } else { Counts::All };
        let one = |score: Score| OwnMean { sum: score.value().into(), answers: 1 };
        let mut chosen: Series<Option<(DateTime<Utc>, Score)>> = Series::default();
        let mut means: Series<OwnMean> = Series::default();
        let mut blank: Series<bool> = Series::default();
        for answer in answers.iter().filter(|answer| self.asks(answer)) {
            let Some(at) = answer.answered_at else { continue };
            let Some(place) = windows.place_of(at) else { continue };
            match (answer.score, counts) {
                (Some(score), _) if score.scale() != self.scale => {
                    take(place, Counted::OtherScale(score.scale()));
                }
                (None, Counts::All) => take(place, Counted::Blank),
                (None, _) => blank.update(Some(place), |blank| *blank = true),
                (Some(score), Counts::All) => take(place, Counted::Answered(one(score))),
                (Some(score), Counts::Mean) => means.update(Some(place), |mean| {
                    mean.sum = mean.sum.saturating_add(score.value().into());
                    mean.answers = mean.answers.saturating_add(1);
                }),
                (Some(score), _) => chosen.update(Some(place), |chosen| {
                    // Of two answers of one instant the lower counts, whatever their order.
                    let replaces = chosen.is_none_or(|(known_at, known)| {
                        let earlier = (at, score) < (known_at, known);
                        match counts {
                            Counts::First => earlier,
                            _ => {
                                if at == known_at {
                                    earlier
                                } else {
                                    at > known_at
                                }
                            }
                        }
                    });
                    if replaces {
                        *chosen = Some((at, score));
                    }
                }),
            }
        }
        for (((place, chosen), (_, blank)), (_, mean)) in chosen.iter().zip(blank.iter()).zip(means.iter()) {
            match chosen.map(|(_, score)| one(score)).or(Some(*mean).filter(|mean| mean.answers > 0)) {
                Some(answered) => take(place, Counted::Answered(answered)),
                None if *blank => take(place, Counted::Blank),
                None => {}
            }
        }
    }

    /// Returns how many answers have a score and no date, so that they belong to no period.
    pub(crate) fn undated(&self, answers: &[SurveyAnswer]) -> u64 {
        let is_undated = |answer: &SurveyAnswer| answer.answered_at.is_none() && answer.score.is_some();
        answers.iter().filter(|answer| self.asks(answer) && is_undated(answer)).count() as u64
    }

    fn asks(&self, answer: &SurveyAnswer) -> bool {
        answer.topic == self.topic && self.survey.as_ref().is_none_or(|survey| *survey == answer.survey)
    }
}
