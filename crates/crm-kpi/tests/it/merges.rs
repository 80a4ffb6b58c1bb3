//! Totals are merges (case K13's neighbour G15): lines of segments, put together, are the line of all.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use crm_calendar::{Calendar, CalendarSpec, ElapsedTime, WeekdaySet, WeeklyHours, Zone};
use crm_kpi::statistics::PercentileType;
use crm_kpi::{
    AccuracyOf, Base, Budget, Buyers, CauseBy, CauseRule, CostForm, Counts, CustomersBy, EarnedForm,
    EffortBounds, EvidenceError, Facts, FileAccuracy, FirstContact, FirstContactBy, FollowUp, Formula,
    GoalsOf, Invitations, LifetimeValues, Line, MergeError, NewSince, Per, QualityRule, Representativeness,
    Repurchase, Response, RetentionForm, RevenueForm, Scorecard, Segment, SegmentBy, ShownTime, SmallSample,
    Stretch, TicketPart, TicketTime, Volume,
};
use crm_model::{
    AuditOccasion, AuditedField, Channel, CustomerClass, CustomerFile, CustomerGoal, Dataset, DatedTier,
    FileField, Happening, Holder, Money, Obligation, Origin, Outcome, Purchase, PurchaseKind, QualityReview,
    Records, Remedy, Scale, SpendAim, State, Subject, Table,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{
    answer, at, contact, dataset, expense, id, member, nps, obligation, order, question, review, sheet, spec,
    ticket,
};

const AS_OF: &str = "2026-04-10";
/// Whoever has this number is nobody we know.
const NOBODY: u8 = 5;

/// Something that happened: what, with whom, on which day of the year, and a number to vary it by.
#[derive(Debug, Clone, Copy)]
struct Row {
    what: u8,
    who: u8,
    day: u32,
    vary: u8,
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0..15_u8, 0..=NOBODY, 0..100_u32, any::<u8>());
    vec(row.prop_map(|(what, who, day, vary)| Row { what, who, day, vary }), 0..60)
}

impl Row {
    /// A goal of up to fifty days; of nothing now and then, which is none.
    fn goal(self, name: &str) -> CustomerGoal {
        let amount =
            if self.vary.is_multiple_of(9) { format!("{}.00 CNY", self.vary) } else { "3 CNY".to_owned() };
        CustomerGoal {
            customer: id(name),
            from: self.date(0),
            until: self.date((self.vary % 53).max(1) - 1),
            amount: amount.parse().unwrap(),
        }
    }

    fn date(self, more: u8) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(u64::from(self.day) + u64::from(more))
    }

    fn at(self) -> DateTime<Utc> {
        at(&self.date(0).to_string()) + TimeDelta::minutes(i64::from(self.vary))
    }
}

/// The records of some customers, their obligations, and the classes of all.
struct Company {
    data: Dataset,
    obligations: Vec<Obligation>,
    classes: Vec<Option<CustomerClass>>,
    values: LifetimeValues,
}

fn classes_of(data: &Dataset) -> Vec<Option<CustomerClass>> {
    let class = |name: &str| CustomerClass::new(if name.ends_with(['0', '2']) { "A" } else { "B" }).ok();
    data.customer_ids().iter().map(|id| class(id.as_str())).collect()
}

/// Everybody is worth the same at the end of each month.
fn worth(data: &Dataset) -> LifetimeValues {
    let values: Vec<Option<Money>> = vec!["5 CNY".parse().ok(); data.customer_ids().len()];
    let ends = (1..=12).map(|month| at(&format!("2026-{month:02}-01")));
    ends.map(|end| (end, Ok(values.clone()))).collect()
}

/// Up to two reviews of a ticket, some of which do not fit the sheet.
fn reviews_of(number: usize, vary: u8, days: [&str; 2]) -> impl Iterator<Item = QualityReview> {
    let points = [Some(u32::from(vary % 5)), Some(u32::from(vary % 4)), Some(u32::from(vary % 2))];
    let review = move |when| review(&format!("t{number}"), None, when, points);
    days.into_iter().take(usize::from(vary % 4)).map(review)
}

