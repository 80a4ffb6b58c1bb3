//! The parts of every split make up the whole.
//!
//! A file that breaks this law is refused when it is read, with line and column; here it is told that the law is kept.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use crm_model::Share;
use crm_policy::PolicyVersion;

use super::Says;

pub(super) fn check(version: &PolicyVersion) -> Vec<Says> {
    let whole = u64::from(Share::ONE.parts_per_million());
    version
        .shares()
        .iter()
        .filter_map(|(name, split)| {
            let sum: u64 = split.shares().iter().map(|(_, share)| u64::from(share.parts_per_million())).sum();
            let says = || format!("the parts of `{name}` make up {sum} of {whole} millionths");
            (sum != whole).then(|| (vec![split.clause().clone()], says()))
        })
        .collect()
}
