//! `docs/clauses.md` tells the truth: every clause has a row, and what a row names exists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crm_kit::escalation::EscalationRules;
use crm_kit::model::{ClauseId, Strength};
use crm_kit::policy::{CLAUSES, LifetimeValueRule, Policy, PolicyVersion, Preset, clause_entry};
use crm_kit::segmentation::{ChurnRule, ClassRule, LifecycleRule, LoyaltyRule, RfmRule, ValueTierRule};

use crate::{read, root};

/// Names items of the libraries: each must exist for this file to compile.
macro_rules! items {
    ($($first:ident $(:: $rest:ident)+,)+) => {{
        $({
            #[allow(unused_imports, reason = "that it can be imported is the test")]
            use $first $(:: $rest)+ as _;
        })+
        BTreeSet::from([$(concat!(stringify!($first) $(, "::", stringify!($rest))+)),+])
    }};
}

/// Every item that `docs/clauses.md` names.
#[expect(clippy::too_many_lines, reason = "one line an item")]
fn items() -> BTreeSet<&'static str> {
    items![
        crm_kit::Assessment,
        crm_kit::GroupGrowth,
        crm_kit::LifetimePeriod,
        crm_kit::PortraitBy,
        crm_kit::RaisedWarning,
        crm_kit::WarningKind,
        crm_kit::clv::LifetimeValue,
        crm_kit::escalation::Excuse,
        crm_kit::escalation::Ladder,
        crm_kit::escalation::Nature,
        crm_kit::escalation::Recipient,
        crm_kit::escalation::StartLimit,
        crm_kit::escalation::Step,
        crm_kit::escalation::Trigger,
        crm_kit::kpi::AttainmentTally,
        crm_kit::kpi::Breakdown,
        crm_kit::kpi::Budget,
        crm_kit::kpi::CauseRule,
        crm_kit::kpi::ComplaintCauses,
        crm_kit::kpi::CompletenessTally,
        crm_kit::kpi::ContradictionTally,
        crm_kit::kpi::CampaignRule,
        crm_kit::kpi::CampaignTable,
        crm_kit::kpi::CampaignTally,
        crm_kit::kpi::ChannelRule,
        crm_kit::kpi::ChannelTable,
        crm_kit::kpi::ConversionTally,
        crm_kit::kpi::CostTally,
        crm_kit::kpi::CoverageTally,
        crm_kit::kpi::CustomerGoalTally,
        crm_kit::kpi::DurationTally,
        crm_kit::kpi::FileAccuracy,
        crm_kit::kpi::FileAudit,
        crm_kit::kpi::FirstContact,
        crm_kit::kpi::FollowUp,
        crm_kit::kpi::FollowUpTally,
        crm_kit::kpi::Formula,
        crm_kit::kpi::IndicatorSpec,
        crm_kit::kpi::MeanTally,
        crm_kit::kpi::Miss,
        crm_kit::kpi::NpsBounds,
        crm_kit::kpi::NpsTally,
        crm_kit::kpi::ParticipationTally,
        crm_kit::kpi::Performance,
        crm_kit::kpi::QualitySheet,
        crm_kit::kpi::RateTally,
        crm_kit::kpi::RecoveryTally,
        crm_kit::kpi::RemedyTally,
        crm_kit::kpi::RecommendationTally,
        crm_kit::kpi::RepresentationTally,
        crm_kit::kpi::ResolutionTally,
        crm_kit::kpi::RetentionForm,
        crm_kit::kpi::RetentionTally,
        crm_kit::kpi::RevisitTally,
        crm_kit::kpi::Target,
        crm_kit::kpi::TicketPart,
        crm_kit::kpi::TicketTime,
        crm_kit::kpi::Trend,
        crm_kit::kpi::TrendJudging,
        crm_kit::kpi::ValueCostTally,
        crm_kit::kpi::Verdict,
        crm_kit::kpi::Volume,
        crm_kit::kpi::analysis::DeliveryTable,
        crm_kit::kpi::diagnosis::Diagnosis,
        crm_kit::kpi::process::Conformance,
        crm_kit::kpi::process::OrderRule,
        crm_kit::kpi::process::ProcessTally,
        crm_kit::kpi::process::ServiceProcess,
        crm_kit::kpi::process::TicketLog,
        crm_kit::kpi::cadence::Cadence,
        crm_kit::kpi::cadence::Kept,
        crm_kit::kpi::cadence::OrderKept,
        crm_kit::kpi::cadence::Review,
        crm_kit::kpi::chart::Anomalies,
        crm_kit::kpi::staffing::ErlangC,
        crm_kit::kpi::trend::judge,
        crm_kit::kpi::goal::Aim,
        crm_kit::kpi::goal::Goals,
        crm_kit::kpi::goal::Tracking,
        crm_kit::kpi::relation::Correlation,
        crm_kit::kpi::relation::Relation,
        crm_kit::kpi::WinKeepTally,
        crm_kit::lifetime_value,
        crm_kit::lifetime_values,
        crm_kit::model::Agreement,
        crm_kit::model::AuditedField,
        crm_kit::model::Business,
        crm_kit::model::Channel,
        crm_kit::model::ChannelAttributes,
        crm_kit::model::Classification,
        crm_kit::model::Contact,
        crm_kit::model::Contradiction,
        crm_kit::model::CustomerClass,
        crm_kit::model::CustomerFile,
        crm_kit::model::CustomerGoal,
        crm_kit::model::CustomerId,
        crm_kit::model::CustomerMerger,
        crm_kit::model::Dataset,
        crm_kit::model::EventKind,
        crm_kit::model::ExistingAfter,
        crm_kit::model::Extent,
        crm_kit::model::FileField,
        crm_kit::model::FileUpdate,
        crm_kit::model::Integrity,
        crm_kit::model::Interaction,
        crm_kit::model::Interest,
        crm_kit::model::LifecycleStage,
        crm_kit::model::Noticed,
        crm_kit::model::Organisation,
        crm_kit::model::Origin,
        crm_kit::model::PersonId,
        crm_kit::model::PersonalText,
        crm_kit::model::Preferences,
        crm_kit::model::Provenance,
        crm_kit::model::Purchase,
        crm_kit::model::RemedyAttributes,
        crm_kit::model::Spend,
        crm_kit::model::SpendAim,
        crm_kit::model::SurveyAnswer,
        crm_kit::model::Tag,
        crm_kit::model::Ticket,
        crm_kit::model::Vocabulary,
        crm_kit::model::VocabularyMap,
        crm_kit::policy::Allocation,
        crm_kit::policy::PolicyVersion,
        crm_kit::policy::Scope,
        crm_kit::policy::Setting,
        crm_kit::segmentation::ChurnJudgement,
        crm_kit::segmentation::ChurnRule,
        crm_kit::segmentation::ClassRule,
        crm_kit::segmentation::Contributions,
        crm_kit::segmentation::CrossSellingRule,
        crm_kit::segmentation::Disagree,
        crm_kit::segmentation::Discount,
        crm_kit::segmentation::EntitlementCondition,
        crm_kit::segmentation::Entitlements,
        crm_kit::segmentation::FrequentBuyersRule,
        crm_kit::segmentation::Portraits,
        crm_kit::segmentation::LifecycleRule,
        crm_kit::segmentation::LoyaltyRule,
        crm_kit::segmentation::RfmRule,
        crm_kit::segmentation::SegmentMap,
        crm_kit::segmentation::SpendBy,
        crm_kit::segmentation::StandingRule,
        crm_kit::segmentation::TierNames,
        crm_kit::segmentation::TierShortfall,
        crm_kit::segmentation::ValueTierRule,
        crm_kit::portraits,
        crm_kit::sla::ClosedLoop,
        crm_kit::sla::Conditions,
        crm_kit::sla::Limit,
        crm_kit::sla::Measure,
        crm_kit::sla::RecordingRules,
        crm_kit::sla::Reminder,
        crm_kit::sla::Responsible,
        crm_kit::sla::Warning,
    ]
}

