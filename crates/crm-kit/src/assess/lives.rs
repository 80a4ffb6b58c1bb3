//! Who may leave, who is loyal, and which stage of life each customer is in.

use alloc::collections::BTreeMap;
use alloc::string::ToString;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{ClauseId, CustomerCode, Dataset, Finding, MeasureName, Missing, Noticed, Subject};
use crm_policy::PolicyVersion;
use crm_segmentation::{
    ChurnRule, ChurnWarning, GradeSpec, LifecycleRule, LoyaltyRule, LoyaltyVerdict, Stage, StageVerdict,
};

use crate::assessment::{
    ChurnLine, ChurnStanding, ChurnTable, CustomerStanding, LoyaltyTable, StageLine, StageTable,
};
use crate::lifetime_value::predictions;

/// What a policy says of the lives of a data set's customers: all lists are in the order of codes.
#[derive(Default)]
pub(super) struct Lives {
    churn: Option<(ChurnTable, Vec<Option<ChurnStanding>>)>,
    loyalty: Option<(LoyaltyTable, Vec<LoyaltyVerdict>)>,
    stages: Option<(StageTable, Vec<StageVerdict>)>,
    lacking: BTreeMap<(ClauseId, &'static str, Missing), u64>,
}

impl Lives {
    pub(super) fn new(dataset: &Dataset, version: &PolicyVersion, as_of: DateTime<Utc>) -> Self {
        let asked = version.churn().and_then(|rule| rule.spec().prediction.as_ref());
        let predictions =
            asked.map(|factor| predictions(dataset, version, factor.of, as_of)).unwrap_or_default();
        let prediction = |code: CustomerCode| predictions.get(code.index()).copied().flatten();
        let mut lives = Self::default();
        if let Some(rule) = version.lifecycle() {
            // The stages rest on the warnings and on loyalty, so all three come out of one look at each customer.
            let (mut warnings, mut loyalty, mut stages) = (Vec::new(), Vec::new(), Vec::new());
            for customer in rule.assess(dataset, as_of, prediction).customers() {
                warnings.push(customer.warning.clone());
                loyalty.push(customer.loyalty.clone());
                stages.push(customer.stage.clone());
            }
            lives.tell_warnings(rule.churn(), warnings);
            lives.tell_loyalty(rule.loyalty(), loyalty);
            lives.tell_stages(rule, stages);
            return lives;
        }
        if let Some(rule) = version.churn() {
            let assessment = rule.assess(dataset, as_of, prediction);
            let warnings = dataset.codes().map(|(code, _)| assessment.of(code).cloned()).collect();
            lives.tell_warnings(rule, warnings);
        }
        if let Some(rule) = version.loyalty() {
            lives.tell_loyalty(rule, rule.assess(dataset, as_of).verdicts().to_vec());
        }
        lives
    }

    /// Returns whether the policy asks for anything here.
    pub(super) fn is_empty(&self) -> bool {
        self.churn.is_none() && self.loyalty.is_none() && self.stages.is_none()
    }

    /// Says of a customer what is known of its life.
    pub(super) fn describe(&self, code: CustomerCode, standing: &mut CustomerStanding) {
        let place = code.index();
        standing.churn = self.churn.as_ref().and_then(|(_, all)| all.get(place)?.clone());
        standing.loyalty = self.loyalty.as_ref().and_then(|(_, all)| all.get(place).cloned());
        standing.stage = self.stages.as_ref().and_then(|(_, all)| all.get(place).cloned());
    }

    pub(super) fn churn_table(&self) -> Option<ChurnTable> {
        self.churn.as_ref().map(|(table, _)| table.clone())
    }

    pub(super) fn loyalty_table(&self) -> Option<LoyaltyTable> {
        self.loyalty.as_ref().map(|(table, _)| table.clone())
    }

    pub(super) fn stage_table(&self) -> Option<StageTable> {
        self.stages.as_ref().map(|(table, _)| table.clone())
    }

