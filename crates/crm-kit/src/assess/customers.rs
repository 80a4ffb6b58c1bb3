//! Who is worth what: value tiers, classes and segments of a data set's customers.

mod segments;
mod tiers;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{
    ClauseId, CustomerClass, CustomerCode, Dataset, Finding, MeasureName, Missing, Noticed, Subject,
    TableName, ValueTier,
};
use crm_policy::PolicyVersion;
use crm_segmentation::{
    AssessmentError, ClassAssessment, Level, MissingSpend, Summaries, TierAssessment, TierVerdict,
};

use self::segments::Segments;
pub(crate) use self::tiers::Tiers;
use super::lives::Lives;
use crate::assessment::{CustomerStanding, SegmentTable, TierLine, TierTable};

/// What a policy says of the customers of a data set.
#[derive(Default)]
pub(super) struct Customers {
    tiers: Option<Judged<Tiers>>,
    classes: Option<Judged<ClassAssessment>>,
    segments: Option<Judged<Segments>>,
    words: Option<[ValueTier; 3]>,
    pub(super) lives: Lives,
}

/// The answer of a rule, or what is missing for it.
struct Judged<T> {
    matter: &'static str,
    clause: ClauseId,
    answer: Result<T, Missing>,
}

impl Customers {
    pub(super) fn new(dataset: &Dataset, version: &PolicyVersion, as_of: DateTime<Utc>) -> Self {
        let tiers = version.value_tiers().map(|rule| Judged {
            matter: "value-tier",
            clause: rule.clause().clone(),
            answer: Tiers::assess(rule, dataset, version, as_of).map_err(missing_purchases),
        });
        let classes = version.classes().map(|rule| Judged {
            matter: "customer-class",
            clause: rule.spec().clause.clone(),
            answer: rule.assess(dataset, as_of).map_err(missing_purchases),
        });
        let words = version.value_tiers().map(|rule| Level::ALL.map(|level| rule.tier(level).clone()));
        let segments = version.segments().map(|rule| Judged {
            matter: "segment",
            clause: rule.map().spec().clause.clone(),
            answer: Segments::assess(rule, dataset, as_of).map_err(missing_purchases),
        });
        let lives = Lives::new(dataset, version, as_of);
        Self { tiers, classes, segments, words, lives }
    }

    fn segment_answer(&self) -> Option<&Segments> {
        self.segments.as_ref()?.answer.as_ref().ok()
    }

    fn tier_answer(&self) -> Option<&Tiers> {
        self.tiers.as_ref()?.answer.as_ref().ok()
    }

    fn class_answer(&self) -> Option<&ClassAssessment> {
        self.classes.as_ref()?.answer.as_ref().ok()
    }

    fn word(&self, level: Level) -> Option<&ValueTier> {
        let place = Level::ALL.iter().position(|other| *other == level)?;
        self.words.as_ref()?.get(place)
    }

