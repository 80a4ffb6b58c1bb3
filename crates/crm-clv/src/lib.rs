#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

#[cfg(test)]
extern crate std;

#[allow(dead_code, unused_imports, reason = "the models that use them come one by one")]
mod special;
