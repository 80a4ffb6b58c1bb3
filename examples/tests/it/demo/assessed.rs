//! The company, assessed by its own policy: the figures are those of a decent company with a bad November, and every
//! kind of verdict has an example.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::OnceLock;

use crm_kit::kpi::analysis::Figures;
use crm_kit::kpi::{Line, Value, Verdict};
use crm_kit::segmentation::CoverageClass;
use crm_kit::{Assessment, assess};
use crm_model::{Dataset, Missing};
use examples::demo;

use super::{assert_within, company, instant};

fn assessment() -> &'static Assessment {
    static ASSESSMENT: OnceLock<Assessment> = OnceLock::new();
    ASSESSMENT.get_or_init(|| {
        let (dataset, _) = Dataset::new(company().clone());
        assess(&dataset, &demo::policy(), demo::as_of())
    })
}

#[track_caller]
fn line(name: &str) -> &'static Line {
    let lines = assessment().scorecard.iter();
    lines.clone().find(|line| line.indicator.as_str() == format!("indicator.{name}")).unwrap()
}

/// Returns the number that an indicator shows: percent for shares.
#[track_caller]
fn shown(name: &str) -> f64 {
    let shown = line(name).value.to_string();
    shown.trim_end_matches('%').parse().unwrap_or_else(|_| panic!("{name}: {shown}"))
}

/// How many obligations of a rule were met, and how many were judged.
#[derive(Default)]
struct Kept {
    met: i128,
    judged: i128,
}

fn kept() -> BTreeMap<(&'static str, &'static str), Kept> {
    let mut kept: BTreeMap<_, Kept> = BTreeMap::new();
    for obligation in &assessment().obligations {
        let Some(rule) = &obligation.rule else { continue };
        let of_rule = kept.entry((obligation.id.measure.as_str(), rule.as_str())).or_default();
        let state = obligation.state.as_str();
        of_rule.met += i128::from(state == "met");
        of_rule.judged += i128::from(["met", "met-late", "missed", "overdue"].contains(&state));
    }
    kept
}

#[test]
fn the_tables_of_the_policy_tell_of_channels_and_of_what_customers_complain() {
    let figures = |name: &str| {
        let name = format!("analysis.{name}");
        assessment().analyses.iter().find(|one| one.analysis.as_str() == name).unwrap().figures.as_ref()
    };
    let Ok(Figures::ChannelDeliveries(deliveries)) = figures("channel-deliveries") else { panic!() };
    let listed = deliveries.lines.iter().filter(|line| line.channel.is_some());
    assert_eq!(listed.map(|line| line.delivers).collect::<Vec<_>>(), [Ok(true); 5]);
    let Ok(Figures::Channels(channels)) = figures("channels") else { panic!() };
    let spread = channels.response_spread().unwrap();
    // Those who are on the line are answered at once, those who write wait.
    assert!(["phone", "online-chat"].contains(&spread.lowest.0.as_str()), "{spread:?}");
    assert!(["e-mail", "social-media"].contains(&spread.highest.0.as_str()), "{spread:?}");
    let Ok(Figures::ComplaintCauses(table)) = figures("complaint-causes") else { panic!() };
    let labels: BTreeSet<&str> = table.causes.lines.iter().map(|line| line.cause.as_str()).collect();
    assert_eq!(
        labels,
        BTreeSet::from(["faulty-goods", "late-delivery", "unfriendly-answer", "wrong-invoice"])
    );
    // Tickets opened in February with one of these labels that did not become part of another one.
    let february = instant("2026-02-01T00:00:00+08:00")..instant("2026-03-01T00:00:00+08:00");
    let (dataset, _) = Dataset::new(company().clone());
    let opened =
        dataset.tickets().iter().filter(|one| one.opened_at().is_some_and(|at| february.contains(&at)));
    let is_merged = |ticket: &crm_model::Ticket| {
        let mut events = ticket.events_until(assessment().as_of).iter();
        events.any(|event| matches!(event.happening, crm_model::Happening::Merged(_)))
    };
    let opened = opened.filter(|ticket| !is_merged(ticket));
    let labelled =
        opened.filter(|ticket| ticket.tags().iter().any(|tag| labels.contains(tag.as_str()))).count();
    assert_eq!(table.causes.lines.iter().map(|line| line.complaints).sum::<u64>(), labelled as u64);
}

