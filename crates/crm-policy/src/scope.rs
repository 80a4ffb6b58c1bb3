//! [`Scope`]: the industries and scenes for which a document holds, and the [`Setting`] that is asked about (P-SCOPE-1).

use std::collections::BTreeSet;

use crm_model::{Industry, Scene};

/// For which industries and in which scenes a document holds (clause P-SCOPE-1). The default holds everywhere.
///
/// # Examples
///
/// ```
/// use crm_policy::{Policy, Setting};
///
/// let text = "schema = 'crm-policy/1'\nname = 'shops'\nextends = 'six-plans'\nscope = { industries = ['retail'] }";
/// let policy = Policy::parse(text, "shops.toml")?;
/// let scope = policy.latest().scope();
/// let (retail, finance) = ("retail".parse().unwrap(), "finance".parse().unwrap());
/// assert_eq!(scope.covers(&Setting { industry: Some(&retail), scene: None }), Some(true));
/// assert_eq!(scope.covers(&Setting { industry: Some(&finance), scene: None }), Some(false));
/// assert_eq!(scope.covers(&Setting::default()), None); // of which industry?
/// # Ok::<(), crm_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scope {
    // INVARIANT: a set that is there is not empty.
    pub(crate) industries: Option<BTreeSet<Industry>>,
    pub(crate) scenes: Option<BTreeSet<Scene>>,
}

/// Where a promise is asked about: the customer's industry and the scene of the contact, as far as they are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Setting<'a> {
    /// The customer's branch of industry; `None` if it is not known.
    pub industry: Option<&'a Industry>,
    /// The scene of the contact, which follows from a ticket's channel; `None` if it is not known.
    pub scene: Option<&'a Scene>,
}

impl Scope {
    /// Returns the industries for which the document holds, at least one; `None` for any.
    pub fn industries(&self) -> Option<&BTreeSet<Industry>> {
        self.industries.as_ref()
    }

    /// Returns the scenes in which the document holds, at least one; `None` for any.
    pub fn scenes(&self) -> Option<&BTreeSet<Scene>> {
        self.scenes.as_ref()
    }

    /// Returns whether the document holds everywhere.
    pub fn is_everywhere(&self) -> bool {
        self.industries.is_none() && self.scenes.is_none()
    }

    /// Returns whether the document holds in a setting; `None` if that depends on what is not known of it.
    pub fn covers(&self, setting: &Setting<'_>) -> Option<bool> {
        let parts =
            [covers(self.industries.as_ref(), setting.industry), covers(self.scenes.as_ref(), setting.scene)];
        if parts.contains(&Some(false)) {
            return Some(false);
        }
        parts.iter().all(Option::is_some).then_some(true)
    }

    /// Returns whether there is a setting in which documents of both scopes hold.
    pub fn overlaps(&self, other: &Self) -> bool {
        meet(self.industries.as_ref(), other.industries.as_ref())
            && meet(self.scenes.as_ref(), other.scenes.as_ref())
    }
}

fn covers<T: Ord>(wanted: Option<&BTreeSet<T>>, known: Option<&T>) -> Option<bool> {
    match wanted {
        None => Some(true),
        Some(words) => known.map(|word| words.contains(word)),
    }
}

fn meet<T: Ord>(one: Option<&BTreeSet<T>>, other: Option<&BTreeSet<T>>) -> bool {
    one.zip(other).is_none_or(|(one, other)| !one.is_disjoint(other))
}
