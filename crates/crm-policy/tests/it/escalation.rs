//! `[escalation]`: what is read, inherited and refused.

use crm_escalation::{Case, EscalationRules, Start, StartLimit, Trigger};
use crm_model::{
    Classification, EventKinds, Fact, Happening, Kind, MeasureName, State, Ticket, TicketEvent, TicketId,
    TicketRecord,
};
use crm_policy::{Policy, Preset};

use crate::{SMALL, parse, parse_extending};

const WORDS: &str = "roles = [\"supervisor\", \"director\", \"boss\"]\nurgencies = [\"urgent\", \"regular\"]\n\
                     complexities = [\"complex\"]\ndepartments = [\"sales\", \"service\"]\n\n[vocabulary.channels]";

const ESCALATION: &str = r#"
[escalation.ladder]
director = { rank = 3, by-kind = { inquiry = { department = "sales" }, complaint = { department = "service", role = "boss" } } }
supervisor = { rank = 1 }

[escalation.trigger.over]
clause = "D-ESC-1"
strength = "derived"
trigger = "over-limit"
measures = ["resolution", "progress"]
explained-for = "24h"
when = { urgency = "regular" }
within = "4h"
calendar = "office"
from = "known"
rung = "director"

[escalation.trigger.complex]
clause = "B-ESC-1"
trigger = "nature"
when = { complexity = "complex" }
within = "1bd"
ends = "same-time"
calendar = "office"
from = "opened"
rung = "supervisor"

[escalation.trigger.push]
clause = "P-ESC-4"
trigger = "unanswered"
within = "at-once"
tolerance = "5min"
calendar = "office"
from = "known"
rung = "supervisor"

[escalation.trigger.urgent]
clause = "D-ESC-3"
trigger = "cannot-be-solved"
when = { urgency = "urgent" }
within = "not-stated"
calendar = "office"
from = "known"
rung = "supervisor"
"#;

/// The small policy with roles, a ladder and triggers.
pub(crate) fn text() -> String {
    format!("{}{ESCALATION}", SMALL.replacen("\n[vocabulary.channels]", WORDS, 1))
}

/// The names of the trigger rules of a policy.
fn names(policy: &Policy) -> Vec<String> {
    let rules = policy.latest().escalation().map(EscalationRules::triggers).unwrap_or_default();
    rules.iter().map(|rule| rule.name.as_str().trim_start_matches("escalation.trigger.").to_owned()).collect()
}

#[test]
fn a_policy_without_escalation_has_none() {
    assert!(parse(SMALL).latest().escalation().is_none());
    assert!(parse(&format!("{SMALL}[escalation]\n")).latest().escalation().is_none());
}

#[test]
fn ladder_and_triggers_are_read() {
    let policy = parse(&text());
    let rules = policy.latest().escalation().unwrap();
    let rungs: Vec<_> = rules.ladder().rungs().iter().map(|rung| (rung.role.as_str(), rung.rank)).collect();
    assert_eq!(rungs, [("supervisor", 1), ("director", 3)]);
    let posts: Vec<String> = rules.ladder().rungs()[1]
        .by_kind
        .iter()
        .map(|(kind, post)| format!("{kind} {} {}", post.role, post.department.as_ref().unwrap()))
        .collect();
    assert_eq!(posts, ["complaint boss service", "inquiry director sales"]);
    assert_eq!(names(&policy), ["complex", "over", "push", "urgent"]);

    let [complex, over, push, urgent] = rules.triggers() else { panic!("four") };
    assert_eq!((complex.from, complex.rung, complex.trigger.clone()), (Start::Opened, 0, Trigger::Nature));
    assert_eq!(complex.when.test(&Classification::default()), Err(Fact::Complexity));
    assert_eq!((over.clause.as_str(), over.strength.as_str(), over.rung), ("D-ESC-1", "derived", 1));
    let Trigger::OverLimit { measures: Some(measures), explained_for } = &over.trigger else {
        panic!("{:?}", over.trigger)
    };
    assert_eq!(measures.iter().map(MeasureName::as_str).collect::<Vec<_>>(), ["progress", "resolution"]);
    assert_eq!(*explained_for, "24h".parse().ok());
    assert_eq!(push.tolerance.unwrap().to_string(), "5 min");
    assert_eq!(urgent.limit, StartLimit::NotStated);
}

