//! [`Policy`]: the documents of a company, each in force for a time.

use chrono::{DateTime, Utc};
use crm_model::Vocabulary;
use crm_sla::ServiceLevels;

use crate::chain;
use crate::edits;
use crate::error::PolicyError;
use crate::preset::Preset;
use crate::read;
use crate::scope::Setting;
use crate::source::Source;
use crate::version::PolicyVersion;

/// A company's policy: one or more document versions, of which at most one is in force at any instant in any setting.
/// Cheap to clone.
///
/// # Examples
///
/// ```
/// use crm_policy::{Policy, chrono::{TimeZone, Utc}};
///
/// let old = "schema = 'crm-policy/1'\nname = 'ours'\nversion = '2025'\nextends = 'basic'\nvalid = { until = 2026-01-01 }";
/// let new = "schema = 'crm-policy/1'\nname = 'ours'\nversion = '2026'\nextends = 'detailed'\nvalid = { from = 2026-01-01 }";
/// let policy = Policy::from_versions([Policy::parse(old, "2025.toml")?, Policy::parse(new, "2026.toml")?])?;
///
/// // The dates are midnights in Shanghai, eight hours ahead of UTC.
/// let last_hour = Utc.with_ymd_and_hms(2025, 12, 31, 15, 30, 0).unwrap();
/// assert_eq!(policy.version_at(last_hour).unwrap().version(), "2025");
/// let first_hour = Utc.with_ymd_and_hms(2025, 12, 31, 16, 0, 0).unwrap();
/// assert_eq!(policy.version_at(first_hour).unwrap().version(), "2026");
/// # Ok::<(), crm_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Policy {
    // INVARIANT: not empty, sorted, disjoint in time or scope; `latest` is the last.
    versions: Vec<PolicyVersion>,
    latest: PolicyVersion,
}

