//! What passes between company and customers besides tickets: purchases, interactions, survey answers, spend, and what
//! is learned of customers for their files.

use alloc::{format, vec::Vec};

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::strategies::any_instant;
use proptest::prelude::*;

use super::any_ticket_id;
use super::customers::customer_of_the_company;
use super::words::one_of;
use crate::{
    CriterionName, CriterionScore, Currency, CustomerGoal, CustomerId, Delivery, Direction, FileField,
    FileUpdate, Interaction, Money, OrderId, Outcome, PersonId, Purchase, PurchaseKind, Purpose,
    QualityReview, Scale, Score, SheetName, Spend, SpendAim, SurveyAnswer, SurveyName, Topic, Vocabulary,
};

/// Draws an amount in yuan, from nothing to 10,000, now and then in dollars.
pub fn any_money() -> impl Strategy<Value = Money> {
    let currency = prop_oneof![9 => Just("CNY"), 1 => Just("USD")];
    let currency = currency.prop_filter_map("a currency", |code| Currency::new(code).ok());
    (0..=1_000_000_i64, currency)
        .prop_map(|(hundredths, currency)| Money::from_ten_thousandths(hundredths * 100, currency))
}

/// Draws a table of up to twenty purchases and refunds of few customers. Some name no customer or no order, and few
/// orders repeat, with the same amount or another.
///
/// # Examples
///
/// ```
/// use crm_model::strategies::purchases;
/// use proptest::test_runner::{Config, TestRunner};
///
/// let mut runner = TestRunner::new(Config { cases: 16, failure_persistence: None, ..Config::default() });
/// runner.run(&purchases(), |rows| {
///     assert!(rows.iter().all(|row| !row.amount.is_negative()));
///     Ok(())
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn purchases() -> impl Strategy<Value = Vec<Purchase>> {
    let order = || prop::option::weighted(0.8, any_order());
    let what = prop_oneof![
        9 => Just(PurchaseKind::Order),
        1 => order().prop_map(|of| PurchaseKind::Refund { of }),
    ];
    let row = (any_instant(2024, 2026), order(), what, any_money(), a_customer());
    let row =
        row.prop_map(|(at, order, what, amount, customer)| Purchase { at, order, what, amount, customer });
    prop::collection::vec(row, 0..=20)
}

/// Draws a table of up to twenty contacts with few customers. Most say when they were recorded: within two days, and now
/// and then before they were.
pub fn interactions_with(vocabulary: &Vocabulary) -> impl Strategy<Value = Vec<Interaction>> + use<> {
    let direction = prop::sample::select(Direction::ALL.map(|(direction, _)| direction).to_vec());
    let outcome = prop::sample::select(Outcome::ALL.map(|(outcome, _)| outcome).to_vec());
    let purpose = prop::sample::select(alloc::vec!["follow-up", "care", "survey"]);
    let purpose = purpose.prop_map(|text| Purpose::new(text).ok());
    let (channel, department) =
        (one_of(vocabulary.channels.keys().cloned(), 0.8), one_of(vocabulary.departments.clone(), 0.5));
    let row =
        (any_instant(2024, 2026), a_customer(), direction, outcome, purpose, channel, department, any_lag());
    let row =
        row.prop_map(|(at, customer, direction, outcome, purpose, channel, department, lag)| Interaction {
            at,
            customer,
            direction,
            outcome,
            channel,
            purpose,
            person: None,
            department,
            recorded_at: after(at, lag),
        });
    prop::collection::vec(row, 0..=20)
}

/// Draws a table of up to twenty answers to one survey: whether one would recommend, from 0 to 10, and how satisfied
/// one is, from 1 to 5. Some are blank, some never came, some come from people who were not invited.
pub fn survey_answers() -> impl Strategy<Value = Vec<SurveyAnswer>> {
    let invited = prop::option::weighted(0.9, any_instant(2025, 2025));
    let answered = prop::option::weighted(0.7, any_instant(2026, 2026));
    let words = Delivery::ALL.map(|(delivery, _)| delivery);
    let delivery = prop::option::weighted(0.3, prop::sample::select(words.to_vec()));
    let row = (any_answer(), a_customer(), invited, answered, delivery);
    let row =
        row.prop_filter_map("words", |((topic, score), customer, invited_at, answered_at, delivery)| {
            Some(SurveyAnswer {
                survey: SurveyName::new("satisfaction").ok()?,
                topic: Topic::new(topic).ok()?,
                customer,
                invited_at,
                answered_at,
                score: answered_at.and(score),
                delivery,
            })
        });
    prop::collection::vec(row, 0..=20)
}

