//! Business time from outside: worked cases, laws, a slow model beside the fast code, and published figures.

#![cfg(test)]

mod api;
#[cfg(feature = "tzdb")]
mod cases;
mod combine;
#[cfg(feature = "proptest")]
mod combine_laws;
mod days;
mod golden;
mod horizon;
#[cfg(feature = "proptest")]
mod horizon_laws;
#[cfg(feature = "icalendar")]
mod icalendar;
#[cfg(feature = "tzdb")]
mod laws;
#[cfg(feature = "tzdb")]
mod oracle;
mod rules;
#[cfg(feature = "tzdb")]
mod sign_on_the_door;
#[cfg(feature = "proptest")]
mod strategies;
mod support;
