//! Other libraries, asked the same questions, give the same answers.

use benches::office::{self, Office};
use crm_calendar::{Calendar, OpenTime, OvernightRule};
use jiff::SignedDuration;

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// By day, where the overnight rule does not matter, and by night.
fn by_opening_day() -> Result<[(Calendar, ule_hours::Schedule); 2], Box<dyn std::error::Error>> {
    let described = |office: Office| Ok((office.ours(OvernightRule::OpeningDay)?, office.ule_hours()?));
    let [day, night] = [Office::BY_DAY, Office::BY_NIGHT].map(described);
    day.and_then(|day| Ok([day, night?]))
}

/// By day, where the overnight rule does not matter, and by night.
fn by_civil_day() -> Result<[(Calendar, workclock::Schedule); 2], Box<dyn std::error::Error>> {
    let described = |office: Office| Ok((office.ours(OvernightRule::CivilDay)?, office.workclock()?));
    let [day, night] = [Office::BY_DAY, Office::BY_NIGHT].map(described);
    day.and_then(|day| Ok([day, night?]))
}

const MINUTES: [i32; 7] = [1, 479, 480, 481, 2_400, 24_000, 100_000];

fn pairs() -> Vec<(i64, i64)> {
    let starts = office::starts(800);
    let (first, second) = starts.split_at(400);
    first.iter().zip(second).map(|(&a, &b)| (a.min(b), a.max(b))).collect()
}

#[test]
fn ule_hours_agrees_by_the_opening_day() -> Outcome {
    for (ours, theirs) in by_opening_day()? {
        for start in office::starts(200) {
            for minutes in MINUTES {
                let due = ours.add(office::utc(start), OpenTime::from_minutes(minutes))?;
                let their_due =
                    theirs.add(office::timestamp(start), SignedDuration::from_mins(minutes.into()))?;
                assert_eq!(their_due.as_microsecond(), due.timestamp_micros());
            }
        }
        for (from, until) in pairs() {
            let open = ours.between(office::utc(from), office::utc(until))?.as_micros();
            let their_open = theirs.between(office::timestamp(from), office::timestamp(until));
            assert_eq!(their_open.as_micros(), i128::from(open));
        }
    }
    Ok(())
}

#[test]
fn workclock_agrees_by_the_civil_day() -> Outcome {
    for (ours, theirs) in by_civil_day()? {
        for start in office::starts(200) {
            for minutes in MINUTES {
                let length = SignedDuration::from_mins(minutes.into());
                let due = ours.add(office::utc(start), OpenTime::from_minutes(minutes))?;
                assert_eq!(
                    theirs.add(office::timestamp(start), length)?.as_microsecond(),
                    due.timestamp_micros()
                );
                let begun = ours.subtract(office::utc(start), OpenTime::from_minutes(minutes))?;
                assert_eq!(
                    theirs.sub(office::timestamp(start), length)?.as_microsecond(),
                    begun.timestamp_micros()
                );
            }
        }
        for (from, until) in pairs() {
            let open = ours.between(office::utc(from), office::utc(until))?.as_micros();
            let their_open = theirs.between(office::timestamp(from), office::timestamp(until));
            assert_eq!(their_open.as_micros(), i128::from(open));
        }
    }
    Ok(())
}
