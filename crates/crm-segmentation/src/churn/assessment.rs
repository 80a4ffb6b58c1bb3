//! [`ChurnAssessment`]: the warnings on a data set's customers, and what became of them.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{CustomerCode, Dataset, Missing, TableName};

use super::facts::LookBack;
use super::{ChurnFacts, ChurnRule, ChurnWarning, Rhythm};
use crate::Probability;
use crate::history::{Purchases, covered};
use crate::summary::orders_known;

/// The warnings on a data set's customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChurnAssessment {
    // INVARIANT: sorted, distinct, as long as `warnings`.
    codes: Vec<CustomerCode>,
    warnings: Vec<ChurnWarning>,
    never_bought: u64,
}

impl ChurnRule {
    /// Returns what is known of a customer of a data set as of an instant; nothing later is looked at.
    ///
    /// `prediction` is the probability that the rule asks for, which a model of purchases gives.
    pub fn facts(
        &self,
        dataset: &Dataset,
        code: CustomerCode,
        as_of: DateTime<Utc>,
        prediction: Option<Probability>,
    ) -> ChurnFacts {
        let orders = Purchases::new(dataset, as_of).of(code);
        self.facts_with(dataset, code, as_of, prediction, &orders, &self.look_back(dataset, as_of))
    }

    /// Returns the warnings on the customers of a data set who have bought, or of whom nobody knows whether they have.
    ///
    /// `prediction` gives the probability that the rule asks for: see [`ChurnFacts::prediction`].
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::Zone;
    /// use crm_model::{CustomerId, Dataset, Purchase, PurchaseKind, Records, Strength, Table};
    /// use crm_segmentation::{ChurnLevel, ChurnRule, ChurnSpec, GradeSpec, OverdueFactor};
    ///
    /// let rule = ChurnRule::new(ChurnSpec {
    ///     name: "churn".parse()?,
    ///     clause: "H-CHURN-1".parse()?,
    ///     strength: Strength::Derived,
    ///     zone: Zone::utc(),
    ///     prediction: None,
    ///     overdue: Some(OverdueFactor {
    ///         minimum_gaps: 2.try_into()?,
    ///         assumed_gap: None,
    ///         levels: vec![ChurnLevel { bound: "2 times".parse()?, points: 1 }],
    ///     }),
    ///     complaints: None,
    ///     contacts: None,
    ///     grades: vec![
    ///         GradeSpec { name: "none".parse()?, from: 0, assigned: None },
    ///         GradeSpec { name: "warning".parse()?, from: 1, assigned: None },
    ///     ],
    /// })?;
    /// let customer = CustomerId::new("C-7")?;
    /// let on = |day: &str| -> Result<Purchase, Box<dyn std::error::Error>> {
    ///     let (at, amount) = (format!("{day}T10:00:00Z").parse()?, "50 CNY".parse()?);
    ///     Ok(Purchase { at, order: None, what: PurchaseKind::Order, amount, customer: Some(customer.clone()) })
    /// };
    /// // Every ten days; on 11 February the last purchase is twenty days past.
    /// let purchases = Table::complete(vec![on("2026-01-02")?, on("2026-01-12")?, on("2026-01-22")?]);
    /// let (dataset, _) = Dataset::new(Records { purchases, ..Records::default() });
    /// let code = dataset.code_of(&customer).unwrap();
    /// let grade = |as_of: &str| -> Result<_, chrono::ParseError> {
    ///     Ok(rule.assess(&dataset, as_of.parse()?, |_| None).of(code).unwrap().grade())
    /// };
    /// assert_eq!(grade("2026-02-10T23:00:00Z")?, Some(0));
    /// assert_eq!(grade("2026-02-11T01:00:00Z")?, Some(1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn assess(
        &self,
        dataset: &Dataset,
        as_of: DateTime<Utc>,
        prediction: impl Fn(CustomerCode) -> Option<Probability>,
    ) -> ChurnAssessment {
        let (purchases, look_back) = (Purchases::new(dataset, as_of), self.look_back(dataset, as_of));
        let mut assessment = ChurnAssessment { codes: Vec::new(), warnings: Vec::new(), never_bought: 0 };
        for (code, _) in dataset.codes() {
            let orders = purchases.of(code);
            if purchases.has_never_bought(&orders) {
                assessment.never_bought = assessment.never_bought.saturating_add(1);
                continue;
            }
            let facts = self.facts_with(dataset, code, as_of, prediction(code), &orders, &look_back);
            assessment.codes.push(code);
            assessment.warnings.push(self.judge(&facts));
        }
        assessment
    }

    pub(crate) fn look_back(&self, dataset: &Dataset, as_of: DateTime<Utc>) -> LookBack {
        LookBack::new(self.spec(), dataset, as_of)
    }

    /// Returns the facts of a customer whose orders are known already.
    pub(crate) fn facts_with(
        &self,
        dataset: &Dataset,
        code: CustomerCode,
        as_of: DateTime<Utc>,
        prediction: Option<Probability>,
        orders: &Result<Vec<DateTime<Utc>>, Missing>,
        look_back: &LookBack,
    ) -> ChurnFacts {
        let spec = self.spec();
        let rhythm = orders
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|orders| Rhythm::of_orders(orders, &spec.zone, as_of).ok_or(Missing::Rhythm));
        ChurnFacts {
            prediction: prediction.ok_or(Missing::Prediction),
            rhythm,
            complaints: look_back.complaints(spec.complaints.as_ref(), dataset, code, as_of),
            contacts: look_back.contacts(spec.contacts.as_ref(), dataset, code, as_of),
        }
    }
}

