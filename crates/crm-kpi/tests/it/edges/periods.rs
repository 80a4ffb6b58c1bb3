//! Periods at the ends of time, across changes of zones, and before the first record.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use crm_calendar::Zone;
use crm_kpi::cadence::{Cadence, Cadences};
use crm_kpi::trend::Series;
use crm_kpi::{
    CivilPeriod, Completeness, Counts, CustomersBy, Facts, Formula, Per, Reason, RetentionForm, RevenueForm,
    Scorecard, Value, Volume, restatements,
};
use crm_model::{Dataset, Happening, Outcome, Records, Scale, Strength, Table};

use crate::support::{
    APRIL, answer, at, complaint_rate, contact, dataset, expense, line_of, member, members, month, nps,
    order, responses, retention, spec, ticket,
};

fn formulas() -> Vec<Formula> {
    vec![
        members(RetentionForm::AsWorded),
        retention(RetentionForm::Identity, CustomersBy::Purchases),
        nps(Counts::Last),
        complaint_rate(),
        responses(),
        Formula::Volume(Volume::Opened),
        Formula::CostShare { currency: None },
        Formula::RevenueRetention { form: RevenueForm::Net, currency: None },
    ]
}

fn company() -> Dataset {
    let events = vec![("2026-03-05", Happening::Opened), ("2026-03-06", Happening::Solved)];
    dataset(Records {
        customers: Table::complete(vec![member("a", &["2025-01-01.."])]),
        tickets: Table::complete(vec![ticket("1", Some("complaint"), events)]),
        purchases: Table::complete(vec![order("a", "2026-03-01", "5 CNY")]),
        spend: Table::complete(vec![expense("2026-03-01", "5 CNY", Some("a"))]),
        interactions: Table::complete(vec![contact("a", "2026-03-01", Outcome::Reached)]),
        answers: Table::complete(vec![answer(Some("a"), "2026-03-02", Some(10), Scale::ZERO_TO_TEN)]),
        ..Records::default()
    })
}

#[test]
fn k22_the_first_and_the_last_instant_are_looked_at_without_a_panic() {
    let data = company();
    let facts = Facts::new(&data);
    let instants = [0, 31, 366].into_iter().flat_map(|days| {
        let days = TimeDelta::days(days);
        [DateTime::<Utc>::MIN_UTC + days, DateTime::<Utc>::MAX_UTC - days]
    });
    let instants: Vec<DateTime<Utc>> = instants.collect();
    for zone in [Zone::utc(), Zone::fixed(14 * 3_600).unwrap(), Zone::fixed(-12 * 3_600).unwrap()] {
        for per in ["month", "year", "rolling 1 day", "rolling 65535 months"] {
            let specs = formulas().into_iter().enumerate().map(|(number, formula)| {
                let mut spec = spec(formula, per.parse().unwrap(), None);
                spec.name = format!("indicator.n{number}").parse().unwrap();
                spec.judging.confidence = "95%".parse().ok();
                spec
            });
            let scorecard = Scorecard::new(specs.collect(), zone.clone()).unwrap();
            for as_of in &instants {
                for date in [NaiveDate::MIN, NaiveDate::MAX] {
                    let lines = scorecard.evaluate_period(&facts, *as_of, date);
                    assert!(restatements(&lines, &lines).is_empty());
                }
                let lines = scorecard.evaluate(&facts, *as_of);
                assert_eq!(lines.len(), formulas().len());
                assert!(lines.iter().all(|line| Series::of_line(line).is_ok() || *as_of < at("0001-01-01")));
                assert_eq!(scorecard.evaluate_running(&facts, *as_of).len(), lines.len());
                let reviewed = reviews(&scorecard, &facts, *as_of);
                assert_eq!(reviewed, 1);
            }
        }
    }
}

fn reviews(scorecard: &Scorecard, facts: &Facts<'_>, as_of: DateTime<Utc>) -> usize {
    let cadence = Cadence {
        name: "cadence.month".parse().unwrap(),
        clause: "TEST-CYCLE-1".parse().unwrap(),
        strength: Strength::Must,
        per: Per::Month,
        indicators: vec![],
        anomalies: None,
        trends: None,
        targets: None,
        processes: vec![],
        orders: vec![],
        diagnosis: true,
    };
    let reviews = Cadences::new(vec![cadence], scorecard).unwrap().review(scorecard, facts, as_of);
    reviews.iter().filter(|review| review.diagnosis.is_some()).count()
}

