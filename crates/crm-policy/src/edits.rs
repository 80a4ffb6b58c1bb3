//! Edits of a calendar in later versions, told to the rules whose clocks they concern (edge case T27).

use std::sync::Arc;

use crm_calendar::Calendar;
use crm_sla::{CalendarEdit, CalendarEdits, RuleSpec, ServiceLevels};

use crate::error::PolicyError;
use crate::version::PolicyVersion;

/// Tells the rules of each version which hours their calendars have in later versions, where a rule asks for them.
/// `versions` are sorted by when they come into force.
///
/// # Errors
///
/// When the hours before and after an edit have nothing in common to be joined, such as their years.
pub(crate) fn tell(versions: &mut [PolicyVersion]) -> Result<(), PolicyError> {
    let all = versions.to_vec();
    for (place, version) in versions.iter_mut().enumerate() {
        let rules = version.parts.service_levels.rules();
        if rules.iter().all(|rule| rule.changes().calendar == CalendarEdits::AsOpened) {
            continue;
        }
        let later =
            all.get(place..).unwrap_or_default().iter().filter(|other| other.scope() == version.scope());
        let specs: Vec<RuleSpec> = rules
            .iter()
            .map(|rule| RuleSpec {
                calendar_edits: edits(rule.calendar(), version, later.clone()),
                ..rule.spec().clone()
            })
            .collect();
        let levels = ServiceLevels::new(specs, version.parts.service_levels.hit_policy());
        version.edited = Some(Arc::new(levels.map_err(|error| {
            let mut problem = version.parts.valid_place.clone();
            problem.message = error.to_string();
            PolicyError::from(problem)
        })?));
    }
    Ok(())
}

/// Returns the hours that a calendar of `version` has in later versions, where they are other hours.
fn edits<'a>(
    calendar: &Calendar,
    version: &PolicyVersion,
    later: impl Iterator<Item = &'a PolicyVersion>,
) -> Vec<CalendarEdit> {
    let mut edits: Vec<CalendarEdit> = Vec::new();
    for other in later {
        let from = other.valid_from().filter(|from| Some(*from) > version.valid_from());
        let Some((from, edited)) = from.zip(other.calendars().get(calendar.name())) else { continue };
        let current = edits.last().map_or(calendar, |edit| &edit.calendar);
        let end = current.horizon().end().min(edited.horizon().end());
        if current.horizon() != edited.horizon() || !current.periods(from, end).eq(edited.periods(from, end))
        {
            edits.push(CalendarEdit { from, calendar: edited.clone() });
        }
    }
    edits
}
