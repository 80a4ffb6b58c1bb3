//! What indicators make of bad input: each kind through the program, by its file and row where a row is wrong and as a finding
//! where rows contradict one another; good rows count, and no figure changes without a word.

use crm_kit::kpi::Line;
use crm_kit::{Assessment, Dataset, Policy, assess};
use examples::input::{Mapping, Options, read_mapped};

use super::{AS_OF, assessed, ended, parsed, stopped, with_policy};

const HEAD: &str = "schema = \"crm-policy/1\"\nname = \"bad-input\"\nzone = \"UTC\"\nhit-policy = \"most-specific\"\n\
                    [vocabulary]\nkinds = []\n[vocabulary.channels]\n";

/// A policy with one indicator by the month.
fn policy(name: &str, keys: &str) -> String {
    format!("{HEAD}[indicator.{name}]\nclause = \"ACME-KPI-1\"\nper = \"month\"\n{keys}\n")
}

fn line(assessment: &Assessment) -> &Line {
    let [line] = assessment.scorecard.as_slice() else { panic!("{:?}", assessment.scorecard) };
    line
}

/// Returns the value of the only indicator and its notes, in words, and the findings.
fn told(files: &[(&str, &str)], policy: &str) -> (String, Vec<String>, Vec<String>) {
    let (folder, _) = with_policy(files, policy);
    let (assessment, integrity) = assessed(folder.path(), &parsed(policy));
    let line = line(&assessment);
    let notes = line.notes.iter().map(ToString::to_string).collect();
    let findings = integrity.findings.iter().map(|finding| finding.noticed.to_string()).collect();
    (line.value.to_string(), notes, findings)
}

/// Checks that the page of the program says the same of the figure.
#[track_caller]
fn page_says(files: &[(&str, &str)], policy: &str, parts: &[&str]) {
    let (folder, name) = with_policy(files, policy);
    let (page, _) = ended(folder.path(), &["--policy", &name]);
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in parts {
        assert!(page.contains(part), "wanted `{part}` in\n{page}");
    }
}

const COST: &str = "formula = \"cost-share\"\ntarget = \"<= 5%\"";
const SPEND: &str = "at,amount,currency,aim\n2026-03-05T10:00:00Z,5,CNY,maintenance\n";

#[test]
fn k1_k16_without_revenue_or_below_it_there_is_no_share_of_it() {
    let policy = policy("cost", COST);
    for (purchases, value) in [
        ("", "not measured: there was no revenue, 5.00 CNY was spent"),
        (
            "2026-03-02T10:00:00Z,10,CNY,order\n2026-03-09T10:00:00Z,10,CNY,refund\n",
            "not measured: there was no revenue, 5.00 CNY was spent",
        ),
        (
            "2026-03-09T10:00:00Z,10,CNY,refund\n",
            "not measured: revenue net of refunds is -10.00 CNY, 5.00 CNY was spent",
        ),
        ("2026-03-02T10:00:00Z,100,CNY,order\n", "5.0%"),
    ] {
        let purchases = format!("at,amount,currency,what\n{purchases}");
        let files = [("purchases.csv", purchases.as_str()), ("spend.csv", SPEND)];
        assert_eq!(told(&files, &policy).0, value);
        page_says(&files, &policy, &[value.trim_start_matches("not measured: ").trim_end_matches('%')]);
    }
    let nothing = [("purchases.csv", "at,amount,currency\n"), ("spend.csv", "at,amount,currency,aim\n")];
    assert_eq!(told(&nothing, &policy).0, "not measured: no cases in the period");
}

