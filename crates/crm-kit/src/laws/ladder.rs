//! Each rung of an escalation ladder has more authority than the one below.
//!
//! A file that breaks this law is refused when it is read, with line and column; here it is told that the law is kept.

use alloc::format;
use alloc::vec::Vec;

use crm_policy::PolicyVersion;

use super::Says;

pub(super) fn check(version: &PolicyVersion) -> Vec<Says> {
    let Some(rules) = version.escalation() else { return Vec::new() };
    let clauses = || rules.triggers().iter().map(|trigger| trigger.clause.clone()).collect();
    let rungs = rules.ladder().rungs();
    let falls = rungs.iter().zip(rungs.iter().skip(1)).filter(|(below, rung)| rung.rank <= below.rank);
    falls
        .map(|(below, rung)| {
            let says = format!(
                "rung `{}` has rank {}, which is not above {} of `{}` below it",
                rung.role, rung.rank, below.rank, below.role
            );
            (clauses(), says)
        })
        .collect()
}
