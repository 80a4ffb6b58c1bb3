//! Everything that is told of the indicators.

use std::collections::BTreeSet;

use crm_kit::kpi::chart::Anomalies;
use crm_kit::kpi::decomposition::{Change, Gap, Lack};
use crm_kit::kpi::trend::Series;
use crm_kit::kpi::what_it_takes::{Needed, Step};
use crm_kit::kpi::{
    Breakdown, Dimension, Facts, IndicatorSpec, JudgedBy, Line, Member, Per, Scorecard, Target, Verdict,
};
use crm_kit::policy::PolicyVersion;
use crm_kit::{Assessment, Dataset, Policy, lifetime_values};
use crm_model::{CustomerClass, PersonId, ValueTier};

use super::Args;
use super::choices::ChartChoices;
use super::distance::Distance;
use super::previous::{Previous, Restated};
use super::trend::Course;
use crate::report::{Privacy, Report};
use crate::run::Failure;

/// Everything that is told of the indicators.
pub(super) struct Study {
    /// What was read, by which policy; its scorecard is what is shown.
    pub(super) report: Report,
    /// For which length of period everything was measured; `None` for each indicator's own.
    pub(super) per: Option<Per>,
    /// More of each line of the scorecard, in its order.
    pub(super) more: Vec<More>,
    /// What is stated otherwise than before; `None` where no earlier scorecard was named.
    pub(super) restated: Option<Restated>,
    /// Everybody who is a segment: a person whose name is hidden is known by the place here, whatever the order of rows.
    persons: BTreeSet<PersonId>,
}

/// More of one line.
pub(super) struct More {
    /// The target that the policy judges for another length of period.
    pub(super) elsewhere: Option<(Target, Per)>,
    /// How far the value is from its target.
    pub(super) distance: Option<Distance>,
    /// What would meet a target that is missed.
    pub(super) steps: Vec<Step>,
    /// Whether it falls or rises.
    pub(super) course: Option<Course>,
    /// What stands out; `None` where there are too few periods, or no chart of such values.
    pub(super) anomalies: Option<Anomalies>,
    /// The line by segments, for each dimension that was asked for.
    pub(super) breakdowns: Vec<Breakdown>,
    /// The period that runs.
    pub(super) running: Option<Line>,
}

impl Study {
    pub(super) fn of(
        mut report: Report,
        dataset: &Dataset,
        policy: &Policy,
        args: &Args,
        previous: Option<&Previous>,
    ) -> Result<Self, Failure> {
        let as_of = report.assessment.as_of;
        let version = policy.version_at(as_of).ok_or_else(|| {
            Failure::new("no version of the policy is in force then: name another instant with --as-of")
        })?;
        let scorecard = scorecard(version, args.per)?;
        let (classes, tiers) =
            (class_words(&report.assessment, dataset), tier_words(&report.assessment, dataset));
        let values = lifetime_values(dataset, version, &scorecard, as_of);
        let facts = Facts {
            dataset,
            obligations: Some(&report.assessment.obligations),
            classes: classes.as_deref(),
            tiers: tiers.as_deref(),
            lifetime_values: values.as_ref(),
        };
        let lines = scorecard.evaluate(&facts, as_of);
        let mut running = scorecard.evaluate_running(&facts, as_of).into_iter();
        let mut by = args.by.clone();
        by.sort_unstable();
        by.dedup();
        let mut divided = scorecard.breakdown(&facts, as_of, &by).into_iter();
        let own = version.scorecard().indicators();
        let specs = scorecard.indicators().iter().zip(own);
        let more = lines.iter().zip(specs).map(|(line, (spec, own))| {
            let breakdowns = divided.by_ref().take(by.len()).collect();
            More::of(line, (spec, own), breakdowns, running.next(), &args.charts)
        });
        let more: Vec<More> = more.collect();
        let persons = persons(&more);
        let restated = previous.map(|previous| previous.restated(&lines, as_of)).transpose()?;
        report.assessment.scorecard = lines;
        if let Some(per) = args.per {
            report.assessment.analyses = version.analyses().over(per).evaluate(&scorecard, &facts, as_of);
        }
        Ok(Self { report, per: args.per, more, restated, persons })
    }

    /// Returns the lines of the scorecard, each with more of it.
    pub(super) fn lines(&self) -> impl Iterator<Item = (&Line, &More)> {
        self.report.assessment.scorecard.iter().zip(&self.more)
    }

    /// Returns the lines whose target is missed.
    pub(super) fn missed(&self) -> impl Iterator<Item = (&Line, &More)> {
        self.lines().filter(|(line, _)| matches!(line.verdict, Verdict::Missed | Verdict::Unreachable))
    }

    /// Returns the lines in whose history something stands out.
    pub(super) fn out(&self) -> impl Iterator<Item = (&Line, &More, &Anomalies)> {
        let all = self.lines().filter_map(|(line, more)| Some((line, more, more.anomalies.as_ref()?)));
        all.filter(|(_, _, anomalies)| !anomalies.signals.is_empty())
    }

    /// Returns the lines that fall or rise.
    pub(super) fn moving(&self) -> impl Iterator<Item = (&Line, &Course)> {
        let all = self.lines().filter_map(|(line, more)| Some((line, more.course.as_ref()?)));
        all.filter(|(_, course)| course.goes.is_some())
    }

