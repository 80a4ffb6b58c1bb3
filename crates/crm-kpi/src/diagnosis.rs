//! A first diagnosis along six dimensions (clause L-DIAG-1): what was measured, and what no record tells.
//!
//! The caller measures and hands over; here it is put in order, so that every dimension is spoken of: one of which nothing was
//! measured says so, and never looks healthy.
//!
//! # Examples
//!
//! ```
//! use crm_kpi::diagnosis::{Diagnosis, DiagnosisDimension, Measured, Sign};
//! use crm_model::Ratio;
//!
//! let rework = Ratio::new(1_147, 4_580).ok_or("no cases")?;
//! let diagnosis = Diagnosis::new([
//!     Sign::missing(DiagnosisDimension::Staff, "skill", "no record of training"),
//!     Sign::new(DiagnosisDimension::Process, "cases with rework", Measured::Share(rework)),
//! ]);
//! let process = &diagnosis.dimensions()[2];
//! assert_eq!((process.dimension, process.signs.len()), (DiagnosisDimension::Process, 1));
//! assert_eq!(diagnosis.silent().collect::<Vec<_>>(), [
//!     DiagnosisDimension::Data, DiagnosisDimension::Channels, DiagnosisDimension::Feedback, DiagnosisDimension::Staff, DiagnosisDimension::Systems,
//! ]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

use crm_calendar::ElapsedTime;
use crm_model::Ratio;

/// One of the six dimensions of a diagnosis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum DiagnosisDimension {
    /// Whether files are complete, right and agree.
    Data,
    /// Whether channels serve alike.
    Channels,
    /// Whether work flows.
    Process,
    /// Whether what customers say reaches who decides.
    Feedback,
    /// Whether staff can and may.
    Staff,
    /// Whether systems are connected.
    Systems,
}

impl DiagnosisDimension {
    /// Every dimension with its word, in the order in which a diagnosis speaks of them.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Data, Self::Data.as_str()),
        (Self::Channels, Self::Channels.as_str()),
        (Self::Process, Self::Process.as_str()),
        (Self::Feedback, Self::Feedback.as_str()),
        (Self::Staff, Self::Staff.as_str()),
        (Self::Systems, Self::Systems.as_str()),
    ];

    /// Returns the word that reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Channels => "channels",
            Self::Process => "process",
            Self::Feedback => "feedback",
            Self::Staff => "staff",
            Self::Systems => "systems",
        }
    }
}

/// What was measured.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Measured {
    /// A part of a whole.
    Share(Ratio),
    /// How far shares lie apart: 1 is a hundred percentage points.
    Points(Ratio),
    /// A number of cases.
    Count(u64),
    /// A length of time by the clock.
    Time(ElapsedTime),
    /// It cannot be measured: what is missing, in words.
    NotMeasurable(String),
}

impl Measured {
    /// Returns the order of what was measured: by its sort, then by its size, equal shares by their parts.
    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Share(one), Self::Share(other)) | (Self::Points(one), Self::Points(other)) => {
                one.cmp(other).then_with(|| one.parts().cmp(&other.parts()))
            }
            (Self::Count(one), Self::Count(other)) => one.cmp(other),
            (Self::Time(one), Self::Time(other)) => one.cmp(other),
            (Self::NotMeasurable(one), Self::NotMeasurable(other)) => one.cmp(other),
            _ => self.sort().cmp(&other.sort()),
        }
    }

    const fn sort(&self) -> u8 {
        match self {
            Self::Share(_) => 0,
            Self::Points(_) => 1,
            Self::Count(_) => 2,
            Self::Time(_) => 3,
            Self::NotMeasurable(_) => 4,
        }
    }
}

/// One sign: what it is, and what was measured of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Sign {
    /// What it is a sign of.
    pub dimension: DiagnosisDimension,
    /// What was measured, in words.
    pub name: String,
    /// The figure, or why there is none.
    pub measured: Measured,
}

impl Sign {
    /// Returns a sign.
    pub fn new(dimension: DiagnosisDimension, name: impl Into<String>, measured: Measured) -> Self {
        Self { dimension, name: name.into(), measured }
    }

    /// Returns a sign that cannot be measured, with what is missing.
    pub fn missing(
        dimension: DiagnosisDimension,
        name: impl Into<String>,
        missing: impl Into<String>,
    ) -> Self {
        Self::new(dimension, name, Measured::NotMeasurable(missing.into()))
    }

    /// Returns a share of cases; without any, that it cannot be measured because of `missing`.
    pub fn share(
        dimension: DiagnosisDimension,
        name: impl Into<String>,
        share: Option<Ratio>,
        missing: impl Into<String>,
    ) -> Self {
        let measured = share.map_or_else(|| Measured::NotMeasurable(missing.into()), Measured::Share);
        Self::new(dimension, name, measured)
    }

    /// Returns whether there is a figure.
    pub const fn is_measured(&self) -> bool {
        !matches!(self.measured, Measured::NotMeasurable(_))
    }
}

/// One dimension with its signs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DimensionSigns {
    /// Which one.
    pub dimension: DiagnosisDimension,
    /// Its signs: those that were measured first, each sort by name, those of one name by what was measured. In whatever order signs are
    /// given, they come out alike.
    pub signs: Vec<Sign>,
}

/// A first diagnosis: all six dimensions, in order, each with its signs.
///
/// What is read as data is put in order anew, by the dimension that each sign itself names, so that no
/// dimension is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(from = "RawDiagnosis"))]
pub struct Diagnosis {
    // INVARIANT: one entry a dimension, in the order of `DiagnosisDimension::ALL`.
    dimensions: Vec<DimensionSigns>,
}

impl Diagnosis {
    /// Puts signs in order.
    pub fn new(signs: impl IntoIterator<Item = Sign>) -> Self {
        let mut all: Vec<Sign> = signs.into_iter().collect();
        all.sort_by(|one, other| {
            let by_name = other.is_measured().cmp(&one.is_measured()).then_with(|| one.name.cmp(&other.name));
            by_name.then_with(|| one.measured.order(&other.measured))
        });
        let dimensions = DiagnosisDimension::ALL.iter().map(|(dimension, _)| DimensionSigns {
            dimension: *dimension,
            signs: all.iter().filter(|sign| sign.dimension == *dimension).cloned().collect(),
        });
        Self { dimensions: dimensions.collect() }
    }

    /// Returns the six dimensions, in order.
    pub fn dimensions(&self) -> &[DimensionSigns] {
        &self.dimensions
    }

    /// Yields the dimensions of which nothing was measured: nobody can say how they are.
    pub fn silent(&self) -> impl Iterator<Item = DiagnosisDimension> {
        let silent = self.dimensions.iter().filter(|one| !one.signs.iter().any(Sign::is_measured));
        silent.map(|one| one.dimension)
    }
}

/// A diagnosis as it is read.
#[cfg(feature = "serde")]
#[derive(serde::Deserialize)]
#[serde(rename = "Diagnosis")]
struct RawDiagnosis {
    dimensions: Vec<DimensionSigns>,
}

#[cfg(feature = "serde")]
impl From<RawDiagnosis> for Diagnosis {
    fn from(raw: RawDiagnosis) -> Self {
        Self::new(raw.dimensions.into_iter().flat_map(|one| one.signs))
    }
}
