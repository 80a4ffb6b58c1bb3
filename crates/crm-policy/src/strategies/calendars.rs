//! The text of calendars that differ from those of a preset.

use crm_calendar::WeeklyHours;
use crm_calendar::strategies::{ZONES, any_weekly_hours};
use proptest::prelude::*;

/// Draws the table of a calendar: narrowed in years, and half the time with other hours in another zone.
pub(super) fn changed(name: &str) -> BoxedStrategy<String> {
    let header = format!("\n[calendar.\"{name}\"]\nhorizon = {{ from = 2024, until = 2028 }}\n");
    let zone = prop_oneof![Just("Asia/Shanghai"), prop::sample::select(ZONES)];
    let overnight = prop::sample::select(&["opening-day", "civil-day"][..]);
    let other = (zone, any_weekly_hours(), overnight).prop_map(|(zone, week, overnight)| {
        format!("zone = \"{zone}\"\nhours = {}\novernight = \"{overnight}\"\n", hours(&week))
    });
    prop::option::of(other).prop_map(move |other| header.clone() + &other.unwrap_or_default()).boxed()
}

/// Returns hours as a policy writes them, such as `{ "mon-fri" = ["09:00-17:00"] }`.
fn hours(week: &WeeklyHours) -> String {
    let lines = week.sets().into_iter().map(|(days, windows)| {
        let windows: Vec<String> = windows.iter().map(|window| format!("\"{window}\"")).collect();
        format!("\"{days}\" = [{}]", windows.join(", "))
    });
    format!("{{ {} }}", lines.collect::<Vec<_>>().join(", "))
}
