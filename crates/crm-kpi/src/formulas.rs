//! What is measured: a file for each formula, with its tally and what gathers it from records; and the tables of channels.

pub(crate) mod channels;
pub(crate) mod customers;
pub(crate) mod money;
pub(crate) mod surveys;
pub(crate) mod tickets;
