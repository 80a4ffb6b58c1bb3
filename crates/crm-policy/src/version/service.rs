//! What a version says of service: opening hours, promises on tickets, records, escalation.

use std::collections::BTreeMap;

use crm_calendar::{Calendar, CalendarSpec};
use crm_escalation::EscalationRules;
use crm_sla::{RecordingRules, ServiceLevels};

use super::PolicyVersion;

impl PolicyVersion {
    /// Returns its calendars by name.
    pub fn calendars(&self) -> &BTreeMap<String, Calendar> {
        &self.parts.calendars
    }

    /// Returns what a calendar was made from, so that a program can say why a date is open or closed: the weekly hours,
    /// the holiday lists, the dates with hours of their own. `None` if no calendar of this name states its own hours.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::{ListedDay, chrono::NaiveDate};
    /// use crm_policy::{Policy, Preset};
    ///
    /// let policy = Policy::preset(Preset::Detailed);
    /// let office = policy.latest().calendar_spec("office").unwrap();
    /// let eve = NaiveDate::from_ymd_opt(2026, 2, 16).unwrap(); // a Monday, eve of the Spring Festival
    /// assert!(office.windows_on(eve).is_empty());
    /// assert_eq!(office.holidays[0].day(eve), ListedDay::Off);
    /// assert!(policy.latest().calendar_spec("night-shift").is_none());
    /// ```
    pub fn calendar_spec(&self, name: &str) -> Option<&CalendarSpec> {
        self.parts.calendar_specs.get(name)
    }

    /// Returns its rules about tickets.
    pub fn service_levels(&self) -> &ServiceLevels {
        self.edited.as_deref().unwrap_or(&self.parts.service_levels)
    }

    /// Returns its rules about recording contacts and what is learned of customers; empty if it has none.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::{Policy, Preset};
    ///
    /// let policy = Policy::preset(Preset::Detailed);
    /// let rules = policy.latest().recording().rules();
    /// let names: Vec<&str> = rules.iter().map(|rule| rule.name().as_str()).collect();
    /// assert_eq!(names, ["recording.calls", "recording.contact-details", "recording.file-updates"]);
    /// ```
    pub fn recording(&self) -> &RecordingRules {
        &self.parts.recording
    }

    /// Returns its rules about escalation; `None` if it has no ladder and no trigger.
    pub fn escalation(&self) -> Option<&EscalationRules> {
        self.parts.escalation.as_ref()
    }
}
