//! Inputs that benches and the comparison with other libraries share.

pub mod answers;
pub mod clocks;
pub mod company;
pub mod described;
pub mod office;
pub mod population;
pub mod purchases;
pub mod simulation;
pub mod timing;
pub mod worker;