#[expect(clippy::too_many_lines, reason = "a part for each table of records")]
fn company(rows: &[Row], is_in: impl Fn(u8) -> bool) -> Company {
    let (mut purchases, mut contacts, mut answers, mut spend) = (vec![], vec![], vec![], vec![]);
    let (mut tickets, mut obligations) = (vec![], vec![]);
    let (mut audits, mut goals, mut reviews) = (vec![], vec![], vec![]);
    let mut people = BTreeMap::new();
    for (number, row) in rows.iter().enumerate().filter(|(_, row)| is_in(row.who)) {
        let Row { what, who, vary, .. } = *row;
        let name = format!("c{who}");
        let known = (who != NOBODY).then_some(name.as_str());
        let (day, later) = (row.date(0).to_string(), row.date(vary % 40).to_string());
        let amount = format!("{}.0{} CNY", vary, vary % 10);
        match what {
            0..=2 if who != NOBODY => {
                let person = people.entry(who).or_insert_with(|| member(&name, &[]));
                let stretch = if vary % 3 == 0 { format!("{day}..") } else { format!("{day}..{later}") };
                if vary % 5 != 0 {
                    person.memberships.extend(member(&name, &[&stretch]).memberships);
                }
                let tier = if vary % 2 == 0 { "high" } else { "middle" }.parse().unwrap();
                if vary % 7 != 0 {
                    person.tiers.push(DatedTier { from: Some(at(&day)), tier });
                }
                let origin = match vary % 4 {
                    0 => Some(Origin::Recommendation(Some(id(&name)))),
                    1 => Some(Origin::Recommendation(None)),
                    2 => Some(Origin::Other("web".parse().unwrap())),
                    _ => None,
                };
                let file = CustomerFile { origin, entered_at: Some(row.at()), ..CustomerFile::default() };
                person.file = Some(Box::new(file)).filter(|_| vary % 11 != 0);
            }
            3 | 4 => {
                let row = Purchase { customer: known.map(id), ..order(&name, &day, &amount) };
                let what = if vary % 6 == 0 { PurchaseKind::Refund { of: None } } else { row.what };
                purchases.push(Purchase { what, ..row });
            }
            5 | 6 => {
                let outcome = if vary % 5 == 0 { Outcome::NotReached } else { Outcome::Reached };
                let mut contact = contact(&name, &day, outcome);
                contact.customer = known.map(id);
                contact.recorded_at = (vary % 3 > 0).then(|| row.at());
                contact.purpose = (vary % 2 == 0).then(|| "offer".parse().unwrap());
                contact.channel = (vary % 4 > 0).then(|| Channel::new("phone").unwrap());
                contacts.push(contact);
            }
            7 | 8 => {
                let score = (vary % 12 < 11).then_some(i64::from(vary % 12));
                let mut answer = answer(known, &day, score, Scale::ZERO_TO_TEN);
                answer.invited_at = (vary % 3 == 0).then(|| at(&day));
                answers.push(answer);
            }
            9 if vary % 3 == 0 && who != NOBODY => goals.push(row.goal(&name)),
            9 => {
                let mut expense = expense(&day, &amount, known);
                expense.aim = if vary % 4 == 0 { SpendAim::Acquisition } else { SpendAim::Maintenance };
                spend.push(expense);
            }
            10..=12 => {
                let kind = [Some("complaint"), Some("inquiry"), None][usize::from(vary % 3)];
                let mut events = vec![(day.as_str(), Happening::Opened)];
                for (bit, happening) in [
                    (1, Happening::FirstResponse),
                    (2, Happening::Solved),
                    (4, Happening::Revisited(Some(vary % 2 == 0))),
                    (8, Happening::Reopened),
                    (16, Happening::Transferred(Holder::default())),
                    (32, Happening::Disputed),
                    (64, Happening::Remedy(Remedy::new("gift").unwrap())),
                ] {
                    events.extend((vary & bit != 0).then_some((later.as_str(), happening)));
                }
                let mut ticket = ticket(&format!("t{number}"), kind, events);
                ticket.customer = known.map(id);
                ticket.described = [Some(true), Some(false), None][usize::from(vary % 3)];
                tickets.push(ticket);
                reviews.extend(reviews_of(number, vary, [&day, &later]));
            }
            13 => audits.push(AuditedField {
                audited_at: row.at(),
                customer: id(&name),
                field: if vary % 2 == 0 { FileField::Name } else { FileField::Phone },
                is_right: vary % 5 > 0,
                occasion: if vary % 7 > 0 { AuditOccasion::Audit } else { AuditOccasion::FollowUp },
                person: None,
            }),
            _ => {
                let state =
                    [State::Met, State::MetLate, State::Open, State::Waived][usize::from(vary % 4)].clone();
                let due = (vary % 9 > 0).then_some(day.as_str());
                let mut obligation = obligation(u32::try_from(number).unwrap(), "T-1", due, state);
                obligation.opened_at = obligation.opened_at.filter(|_| vary % 5 > 0);
                obligation.id.subject = Subject::Customer(id(&name));
                obligations.push(obligation);
            }
        }
    }
    let data = dataset(Records {
        customers: Table::complete(people.into_values().collect()),
        purchases: Table::complete(purchases),
        interactions: Table::complete(contacts),
        answers: Table::complete(answers),
        spend: Table::complete(spend),
        tickets: Table::complete(tickets),
        audits: Table::complete(audits),
        customer_goals: Table::complete(goals),
        quality_reviews: Table::complete(reviews),
        ..Records::default()
    });
    let classes = classes_of(&data);
    let values = worth(&data);
    Company { data, obligations, classes, values }
}

