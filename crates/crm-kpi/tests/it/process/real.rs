//! Logs of others. The figures were counted by a script in plain Python (`csv`, `datetime`, `collections`; rows of a case sorted by
//! time, rows of one instant as they stand in the file), apart from those that the data set's own description gives.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;

use crm_kpi::chrono::{DateTime, NaiveDateTime, Utc};
use crm_kpi::process::{EventColumns, ProcessClock, ProcessLog, ProcessRules, ProcessTally, Repeats};
use crm_model::Share;

/// A log with codes for its words, in the order of the words.
struct Coded {
    cases: Vec<u32>,
    activities: Vec<u32>,
    resources: Vec<u32>,
    departments: Option<Vec<u32>>,
    instants: Vec<i64>,
    names: Vec<String>,
}

/// Returns a code for each word and the words, sorted.
fn coded(words: &[String]) -> (Vec<u32>, Vec<String>) {
    let codes: BTreeMap<&String, u32> = words.iter().map(|word| (word, 0)).collect();
    let codes: BTreeMap<&String, u32> = codes.into_keys().zip(0..).collect();
    (words.iter().map(|word| codes[word]).collect(), codes.into_keys().cloned().collect())
}

impl Coded {
    fn read(test: &str, name: &str, columns: [usize; 4], department: Option<usize>) -> Option<Self> {
        let Some(root) = std::env::var_os("CRM_DATA_DIR").map(std::path::PathBuf::from) else {
            writeln!(std::io::stderr(), "skipped: {test}: CRM_DATA_DIR is not set").unwrap();
            return None;
        };
        let file = File::open(root.join(name).join(format!("{name}.csv.gz"))).unwrap();
        let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let column = |place: usize| rows.iter().map(|row| row[place].to_owned()).collect::<Vec<_>>();
        let (activities, names) = coded(&column(columns[1]));
        let time = |text: &String| {
            let local =
                NaiveDateTime::parse_from_str(text.trim_end_matches('Z'), "%Y-%m-%dT%H:%M:%S").unwrap();
            local.and_utc().timestamp_micros()
        };
        Some(Self {
            cases: coded(&column(columns[0])).0,
            activities,
            resources: coded(&column(columns[2])).0,
            departments: department.map(|place| coded(&column(place)).0),
            instants: column(columns[3]).iter().map(time).collect(),
            names,
        })
    }

    fn tally(&self, repeats: Repeats) -> (ProcessLog, ProcessTally) {
        let columns = EventColumns {
            cases: &self.cases,
            activities: &self.activities,
            instants: &self.instants,
            resources: Some(&self.resources),
            departments: self.departments.as_deref(),
            ..EventColumns::default()
        };
        let log = ProcessLog::new(columns, repeats).unwrap();
        let clock =
            ProcessClock::until(DateTime::<Utc>::from_timestamp_micros(log.last_instant().unwrap()).unwrap());
        let tally = ProcessTally::of(&log, &ProcessRules::default(), &clock);
        (log, tally)
    }

    fn code(&self, name: &str) -> u32 {
        u32::try_from(self.names.iter().position(|other| other == name).unwrap()).unwrap()
    }

    /// Returns how often one directly follows the other, the sum of waits, their median and nine tenths, in seconds.
    fn edge(&self, tally: &ProcessTally, from: &str, to: &str) -> (u64, i128, i64, i64) {
        const SECOND: i64 = 1_000_000;
        let edge = &tally.edges[&(self.code(from), self.code(to))];
        let nine_tenths = edge.wait.clock.percentile(Share::from_percent(90).unwrap()).unwrap();
        let median = edge.wait.clock.median().unwrap();
        (edge.times, edge.wait.clock.sum() / i128::from(SECOND), median / SECOND, nine_tenths / SECOND)
    }
}

