//! `rules` of `[holidays.NAME]`: holidays that come back every year.

use chrono::Weekday;
use crm_calendar::{
    CommonYears, Easter, HolidayDay, HolidayRule, HolidayRuleError, NthWeek, Substitute, WeekdaySet,
};

use crate::section::{Item, Section};
use crate::suggest::quote;

/// The keys that say which day it is.
const OF_THE_DAY: [&str; 9] = [
    "month",
    "day",
    "common-years",
    "weekday",
    "nth",
    "on-or-before",
    "on-or-after",
    "easter",
    "orthodox-easter",
];
/// What a rule may say besides.
const BESIDE: [&str; 5] = ["substitute", "instead", "weekend", "from", "until"];

const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "mon"),
    (Weekday::Tue, "tue"),
    (Weekday::Wed, "wed"),
    (Weekday::Thu, "thu"),
    (Weekday::Fri, "fri"),
    (Weekday::Sat, "sat"),
    (Weekday::Sun, "sun"),
];
const SUBSTITUTES: [(Option<Substitute>, &str); 4] = [
    (None, "none"),
    (Some(Substitute::NextMonday), "next-monday"),
    (Some(Substitute::NearestWeekday), "nearest-weekday"),
    (Some(Substitute::NextFreeDay), "next-free-day"),
];
const COMMON_YEARS: [(CommonYears, &str); 3] =
    [(CommonYears::None, "none"), (CommonYears::February28, "february-28"), (CommonYears::March1, "march-1")];

/// How the keys of the day go together.
const SHAPES: &str = "expected `month` and `day`; `weekday`, `nth` and `month`; `weekday` and `on-or-before` or \
                      `on-or-after`; `easter`; or `orthodox-easter`";

/// Reads the rules of a list; none, if it has no such key.
pub(super) fn read(list: &Section<'_>) -> Option<Vec<HolidayRule>> {
    let Some(item) = list.get("rules") else {
        return match list.get("weekend") {
            Some(item) => item.refuse("`weekend` says nothing in a list without `rules`", None),
            None => Some(Vec::new()),
        };
    };
    let weekend = match list.get("weekend") {
        Some(item) => item.parsed::<WeekdaySet>()?,
        None => [Weekday::Sat, Weekday::Sun].into_iter().collect(),
    };
    let rules: Vec<_> = item.list()?.iter().map(|item| rule(item, weekend)).collect();
    rules.into_iter().collect()
}

fn rule(item: &Item<'_>, weekend: WeekdaySet) -> Option<HolidayRule> {
    let section = item.section()?;
    let is_known = section.check_keys(&["name"], &[OF_THE_DAY.as_slice(), &BESIDE].concat());
    let name = section.get("name").and_then(|item| item.filled_text().map(|name| (item, name)));
    let day = if is_known { day(item, &section) } else { None };
    let substitute = match section.get("substitute") {
        Some(item) => item.choice(&SUBSTITUTES),
        None => Some(None),
    };
    let instead = section.get("instead").map_or(Some(false), |item| item.boolean());
    let weekend = section.get("weekend").map_or(Some(weekend), |item| item.parsed());
    let year = |key: &str| section.get(key).map_or(Some(None), |item| item.integer::<i32>().map(Some));
    let (from, until) = (year("from"), year("until"));
    let ((name_item, name), day, substitute, instead, weekend) =
        (name?, day?, substitute?, instead?, weekend?);
    let (from, until) = (from?, until?);

    for key in ["instead", "weekend"] {
        if let Some(item) = section.get(key).filter(|_| substitute.is_none()) {
            return item.refuse(
                format!("`{key}` says nothing without a substitute"),
                Some("expected `substitute` beside it, such as \"next-monday\"".into()),
            );
        }
    }
    let mut rule = checked(&name_item, HolidayRule::new(name, day))?;
    if let Some(substitute) = substitute {
        let place = section.get("weekend").unwrap_or_else(|| item.clone());
        rule = checked(&place, rule.with_substitute(substitute, weekend))?;
    }
    if instead {
        rule = rule.instead();
    }
    checked(&section.get("until").unwrap_or_else(|| item.clone()), rule.with_years(from, until))
}

