//! `[analysis.NAME]`: what is read, what is refused and where, and what is inherited.

use std::num::NonZeroU16;

use crm_calendar::ElapsedTime;
use crm_kpi::analysis::{AnalysisRule, AnalysisSpec};
use crm_kpi::process::ServiceRule;
use crm_kpi::relation::PairsBy;
use crm_kpi::{CauseBy, ChannelRule, Counts, Dimension, Per};
use crm_model::{EventKind, EventKinds, SpendAim, Strength};
use crm_policy::{Policy, PolicyError};

use crate::{SMALL, parse_extending, tells};

const HEADER: &str = "schema = \"crm-policy/1\"\nname = \"ours\"\nextends = \"small\"\n\
                      [money]\ncurrency = 'CNY'\n\
                      [vocabulary]\ntags = [\"late\", \"rude\"]\n";

fn read(lines: &str) -> Result<Policy, PolicyError> {
    let text = format!("{HEADER}[analysis.x]\nclause = 'ACME-1'\nper = 'month'\n{lines}\n");
    parse_extending(&text, &[("small", SMALL)])
}

#[track_caller]
fn spec(lines: &str) -> AnalysisSpec {
    let policy = read(lines).unwrap_or_else(|error| panic!("{error}"));
    let [spec] = policy.latest().analyses().specs() else { panic!("{lines}") };
    spec.clone()
}

#[track_caller]
fn refused(lines: &str, path: &str, needle: &str) {
    let error = read(lines).unwrap_err();
    tells(&error, path, needle);
}

#[test]
fn p_comp_5_causes_of_complaints_are_read() {
    let found =
        spec("of = 'complaint-causes'\nstrength = 'derived'\nkinds = 'complaint'\ncauses = ['rude', 'late']");
    assert_eq!((found.name.as_str(), found.clause.as_str()), ("analysis.x", "ACME-1"));
    assert_eq!((found.strength, found.per), (Strength::Derived, Per::Month));
    let AnalysisRule::ComplaintCauses(rule) = found.rule else { panic!() };
    assert_eq!((rule.kinds[0].as_str(), rule.within), ("complaint", None));
    assert_eq!(rule.by, CauseBy::Tags(vec!["rude".parse().unwrap(), "late".parse().unwrap()]));

    refused("of = 'complaint-causes'\nkinds = 'complaint'", "analysis.x", "`causes` is missing");
    refused(
        "of = 'complaint-causes'\nkinds = 'complaint'\ncauses = ['slow']",
        "analysis.x.causes[0]",
        "declared",
    );
    refused(
        "of = 'complaint-causes'\nkinds = 'complaint'\ncauses = 'late'",
        "analysis.x.causes",
        "a list of declared labels",
    );
    refused("of = 'complaint-causes'\nkinds = 'compliant'\ncauses = 'kind'", "analysis.x.kinds", "complaint");
    // Both keys are needed: nobody is told to leave them out.
    for (lines, path) in [
        ("kinds = []\ncauses = 'kind'", "analysis.x.kinds"),
        ("kinds = 'complaint'\ncauses = []", "analysis.x.causes"),
    ] {
        let error = read(&format!("of = 'complaint-causes'\n{lines}")).unwrap_err();
        assert_eq!(
            tells(&error, path, "the list is empty").expected.as_deref(),
            Some("expected one or more")
        );
    }
}

#[test]
fn l_chan_5_channels_are_read() {
    let found = spec(
        "of = 'channels'\ncounts = 'last'\nactivities = { hotline = 'phone' }\naim = 'maintenance'\nfeedback = ['visit']",
    );
    let activities = [("hotline".parse().unwrap(), "phone".parse().unwrap())].into();
    let rule = ChannelRule {
        activities,
        aim: Some(SpendAim::Maintenance),
        feedback: vec!["visit".parse().unwrap()],
        counts: Counts::Last,
        currency: "CNY".parse().ok(),
    };
    assert_eq!(found.rule, AnalysisRule::Channels(rule));

    refused("of = 'channels'", "analysis.x", "`counts` is missing");
    refused("of = 'channels'\ncounts = 'last'\nactivities = {}", "analysis.x.activities", "empty");
    refused(
        "of = 'channels'\ncounts = 'last'\nactivities = { hotline = 'fax' }",
        "analysis.x.activities.hotline",
        "not declared",
    );
    refused("of = 'channels'\ncounts = 'last'\nkinds = 'complaint'", "analysis.x.kinds", "not a known key");
}

