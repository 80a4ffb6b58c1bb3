//! What the study says in words.

use crm_kit::kpi::statistics::{Change, ChangeVerdict, Interval};
use crm_kit::kpi::what_it_takes::{Lever, Needed};
use crm_kit::kpi::{Counts, JudgedBy, NpsTally, Rounding};
use crm_model::Ratio;

use super::change::{Changed, Moved};
use super::choices::{Goal, Settings};
use super::figure::{Figure, Verdict, Weighted};
use super::group::Group;
use super::population::Represented;
use super::study::{Comparison, Study};
use crate::fit_words::number;
use crate::report::cell::{count, counted, percent};

/// How scores are written: by the rule of the policy.
impl Settings {
    /// Returns a score; a dash where there is none.
    pub(super) fn score(&self, score: Option<Ratio>) -> String {
        let Rounding { decimals, halves } = self.rounding;
        score.map_or_else(|| "-".to_owned(), |score| score.rounded(0, decimals, halves))
    }

    /// Returns a difference with its sign.
    pub(super) fn signed(&self, points: Option<Ratio>) -> String {
        with_sign(self.score(points), points.is_some_and(|points| points.parts().0 > 0))
    }

    /// Returns a difference of weighted scores with its sign.
    fn signed_points(&self, points: f64) -> String {
        with_sign(self.points(points), points > 0.0)
    }

    /// Returns a weighted score.
    pub(super) fn weighted_score(&self, weighted: Option<Weighted>) -> String {
        self.score(weighted.map(|own| own.score))
    }

    /// Returns a change of a weighted score and its probability.
    pub(super) fn weighted_change(&self, changed: Option<&Changed>) -> [String; 2] {
        let weighted = changed.and_then(|changed| changed.weighted);
        let points = weighted.map_or_else(|| "-".to_owned(), |own| self.signed_points(own.points));
        [points, p(weighted.and_then(|own| own.test))]
    }

    /// Returns a score of few answers with a mark.
    pub(super) fn marked(&self, figure: &Figure) -> String {
        self.score(figure.score) + if figure.is_small { "*" } else { "" }
    }

    /// Returns points that are known about, such as a limit, with as many decimals as a score.
    pub(super) fn points(&self, points: f64) -> String {
        number(points, self.rounding.decimals.into())
    }

    /// Returns the limits of a score.
    pub(super) fn limits(&self, interval: Option<Interval>) -> String {
        interval.map_or_else(
            || "-".to_owned(),
            |interval| format!("{} to {}", self.points(interval.low), self.points(interval.high)),
        )
    }
}

fn with_sign(text: String, is_more: bool) -> String {
    let is_more = is_more && text.bytes().any(|digit| matches!(digit, b'1'..=b'9'));
    if is_more { format!("+{text}") } else { text }
}

/// Returns the probability of a test.
pub(super) fn p(test: Option<Change>) -> String {
    test.map_or_else(|| "-".to_owned(), |test| p_of(test.significance.p))
}

fn p_of(p: f64) -> String {
    if p < 0.0001 { "<0.0001".to_owned() } else { format!("{p:.4}") }
}

