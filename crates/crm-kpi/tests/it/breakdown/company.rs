//! Companies of random records, in which nearly everything may be unknown.

use crm_model::{
    Customer, CustomerFile, DatedTier, Happening, Interaction, Outcome, Purchase, QualityReview, Records,
    Scale, Spend, SurveyAnswer, Table, TicketRecord,
};
use proptest::collection::vec;
use proptest::prelude::*;

use super::to;
use crate::support::{answer, at, contact, expense, id, member, order, refund, review, ticket};

type Word = Option<&'static str>;

fn word(words: &'static [&'static str]) -> impl Strategy<Value = Word> {
    prop::option::of(prop::sample::select(words))
}

fn who() -> impl Strategy<Value = Word> {
    word(&["c1", "c2", "c3", "c4"])
}

/// A day of February or of March.
fn day() -> impl Strategy<Value = String> {
    (2..=3_u32, 1..=28_u32).prop_map(|(month, day)| format!("2026-{month:02}-{day:02}"))
}

fn of<T: std::str::FromStr>(word: Word) -> Option<T>
where
    T::Err: std::fmt::Debug,
{
    word.map(|word| word.parse().unwrap())
}

fn a_ticket() -> impl Strategy<Value = TicketRecord> {
    let kind = word(&["complaint", "repair"]);
    let places = (word(&["phone", "e-mail"]), word(&["service", "sales"]));
    (day(), kind, who(), places, any::<(bool, bool)>()).prop_map(
        |(when, kind, who, (channel, department), (answered, solved))| {
            let mut events = vec![(when.as_str(), Happening::Opened)];
            events.extend(department.map(|name| (when.as_str(), Happening::Assigned(to(name, "")))));
            events.extend(answered.then_some((when.as_str(), Happening::FirstResponse)));
            events.extend(solved.then_some((when.as_str(), Happening::Solved)));
            let record = ticket("T", kind, events);
            TicketRecord { channel: of(channel), customer: who.map(id), ..record }
        },
    )
}

fn tickets() -> impl Strategy<Value = Vec<TicketRecord>> {
    let numbered = |(number, mut record): (usize, TicketRecord)| {
        record.id = format!("T-{number}").parse().unwrap();
        record
    };
    vec(a_ticket(), 0..12).prop_map(move |rows| rows.into_iter().enumerate().map(numbered).collect())
}

/// Reviews of tickets, some of which are not there, by whoever worked on them.
fn reviews() -> impl Strategy<Value = Vec<QualityReview>> {
    let points = (0..=4_u32, prop::option::of(0..=4_u32), 0..=1_u32);
    let row = (0..14_u32, word(&["ann", "bob"]), day(), points);
    let row = row.prop_map(|(number, person, when, (tone, solution, law))| {
        review(&format!("T-{number}"), person, &when, [Some(tone), solution, Some(law)])
    });
    vec(row, 0..12)
}

fn a_contact() -> impl Strategy<Value = Interaction> {
    let places = (word(&["phone", "e-mail"]), word(&["service", "sales"]));
    (who(), day(), places, any::<bool>()).prop_map(|(who, when, (channel, department), recorded)| {
        Interaction {
            customer: who.map(id),
            channel: of(channel),
            department: of(department),
            recorded_at: recorded.then(|| at(&format!("{when}T05:00:00Z"))),
            ..contact("nobody", &when, Outcome::Reached)
        }
    })
}

fn an_answer() -> impl Strategy<Value = SurveyAnswer> {
    (who(), day(), prop::option::of(0..=10_i64), any::<bool>()).prop_map(|(who, when, score, invited)| {
        SurveyAnswer {
            invited_at: invited.then(|| at(&when)),
            ..answer(who, &when, score, Scale::ZERO_TO_TEN)
        }
    })
}

fn money() -> impl Strategy<Value = (Vec<Purchase>, Vec<Spend>)> {
    let row = (prop::sample::select(&["c1", "c2", "c3", "c4"][..]), day(), 1..900_u32, 0..4_u8);
    vec(row, 0..12).prop_map(|rows| {
        let (mut purchases, mut spend) = (vec![], vec![]);
        for (who, when, amount, kind) in rows {
            let amount = format!("{amount} CNY");
            match kind {
                0 => purchases.push(order(who, &when, &amount)),
                1 => purchases.push(refund(who, &when, &amount)),
                2 => spend.push(expense(&when, &amount, None)),
                _ => spend.push(expense(&when, &amount, Some(who))),
            }
        }
        (purchases, spend)
    })
}

fn customers() -> impl Strategy<Value = Vec<Customer>> {
    let words = (word(&["mining", "trade"]), word(&["ann", "bob"]));
    let row = (word(&["low", "high"]), word(&["high"]), words, word(&["2026-03-09"]));
    let make =
        |(number, (tier, later, (industry, in_charge), until)): (usize, (Word, Word, (Word, Word), Word))| {
            let stretch = format!("2025-01-01..{}", until.unwrap_or(""));
            let mut customer = member(&format!("c{}", number + 1), &[&stretch]);
            customer.tiers.extend(of(tier).map(|tier| DatedTier { from: None, tier }));
            customer.tiers.extend(of(later).map(|tier| DatedTier { from: Some(at("2026-02-20")), tier }));
            let mut file = CustomerFile::default();
            file.business.industry = of(industry);
            file.in_charge = of(in_charge);
            customer.file = Some(Box::new(file));
            customer
        };
    vec(row, 4).prop_map(move |rows| rows.into_iter().enumerate().map(make).collect())
}

/// A company of four customers.
pub(super) fn company() -> impl Strategy<Value = Records> {
    let tickets = (tickets(), reviews());
    (tickets, vec(a_contact(), 0..12), vec(an_answer(), 0..12), money(), customers()).prop_map(
        |((tickets, reviews), interactions, answers, (purchases, spend), customers)| Records {
            tickets: Table::complete(tickets),
            quality_reviews: Table::complete(reviews),
            interactions: Table::complete(interactions),
            answers: Table::complete(answers),
            purchases: Table::complete(purchases),
            spend: Table::complete(spend),
            customers: Table::complete(customers),
            ..Records::default()
        },
    )
}
