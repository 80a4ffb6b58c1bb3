//! The formulas of indicators: their words, their keys, and how the keys are read.

use crm_calendar::{ElapsedTime, Ends, Span};
use crm_kpi::statistics::PercentileType;
use crm_kpi::{
    AccuracyOf, Base, Budget, Buyers, CauseBy, CauseRule, CostForm, Counts, CustomersBy, EarnedForm,
    EffortBounds, FileAccuracy, FirstContact, FirstContactBy, FollowUp, Formula, GoalsOf, Invitations,
    NewSince, NpsBounds, QualityRule, Question, Representativeness, Repurchase, Response, RetentionForm,
    RevenueForm, SegmentBy, ShownTime, Stretch, TicketPart, TicketTime, Volume,
};
use crm_model::{
    AuditOccasion, Channel, ClauseId, Currency, CustomerClass, FileField, Kind, MeasureName, Money, Purpose,
    Remedy, Role, Scale, Share, SheetName, SpendAim, Tag, ValueTier, Vocabulary,
};
use crm_segmentation::CoverageClass;
use crm_sla::{Measure, RECORDING};

use super::expected;
use crate::read::calendars::Calendars;
use crate::read::elapsed;
use crate::read::named::{Noted, optional};
use crate::read::quality_sheets::Sheets;
use crate::read::rules::calendar;
use crate::read::vocabulary::word;
use crate::read::vocabulary::{declared_word, declared_words};
use crate::section::{Item, Section};
use crate::suggest::{advice, quote};

/// A formula as policy files name it.
pub(super) struct Named {
    pub(super) word: &'static str,
    /// The keys that it needs besides those of every indicator.
    pub(super) required: &'static [&'static str],
    /// The keys that it knows besides.
    pub(super) optional: &'static [&'static str],
    /// Returns the formula, or notes what is wrong with its keys.
    pub(super) read: fn(&Parameters<'_, '_>) -> Option<Formula>,
}

/// The table of an indicator, and what its keys may refer to.
pub(in crate::read) struct Parameters<'a, 'p> {
    pub(in crate::read) table: &'p Section<'a>,
    /// The whole document, where a key names a table of it.
    pub(in crate::read) root: &'p Section<'a>,
    pub(in crate::read) vocabulary: &'p Vocabulary,
    pub(in crate::read) calendars: &'p Calendars,
    pub(in crate::read) sheets: &'p Sheets,
    /// The currency of the document, for formulas that name none of their own.
    pub(in crate::read) currency: Option<Currency>,
}

const SURVEY: [&str; 3] = ["topic", "scale", "counts"];
const EFFORT: [&str; 5] = ["topic", "scale", "counts", "hard-to", "easy-from"];
const TIME: [&str; 5] = ["kinds", "shows", "within", "percentile", "definition"];
pub(super) const PERCENTILES: [(PercentileType, &str); 5] = [
    (PercentileType::NearestRank, PercentileType::NearestRank.as_str()),
    (PercentileType::AveragedRank, PercentileType::AveragedRank.as_str()),
    (PercentileType::Weibull, PercentileType::Weibull.as_str()),
    (PercentileType::Linear, PercentileType::Linear.as_str()),
    (PercentileType::MedianUnbiased, PercentileType::MedianUnbiased.as_str()),
];
const TOP_BOX: [&str; 4] = ["topic", "scale", "counts", "at-least"];

macro_rules! named {
    ($word:literal, $required:expr, $optional:expr, $read:expr) => {
        Named { word: $word, required: &$required, optional: &$optional, read: $read }
    };
}

