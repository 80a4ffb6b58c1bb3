//! Complaints that repeat a solved cause: by looking at every solution of every other complaint.

use crm_calendar::ElapsedTime;
use crm_kpi::{Apart, CauseBy, CauseRule, Formula, Line, Reading, Reason, Value};
use crm_model::{Classification, Dataset, Happening, Kind, Records, Table, TicketEvent, TicketRecord};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::AS_OF;
use super::made_up::{
    LAST, apart, check_beside, check_figures, days, in_two_orders, instant, is_in, is_known, mergers, name,
    share, survivor,
};
use crate::support::month;

/// A ticket: whose it is, on which day it was opened, its kind and its labels, so many days after which it was solved, and
/// when it was merged into the ticket of number 0.
#[derive(Debug, Clone)]
struct Case {
    number: usize,
    who: Option<u8>,
    opened: u32,
    kind: Option<u8>,
    tags: Vec<u8>,
    solved: Vec<u32>,
    merged: Option<u32>,
}

const KINDS: [&str; 3] = ["late", "rude", "inquiry"];
const TAGS: [&str; 3] = ["box", "tone", "vip"];

/// No two tickets are opened on one day.
fn cases() -> impl Strategy<Value = Vec<Case>> {
    let case = (
        option::weighted(0.8, 0..6_u8),
        days(),
        option::weighted(0.9, 0..3_u8),
        vec(0..3_u8, 0..3),
        vec(prop_oneof![0..3_u32, 0..60_u32], 0..3),
        option::weighted(0.2, 0..20_u32),
    );
    vec(case, 0..10).prop_map(|cases| {
        let mut cases: Vec<Case> = cases
            .into_iter()
            .map(|(who, opened, kind, tags, solved, merged)| Case {
                number: 0,
                who,
                opened,
                kind,
                tags,
                solved,
                merged,
            })
            .collect();
        cases.sort_by_key(|case| case.opened);
        cases.dedup_by_key(|case| case.opened);
        for (number, case) in cases.iter_mut().enumerate() {
            (case.number, case.merged) = (number, case.merged.filter(|_| number > 0));
        }
        cases
    })
}

impl Case {
    fn record(&self) -> TicketRecord {
        let at = |after: u32, what| TicketEvent::at(instant(self.opened + after), what);
        let kind = self.kind.map(|kind| Kind::new(KINDS[usize::from(kind)]).unwrap());
        let judged = Happening::Classified(Classification { kind, ..Classification::default() });
        let solved = self.solved.iter().map(|after| at(*after, Happening::Solved));
        let merged = self.merged.map(|after| at(after, Happening::Merged("t0".parse().unwrap())));
        let events =
            [at(0, Happening::Opened), at(0, judged)].into_iter().chain(solved).chain(merged).collect();
        let id = format!("t{}", self.number).parse().unwrap();
        let tags = self.tags.iter().map(|tag| TAGS[usize::from(*tag)].parse().unwrap()).collect();
        TicketRecord { customer: self.who.map(name), tags, ..TicketRecord::new(id, events) }
    }

    fn is_complaint(&self) -> bool {
        matches!(self.kind, Some(0 | 1))
    }

    fn lives_on(&self) -> bool {
        self.merged.is_some_and(|after| is_known(self.opened + after))
    }

    /// Of labels, "tone" goes before "box", and "vip" is no cause.
    fn cause(&self, by_tags: bool) -> Option<u8> {
        if by_tags { [1, 0].into_iter().find(|tag| self.tags.contains(tag)) } else { self.kind }
    }

    /// Whether this complaint was opened no longer after a solution of the other one than counts.
    fn repeats(&self, other: &Self, by_tags: bool, within: Option<u32>) -> bool {
        let mut solutions =
            other.solved.iter().map(|after| other.opened + after).filter(|when| is_known(*when));
        other.number != self.number
            && other.is_complaint()
            && other.cause(by_tags) == self.cause(by_tags)
            && solutions
                .any(|when| when <= self.opened && within.is_none_or(|within| self.opened - when <= within))
    }
}

