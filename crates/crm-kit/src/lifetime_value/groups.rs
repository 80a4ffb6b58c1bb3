//! Which group each customer is in at an instant.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_kpi::LifetimeMissing;
use crm_model::{CustomerCode, Dataset, Industry};
use crm_policy::{CustomerGroups, PolicyVersion};
use crm_segmentation::{CoverageClass, Level};

use super::table::CustomerGroup;
use crate::assess::{Tiers, missing_purchases};

/// The groups, and by customer code which of them a customer is in.
pub(super) struct Groups {
    // INVARIANT: the last one is of those who are in no other.
    all: Vec<CustomerGroup>,
    places: Vec<usize>,
}

impl Groups {
    pub(super) fn new(
        dataset: &Dataset,
        version: &PolicyVersion,
        by: CustomerGroups,
        at: DateTime<Utc>,
    ) -> Result<Self, LifetimeMissing> {
        let lacks = |error| LifetimeMissing::Records(missing_purchases(error));
        match by {
            CustomerGroups::ValueTier => {
                let rule = version.value_tiers().ok_or(LifetimeMissing::GroupRule)?;
                let tiers = Tiers::assess(rule, dataset, version, at).map_err(lacks)?;
                let words = Level::ALL.map(|level| CustomerGroup::ValueTier(rule.tier(level).clone()));
                let place = |level| Level::ALL.iter().position(|other| *other == level);
                let of_customers =
                    dataset.codes().filter_map(|(code, _)| Some((code, place(tiers.level(code)?)?)));
                Ok(Self::of(dataset, words.into(), of_customers))
            }
            CustomerGroups::Class => {
                let rule = version.classes().ok_or(LifetimeMissing::GroupRule)?;
                let classes = rule.assess(dataset, at).map_err(lacks)?;
                let words = CoverageClass::ALL.map(CustomerGroup::Class);
                let place = |class| CoverageClass::ALL.iter().position(|other| *other == class);
                let of_customers = classes.classes().filter_map(|(code, class)| Some((code, place(class)?)));
                Ok(Self::of(dataset, words.into(), of_customers))
            }
            CustomerGroups::Industry => {
                let industry = |code| dataset.customer_of(code)?.file.as_ref()?.business.industry.as_ref();
                let known: BTreeMap<CustomerCode, &Industry> =
                    dataset.codes().filter_map(|(code, _)| Some((code, industry(code)?))).collect();
                let mut words: Vec<&Industry> = known.values().copied().collect();
                words.sort_unstable();
                words.dedup();
                let of_customers =
                    known.iter().filter_map(|(code, word)| Some((*code, words.binary_search(word).ok()?)));
                let named = words.iter().map(|word| CustomerGroup::Industry((*word).clone()));
                Ok(Self::of(dataset, named.collect(), of_customers))
            }
            _ => Ok(Self::of(
                dataset,
                alloc::vec![CustomerGroup::All],
                dataset.codes().map(|(code, _)| (code, 0)),
            )),
        }
    }

    fn of(
        dataset: &Dataset,
        mut all: Vec<CustomerGroup>,
        of_customers: impl Iterator<Item = (CustomerCode, usize)>,
    ) -> Self {
        let mut places = alloc::vec![all.len(); dataset.customer_ids().len()];
        for (code, place) in of_customers {
            if let Some(of_customer) = places.get_mut(code.index()) {
                *of_customer = place;
            }
        }
        all.push(CustomerGroup::None);
        Self { all, places }
    }

    /// Returns the groups, the best tier or class first.
    pub(super) fn all(&self) -> &[CustomerGroup] {
        &self.all
    }

    /// Returns the place of a customer's group among all.
    pub(super) fn place_of(&self, code: CustomerCode) -> usize {
        self.places.get(code.index()).copied().unwrap_or(self.all.len() - 1)
    }
}
