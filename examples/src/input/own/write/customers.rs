//! Writing `customers.csv`: as many rows a customer as it has tiers, memberships, agreements or sources of fields.

use std::io;
use std::path::Path;

use crm_model::{
    Channel, Customer, CustomerFile, FileField, Interest, Origin, PersonalText, Product, Provenance, Tag,
};

use super::{amount, date, instant, list, optional, table, text, yes_or_no};
use crate::input::own::customers::{COLUMNS, FILE_COLUMNS, ORIGINS, OriginKind};

/// How many columns of the file come before those of a source.
const BEFORE_SOURCES: usize = 25;

pub(super) fn write_customers(customers: &[Customer], folder: &Path) -> io::Result<()> {
    let columns: Vec<&str> = COLUMNS.iter().chain(FILE_COLUMNS).copied().collect();
    let mut file = table(folder, "customers", &columns)?;
    for customer in customers {
        let sources = customer.file.as_ref().map_or(&[][..], |file| file.provenance.as_slice());
        let lists = [customer.memberships.len(), customer.agreements.len(), sources.len(), 1];
        let rows = lists.into_iter().fold(customer.tiers.len(), usize::max);
        for row in 0..rows {
            let (tier, tier_from) = customer.tiers.get(row).map_or((String::new(), String::new()), |dated| {
                (dated.tier.to_string(), optional(dated.from, instant))
            });
            let membership = customer.memberships.get(row);
            let member_from = membership.map(|membership| instant(membership.from)).unwrap_or_default();
            let member_until = optional(membership.and_then(|membership| membership.until), instant);
            let agreed = customer.agreements.get(row);
            let agreed_from = optional(agreed.and_then(|dated| dated.from), instant);
            let agreed = agreed.map(|dated| dated.agreement.to_string()).unwrap_or_default();
            let start =
                [customer.id.to_string(), tier, tier_from, member_from, member_until, agreed, agreed_from];
            let file_cells = match customer.file.as_deref().filter(|_| row == 0) {
                Some(file) => file_cells(file)?,
                None => [const { String::new() }; BEFORE_SOURCES],
            };
            let source = sources.get(row).map(source_cells).unwrap_or_default();
            file.write_record(start.iter().chain(&file_cells).chain(&source))?;
        }
    }
    file.flush()
}

/// Returns the cells of a file, its sources aside.
fn file_cells(file: &CustomerFile) -> io::Result<[String; BEFORE_SOURCES]> {
    let (contact, business) = (&file.contact, &file.business);
    let (amount, currency) = business.amount.map(amount).unwrap_or_default();
    let (origin, origin_name) = file.origin.as_ref().map(origin_cells).unwrap_or_default();
    Ok([
        yes_or_no(true).to_owned(),
        text(contact.name.as_ref()),
        text(contact.job_title.as_ref()),
        text(contact.company.as_ref()),
        text(contact.phone.as_ref()),
        text(contact.e_mail.as_ref()),
        text(contact.address.as_ref()),
        text(business.industry.as_ref()),
        list("a product", business.products.iter().map(Product::as_str))?,
        amount,
        currency,
        optional(business.contract_from, date),
        optional(business.contract_until, date),
        list("the name of a decision maker", business.decision_makers.iter().map(PersonalText::as_str))?,
        optional(file.first_contact, date),
        list("a channel", file.preferences.channels.iter().map(Channel::as_str))?,
        list("a preference", file.preferences.others.iter().map(Interest::as_str))?,
        text(file.class.as_ref()),
        list("a tag", file.tags.iter().map(Tag::as_str))?,
        list("an interest", file.interests.iter().map(Interest::as_str))?,
        text(file.stage.as_ref()),
        origin,
        origin_name,
        text(file.in_charge.as_ref()),
        optional(file.entered_at, instant),
    ])
}

fn origin_cells(origin: &Origin) -> (String, String) {
    let (kind, name) = match origin {
        Origin::Campaign(name) => (OriginKind::Campaign, name.to_string()),
        Origin::Partner(name) => (OriginKind::Partner, name.to_string()),
        Origin::Recommendation(customer) => (OriginKind::Recommendation, text(customer.as_ref())),
        Origin::Other(name) => (OriginKind::Other, name.to_string()),
    };
    let word = ORIGINS.iter().find(|(known, _)| *known == kind).map_or("", |(_, word)| word);
    (word.to_owned(), name)
}

fn source_cells((field, provenance): &(FileField, Provenance)) -> [String; 5] {
    [
        field.to_string(),
        provenance.source.to_string(),
        yes_or_no(provenance.third_party).to_owned(),
        optional(provenance.recorded_at, instant),
        optional(provenance.verified_at, instant),
    ]
}
