//! The company's figures, counted by hand here, lie in bands that a reader would believe.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use crm_model::{
    CustomerId, EventKind, FileField, Money, Purchase, PurchaseKind, Purpose, SpendAim, SurveyAnswer,
    TicketRecord,
};
use examples::demo;

use super::{assert_within, company, instant, rows, year_ago};

/// Returns the amount in hundredths of a yuan; a dollar counts as seven.
fn hundredths(amount: Money) -> i128 {
    let times = if amount.currency().as_str() == "USD" { 7 } else { 1 };
    i128::from(amount.ten_thousandths() / 100 * times)
}

fn is_order(purchase: &Purchase) -> bool {
    purchase.what == PurchaseKind::Order
}

fn in_the_year(at: DateTime<Utc>) -> bool {
    year_ago() <= at && at <= demo::as_of()
}

#[test]
fn about_four_percent_of_what_is_paid_is_given_back() {
    let records = company();
    let year = rows(&records.purchases).iter().filter(|row| in_the_year(row.at));
    let (orders, refunds): (Vec<&Purchase>, Vec<&Purchase>) = year.partition(|row| is_order(row));
    let sum = |rows: &[&Purchase]| rows.iter().map(|row| hundredths(row.amount)).sum();
    assert_within("refunds", sum(&refunds), sum(&orders), 20..=60);
}

#[test]
fn orders_of_twelve_months_fill_all_three_tiers() {
    let records = company();
    let mut orders: BTreeMap<&CustomerId, (i128, i128)> = BTreeMap::new();
    for row in rows(&records.purchases).iter().filter(|row| in_the_year(row.at) && is_order(row)) {
        if let Some(customer) = &row.customer {
            let (count, spent) = orders.entry(customer).or_default();
            *count += 1;
            *spent += hundredths(row.amount);
        }
    }
    let buyers = orders.len() as i128;
    let repurchasing = |least: i128, below: i128| {
        let share = |count: i128| (count - 1) * 100 / count;
        orders.values().filter(|(count, _)| (least..below).contains(&share(*count))).count() as i128
    };
    assert_within("repurchase from 60 %", repurchasing(60, 101), buyers, 300..=600);
    assert_within("repurchase from 30 to 60 %", repurchasing(30, 60), buyers, 150..=400);
    assert_within("repurchase below 30 %", repurchasing(0, 30), buyers, 100..=400);
    let mut spent: Vec<i128> = orders.values().map(|(_, spent)| *spent).collect();
    spent.sort_unstable();
    let best: i128 = spent.iter().rev().take(spent.len() / 5).sum();
    assert_within("what the best fifth spends", best, spent.iter().sum(), 500..=850);
}

#[test]
fn a_year_on_year_figure_exists_and_the_company_grows() {
    let records = company();
    let in_months = |from: &str, until: &str| -> i128 {
        let span = instant(from)..instant(until);
        let rows = rows(&records.purchases).iter().filter(|row| span.contains(&row.at) && is_order(row));
        rows.map(|row| hundredths(row.amount)).sum()
    };
    let before = in_months("2024-04-01T00:00:00+08:00", "2025-04-01T00:00:00+08:00");
    let now = in_months("2025-04-01T00:00:00+08:00", "2026-04-01T00:00:00+08:00");
    assert_within("revenue against the year before", now, before, 1_050..=1_600);
}

#[test]
fn keeping_customers_costs_between_four_and_five_percent_and_winning_them_more() {
    let records = company();
    let signed =
        |row: &Purchase| if is_order(row) { hundredths(row.amount) } else { -hundredths(row.amount) };
    let revenue: i128 = rows(&records.purchases).iter().filter(|row| in_the_year(row.at)).map(signed).sum();
    let spent = |aim| -> i128 {
        let rows = rows(&records.spend).iter().filter(|row| row.aim == aim && in_the_year(row.at));
        rows.map(|row| hundredths(row.amount)).sum()
    };
    assert_within("maintenance", spent(SpendAim::Maintenance), revenue, 40..=50);
    assert_within("acquisition", spent(SpendAim::Acquisition), revenue, 70..=110);
    let departments: BTreeSet<_> =
        rows(&records.spend).iter().filter_map(|row| row.department.as_ref()).collect();
    assert!(departments.len() >= 5 && rows(&records.spend).iter().any(|row| row.customer.is_some()));
}

