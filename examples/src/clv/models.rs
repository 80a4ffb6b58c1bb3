//! The models of purchases that can be fitted, by one name each.

use std::num::NonZeroU8;

use clap::ValueEnum;
use crm_kit::clv::{
    BgCnbd, BgNbd, Boundary, Cells, CohortPurchases, FitReport, Fitted, FrequencyClass, GGompertzNbd,
    History, HoldoutFit, Horizon, MbgCnbd, MbgNbd, Nbd, ParetoNbd, PurchaseModel, RegularCells, Split,
    TimeUnit, TrackingError, TrackingPeriod, repeat_frequencies,
};

/// The largest k that is tried for customers who buy at regular times.
const MOST_REGULAR: u8 = 4;

/// The classes of how often customers came back: 0, 1, ... and this often or more.
const LAST_CLASS: u16 = 7;

/// A model that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(super) enum ModelName {
    /// Nobody ever stops buying
    Nbd,
    /// Customers may stop after each repeat purchase
    BgNbd,
    /// Customers may stop after each purchase, also the first
    MbgNbd,
    /// Customers may stop at any time
    ParetoNbd,
    /// As bg-nbd, for customers who buy at regular times: k from 1 to 4
    BgCnbdK,
    /// As mbg-nbd, for customers who buy at regular times: k from 1 to 4
    MbgCnbdK,
    /// Customers may stop at any time, the likelier the longer they are there
    GgompertzNbd,
}

impl ModelName {
    /// The word by which the command line names it.
    pub(super) fn word(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Fits the model, or says why it cannot be.
    pub(super) fn fit(self, cells: &Cells, regular: &Result<RegularCells, String>) -> Result<Model, String> {
        let most = NonZeroU8::new(MOST_REGULAR).unwrap_or(NonZeroU8::MIN);
        let regular = || regular.as_ref().map_err(String::clone);
        let said = |error: crm_kit::clv::FitError| error.to_string();
        Ok(match self {
            Self::Nbd => Model::Nbd(Nbd::fit(cells).map_err(said)?),
            Self::BgNbd => Model::BgNbd(BgNbd::fit(cells).map_err(said)?),
            Self::MbgNbd => Model::MbgNbd(MbgNbd::fit(cells).map_err(said)?),
            Self::ParetoNbd => Model::ParetoNbd(ParetoNbd::fit(cells).map_err(said)?),
            Self::BgCnbdK => Model::BgCnbd(BgCnbd::fit_up_to(regular()?, most).map_err(said)?.best().clone()),
            Self::MbgCnbdK => {
                Model::MbgCnbd(MbgCnbd::fit_up_to(regular()?, most).map_err(said)?.best().clone())
            }
            Self::GgompertzNbd => Model::GGompertzNbd(GGompertzNbd::fit(cells).map_err(said)?),
        })
    }
}

/// A fitted model of purchases.
#[derive(Debug, Clone)]
pub(super) enum Model {
    Nbd(Fitted<Nbd>),
    BgNbd(Fitted<BgNbd>),
    MbgNbd(Fitted<MbgNbd>),
    ParetoNbd(Fitted<ParetoNbd>),
    BgCnbd(Fitted<BgCnbd>),
    MbgCnbd(Fitted<MbgCnbd>),
    GGompertzNbd(Fitted<GGompertzNbd>),
}

/// Does the same with a fitted model of any kind.
macro_rules! with_fitted {
    ($model:expr, $fitted:ident => $body:expr) => {
        match $model {
            $crate::clv::models::Model::Nbd($fitted) => $body,
            $crate::clv::models::Model::BgNbd($fitted) => $body,
            $crate::clv::models::Model::MbgNbd($fitted) => $body,
            $crate::clv::models::Model::ParetoNbd($fitted) => $body,
            $crate::clv::models::Model::BgCnbd($fitted) => $body,
            $crate::clv::models::Model::MbgCnbd($fitted) => $body,
            $crate::clv::models::Model::GGompertzNbd($fitted) => $body,
        }
    };
}
pub(super) use with_fitted;

impl Model {
    pub(super) fn report(&self) -> &FitReport {
        with_fitted!(self, fitted => &fitted.report)
    }

    fn purchases(&self) -> &dyn PurchaseModel {
        with_fitted!(self, fitted => &fitted.model)
    }

    /// Returns the k of a model of regular buyers.
    pub(super) fn regularity(&self) -> Option<u8> {
        match self {
            Self::BgCnbd(fitted) => Some(fitted.model.k().get()),
            Self::MbgCnbd(fitted) => Some(fitted.model.k().get()),
            _ => None,
        }
    }

    /// Returns whether the model tells anything of who has stopped: NBD does not, nor one that explains the data no better.
    pub(super) fn knows_dropout(&self) -> bool {
        !matches!(self, Self::Nbd(_)) && !self.report().boundaries.contains(&Boundary::NoDropout)
    }

    /// Returns whether somebody who never came back is alive by construction.
    pub(super) const fn takes_newcomers_for_alive(&self) -> bool {
        matches!(self, Self::BgNbd(_) | Self::BgCnbd(_))
    }

    /// Returns the probability that a customer is alive, and the purchases expected until the horizon.
    pub(super) fn prediction(&self, history: &History, horizon: Horizon) -> (f64, f64) {
        let model = self.purchases();
        (model.p_alive(history), model.expected_purchases(history, horizon))
    }

    pub(super) fn holdout(&self, split: &Split<u32>) -> Option<HoldoutFit> {
        with_fitted!(self, fitted => HoldoutFit::of_split(&fitted.model, split, u64::from(LAST_CLASS)))
    }

    pub(super) fn frequencies(&self, cells: &Cells) -> Vec<FrequencyClass> {
        with_fitted!(self, fitted => repeat_frequencies(&fitted.model, cells, LAST_CLASS))
    }

    pub(super) fn track(
        &self,
        cohort: &CohortPurchases,
        unit: TimeUnit,
        days: u32,
        end: i32,
    ) -> Result<Vec<TrackingPeriod>, TrackingError> {
        with_fitted!(self, fitted => cohort.track(&fitted.model, unit, days, end))
    }
}
