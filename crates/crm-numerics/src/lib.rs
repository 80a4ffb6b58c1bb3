#![doc = include_str!("../README.md")]
#![no_std]

#[cfg(test)]
extern crate alloc;
#[cfg(test)]
extern crate std;

mod beta;
mod beta_quantile;
mod binomial;
mod chi_square;
mod discrete;
mod gamma;
mod gamma_quantile;
#[cfg(test)]
mod golden;
mod hypergeometric;
mod incomplete_beta;
mod line;
mod logs;
mod newton;
mod normal;
mod number;
mod pochhammer;
mod share;

pub use beta::{BetaRatio, ln_beta, ln_beta_ratio, ln_beta_ratio_with_gradient};
pub use beta_quantile::{beta_quantile, student_t_quantile, student_t_upper_tail};
pub use binomial::{Binomial, ln_binomial_coefficient};
pub use chi_square::{chi_square_upper_tail, ln_chi_square_upper_tail};
pub use gamma::ln_gamma;
pub use gamma_quantile::{divided_gamma, gamma_quantile, gamma_upper_quantile};
pub use hypergeometric::Hypergeometric;
pub use incomplete_beta::{Divided, divided_beta};
pub use line::{Exponential, half_line_integral, ln_strip_integral};
pub use logs::{exp_m1_less, ln_add, ln_sum};
pub use normal::{normal_cdf, normal_quantile};
pub use pochhammer::{digamma_difference, ln_pochhammer};
pub use share::{Share, ln_beta_density_at};
