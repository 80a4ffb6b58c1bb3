//! The columns of `customers.csv` that make up the customer file.

use crm_model::{
    Business, Contact, CustomerFile, FileField, Money, Origin, PersonalText, Preferences, Provenance,
};

use crate::input::names::{Name, Words};
use crate::input::own::cells::{
    CLOSED_WORDS, date, declared_list, instant, name, names, need_amount, need_currency, one_of, word,
    yes_or_no,
};
use crate::input::row_error::{Refusal, Showing};
use crate::input::table::{Row, TableFile};

macro_rules! file_columns {
    ($($column:ident)+) => {
        /// Columns of the customer file. A list holds its parts separated by semicolons.
        pub(in crate::input::own) const COLUMNS: &[&str] = &[$(stringify!($column),)+];

        /// Where the columns of the file are.
        pub(super) struct FileColumns { $($column: Option<usize>,)+ }

        impl FileColumns {
            pub(super) fn find(file: &TableFile) -> Self {
                Self { $($column: file.column(stringify!($column)),)+ }
            }
        }
    };
}

file_columns! {
    file name job_title company phone e_mail address industry products amount currency contract_from contract_until
    decision_makers first_contact preferred_channels preferences class tags interests stage origin origin_name
    in_charge entered_at source_field source third_party source_recorded_at source_verified_at
}

/// The words of `origin`.
pub(in crate::input::own) const ORIGINS: [(OriginKind, &str); 4] = [
    (OriginKind::Campaign, "campaign"),
    (OriginKind::Partner, "partner"),
    (OriginKind::Recommendation, "recommendation"),
    (OriginKind::Other, "other"),
];

/// The ways in which a customer may have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::input::own) enum OriginKind {
    Campaign,
    Partner,
    Recommendation,
    Other,
}

impl FileColumns {
    /// Returns the file that a row tells of; `None` where none of its cells says anything.
    pub(super) fn read(
        &self,
        row: &Row<'_>,
        words: &Words<'_>,
    ) -> Result<Option<Box<CustomerFile>>, Refusal> {
        let exists = word(row, self.file, CLOSED_WORDS, yes_or_no)?;
        let file = CustomerFile {
            contact: self.contact(row)?,
            business: self.business(row)?,
            first_contact: date(row, self.first_contact)?,
            preferences: Preferences {
                channels: declared_list(row, self.preferred_channels, &words.channels)?,
                others: names(row, self.preferences, Showing::Plain)?,
            },
            class: free(row, self.class)?,
            tags: declared_list(row, self.tags, &words.tags)?,
            interests: names(row, self.interests, Showing::Plain)?,
            stage: free(row, self.stage)?,
            origin: self.origin(row)?,
            in_charge: name(row, self.in_charge, Showing::Personal)?,
            entered_at: instant(row, self.entered_at)?,
            provenance: self.source(row)?.into_iter().collect(),
        };
        match (exists, file == CustomerFile::default()) {
            (Some(false), false) => Err(Refusal::of_row("says that there is no file, and something of it")),
            (Some(false) | None, true) => Ok(None),
            _ => Ok(Some(Box::new(file))),
        }
    }

    fn contact(&self, row: &Row<'_>) -> Result<Contact, Refusal> {
        Ok(Contact {
            name: personal(row, self.name)?,
            job_title: personal(row, self.job_title)?,
            company: personal(row, self.company)?,
            phone: personal(row, self.phone)?,
            e_mail: personal(row, self.e_mail)?,
            address: personal(row, self.address)?,
        })
    }

    fn business(&self, row: &Row<'_>) -> Result<Business, Refusal> {
        Ok(Business {
            industry: free(row, self.industry)?,
            products: names(row, self.products, Showing::Plain)?,
            amount: self.amount(row)?,
            contract_from: date(row, self.contract_from)?,
            contract_until: date(row, self.contract_until)?,
            decision_makers: names(row, self.decision_makers, Showing::Personal)?,
        })
    }

    fn amount(&self, row: &Row<'_>) -> Result<Option<Money>, Refusal> {
        let (amount, currency) = (self.amount, self.currency);
        match (amount, row.filled(amount)?, currency, row.filled(currency)?) {
            (Some(amount), Some(_), Some(currency), Some(_)) => {
                let currency = need_currency(row, currency)?;
                need_amount(row, amount, currency).map(Some)
            }
            (_, Some(_), _, None) => Err(Refusal::of_row("has an amount but no currency")),
            (_, None, _, Some(_)) => Err(Refusal::of_row("has a currency but no amount")),
            _ => Ok(None),
        }
    }

    fn origin(&self, row: &Row<'_>) -> Result<Option<Origin>, Refusal> {
        let kind = word(row, self.origin, CLOSED_WORDS, |text| one_of(&ORIGINS, text))?;
        let who = self.origin_name;
        let nameless = || Refusal::of_row("has an origin without its origin_name");
        Ok(Some(match kind {
            None if row.filled(who)?.is_some() => {
                return Err(Refusal::of_row("has an origin_name but no origin"));
            }
            None => return Ok(None),
            Some(OriginKind::Campaign) => Origin::Campaign(free(row, who)?.ok_or_else(nameless)?),
            Some(OriginKind::Partner) => Origin::Partner(free(row, who)?.ok_or_else(nameless)?),
            Some(OriginKind::Other) => Origin::Other(free(row, who)?.ok_or_else(nameless)?),
            Some(OriginKind::Recommendation) => Origin::Recommendation(name(row, who, Showing::Personal)?),
        }))
    }

    /// Returns the field whose source a row tells, and the source.
    fn source(&self, row: &Row<'_>) -> Result<Option<(FileField, Provenance)>, Refusal> {
        let field = word(row, self.source_field, CLOSED_WORDS, |text| {
            text.parse::<FileField>().map_err(|error| error.to_string())
        })?;
        let source = free(row, self.source)?;
        let third_party = word(row, self.third_party, CLOSED_WORDS, yes_or_no)?;
        let recorded_at = instant(row, self.source_recorded_at)?;
        let verified_at = instant(row, self.source_verified_at)?;
        match (field, source) {
            (Some(field), Some(source)) => {
                let third_party = third_party.unwrap_or(false);
                Ok(Some((field, Provenance { source, third_party, recorded_at, verified_at })))
            }
            (Some(_), None) => Err(Refusal::of_row("has a source_field but no source")),
            (None, None) if third_party.is_none() && recorded_at.is_none() && verified_at.is_none() => {
                Ok(None)
            }
            (None, _) => Err(Refusal::of_row("tells of a source but names no source_field")),
        }
    }
}

/// Reads a word that need not be declared.
fn free<T: Name>(row: &Row<'_>, column: Option<usize>) -> Result<Option<T>, Refusal> {
    name(row, column, Showing::Plain)
}

fn personal(row: &Row<'_>, column: Option<usize>) -> Result<Option<PersonalText>, Refusal> {
    name(row, column, Showing::Personal)
}