/// A row of a table: the clause, how firmly its document speaks, and the words of its last column in backticks; none
/// for "not yet".
struct Row {
    clause: String,
    strengths: Vec<String>,
    named: Vec<String>,
}

fn rows() -> Vec<Row> {
    let page = read("docs/clauses.md");
    let known: BTreeSet<&str> = CLAUSES.iter().map(|entry| entry.id).collect();
    let mut rows = Vec::new();
    for line in page.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let clause = cells[0].trim_matches('`');
        if !known.contains(clause) {
            assert!(clause.parse::<crm_kit::model::ClauseId>().is_err(), "unknown clause in `{line}`");
            continue;
        }
        let last = cells.last().unwrap();
        let named: Vec<String> =
            last.split('`').skip(1).step_by(2).map(|word| word.trim_end_matches("()").to_owned()).collect();
        assert_eq!(named.is_empty(), *last == "not yet", "{clause}: either items or `not yet`, not `{last}`");
        let strengths = cells[1].split(", ").map(str::to_owned).collect();
        rows.push(Row { clause: clause.to_owned(), strengths, named });
    }
    rows
}

/// A rule of a preset: whose clause it carries out, and how binding it says that the clause is.
struct PresetRule {
    clause: String,
    strength: Strength,
}

/// The rules of every preset that name a clause, written `detailed: sla.solve-complex`. What a preset inherits is not
/// its own: it names a clause of another document. Ladders, maps, calendars and words have no clause of their own: the
/// rules and rows that need them tell of them in words.
fn preset_rules() -> BTreeMap<String, PresetRule> {
    let mut rules = BTreeMap::new();
    for preset in Preset::ALL {
        let policy = Policy::preset(*preset);
        for (name, clause, strength) in rules_of(policy.latest()) {
            if clause_entry(&clause).is_some_and(|entry| entry.document == preset.document()) {
                rules.insert(format!("{}: {name}", preset.name()), PresetRule { clause, strength });
            }
        }
    }
    rules
}

