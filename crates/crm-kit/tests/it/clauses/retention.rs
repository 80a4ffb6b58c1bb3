//! Who may leave, who is loyal, and in which stage of life a customer is: from records, by the presets.

use crm_kit::model::{
    Customer, CustomerId, Direction, Interaction, Outcome, Purchase, PurchaseKind, Records, Scale,
    SurveyAnswer, Table, TicketRecord,
};
use crm_kit::segmentation::{ChurnRule, Level, LoyaltyRule, Probability, Stage};
use crm_kit::{Dataset, Policy, Preset};

use super::{Happening, TicketEvent, TicketId, at, classified, extending, of_preset};

/// Days of 2026 in Shanghai, or of 2025 by their year.
fn instant(day: &str) -> crm_kit::chrono::DateTime<crm_kit::chrono::Utc> {
    let year = if day.starts_with("2025") { "" } else { "2026-" };
    format!("{year}{day}T10:00:00+08:00").parse().unwrap_or_else(|error| panic!("{day}: {error}"))
}

fn order(customer: &str, day: &str, amount: &str) -> Purchase {
    Purchase {
        at: instant(day),
        order: None,
        what: PurchaseKind::Order,
        amount: amount.parse().unwrap(),
        customer: customer.parse().ok(),
    }
}

fn orders(customer: &str, days: &[&str]) -> Vec<Purchase> {
    days.iter().map(|day| order(customer, day, "100 CNY")).collect()
}

fn contact(customer: &str, day: &str) -> Interaction {
    Interaction {
        at: instant(day),
        customer: customer.parse().ok(),
        direction: Direction::Outbound,
        outcome: Outcome::Reached,
        channel: None,
        purpose: None,
        person: None,
        department: None,
        recorded_at: None,
    }
}

fn complaint(id: &str, customer: &str, day: &str) -> TicketRecord {
    let at = instant(day);
    let events = [Happening::Opened, classified("complaint", "", "")].map(|what| TicketEvent::at(at, what));
    let mut record = TicketRecord::new(TicketId::new(id).unwrap(), events.into());
    record.customer = customer.parse().ok();
    record
}

fn would_recommend(customer: &str, score: i64) -> SurveyAnswer {
    SurveyAnswer {
        survey: "satisfaction".parse().unwrap(),
        topic: "recommend".parse().unwrap(),
        customer: customer.parse().ok(),
        invited_at: None,
        answered_at: Some(instant("02-01")),
        score: Scale::ZERO_TO_TEN.score(score).ok(),
        delivery: None,
    }
}

/// Every ten days up to 31 January; on 2 March the last purchase is 30 days past.
const EVERY_TEN_DAYS: [&str; 4] = ["01-01", "01-11", "01-21", "01-31"];

/// Two customers alike, one of whom complained and was called less often, and one who never bought.
pub(crate) fn company() -> Dataset {
    let who = ["unhappy", "quiet"];
    // Three months before 2 March begin after 2 December, those before them after 2 September.
    let before = ["2025-09-03", "2025-10-01", "2025-11-01", "2025-12-02"];
    let mut contacts: Vec<Interaction> =
        who.iter().flat_map(|who| before.map(|day| contact(who, day))).collect();
    contacts.extend([contact("unhappy", "01-05"), contact("quiet", "01-05"), contact("quiet", "02-05")]);
    let prospect = Customer::new(CustomerId::new("prospect").unwrap());
    Dataset::new(Records {
        customers: Table::complete(vec![prospect]),
        purchases: Table::complete(who.iter().flat_map(|who| orders(who, &EVERY_TEN_DAYS)).collect()),
        tickets: Table::complete(vec![
            complaint("T-1", "unhappy", "2025-09-03"), // six months begin after 2 September
            complaint("T-2", "quiet", "2025-09-02"),
        ]),
        interactions: Table::complete(contacts),
        answers: Table::complete(vec![]),
        ..Records::default()
    })
    .0
}

fn churn(policy: &Policy) -> &ChurnRule {
    policy.latest().churn().unwrap()
}

/// Returns grade, assigned role and points of a customer on 2 March.
fn warning(
    policy: &Policy,
    customer: &str,
    alive: Option<f64>,
) -> (Option<String>, Option<String>, [u64; 2]) {
    let (dataset, rule) = (company(), churn(policy));
    let assessment = rule.assess(&dataset, at("03-02 12:00"), |_| alive.and_then(Probability::new));
    let code = dataset.code_of(&CustomerId::new(customer).unwrap()).unwrap();
    let warning = assessment.of(code).unwrap();
    let assigned = rule.assigned(warning).map(ToString::to_string);
    (rule.grade(warning).map(|grade| grade.name.to_string()), assigned, [warning.least, warning.most])
}

