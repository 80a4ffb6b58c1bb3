//! Candidates for cross-selling: what a customer has not bought, and others with the same things have.

mod candidates;
mod history;
mod pairs;

use core::cmp::Ordering;

use crm_model::{ClauseId, Ratio, RuleName, Share, Strength};

pub use self::candidates::{AllCandidates, Candidate};
pub use self::history::{HistoryError, ProductHistory};
pub use self::pairs::{ProductPair, ProductPairs};
use crate::{RuleError, RuleProblem};

/// Which pairs of products count, as a policy states it. [`CrossSellingRule::new`] checks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrossSellingSpec {
    /// Its name in the policy, such as `cross-selling`.
    pub name: RuleName,
    /// The clause that demands it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// How many customers must have bought both products, at the least; 1 or more.
    pub customers: u64,
    /// Which share of all customers must have bought both; `None` asks for none.
    pub support: Option<Share>,
    /// Which share of those who bought the one must have bought the other; `None` asks for none.
    pub confidence: Option<Share>,
    /// How many times as often as all customers those who bought the one must have bought the other; `None` asks for
    /// none. A lift of 1 means that the one tells nothing of the other.
    pub lift: Option<Ratio>,
    /// Which of two pairs is the stronger.
    pub order: PairOrder,
}

/// Which of two pairs of products is the stronger. Where they are equal by it, the other measure decides, then the number
/// of customers with both, then the order of the products.
///
/// Among pairs that lead to the same product both say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum PairOrder {
    /// The one of the greater confidence: what most of them have bought. It prefers what everybody buys.
    Confidence,
    /// The one of the greater lift: what they have bought more often than others. It prefers what few buy.
    Lift,
}

impl PairOrder {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Confidence, "confidence"), (Self::Lift, "lift")];
}

/// A checked rule for candidates of cross-selling (clauses D-CROSS-1 and L-CROSS-1): they come from what customers bought.
///
/// A customer's basket is all that it ever bought, whenever that was; a product counts once however often it was bought.
/// The caller gives the lines up to the instant of assessment and leaves out what was sent back. All counts and comparisons
/// are exact.
///
/// Up-selling, the better product in place of the one bought, is not drawn from these lines: it needs to be known which
/// products serve the same end and which of them is the better one, and that no purchase tells.
///
/// # Examples
///
/// ```
/// use crm_model::{Ratio, Strength};
/// use crm_segmentation::{CrossSellingRule, CrossSellingSpec, PairOrder, ProductHistory};
///
/// let rule = CrossSellingRule::new(CrossSellingSpec {
///     name: "cross-selling".parse()?,
///     clause: "D-CROSS-1".parse()?,
///     strength: Strength::Derived,
///     customers: 2,
///     support: None,
///     confidence: Some("50%".parse()?),
///     lift: Ratio::new(1, 1),
///     order: PairOrder::Confidence,
/// })?;
/// let history = ProductHistory::new([
///     ("ann", "tea"), ("ann", "cup"), // who bought tea bought a cup, twice of three
///     ("bea", "tea"), ("bea", "cup"),
///     ("cyd", "tea"),
///     ("dan", "jam"),
/// ])?;
/// let pairs = rule.pairs(&history);
/// let candidates = pairs.candidates(&"cyd", 5).unwrap();
/// assert_eq!(candidates.len(), 1);
/// assert_eq!(candidates[0].product, &"cup");
/// assert_eq!(candidates[0].because.bought, &"tea");
/// assert_eq!(candidates[0].because.confidence().unwrap().to_string(), "2/3");
/// assert_eq!(candidates[0].because.lift().unwrap(), Ratio::new(4, 3).unwrap()); // 2/3 of them, and 2/4 of all
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrossSellingRule {
    spec: CrossSellingSpec,
}

impl CrossSellingRule {
    /// Returns the rule that a specification describes.
    ///
    /// # Errors
    ///
    /// When a minimum is nothing: it is left out instead. A pair that no customer has is none, so the number of customers
    /// is 1 or more.
    pub fn new(spec: CrossSellingSpec) -> Result<Self, RuleError> {
        let is_zero = |share: Option<Share>| share == Some(Share::ZERO);
        let minima = [
            ("customers", spec.customers == 0),
            ("support", is_zero(spec.support)),
            ("confidence", is_zero(spec.confidence)),
            ("lift", spec.lift.is_some_and(|lift| lift.parts().0 <= 0)),
        ];
        match minima.into_iter().find(|(_, is_nothing)| *is_nothing) {
            Some((key, _)) => Err(RuleError::new(&spec.name, key, RuleProblem::Zero)),
            None => Ok(Self { spec }),
        }
    }

    /// Returns what the rule says.
    pub fn spec(&self) -> &CrossSellingSpec {
        &self.spec
    }

    /// Returns its name in the policy.
    pub fn name(&self) -> &RuleName {
        &self.spec.name
    }

    /// Returns the clause that demands it.
    pub fn clause(&self) -> &ClauseId {
        &self.spec.clause
    }

    /// Returns how binding the clause is.
    pub fn strength(&self) -> Strength {
        self.spec.strength
    }

    /// Returns all pairs of products that the rule lets count.
    ///
    /// The time grows with the sum, over all customers, of the square of the number of products that the customer bought
    /// and that enough customers bought for a pair; the memory with the number of pairs that enough customers have.
    pub fn pairs<'a, C: Ord, P: Ord>(&self, history: &'a ProductHistory<C, P>) -> ProductPairs<'a, C, P> {
        ProductPairs::new(history, &self.spec)
    }
}

impl CrossSellingSpec {
    /// Returns the least number of customers with both products that both support and number ask for.
    fn least(&self, customers: u64) -> u64 {
        let by_share = self.support.map_or(0, |share| {
            let parts = u128::from(customers) * u128::from(share.parts_per_million());
            // At most `customers`, since a share is at most one.
            u64::try_from(parts.div_ceil(Share::ONE.parts_per_million().into())).unwrap_or(u64::MAX)
        });
        self.customers.max(by_share)
    }
}

/// A pair of products by their codes, with its counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Counts {
    bought: u32,
    also: u32,
    /// Customers with both, with the one, with the other.
    with_both: u32,
    with_bought: u32,
    with_also: u32,
}

impl Counts {
    /// Orders the stronger pair first.
    fn stronger_first(&self, other: &Self, order: PairOrder) -> Ordering {
        let (by_confidence, by_lift) = (|| self.confidence(other), || self.lift(other));
        let by_measures = match order {
            PairOrder::Confidence => by_confidence().then_with(by_lift),
            PairOrder::Lift => by_lift().then_with(by_confidence),
        };
        let place = |pair: &Self| (pair.bought, pair.also);
        by_measures
            .then(self.with_both.cmp(&other.with_both))
            .reverse()
            .then_with(|| place(self).cmp(&place(other)))
    }

    /// Compares `both / bought` of two pairs; products of two counts of 32 bits fit in 64.
    fn confidence(&self, other: &Self) -> Ordering {
        let left = u64::from(self.with_both) * u64::from(other.with_bought);
        let right = u64::from(other.with_both) * u64::from(self.with_bought);
        left.cmp(&right)
    }

    /// Compares `both / (bought × also)` of two pairs: lift, but for the number of customers, which is the same.
    fn lift(&self, other: &Self) -> Ordering {
        let product = |both: u32, one: u32, two: u32| u128::from(both) * u128::from(one) * u128::from(two);
        let left = product(self.with_both, other.with_bought, other.with_also);
        let right = product(other.with_both, self.with_bought, self.with_also);
        left.cmp(&right)
    }
}