#[test]
fn k15_two_currencies_make_no_share_and_a_rate_with_its_day_does() {
    let purchases = "at,amount,currency\n2026-03-02T10:00:00Z,72,CNY\n";
    let spend = "at,amount,currency,aim\n2026-03-05T10:00:00Z,1,USD,maintenance\n";
    let files = [("purchases.csv", purchases), ("spend.csv", spend)];
    let plain = policy("cost", COST);
    assert_eq!(told(&files, &plain).0, "not measured: amounts in several currencies and none to report in");
    page_says(&files, &plain, &["amounts in several currencies and none to report in"]);
    let in_yuan = policy("cost", &format!("{COST}\ncurrency = \"CNY\""));
    let (value, ..) = told(&files, &in_yuan);
    assert!(value.contains("USD") && value.contains("2026-03-05"), "{value}");
    let rates = ("rates.csv", "from,to,valid_from,valid_until,rate\nUSD,CNY,2026-03-05,2026-03-05,7.2\n");
    assert_eq!(told(&[files[0], files[1], rates], &in_yuan).0, "10.0%");
}

#[test]
fn k29_answers_of_people_who_were_not_invited_are_told_apart() {
    let surveys = "survey,topic,customer,invited_at,answered_at\n\
                   s,recommend,C-1,2026-03-01T10:00:00Z,2026-03-02T10:00:00Z\n\
                   s,recommend,C-2,2026-03-01T10:00:00Z,\n\
                   s,recommend,C-3,,2026-03-02T10:00:00Z\n\
                   s,recommend,C-4,2026-03-03T10:00:00Z,2026-03-02T10:00:00Z\n";
    let policy = policy("participation", "formula = \"participation\"");
    let files = [("surveys.csv", surveys)];
    let (value, notes, findings) = told(&files, &policy);
    assert_eq!(value, "50.0%");
    assert_eq!(notes, ["1 answer without an invitation", "1 answer dated before its invitation"]);
    let early = "survey answers: 1 row is dated as answered before it was invited";
    let uninvited = "survey answers: 1 row without an invitation, though others of the survey have one";
    assert_eq!(findings, [early, uninvited]);
    page_says(
        &files,
        &policy,
        &["answers-before-invitations 1", "answers-without-invitation 1", "50.0 % 1 of 2"],
    );
}

#[test]
fn k10_texts_and_numbers_off_the_scale_are_in_no_mean() {
    let surveys = "survey,topic,scale,answered_at,score,customer\n\
                   s,overall,1-5,2026-03-01T10:00:00Z,4,C-1\n\
                   s,overall,1-5,2026-03-01T10:00:00Z,NaN,C-2\n\
                   s,overall,1-5,2026-03-01T10:00:00Z,good,C-3\n\
                   s,overall,1-5,2026-03-01T10:00:00Z,-1,C-4\n\
                   s,overall,1-5,2026-03-01T10:00:00Z,6,C-5\n\
                   s,overall,1-5,2026-03-01T10:00:00Z,4.5,C-6\n";
    let policy = policy(
        "mean",
        "formula = \"mean-satisfaction\"\ntopic = \"overall\"\nscale = \"1-5\"\ncounts = \"last\"",
    );
    let (folder, name) = with_policy(&[("surveys.csv", surveys)], &policy);
    let message = stopped(folder.path(), &["--policy", &name]);
    for (row, rule) in [
        (3, "is not a whole number"),
        (4, "is not a whole number"),
        (5, "\"-1\" is not on the scale 1-5"),
        (6, "\"6\" is not on the scale 1-5"),
        (7, "\"4.5\" is not a whole number"),
    ] {
        let line = message.lines().find(|line| line.contains(&format!("surveys.csv, row {row}, score: ")));
        assert!(line.is_some_and(|line| line.contains(rule)), "{row}: {message}");
    }
    let (assessment, _) = assessed(folder.path(), &parsed(&policy));
    assert_eq!(line(&assessment).value.to_string(), "4.0");
    assert_eq!(line(&assessment).cases(), Some(1), "the one good row");
}

const TICKETS: (&str, &str) = ("tickets.csv", "ticket\nT-1\nT-2\n");