impl Policy {
    /// Returns a policy that ships with the library.
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "a test reads every preset")]
    pub fn preset(preset: Preset) -> Self {
        Self::parse(preset.text(), &preset.source_name()).expect("presets are valid")
    }

    /// Returns the policy of a file's text, which may extend presets. `source_name` is what errors call it.
    ///
    /// # Errors
    ///
    /// When the text breaks a rule of the format; the error names every place.
    pub fn parse(text: &str, source_name: &str) -> Result<Self, PolicyError> {
        Self::parse_with(text, source_name, &|_| None)
    }

    /// Returns the policy of a file's text, which may extend presets and the texts that `texts` knows by name.
    ///
    /// The names of presets are reserved: `texts` is not asked for them.
    ///
    /// # Errors
    ///
    /// When a text breaks a rule of the format, or the texts extend one another in a circle.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::Policy;
    ///
    /// let group = "schema = 'crm-policy/1'\nname = 'group'\nextends = 'detailed'\n[vocabulary]\ntags = ['group']";
    /// let branch = "schema = 'crm-policy/1'\nname = 'branch'\nextends = 'group'\n[vocabulary]\ntags = ['branch']";
    /// let texts = |name: &str| (name == "group").then(|| group.to_owned());
    /// let policy = Policy::parse_with(branch, "branch.toml", &texts)?;
    /// assert_eq!(policy.vocabulary().tags.len(), 2);
    /// assert_eq!(policy.versions()[0].sources(), ["group", "detailed"]);
    /// # Ok::<(), crm_policy::PolicyError>(())
    /// ```
    pub fn parse_with(
        text: &str,
        source_name: &str,
        texts: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, PolicyError> {
        let version = read::version(chain::load(text, source_name, texts)?)?;
        Ok(Self { versions: vec![version.clone()], latest: version })
    }

    /// Returns the policy that document versions make up, in whatever order they come.
    ///
    /// # Errors
    ///
    /// When two of them are in force at the same time in the same setting, or there is none.
    pub fn from_versions(policies: impl IntoIterator<Item = Self>) -> Result<Self, PolicyError> {
        let mut versions: Vec<PolicyVersion> =
            policies.into_iter().flat_map(|policy| policy.versions).collect();
        // `None` sorts first and is the bound of one that always was in force. Validity is never empty, so of two
        // disjoint versions the one that starts first ends first. Of those that start together the scope decides.
        versions.sort_by_cached_key(|version| (version.valid_from(), version.scope().clone()));
        for (place, later) in versions.iter().enumerate() {
            let holds_with_later = |earlier: &&PolicyVersion| {
                earlier.valid_until().is_none_or(|until| later.valid_from().is_none_or(|from| from < until))
                    && earlier.scope().overlaps(later.scope())
            };
            if let Some(earlier) = versions.iter().take(place).find(holds_with_later) {
                return Err(overlap(earlier, later));
            }
        }
        edits::tell(&mut versions)?;
        match versions.last().cloned() {
            Some(latest) => Ok(Self { versions, latest }),
            None => Err(no_version()),
        }
    }

    /// Returns the name of the policy: that of its latest version.
    pub fn name(&self) -> &str {
        self.latest.name()
    }

    /// Returns the versions in the order in which they come into force; those that do so together, by their scope.
    pub fn versions(&self) -> &[PolicyVersion] {
        &self.versions
    }

    /// Returns the version that comes into force last; of several with scopes of their own that do so, the last of
    /// [`Policy::versions`].
    pub fn latest(&self) -> &PolicyVersion {
        &self.latest
    }

    /// Returns the version in force at an instant that holds everywhere, or `None` if there is none then.
    ///
    /// A promise takes the version in force when its ticket opened, and keeps it whatever comes later. For documents
    /// with a scope ask [`Policy::version_for`].
    pub fn version_at(&self, instant: DateTime<Utc>) -> Option<&PolicyVersion> {
        self.versions.iter().find(|version| version.is_in_force(instant) && version.scope().is_everywhere())
    }

    /// Returns the version in force at an instant in a setting (clause P-SCOPE-1).
    ///
    /// `None` if there is none, or if it depends on an industry or scene that is not known which one it is.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::{Policy, Setting};
    ///
    /// let document = |name: &str, industry: &str| {
    ///     let header = format!("schema = 'crm-policy/1'\nname = '{name}'\nextends = 'six-plans'\n");
    ///     Policy::parse(&format!("{header}scope = {{ industries = ['{industry}'] }}"), name)
    /// };
    /// let policy = Policy::from_versions([document("shops", "retail")?, document("bank", "finance")?])?;
    /// let now = "2026-03-02T01:00:00Z".parse().unwrap();
    /// let finance = "finance".parse().unwrap();
    /// let of_a_bank = Setting { industry: Some(&finance), ..Setting::default() };
    /// assert_eq!(policy.version_for(now, &of_a_bank).unwrap().name(), "bank");
    /// assert!(policy.version_for(now, &Setting::default()).is_none()); // of which industry?
    /// # Ok::<(), crm_policy::PolicyError>(())
    /// ```
    pub fn version_for(&self, instant: DateTime<Utc>, setting: &Setting<'_>) -> Option<&PolicyVersion> {
        // Scopes of versions in force together are disjoint, so a setting that one surely covers no other may cover.
        let holds = |version: &&PolicyVersion| {
            version.is_in_force(instant) && version.scope().covers(setting) == Some(true)
        };
        self.versions.iter().find(holds)
    }

    /// Returns the rules about tickets of the latest version.
    pub fn sla(&self) -> &ServiceLevels {
        self.latest.service_levels()
    }

    /// Returns the words that any version declares; where two describe a channel, the later one is right.
    pub fn vocabulary(&self) -> Vocabulary {
        let mut all = Vocabulary::default();
        for words in self.versions.iter().map(PolicyVersion::vocabulary) {
            all.extend(words.clone());
        }
        all
    }
}

fn overlap(earlier: &PolicyVersion, later: &PolicyVersion) -> PolicyError {
    let mut problem = later.parts.valid_place.clone();
    problem.message =
        format!("{} and {} would be in force at the same time", describe(earlier), describe(later));
    problem.expected = Some(String::from(
        "let one end where the other begins, by `valid = { from = …, until = … }`, or give each a `scope` of its own",
    ));
    problem.into()
}

/// Returns a version's name, version and text with the line that says when it is valid, for a message.
fn describe(version: &PolicyVersion) -> String {
    let name = [version.name(), version.version()].join(" ");
    format!("`{}` ({}:{})", name.trim_end(), version.source_name(), version.parts.valid_place.line)
}

fn no_version() -> PolicyError {
    let nothing = Source { name: String::from("policy"), text: String::new() };
    let expected = String::from("expected at least one document version");
    nothing.problem(0..0, String::new(), String::from("there is no document"), Some(expected)).into()
}
