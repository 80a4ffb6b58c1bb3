//! What was unusual on the way up.

use core::fmt;

use crm_model::Role;

use crate::Post;

/// Something unusual about an escalation that whoever runs the ladder ought to know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Note {
    /// Nobody stands on a rung, not even a deputy: the matter goes to the next one at once.
    Vacant {
        /// The rung, from 0.
        rung: usize,
        /// What is vacant.
        post: Post,
    },
    /// A deputy stands in for the holder.
    Deputy {
        /// The rung, from 0.
        rung: usize,
    },
    /// Whoever has the ticket stands on a rung, which is passed over: nobody escalates to himself or herself.
    OwnHolder {
        /// The rung, from 0.
        rung: usize,
    },
    /// One person stands on several rungs, so reaching one reached them all.
    Collapsed {
        /// The rung that was reached, from 0.
        rung: usize,
        /// The highest rung of that person with nobody else between.
        into: usize,
    },
    /// From the wanted rung upwards nobody is left to go to: the matter stays with the highest person there is.
    Exhausted,
    /// An escalation went to a role that is not on the ladder; it reached no rung.
    OffLadder {
        /// The role.
        role: Role,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vacant { post, .. } => match &post.department {
                Some(department) => write!(formatter, "nobody is {} of {department}", post.role),
                None => write!(formatter, "nobody is {}", post.role),
            },
            Self::Deputy { rung } => write!(formatter, "a deputy stands on rung {rung}"),
            Self::OwnHolder { rung } => write!(formatter, "whoever has the ticket stands on rung {rung}"),
            Self::Collapsed { rung, into } => {
                write!(formatter, "the person on rung {rung} stands on rung {into} too")
            }
            Self::Exhausted => formatter.write_str("nobody is left on the ladder"),
            Self::OffLadder { role } => write!(formatter, "escalated to {role}, which is not on the ladder"),
        }
    }
}
