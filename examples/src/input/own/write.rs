//! Writing the format of this package.

mod customers;
mod tickets;

use std::fs::File;
use std::io;
use std::path::Path;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use crm_model::{
    Assignment, CriterionScore, CustomerGoal, Delivery, FileUpdate, Interaction, Money, Purchase,
    PurchaseKind, QualityReview, Rate, Records, Spend, SurveyAnswer, Table,
};

use self::customers::write_customers;
use self::tickets::{write_events, write_tickets};
use super::cells::YES_OR_NO;
use super::purchases::WHAT;
use super::{
    customer_goals, file_updates, interactions, organisation, purchases, quality_reviews, rates, spend,
    surveys,
};

/// Writes records as files that [`read_folder`](super::read_folder) reads back, one for each table that there is.
///
/// What the tables say of their completeness, and which kinds of event the source tells of, is not written.
///
/// # Errors
///
/// When a file cannot be written, or when a part of a list, such as a tag, holds a semicolon, which separates parts.
pub fn write_folder(records: &Records, folder: &Path) -> io::Result<()> {
    if let Table::Supplied { rows, .. } = &records.customers {
        write_customers(rows, folder)?;
    }
    if let Table::Supplied { rows, .. } = &records.tickets {
        write_tickets(rows, folder)?;
        write_events(rows, folder)?;
    }
    if let Table::Supplied { rows, .. } = &records.purchases {
        write_rows(rows, folder, "purchases", &purchases::COLUMNS, purchase)?;
    }
    if let Table::Supplied { rows, .. } = &records.interactions {
        write_rows(rows, folder, "interactions", &interactions::COLUMNS, interaction)?;
    }
    if let Table::Supplied { rows, .. } = &records.answers {
        write_rows(rows, folder, "surveys", &surveys::COLUMNS, answer)?;
    }
    if let Table::Supplied { rows, .. } = &records.spend {
        write_rows(rows, folder, "spend", &spend::COLUMNS, expense)?;
    }
    if let Table::Supplied { rows, .. } = &records.file_updates {
        write_rows(rows, folder, "file_updates", &file_updates::COLUMNS, update)?;
    }
    if let Table::Supplied { rows, .. } = &records.customer_goals {
        write_rows(rows, folder, "customer_goals", &customer_goals::COLUMNS, goal)?;
    }
    if let Table::Supplied { rows, .. } = &records.quality_reviews {
        let rows: Vec<(&QualityReview, &CriterionScore)> =
            rows.iter().flat_map(|review| review.scores.iter().map(move |score| (review, score))).collect();
        write_rows(&rows, folder, "quality_reviews", &quality_reviews::COLUMNS, scored)?;
    }
    if let Some(organisation) = &records.organisation {
        let columns = &organisation::COLUMNS;
        write_rows(organisation.assignments(), folder, "assignments", columns, assignment)?;
    }
    if !records.rates.rates().is_empty() {
        write_rows(records.rates.rates(), folder, "rates", &rates::COLUMNS, rate)?;
    }
    Ok(())
}

fn purchase(purchase: &Purchase) -> [String; 7] {
    let (is_refund, of) = match &purchase.what {
        PurchaseKind::Order => (false, None),
        PurchaseKind::Refund { of } => (true, of.as_ref()),
    };
    let (amount, currency) = amount(purchase.amount);
    [
        text(purchase.order.as_ref()),
        text(purchase.customer.as_ref()),
        instant(purchase.at),
        word(&WHAT, &is_refund),
        text(of),
        amount,
        currency,
    ]
}

fn interaction(interaction: &Interaction) -> [String; 9] {
    [
        text(interaction.customer.as_ref()),
        instant(interaction.at),
        word(&crm_model::Direction::ALL, &interaction.direction),
        word(&crm_model::Outcome::ALL, &interaction.outcome),
        text(interaction.channel.as_ref()),
        text(interaction.purpose.as_ref()),
        text(interaction.person.as_ref()),
        text(interaction.department.as_ref()),
        optional(interaction.recorded_at, instant),
    ]
}