fn formulas() -> Vec<Formula> {
    let mut formulas = vec![];
    for customers in [CustomersBy::Memberships, CustomersBy::Purchases] {
        for form in [
            RetentionForm::AsWorded,
            RetentionForm::Usual,
            RetentionForm::Identity,
            RetentionForm::ChurnIdentity,
            RetentionForm::ChurnEvents,
        ] {
            for tier in [None, Some("high".parse().unwrap())] {
                formulas.push(Formula::Retention { form, customers, tier });
            }
        }
        formulas.extend([
            Formula::Recommended { customers },
            Formula::ContactFrequency { customers },
            Formula::Reactivation { customers },
            Formula::CostPerCustomer { form: CostForm::ToWin, customers, currency: None },
            Formula::CostPerCustomer { form: CostForm::ToKeep, customers, currency: None },
            Formula::RecommendationConversion { customers },
        ]);
    }
    for form in [RevenueForm::Logo, RevenueForm::Net, RevenueForm::Gross] {
        formulas.push(Formula::RevenueRetention { form, currency: None });
    }
    for counts in [Counts::Last, Counts::First, Counts::All] {
        formulas.extend([
            nps(counts),
            Formula::WouldRecommend { question: question(counts), at_least: 8 },
            Formula::Satisfaction { question: question(counts), at_least: 6 },
            Formula::MeanSatisfaction { question: question(counts) },
            Formula::Effort { question: question(counts), bounds: EffortBounds { hard_to: 3, easy_from: 7 } },
            Formula::RevisitSatisfaction { kinds: vec![], counts },
            Formula::QualityScore(QualityRule { sheet: sheet(None, Some("10%")), counts }),
            Formula::QualityPass(QualityRule { sheet: sheet(Some(">= 70%"), None), counts }),
        ]);
    }
    formulas.extend(formulas_of_tickets());
    for (response, invitations) in [
        (Response::Any, Invitations::Sent),
        (Response::Partial, Invitations::Delivered),
        (Response::Complete, Invitations::Eligible),
    ] {
        formulas.push(Formula::Participation { survey: None, topic: None, response, invitations });
    }
    for (buyers, within) in [(Buyers::All, None), (Buyers::New, Some(ElapsedTime::from_hours(240)))] {
        formulas.push(Formula::Repurchase(Repurchase { buyers, within }));
    }
    let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-17:00".parse().unwrap()]);
    let calendar = CalendarSpec::weekly("office", Zone::utc(), hours, (2025, 2027));
    let calendar = Calendar::new(calendar).unwrap();
    for since in [NewSince::Membership, NewSince::FirstPurchase] {
        formulas.push(Formula::FollowUp(FollowUp {
            since,
            purposes: vec![],
            within: "10d".parse().unwrap(),
            ends: crm_calendar::Ends::SameTime,
            calendar: calendar.clone(),
        }));
    }
    let purposes = || vec!["offer".parse().unwrap()];
    formulas.extend([
        Formula::CloseRate { purposes: purposes(), within: ElapsedTime::from_hours(240) },
        Formula::Attendance { purposes: purposes() },
        Formula::CustomerGoals { of: GoalsOf::Everybody },
        Formula::CustomerGoals { of: GoalsOf::Tiers(vec!["high".parse().unwrap()]) },
        Formula::CustomerGoals { of: GoalsOf::Classes(vec!["A".parse().unwrap()]) },
        Formula::Attainment { measure: None, clauses: vec![] },
        Formula::RecordingLag { channels: vec!["phone".parse().unwrap()] },
        Formula::Coverage { class: CustomerClass::new("A").unwrap() },
        Formula::FileCompleteness { fields: vec![FileField::Name, FileField::Origin] },
        Formula::FileAccuracy(FileAccuracy {
            fields: vec![],
            of: AccuracyOf::Files,
            by: Some(AuditOccasion::Audit),
        }),
        Formula::FileAccuracy(FileAccuracy {
            fields: vec![FileField::Phone],
            of: AccuracyOf::Fields,
            by: None,
        }),
        Formula::CostShare { currency: None },
        Formula::ReturnOnSpend { margin: "50%".parse().unwrap(), aim: None, currency: None },
        Formula::EarnedGrowth { form: EarnedForm::Growth, currency: None },
        Formula::EarnedGrowth { form: EarnedForm::NewShare, currency: None },
        Formula::TierSpendShare { tier: "high".parse().unwrap(), currency: None },
        Formula::Volume(Volume::Opened),
        Formula::Volume(Volume::Solved),
    ]);
    formulas
}

