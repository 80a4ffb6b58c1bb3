//! Business time beside other libraries: where they agree, and every difference that `docs/peers.md` lists. And that what is
//! made up to be measured is what it is said to be.

#![cfg(test)] // so that lints know: a test may panic

mod agreement;
mod customer_value;
mod differences;
mod indicators;
mod offices;
