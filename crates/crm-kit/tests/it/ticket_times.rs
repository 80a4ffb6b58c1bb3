//! The median of times of which some are open.

use crm_kit::calendar::{ElapsedTime, Zone};
use crm_kit::clv::{Confidence, SurvivalError};
use crm_kit::kpi::{CivilPeriod, Per, Stretch, TicketTime, TimeSample};
use crm_kit::median_time;
use crm_kit::model::{Happening, Ticket, TicketEvent, TicketId, TicketRecord};

fn hours(all: &[i32]) -> crm_kit::kpi::TimesTally {
    all.iter().map(|hours| ElapsedTime::from_hours(*hours)).collect()
}

fn sure() -> Confidence {
    Confidence::new(0.95).unwrap()
}

/// The 6-MP group of Freireich (1963), weeks taken for hours: median 23, from 13 on by log-log limits, and no end in the data.
#[test]
fn g5_k18_the_median_counts_what_is_open_for_as_long_as_it_has_lasted() {
    let ended = hours(&[6, 6, 6, 7, 10, 13, 16, 22, 23]);
    let open = hours(&[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]);
    let sample = TimeSample { ended: ended.clone(), open, undetermined: 0 };
    let median = median_time(&sample, sure()).unwrap();
    assert_eq!((median.median, median.upper), (Some(ElapsedTime::from_hours(23)), None));
    assert_eq!(median.lower, Some(ElapsedTime::from_hours(13)));
    assert_eq!((median.ended, median.open), (9, 12));
    // Those alone that ended would have a median of 10.
    let alone = TimeSample { ended, ..TimeSample::default() };
    assert_eq!(median_time(&alone, sure()).unwrap().median, Some(ElapsedTime::from_hours(10)));
    assert_eq!(median_time(&TimeSample::default(), sure()), Err(SurvivalError::Empty));
}

#[test]
fn k18_a_median_that_is_not_reached_is_no_time() {
    let solved = |name: &str, hours: Option<i64>| {
        let opened: crm_kit::chrono::DateTime<crm_kit::chrono::Utc> = "2026-03-02T09:00:00Z".parse().unwrap();
        let solved = hours.map(|hours| {
            TicketEvent::at(opened + crm_kit::chrono::TimeDelta::hours(hours), Happening::Solved)
        });
        let events = std::iter::once(TicketEvent::at(opened, Happening::Opened)).chain(solved).collect();
        Ticket::new(TicketRecord::new(TicketId::new(name).unwrap(), events))
    };
    let tickets = [solved("1", Some(1)), solved("2", None), solved("3", None)];
    let march = CivilPeriod::containing(Per::Month, "2026-03-02".parse().unwrap(), &Zone::utc());
    let time = TicketTime::mean(Stretch::Resolution);
    let sample = time.sample(&tickets, &march, "2026-04-01T09:00:00Z".parse().unwrap());
    let median = median_time(&sample, sure()).unwrap();
    assert_eq!((median.median, median.ended, median.open), (None, 1, 2));
}