fn answer(answer: &SurveyAnswer) -> [String; 8] {
    [
        answer.survey.to_string(),
        answer.topic.to_string(),
        optional(answer.score, |score| score.scale().to_string()),
        text(answer.customer.as_ref()),
        optional(answer.invited_at, instant),
        optional(answer.answered_at, instant),
        optional(answer.score, |score| score.value().to_string()),
        optional(answer.delivery, |delivery| word(&Delivery::ALL, &delivery)),
    ]
}

fn expense(spend: &Spend) -> [String; 7] {
    let (amount, currency) = amount(spend.amount);
    [
        instant(spend.at),
        amount,
        currency,
        word(&crm_model::SpendAim::ALL, &spend.aim),
        text(spend.department.as_ref()),
        text(spend.activity.as_ref()),
        text(spend.customer.as_ref()),
    ]
}

fn update(update: &FileUpdate) -> [String; 6] {
    [
        text(update.customer.as_ref()),
        update.field.to_string(),
        instant(update.learned_at),
        optional(update.entered_at, instant),
        text(update.person.as_ref()),
        text(update.department.as_ref()),
    ]
}

fn goal(goal: &CustomerGoal) -> [String; 5] {
    let (amount, currency) = amount(goal.amount);
    [goal.customer.to_string(), goal.from.to_string(), goal.until.to_string(), amount, currency]
}

fn scored((review, score): &(&QualityReview, &CriterionScore)) -> [String; 7] {
    [
        review.ticket.to_string(),
        review.sheet.to_string(),
        score.criterion.to_string(),
        text(score.points.as_ref()),
        instant(review.reviewed_at),
        text(review.person.as_ref()),
        text(review.reviewer.as_ref()),
    ]
}

fn assignment(assignment: &Assignment) -> [String; 6] {
    [
        assignment.role.to_string(),
        assignment.person.to_string(),
        text(assignment.department.as_ref()),
        yes_or_no(assignment.deputy).to_owned(),
        optional(assignment.from, instant),
        optional(assignment.until, instant),
    ]
}

fn rate(rate: &Rate) -> [String; 5] {
    [
        rate.from.to_string(),
        rate.to.to_string(),
        date(rate.valid_from),
        date(rate.valid_until),
        rate.rate.to_string(),
    ]
}

fn write_rows<T, const N: usize>(
    rows: &[T],
    folder: &Path,
    name: &str,
    columns: &[&str; N],
    cells: impl Fn(&T) -> [String; N],
) -> io::Result<()> {
    let mut file = table(folder, name, columns)?;
    for row in rows {
        file.write_record(cells(row))?;
    }
    file.flush()
}

/// Begins a table with its header.
fn table(folder: &Path, name: &str, columns: &[&str]) -> io::Result<csv::Writer<File>> {
    let mut file = csv::Writer::from_path(folder.join(format!("{name}.csv")))?;
    file.write_record(columns)?;
    Ok(file)
}

/// Joins the parts of a list; `what` names one of them.
fn list<'t>(what: &str, parts: impl Iterator<Item = &'t str>) -> io::Result<String> {
    let parts: Vec<&str> = parts.collect();
    if parts.iter().any(|part| part.contains(';')) {
        let message = format!("{what} holds a semicolon, which separates the parts of a list");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    Ok(parts.join(";"))
}

/// Returns the amount and the currency.
fn amount(money: Money) -> (String, String) {
    let text = money.to_string();
    let (amount, currency) = text.split_once(' ').unwrap_or((&text, ""));
    (amount.to_owned(), currency.to_owned())
}

fn word<T: PartialEq>(all: &[(T, &str)], value: &T) -> String {
    all.iter().find(|(known, _)| known == value).map_or("", |(_, word)| word).to_owned()
}

fn yes_or_no(value: bool) -> &'static str {
    YES_OR_NO.iter().find(|(known, _)| *known == value).map_or("", |(_, word)| word)
}

fn text<T: ToString>(name: Option<&T>) -> String {
    name.map(T::to_string).unwrap_or_default()
}

fn optional<T>(value: Option<T>, written: impl Fn(T) -> String) -> String {
    value.map(written).unwrap_or_default()
}

fn instant(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn date(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}
