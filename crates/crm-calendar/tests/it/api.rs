//! What every public type can do, held by the compiler.

use core::{fmt::Debug, hash::Hash};

use crm_calendar::{
    Beyond, Budget, Calendar, CalendarError, CalendarSpec, CommonYears, Deadline, Easter, ElapsedTime, Ends,
    EndsError, HolidayDay, HolidayList, HolidayListError, HolidayListSpec, HolidayRule, HolidayRuleError,
    HoursError, ListedDay, LocalInstant, NthWeek, OpenTime, OvernightRule, Period, PeriodError, Span,
    SpanError, Substitute, TimeOfDay, WeekdaySet, WeeklyHours, Window, Zone, ZoneError,
};

use crate::support::office;

/// Every type whose values are compared; [`Calendar`] alone is not, for its tables are not worth comparing.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Everything {
    beyond: Beyond,
    budget: Budget,
    calendar_error: CalendarError,
    calendar_spec: CalendarSpec,
    common_years: CommonYears,
    deadline: Deadline,
    easter: Easter,
    elapsed_time: ElapsedTime,
    ends: Ends,
    ends_error: EndsError,
    holiday_day: HolidayDay,
    holiday_list: HolidayList,
    holiday_list_error: HolidayListError,
    holiday_list_spec: HolidayListSpec,
    holiday_rule: HolidayRule,
    holiday_rule_error: HolidayRuleError,
    hours_error: HoursError,
    listed_day: ListedDay,
    local_instant: LocalInstant,
    nth_week: NthWeek,
    open_time: OpenTime,
    overnight_rule: OvernightRule,
    period: Period,
    period_error: PeriodError,
    span: Span,
    span_error: SpanError,
    substitute: Substitute,
    time_of_day: TimeOfDay,
    weekday_set: WeekdaySet,
    weekly_hours: WeeklyHours,
    window: Window,
    zone: Zone,
    zone_error: ZoneError,
}

fn shared<T: Send + Sync + Clone + Debug + 'static>() {}
fn value<T: Copy + Eq + Hash>() {}
fn ordered<T: Copy + Ord + Hash>() {}
fn error<T: core::error::Error + Send + Sync + 'static>() {}

#[test]
fn types_have_their_abilities() {
    shared::<Everything>();
    shared::<Calendar>();
    value::<Beyond>();
    value::<Budget>();
    value::<Deadline>();
    value::<Ends>();
    value::<ListedDay>();
    ordered::<CommonYears>();
    ordered::<Easter>();
    ordered::<HolidayDay>();
    ordered::<NthWeek>();
    ordered::<Substitute>();
    value::<LocalInstant>();
    value::<OvernightRule>();
    value::<Span>();
    ordered::<ElapsedTime>();
    ordered::<OpenTime>();
    ordered::<Period>();
    ordered::<TimeOfDay>();
    ordered::<WeekdaySet>();
    ordered::<Window>();
    error::<CalendarError>();
    error::<EndsError>();
    error::<HolidayListError>();
    error::<HolidayRuleError>();
    error::<HoursError>();
    error::<PeriodError>();
    error::<SpanError>();
    error::<ZoneError>();
}

#[test]
fn debug_stays_short() {
    assert_eq!(
        format!("{:?}", office()),
        r#"Calendar { name: "office", zone: "UTC", years: 2025..=2027, .. }"#
    );
    assert_eq!(format!("{:?}", Zone::utc()), r#"Zone("UTC")"#);
}

#[test]
fn errors_stay_small_enough_to_return() {
    assert!(size_of::<CalendarError>() <= 80, "{}", size_of::<CalendarError>());
}

#[cfg(feature = "serde")]
#[test]
fn data_survives_serialization() {
    use crate::support::at;
    let period = Period::new(at("2026-03-02T09:00:00Z"), at("2026-03-02T12:00:00Z")).unwrap();
    let deadline = Deadline { due: period.end(), budget: Budget::Open(OpenTime::from_minutes(1)) };
    let text = serde_json::to_string(&(period, deadline, Ends::SameTime, Beyond::WeeklyHours)).unwrap();
    assert_eq!(
        text,
        r#"[{"start":"2026-03-02T09:00:00Z","end":"2026-03-02T12:00:00Z"},{"due":"2026-03-02T12:00:00Z","budget":{"open":60000000}},"same-time","weekly-hours"]"#
    );
    assert_eq!(serde_json::from_str::<(Period, Deadline, Ends, Beyond)>(&text).unwrap().1, deadline);
    let reversed = r#"{"start":"2026-03-02T12:00:00Z","end":"2026-03-02T09:00:00Z"}"#;
    assert!(serde_json::from_str::<Period>(reversed).unwrap_err().to_string().contains("before its start"));
}

#[cfg(feature = "icalendar")]
#[test]
fn imports_have_their_abilities() {
    use crm_calendar::{HolidayExportError, HolidayImport, HolidayImportError, LeftOut, LeftOutReason};
    shared::<(HolidayImport, LeftOut)>();
    error::<HolidayExportError>();
    error::<HolidayImportError>();
    error::<LeftOutReason>();
}
