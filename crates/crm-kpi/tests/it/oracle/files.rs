//! Accuracy of customer files, and whether respondents mirror the customers: by lists of findings and of answers.

use std::collections::{BTreeMap, BTreeSet};

use crm_kpi::{
    AccuracyOf, Apart, CustomersBy, Facts, FileAccuracy, Formula, Line, Per, Reading, Reason,
    Representativeness, SegmentBy, Value,
};
use crm_model::{
    AuditOccasion, AuditedField, Customer, CustomerClass, CustomerFile, Dataset, FileField, Ratio, Records,
    Scale, SurveyAnswer, Table,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::made_up::{
    Figure, LAST, PLACES, apart, check_beside, check_figures, days, in_two_orders, instant, is_in, mergers,
    name, share, survivor,
};
use super::people::people;
use super::{AS_OF, day, months};
use crate::support::{answer, line_of, month, spec};

/// Whose file was compared with the truth on which day, which field of it, whether that is right, and whether at an audit.
type Found = (u8, u32, u8, bool, bool);

const FIELDS: [FileField; 3] = [FileField::Name, FileField::Phone, FileField::Address];

/// Files of the customers 4 and 6 are in no table of customers.
fn findings() -> impl Strategy<Value = Vec<Found>> {
    vec((0..7_u8, days(), 0..3_u8, prop::bool::weighted(0.7), prop::bool::weighted(0.8)), 0..30)
}

/// Who answered on which day: nobody says whom now and then, and a question may be left blank.
type Answer = (Option<u8>, u32, Option<i64>, bool);

fn answers() -> impl Strategy<Value = Vec<Answer>> {
    let score = option::weighted(0.8, 0..=10_i64);
    vec((option::weighted(0.9, 0..6_u8), days(), score, prop::bool::weighted(0.8)), 0..20)
}

fn class(who: u8) -> Option<&'static str> {
    [Some("A"), Some("B"), Some("B"), None, Some("A"), Some("C")][usize::from(who)]
}

