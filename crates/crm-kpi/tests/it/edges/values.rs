//! What a line says of its value: how many stand behind it, whether that is enough, what changed since, how it is written.

use chrono::NaiveDate;
use crm_calendar::Zone;
use crm_kpi::{
    Apart, CivilPeriod, Completeness, Counts, CustomersBy, EvidenceError, Facts, Formula, Line, MergeError,
    Note, Per, Reason, RestatementCause, RetentionForm, Rounding, Scorecard, Segment, SmallSample,
    TicketPart, Value, Verdict, Volume, restatements,
};
use crm_model::{
    CustomerMergers, Dataset, FileField, Halves, Happening, RateTable, Ratio, Records, Scale, Table,
    TicketRecord,
};

use crate::support::{
    APRIL, answer, answers, at, books, complaint_rate, complaints, customers, dataset, expense, id, line_of,
    member, members, month, not_measured, nps, order, responses, retention, spec, text, ticket, tickets,
};

fn promoters(number: usize) -> Dataset {
    let names: Vec<String> = (0..number).map(|number| format!("c{number}")).collect();
    answers(names.iter().map(|name| answer(Some(name), "2026-03-02", Some(10), Scale::ZERO_TO_TEN)).collect())
}

#[test]
fn k8_a_customer_whose_files_became_one_is_neither_lost_nor_new() {
    // The file `b` was opened by mistake on 5 March; the old one ended that day.
    let files = vec![member("a", &["2025-01-01..2026-03-05"]), member("b", &["2026-03-05.."])];
    let value = |records, form| {
        let data = dataset(records);
        text(&month(members(form), &data, None, APRIL).value)
    };
    let records = || Records { customers: Table::complete(files.clone()), ..Records::default() };
    assert_eq!(value(records(), RetentionForm::Identity), "0/1");
    let merged = CustomerMergers::new([(id("a"), id("b"))]).unwrap();
    for (form, expected) in [
        (RetentionForm::Identity, "1/1"),
        (RetentionForm::AsWorded, "1/1"),
        (RetentionForm::ChurnEvents, "0/1"),
    ] {
        assert_eq!(value(records().with_merged_customers(&merged), form), expected);
    }
}

#[test]
fn k8_purchases_of_both_files_are_those_of_one_customer() {
    let rows = vec![order("a", "2026-02-03", "1 CNY"), order("b", "2026-03-03", "1 CNY")];
    let merged = CustomerMergers::new([(id("a"), id("b"))]).unwrap();
    let records = Records { purchases: Table::complete(rows), ..Records::default() };
    let line = |records| {
        month(retention(RetentionForm::Identity, CustomersBy::Purchases), &dataset(records), None, APRIL)
    };
    assert_eq!(text(&line(records.clone()).value), "0/1");
    assert_eq!(text(&line(records.with_merged_customers(&merged)).value), "1/1");
}

#[test]
fn k13_few_answers_are_marked_and_judged_only_if_the_policy_wants() {
    let line = |number, rule| {
        let mut spec = spec(nps(Counts::Last), Per::Month, Some(">= 50"));
        spec.judging.small_sample = rule;
        line_of(spec, &Facts::new(&promoters(number)), APRIL)
    };
    let rule = |is_judged| Some(SmallSample { below: 30, is_judged });
    let three = line(3, rule(true));
    assert_eq!((text(&three.value).as_str(), &three.verdict), ("300/3", &Verdict::Met));
    assert_eq!(three.notes, [Note::SmallSample { cases: 3, below: 30 }]);
    // One of something is one.
    let words = [
        (Note::SmallSample { cases: 1, below: 30 }, "only 1 case, fewer than 30"),
        (Note::SmallSample { cases: 2, below: 30 }, "only 2 cases, fewer than 30"),
        (Note::Gaps { periods: 1 }, "1 period without a value left out"),
        (Note::PercentileAtEnd { cases: 1 }, "at the end of 1 value"),
        (Note::FieldMissing { field: FileField::Name, files: 1 }, "name missing in 1 file"),
        (Note::TicketPartMissing { part: TicketPart::Kind, tickets: 1 }, "kind missing in 1 ticket"),
        (Note::Apart { cases: Apart::Blank, count: 1 }, "1 blank answer"),
        (Note::Apart { cases: Apart::Blank, count: 0 }, "0 blank answers"),
    ];
    for (note, wanted) in words {
        assert_eq!(note.to_string(), wanted);
    }
    assert_eq!(three.cases(), Some(3));
    assert_eq!(line(3, rule(false)).verdict, Verdict::TooFew { cases: 3, at_least: 30 });
    assert_eq!(line(29, rule(false)).verdict, Verdict::TooFew { cases: 29, at_least: 30 });
    let thirty = line(30, rule(false));
    assert_eq!((thirty.verdict, thirty.notes.len()), (Verdict::Met, 0));
    assert_eq!(line(3, None).notes, []);
    // Nobody at all is not a small sample, and a count is no sample.
    assert_eq!(line(0, rule(false)).verdict, not_measured(Reason::Empty));
    let mut count = spec(Formula::Volume(Volume::Opened), Per::Month, Some(">= 1"));
    count.judging.small_sample = rule(false);
    let data = tickets(vec![ticket("1", None, vec![("2026-03-02", Happening::Opened)])]);
    assert_eq!(line_of(count, &Facts::new(&data), APRIL).verdict, Verdict::Met);
}