/// Draws a table of up to ten expenses.
pub fn spend_with(vocabulary: &Vocabulary) -> impl Strategy<Value = Vec<Spend>> + use<> {
    let aim = prop::sample::select(SpendAim::ALL.map(|(aim, _)| aim).to_vec());
    let department = one_of(vocabulary.departments.clone(), 0.8);
    let row = (any_instant(2025, 2026), any_money(), aim, department);
    let row = row.prop_map(|(at, amount, aim, department)| Spend {
        at,
        amount,
        aim,
        department,
        activity: None,
        customer: None,
    });
    prop::collection::vec(row, 0..=10)
}

/// Draws a table of up to twenty updates of the files of few customers. Most are entered within two days, some not yet,
/// and few are dated as entered before they were learned.
///
/// # Examples
///
/// ```
/// use crm_model::strategies::{common_vocabulary, file_updates_with};
/// use proptest::test_runner::{Config, TestRunner};
///
/// let mut runner = TestRunner::new(Config { cases: 16, failure_persistence: None, ..Config::default() });
/// runner.run(&file_updates_with(&common_vocabulary()), |rows| {
///     assert!(rows.len() <= 20);
///     Ok(())
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn file_updates_with(vocabulary: &Vocabulary) -> impl Strategy<Value = Vec<FileUpdate>> + use<> {
    let field = prop::sample::select(FileField::ALL);
    let department = one_of(vocabulary.departments.clone(), 0.5);
    let row = (any_instant(2024, 2026), a_customer(), field, any_lag(), department);
    let row = row.prop_map(|(learned_at, customer, field, lag, department)| FileUpdate {
        learned_at,
        customer,
        field,
        entered_at: after(learned_at, lag),
        person: None,
        department,
    });
    prop::collection::vec(row, 0..=20)
}

/// Draws a table of up to ten goals of few customers: of a month to a year, and now and then none at all, since they end before
/// they begin.
///
/// # Examples
///
/// ```
/// use crm_model::strategies::customer_goals;
/// use proptest::test_runner::{Config, TestRunner};
///
/// let mut runner = TestRunner::new(Config { cases: 16, failure_persistence: None, ..Config::default() });
/// runner.run(&customer_goals(), |rows| {
///     assert!(rows.iter().all(|row| !row.amount.is_negative()));
///     Ok(())
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn customer_goals() -> impl Strategy<Value = Vec<CustomerGoal>> {
    let days = prop_oneof![9 => 30..366_i64, 1 => -3..=0_i64];
    let row = (any_instant(2024, 2026), days, any_money(), customer_of_the_company());
    let row = row.prop_filter_map("days", |(from, days, amount, customer)| {
        let from = from.date_naive();
        let until = from.checked_add_signed(TimeDelta::try_days(days)?)?;
        Some(CustomerGoal { customer, from, until, amount })
    });
    prop::collection::vec(row, 0..=10)
}

/// Draws a table of up to twenty reviews of tickets on the sheet `service`, which scores courtesy from 0 to 2, the solution
/// from 0 to 10 and privacy from 0 to 1. Few lack a criterion, or score one that does not apply, or one in two ways.
///
/// # Examples
///
/// ```
/// use crm_model::strategies::quality_reviews;
/// use proptest::test_runner::{Config, TestRunner};
///
/// let mut runner = TestRunner::new(Config { cases: 16, failure_persistence: None, ..Config::default() });
/// runner.run(&quality_reviews(), |rows| {
///     assert!(rows.iter().all(|row| row.sheet.as_str() == "service"));
///     Ok(())
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn quality_reviews() -> impl Strategy<Value = Vec<QualityReview>> {
    let person = || prop::option::weighted(0.7, prop::sample::select(alloc::vec!["p1", "p2", "p3"]));
    let scores = [("courtesy", 2_u32), ("solution", 10), ("privacy", 1)].map(|(name, most)| {
        let points = prop::option::weighted(0.9, 0..=most);
        let times = prop_oneof![18 => Just(1_usize), 1 => Just(0), 1 => Just(2)];
        (prop::collection::vec(points, 2), times).prop_map(move |(points, times)| {
            let score = |points| Some(CriterionScore { criterion: CriterionName::new(name).ok()?, points });
            points.into_iter().take(times).filter_map(score).collect::<Vec<_>>()
        })
    });
    let row = (any_ticket_id(), any_instant(2025, 2026), person(), person(), scores);
    let row = row.prop_filter_map("words", |(ticket, reviewed_at, person, reviewer, scores)| {
        let named = |name: Option<&str>| name.and_then(|name| PersonId::new(name).ok());
        Some(QualityReview {
            ticket,
            sheet: SheetName::new("service").ok()?,
            reviewed_at,
            person: named(person),
            reviewer: named(reviewer),
            scores: scores.concat(),
        })
    });
    prop::collection::vec(row, 0..=20)
}

