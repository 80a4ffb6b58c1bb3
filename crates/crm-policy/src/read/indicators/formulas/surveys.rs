//! Formulas about surveys: what customers answered, how many did, and for whom they speak.

use crm_kpi::{
    Counts, EffortBounds, Formula, Invitations, NpsBounds, Question, Representativeness, Response, SegmentBy,
};
use crm_model::Scale;

use super::{Named, named};
use crate::read::indicators::Parameters;
use crate::read::named::optional;
use crate::read::vocabulary::word;
use crate::suggest::quote;

const MEAN: [&str; 3] = ["topic", "scale", "counts"];
const TOP_BOX: [&str; 4] = ["topic", "scale", "counts", "at-least"];
const EFFORT: [&str; 5] = ["topic", "scale", "counts", "hard-to", "easy-from"];

pub(super) const FORMULAS: [Named; 10] = [
    named!("nps", ["topic", "counts", "detractors-to", "promoters-from"], ["survey"], |p| p.nps()),
    named!("would-recommend", TOP_BOX, ["survey"], |p| {
        let (question, at_least) = p.top_box()?;
        Some(Formula::WouldRecommend { question, at_least })
    }),
    named!("recommended", ["customers"], [], |p| Some(Formula::Recommended { customers: p.customers()? })),
    named!("recommendation-conversion", ["customers"], [], |p| {
        Some(Formula::RecommendationConversion { customers: p.customers()? })
    }),
    named!("satisfaction", TOP_BOX, ["survey"], |p| {
        let (question, at_least) = p.top_box()?;
        Some(Formula::Satisfaction { question, at_least })
    }),
    named!("mean-satisfaction", MEAN, ["survey"], |p| {
        Some(Formula::MeanSatisfaction { question: p.question(p.scale())? })
    }),
    named!("revisit-satisfaction", ["counts"], ["kinds"], |p| {
        let (kinds, counts) = (p.kinds(), p.choice("counts", &Counts::ALL));
        Some(Formula::RevisitSatisfaction { kinds: kinds?, counts: counts? })
    }),
    named!("easy-minus-hard", EFFORT, ["survey"], |p| {
        let question = p.question(p.scale());
        let bound = |key| p.table.get(key).and_then(|item| item.integer());
        let (hard_to, easy_from) = (bound("hard-to"), bound("easy-from"));
        let bounds = EffortBounds { hard_to: hard_to?, easy_from: easy_from? };
        Some(Formula::Effort { question: question?, bounds })
    }),
    named!("participation", [], ["survey", "topic", "response", "invitations"], |p| {
        let (survey, topic) = (optional(p.table, "survey", word), optional(p.table, "topic", word));
        let response = optional(p.table, "response", |item| item.choice(&Response::ALL));
        let invitations = optional(p.table, "invitations", |item| item.choice(&Invitations::ALL));
        Some(Formula::Participation {
            survey: survey.ok()?,
            topic: topic.ok()?,
            response: response.ok()?.unwrap_or_default(),
            invitations: invitations.ok()?.unwrap_or_default(),
        })
    }),
    named!("representativeness", ["by", "customers"], ["survey", "topic"], |p| {
        let (survey, topic) = (optional(p.table, "survey", word), optional(p.table, "topic", word));
        let (by, customers) = (p.choice("by", &SegmentBy::ALL), p.customers());
        Some(Formula::Representativeness(Representativeness {
            survey: survey.ok()?,
            topic: topic.ok()?,
            by: by?,
            customers: customers?,
        }))
    }),
];

impl Parameters<'_, '_> {
    pub(in crate::read) fn scale(&self) -> Option<Scale> {
        let item = self.table.get("scale")?;
        let text = item.text()?;
        text.parse().map_err(|error| item.refuse::<Scale>(format!("{} {error}", quote(text)), None)).ok()
    }

    pub(in crate::read) fn question(&self, scale: Option<Scale>) -> Option<Question> {
        let survey = optional(self.table, "survey", word);
        let topic = self.table.get("topic").and_then(|item| word(&item));
        let counts = self.choice("counts", &Counts::ALL);
        Some(Question { survey: survey.ok()?, topic: topic?, scale: scale?, counts: counts? })
    }

    fn top_box(&self) -> Option<(Question, i8)> {
        let question = self.question(self.scale());
        let at_least = self.table.get("at-least").and_then(|item| item.integer());
        Some((question?, at_least?))
    }

    fn nps(&self) -> Option<Formula> {
        let question = self.question(Some(Scale::ZERO_TO_TEN));
        let bounds = self.nps_bounds();
        Some(Formula::Nps { question: question?, bounds: bounds? })
    }

    /// Returns who is a promoter, by two keys that are there.
    pub(in crate::read) fn nps_bounds(&self) -> Option<NpsBounds> {
        let (detractors_to, promoters_from) =
            (self.on_the_scale("detractors-to"), self.on_the_scale("promoters-from"));
        let refused = |error: crm_kpi::NpsError| {
            self.table.refuse_at("promoters-from", error.to_string(), None);
        };
        NpsBounds::new(detractors_to?, promoters_from?).map_err(refused).ok()
    }

    /// Returns a bound on the scale from 0 to 10.
    fn on_the_scale(&self, key: &str) -> Option<i8> {
        let item = self.table.get(key)?;
        let bound = item.integer::<i8>()?;
        match Scale::ZERO_TO_TEN.score(bound.into()) {
            Ok(_) => Some(bound),
            Err(_) => item.refuse(format!("{bound} is not on the scale {}", Scale::ZERO_TO_TEN), None),
        }
    }
}
