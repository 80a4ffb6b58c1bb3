//! Representativeness at work: who of the customers of a period answered in it.

use alloc::vec::Vec;

use crm_model::SurveyAnswer;

use super::{RepresentationTally, Representativeness, SegmentBy, SegmentCounts};
use crate::formulas::customers::presence::CustomersBy;
use crate::gather::{Facts, Gather, Person, apart};
use crate::period::{Series, Windows};
use crate::{Apart, Evidence, Note, Reason, Spread, Value};

#[derive(Debug, Clone, Default)]
struct Sample {
    tally: RepresentationTally,
    unknown: u64,
    outside: u64,
}

/// Representativeness at work. Respondents are customers of the period who answered a question in it.
#[derive(Debug)]
pub(crate) struct Sampled<'a> {
    facts: Facts<'a>,
    rule: &'a Representativeness,
    windows: &'a Windows,
    samples: Series<Sample>,
    nameless: Series<u64>,
    members: u64,
}

impl<'a> Sampled<'a> {
    pub(crate) fn new(facts: Facts<'a>, rule: &'a Representativeness, windows: &'a Windows) -> Self {
        Self { facts, rule, windows, samples: Series::default(), nameless: Series::default(), members: 0 }
    }

    fn answered(&self, row: &SurveyAnswer) -> Option<usize> {
        let Representativeness { survey, topic, .. } = self.rule;
        let is_asked = survey.as_ref().is_none_or(|survey| *survey == row.survey)
            && topic.as_ref().is_none_or(|topic| *topic == row.topic);
        row.answered_at.filter(|_| is_asked && row.score.is_some()).and_then(|at| self.windows.place_of(at))
    }
}

impl<'a> Gather<'a> for Sampled<'a> {
    fn person(&mut self, person: &Person<'a>) {
        if person.code.is_none() {
            for row in person.answers {
                let place = self.answered(row);
                self.nameless.update(place, |nameless| *nameless = nameless.saturating_add(1));
            }
            return;
        }
        let has_membership = person.customer.is_some_and(|customer| !customer.memberships.is_empty());
        self.members = self.members.saturating_add(u64::from(has_membership));
        let mut answered: Series<bool> = Series::default();
        for row in person.answers {
            answered.update(self.answered(row), |answered| *answered = true);
        }
        let there = self.rule.customers.places(person, self.windows);
        for ((place, is_there), (_, responded)) in there.iter().zip(answered.iter()) {
            let segment = self.rule.by.of(&self.facts, person, self.windows, place);
            self.samples.update(Some(place), |sample| match (is_there, segment) {
                (false, _) => sample.outside = sample.outside.saturating_add(u64::from(*responded)),
                (true, None) => sample.unknown = sample.unknown.saturating_add(1),
                (true, Some(segment)) => {
                    let respondents = u64::from(*responded);
                    sample.tally.add(segment, SegmentCounts { population: 1, respondents });
                }
            });
        }
    }

    fn value(&self, place: usize) -> Value {
        if self.rule.customers == CustomersBy::Memberships && self.members == 0 {
            return Value::Undefined(Reason::NoMemberships);
        }
        let Sample { tally, unknown, .. } = self.samples.get(place);
        if tally.total().population == 0 && unknown > 0 {
            return Value::Undefined(Reason::NoSegments);
        }
        tally.deviation().map_or(Value::Undefined(Reason::Empty), Value::Share)
    }

    /// It merges with nothing: the deviation of a whole does not follow from those of its parts.
    fn evidence(&self, place: usize) -> Evidence {
        let respondents = self.samples.get(place).tally.total().respondents;
        Evidence::of_value(&self.value(place)).with_spread(Spread::Unknown).with_cases(respondents)
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let sample = self.samples.get(place);
        let counts = [
            (Apart::SegmentUnknown, sample.unknown),
            (Apart::NoCustomers, sample.outside),
            (Apart::Nameless, self.nameless.get(place)),
        ];
        let supplied = self.facts.tiers.filter(|_| self.rule.by == SegmentBy::Tier);
        let supplied = supplied.map(|_| Note::TiersAsSupplied);
        let apart = counts.into_iter().filter_map(|(cases, count)| apart(cases, count));
        supplied.into_iter().chain(apart).collect()
    }

    fn representation(&self, place: usize) -> Option<RepresentationTally> {
        Some(self.samples.get(place).tally)
    }
}