#[test]
fn k19_a_first_response_before_its_ticket_is_a_finding_and_in_no_mean() {
    let events = "ticket,event,occurred_at\n\
                  T-1,opened,2026-03-02T10:00:00Z\nT-1,first-response,2026-03-02T09:00:00Z\n\
                  T-2,opened,2026-03-02T10:00:00Z\nT-2,first-response,2026-03-02T16:00:00Z\n";
    let policy = policy("response", "formula = \"response-time\"\ntarget = \"<= 8h\"");
    let files = [TICKETS, ("events.csv", events)];
    let (value, notes, findings) = told(&files, &policy);
    assert_eq!((value.as_str(), notes), ("6 h", vec!["1 undetermined".to_owned()]));
    assert_eq!(
        findings,
        ["`first-response` at 2026-03-02T09:00:00Z lies before the opening at 2026-03-02T10:00:00Z"]
    );
    page_says(&files, &policy, &["event-before-ticket", "6 h"]);
}

#[test]
fn k3_a_customer_listed_twice_is_kept_once_and_told() {
    let customers = "customer,member_from,member_until\n\
                     C-1,2025-01-01T00:00:00Z,\nC-1,2025-01-01T00:00:00Z,\nC-2,2025-01-01T00:00:00Z,2026-03-10T00:00:00Z\n";
    let policy = policy("kept", "formula = \"retention-identity\"\ncustomers = \"memberships\"");
    let (value, ..) = told(&[("customers.csv", customers)], &policy);
    assert_eq!(value, "50.0%");
    // Records that say different things of one customer are told.
    let twice = customers
        .replace("customer,", "customer,phone,")
        .replace("C-1,", "C-1,555-0100,")
        .replace("C-2,", "C-2,,");
    let twice = twice.replacen("C-1,555-0100", "C-1,555-0199", 1);
    let (value, _, findings) = told(&[("customers.csv", &twice)], &policy);
    assert_eq!(value, "50.0%");
    assert_eq!(
        findings,
        ["two records name different values of `phone`", "2 records of one customer, joined"]
    );
}

/// Reads an export through a mapping and assesses what is good in it: why rows were refused, the value of the only indicator and
/// how many stand behind it, and the findings.
fn mapped(mapping: &str, log: &str, policy: &str) -> (String, String, Option<u64>, Vec<String>) {
    let folder = crate::own_format::folder(&[("log.csv", log)]);
    let policy: Policy = parsed(policy);
    let mapping = Mapping::parse(mapping, "mapping.toml").unwrap();
    let options = Options { keep_going: true, ..Options::default() };
    let reading = read_mapped(folder.path(), &mapping, &policy.vocabulary(), &options).unwrap();
    let refused: Vec<String> = reading.left_out.first.iter().map(ToString::to_string).collect();
    let refused = refused.join("\n");
    let (dataset, integrity) = Dataset::new(reading.records);
    let assessment = assess(&dataset, &policy, AS_OF.parse().unwrap());
    let findings = integrity.findings.iter().map(|finding| finding.noticed.to_string()).collect();
    let line = line(&assessment);
    (refused, line.value.to_string(), line.cases(), findings)
}

const SURVEY_EXPORT: &str = "schema = \"crm-mapping/1\"\ntable = \"surveys\"\nfile = \"log.csv\"\nzone = \"UTC\"\n\
                             time-format = \"%Y-%m-%d\"\n[surveys]\nsurvey = { fixed = \"s\" }\nanswered-at = \"at\"\n\
                             invited-at = \"asked\"\ncustomer = \"who\"\nblank = \"left-blank\"\n\
                             [surveys.topics]\nlikely = { topic = \"recommend\", scale = \"0-10\" }\n";

