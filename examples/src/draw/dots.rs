//! Figures as dots on lines between their limits, one row each.

use askama::Template;

use super::{Scale, decimal};

pub(super) const LEFT: f64 = 112.0;
pub(super) const RIGHT: f64 = 346.0;
const TOP: f64 = 16.0;
const ROW: f64 = 22.0;
const LONGEST_NAME: usize = 17;

/// Figures as dots on lines between their limits.
#[derive(Debug, Template)]
#[template(path = "chart/dots.html", whitespace = "minimize")]
pub(crate) struct Dots {
    label: String,
    height: String,
    bottom: String,
    below: String,
    rules: Vec<(String, &'static str, String)>,
    mark: Option<(String, String)>,
    rows: Vec<Row>,
}

/// One figure.
#[derive(Debug, Clone)]
pub(crate) struct Dot {
    pub(crate) name: String,
    /// `None` where there is no figure.
    pub(crate) figure: Option<f64>,
    pub(crate) limits: Option<(f64, f64)>,
    /// Whether it says little: its dot is hollow.
    pub(crate) is_weak: bool,
    /// All of it in words.
    pub(crate) text: String,
}

#[derive(Debug)]
struct Row {
    y: String,
    text_y: String,
    name: String,
    text: String,
    range: Option<(String, String)>,
    dot: Option<String>,
    class: &'static str,
}

impl Dots {
    /// Returns the dots; `label` says what they show, `mark` is a figure to compare with.
    pub(crate) fn of(label: &str, scale: &Scale, dots: &[Dot], mark: Option<(f64, &str)>) -> Self {
        let across = |figure: f64| LEFT + scale.place(figure) * (RIGHT - LEFT);
        let mut y = TOP;
        let rows = dots.iter().map(|dot| {
            y += ROW;
            Row {
                y: decimal(y - ROW / 2.0),
                text_y: decimal(y - ROW / 2.0 + 4.0),
                name: shortened(&dot.name),
                text: dot.text.clone(),
                range: dot.limits.map(|(low, high)| (decimal(across(low)), decimal(across(high)))),
                dot: dot.figure.map(|figure| decimal(across(figure))),
                class: if dot.is_weak { "weak" } else { "last" },
            }
        });
        let rows: Vec<Row> = rows.collect();
        Self {
            label: label.to_owned(),
            height: decimal(y + 22.0),
            bottom: decimal(y),
            below: decimal(y + 16.0),
            rules: scale.rules(LEFT, RIGHT),
            mark: mark.map(|(at, text)| (decimal(across(at)), text.to_owned())),
            rows,
        }
    }
}

/// Returns a name, cut where there is no room for it.
pub(super) fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    name.chars().take(LONGEST_NAME - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_lie_between_their_limits_one_below_another() {
        let scale = Scale::between(0.0, 100.0, vec![(0.0, "0".to_owned()), (100.0, "100".to_owned())]);
        let dot =
            |figure, limits, is_weak| Dot { name: "a <b>".into(), figure, limits, is_weak, text: "t".into() };
        let dots = [dot(Some(50.0), Some((25.0, 100.0)), false), dot(None, None, true)];
        let dots = Dots::of("x <y>", &scale, &dots, Some((0.0, "goal")));
        let [first, second] = dots.rows.as_slice() else { panic!("two") };
        assert_eq!((first.dot.as_deref(), first.y.as_str()), (Some("229"), "27"));
        assert_eq!(first.range, Some(("170.5".to_owned(), "346".to_owned())));
        assert_eq!((&second.dot, &second.range, second.y.as_str()), (&None, &None, "49"));
        let page = dots.render().unwrap();
        assert!(!page.contains("<b>") && !page.contains("<y>") && page.contains("goal"));
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(shortened("a name of some length"), "a name of some l…");
    }
}
