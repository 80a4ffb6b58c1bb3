//! How customers stand, and the tiers as a table.

use alloc::vec::Vec;

use chrono::NaiveDate;
use crm_model::{ClauseId, CustomerId, Missing, Ratio, RuleName, SegmentName, Strength, Total, ValueTier};
use crm_segmentation::{CoverageClass, LoyaltyVerdict, RfmScore, StageVerdict, Standing, TierVerdict};

use super::lives::ChurnStanding;

/// How one customer stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CustomerStanding {
    /// Who it is.
    pub customer: CustomerId,
    /// Its value tier, in the policy's word: that of the verdict, or the one that it holds where the policy keeps tiers
    /// stable. `None` where it is no part of those compared, or undetermined, and holds none.
    pub tier: Option<ValueTier>,
    /// The verdict at the instant of the assessment, on which the tier rests.
    pub verdict: Option<TierVerdict>,
    /// What it holds and since when, where the policy keeps tiers stable.
    pub standing: Option<Standing>,
    /// Its class, if the policy has classes.
    pub class: Option<CoverageClass>,
    /// How recently, how often and for how much it bought, if the policy has segments.
    pub score: Option<RfmScore>,
    /// The segment of these scores.
    pub segment: Option<SegmentName>,
    /// The stage of its life, if the policy has stages.
    pub stage: Option<StageVerdict>,
    /// The warning that it may leave, if the policy has warnings and it has bought, or nobody knows whether.
    pub churn: Option<ChurnStanding>,
    /// Whether it is loyal, if the policy says who is.
    pub loyalty: Option<LoyaltyVerdict>,
    /// What is missing to say what it is worth, for its tier, or else for its class or its segment; `None` where nothing is.
    pub missing: Option<Missing>,
}

/// The value tiers of all customers, in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TierTable {
    /// The rule's name in the policy.
    pub rule: RuleName,
    /// The clause behind it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// The last day before the window of purchases.
    pub after: NaiveDate,
    /// The last day of the window.
    pub last: NaiveDate,
    /// How many customers were compared with one another.
    pub population: u64,
    /// What all of them spent, net of refunds; `None` where there is no amount.
    pub spend: Option<Total>,
    /// How many customers are undetermined and were compared with nobody.
    pub undetermined: u64,
    /// How many rows in the window name no customer.
    pub rows_without_customer: u64,
    /// One line for each tier, the highest first.
    pub lines: Vec<TierLine>,
}

/// One value tier in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TierLine {
    /// The tier.
    pub tier: ValueTier,
    /// How many customers have it by the verdicts at the instant of the assessment.
    pub customers: u64,
    /// How many hold it, where the policy keeps tiers stable: also such as are no longer part of those compared.
    pub held: Option<u64>,
    /// How many would have it by spend alone.
    pub customers_by_spend: u64,
    /// The least net spend that gives this tier by spend; `None` where nobody has it by spend.
    pub cut: Option<Total>,
    /// What the customers of the tier spent, net of refunds.
    pub spend: Option<Total>,
}

impl TierLine {
    /// Returns the share of all customers that have the tier, or `None` without customers.
    pub fn share_of_customers(&self, table: &TierTable) -> Option<Ratio> {
        Ratio::new(i128::from(self.customers), i128::from(table.population))
    }

    /// Returns the share of all spend that these customers bring, or `None` unless the whole is above zero.
    pub fn share_of_spend(&self, table: &TierTable) -> Option<Ratio> {
        Ratio::new(self.spend?.ten_thousandths, table.spend?.ten_thousandths)
    }
}

/// The segments of all customers, in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SegmentTable {
    /// The rule's name in the policy.
    pub rule: RuleName,
    /// The clause behind it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// The last day before the window of purchases.
    pub after: NaiveDate,
    /// The last day of the window.
    pub last: NaiveDate,
    /// How many customers were compared with one another.
    pub population: u64,
    /// How many customers are undetermined and were compared with nobody.
    pub undetermined: u64,
    /// How many rows in the window name no customer.
    pub rows_without_customer: u64,
    /// One line for each segment, in the order of the policy.
    pub lines: Vec<SegmentLine>,
}

/// One segment in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SegmentLine {
    /// The segment.
    pub segment: SegmentName,
    /// How many customers are in it.
    pub customers: u64,
    /// What they spent in the window, net of refunds; `None` where there is no amount.
    pub spend: Option<Total>,
}

impl SegmentLine {
    /// Returns the share of all customers that are in the segment, or `None` without customers.
    pub fn share_of_customers(&self, table: &SegmentTable) -> Option<Ratio> {
        Ratio::new(i128::from(self.customers), i128::from(table.population))
    }
}
