//! A set of rules and the questions one can ask of it.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{EventKind, EventKinds, Evidence, Missing, RuleName, State, Ticket};

use crate::case::Case;
use crate::clock::Clock;
use crate::condition::Match;
use crate::history::{History, Nature};
use crate::merger;
use crate::replay::{Round, rounds};
use crate::rule::{HitPolicy, Rule, RuleError, RuleProblem, RuleSpec};
use crate::succession::{self, Decider, Succession, Turn};
use crate::terms::Terms;
use crate::{Choice, Measure, Standing};

/// The service levels of a policy: rules that cannot contradict one another.
#[derive(Debug, Clone)]
pub struct ServiceLevels {
    // INVARIANT: sorted by measure, then name.
    rules: Vec<Rule>,
    // For each rule the place of the first rule of its measure whose clock runs alike, so that it is replayed once.
    alike: Vec<usize>,
    hit: HitPolicy,
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
            let mut earlier = rules.iter().take(place);
            if earlier.any(|other| other.name() == rule.name()) {
                let problem = RuleProblem::NameTwice;
                return Err(RuleError { rule: rule.name().clone(), key: "name".into(), problem });
            }
            if hit == HitPolicy::Priority && !rule.has_priority() {
                return Err(refused(RuleProblem::NoPriority));
            }
            let rival = rules.iter().take(place).find(|other| is_ambiguous(rule, other, hit));
            if let Some(other) = rival {
                let problem = RuleProblem::Ambiguous { other: other.name().clone() };
                return Err(RuleError { rule: rule.name().clone(), key: "when".into(), problem });
            }
        }
        let alike = |(place, rule): (usize, &Rule)| {
            rules.iter().position(|other| other.runs_like(rule)).map_or(place, |first| first.min(place))
        };
        let alike = rules.iter().enumerate().map(alike).collect();
        Ok(Self { rules, alike, hit })
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

    /// Returns the rule of this name.
    pub fn rule(&self, name: &RuleName) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.name() == name)
    }

    /// Returns how every clock on a case stands at `as_of`: by measure, then round.
    pub fn standing_of(&self, case: &Case<'_>, as_of: DateTime<Utc>) -> Vec<Clock> {
        let ticket = case.known(case.ticket, as_of);
        let case = Case { ticket: &ticket, ..*case };
        let mut clocks = self.own_clocks(&case, as_of);
        if !case.absorbed.is_empty() {
            merger::take_over(self, &case, as_of, &mut clocks);
        }
        clocks
    }

    fn own_clocks(&self, case: &Case<'_>, as_of: DateTime<Utc>) -> Vec<Clock> {
        let mut clocks = Vec::new();
        let known = Known {
            case: *case,
            history: History::new(case.ticket, as_of),
            set_aside: case.ticket.kinds_set_aside_until(as_of),
            as_of,
        };
        let mut from = 0;
        for rules in self.rules.chunk_by(|one, next| one.measure() == next.measure()) {
            self.judge_measure(from, rules, &known, &mut clocks);
            from += rules.len();
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
        let events = ticket.events().iter().chain(ticket.set_aside());
        let Some(last) = events.map(|event| event.occurred_at).max() else { return Ok(None) };
        let clocks = self.standing(ticket, last);
        match clocks.into_iter().rfind(|clock| clock.measure == measure) {
            None => Ok(None),
            Some(Clock { state: State::Undetermined { missing }, .. }) => Err(missing),
            Some(clock) => Ok(clock.due),
        }
    }

    /// Judges the rules of one measure, the first of which stands at the place `from`.
    fn judge_measure(&self, from: usize, rules: &[Rule], known: &Known<'_>, clocks: &mut Vec<Clock>) {
        let Some(measure) = rules.first().map(Rule::measure) else { return };
        let mut replayed: Vec<(usize, Vec<Round>)> = Vec::with_capacity(rules.len());
        for (place, rule) in (from..).zip(rules) {
            if self.first_alike(place) == place {
                replayed.push((place, rounds(rule, known.case.ticket, known.as_of)));
            }
        }
        let rounds_of = |place: usize| {
            let first = self.first_alike(place);
            replayed.iter().find(|(of, _)| *of == first).map_or([].as_slice(), |(_, rounds)| rounds)
        };
        let most = replayed.iter().map(|(_, rounds)| rounds.len()).max().unwrap_or(0);
        let from_opening = rules.iter().any(|rule| rule.starts() == EventKind::Opened);
        if most == 0 && measure.is_owed_to_every_ticket() && from_opening {
            clocks.extend(known.missing_opening().map(|missing| Clock::undetermined(measure, missing)));
        }
        for place in 0..most {
            let candidates: Vec<Candidate<'_>> = (from..)
                .zip(rules)
                .filter_map(|(of, rule)| known.candidate(rule, rounds_of(of), place, self.hit))
                .collect();
            clocks.extend(self.judge_round(measure, &candidates, known));
        }
    }

    fn first_alike(&self, place: usize) -> usize {
        self.alike.get(place).copied().unwrap_or(place)
    }

    /// Returns the clock of one round, or `None` where nothing is owed.
    fn judge_round(
        &self,
        measure: Measure,
        candidates: &[Candidate<'_>],
        known: &Known<'_>,
    ) -> Option<Clock> {
        let undetermined = |round: &Round, missing| {
            let owner = known.history.owner(round.until(known.as_of));
            Clock::undetermined_in(round, measure, None, owner, missing)
        };
        let any_round = candidates.iter().find_map(Candidate::own_round);
        match self.choose(candidates, |candidate| candidate.matched) {
            Pick::Rule(candidate) => {
                let round = candidate.own_round()?;
                let turns = self.turns(candidates, known, round);
                if turns.is_empty() {
                    return Some(known.judge(candidate.rule, round, round, Vec::new()));
                }
                let is_late = |rule: &Rule, round: &Round, at: DateTime<Utc>| {
                    known.case.terms(rule, round, &known.history, at).is_late(at)
                };
                match succession::settle(&turns, candidate.rule, round, is_late) {
                    Ok(Succession { rule, round: counted, choices }) => {
                        Some(known.judge(rule, &counted, round, choices))
                    }
                    Err(missing) => Some(undetermined(round, missing)),
                }
            }
            Pick::Unclear(missing) => any_round.map(|round| undetermined(round, missing)),
            Pick::Nothing if measure.is_owed_to_every_ticket() => {
                any_round.map(|round| undetermined(round, Missing::Rule))
            }
            Pick::Nothing => None,
        }
    }

    /// Returns what decided about a round from its start on, and after each judgement while its clock ran; nothing where
    /// nothing was judged otherwise then, which is nearly always.
    fn turns<'a>(&self, candidates: &'a [Candidate<'a>], known: &Known<'_>, round: &Round) -> Vec<Turn<'a>> {
        let (start, until) = (round.start.occurred_at, round.until(known.as_of));
        if !known.history.changes_between(start, until) {
            return Vec::new();
        }
        let judged = known.history.judged_between(start, until);
        let turn = |since: Evidence, is_exact: bool| {
            let nature = known.history.nature(since.occurred_at);
            let pick = self.choose(candidates, |candidate| known.match_of(candidate.rule, nature));
            let decider = match pick {
                Pick::Rule(candidate) if candidate.is_own => Decider::Rule(candidate.rule, candidate.round),
                Pick::Rule(_) | Pick::Nothing => Decider::Nobody,
                Pick::Unclear(missing) => Decider::Unclear(missing),
            };
            Turn { since, is_exact, decider }
        };
        let first = turn(round.start, round.start_is_exact);
        core::iter::once(first).chain(judged.map(|judged| turn(judged.since, judged.is_exact))).collect()
    }

    fn choose<'a>(
        &self,
        candidates: &'a [Candidate<'a>],
        matched: impl Fn(&Candidate<'_>) -> Match,
    ) -> Pick<'a> {
        // Rules are sorted by name and `min_by_key` takes the first of equals, so a tie goes to the first name.
        let certain = candidates
            .iter()
            .filter(|candidate| matched(candidate) == Match::Yes)
            .min_by_key(|candidate| candidate.order);
        let unclear = candidates
            .iter()
            .filter_map(|candidate| match matched(candidate) {
                Match::Unknown(fact) => Some((candidate.order, fact)),
                Match::Yes | Match::No => None,
            })
            .min_by_key(|(order, _)| *order);
        let uncountable =
            self.hit == HitPolicy::Strictest && certain.is_some_and(Candidate::is_beyond_calendar);
        match (certain, unclear) {
            _ if uncountable => Pick::Unclear(Missing::CalendarYear),
            (None, None) => Pick::Nothing,
            (Some(certain), None) => Pick::Rule(certain),
            (Some(certain), Some((order, _))) if certain.order <= order => Pick::Rule(certain),
            (_, Some((_, fact))) => Pick::Unclear(Missing::Fact(fact)),
        }
    }
}