/// Every rule of a document that names a clause: its name, its clause and its strength, sorted.
fn rules_of(version: &PolicyVersion) -> Vec<(String, String, Strength)> {
    let rule = |name: &dyn std::fmt::Display, clause: &ClauseId, strength: Strength| {
        (name.to_string(), clause.to_string(), strength)
    };
    let promises = version.service_levels().rules().iter();
    let mut rules: Vec<_> = promises.map(|of| rule(of.name(), of.clause(), of.strength())).collect();
    let records = version.recording().rules().iter();
    rules.extend(records.map(|of| rule(of.name(), of.clause(), of.strength())));
    let triggers = version.escalation().into_iter().flat_map(EscalationRules::triggers);
    rules.extend(triggers.map(|of| rule(&of.name, &of.clause, of.strength)));
    let indicators = version.scorecard().indicators().iter();
    rules.extend(indicators.map(|of| rule(&of.name, &of.clause, of.strength)));
    let cadences = version.cadences().cadences().iter();
    rules.extend(cadences.map(|of| rule(&of.name, &of.clause, of.strength)));
    let analyses = version.analyses().specs().iter();
    rules.extend(analyses.map(|of| rule(&of.name, &of.clause, of.strength)));
    let tiers = version.tier_rules().iter().map(ValueTierRule::spec);
    rules.extend(tiers.map(|of| rule(&of.name, &of.clause, of.strength)));
    rules.extend(version.tier_names().iter().map(|of| rule(of.name(), of.clause(), of.strength())));
    let classes = version.classes().map(ClassRule::spec);
    rules.extend(classes.map(|of| rule(&"classes", &of.clause, of.strength)));
    let rfm = version.rfm().map(RfmRule::spec);
    rules.extend(rfm.map(|of| rule(&"rfm", &of.clause, of.strength)));
    let standings = version.tier_rules().iter().filter_map(|tiers| version.standing_of(tiers.name()));
    rules.extend(standings.map(|of| rule(&of.name, &of.clause, of.strength)));
    let segments = version.segments().map(|of| of.map().spec());
    rules.extend(segments.map(|of| rule(&of.name, &of.clause, of.strength)));
    let lifetime_value = version.lifetime_value().map(LifetimeValueRule::spec);
    rules.extend(lifetime_value.map(|of| rule(&of.name, &of.clause, of.strength)));
    let cross_selling = version.cross_selling();
    rules.extend(cross_selling.map(|of| rule(of.name(), of.clause(), of.strength())));
    let frequent_buyers = version.frequent_buyers();
    rules.extend(frequent_buyers.map(|of| rule(of.name(), of.clause(), of.strength())));
    let entitlements = version.entitlements().rules().iter();
    rules.extend(entitlements.map(|of| rule(of.name(), of.clause(), of.strength())));
    let churn = version.churn().map(ChurnRule::spec);
    rules.extend(churn.map(|of| rule(&of.name, &of.clause, of.strength)));
    let loyalty = version.loyalty().map(LoyaltyRule::spec);
    rules.extend(loyalty.map(|of| rule(&of.name, &of.clause, of.strength)));
    let lifecycle = version.lifecycle().map(LifecycleRule::spec);
    rules.extend(lifecycle.map(|of| rule(&of.name, &of.clause, of.strength)));
    let shares = version.shares().iter();
    rules.extend(shares.map(|(name, of)| rule(&format!("shares.{name}"), of.clause(), of.strength())));
    rules.sort_unstable_by(|one, other| (&one.0, &one.1).cmp(&(&other.0, &other.1)));
    rules
}

