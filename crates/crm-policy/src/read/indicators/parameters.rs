//! The keys of an indicator or an analysis, and how those are read that several of them share.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;

use crm_calendar::ElapsedTime;
use crm_kpi::CustomersBy;
use crm_model::{Currency, Kind, NameError, Purpose, SpendAim, ValueTier, Vocabulary};

use crate::read::calendars::Calendars;
use crate::read::lists;
use crate::read::named::{Noted, optional};
use crate::read::quality_sheets::Sheets;
use crate::read::spans;
use crate::read::vocabulary::{declared_word, word};
use crate::section::{Item, Section};

/// The table of an indicator or an analysis, and what its keys may refer to.
#[derive(Clone, Copy)]
pub(in crate::read) struct Parameters<'a, 'p> {
    pub(in crate::read) table: &'p Section<'a>,
    /// The keys that the formula or the kind of analysis cannot do without.
    pub(in crate::read) required: &'static [&'static str],
    /// The whole document, where a key names a table of it.
    pub(in crate::read) root: &'p Section<'a>,
    pub(in crate::read) vocabulary: &'p Vocabulary,
    pub(in crate::read) calendars: &'p Calendars,
    pub(in crate::read) sheets: &'p Sheets,
    /// The currency of the document, for those that name none of their own.
    pub(in crate::read) currency: Option<Currency>,
}

impl<'a> Parameters<'a, '_> {
    pub(in crate::read) fn choice<T: Copy>(&self, key: &str, options: &[(T, &str)]) -> Option<T> {
        self.table.get(key)?.choice(options)
    }

    pub(in crate::read) fn customers(&self) -> Option<CustomersBy> {
        self.choice("customers", &CustomersBy::ALL)
    }

    pub(in crate::read) fn tier(&self) -> Result<Option<ValueTier>, Noted> {
        optional(self.table, "tier", |item| declared_word(item, &self.vocabulary.tiers))
    }

    /// Returns the purposes of contact; none where the key is not there.
    pub(in crate::read) fn purposes(&self, key: &str) -> Option<Vec<Purpose>> {
        Some(self.many(key, word).ok()?.unwrap_or_default())
    }

    /// Returns the kinds of ticket, each of which must be declared; none where the key is not there.
    pub(in crate::read) fn kinds(&self) -> Option<Vec<Kind>> {
        self.declared("kinds", &self.vocabulary.kinds)
    }

    pub(in crate::read) fn within(&self) -> Result<Option<ElapsedTime>, Noted> {
        self.span("within")
    }

    /// Returns a span by the clock.
    pub(in crate::read) fn span(&self, key: &str) -> Result<Option<ElapsedTime>, Noted> {
        optional(self.table, key, spans::elapsed)
    }

    pub(in crate::read) fn aim(&self) -> Result<Option<SpendAim>, Noted> {
        optional(self.table, "aim", |item| item.choice(&SpendAim::ALL))
    }

    pub(in crate::read) fn currency(&self) -> Result<Option<Currency>, Noted> {
        let own = optional(self.table, "currency", Item::parsed::<Currency>);
        own.map(|own| own.or(self.currency))
    }

    /// Returns declared words, each once; none where the key is not there.
    pub(in crate::read) fn declared<T>(&self, key: &str, declared: &BTreeSet<T>) -> Option<Vec<T>>
    where
        T: Ord + Display + FromStr<Err = NameError>,
    {
        let words = self.many(key, |item| declared_word(item, declared)).ok()?.unwrap_or_default();
        let words: BTreeSet<T> = words.into_iter().collect();
        Some(words.into_iter().collect())
    }

    /// Returns what one value says, or each of a list that holds one at least, if the key is there.
    pub(in crate::read) fn many<T>(
        &self,
        key: &str,
        read: impl Fn(&Item<'a>) -> Option<T>,
    ) -> Result<Option<Vec<T>>, Noted> {
        optional(self.table, key, |item| {
            let read: Vec<Option<T>> = self.filled(key, item)?.one_or_many().iter().map(&read).collect();
            read.into_iter().collect()
        })
    }

    /// Returns a value that is no empty list; whoever wrote one is told whether the key can be left out.
    pub(in crate::read) fn filled<'i>(&self, key: &str, item: &'i Item<'a>) -> Option<&'i Item<'a>> {
        if self.required.contains(&key) { lists::filled(item) } else { lists::filled_if_there(item) }
    }

    /// Returns what the items of a list say, each of which may stand there once: what stands twice would count twice.
    pub(in crate::read) fn distinct<T: PartialEq>(
        &self,
        key: &str,
        read: impl Fn(&Item<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.table.get(key).and_then(|item| lists::distinct(&item, read))
    }
}
