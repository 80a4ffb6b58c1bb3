//! Who holds which role, and when.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::{Department, PersonId, Role};

/// A person in a role for a time: half-open, `[from, until)`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Assignment {
    /// The role.
    pub role: Role,
    /// The department for which the person holds it; `None` for the whole company.
    pub department: Option<Department>,
    /// Whether the person stands in for the holder.
    pub deputy: bool,
    /// The person.
    pub person: PersonId,
    /// The first instant; `None` for "from the beginning".
    pub from: Option<DateTime<Utc>>,
    /// The first instant after it; `None` while it lasts.
    pub until: Option<DateTime<Utc>>,
}

/// An assignment that can never hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the assignment ends at {until}, which is not after its beginning at {from}")]
pub struct AssignmentError {
    /// Its beginning.
    pub from: DateTime<Utc>,
    /// Its end.
    pub until: DateTime<Utc>,
}

/// The roles of a company and who holds them over time.
///
/// # Examples
///
/// ```
/// use crm_model::chrono::{DateTime, Utc};
/// use crm_model::{Assignment, Department, Organisation, PersonId, Role};
///
/// let noon: DateTime<Utc> = "2026-03-02T12:00:00Z".parse()?;
/// let assignment = |person: &str, deputy, until| -> Result<_, crm_model::NameError> {
///     Ok(Assignment {
///         role: Role::new("supervisor")?,
///         department: Some(Department::new("finance")?),
///         deputy,
///         person: PersonId::new(person)?,
///         from: None,
///         until,
///     })
/// };
/// // The supervisor left at noon; a deputy is there.
/// let organisation = Organisation::new(vec![assignment("wu", false, Some(noon))?, assignment("he", true, None)?])?;
/// let finance = Department::new("finance")?;
/// let holders = organisation.holders(&Role::new("supervisor")?, Some(&finance), noon);
/// assert_eq!(holders.iter().map(|one| one.person.as_str()).collect::<Vec<_>>(), ["he"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Vec<Assignment>", into = "Vec<Assignment>"))]
pub struct Organisation {
    // INVARIANT: sorted, no two equal, each with an end after its beginning.
    assignments: Vec<Assignment>,
}

impl Organisation {
    /// Returns the organisation that assignments make up, in whatever order they come; repeats count once.
    ///
    /// # Errors
    ///
    /// When an assignment ends before it begins, or as it begins.
    pub fn new(mut assignments: Vec<Assignment>) -> Result<Self, AssignmentError> {
        for Assignment { from, until, .. } in &assignments {
            if let (Some(from), Some(until)) = (*from, *until)
                && until <= from
            {
                return Err(AssignmentError { from, until });
            }
        }
        assignments.sort_unstable();
        assignments.dedup();
        Ok(Self { assignments })
    }

    /// Returns every assignment, sorted by role, department, deputies last, and person.
    pub fn assignments(&self) -> &[Assignment] {
        &self.assignments
    }

    /// Returns those who hold a role at `instant`, holders before deputies.
    ///
    /// Those who hold it for the department come first; whoever holds it for the whole company counts where nobody
    /// does so for the department. Without a department only those of the whole company count.
    pub fn holders(
        &self,
        role: &Role,
        department: Option<&Department>,
        instant: DateTime<Utc>,
    ) -> Vec<&Assignment> {
        let of = |department: Option<&Department>| -> Vec<&Assignment> {
            let wanted = |one: &&Assignment| {
                one.role == *role
                    && one.department.as_ref() == department
                    && one.from.is_none_or(|from| from <= instant)
                    && one.until.is_none_or(|until| instant < until)
            };
            self.assignments.iter().filter(wanted).collect()
        };
        let own = if department.is_some() { of(department) } else { Vec::new() };
        if own.is_empty() { of(None) } else { own }
    }
}

impl TryFrom<Vec<Assignment>> for Organisation {
    type Error = AssignmentError;

    fn try_from(assignments: Vec<Assignment>) -> Result<Self, AssignmentError> {
        Self::new(assignments)
    }
}

impl From<Organisation> for Vec<Assignment> {
    fn from(organisation: Organisation) -> Self {
        organisation.assignments
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn assignment(person: &str, department: Option<&str>, until: Option<&str>) -> Assignment {
        Assignment {
            role: Role::new("director").unwrap(),
            department: department.map(|text| Department::new(text).unwrap()),
            deputy: false,
            person: PersonId::new(person).unwrap(),
            from: Some(instant("2026-01-01T00:00:00Z")),
            until: until.map(instant),
        }
    }

    #[test]
    fn a_company_wide_holder_counts_where_the_department_has_none() {
        let organisation = Organisation::new(vec![
            assignment("all", None, None),
            assignment("sales", Some("sales"), Some("2026-06-01T00:00:00Z")),
        ])
        .unwrap();
        let (role, sales) = (Role::new("director").unwrap(), Department::new("sales").unwrap());
        let who = |at: &str| organisation.holders(&role, Some(&sales), instant(at))[0].person.as_str();
        assert_eq!(who("2026-05-31T23:59:59Z"), "sales");
        assert_eq!(who("2026-06-01T00:00:00Z"), "all");
        assert!(organisation.holders(&role, None, instant("2025-12-31T23:59:59Z")).is_empty());
    }

    #[test]
    fn an_assignment_that_never_holds_is_refused() {
        assert!(Organisation::new(vec![assignment("a", None, Some("2026-01-01T00:00:00Z"))]).is_err());
    }
}