/// Returns a confidence in percent.
pub(super) fn confidence(study: &Study) -> String {
    let text = format!("{:.3}", study.settings.confidence.level() * 100.0);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Returns what became of the rows.
pub(super) fn rows(study: &Study) -> String {
    let all: Group = study.periods.iter().flat_map(|(_, cells)| cells.values()).collect();
    let parts = [
        (study.unreadable, "", "LEFT OUT: they cannot be read"),
        (all.uninvited, "answer", "of people who were not invited, not counted"),
        (all.blank, "", "without an answer"),
        (study.repeated, "further answer", "of the same customer and period"),
    ];
    let told = parts.iter().filter(|(rows, ..)| *rows > 0);
    let told = told.map(|(rows, what, fate)| match *what {
        "" => format!("{} {fate}", count(*rows)),
        what => format!("{} {fate}", counted(*rows, what)),
    });
    [counted(study.read, "row")].into_iter().chain(told).collect::<Vec<_>>().join("; ")
}

/// Returns who is a promoter and who a detractor, and whose answers count.
pub(super) fn rule(study: &Study) -> String {
    let bounds = study.settings.bounds;
    let (detractors_to, promoters_from) = (bounds.detractors_to(), bounds.promoters_from());
    let which = match (study.counts_customers, study.settings.counts) {
        (false, _) => "every answer counts",
        (true, Counts::First) => "of each customer the first answer of a period counts",
        (true, Counts::Mean) => "of each customer the mean of a period's answers counts",
        (true, _) => "of each customer the last answer of a period counts",
    };
    format!(
        "promoters {promoters_from}-10, detractors 0-{detractors_to}; {which} ({}, {}, policy {})",
        study.settings.clause, study.settings.indicator, study.settings.policy
    )
}

/// Returns the score of the period that is shown, with what it proves.
pub(super) fn headline(study: &Study) -> String {
    let figure = study.figure(study.shown);
    let name = study.titled(study.shown);
    let Some(score_of) = figure.score else { return format!("{name}: not measured, since nobody answered") };
    let small = if figure.is_small { "; FEW ANSWERS" } else { "" };
    format!(
        "{name}: {}, {} interval {} ({}), from {}{small}",
        study.settings.score(Some(score_of)),
        confidence(study),
        study.settings.limits(figure.interval),
        study.settings.method(),
        counted(figure.answers, study.unit()),
    )
}

/// Returns how many there are of each attitude.
pub(super) fn attitudes(tally: NpsTally) -> String {
    let answers = tally.answers().unwrap_or(u64::MAX);
    let part = |part: u64, noun: &str| {
        let share = Ratio::new(part.into(), answers.into()).map_or_else(|| "-".to_owned(), percent);
        format!("{} ({share})", counted(part, noun))
    };
    [part(tally.promoters, "promoter"), part(tally.passives, "passive"), part(tally.detractors, "detractor")]
        .join(", ")
}

/// Returns the weighted score.
pub(super) fn weighted(study: &Study, figure: &Figure) -> Option<String> {
    if !study.has.weights {
        return None;
    }
    let Some(weighted) = figure.weighted else {
        return Some("not measured: no answer has a weight above zero".to_owned());
    };
    Some(format!("{} (Kish)", of_weights(study, weighted)))
}

/// Returns a weighted score with what it proves.
fn of_weights(study: &Study, weighted: Weighted) -> String {
    format!(
        "{}, {} interval {} ({}); as much as {} unweighted answers would tell",
        study.settings.weighted_score(Some(weighted)),
        confidence(study),
        study.settings.limits(weighted.interval),
        study.settings.weighted_method(),
        number(weighted.effective, 0)
    )
}

/// Returns how many of those invited answered.
pub(super) fn participation(study: &Study) -> Option<String> {
    if !study.has.invitations {
        return None;
    }
    let group = study.group(study.shown);
    let share = Ratio::new(group.participated.into(), group.invited.into());
    let share = share.map_or_else(|| "not measured: nobody was invited".to_owned(), percent);
    let apart = if group.uninvited > 0 {
        format!("; {} without an invitation set apart", counted(group.uninvited, "answer"))
    } else {
        String::new()
    };
    Some(format!("{} of {} invited: {share}{apart}", count(group.participated), count(group.invited)))
}

/// Returns the verdict on a target, that on the weighted score beside it.
pub(super) fn verdict(figure: &Figure, goal: Goal, study: &Study) -> String {
    let told = judged(figure.verdict(goal, &study.settings), figure.interval, goal, study);
    let weighted = figure.weighted.map_or_else(String::new, |weighted| {
        let verdict = figure.weighted_verdict(goal, &study.settings);
        format!("; weighted: {}", judged(verdict, weighted.interval, goal, study))
    });
    format!("{}: {told}{weighted}", goal.target)
}

fn judged(verdict: Verdict, interval: Option<Interval>, goal: Goal, study: &Study) -> String {
    let limit = |is_low: bool| {
        interval.map_or_else(
            || "there is no interval".to_owned(),
            |interval| {
                if is_low == goal.side.is_upward() {
                    format!("the lower limit is {}", study.settings.points(interval.low))
                } else {
                    format!("the upper limit is {}", study.settings.points(interval.high))
                }
            },
        )
    };
    match verdict {
        Verdict::NotMeasured => "not measured".to_owned(),
        Verdict::Running => {
            format!("not judged: {} may not be over (--judge-running)", study.name(study.shown))
        }
        Verdict::TooFew => format!("not judged: fewer than {} answers", study.settings.small),
        Verdict::NoInterval => "not judged: there is no interval".to_owned(),
        Verdict::Met { is_sure: true } => format!("MET, and by the whole interval: {}", limit(true)),
        Verdict::Met { is_sure: false } if study.settings.judged_by == JudgedBy::Interval => {
            format!("MISSED by the interval, though the score meets it: {}", limit(true))
        }
        Verdict::Met { is_sure: false } => format!("MET by the score, not proven: {}", limit(true)),
        Verdict::Missed { is_sure: true } => format!("MISSED, and by the whole interval: {}", limit(false)),
        Verdict::Missed { is_sure: false } => format!("MISSED by the score, not refuted: {}", limit(false)),
    }
}

/// Returns what it takes to meet a target that is missed.
pub(super) fn what_it_takes(study: &Study, figure: &Figure, goal: Goal) -> Option<String> {
    if figure.verdict(goal, &study.settings) == Verdict::Running {
        return None;
    }
    let steps = figure.what_it_takes(goal);
    let needed = |lever| steps.iter().find(|step| step.lever == lever).map(|step| step.needed);
    // Where detractors are enough, both kinds together say nothing more.
    let same = needed(Lever::PromotersForDetractors) == needed(Lever::PromotersForAnyone);
    let missing = steps.iter().filter(|step| step.needed != Needed::AtLeast(0));
    let missing = missing.filter(|step| !same || step.lever != Lever::PromotersForAnyone);
    let (mut enough, mut too_little) = (Vec::new(), Vec::new());
    for step in missing {
        let what = match step.lever {
            Lever::FurtherPromoters => "further promoters",
            lever => lever.as_str(),
        };
        match step.needed {
            Needed::AtLeast(1) => enough.push(format!("1 {}", what.replacen("promoters", "promoter", 1))),
            Needed::AtLeast(amount) => {
                enough.push(format!("{} {what}", count(u64::try_from(amount).unwrap_or(u64::MAX))));
            }
            Needed::Unreachable => too_little.push(what),
        }
    }
    let enough = (!enough.is_empty()).then(|| format!("each is enough by itself: {}", enough.join("; ")));
    let too_little =
        (!too_little.is_empty()).then(|| format!("never enough by themselves: {}", too_little.join("; ")));
    let told: Vec<String> = enough.into_iter().chain(too_little).collect();
    (!told.is_empty()).then(|| told.join("; "))
}

/// Returns a change with what it proves.
pub(super) fn change(study: &Study, comparison: &Comparison) -> String {
    let (old, new) = (study.titled(comparison.old), study.titled(comparison.new));
    let Changed { points, test, verdict, weighted } = comparison.changed;
    let counted = points
        .zip(test)
        .map(|(points, test)| changed_by(study, &study.settings.signed(Some(points)), verdict, test));
    let counted = counted.unwrap_or_else(|| "not measured in both, or nothing varies".to_owned());
    let weighted = weighted.map_or_else(String::new, |own| {
        let points = study.settings.signed_points(own.points);
        let told = own.test.map(|test| changed_by(study, &points, own.verdict, test));
        format!(
            "; weighted {}",
            told.unwrap_or_else(|| format!("{points} points, not tested: nothing varies"))
        )
    });
    format!("{old} to {new}: {counted}{weighted}")
}

fn changed_by(study: &Study, points: &str, verdict: ChangeVerdict, test: Change) -> String {
    format!(
        "{points} points: {} (p {}, standard error {}, {} interval {})",
        shown(verdict),
        p_of(test.significance.p),
        number(test.standard_error, 2),
        confidence(study),
        study.settings.limits(Some(test.interval)),
    )
}

/// Returns what a change shows.
pub(super) const fn shown(verdict: ChangeVerdict) -> &'static str {
    match verdict {
        ChangeVerdict::Better => "BETTER, more than chance",
        ChangeVerdict::Worse => "WORSE, more than chance",
        ChangeVerdict::NotShown => "no change is shown",
    }
}