#[test]
fn every_promise_that_can_be_judged_is_mostly_kept_and_sometimes_broken() {
    let mut judged = 0;
    for ((measure, rule), Kept { met, judged: of_rule }) in kept() {
        if of_rule >= 40 {
            judged += 1;
            let band = if measure == "escalation" { 780..=990 } else { 850..=970 };
            assert_within(rule, met, of_rule, band);
        }
    }
    assert!(judged >= 15, "{judged}");
}

#[test]
fn few_obligations_cannot_be_judged() {
    let all = &assessment().obligations;
    let unclear = all.iter().filter(|one| one.state.as_str() == "undetermined").count();
    assert_within("unclear", unclear as i128, all.len() as i128, 10..=60);
}

#[test]
fn figures_of_the_scorecard_are_those_of_a_decent_company() {
    let bands: [(&str, RangeInclusive<f64>); 16] = [
        ("attainment", 85.0..=95.0),
        ("complaint-satisfaction", 85.0..=97.0),
        ("complaints-resolved", 93.0..=99.9),
        ("cost-share", 4.0..=5.0),
        ("coverage-class-a", 98.0..=100.0),
        ("coverage-class-b", 75.0..=90.0),
        ("file-accuracy", 96.0..=99.9),
        ("follow-up", 84.0..=93.0),
        ("initial-satisfaction", 85.0..=96.0),
        ("nps", 42.0..=55.0),
        ("participation", 20.0..=30.0),
        ("resolution", 94.0..=99.5),
        ("retention", 80.0..=92.0),
        ("revisits-in-time", 80.0..=95.0),
        ("satisfaction", 3.9..=4.5),
        ("ticket-completeness", 80.0..=95.0),
    ];
    for (name, band) in bands {
        let value = shown(name);
        assert!(band.contains(&value), "{name}: {value}");
    }
}

#[test]
fn every_kind_of_verdict_occurs_and_more_targets_are_met_than_cannot_be_measured() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for line in &assessment().scorecard {
        *counts.entry(line.verdict.as_str()).or_default() += 1;
    }
    let kinds = ["incomplete-period", "met", "missed", "no-target", "not-measured"];
    assert_eq!(counts.keys().copied().collect::<Vec<_>>(), kinds, "{counts:?}");
    assert!(counts["met"] >= 5 && counts["missed"] >= 3, "{counts:?}");
    assert!(counts["not-measured"] + counts["incomplete-period"] <= 3, "{counts:?}");
}

#[test]
fn what_cannot_be_measured_is_what_the_policy_says() {
    assert!(matches!(line("response-time-change").verdict, Verdict::NotMeasured { .. }));
    assert_eq!(line("complaint-resolution-change").verdict, Verdict::IncompletePeriod);
}

#[test]
fn complaints_fall_but_for_the_quarter_of_november() {
    let complaints = line("complaint-rate");
    let rate = |value: &Value| value.number().unwrap().as_f64();
    let before: Vec<f64> = complaints.history().iter().map(|past| rate(&past.value)).collect();
    let [spring, summer] = before[..] else { panic!("{before:?}") };
    assert!(summer < spring, "{spring} {summer}");
    assert!(rate(&complaints.value) > summer, "November is in the last quarter of 2025");
    assert_eq!(complaints.verdict, Verdict::Missed);
}

