//! Every figure of the study.

use chrono::{DateTime, Utc};
use crm_kit::kpi::diagnosis::{Diagnosis, DiagnosisDimension, Measured, Sign};
use crm_kit::kpi::process::{
    ActivityTally, Conformance, OrderRule, OrderTally, ProcessClock, ProcessRules, ProcessTally,
};

use super::Args;
use super::log::EventLog;
use crate::business_time::Office;
use crate::input::LeftOut;
use crate::process::Named;
use crate::process::map::Map;
use crate::process::words::order;
use crate::report::cell::{counted, readable};
use crate::run::Failure;

/// The sign that is a share of time, whose parts are microseconds that nobody can read.
pub(super) const TIME_WAITED: &str = "known time spent waiting";

/// A log, counted.
#[derive(Debug)]
pub(super) struct Study {
    pub(super) title: String,
    pub(super) is_file: bool,
    pub(super) rows: u64,
    pub(super) unreadable: u64,
    pub(super) keeps_repeats: bool,
    pub(super) notes: Vec<String>,
    pub(super) as_of: DateTime<Utc>,
    /// The name of the calendar by which open time is measured, if any.
    pub(super) calendar: Option<String>,
    pub(super) cases: Vec<String>,
    pub(super) activities: Vec<String>,
    /// The names of resources; `None` where they are hidden.
    pub(super) resources: Option<Vec<String>>,
    pub(super) departments: Vec<String>,
    pub(super) rules: ProcessRules,
    pub(super) tally: ProcessTally,
    pub(super) order: Vec<(OrderRule, OrderTally)>,
    pub(super) map: Map,
}

impl Study {
    pub(super) fn of(log: EventLog, args: &Args) -> Result<Self, Failure> {
        let said = args.choices.said(&log)?;
        let last = log.steps.last_instant().and_then(DateTime::<Utc>::from_timestamp_micros);
        let as_of = args.as_of.or(log.as_of).or(last);
        let as_of = as_of.ok_or_else(|| Failure::new("the log has no event"))?;
        let office = args.calendar.as_deref().map(|file| Office::load(Some(file), args.name.as_deref()));
        let calendar = office.transpose()?.map(|office| office.calendar);
        let clock = ProcessClock { as_of, zone: log.zone.clone(), calendar: calendar.as_ref() };
        let tally = ProcessTally::of(&log.steps, &said.rules, &clock);
        if tally.cases == 0 {
            return Err(Failure::new(format!(
                "no case had begun by {}: name a later instant with --as-of",
                readable(as_of)
            )));
        }
        let order = Conformance::of(&log.steps, &said.order, &clock);
        let mut notes = log.notes;
        if log.steps.tied() > 0 {
            notes.push(tied(log.steps.tied(), args.log.rows_in_order, log.is_file));
        }
        if tally.events_later > 0 {
            notes.push(format!(
                "{} after {}, left out",
                counted(tally.events_later, "event"),
                readable(as_of)
            ));
        }
        let beyond = tally.edges.values().map(|edge| edge.wait.beyond).sum();
        if beyond > 0 {
            let waits = counted(beyond, "wait");
            notes.push(format!(
                "{waits} beyond what the calendar knows: their open time is unknown and in no sum of it"
            ));
        }
        let LeftOut { count: unreadable, .. } = log.left_out;
        Ok(Self {
            title: log.title,
            is_file: log.is_file,
            rows: log.rows,
            unreadable,
            keeps_repeats: args.log.keep_repeats || !log.is_file,
            notes,
            as_of,
            calendar: calendar.map(|calendar| calendar.name().to_owned()),
            cases: log.cases,
            activities: log.activities,
            resources: args.log.show_values.then_some(log.resources),
            departments: log.departments,
            rules: said.rules,
            map: Map::of(&tally, args.edges),
            tally,
            order: order.rules().map(|(rule, tally)| (rule, tally.clone())).collect(),
        })
    }

    /// Returns how many cases have a broken link after an activity; `None` where nobody said what that is.
    pub(super) fn broken_links(&self, activity: u32) -> Option<u64> {
        self.rules.gap.filter(|_| !self.rules.finals.is_empty())?;
        Some(self.tally.stopped.get(&activity).map_or(0, |stopped| stopped.cases))
    }

    /// Returns how often an activity was done again straight away by the same resource; `None` where no resource is known.
    pub(super) fn repeated_by_same(&self, activity: &ActivityTally) -> Option<u64> {
        (self.tally.resources.cases_known > 0).then_some(activity.repeated_by_same)
    }

