//! What was found as rules of a policy, to paste into its file.

use std::fmt::Write as _;

use crm_calendar::ElapsedTime;
use crm_calendar::{CalendarSpec, OpenTime, Span, WeekdaySet, Window};
use crm_kit::Measure;
use crm_kit::sla::{AtClosing, Calibration, GroupFit, Hours, Search, Waits};
use crm_model::EventKind;

use super::Found;
use super::log::{Group, Log};
use super::words::{Words, bounds};

/// The last year that a calendar may have.
const LAST_YEAR: i32 = 2200;

/// Returns the rules in TOML, or in comments why there are none.
pub(super) fn text(log: &Log, search: &Search, found: &Found) -> String {
    let is_a_rule = found.is_a_rule();
    let found = &found.calibration;
    let hypothesis = &found.best.hypothesis;
    let words = Words { log, search };
    let suggested = found.best.groups.iter().filter(|group| group.suggested.is_some()).count();
    if !is_a_rule || suggested == 0 {
        return "# none: the log does not tell a target\n".to_owned();
    }
    let Some(candidate) = log.candidates.get(hypothesis.event) else { return String::new() };
    let Some((event, last)) = candidate.event else {
        return format!(
            "# none yet: {} is no event of a policy. Make it one by `[instants]` of the mapping.\n",
            candidate.name
        );
    };
    let mut out = calendar(search, hypothesis.hours);
    for group in &found.best.groups {
        let name = words.group(group.group);
        let Some(target) = group.suggested else {
            let _ = writeln!(out, "\n# The log does not tell the target of {}.", comment(&name));
            continue;
        };
        let known = usize::try_from(group.group).ok().and_then(|place| log.groups.get(place));
        let _ = write!(
            out,
            "\n{}",
            rule(&name, &own_slug(&words, found, group.group), known, group, found.best.groups.len() > 1)
        );
        let by_the_clock = hypothesis.hours == Hours::ByTheClock;
        let within = if by_the_clock {
            Span::Elapsed(ElapsedTime::from_micros(target))
        } else {
            Span::Open(OpenTime::from_micros(target))
        };
        let _ = writeln!(out, "measure  = {}", quoted(measure(event).as_str()));
        let _ = writeln!(out, "within   = {}", quoted(&within.to_string()));
        if hypothesis.at_closing == AtClosing::NextOpening && !by_the_clock {
            out.push_str("at-closing = \"next-opening\"\n");
        }
        out.push_str("calendar = \"calibrated\"\nstarts   = \"opened\"\n");
        let _ = writeln!(out, "stops    = [{}]", quoted(event.as_str()));
        let reasons: Vec<String> = match hypothesis.waits {
            Waits::Run => Vec::new(),
            Waits::Pause => log.wait_reasons.iter().map(|reason| quoted(reason.as_str())).collect(),
        };
        let _ = writeln!(out, "pauses   = [{}]", reasons.join(", "));
        let _ = writeln!(out, "reopen   = {}", quoted(if last { "continue" } else { "first-only" }));
    }
    out
}

/// Returns the head of a rule: its name, where it comes from, and for which tickets it is.
fn rule(name: &str, slug: &str, group: Option<&Group>, fit: &GroupFit, several: bool) -> String {
    let ranges: Vec<String> = fit.ranges.iter().map(|range| bounds(range).join(" to ")).collect();
    let mut out = format!("# {}: {} fit equally well.\n", comment(name), ranges.join(", and "));
    let _ = writeln!(out, "[sla.calibrated-{slug}]");
    let _ = writeln!(out, "clause   = \"LOG-SLA-{}\"", fit.group.saturating_add(1));
    out.push_str("strength = \"derived\"\n");
    match group.and_then(|group| group.fact.as_ref()) {
        Some((fact, word)) => {
            let _ = writeln!(out, "when     = {{ {} = {} }}", fact.as_str(), quoted(word));
        }
        None if several => {
            out.push_str("# when   = ...: the fact by which a policy tells these tickets, such as { urgency = \"high\" }\n");
        }
        None => {}
    }
    out
}

fn calendar(search: &Search, hours: Hours) -> String {
    let (place, sets) = match hours {
        Hours::ByTheClock => (0, vec![(WeekdaySet::ALL, vec![Window::WHOLE_DAY])]),
        Hours::Weekly { calendar, days, window } => (calendar, vec![(days, vec![window])]),
        Hours::AsGiven { calendar } => {
            let sets = search.calendars.get(calendar).map(|spec| spec.weekly.sets()).unwrap_or_default();
            (calendar, sets.into_iter().map(|(days, windows)| (days, windows.to_vec())).collect())
        }
    };
    let Some(spec) = search.calendars.get(place) else { return String::new() };
    let CalendarSpec { zone, holidays, horizon: (first, last), .. } = spec;
    let one = |(days, windows): &(WeekdaySet, Vec<Window>)| {
        let windows: Vec<String> = windows.iter().map(|window| quoted(&window.to_string())).collect();
        format!("{} = [{}]", key(&days.to_string()), windows.join(", "))
    };
    let hours: Vec<String> = sets.iter().map(one).collect();
    let lists: Vec<String> = holidays.iter().map(|list| quoted(list.name())).collect();
    let mut out = String::from("[calendar.calibrated]\n");
    let _ = writeln!(out, "zone     = {}", quoted(zone.name()));
    let _ = writeln!(out, "hours    = {{ {} }}", hours.join(", "));
    let _ = writeln!(out, "holidays = [{}]", lists.join(", "));
    if !holidays.is_empty() && hours_need_made_up(spec) {
        out.push_str("made-up-hours = \"mon\"\n");
    }
    if !holidays.is_empty() {
        out.push_str("beyond   = \"weekly-hours\"\n");
    }
    // Limits run on after the last ticket of the log.
    let last = last.saturating_add(1).min(LAST_YEAR);
    let _ = writeln!(out, "horizon  = {{ from = {first}, until = {last} }}");
    out
}

fn hours_need_made_up(spec: &CalendarSpec) -> bool {
    spec.holidays.iter().any(|list| list.made_up().next().is_some())
}

/// Returns the measure that an event ends.
const fn measure(event: EventKind) -> Measure {
    match event {
        EventKind::Recorded => Measure::Recorded,
        EventKind::FirstResponse | EventKind::MessageOut => Measure::FirstResponse,
        EventKind::Classified => Measure::Triage,
        EventKind::Assigned | EventKind::Transferred => Measure::Transfer,
        EventKind::Explained => Measure::Progress,
        EventKind::Revisited => Measure::Revisit,
        _ => Measure::Resolution,
    }
}

/// Returns a text as TOML writes it: as JSON does, but for one character that TOML wants escaped.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}

/// Returns a name as TOML takes it for a key.
fn key(text: &str) -> String {
    let is_bare = text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    if is_bare { text.to_owned() } else { quoted(text) }
}

/// Returns a name for a comment: on one line.
fn comment(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// Returns the name of a group for its rule, with its number where another group would have the same.
fn own_slug(words: &Words<'_>, found: &Calibration, group: u32) -> String {
    let name = slug(&words.group(group));
    let same = found.best.groups.iter().filter(|other| slug(&words.group(other.group)) == name).count();
    if same > 1 { format!("{name}-{group}") } else { name }
}

/// Returns a name in small letters, digits and hyphens.
fn slug(name: &str) -> String {
    let plain = name.to_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "group".to_owned() } else { parts.join("-") }
}
