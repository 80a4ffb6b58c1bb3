//! Business time beside other libraries: where they agree, and every difference that `docs/peers.md` lists.

#![cfg(test)] // so that lints know: a test may panic

mod agreement;
mod differences;
mod offices;