#[test]
fn k22_periods_follow_one_another_whatever_the_zone_does() {
    // Midnights that are skipped, a date that never was (30 December 2011 in Samoa), and clocks that go back over midnight.
    for name in ["America/Sao_Paulo", "Pacific/Apia", "Europe/Berlin", "America/Havana"] {
        let zone = Zone::named(name).unwrap();
        for per in ["month", "quarter", "rolling 1 day", "rolling 30 days", "rolling 1 month"] {
            let per: Per = per.parse().unwrap();
            let mut before: Option<CivilPeriod> = None;
            let mut now = at("2010-10-01");
            while now < at("2012-03-01") {
                let (last, running) =
                    (CivilPeriod::last_complete(per, now, &zone), CivilPeriod::running(per, now, &zone));
                assert!(last.end() <= now, "{name} {per} {now}");
                assert!(running.contains(now), "{name} {per} {now}");
                assert!(before.is_none_or(|before| before.end() <= last.end()), "{name} {per} {now}");
                for lengths in 0..3 {
                    let (one, two) = (last.earlier(lengths, &zone), last.earlier(lengths + 1, &zone));
                    assert_eq!(two.end(), one.start(), "{name} {per} {now}");
                }
                before = Some(last);
                now += TimeDelta::minutes(397);
            }
        }
    }
}

#[test]
fn k26_a_year_with_a_leap_day_is_set_against_the_same_dates() {
    let utc = Zone::utc();
    let february = CivilPeriod::containing(Per::Month, "2028-02-29".parse().unwrap(), &utc);
    let count = month(Formula::Volume(Volume::Opened), &company(), None, APRIL);
    assert_eq!((february.days(), february.year_before(&utc).to_string().as_str()), (29, "2027-02"));
    // One ticket in the 31 days of March.
    assert_eq!(count.per_day(), crm_model::Ratio::new(1, 31));
    // Thirty days up to the leap day, and the same dates a year before, of which the 29th is the 28th.
    let thirty = CivilPeriod::last_complete("rolling 30 days".parse().unwrap(), at("2028-03-01"), &utc);
    assert_eq!((thirty.first().to_string().as_str(), thirty.days()), ("2028-01-31", 30));
    let before = thirty.year_before(&utc);
    assert_eq!(
        (before.first().to_string().as_str(), before.next().to_string().as_str()),
        ("2027-01-31", "2027-03-01")
    );
    // A month that ends on the 31st goes back to the last day where there is no 31st, and comes to the 31st again.
    let month = CivilPeriod::last_complete("rolling 1 month".parse().unwrap(), at("2028-03-31"), &utc);
    let starts: Vec<String> = (0..3).map(|back| month.earlier(back, &utc).first().to_string()).collect();
    assert_eq!(starts, ["2028-02-29", "2028-01-31", "2027-12-31"]);
    assert_eq!(
        ("rolling 1 day".parse::<Per>().unwrap().to_string().as_str(), month.per().to_string().as_str()),
        ("rolling 1 day", "rolling 1 month")
    );
}

#[test]
fn k1_periods_before_the_first_record_are_no_zeros_where_the_table_says_from_when_it_is_complete() {
    let opened = |day: &str| ticket(day, None, vec![(day, Happening::Opened)]);
    let rows = vec![opened("2026-02-05"), opened("2026-03-05")];
    let from = |from: Option<&str>| {
        let tickets = Table::Supplied { rows: rows.clone(), from: from.map(at), until: None };
        let data = dataset(Records { tickets, ..Records::default() });
        month(Formula::Volume(Volume::Opened), &data, Some("rises"), APRIL)
    };
    // Complete from February on: no month before it has a count, and two are no trend.
    let line = from(Some("2026-02-01"));
    assert_eq!(line.history().iter().map(|past| past.value.clone()).collect::<Vec<_>>(), [Value::Count(1)]);
    assert!(line.past.iter().rev().skip(1).all(|past| past.value == Value::Undefined(Reason::NotCovered)));
    assert_eq!(line.verdict, crate::support::not_measured(Reason::TooFewPeriods));
    // Complete for ever: then nobody opened anything before, and zero is what was counted.
    assert_eq!(from(None).history().len(), 12);
    // What begins within the period does not hold all of it.
    assert_eq!(from(Some("2026-03-02")).completeness, Completeness::NotCovered);
    let spec = spec(Formula::Volume(Volume::Opened), "rolling 7 days".parse().unwrap(), None);
    let data = dataset(Records { tickets: Table::complete(rows.clone()), ..Records::default() });
    assert_eq!(line_of(spec, &Facts::new(&data), "2026-03-06").value, Value::Count(1));
}