#[test]
fn h_churn_1_customers_at_risk_are_given_a_specialist() {
    let handbook = of_preset(Preset::Handbook);
    let found = |customer, alive| warning(handbook, customer, alive);
    let word = |text: &str| Some(text.to_owned());
    // 30 days are three times the usual ten: 30 points; a complaint: 15; one contact after four: 15; below 20 %: 25.
    assert_eq!(found("unhappy", Some(0.15)), (word("urgent"), word("specialist"), [85, 85]));
    assert_eq!(found("unhappy", Some(0.9)), (word("warning"), word("specialist"), [60, 60]));
    // Two contacts after four are half, not below it; the complaint is a day too old.
    assert_eq!(found("quiet", Some(0.4)), (word("watch"), None, [40, 40]));
    assert_eq!(found("quiet", Some(0.15)), (word("warning"), word("specialist"), [55, 55]));
    // Without a prediction the unhappy one is warned of or urgent, and given a specialist in either case.
    assert_eq!(found("unhappy", None), (None, word("specialist"), [60, 85]));
    // Without a prediction the quiet one is watched or warned of; nobody can tell.
    assert_eq!(found("quiet", None), (None, None, [30, 55]));
    let why = {
        let (dataset, rule) = (company(), churn(handbook));
        let code = dataset.code_of(&CustomerId::new("quiet").unwrap()).unwrap();
        rule.why(&rule.judge(&rule.facts(&dataset, code, at("03-02 12:00"), None))).to_string()
    };
    assert_eq!(
        why,
        "undetermined, watch to warning, 30 to 55 of 100 points: the probability of a purchase is not known (no prediction \
         was supplied), 0 to 25 of 25; 30 days since the last purchase are 3.00 times the usual 10.0, 30 of 30; no \
         complaint, 0 of 30; 2 contacts after 4, 0 of 15"
    );
}

#[test]
fn h_churn_1_of_those_who_bought_seldom_ninety_days_are_assumed() {
    let rule = churn(of_preset(Preset::Handbook));
    let points = |day: &str| {
        let purchases = Table::complete(orders("once", &["01-01"]));
        let (dataset, _) = Dataset::new(Records { purchases, ..Records::default() });
        let code = dataset.code_of(&CustomerId::new("once").unwrap()).unwrap();
        let warning = rule.judge(&rule.facts(&dataset, code, instant(day), None));
        warning.factors[1].least
    };
    // 135 days are half as much again as 90, and 270 three times as much.
    assert_eq!([points("05-15"), points("05-16"), points("09-27"), points("09-28")], [0, 15, 15, 30]);
}

fn loyalty(policy: &Policy) -> &LoyaltyRule {
    policy.latest().loyalty().unwrap()
}

/// Returns whether each of these customers is loyal on 2 March.
fn loyal<const N: usize>(rule: &LoyaltyRule, dataset: &Dataset, customers: [&str; N]) -> [Option<bool>; N] {
    let assessment = rule.assess(dataset, at("03-02 12:00"));
    let code = |id: &str| dataset.code_of(&CustomerId::new(id).unwrap()).unwrap();
    customers.map(|id| assessment.of(code(id)).unwrap().is_loyal())
}

/// Who bought three times this year, and who bought once a year ago, with answers and without.
fn buyers() -> Dataset {
    let purchases = [
        orders("often-9", &["01-01", "01-02", "01-03"]),
        orders("often-8", &["01-01", "01-02", "01-03"]),
        orders("often", &["01-01", "01-02", "01-03"]),
        orders("old-9", &["2025-03-02"]),
        orders("old-often", &["2025-03-02", "2025-03-03", "01-02", "01-03"]),
        orders("young-9", &["2025-03-03"]),
    ];
    let answers = [("often-9", 9), ("often-8", 8), ("old-9", 10), ("old-often", 0), ("young-9", 10)];
    Dataset::new(Records {
        purchases: Table::complete(purchases.concat()),
        answers: Table::complete(answers.map(|(who, score)| would_recommend(who, score)).into()),
        ..Records::default()
    })
    .0
}

#[test]
fn h_loy_2_two_of_repeat_purchase_recommendation_and_tenure() {
    // The year before 2 March begins after 2 March 2025, so three of the four orders of `old-often` lie in it; 365 days
    // since 2 March 2025 are reached, and since 3 March not.
    let who = ["often-9", "often-8", "often", "old-9", "old-often", "young-9"];
    let found = loyal(loyalty(of_preset(Preset::Handbook)), &buyers(), who);
    let expected = [Some(true), Some(false), None, Some(true), Some(true), Some(false)];
    assert_eq!(found, expected);
}

