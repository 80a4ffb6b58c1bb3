//! A figure with what is known of its error.

/// A figure estimated from a sample, with its standard error and limits.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SurvivalEstimate {
    /// The figure.
    pub value: f64,
    /// The standard error; `None` where the sample does not say.
    pub standard_error: Option<f64>,
    /// The lower limit; `None` where it is undefined.
    pub lower: Option<f64>,
    /// The upper limit; `None` where it is undefined.
    pub upper: Option<f64>,
}

impl SurvivalEstimate {
    /// Returns a figure of which nothing more is known.
    pub(crate) const fn bare(value: f64) -> Self {
        Self { value, standard_error: None, lower: None, upper: None }
    }

    /// Returns a figure with its error and limits, each of them only if it is a number.
    pub(crate) fn new(value: f64, standard_error: f64, lower: f64, upper: f64) -> Self {
        let number = |figure: f64| figure.is_finite().then_some(figure);
        Self {
            value,
            standard_error: number(standard_error),
            lower: number(lower).and(number(upper)).and(Some(lower)),
            upper: number(lower).and(number(upper)),
        }
    }
}
