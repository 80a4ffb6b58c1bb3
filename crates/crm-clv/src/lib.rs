#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod estimation;
mod number;

pub use estimation::Ending;
