//! Every figure of the program.

use chrono::{DateTime, NaiveDate, Utc};
use crm_kit::policy::PolicyVersion;
use crm_kit::segmentation::{
    AssessmentError, CoverageClass, Criterion, Disagree, Downgrade, Level, Reviews, StandingReason,
    StandingRule, TierAssessment,
};
use crm_model::{ClauseId, Dataset, Integrity, Ratio, RuleName, Strength, Total, ValueTier};

use super::sizes::{Segments, class_sizes, segment_sizes};
use super::tiers::{Tiers, at_earlier, refused};
use super::{CustomerRow, LeftOut, Moved, WayUp};
use crate::report::DataSummary;
use crate::run::Failure;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The document with the rules.
    pub version: &'a PolicyVersion,
    /// The instant for which customers are compared with one another.
    pub as_of: DateTime<Utc>,
    /// An earlier instant, for what moved since.
    pub compare_with: Option<DateTime<Utc>>,
}

/// Every figure of the program.
#[derive(Debug, Clone)]
pub struct Figures {
    /// The instant of the comparison.
    pub as_of: DateTime<Utc>,
    /// The rule for tiers.
    pub rule: RuleName,
    /// The clause behind it, and how binding it is.
    pub clause: (ClauseId, Strength),
    /// Which level counts where spend and repurchase differ.
    pub disagree: Disagree,
    /// The last day before the window, and its last day.
    pub window: (NaiveDate, NaiveDate),
    /// The words for the levels, the highest first.
    pub words: [ValueTier; 3],
    /// How many customers were compared.
    pub population: u64,
    /// What they spent, net of refunds; `None` where there is no amount.
    pub spend: Option<Total>,
    /// The tiers, the highest first.
    pub sizes: Vec<Size>,
    /// How many have which level by spend (a row, the highest first) and which by repurchase (a column).
    pub criteria: [[u64; 3]; 3],
    /// What would lift customers, to the highest level first.
    pub ways_up: Vec<WayUp>,
    /// What is held between reviews, where the policy keeps tiers stable.
    pub stability: Option<Stability>,
    /// Who moved since the other date, if one was named.
    pub moved: Option<Moved>,
    /// The classes A, B and C, if the policy has them and they can be told.
    pub classes: Vec<ClassSize>,
    /// The segments, if the policy has them and they can be told.
    pub segments: Vec<SegmentSize>,
    /// Which rows count, and why others do not.
    pub left_out: LeftOut,
    /// What could not be told besides the tiers, one sentence each.
    pub notes: Vec<String>,
    /// One row a customer about whom there is something to tell, sorted by id.
    pub customers: Vec<CustomerRow>,
}

/// One tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Size {
    /// Its level.
    pub level: Level,
    /// How many customers have it by the verdicts at the instant.
    pub customers: u64,
    /// How many would have it by spend alone.
    pub by_spend: u64,
    /// How many would have it by repurchase alone.
    pub by_repurchase: u64,
    /// Of its customers, those whose level spend alone gives, those whose level repurchase alone gives, and those whose
    /// level both give.
    pub decided_by: [u64; 3],
    /// How many of its customers are too young for a settled tier.
    pub provisional: u64,
    /// What its customers spent, net of refunds.
    pub spend: Option<Total>,
    /// The least spend that gives it by spend; `None` where nobody has it by spend.
    pub cut: Option<Total>,
    /// How many hold it, where the policy keeps tiers stable.
    pub held: Option<u64>,
}

/// What is held between reviews.
#[derive(Debug, Clone)]
pub struct Stability {
    /// The rule.
    pub rule: StandingRule,
    /// The dates of review at which verdicts were given.
    pub reviews: Vec<NaiveDate>,
    /// Those at which none could be, with the reason.
    pub not_judged: Vec<(NaiveDate, String)>,
    /// The next review after the instant.
    pub next: Option<NaiveDate>,
    /// How many customers hold a level above their verdict.
    pub above_verdict: u64,
    /// How many stand why, in words: sorted, those that hold nobody left out.
    pub reasons: Vec<(&'static str, u64)>,
}

/// One class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassSize {
    /// The class.
    pub class: CoverageClass,
    /// How many customers are in it.
    pub customers: u64,
}

/// One segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentSize {
    /// Its name.
    pub segment: String,
    /// How many customers are in it.
    pub customers: u64,
    /// What they spent, net of refunds; `None` where there is no amount.
    pub spend: Option<Total>,
}

