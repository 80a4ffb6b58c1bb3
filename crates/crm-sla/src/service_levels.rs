//! A set of rules and the questions one can ask of it.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{EventKind, EventKinds, Missing, Ticket, ValueTier};

use crate::Measure;
use crate::clock::Clock;
use crate::condition::{Facts, Match};
use crate::replay::{Round, doubtful_stop, judgement, rounds};
use crate::rule::{HitPolicy, Rule, RuleError, RuleProblem, RuleSpec};

/// The service levels of a policy: rules that cannot contradict one another.
#[derive(Debug, Clone)]
pub struct ServiceLevels {
    // INVARIANT: sorted by measure, then name.
    rules: Vec<Rule>,
    hit: HitPolicy,
}

/// One ticket with what its own record does not tell.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The ticket.
    pub ticket: &'a Ticket,
    /// The value tier of its customer when it opened, if known.
    pub tier: Option<&'a ValueTier>,
    /// The kinds of event that its source can tell of.
    pub event_kinds: EventKinds,
}

impl<'a> Case<'a> {
    /// Returns a ticket of a customer of unknown tier, from a source that can tell of every kind of event.
    pub fn new(ticket: &'a Ticket) -> Self {
        Self { ticket, tier: None, event_kinds: EventKinds::ALL }
    }
}

impl ServiceLevels {
    /// Returns the service levels that the rules make up, whatever order they come in.
    ///
    /// # Errors
    ///
    /// When a rule contradicts itself, or when the hit policy cannot decide between two rules of one measure that some
    /// ticket fulfils alike.
    pub fn new(specs: Vec<RuleSpec>, hit: HitPolicy) -> Result<Self, RuleError> {
        let mut rules = specs.into_iter().map(Rule::new).collect::<Result<Vec<_>, _>>()?;
        rules.sort_by(|one, other| (one.measure(), one.name()).cmp(&(other.measure(), other.name())));
        for (place, rule) in rules.iter().enumerate() {
            let refused = |problem| RuleError { rule: rule.name().clone(), key: "priority".into(), problem };
            if hit == HitPolicy::Priority && !rule.has_priority() {
                return Err(refused(RuleProblem::NoPriority));
            }
            let rival = rules.iter().take(place).find(|other| is_ambiguous(rule, other, hit));
            if let Some(other) = rival {
                let problem = RuleProblem::Ambiguous { other: other.name().clone() };
                return Err(RuleError { rule: rule.name().clone(), key: "when".into(), problem });
            }
        }
        Ok(Self { rules, hit })
    }

    /// Returns the rules, sorted by measure, then name.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Returns which of several matching rules decides.
    pub fn hit_policy(&self) -> HitPolicy {
        self.hit
    }

    /// Returns how every clock on a ticket stands at `as_of`, from events up to that instant (inclusive).
    ///
    /// The ticket counts as one of a customer of unknown tier, from a source that can tell of every kind of event;
    /// see [`standing_of`](Self::standing_of) for others.
    ///
    /// # Examples
    ///
    /// See the crate's front page.
    pub fn standing(&self, ticket: &Ticket, as_of: DateTime<Utc>) -> Vec<Clock> {
        self.standing_of(&Case::new(ticket), as_of)
    }

    /// Returns how every clock on a case stands at `as_of`: by measure, then round.
    pub fn standing_of(&self, case: &Case<'_>, as_of: DateTime<Utc>) -> Vec<Clock> {
        let mut clocks = Vec::new();
        for rules in self.rules.chunk_by(|one, next| one.measure() == next.measure()) {
            self.judge_measure(rules, case, as_of, &mut clocks);
        }
        clocks
    }

    /// Returns when a measure falls due on a ticket, from everything on its record: the last round's due instant.
    ///
    /// `Ok(None)` says that nothing is owed, or that the clock stands still.
    ///
    /// # Errors
    ///
    /// What is missing, where the due instant cannot be determined.
    pub fn due(&self, ticket: &Ticket, measure: Measure) -> Result<Option<DateTime<Utc>>, Missing> {
        let Some(last) = ticket.events().last() else { return Ok(None) };
        let clocks = self.standing(ticket, last.occurred_at);
        match clocks.into_iter().rfind(|clock| clock.measure == measure) {
            None => Ok(None),
            Some(Clock { state: crm_model::State::Undetermined { missing }, .. }) => Err(missing),
            Some(clock) => Ok(clock.due),
        }
    }

