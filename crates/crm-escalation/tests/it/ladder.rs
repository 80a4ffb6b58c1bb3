//! Ladders: what is refused, and who stands on a rung.

use crm_escalation::{Ladder, LadderError, Matter, Note, Post, Rung};
use crm_model::{Assignment, Organisation};

use crate::support::{march, organisation};

fn rung(role: &str, rank: u32) -> Rung {
    Rung { role: role.parse().unwrap(), rank, by_kind: [].into() }
}

#[test]
fn a_ladder_with_no_rung_or_that_does_not_rise_is_refused() {
    assert_eq!(Ladder::new(vec![]), Err(LadderError::Empty));
    let flat = Ladder::new(vec![rung("supervisor", 1), rung("director", 1)]).unwrap_err();
    assert_eq!(
        flat.to_string(),
        "the ladder does not rise: the rank of `director` is not above that of `supervisor`, the rung before it"
    );
    let twice = Ladder::new(vec![rung("director", 1), rung("director", 2)]).unwrap_err();
    assert_eq!(twice.to_string(), "the role `director` stands on two rungs");
}

#[test]
fn the_director_is_the_one_for_the_kind_of_problem() {
    let post =
        |department: &str| Post { role: "director".parse().unwrap(), department: department.parse().ok() };
    let mut director = rung("director", 3);
    director.by_kind.insert("inquiry".parse().unwrap(), post("sales"));
    director.by_kind.insert("complaint".parse().unwrap(), post("service"));
    let ladder = Ladder::new(vec![director]).unwrap();
    let assignment = |department: &str, person: &str| Assignment {
        role: "director".parse().unwrap(),
        department: department.parse().ok(),
        deputy: false,
        person: person.parse().unwrap(),
        from: None,
        until: None,
    };
    let people = Organisation::new(vec![assignment("sales", "sun"), assignment("service", "fan")]).unwrap();
    let who = |kind: &str, department: &str| {
        let (kind, department) = (kind.parse().unwrap(), department.parse().unwrap());
        let matter = Matter { kind: Some(&kind), department: Some(&department), person: None };
        let (to, notes) = ladder.recipient(0, &matter, &people, march("02 09:00"));
        to.map_or_else(|| format!("{notes:?}"), |to| to.person.unwrap().as_str().to_owned())
    };
    assert_eq!(who("inquiry", "finance"), "sun");
    assert_eq!(who("complaint", "sales"), "fan");
    assert_eq!(who("praise", "sales"), "sun"); // of no listed kind: the department that has the ticket
    assert!(who("praise", "finance").contains("Exhausted"));
}

#[test]
fn nobody_at_all_is_nobody() {
    let ladder = Ladder::new(vec![rung("supervisor", 1)]).unwrap();
    let nobody = Matter { kind: None, department: None, person: None };
    let (to, notes) = ladder.recipient(0, &nobody, &organisation(&[]), march("02 09:00"));
    assert_eq!(to, None);
    assert!(matches!(notes.as_slice(), [Note::Vacant { rung: 0, .. }, Note::Exhausted]), "{notes:?}");
}

#[test]
fn a_deputy_of_the_person_who_has_the_ticket_does_not_stand_above_him() {
    let ladder = Ladder::new(vec![rung("supervisor", 1), rung("director", 2)]).unwrap();
    let people =
        organisation(&[("supervisor", "su", false), ("supervisor", "deng", true), ("director", "di", false)]);
    let own = "su".parse().unwrap();
    let matter = Matter { kind: None, department: None, person: Some(&own) };
    let (to, notes) = ladder.recipient(0, &matter, &people, march("02 09:00"));
    assert_eq!(to.unwrap().person.unwrap().as_str(), "di");
    assert_eq!(notes, [Note::OwnHolder { rung: 0 }]);
}
