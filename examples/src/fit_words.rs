//! What the report of a fit says in words, whatever the model.

use crm_kit::clv::{Ending, Estimate, FitReport, FlatDirection, StandardError};

use crate::report::cell::{counted, decimal};

/// A parameter has no part worth telling in a flat direction below this.
const SMALL_PART: f64 = 0.05;

/// Returns a number with so many decimals, thousands set apart.
pub(crate) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let text = if text.trim_start_matches('-').bytes().all(|byte| matches!(byte, b'0' | b'.')) {
        text.trim_start_matches('-').to_owned()
    } else {
        text
    };
    decimal(&text)
}

/// Returns a number with so many digits that count, as small or large as it is.
pub(crate) fn digits(value: f64) -> String {
    let size = value.abs();
    if size > 0.0 && !(1e-3..1e7).contains(&size) {
        return format!("{value:.3e}");
    }
    let decimals = [(1e4, 0), (1e3, 1), (1e2, 2), (10.0, 3), (1.0, 4)];
    let fits = decimals.iter().find(|(least, _)| size >= *least).map_or(5, |(_, decimals)| *decimals);
    number(value, fits)
}

/// Returns how the search for the parameters went.
pub(crate) fn ending(report: &FitReport) -> String {
    let steps = counted(u64::from(report.steps), "step");
    let gradient = format!("gradient {:.0e} a customer", report.gradient);
    match report.ending {
        Ending::Converged => format!("converged in {steps}, {gradient}"),
        other => format!("NOT CONVERGED: {other}; {steps}, {gradient}"),
    }
}

/// Returns how a fit ended, and what is wrong with it.
pub(crate) fn verdict(report: &FitReport) -> String {
    let faults = faults(report);
    if faults.is_empty() {
        return format!("{}; nothing is wrong with it", ending(report));
    }
    format!("{}. {}", ending(report), faults.join(" "))
}

/// Returns whatever is wrong with a fit, one sentence each; none where it is sound.
pub(crate) fn faults(report: &FitReport) -> Vec<String> {
    let mut faults: Vec<String> =
        report.boundaries.iter().map(|boundary| sentence(&boundary.to_string())).collect();
    faults.extend(report.flat_directions.iter().filter_map(|flat| flat_direction(report, flat)));
    let without = |estimate: &&Estimate| estimate.standard_error.value().is_none();
    let missing: Vec<&Estimate> = report.estimates.iter().filter(without).collect();
    if !missing.is_empty() {
        let names =
            missing.iter().map(|one| format!("{} ({})", one.name, one.standard_error)).collect::<Vec<_>>();
        faults.push(format!("No standard error of {}.", names.join(", ").replace("none: ", "")));
    }
    faults
}

/// Returns words as a sentence.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

fn flat_direction(report: &FitReport, flat: &FlatDirection) -> Option<String> {
    let parts = report.estimates.iter().zip(&flat.direction).filter(|(_, part)| part.abs() >= SMALL_PART);
    let parts: Vec<String> = parts.map(|(one, part)| format!("ln {} by {part:+.2}", one.name)).collect();
    if parts.is_empty() {
        return None;
    }
    let spread = match flat.standard_deviation {
        Some(deviation) => format!("a standard deviation of {}", digits(deviation)),
        None => "no end".to_owned(),
    };
    let moved = parts.join(", ");
    Some(format!("Flat: the likelihood hardly changes along {moved} ({spread})."))
}

/// Returns a standard error, or why there is none.
pub(crate) fn standard_error(error: StandardError) -> String {
    match error {
        StandardError::Known(value) => digits(value),
        StandardError::AtLimit => "at a limit".to_owned(),
        StandardError::Flat => "not pinned down".to_owned(),
        StandardError::NotAtMaximum => "no maximum".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_count() {
        for (value, text) in [
            (0.242_594_5, "0.24259"),
            (4.413_602, "4.4136"),
            (10.577_68, "10.578"),
            (12_345.678, "12,346"),
            (1.5e12, "1.500e12"),
            (2e-5, "2.000e-5"),
            (0.0, "0.00000"),
        ] {
            assert_eq!(digits(value), text);
        }
        assert_eq!((number(-0.001, 2), number(-1234.5, 1)), ("0.00".to_owned(), "-1,234.5".to_owned()));
    }
}