/// Returns where a change comes from: the mix of segments and their own scores, and the segment that adds most.
pub(super) fn moved(settings: &Settings, moved: &Moved) -> String {
    let effects = match &moved.effects {
        Ok(effects) => effects,
        Err(why) => return format!("not taken apart: {why}"),
    };
    let (mix, rate) = (effects.mix(), effects.rate());
    let largest = effects.effects().iter().max_by_key(|effect| {
        let (part, whole) = effect.contribution.parts();
        Ratio::new(part.saturating_abs(), whole)
    });
    let largest = largest.map_or_else(String::new, |effect| {
        format!(
            "; most from {}: {} (own score {}, share {})",
            effect.segment,
            settings.signed(Some(effect.contribution)),
            settings.signed(Some(effect.rate)),
            settings.signed(Some(effect.mix))
        )
    });
    format!("segments' own scores {}, their shares {}{largest}", settings.signed(rate), settings.signed(mix))
}

/// Returns that of many tests some show a change by chance.
pub(super) fn many_tests(study: &Study, segments: usize) -> Option<String> {
    let risk = study.settings.confidence.risk();
    let tests = u32::try_from(segments).map_or(0.0, f64::from);
    (segments > 1).then(|| {
        format!(
            "Of {segments} tests at {}, {} would show a change by chance alone, on average.",
            confidence(study),
            number(tests * risk, 2)
        )
    })
}

/// Returns whether the answers are like the population.
pub(super) fn represented(study: &Study, represented: &Represented) -> String {
    let test = represented.test;
    let is_like = !study.settings.confidence.is_reached_by(test.p);
    let verdict =
        if is_like { "may be a random sample of the population" } else { "are NOT like the population" };
    let apart = if represented.not_stated > 0 {
        format!("; {} not stated, in no class", counted(represented.not_stated, "answer"))
    } else {
        String::new()
    };
    format!(
        "by {}, the answers {verdict} (chi-square {}, {} of freedom, p {}){apart}",
        represented.dimension,
        number(test.statistic, 2),
        counted(test.degrees, "degree"),
        p_of(test.p)
    )
}

/// Returns the score if the answers were like the population.
pub(super) fn poststratified(study: &Study, represented: &Represented) -> String {
    match &represented.weighted {
        Ok(weighted) => {
            format!("with answers weighted to be like the population: {}", of_weights(study, *weighted))
        }
        Err(why) => format!("no weights: {why}"),
    }
}