#[test]
fn k14_limits_are_met_exactly_by_shares_means_and_money() {
    let met = |line: Line| line.verdict == Verdict::Met;
    // 60 s exactly, and a microsecond more.
    let answered = |time: &str| {
        let events = vec![("2026-03-02T09:00:00Z", Happening::Opened), (time, Happening::FirstResponse)];
        month(responses(), &tickets(vec![ticket("1", None, events)]), Some("<= 60s"), APRIL)
    };
    assert!(met(answered("2026-03-02T09:01:00Z")) && !met(answered("2026-03-02T09:01:00.000001Z")));
    // 49 of 50 is 98 %.
    let resolved = |solved: usize, all: usize| {
        let events = |number: usize| {
            let solved = (number < solved).then_some(("2026-03-03", Happening::Solved));
            [("2026-03-02", Happening::Opened)].into_iter().chain(solved).collect()
        };
        let rows: Vec<TicketRecord> =
            (0..all).map(|number| ticket(&number.to_string(), None, events(number))).collect();
        month(Formula::Resolution { kinds: vec![] }, &tickets(rows), Some(">= 98%"), APRIL)
    };
    assert!(met(resolved(49, 50)) && !met(resolved(48, 49)));
    let cost = |spent: &str| {
        let data = books(
            vec![order("a", "2026-03-02", "246913.40 CNY")],
            vec![expense("2026-03-02", spent, None)],
            RateTable::default(),
        );
        month(Formula::CostShare { currency: None }, &data, Some("<= 5%"), APRIL)
    };
    assert!(met(cost("12345.67 CNY")) && !met(cost("12345.68 CNY")));
}

#[test]
fn k22_k26_periods_may_roll_and_say_so() {
    let march = |day: u32| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
    let thirty: Per = "rolling 30 days".parse().unwrap();
    let new_york = Zone::named("America/New_York").unwrap();
    // In New York it is still 9 March, so 8 March is the last date that is over; its day had 23 hours.
    let period = CivilPeriod::last_complete(thirty, at("2026-03-10T03:00:00Z"), &new_york);
    assert_eq!(period.to_string(), "rolling 30 days to 2026-03-08");
    assert_eq!((period.next(), period.days()), (march(9), 30));
    assert_eq!((period.start(), period.end()), (at("2026-02-07T05:00:00Z"), at("2026-03-09T04:00:00Z")));
    assert_eq!(period.previous(&new_york).next(), period.first());
    let running = CivilPeriod::running(thirty, at("2026-03-10T03:00:00Z"), &new_york);
    assert_eq!(running.to_string(), "rolling 30 days to 2026-03-09");

    // Months back from the 31st: clamped to the end of shorter months, and the 31st again after them.
    let utc = Zone::utc();
    let one: Per = "rolling 1 month".parse().unwrap();
    let period = CivilPeriod::last_complete(one, at("2026-03-31"), &utc);
    assert_eq!(
        (period.first().to_string(), period.next().to_string()),
        ("2026-02-28".into(), "2026-03-31".into())
    );
    let earlier = period.earlier(2, &utc);
    assert_eq!(
        (earlier.first().to_string(), earlier.next().to_string()),
        ("2025-12-31".into(), "2026-01-31".into())
    );
    assert_eq!(period.earlier(1, &utc).first(), earlier.next());
    // A leap day and the same dates a year earlier.
    let february = CivilPeriod::containing(Per::Month, "2028-02-29".parse().unwrap(), &utc);
    assert_eq!((february.days(), february.year_before(&utc).days()), (29, 28));
    let year = CivilPeriod::last_complete("rolling 12 months".parse().unwrap(), at("2028-03-01"), &utc);
    assert_eq!((year.days(), year.year_before(&utc).days(), year.previous(&utc).days()), (366, 365, 365));
}