    /// Returns what could not be judged: for everybody, or for some customers.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let of_tiers = self.tiers.as_ref().map(|judged| judged.lacks(Tiers::summaries));
        let of_classes = self.classes.as_ref().map(|judged| judged.lacks(ClassAssessment::summaries));
        let of_segments = self.segments.as_ref().map(|judged| judged.lacks(Segments::summaries));
        let noticed = of_tiers.into_iter().chain(of_classes).chain(of_segments).flatten();
        let findings = noticed.map(|noticed| Finding { subject: Subject::Company, noticed });
        findings.chain(self.lives.findings()).collect()
    }

    /// Returns the coverage class of each customer in the order of codes, if the policy has classes.
    pub(super) fn class_words(&self, dataset: &Dataset) -> Option<Vec<Option<CustomerClass>>> {
        let classes = self.class_answer()?;
        let mut words: BTreeMap<&str, CustomerClass> = BTreeMap::new();
        let mut of_codes = alloc::vec![None; dataset.customer_ids().len()];
        for (code, class) in classes.classes() {
            let text = class.as_str();
            if let Some(place) = of_codes.get_mut(code.index())
                && let Ok(word) = words.get(text).cloned().map_or_else(|| CustomerClass::new(text), Ok)
            {
                words.entry(text).or_insert_with(|| word.clone());
                *place = Some(word);
            }
        }
        Some(of_codes)
    }

    /// Returns the value tier that each customer holds, in the order of codes, if the policy has tiers.
    pub(super) fn tier_words(
        &self,
        dataset: &Dataset,
        version: &PolicyVersion,
    ) -> Option<Vec<Option<ValueTier>>> {
        let (tiers, rule) = (self.tier_answer()?, version.value_tiers()?);
        let mut of_codes = alloc::vec![None; dataset.customer_ids().len()];
        for ((code, _), place) in dataset.codes().zip(&mut of_codes) {
            *place = tiers.level(code).map(|level| rule.tier(level).clone());
        }
        Some(of_codes)
    }

    /// Returns the tiers as a table, if the policy has tiers and they could be judged.
    pub(super) fn tier_table(&self, version: &PolicyVersion) -> Option<TierTable> {
        let (held, rule) = (self.tier_answer()?, version.value_tiers()?);
        let (tiers, spec) = (held.verdicts(), rule.spec());
        let line = |level| TierLine {
            tier: rule.tier(level).clone(),
            customers: tiers.count(level),
            held: held.held(level),
            customers_by_spend: tiers.count_by_spend(level),
            cut: tiers.cut(level),
            spend: spend_of(tiers, level),
        };
        let summaries = tiers.summaries();
        Some(TierTable {
            rule: spec.name.clone(),
            clause: spec.clause.clone(),
            strength: spec.strength,
            after: summaries.dates().after,
            last: summaries.dates().last,
            population: tiers.population(),
            spend: tiers.net_spend(),
            undetermined: summaries.undetermined().len() as u64,
            rows_without_customer: summaries.rows_without_customer(),
            lines: Level::ALL.map(line).into(),
        })
    }

    /// Returns the segments as a table, if the policy has segments and they could be judged.
    pub(super) fn segment_table(&self) -> Option<SegmentTable> {
        self.segment_answer().map(Segments::table)
    }

    /// Returns how every customer of the data set stands, or the one that is asked for: sorted by id.
    pub(super) fn standings(&self, dataset: &Dataset, only: Option<CustomerCode>) -> Vec<CustomerStanding> {
        let of_value = self.tier_answer().is_some() || self.class_answer().is_some();
        if !of_value && self.segment_answer().is_none() && self.lives.is_empty() {
            return Vec::new();
        }
        let tiers = self.tier_answer();
        let mut verdicts = tiers.into_iter().flat_map(|tiers| tiers.verdicts().verdicts()).peekable();
        let mut classes = self.class_answer().into_iter().flat_map(ClassAssessment::classes).peekable();
        // A rule may look at purchases that the other leaves out, so that one of them lacks something.
        let mut undetermined: BTreeMap<CustomerCode, MissingSpend> = BTreeMap::new();
        let of_classes = self.class_answer().map(ClassAssessment::summaries);
        let of_segments = self.segment_answer().map(Segments::summaries);
        for summaries in tiers.map(Tiers::summaries).into_iter().chain(of_classes).chain(of_segments) {
            for (code, spend) in summaries.undetermined() {
                undetermined.entry(*code).or_insert(*spend);
            }
        }
        let mut standings = Vec::new();
        for (code, id) in dataset.codes() {
            let verdict: Option<TierVerdict> =
                verdicts.next_if(|(of, _)| *of == code).map(|(_, verdict)| *verdict);
            let class = classes.next_if(|(of, _)| *of == code).map(|(_, class)| class);
            let missing = undetermined.get(&code).copied().map(missing_of);
            if only.is_none_or(|only| only == code) {
                let (score, segment) = self.segment_answer().and_then(|answer| answer.of(code)).unzip();
                let mut standing = CustomerStanding {
                    customer: id.clone(),
                    tier: tiers.and_then(|tiers| self.word(tiers.level(code)?)).cloned(),
                    verdict,
                    standing: tiers.and_then(|tiers| tiers.standing(code)),
                    class,
                    score,
                    segment,
                    stage: None,
                    churn: None,
                    loyalty: None,
                    missing,
                };
                self.lives.describe(code, &mut standing);
                standings.push(standing);
            }
        }
        standings
    }
}

impl<T> Judged<T> {
    fn lacks(&self, summaries: fn(&T) -> &Summaries) -> Vec<Noticed> {
        let Ok(matter) = MeasureName::new(self.matter) else { return Vec::new() };
        let clause = || self.clause.clone();
        match &self.answer {
            Err(missing) => {
                let (measure, missing) = (matter, missing.clone());
                [Noticed::NotSupplied { clause: Some(clause()), measure, missing, tickets: 0 }].into()
            }
            Ok(answer) => {
                let mut customers: BTreeMap<Missing, u64> = BTreeMap::new();
                for (_, spend) in summaries(answer).undetermined() {
                    *customers.entry(missing_of(*spend)).or_default() += 1;
                }
                let noticed = |(missing, customers)| Noticed::CustomersUndetermined {
                    clause: clause(),
                    matter: matter.clone(),
                    missing,
                    customers,
                };
                customers.into_iter().map(noticed).collect()
            }
        }
    }
}

/// Returns the net spend of the customers of a level, the level that counts.
fn spend_of(tiers: &TierAssessment, level: Level) -> Option<crm_model::Total> {
    let of_level = tiers.verdicts().filter(|(_, verdict)| verdict.level == level);
    let sum = of_level.map(|(_, verdict)| verdict.net).try_fold(0_i128, i128::checked_add)?;
    Some(crm_model::Total { ten_thousandths: sum, currency: tiers.summaries().currency()? })
}

pub(crate) fn missing_purchases(error: AssessmentError) -> Missing {
    match error {
        AssessmentError::NotSupplied => Missing::Table(TableName::Purchases),
        AssessmentError::Incomplete { .. } => Missing::Coverage(TableName::Purchases),
        AssessmentError::TwoCurrencies { one, other } => Missing::CommonCurrency { one, other },
        _ => Missing::Range,
    }
}

fn missing_of(spend: MissingSpend) -> Missing {
    match spend {
        MissingSpend::CredibleOrder => Missing::CredibleOrder,
        MissingSpend::Rate { .. } => Missing::ExchangeRate,
        _ => Missing::Range,
    }
}
