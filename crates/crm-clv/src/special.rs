//! Special functions that models of purchases are made of, correct to about 1e-12 at every parameter a fit may try.
//!
//! They stand on those of `crm-numerics` and keep to the same manner: series have positive terms only, and where one would need too
//! many, an integral takes over, whose integrand is known from its peak on as a sum of terms of one sign. Within their domains all of
//! them have an answer; outside, they return `None` or NaN.

mod dropout;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod hypergeometric;
mod log_product;
mod panels;
mod pareto_tail;
mod powers;
mod tricomi;

pub(crate) use crm_numerics::{
    Divided, Share, chi_square_upper_tail, digamma_difference, divided_beta, ln_add, ln_beta,
    ln_beta_density_at, ln_beta_ratio, ln_beta_ratio_with_gradient, ln_gamma, ln_pochhammer, ln_sum,
    normal_quantile,
};

pub(crate) use dropout::purchases_before_dropout;
#[cfg(test)]
pub(crate) use hypergeometric::ln_hyp2f1;
pub(crate) use log_product::LogProduct;
pub(crate) use panels::{NODES, integral_by_panels};
pub(crate) use pareto_tail::{pareto_tail_g, pareto_tail_g_value, pareto_tail_h, pareto_tail_h_value};
pub(crate) use powers::{Powers, ln_mean_power};
pub(crate) use tricomi::ln_tricomi_u;
