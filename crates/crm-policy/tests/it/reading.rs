//! What each key comes to, once it is read.

use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};
use crm_calendar::OpenTime;
use crm_model::{Channel, EventKind, Strength, WaitReason};
use crm_policy::OpenTickets;
use crm_sla::{
    AgreedTerms, CalendarEdits, Changes, Counting, HitPolicy, Limit, Measure, Merger, Reopen, Responsible,
    Stops,
};

use crate::{SMALL, parse, small_with};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn document() {
    let text = small_with("name = \"small\"", "name = \"small\"\nversion = \"7\"\nowner = \"marketing\"");
    let policy = parse(&text);
    let version = policy.latest();
    assert_eq!((version.name(), version.version(), version.owner()), ("small", "7", Some("marketing")));
    assert_eq!(version.source_name(), "test.toml");
    assert_eq!(version.zone().name(), "Asia/Shanghai");
    assert_eq!(policy.sla().hit_policy(), HitPolicy::MostSpecific);
    assert_eq!(version.calendars().keys().collect::<Vec<_>>(), ["office"]);
    for (word, hit) in [("strictest", HitPolicy::Strictest), ("priority", HitPolicy::Priority)] {
        let text = small_with("most-specific", word) + "priority = 1\n";
        assert_eq!(parse(&text).sla().hit_policy(), hit);
    }
}

#[test]
fn rule() {
    let text = SMALL
        .replace("\"4h\"", "\"2bd\"")
        .replace("pauses = []", "pauses = [\"customer\"]")
        .replace("first-only", "restart")
        .replace("first-response", "resolution");
    let policy = parse(
        &(text
            + "strength = \"may\"\nwhen = { kind = [\"inquiry\", \"complaint\"], channel = \"phone\" }\nends = \"closing\"\n\
               stops = [\"solved\", \"closed\"]\nwarn = [\"50%\", \"2bh\"]\npriority = 3\n"),
    );
    let [rule] = policy.sla().rules() else { panic!("one rule") };
    assert_eq!((rule.name().as_str(), rule.clause().as_str()), ("sla.answer", "ACME-1"));
    assert_eq!((rule.strength(), rule.measure()), (Strength::May, Measure::Resolution));
    assert_eq!(rule.limit(), Limit::Within("2bd".parse().unwrap()));
    assert_eq!(rule.when().kind.as_ref().map(std::collections::BTreeSet::len), Some(2));
    assert_eq!(rule.when().channel, Some([Channel::new("phone").unwrap()].into()));
    assert_eq!(rule.when().specificity(), 2);
    assert_eq!(rule.starts(), EventKind::Opened);
    assert_eq!(*rule.stops(), Stops::any([EventKind::Solved, EventKind::Closed]));
    assert_eq!(*rule.pauses(), [WaitReason::new("customer").unwrap()].into());
    assert_eq!(rule.reopen(), Reopen::Restart);
    assert_eq!(rule.calendar().name(), "office");
    // Monday noon in Shanghai, two business days on, at closing.
    let due = rule.target().unwrap().due(instant("2026-03-02T04:00:00Z")).unwrap();
    assert_eq!(due, instant("2026-03-04T09:00:00Z"));
}

#[test]
fn limits_without_a_number() {
    for (word, limit) in [("as-agreed", Limit::AsAgreed), ("not-stated", Limit::NotStated)] {
        let policy = parse(&small_with("\"4h\"", &format!("\"{word}\"")));
        assert_eq!(policy.sla().rules()[0].limit(), limit);
        assert!(policy.sla().rules()[0].target().is_none());
    }
}

#[test]
fn d_resp_5_an_event_can_be_the_limit() {
    let text = SMALL.replace("first-response", "confirmation").replace("\"opened\"", "\"solved\"");
    let policy = parse(&text.replace("\"4h\"", "\"before closed\""));
    let [rule] = policy.sla().rules() else { panic!("one rule") };
    assert_eq!((rule.limit(), rule.before()), (Limit::Before(EventKind::Closed), Some(EventKind::Closed)));
    assert!(rule.target().is_none());
}

