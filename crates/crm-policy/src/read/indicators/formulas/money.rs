//! Formulas about money: what was earned, kept, won and spent.

use crm_kpi::{Budget, CostForm, EarnedForm, Formula, RevenueForm};
use crm_model::{Money, Share};

use super::{Named, named};
use crate::read::indicators::Parameters;
use crate::read::named::optional;
use crate::read::vocabulary::{declared_word, word};

pub(super) const FORMULAS: [Named; 15] = [
    named!("logo-retention", [], ["currency"], |p| p.revenue(RevenueForm::Logo)),
    named!("net-revenue-retention", [], ["currency"], |p| p.revenue(RevenueForm::Net)),
    named!("gross-revenue-retention", [], ["currency"], |p| p.revenue(RevenueForm::Gross)),
    named!("earned-growth", [], ["currency"], |p| p.earned(EarnedForm::Growth)),
    named!("earned-new-share", [], ["currency"], |p| p.earned(EarnedForm::NewShare)),
    named!("cost-share", [], ["currency"], |p| Some(Formula::CostShare { currency: p.currency().ok()? })),
    named!("tier-spend-share", ["tier"], ["currency"], |p| {
        let (tier, currency) = (p.tier(), p.currency());
        Some(Formula::TierSpendShare { tier: tier.ok()??, currency: currency.ok()? })
    }),
    named!("return-on-spend", ["margin"], ["aim", "currency"], |p| {
        let margin = p.table.get("margin").and_then(|item| item.parsed::<Share>());
        let (aim, currency) = (p.aim(), p.currency());
        Some(Formula::ReturnOnSpend { margin: margin?, aim: aim.ok()?, currency: currency.ok()? })
    }),
    named!("budget-use", ["budget"], ["aim", "department", "activity"], |p| {
        let amount = p.table.get("budget").and_then(|item| item.parsed::<Money>());
        let departments = &p.vocabulary.departments;
        let department = optional(p.table, "department", |item| declared_word(item, departments));
        let aim = p.aim();
        let activity = optional(p.table, "activity", word);
        let (department, activity) = (department.ok()?, activity.ok()?);
        Some(Formula::BudgetUse(Budget { amount: amount?, aim: aim.ok()?, department, activity }))
    }),
    named!("lifetime-value-to-cost", [], ["aim", "currency"], |p| {
        let (aim, currency) = (p.aim(), p.currency());
        Some(Formula::ValueToCost { aim: aim.ok()?, currency: currency.ok()? })
    }),
    named!("cost-to-win", ["customers"], ["currency"], |p| p.cost_per_customer(CostForm::ToWin)),
    named!("cost-to-keep", ["customers"], ["currency"], |p| p.cost_per_customer(CostForm::ToKeep)),
    named!("win-to-keep", ["customers"], ["currency"], |p| p.cost_per_customer(CostForm::WinToKeep)),
    named!("close-rate", ["purposes", "within"], [], |p| {
        let (purposes, within) = (p.purposes("purposes"), p.within());
        Some(Formula::CloseRate { purposes: purposes?, within: within.ok()?? })
    }),
    named!("attendance", ["purposes"], [], |p| Some(Formula::Attendance {
        purposes: p.purposes("purposes")?
    })),
];

impl Parameters<'_, '_> {
    fn revenue(&self, form: RevenueForm) -> Option<Formula> {
        Some(Formula::RevenueRetention { form, currency: self.currency().ok()? })
    }

    fn earned(&self, form: EarnedForm) -> Option<Formula> {
        Some(Formula::EarnedGrowth { form, currency: self.currency().ok()? })
    }

    fn cost_per_customer(&self, form: CostForm) -> Option<Formula> {
        let (customers, currency) = (self.customers(), self.currency());
        Some(Formula::CostPerCustomer { form, customers: customers?, currency: currency.ok()? })
    }
}