#[test]
fn l_acc_2_deliveries_of_channels_are_read() {
    let AnalysisRule::ChannelDeliveries(rule) = spec("of = 'channel-deliveries'\nusual-gaps = 3").rule else {
        panic!()
    };
    assert_eq!((rule.times, rule.channels.len()), (3, 0));
    for channels in ["'declared'", "'phone'", "['phone']"] {
        let found = spec(&format!("of = 'channel-deliveries'\nusual-gaps = 3\nchannels = {channels}"));
        let AnalysisRule::ChannelDeliveries(rule) = found.rule else { panic!() };
        assert_eq!(rule.channels, ["phone".parse().unwrap()]);
    }

    refused("of = 'channel-deliveries'", "analysis.x", "`usual-gaps` is missing");
    refused("of = 'channel-deliveries'\nusual-gaps = 0", "analysis.x.usual-gaps", "1 or more");
    refused("of = 'channel-deliveries'\nusual-gaps = -1", "analysis.x.usual-gaps", "out of range");
    refused("of = 'channel-deliveries'\nusual-gaps = 2\nchannels = []", "analysis.x.channels", "empty");
    refused(
        "of = 'channel-deliveries'\nusual-gaps = 2\nchannels = 'fax'",
        "analysis.x.channels",
        "not declared",
    );
}

const SOLVED: &str =
    "\n[indicator.solved]\nclause = 'ACME-2'\nformula = 'resolution'\nper = 'month'\ntarget = '>= 95%'\n";

#[test]
fn d_perf_1_performance_is_read() {
    let whole = "of = 'performance'\nindicators = ['solved']\nby = ['department', 'person']";
    let AnalysisRule::Performance(rule) = spec(&format!("{whole}{SOLVED}")).rule else { panic!() };
    assert_eq!(rule.indicators, ["indicator.solved".parse().unwrap()]);
    assert_eq!(rule.by, [Dimension::Department, Dimension::Person]);
    let AnalysisRule::Performance(rule) = spec("of = 'performance'\nby = ['tier']").rule else { panic!() };
    assert!(rule.indicators.is_empty()); // all

    refused("of = 'performance'", "analysis.x", "`by` is missing");
    refused("of = 'performance'\nby = []", "analysis.x.by", "no dimension");
    refused("of = 'performance'\nby = ['weekday']", "analysis.x.by[0]", "`channel`");
    refused("of = 'performance'\nby = ['tier', 'tier']", "analysis.x.by[1]", "in the list already");
    refused(
        "of = 'performance'\nby = ['tier']\nindicators = []",
        "analysis.x.indicators",
        "leave the key out",
    );
    let misspelt = whole.replace("solved", "solvd");
    refused(&format!("{misspelt}{SOLVED}"), "analysis.x.indicators[0]", "did you mean `solved`?");
}

#[test]
fn l_proc_1_what_a_policy_says_of_a_process_is_read() {
    let lines = "of = 'process'\nkinds = 'complaint'\nfinal = ['closed']\ngap = '10d'\nworking = ['assigned']\n\
                 waiting = ['waiting', 'opened']\ncontacts = ['message-out']\napprovals = ['approved']";
    let AnalysisRule::Process(rule) = spec(lines).rule else { panic!() };
    let kinds = |kinds: &[EventKind]| kinds.iter().copied().collect::<EventKinds>();
    let expected = ServiceRule {
        kinds: vec!["complaint".parse().unwrap()],
        finals: kinds(&[EventKind::Closed]),
        gap: Some(ElapsedTime::from_hours(240)),
        working: kinds(&[EventKind::Assigned]),
        waiting: kinds(&[EventKind::Opened, EventKind::Waiting]),
        contacts: kinds(&[EventKind::MessageOut]),
        approvals: kinds(&[EventKind::Approved]),
    };
    assert_eq!(rule, expected);
    assert_eq!(spec("of = 'process'").rule, AnalysisRule::Process(ServiceRule::default()));

    refused(&lines.replace("'opened'", "'assigned'"), "analysis.x.waiting", "both wait");
    refused(&lines.replace("final = ['closed']\n", ""), "analysis.x.gap", "may end");
    refused(&lines.replace("'10d'", "'10bd'"), "analysis.x.gap", "not counted by the clock");
    refused(&lines.replace("'closed'", "'done'"), "analysis.x.final[0]", "`closed`");
}