/// Returns the net promoter score in points, from the answers whose instant is wanted.
fn promoters(answers: &[SurveyAnswer], wanted: impl Fn(DateTime<Utc>) -> bool) -> i128 {
    let answers = answers.iter().filter(|row| row.topic.as_str() == "recommend");
    let scores = answers.filter(|row| row.answered_at.is_some_and(&wanted)).filter_map(|row| row.score);
    let (mut points, mut count) = (0, 0);
    for score in scores {
        count += 1;
        points += match score.value() {
            9..=10 => 1,
            7..=8 => 0,
            _ => -1,
        };
    }
    points * 100 / count
}

#[test]
fn the_net_promoter_score_is_near_fifty_and_falls_in_november() {
    let records = company();
    let answers = rows(&records.answers);
    let year = promoters(answers, in_the_year);
    assert!((40..=60).contains(&year), "{year}");
    let of = |year, month| promoters(answers, |at| (at.year(), at.month()) == (year, month));
    assert!(of(2025, 11) < year - 8, "{}", of(2025, 11));
    let months: BTreeSet<i128> = (4..=12).map(|month| of(2025, month)).collect();
    assert!(months.len() > 4, "scores move from month to month: {months:?}");
}

#[test]
fn a_good_quarter_of_those_invited_answers_on_five_topics() {
    let records = company();
    let answers = rows(&records.answers);
    let of = |topic: &str| {
        let rows = answers.iter().filter(|row| row.topic.as_str() == topic && row.invited_at.is_some());
        let answered = rows.clone().filter(|row| row.answered_at.is_some()).count();
        (answered as i128, rows.count() as i128)
    };
    let topics: BTreeMap<&str, String> =
        answers.iter().filter_map(|row| Some((row.topic.as_str(), row.score?.scale().to_string()))).collect();
    assert_eq!(topics.len(), 5);
    for (topic, scale) in topics {
        let (answered, invited) = of(topic);
        assert_within(topic, answered, invited, 240..=310);
        assert_eq!(scale, if topic == "recommend" { "0-10" } else { "1-5" });
    }
    let surveys: BTreeSet<&str> = answers.iter().map(|row| row.survey.as_str()).collect();
    assert_eq!(surveys, ["satisfaction-2025-h1", "satisfaction-2025-h2", "satisfaction-2026-h1"].into());
    assert!(answers.iter().any(|row| row.customer.is_none() && row.invited_at.is_none()));
}

#[test]
fn files_are_nearly_complete() {
    let records = company();
    let customers = rows(&records.customers);
    let mut all = 0;
    for field in FileField::ALL {
        let filled =
            customers.iter().filter(|one| one.file.as_ref().is_some_and(|file| file.has(*field))).count();
        assert_within(field.as_str(), filled as i128, customers.len() as i128, 850..=980);
        all += filled;
    }
    let cells = customers.len() * FileField::ALL.len();
    assert_within("all fields", all as i128, cells as i128, 900..=960);
}

#[test]
fn some_customers_leave_in_the_year_and_a_few_come_back() {
    let records = company();
    let known = rows(&records.customers).iter().filter(|customer| !customer.memberships.is_empty());
    let at_start: Vec<_> = known.clone().filter(|one| one.is_member_at(year_ago()) == Some(true)).collect();
    let lost = at_start.iter().filter(|one| one.is_member_at(demo::as_of()) == Some(false)).count();
    assert_within("lost in the year", lost as i128, at_start.len() as i128, 80..=140);
    let came = known.clone().filter(|one| one.memberships.iter().all(|stay| stay.from > year_ago())).count();
    assert_within("came in the year", came as i128, known.clone().count() as i128, 150..=250);
    let came_back = known.clone().filter(|one| one.memberships.len() == 2).count();
    assert!((5..=100).contains(&came_back), "{came_back}");
}