    /// Returns the process with the names of its activities.
    pub(super) fn named(&self) -> Named<'_> {
        Named { tally: &self.tally, activities: &self.activities }
    }

    /// Returns the name of an activity.
    pub(super) fn activity(&self, code: u32) -> &str {
        self.named().activity(code)
    }

    /// Returns a rule of order in words.
    pub(super) fn rule(&self, rule: OrderRule) -> String {
        order(rule.map(|code| self.activity(code)))
    }

    /// Returns the name of a department.
    pub(super) fn department(&self, code: u32) -> String {
        named(&self.departments, code).unwrap_or("unknown").to_owned()
    }

    /// Returns the name of a resource, or a number where names are hidden.
    pub(super) fn resource(&self, code: u32) -> String {
        let name = self.resources.as_deref().and_then(|names| named(names, code));
        name.map_or_else(|| format!("no. {}", u64::from(code) + 1), str::to_owned)
    }

    /// Returns the name of a case.
    pub(super) fn case(&self, code: u32) -> &str {
        named(&self.cases, code).unwrap_or("unknown")
    }

    /// Returns what the process tells for a diagnosis, along all dimensions.
    pub(super) fn diagnosis(&self) -> Diagnosis {
        let tally = &self.tally;
        let of_process =
            |name: &str, share, missing: &str| Sign::share(DiagnosisDimension::Process, name, share, missing);
        let waits = tally.spent().waiting_share();
        let open = self.rules.gap.and_then(|_| tally.broken()).filter(|_| !self.rules.finals.is_empty());
        let said = |activities: &std::collections::BTreeSet<u32>, events, missing: &str| {
            if activities.is_empty() {
                Measured::NotMeasurable(missing.to_owned())
            } else {
                Measured::Count(events)
            }
        };
        let approvals = said(
            &self.rules.approvals,
            tally.approvals.events,
            "which activities are approvals (--approval)",
        );
        let contacts =
            said(&self.rules.contacts, tally.contacts.events, "which activities are contacts (--contact)");
        let mut signs = vec![
            of_process("cases with rework", tally.rework(), "cases"),
            of_process("cases with a broken link", open, "the final activities and the gap (--final, --gap)"),
            of_process(
                TIME_WAITED,
                waits,
                "after which activities a case waits or is worked on (--waiting, --working)",
            ),
            of_process(
                "cases handed over between resources",
                tally.resources.share(),
                "who did the steps (--resource)",
            ),
            of_process(
                "cases that came straight back to a resource",
                tally.resources.share_returned(),
                "who did the steps (--resource)",
            ),
            of_process(
                "cases handed over between departments",
                tally.departments.share(),
                "where steps were done (--department)",
            ),
            of_process(
                "cases that came straight back to a department",
                tally.departments.share_returned(),
                "where steps were done (--department)",
            ),
            Sign::new(DiagnosisDimension::Process, "approvals", approvals),
            Sign::new(DiagnosisDimension::Process, "contacts with the customer", contacts),
            Sign::new(DiagnosisDimension::Data, "rows that repeat another", Measured::Count(tally.repeats)),
        ];
        let elsewhere = [
            (DiagnosisDimension::Channels, "agreement of channels", "which channel each event came by"),
            (
                DiagnosisDimension::Feedback,
                "what reaches who decides",
                "reports and what was done about them",
            ),
            (DiagnosisDimension::Staff, "skill and authority", "records of training and authority"),
            (DiagnosisDimension::Systems, "connection of systems", "which system each event was recorded in"),
        ];
        signs.extend(elsewhere.map(|(dimension, name, missing)| Sign::missing(dimension, name, missing)));
        Diagnosis::new(signs)
    }
}

fn named(names: &[String], code: u32) -> Option<&str> {
    names.get(usize::try_from(code).ok()?).map(String::as_str)
}

fn tied(steps: u64, rows_in_order: bool, is_file: bool) -> String {
    let steps = counted(steps, "event");
    match (is_file, rows_in_order) {
        (false, _) => {
            format!("{steps} at the same instant as another of their ticket: the ticket's order holds")
        }
        (true, true) => {
            format!("{steps} at the same instant as another of their case: the order of rows holds")
        }
        (true, false) => format!(
            "{steps} at the same instant as another of their case: they are taken in the order of their names; if rows are in \
             order, say so by --rows-in-order"
        ),
    }
}