#[test]
fn attainment_is_lowest_in_november() {
    let months = line("attainment").history();
    let share = |value: &Value| value.number().unwrap().as_f64();
    let lowest =
        months.iter().min_by(|one, other| share(&one.value).total_cmp(&share(&other.value))).unwrap();
    assert_eq!(lowest.period.to_string(), "2025-11");
}

#[test]
fn all_tiers_are_filled_and_a_few_customers_are_undetermined() {
    let tiers = assessment().tiers.as_ref().unwrap();
    let bands = [("high", 100..=200), ("middle", 200..=350), ("ordinary", 450..=700)];
    assert_eq!(tiers.lines.len(), bands.len());
    for (line, (tier, band)) in tiers.lines.iter().zip(bands) {
        assert_eq!(line.tier.as_str(), tier);
        assert_within(tier, i128::from(line.customers), i128::from(tiers.population), band);
    }
    assert!((1..=40).contains(&tiers.undetermined), "{}", tiers.undetermined);
    let missing: BTreeSet<&Missing> =
        assessment().customers.iter().filter_map(|one| one.missing.as_ref()).collect();
    assert_eq!(missing, [&Missing::CredibleOrder, &Missing::ExchangeRate].into());
    let classes: BTreeSet<_> = assessment().customers.iter().filter_map(|one| one.class).collect();
    assert_eq!(classes, CoverageClass::ALL.into());
}

#[test]
fn escalations_are_mostly_in_time_and_occur_in_every_other_state() {
    let mut states: BTreeMap<&str, i128> = BTreeMap::new();
    for escalation in &assessment().escalations {
        *states.entry(escalation.state.as_str()).or_default() += 1;
    }
    for state in ["met", "met-late", "missed", "overdue", "superseded", "undetermined"] {
        assert!(states.get(state).is_some_and(|count| *count > 5), "{state}: {states:?}");
    }
    let judged: i128 = ["met", "met-late", "missed", "overdue"].map(|state| states[state]).iter().sum();
    assert_within("escalated in time", states["met"], judged, 800..=950);
    assert!(assessment().escalations.iter().any(|one| one.to.is_some()), "somebody is to be told now");
}

#[test]
fn every_trigger_calls_for_an_escalation() {
    let called: BTreeSet<&str> = assessment()
        .escalations
        .iter()
        .flat_map(|escalation| escalation.reasons.iter().map(|reason| &*reason.trigger))
        .collect();
    let triggers = [
        "agitated",
        "beyond-authority",
        "cannot-be-solved",
        "harm-reported",
        "over-limit",
        "several-departments",
    ];
    assert_eq!(called, triggers.into());
}

#[test]
fn some_late_tickets_were_explained_so_that_no_escalation_is_due() {
    let over_limit: BTreeSet<_> = assessment()
        .escalations
        .iter()
        .filter(|escalation| escalation.reasons.iter().any(|reason| reason.trigger == "over-limit"))
        .map(|escalation| &escalation.ticket)
        .collect();
    let late = assessment().obligations.iter().filter(|one| {
        one.id.measure.as_str() == "resolution"
            && matches!(one.state.as_str(), "met-late" | "missed" | "overdue")
    });
    let (mut excused, mut all) = (0, 0);
    for obligation in late {
        let crm_model::Subject::Ticket(ticket) = &obligation.id.subject else { continue };
        all += 1;
        excused += i128::from(!over_limit.contains(ticket));
    }
    assert_within("late without a reason to escalate", excused, all, 100..=500);
}

#[test]
fn some_warnings_stand() {
    let rules: BTreeSet<&str> =
        assessment().warnings.iter().map(|warning| warning.obligation.measure.as_str()).collect();
    assert!(rules.contains("resolution"), "{rules:?}");
}

#[test]
fn policy_and_data_together_show_the_findings_of_orders_and_dates() {
    let found: BTreeSet<&str> = assessment().findings.iter().map(|finding| finding.noticed.rule()).collect();
    assert_eq!(found, ["customers-undetermined", "rounds-exhausted", "rows-in-the-future"].into());
}
