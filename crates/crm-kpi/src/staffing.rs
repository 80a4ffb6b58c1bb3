//! How many agents a hotline needs: clause D-RESP-1 asks that a call is answered within 60 seconds.
//!
//! Calls come at random, wait for a free agent in the order in which they came, and each takes its time. [`ErlangC`] takes callers as
//! endlessly patient; [`ErlangA`] lets them hang up. Both answer both questions: how well will so many agents do
//! ([`ErlangC::service_level`]), how many are the fewest for a goal ([`ErlangC::fewest_for`]), and how many calls can given agents take
//! ([`ErlangC::most_calls_for`]).
//!
//! What is true of a call centre and not of the model: calls come in bursts, agents are not all alike, callers who hang up call again.
//! The models say what is the least to expect, not what will be.

mod erlang_a;
mod erlang_b;
mod erlang_c;
mod goal;
mod inverse;
mod offered;
mod roster;
mod waits;

pub use self::erlang_a::ErlangA;
pub use self::erlang_b::blocking;
pub use self::erlang_c::ErlangC;
pub use self::goal::ServiceGoal;
pub use self::offered::{MOST_ERLANGS, Offered, StaffingError};
pub use self::roster::Roster;