proptest! {
    #[test]
    fn prop_complaints_repeat_what_lists_of_solutions_say(
        (cases, turned) in in_two_orders(cases()),
        by_tags in any::<bool>(),
        within in option::of(0..40_u32),
        is_merged in any::<bool>(),
    ) {
        let data = |cases: &[Case]| {
            let tickets = Table::complete(cases.iter().map(Case::record).collect());
            Dataset::new(Records { tickets, mergers: mergers(is_merged), ..Records::default() }).0
        };
        let rule = CauseRule {
            kinds: vec!["late".parse().unwrap(), "rude".parse().unwrap()],
            by: if by_tags { CauseBy::Tags(vec!["tone".parse().unwrap(), "box".parse().unwrap()]) } else { CauseBy::Kind },
            within: within.map(|days| ElapsedTime::from_hours(i32::try_from(days * 24).unwrap())),
        };
        let figure = |cases: &[Case]| -> Line { month(Formula::RepeatedComplaints(rule.clone()), &data(cases), None, AS_OF) };
        let line = figure(&cases);
        prop_assert_eq!(&line, &figure(&turned));

        let opened = |place: usize| cases.iter().filter(move |case| is_in(place, case.opened) && !case.lives_on());
        let known = |place: usize| opened(place).filter(|case| case.is_complaint() && case.cause(by_tags).is_some());
        let of = |who: Option<u8>| who.map(|who| survivor(who, is_merged));
        let repeats = |case: &&Case| cases.iter().any(|other| case.repeats(other, by_tags, within));
        let repeats_own = |case: &&Case| {
            let own = |other: &&Case| of(case.who).is_some() && of(case.who) == of(other.who);
            cases.iter().filter(own).any(|other| case.repeats(other, by_tags, within))
        };
        check_figures(&line, |place| {
            if opened(place).count() > 0 && opened(place).all(|case| case.kind.is_none()) {
                return Err(Reason::NoKindKnown);
            }
            if opened(place).any(Case::is_complaint) && known(place).count() == 0 {
                return Err(Reason::NoCauseKnown);
            }
            share(known(place).filter(repeats).count(), known(place).count())
        })?;
        let told = cases.iter().any(|case| case.who.is_some() && case.is_complaint() && case.cause(by_tags).is_some());
        let same = share(known(LAST).filter(repeats_own).count(), known(LAST).count());
        check_beside(&line, Reading::SameCustomer, &same.and_then(|same| if told { Ok(same) } else { Err(Reason::Empty) }))?;
        let lacking = opened(LAST).filter(|case| case.is_complaint() && case.cause(by_tags).is_none());
        prop_assert_eq!(apart(&line, Apart::CauseUnknown), lacking.count() as u64);
        prop_assert_eq!(apart(&line, Apart::KindUnknown), opened(LAST).filter(|case| case.kind.is_none()).count() as u64);
    }
}

#[test]
fn complaints_of_unknown_cause_are_no_empty_period() {
    let rule = |by| CauseRule { kinds: vec!["rude".parse().unwrap()], by, within: None };
    let reason = |kind: Option<u8>, by: CauseBy| {
        let case =
            Case { number: 0, who: None, opened: 424, kind, tags: vec![], solved: vec![], merged: None };
        let tickets = Table::complete(vec![case.record()]);
        let data = Dataset::new(Records { tickets, ..Records::default() }).0;
        match month(Formula::RepeatedComplaints(rule(by)), &data, None, AS_OF).value {
            Value::Undefined(reason) => reason,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(reason(Some(1), CauseBy::Tags(vec!["tone".parse().unwrap()])), Reason::NoCauseKnown);
    assert_eq!(reason(None, CauseBy::Kind), Reason::NoKindKnown);
    assert_eq!(reason(Some(2), CauseBy::Kind), Reason::Empty, "no complaint at all");
}