#[test]
fn k10_k29_an_export_of_answers_is_held_to_the_same() {
    let log = "who,asked,at,likely\n\
               C-1,2026-03-01,2026-03-02,10\n\
               C-2,2026-03-01,2026-03-02,11\n\
               C-3,2026-03-01,2026-03-02,NaN\n\
               C-4,2026-03-01,2026-03-02,ten\n\
               C-5,,2026-03-02,3\n\
               C-6,2026-03-03,2026-03-02,9\n";
    let score = policy(
        "nps",
        "formula = \"nps\"\ntopic = \"recommend\"\ncounts = \"last\"\ndetractors-to = 6\npromoters-from = 9",
    );
    let (refused, value, cases, findings) = mapped(SURVEY_EXPORT, log, &score);
    for (row, rule) in [
        (3, "\"11\" is not on the scale 0-10"),
        (4, "\"NaN\" is not a whole number"),
        (5, "is not a whole number"),
    ] {
        let line = refused.lines().find(|line| line.contains(&format!("log.csv, row {row}, likely: ")));
        assert!(line.is_some_and(|line| line.contains(rule)), "{row}: {refused}");
    }
    // Two promoters less one detractor, of three: that nobody invited one of them takes nothing from its answer, and is told.
    assert_eq!((value.as_str(), cases), ("33.3", Some(3)));
    let early = "survey answers: 1 row is dated as answered before it was invited";
    let uninvited = "survey answers: 1 row without an invitation, though others of the survey have one";
    assert_eq!(findings, [early, uninvited]);
    let (_, value, ..) = mapped(SURVEY_EXPORT, log, &policy("participation", "formula = \"participation\""));
    assert_eq!(value, "100.0%", "of one invitation, since the rows of the others cannot be read");
}

const PURCHASE_EXPORT: &str = "schema = \"crm-mapping/1\"\ntable = \"purchases\"\nfile = \"log.csv\"\nzone = \"UTC\"\n\
                               time-format = \"%Y-%m-%d\"\n[purchases]\nat = \"day\"\namount = \"paid\"\n\
                               currency = { column = \"money\" }\norder = \"number\"\ncustomer = \"who\"\n\
                               refunds = \"negative-amounts\"\n";

#[test]
fn k15_k16_an_export_of_purchases_is_held_to_the_same() {
    let policy = policy("net", "formula = \"net-revenue-retention\"");
    let good = "who,number,day,paid,money\nC-1,A-1,2026-02-02,100,CNY\nC-1,A-2,2026-03-02,120,CNY\n";
    let bad = format!("{good}C-1,A-3,2026-03-03,NaN,CNY\nC-1,A-4,2026-03-03,1e3,CNY\n");
    let (refused, value, cases, _) = mapped(PURCHASE_EXPORT, &bad, &policy);
    for part in ["log.csv, row 4, paid: ", "log.csv, row 5, paid: \"1e3\" is no plain number such as 1234.50"]
    {
        assert!(refused.contains(part), "{refused}");
    }
    assert_eq!((value.as_str(), cases), ("120.0%", Some(1)));
    let (_, value, ..) = mapped(PURCHASE_EXPORT, &format!("{good}C-2,A-5,2026-03-03,9,USD\n"), &policy);
    assert_eq!(value, "not measured: amounts in several currencies and none to report in");
    // More given back than paid is no revenue below zero; the customer has none left.
    let (_, value, ..) = mapped(PURCHASE_EXPORT, &format!("{good}C-1,A-6,2026-03-09,-200,CNY\n"), &policy);
    assert_eq!(value, "0.0%");
    let (_, value, ..) = mapped(PURCHASE_EXPORT, "who,number,day,paid,money\n", &policy);
    assert_eq!(value, "not measured: no cases in the period");
}

const TICKET_EXPORT: &str = "schema = \"crm-mapping/1\"\nshape = \"records\"\nfile = \"log.csv\"\nzone = \"UTC\"\n\
                             time-format = \"%Y-%m-%dT%H:%M\"\norder = \"absent\"\n[ticket]\nid = \"id\"\n\
                             [instants]\nopened = \"opened\"\nanswered = \"first-response\"\n";

#[test]
fn k19_an_export_of_tickets_is_held_to_the_same() {
    let policy = policy("response", "formula = \"response-time\"");
    let log = "id,opened,answered\n\
               T-1,2026-03-02T10:00,2026-03-02T09:00\n\
               T-2,2026-03-02T10:00,2026-03-02T16:00\n\
               T-3,2026-03-02T10:00,soon\n";
    let (refused, value, cases, findings) = mapped(TICKET_EXPORT, log, &policy);
    assert!(refused.contains("log.csv, row 4, answered: "), "{refused}");
    assert_eq!((value.as_str(), cases), ("6 h", Some(1)));
    assert_eq!(
        findings,
        ["`first-response` at 2026-03-02T09:00:00Z lies before the opening at 2026-03-02T10:00:00Z"]
    );
}