#[test]
fn most_new_customers_are_followed_up_within_a_week() {
    let records = company();
    let mut first: BTreeMap<&CustomerId, DateTime<Utc>> = BTreeMap::new();
    for row in rows(&records.purchases).iter().filter(|row| is_order(row)) {
        if let Some(customer) = &row.customer {
            let at = first.entry(customer).or_insert(row.at);
            *at = row.at.min(*at);
        }
    }
    let last = demo::as_of() - TimeDelta::days(30);
    let new: BTreeMap<_, _> = first.into_iter().filter(|(_, at)| in_the_year(*at) && *at < last).collect();
    let mut followed_up: BTreeMap<&CustomerId, DateTime<Utc>> = BTreeMap::new();
    for row in rows(&records.interactions) {
        if let (Some(customer), Some("follow-up")) =
            (&row.customer, row.purpose.as_ref().map(Purpose::as_str))
        {
            let at = followed_up.entry(customer).or_insert(row.at);
            *at = row.at.min(*at);
        }
    }
    let after = |customer, at| followed_up.get(customer).map(|contact| *contact - at);
    let count = |wanted: &dyn Fn(Option<TimeDelta>) -> bool| {
        new.iter().filter(|(customer, at)| wanted(after(**customer, **at))).count() as i128
    };
    let week = TimeDelta::days(7);
    assert_within(
        "in a week",
        count(&|after| after.is_some_and(|after| after <= week)),
        new.len() as i128,
        880..=985,
    );
    assert!(count(&|after| after.is_some_and(|after| after > week)) > 0);
    assert!(count(&|after| after.is_none()) > 0);
}

/// Returns how many calls and chats of a month were answered within a minute, and how many were answered at all.
fn answered(tickets: &[TicketRecord], year: i32, month: u32) -> (i128, i128) {
    let (mut in_time, mut all) = (0, 0);
    for ticket in tickets {
        let first =
            |kind| ticket.events.iter().find(|event| event.kind() == kind).map(|event| event.occurred_at);
        let instant =
            ticket.channel.as_ref().is_some_and(|one| ["phone", "online-chat"].contains(&one.as_str()));
        let (Some(opened), Some(answer), true) =
            (first(EventKind::Opened), first(EventKind::FirstResponse), instant)
        else {
            continue;
        };
        if (opened.year(), opened.month()) == (year, month) {
            all += 1;
            in_time += i128::from(answer - opened <= TimeDelta::seconds(60));
        }
    }
    (in_time, all)
}

#[test]
fn response_gets_better_over_the_year_but_for_november() {
    let records = company();
    let tickets = rows(&records.tickets);
    let share = |year, month| {
        let (in_time, all) = answered(tickets, year, month);
        in_time * 1_000 / all
    };
    let months = [4, 5, 6, 7, 8, 9, 10, 11, 12].map(|month| share(2025, month));
    assert!(
        months.iter().enumerate().all(|(place, share)| place == 7 || *share > months[7] + 50),
        "{months:?}"
    );
    let (spring, winter) =
        (months[0] + months[1] + months[2], share(2026, 1) + share(2026, 2) + share(2026, 3));
    assert!(winter > spring + 60, "{spring} {winter}");
    let answered_in = |year, months: std::ops::RangeInclusive<u32>| -> i128 {
        months.map(|month| answered(tickets, year, month).1).sum()
    };
    let year = answered_in(2025, 4..=12) + answered_in(2026, 1..=3);
    assert!(answered_in(2025, 11..=11) > year / 12 * 6 / 5, "November is busy");
}

#[test]
fn a_handful_pays_in_dollars_and_three_days_lack_a_rate() {
    let records = company();
    let purchases = rows(&records.purchases);
    let dollars = purchases.iter().filter(|row| row.amount.currency().as_str() == "USD");
    let payers: BTreeSet<_> = dollars.clone().filter_map(|row| row.customer.as_ref()).collect();
    assert!((8..=14).contains(&payers.len()), "{}", payers.len());
    let [usd, cny] = ["USD", "CNY"].map(|code| crm_model::Currency::new(code).unwrap());
    let day = |at: DateTime<Utc>| (at + TimeDelta::hours(8)).date_naive();
    let lacking = |date| records.rates.rate(usd, cny, date).is_none();
    let year = day(year_ago()).iter_days().take_while(|date| *date <= day(demo::as_of()));
    assert_eq!(year.filter(|date| lacking(*date)).count(), 3);
    let unconverted = dollars.filter(|row| lacking(day(row.at))).count();
    assert!((1..=5).contains(&unconverted), "{unconverted}");
}
