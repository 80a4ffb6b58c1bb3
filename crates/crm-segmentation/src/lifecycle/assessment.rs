//! [`LifecycleAssessment`]: the stages of a data set's customers.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{CustomerCode, Dataset, Missing};

use super::{LifecycleFacts, LifecycleRule, PurchaseCount, Stage, StageVerdict};
use crate::history::Purchases;
use crate::{ChurnWarning, Counting, LoyaltyVerdict, Probability, Rhythm};

/// The stages of all customers of a data set, with the warnings and the loyalty that they rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifecycleAssessment {
    // INVARIANT: one for each code of the data set.
    customers: Vec<StagedCustomer>,
}

/// One customer's stage with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct StagedCustomer {
    /// Its stage.
    pub stage: StageVerdict,
    /// The warning that it may leave; `None` for who has never bought.
    pub warning: Option<ChurnWarning>,
    /// Whether it is loyal.
    pub loyalty: LoyaltyVerdict,
}

impl LifecycleRule {
    /// Returns the stages of all customers whom any table of a data set names, as of an instant; nothing later is looked
    /// at.
    ///
    /// `prediction` gives the probability that the rule for warnings asks for, which a model of purchases gives.
    pub fn assess(
        &self,
        dataset: &Dataset,
        as_of: DateTime<Utc>,
        prediction: impl Fn(CustomerCode) -> Option<Probability>,
    ) -> LifecycleAssessment {
        let purchases = Purchases::new(dataset, as_of);
        let back = (self.churn.look_back(dataset, as_of), self.loyalty.look_back(dataset, as_of));
        let customer = |(code, _)| {
            let orders = purchases.of(code);
            let facts = self.churn.facts_with(dataset, code, as_of, prediction(code), &orders, &back.0);
            let warning = self.churn.judge(&facts);
            let facts = self.loyalty.facts_with(dataset, code, as_of, &purchases, &orders, &back.1);
            let loyalty = self.loyalty.judge(&facts);
            let never_bought = purchases.has_never_bought(&orders);
            let purchases = orders.map(|orders| self.count(&orders, &purchases, as_of));
            let facts = LifecycleFacts { purchases, warning: &warning, loyalty: &loyalty };
            let stage = self.judge(&facts);
            StagedCustomer { stage, warning: (!never_bought).then_some(warning), loyalty }
        };
        LifecycleAssessment { customers: dataset.codes().map(customer).collect() }
    }

    fn count(
        &self,
        orders: &[DateTime<Utc>],
        purchases: &Purchases<'_>,
        as_of: DateTime<Utc>,
    ) -> PurchaseCount {
        let rhythm = Rhythm::of_orders(orders, &self.churn.spec().zone, as_of);
        let days = || rhythm.map_or(0, |rhythm| u64::from(rhythm.gaps).saturating_add(1));
        PurchaseCount {
            purchases: match self.spec.counting {
                Counting::Orders => orders.len() as u64,
                Counting::PurchaseDays => days(),
            },
            may_be_more: purchases.complete_from().is_some(),
            days_since_last: rhythm.map(|rhythm| rhythm.days_since_last),
        }
    }
}

impl LifecycleAssessment {
    /// Returns a customer's stage, or `None` for a code of another data set.
    pub fn of(&self, code: CustomerCode) -> Option<&StagedCustomer> {
        self.customers.get(code.index())
    }

    /// Returns all customers in the order of codes.
    pub fn customers(&self) -> &[StagedCustomer] {
        &self.customers
    }

    /// Returns how many customers are in a stage.
    pub fn count(&self, stage: Stage) -> u64 {
        self.customers.iter().filter(|customer| customer.stage.stage() == Some(stage)).count() as u64
    }

    /// Returns how many customers have no stage, since something is missing.
    pub fn undetermined(&self) -> u64 {
        self.customers.iter().filter(|customer| customer.stage.stage().is_none()).count() as u64
    }

    /// Returns what is missing for customers without a stage, with how many of them lack it.
    pub fn missing(&self) -> BTreeMap<Missing, u64> {
        let mut customers: BTreeMap<Missing, u64> = BTreeMap::new();
        let undetermined = self.customers.iter().filter(|customer| customer.stage.stage().is_none());
        for missing in undetermined.flat_map(|customer| &customer.stage.missing) {
            *customers.entry(missing.clone()).or_default() += 1;
        }
        customers
    }
}