/// Every formula, in the order of the guide.
pub(super) const FORMULAS: [Named; 60] = [
    named!("retention-as-worded", ["customers"], ["tier"], |p| p.retention(RetentionForm::AsWorded)),
    named!("retention-usual", ["customers"], ["tier"], |p| p.retention(RetentionForm::Usual)),
    named!("retention-identity", ["customers"], ["tier"], |p| p.retention(RetentionForm::Identity)),
    named!("churn-identity", ["customers"], ["tier"], |p| p.retention(RetentionForm::ChurnIdentity)),
    named!("churn-events", ["customers"], ["tier"], |p| p.retention(RetentionForm::ChurnEvents)),
    named!("logo-retention", [], ["currency"], |p| p.revenue(RevenueForm::Logo)),
    named!("net-revenue-retention", [], ["currency"], |p| p.revenue(RevenueForm::Net)),
    named!("gross-revenue-retention", [], ["currency"], |p| p.revenue(RevenueForm::Gross)),
    named!("nps", ["topic", "counts", "detractors-to", "promoters-from"], ["survey"], |p| p.nps()),
    named!("would-recommend", TOP_BOX, ["survey"], |p| {
        let (question, at_least) = p.top_box()?;
        Some(Formula::WouldRecommend { question, at_least })
    }),
    named!("recommended", ["customers"], [], |p| Some(Formula::Recommended { customers: p.customers()? })),
    named!("satisfaction", TOP_BOX, ["survey"], |p| {
        let (question, at_least) = p.top_box()?;
        Some(Formula::Satisfaction { question, at_least })
    }),
    named!("mean-satisfaction", SURVEY, ["survey"], |p| {
        Some(Formula::MeanSatisfaction { question: p.question(p.scale())? })
    }),
    named!("revisit-satisfaction", ["counts"], ["kinds"], |p| {
        let (kinds, counts) = (p.kinds(), p.choice("counts", &Counts::ALL));
        Some(Formula::RevisitSatisfaction { kinds: kinds?, counts: counts? })
    }),
    named!("complaint-rate", ["kinds", "base"], [], |p| {
        let (kinds, base) = (p.kinds(), p.choice("base", &Base::ALL));
        Some(Formula::ComplaintRate { kinds: kinds?, base: base? })
    }),
    named!("contact-frequency", ["customers"], [], |p| {
        Some(Formula::ContactFrequency { customers: p.customers()? })
    }),
    named!("attainment", [], ["measure", "clauses"], |p| p.attainment()),
    named!("response-time", [], TIME, |p| p.ticket_time(Stretch::FirstResponse)),
    named!("next-response-time", [], TIME, |p| p.ticket_time(Stretch::NextResponse)),
    named!("cycle-time", [], TIME, |p| p.ticket_time(Stretch::Cycle)),
    named!("resolution-time", [], TIME, |p| p.ticket_time(Stretch::Resolution)),
    named!("handling-time", [], TIME, |p| p.ticket_time(Stretch::Handling)),
    named!("reporting-time", [], ["kinds", "shows", "within", "percentile", "definition", "roles"], |p| {
        let to = optional(p.table, "roles", |item| declared_words::<Role>(named(item)?, &p.vocabulary.roles))
            .ok()?;
        p.ticket_time(Stretch::Reported { to: to.unwrap_or_default().into_iter().collect() })
    }),
    named!("remedy-time", [], ["kinds", "shows", "within", "percentile", "definition", "remedies"], |p| {
        p.ticket_time(Stretch::Remedied { by: p.remedies()? })
    }),
    named!("recording-lag", [], ["channels"], |p| {
        let declared = p.vocabulary.channels.keys().cloned().collect();
        let channels =
            optional(p.table, "channels", |item| declared_words::<Channel>(named(item)?, &declared));
        let channels = channels.ok()?.unwrap_or_default();
        Some(Formula::RecordingLag { channels: channels.into_iter().collect() })
    }),
    named!("follow-up", ["since", "within", "calendar"], ["purposes", "ends"], |p| p.follow_up()),
    named!("coverage", ["class"], [], |p| {
        let class = p.choice("class", &CoverageClass::ALL.map(|class| (class, class.as_str())))?;
        Some(Formula::Coverage { class: CustomerClass::new(class.as_str()).ok()? })
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
    named!("ticket-completeness", ["parts"], ["kinds"], |p| {
        let (parts, kinds) = (p.distinct("parts", |item| item.choice(&TicketPart::ALL)), p.kinds());
        Some(Formula::TicketCompleteness { parts: parts?, kinds: kinds? })
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
    named!("cost-share", [], ["currency"], |p| Some(Formula::CostShare { currency: p.currency().ok()? })),
    named!("tier-spend-share", ["tier"], ["currency"], |p| {
        let (tier, currency) = (p.tier(), p.currency());
        Some(Formula::TierSpendShare { tier: tier.ok()??, currency: currency.ok()? })
    }),
    named!("resolution", [], ["kinds"], |p| Some(Formula::Resolution { kinds: p.kinds()? })),
    named!("first-contact-resolution", ["by"], ["kinds", "within"], |p| {
        let (kinds, by) = (p.kinds(), p.choice("by", &FirstContactBy::ALL));
        let within = p.within();
        Some(Formula::FirstContact(FirstContact { kinds: kinds?, by: by?, reopened_within: within.ok()? }))
    }),
    named!("reopening", [], ["kinds", "within"], |p| {
        let (kinds, within) = (p.kinds(), p.within());
        Some(Formula::Reopening { kinds: kinds?, within: within.ok()? })
    }),
    named!("recovery", [], ["kinds"], |p| Some(Formula::Recovery { kinds: p.kinds()? })),
    named!("hand-overs", [], ["kinds"], |p| Some(Formula::HandOvers { kinds: p.kinds()? })),
    named!("repeated-complaints", ["kinds", "causes"], ["within"], |p| {
        p.cause_rule().map(Formula::RepeatedComplaints)
    }),
    named!("remedied", [], ["kinds", "remedies"], |p| {
        let (kinds, remedies) = (p.kinds(), p.remedies());
        Some(Formula::Remedied { remedies: remedies?, kinds: kinds? })
    }),
    named!("contradictions", [], ["kinds"], |p| Some(Formula::Contradictions { kinds: p.kinds()? })),
    named!("quality-score", ["sheet", "counts"], [], |p| Some(Formula::QualityScore(p.scored()?))),
    named!("quality-pass-share", ["sheet", "counts"], [], |p| Some(Formula::QualityPass(p.scored()?))),
    named!("volume", ["of"], [], |p| p.choice("of", &Volume::ALL).map(Formula::Volume)),
    named!("reactivation", ["customers"], [], |p| Some(Formula::Reactivation { customers: p.customers()? })),
    named!("repurchase", ["buyers"], ["within"], |p| {
        let (buyers, within) = (p.choice("buyers", &Buyers::ALL), p.within());
        Some(Formula::Repurchase(Repurchase { buyers: buyers?, within: within.ok()? }))
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
    named!("customer-goals-attained", [], ["tiers", "classes"], |p| {
        Some(Formula::CustomerGoals { of: p.goals_of()? })
    }),
    named!("attendance", ["purposes"], [], |p| Some(Formula::Attendance {
        purposes: p.purposes("purposes")?
    })),
    named!("earned-growth", [], ["currency"], |p| p.earned(EarnedForm::Growth)),
    named!("earned-new-share", [], ["currency"], |p| p.earned(EarnedForm::NewShare)),
    named!("recommendation-conversion", ["customers"], [], |p| {
        Some(Formula::RecommendationConversion { customers: p.customers()? })
    }),
    named!("easy-minus-hard", EFFORT, ["survey"], |p| {
        let question = p.question(p.scale());
        let bound = |key| p.table.get(key).and_then(|item| item.integer());
        let (hard_to, easy_from) = (bound("hard-to"), bound("easy-from"));
        let bounds = EffortBounds { hard_to: hard_to?, easy_from: easy_from? };
        Some(Formula::Effort { question: question?, bounds })
    }),
];

impl Parameters<'_, '_> {
    pub(in crate::read) fn choice<T: Copy>(&self, key: &str, options: &[(T, &str)]) -> Option<T> {
        self.table.get(key)?.choice(options)
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

    fn customers(&self) -> Option<CustomersBy> {
        self.choice("customers", &CustomersBy::ALL)
    }

    fn retention(&self, form: RetentionForm) -> Option<Formula> {
        let (customers, tier) = (self.customers(), self.tier());
        Some(Formula::Retention { form, customers: customers?, tier: tier.ok()? })
    }

    fn revenue(&self, form: RevenueForm) -> Option<Formula> {
        Some(Formula::RevenueRetention { form, currency: self.currency().ok()? })
    }

    fn cost_per_customer(&self, form: CostForm) -> Option<Formula> {
        let (customers, currency) = (self.customers(), self.currency());
        Some(Formula::CostPerCustomer { form, customers: customers?, currency: currency.ok()? })
    }

    fn earned(&self, form: EarnedForm) -> Option<Formula> {
        Some(Formula::EarnedGrowth { form, currency: self.currency().ok()? })
    }

    pub(in crate::read) fn aim(&self) -> Result<Option<SpendAim>, Noted> {
        optional(self.table, "aim", |item| item.choice(&SpendAim::ALL))
    }

    /// Returns the purposes of contact; none where the key is not there.
    pub(in crate::read) fn purposes(&self, key: &str) -> Option<Vec<Purpose>> {
        let purposes = optional(self.table, key, |item| {
            let read: Vec<_> = named(item)?.one_or_many().iter().map(word).collect();
            read.into_iter().collect::<Option<Vec<Purpose>>>()
        });
        Some(purposes.ok()?.unwrap_or_default())
    }

    /// Returns whose goals count: those of tiers or of classes, or everybody's.
    fn goals_of(&self) -> Option<GoalsOf> {
        let tiers =
            optional(self.table, "tiers", |item| declared_words(named(item)?, &self.vocabulary.tiers));
        let classes = CoverageClass::ALL.map(|class| (class, class.as_str()));
        let classes = optional(self.table, "classes", |item| {
            let read: Vec<_> = named(item)?.one_or_many().iter().map(|item| item.choice(&classes)).collect();
            read.into_iter().collect::<Option<Vec<CoverageClass>>>()
        });
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

    fn tier(&self) -> Result<Option<ValueTier>, Noted> {
        optional(self.table, "tier", |item| declared_word(item, &self.vocabulary.tiers))
    }

    fn within(&self) -> Result<Option<ElapsedTime>, Noted> {
        self.span("within")
    }

    /// Returns a span by the clock.
    pub(in crate::read) fn span(&self, key: &str) -> Result<Option<ElapsedTime>, Noted> {
        optional(self.table, key, elapsed)
    }

    pub(in crate::read) fn currency(&self) -> Result<Option<Currency>, Noted> {
        let own = optional(self.table, "currency", Item::parsed::<Currency>);
        own.map(|own| own.or(self.currency))
    }

    /// Returns the kinds of ticket, each of which must be declared; none where the key is not there.
    pub(in crate::read) fn kinds(&self) -> Option<Vec<Kind>> {
        let kinds =
            optional(self.table, "kinds", |item| declared_words(named(item)?, &self.vocabulary.kinds))
                .ok()?;
        Some(kinds.map(|kinds| kinds.into_iter().collect()).unwrap_or_default())
    }

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

    /// Returns kinds of solution, each of which must be declared; none where the key is not there.
    fn remedies(&self) -> Option<Vec<Remedy>> {
        let declared = self.vocabulary.remedies.keys().cloned().collect();
        let remedies =
            optional(self.table, "remedies", |item| declared_words::<Remedy>(named(item)?, &declared))
                .ok()?;
        Some(remedies.map(|remedies| remedies.into_iter().collect()).unwrap_or_default())
    }

    /// Returns which tickets are complaints, where their cause is found, and when it is a repeat.
    pub(in crate::read) fn cause_rule(&self) -> Option<CauseRule> {
        let (kinds, within) = (self.kinds(), self.within());
        let by = self.table.get("causes").and_then(|item| self.causes(&item));
        Some(CauseRule { kinds: kinds?, by: by?, within: within.ok()? })
    }

    /// Returns where causes of complaints are found: the word `kind`, or a list of labels in order.
    fn causes(&self, item: &Item<'_>) -> Option<CauseBy> {
        if item.is_text() {
            let expected = || Some("expected `kind`, or a list of declared labels".to_owned());
            return match item.text()? {
                "kind" => Some(CauseBy::Kind),
                other => item.refuse(format!("{} is not possible here", quote(other)), expected()),
            };
        }
        named(item)?;
        distinct(item, |item| declared_word::<Tag>(item, &self.vocabulary.tags)).map(CauseBy::Tags)
    }

    /// Returns what the items of a list say, each of which may stand there once: what stands twice would count twice.
    fn distinct<T: PartialEq>(&self, key: &str, read: impl Fn(&Item<'_>) -> Option<T>) -> Option<Vec<T>> {
        self.table.get(key).and_then(|item| distinct(&item, read))
    }

    /// Returns the sheet, which must be declared, and which reviews on it count.
    fn scored(&self) -> Option<QualityRule> {
        let counts = self.choice("counts", &Counts::ALL);
        let item = self.table.get("sheet")?;
        let name: SheetName = word(&item)?;
        let Sheets { known, wrong } = self.sheets;
        if wrong.contains(name.as_str()) {
            return None;
        }
        let Some(sheet) = known.get(&name) else {
            let names: Vec<&str> = known.keys().map(SheetName::as_str).collect();
            let expected = if names.is_empty() {
                format!("add a table `[quality-sheet.{name}]`")
            } else {
                advice(name.as_str(), &names)
            };
            return item.refuse(format!("there is no sheet {}", quote(name.as_str())), Some(expected));
        };
        Some(QualityRule { sheet: sheet.clone(), counts: counts? })
    }

    fn ticket_time(&self, stretch: Stretch) -> Option<Formula> {
        let shown = self.shown_time();
        let within = self.within();
        let kinds = self.kinds();
        Some(Formula::TicketTime(TicketTime { stretch, kinds: kinds?, shown: shown?, within: within.ok()? }))
    }

    /// Returns what is shown of times. Which percentile, and by which definition, is said where one is shown and nowhere else.
    fn shown_time(&self) -> Option<ShownTime> {
        const MEAN: &str = "mean";
        let words = [MEAN, "in-time", "percentile"].map(|word| (word, word));
        let chosen = optional(self.table, "shows", |item| item.choice(&words)).ok()?.unwrap_or(MEAN);
        if chosen == "percentile" {
            for key in ["percentile", "definition"].into_iter().filter(|key| self.table.get(key).is_none()) {
                self.table.refuse(format!("the key `{key}` is missing"), expected::of("", key));
            }
            let share = self.table.get("percentile").and_then(|item| item.parsed::<Share>());
            let kind = self.choice("definition", &PERCENTILES);
            return Some(ShownTime::Percentile { share: share?, kind: kind? });
        }
        if let Some(key) = ["percentile", "definition"].into_iter().find(|key| self.table.get(key).is_some())
        {
            let expected = Some("add `shows = \"percentile\"`".to_owned());
            self.table.refuse_at(key, "no percentile is shown", expected);
            return None;
        }
        Some(if chosen == MEAN { ShownTime::Mean } else { ShownTime::Within })
    }

    fn attainment(&self) -> Option<Formula> {
        let words = Measure::ALL.iter().map(|one| one.as_str()).chain([RECORDING]);
        let measures: Vec<_> = words.map(|word| (word, word)).collect();
        let measure = optional(self.table, "measure", |item| MeasureName::new(item.choice(&measures)?).ok());
        let clauses = optional(self.table, "clauses", |item| {
            let read: Vec<Option<ClauseId>> = named(item)?.one_or_many().iter().map(Item::parsed).collect();
            read.into_iter().collect::<Option<Vec<ClauseId>>>()
        });
        Some(Formula::Attainment { measure: measure.ok()?, clauses: clauses.ok()?.unwrap_or_default() })
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
}

/// Returns what the items of a list say, none of which may stand there twice.
pub(in crate::read) fn distinct<T: PartialEq>(
    list: &Item<'_>,
    read: impl Fn(&Item<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let items = list.list()?;
    let said: Vec<Option<T>> = items.iter().map(&read).collect();
    let said: Vec<T> = said.into_iter().collect::<Option<_>>()?;
    let again =
        said.iter().enumerate().find(|(place, one)| said.iter().take(*place).any(|other| other == *one));
    match again.and_then(|(place, _)| items.get(place)) {
        Some(item) => item.refuse("this stands in the list already", Some("leave it out".to_owned())),
        None => Some(said),
    }
}

/// Returns a list that names something: an empty one would read as "none" and, since it holds nobody back, mean all.
pub(in crate::read) fn named<'i, 'a>(item: &'i Item<'a>) -> Option<&'i Item<'a>> {
    if item.is_list() && item.list().is_some_and(|items| items.is_empty()) {
        let expected = "expected one or more; leave the key out where all count".to_owned();
        return item.refuse("the list is empty", Some(expected));
    }
    Some(item)
}
