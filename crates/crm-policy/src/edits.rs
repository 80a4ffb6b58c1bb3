//! Edits of a calendar in later versions, told to the rules whose clocks they concern (edge case T27).

use std::sync::Arc;

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
            .map(|rule| {
                let edit = |other: &PolicyVersion| {
                    let from = other.valid_from().filter(|from| Some(*from) > version.valid_from())?;
                    let calendar = other.calendars().get(rule.calendar().name())?.clone();
                    Some(CalendarEdit { from, calendar })
                };
                RuleSpec { calendar_edits: later.clone().filter_map(edit).collect(), ..rule.spec().clone() }
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
