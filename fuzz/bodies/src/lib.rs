//! What no input may break, as plain functions of bytes: each reads or draws something from the bytes, asks everything
//! there is to ask, and checks laws of the answers.
//!
//! A law that does not hold is a panic, as is any panic of the libraries. The functions are run on random bytes and on
//! changed policies by the tests of this package, and by `cargo fuzz` for as long as one likes (see `fuzz/README.md`).

#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a law that does not hold is told by a panic"
)]

mod calendar;
mod clock_columns;
mod drawn;
mod policy_text;
mod ticket_events;

pub use crate::calendar::calendar;
pub use crate::clock_columns::clock_columns;
pub use crate::policy_text::policy_text;
pub use crate::ticket_events::ticket_events;