#[test]
fn l_loy_3_high_value_and_loyal_are_two_conditions() {
    let policy = extending(
        Preset::Lifecycle,
        "[vocabulary]\ntiers = ['high', 'middle', 'ordinary']\n[tiers.value]\nclause = 'P-TIER-1'\ndisagree = 'spend-first'\n\
         spend = { window = '12 months', high = '20%', middle = '60%', by = 'rank' }\npopulation = 'with-purchases'\n\
         repurchase = { of = 'orders-after-the-first', high = '>= 60%', middle = '>= 30%', counting = 'orders' }\n\
         names = ['high', 'middle', 'ordinary']",
    );
    let mut purchases = orders("faithful", &["01-01", "01-02", "01-03"]);
    purchases.push(order("rich", "01-01", "9000 CNY"));
    purchases.push(order("both", "01-01", "9000 CNY"));
    purchases.extend(orders("both", &["01-02", "01-03"]));
    purchases.extend((0..7).flat_map(|other| orders(&format!("other-{other}"), &["01-01"])));
    let answers =
        [("faithful", 9), ("rich", 10), ("both", 10)].map(|(who, score)| would_recommend(who, score));
    let (dataset, _) = Dataset::new(Records {
        purchases: Table::complete(purchases),
        answers: Table::complete(answers.into()),
        ..Records::default()
    });
    let who = ["rich", "faithful", "both"];
    let tiers = policy.latest().value_tiers().unwrap().assess(&dataset, at("03-02 12:00")).unwrap();
    let code = |id: &str| dataset.code_of(&CustomerId::new(id).unwrap()).unwrap();
    // Ten customers: the first two are high.
    assert_eq!(who.map(|id| tiers.of(code(id)).unwrap().level), [Level::High, Level::Middle, Level::High]);
    assert_eq!(loyal(loyalty(&policy), &dataset, who), [Some(false), Some(true), Some(true)]);
}

#[test]
fn l_life_1_each_stage_has_its_focus() {
    let policy = of_preset(Preset::Lifecycle);
    let rule = policy.latest().lifecycle().unwrap();
    let purchases = [
        orders("first", &["02-20"]),
        orders("repeat", &["02-10", "02-20"]),
        orders("advocate", &["2025-03-02", "2025-12-01", "01-02", "02-20"]),
        orders("silent", &["2025-03-02", "2025-12-01", "01-02", "02-20"]),
        orders("leaving", &EVERY_TEN_DAYS),
        orders("lost", &["2025-03-02"]),
        orders("not-lost", &["2025-03-03"]),
    ];
    let answers = [("advocate", 9), ("silent", 6), ("repeat", 6), ("first", 6), ("not-lost", 6)];
    let (dataset, _) = Dataset::new(Records {
        customers: Table::complete(vec![Customer::new(CustomerId::new("prospect").unwrap())]),
        purchases: Table::complete(purchases.concat()),
        tickets: Table::complete(vec![complaint("T-1", "leaving", "02-20")]),
        interactions: Table::complete(vec![]),
        answers: Table::complete(answers.map(|(who, score)| would_recommend(who, score)).into()),
        ..Records::default()
    });
    let code = |id: &str| dataset.code_of(&CustomerId::new(id).unwrap()).unwrap();
    let (leaving, faint) = (code("leaving"), code("not-lost"));
    let alive = |of| Probability::new(if of == leaving || of == faint { 0.1 } else { 0.9 });
    let assessment = rule.assess(&dataset, at("03-02 12:00"), alive);
    let stage = |id: &str| {
        let verdict = &assessment.of(code(id)).unwrap().stage;
        let stage = verdict.stage().unwrap_or_else(|| panic!("{id}: {}", rule.why(verdict)));
        (stage, rule.stage(stage).focus.as_ref().unwrap().as_str())
    };
    assert_eq!(stage("prospect"), (Stage::Prospect, "awareness"));
    assert_eq!(stage("first"), (Stage::FirstPurchase, "first-experience"));
    assert_eq!(stage("repeat"), (Stage::RepeatPurchase, "value-and-loyalty"));
    assert_eq!(stage("advocate"), (Stage::LoyalAdvocate, "value-and-loyalty"));
    assert_eq!(stage("silent").0, Stage::RepeatPurchase, "loyal, but would not recommend");
    // 30 points for three times the usual ten days, 15 for the complaint, 25 for the prediction.
    assert_eq!(stage("leaving"), (Stage::AtRisk, "warning-and-win-back"));
    assert_eq!(stage("lost"), (Stage::Lost, "win-back"), "365 days");
    // 364 days are four times the assumed 90: 30 points, and 25 for the prediction.
    assert_eq!(stage("not-lost").0, Stage::AtRisk);
}
