//! A made-up survey: every quarter customers of a made-up shop are asked whether they would recommend it.

use chrono::{Days, Months, NaiveDate};

use super::dice::{Dice, Part};

/// The first day of the first quarter.
const FIRST: NaiveDate = match NaiveDate::from_ymd_opt(2025, 1, 1) {
    Some(date) => date,
    None => NaiveDate::MIN,
};
const QUARTERS: u32 = 6;
const DAYS_OF_A_QUARTER: u64 = 90;

/// Where customers buy: how many out of a thousand at first, how many more each quarter, and how many of them are promoters and
/// detractors at first and less promoters each quarter.
const CHANNELS: [(&str, Channel); 3] = [
    ("store", Channel { weight: 600, gain: -60, promoters: 680, detractors: 100, loss: 0 }),
    ("web", Channel { weight: 330, gain: 60, promoters: 520, detractors: 180, loss: 0 }),
    ("phone", Channel { weight: 70, gain: 0, promoters: 560, detractors: 200, loss: 25 }),
];

struct Channel {
    weight: i64,
    gain: i64,
    promoters: u64,
    detractors: u64,
    loss: u64,
}

/// The regions, how many people live there, and how many out of a thousand answer.
const REGIONS: [(&str, u64, u64); 3] = [("east", 5_200, 360), ("north", 2_900, 260), ("west", 900, 310)];

/// Somebody who was asked, or who answered without having been asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) customer: String,
    pub(crate) date: NaiveDate,
    pub(crate) channel: &'static str,
    pub(crate) region: &'static str,
    /// The answer from 0 to 10; `None` without one.
    pub(crate) score: Option<i64>,
    pub(crate) invited: bool,
}

/// Returns the rows of a made-up survey, in the order of their dates within each quarter, and how many people live in each region.
///
/// Of a thousand customers a quarter answers about a third, a few twice. More and more of them buy on the web, where fewer would recommend the
/// shop, and those who telephone think less of it each quarter.
pub(crate) fn recommendation(seed: u64, customers: u64) -> (Vec<Asked>, [(&'static str, u64); 3]) {
    let dice = &mut Dice::new(seed, Part::Recommendation);
    let mut rows = Vec::new();
    for quarter in 0..QUARTERS {
        for number in 1..=customers {
            ask(dice, quarter, number, &mut rows);
        }
    }
    rows.sort_by(|one, other| (one.date, &one.customer).cmp(&(other.date, &other.customer)));
    (rows, REGIONS.map(|(region, people, _)| (region, people)))
}

fn ask(dice: &mut Dice, quarter: u32, number: u64, rows: &mut Vec<Asked>) {
    let age = i64::from(quarter);
    let first = FIRST.checked_add_months(Months::new(3 * quarter)).unwrap_or(FIRST);
    let channels = CHANNELS.map(|(name, channel)| {
        let weight = u64::try_from(channel.weight + age * channel.gain).unwrap_or_default();
        (weight, name)
    });
    let drawn = dice.weighted("store", &channels);
    let Some((channel, of)) = CHANNELS.iter().find(|(name, _)| *name == drawn) else { return };
    let (region, _, willing) = dice.weighted(REGIONS[0], &REGIONS.map(|region| (region.1, region)));
    let customer = format!("C{number:05}");
    let invited = !dice.chance(10);
    let day = dice.below(DAYS_OF_A_QUARTER);
    let mut answer = |dice: &mut Dice, day: u64, answers: bool| {
        let score = answers.then(|| score(dice, of.promoters - u64::from(quarter) * of.loss, of.detractors));
        let date = first.checked_add_days(Days::new(day)).unwrap_or(first);
        rows.push(Asked { customer: customer.clone(), date, channel, region, score, invited });
    };
    let answers = dice.chance(willing);
    answer(dice, day, answers || !invited);
    if answers && dice.chance(20) {
        let again = DAYS_OF_A_QUARTER.min(day + 1 + dice.below(10)).min(DAYS_OF_A_QUARTER - 1);
        answer(dice, again, true);
    }
}

fn score(dice: &mut Dice, promoters: u64, detractors: u64) -> i64 {
    let passives = 1_000 - promoters - detractors;
    match dice.weighted(0, &[(promoters, 1), (passives, 0), (detractors, -1)]) {
        1 => dice.number(9, 10),
        0 => dice.number(7, 8),
        _ => dice.weighted(6, &[(40, 6), (30, 5), (12, 4), (8, 3), (5, 2), (3, 1), (2, 0)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_makes_one_survey() {
        let (rows, regions) = recommendation(1, 100);
        assert_eq!(rows, recommendation(1, 100).0);
        assert_ne!(rows, recommendation(2, 100).0);
        assert_eq!(regions.iter().map(|(_, people)| people).sum::<u64>(), 9_000);
        assert!(rows.iter().all(|row| row.score.is_none_or(|score| (0..=10).contains(&score))));
        let of_quarter = |row: &&Asked| row.date < NaiveDate::from_ymd_opt(2025, 4, 1).unwrap();
        assert!(rows.iter().filter(of_quarter).filter(|row| row.invited).count() >= 90);
        assert!(rows.iter().any(|row| !row.invited && row.score.is_some()));
    }
}
