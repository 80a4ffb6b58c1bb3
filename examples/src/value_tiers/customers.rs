//! One row a customer.

use crm_kit::segmentation::{
    ClassAssessment, CoverageClass, Level, RfmScore, Standing, TierShortfall, TierVerdict,
};
use crm_model::{CustomerId, Dataset};

use super::sizes::Segments;
use super::tiers::Tiers;

/// What is known of one customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerRow {
    /// Who it is.
    pub customer: CustomerId,
    /// The level that it has: held, where the policy keeps tiers stable.
    pub level: Option<Level>,
    /// The verdict at the instant.
    pub verdict: Option<TierVerdict>,
    /// What it holds, where the policy keeps tiers stable.
    pub standing: Option<Standing>,
    /// What would lift it above its verdict.
    pub shortfall: Option<TierShortfall>,
    /// Its class.
    pub class: Option<CoverageClass>,
    /// Its scores.
    pub score: Option<RfmScore>,
    /// Its segment.
    pub segment: Option<String>,
    /// The level that it had at the other date.
    pub before: Option<Level>,
    /// What is missing to sum up its purchases.
    pub missing: Option<String>,
}

impl CustomerRow {
    /// Returns the rows of all customers about whom there is something to tell.
    pub(super) fn all(
        dataset: &Dataset,
        tiers: &Tiers,
        before: Option<&Tiers>,
        shortfalls: &[Option<TierShortfall>],
        classes: Option<&ClassAssessment>,
        segments: Option<&Segments<'_>>,
    ) -> Vec<Self> {
        let summaries = tiers.verdicts.summaries();
        let mut verdicts = tiers.verdicts.verdicts().zip(shortfalls).peekable();
        let mut undetermined = summaries.undetermined().iter().peekable();
        let mut classes = classes.into_iter().flat_map(ClassAssessment::classes).peekable();
        let mut rows = Vec::new();
        for (code, id) in dataset.codes() {
            let judged = verdicts.next_if(|((of, _), _)| *of == code);
            let missing = undetermined.next_if(|(of, _)| *of == code);
            let score = segments.and_then(|segments| segments.scores.of(code));
            let name = segments.zip(score).and_then(|(segments, score)| segments.map.of(score));
            let row = Self {
                customer: id.clone(),
                level: tiers.level(code),
                verdict: judged.map(|((_, verdict), _)| *verdict),
                standing: tiers.held.as_ref().and_then(|held| held.of(code)).copied(),
                shortfall: judged.and_then(|(_, shortfall)| *shortfall),
                class: classes.next_if(|(of, _)| *of == code).map(|(_, class)| class),
                score,
                segment: name.map(ToString::to_string),
                before: before.and_then(|before| before.level(code)),
                missing: missing.map(|(_, missing)| missing.to_string()),
            };
            if row.tells_something() {
                rows.push(row);
            }
        }
        rows
    }

    fn tells_something(&self) -> bool {
        let Self { level, verdict, class, score, before, missing, .. } = self;
        level.or(*before).is_some()
            || verdict.is_some()
            || class.is_some()
            || score.is_some()
            || missing.is_some()
    }
}