fn formulas_of_tickets() -> Vec<Formula> {
    let mut formulas = vec![];
    let complaint = || vec!["complaint".parse().unwrap()];
    for (_, base) in Base::ALL.into_iter().enumerate().map(|(place, (base, _))| (place, base)) {
        formulas.push(Formula::ComplaintRate { kinds: complaint(), base });
    }
    for kinds in [vec![], complaint()] {
        formulas.extend([
            Formula::Resolution { kinds: kinds.clone() },
            Formula::Recovery { kinds: kinds.clone() },
            Formula::HandOvers { kinds: kinds.clone() },
            Formula::Contradictions { kinds: kinds.clone() },
            Formula::Remedied { remedies: vec![], kinds: kinds.clone() },
            Formula::Reopening { kinds: kinds.clone(), within: Some(ElapsedTime::from_hours(100)) },
            Formula::TicketCompleteness {
                parts: vec![TicketPart::Description, TicketPart::Kind, TicketPart::Customer],
                kinds,
            },
        ]);
    }
    for (by, reopened_within) in
        [(FirstContactBy::Answers, None), (FirstContactBy::Messages, Some(ElapsedTime::from_hours(72)))]
    {
        formulas.push(Formula::FirstContact(FirstContact { kinds: vec![], by, reopened_within }));
    }
    for stretch in [
        Stretch::FirstResponse,
        Stretch::NextResponse,
        Stretch::Cycle,
        Stretch::Resolution,
        Stretch::Handling,
        Stretch::Reported { to: vec![] },
        Stretch::Remedied { by: vec![] },
    ] {
        let mean = TicketTime::mean(stretch);
        let within = ElapsedTime::from_hours(30).into();
        let in_time = TicketTime { shown: ShownTime::Within, within, ..mean.clone() };
        formulas.extend([Formula::TicketTime(mean), Formula::TicketTime(in_time)]);
    }
    formulas
}

/// Formulas whose values do not follow from those of segments.
fn alone() -> Vec<Formula> {
    let percentile = ShownTime::Percentile { share: "50%".parse().unwrap(), kind: PercentileType::Linear };
    let kinds = vec!["complaint".parse().unwrap(), "inquiry".parse().unwrap()];
    let amount = "1000 CNY".parse().unwrap();
    let (customers, currency) = (CustomersBy::Purchases, None);
    let (survey, topic) = (None, None);
    let by_class = Representativeness { survey, topic, by: SegmentBy::Class, customers };
    vec![
        Formula::Representativeness(by_class),
        Formula::BudgetUse(Budget { amount, aim: None, department: None, activity: None }),
        Formula::ValueToCost { aim: None, currency },
        Formula::CostPerCustomer { form: CostForm::WinToKeep, customers, currency },
        Formula::TicketTime(TicketTime { shown: percentile, ..TicketTime::mean(Stretch::Resolution) }),
        Formula::RepeatedComplaints(CauseRule { kinds, by: CauseBy::Kind, within: None }),
    ]
}

fn scorecard(per: Per, target: Option<&str>) -> Scorecard {
    scorecard_of(formulas(), per, target)
}

fn scorecard_of(formulas: Vec<Formula>, per: Per, target: Option<&str>) -> Scorecard {
    let specs = formulas.into_iter().enumerate().map(|(number, formula)| {
        let mut spec = spec(formula, per, target);
        spec.judging.confidence = "95%".parse().ok();
        spec.judging.small_sample = Some(SmallSample { below: 5, is_judged: false });
        spec.name = format!("indicator.n{number:03}").parse().unwrap();
        spec
    });
    Scorecard::new(specs.collect(), Zone::utc()).unwrap()
}

