//! The kernel against a slow and obvious clock that ticks minute by minute.

use chrono::{DateTime, Utc};
use crm_calendar::{Calendar, ElapsedTime, Ends};
use crm_sla::{AtClosing, End, Ending, Pause, Standing, Target, Times};
use proptest::prelude::*;

use crate::support::{minute, office};

/// A fortnight, in minutes.
const HORIZON: i64 = 14 * 24 * 60;

/// Ticks through the minutes from `start` and returns the minute at which `budget` minutes have run, or what is left
/// when `until` comes first. A minute runs if it is not paused and, for open time, the office is open.
pub(crate) fn tick(
    start: i64,
    budget: i64,
    until: i64,
    pauses: &[(i64, i64)],
    office: Option<&Calendar>,
) -> Result<i64, i64> {
    let mut left = budget;
    let mut now = start;
    while left > 0 {
        if now >= until {
            return Err(left);
        }
        let runs = office.is_none_or(|office| office.is_open(minute(now)).unwrap());
        let stands_still = pauses.iter().any(|(from, to)| (*from..*to).contains(&now));
        left -= i64::from(runs && !stands_still);
        now += 1;
    }
    Ok(now)
}

/// What the obvious clock says of a clock that has not ended.
fn expected(
    start: i64,
    budget: i64,
    as_of: i64,
    pauses: &[(i64, i64)],
    office: Option<&Calendar>,
) -> Standing {
    if start > as_of {
        return Standing::NotStarted;
    }
    match tick(start, budget, as_of, pauses, office) {
        Ok(due) if due < as_of => Standing::Overdue,
        // Paused at `as_of` means that a pause has begun and not ended by then.
        Err(left) if pauses.iter().any(|(from, to)| *from <= as_of && as_of < *to) => {
            Standing::Paused { left: left * 60_000_000 }
        }
        _ => Standing::Open,
    }
}

fn micros(minutes: i64) -> i64 {
    minute(minutes).timestamp_micros()
}

fn any_pauses() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::btree_set(0..HORIZON, 0..8).prop_map(|bounds| {
        let bounds: Vec<i64> = bounds.into_iter().collect();
        bounds.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    })
}

proptest! {
    #[test]
    fn prop_running_clocks_stand_as_the_obvious_clock_says(
        start in 0..HORIZON / 2,
        budget in 1..2_000_i64,
        as_of in 0..HORIZON,
        pauses in any_pauses(),
        in_open_time: bool,
    ) {
        let office = office();
        let unit = if in_open_time { "bmin" } else { "min" };
        let within = format!("{budget}{unit}").parse().unwrap();
        let target = Target::new(within, Ends::SameTime, ElapsedTime::ZERO, office.clone(), vec![]).unwrap();
        let columns: Vec<Pause> =
            pauses.iter().map(|(from, to)| Pause { start: micros(*from), end: micros(*to) }).collect();
        let times = Times { start: micros(start), end: None, pauses: &columns };
        let verdict = target.judge(&times, micros(as_of));
        // Only pauses that have begun are known; the one that still lasts is open.
        let known: Vec<(i64, i64)> = pauses.into_iter().filter(|(from, _)| *from <= as_of).collect();
        let open_time = in_open_time.then_some(&office);
        let wanted = expected(start, budget, as_of, &known, open_time);
        // A clock whose budget ran out in the very minute that a pause began is due, not paused.
        prop_assert_eq!(verdict.standing, wanted, "due {:?}", verdict.due.and_then(DateTime::<Utc>::from_timestamp_micros));
        if verdict.standing == Standing::Overdue {
            let due = tick(start, budget, as_of, &known, open_time).unwrap();
            prop_assert_eq!(verdict.due, Some(micros(due)));
        }
    }

    #[test]
    fn prop_ended_clocks_are_met_exactly_up_to_the_due_minute(
        start in 0..HORIZON / 2,
        budget in 1..2_000_i64,
        length in 0..5_000_i64,
        pauses in any_pauses(),
        in_open_time: bool,
    ) {
        let office = office();
        let unit = if in_open_time { "bmin" } else { "min" };
        let within = format!("{budget}{unit}").parse().unwrap();
        let target = Target::new(within, Ends::SameTime, ElapsedTime::ZERO, office.clone(), vec![]).unwrap();
        let columns: Vec<Pause> =
            pauses.iter().map(|(from, to)| Pause { start: micros(*from), end: micros(*to) }).collect();
        let stop = start + length;
        let end = Some(End::exactly(micros(stop), Ending::Met));
        let verdict = target.judge(&Times { start: micros(start), end, pauses: &columns }, micros(2 * HORIZON));
        let in_time = match tick(start, budget, stop, &pauses, in_open_time.then_some(&office)) {
            Err(_) => true,
            Ok(due) => due >= stop,
        };
        prop_assert_eq!(verdict.standing, if in_time { Standing::Met } else { Standing::MetLate });
    }

    #[test]
    fn prop_a_rolled_limit_is_met_while_no_more_than_its_budget_is_used(
        start in 0..HORIZON / 2,
        budget in 1..2_000_i64,
        length in 0..5_000_i64,
        pauses in any_pauses(),
    ) {
        let office = office();
        let within = format!("{budget}bmin").parse().unwrap();
        let target = Target::new(within, Ends::SameTime, ElapsedTime::ZERO, office.clone(), vec![])
            .unwrap()
            .with_at_closing(AtClosing::NextOpening);
        let columns: Vec<Pause> =
            pauses.iter().map(|(from, to)| Pause { start: micros(*from), end: micros(*to) }).collect();
        let stop = start + length;
        let end = Some(End::exactly(micros(stop), Ending::Met));
        let verdict = target.judge(&Times { start: micros(start), end, pauses: &columns }, micros(2 * HORIZON));
        let runs = |now: &i64| {
            let stands_still = pauses.iter().any(|(from, to)| (*from..*to).contains(now));
            office.is_open(minute(*now)).unwrap() && !stands_still
        };
        let used = |until: i64| (start..until).filter(runs).count();
        let budget = usize::try_from(budget).unwrap();
        // A budget that runs out in office hours, in the very minute that a pause begins, is due and not paused.
        let runs_out_before = |(from, _): &(i64, i64)| {
            (start..stop).contains(from) && office.is_open(minute(*from)).unwrap() && used(*from) == budget
        };
        let in_time = used(stop) <= budget && !pauses.iter().any(runs_out_before);
        prop_assert_eq!(verdict.standing, if in_time { Standing::Met } else { Standing::MetLate });
    }
}
