//! Special functions, in log space where they are large or small, correct to about 1e-12 at every parameter a fit may try.
//!
//! Differences of log-gammas are never taken: `ln Γ(a + n) - ln Γ(a)` by subtraction is wrong by 7e-6 at a = 1e12. The functions
//! here work out the difference itself. Series have positive terms only, and where one would need too many, an integral takes over,
//! whose integrand is known from its peak on as a sum of terms of one sign. Within their domains all of them have an answer; outside,
//! they return `None` or NaN.

mod beta;
mod chi_square;
mod dropout;
mod gamma;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod hypergeometric;
mod incomplete_beta;
pub(crate) mod line;
mod log_product;
mod logs;
mod normal;
mod panels;
mod pareto_tail;
mod pochhammer;
mod powers;
mod share;
mod tricomi;

pub(crate) use beta::{ln_beta, ln_beta_ratio, ln_beta_ratio_with_gradient};
pub(crate) use chi_square::chi_square_upper_tail;
pub(crate) use dropout::purchases_before_dropout;
pub(crate) use gamma::ln_gamma;
#[cfg(test)]
pub(crate) use hypergeometric::ln_hyp2f1;
pub(crate) use incomplete_beta::{Divided, divided_beta};
pub(crate) use log_product::LogProduct;
pub(crate) use logs::{ln_add, ln_sum};
#[cfg(test)]
pub(crate) use normal::normal_cdf;
pub(crate) use normal::normal_quantile;
pub(crate) use panels::{NODES, integral_by_panels};
pub(crate) use pareto_tail::{pareto_tail_g, pareto_tail_g_value, pareto_tail_h, pareto_tail_h_value};
pub(crate) use pochhammer::{digamma_difference, ln_pochhammer};
pub(crate) use powers::{Powers, ln_mean_power};
pub(crate) use share::{Share, ln_beta_density_at};
pub(crate) use tricomi::ln_tricomi_u;