    fn judge_measure(&self, rules: &[Rule], case: &Case<'_>, as_of: DateTime<Utc>, clocks: &mut Vec<Clock>) {
        let Some(first) = rules.first() else { return };
        let measure = first.measure();
        if case.ticket.opened_at().is_none() && measure.is_owed_to_every_ticket() {
            let missing = Missing::CredibleRecordOf(EventKind::Opened);
            clocks.push(Clock::undetermined(measure, missing));
            return;
        }
        let replayed: Vec<(&Rule, Vec<Round>)> =
            rules.iter().map(|rule| (rule, rounds(rule, case.ticket, as_of))).collect();
        let most = replayed.iter().map(|(_, rounds)| rounds.len()).max().unwrap_or(0);
        for place in 0..most {
            let runs: Vec<(&Rule, &Round)> =
                replayed.iter().filter_map(|(rule, rounds)| Some((*rule, rounds.get(place)?))).collect();
            clocks.extend(self.judge_round(measure, &runs, case, as_of));
        }
    }

    /// Returns the clock of one round, or `None` where nothing is owed.
    fn judge_round(
        &self,
        measure: Measure,
        runs: &[(&Rule, &Round)],
        case: &Case<'_>,
        as_of: DateTime<Utc>,
    ) -> Option<Clock> {
        let candidates: Vec<Candidate<'_>> = runs
            .iter()
            .filter_map(|(rule, round)| {
                let facts = facts(case, round.until(as_of), as_of);
                let matched = rule.when().test(&facts);
                (matched != Match::No).then_some(Candidate { rule, round, matched })
            })
            .collect();
        match self.choose(&candidates) {
            Choice::Rule(Candidate { rule, round, .. }) => Some(judge_rule(rule, round, case, as_of)),
            Choice::Unclear(missing) => {
                let round = candidates.first().map(|candidate| candidate.round);
                Some(Clock::undetermined_in(measure, round, None, missing))
            }
            Choice::Nothing => measure.is_owed_to_every_ticket().then(|| {
                let round = runs.first().map(|(_, round)| *round);
                Clock::undetermined_in(measure, round, None, Missing::Rule)
            }),
        }
    }

    fn choose<'a>(&self, candidates: &'a [Candidate<'a>]) -> Choice<'a> {
        let order = |candidate: &&Candidate<'_>| match self.hit {
            HitPolicy::Strictest => (0, nominal_due(candidate)),
            hit => (candidate.rule.rank(hit), DateTime::<Utc>::MIN_UTC),
        };
        // Rules are sorted by name and `min_by_key` takes the first of equals, so a tie goes to the first name.
        let certain = candidates.iter().filter(|candidate| candidate.matched == Match::Yes).min_by_key(order);
        let unclear = candidates.iter().filter(|candidate| candidate.matched != Match::Yes).min_by_key(order);
        match (certain, unclear) {
            (None, None) => Choice::Nothing,
            (Some(certain), None) => Choice::Rule(certain),
            (Some(certain), Some(unclear)) if order(&certain) <= order(&unclear) => Choice::Rule(certain),
            (_, Some(unclear)) => Choice::Unclear(match unclear.matched {
                Match::Unknown(fact) => Missing::Fact(fact),
                Match::Yes | Match::No => Missing::Rule,
            }),
        }
    }
}

/// A rule that holds for a round, or may.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    rule: &'a Rule,
    round: &'a Round,
    matched: Match,
}

enum Choice<'a> {
    Rule(&'a Candidate<'a>),
    Unclear(Missing),
    Nothing,
}

/// Returns the due instant without pauses, for comparing limits; rules without a limit come last.
fn nominal_due(candidate: &Candidate<'_>) -> DateTime<Utc> {
    let start = candidate.round.start.occurred_at;
    candidate.rule.target().and_then(|target| target.due(start)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn is_ambiguous(one: &Rule, other: &Rule, hit: HitPolicy) -> bool {
    hit != HitPolicy::Strictest
        && one.measure() == other.measure()
        && one.rank(hit) == other.rank(hit)
        && one.when().overlaps(other.when())
}

fn facts(case: &Case<'_>, until: DateTime<Utc>, as_of: DateTime<Utc>) -> Facts {
    Facts {
        channel: case.ticket.channel().cloned(),
        classification: judgement(case.ticket, until, as_of),
        tier: case.tier.cloned(),
    }
}

/// Returns the clock of a rule that holds, unless the source or the record cannot tell how it stands.
fn judge_rule(rule: &Rule, round: &Round, case: &Case<'_>, as_of: DateTime<Utc>) -> Clock {
    let nothing = |missing| Clock::undetermined_in(rule.measure(), Some(round), Some(rule), missing);
    if let Some(kind) = rule.stops().beyond(case.event_kinds) {
        return nothing(Missing::Events(kind));
    }
    let clock = Clock::judge(rule, round, as_of);
    let may_have_been_met = clock.state.is_pending()
        || matches!(clock.state, crm_model::State::Missed | crm_model::State::Cancelled);
    match doubtful_stop(rule, case.ticket) {
        Some(kind) if may_have_been_met => nothing(Missing::CredibleRecordOf(kind)),
        _ => clock,
    }
}