impl Figures {
    /// Returns all figures.
    ///
    /// # Errors
    ///
    /// When the document has no value tiers, or they cannot be told of one of the instants.
    pub(crate) fn of(
        dataset: &Dataset,
        integrity: &Integrity,
        data: &DataSummary,
        question: &Question<'_>,
    ) -> Result<Self, Failure> {
        let Question { version, as_of, compare_with } = *question;
        let rule = version.value_tiers().ok_or_else(|| {
            let name = version.name();
            Failure::new(format!(
                "the policy `{name}` has no table `[tiers.value]`: name one that has, such as six-plans, with --policy"
            ))
        })?;
        let tiers = Tiers::of(rule, dataset, version, as_of).map_err(|error| refused(as_of, error))?;
        let before = compare_with.map(|at| at_earlier(rule, dataset, question, at)).transpose()?;
        let shortfalls = rule.shortfalls(tiers.verdicts.summaries().summaries())?;

        let mut notes = Vec::new();
        let mut told =
            |what: &str, error: AssessmentError| notes.push(format!("{what} cannot be told: {error}."));
        let classes = version.classes().map(|rule| rule.assess(dataset, as_of));
        let classes = classes.and_then(|classes| classes.map_err(|error| told("classes", error)).ok());
        let segments = version.segments().map(|rule| (rule.map(), rule.scores().assess(dataset, as_of)));
        let segments = segments.and_then(|(map, scores)| {
            let scores = scores.map_err(|error| told("segments", error)).ok()?;
            Some(Segments { map, scores })
        });

        let spec = rule.spec();
        let dates = tiers.verdicts.summaries().dates();
        let customers = CustomerRow::all(
            dataset,
            &tiers,
            before.as_ref(),
            &shortfalls,
            classes.as_ref(),
            segments.as_ref(),
        );
        let moved =
            compare_with.zip(before.as_ref()).map(|(at, before)| Moved::between(dataset, at, before, &tiers));
        Ok(Self {
            as_of,
            rule: spec.name.clone(),
            clause: (spec.clause.clone(), spec.strength),
            disagree: spec.disagree,
            window: (dates.after, dates.last),
            words: spec.names.clone(),
            population: tiers.verdicts.population(),
            spend: tiers.verdicts.net_spend(),
            sizes: Level::ALL.map(|level| Size::of(&tiers, level)).into(),
            criteria: criteria(&tiers.verdicts),
            ways_up: WayUp::all(&tiers.verdicts, &shortfalls),
            stability: stability(&tiers, version.standing_of(rule.name()), dates.last),
            moved,
            classes: classes.iter().flat_map(class_sizes).collect(),
            segments: segments.iter().flat_map(segment_sizes).collect(),
            left_out: LeftOut::of(dataset, integrity, data, &spec.basis, &tiers.verdicts),
            notes,
            customers,
        })
    }

    /// Returns the policy's word for a level.
    pub fn word(&self, level: Level) -> &str {
        let [high, middle, ordinary] = &self.words;
        match level {
            Level::High => high.as_str(),
            Level::Middle => middle.as_str(),
            Level::Ordinary => ordinary.as_str(),
        }
    }

    /// Returns a share of all customers who were compared; `None` without any.
    pub(super) fn share(&self, customers: u64) -> Option<Ratio> {
        Ratio::new(customers.into(), self.population.into())
    }
}

impl Size {
    fn of(tiers: &Tiers, level: Level) -> Self {
        let Tiers { verdicts, held } = tiers;
        let (mut decided_by, mut provisional, mut sum, mut by_repurchase) = ([0; 3], 0, Some(0_i128), 0);
        for (_, verdict) in verdicts.verdicts() {
            by_repurchase += u64::from(verdict.by_repurchase == level);
            if verdict.level != level {
                continue;
            }
            let [spend, repurchase, both] = &mut decided_by;
            *match verdict.decided_by() {
                Criterion::Spend => spend,
                Criterion::Repurchase => repurchase,
                Criterion::Both => both,
            } += 1;
            provisional += u64::from(verdict.provisional);
            sum = sum.and_then(|sum| sum.checked_add(verdict.net));
        }
        let spend = sum.zip(verdicts.summaries().currency());
        Self {
            level,
            customers: verdicts.count(level),
            by_spend: verdicts.count_by_spend(level),
            by_repurchase,
            decided_by,
            provisional,
            spend: spend.map(|(ten_thousandths, currency)| Total { ten_thousandths, currency }),
            cut: verdicts.cut(level),
            held: held.as_ref().map(|held| held.count(level)),
        }
    }
}

/// Returns how many have which level by spend, and which by repurchase.
fn criteria(verdicts: &TierAssessment) -> [[u64; 3]; 3] {
    Level::ALL.map(|spend| {
        Level::ALL.map(|repurchase| {
            let are = verdicts.verdicts().map(|(_, verdict)| (verdict.by_spend, verdict.by_repurchase));
            are.filter(|is| *is == (spend, repurchase)).count() as u64
        })
    })
}

fn stability(tiers: &Tiers, rule: Option<&StandingRule>, today: NaiveDate) -> Option<Stability> {
    let (held, rule) = (tiers.held.as_ref()?, rule?);
    let next = match rule.downgrade {
        Downgrade::AtReview { reviews, .. } => Reviews::next_after(reviews, today),
        _ => None,
    };
    let above = |standing: &&crm_kit::segmentation::Standing| {
        matches!(standing.reason, StandingReason::Held { .. } | StandingReason::Failing { .. })
    };
    let mut reasons = std::collections::BTreeMap::new();
    for standing in held.standings() {
        *reasons.entry(super::words::reason(&standing.reason)).or_insert(0) += 1;
    }
    Some(Stability {
        rule: rule.clone(),
        reviews: held.reviews().to_vec(),
        not_judged: held.not_judged().iter().map(|(date, error)| (*date, error.to_string())).collect(),
        next,
        above_verdict: held.standings().filter(above).count() as u64,
        reasons: reasons.into_iter().collect(),
    })
}