#[test]
fn k26_counts_of_months_compare_by_the_day() {
    let opened = |when: &str| ticket(when, None, vec![(when, Happening::Opened)]);
    let data = tickets((1..=28).map(|day| opened(&format!("2026-02-{day:02}"))).collect());
    let line = month(Formula::Volume(Volume::Opened), &data, None, "2026-03-02");
    assert_eq!((&line.value, line.per_day()), (&Value::Count(28), Ratio::new(28, 28)));
    assert_eq!(month(responses(), &data, None, "2026-03-02").per_day(), None);
}

#[test]
fn k31_an_unreachable_target_is_neither_met_nor_missed() {
    let data = customers(vec![member("a", &["2025-01-01.."])]);
    let mut change = spec(members(RetentionForm::Identity), Per::Month, Some("+45%"));
    change.baseline = Some("75%".parse().unwrap()); // wanted: 0.75 × 1.45 = 1.0875
    let line = line_of(change.clone(), &Facts::new(&data), APRIL);
    assert_eq!((line.verdict.as_str(), line.verdict), ("unreachable", Verdict::Unreachable));
    // The form as worded may pass the whole, so the same target is only missed there.
    change.formula = members(RetentionForm::AsWorded);
    assert_eq!(line_of(change.clone(), &Facts::new(&data), APRIL).verdict, Verdict::Missed);
    // 20/29 x 1.45 is exactly the whole.
    change.formula = members(RetentionForm::Identity);
    change.baseline = Some("68.9655%".parse().unwrap());
    assert_eq!(line_of(change, &Facts::new(&data), APRIL).verdict, Verdict::Met);
}

#[test]
fn k23_a_closed_month_is_restated_with_the_old_value_beside() {
    let mut spec = spec(Formula::Resolution { kinds: vec![] }, Per::Month, Some(">= 50%"));
    spec.name = "indicator.resolution".parse().unwrap();
    let scorecard = Scorecard::new(vec![spec], Zone::utc()).unwrap();
    let solved = |name: &str, when: &str| {
        ticket(name, None, vec![(when, Happening::Opened), ("2026-03-20", Happening::Solved)])
    };
    let opened = |name: &str, when: &str| ticket(name, None, vec![(when, Happening::Opened)]);
    let evaluate =
        |rows: Vec<TicketRecord>, as_of: &str| scorecard.evaluate(&Facts::new(&tickets(rows)), at(as_of));
    let old = evaluate(
        vec![opened("1", "2026-02-05"), opened("2", "2026-03-05"), solved("3", "2026-03-06")],
        APRIL,
    );
    let rows = vec![
        opened("1", "2026-02-05"),
        solved("2", "2026-03-05"), // was solved in time, and entered late
        solved("3", "2026-03-06"),
        opened("4", "2026-03-07"), // came late
    ];
    let new = evaluate(rows.clone(), "2026-05-10");
    let restated = restatements(&old, &new);
    let [march] = restated.as_slice() else { panic!("{restated:?}") };
    assert_eq!(
        (march.indicator.as_str(), march.period.to_string()),
        ("indicator.resolution", "2026-03".into())
    );
    assert_eq!((text(&march.old.value), text(&march.new.value)), ("1/2".into(), "2/3".into()));
    assert_eq!((march.old.as_of, march.new.as_of), (at(APRIL), at("2026-05-10")));
    let change = march.change.unwrap();
    assert_eq!((change.part, change.whole, change.cases), (1, 1, 1));
    assert_eq!(march.difference, Ratio::new(1, 6)); // 2/3 - 1/2
    assert_eq!(march.causes, [RestatementCause::MoreCases]);

    assert_eq!(restatements(&new, &new), []);
    let same = evaluate(
        vec![opened("1", "2026-02-05"), solved("2", "2026-03-05"), solved("3", "2026-03-06")],
        APRIL,
    );
    let judged_anew = restatements(&old, &same);
    assert_eq!(judged_anew[0].causes, [RestatementCause::OtherOutcomes]);
    assert_eq!(judged_anew[0].difference, Ratio::new(1, 2));
    // The month as the later data have it, judged like any other.
    let march = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap();
    let again = scorecard.evaluate_period(&Facts::new(&tickets(rows)), at("2026-05-10"), march).remove(0);
    assert_eq!((text(&again.value), again.completeness), ("2/3".into(), Completeness::Complete));
    // A month that ran was not stated yet.
    let known = tickets(vec![opened("1", "2026-02-05"), opened("5", "2026-03-05")]);
    let running = scorecard.evaluate_running(&Facts::new(&known), at("2026-03-10"));
    assert_eq!(restatements(&running, &new), []);
}