proptest! {
    #[test]
    fn prop_accuracy_is_as_the_last_findings_say(
        (found, turned) in in_two_orders(findings()),
        of_files in any::<bool>(),
        at_audits in option::of(any::<bool>()),
        of_two in any::<bool>(),
        is_merged in any::<bool>(),
    ) {
        let data = |found: &[Found]| {
            let row = |(who, when, field, is_right, at_audit): &Found| AuditedField {
                audited_at: instant(*when),
                customer: name(*who),
                field: FIELDS[usize::from(*field)],
                is_right: *is_right,
                occasion: if *at_audit { AuditOccasion::Audit } else { AuditOccasion::FollowUp },
                person: None,
            };
            let customers = [0, 1, 2, 3, 5].map(|who| Customer {
                file: Some(Box::new(CustomerFile::default())),
                ..Customer::new(name(who))
            });
            Dataset::new(Records {
                audits: Table::complete(found.iter().map(row).collect()),
                customers: Table::complete(customers.into()),
                mergers: mergers(is_merged),
                ..Records::default()
            })
            .0
        };
        let rule = FileAccuracy {
            fields: if of_two { FIELDS[..2].to_vec() } else { vec![] },
            of: if of_files { AccuracyOf::Files } else { AccuracyOf::Fields },
            by: at_audits.map(|at_audit| if at_audit { AuditOccasion::Audit } else { AuditOccasion::FollowUp }),
        };
        let line = month(Formula::FileAccuracy(rule.clone()), &data(&found), None, AS_OF);
        prop_assert_eq!(&line, &month(Formula::FileAccuracy(rule), &data(&turned), None, AS_OF));

        let of = |place: usize| -> Vec<Found> {
            let asked = |(_, when, field, _, at_audit): &&Found| {
                is_in(place, *when) && !(of_two && *field == 2) && at_audits.is_none_or(|wanted| wanted == *at_audit)
            };
            let known = found.iter().filter(asked);
            known.map(|(who, when, field, is_right, at)| (survivor(*who, is_merged), *when, *field, *is_right, *at)).collect()
        };
        let is_stranger = |who: u8| who == 4 || who == 6;
        // The last finding on each field of a file; of several at one instant, one that is wrong.
        let last = |place: usize| -> BTreeMap<(u8, u8), bool> {
            let all = of(place);
            let fields: BTreeSet<(u8, u8)> = all.iter().map(|(who, _, field, ..)| (*who, *field)).collect();
            let counts = |place: &(u8, u8)| {
                let own = || all.iter().filter(|(who, _, field, ..)| (*who, *field) == *place);
                let end = own().map(|(_, when, ..)| *when).max();
                own().filter(|(_, when, ..)| Some(*when) == end).all(|(.., is_right, _)| *is_right)
            };
            fields.iter().filter(|(who, _)| !is_stranger(*who)).map(|field| (*field, counts(field))).collect()
        };
        let both = |place: usize| -> [Figure; 2] {
            let fields = last(place);
            let files: BTreeSet<u8> = fields.keys().map(|(who, _)| *who).collect();
            let is_right = |who: &&u8| fields.iter().all(|((other, _), is_right)| other != *who || *is_right);
            [
                share(files.iter().filter(is_right).count(), files.len()),
                share(fields.values().filter(|is_right| **is_right).count(), fields.len()),
            ]
        };
        check_figures(&line, |place| { let [files, fields] = both(place); if of_files { files } else { fields } })?;
        let [files, fields] = both(LAST);
        let (reading, other) = if of_files { (Reading::FieldsRight, fields) } else { (Reading::FilesRight, files) };
        check_beside(&line, reading, &other)?;
        let strangers: BTreeSet<u8> = of(LAST).iter().map(|(who, ..)| *who).filter(|who| is_stranger(*who)).collect();
        prop_assert_eq!(apart(&line, Apart::WithoutFile), strangers.len() as u64);
    }

    #[test]
    fn prop_respondents_mirror_the_customers_as_counts_say(
        (answers, turned) in in_two_orders(answers()),
        people in people(),
        by in prop::sample::select(vec![CustomersBy::Memberships, CustomersBy::Purchases]),
        is_merged in any::<bool>(),
    ) {
        let figure = |answers: &[Answer]| -> Line {
            let row = |(who, when, score, of_topic): &Answer| SurveyAnswer {
                customer: who.map(name),
                topic: if *of_topic { "recommend" } else { "price" }.parse().unwrap(),
                ..answer(None, &day(*when).to_string(), *score, Scale::ZERO_TO_TEN)
            };
            let answers = Table::complete(answers.iter().map(row).collect());
            let data = Dataset::new(Records { answers, mergers: mergers(is_merged), ..people.records() }).0;
            let number = |id: &str| id.trim_start_matches('c').parse().unwrap();
            let classes: Vec<Option<CustomerClass>> =
                data.customer_ids().iter().map(|id| class(number(id.as_str()))?.parse().ok()).collect();
            let facts = Facts { classes: Some(&classes), ..Facts::new(&data) };
            let topic = Some("recommend".parse().unwrap());
            let rule = Representativeness { survey: None, topic, by: SegmentBy::Class, customers: by };
            line_of(spec(Formula::Representativeness(rule), Per::Month, None), &facts, AS_OF)
        };
        let line = figure(&answers);
        prop_assert_eq!(&line, &figure(&turned));
        let customers = |place: usize| match by {
            CustomersBy::Purchases => people.buyers(place, is_merged),
            _ => people.members(place, is_merged),
        };
        let respondents = |place: usize| -> BTreeSet<u8> {
            let counts = |(_, when, score, of_topic): &&Answer| is_in(place, *when) && score.is_some() && *of_topic;
            answers.iter().filter(counts).filter_map(|(who, ..)| Some(survivor((*who)?, is_merged))).collect()
        };
        let expected = |place: usize| -> Result<Ratio, Reason> {
            if by == CustomersBy::Memberships && people.stretches.is_empty() {
                return Err(Reason::NoMemberships);
            }
            let there = customers(place);
            let of = |set: &BTreeSet<u8>, name: &str| set.iter().filter(|who| class(**who) == Some(name)).count() as i128;
            let answered: BTreeSet<u8> = respondents(place).intersection(&there).copied().collect();
            let classes = ["A", "B", "C"];
            let all: i128 = classes.iter().map(|name| of(&there, name)).sum();
            let said: i128 = classes.iter().map(|name| of(&answered, name)).sum();
            // Half the sum of the differences of both shares.
            let apart: i128 = classes.iter().map(|name| (of(&answered, name) * all - of(&there, name) * said).abs()).sum();
            match Ratio::new(apart, 2 * said * all) {
                Some(ratio) => Ok(ratio),
                None if all == 0 && !there.is_empty() => Err(Reason::NoSegments),
                None => Err(Reason::Empty),
            }
        };
        let shown: BTreeMap<String, Option<Ratio>> = super::values(&line).into_iter().collect();
        for place in PLACES {
            let period = months()[place].format("%Y-%m").to_string();
            prop_assert_eq!(shown.get(&period).copied().flatten(), expected(place).ok(), "{}", period);
        }
        let others = respondents(LAST).difference(&customers(LAST)).count();
        prop_assert_eq!(apart(&line, Apart::NoCustomers), others as u64);
        let unknown = customers(LAST).iter().filter(|who| class(**who).is_none()).count();
        prop_assert_eq!(apart(&line, Apart::SegmentUnknown), unknown as u64);
        if let Value::Undefined(reason) = &line.value {
            prop_assert_eq!(Some(reason.clone()), expected(LAST).err());
        }
    }
}