#[test]
fn p_comp_1_a_rule_names_the_responsible_departments_or_says_that_nobody_is() {
    let to = |value: &str| {
        let text = SMALL
            .replace("kinds =", "departments = [\"finance\", \"sales\"]\nkinds =")
            .replace("first-response", "assignment");
        parse(&format!("{text}to = {value}\n")).sla().rules()[0].to().cloned()
    };
    let departments = |words: &[&str]| {
        Some(Responsible::Departments(words.iter().map(|word| word.parse().unwrap()).collect()))
    };
    assert_eq!(to("[\"finance\", \"sales\"]"), departments(&["finance", "sales"]));
    assert_eq!(to("\"sales\""), departments(&["sales"]));
    assert_eq!(to("\"not-stated\""), Some(Responsible::NotStated));
}

#[test]
fn p_resp_2_p_resp_4_reminders_and_rounds() {
    let text = SMALL.replace("first-response", "follow-up").replace("\"opened\"", "\"revisited\"");
    let policy = parse(&(text + "remind = \"2bh\"\nat-most = 3\n"));
    let [rule] = policy.sla().rules() else { panic!("one rule") };
    assert_eq!((rule.spec().remind, rule.at_most()), ("2bh".parse().ok(), Some(3)));
}

#[test]
fn every_wait_can_pause_a_clock() {
    let text = SMALL
        .replace("[\"customer\"]", "[\"customer\", \"supplier\"]")
        .replace("first-response", "agent-work");
    let policy = parse(&text.replace("pauses = []", "pauses = \"all\""));
    assert_eq!(policy.sla().rules()[0].pauses().len(), 2);
}

#[test]
fn d_resp_7_kinds_of_solution_say_what_they_mend_and_whether_somebody_has_to_agree() {
    let remedies = "[vocabulary.remedies]\nrefund = { side = \"service\", approval = true }\n\
                    repair = { side = \"product\", approval = false }\n\n[calendar.office]";
    let text = SMALL.replace("[calendar.office]", remedies);
    let policy = parse(&text.replace("first-response", "approval").replace("\"opened\"", "\"remedy\""));
    let refund = "refund".parse().unwrap();
    assert!(policy.vocabulary().remedies_to_approve().eq([&refund]));
    assert_eq!(policy.vocabulary().remedies.len(), 2);
    assert_eq!(policy.sla().rules()[0].spec().remedies, [refund].into());
}

#[test]
fn at_once_has_a_tolerance() {
    let policy = parse(&(small_with("\"4h\"", "\"at-once\"") + "tolerance = \"5min\"\n"));
    assert_eq!(policy.sla().rules()[0].limit(), Limit::Within(crm_calendar::Span::AtOnce));
}

#[test]
fn stops_of_all_events() {
    let policy = parse(&(SMALL.to_owned() + "stops = { all = [\"assigned\", \"solved\"] }\n"));
    assert_eq!(*policy.sla().rules()[0].stops(), Stops::all([EventKind::Assigned, EventKind::Solved]));
    let default = parse(SMALL);
    assert_eq!(*default.sla().rules()[0].stops(), Measure::FirstResponse.default_stops());
}

#[test]
fn rule_that_is_off_is_not_there() {
    assert!(parse(&(SMALL.to_owned() + "off = true\n")).sla().rules().is_empty());
    assert_eq!(parse(&(SMALL.to_owned() + "off = false\n")).sla().rules().len(), 1);
}

#[test]
fn document_without_rules() {
    let policy = parse("schema = 'crm-policy/1'\nname = 'x'\nzone = 'UTC'\nhit-policy = 'strictest'\n");
    assert!(policy.sla().rules().is_empty());
    assert_eq!(policy.vocabulary(), crm_model::Vocabulary::default());
}