#[test]
fn k23_a_value_that_was_empty_or_is_defined_otherwise_is_told_as_such() {
    let line = |data: &Dataset, as_of: &str| vec![month(complaint_rate(), data, None, as_of)];
    let (before, after) = (complaints(&[]), complaints(&[("2026-03", 0, 4)]));
    let restated = restatements(&line(&before, APRIL), &line(&after, APRIL));
    assert_eq!((restated.len(), restated[0].difference), (1, None));
    assert_eq!(restated[0].causes, [RestatementCause::MoreCases]);
    let by_members = spec(
        Formula::ComplaintRate {
            kinds: vec!["complaint".parse().unwrap()],
            base: crm_kpi::Base::InteractionsAndTickets,
        },
        Per::Month,
        None,
    );
    let other = vec![line_of(by_members, &Facts::new(&after), APRIL)];
    // A period that stands in its own line and in the history of a later one is restated once.
    let both = |data: &Dataset| vec![line(data, APRIL).remove(0), line(data, "2026-05-10").remove(0)];
    let once = restatements(&both(&before), &line(&after, "2026-06-10"));
    assert_eq!(once.len(), 2, "as stated in April and as stated in May");
    let twice: Vec<Line> = [line(&before, APRIL), line(&before, APRIL)].concat();
    assert_eq!(restatements(&twice, &line(&after, APRIL)).len(), 1);
    let redefined = restatements(&line(&after, APRIL), &other);
    assert!(redefined.iter().all(|one| one.causes == [RestatementCause::Definition] && one.change.is_none()));
    assert!(!redefined.is_empty());
}

#[test]
fn g15_a_total_is_refused_where_a_case_may_count_twice() {
    let data = complaints(&[("2026-03", 1, 2)]);
    let line =
        |name: &str| month(complaint_rate(), &data, None, APRIL).of_segment(Segment::new("department", name));
    let (north, south) = (line("north"), line("south"));
    let total = north.merge(&south).unwrap();
    assert_eq!(text(&total.value), "2/4");
    assert_eq!(total.segment.as_ref().unwrap().to_string(), "department north, south");
    assert!(matches!(total.merge(&south), Err(MergeError::Overlap { .. })));
    let whole = month(complaint_rate(), &data, None, APRIL);
    assert_eq!(
        whole.merge(&south).unwrap_err().to_string(),
        "the whole and department south may have cases in common"
    );
    let phone = Line { segment: Some(Segment::new("channel", "phone")), ..south.clone() };
    assert!(matches!(north.merge(&phone), Err(MergeError::Overlap { .. })));
    let later = Line { as_of: at("2026-05-10"), ..south.clone() };
    assert!(matches!(north.merge(&later), Err(MergeError::Instants { .. })));
    let other_clause = Line { clause: "TEST-KPI-2".parse().unwrap(), ..south.clone() };
    assert!(matches!(north.merge(&other_clause), Err(MergeError::Clauses { .. })));
    let other_target = Line { target: Some("<= 5%".parse().unwrap()), ..south.clone() };
    assert_eq!(north.merge(&other_target), Err(MergeError::Judged));
    let mut redefined = south.clone();
    redefined.definition.variant.push("another base".into());
    assert!(matches!(north.merge(&redefined), Err(MergeError::Definitions { .. })));
    let other = Line { indicator: "indicator.other".parse().unwrap(), ..south };
    assert!(matches!(north.merge(&other), Err(MergeError::Indicators { .. })));
}

