//! Channels and campaigns side by side: what each cost, did and brought, and which are silent. They are tables, beside the scorecard.

pub(crate) mod campaign;
pub(crate) mod delivery;
pub(crate) mod efficiency;

pub use campaign::{AftermathTally, CampaignRule, CampaignTable, CampaignTally, ChangeTally};
pub use delivery::{ChannelDelivery, channel_deliveries};
pub use efficiency::{ChannelEfficiency, ChannelRule, ChannelSpread, ChannelTable, ChannelTally};
