//! `[indicator.NAME]` with formulas of tickets: what is read, and what is refused and where.

use crm_calendar::ElapsedTime;
use crm_kpi::statistics::PercentileType;
use crm_kpi::{CauseBy, FirstContactBy, Formula, ShownTime, Stretch, TicketTime};
use crm_model::Tag;
use crm_policy::{Policy, PolicyError};

use crate::{SMALL, parse_extending, tells};

const HEADER: &str = "schema = \"crm-policy/1\"\nname = \"ours\"\nextends = \"small\"\n\
                      [vocabulary]\nroles = [\"director\"]\ntags = [\"late\", \"rude\"]\n\
                      [vocabulary.remedies]\nprocess-change = { side = \"service\", approval = false }\n";

fn read(lines: &str) -> Result<Policy, PolicyError> {
    let text = format!("{HEADER}[indicator.x]\nclause = 'ACME-KPI-1'\nper = 'month'\n{lines}\n");
    parse_extending(&text, &[("small", SMALL)])
}

#[track_caller]
fn formula(lines: &str) -> Formula {
    let policy = read(lines).unwrap_or_else(|error| panic!("{error}"));
    policy.latest().scorecard().indicators().iter().map(|one| one.formula.clone()).next().unwrap()
}

#[track_caller]
fn time(lines: &str) -> TicketTime {
    let Formula::TicketTime(time) = formula(lines) else { panic!("{lines}") };
    time
}

#[track_caller]
fn refused(lines: &str, path: &str, needle: &str) {
    let error = read(lines).unwrap_err();
    tells(&error, path, needle);
}

#[test]
fn every_stretch_has_a_word() {
    for (word, stretch) in [
        ("response-time", Stretch::FirstResponse),
        ("next-response-time", Stretch::NextResponse),
        ("cycle-time", Stretch::Cycle),
        ("resolution-time", Stretch::Resolution),
        ("handling-time", Stretch::Handling),
        ("reporting-time", Stretch::Reported { to: vec![] }),
        ("remedy-time", Stretch::Remedied { by: vec![] }),
    ] {
        assert_eq!(time(&format!("formula = '{word}'\ntarget = '<= 8h'")), TicketTime::mean(stretch));
    }
    let reported = time("formula = 'reporting-time'\nroles = 'director'");
    assert_eq!(reported.stretch, Stretch::Reported { to: vec!["director".parse().unwrap()] });
    let changed = time("formula = 'remedy-time'\nremedies = ['process-change']");
    assert_eq!(changed.stretch, Stretch::Remedied { by: vec!["process-change".parse().unwrap()] });
}

#[test]
fn what_is_shown_of_a_time_is_said() {
    let in_time = time("formula = 'response-time'\nshows = 'in-time'\nwithin = '60s'\ntarget = '>= 90%'");
    assert_eq!((in_time.shown, in_time.within), (ShownTime::Within, ElapsedTime::from_seconds(60)));
    let median = time(
        "formula = 'response-time'\nshows = 'percentile'\npercentile = '50%'\ndefinition = 'linear'\ntarget = '<= 4h'",
    );
    let share = "50%".parse().unwrap();
    assert_eq!(median.shown, ShownTime::Percentile { share, kind: PercentileType::Linear });

    refused("formula = 'response-time'\nshows = 'in-time'", "indicator.x", "how long it may take");
    refused("formula = 'response-time'\nwithin = '4bh'", "indicator.x.within", "not counted by the clock");
    refused("formula = 'response-time'\nshows = 'median'", "indicator.x.shows", "`percentile`");
    refused(
        "formula = 'response-time'\npercentile = '50%'",
        "indicator.x.percentile",
        "no percentile is shown",
    );
    refused(
        "formula = 'response-time'\nshows = 'percentile'\npercentile = '50%'",
        "indicator.x",
        "the key `definition` is missing",
    );
    refused(
        "formula = 'response-time'\nshows = 'in-time'\nwithin = '60s'\ntarget = '<= 8h'",
        "indicator.x.target",
        "not with a time",
    );
    refused("formula = 'reporting-time'\nroles = ['boss']", "indicator.x.roles[0]", "is not declared");
    refused("formula = 'remedy-time'\nremedies = []", "indicator.x.remedies", "the list is empty");
}

#[test]
fn how_tickets_end_is_read() {
    let first =
        formula("formula = 'first-contact-resolution'\nby = 'messages'\nwithin = '3d'\nkinds = 'complaint'");
    let Formula::FirstContact(first) = first else { panic!("{first:?}") };
    assert_eq!((first.by, first.kinds.len()), (FirstContactBy::Messages, 1));
    assert_eq!(first.reopened_within, Some(ElapsedTime::from_hours(72)));
    let Formula::Reopening { within: None, .. } = formula("formula = 'reopening'") else {
        panic!("reopening")
    };
    let Formula::Recovery { .. } = formula("formula = 'recovery'\ntarget = '>= 50%'") else {
        panic!("recovery")
    };
    let Formula::HandOvers { .. } = formula("formula = 'hand-overs'\ntarget = '<= 1.5'") else {
        panic!("hand-overs")
    };
    let Formula::Contradictions { .. } = formula("formula = 'contradictions'\ntarget = '<= 1%'") else {
        panic!("contradictions")
    };
    let Formula::Remedied { remedies, .. } = formula("formula = 'remedied'\nremedies = 'process-change'")
    else {
        panic!("remedied")
    };
    assert_eq!(remedies.len(), 1);
    let repeated = |causes: &str| {
        let lines = format!(
            "formula = 'repeated-complaints'\nkinds = 'complaint'\ncauses = {causes}\nwithin = '30d'"
        );
        match formula(&lines) {
            Formula::RepeatedComplaints(rule) => rule.by,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(repeated("'kind'"), CauseBy::Kind);
    let tags = ["rude", "late"].map(|word| Tag::new(word).unwrap());
    assert_eq!(repeated("['rude', 'late']"), CauseBy::Tags(tags.into()), "in the order of the file");
    refused("formula = 'first-contact-resolution'\nby = 'calls'", "indicator.x.by", "`answers`");
    refused(
        "formula = 'repeated-complaints'\nkinds = 'complaint'\ncauses = ['slow']",
        "indicator.x.causes[0]",
        "is not declared",
    );
    refused(
        "formula = 'repeated-complaints'\nkinds = 'complaint'\ncauses = 'tag'",
        "indicator.x.causes",
        "`kind`",
    );
}