#[test]
fn l_proc_1_helpdesk_as_a_process() {
    let test = "l_proc_1_helpdesk_as_a_process";
    let Some(data) = Coded::read(test, "helpdesk", [0, 1, 2, 3], Some(12)) else { return };
    let (log, tally) = data.tally(Repeats::Once);
    // Of its 127 exact repeats; without those three pairs of different steps share their second.
    assert_eq!((tally.cases, tally.events, tally.repeats, log.tied()), (4_580, 21_348 - 127, 127, 6));
    assert_eq!(data.edge(&tally, "Resolve ticket", "Closed"), (4_558, 11_568_702_085, 2_592_070, 3_951_209));
    assert_eq!(
        data.edge(&tally, "Assign seriousness", "Take in charge ticket"),
        (4_160, 1_344_006_400, 21_844, 1_209_262)
    );
    assert_eq!(data.edge(&tally, "Wait", "Resolve ticket"), (773, 770_909_172, 780_301, 2_242_283));
    assert_eq!((tally.edges.len(), tally.variants.len(), tally.cases_with_rework), (55, 211, 1_147));
    assert_eq!(
        (tally.resources.times(), tally.resources.pairs.len(), tally.resources.cases_returned),
        (8_648, 244, 269)
    );
    assert_eq!((tally.departments.times(), tally.departments.pairs.len()), (11, 6));
    assert_eq!(tally.activities.values().map(|one| one.repeated_by_same).sum::<u64>(), 510);
    let worst = tally.bottlenecks_by_clock().next().unwrap();
    assert_eq!((worst.from, worst.to), (data.code("Resolve ticket"), data.code("Closed")));
    assert_eq!(worst.share.percent(1), "71.6%"); // 11,568,702,085 of 16,168,162,208 s
    let first = tally.paths().next().unwrap();
    assert_eq!(
        (first.cases, first.activities.len(), first.cumulative.percent(1)),
        (2_418, 4, "52.8%".to_owned())
    );
    assert_eq!(tally.throughput().clock.median(), Some(3_442_862_000_000));

    // As its own column of paths counts them, with repeats: 226.
    let (log, tally) = data.tally(Repeats::Kept);
    assert_eq!((log.events(), tally.variants.len(), tally.cases_with_rework), (21_348, 226, 1_240));
    // Counted in the description of the data set.
    for (activity, events) in [("Resolve ticket", 4_983), ("Take in charge ticket", 5_060), ("Wait", 1_463)] {
        assert_eq!(tally.activities[&data.code(activity)].events, events);
    }
    // "Resolved twice or more" there, repeats and all.
    assert_eq!(tally.activities[&data.code("Resolve ticket")].cases_again, 386);
}

#[test]
fn l_proc_1_incidents_as_a_process() {
    let test = "l_proc_1_incidents_as_a_process";
    let Some(data) = Coded::read(test, "bpi2013_incidents", [0, 1, 3, 4], None) else { return };
    let (log, tally) = data.tally(Repeats::Once);
    assert_eq!((tally.cases, tally.events, tally.repeats, log.tied()), (7_554, 65_533, 0, 0));
    for (status, events) in
        [("Accepted", 40_117), ("Completed", 13_867), ("Queued", 11_544), ("Unmatched", 5)]
    {
        assert_eq!(tally.activities[&data.code(status)].events, events);
    }
    assert_eq!(data.edge(&tally, "Queued", "Accepted"), (10_729, 1_058_432_285, 2_603, 207_332));
    assert_eq!(data.edge(&tally, "Accepted", "Accepted"), (22_527, 2_386_428_948, 178, 109_452));
    assert_eq!((tally.edges.len(), tally.variants.len(), tally.cases_with_rework), (11, 1_511, 7_539));
    assert_eq!(
        (tally.resources.times(), tally.resources.pairs.len(), tally.resources.cases_returned),
        (20_649, 9_776, 1_186)
    );
    assert_eq!(tally.resources.steps.len(), 1_440);
    assert_eq!((tally.starts[&data.code("Queued")], tally.ends[&data.code("Completed")]), (1_156, 7_546));
    let worst = tally.bottlenecks_by_clock().next().unwrap();
    assert_eq!(worst.share.parts(), (2_461_390_287_000_000, 7_883_772_512_000_000)); // Completed to Completed
    let months: Vec<_> =
        tally.months.iter().rev().take(3).map(|(month, one)| (month.to_string(), one.began)).collect();
    assert_eq!(
        months,
        [("2012-05-01".to_owned(), 5_189), ("2012-04-01".to_owned(), 2_039), ("2012-03-01".to_owned(), 176)]
    );
}
