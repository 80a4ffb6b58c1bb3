use super::super::{Point, Scale};
use super::*;

fn share(fraction: f64) -> ShareView {
    ShareView { fraction, percent: format!("{:.1} %", fraction * 100.0), parts: String::new() }
}

fn trend(values: &[Option<f64>]) -> Trend {
    let point = |(place, value): (usize, &Option<f64>)| Point {
        period: format!("p{place}"),
        value: *value,
        text: value.map_or("none".to_owned(), |value| value.to_string()),
    };
    Trend {
        points: values.iter().enumerate().map(point).collect(),
        target: None,
        scale: Some(Scale::of_shares()),
    }
}

#[test]
fn a_bar_is_as_long_as_its_share_and_never_longer_than_its_track() {
    let width = |fraction| Bar::of(&share(fraction), "kept").width;
    assert_eq!(width(0.853), "85.3");
    assert_eq!(width(1.7), "100");
    assert_eq!(width(-0.2), "0");
    assert_eq!(width(f64::NAN), "0");
    assert_eq!(Bar::of(&share(0.5), "kept <b>").render().unwrap().matches("<b>").count(), 0);
}

#[test]
fn segments_stand_side_by_side_and_end_with_the_whole() {
    let shares = [share(0.2), share(0.4), share(0.7)];
    let stacked = Stacked::of(["high", "middle", "rest"].into_iter().zip(&shares), "customers");
    let places: Vec<(&str, &str)> =
        stacked.segments.iter().map(|segment| (segment.from.as_str(), segment.width.as_str())).collect();
    // 600 units: a fifth is 120, two fifths are 240, and 0.7 is cut to what is left.
    assert_eq!(places, [("0", "120"), ("120", "240"), ("360", "240")]);
    assert_eq!(stacked.label, "customers: high 20.0 %, middle 40.0 %, rest 70.0 %");
}

#[test]
fn a_line_breaks_where_a_period_has_no_figure() {
    let line = Line::large(
        &trend(&[Some(0.0), Some(1.0), None, Some(0.5), Some(f64::NAN), Some(0.5), Some(0.5)]),
        "x",
    );
    assert_eq!(line.paths.len(), 2, "{:?}", line.paths);
    assert_eq!(line.dots.len(), 5);
    // From 6 to 314 in six steps; 84 below the edge for none, 20 for all.
    assert_eq!(line.paths[0], "6,84 57.3,20");
    assert_eq!((line.first.as_str(), line.last.as_str()), ("p0", "p6"));
    assert!(line.dots.last().unwrap().is_last && !line.dots[0].is_last);
}

#[test]
fn the_scale_follows_the_figures_and_the_target_where_none_is_given() {
    let free =
        |values: &[Option<f64>], target| Line::large(&Trend { target, scale: None, ..trend(values) }, "x");
    let line = free(&[Some(2.0), Some(4.0)], Some(8.0));
    assert_eq!((line.dots[0].y.as_str(), line.dots[1].y.as_str()), ("84", "62.7"));
    assert_eq!(line.target.as_deref(), Some("20"));
    assert_eq!(free(&[Some(3.0), Some(3.0)], None).dots[0].y, "52");
    assert_eq!(free(&[Some(3.0), Some(3.0)], Some(f64::INFINITY)).target, None);
    let empty = free(&[], None);
    assert!(empty.dots.is_empty() && empty.paths.is_empty() && empty.first.is_empty());
}

#[test]
fn only_the_last_periods_are_drawn() {
    let line = Line::small(&trend(&vec![Some(0.5); 40]), "x");
    assert_eq!(line.dots.len(), 13);
    assert_eq!((line.first.as_str(), line.last.as_str()), ("p27", "p39"));
}

#[test]
fn no_coordinate_is_minus_zero_or_needlessly_long() {
    assert_eq!([-0.01, 0.25, 12.0, 99.99].map(decimal), ["0", "0.2", "12", "100"]);
}
