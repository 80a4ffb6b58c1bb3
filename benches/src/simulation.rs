//! Customers who buy as the models suppose: at random while they stay, and leave for good after some purchase.

use std::error::Error;

use crm_kit::clv::{History, SpendHistory};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use crate::purchases::{CALIBRATION_END, Purchases};

/// The days in which simulated customers are watched, from 0 up, the last not included: seventy-eight weeks.
pub const DAYS: i32 = 546;

/// Returns the purchases of so many customers, row after row as the customers come: the first within twelve weeks, then by
/// BG/NBD and Gamma-Gamma with figures like those of CDNOW, until [`DAYS`]. About three rows a customer.
pub fn customers(count: i64) -> Purchases {
    let mut random = Random(Pcg64Mcg::seed_from_u64(19_970_101));
    let mut purchases = Purchases::default();
    for customer in 0..count {
        let rate = random.gamma(0.2516) / 4.789;
        let (leaves, stays) = (random.gamma(0.7234), random.gamma(2.161));
        let dropout = leaves / (leaves + stays);
        let spend_rate = random.gamma(3.74) / 15.44;
        let mut week = 12.0 * random.unit();
        let mut came_back = false;
        loop {
            let day = whole(week * 7.0);
            if day >= i64::from(DAYS) {
                break;
            }
            let dollars = random.gamma(6.25) / spend_rate;
            purchases.push(customer, day, whole(dollars * 100.0));
            // By this model nobody leaves after the first purchase.
            if came_back && random.unit() < dropout {
                break;
            }
            came_back = true;
            week += -random.unit().ln() / rate;
        }
    }
    purchases
}

/// Returns what a model needs to know of so many such customers at the end of calibration.
///
/// # Errors
///
/// When there is no customer.
pub fn histories(count: usize) -> Result<Vec<(History, SpendHistory)>, Box<dyn Error>> {
    let summaries = customers(i64::try_from(count)?).summaries(CALIBRATION_END)?;
    Ok(summaries.summaries().map(|one| (one.history(), one.spend_history())).collect())
}

/// Does the least that any value must do: reads every history once.
pub fn read_once(customers: &[(History, SpendHistory)]) -> u64 {
    customers.iter().fold(0, |sum, (history, spend)| {
        let times = history.recency().to_bits() ^ history.age().to_bits() ^ history.frequency();
        sum ^ times ^ spend.mean_spend().map_or(0, f64::to_bits)
    })
}

/// Returns the whole part of a number from 0 up.
#[allow(clippy::cast_possible_truncation, reason = "the whole part is meant, and it saturates")]
fn whole(number: f64) -> i64 {
    number as i64
}

struct Random(Pcg64Mcg);

impl Random {
    /// Returns a number above 0 and below 1.
    fn unit(&mut self) -> f64 {
        self.0.random_range(f64::EPSILON..1.0)
    }

    /// Returns a gamma variate of rate 1, by Marsaglia and Tsang.
    fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * self.unit().powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let normal = (-2.0 * self.unit().ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos();
            let v = (1.0 + c * normal).powi(3);
            if v > 0.0 && self.unit().ln() < 0.5 * normal * normal + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }
}