#[test]
fn d_kpi_9_campaigns_are_read() {
    let base = "of = 'campaigns'\npurposes = ['trial', 'member-day']\nfeedback-within = '7d'\norder-within = '30d'\n";
    let AnalysisRule::Campaigns(plain) = spec(base).rule else { panic!() };
    assert_eq!((plain.campaigns.purposes.len(), plain.adjust_below), (2, None));
    assert_eq!((plain.campaigns.question, plain.campaigns.bounds), (None, None));
    let hours = [plain.campaigns.feedback_within, plain.campaigns.order_within];
    assert_eq!(hours, [7 * 24, 30 * 24].map(crm_calendar::ElapsedTime::from_hours));
    let whole =
        "adjust-below = '20%'\ntopic = 'recommend'\nscale = '0-10'\ndetractors-to = 6\npromoters-from = 9";
    let AnalysisRule::Campaigns(rule) = spec(&format!("{base}{whole}")).rule else { panic!() };
    assert_eq!(rule.adjust_below.map(|share| share.to_string()).as_deref(), Some("20%"));
    assert_eq!(rule.campaigns.question.unwrap().topic.as_str(), "recommend");
    assert!(rule.campaigns.bounds.is_some());

    refused(
        "of = 'campaigns'\nfeedback-within = '7d'\norder-within = '30d'",
        "analysis.x",
        "`purposes` is missing",
    );
    let within = base.replace("'7d'", "'7bd'");
    refused(&within, "analysis.x.feedback-within", "not counted by the clock");
    refused(&format!("{base}topic = 'recommend'"), "analysis.x", "`scale`");
    refused(&format!("{base}scale = '0-10'"), "analysis.x", "`topic`");
    refused(&format!("{base}detractors-to = 6"), "analysis.x", "go together");
    refused(&format!("{base}detractors-to = 6\npromoters-from = 9"), "analysis.x.detractors-to", "`topic`");
    let stars = "topic = 'all'\nscale = '1-5'\ndetractors-to = 2\npromoters-from = 5";
    refused(&format!("{base}{stars}"), "analysis.x.scale", "0-10");
}

#[test]
fn h_kpi_17_sales_and_satisfaction_are_read() {
    let base = "of = 'sales-and-satisfaction'\ntopic = 'overall'\nscale = '1-5'\ncounts = 'mean'\n";
    for (word, by) in [("customer", PairsBy::Customer), ("period", PairsBy::Period)] {
        let lines = format!("{base}pairs = '{word}'\nconfidence = '90%'");
        let AnalysisRule::SalesAndSatisfaction(rule) = spec(&lines).rule else { panic!() };
        assert_eq!((rule.relation.by, rule.relation.question.counts), (by, Counts::Mean));
        assert_eq!(
            (rule.confidence.to_string().as_str(), rule.relation.currency),
            ("90%", "CNY".parse().ok())
        );
    }
    refused(&format!("{base}pairs = 'customer'"), "analysis.x", "`confidence` is missing");
    refused(
        &format!("{base}pairs = 'tier'\nconfidence = '90%'"),
        "analysis.x.pairs",
        "`customer` or `period`",
    );
    refused(&format!("{base}pairs = 'period'\nconfidence = '100%'"), "analysis.x.confidence", "below 100%");
}

#[test]
fn an_analysis_of_nothing_known_is_refused() {
    refused("of = 'channel'\ncounts = 'last'", "analysis.x.of", "`channels`");
    refused("usual-gaps = 3", "analysis.x", "`of` is missing");
    let rolling = read("of = 'channel-deliveries'\nusual-gaps = 3").unwrap();
    assert_eq!(rolling.latest().analyses().specs()[0].per, Per::Month);
    let text = format!(
        "{HEADER}[analysis.x]\nclause = 'ACME-1'\nper = 'rolling 30 days'\nof = 'channel-deliveries'\nusual-gaps = 3\n"
    );
    let policy = parse_extending(&text, &[("small", SMALL)]).unwrap();
    let per = policy.latest().analyses().specs()[0].per;
    assert_eq!(per, Per::RollingDays(NonZeroU16::new(30).unwrap()));
    let clauses = policy.latest().clauses();
    assert!(clauses.iter().any(|(name, clause)| name == "analysis.x" && clause.as_str() == "ACME-1"));
}

#[test]
fn a_nearer_document_changes_an_analysis_or_switches_it_off() {
    let base = format!(
        "{SMALL}\n[analysis.x]\nclause = 'ACME-1'\nper = 'month'\nof = 'channel-deliveries'\nusual-gaps = 3\n"
    );
    let nearer = |lines: &str| {
        let text =
            format!("schema = 'crm-policy/1'\nname = 'ours'\nextends = 'base'\n[analysis.x]\n{lines}\n");
        parse_extending(&text, &[("base", &base)])
    };
    let changed = nearer("usual-gaps = 5").unwrap();
    let [spec] = changed.latest().analyses().specs() else { panic!() };
    assert!(matches!(&spec.rule, AnalysisRule::ChannelDeliveries(rule) if rule.times == 5));
    assert!(nearer("off = true").unwrap().latest().analyses().specs().is_empty());
}
