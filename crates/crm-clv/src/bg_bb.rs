//! [`BgBb`]: customers have an opportunity to buy in each period, until they stop for good at the beginning of one.

mod likelihood;

use libm::{exp, expm1, log};
use thiserror::Error;

use self::likelihood::BgBbLikelihood;
use crate::{
    FitError, Fitted, ParameterError, RateError,
    estimation::{Estimation, Likelihood as _, Pair, check_limits, estimate},
    special::{Share, digamma_difference, ln_beta_ratio, ln_pochhammer, ln_sum, pareto_tail_h_value},
};

/// What a customer did with opportunities: in how many periods something was bought, in which one last, of how many.
///
/// # Examples
///
/// ```
/// use crm_clv::{Opportunities, OpportunitiesError};
///
/// let donor = Opportunities::new(4, 5, 6)?; // gave in four of six years, the last time in the fifth
/// assert_eq!((donor.taken(), donor.last(), donor.offered()), (4, 5, 6));
/// assert!(Opportunities::new(4, 3, 6).is_err()); // four times in three years
/// # Ok::<(), OpportunitiesError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Opportunities {
    // INVARIANT: taken <= last <= offered; last is 0 exactly if taken is.
    taken: u32,
    last: u32,
    offered: u32,
}

impl Opportunities {
    /// More periods than anybody was observed in; each costs some time.
    const MOST: u32 = 100_000;

    /// Returns what a customer did who bought in `taken` (x) of `offered` (n) periods, the last time in period `last` (`t_x`),
    /// which is 0 if there was none. The period of the first purchase ever is not among them.
    ///
    /// # Errors
    ///
    /// When the last period comes after those offered, or before as many as were taken, or is not 0 if none was; and when there
    /// are more than 100,000 periods.
    pub fn new(taken: u32, last: u32, offered: u32) -> Result<Self, OpportunitiesError> {
        let is_order = taken <= last && last <= offered && offered <= Self::MOST;
        if !is_order || (taken == 0) != (last == 0) {
            return Err(OpportunitiesError { taken, last, offered });
        }
        Ok(Self { taken, last, offered })
    }

    /// Returns x, the number of periods in which the customer bought.
    #[must_use]
    pub const fn taken(&self) -> u32 {
        self.taken
    }

    /// Returns `t_x`, the last period in which the customer bought; 0 if none.
    #[must_use]
    pub const fn last(&self) -> u32 {
        self.last
    }

    /// Returns n, the number of periods.
    #[must_use]
    pub const fn offered(&self) -> u32 {
        self.offered
    }
}

/// Numbers are no [`Opportunities`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "{taken} of {offered} opportunities taken, the last one in period {last}: the last period must lie within those \
     offered, not before as many as were taken, and be 0 exactly if none was; and at most 100000 may be offered"
)]
pub struct OpportunitiesError {
    /// The number of periods in which the customer bought.
    pub taken: u32,
    /// The last such period.
    pub last: u32,
    /// The number of periods.
    pub offered: u32,
}

/// The BG/BB model: in each period a customer who is alive buys with a probability of its own; before each period it stops
/// for good with another. Probabilities of buying are beta distributed with `alpha` and `beta`, of stopping with `gamma` and
/// `delta`.
///
/// # Source
///
/// Fader, Hardie, Shang (2010), Customer-Base Analysis in a Discrete-Time Noncontractual Setting, Marketing Science 29(6).
///
/// # Examples
///
/// ```
/// use crm_clv::{BgBb, Opportunities};
///
/// let model = BgBb::new(1.204, 0.750, 0.657, 2.783)?; // the estimates of the paper, in years
/// let donor = Opportunities::new(4, 5, 6)?;
/// assert_eq!(format!("{:.4}", model.p_alive(&donor)), "0.6967");
/// assert_eq!(format!("{:.4}", model.expected_purchases(&donor, 5)), "2.0296"); // in the next five years
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct BgBb {
    // INVARIANT: each from 1e-12 to 1e12.
    alpha: f64,
    beta: f64,
    gamma: f64,
    delta: f64,
}

