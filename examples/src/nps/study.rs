//! All figures of a survey.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crm_kit::kpi::decomposition::Effect;

use super::answers::{Cells, Counted};
use super::change::{Changed, Moved};
use super::choices::Settings;
use super::figure::Figure;
use super::group::Group;
use super::notes;
use super::population::{Population, Represented};
use super::survey::{Has, Survey};
use crate::run::Failure;

/// All figures of a survey.
#[derive(Debug)]
pub(super) struct Study {
    pub(super) title: String,
    pub(super) is_file: bool,
    pub(super) read: u64,
    pub(super) unreadable: u64,
    pub(super) settings: Settings,
    pub(super) dimensions: Vec<String>,
    pub(super) has: Has,
    /// Whether a customer counts once a period.
    pub(super) counts_customers: bool,
    /// The periods in their order; at least one.
    pub(super) periods: Vec<(String, Cells)>,
    /// The place of the period that may not be over, if any.
    pub(super) running: Option<usize>,
    /// The place of the period that is shown in full.
    pub(super) shown: usize,
    pub(super) comparison: Option<Comparison>,
    pub(super) represented: Option<Represented>,
    pub(super) repeated: u64,
    /// What a reader should know, one sentence each.
    pub(super) notes: Vec<String>,
}

/// Two periods beside one another.
#[derive(Debug)]
pub(super) struct Comparison {
    /// The places of the two.
    pub(super) old: usize,
    pub(super) new: usize,
    pub(super) changed: Changed,
    /// Where the change comes from, for each dimension.
    pub(super) moved: Vec<Moved>,
}

/// One segment of the period that is shown.
#[derive(Debug)]
pub(super) struct Line<'a> {
    pub(super) segment: &'a str,
    pub(super) figure: Figure,
    /// The score of the period before, and the change from it.
    pub(super) before: Option<(Figure, Changed)>,
    /// What the segment adds to the change of the whole.
    pub(super) effect: Option<&'a Effect<String>>,
}

impl Study {
    pub(super) fn of(
        survey: &Survey,
        settings: Settings,
        population: Option<Population>,
    ) -> Result<Self, Failure> {
        let Counted { periods, repeated } = Counted::of(survey, settings.counts, settings.bounds);
        let notes = notes::of(survey, settings.running_is_judged, periods.keys());
        let running =
            survey.running().and_then(|(running, _)| periods.keys().position(|one| *one == running));
        let periods: Vec<(String, Cells)> =
            periods.into_iter().map(|(period, cells)| (period.name, cells)).collect();
        let mut study = Self {
            title: survey.title.clone(),
            is_file: survey.is_file,
            read: survey.read,
            unreadable: survey.left_out.count,
            dimensions: survey.dimensions.clone(),
            has: survey.has,
            counts_customers: survey.has.customers && settings.counts != crm_kit::kpi::Counts::All,
            shown: periods.len().saturating_sub(1),
            running,
            periods,
            comparison: None,
            represented: None,
            repeated,
            notes,
            settings,
        };
        let measured: Vec<usize> =
            (0..study.periods.len()).filter(|place| study.group(*place).answers() > 0).collect();
        let judged: Vec<usize> = measured.iter().copied().filter(|place| study.is_judged(*place)).collect();
        if let Some([old, new]) = study.settings.compare.as_ref().filter(|[old, new]| old == new) {
            return Err(Failure::new(format!(
                "--compare names `{old}` and `{new}`: name two different periods"
            )));
        }
        let pair = match (&study.settings.compare, judged.as_slice()) {
            (Some([old, new]), _) => Some((study.place(old)?, study.place(new)?)),
            (None, [.., old, new]) => Some((*old, *new)),
            _ => None,
        };
        study.shown = pair
            .map(|(_, new)| new)
            .or(judged.last().copied())
            .or(measured.last().copied())
            .unwrap_or(study.shown);
        study.comparison = pair.map(|(old, new)| study.compare(old, new));
        if let Some(population) = population {
            let groups = study.groups(study.shown, population.place);
            study.represented = Represented::of(&population, &groups, &study.settings)?;
        }
        Ok(study)
    }

    /// Returns whether a period may not be over.
    pub(super) fn is_running(&self, period: usize) -> bool {
        self.running == Some(period)
    }