#[test]
fn t20_t21_t22_dates_of_a_calendar() {
    let holidays = "[holidays.ours]\nyears = [2026, 2027]\noff = [{ from = 2026-03-02, to = 2026-03-04 }, \"2026-03-10\"]\n\
                    made-up = [2026-03-07]\n\n[calendar.office]";
    let text = small_with("[calendar.office]", holidays)
        .replace(
            "{ mon-fri = [\"09:00-17:00\"] }",
            "{ mon-thu = [\"09:00-17:00\"], fri = [\"09:00-12:00\"] }",
        )
        .replace("holidays = []", "holidays = [\"ours\"]\nmade-up-hours = \"fri\"\nbeyond = \"error\"")
        .replace(
            "\n[sla",
            "\n[calendar.office.dates]\n2026-03-03 = [\"10:00-11:00\"]\n2026-03-12 = []\n\n[sla",
        );
    let policy = parse(&text);
    let office = &policy.latest().calendars()["office"];
    let open = |day: &str| office.is_business_day(date(day)).unwrap();
    assert!(!open("2026-03-02") && !open("2026-03-04") && !open("2026-03-10"));
    assert!(open("2026-03-07"), "a Saturday that is made up");
    assert!(open("2026-03-03"), "hours of a date beat the holiday");
    assert!(!open("2026-03-12"), "no hours on a date close it");
    let hours_on = |day: &str| {
        let start = instant(&format!("{day}T00:00:00Z")) - chrono::TimeDelta::hours(8);
        office.between(start, start + chrono::TimeDelta::hours(24)).unwrap()
    };
    assert_eq!(date("2026-03-07").weekday(), Weekday::Sat);
    assert_eq!(hours_on("2026-03-07"), OpenTime::from_hours(3), "Friday's hours");
    assert_eq!(hours_on("2026-03-03"), OpenTime::from_hours(1));
    assert!(office.is_business_day(date("2025-06-02")).is_err(), "no list for 2025 is an error");
}

#[test]
fn a_calendar_tells_what_it_was_made_from() {
    let text = small_with("horizon", "dates = { 2026-03-12 = [] }\nhorizon");
    let policy = parse(&text);
    let version = policy.latest();
    let spec = version.calendar_spec("office").unwrap();
    assert_eq!(spec.name, "office");
    assert!(spec.overrides[&date("2026-03-12")].is_empty());
    assert_eq!(spec.windows_on(date("2026-03-11")).len(), 1, "a Wednesday");
    assert!(version.calendar_spec("shop").is_none());
}

#[test]
fn t17_overnight_hours() {
    // Friday 2026-03-06 is a day off; Thursday's night runs into it or not.
    let text = |rule: &str| {
        small_with(
            "[calendar.office]",
            "[holidays.ours]\nyears = \"all\"\noff = [2026-03-06]\n\n[calendar.office]",
        )
        .replace("09:00-17:00", "22:00-06:00")
        .replace(
            "holidays = []",
            &format!("holidays = [\"ours\"]\nbeyond = \"error\"\novernight = \"{rule}\""),
        )
    };
    let is_open = |rule: &str| {
        let policy = parse(&text(rule));
        policy.latest().calendars()["office"].is_open(instant("2026-03-05T18:00:00Z")).unwrap()
    };
    assert!(is_open("opening-day"));
    assert!(!is_open("civil-day"));
}

#[test]
fn what_changes_on_the_way_do() {
    let with = |lines: &str| parse(&format!("{SMALL}{lines}")).sla().rules()[0].changes();
    assert_eq!(with(""), Changes::default());
    let all = with(
        "on-change = \"from-change\"\nfirst-match = \"from-change\"\non-merger = \"keep-own\"\n\
         on-calendar-edit = \"replay\"\nagreements = \"replace\"\n",
    );
    let (rule, first_rule) = (Counting::FromChange, Counting::FromChange);
    let (merger, calendar) = (Merger::KeepOwn, CalendarEdits::Replay);
    assert_eq!(all, Changes { rule, first_rule, merger, calendar, agreement: AgreedTerms::Replace });
    let keep = parse(&small_with("name = \"small\"", "name = \"small\"\nopen-tickets = \"take-over\""));
    assert_eq!(keep.latest().open_tickets(), OpenTickets::TakeOver);
    assert_eq!(parse(SMALL).latest().open_tickets(), OpenTickets::Keep);
}

/// The small policy with more calendars, before the rule.
fn with_calendars(tables: &str) -> crm_policy::Policy {
    parse(&small_with("[sla.answer]", &format!("{tables}\n[sla.answer]")))
}

const HOTLINE: &str = "[calendar.hotline]\nzone = \"UTC\"\nhours = { mon-sun = [\"06:00-12:00\"] }\nholidays = []\n\
                       horizon = { from = 2026, until = 2028 }\n";