/// With gamma and delta of this size, customers stop alike: (delta)_j / (gamma + delta)_j is a power.
const STOP_ALIKE: Pair = Pair { place: 2, size: 1e9 };
/// With alpha and beta of this size, they buy alike.
const BUY_ALIKE: Pair = Pair { place: 0, size: 1e9 };

impl BgBb {
    const NAME: &'static str = "BG/BB";

    /// Returns the model with these parameters.
    ///
    /// # Errors
    ///
    /// When one is not a number from 1e-12 to 1e12.
    pub fn new(alpha: f64, beta: f64, gamma: f64, delta: f64) -> Result<Self, ParameterError> {
        let named = [("alpha", alpha), ("beta", beta), ("gamma", gamma), ("delta", delta)];
        let [alpha, beta, gamma, delta] = ParameterError::check(Self::NAME, named)?;
        Ok(Self { alpha, beta, gamma, delta })
    }

    /// Returns alpha, beta, gamma and delta: the first two of the distribution of probabilities of buying, the others of
    /// stopping.
    #[must_use]
    pub const fn parameters(&self) -> [f64; 4] {
        [self.alpha, self.beta, self.gamma, self.delta]
    }

    /// Fits the model by maximum likelihood to customers, each kind with how many there are of it, in any order.
    ///
    /// # Errors
    ///
    /// When there are no customers, none bought, or none had an opportunity.
    pub fn fit(customers: impl IntoIterator<Item = (Opportunities, u64)>) -> Result<Fitted<Self>, FitError> {
        let likelihood = BgBbLikelihood::new(customers);
        let customers = likelihood.customers();
        if customers == 0 {
            return Err(FitError::NoCustomers);
        }
        if likelihood.cells.iter().all(|(cell, _)| cell.offered == 0) {
            return Err(FitError::NoTime { customers });
        }
        if likelihood.cells.iter().all(|(cell, _)| cell.taken == 0) {
            return Err(FitError::NoRepeatPurchases { customers });
        }
        let mut found = estimate(&likelihood, &[1.0, 1.0, 1.0, 4.0]);
        let without_dropout = likelihood.without_dropout();
        check_limits(&likelihood, &mut found, without_dropout, BUY_ALIKE, STOP_ALIKE);
        let Estimation { values, report, covariance } = found;
        let failed = |ending| FitError::Failed { model: Self::NAME, ending };
        let &[alpha, beta, gamma, delta] = values.as_slice() else { return Err(failed(report.ending)) };
        let model = Self::new(alpha, beta, gamma, delta).map_err(|_| failed(report.ending))?;
        Ok(Fitted { model, report, covariance })
    }

    /// Returns the logarithm of the likelihood of what a customer did.
    #[must_use]
    pub fn log_likelihood(&self, customer: &Opportunities) -> f64 {
        ln_sum(Self::ways(customer).map(|way| way.ln_probability(self)))
    }

    /// Returns the probability that the customer is alive in the period after the last one offered.
    #[must_use]
    pub fn p_alive(&self, customer: &Opportunities) -> f64 {
        self.p_alive_in(customer, 1)
    }

    /// Returns the probability that the customer is alive in the period that comes so many after the last one offered;
    /// 0 asks about that one.
    #[must_use]
    pub fn p_alive_in(&self, customer: &Opportunities, periods: u32) -> f64 {
        let alive = Way::alive(customer);
        let further = ln_beta_ratio(self.gamma, self.delta + alive.survived, f64::from(periods));
        exp(alive.ln_probability(self) - self.log_likelihood(customer) + further).min(1.0)
    }

    /// Returns the expected number of purchases in so many periods after the last one offered.
    #[must_use]
    pub fn expected_purchases(&self, customer: &Opportunities, periods: u32) -> f64 {
        let survived = self.delta + f64::from(customer.offered);
        let lasting = lasting(self.gamma, survived, periods.into());
        self.buys_if_alive(customer) * self.p_alive_in(customer, 0) * lasting
    }

    /// Returns the expected number of purchases of a new customer in so many periods.
    #[must_use]
    pub fn expected_purchases_of_new(&self, periods: u32) -> f64 {
        self.expected_purchases(&Opportunities { taken: 0, last: 0, offered: 0 }, periods)
    }

