//! Laws that a policy should keep, whatever its numbers: checked on every combination of its words and on sampled
//! instants, without a single record of yours.
//!
//! A breach need not be a mistake of the file. It may be a true finding about the document behind it, which its owner
//! should know: two clauses that cannot both be met, a promise that treats a better customer worse.

mod clauses;
mod ladder;
mod samples;
mod shares;
mod stricter;
mod tiers;
mod warnings;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crm_model::ClauseId;
use crm_policy::{Policy, PolicyVersion};

pub use self::stricter::{StricterError, stricter, stricter_removes_no_miss};

/// A law that a policy should keep.
///
/// # Examples
///
/// ```
/// use crm_kit::{Policy, laws::{LAWS, check}};
///
/// let mine = "schema = 'crm-policy/1'\nname = 'mine'\nextends = 'basic'\n\
///             [sla.triage]\nclause = 'B-TRIAGE-7'"; // a clause that the document does not have
/// let breaches = check(&Policy::parse(mine, "mine.toml")?);
/// assert_eq!(breaches.len(), 1);
/// assert_eq!(breaches[0].law, "clauses-exist");
/// assert_eq!(LAWS.len(), 6);
/// # Ok::<(), crm_kit::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Law {
    /// Its name, such as `clauses-exist`.
    pub name: &'static str,
    /// What it demands, in a sentence without a full stop.
    pub meaning: &'static str,
    check: fn(&PolicyVersion) -> Vec<Says>,
}

/// A law that a policy does not keep, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Breach {
    /// The law's name.
    pub law: &'static str,
    /// The policy's name and version.
    pub policy: String,
    /// The clauses concerned, sorted.
    pub clauses: Vec<ClauseId>,
    /// What is wrong, with the numbers: rules, facts and an instant that show it.
    pub says: String,
}

/// What one law finds: the clauses concerned, and the sentence.
type Says = (Vec<ClauseId>, String);

/// Every law, in the order in which reports list them.
pub const LAWS: [Law; 6] = [
    Law {
        name: "higher-tier-never-waits-longer",
        meaning: "of two customers with the same request the one of the higher tier is never promised less",
        check: tiers::check,
    },
    Law {
        name: "warnings-come-before-deadlines",
        meaning: "every warning is raised after the clock started and before it falls due",
        check: warnings::check,
    },
    Law {
        name: "ladders-rise",
        meaning: "each rung of an escalation ladder has more authority than the one below",
        check: ladder::check,
    },
    Law {
        name: "shares-add-up",
        meaning: "the parts of every split make up the whole",
        check: shares::check,
    },
    Law {
        name: "clauses-exist",
        meaning: "every clause of a known document that a rule names is in the register of clauses",
        check: clauses::check,
    },
    Law {
        name: "stricter-limits-remove-no-miss",
        meaning: "what is late under a limit is late under half of it",
        check: stricter::check,
    },
];

/// Returns what a policy breaks of all laws, sorted by law.
///
/// # Examples
///
/// ```
/// use crm_kit::{Policy, Preset, laws::check};
///
/// assert!(check(&Policy::preset(Preset::Basic)).is_empty());
/// ```
pub fn check(policy: &Policy) -> Vec<Breach> {
    LAWS.iter().flat_map(|law| law.breaches(policy)).collect()
}

impl Law {
    /// Returns where a policy breaks the law: in the order of its versions, then sorted.
    pub fn breaches(&self, policy: &Policy) -> Vec<Breach> {
        policy.versions().iter().flat_map(|version| self.breaches_of(version)).collect()
    }

    fn breaches_of(&self, version: &PolicyVersion) -> Vec<Breach> {
        let name = [version.name(), version.version()].join(" ");
        let breach = |(mut clauses, says): Says| {
            clauses.sort_unstable();
            clauses.dedup();
            Breach { law: self.name, policy: name.trim_end().into(), clauses, says }
        };
        let mut breaches: Vec<Breach> = (self.check)(version).into_iter().map(breach).collect();
        breaches.sort_unstable();
        breaches.dedup();
        breaches
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.law, self.says)?;
        for (place, clause) in self.clauses.iter().enumerate() {
            write!(formatter, "{}{clause}", if place == 0 { " (" } else { ", " })?;
        }
        if self.clauses.is_empty() { Ok(()) } else { formatter.write_str(")") }
    }
}