/// Notes what is wrong with a part of a rule at its place.
fn checked<T>(item: &Item<'_>, made: Result<T, HolidayRuleError>) -> Option<T> {
    made.map_err(|error| item.refuse::<()>(error.to_string(), None)).ok()
}

/// Reads which day it is: the keys that are there decide how it is told.
fn day(item: &Item<'_>, section: &Section<'_>) -> Option<HolidayDay> {
    let there: Vec<&str> = OF_THE_DAY.into_iter().filter(|key| section.get(key).is_some()).collect();
    let get = |key: &str| section.get(key);
    match there.as_slice() {
        ["month", "day"] => {
            let (month, day) = (get("month")?.integer(), get("day")?.integer());
            let (month, day) = (month?, day?);
            match HolidayDay::date(month, day) {
                Err(HolidayRuleError::LeapDay) => get("day")?.refuse(
                    HolidayRuleError::LeapDay.to_string(),
                    Some(
                        "expected `common-years` beside it: \"none\", \"february-28\" or \"march-1\"".into(),
                    ),
                ),
                Err(error @ HolidayRuleError::NoSuchMonth { .. }) => {
                    get("month")?.refuse(error.to_string(), None)
                }
                made => checked(&get("day")?, made),
            }
        }
        ["month", "day", "common-years"] => {
            let (month, day) = (get("month")?.integer::<u32>(), get("day")?.integer::<u32>());
            let common_years = get("common-years")?.choice(&COMMON_YEARS);
            if (month?, day?) != (2, 29) {
                let message = "`common-years` is for 29 February alone";
                return get("common-years")?.refuse(message, None);
            }
            Some(HolidayDay::leap_day(common_years?))
        }
        ["month", "weekday", "nth"] => {
            let (month, weekday, nth) =
                (get("month")?.integer(), get("weekday")?.choice(&WEEKDAYS), nth(&get("nth")?));
            checked(&get("month")?, HolidayDay::nth_weekday(nth?, weekday?, month?))
        }
        ["weekday", key @ ("on-or-before" | "on-or-after")] => {
            let weekday = get("weekday")?.choice(&WEEKDAYS);
            let beside = get(key)?.section()?;
            beside.check_keys(&["month", "day"], &[]);
            let number = |key: &str| beside.get(key).and_then(|item| item.integer());
            let (month, day) = (number("month"), number("day"));
            let make =
                if *key == "on-or-before" { HolidayDay::on_or_before } else { HolidayDay::on_or_after };
            checked(&get(key)?, make(weekday?, month?, day?))
        }
        ["easter"] => {
            checked(&get("easter")?, HolidayDay::easter(Easter::Western, get("easter")?.integer()?))
        }
        ["orthodox-easter"] => {
            let item = get("orthodox-easter")?;
            checked(&item, HolidayDay::easter(Easter::Orthodox, item.integer()?))
        }
        [] => item.refuse("the rule does not say which day it is", Some(SHAPES.into())),
        [key] => item.refuse(format!("{} alone does not make a day", quote(key)), Some(SHAPES.into())),
        keys => {
            let keys: Vec<_> = keys.iter().map(|key| quote(key)).collect();
            item.refuse(format!("{} do not make a day together", keys.join(", ")), Some(SHAPES.into()))
        }
    }
}

fn nth(item: &Item<'_>) -> Option<NthWeek> {
    const EXPECTED: &str = "expected a number from 1 to 5, or \"last\"";
    if item.is_text() {
        return match item.text()? {
            "last" => Some(NthWeek::Last),
            other => item.refuse(format!("{} is not possible here", quote(other)), Some(EXPECTED.into())),
        };
    }
    match item.integer::<i64>()? {
        1 => Some(NthWeek::First),
        2 => Some(NthWeek::Second),
        3 => Some(NthWeek::Third),
        4 => Some(NthWeek::Fourth),
        5 => Some(NthWeek::Fifth),
        other => item.refuse(format!("no month has a weekday number {other}"), Some(EXPECTED.into())),
    }
}
