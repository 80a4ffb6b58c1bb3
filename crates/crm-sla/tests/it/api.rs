//! What every public type can do.

use crm_sla::{
    AtClosing, Case, Clock, ClosedLoop, Columns, ColumnsError, Conditions, Custody, DecidingRule, End,
    Ending, Explanation, Facts, HitPolicy, JudgedLimit, Limit, LoopStep, Match, Measure, MeasureError, Pause,
    Recording, RecordingError, RecordingOf, RecordingProblem, RecordingRule, RecordingRules, RecordingSpec,
    Reminder, Reopen, Repeats, Responsible, Rule, RuleError, RuleProblem, RuleSpec, ServiceLevels, Standing,
    Step, Stops, Target, TargetError, Times, Verdict, Warning,
};

/// Every public type that holds no borrowed data, in one place.
#[derive(Debug, Clone)]
#[expect(dead_code, reason = "the derives are the test")]
struct Everything {
    at_closing: AtClosing,
    clock: Clock,
    closed_loop: ClosedLoop,
    columns_error: ColumnsError,
    conditions: Conditions,
    custody: Custody,
    deciding_rule: DecidingRule,
    end: End,
    ending: Ending,
    explanation: Explanation,
    facts: Facts,
    hit_policy: HitPolicy,
    judged_limit: JudgedLimit,
    limit: Limit,
    loop_step: LoopStep,
    matched: Match,
    measure: Measure,
    measure_error: MeasureError,
    pause: Pause,
    recording: Recording,
    recording_error: RecordingError,
    recording_of: RecordingOf,
    recording_problem: RecordingProblem,
    recording_rule: RecordingRule,
    recording_rules: RecordingRules,
    recording_spec: RecordingSpec,
    reminder: Reminder,
    reopen: Reopen,
    repeats: Repeats,
    responsible: Responsible,
    rule: Rule,
    rule_error: RuleError,
    rule_problem: RuleProblem,
    rule_spec: RuleSpec,
    service_levels: ServiceLevels,
    standing: Standing,
    step: Step,
    stops: Stops,
    target: Target,
    target_error: TargetError,
    verdict: Verdict,
    warning: Warning,
}

fn is_shared<T: Send + Sync>() {}

#[test]
fn every_type_can_be_sent_shared_cloned_and_shown() {
    is_shared::<Everything>();
    is_shared::<Case<'_>>();
    is_shared::<Columns<'_>>();
    is_shared::<Times<'_>>();
}

#[test]
fn small_answers_are_copied() {
    fn is_copy<T: Copy>() {}
    is_copy::<Verdict>();
    is_copy::<Times<'_>>();
    is_copy::<Case<'_>>();
}
