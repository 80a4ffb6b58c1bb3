//! Warnings of churn, judged on time that was held back: published purchase logs, and customers whose end is known.
//!
//! The figures are those of `tests/golden/churn.py`, which works them out with Python's standard library:
//! `python3 churn.py DATA`. The data are in the folder that `CRM_DATA_DIR` names; whoever needs them is skipped without it.

#![allow(clippy::unreadable_literal, reason = "figures as the script prints them")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{Read, Write as _};
use std::path::PathBuf;

use crm_kit::chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use crm_kit::clv::{Boundary, Cells, History, Horizon, MbgNbd, Nbd, PurchaseModel, TimeUnit};
use crm_kit::model::{
    Currency, CustomerId, Dataset, Missing, Money, Purchase, PurchaseKind, Records, Share, Table,
};
use crm_kit::segmentation::{
    ChurnFacts, ChurnJudgement, ChurnRule, ComplaintCount, HeldBack, OutcomeTally, Probability,
};
use crm_kit::{Policy, Preset};

fn folder(folder: &str, test: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("CRM_DATA_DIR") else {
        writeln!(std::io::stderr(), "skipped: {test}: CRM_DATA_DIR is not set").unwrap();
        return None;
    };
    Some(PathBuf::from(root).join(folder))
}

fn rows(reader: impl Read) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(reader).deserialize().map(Result::unwrap).collect()
}

/// The warnings of the handbook, with other factors and grades.
fn rule(changes: &str) -> ChurnRule {
    let text = format!(
        "schema = 'crm-policy/1'\nname = 'ours'\nextends = '{}'\nzone = 'UTC'\n[churn]\n{changes}",
        Preset::Handbook
    );
    let policy = Policy::parse(&text, "ours.toml").unwrap_or_else(|error| panic!("{error}"));
    policy.latest().churn().unwrap().clone()
}

/// A purchase log tells of no complaints and no contacts.
const OF_A_LOG: &str = "complaints = { off = true }\ncontacts = { off = true }\n\
    grades = [{ name = 'none', from = 0 }, { name = 'watch', from = 15 }, { name = 'warning', from = 30 }, \
    { name = 'urgent', from = 55 }]";

fn percent(percent: u8) -> Share {
    Share::from_percent(percent).unwrap()
}

/// Customers with a score, those of them who churned, and the area under the curve.
type Summed = (u64, u64, f64);

/// Customers who churned among the gravest 10, 20 and 30 %, as shares of all who churned.
type Captured = [f64; 3];

#[track_caller]
fn check<S: Ord + Copy>(
    judgement: &ChurnJudgement<S>,
    (customers, churned, area): Summed,
    captured: Captured,
) {
    assert_eq!(judgement.all(), OutcomeTally { customers, churned });
    assert_eq!(judgement.without_score(), OutcomeTally::default());
    let found = judgement.area_under_curve().unwrap().as_f64();
    assert!((found - area).abs() < 1e-6, "{found}");
    for (share, captured) in [10, 20, 30].into_iter().zip(captured) {
        let gain = judgement.gain(percent(share)).unwrap();
        assert!((gain.captured.as_f64() - captured).abs() < 1e-6, "{share} %: {}", gain.captured.as_f64());
    }
}

/// Checks customers and churned of each grade.
#[track_caller]
fn check_grades(judgement: &ChurnJudgement<usize>, expected: &[(u64, u64)]) {
    let found: Vec<(u64, u64)> =
        judgement.by_score().map(|(_, here)| (here.customers, here.churned)).collect();
    assert_eq!(found, expected);
}

/// Checks customers, mean prediction and churned of each group of predictions.
#[track_caller]
fn check_calibration(judgement: &ChurnJudgement<Probability>, groups: u32, expected: &[(u64, f64, u64)]) {
    let bins = judgement.calibration(groups.try_into().unwrap());
    assert_eq!(bins.len(), expected.len());
    for (bin, (customers, mean, churned)) in bins.iter().zip(expected) {
        assert_eq!((bin.observed.customers, bin.observed.churned), (*customers, *churned));
        assert!((bin.mean_predicted - mean).abs() < 1e-6, "{}", bin.mean_predicted);
    }
}

