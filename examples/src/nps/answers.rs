//! From rows to who counts: answers without an invitation are set apart, and of one customer counts what the choice says.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crm_kit::kpi::{Attitude, Counts, NpsBounds, OwnMean};
use crm_model::Score;

use super::group::Group;
use super::period::Period;
use super::survey::{Row, Survey};

/// The counts of one period by the segments of all dimensions together: what everything else is merged of.
pub(super) type Cells = BTreeMap<Vec<String>, Group>;

/// What became of the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) periods: BTreeMap<Period, Cells>,
    /// Answers that another one of the same customer and period replaced, or was put together with.
    pub(super) repeated: u64,
}

impl Counted {
    /// Counts the rows of a survey.
    pub(super) fn of(survey: &Survey, counts: Counts, bounds: NpsBounds) -> Self {
        let mut counted = Self::default();
        if let Some((by, dates)) = survey.by.zip(survey.dates()) {
            counted.periods.extend(by.between(dates.0, dates.1).map(|period| (period, Cells::new())));
        }
        let mut people: BTreeMap<(&Period, &str), Vec<&Row>> = BTreeMap::new();
        for row in &survey.rows {
            match &row.customer {
                Some(customer) if counts != Counts::All => {
                    people.entry((&row.period, customer)).or_default().push(row);
                }
                _ => counted.person(&[row], counts, bounds),
            }
        }
        for rows in people.values() {
            counted.person(rows, counts, bounds);
        }
        counted
    }

    /// Counts the rows of one person in one period.
    fn person(&mut self, rows: &[&Row], counts: Counts, bounds: NpsBounds) {
        let is_uninvited = |row: &&&Row| row.invited == Some(false);
        let uninvited = rows.iter().filter(is_uninvited).filter(|row| row.score.is_some()).count();
        let is_invited = rows.iter().any(|row| row.invited == Some(true));
        let answers: Vec<&Row> =
            rows.iter().filter(|row| !is_uninvited(row) && row.score.is_some()).copied().collect();
        let Some(place) = shown(&answers, counts).or_else(|| shown(rows, counts)) else { return };
        let cells = self.periods.entry(place.period.clone()).or_default();
        let group = cells.entry(place.segments.clone()).or_default();
        group.uninvited += uninvited as u64;
        group.invited += u64::from(is_invited);
        group.participated += u64::from(is_invited && !answers.is_empty());
        let scores: Vec<i8> = answers.iter().filter_map(|row| row.score).map(Score::value).collect();
        match shown(&answers, counts) {
            None => group.blank += u64::from(uninvited == 0),
            Some(_) if counts == Counts::Mean => {
                let sum = scores.iter().map(|score| i128::from(*score)).sum();
                let mean = OwnMean { sum, answers: scores.len() as u64 }.mean();
                if let Some(mean) = mean {
                    group.record(bounds.attitude_of_mean(mean), None, &scores);
                }
            }
            Some(row) => {
                if let Some((score, attitude)) =
                    row.score.and_then(|score| Some((score, attitude(bounds, row)?)))
                {
                    group.record(attitude, row.weight, &[score.value()]);
                }
            }
        }
        self.repeated += (answers.len() as u64).saturating_sub(1);
    }
}

fn attitude(bounds: NpsBounds, row: &Row) -> Option<Attitude> {
    // INVARIANT: every score was read on the scale of the question.
    bounds.attitude(row.score?).ok()
}

/// Returns the row that stands for all of a person's: the last or the first by date. Of several of one day the lowest answer
/// counts, whatever their order in the file.
fn shown<'a>(rows: &[&'a Row], counts: Counts) -> Option<&'a Row> {
    let rows = rows.iter().copied();
    match counts {
        Counts::First => rows.min_by_key(|row| (row.date, row.score, row.weight, &row.segments)),
        _ => rows.min_by_key(|row| (Reverse(row.date), row.score, row.weight, &row.segments)),
    }
}

#[cfg(test)]
mod tests {
    use crm_kit::kpi::NpsTally;
    use crm_model::Scale;
    use proptest::prelude::*;

    use super::*;

    fn row(customer: &str, day: u32, score: Option<i64>, segment: &str) -> Row {
        Row {
            period: Period::all(),
            customer: (!customer.is_empty()).then(|| customer.to_owned()),
            date: chrono::NaiveDate::from_ymd_opt(2026, 3, day),
            score: score.map(|score| Scale::ZERO_TO_TEN.score(score).unwrap()),
            weight: None,
            segments: vec![segment.to_owned()],
            invited: None,
        }
    }

    fn counted(rows: &[Row], counts: Counts) -> (Group, u64) {
        let survey = Survey { rows: rows.to_vec(), ..Survey::default() };
        let counted = Counted::of(&survey, counts, NpsBounds::new(6, 9).unwrap());
        (counted.periods.values().flat_map(BTreeMap::values).collect(), counted.repeated)
    }

    fn tally(detractors: u64, passives: u64, promoters: u64) -> NpsTally {
        NpsTally { detractors, passives, promoters }
    }

    #[test]
    fn k12_a_customer_who_answers_three_times_counts_as_chosen() {
        // 3, then 10, then 7; somebody else 9; two whom nobody knows.
        let rows = [
            row("a", 2, Some(10), "x"),
            row("a", 1, Some(3), "x"),
            row("a", 3, Some(7), "x"),
            row("b", 1, Some(9), "x"),
            row("", 1, Some(0), "x"),
            row("", 1, Some(0), "x"),
        ];
        let of = |counts| {
            let (group, repeated) = counted(&rows, counts);
            (group.tally, repeated)
        };
        assert_eq!(of(Counts::Last), (tally(2, 1, 1), 2));
        assert_eq!(of(Counts::First), (tally(3, 0, 1), 2));
        assert_eq!(of(Counts::All), (tally(3, 1, 2), 0));
        assert_eq!(of(Counts::Mean), (tally(2, 1, 1), 2)); // 20 / 3 is passive
    }

    #[test]
    fn of_one_day_the_lowest_answer_counts() {
        let rows = [row("a", 1, Some(9), "x"), row("a", 1, Some(6), "y")];
        for counts in [Counts::Last, Counts::First] {
            assert_eq!(counted(&rows, counts).0.tally, tally(1, 0, 0));
        }
    }

    #[test]
    fn k29_who_was_not_invited_is_counted_apart() {
        let invited = |row: Row, invited| Row { invited: Some(invited), ..row };
        let rows = [
            invited(row("a", 1, Some(10), "x"), true),
            invited(row("b", 1, None, "x"), true),
            invited(row("c", 1, Some(0), "x"), false),
            invited(row("c", 2, Some(0), "x"), false),
        ];
        let group = counted(&rows, Counts::Last).0;
        assert_eq!((group.invited, group.participated, group.uninvited, group.blank), (2, 1, 2, 1));
        assert_eq!(group.tally, tally(0, 0, 1));
    }

    proptest! {
        #[test]
        fn prop_any_order_of_the_rows_gives_the_same_counts(
            rows in prop::collection::vec(("[abc]?", 1..4_u32, prop::option::of(0..=10_i64), "[xy]"), 1..20),
            place in 0..20_usize,
        ) {
            let rows: Vec<Row> =
                rows.iter().map(|(customer, day, score, segment)| row(customer, *day, *score, segment)).collect();
            let mut turned = rows.clone();
            turned.rotate_left(place % rows.len());
            turned.reverse();
            for (_, word) in Counts::ALL {
                let counts = Counts::ALL.iter().find(|one| one.1 == word).unwrap().0;
                prop_assert_eq!(counted(&rows, counts), counted(&turned, counts));
            }
        }
    }
}
