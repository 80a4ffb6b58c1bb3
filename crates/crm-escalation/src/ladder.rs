//! The ladder: roles in rising authority, and who stands on a rung at an instant.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{Department, Kind, Organisation, PersonId, Role};

use crate::{LadderError, Note};

/// One rung of a ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// The role, held for the department that has the ticket or else for the whole company.
    pub role: Role,
    /// Its authority. The number itself means nothing; it must rise from rung to rung.
    pub rank: u32,
    /// Who stands here instead, by the kind of ticket: the director of sales, service or marketing by the nature of the
    /// problem (D-ESC-2).
    pub by_kind: BTreeMap<Kind, Post>,
}

/// A role in a department.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Post {
    /// The role.
    pub role: Role,
    /// The department; `None` for the whole company.
    pub department: Option<Department>,
}

/// To whom a matter goes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Recipient {
    /// The rung, from 0.
    pub rung: usize,
    /// The role, and the department for which it is wanted.
    pub post: Post,
    /// The person; `None` where no organisation was given.
    pub person: Option<PersonId>,
    /// Whether the person stands in for the holder.
    pub is_deputy: bool,
}

/// A matter that is to go up: of which kind it is, and whose.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    /// The kind of ticket, if known.
    pub kind: Option<&'a Kind>,
    /// The department that has the ticket, if known.
    pub department: Option<&'a Department>,
    /// The person who has the ticket, if known: nobody escalates to himself or herself.
    pub person: Option<&'a PersonId>,
}

/// Roles in rising authority (clause D-ESC-2).
///
/// # Examples
///
/// ```
/// use crm_escalation::{Ladder, LadderError, Rung};
///
/// let rung = |role: &str, rank| -> Result<Rung, crm_model::NameError> {
///     Ok(Rung { role: role.parse()?, rank, by_kind: Default::default() })
/// };
/// let ladder = Ladder::new(vec![rung("supervisor", 1)?, rung("director", 3)?])?;
/// assert_eq!(ladder.rung_of(&"director".parse()?), Some(1));
/// let error = Ladder::new(vec![rung("director", 3)?, rung("supervisor", 1)?]).unwrap_err();
/// assert!(matches!(error, LadderError::DoesNotRise { .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    // INVARIANT: not empty, ranks rise strictly, no role on two rungs.
    rungs: Vec<Rung>,
}

impl Ladder {
    /// Returns the ladder of these rungs, the lowest first.
    ///
    /// # Errors
    ///
    /// When there is no rung, when the rank of one is not above that of the rung before it, or when a role stands on
    /// two rungs.
    pub fn new(rungs: Vec<Rung>) -> Result<Self, LadderError> {
        if rungs.is_empty() {
            return Err(LadderError::Empty);
        }
        for pair in rungs.windows(2) {
            if let [below, rung] = pair
                && rung.rank <= below.rank
            {
                return Err(LadderError::DoesNotRise { rung: rung.role.clone(), below: below.role.clone() });
            }
        }
        let mut below = BTreeSet::new();
        for rung in &rungs {
            let own: BTreeSet<&Role> = roles(rung).collect();
            if let Some(role) = own.iter().find(|role| below.contains(**role)) {
                return Err(LadderError::RoleTwice { role: (*role).clone() });
            }
            below.extend(own);
        }
        Ok(Self { rungs })
    }

    /// Returns the rungs, the lowest first.
    pub fn rungs(&self) -> &[Rung] {
        &self.rungs
    }

    /// Returns on which rung a role stands, from 0.
    pub fn rung_of(&self, role: &Role) -> Option<usize> {
        self.rungs.iter().position(|rung| roles(rung).any(|other| other == role))
    }

    /// Returns to whom a matter goes that is to reach `rung` at least, at an instant, and what was unusual about it.
    ///
    /// The holder of the rung's role; where nobody holds it a deputy; else whoever stands on the next rung that is
    /// filled, at once. Whoever has the ticket is passed over. Where nobody is left from `rung` upwards, the matter stays
    /// with the highest person below, and a note says so. Of several who hold one role, the first by id.
    pub fn recipient(
        &self,
        rung: usize,
        matter: &Matter<'_>,
        organisation: &Organisation,
        instant: DateTime<Utc>,
    ) -> (Option<Recipient>, Vec<Note>) {
        let mut notes = Vec::new();
        let above = self.rungs.iter().enumerate().skip(rung);
        for (place, one) in above {
            match one.stands(place, matter, organisation, instant) {
                Ok(recipient) => {
                    if recipient.is_deputy {
                        notes.push(Note::Deputy { rung: place });
                    }
                    return (Some(recipient), notes);
                }
                Err(note) => notes.push(note),
            }
        }
        notes.push(Note::Exhausted);
        let below = self.rungs.iter().enumerate().take(rung).rev();
        let top = below.filter_map(|(place, one)| one.stands(place, matter, organisation, instant).ok());
        (top.into_iter().next(), notes)
    }

    /// Returns where a matter goes as long as nobody says who holds which role.
    pub(crate) fn unnamed(&self, rung: usize, matter: &Matter<'_>) -> Option<Recipient> {
        let post = self.rungs.get(rung)?.post(matter);
        Some(Recipient { rung, post, person: None, is_deputy: false })
    }

    /// Returns the highest rung on which the same person stands as on `rung`, where nobody else stands between.
    pub(crate) fn collapsed(
        &self,
        rung: usize,
        matter: &Matter<'_>,
        organisation: &Organisation,
        instant: DateTime<Utc>,
    ) -> usize {
        let person = |place: usize| {
            let one = self.rungs.get(place)?;
            one.stands(place, matter, organisation, instant).ok()?.person
        };
        let Some(first) = person(rung) else { return rung };
        let filled =
            (rung.saturating_add(1)..self.rungs.len()).filter_map(|place| Some((place, person(place)?)));
        let own = filled.take_while(|(_, other)| *other == first).last();
        own.map_or(rung, |(place, _)| place)
    }
}

impl Rung {
    /// Returns the role and department that a matter of some kind wants.
    pub fn post(&self, matter: &Matter<'_>) -> Post {
        let special = matter.kind.and_then(|kind| self.by_kind.get(kind));
        special
            .cloned()
            .unwrap_or_else(|| Post { role: self.role.clone(), department: matter.department.cloned() })
    }

    /// Returns who stands on this rung, the `place`th, or why nobody does.
    fn stands(
        &self,
        place: usize,
        matter: &Matter<'_>,
        organisation: &Organisation,
        instant: DateTime<Utc>,
    ) -> Result<Recipient, Note> {
        let post = self.post(matter);
        let holders = organisation.holders(&post.role, post.department.as_ref(), instant);
        let is_own = |person: &PersonId| matter.person == Some(person);
        let free = holders.iter().find(|one| !is_own(&one.person));
        match free {
            Some(one) if !one.deputy || !holders.iter().any(|other| !other.deputy) => {
                Ok(Recipient { rung: place, post, person: Some(one.person.clone()), is_deputy: one.deputy })
            }
            // The holder has the ticket: a deputy would answer to him or her.
            _ if holders.iter().any(|one| is_own(&one.person)) => Err(Note::OwnHolder { rung: place }),
            _ => Err(Note::Vacant { rung: place, post }),
        }
    }
}

fn roles(rung: &Rung) -> impl Iterator<Item = &Role> {
    core::iter::once(&rung.role).chain(rung.by_kind.values().map(|post| &post.role))
}
