//! Customer effort: how easy customers found it, by the share of those who found it easy less those who found it hard.
//!
//! The other readings of effort have formulas of their own: the mean answer is a mean of satisfaction, the share of those who
//! agree a top box.

use crm_model::Ratio;

use crate::tally::tally;
use crate::{Evidence, NpsTally};

/// Which answers on the scale of the question are hard and which easy; those between are neither. Both bounds belong to
/// their side; [`Scorecard::new`](crate::Scorecard::new) checks them against the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EffortBounds {
    /// The highest answer of who found it hard.
    pub hard_to: i8,
    /// The lowest answer of who found it easy.
    pub easy_from: i8,
}

impl EffortBounds {
    /// Returns what an answer, or the mean of a customer's answers, says.
    pub fn effort(self, answer: Ratio) -> Effort {
        let is_at_least = |bound: i8| Ratio::new(bound.into(), 1).is_some_and(|bound| answer >= bound);
        let is_at_most = |bound: i8| Ratio::new(bound.into(), 1).is_some_and(|bound| answer <= bound);
        if is_at_most(self.hard_to) {
            Effort::Hard
        } else if is_at_least(self.easy_from) {
            Effort::Easy
        } else {
            Effort::Neither
        }
    }
}

tally! {
    /// What a customer found.
    Effort,
    /// Counts of what customers found.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::EffortTally;
    ///
    /// // 7 6 5 4 3 on 1 to 7, hard to 3 and easy from 5.
    /// let tally = EffortTally { hard: 1, neither: 1, easy: 3 };
    /// assert_eq!(tally.agree().unwrap().to_string(), "3/5");
    /// assert_eq!(tally.net().unwrap().to_string(), "2/5");
    /// ```
    EffortTally {
        /// Hard.
        Hard => hard,
        /// Neither.
        Neither => neither,
        /// Easy.
        Easy => easy,
    }
}

impl EffortTally {
    /// Returns the easy / all, or `None` when no one answered.
    pub fn agree(&self) -> Option<Ratio> {
        self.of(i128::from(self.easy))
    }

    /// Returns the easy less the hard / all, from −1 to 1, or `None` when no one answered.
    pub fn net(&self) -> Option<Ratio> {
        self.of(i128::from(self.easy) - i128::from(self.hard))
    }

    /// Returns the easy less the hard in points, −100 to +100, or `None` when no one answered.
    pub fn points(&self) -> Option<Ratio> {
        self.of((i128::from(self.easy) - i128::from(self.hard)) * 100)
    }

    /// Returns what stands behind the points: they are reckoned as a net promoter score is.
    pub fn evidence(&self) -> Evidence {
        let Self { hard, neither, easy } = *self;
        Evidence::attitudes(NpsTally { detractors: hard, passives: neither, promoters: easy })
    }

    fn of(&self, part: i128) -> Option<Ratio> {
        let all = self.hard.saturating_add(self.neither).saturating_add(self.easy);
        (all < u64::MAX).then(|| Ratio::new(part, i128::from(all))).flatten()
    }
}