/// How many minutes later something is recorded, if it is.
fn any_lag() -> impl Strategy<Value = Option<i64>> {
    prop::option::weighted(0.8, prop_oneof![19 => 0..=2_880_i64, 1 => -60..=-1_i64])
}

fn after(at: DateTime<Utc>, lag: Option<i64>) -> Option<DateTime<Utc>> {
    at.checked_add_signed(TimeDelta::try_minutes(lag?)?)
}

/// One of few orders, so that some repeat.
fn any_order() -> impl Strategy<Value = OrderId> {
    (1..=60_u32).prop_filter_map("an order", |number| OrderId::new(format!("O-{number}")).ok())
}

fn a_customer() -> impl Strategy<Value = Option<CustomerId>> {
    prop::option::weighted(0.9, customer_of_the_company())
}

fn any_answer() -> impl Strategy<Value = (&'static str, Option<Score>)> {
    let score = |scale: Scale| {
        let value = i64::from(scale.lowest())..=i64::from(scale.highest());
        prop::option::weighted(0.9, value.prop_filter_map("a score", move |value| scale.score(value).ok()))
    };
    let stars = Scale::new(1, 5).unwrap_or(Scale::ZERO_TO_TEN);
    prop_oneof![
        score(Scale::ZERO_TO_TEN).prop_map(|score| ("recommend", score)),
        score(stars).prop_map(|score| ("service", score)),
    ]
}

#[cfg(test)]
mod tests {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    use super::*;

    fn drawn<T>(strategy: impl Strategy<Value = Vec<T>>) -> Vec<T> {
        let mut runner = TestRunner::deterministic();
        (0..200).flat_map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
    }

    #[test]
    fn purchases_hold_refunds_two_currencies_and_rows_without_customer_or_order() {
        let rows = drawn(purchases());
        assert!(rows.iter().any(|row| row.what != PurchaseKind::Order));
        assert!(rows.iter().any(|row| row.customer.is_none()));
        assert!(rows.iter().any(|row| row.order.is_none()));
        assert!(rows.iter().any(|row| row.amount.currency().as_str() == "USD"));
    }

    #[test]
    fn what_is_learned_is_entered_later_not_yet_or_impossibly_early() {
        let rows = drawn(file_updates_with(&crate::strategies::common_vocabulary()));
        assert!(rows.iter().any(|row| row.entered_at.is_some_and(|entered| entered > row.learned_at)));
        assert!(rows.iter().any(|row| row.entered_at.is_some_and(|entered| entered < row.learned_at)));
        assert!(rows.iter().any(|row| row.entered_at.is_none()));
    }

    #[test]
    fn reviews_lack_a_criterion_leave_one_out_or_score_one_twice_now_and_then() {
        let rows = drawn(quality_reviews());
        assert!(rows.iter().any(|row| row.scores.len() < 3));
        assert!(rows.iter().any(|row| row.scores.iter().any(|score| score.points.is_none())));
        assert!(rows.iter().any(|row| row.disagreeing().count() > 0));
    }

    #[test]
    fn answers_are_blank_missing_or_uninvited_now_and_then() {
        let rows = drawn(survey_answers());
        assert!(rows.iter().any(|row| row.answered_at.is_some() && row.score.is_none()));
        assert!(rows.iter().any(|row| row.answered_at.is_none()));
        assert!(rows.iter().any(|row| row.invited_at.is_none()));
    }
}
