//! [`Policy`]: the documents of a company, each in force for a time.

use chrono::{DateTime, Utc};
use crm_model::Vocabulary;
use crm_sla::ServiceLevels;

use crate::chain;
use crate::error::PolicyError;
use crate::preset::Preset;
use crate::read;
use crate::source::Source;
use crate::version::PolicyVersion;

/// A company's policy: one or more document versions, of which at most one is in force at any instant. Cheap to clone.
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
    // INVARIANT: not empty, sorted, disjoint; `latest` is the last.
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
    /// When two of them are in force at the same time, or there is none.
    pub fn from_versions(policies: impl IntoIterator<Item = Self>) -> Result<Self, PolicyError> {
        let mut versions: Vec<PolicyVersion> =
            policies.into_iter().flat_map(|policy| policy.versions).collect();
        // `None` sorts first and is the bound of one that always was in force. Validity is never empty, so of two
        // disjoint versions the one that starts first ends first.
        versions.sort_by_key(PolicyVersion::valid_from);
        for pair in versions.windows(2) {
            if let [earlier, later] = pair
                && earlier
                    .valid_until()
                    .is_none_or(|until| later.valid_from().is_none_or(|from| from < until))
            {
                return Err(overlap(earlier, later));
            }
        }
        match versions.last().cloned() {
            Some(latest) => Ok(Self { versions, latest }),
            None => Err(no_version()),
        }
    }

    /// Returns the name of the policy: that of its latest version.
    pub fn name(&self) -> &str {
        self.latest.name()
    }

    /// Returns the versions in the order in which they come into force.
    pub fn versions(&self) -> &[PolicyVersion] {
        &self.versions
    }

    /// Returns the version that comes into force last.
    pub fn latest(&self) -> &PolicyVersion {
        &self.latest
    }

    /// Returns the version in force at an instant, or `None` if there is none then.
    ///
    /// A promise takes the version in force when its ticket opened, and keeps it whatever comes later.
    pub fn version_at(&self, instant: DateTime<Utc>) -> Option<&PolicyVersion> {
        self.versions.iter().find(|version| version.is_in_force(instant))
    }

    /// Returns the rules about tickets of the latest version.
    pub fn sla(&self) -> &ServiceLevels {
        self.latest.service_levels()
    }

    /// Returns the words that any version declares; where two describe a channel, the later one is right.
    pub fn vocabulary(&self) -> Vocabulary {
        let mut all = Vocabulary::default();
        for words in self.versions.iter().map(PolicyVersion::vocabulary) {
            let words = words.clone();
            all.kinds.extend(words.kinds);
            all.urgencies.extend(words.urgencies);
            all.complexities.extend(words.complexities);
            all.tiers.extend(words.tiers);
            all.departments.extend(words.departments);
            all.roles.extend(words.roles);
            all.channels.extend(words.channels);
            all.wait_reasons.extend(words.wait_reasons);
            all.tags.extend(words.tags);
        }
        all
    }
}

fn overlap(earlier: &PolicyVersion, later: &PolicyVersion) -> PolicyError {
    let mut problem = later.parts.valid_place.clone();
    problem.message =
        format!("{} and {} would be in force at the same time", describe(earlier), describe(later));
    problem.expected =
        Some(String::from("let one end where the other begins, by `valid = { from = …, until = … }`"));
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