/// A log that is known up to the end of a day, and what happened up to the end of a later one.
struct Log {
    dataset: Dataset,
    end: NaiveDate,
    held_back_until: NaiveDate,
}

/// What the log's first part says of its second.
struct Judgements {
    predicted: ChurnJudgement<Probability>,
    not_alive: ChurnJudgement<Probability>,
    points: ChurnJudgement<u64>,
    grades: ChurnJudgement<usize>,
}

fn last_instant(day: NaiveDate) -> DateTime<Utc> {
    let next = day.checked_add_days(Days::new(1)).unwrap().and_time(NaiveTime::MIN).and_utc();
    next - crm_kit::chrono::TimeDelta::microseconds(1)
}

impl Log {
    fn new(purchases: Vec<Purchase>, end: &str, held_back_until: &str) -> Self {
        let records = Records { purchases: Table::complete(purchases), ..Records::default() };
        let dataset = Dataset::new(records).0;
        Self { dataset, end: end.parse().unwrap(), held_back_until: held_back_until.parse().unwrap() }
    }

    fn weeks(days: i64) -> f64 {
        f64::from(i32::try_from(days).unwrap()) / 7.0
    }

    /// Frequency, recency and age in weeks; days with an order count once.
    fn history(&self, purchases: &[Purchase]) -> Option<History> {
        let orders = purchases.iter().filter(|row| row.what == PurchaseKind::Order);
        let days: BTreeSet<NaiveDate> =
            orders.map(|row| row.at.date_naive()).filter(|day| *day <= self.end).collect();
        let (first, last) = (days.first()?, days.last()?);
        let since_first = |day: NaiveDate| Self::weeks(day.signed_duration_since(*first).num_days());
        History::new(days.len() as u64 - 1, since_first(*last), since_first(self.end)).ok()
    }

    fn cells(&self) -> Cells {
        let histories =
            self.dataset.codes().filter_map(|(code, _)| self.history(self.dataset.purchases_of(code)));
        Cells::new(histories, TimeUnit::WEEK)
    }

    /// Warnings whose first factor is the probability that the customer buys in as long a time as is held back.
    fn judge(&self, model: &impl PurchaseModel) -> Judgements {
        let days = self.held_back_until.signed_duration_since(self.end).num_days();
        let horizon = Horizon::new(Self::weeks(days)).unwrap();
        let (as_of, until) = (last_instant(self.end), last_instant(self.held_back_until));
        let history = |code| self.history(self.dataset.purchases_of(code));
        let none = |code| history(code).map(|of| model.probability_of_purchases(0, &of, horizon));
        let rule = rule(OF_A_LOG);
        let warnings = rule.assess(&self.dataset, as_of, |code| {
            none(code).and_then(Probability::new).map(Probability::complement)
        });
        let outcomes = HeldBack::new(&self.dataset, as_of, until).unwrap();
        let mut judgements = Judgements {
            predicted: ChurnJudgement::default(),
            not_alive: ChurnJudgement::default(),
            points: ChurnJudgement::default(),
            grades: ChurnJudgement::default(),
        };
        for (code, warning) in warnings.warnings() {
            let churned = !outcomes.has_bought(code).unwrap();
            let none = none(code).and_then(Probability::new).unwrap();
            let alive = Probability::new(model.p_alive(&history(code).unwrap())).unwrap();
            judgements.predicted.record(none, churned);
            judgements.not_alive.record(alive.complement(), churned);
            judgements.points.record(warning.least, churned);
            judgements.grades.record(warning.grade().unwrap(), churned);
        }
        judgements
    }
}

