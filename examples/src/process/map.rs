//! [`Map`]: which part of the process is drawn.

use std::collections::BTreeSet;

use crm_kit::kpi::process::ProcessTally;

use super::Named;
use super::words::{edge_title, least, short};
use crate::draw::{Arrow, Graph, Node};
use crate::report::cell::{count, counted};

/// More arrows than this nobody follows.
const MOST_ARROWS: usize = 150;

/// The part of a process that is drawn: the most common successions, and the activities that they join.
#[derive(Debug)]
pub(crate) struct Map {
    /// How many percent were asked for.
    pub(crate) asked: u8,
    pub(crate) edges: Vec<(u32, u32)>,
    pub(crate) starts: Vec<u32>,
    pub(crate) ends: Vec<u32>,
    pub(crate) activities: BTreeSet<u32>,
    /// How often what is drawn directly follows, and how often anything does; an activity after itself stands in its box.
    pub(crate) drawn: u64,
    pub(crate) all: u64,
    /// How many different successions there are.
    pub(crate) kinds: usize,
}

impl Map {
    /// Chooses the most common successions that together are at least `percent` of all.
    pub(crate) fn of(tally: &ProcessTally, percent: u8) -> Self {
        let between = tally.edges.iter().filter(|((from, to), _)| from != to);
        let edges: Vec<((u32, u32), u64)> = between.map(|(pair, edge)| (*pair, edge.times)).collect();
        let kinds = edges.len();
        let all = edges.iter().map(|(_, times)| times).sum();
        let edges = most_common(edges, percent);
        let drawn = edges.iter().map(|(_, times)| times).sum();
        let keys = |counts: &std::collections::BTreeMap<u32, u64>| {
            let counts = counts.iter().map(|(activity, cases)| (*activity, *cases)).collect();
            most_common(counts, percent).into_iter().map(|(activity, _)| activity).collect::<Vec<u32>>()
        };
        let (starts, ends) = (keys(&tally.starts), keys(&tally.ends));
        let edges: Vec<(u32, u32)> = edges.into_iter().map(|(pair, _)| pair).collect();
        let activities = edges.iter().flat_map(|(from, to)| [*from, *to]);
        let activities = activities.chain(starts.iter().chain(&ends).copied()).collect();
        Self { asked: percent, edges, starts, ends, activities, drawn, all, kinds }
    }

    /// Returns what is drawn of what there is, in words.
    pub(crate) fn in_words(&self, process: Named<'_>) -> String {
        let share = crm_model::Ratio::new(i128::from(self.drawn), i128::from(self.all));
        let share = share.map_or_else(|| "no".to_owned(), crate::report::cell::percent);
        let loops = process.tally.edges.iter().filter(|((from, to), _)| from == to);
        let loops: u64 = loops.map(|(_, edge)| edge.times).sum();
        let beside = if loops > 0 {
            format!("; {} of an activity after itself stand in the boxes", count(loops))
        } else {
            String::new()
        };
        format!(
            "Drawn: {} of {} activities and {} of {} successions, which are {share} of all {} direct successions of two \
             different activities{beside}.",
            self.activities.len(),
            process.tally.activities.len(),
            self.edges.len(),
            count(self.kinds as u64),
            count(self.all),
        )
    }

    /// Returns the picture.
    pub(crate) fn picture(&self, process: Named<'_>) -> Graph {
        let codes: Vec<u32> = self.activities.iter().copied().collect();
        let place = |code: u32| codes.binary_search(&code).map_or(0, |place| place + 1);
        let last = codes.len() + 1;
        let mark = |name: &str, what: &str| Node {
            name: name.to_owned(),
            figures: counted(process.tally.cases, "case"),
            title: format!("{} {what}", counted(process.tally.cases, "case")),
            is_mark: true,
        };
        let mut nodes = vec![mark("begin", "begin")];
        nodes.extend(codes.iter().map(|code| node(process, *code)));
        nodes.push(mark("last step", "have a last step, so far"));
        let marks = |from: usize, to: usize, cases: u64, title: String| Arrow {
            from,
            to,
            weight: cases,
            label: count(cases),
            title,
            strength: None,
        };
        let counted_cases = |cases: &u64| counted(*cases, "case");
        let starts = self.starts.iter().filter_map(|code| Some((*code, process.tally.starts.get(code)?)));
        let mut arrows: Vec<Arrow> = starts
            .map(|(code, cases)| {
                marks(
                    0,
                    place(code),
                    *cases,
                    format!("{} begin with {}", counted_cases(cases), process.activity(code)),
                )
            })
            .collect();
        let longest = self.medians(process).max().unwrap_or_default();
        for (from, to) in &self.edges {
            let Some(edge) = process.tally.edges.get(&(*from, *to)) else { continue };
            let median = edge.wait.clock.median();
            let wait = median.map(short).unwrap_or_default();
            arrows.push(Arrow {
                from: place(*from),
                to: place(*to),
                weight: edge.times,
                label: if wait.is_empty() {
                    count(edge.times)
                } else {
                    format!("{} · {wait}", count(edge.times))
                },
                title: edge_title(process, *from, *to, edge),
                strength: Some(median.map_or(0, |median| strength(median, longest))),
            });
        }
        let ends = self.ends.iter().filter_map(|code| Some((*code, process.tally.ends.get(code)?)));
        arrows.extend(ends.map(|(code, cases)| {
            let title = format!("the last step of {} is {}", counted_cases(cases), process.activity(code));
            marks(place(code), last, *cases, title)
        }));
        Graph::of(&self.label(process), &nodes, &arrows)
    }

