//! Formulas about tickets, complaints and obligations: how soon, how well, how often and why.

use crm_kpi::statistics::PercentileType;
use crm_kpi::{
    Base, CauseBy, CauseRule, Counts, FirstContact, FirstContactBy, Formula, QualityRule, ShownTime, Stretch,
    TicketPart, TicketTime, Volume,
};
use crm_model::{ClauseId, MeasureName, Remedy, Share, SheetName, Tag};
use crm_sla::{Measure, RECORDING};

use super::{Named, named};
use crate::read::indicators::{Parameters, expected};
use crate::read::lists;
use crate::read::named::optional;
use crate::read::quality_sheets::Sheets;
use crate::read::vocabulary::{declared_word, word};
use crate::section::Item;
use crate::suggest::{advice, quote};

const TIME: [&str; 5] = ["kinds", "shows", "within", "percentile", "definition"];

pub(in crate::read::indicators) const PERCENTILES: [(PercentileType, &str); 5] = [
    (PercentileType::NearestRank, PercentileType::NearestRank.as_str()),
    (PercentileType::AveragedRank, PercentileType::AveragedRank.as_str()),
    (PercentileType::Weibull, PercentileType::Weibull.as_str()),
    (PercentileType::Linear, PercentileType::Linear.as_str()),
    (PercentileType::MedianUnbiased, PercentileType::MedianUnbiased.as_str()),
];

pub(super) const FORMULAS: [Named; 22] = [
    named!("complaint-rate", ["kinds", "base"], [], |p| {
        let (kinds, base) = (p.kinds(), p.choice("base", &Base::ALL));
        Some(Formula::ComplaintRate { kinds: kinds?, base: base? })
    }),
    named!("attainment", [], ["measure", "clauses"], |p| p.attainment()),
    named!("response-time", [], TIME, |p| p.ticket_time(Stretch::FirstResponse)),
    named!("next-response-time", [], TIME, |p| p.ticket_time(Stretch::NextResponse)),
    named!("cycle-time", [], TIME, |p| p.ticket_time(Stretch::Cycle)),
    named!("resolution-time", [], TIME, |p| p.ticket_time(Stretch::Resolution)),
    named!("handling-time", [], TIME, |p| p.ticket_time(Stretch::Handling)),
    named!("reporting-time", [], ["kinds", "shows", "within", "percentile", "definition", "roles"], |p| {
        p.ticket_time(Stretch::Reported { to: p.declared("roles", &p.vocabulary.roles)? })
    }),
    named!("remedy-time", [], ["kinds", "shows", "within", "percentile", "definition", "remedies"], |p| {
        p.ticket_time(Stretch::Remedied { by: p.remedies()? })
    }),
    named!("recording-lag", [], ["channels"], |p| {
        let declared = p.vocabulary.channels.keys().cloned().collect();
        Some(Formula::RecordingLag { channels: p.declared("channels", &declared)? })
    }),
    named!("ticket-completeness", ["parts"], ["kinds"], |p| {
        let (parts, kinds) = (p.distinct("parts", |item| item.choice(&TicketPart::ALL)), p.kinds());
        Some(Formula::TicketCompleteness { parts: parts?, kinds: kinds? })
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
];

impl<'a> Parameters<'a, '_> {
    fn attainment(&self) -> Option<Formula> {
        let words = Measure::ALL.iter().map(|one| one.as_str()).chain([RECORDING]);
        let measures: Vec<_> = words.map(|word| (word, word)).collect();
        let measure = optional(self.table, "measure", |item| MeasureName::new(item.choice(&measures)?).ok());
        let clauses = self.many("clauses", Item::parsed::<ClauseId>);
        Some(Formula::Attainment { measure: measure.ok()?, clauses: clauses.ok()?.unwrap_or_default() })
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

    /// Returns kinds of solution, each of which must be declared; none where the key is not there.
    fn remedies(&self) -> Option<Vec<Remedy>> {
        let declared = self.vocabulary.remedies.keys().cloned().collect();
        self.declared("remedies", &declared)
    }

    /// Returns which tickets are complaints, where their cause is found, and when it is a repeat.
    pub(in crate::read) fn cause_rule(&self) -> Option<CauseRule> {
        let (kinds, within) = (self.kinds(), self.within());
        let by = self.table.get("causes").and_then(|item| self.causes(&item));
        Some(CauseRule { kinds: kinds?, by: by?, within: within.ok()? })
    }

    /// Returns where causes of complaints are found: the word `kind`, or a list of labels in order.
    fn causes(&self, item: &Item<'a>) -> Option<CauseBy> {
        if item.is_text() {
            let expected = || Some("expected `kind`, or a list of declared labels".to_owned());
            return match item.text()? {
                "kind" => Some(CauseBy::Kind),
                other => item.refuse(format!("{} is not possible here", quote(other)), expected()),
            };
        }
        self.filled("causes", item)?;
        lists::distinct(item, |item| declared_word::<Tag>(item, &self.vocabulary.tags)).map(CauseBy::Tags)
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
}
