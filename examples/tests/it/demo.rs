//! The made-up company: its figures stay in bands that a reader would believe, and every kind of flaw occurs.

mod assessed;
mod figures;
mod flaws;
mod policy;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use crm_kit::{Policy, Preset};
use crm_model::{Department, EventKind, Happening, Organisation, Purpose, Records, Role, Table};
use examples::demo;

/// Returns the company that the program makes up: made once, for all tests.
fn company() -> &'static Records {
    static COMPANY: OnceLock<Records> = OnceLock::new();
    COMPANY.get_or_init(|| demo::company(1, 3_000))
}

fn rows<T>(table: &Table<T>) -> &[T] {
    let Table::Supplied { rows, .. } = table else { panic!("a table is missing") };
    rows
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The start of the demo's year.
fn year_ago() -> DateTime<Utc> {
    instant("2025-04-01T00:00:00+08:00")
}

#[track_caller]
fn assert_within(what: &str, part: i128, whole: i128, per_mille: std::ops::RangeInclusive<i128>) {
    let share = part * 1_000 / whole;
    assert!(per_mille.contains(&share), "{what}: {part} of {whole} are {share} per mille");
}

#[test]
fn the_same_seed_makes_the_same_company_and_another_seed_another() {
    assert_eq!(demo::company(5, 300), demo::company(5, 300));
    let (one, other) = (demo::company(5, 300), demo::company(6, 300));
    assert_ne!(one.customers, other.customers);
    assert_ne!(one.purchases, other.purchases);
    assert_ne!(one.interactions, other.interactions);
    assert_ne!(one.answers, other.answers);
    assert_ne!(one.spend, other.spend);
    assert_ne!(one.file_updates, other.file_updates);
    assert_ne!(one.audits, other.audits);
    assert_ne!(one.mergers, other.mergers);
    assert_ne!(one.tickets, other.tickets);
    assert_ne!(one.rates, other.rates);
}

#[test]
fn a_company_may_be_as_small_as_nobody() {
    for customers in [0, 1, 2] {
        let records = demo::company(1, customers);
        assert!(rows(&records.customers).len() >= customers);
        assert_eq!(rows(&records.tickets).is_empty(), customers == 0);
    }
}

#[test]
fn nothing_happens_after_the_instant_of_the_demo_but_for_one_order() {
    let records = company();
    let end = demo::as_of();
    assert_eq!(rows(&records.purchases).iter().filter(|row| row.at > end).count(), 1);
    let contacts = rows(&records.interactions).iter();
    assert!(contacts.clone().all(|row| row.at <= end && row.recorded_at <= Some(end)));
    assert!(contacts.clone().any(|row| row.recorded_at.is_none()));
    let mut answers = rows(&records.answers).iter();
    assert!(answers.all(|row| row.invited_at.max(row.answered_at) <= Some(end)));
    assert!(rows(&records.spend).iter().all(|row| row.at <= end));
    let updates = rows(&records.file_updates).iter();
    assert!(updates.clone().all(|row| row.learned_at <= end && row.entered_at <= Some(end)));
    assert!(updates.clone().any(|row| row.entered_at.is_none()));
    assert!(rows(&records.audits).iter().all(|row| row.audited_at <= end));
    let files = rows(&records.customers).iter().filter_map(|customer| customer.file.as_ref());
    assert!(files.clone().all(|file| file.entered_at <= Some(end)));
    for provenance in files.flat_map(|file| &file.provenance) {
        assert!(provenance.1.verified_at.is_none_or(|at| at <= end && Some(at) >= provenance.1.recorded_at));
    }
}

#[test]
fn the_words_are_those_of_the_presets_and_labels_of_our_own() {
    let ours = demo::vocabulary();
    for preset in [Preset::Basic, Preset::Detailed] {
        let mut preset = Policy::preset(preset).vocabulary();
        preset.roles.insert("specialist".parse().unwrap()); // who is given to customers who may leave
        assert_eq!(crm_model::Vocabulary { tags: ours.tags.clone(), ..preset }, ours);
    }
}

#[test]
fn every_word_that_a_policy_has_to_declare_is_declared() {
    let (records, words) = (company(), demo::vocabulary());
    for contact in rows(&records.interactions) {
        assert!(contact.channel.iter().all(|word| words.channels.contains_key(word)));
        assert!(contact.department.iter().all(|word| words.departments.contains(word)));
    }
    let updates = rows(&records.file_updates).iter();
    assert!(updates.flat_map(|row| &row.department).all(|word| words.departments.contains(word)));
    let customers = rows(&records.customers);
    for customer in customers {
        assert!(customer.tiers.iter().all(|dated| words.tiers.contains(&dated.tier)));
    }
    for file in customers.iter().filter_map(|customer| customer.file.as_ref()) {
        assert!(file.preferences.channels.iter().all(|word| words.channels.contains_key(word)));
        assert!(file.tags.iter().all(|word| words.tags.contains(word)));
    }
    assert!(
        rows(&records.spend)
            .iter()
            .flat_map(|row| &row.department)
            .all(|word| words.departments.contains(word))
    );
    for one in records.organisation.iter().flat_map(Organisation::assignments) {
        assert!(words.roles.contains(&one.role));
        assert!(one.department.iter().all(|word| words.departments.contains(word)));
    }
}

#[test]
fn contacts_have_the_purposes_of_the_contact_plan() {
    let records = company();
    let purposes: BTreeSet<_> = rows(&records.interactions)
        .iter()
        .filter_map(|row| row.purpose.as_ref())
        .map(Purpose::as_str)
        .collect();
    assert_eq!(purposes, ["care", "follow-up", "guidance", "survey", "value-review"].into());
}

#[test]
fn every_role_is_held_and_a_deputy_fills_the_one_vacancy() {
    let organisation = company().organisation.as_ref().unwrap();
    let end = demo::as_of();
    let holders = |role: &str, department: &str, at: DateTime<Utc>| -> Vec<(String, bool)> {
        let (role, department) = (Role::new(role).unwrap(), Department::new(department).unwrap());
        let holders = organisation.holders(&role, Some(&department), at);
        holders.iter().map(|one| (one.person.as_str().to_owned(), one.deputy)).collect()
    };
    for department in ["sales", "customer-service", "marketing", "technical-support", "product", "finance"] {
        assert_eq!(holders("agent", department, end).len(), 12);
        for role in ["supervisor", "department-head", "director", "senior-management"] {
            assert_eq!(holders(role, department, end).len(), 1, "{role} of {department}");
            let vacant = (role, department) == ("supervisor", "finance");
            assert!(holders(role, department, end).iter().all(|(_, deputy)| *deputy == vacant));
        }
    }
    assert!(!holders("supervisor", "finance", year_ago())[0].1);
    assert_eq!(holders("supervisor", "product", end), holders("department-head", "product", end));
}

#[test]
fn matters_are_escalated_to_every_rung_and_mostly_within_four_hours() {
    let records = company();
    let mut rungs: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut told, mut in_time) = (0, 0);
    for ticket in rows(&records.tickets) {
        let escalated = ticket.events.iter().filter(|event| event.kind() == EventKind::Escalated);
        for event in escalated.clone() {
            let Happening::Escalated(role) = &event.happening else { unreachable!() };
            *rungs.entry(role.as_str()).or_default() += 1;
        }
        let troubles = [
            EventKind::Agitated,
            EventKind::HarmReported,
            EventKind::BeyondAuthority,
            EventKind::CannotBeSolved,
        ];
        let trouble = ticket.events.iter().filter(|event| troubles.contains(&event.kind()));
        if let (Some(arose), Some(reached)) =
            (trouble.map(|event| event.occurred_at).min(), escalated.map(|event| event.occurred_at).min())
        {
            told += 1;
            in_time += i128::from(reached - arose <= chrono::TimeDelta::hours(4));
        }
    }
    let roles = ["department-head", "director", "senior-management", "supervisor"];
    assert_eq!(rungs.keys().copied().collect::<Vec<_>>(), roles, "{rungs:?}");
    assert_within("escalated within 4 h", in_time, told, 850..=980);
}
