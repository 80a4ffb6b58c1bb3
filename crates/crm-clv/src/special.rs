//! Special functions, in log space where they are large or small, correct to about 1e-12 at every parameter a fit may try.
//!
//! Differences of log-gammas are never taken: `ln Γ(a + n) - ln Γ(a)` by subtraction is wrong by 7e-6 at a = 1e12. The functions
//! here work out the difference itself. Series have positive terms only, and where one would need too many, an integral takes over.
//! A function that may not reach its answer within its bounds returns `None`; the others return NaN outside their domain.

mod beta;
mod chi_square;
mod dropout;
mod gamma;
#[cfg(test)]
mod golden;
mod hypergeometric;
pub(crate) mod line;
mod logs;
mod normal;
mod pareto_tail;
mod pochhammer;
mod share;
mod tricomi;

pub(crate) use beta::{BetaRatio, ln_beta, ln_beta_ratio, ln_beta_ratio_with_gradient};
pub(crate) use chi_square::{chi_square_upper_tail, ln_chi_square_upper_tail, ln_regularised_upper_gamma};
pub(crate) use dropout::purchases_before_dropout;
pub(crate) use gamma::{digamma, ln_gamma, trigamma};
pub(crate) use hypergeometric::ln_hyp2f1;
pub(crate) use logs::{ln_1m_exp, ln_add, ln_sub, ln_sum};
pub(crate) use normal::{normal_cdf, normal_quantile};
pub(crate) use pareto_tail::{
    ParetoTail, pareto_tail_g, pareto_tail_g_value, pareto_tail_h, pareto_tail_h_value,
};
pub(crate) use pochhammer::{digamma_difference, ln_pochhammer, trigamma_difference};
pub(crate) use tricomi::ln_tricomi_u;
