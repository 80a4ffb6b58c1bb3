//! Who holds which role in the demo's company.

use chrono::{DateTime, Utc};
use crm_model::{Assignment, Organisation, PersonId};

use super::dice::name;
use super::people::{AGENTS, agent_number, superior};
use super::time::instant;
use super::words::DEPARTMENTS;

/// The department whose supervisor left on the first of November 2025 and was not replaced: a deputy stands in.
const VACANT: &str = "finance";
const VACANT_SINCE: i64 = -61;
/// The department whose supervisor is its head as well.
const ONE_ON_TWO_RUNGS: &str = "product";
/// Departments with a director of their own; the others look to the one of the whole company.
const WITH_DIRECTOR: [&str; 3] = ["sales", "customer-service", "marketing"];

/// Returns agents, supervisors and heads of every department, the directors, and the senior management.
pub(super) fn chart() -> Organisation {
    let mut rows = Vec::new();
    for department in DEPARTMENTS {
        for number in 1..=AGENTS {
            rows.push(holds("agent", Some(department), agent_number(department, number)));
        }
        rows.extend(supervisors(department));
        rows.push(holds("department-head", Some(department), superior(department, "head")));
    }
    for department in WITH_DIRECTOR {
        rows.push(holds("director", Some(department), superior(department, "director")));
    }
    rows.push(holds("director", None, name("operations-director")));
    rows.push(holds("senior-management", None, name("general-manager")));
    // No assignment of the demo has both a beginning and an end, so nothing is refused.
    Organisation::new(rows).unwrap_or_default()
}

fn supervisors(department: &str) -> Vec<Assignment> {
    let role = "supervisor";
    let one = holds(role, Some(department), superior(department, role));
    match department {
        VACANT => vec![
            Assignment { until: Some(since()), ..one },
            Assignment {
                deputy: true,
                from: Some(since()),
                ..holds(role, Some(department), agent_number(department, 1))
            },
        ],
        ONE_ON_TWO_RUNGS => vec![holds(role, Some(department), superior(department, "head"))],
        _ => vec![one],
    }
}

fn since() -> DateTime<Utc> {
    instant(VACANT_SINCE, 0)
}

fn holds(role: &str, department: Option<&str>, person: PersonId) -> Assignment {
    Assignment {
        role: name(role),
        department: department.map(name),
        deputy: false,
        person,
        from: None,
        until: None,
    }
}
