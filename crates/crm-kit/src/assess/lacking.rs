//! What the whole data set or the policy lacks: said once per clause, with the number of tickets or rows concerned.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use crm_model::{
    Beneficiary, ClauseId, Dataset, EventKind, Finding, MeasureName, Missing, Noticed, Obligation,
    ObligationId, RuleName, State, Strength, Subject, TableName, Window,
};
use crm_policy::PolicyVersion;
use crm_sla::{Clock, RECORDING, Recording, RecordingRule};

use super::assembly::Assembly;

/// What the whole data set or the policy lacks, for how many tickets, or rows of another table.
pub(super) struct Lacking<'a> {
    dataset: &'a Dataset,
    /// How many tickets or rows each lack concerns. A ticket counts for the first of those that tell the same matter.
    concerned: BTreeMap<Lack, u64>,
    /// What was noted of the ticket at hand: several rounds or rules count it once.
    noted: BTreeSet<Lack>,
    /// Late verdicts of clocks that waiting would pause, by clause and measure, if the source has no waits.
    late_without_waits: BTreeMap<(ClauseId, MeasureName), u64>,
}

/// Something that a rule, or a measure without a rule, cannot be judged for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Lack {
    clause: Option<ClauseId>,
    measure: MeasureName,
    rule: Option<RuleName>,
    strength: Strength,
    missing: Missing,
    /// The table whose rows it concerns.
    table: TableName,
}

impl Lack {
    fn of_rule(rule: &crm_sla::Rule, missing: Missing) -> Self {
        Self {
            clause: Some(rule.clause().clone()),
            measure: rule.measure().into(),
            rule: Some(rule.name().clone()),
            strength: rule.strength(),
            missing,
            table: TableName::Tickets,
        }
    }

    /// Returns what a rule about recording lacks where its table was not supplied; `None` where the measure's word were no
    /// name, which cannot be.
    fn of_recording_rule(rule: &RecordingRule) -> Option<Self> {
        let table = rule.of().table();
        Some(Self {
            clause: Some(rule.clause().clone()),
            measure: MeasureName::new(RECORDING).ok()?,
            rule: Some(rule.name().clone()),
            strength: rule.strength(),
            missing: Missing::Table(table),
            table,
        })
    }

    fn of_clock(clock: &Clock, missing: &Missing) -> Self {
        Self {
            clause: clock.rule.as_ref().map(|rule| rule.clause.clone()),
            measure: clock.measure.into(),
            rule: clock.rule.as_ref().map(|rule| rule.name.clone()),
            strength: clock.rule.as_ref().map_or(Strength::Derived, |rule| rule.strength),
            missing: missing.clone(),
            table: TableName::Tickets,
        }
    }

    /// Returns what a finding tells of it: several rules of one clause may lack the same.
    fn matter(&self) -> (&Option<ClauseId>, &MeasureName, &Missing) {
        (&self.clause, &self.measure, &self.missing)
    }
}

impl<'a> Lacking<'a> {
    pub(super) fn new(dataset: &'a Dataset) -> Self {
        Self {
            dataset,
            concerned: BTreeMap::new(),
            noted: BTreeSet::new(),
            late_without_waits: BTreeMap::new(),
        }
    }

    /// Takes in what another lacks; no ticket is in both.
    pub(super) fn extend(&mut self, other: Self) {
        for (lack, number) in other.concerned {
            *self.concerned.entry(lack).or_default() += number;
        }
        for (clause, late) in other.late_without_waits {
            *self.late_without_waits.entry(clause).or_default() += late;
        }
    }

    /// Turns to the next ticket, and notes the rules whose clocks cannot even start on this source.
    pub(super) fn next_ticket(&mut self, version: Option<&PolicyVersion>) {
        self.noted.clear();
        let rules = version.into_iter().flat_map(|version| version.service_levels().rules());
        for rule in rules.filter(|rule| !self.dataset.event_kinds().contains(rule.starts())) {
            self.note(Lack::of_rule(rule, Missing::Events(rule.starts())));
        }
    }

    /// Notes for every rule and trigger that its table was not supplied, or else for every trigger of an escalation that
    /// the source has no events that could bring it.
    pub(super) fn note_what_no_row_can_tell(&mut self, version: &PolicyVersion) {
        for rule in version.recording().rules() {
            if self.dataset.extent(rule.of().table()).is_none()
                && let Some(lack) = Lack::of_recording_rule(rule)
            {
                self.concerned.entry(lack).or_default();
            }
        }
        let has_tickets = self.dataset.extent(TableName::Tickets).is_some();
        if !has_tickets {
            for rule in version.service_levels().rules() {
                self.concerned.entry(Lack::of_rule(rule, Missing::Table(TableName::Tickets))).or_default();
            }
        }
        let Some(rules) = version.escalation() else { return };
        let triggers = if has_tickets {
            rules.not_supplied(self.dataset.event_kinds())
        } else {
            rules.triggers().iter().map(|trigger| (trigger, Missing::Table(TableName::Tickets))).collect()
        };
        let Ok(measure) = MeasureName::new(crm_escalation::MEASURE) else { return };
        for (trigger, missing) in triggers {
            let lack = Lack {
                clause: Some(trigger.clause.clone()),
                measure: measure.clone(),
                rule: Some(trigger.name.clone()),
                strength: trigger.strength,
                missing,
                table: TableName::Tickets,
            };
            self.concerned.entry(lack).or_default();
        }
    }

