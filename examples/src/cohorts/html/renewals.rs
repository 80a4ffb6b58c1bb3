//! Renewals on the page: two curves and a table.

use crate::cohorts::renewals::{Compared, Renewal};
use crate::cohorts::study::Study;
use crate::cohorts::words::{compared, percent};
use crate::draw::{Curves, Figures, Scale, Series, Style};
use crate::report::cell::count;

/// What the page shows of renewals.
pub(super) struct View {
    pub(super) survival: Curves,
    /// With one renewal there is no curve.
    pub(super) retention: Option<Curves>,
    pub(super) table: Figures,
    pub(super) has_model: bool,
}

/// Returns the view; `None` if no renewal was due yet.
pub(super) fn of(study: &Study) -> Option<View> {
    let all: Vec<Renewal> = study.contracts.renewals().collect();
    let last = all.last()?.period;
    let noun = study.by.noun();
    let has_model = study.contracts.model().is_some();
    let start = (0, Compared { observed: 1.0, predicted: has_model.then_some(1.0) });
    let survival = std::iter::once(start).chain(all.iter().map(|one| (one.period, one.survival)));
    let retention = all.iter().map(|one| (one.period, one.retention));
    let header = [noun, "due", "renewed", "retention", "by the model", "still there", "by the model"];
    let mut table = Figures::new("renewal-figures", &format!("At the end of which {noun}"), header);
    for one in &all {
        let shares = [one.retention, one.survival].into_iter().flat_map(compared);
        table.row(one.period.to_string(), [count(one.due), count(one.renewed)].into_iter().chain(shares));
    }
    Some(View {
        survival: curves("Still there", 0, last, noun, &survival.collect::<Vec<_>>()),
        retention: (all.len() > 1)
            .then(|| curves("Retention", 1, last, noun, &retention.collect::<Vec<_>>())),
        table,
        has_model,
    })
}

#[expect(clippy::cast_precision_loss, reason = "places in a picture")]
fn curves(what: &str, first: u64, last: u64, noun: &str, points: &[(u64, Compared)]) -> Curves {
    let texts = points.iter().map(|(period, of)| format!("{period}: {} %", percent(of.observed)));
    let label = format!("{what}, by {noun}s: {}", texts.collect::<Vec<_>>().join(", "));
    let series = |style: Style, share: &dyn Fn(&Compared) -> f64| {
        let points = points.iter().map(|(period, of)| (*period as f64, share(of))).collect();
        Series { style, points, limits: Vec::new() }
    };
    let (from, to) = (first as f64, last as f64);
    let x = Scale::between(from, to, vec![(from, first.to_string()), (to, format!("{last} {noun}s"))]);
    let lines = [
        series(Style::Solid, &|of| of.observed),
        series(Style::Dashed, &|of| of.predicted.unwrap_or(f64::NAN)),
    ];
    Curves::of(&label, &x, &Scale::of_shares(), &lines, None)
}