#[test]
fn g15_k15_amounts_in_two_currencies_make_no_total() {
    let line = |currency: &str, name: &str| {
        let amount = |number: u32| format!("{number} {currency}");
        let data = books(
            vec![order("a", "2026-03-02", &amount(100))],
            vec![expense("2026-03-02", &amount(5), None)],
            RateTable::default(),
        );
        month(Formula::CostShare { currency: None }, &data, None, APRIL)
            .of_segment(Segment::new("branch", name))
    };
    let error = line("CNY", "north").merge(&line("EUR", "south")).unwrap_err();
    assert!(matches!(error, MergeError::Evidence(EvidenceError::Currencies { .. })), "{error}");
    let total = line("CNY", "north").merge(&line("CNY", "south")).unwrap();
    assert_eq!(text(&total.value), "100000/2000000");
}

#[test]
fn g15_months_that_are_apart_or_share_customers_make_no_total() {
    let data = complaints(&[("2026-01", 1, 4), ("2026-02", 1, 2), ("2026-03", 1, 2)]);
    let of = |formula: Formula, month: u32| {
        let scorecard = Scorecard::new(vec![spec(formula, Per::Month, None)], Zone::utc()).unwrap();
        let first = NaiveDate::from_ymd_opt(2026, month, 1).unwrap();
        scorecard.evaluate_period(&Facts::new(&data), at(APRIL), first).remove(0)
    };
    let rate = |month| of(complaint_rate(), month);
    let two = rate(1).merge(&rate(2)).unwrap();
    assert_eq!(
        (text(&two.value), two.period.to_string()),
        ("2/6".into(), "rolling 59 days to 2026-02-28".into())
    );
    assert!(matches!(rate(1).merge(&rate(3)), Err(MergeError::Apart { .. })));
    assert!(matches!(rate(1).merge(&rate(1)), Err(MergeError::Overlap { .. })));
    let contacts = |month| of(Formula::ContactFrequency { customers: CustomersBy::Purchases }, month);
    let error = contacts(1).merge(&contacts(2)).unwrap_err();
    assert!(error.to_string().contains("a customer may be in both"), "{error}");
}

#[test]
fn values_are_rounded_once_by_a_named_rule() {
    let data = complaints(&[("2026-03", 1, 8)]); // 12.5 %
    let shown = |decimals, halves| {
        let mut spec = spec(complaint_rate(), Per::Month, None);
        spec.judging.rounding = Rounding { decimals, halves };
        line_of(spec, &Facts::new(&data), APRIL).shown()
    };
    assert_eq!(shown(0, Halves::ToEven), "12%");
    assert_eq!(shown(0, Halves::AwayFromZero), "13%");
    assert_eq!(shown(3, Halves::ToEven), "12.500%");
}

#[test]
fn every_line_says_how_it_is_defined() {
    let definition = |formula: Formula| formula.definition().to_string();
    assert_eq!(definition(members(RetentionForm::ChurnEvents)), "churn: events, customers by memberships");
    assert_eq!(
        definition(nps(Counts::Last)),
        "nps: topic recommend, scale 0-10, last answers, detractors to 6 and promoters from 9"
    );
    assert_eq!(definition(responses()), "response-time: by the clock, mean");
    let form = |form| Formula::RevenueRetention { form, currency: "CNY".parse().ok() };
    assert_eq!(definition(form(crm_kpi::RevenueForm::Net)), "revenue-retention: net, in CNY");
    assert_eq!(definition(form(crm_kpi::RevenueForm::Logo)), "revenue-retention: logo, in CNY");
    assert_eq!(definition(complaint_rate()), "complaint-rate: kinds complaint, base interactions");
}