    /// Returns whether changes to a period are tested unasked.
    fn is_judged(&self, period: usize) -> bool {
        self.settings.running_is_judged || !self.is_running(period)
    }

    fn place(&self, name: &str) -> Result<usize, Failure> {
        let place = self.periods.iter().position(|(period, _)| period == name);
        place.ok_or_else(|| {
            let names: Vec<&str> = self.periods.iter().map(|(name, _)| name.as_str()).collect();
            Failure::new(format!("there is no period `{name}` to compare; there are {}", names.join(", ")))
        })
    }

    fn compare(&self, old: usize, new: usize) -> Comparison {
        let changed = Changed::of(&self.group(old), &self.group(new), &self.settings);
        let moved = self.dimensions.iter().enumerate();
        let moved =
            moved.map(|(place, name)| Moved::of(name, &self.groups(old, place), &self.groups(new, place)));
        Comparison { old, new, changed, moved: moved.collect() }
    }

    /// Returns the counts of a period: those of its cells together.
    pub(super) fn group(&self, period: usize) -> Group {
        self.periods.get(period).into_iter().flat_map(|(_, cells)| cells.values()).collect()
    }

    /// Returns the counts of a period by the segments of one dimension.
    pub(super) fn groups(&self, period: usize, dimension: usize) -> BTreeMap<&str, Group> {
        let mut groups: BTreeMap<&str, Group> = BTreeMap::new();
        for (segments, group) in self.periods.get(period).into_iter().flat_map(|(_, cells)| cells) {
            if let Some(segment) = segments.get(dimension) {
                let known = groups.entry(segment).or_default();
                *known = known.merge(*group);
            }
        }
        groups
    }

    pub(super) fn figure(&self, period: usize) -> Figure {
        self.figure_of(&self.group(period), period)
    }

    /// Returns what some answers of a period prove.
    pub(super) fn figure_of(&self, group: &Group, period: usize) -> Figure {
        Figure::of(group, &self.settings).running(self.is_running(period))
    }

    pub(super) fn name(&self, period: usize) -> &str {
        self.periods.get(period).map_or("", |(name, _)| name)
    }

    /// Returns the name of a period for a reader.
    pub(super) fn titled(&self, period: usize) -> String {
        let mark = if self.is_running(period) { " (running)" } else { "" };
        format!("{}{mark}", self.name(period))
    }

    /// Returns the segments of one dimension in the period that is shown, those with most answers first; also those that only
    /// the other period has.
    pub(super) fn lines<'a>(&'a self, dimension: usize) -> Vec<Line<'a>> {
        let mut groups = self.groups(self.shown, dimension);
        let before = self.comparison.as_ref().map(|comparison| self.groups(comparison.old, dimension));
        for segment in before.iter().flat_map(BTreeMap::keys) {
            groups.entry(segment).or_default();
        }
        let effects = self.comparison.as_ref().and_then(|comparison| comparison.moved.get(dimension));
        let effects = effects
            .and_then(|moved| moved.effects.as_ref().ok())
            .map_or(&[][..], |effects| effects.effects());
        let line = |(segment, group): (&'a str, Group)| {
            let old = before.as_ref().map(|before| before.get(segment).copied().unwrap_or_default());
            Line {
                figure: self.figure_of(&group, self.shown),
                before: old
                    .map(|old| (Figure::of(&old, &self.settings), Changed::of(&old, &group, &self.settings))),
                effect: effects.iter().find(|effect| effect.segment == segment),
                segment,
            }
        };
        let mut lines: Vec<Line<'a>> = groups.into_iter().map(line).collect();
        lines.sort_by_key(|line| (Reverse(line.figure.answers), line.segment));
        lines
    }

    /// Returns the change of each period from the one before that has answers; none to a period that may not be over, unless asked.
    pub(super) fn changes(&self) -> Vec<Option<Changed>> {
        let mut before: Option<Group> = None;
        let change = |period| {
            let group = self.group(period);
            let known = before;
            if group.answers() == 0 || !self.is_judged(period) {
                return None;
            }
            before = Some(group);
            known.map(|old| Changed::of(&old, &group, &self.settings))
        };
        (0..self.periods.len()).map(change).collect()
    }

    /// Returns what is counted: customers or answers.
    pub(super) const fn unit(&self) -> &'static str {
        if self.counts_customers { "customer" } else { "answer" }
    }
}
