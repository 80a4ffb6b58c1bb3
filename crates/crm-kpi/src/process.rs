//! The service process as its events tell it (clauses L-PROC-1 and D-PROC-2): steps, what follows what and after which wait,
//! hand-overs, loops, paths, bottlenecks, broken links, and whether declared rules of order were kept.
//!
//! An event is a row: which case, which activity, when, and, where known, by whom, in which department, and when it was finished.
//! Cases, activities, resources and departments are codes, which the caller gives; [`TicketLog`] gives them for tickets,
//! and [`ServiceProcess`] is the process of all tickets of a period.
//! [`ProcessLog`] checks the columns and puts each case in order, [`ProcessTally`] counts, [`Conformance`] compares with
//! [`OrderRule`]s. Which activities are final, working, waiting, contacts or approvals is policy data: [`ProcessRules`].
//!
//! A tally merges with that of other cases: the parts of a log, cut between cases, give the tally of the whole, to the last
//! microsecond. Sums are exact, percentiles are those of all times kept, and a mean divides last.
//!
//! # Examples
//!
//! ```
//! use crm_kpi::chrono::DateTime;
//! use crm_kpi::process::{EventColumns, ProcessClock, ProcessLog, ProcessRules, ProcessTally, Repeats};
//!
//! const HOUR: i64 = 3_600_000_000; // microseconds
//! // Two cases: received (0), answered (1), closed (2); the first is answered twice.
//! let columns = EventColumns {
//!     cases: &[7, 7, 7, 7, 8, 8],
//!     activities: &[0, 1, 1, 2, 0, 2],
//!     instants: &[0, HOUR, 3 * HOUR, 4 * HOUR, 0, 10 * HOUR],
//!     ..EventColumns::default()
//! };
//! let log = ProcessLog::new(columns, Repeats::Once)?;
//! let clock = ProcessClock::until(DateTime::from_timestamp(86_400, 0).ok_or("range")?);
//! let tally = ProcessTally::of(&log, &ProcessRules::default(), &clock);
//! assert_eq!((tally.cases, tally.events), (2, 6));
//! let answered_again = &tally.edges[&(1, 1)];
//! assert_eq!(answered_again.wait.clock.sum(), i128::from(2 * HOUR));
//! assert_eq!(tally.rework().unwrap().to_string(), "1/2"); // of two cases, one does a step again
//! // The longest wait in all: received to closed, 10 of 14 hours.
//! let worst = tally.bottlenecks_by_clock().next().unwrap();
//! assert_eq!((worst.from, worst.to), (0, 2));
//! assert_eq!(worst.share.percent(0), "71%");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod log;
mod service;
mod tally;
mod tickets;

mod bottleneck;
mod columns;
mod conformance;
mod durations;
mod hand_overs;
mod join;
#[cfg(feature = "serde")]
mod pairs;
mod paths;
mod rules;

pub use self::bottleneck::Bottleneck;
pub use self::columns::{EventColumns, NOBODY, ProcessError, UNFINISHED};
pub use self::conformance::{Conformance, OrderRule, OrderTally};
pub use self::durations::{Durations, Spans, Total};
pub use self::hand_overs::{HandOvers, Moves};
pub use self::log::{History, ProcessLog, Step};
pub use self::paths::Path;
pub use self::rules::{ProcessClock, ProcessRules, Repeats, Spending};
pub use self::service::{ServiceProcess, ServiceRule, ServiceRuleError, Touchpoint};
pub use self::tally::{ActivityTally, EdgeTally, PerCase, ProcessTally, Seen, Spent, Stopped, Throughput};
pub use self::tickets::TicketLog;