    /// Returns the expected number of all purchases still to come, those of the k-th period from now divided by (1 + rate)^k
    /// (DERT: discounted expected residual transactions).
    ///
    /// # Errors
    ///
    /// When the rate per period is not a number from 1e-100 to 1e100.
    pub fn discounted_residual_purchases(
        &self,
        customer: &Opportunities,
        rate: f64,
    ) -> Result<f64, RateError> {
        let rate = RateError::check(rate)?;
        let survived = self.delta + f64::from(customer.offered);
        // 2F1(1, survived + 1; gamma + survived + 1; 1 / (1 + rate)), discounted once more.
        let kept = Share { of: 1.0 / (1.0 + rate), rest: rate / (1.0 + rate) };
        let discounted = (self.gamma + survived) * pareto_tail_h_value(self.gamma, survived, kept) * kept.of;
        Ok(self.buys_if_alive(customer) * self.p_alive(customer) * discounted)
    }

    /// Returns the expected probability of buying of a customer who is alive all the time.
    fn buys_if_alive(&self, customer: &Opportunities) -> f64 {
        (self.alpha + f64::from(customer.taken)) / (self.alpha + self.beta + f64::from(customer.offered))
    }

    /// Returns all that may have become of a customer: alive in the last period, or stopped before one of those after the last
    /// purchase.
    fn ways(customer: &Opportunities) -> impl Iterator<Item = Way> + use<> {
        let Opportunities { taken, last, offered } = *customer;
        let stopped = (last..offered).map(move |survived| Way {
            taken: f64::from(taken),
            declined: f64::from(survived - taken),
            survived: f64::from(survived),
            stopped: 1.0,
        });
        core::iter::once(Way::alive(customer)).chain(stopped)
    }
}

/// Returns how many of so many periods a customer is expected to survive who has survived `survived` (and delta) before:
/// Σ (d)_j / (gamma + d)_j, j from 1, in closed form, without a division of nothing by nothing at gamma = 1.
fn lasting(gamma: f64, survived: f64, periods: f64) -> f64 {
    let more = gamma - 1.0;
    let lasting = if more > 0.0 {
        survived * (-expm1(ln_beta_ratio(more, survived + 1.0, periods)) / more)
    } else if more < 0.0 {
        survived * (expm1(-ln_beta_ratio(-more, gamma + survived, periods)) / -more)
    } else {
        survived * digamma_difference(survived + 1.0, periods)
    };
    lasting.min(periods)
}

/// One thing that may have become of a customer.
#[derive(Debug, Clone, Copy)]
struct Way {
    /// The opportunities taken while alive.
    taken: f64,
    /// The opportunities not taken while alive.
    declined: f64,
    /// The periods survived.
    survived: f64,
    /// 1 if the customer stopped after these, else 0.
    stopped: f64,
}

impl Way {
    fn alive(customer: &Opportunities) -> Self {
        let Opportunities { taken, offered, .. } = *customer;
        Self {
            taken: taken.into(),
            declined: (offered - taken).into(),
            survived: offered.into(),
            stopped: 0.0,
        }
    }

    fn ln_probability(&self, model: &BgBb) -> f64 {
        let BgBb { alpha, beta, gamma, delta } = *model;
        let bought = ln_pochhammer(alpha, self.taken) + ln_pochhammer(beta, self.declined)
            - ln_pochhammer(alpha + beta, self.taken + self.declined);
        let stays = if self.stopped > 0.0 {
            log(gamma) + ln_pochhammer(delta, self.survived)
                - ln_pochhammer(gamma + delta, self.survived + 1.0)
        } else {
            ln_beta_ratio(gamma, delta, self.survived)
        };
        bought + stays
    }

    /// Returns the derivatives of the logarithm in alpha, beta, gamma and delta.
    fn slopes(&self, model: &BgBb) -> [f64; 4] {
        let BgBb { alpha, beta, gamma, delta } = *model;
        let offered = digamma_difference(alpha + beta, self.taken + self.declined);
        let lived = digamma_difference(gamma + delta, self.survived + self.stopped);
        [
            digamma_difference(alpha, self.taken) - offered,
            digamma_difference(beta, self.declined) - offered,
            self.stopped / gamma - lived,
            digamma_difference(delta, self.survived) - lived,
        ]
    }
}
