//! From a merged document to a checked version: one file for each part of the document.

mod analyses;
mod buying;
mod cadences;
mod calendars;
mod churn;
mod entitlements;
mod escalation;
mod goals;
mod holiday_rules;
mod holidays;
mod indicators;
mod lifecycle;
mod lifetime_value;
mod lists;
mod loyalty;
mod maps;
mod named;
mod quality_sheets;
mod recording;
mod rules;
mod scope;
mod segments;
mod shares;
mod spans;
mod stability;
mod tiers;
mod vocabulary;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveTime, Utc};
use crm_calendar::{ElapsedTime, Zone};
use crm_model::{Currency, ExistingAfter, Vocabulary};
use crm_segmentation::Entitlements;
use crm_sla::HitPolicy;

use self::named::Noted;
use crate::chain::Chain;
use crate::error::PolicyError;
use crate::preset::Preset;
use crate::section::{Context, Item, Section};
use crate::suggest::quote;
use crate::version::{OpenTickets, Parts, PolicyVersion, Retention};

const REQUIRED: [&str; 4] = ["schema", "name", "zone", "hit-policy"];
const OPTIONAL: [&str; 34] = [
    "version",
    "owner",
    "extends",
    "valid",
    "open-tickets",
    "scope",
    "vocabulary",
    "maps",
    "customers",
    "shares",
    "money",
    "holidays",
    "calendar",
    "sla",
    "recording",
    "escalation",
    "quality-sheet",
    "indicator",
    "goal",
    "cadence",
    "analysis",
    "indicators",
    "tiers",
    "tier-names",
    "classes",
    "rfm",
    "segments",
    "lifetime-value",
    "entitlements",
    "churn",
    "loyalty",
    "lifecycle",
    "cross-selling",
    "frequent-buyers",
];

/// Returns the version that a chain of documents makes.
///
/// # Errors
///
/// Every problem found in any of them.
pub(crate) fn version(chain: Chain) -> Result<PolicyVersion, PolicyError> {
    let context = Context::new(chain.sources);
    let root = Section::root(&context, &chain.document);
    match parts(&root, chain.extends) {
        Some(parts) if context.count() == 0 => Ok(PolicyVersion { parts: Arc::new(parts), edited: None }),
        _ => Err(context.error()),
    }
}

/// Returns what the document says, or `None` if a problem was noted that leaves a gap in it.
fn parts(root: &Section<'_>, sources: Vec<String>) -> Option<Parts> {
    let keys_are_known = root.check_keys(&REQUIRED, &OPTIONAL);
    let zones = Zones::default();
    let name = root.get("name").and_then(|item| name(&item));
    let version = root.get("version").and_then(|item| item.text());
    let owner = root.get("owner").and_then(|item| item.filled_text());
    let zone = root.get("zone").and_then(|item| zones.named(&item));
    let hit_policy = root.get("hit-policy").and_then(|item| item.choice(&HitPolicy::ALL));
    let open_tickets =
        root.get("open-tickets").map_or(Some(OpenTickets::default()), |item| item.choice(&OpenTickets::ALL));
    let (valid_from, valid_until) = valid(root, zone.as_ref());

    let problems_so_far = root.context.count();
    let vocabulary = vocabulary::read(root);
    // Words under a misspelt key would only be missed again by every rule that uses them.
    let words_are_known = keys_are_known && root.context.count() == problems_so_far;
    let using_words = words_are_known.then(|| {
        (scope::read(root, &vocabulary), maps::read(root, &vocabulary), shares::read(root, &vocabulary))
    });
    let (Customers { existing_after, dormant_after }, currency) = (customers(root), currency(root));
    let lists = holidays::read(root);
    let (calendars, calendar_specs) = calendars::read(root, &lists, &zones);
    let rules = words_are_known.then(|| rules::read(root, &vocabulary, &calendars)).flatten();
    let recording = words_are_known.then(|| recording::read(root, &vocabulary, &calendars)).flatten();
    let ground = zone.as_ref().filter(|_| words_are_known).map(|zone| Ground { zone, currency });
    let sheets = quality_sheets::read(root);
    let problems_so_far = root.context.count();
    let words = indicators::Words { vocabulary: &vocabulary, calendars: &calendars, sheets: &sheets };
    let scorecard = ground.and_then(|ground| indicators::read(root, words, ground));
    // Goals and cadences of indicators that are wrong would only miss them again.
    let indicators = scorecard.as_ref().filter(|_| root.context.count() == problems_so_far);
    let goals = indicators.and_then(|scorecard| goals::read(root, &vocabulary, scorecard));
    let cadences = indicators.and_then(|scorecard| cadences::read(root, &vocabulary, scorecard));
    let analyses = ground
        .zip(indicators)
        .and_then(|(ground, scorecard)| analyses::read(root, &vocabulary, &calendars, ground, scorecard));
    let service_levels = rules.zip(hit_policy).and_then(|(rules, hit_policy)| rules.under(hit_policy));

    let (scope, maps, shares) = using_words?;
    let segmentation = ground.map(|ground| tiers::read(root, &vocabulary, ground)).unwrap_or_default();
    let lifetime_value = ground.and_then(|ground| lifetime_value::read(root, ground));
    let buying = ground.map(|ground| buying::read(root, ground)).unwrap_or_default();
    let entitlements = entitlements::read(root, &vocabulary);
    let entitlements = Entitlements::new(entitlements, dormant_after, existing_after);
    let retention = ground.map(|ground| retention(root, &vocabulary, ground)).unwrap_or_default();
    let escalation = words_are_known.then(|| escalation::read(root, &vocabulary, &calendars)).flatten();

    let place = root.get("valid").map_or(root.place, |item| item.place());
    Some(Parts {
        name: name?.to_owned(),
        version: version.unwrap_or_default().to_owned(),
        owner: owner.map(str::to_owned),
        zone: zone?,
        valid_from,
        valid_until,
        open_tickets: open_tickets?,
        valid_place: root.context.problem(place, "valid", String::new(), None)?,
        scope,
        vocabulary,
        maps,
        existing_after,
        shares,
        currency,
        calendars: calendars.into_iter().filter_map(|(name, calendar)| Some((name, calendar?))).collect(),
        calendar_specs,
        service_levels: service_levels?,
        recording: recording?,
        segmentation,
        lifetime_value,
        entitlements,
        retention,
        buying,
        escalation,
        quality_sheets: sheets.known,
        scorecard: scorecard?,
        goals: goals?,
        cadences: cadences?,
        analyses: analyses?,
        sources,
    })
}