/// The model with the parameters that were published for a part of these customers, in weeks.
#[test]
fn h_churn_1_warnings_on_cdnow_are_judged_by_39_weeks_held_back() {
    let Some(folder) = folder("cdnow", "h_churn_1_warnings_on_cdnow") else { return };
    let dollars = Currency::new("USD").unwrap();
    let purchase = |row: BTreeMap<String, String>| Purchase {
        at: format!("{}T12:00:00Z", row["date"]).parse().unwrap(),
        order: None,
        what: PurchaseKind::Order,
        amount: Money::parse(&row["amount"], dollars).unwrap(),
        customer: CustomerId::new(&row["customer_id"]).ok(),
    };
    let purchases = rows(File::open(folder.join("cdnow_master.csv")).unwrap()).into_iter().map(purchase);
    let log = Log::new(purchases.collect(), "1997-09-30", "1998-06-30");
    let judged = log.judge(&MbgNbd::new(0.525, 6.183, 0.891, 1.614).unwrap());
    check(&judged.predicted, (23_570, 16_512, 0.752756), [0.117595, 0.241105, 0.363329]);
    check(&judged.not_alive, (23_570, 16_512, 0.679962), [0.099201, 0.205823, 0.328783]);
    check(&judged.points, (23_570, 16_512, 0.713263), [0.113347, 0.231478, 0.349609]);
    // Of a grade and those above it: who is watched or warned of left 78.1 % of the time, of all 70.1 %.
    check_grades(&judged.grades, &[(4_547, 1_646), (1_991, 974), (16_278, 13_347), (754, 545)]);
    let groups = [
        (2_357, 0.264902, 478),
        (2_357, 0.524235, 986),
        (2_357, 0.697122, 1_305),
        (2_410, 0.844325, 1_849),
        (2_304, 0.863350, 1_889),
        (2_357, 0.868955, 2_005),
        (2_587, 0.874754, 2_198),
        (2_296, 0.879839, 1_966),
        (2_215, 0.884695, 1_917),
        (2_330, 0.899371, 1_919),
    ];
    check_calibration(&judged.predicted, 10, &groups);
    let watched = judged.grades.thresholds()[1];
    assert_eq!(watched.precision().unwrap().percent(1), "78.1%"); // 14,866 of 19,023
    assert_eq!(watched.recall().unwrap().percent(1), "90.0%"); // 14,866 of 16,512
}

/// Invoices, at the dates that stand on them, known up to the end of August 2011.
fn online_retail(test: &str) -> Option<Log> {
    let folder = folder("online-retail", test)?;
    let pounds = Currency::new("GBP").unwrap();
    let purchase = |row: BTreeMap<String, String>| {
        let amount = Money::parse(&row["amount"], pounds).unwrap();
        let is_order = !row["invoice"].starts_with('C') && !amount.is_negative();
        Purchase {
            at: format!("{}Z", row["timestamp"]).parse().unwrap(),
            order: None,
            what: if is_order { PurchaseKind::Order } else { PurchaseKind::Refund { of: None } },
            amount: if is_order { amount } else { amount.checked_neg().unwrap() },
            customer: CustomerId::new(&row["customer_id"]).ok(),
        }
    };
    let file = File::open(folder.join("online_retail_invoices.csv.gz")).unwrap();
    let purchases = rows(flate2::read::GzDecoder::new(file)).into_iter().map(purchase);
    Some(Log::new(purchases.collect(), "2011-08-31", "2011-12-09"))
}

#[test]
fn h_churn_1_warnings_on_online_retail_are_judged_by_100_days_held_back() {
    let Some(log) = online_retail("h_churn_1_warnings_on_online_retail") else { return };
    let fitted = Nbd::fit(&log.cells()).unwrap();
    let found: Vec<f64> = fitted.report.estimates.iter().map(|estimate| estimate.value).collect();
    assert!((found[0] - 0.7227).abs() < 5e-5 && (found[1] - 9.4237).abs() < 5e-5, "{found:?}");
    let judged = log.judge(&Nbd::new(0.7227, 9.4237).unwrap());
    check(&judged.predicted, (3_317, 1_365, 0.733181), [0.161685, 0.316274, 0.461209]);
    // Everybody is alive by this model, which tells nobody apart.
    check(&judged.not_alive, (3_317, 1_365, 0.500000), [0.100000, 0.200000, 0.300000]);
    check(&judged.points, (3_317, 1_365, 0.677719), [0.151935, 0.293589, 0.431247]);
    check_grades(&judged.grades, &[(2_208, 754), (734, 390), (316, 181), (59, 40)]);
    let groups = [
        (332, 0.074520, 15),
        (335, 0.229251, 55),
        (329, 0.341341, 89),
        (333, 0.437237, 105),
        (334, 0.524799, 138),
        (328, 0.594881, 159),
        (342, 0.654219, 180),
        (323, 0.728810, 194),
        (332, 0.777008, 212),
        (329, 0.817200, 218),
    ];
    check_calibration(&judged.predicted, 10, &groups);
}

