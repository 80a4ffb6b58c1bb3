//! Churn (clause H-KPI-7): the other side of retention. The document states neither period nor base; the policy does.

use crm_model::Ratio;

use super::RetentionTally;
use crate::tally::ratio;

impl RetentionTally {
    /// Returns the customers of the start who are gone at the end / start; `None` without customers at the start.
    ///
    /// One who left and came back within the period is not churned.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::RetentionTally;
    ///
    /// // Ten at the start, one of whom left and came back.
    /// let tally = RetentionTally { start: 10, end: 10, kept: 10, lost: 1, joined: 0, returned: 1 };
    /// assert_eq!(tally.churn_identity().unwrap().to_string(), "0/10");
    /// assert_eq!(tally.churn_events().unwrap().to_string(), "1/10");
    /// ```
    pub fn churn_identity(&self) -> Option<Ratio> {
        ratio(self.start.checked_sub(self.kept)?, self.start)
    }

    /// Returns the times that a customer left / start, those included who joined within the period; `None` without
    /// customers at the start. It may pass 1.
    pub fn churn_events(&self) -> Option<Ratio> {
        ratio(self.lost, self.start)
    }
}