#[test]
fn rungs_and_triggers_merge_by_name_and_can_be_switched_off() {
    let extending = |more: &str| {
        let text = format!("schema = \"crm-policy/1\"\nname = \"ours\"\nextends = \"base\"\n{more}");
        parse_extending(&text, &[("base", &text_of_base())]).unwrap_or_else(|error| panic!("{error}"))
    };
    let policy = extending(
        "[escalation.trigger.urgent]\nwithin = \"1h\"\n[escalation.trigger.push]\noff = true\n\
         [escalation.ladder.boss]\nrank = 2\n[escalation.ladder.director]\nby-kind = {}\n",
    );
    assert_eq!(names(&policy), ["complex", "over", "urgent"]);
    let rules = policy.latest().escalation().unwrap();
    let ladder: Vec<_> = rules.ladder().rungs().iter().map(|rung| rung.role.as_str()).collect();
    assert_eq!(ladder, ["supervisor", "boss", "director"]);
    assert_eq!(rules.triggers()[1].rung, 2, "the rung is named by its role, so it moves with it");
    assert_eq!(rules.triggers()[2].limit, StartLimit::Within("1h".parse().unwrap()));
    assert_eq!(rules.triggers()[2].clause.as_str(), "D-ESC-3");

    let off = |name: &str| format!("[escalation.trigger.{name}]\noff = true\n");
    let none: String = ["over", "complex", "push", "urgent"].map(off).concat();
    assert!(names(&extending(&none)).is_empty());
}

fn text_of_base() -> String {
    text().replacen("\"small\"", "\"base\"", 1)
}

/// Checks that the text with one part in place of another has one problem, at that part, with these words.
#[track_caller]
fn refused(old: &str, new: &str, at: &str, needle: &str) {
    let whole = text();
    assert_eq!(whole.matches(old).count(), 1, "{old}");
    let whole = whole.replacen(old, new, 1);
    let error = Policy::parse(&whole, "test.toml").unwrap_err();
    let [problem] = error.problems() else { panic!("one mistake, one problem, not\n{error}") };
    let described =
        format!("{}: {}; {}", problem.path, problem.message, problem.expected.as_deref().unwrap_or(""));
    assert!(described.contains(needle), "wanted `{needle}` in\n{error}");
    let line = whole.lines().nth(problem.line - 1).unwrap();
    let rest: String = line.chars().skip(problem.column - 1).collect();
    assert!(rest.starts_with(at), "wanted a mark at `{at}` in\n{error}");
}

#[test]
fn mistakes_in_the_ladder_have_their_place() {
    refused(
        "supervisor = { rank = 1 }",
        "supervisor = { rank = 3 }",
        "3",
        "the ladder does not rise: the rank of `supervisor`",
    );
    refused(
        "supervisor = { rank = 1 }",
        "supervisor = { rank = \"1\" }",
        "\"1\"",
        "this is a text; expected a whole number",
    );
    refused("rank = 3, by-kind", "rank = -3, by-kind", "-3", "-3 is out of range");
    refused(
        "role = \"boss\"",
        "role = \"supervisor\"",
        "{ rank = 1",
        "the role `supervisor` stands on two rungs",
    );
    refused(
        "role = \"boss\"",
        "role = \"bos\"",
        "\"bos\"",
        "`bos` is not declared in `[vocabulary]`; did you mean `boss`?",
    );
    refused(
        "inquiry = { department",
        "enquiry = { department",
        "{ department",
        "the kind `enquiry` is not declared",
    );
    refused("department = \"sales\"", "department = \"sale\"", "\"sale\"", "did you mean `sales`?");
    refused("{ department = \"sales\" }", "{ role = \"boss\" }", "{ role", "the key `department` is missing");
    refused("[escalation.ladder]", "[escalation.lader]", "lader", "did you mean `ladder`?");
}

