//! From figures to places along an axis.

use super::decimal;
use crate::report::cell::decimal as grouped;

/// At which multiples of a power of ten an axis may end.
const ROUND: [f64; 8] = [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0];

/// How long an axis of shares may be that is not whole.
const STRETCHES: [f64; 5] = [0.02, 0.05, 0.1, 0.2, 0.5];

/// An axis from zero to a round number, or between two ends.
#[derive(Debug, Clone)]
pub(crate) struct Scale {
    low: f64,
    high: f64,
    /// The figures that are marked, each with its text.
    pub(super) marks: Vec<(f64, String)>,
}

impl Scale {
    /// Returns an axis from zero to a round number that is no lower than any of the figures.
    pub(crate) fn from_zero(figures: impl IntoIterator<Item = f64>) -> Self {
        let largest = figures.into_iter().filter(|figure| figure.is_finite()).fold(0.0, f64::max);
        let high = round_up(largest);
        let marks = [0.0, high / 2.0, high].map(|figure| (figure, plain(figure)));
        Self { low: 0.0, high, marks: marks.into() }
    }

    /// Returns an axis of shares, from 0 to 100 %.
    pub(crate) fn of_shares() -> Self {
        let marks = [(0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %")].map(|(at, text)| (at, text.to_owned()));
        Self { low: 0.0, high: 1.0, marks: marks.into() }
    }

    /// Returns an axis of shares, from 0 to 100 % or over the shortest round stretch of it that holds all the figures.
    pub(crate) fn of_near_shares(figures: impl IntoIterator<Item = f64>) -> Self {
        let figures = figures.into_iter().filter(|figure| figure.is_finite());
        let (least, most) =
            figures.fold((1.0_f64, 0.0_f64), |(least, most), figure| (least.min(figure), most.max(figure)));
        let stretch = |long: f64| {
            let low = ((least / long * 2.0).floor() * long / 2.0).min(1.0 - long);
            (low, low + long)
        };
        let near = STRETCHES
            .into_iter()
            .map(stretch)
            .find(|(low, high)| *low >= 0.0 && *high >= most && most >= least);
        let Some((low, high)) = near else { return Self::of_shares() };
        let marks = [low, f64::midpoint(low, high), high];
        let marks = marks.map(|mark| (mark, format!("{} %", plain(mark * 100.0))));
        Self { low, high, marks: marks.into() }
    }

    /// Returns an axis between two ends with texts at the places given.
    pub(crate) fn between(low: f64, high: f64, marks: Vec<(f64, String)>) -> Self {
        Self { low, high, marks }
    }

    /// Returns the marks between two ends of a picture: where each stands, at which end its text is held, and the text.
    pub(super) fn rules(&self, left: f64, right: f64) -> Vec<(String, &'static str, String)> {
        let ends = (self.marks.first().map(|mark| mark.0), self.marks.last().map(|mark| mark.0));
        let anchor = |at: f64| match ends {
            (_, Some(last)) if at >= last => "end",
            (Some(first), _) if at <= first => "start",
            _ => "middle",
        };
        let across = |at: f64| decimal(left + self.place(at) * (right - left));
        self.marks.iter().map(|(at, text)| (across(*at), anchor(*at), text.clone())).collect()
    }

    /// Returns where a figure lies: 0 at the lower end, 1 at the upper one, and never beyond.
    pub(super) fn place(&self, figure: f64) -> f64 {
        let place = (figure - self.low) / (self.high - self.low);
        if place.is_finite() { place.clamp(0.0, 1.0) } else { 0.0 }
    }
}

/// Returns the next round number that is no lower.
fn round_up(figure: f64) -> f64 {
    if figure <= 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf(figure.log10().floor());
    let round = ROUND.iter().copied().find(|round| figure <= power * round);
    power * round.unwrap_or(10.0)
}

/// Returns a number with thousands set apart and as many decimals as it needs, three at most.
fn plain(figure: f64) -> String {
    let text = format!("{figure:.3}");
    grouped(text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_ends_at_a_round_number() {
        let ends = [
            (0.0, 1.0),
            (0.7, 0.8),
            (1.0, 1.0),
            (13.0, 15.0),
            (39.0, 40.0),
            (410.0, 500.0),
            (9_100.0, 10_000.0),
        ];
        for (largest, high) in ends {
            assert!((Scale::from_zero([largest, f64::NAN]).high - high).abs() < 1e-9, "{largest}");
        }
        let texts: Vec<String> =
            Scale::from_zero([9_000.0]).marks.into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["0", "5,000", "10,000"]);
    }

    #[test]
    fn an_axis_of_shares_is_as_long_as_the_figures_need() {
        let cases = [
            (vec![0.963, 0.992], "95 %", "100 %"),
            (vec![0.966, 0.979], "96 %", "98 %"),
            (vec![1.0, 1.0], "98 %", "100 %"),
            (vec![0.489, 0.511, f64::NAN], "47.5 %", "52.5 %"),
            (vec![0.0, 0.011], "0 %", "2 %"),
            (vec![0.1, 0.9], "0 %", "100 %"),
            (Vec::new(), "0 %", "100 %"),
        ];
        for (figures, low, high) in cases {
            let scale = Scale::of_near_shares(figures.clone());
            let ends = (scale.marks.first().unwrap().1.as_str(), scale.marks.last().unwrap().1.as_str());
            assert_eq!(ends, (low, high), "{figures:?}");
        }
    }

    #[test]
    fn a_place_is_on_the_axis() {
        let scale = Scale::between(10.0, 20.0, Vec::new());
        for (figure, place) in [(10.0, 0.0), (15.0, 0.5), (30.0, 1.0), (f64::NAN, 0.0), (-5.0, 0.0)] {
            assert!((scale.place(figure) - place).abs() < 1e-12, "{figure}");
        }
    }
}
