//! The choices of a policy that shaped a verdict, in words.

use chrono::{DateTime, Utc};
use crm_kit::sla::{CalendarEdits, Choice, Counting, Reopen};

use super::words::second;

/// One choice of the policy, as reports tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ChoiceView {
    /// What happened: a word for programs.
    pub(super) what: &'static str,
    /// When it happened, if at an instant.
    pub(super) at: Option<DateTime<Utc>>,
    /// The option of the policy that decided, by its word; `None` where there is only one.
    pub(super) option: Option<&'static str>,
    /// All of it in words.
    pub(super) text: String,
}

impl ChoiceView {
    pub(super) fn of(choice: &Choice) -> Self {
        let (what, at, option) = match choice {
            Choice::Reopened { at, option } => ("reopened", Some(*at), word(&Reopen::ALL, option)),
            Choice::RuleChanged { at, counting, .. } => {
                ("rule-changed", Some(*at), word(&Counting::ALL, counting))
            }
            Choice::CalendarEdited { at, option } => {
                ("calendar-edited", Some(*at), word(&CalendarEdits::ALL, option))
            }
            Choice::Agreed { at, .. } => ("agreed", *at, None),
            Choice::TakenOver { at, .. } => ("taken-over", Some(*at), None),
            Choice::PolicyChanged { at } => ("policy-changed", Some(*at), None),
            _ => ("other", None, None),
        };
        Self { what, at, option, text: text(choice) }
    }
}

fn word<T: PartialEq>(words: &[(T, &'static str)], option: &T) -> Option<&'static str> {
    words.iter().find(|(other, _)| other == option).map(|(_, word)| *word)
}

fn text(choice: &Choice) -> String {
    match choice {
        Choice::Reopened { at, option } => {
            let effect = match option {
                Reopen::Continue => "the clock went on as if it had never stopped",
                Reopen::ContinueWithoutSolvedTime => {
                    "the clock went on, without the time while it was solved"
                }
                Reopen::Restart => "a new round began",
                Reopen::FirstOnly => "the first stop counts",
                _ => "the rule says what that does",
            };
            format!("reopened {}: {effect}", second(*at))
        }
        Choice::RuleChanged { at, from, counting } => {
            let before = from.as_ref().map_or_else(|| "no rule".to_owned(), ToString::to_string);
            let effect = match counting {
                Counting::FromStart => "this rule counts from the start of the clock",
                Counting::FromChange => "this rule counts afresh from then on",
            };
            format!("until {} {before} decided: {effect}", second(*at))
        }
        Choice::CalendarEdited { at, option } => {
            let effect = match option {
                CalendarEdits::AsOpened => "they do not count",
                CalendarEdits::KeepUsed => "what was used before stays used",
                CalendarEdits::Replay => "they count from the start of the clock",
            };
            format!("new hours from {} on: {effect}", second(*at))
        }
        Choice::Agreed { at: Some(at), limit } => {
            format!("{limit} was agreed with the customer on this ticket, {}", second(*at))
        }
        Choice::Agreed { at: None, limit } => format!("{limit} is agreed with the customer for all tickets"),
        Choice::TakenOver { at, from } => {
            format!("the promise on {from}, which was merged into this ticket {}, goes on", second(*at))
        }
        Choice::PolicyChanged { at } => {
            format!("a later version of the policy took the open ticket over, {}", second(*at))
        }
        _ => "another choice of the policy".to_owned(),
    }
}