#[test]
fn mistakes_in_triggers_have_their_place() {
    refused(
        "\"over-limit\"",
        "\"over\"",
        "\"over\"",
        "escalation.trigger.over.trigger: `over` is not possible here",
    );
    refused("explained-for = \"24h\"\n", "", "\"over-limit\"", "`over-limit` needs the key `explained-for`");
    refused("explained-for = \"24h\"", "explained-for = \"2bd\"", "\"2bd\"", "such as `24h` or `8bh`");
    let forms = "expected a span such as `24h`, or `no-excuse`";
    refused("explained-for = \"24h\"", "explained-for = \"never\"", "\"never\"", forms);
    refused("explained-for = \"24h\"", "explained-for = \"0h\"", "\"0h\"", forms);
    refused("\"progress\"]", "\"progres\"]", "\"progres\"", "did you mean `progress`?");
    refused("[\"resolution\", \"progress\"]", "[]", "[]", "no measure is listed");
    refused(
        "\"unanswered\"",
        "\"unanswered\"\nmeasures = [\"resolution\"]",
        "[\"resolution\"]",
        "only `over-limit` has it",
    );
    refused(
        "when = { complexity = \"complex\" }\n",
        "",
        "[escalation.trigger.complex]",
        "a trigger by nature needs a kind",
    );
    refused("{ complexity = \"complex\" }", "{ tier = \"high\" }", "tier", "`tier` is not a known key");
    refused(
        "within = \"1bd\"\nends = \"same-time\"",
        "within = \"1bd\"",
        "\"1bd\"",
        "add `ends = \"same-time\"`",
    );
    refused("tolerance = \"5min\"\n", "", "\"at-once\"", "add a line such as `tolerance");
    refused(
        "within = \"4h\"\ncalendar = \"office\"\nfrom",
        "within = \"as-agreed\"\ncalendar = \"office\"\nfrom",
        "\"as-agreed\"",
        "`not-stated` is possible as well",
    );
    refused("from = \"opened\"", "from = \"recorded\"", "\"recorded\"", "expected `known` or `opened`");
    refused(
        "rung = \"director\"",
        "rung = \"boss\"",
        "\"boss\"",
        "`boss` is no rung of the ladder; expected `supervisor` or `director`",
    );
    refused(
        "clause = \"P-ESC-4\"",
        "claus = \"P-ESC-4\"\nclause = \"P-ESC-4\"",
        "claus",
        "did you mean `clause`?",
    );
    refused(
        "[escalation.trigger.urgent]",
        "[escalation.trigger.gone]\noff = true\n[escalation.trigger.urgent]",
        "[escalation.trigger.gone]",
        "no extended document has a rule `gone`",
    );
}

#[test]
fn triggers_need_a_ladder() {
    let text = text();
    let (before, after) = text.split_once("[escalation.ladder]").unwrap();
    let (_, after) = after.split_once("\n\n").unwrap();
    let error = Policy::parse(&format!("{before}{after}"), "test.toml").unwrap_err().to_string();
    assert!(error.contains("a ladder with no rung leads nowhere"), "{error}");
}

#[test]
fn the_ladder_of_the_detailed_edition_goes_by_its_words() {
    let policy = parse(
        "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'detailed'\n\
        [escalation.trigger.agitated]\nwithin = '2h'\n",
    );
    let rules = policy.latest().escalation().unwrap();
    let rungs: Vec<&str> = rules.ladder().rungs().iter().map(|rung| rung.role.as_str()).collect();
    assert_eq!(rungs, ["supervisor", "department-head", "director", "senior-management"]);
    let agitated = rules.triggers().iter().find(|rule| rule.name.as_str() == "escalation.trigger.agitated");
    assert_eq!(agitated.unwrap().clause.as_str(), "D-ESC-1");
}

#[test]
fn p_esc_4_a_limit_of_the_policy_that_runs_out_goes_up_by_the_policy() {
    let policy = parse(&text());
    let version = policy.latest();
    let at = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let opened = TicketEvent::at(at("2026-03-02T01:00:00Z"), Happening::Opened);
    let ticket = Ticket::new(TicketRecord::new(TicketId::new("T-1").unwrap(), vec![opened]));
    let look = |as_of| {
        let clocks = version.service_levels().standing(&ticket, as_of);
        let obligations: Vec<_> = clocks.iter().map(|clock| clock.obligation(&ticket)).collect();
        let case = Case {
            ticket: &ticket,
            obligations: &obligations,
            organisation: None,
            event_kinds: EventKinds::ALL,
        };
        version.escalation().unwrap().assess(&case, as_of)
    };
    // The answer is due within 4 h; the push 5 minutes later.
    assert_eq!(look(at("2026-03-02T05:00:00Z")), None);
    let found = look(at("2026-03-02T05:00:01Z")).unwrap();
    assert_eq!((found.due, found.state()), (Some(at("2026-03-02T05:05:00Z")), Some(&State::Open)));
    assert_eq!(found.to.unwrap().post.role.as_str(), "supervisor");
    assert_eq!(look(at("2026-03-02T05:05:01Z")).unwrap().state(), Some(&State::Overdue));
}

#[test]
fn d_esc_2_six_plans_give_every_kind_a_director_by_its_nature() {
    let policy = Policy::preset(Preset::SixPlans);
    let director = &policy.latest().escalation().unwrap().ladder().rungs()[2];
    assert_eq!(director.role.as_str(), "director");
    let named: Vec<&str> = director.by_kind.keys().map(Kind::as_str).collect();
    let vocabulary = policy.vocabulary();
    let declared: Vec<&str> = vocabulary.kinds.iter().map(Kind::as_str).collect();
    assert_eq!(named, declared);
    let of = |kind: &str| director.by_kind[&kind.parse::<Kind>().unwrap()].department.clone();
    for typed in ["quality-complaint", "attitude-complaint", "after-sales-complaint"] {
        assert_eq!(of(typed), of("complaint"), "{typed}");
    }
}
