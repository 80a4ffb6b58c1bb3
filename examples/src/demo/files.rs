//! What is on file about the demo's customers. Some of it is missing, as anywhere.

use crm_model::{
    Business, Contact, CustomerFile, FileField, Interest, Origin, OriginName, Preferences, Product,
    Provenance, Tag,
};

use super::customers::{Level, Profile};
use super::dice::{Dice, name};
use super::people::{Somebody, agent, full_name};
use super::purchases::money;
use super::rates;
use super::time::{FIRST, LAST, date, instant};
use super::words::TAGS;

const JOBS: [&str; 6] =
    ["purchasing manager", "owner", "采购经理", "operations director", "办公室主任", "shop manager"];
const INDUSTRIES: [&str; 6] = ["retail", "e-commerce", "finance", "services", "manufacturing", "education"];
const PRODUCTS: [&str; 6] =
    ["starter-kit", "standard", "professional", "spare-parts", "maintenance", "training"];
const INTERESTS: [&str; 5] = ["new-products", "training", "sustainability", "discounts", "after-sales"];
const CHANNELS: [&str; 6] = ["phone", "e-mail", "instant-messaging", "sms", "social-media", "meeting"];
const PARTNERS: [&str; 3] = ["northern-reseller", "city-chamber", "trade-portal"];
const CAMPAIGNS: [&str; 4] = ["spring-fair", "member-day", "double-eleven", "search-advertising"];

/// Returns the file of a customer; two in a hundred have none.
pub(super) fn of(dice: &mut Dice, profile: &Profile) -> Option<Box<CustomerFile>> {
    if dice.chance(20) {
        return None;
    }
    let joined = profile.joined();
    let slow = dice.chance(80);
    let entered = joined + if slow { dice.number(6, 20) } else { dice.number(0, 2) };
    let entered_at = instant(entered.min(LAST), 9 * 60) + dice.minutes(0, 8 * 60);
    let mut file = CustomerFile {
        contact: contact(dice, profile),
        business: business(dice, profile),
        first_contact: unless(dice, 60).then(|| date(joined - dice.number(0, 60))),
        preferences: preferences(dice),
        class: unless(dice, 20).then(|| name(class(profile.level))),
        tags: some_of(dice, &TAGS, 70).iter().map(|tag| name::<Tag>(tag)).collect(),
        interests: some_of(dice, &INTERESTS, 110).iter().map(|one| name::<Interest>(one)).collect(),
        stage: unless(dice, 40).then(|| name(stage(profile))),
        origin: unless(dice, 30).then(|| origin(dice, profile)),
        in_charge: unless(dice, 15).then(|| agent(dice, "sales")),
        entered_at: Some(entered_at.min(super::as_of())),
        provenance: Vec::new(),
    };
    file.provenance = provenance(dice, &file);
    Some(Box::new(file))
}

fn contact(dice: &mut Dice, profile: &Profile) -> Contact {
    let somebody = Somebody::new(dice, profile.place + 1);
    Contact {
        name: Some(somebody.name).filter(|_| unless(dice, 5)),
        job_title: unless(dice, 90).then(|| name(dice.one_of("owner", &JOBS))),
        company: Some(somebody.company).filter(|_| unless(dice, 20)),
        phone: Some(somebody.phone).filter(|_| unless(dice, 25)),
        e_mail: Some(somebody.e_mail).filter(|_| unless(dice, 45)),
        address: Some(somebody.address).filter(|_| unless(dice, 100)),
    }
}

fn business(dice: &mut Dice, profile: &Profile) -> Business {
    let products = some_of(dice, &PRODUCTS, 50);
    let currency = if profile.pays_in_dollars { rates::dollar() } else { rates::yuan() };
    let amount = money(dice.heavy_tail(profile.usual_amount * 4, 4), currency);
    let contract = unless(dice, 110).then(|| {
        let from = profile.joined() + dice.number(0, 10);
        let days = dice.one_of(365, &[365, 730, 1_095]);
        (date(from), date(from + days - 1))
    });
    let decision_maker = full_name(dice, false);
    Business {
        industry: unless(dice, 35).then(|| name(dice.one_of("retail", &INDUSTRIES))),
        products: products.iter().map(|one| name::<Product>(one)).collect(),
        amount: unless(dice, 100).then_some(amount),
        contract_from: contract.map(|(from, _)| from),
        contract_until: contract.map(|(_, until)| until),
        decision_makers: if unless(dice, 90) { vec![name(&decision_maker)] } else { Vec::new() },
    }
}