    /// Returns for how many customers something could not be judged.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let finding = |((clause, matter, missing), customers): (&(ClauseId, &str, Missing), &u64)| {
            let (clause, missing) = (clause.clone(), missing.clone());
            let matter = MeasureName::new(*matter).ok()?;
            let noticed = Noticed::CustomersUndetermined { clause, matter, missing, customers: *customers };
            Some(Finding { subject: Subject::Company, noticed })
        };
        self.lacking.iter().filter_map(finding).collect()
    }

    fn tell_warnings(&mut self, rule: &ChurnRule, warnings: Vec<Option<ChurnWarning>>) {
        let spec = rule.spec();
        let mut table = ChurnTable {
            rule: spec.name.clone(),
            clause: spec.clause.clone(),
            strength: spec.strength,
            lines: spec.grades.iter().map(line).collect(),
            undetermined: 0,
            never_bought: 0,
        };
        let mut standing = |warning: Option<ChurnWarning>| {
            let Some(warning) = warning else {
                table.never_bought += 1;
                return None;
            };
            match warning.grade() {
                None => {
                    table.undetermined += 1;
                    table.lines.get_mut(warning.lowest).into_iter().for_each(|line| line.at_least += 1);
                    self.note(rule.clause(), "churn-warning", warning.missing());
                }
                Some(place) => table.lines.get_mut(place).into_iter().for_each(|line| line.customers += 1),
            }
            let grade = rule.grade(&warning).map(|grade| grade.name.clone());
            // Every possible grade may give the customer to the same people, so that this is certain though the grade is not.
            let assigned = rule.assigned(&warning).cloned();
            // Nobody asks why there is no warning.
            let why = (warning.grade() != Some(0)).then(|| rule.why(&warning).to_string());
            Some(ChurnStanding { grade, assigned, why, warning })
        };
        let standings = warnings.into_iter().map(&mut standing).collect();
        self.churn = Some((table, standings));
    }

    fn tell_loyalty(&mut self, rule: &LoyaltyRule, verdicts: Vec<LoyaltyVerdict>) {
        let spec = rule.spec();
        let count = |wanted| verdicts.iter().filter(|verdict| verdict.is_loyal() == wanted).count() as u64;
        let table = LoyaltyTable {
            rule: spec.name.clone(),
            clause: spec.clause.clone(),
            strength: spec.strength,
            loyal: count(Some(true)),
            others: count(Some(false)),
            undetermined: count(None),
        };
        for verdict in verdicts.iter().filter(|verdict| verdict.is_loyal().is_none()) {
            self.note(&spec.clause, "loyalty", verdict.missing());
        }
        self.loyalty = Some((table, verdicts));
    }

    fn tell_stages(&mut self, rule: &LifecycleRule, verdicts: Vec<StageVerdict>) {
        let spec = rule.spec();
        let count = |wanted| verdicts.iter().filter(|verdict| verdict.stage() == wanted).count() as u64;
        let line = |stage| {
            let said = rule.stage(stage);
            StageLine {
                stage,
                name: said.name.clone(),
                focus: said.focus.clone(),
                customers: count(Some(stage)),
            }
        };
        let table = StageTable {
            rule: spec.name.clone(),
            clause: spec.clause.clone(),
            strength: spec.strength,
            lines: Stage::ALL.map(line).into(),
            undetermined: count(None),
        };
        for verdict in verdicts.iter().filter(|verdict| verdict.stage().is_none()) {
            self.note(&spec.clause, "lifecycle-stage", verdict.missing.iter());
        }
        self.stages = Some((table, verdicts));
    }

    /// Counts a customer once for each different thing that is missing.
    fn note<'a>(
        &mut self,
        clause: &ClauseId,
        matter: &'static str,
        missing: impl Iterator<Item = &'a Missing>,
    ) {
        let mut missing: Vec<&Missing> = missing.collect();
        missing.sort_unstable();
        missing.dedup();
        for one in missing {
            *self.lacking.entry((clause.clone(), matter, one.clone())).or_default() += 1;
        }
    }
}

fn line(grade: &GradeSpec) -> ChurnLine {
    ChurnLine { grade: grade.name.clone(), assigned: grade.assigned.clone(), customers: 0, at_least: 0 }
}
