//! The open vocabularies that a policy declares: which kinds, channels, departments exist.

use alloc::collections::{BTreeMap, BTreeSet};
use core::fmt;

use crate::{
    Channel, Complexity, Department, Industry, Kind, Remedy, Role, Scene, Tag, Urgency, ValueTier, WaitReason,
};

/// The words that a policy knows. Records may use these and no others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Vocabulary {
    /// Kinds of ticket.
    pub kinds: BTreeSet<Kind>,
    /// Degrees of urgency.
    pub urgencies: BTreeSet<Urgency>,
    /// Degrees of complexity.
    pub complexities: BTreeSet<Complexity>,
    /// Value tiers of customers.
    pub tiers: BTreeSet<ValueTier>,
    /// Departments that can own a ticket.
    pub departments: BTreeSet<Department>,
    /// Roles that people hold.
    pub roles: BTreeSet<Role>,
    /// Channels of contact with their attributes.
    pub channels: BTreeMap<Channel, ChannelAttributes>,
    /// The scene of each channel that has one (clause P-SCOPE-1).
    #[cfg_attr(feature = "serde", serde(default))]
    pub channel_scenes: BTreeMap<Channel, Scene>,
    /// Branches of industry.
    #[cfg_attr(feature = "serde", serde(default))]
    pub industries: BTreeSet<Industry>,
    /// Scenes of contact.
    #[cfg_attr(feature = "serde", serde(default))]
    pub scenes: BTreeSet<Scene>,
    /// Reasons for which a ticket waits.
    pub wait_reasons: BTreeSet<WaitReason>,
    /// Kinds of solution with their attributes (clause D-RESP-7).
    #[cfg_attr(feature = "serde", serde(default))]
    pub remedies: BTreeMap<Remedy, RemedyAttributes>,
    /// Labels.
    pub tags: BTreeSet<Tag>,
}

impl Vocabulary {
    /// Returns the scene to which a channel belongs, or `None` if the policy names none for it.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::{Channel, Scene, Vocabulary};
    ///
    /// let (shop, offline) = (Channel::new("shop")?, Scene::new("offline")?);
    /// let words = Vocabulary { channel_scenes: [(shop.clone(), offline.clone())].into(), ..Vocabulary::default() };
    /// assert_eq!(words.scene_of(&shop), Some(&offline));
    /// assert_eq!(words.scene_of(&Channel::new("phone")?), None);
    /// # Ok::<(), crm_model::NameError>(())
    /// ```
    pub fn scene_of(&self, channel: &Channel) -> Option<&Scene> {
        self.channel_scenes.get(channel)
    }

    /// Yields the kinds of solution that need somebody with the authority to agree, in the order of their words.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::{Remedy, RemedyAttributes, RemedySide, Vocabulary};
    ///
    /// let (repair, refund) = (Remedy::new("repair")?, Remedy::new("refund")?);
    /// let words = Vocabulary {
    ///     remedies: [
    ///         (repair, RemedyAttributes { side: RemedySide::Product, approval: false }),
    ///         (refund.clone(), RemedyAttributes { side: RemedySide::Service, approval: true }),
    ///     ]
    ///     .into(),
    ///     ..Vocabulary::default()
    /// };
    /// assert!(words.remedies_to_approve().eq([&refund]));
    /// # Ok::<(), crm_model::NameError>(())
    /// ```
    pub fn remedies_to_approve(&self) -> impl Iterator<Item = &Remedy> {
        self.remedies.iter().filter(|(_, attributes)| attributes.approval).map(|(remedy, _)| remedy)
    }

    /// Adds the words of another vocabulary; where both describe a channel or a kind of solution, the other is right.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::{Kind, Vocabulary};
    ///
    /// let declaring = |kind| Kind::new(kind).map(|kind| Vocabulary { kinds: [kind].into(), ..Vocabulary::default() });
    /// let mut words = declaring("inquiry")?;
    /// words.extend(declaring("complaint")?);
    /// assert_eq!(words.kinds.len(), 2);
    /// # Ok::<(), crm_model::NameError>(())
    /// ```
    pub fn extend(&mut self, other: Self) {
        self.kinds.extend(other.kinds);
        self.urgencies.extend(other.urgencies);
        self.complexities.extend(other.complexities);
        self.tiers.extend(other.tiers);
        self.departments.extend(other.departments);
        self.roles.extend(other.roles);
        self.channels.extend(other.channels);
        self.channel_scenes.extend(other.channel_scenes);
        self.industries.extend(other.industries);
        self.scenes.extend(other.scenes);
        self.wait_reasons.extend(other.wait_reasons);
        self.remedies.extend(other.remedies);
        self.tags.extend(other.tags);
    }
}

/// What kind of channel it is (clause D-CHAN-2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ChannelAttributes {
    /// The customer is there and waits, as on the phone.
    pub instant: bool,
    /// What was said stays as text.
    pub written: bool,
    /// Others can read it.
    pub public: bool,
}

/// What kind of solution it is (clause D-RESP-7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct RemedyAttributes {
    /// Whether it mends the product or the service.
    pub side: RemedySide,
    /// Whether somebody with the authority has to agree.
    pub approval: bool,
}

/// What a solution mends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum RemedySide {
    /// The product: guidance, repair, a patch.
    Product,
    /// The service: an apology, compensation, a change of process.
    Service,
}

impl RemedySide {
    /// Every side with its word.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Product, "product"), (Self::Service, "service")];
}

/// A fact about a ticket on which rules can depend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Fact {
    /// The channel by which the ticket came in.
    Channel,
    /// Its kind.
    Kind,
    /// How pressing it is.
    Urgency,
    /// How hard it is.
    Complexity,
    /// The value tier of its customer.
    Tier,
}

impl Fact {
    /// Every fact, in the order in which reports list them.
    pub const ALL: [Self; 5] = [Self::Channel, Self::Kind, Self::Urgency, Self::Complexity, Self::Tier];

    /// Returns the word that policy files and reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Kind => "kind",
            Self::Urgency => "urgency",
            Self::Complexity => "complexity",
            Self::Tier => "tier",
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}