/// Returns the rules about who stays that are not switched off and hold; what is wrong with the others is noted.
fn retention(root: &Section<'_>, vocabulary: &Vocabulary, ground: Ground<'_>) -> Retention {
    let noted = root.context.count();
    let churn = churn::read(root, vocabulary, ground);
    let of_churn = root.context.count();
    let loyalty = loyalty::read(root, ground);
    let of_loyalty = root.context.count();
    let lifecycle = lifecycle::read(
        root,
        if of_churn > noted { Err(Noted) } else { Ok(churn.as_ref()) },
        if of_loyalty > of_churn { Err(Noted) } else { Ok(loyalty.as_ref()) },
    );
    Retention { churn, loyalty, lifecycle }
}

/// Returns the document's name, which is no preset's unless the document is that preset.
fn name<'a>(item: &Item<'a>) -> Option<&'a str> {
    let name = item.filled_text()?;
    match name.parse::<Preset>() {
        Ok(preset) if !item.is_in(preset.text()) => item.refuse(
            format!("{} is the name of a preset", quote(name)),
            Some(format!("choose another, such as `our-{name}`")),
        ),
        _ => Some(name),
    }
}

/// Returns the first instant of validity and the first one after it.
fn valid(root: &Section<'_>, zone: Option<&Zone>) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    let Some(section) = root.section("valid") else { return (None, None) };
    section.check_keys(&[], &["from", "until"]);
    let date = |key: &str| section.get(key).and_then(|item| item.date());
    let (from, until) = (date("from"), date("until"));
    if let (Some(from), Some(until)) = (from, until)
        && from >= until
    {
        let message = format!(
            "`until` ({until}) is not after `from` ({from}), so the document would never be in force"
        );
        section.refuse_at(
            "until",
            message,
            Some("`until` is the first day on which it is no longer in force".into()),
        );
    }
    let midnight = |date: chrono::NaiveDate| zone.map(|zone| zone.opening(date.and_time(NaiveTime::MIN)));
    (from.and_then(midnight), until.and_then(midnight))
}

/// What `[customers]` says of customers in general.
#[derive(Debug, Clone, Copy, Default)]
struct Customers {
    existing_after: Option<ExistingAfter>,
    dormant_after: Option<ElapsedTime>,
}

fn customers(root: &Section<'_>) -> Customers {
    let Some(section) = root.section("customers") else { return Customers::default() };
    section.check_keys(&[], &["existing-after", "dormant-after"]);
    Customers {
        existing_after: section.get("existing-after").and_then(|item| item.parsed()),
        dormant_after: section.get("dormant-after").and_then(|item| spans::elapsed(&item)),
    }
}

/// What the document says for all rules about dates and amounts.
#[derive(Debug, Clone, Copy)]
struct Ground<'a> {
    zone: &'a Zone,
    /// The currency in which sums are made, unless a rule names another.
    currency: Option<Currency>,
}

/// Returns the currency that `[money]` names.
fn currency(root: &Section<'_>) -> Option<Currency> {
    let section = root.section("money")?;
    section.check_keys(&[], &["currency"]);
    section.get("currency")?.parsed()
}

/// The zones of a document, each looked up once.
#[derive(Debug, Default)]
struct Zones {
    known: RefCell<BTreeMap<String, Zone>>,
}

impl Zones {
    fn named(&self, item: &Item<'_>) -> Option<Zone> {
        let name = item.text()?;
        if let Some(zone) = self.known.borrow().get(name) {
            return Some(zone.clone());
        }
        match Zone::named(name) {
            Ok(zone) => {
                self.known.borrow_mut().insert(name.to_owned(), zone.clone());
                Some(zone)
            }
            Err(error) => item.refuse(error.to_string(), None),
        }
    }
}
