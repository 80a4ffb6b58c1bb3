//! [`LifetimeValueRule`]: how the lifetime value of customers is worked out, and for which groups.

use crm_calendar::Zone;
use crm_clv::{ClvTerms, ClvTermsError, OccasionRule, TimeUnit};
use crm_kpi::Per;
use crm_model::{ClauseId, Currency, RuleName, Share, Strength};
use thiserror::Error;

/// By which model of purchase times values are worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LifetimeModel {
    /// Customers who may stop after any purchase (BG/NBD).
    BgNbd,
    /// The same, and also after the first one (MBG/NBD).
    MbgNbd,
    /// Customers who may stop at any time (Pareto/NBD).
    ParetoNbd,
    /// Customers who never stop (NBD).
    Nbd,
}

impl LifetimeModel {
    /// Every model with its word.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::BgNbd, "bg-nbd"),
        (Self::MbgNbd, "mbg-nbd"),
        (Self::ParetoNbd, "pareto-nbd"),
        (Self::Nbd, "nbd"),
    ];
}

/// Which groups of customers are told apart (clause D-CLV-1: per customer group).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CustomerGroups {
    /// None: all are one group.
    All,
    /// The value tiers of the policy.
    ValueTier,
    /// The classes A, B and C of the policy.
    Class,
    /// The industries of the customers.
    Industry,
}

impl CustomerGroups {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::All, "all"),
        (Self::ValueTier, "value-tier"),
        (Self::Class, "class"),
        (Self::Industry, "industry"),
    ];
}

/// What a policy says about the lifetime value of customers.
#[derive(Debug, Clone, PartialEq)]
pub struct LifetimeValueSpec {
    /// The rule's name in the policy.
    pub name: RuleName,
    /// The clause behind it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// The model of purchase times. Spend on a purchase is Gamma-Gamma.
    pub model: LifetimeModel,
    /// What counts as a purchase occasion, and what becomes of refunds.
    pub occasions: OccasionRule,
    /// The unit of time in which the model counts.
    pub unit: TimeUnit,
    /// How many periods ahead are summed up, 1 to 10,000.
    pub periods: u32,
    /// How long a period is.
    pub period: TimeUnit,
    /// What money loses in value from one period to the next.
    pub discount: Share,
    /// What is left of the spend after what was bought has been paid for.
    pub margin: Share,
    /// Which groups are told apart.
    pub groups: CustomerGroups,
    /// How often values are worked out: at the end of every month, quarter or year.
    pub every: Per,
    /// How many of the last complete periods are reported, 1 at least.
    pub reported: u32,
    /// The zone whose civil dates are meant.
    pub zone: Zone,
    /// The currency into which amounts are converted; `None` where all are in one currency anyway.
    pub currency: Option<Currency>,
}

/// A rule for the lifetime value of customers (clauses B-CLV-1, D-CLV-1, D-COST-4), checked.
///
/// # Examples
///
/// ```
/// use crm_policy::{CustomerGroups, LifetimeModel, Policy, Preset};
///
/// let policy = Policy::preset(Preset::Detailed);
/// let rule = policy.latest().lifetime_value().unwrap();
/// assert_eq!((rule.spec().model, rule.spec().groups), (LifetimeModel::BgNbd, CustomerGroups::Class));
/// // A year of months of 30.4375 days, in weeks.
/// let terms = rule.terms();
/// assert_eq!((terms.periods, (terms.period * 7.0 * 12.0).round()), (12, 365.0));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LifetimeValueRule {
    spec: LifetimeValueSpec,
    terms: ClvTerms,
}

impl LifetimeValueRule {
    /// Returns the rule that a spec describes.
    ///
    /// # Errors
    ///
    /// When there are no periods to sum up or to report, or too many.
    pub fn new(spec: LifetimeValueSpec) -> Result<Self, LifetimeValueError> {
        let parts = |share: Share| f64::from(share.parts_per_million()) / 1e6;
        let terms = ClvTerms {
            periods: spec.periods,
            period: spec.period.days() / spec.unit.days(),
            discount: parts(spec.discount),
            margin: parts(spec.margin),
        };
        terms.check()?;
        if !(1..=LifetimeValueError::MOST_REPORTED).contains(&spec.reported) {
            return Err(LifetimeValueError::Reported { reported: spec.reported });
        }
        Ok(Self { spec, terms })
    }

    /// Returns what the rule was made from.
    pub const fn spec(&self) -> &LifetimeValueSpec {
        &self.spec
    }

    /// Returns the terms on which values are summed up, in the rule's unit of time.
    pub const fn terms(&self) -> ClvTerms {
        self.terms
    }
}

/// Why a rule for lifetime value cannot be.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum LifetimeValueError {
    /// The values cannot be summed up so.
    #[error(transparent)]
    Terms(#[from] ClvTermsError),
    /// Too few or too many periods would be reported.
    #[error("{reported} periods cannot be reported: it must be from 1 to 400")]
    Reported {
        /// The number given.
        reported: u32,
    },
}

impl LifetimeValueError {
    /// A century of quarters.
    const MOST_REPORTED: u32 = 400;

    /// Returns the key of the policy file that is wrong.
    pub(crate) const fn key(&self) -> &'static str {
        match self {
            Self::Terms(ClvTermsError::Periods { .. }) => "periods",
            Self::Terms(ClvTermsError::Discount { .. }) => "discount",
            Self::Terms(ClvTermsError::Margin { .. }) => "margin",
            Self::Terms(_) => "period",
            Self::Reported { .. } => "reported",
        }
    }
}