/// A rule, and what it says of one round: the round at that place, or the last one of a rule that has none there.
struct Candidate<'a> {
    rule: &'a Rule,
    round: &'a Round,
    /// Whether the rule's clock runs in this round. If it does not and the rule decides, nothing is owed.
    is_own: bool,
    matched: Match,
    /// Its place in the choice, smaller first: its rank, or under [`HitPolicy::Strictest`] when its clock falls due.
    order: (u32, i64),
}

impl Candidate<'_> {
    fn own_round(&self) -> Option<&Round> {
        self.is_own.then_some(self.round)
    }

    /// Returns whether it is not known when the clock falls due, under [`HitPolicy::Strictest`].
    fn is_beyond_calendar(&self) -> bool {
        self.order == BEYOND_CALENDAR
    }
}

/// What is chosen among the candidates of a round.
enum Pick<'a> {
    Rule(&'a Candidate<'a>),
    Unclear(Missing),
    Nothing,
}

/// A case with what was known of it at the instant of assessment.
struct Known<'a> {
    case: Case<'a>,
    history: History<'a>,
    /// The kinds of event whose record was set aside.
    set_aside: EventKinds,
    as_of: DateTime<Utc>,
}

impl Known<'_> {
    /// Returns what is missing of a ticket whose opening is not on record.
    fn missing_opening(&self) -> Option<Missing> {
        let told = self.case.event_kinds.contains(EventKind::Opened);
        let missing = if told {
            Missing::CredibleRecordOf(EventKind::Opened)
        } else {
            Missing::Events(EventKind::Opened)
        };
        self.case.ticket.opened_at().is_none().then_some(missing)
    }

    fn candidate<'r>(
        &self,
        rule: &'r Rule,
        rounds: &'r [Round],
        place: usize,
        hit: HitPolicy,
    ) -> Option<Candidate<'r>> {
        let (round, is_own) = match rounds.get(place) {
            Some(round) => (round, true),
            None => (rounds.last()?, false),
        };
        let nature = self.history.nature(round.until(self.as_of));
        let matched = self.match_of(rule, nature);
        let order = match hit {
            HitPolicy::Strictest if is_own => falls_due(&self.terms(rule, round), self.as_of),
            HitPolicy::Strictest => (4, 0),
            ranked => (rule.rank(ranked), 0),
        };
        Some(Candidate { rule, round, is_own, matched, order })
    }

    /// Returns the clock of a rule that holds, unless the source or the record cannot tell how it stands. `began` is the round
    /// before any fresh start.
    fn judge(&self, rule: &Rule, round: &Round, began: &Round, mut choices: Vec<Choice>) -> Clock {
        let owner = self.history.owner(round.until(self.as_of));
        let undetermined =
            |missing| Clock::undetermined_in(round, rule.measure(), Some(rule), owner.clone(), missing);
        let untold = |kind: &EventKind| !self.case.event_kinds.contains(*kind);
        if let Some(kind) = rule.stops().beyond(self.case.event_kinds).or(rule.before().filter(untold)) {
            return undetermined(Missing::Events(kind));
        }
        let mut clock = Clock::judge(rule, &self.terms(rule, round), owner.as_ref(), self.as_of);
        choices.extend(self.history.reopening(rule, began, self.as_of));
        clock.choices.append(&mut choices);
        clock.choices.sort_by_key(Choice::at);
        self.doubtful(rule, &clock.state).map_or(clock, |kind| undetermined(Missing::CredibleRecordOf(kind)))
    }

    fn match_of(&self, rule: &Rule, nature: Nature<'_>) -> Match {
        rule.when().test_known(self.case.ticket.channel(), nature, self.case.tier)
    }

    fn terms<'r>(&self, rule: &'r Rule, round: &'r Round) -> Terms<'r> {
        self.case.terms(rule, round, &self.history, self.as_of)
    }

    /// Returns a kind of event whose record was set aside as impossible, and which could have made the state another.
    fn doubtful(&self, rule: &Rule, state: &State) -> Option<EventKind> {
        if self.set_aside.is_empty() {
            return None;
        }
        let doubtful = |kind: &EventKind| self.set_aside.contains(*kind);
        match state {
            State::Met => return rule.before().filter(doubtful),
            State::Undetermined { .. } => return None,
            _ => {}
        }
        let excuse = (state.is_late() && !rule.pauses().is_empty()).then_some(EventKind::Waiting);
        rule.ending_events().iter().chain(excuse).find(doubtful)
    }
}

/// The place of a rule whose due instant cannot be computed: before all others, so that it is not passed over.
const BEYOND_CALENDAR: (u32, i64) = (0, 0);

/// Returns the place of a rule by when its clock falls due; what is paused comes later, what states no limit last.
fn falls_due(terms: &Terms<'_>, as_of: DateTime<Utc>) -> (u32, i64) {
    let Some(target) = &terms.target else { return (3, 0) };
    let verdict = target.judge(&terms.round.times(), as_of.timestamp_micros());
    match (verdict.due, verdict.standing) {
        (Some(due), _) => (1, due),
        (None, Standing::Paused { left }) => (2, left),
        (None, _) => BEYOND_CALENDAR,
    }
}

fn is_ambiguous(one: &Rule, other: &Rule, hit: HitPolicy) -> bool {
    hit != HitPolicy::Strictest
        && one.measure() == other.measure()
        && one.rank(hit) == other.rank(hit)
        && one.when().overlaps(other.when())
}