/// On these invoices nobody is seen to leave for good: what the model with dropout finds is that there is none.
#[test]
fn nobody_is_seen_to_leave_online_retail_for_good() {
    let Some(log) = online_retail("nobody_is_seen_to_leave_online_retail_for_good") else { return };
    let boundaries = MbgNbd::fit(&log.cells()).unwrap().report.boundaries;
    assert!(boundaries.contains(&Boundary::NoDropout), "{boundaries:?}");
}

/// Even rows tell how many of those who use the service so often stay; odd rows are judged. A complaint is a complaint.
#[test]
fn h_churn_1_warnings_on_iranian_churn_are_judged_by_known_ends() {
    let Some(folder) = folder("iranian_churn", "h_churn_1_warnings_on_iranian_churn") else { return };
    let file = File::open(folder.join("iranian_churn.csv.gz")).unwrap();
    let rows = rows(flate2::read::GzDecoder::new(file));
    let number = |row: &BTreeMap<String, String>, column: &str| row[column].parse::<u64>().unwrap();
    let group = |row: &BTreeMap<String, String>| {
        let used = number(row, "frequency_of_use");
        [1, 20, 50, 100].iter().filter(|cut| used >= **cut).count()
    };
    let has_churned = |row: &BTreeMap<String, String>| number(row, "churn") == 1;
    let mut by_use = [OutcomeTally::default(); 5];
    for row in rows.iter().step_by(2) {
        by_use[group(row)] = by_use[group(row)].merge(OutcomeTally::of(has_churned(row)));
    }
    let stays = by_use.map(|tally| 1.0 - tally.rate().unwrap().as_f64());
    let rule = rule(
        "overdue = { off = true }\ncontacts = { off = true }\n\
         prediction = { of = 'alive', levels = [{ below = '85%', points = 10 }, { below = '70%', points = 25 }] }\n\
         complaints = { kinds = ['complaint'], window = '9 months', levels = [{ from = 1, points = 30 }] }\n\
         grades = [{ name = 'none', from = 0 }, { name = 'watch', from = 25 }, { name = 'warning', from = 30 }]",
    );
    let (mut predicted, mut points) = (ChurnJudgement::default(), ChurnJudgement::default());
    let (mut complained, mut grades) = (ChurnJudgement::default(), ChurnJudgement::default());
    for row in rows.iter().skip(1).step_by(2) {
        let alive = Probability::new(stays[group(row)]).ok_or(Missing::Prediction);
        let complaints = ComplaintCount { known: number(row, "complains"), kind_unknown: 0 };
        let facts =
            ChurnFacts { prediction: alive.clone(), complaints: Ok(complaints), ..ChurnFacts::default() };
        let warning = rule.judge(&facts);
        predicted.record(alive.unwrap().complement(), has_churned(row));
        points.record(warning.least, has_churned(row));
        complained.record(complaints.known, has_churned(row));
        grades.record(warning.grade().unwrap(), has_churned(row));
    }
    check(&predicted, (1_575, 192, 0.647750), [0.248450, 0.506135, 0.530461]);
    check(&complained, (1_575, 192, 0.702696), [0.444901, 0.506579, 0.568257]);
    // Both together tell more than either.
    check(&points, (1_575, 192, 0.853188), [0.483992, 0.680985, 0.795817]);
    check_grades(&grades, &[(1_184, 43), (279, 67), (112, 82)]);
    let groups = [(659, 0.116537, 77), (607, 0.201102, 18), (309, 0.438450, 97)];
    check_calibration(&predicted, 5, &groups);
}