    /// Returns a segment in words; persons have numbers in place of their names unless these are asked for.
    pub(super) fn member(&self, member: &Member) -> String {
        match member {
            Member::PersonId(person) if self.report.privacy == Privacy::Hidden => {
                let place = self.persons.iter().position(|one| one == person);
                place.map_or_else(|| member.to_string(), |place| format!("person {}", place + 1))
            }
            other => other.to_string(),
        }
    }

    /// Returns whether persons stand as numbers in a breakdown.
    pub(super) fn numbers_persons(&self, breakdown: &Breakdown) -> bool {
        breakdown.dimension == Dimension::Person && self.report.privacy == Privacy::Hidden
    }
}

impl More {
    fn of(
        line: &Line,
        (spec, own): (&IndicatorSpec, &IndicatorSpec),
        breakdowns: Vec<Breakdown>,
        running: Option<Line>,
        choices: &ChartChoices,
    ) -> Self {
        let series = Series::of_line(line).ok();
        let long = series.as_ref().filter(|series| series.len() as u64 >= choices.chart_from);
        let steps = match line.verdict {
            Verdict::Missed => spec.what_it_takes(&line.evidence),
            _ => Vec::new(),
        };
        let steps = steps.into_iter().filter(|step| step.needed != Needed::AtLeast(0));
        Self {
            elsewhere: own.target.filter(|_| own.per != spec.per).map(|target| (target, own.per)),
            distance: Distance::of(line),
            steps: steps.collect(),
            course: series
                .as_ref()
                .filter(|series| !series.is_empty())
                .map(|series| Course::of(line, series, choices.confidence)),
            anomalies: long
                .and_then(|series| Anomalies::of_indicator(&spec.formula, series, &choices.anomalies()).ok()),
            breakdowns,
            running,
        }
    }

    /// Returns the first dimension by which a segment lacks something to the target, with the one that lacks most.
    pub(super) fn worst(&self) -> Option<(Dimension, Lack<Member>)> {
        self.breakdowns.iter().find_map(|breakdown| {
            let gap = gap(breakdown)?;
            let worst = (*gap.ranked().first()?).clone();
            let lacks = worst.missing.parts().0 > 0 && gap.segments().len() > 1;
            lacks.then_some((breakdown.dimension, worst))
        })
    }
}

/// Returns everybody who is a segment.
fn persons(more: &[More]) -> BTreeSet<PersonId> {
    let breakdowns = more.iter().flat_map(|more| &more.breakdowns);
    let members = breakdowns.flat_map(|breakdown| breakdown.members.as_deref().unwrap_or_default());
    let persons = members.filter_map(|one| match &one.member {
        Member::PersonId(person) => Some(person.clone()),
        _ => None,
    });
    persons.collect()
}

/// Returns which segments lack how much to a target; nothing where they do not make the whole, since some have a part and nothing to
/// set it against.
pub(super) fn gap(breakdown: &Breakdown) -> Option<Gap<Member>> {
    breakdown.gap()?.ok().filter(|_| breakdown.remainder() == Some((0, 0)))
}

/// Returns where a change comes from; nothing where the segments do not make the whole, before or now.
pub(super) fn change(breakdown: &Breakdown) -> Option<Change<Member>> {
    let (now, before) = (breakdown.total.value.number()?, breakdown.total.past.last()?.value.number()?);
    breakdown.change().ok().filter(|change| change.after() == now && change.before() == before)
}

/// Returns the indicators of a policy, for one length of period where one is asked for.
fn scorecard(version: &PolicyVersion, per: Option<Per>) -> Result<Scorecard, Failure> {
    let own = version.scorecard();
    let Some(per) = per else { return Ok(own.clone()) };
    let specs = own.indicators().iter().cloned().map(|mut spec| {
        if spec.per != per {
            (spec.per, spec.target, spec.baseline) = (per, None, None);
            spec.judging.by = JudgedBy::Value;
        }
        spec
    });
    Ok(Scorecard::new(specs.collect(), own.zone().clone())?)
}

/// Returns the class of each customer in the order of codes, where customers have classes.
fn class_words(assessment: &Assessment, dataset: &Dataset) -> Option<Vec<Option<CustomerClass>>> {
    let mut words = vec![None; dataset.customer_ids().len()];
    let mut any = false;
    for standing in &assessment.customers {
        let word = standing.class.as_ref().and_then(|class| CustomerClass::new(class.as_str()).ok());
        let place = dataset.code_of(&standing.customer).and_then(|code| words.get_mut(code.index()));
        if let (Some(place), Some(word)) = (place, word) {
            *place = Some(word);
            any = true;
        }
    }
    any.then_some(words)
}

/// Returns the value tier of each customer in the order of codes, where the policy has tiers.
fn tier_words(assessment: &Assessment, dataset: &Dataset) -> Option<Vec<Option<ValueTier>>> {
    assessment.tiers.as_ref()?;
    let mut words = vec![None; dataset.customer_ids().len()];
    for standing in &assessment.customers {
        let place = dataset.code_of(&standing.customer).and_then(|code| words.get_mut(code.index()));
        if let Some(place) = place {
            place.clone_from(&standing.tier);
        }
    }
    Some(words)
}
