//! [`Why`]: a verdict in one line.

use core::fmt;

use super::{Counting, Criterion, Disagree, TierVerdict, ValueTierRule};

/// The reason for a verdict, as one line to read:
/// `middle: spend rank 12 of 60 is high, 1 of 2 orders after the first is middle; the lower counts`.
#[derive(Debug, Clone, Copy)]
pub struct Why<'a> {
    pub(super) rule: &'a ValueTierRule,
    pub(super) verdict: &'a TierVerdict,
}

impl fmt::Display for Why<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, verdict } = self;
        write!(formatter, "{}: ", rule.tier(verdict.level))?;
        if verdict.net > 0 {
            write!(formatter, "spend rank {} of {}", verdict.rank, verdict.population)?;
        } else {
            formatter.write_str("no net spend")?;
        }
        write!(formatter, " is {}, ", rule.tier(verdict.by_spend))?;
        let (one, many) = match rule.spec.repurchase.counting {
            Counting::Orders => ("order", "orders"),
            Counting::PurchaseDays => ("purchase day", "purchase days"),
        };
        match verdict.purchases {
            0 => write!(formatter, "no {one}")?,
            1 => write!(formatter, "0 of 1 {one} after the first")?,
            count => write!(formatter, "{} of {count} {many} after the first", count - 1)?,
        }
        write!(formatter, " is {}", rule.tier(verdict.by_repurchase))?;
        if verdict.decided_by() != Criterion::Both {
            formatter.write_str(match rule.spec.disagree {
                Disagree::Lower => "; the lower counts",
                Disagree::Higher => "; the higher counts",
                Disagree::SpendFirst => "; spend counts first",
            })?;
        }
        match rule.spec.minimum_tenure.filter(|_| verdict.provisional) {
            Some(days) => write!(formatter, "; provisional, no purchase of {days} days ago or more is known"),
            None => Ok(()),
        }
    }
}