fn preferences(dice: &mut Dice) -> Preferences {
    let mut channels = vec![dice.weighted(
        "phone",
        &[(40, "phone"), (25, "e-mail"), (22, "instant-messaging"), (8, "sms"), (5, "meeting")],
    )];
    let second = dice.one_of("e-mail", &CHANNELS);
    if !channels.contains(&second) {
        channels.push(second);
    }
    if !unless(dice, 100) {
        channels.clear();
    }
    Preferences { channels: channels.into_iter().map(name).collect(), others: Vec::new() }
}

/// Returns the company's own class, which follows the tier.
const fn class(level: Level) -> &'static str {
    match level {
        Level::High => "A",
        Level::Middle => "B",
        Level::Ordinary => "C",
    }
}

fn stage(profile: &Profile) -> &'static str {
    match (profile.is_there(LAST), profile.level) {
        (false, _) => "lost",
        (true, _) if profile.joined() > LAST - 90 => "first-purchase",
        (true, Level::High) => "loyal-advocate",
        (true, Level::Middle) => "repeat-purchase",
        (true, Level::Ordinary) => "at-risk",
    }
}

/// One customer in five came by the word of another, who came earlier.
fn origin(dice: &mut Dice, profile: &Profile) -> Origin {
    let way = dice.weighted(0, &[(45, 0), (25, 1), (20, 2), (10, 3)]);
    let earlier = dice.below(profile.place as u64);
    match way {
        0 => Origin::Campaign(name(dice.one_of("spring-fair", &CAMPAIGNS))),
        1 => Origin::Partner(name(dice.one_of("trade-portal", &PARTNERS))),
        2 if profile.place > 0 && dice.chance(850) => {
            Origin::Recommendation(Some(name(&format!("C-{:05}", earlier + 1))))
        }
        2 => Origin::Recommendation(None),
        _ => Origin::Other(name("walk-in")),
    }
}

/// Returns where the key fields come from and when somebody last confirmed them.
fn provenance(dice: &mut Dice, file: &CustomerFile) -> Vec<(FileField, Provenance)> {
    let key_fields =
        [FileField::Phone, FileField::EMail, FileField::Address, FileField::Industry, FileField::InCharge];
    let mut rows = Vec::new();
    for field in key_fields.into_iter().filter(|field| file.has(*field)) {
        let third_party = field == FileField::Industry && dice.chance(120);
        let source = if third_party { "public-register" } else { "customer" };
        let confirmed = instant(dice.number(FIRST, LAST - 1), 15 * 60);
        let verified_at = dice.chance(850).then(|| file.entered_at.map_or(confirmed, |at| confirmed.max(at)));
        let source: OriginName = name(source);
        rows.push((field, Provenance { source, third_party, recorded_at: file.entered_at, verified_at }));
    }
    rows.sort_unstable();
    rows
}

/// Returns false so many times out of a thousand: that is how often something is missing.
fn unless(dice: &mut Dice, missing_per_mille: u64) -> bool {
    !dice.chance(missing_per_mille)
}

/// Returns one or two of the words, sorted, or none so many times out of a thousand.
fn some_of(dice: &mut Dice, words: &[&'static str], missing_per_mille: u64) -> Vec<&'static str> {
    let Some(first) = words.first().copied() else { return Vec::new() };
    let mut some = vec![dice.one_of(first, words), dice.one_of(first, words)];
    some.sort_unstable();
    some.dedup();
    if dice.chance(missing_per_mille) {
        some.clear();
    }
    some
}
