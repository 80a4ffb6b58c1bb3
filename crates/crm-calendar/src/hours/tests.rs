use alloc::{string::ToString, vec};

use super::{HoursError, TimeOfDay, WeeklyHours, Window};
use crate::WeekdaySet;

#[test]
fn times_of_day_run_from_midnight_to_24() {
    for (text, seconds) in [("00:00", 0), ("09:05", 32_700), ("23:59:59", 86_399), ("24:00", 86_400)] {
        let time: TimeOfDay = text.parse().unwrap();
        assert_eq!((time.as_seconds(), time.to_string().as_str()), (seconds, text));
    }
    for text in
        ["", "9:00", "09", "09:60", "24:01", "24:00:01", "25:00", "09:00:60", "09:00:00:00", "+9:00", "09-00"]
    {
        assert_eq!(text.parse::<TimeOfDay>(), Err(HoursError::TimeOfDay { input: text.into() }));
    }
    assert_eq!(TimeOfDay::from_hm(u32::MAX, 0), None);
}

#[test]
fn a_closing_not_after_the_opening_is_on_the_next_day() {
    let night: Window = "22:00-06:00".parse().unwrap();
    assert!(night.is_overnight());
    assert_eq!(night.seconds(), (79_200, 108_000));
    let until_midnight: Window = "18:00-24:00".parse().unwrap();
    assert!(!until_midnight.is_overnight());
    assert_eq!(until_midnight.seconds(), "18:00-00:00".parse::<Window>().unwrap().seconds());
}

#[test]
fn windows_that_could_mean_anything_are_refused() {
    assert_eq!("00:00-24:00".parse(), Ok(Window::WHOLE_DAY));
    let message = |text: &str| text.parse::<Window>().unwrap_err().to_string();
    assert!(message("00:00-00:00").contains("`00:00-24:00`"));
    assert!(message("24:00-06:00").contains("`00:00-06:00`"));
    assert!(message("09:00").contains("`09:00-12:00`"));
    assert!(message("09:00-noon").contains("`noon`"));
}

#[test]
fn windows_that_touch_do_not_overlap() {
    let [morning, noon, night]: [Window; 3] =
        ["09:00-12:00", "12:00-13:00", "11:59-03:00"].map(|text| text.parse().unwrap());
    assert!(!morning.overlaps(noon));
    assert!(morning.overlaps(night) && night.overlaps(morning));
}

#[test]
fn a_day_named_twice_is_refused() {
    let morning: Window = "09:00-12:00".parse().unwrap();
    let sets = [(WeekdaySet::MON_TO_FRI, vec![morning]), ("fri-sat".parse().unwrap(), vec![])];
    assert_eq!(WeeklyHours::from_sets(sets), Err(HoursError::DayTwice { day: "fri" }));
}

#[cfg(feature = "serde")]
#[test]
fn a_week_is_serialized_by_sets_of_days() {
    let text = r#"{"mon-thu":["09:00-12:00","13:00-17:00"],"fri":["09:00-12:00"]}"#;
    let week: WeeklyHours = serde_json::from_str(text).unwrap();
    let again = serde_json::to_string(&week).unwrap();
    assert_eq!(serde_json::from_str::<WeeklyHours>(&again).unwrap(), week);
    assert!(again.contains(r#""mon-thu":["09:00-12:00","13:00-17:00"]"#), "{again}");
    assert!(serde_json::from_str::<WeeklyHours>(r#"{"mon-fri":[],"fri":[]}"#).is_err());
}
