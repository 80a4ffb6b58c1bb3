//! A help desk of ten tickets, small enough to check every figure by hand, and the program on top of it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use examples::run::{Terminal, assess};
use tempfile::TempDir;

/// Monday, 2026-03-02, is a working day; so are the days after it.
pub(crate) const POLICY: &str = r#"schema     = "crm-policy/1"
name       = "tiny"
version    = "1"
zone       = "UTC"
hit-policy = "most-specific"

[vocabulary]
kinds        = []
urgencies    = ["urgent", "regular"]
wait-reasons = ["customer"]
departments  = ["help-desk"]

[vocabulary.channels]
phone  = { instant = true, written = false, public = false }
e-mail = { instant = false, written = true, public = false }

[calendar.office]
zone     = "UTC"
hours    = { mon-fri = ["09:00-17:00"] }
holidays = []
horizon  = { from = 2026, until = 2026 }

[sla.answer-phone]
clause   = "ACME-SLA-1"
measure  = "first-response"
when     = { channel = "phone" }
within   = "60s"
calendar = "office"
starts   = "opened"
pauses   = []
reopen   = "first-only"

[sla.answer-e-mail]
clause   = "ACME-SLA-1"
measure  = "first-response"
when     = { channel = "e-mail" }
within   = "4bh"
calendar = "office"
starts   = "opened"
pauses   = []
warn     = ["50%"]
reopen   = "first-only"

[sla.solve]
clause   = "ACME-SLA-2"
strength = "example"
measure  = "resolution"
when     = { urgency = "urgent" }
within   = "1bd"
ends     = "same-time"
calendar = "office"
starts   = "opened"
pauses   = ["customer"]
reopen   = "first-only"

[sla.recorded]
clause   = "ACME-SLA-3"
measure  = "recorded"
within   = "not-stated"
calendar = "office"
starts   = "opened"
pauses   = []
reopen   = "first-only"
"#;

pub(crate) const CUSTOMERS: &str = "customer\nli@example.cn\nACME Ltd\n";

pub(crate) const TICKETS: &str = "\
ticket,customer,channel
T-1,li@example.cn,phone
T-2,ACME Ltd,phone
T-3,ACME Ltd,e-mail
T-4,nobody@example.cn,e-mail
T-5,,phone
T-6,,
T-7,,e-mail
T-8,,phone
=T-9,,phone
T-10,ACME Ltd,e-mail
";

/// The instant of assessment is Wednesday, 2026-03-04T12:00Z.
pub(crate) const EVENTS: &str = "\
ticket,event,occurred_at,recorded_at,urgency,department,person,reason
T-1,opened,2026-03-02T10:00:00Z,,,,,
T-1,classified,2026-03-02T10:00:00Z,,urgent,,,
T-1,assigned,2026-03-02T10:00:10Z,,,help-desk,Wang Wei,
T-1,first-response,2026-03-02T10:01:00Z,,,,,
T-1,solved,2026-03-03T10:00:00Z,,,,,
T-2,opened,2026-03-02T10:00:00Z,,,,,
T-2,classified,2026-03-02T10:05:00Z,,urgent,,,
T-2,first-response,2026-03-02T10:01:00.4Z,2026-03-02T10:00:30Z,,,,
T-2,solved,2026-03-03T18:00:00Z,,,,,
T-3,opened,2026-03-03T16:00:00Z,,,,,
T-3,classified,2026-03-03T16:00:00Z,,urgent,,,
T-3,assigned,2026-03-03T16:00:00Z,,,help-desk,,
T-4,opened,2026-03-04T09:30:00Z,,,,,
T-4,classified,2026-03-04T09:30:00Z,,regular,,,
T-5,opened,2026-03-04T11:00:00Z,,,,,
T-5,classified,2026-03-04T11:00:00Z,,urgent,,,
T-5,first-response,2026-03-04T11:00:20Z,,,,,
T-5,first-response,2026-03-04T11:00:20Z,,,,,
T-5,waiting,2026-03-04T11:30:00Z,,,,,customer
T-6,opened,2026-03-02T09:00:00Z,,,,,
T-6,classified,2026-03-02T09:00:00Z,,urgent,,,
T-7,opened,2026-03-02T09:00:00Z,,,,,
T-7,classified,2026-03-02T09:00:00Z,,urgent,,,
T-7,closed,2026-03-02T10:00:00Z,,,,,
T-8,first-response,2026-03-02T09:00:00Z,,,,,
=T-9,opened,2026-03-04T11:59:30Z,,,,,
T-10,opened,2026-03-03T16:00:00Z,,,,,
T-10,classified,2026-03-03T16:00:00Z,,urgent,,,
";

/// A folder with the records, the policy, and a place for the results.
pub(crate) struct Desk {
    folder: TempDir,
}

/// What a run of the program gave.
pub(crate) struct Run {
    pub(crate) status: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::of(CUSTOMERS, TICKETS, EVENTS)
    }

    pub(crate) fn of(customers: &str, tickets: &str, events: &str) -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        desk.put("customers.csv", customers);
        desk.put("tickets.csv", tickets);
        desk.put("events.csv", events);
        desk.put("tiny.toml", POLICY);
        desk
    }

    pub(crate) fn put(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn result(&self, name: &str) -> String {
        fs::read_to_string(self.path("out").join(name)).unwrap()
    }

    /// Runs the program on the records, with further arguments.
    #[track_caller]
    pub(crate) fn run(&self, more: &[&str]) -> Run {
        self.run_on(Terminal::default(), more)
    }

    /// Runs the program on the records, with further arguments, on a terminal.
    #[track_caller]
    pub(crate) fn run_on(&self, terminal: Terminal, more: &[&str]) -> Run {
        let (policy, out) = (self.path("tiny.toml"), self.path("out"));
        let mut args = vec!["--data", text(self.folder.path()), "--out", text(&out)];
        if !more.contains(&"--policy") {
            args.extend(["--policy", text(&policy)]);
        }
        if !more.contains(&"--as-of") {
            args.extend(["--as-of", "2026-03-04T12:00:00Z"]);
        }
        args.extend(more);
        run_on(terminal, &args)
    }
}

/// Runs the program with these arguments, without a terminal.
pub(crate) fn run(args: &[&str]) -> Run {
    run_on(Terminal::default(), args)
}

fn run_on(terminal: Terminal, args: &[&str]) -> Run {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = ["assess"].iter().chain(args);
    let status = assess(args, &mut out, &mut err, terminal);
    Run { status, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A reader of the program's output that has seen enough.
pub(crate) struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
