//! The demo's surveys: twice a year most customers are asked, a good quarter of them answers.

use chrono::{DateTime, Utc};
use crm_model::{Interaction, Scale, Score, ScoreError, SurveyAnswer};

use super::customers::Profile;
use super::dice::{Dice, name};
use super::interactions::{Plan, by_day};
use super::time::{LAST, day_of, first_day_of, is_bad_month, month_of};
use super::words::SURVEY;

/// The question on the scale from 0 to 10.
const RECOMMEND: &str = "recommend";
/// The questions on the scale from 1 to 5 (clause D-CARE-2), and how many out of a thousand answers each loses.
const SATISFACTION: [(&str, u64); 4] =
    [("overall", 0), ("service-experience", 60), ("product", 30), ("problem-solving", 110)];

/// The answers of a customer, and the contacts to which the surveys led.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) answers: Vec<SurveyAnswer>,
    pub(super) contacts: Vec<Interaction>,
}

/// Returns what a customer answered in each half-year, one month after another for different customers.
pub(super) fn of(dice: &mut Dice, profile: &Profile) -> Asked {
    let mut asked = Asked::default();
    for half in 0..=month_of(LAST) / 6 {
        let month = half * 6 + dice.number(0, 5);
        let day = first_day_of(month) + dice.number(0, 20);
        let invited_at = by_day(dice, day);
        let in_time = invited_at <= super::as_of();
        if in_time && profile.is_there(day_of(invited_at)) && dice.chance(850) {
            ask(dice, profile, half, invited_at, &mut asked);
        }
    }
    asked
}

fn ask(dice: &mut Dice, profile: &Profile, half: i64, invited_at: DateTime<Utc>, asked: &mut Asked) {
    let answered_at = invited_at + dice.minutes(10, 6 * 24 * 60);
    let answers = dice.chance(280) && answered_at <= super::as_of();
    let survey = name(&format!("satisfaction-{}-h{}", 2025 + half / 2, half % 2 + 1));
    // Four in a hundred who answer do so without a name and without an invitation.
    let anonymous = answers && dice.chance(40);
    let blank = SurveyAnswer {
        survey,
        topic: name(RECOMMEND),
        customer: (!anonymous).then(|| profile.id.clone()),
        invited_at: (!anonymous).then_some(invited_at),
        answered_at: answers.then_some(answered_at),
        score: None,
        delivery: None,
    };
    let mood = mood(dice, day_of(answered_at));
    let recommend = recommend(dice, mood).filter(|_| answers && !dice.chance(30));
    asked.answers.push(SurveyAnswer { score: recommend, ..blank.clone() });
    for (topic, lost) in SATISFACTION {
        let score = satisfaction(dice, mood, topic).filter(|_| answers && !dice.chance(lost));
        asked.answers.push(SurveyAnswer { topic: name(topic), score, ..blank.clone() });
    }
    let reminded_at = by_day(dice, day_of(invited_at) + 7);
    if !answers && dice.chance(60) && reminded_at <= super::as_of() {
        let plan = Plan { purpose: Some(SURVEY), department: "marketing", channel: "phone" };
        let reached = dice.chance(600);
        let contact = plan.contact(dice, profile, reminded_at, reached);
        let recorded_at = contact.recorded_at.filter(|recorded| *recorded <= super::as_of());
        asked.contacts.push(Interaction { recorded_at, ..contact });
    }
}

/// How a customer feels about the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Promoter,
    Passive,
    Detractor,
}

/// Moods get better over the months, but for the bad one.
fn mood(dice: &mut Dice, day: i64) -> Mood {
    let gain = u64::try_from(month_of(day)).unwrap_or_default();
    let (promoters, detractors) =
        if is_bad_month(day) { (480, 220) } else { (610 + 4 * gain, 130 - 2 * gain) };
    let passives = 1_000 - promoters - detractors;
    let moods = [(promoters, Mood::Promoter), (passives, Mood::Passive), (detractors, Mood::Detractor)];
    dice.weighted(Mood::Passive, &moods)
}

fn recommend(dice: &mut Dice, mood: Mood) -> Option<Score> {
    let value = match mood {
        Mood::Promoter => dice.number(9, 10),
        Mood::Passive => dice.number(7, 8),
        Mood::Detractor => dice.weighted(6, &[(40, 6), (30, 5), (12, 4), (8, 3), (5, 2), (3, 1), (2, 0)]),
    };
    Scale::ZERO_TO_TEN.score(value).ok()
}

fn satisfaction(dice: &mut Dice, mood: Mood, topic: &str) -> Option<Score> {
    let usual = match mood {
        Mood::Promoter => dice.weighted(5, &[(70, 5), (28, 4), (2, 3)]),
        Mood::Passive => dice.weighted(4, &[(15, 5), (60, 4), (25, 3)]),
        Mood::Detractor => dice.weighted(2, &[(15, 4), (35, 3), (30, 2), (20, 1)]),
    };
    let harder = topic == "problem-solving" && dice.chance(200);
    one_to_five(usual - i64::from(harder && usual > 1)).ok()
}

fn one_to_five(value: i64) -> Result<Score, ScoreError> {
    Scale::new(1, 5)?.score(value)
}
