//! What should be reached, and who says so.

use std::str::FromStr;

use crm_calendar::{ElapsedTime, Span};
use crm_kit::Policy;
use crm_kit::kpi::staffing::ServiceGoal;
use crm_kit::sla::{Measure, Rule};
use crm_model::{Channel, Share};

use super::values;
use crate::run::{Failure, load_policy};

/// What the command line asks for: a share, and how soon or as soon as the policy asks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    share: Share,
    within: Option<ElapsedTime>,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (share, within) = match text.split_once("within") {
            Some((share, within)) => (share.trim(), Some(values::span(within.trim())?)),
            None => (text.trim(), None),
        };
        let share: Share =
            share.parse().map_err(|_| "is not a target such as '80%' or '80% within 60s'".to_owned())?;
        Ok(Self { share, within })
    }
}

/// What should be reached.
#[derive(Debug, Clone)]
pub(super) struct Goal {
    pub(super) goal: ServiceGoal,
    /// The rule of the policy that says how soon; `None` where the command line does.
    pub(super) rule: Option<LimitOf>,
}

/// A limit of a policy.
#[derive(Debug, Clone)]
pub(super) struct LimitOf {
    pub(super) policy: String,
    pub(super) clause: String,
    pub(super) rule: String,
}

impl Target {
    /// Returns the goal, with the limit of the policy where the command line names none.
    pub(super) fn goal(self, policy: &str, channel: &Channel) -> Result<Goal, Failure> {
        let (within, rule) = if let Some(within) = self.within {
            (within, None)
        } else {
            let (within, rule) = limit(&load_policy(policy, "the name after --policy")?, channel)?;
            (within, Some(rule))
        };
        Ok(Goal { goal: ServiceGoal::new(self.share, within)?, rule })
    }
}

/// Returns the limit of first responses by a channel: of rules for it alone, else of those for all; of several the shortest.
fn limit(policy: &Policy, channel: &Channel) -> Result<(ElapsedTime, LimitOf), Failure> {
    let rules = policy.versions().last().map_or(&[][..], |version| version.service_levels().rules());
    let found = |is_meant: &dyn Fn(&Rule) -> bool| {
        let limits = rules.iter().filter(|rule| rule.measure() == Measure::FirstResponse && is_meant(rule));
        limits
            .filter_map(|rule| Some((by_the_clock(rule.target()?.within())?, rule)))
            .min_by_key(|(within, _)| *within)
    };
    let its_own =
        found(&|rule| rule.when().channel.as_ref().is_some_and(|channels| channels.contains(channel)));
    let found = its_own.or_else(|| found(&|rule| rule.when().channel.is_none()));
    let (within, rule) = found.ok_or_else(|| {
        Failure::new(format!(
            "the policy `{}` has no limit by the clock for first responses by {channel}: name one, as in --target \
             '80% within 60s', or another --policy or --channel",
            policy.name()
        ))
    })?;
    let (clause, name) = (rule.clause().to_string(), rule.name().to_string());
    Ok((within, LimitOf { policy: policy.name().to_owned(), clause, rule: name }))
}

/// Returns the limit in time by the clock. While a hotline is open, business time is.
fn by_the_clock(span: Span) -> Option<ElapsedTime> {
    match span {
        Span::AtOnce => Some(ElapsedTime::ZERO),
        Span::Elapsed(time) => Some(time),
        Span::Open(time) => Some(ElapsedTime::from_micros(time.as_micros())),
        Span::CalendarDays(_) | Span::BusinessDays(_) => None,
    }
}
