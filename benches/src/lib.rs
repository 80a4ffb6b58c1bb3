//! Inputs that benches and the comparison with other libraries share.

pub mod clocks;
pub mod company;
pub mod described;
pub mod office;
