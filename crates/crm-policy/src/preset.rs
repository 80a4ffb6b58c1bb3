//! The presets: the documents that ship with the library, as policy files.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::Document;
use crate::suggest::{advice, quote};

/// A policy that ships with the library. Its text can be read, extended, and copied under another name.
///
/// # Examples
///
/// ```
/// use crm_policy::{Policy, Preset};
///
/// let policy = Policy::preset("detailed".parse::<Preset>()?);
/// assert_eq!(policy.name(), "detailed");
/// # Ok::<(), crm_policy::PresetError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Preset {
    /// The customer relationship maintenance regulation, short edition.
    Basic,
    /// The same regulation, detailed edition; a document of its own, not an extension of the short one.
    Detailed,
    /// The sales department's relationship handbook; extends the detailed edition.
    Handbook,
    /// The six optimisation plans; extend the detailed edition and replace its limits for answers and solutions.
    SixPlans,
    /// The customer relationship management and service process plan; extends the detailed edition.
    Lifecycle,
}

impl Preset {
    /// Every preset.
    pub const ALL: &[Self] = &[Self::Basic, Self::Detailed, Self::Handbook, Self::SixPlans, Self::Lifecycle];

    /// Returns the name by which `extends` knows it.
    pub const fn name(self) -> &'static str {
        self.document().preset_name()
    }

    /// Returns the document that it puts in force.
    pub const fn document(self) -> Document {
        match self {
            Self::Basic => Document::Basic,
            Self::Detailed => Document::Detailed,
            Self::Handbook => Document::Handbook,
            Self::SixPlans => Document::SixPlans,
            Self::Lifecycle => Document::Lifecycle,
        }
    }

    /// Returns the policy file.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Basic => include_str!("presets/basic.toml"),
            Self::Detailed => include_str!("presets/detailed.toml"),
            Self::Handbook => include_str!("presets/handbook.toml"),
            Self::SixPlans => include_str!("presets/six-plans.toml"),
            Self::Lifecycle => include_str!("presets/lifecycle.toml"),
        }
    }

    /// Returns what errors call its text.
    pub(crate) fn source_name(self) -> String {
        format!("presets/{}.toml", self.name())
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for Preset {
    type Err = PresetError;

    fn from_str(text: &str) -> Result<Self, PresetError> {
        let found = Self::ALL.iter().copied().find(|preset| preset.name() == text);
        found.ok_or_else(|| PresetError { text: text.to_owned() })
    }
}

/// A text that names no preset.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{} is no preset; {}", quote(.text), advice(.text, &Preset::ALL.iter().map(|known| known.name()).collect::<Vec<_>>()))]
pub struct PresetError {
    /// The text as given.
    pub text: String,
}