fn facts(company: &Company) -> Facts<'_> {
    Facts {
        obligations: Some(&company.obligations),
        classes: Some(&company.classes),
        lifetime_values: Some(&company.values),
        ..Facts::new(&company.data)
    }
}

fn names(segments: u8) -> Segment {
    let all = (0..segments).map(|number| Segment::new("group", format!("g{number}")));
    all.reduce(|one, other| one.union(&other).unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn prop_g15_lines_of_segments_make_the_line_of_all(
        rows in rows(),
        groups in vec(0..3_u8, usize::from(NOBODY) + 1),
        per in prop::sample::select(vec!["month", "quarter", "rolling 30 days", "rolling 2 months"]),
        order in Just([0_u8, 1, 2]).prop_shuffle(),
    ) {
        let scorecard = scorecard(per.parse().unwrap(), Some("falls"));
        let whole = company(&rows, |_| true);
        let parts: Vec<Company> =
            order.iter().map(|group| company(&rows, |who| groups[usize::from(who)] == *group)).collect();
        let mut lines: Vec<Vec<Line>> = vec![];
        for (group, part) in order.iter().zip(&parts) {
            let name = |line: Line| line.of_segment(Segment::new("group", format!("g{group}")));
            lines.push(scorecard.evaluate(&facts(part), at(AS_OF)).into_iter().map(name).collect());
        }
        for (number, line) in scorecard.evaluate(&facts(&whole), at(AS_OF)).into_iter().enumerate() {
            let merged = lines[0][number].merge(&lines[1][number]).unwrap().merge(&lines[2][number]).unwrap();
            let other = lines[0][number].merge(&lines[1][number].merge(&lines[2][number]).unwrap()).unwrap();
            prop_assert_eq!(&merged, &other);
            let expected = line.of_segment(names(3));
            prop_assert_eq!(&merged.evidence, &expected.evidence, "{}", expected.definition);
            prop_assert_eq!(&merged.notes, &expected.notes, "{}", expected.definition);
            prop_assert_eq!(merged, expected);
        }
    }

    #[test]
    fn prop_g15_what_does_not_add_up_is_refused(rows in rows(), groups in vec(0..2_u8, usize::from(NOBODY) + 1)) {
        let scorecard = scorecard_of(alone(), Per::Month, None);
        let lines = |group: u8| {
            let part = company(&rows, |who| groups[usize::from(who)] == group);
            let name = |line: Line| line.of_segment(Segment::new("group", format!("g{group}")));
            scorecard.evaluate(&facts(&part), at(AS_OF)).into_iter().map(name).collect::<Vec<_>>()
        };
        for (one, other) in lines(0).iter().zip(lines(1)) {
            let refused = one.merge(&other);
            prop_assert!(
                matches!(refused, Err(MergeError::Evidence(EvidenceError::NotKept))),
                "{}: {:?}", one.definition, refused
            );
        }
    }

    #[test]
    fn prop_g15_months_make_the_quarter_where_their_cases_add_up(rows in rows()) {
        let company = company(&rows, |_| true);
        let evaluate = |scorecard: &Scorecard, month: u32| {
            let date = NaiveDate::from_ymd_opt(2026, month, 1).unwrap();
            scorecard.evaluate_period(&facts(&company), at(AS_OF), date)
        };
        let (monthly, quarterly) = (scorecard("month".parse().unwrap(), None), scorecard(Per::Quarter, None));
        let months: Vec<Vec<Line>> = (1..=3).map(|month| evaluate(&monthly, month)).collect();
        for (number, quarter) in evaluate(&quarterly, 1).into_iter().enumerate() {
            let line = |month: usize| &months[month][number];
            let total = line(0).merge(line(1));
            if !quarter.adds_over_time {
                let is_refused = matches!(total, Err(MergeError::Distinct { .. }));
                prop_assert!(is_refused, "{}", quarter.definition);
                continue;
            }
            let total = line(2).merge(&total.unwrap()).unwrap();
            prop_assert_eq!(&total.evidence, &quarter.evidence, "{}", quarter.definition);
            let expected = Line { past: vec![], ..quarter };
            prop_assert_eq!(total, expected);
        }
    }
}
