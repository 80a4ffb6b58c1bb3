//! `[holidays.NAME]`: a company's own lists of holidays by rule, days off and made-up working days.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use crm_calendar::{HolidayList, HolidayListError, HolidayListSpec};

use super::holiday_rules;
use crate::section::{Item, Section};
use crate::suggest::quote;

/// Lists by name; `None` for one that could not be read.
pub(super) type Lists = BTreeMap<String, Option<HolidayList>>;

/// The longest range of dates, in days.
const LONGEST_RANGE: i64 = 366;

pub(super) fn read(root: &Section<'_>) -> Lists {
    let Some(section) = root.section("holidays") else { return Lists::new() };
    section.items().into_iter().map(|(name, _, item)| (name.to_owned(), list(name, &item))).collect()
}

fn list(name: &str, item: &Item<'_>) -> Option<HolidayList> {
    let section = item.section()?;
    let has_rules = section.get("rules").is_some();
    if has_rules {
        section.check_keys(&["years", "rules"], &["off", "made-up", "except", "weekend"]);
    } else {
        section.check_keys(&["years", "off"], &["made-up", "rules", "except", "weekend"]);
    }
    if HolidayList::CODES.contains(&name) {
        return item.refuse(
            format!("the list {} is built in", quote(name)),
            Some("give the list another name".into()),
        );
    }
    let years = section.get("years").and_then(|item| years(&item));
    let rules = holiday_rules::read(&section);
    let listed = |key: &str| section.get(key).map_or(Some(Vec::new()), |item| dates(&item));
    let off = if has_rules { listed("off") } else { section.get("off").and_then(|item| dates(&item)) };
    let (made_up, except) = (listed("made-up"), listed("except"));
    let (years, rules, off, made_up, except) = (years?, rules?, off?, made_up?, except?);
    let dates = |listed: &[(NaiveDate, Item<'_>)]| listed.iter().map(|(date, _)| *date).collect::<Vec<_>>();
    let spec = HolidayListSpec {
        years: match years {
            Years::All => None,
            Years::Listed(first, last) => Some(first..=last),
        },
        rules,
        except: dates(&except),
        off: dates(&off),
        made_up: dates(&made_up),
        ..HolidayListSpec::new(name, None)
    };
    HolidayList::from_spec(spec)
        .map_err(|error| {
            let wrong = match &error {
                HolidayListError::DateOutside { date, .. }
                | HolidayListError::OffAndMadeUp { date, .. }
                | HolidayListError::ExceptedAndOff { date, .. }
                | HolidayListError::ExceptionWithoutHoliday { date, .. } => {
                    except.iter().chain(&made_up).chain(&off).find(|(listed, _)| listed == date)
                }
                _ => None,
            };
            let years = section.get("years").filter(|_| is_about_years(&error));
            let item = wrong.map(|(_, item)| item).or(years.as_ref()).unwrap_or(item);
            item.refuse::<()>(error.to_string(), None)
        })
        .ok()
}

fn is_about_years(error: &HolidayListError) -> bool {
    matches!(error, HolidayListError::YearsReversed { .. } | HolidayListError::YearsOutside { .. })
}

/// The years for which a list is complete.
enum Years {
    All,
    Listed(i32, i32),
}

fn years(item: &Item<'_>) -> Option<Years> {
    const EXPECTED: &str =
        "expected years without gaps, such as [2026, 2027], or \"all\" for a list that holds always";
    if item.is_table() {
        let section = item.section()?;
        section.check_keys(&["from", "until"], &[]);
        let year = |key: &str| section.get(key).and_then(|item| item.integer());
        let (from, until) = (year("from"), year("until"));
        return Some(Years::Listed(from?, until?));
    }
    if !item.is_list() {
        return match item.text()? {
            "all" => Some(Years::All),
            other => item.refuse(format!("{} is no list of years", quote(other)), Some(EXPECTED.into())),
        };
    }
    let items = item.list()?;
    let years: Vec<i32> = items.iter().filter_map(Item::integer).collect();
    if years.len() < items.len() {
        return None;
    }
    let without_gaps =
        years.windows(2).all(|pair| matches!(pair, [one, next] if one.checked_add(1) == Some(*next)));
    match (years.first(), years.last()) {
        (Some(first), Some(last)) if without_gaps => Some(Years::Listed(*first, *last)),
        _ => item.refuse("the years do not follow one another", Some(EXPECTED.into())),
    }
}

/// Returns the dates that a list names, one by one or as ranges, each with the item that names it.
fn dates<'a>(item: &Item<'a>) -> Option<Vec<(NaiveDate, Item<'a>)>> {
    let items = item.list()?;
    let listed: Vec<_> = items.iter().map(dates_of).collect();
    listed.into_iter().collect::<Option<Vec<_>>>().map(|dates| dates.into_iter().flatten().collect())
}

fn dates_of<'a>(item: &Item<'a>) -> Option<Vec<(NaiveDate, Item<'a>)>> {
    if !item.is_table() {
        return Some(vec![(item.date()?, item.clone())]);
    }
    let section = item.section()?;
    section.check_keys(&["from", "to"], &[]);
    let date = |key: &str| section.get(key).and_then(|item| item.date());
    let (from, to) = (date("from"), date("to"));
    let (from, to) = (from?, to?);
    let days = to.signed_duration_since(from).num_days();
    if !(0..LONGEST_RANGE).contains(&days) {
        let expected = format!("expected {from} or a later date, less than a year on");
        return item.refuse(format!("the range from {from} ends on {to}"), Some(expected));
    }
    Some(from.iter_days().take_while(|date| *date <= to).map(|date| (date, item.clone())).collect())
}
