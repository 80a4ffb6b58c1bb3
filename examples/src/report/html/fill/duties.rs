//! What is overdue and what falls due next, and who owns it.

use std::collections::BTreeMap;

use crm_calendar::{ElapsedTime, OpenTime};
use crm_model::{Beneficiary, Obligation};

use super::super::{Clause, Duties, DutyRow, OwnerRow};
use crate::report::cell::{brief, minute, shortened};
use crate::report::head::unknown;
use crate::report::{Privacy, Report};

/// How many obligations a list shows at once.
const SHOWN: usize = 10;
/// How many more of them are folded away.
const FOLDED: usize = 40;

/// Returns what is late and can still be met, the longest overdue first.
pub(super) fn overdue(report: &Report) -> Duties {
    let overdue: Vec<&Obligation> = report.assessment.overdue().collect();
    list(report, &overdue, "Nothing is overdue.", |obligation| {
        let elapsed = obligation.late_by.map(|late| late.elapsed.as_micros());
        let open = obligation.late_by.and_then(|late| late.open).map(OpenTime::as_micros);
        [brief(elapsed, true), brief(open, false)]
    })
}

/// Returns what is not late yet and has a due instant, the next to fall due first.
pub(super) fn due_soon(report: &Report) -> Duties {
    let next: Vec<&Obligation> =
        report.assessment.due_next().filter(|obligation| obligation.window.due.is_some()).collect();
    let as_of = report.assessment.as_of;
    list(report, &next, "Nothing that is open has a due instant.", |obligation| {
        let left = obligation.window.due.and_then(|due| (due - as_of).num_microseconds());
        let used = obligation.elapsed.map(ElapsedTime::as_micros);
        [brief(left, true), brief(used, true)]
    })
}

type Lengths = [Option<String>; 2];

fn list(
    report: &Report,
    all: &[&Obligation],
    nothing: &str,
    lengths: impl Fn(&Obligation) -> Lengths,
) -> Duties {
    let nothing =
        unknown(report).map_or_else(|| nothing.to_owned(), |why| format!("Not known: {}.", why.why()));
    let row = |obligation: &&Obligation| row(report, obligation, lengths(obligation));
    Duties {
        nothing,
        total: all.len() as u64,
        rows: all.iter().take(SHOWN).map(row).collect(),
        folded: all.iter().skip(SHOWN).take(FOLDED).map(row).collect(),
        owners: owners(report, all, &lengths),
    }
}

fn row(report: &Report, obligation: &Obligation, [by, besides]: Lengths) -> DutyRow {
    let (id, privacy) = (&obligation.id, report.privacy);
    // The head says that names are hidden; a column that repeats it in every row would say nothing more.
    let is_shown = privacy == Privacy::Shown;
    let customer = match &obligation.beneficiary {
        Beneficiary::Customer(customer) if is_shown => privacy.customer(customer),
        _ => String::new(),
    };
    let person = privacy.owner(obligation.owner.as_ref()).filter(|_| is_shown);
    DutyRow {
        about: shortened(privacy.subject(&id.subject)),
        measure: id.measure.to_string(),
        clause: Clause::new(id.clause.as_ref(), Some(obligation.strength)),
        due: obligation.window.due.map(minute).unwrap_or_default(),
        by: by.unwrap_or_default(),
        besides: besides.unwrap_or_default(),
        department: shortened(department(obligation).unwrap_or_default().to_owned()),
        person: shortened(person.unwrap_or_default()),
        customer: shortened(customer),
    }
}

/// Returns how many obligations each department has, the most first and those of nobody last; the list is sorted by
/// urgency, so that the first of each is its most pressing one.
fn owners(report: &Report, all: &[&Obligation], lengths: &impl Fn(&Obligation) -> Lengths) -> Vec<OwnerRow> {
    let mut owners: BTreeMap<Option<String>, (u64, &Obligation)> = BTreeMap::new();
    for obligation in all {
        let person = || {
            let person = report.privacy.owner(obligation.owner.as_ref())?;
            // By their lengths alone, different persons would be taken for one.
            Some(if report.privacy == Privacy::Shown {
                person
            } else {
                "persons without a department".to_owned()
            })
        };
        let owner = department(obligation).map(str::to_owned).or_else(person);
        owners.entry(owner).or_insert((0, obligation)).0 += 1;
    }
    let mut owners: Vec<_> = owners.into_iter().collect();
    owners.sort_by_key(|(owner, (count, _))| (owner.is_none(), u64::MAX - count));
    let row = |(owner, (count, first)): (Option<String>, (u64, &Obligation))| {
        let [first, _] = lengths(first);
        let owner = owner.map_or_else(|| "not known".to_owned(), shortened);
        OwnerRow { owner, count, first: first.unwrap_or_default() }
    };
    owners.into_iter().map(row).collect()
}

fn department(obligation: &Obligation) -> Option<&str> {
    Some(obligation.owner.as_ref()?.department.as_ref()?.as_str())
}
