//! The study as one HTML file, made as the other reports are: no script, nothing loaded, light or dark.

use std::io::{self, Write};

use askama::Template;

use super::study::Study;
use super::words::{cells, from, goal, lead, met, model, names, plain, share};
use crate::draw::{self, Curves, Mark, Scale, Series, Style};
use crate::fit_words::sentence;
use crate::report::html::Fact;

/// The page with what its template needs.
#[derive(Template)]
#[template(path = "staffing/page.html", whitespace = "minimize")]
struct Page {
    title: String,
    is_file: bool,
    lead: String,
    facts: Vec<Fact>,
    findings: Vec<String>,
    caption: &'static str,
    is_planned: bool,
    picture: Curves,
    table: draw::Figures,
    hangs_up: bool,
}

/// Writes the page.
pub(super) fn write(study: &Study, out: &mut dyn Write) -> io::Result<()> {
    page(study).write_into(&mut { out })
}

fn page(study: &Study) -> Page {
    let fact = |name: &str, text: String| Fact { name: name.to_owned(), texts: vec![text] };
    let mut findings = lead(study).into_iter().map(|text| sentence(&text));
    let is_day = study.interval.is_some();
    Page {
        title: study.title.clone(),
        is_file: study.is_file,
        lead: findings.next().unwrap_or_default(),
        facts: vec![fact("Goal", goal(study)), fact("Model", model(study))],
        findings: findings.collect(),
        caption: if is_day {
            "Agents by the time of day"
        } else {
            "Answered in time, by the number of agents"
        },
        is_planned: study.planned().0 > 0 && is_day,
        picture: if is_day { day(study) } else { levels(study) },
        table: if is_day { by_time(study) } else { by_agents(study) },
        hangs_up: study.patience.is_some(),
    }
}

/// Returns agents needed and planned as steps over the intervals.
#[expect(clippy::cast_precision_loss, reason = "places in a picture")]
fn day(study: &Study) -> Curves {
    let steps = |agents: &dyn Fn(usize) -> f64| {
        let sides = (0..study.lines.len()).flat_map(|place| [(place, 0.0), (place, 1.0)]);
        sides.map(|(place, side)| (place as f64 + side, agents(place))).collect::<Vec<_>>()
    };
    let needed = steps(&|place| study.lines.get(place).map_or(f64::NAN, |line| line.needed.agents as f64));
    let planned = steps(&|place| {
        let planned = study.lines.get(place).and_then(|line| line.planned.as_ref());
        planned.map_or(f64::NAN, |planned| planned.figures.agents as f64)
    });
    let all = needed.iter().chain(&planned).map(|(_, agents)| *agents);
    let y = Scale::from_zero(all);
    let last = study.lines.len() as f64;
    let mark = |place: usize| study.lines.get(place).map(|line| (place as f64 + 0.5, from(line)));
    let places = [0, study.lines.len() / 2, study.lines.len().saturating_sub(1)];
    let mut marks: Vec<(f64, String)> = places.into_iter().filter_map(mark).collect();
    marks.dedup_by(|one, other| one.1 == other.1);
    let said = study.lines.iter().map(|line| format!("{} {}", from(line), line.needed.agents));
    let label = format!("Agents needed from: {}", said.collect::<Vec<_>>().join(", "));
    let series = |style, points| Series { style, points, limits: Vec::new() };
    let curves = [series(Style::Solid, needed), series(Style::Dashed, planned)];
    Curves::of(&label, &Scale::between(0.0, last, marks), &y, &curves, None)
}

/// Returns the share in time by the number of agents.
#[expect(clippy::cast_precision_loss, reason = "places in a picture")]
fn levels(study: &Study) -> Curves {
    let points: Vec<(f64, f64)> =
        study.others.iter().map(|one| (one.agents as f64, one.level.unwrap_or(f64::NAN))).collect();
    let ends = [points.first(), points.last()].into_iter().flatten();
    let mut marks: Vec<(f64, String)> = ends.map(|(agents, _)| (*agents, agents.to_string())).collect();
    marks.dedup_by(|one, other| one.1 == other.1);
    let [low, high] = [points.first(), points.last()].map(|end| end.map_or(0.0, |(agents, _)| *agents));
    let said = study.others.iter().map(|one| format!("{} {}", one.agents, share(one.level)));
    let label = format!("Answered in time by so many agents: {}", said.collect::<Vec<_>>().join(", "));
    let fewest = study.lines.first().map(|line| line.needed.agents as f64);
    let mark = fewest.map(|at| Mark { at, text: "fewest".to_owned() });
    let series = Series { style: Style::Solid, points, limits: Vec::new() };
    Curves::of(
        &label,
        &Scale::between(low, high.max(low + 1.0), marks),
        &Scale::of_shares(),
        &[series],
        mark.as_ref(),
    )
}

fn by_agents(study: &Study) -> draw::Figures {
    let header = names(study).into_iter().chain(["goal"]);
    let mut table = draw::Figures::new("by-agents", "How so many agents do", header);
    for figures in &study.others {
        let mut cells = cells(study, figures).into_iter();
        let name = cells.next().unwrap_or_default();
        table.row(name, cells.chain([met(figures).to_owned()]));
    }
    table
}

fn by_time(study: &Study) -> draw::Figures {
    let is_planned = study.planned().0 > 0;
    let planned: &[&str] = if is_planned { &["planned", "in time, planned", "goal, planned"] } else { &[] };
    let header = ["from", "calls", "erlangs"].into_iter().chain(names(study)).chain(planned.iter().copied());
    let mut table = draw::Figures::new("by-time", "The fewest agents that reach the goal", header);
    for line in &study.lines {
        let erlangs = line.offered.erlangs().to_decimal_string(1);
        let mut row = vec![plain(line.interval.calls), erlangs];
        row.extend(cells(study, &line.needed));
        if is_planned {
            row.extend(line.planned.as_ref().map_or_else(Default::default, |planned| {
                let figures = &planned.figures;
                [figures.agents.to_string(), share(figures.level), met(figures).to_owned()]
            }));
        }
        table.row(from(line), row);
    }
    table
}