impl ChurnAssessment {
    /// Yields every customer that was judged with its warning, in order.
    pub fn warnings(&self) -> impl Iterator<Item = (CustomerCode, &ChurnWarning)> {
        self.codes.iter().copied().zip(&self.warnings)
    }

    /// Returns the warning on a customer, or `None` if it has never bought.
    pub fn of(&self, code: CustomerCode) -> Option<&ChurnWarning> {
        self.codes.binary_search(&code).ok().and_then(|place| self.warnings.get(place))
    }

    /// Returns how many customers have the grade at a place, from 0 for the mildest.
    pub fn count(&self, place: usize) -> u64 {
        self.warnings.iter().filter(|warning| warning.grade() == Some(place)).count() as u64
    }

    /// Returns how many customers have no grade, since something is missing.
    pub fn undetermined(&self) -> u64 {
        self.warnings.iter().filter(|warning| warning.grade().is_none()).count() as u64
    }

    /// Returns what is missing for customers without a grade, with how many of them lack it.
    pub fn missing(&self) -> BTreeMap<Missing, u64> {
        let mut customers: BTreeMap<Missing, u64> = BTreeMap::new();
        for warning in self.warnings.iter().filter(|warning| warning.grade().is_none()) {
            let mut missing: Vec<&Missing> = warning.missing().collect();
            missing.sort_unstable();
            missing.dedup();
            for one in missing {
                *customers.entry(one.clone()).or_default() += 1;
            }
        }
        customers
    }

    /// Returns how many customers have never bought, so that there is nothing to warn of.
    pub fn never_bought(&self) -> u64 {
        self.never_bought
    }
}

/// A time that was held back: which customers bought again in it, to judge warnings that knew nothing of it.
///
/// Whoever did not has churned, as far as that time tells.
#[derive(Debug, Clone, Copy)]
pub struct HeldBack<'a> {
    dataset: &'a Dataset,
    after: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl<'a> HeldBack<'a> {
    /// Returns the time after an instant, such as that of an assessment, up to another, inclusive.
    ///
    /// # Errors
    ///
    /// When no purchases were supplied, or not for all of that time.
    pub fn new(dataset: &'a Dataset, after: DateTime<Utc>, until: DateTime<Utc>) -> Result<Self, Missing> {
        covered(dataset, TableName::Purchases, Some(after), until)?;
        Ok(Self { dataset, after, until })
    }

    /// Returns whether a customer placed an order that counts: one that was not given back in full by the end.
    ///
    /// # Errors
    ///
    /// When the customer has an order whose records contradict each other.
    pub fn has_bought(&self, code: CustomerCode) -> Result<bool, Missing> {
        if self.dataset.has_doubtful_order(code) {
            return Err(Missing::CredibleOrder);
        }
        let last = orders_known(self.dataset.purchases_of(code), self.until).last();
        Ok(last.is_some_and(|order| order.at > self.after))
    }
}
