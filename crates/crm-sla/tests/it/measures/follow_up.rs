//! Second follow-ups, until the customer accepts.

use super::*;

fn follow_up() -> RuleSpec {
    RuleSpec { pauses: [].into(), ..starting(Measure::FollowUp, "24h", EventKind::Revisited) }
}

fn history(later: &[(&str, Happening)]) -> Ticket {
    let solved = [(march("02 09:00"), Happening::Opened), (march("02 10:00"), Happening::Solved)];
    let later = later.iter().map(|(at, what)| (march(at), what.clone()));
    ticket(solved.into_iter().chain(later).collect())
}

const UNHAPPY: Happening = Happening::Revisited(Some(false));
const HAPPY: Happening = Happening::Revisited(Some(true));

#[test]
fn p_resp_4_a_dissatisfied_answer_opens_another_follow_up_until_the_customer_accepts() {
    let ticket = history(&[
        ("02 12:00", UNHAPPY),
        ("02 13:00", Happening::Reopened), // work begins again, which is no follow-up
        ("02 15:00", Happening::Solved),
        ("03 11:00", UNHAPPY),
        ("03 12:00", Happening::Closed), // and nor is a closing
        ("04 12:00", HAPPY),             // an hour late
    ]);
    assert_eq!(
        stand(&follow_up(), &ticket, march("09 09:00")),
        [
            (1, "met", march("02 12:00"), Some(march("03 12:00"))),
            (2, "met-late", march("03 11:00"), Some(march("04 11:00"))),
        ]
    );
}

#[test]
fn a_dispute_opens_one_and_a_satisfied_answer_none() {
    assert!(stand(&follow_up(), &history(&[("02 12:00", HAPPY)]), march("09 09:00")).is_empty());
    let silent = history(&[("02 12:00", Happening::Revisited(None))]);
    assert!(stand(&follow_up(), &silent, march("09 09:00")).is_empty());
    let disputed = history(&[("02 12:00", Happening::Disputed), ("02 13:00", Happening::Confirmed)]);
    assert_eq!(
        stand(&follow_up(), &disputed, march("09 09:00")),
        [(1, "met", march("02 12:00"), Some(march("03 12:00")))]
    );
}

#[test]
fn p_resp_4_the_bound_on_rounds_is_never_silent() {
    let unhappy = [("02 12:00", UNHAPPY), ("02 13:00", UNHAPPY), ("02 14:00", UNHAPPY)];
    let spec = RuleSpec { at_most: Some(2), ..follow_up() };
    let exhausted = |later: &[(&str, Happening)]| {
        let clocks = levels(vec![spec.clone()]).standing(&history(later), march("09 09:00"));
        clocks.iter().map(|clock| clock.exhausted.map(|by| by.occurred_at)).collect::<Vec<_>>()
    };
    assert_eq!(exhausted(&unhappy[..2]), [None, None]);
    assert_eq!(exhausted(&unhappy), [None, Some(march("02 14:00"))]);
    let accepted = [&unhappy[..], &[("02 15:00", HAPPY)]].concat();
    assert_eq!(exhausted(&accepted), [None, None], "settled after all");
    let again = [&accepted[..], &[("02 16:00", UNHAPPY)]].concat();
    assert_eq!(exhausted(&again), [None, None, None], "rounds count from the first again");
}

#[test]
fn a_bound_is_required_where_it_means_something_and_refused_elsewhere() {
    let (measure, other) = (Measure::FollowUp, Measure::Resolution);
    assert_eq!(
        refused(RuleSpec { at_most: None, ..follow_up() }),
        ("at-most".into(), RuleProblem::Unbounded { measure })
    );
    assert_eq!(
        refused(RuleSpec { at_most: Some(0), ..follow_up() }),
        ("at-most".into(), RuleProblem::NoRoundAllowed)
    );
    assert_eq!(
        refused(RuleSpec { at_most: Some(3), ..rule("sla.solve", other, "4h") }),
        ("at-most".into(), RuleProblem::NoRounds { measure: other })
    );
}

#[test]
fn a_follow_up_starts_with_a_revisit_alone() {
    // From the opening on, every ticket would be owed one, and late with it, though nobody was ever dissatisfied.
    for event in [EventKind::Opened, EventKind::Solved] {
        let (key, problem) = refused(starting(Measure::FollowUp, "24h", event));
        assert_eq!(key, "starts");
        assert_eq!(problem.to_string(), "`follow-up` starts with `revisited` alone");
    }
}