    fn label(&self, process: Named<'_>) -> String {
        let first = self.edges.iter().take(5).filter_map(|(from, to)| {
            let edge = process.tally.edges.get(&(*from, *to))?;
            Some(format!("{} to {} {}", process.activity(*from), process.activity(*to), least(edge.times)))
        });
        format!("What follows what: {}. The tables below say the same.", first.collect::<Vec<_>>().join(", "))
    }

    fn medians<'a>(&'a self, process: Named<'a>) -> impl Iterator<Item = i64> + 'a {
        self.edges.iter().filter_map(|pair| process.tally.edges.get(pair)?.wait.clock.median())
    }
}

fn node(process: Named<'_>, code: u32) -> Node {
    let name = process.activity(code).to_owned();
    let Some(activity) = process.tally.activities.get(&code) else {
        return Node { name, figures: String::new(), title: String::new(), is_mark: false };
    };
    let again = process.tally.edges.get(&(code, code)).map_or(0, |edge| edge.times);
    let figures = if again > 0 {
        format!("{} · ↻ {}", count(activity.events), count(again))
    } else {
        count(activity.events)
    };
    let title = format!(
        "{name}: {} in {}; {} straight after itself",
        least(activity.events),
        counted(activity.cases, "case"),
        least(again)
    );
    Node { name, figures, title, is_mark: false }
}

/// Returns the most common of all that together are at least so many percent, those as common as the last of them by their codes.
fn most_common<K: Ord + Copy>(mut all: Vec<(K, u64)>, percent: u8) -> Vec<(K, u64)> {
    all.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    let total: u128 = all.iter().map(|(_, times)| u128::from(*times)).sum();
    let mut so_far = 0_u128;
    let wanted = all.iter().take_while(|(_, times)| {
        let is_wanted = so_far * 100 < total * u128::from(percent);
        so_far += u128::from(*times);
        is_wanted
    });
    let kept = wanted.count().min(MOST_ARROWS);
    all.truncate(kept);
    all
}

/// Returns how strongly a wait is coloured, in percent of the longest one drawn: by its logarithm, as waits are from seconds to months.
#[expect(clippy::cast_precision_loss, reason = "a shade")]
fn strength(median: i64, longest: i64) -> u8 {
    let of = |micros: i64| (micros.max(0) as f64 / 1e6).ln_1p();
    if longest <= 0 {
        return 0;
    }
    let percent = (of(median) / of(longest) * 10.0).round().clamp(0.0, 10.0);
    // In steps of ten, so that shades can be told apart.
    (0..=10_u8).find(|step| f64::from(*step) >= percent).unwrap_or(10) * 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_common_are_enough_for_the_share_and_no_more() {
        let all = vec![('a', 10), ('b', 50), ('c', 30), ('d', 10)];
        let names =
            |percent| most_common(all.clone(), percent).iter().map(|(name, _)| *name).collect::<String>();
        assert_eq!(
            (names(50), names(51), names(80), names(81), names(100)),
            ("b".into(), "bc".into(), "bc".into(), "bca".into(), "bcad".into())
        );
        assert_eq!(most_common::<u8>(Vec::new(), 90), []);
        // What never happens is not drawn.
        assert_eq!(most_common(vec![('a', 1), ('b', 0)], 100), [('a', 1)]);
    }

    #[test]
    fn the_longest_wait_has_the_strongest_colour() {
        assert_eq!((strength(0, 9), strength(9, 9), strength(0, 0)), (0, 100, 0));
        assert_eq!(strength(3_600_000_000, 86_400_000_000), 70); // ln 3601 of ln 86401: 0.72
    }
}
