//! Formulas about customers: who came, stayed, left and came back, who was visited, and what is in their files.

use crm_calendar::{Ends, Span};
use crm_kpi::{
    AccuracyOf, Buyers, FileAccuracy, FollowUp, Formula, GoalsOf, NewSince, Repurchase, RetentionForm,
};
use crm_model::{AuditOccasion, CustomerClass, FileField};
use crm_segmentation::CoverageClass;

use super::{Named, named};
use crate::read::indicators::Parameters;
use crate::read::named::optional;
use crate::read::rules::calendar;
use crate::read::vocabulary::declared_word;
use crate::section::Item;

pub(super) const FORMULAS: [Named; 13] = [
    named!("retention-as-worded", ["customers"], ["tier"], |p| p.retention(RetentionForm::AsWorded)),
    named!("retention-usual", ["customers"], ["tier"], |p| p.retention(RetentionForm::Usual)),
    named!("retention-identity", ["customers"], ["tier"], |p| p.retention(RetentionForm::Identity)),
    named!("churn-identity", ["customers"], ["tier"], |p| p.retention(RetentionForm::ChurnIdentity)),
    named!("churn-events", ["customers"], ["tier"], |p| p.retention(RetentionForm::ChurnEvents)),
    named!("reactivation", ["customers"], [], |p| Some(Formula::Reactivation { customers: p.customers()? })),
    named!("repurchase", ["buyers"], ["within"], |p| {
        let (buyers, within) = (p.choice("buyers", &Buyers::ALL), p.within());
        Some(Formula::Repurchase(Repurchase { buyers: buyers?, within: within.ok()? }))
    }),
    named!("follow-up", ["since", "within", "calendar"], ["purposes", "ends"], |p| p.follow_up()),
    named!("coverage", ["class"], [], |p| {
        let class = p.choice("class", &CoverageClass::ALL.map(|class| (class, class.as_str())))?;
        Some(Formula::Coverage { class: CustomerClass::new(class.as_str()).ok()? })
    }),
    named!("contact-frequency", ["customers"], [], |p| {
        Some(Formula::ContactFrequency { customers: p.customers()? })
    }),
    named!("customer-goals-attained", [], ["tiers", "classes"], |p| {
        Some(Formula::CustomerGoals { of: p.goals_of()? })
    }),
    named!("file-completeness", ["fields"], [], |p| {
        Some(Formula::FileCompleteness { fields: p.fields()? })
    }),
    named!("file-accuracy", ["fields", "of", "by"], [], |p| {
        const ANY: (Option<AuditOccasion>, &str) = (None, "any");
        let [one, other] = AuditOccasion::ALL.map(|(occasion, word)| (Some(occasion), word));
        let (fields, of) = (p.fields(), p.choice("of", &AccuracyOf::ALL));
        let by = p.choice("by", &[one, other, ANY]);
        Some(Formula::FileAccuracy(FileAccuracy { fields: fields?, of: of?, by: by? }))
    }),
];

impl Parameters<'_, '_> {
    fn retention(&self, form: RetentionForm) -> Option<Formula> {
        let (customers, tier) = (self.customers(), self.tier());
        Some(Formula::Retention { form, customers: customers?, tier: tier.ok()? })
    }

    fn follow_up(&self) -> Option<Formula> {
        let since = self.choice("since", &NewSince::ALL);
        let purposes = self.purposes("purposes");
        let within = self.table.get("within").and_then(|item| item.parsed::<Span>());
        let ends = optional(self.table, "ends", Item::parsed::<Ends>);
        let calendar = self.table.get("calendar").and_then(|item| calendar(&item, self.calendars));
        let (within, ends) = (within?, ends.ok()?);
        let ends = match (within.counts_days(), ends) {
            (true, None) => {
                let expected = "add `ends = \"same-time\"` or `ends = \"closing\"`".to_owned();
                self.table.refuse_at(
                    "within",
                    "it is not said where in the last day it ends",
                    Some(expected),
                );
                return None;
            }
            (true, Some(ends)) => ends,
            (false, None) => Ends::SameTime, // without effect on other spans
            (false, Some(_)) => {
                let message = "only a span in business or calendar days ends in a day";
                self.table.refuse_at("ends", message, None);
                return None;
            }
        };
        Some(Formula::FollowUp(FollowUp {
            since: since?,
            purposes: purposes?,
            within,
            ends,
            calendar: calendar?,
        }))
    }

    /// Returns whose goals count: those of tiers or of classes, or everybody's.
    fn goals_of(&self) -> Option<GoalsOf> {
        let tiers = self.many("tiers", |item| declared_word(item, &self.vocabulary.tiers));
        let classes = CoverageClass::ALL.map(|class| (class, class.as_str()));
        let classes = self.many("classes", |item| item.choice(&classes));
        match (tiers.ok()?, classes.ok()?) {
            (None, None) => Some(GoalsOf::Everybody),
            (Some(tiers), None) => Some(GoalsOf::Tiers(tiers.into_iter().collect())),
            (None, Some(classes)) => {
                let words = classes.iter().map(|class| CustomerClass::new(class.as_str()).ok());
                words.collect::<Option<Vec<_>>>().map(GoalsOf::Classes)
            }
            (Some(_), Some(_)) => {
                self.table.refuse_at("classes", "goals are those of tiers or of classes, not of both", None);
                None
            }
        }
    }

    /// Returns fields of the customer file, one at least.
    fn fields(&self) -> Option<Vec<FileField>> {
        let known: Vec<_> = FileField::ALL.iter().map(|field| (*field, field.as_str())).collect();
        let fields = self.distinct("fields", |item| item.choice(&known))?;
        if fields.is_empty() {
            return self.table.get("fields")?.refuse("no field is named, so nothing would be measured", None);
        }
        Some(fields)
    }
}