#[test]
fn calendars_made_of_others_in_any_order() {
    // `all` comes before its parts by name and in the text; `office` is open from 01:00 to 09:00 UTC.
    let policy = with_calendars(&format!(
        "[calendar.all]\nunion = [\"shared\", \"alone\", \"evening\"]\n\n\
         [calendar.evening]\nsubtraction = {{ from = \"hotline\", hours = \"office\" }}\n\n\
         [calendar.shared]\nintersection = [\"office\", \"hotline\"]\n\n{HOTLINE}\n\
         [calendar.alone]\nsubtraction = {{ hours = \"hotline\", from = \"office\" }}\n"
    ));
    let calendars = policy.latest().calendars();
    let open = |name: &str| {
        let (monday, tuesday) = (instant("2026-03-02T00:00:00Z"), instant("2026-03-03T00:00:00Z"));
        calendars[name].between(monday, tuesday).unwrap()
    };
    assert_eq!(open("office"), OpenTime::from_hours(8));
    assert_eq!(open("hotline"), OpenTime::from_hours(6));
    assert_eq!(open("shared"), OpenTime::from_hours(3)); // 06:00 to 09:00
    assert_eq!(open("evening"), OpenTime::from_hours(3)); // 09:00 to 12:00
    assert_eq!(open("alone"), OpenTime::from_hours(5)); // 01:00 to 06:00
    assert_eq!(open("all"), OpenTime::from_hours(11)); // 01:00 to 12:00
    assert_eq!(calendars["all"].name(), "all");
    assert_eq!(calendars["all"].zone().name(), "Asia/Shanghai");
    assert_eq!(calendars["evening"].zone().name(), "UTC");
    // Both answer from 2026 to 2027, each year as its own zone counts it.
    assert_eq!(calendars["all"].horizon().start(), instant("2026-01-01T00:00:00Z"));
    assert_eq!(calendars["all"].horizon().end(), instant("2027-12-31T16:00:00Z"));
}

#[test]
fn a_long_chain_of_combined_calendars_is_read() {
    use std::fmt::Write;
    let mut tables = HOTLINE.to_owned();
    let mut below = String::from("office");
    for number in 0..60 {
        // Named so that each waits for one that comes later in the alphabet.
        let name = format!("c{:02}", 59 - number);
        writeln!(tables, "[calendar.{name}]\nunion = [\"{below}\", \"hotline\"]").unwrap();
        below = name;
    }
    let policy = with_calendars(&tables);
    assert!(policy.latest().calendars()["c00"].is_open(instant("2026-03-01T07:00:00Z")).unwrap());
}

#[test]
fn a_rule_runs_on_a_combined_calendar() {
    let text = small_with(
        "[sla.answer]",
        &format!("{HOTLINE}[calendar.both]\nintersection = [\"office\", \"hotline\"]\n[sla.answer]"),
    );
    let policy =
        parse(&text.replace("calendar = \"office\"", "calendar = \"both\"").replace("\"4h\"", "\"4bh\""));
    let [rule] = policy.sla().rules() else { panic!("one rule") };
    // Three hours on Monday, one on Tuesday.
    let due = rule.target().unwrap().due(instant("2026-03-02T00:00:00Z"));
    assert_eq!(due, Some(instant("2026-03-03T07:00:00Z")));
}

#[test]
fn a_limit_in_calendar_days_says_where_it_ends() {
    for (ends, due) in [("same-time", "2026-03-09T04:00:00Z"), ("closing", "2026-03-09T16:00:00Z")] {
        let text = SMALL.replace("\"4h\"", "\"3cd\"") + &format!("ends = \"{ends}\"\nwarn = [\"2h\"]\n");
        let policy = parse(&text);
        let [rule] = policy.sla().rules() else { panic!("one rule") };
        assert_eq!(rule.limit(), Limit::Within("3cd".parse().unwrap()));
        // From Friday noon in Shanghai over the weekend to Monday.
        let start = instant("2026-03-06T04:00:00Z");
        assert_eq!(rule.target().unwrap().due(start), Some(instant(due)), "{ends}");
    }
}
