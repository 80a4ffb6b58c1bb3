//! What the study says in words.

use crm_model::{Ratio, Share};

use super::study::{Figures, Line, Study};
use crate::report::cell::{count, counted, decimal};

/// Returns a share in percent with one decimal; what is not all or none is never written as such.
pub(super) fn percent(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    match text.as_str() {
        "100.0" if share < 1.0 => ">99.9 %".to_owned(),
        "0.0" if share > 0.0 => "<0.1 %".to_owned(),
        _ => text + " %",
    }
}

/// Returns a number with thousands set apart and one decimal, or none where it is whole; what is not zero is never written as such.
pub(super) fn plain(number: Ratio) -> String {
    let text = number.to_decimal_string(1);
    if text == "0.0" && number.parts().0 > 0 {
        return "<0.1".to_owned();
    }
    decimal(text.strip_suffix(".0").unwrap_or(&text))
}

/// Returns the mean wait of a number of agents.
fn wait(figures: &Figures) -> String {
    match (figures.level, figures.mean_wait_seconds) {
        (None, _) => "-".to_owned(),
        (_, None) => "grows".to_owned(),
        (_, Some(seconds)) => format!("{seconds:.1} s"),
    }
}

/// Returns whether a number of agents reaches the goal; a dash where there are no calls to answer.
pub(super) const fn met(figures: &Figures) -> &'static str {
    match figures.is_met {
        Some(true) => "met",
        Some(false) => "missed",
        None => "-",
    }
}

pub(super) fn share(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), percent)
}

/// Returns what is asked for.
pub(super) fn goal(study: &Study) -> String {
    let goal = &study.goal.goal;
    match &study.goal.rule {
        None => format!("{goal}, as the command line says"),
        Some(limit) => format!(
            "{goal}: the limit is that of {} (rule {} of policy {}, first responses by {}); the clause names no share",
            limit.clause, limit.rule, limit.policy, study.channel
        ),
    }
}

pub(super) fn model(study: &Study) -> String {
    match study.patience {
        None => "Erlang C: callers wait as long as it takes".to_owned(),
        Some(patience) => format!("Erlang A: callers hang up after {patience} in the mean"),
    }
}

/// Returns what was found, in a sentence or two.
pub(super) fn lead(study: &Study) -> Vec<String> {
    let mut all = match (study.lines.as_slice(), study.interval) {
        ([line], None) => one(study, line),
        _ => day(study),
    };
    if let Some(line) =
        study.lines.first().filter(|line| study.interval.is_none() && line.offered.fewest_stable() > 0)
    {
        let stable = counted(line.offered.fewest_stable(), "agent");
        all.push(match study.patience {
            None => format!("{} of work: with fewer than {stable} the queue grows for ever", erlangs(line)),
            Some(_) => format!("{} of work", erlangs(line)),
        });
    }
    if study.rows_left_out > 0 {
        all.push(format!("{} left out", counted(study.rows_left_out, "row")));
    }
    all
}

fn erlangs(line: &Line) -> String {
    let erlangs = line.offered.erlangs();
    match erlangs.to_decimal_string(2).as_str() {
        "0.00" if erlangs.parts().0 > 0 => "<0.01 erlangs".to_owned(),
        text => format!("{} erlangs", decimal(text)),
    }
}

fn one(study: &Study, line: &Line) -> Vec<String> {
    let needed = &line.needed;
    if line.offered.fewest_stable() == 0 {
        return vec!["no calls need nobody".to_owned()];
    }
    let mut all = vec![format!(
        "{} {} {} of {} calls an hour within {}",
        counted(needed.agents, "agent"),
        if needed.agents == 1 { "answers" } else { "answer" },
        share(needed.level),
        plain(line.offered.calls_per_hour()),
        study.goal.goal.within()
    )];
    if study.shrinkage > Share::ZERO {
        all.push(roster(study, line));
    }
    if let Some(planned) = &line.planned {
        let are = if planned.figures.agents == 1 { "is" } else { "are" };
        let is = if planned.figures.is_met == Some(false) { "too few" } else { "enough" };
        let calls = planned.most_calls.map(plain).unwrap_or_default();
        let agents = counted(planned.figures.agents, "agent");
        let level = share(planned.figures.level);
        all.push(format!(
            "{agents} {are} {is}: {level} within the limit; up to {calls} calls an hour they reach the goal"
        ));
    }
    all
}

fn roster(study: &Study, line: &Line) -> String {
    format!(
        "{} must be on the roster ({} exactly), since {} of their time is not at the phone",
        counted(line.roster.people, "person").replace("persons", "people"),
        line.roster.exact.to_decimal_string(2),
        study.shrinkage
    )
}

fn day(study: &Study) -> Vec<String> {
    let most =
        study.lines.iter().max_by_key(|line| (line.needed.agents, std::cmp::Reverse(line.interval.from)));
    let mut all = Vec::new();
    if let Some(line) = most {
        let agents = counted(line.needed.agents, "agent");
        all.push(format!(
            "{} need {agents} at most, from {}",
            counted(study.lines.len() as u64, "interval"),
            from(line)
        ));
    }
    if let Some((at_phone, paid)) = study.hours() {
        let paid = if study.shrinkage > Share::ZERO {
            format!(", for which {} are paid", plain(paid))
        } else {
            String::new()
        };
        all.push(format!("{} hours at the phone in all{paid}", plain(at_phone)));
    }
    let (planned, few) = study.planned();
    if planned > 0 {
        all.push(match few {
            0 => format!("the agents planned are enough in all of {}", counted(planned, "interval")),
            _ => format!("the agents planned are too few in {few} of {}", counted(planned, "interval")),
        });
    }
    all
}

pub(super) fn from(line: &Line) -> String {
    line.interval.from.map_or_else(|| "each hour".to_owned(), |from| from.format("%H:%M").to_string())
}

/// Returns the figures of a number of agents as cells: agents, level, waiting, mean wait, occupancy, and hung up where callers do.
pub(super) fn cells(study: &Study, figures: &Figures) -> Vec<String> {
    let mut cells = vec![
        count(figures.agents),
        share(figures.level),
        share(figures.waiting),
        wait(figures),
        share(figures.occupancy),
    ];
    if study.patience.is_some() {
        cells.push(share(figures.abandoned));
    }
    cells
}

/// Returns the names of these cells.
pub(super) fn names(study: &Study) -> Vec<&'static str> {
    let mut names = vec!["agents", "in time", "wait", "mean wait", "busy"];
    if study.patience.is_some() {
        names.push("hang up");
    }
    names
}