#[test]
fn every_clause_has_one_row() {
    let listed: Vec<String> = rows().into_iter().map(|row| row.clause).collect();
    let known: Vec<&str> = CLAUSES.iter().map(|entry| entry.id).collect();
    assert_eq!(listed, known);
}

#[test]
fn every_item_that_a_row_names_exists() {
    let (items, rules) = (items(), preset_rules());
    let mut named = BTreeSet::new();
    for row in rows() {
        for name in row.named {
            if name.starts_with("crm_kit::") {
                assert!(
                    items.contains(name.as_str()),
                    "{}: `{name}` is not in the list of this test",
                    row.clause
                );
                named.insert(name);
            } else {
                let clause = rules.get(&name).map(|rule| rule.clause.as_str());
                assert_eq!(
                    clause,
                    Some(row.clause.as_str()),
                    "{}: `{name}` is no rule of a preset for it",
                    row.clause
                );
            }
        }
    }
    assert_eq!(items.into_iter().collect::<Vec<_>>(), named.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn every_rule_of_a_preset_stands_in_the_row_of_its_clause() {
    let rows = rows();
    for (rule, PresetRule { clause, .. }) in preset_rules() {
        let row =
            rows.iter().find(|row| row.clause == clause).unwrap_or_else(|| panic!("no row for {clause}"));
        assert!(row.named.contains(&rule), "{clause}: the row does not name `{rule}`");
    }
}

/// Returns the names of all tests in a folder and those below it.
fn tests_below(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            names.extend(tests_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let tests = text.split("#[test]\nfn ").skip(1);
            names.extend(tests.filter_map(|test| Some(test.split_once('(')?.0.to_owned())));
        }
    }
    names
}

/// What is owed on tickets, contacts and files, and what goes up, is judged by tests that name the clause.
#[test]
fn every_clause_of_a_promise_has_a_test_that_names_it() {
    let tests = tests_below(&root().join("crates/crm-kit/tests"));
    let promises = ["sla.", "recording.", "escalation."];
    for (rule, PresetRule { clause, .. }) in preset_rules() {
        let (_, name) = rule.split_once(' ').unwrap();
        let begins = format!("{}_", clause.to_lowercase().replace('-', "_"));
        let is_named = tests.iter().any(|test| test.starts_with(&begins));
        assert!(
            is_named || !promises.iter().any(|kind| name.starts_with(kind)),
            "{rule}: no test begins with `{begins}`"
        );
    }
}

#[test]
fn no_kind_of_rule_is_forgotten_here() {
    for preset in Preset::ALL {
        let policy = Policy::preset(*preset);
        let named: Vec<(String, String)> =
            rules_of(policy.latest()).into_iter().map(|(name, clause, _)| (name, clause)).collect();
        let all: Vec<(String, String)> =
            policy.latest().clauses().into_iter().map(|(name, clause)| (name, clause.to_string())).collect();
        assert_eq!(named, all, "{}", preset.name());
    }
}

/// A rule is as binding as its clause, or it is our reading of it.
#[test]
fn rules_of_presets_are_as_binding_as_their_clauses() {
    let rows = rows();
    for (rule, PresetRule { clause, strength }) in preset_rules() {
        let row = rows.iter().find(|row| row.clause == clause).unwrap();
        let agrees = row.strengths.iter().any(|word| word == strength.as_str());
        assert!(
            agrees || strength == Strength::Derived,
            "{rule}: {strength:?}, {clause}: {:?}",
            row.strengths
        );
    }
}
