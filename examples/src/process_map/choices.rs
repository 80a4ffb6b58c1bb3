//! What is said of the activities on the command line: final, working, waiting, contacts, approvals, and rules of order.

use clap::Args;
use crm_calendar::ElapsedTime;
use crm_kit::kpi::process::{OrderRule, ProcessRules, Spending};

use super::log::EventLog;
use crate::run::Failure;

/// What is said of activities. Each flag may be repeated.
#[derive(Debug, Default, Args)]
pub(super) struct Choices {
    /// Activity with which a case may end
    #[arg(long = "final", value_name = "ACTIVITY")]
    finals: Vec<String>,

    /// After how many days of silence a case that has not ended has a broken link; needs --final
    #[arg(long, value_name = "DAYS", requires = "finals", value_parser = clap::value_parser!(u16).range(1..))]
    gap: Option<u16>,

    /// Activity after which somebody works on the case
    #[arg(long, value_name = "ACTIVITY")]
    working: Vec<String>,

    /// Activity after which the case waits
    #[arg(long, value_name = "ACTIVITY")]
    waiting: Vec<String>,

    /// Activity that is a contact with the customer
    #[arg(long, value_name = "ACTIVITY")]
    contact: Vec<String>,

    /// Activity that is an approval
    #[arg(long, value_name = "ACTIVITY")]
    approval: Vec<String>,

    /// Rule: each THEN needs a FIRST somewhere before it in its case
    #[arg(long, value_names = ["FIRST", "THEN"], num_args = 2)]
    precedes: Vec<String>,

    /// Rule: each FIRST needs a THEN after it, at most so many hours later
    #[arg(long, value_names = ["FIRST", "THEN", "HOURS"], num_args = 3)]
    follows: Vec<String>,

    /// Rule: no NEVER comes after a FIRST in its case
    #[arg(long, value_names = ["FIRST", "NEVER"], num_args = 2)]
    never_after: Vec<String>,
}

/// What the demo's events mean, where the command line says nothing.
const DEMO_FINALS: [&str; 4] = ["confirmed", "closed", "revisited", "merged"];
const DEMO_WAITING: [&str; 3] = ["opened", "waiting", "solved"];
const DEMO_WORKING: [&str; 6] =
    ["classified", "assigned", "transferred", "first-response", "reopened", "back"];
const DEMO_CONTACTS: [&str; 5] = ["message-in", "first-response", "message-out", "explained", "revisited"];
const DEMO_APPROVALS: [&str; 1] = ["approved"];
const DEMO_GAP: u16 = 14;

/// What is said of activities, in the codes of a log.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) rules: ProcessRules,
    pub(super) order: Vec<OrderRule>,
}

impl Choices {
    /// Returns what is said, or which activity the log does not have.
    pub(super) fn said(&self, log: &EventLog) -> Result<Said, Failure> {
        if !log.is_file && self.is_silent() {
            return Self::of_demo().said(log);
        }
        let code = |name: &String| code(log, name);
        let codes = |names: &[String]| names.iter().map(code).collect::<Result<_, Failure>>();
        let mut rules = ProcessRules {
            finals: codes(&self.finals)?,
            gap: self.gap.map(|days| ElapsedTime::from_hours(24 * i32::from(days))),
            contacts: codes(&self.contact)?,
            approvals: codes(&self.approval)?,
            ..ProcessRules::default()
        };
        for (names, spending) in [(&self.working, Spending::Working), (&self.waiting, Spending::Waiting)] {
            for name in names {
                let before = rules.spending.insert(code(name)?, spending);
                if before.is_some_and(|before| before != spending) {
                    return Err(Failure::new(format!(
                        "`{name}` is both --working and --waiting: after it, one of them can be true"
                    )));
                }
            }
        }
        let mut order = Vec::new();
        for pair in self.precedes.chunks(2) {
            if let [first, then] = pair {
                let (first, then) = two_activities(code(first)?, code(then)?, "--precedes", first)?;
                order.push(OrderRule::Precedes { first, then });
            }
        }
        for three in self.follows.chunks(3) {
            if let [first, then, hours] = three {
                let number: i32 = hours.parse().ok().filter(|hours| *hours >= 0).ok_or_else(|| {
                    Failure::new(format!("`{hours}` after --follows is no whole number of hours such as 48"))
                })?;
                let within = Some(ElapsedTime::from_hours(number));
                let (first, then) = two_activities(code(first)?, code(then)?, "--follows", first)?;
                order.push(OrderRule::Follows { first, then, within });
            }
        }
        for pair in self.never_after.chunks(2) {
            if let [first, never] = pair {
                order.push(OrderRule::NeverAfter { first: code(first)?, never: code(never)? });
            }
        }
        Ok(Said { rules, order })
    }

    fn is_silent(&self) -> bool {
        let lists = [&self.finals, &self.working, &self.waiting, &self.contact, &self.approval];
        let rules = [&self.precedes, &self.follows, &self.never_after];
        lists.iter().chain(&rules).all(|names| names.is_empty())
    }

    fn of_demo() -> Self {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self {
            finals: names(&DEMO_FINALS),
            gap: Some(DEMO_GAP),
            working: names(&DEMO_WORKING),
            waiting: names(&DEMO_WAITING),
            contact: names(&DEMO_CONTACTS),
            approval: names(&DEMO_APPROVALS),
            precedes: names(&["opened", "solved", "solved", "confirmed"]),
            follows: names(&["opened", "first-response", "8"]),
            never_after: names(&["closed", "transferred"]),
        }
    }
}

/// Refuses a rule of one activity and itself, which its first or its last time in every case breaks.
fn two_activities(first: u32, then: u32, flag: &str, name: &str) -> Result<(u32, u32), Failure> {
    if first == then {
        return Err(Failure::new(format!(
            "{flag} names `{name}` twice, and every case with it would break the rule: name two activities"
        )));
    }
    Ok((first, then))
}

/// How many activities are named where one is not found.
const SHOWN: usize = 30;

/// Returns the code of an activity, or says which ones there are.
fn code(log: &EventLog, name: &String) -> Result<u32, Failure> {
    let place = log.activities.iter().position(|activity| activity == name);
    if let Some(code) = place.and_then(|place| u32::try_from(place).ok()) {
        return Ok(code);
    }
    let names: Vec<String> = log.activities.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = if log.activities.len() > SHOWN { ", and more" } else { "" };
    Err(Failure::new(format!("the log has no activity `{name}`: it has {}{more}", names.join(", "))))
}