    /// Takes a clock in hand if what it lacks is lacking everywhere; returns whether it did.
    pub(super) fn takes_clock(&mut self, clock: &Clock) -> bool {
        self.count_late_without_waits(clock);
        let State::Undetermined { missing } = &clock.state else { return false };
        let lacks = self.is_lacking_everywhere(missing);
        if lacks {
            self.note(Lack::of_clock(clock, missing));
        }
        lacks
    }

    /// Takes an obligation in hand if what it lacks is lacking everywhere; returns whether it did.
    pub(super) fn takes_obligation(&mut self, obligation: &Obligation) -> bool {
        let State::Undetermined { missing } = &obligation.state else { return false };
        let lacks = self.is_lacking_everywhere(missing);
        if lacks {
            self.note(Lack {
                clause: obligation.id.clause.clone(),
                measure: obligation.id.measure.clone(),
                rule: obligation.rule.clone(),
                strength: obligation.strength,
                missing: missing.clone(),
                table: TableName::Tickets,
            });
        }
        lacks
    }

    /// Takes the record of a row of a table in hand, which lacks what is lacking everywhere.
    pub(super) fn note_row(&mut self, recording: &Recording, table: TableName) {
        let State::Undetermined { missing } = &recording.state else { return };
        let Ok(measure) = MeasureName::new(RECORDING) else { return };
        let rule = recording.rule.as_ref();
        let lack = Lack {
            clause: rule.map(|rule| rule.clause.clone()),
            measure,
            rule: rule.map(|rule| rule.name.clone()),
            strength: rule.map_or(Strength::Derived, |rule| rule.strength),
            missing: missing.clone(),
            table,
        };
        *self.concerned.entry(lack).or_default() += 1;
    }

    fn is_lacking_everywhere(&self, missing: &Missing) -> bool {
        match missing {
            Missing::Fact(fact) => !self.dataset.tells_of(*fact),
            Missing::Events(_) | Missing::Limit | Missing::ResponsibleDepartment => true,
            _ => false,
        }
    }

    fn note(&mut self, lack: Lack) {
        let is_told = self.noted.iter().any(|other| other.matter() == lack.matter());
        if self.noted.insert(lack.clone()) {
            *self.concerned.entry(lack).or_default() += u64::from(!is_told);
        }
    }

    fn count_late_without_waits(&mut self, clock: &Clock) {
        let Some(rule) = clock.rule.as_ref().filter(|_| clock.state.is_late() && clock.can_pause) else {
            return;
        };
        if !self.dataset.event_kinds().contains(EventKind::Waiting) {
            let key = (rule.clause.clone(), clock.measure.into());
            *self.late_without_waits.entry(key).or_default() += 1;
        }
    }

    pub(super) fn report(self, assembly: &mut Assembly) {
        let mut slots: BTreeMap<(Option<ClauseId>, MeasureName), u32> = BTreeMap::new();
        let mut matters: BTreeMap<(Option<ClauseId>, MeasureName, Missing, TableName), u64> = BTreeMap::new();
        for (Lack { clause, measure, rule, strength, missing, table }, number) in self.concerned {
            let slot = slots.entry((clause.clone(), measure.clone())).or_default();
            *slot += 1;
            assembly.obligations.push(Obligation {
                id: ObligationId {
                    subject: Subject::Company,
                    measure: measure.clone(),
                    clause: clause.clone(),
                    round: 1,
                    slot: *slot,
                },
                rule,
                strength,
                owner: None,
                beneficiary: Beneficiary::Company,
                window: Window::default(),
                opened_at: None,
                stopped_at: None,
                elapsed: None,
                open: None,
                late_by: None,
                evidence: Vec::new(),
                state: State::Undetermined { missing: missing.clone() },
            });
            *matters.entry((clause, measure, missing, table)).or_default() += number;
        }
        for ((clause, measure, missing, table), number) in matters {
            let noticed = if table == TableName::Tickets || number == 0 {
                Noticed::NotSupplied { clause, measure, missing, tickets: number }
            } else {
                Noticed::RowsUndetermined { clause, measure, missing, table, rows: number }
            };
            assembly.findings.push(Finding { subject: Subject::Company, noticed });
        }
        for ((clause, measure), late) in self.late_without_waits {
            let noticed = Noticed::WaitsNotSupplied { clause, measure, late };
            assembly.findings.push(Finding { subject: Subject::Company, noticed });
        }
    }
}
