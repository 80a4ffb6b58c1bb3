//! The process of tickets: steps, waits, hand-overs, touchpoints, broken links and paths.

use std::collections::BTreeMap;

use crm_kit::kpi::process::{Durations, HandOvers, ServiceProcess, Spent, TicketLog, Total};
use crm_kit::kpi::{Reason, Value};
use crm_model::{EventKind, EventKinds, Ratio};

use super::{Cell, Table, Told};
use crate::process::Named;
use crate::process::map::Map;
use crate::report::cell::counted;

/// How many rows of a table pages show; files hold them all.
const MOST: usize = 10;

/// How many ways of tickets pages show.
const PATHS: usize = 5;

/// How many percent of all successions the picture shows.
const DRAWN: u8 = 80;

pub(super) fn told(process: &ServiceProcess) -> Told {
    let names = names();
    let activity = |code: u32| Named { tally: &process.tally, activities: &names }.activity(code).to_owned();
    let mut tables = vec![figures(process), steps(process, &activity), waits(process, &activity)];
    tables.push(hand_overs(process));
    tables.push(touchpoints(process));
    if untold(process, process.rule.finals).is_none() {
        tables.push(broken(process, &activity));
    }
    tables.push(paths(process, &activity));
    tables.retain(|table| !table.rows.is_empty());
    Told { tables, notes: notes(process), pictures: Vec::new() }
}

/// Returns the picture of what follows what, and what is drawn of it in words.
pub(crate) fn map(process: &ServiceProcess) -> (String, String) {
    let names = names();
    let shown = Named { tally: &process.tally, activities: &names };
    let map = Map::of(&process.tally, DRAWN);
    (map.picture(shown).to_string(), map.in_words(shown))
}

/// Returns the names of activities by their codes.
fn names() -> Vec<String> {
    let codes = 0..u32::try_from(EventKind::ALL.len()).unwrap_or_default();
    codes.filter_map(TicketLog::activity).map(|kind| kind.to_string()).collect()
}

fn duration(micros: Option<i64>) -> Cell {
    sum(micros.map(i128::from))
}

fn sum(micros: Option<i128>) -> Cell {
    let value = micros.and_then(|micros| Ratio::new(micros, 1)).map(Value::Duration);
    Cell::figure(value.ok_or(Reason::Empty))
}

fn share(share: Option<Ratio>) -> Cell {
    Cell::figure(share.map(Value::Share).ok_or(Reason::Empty))
}

fn total(total: Total) -> Cell {
    sum((total.times > 0).then_some(total.clock))
}

fn nine_in_ten(times: &Durations) -> Cell {
    duration("90%".parse().ok().and_then(|share| times.percentile(share)))
}

/// Returns why nothing can be said of kinds of event: the source tells of none of them, so that there is none means nothing.
fn untold(process: &ServiceProcess, kinds: EventKinds) -> Option<Reason> {
    let is_untold = kinds.iter().all(|kind| process.untold.contains(kind));
    kinds.iter().next().filter(|_| is_untold).map(Reason::NoEvents)
}

/// Returns single figures of the whole process. What the policy does not say is no figure.
fn figures(process: &ServiceProcess) -> Table {
    let (tally, rule) = (&process.tally, &process.rule);
    let columns = [("*figure", "figure"), ("value", "value")];
    let mut table = Table::new("figures", "The process of the tickets opened in the period", &columns);
    let mut row = |name: &str, cell: Cell| table.rows.push(vec![Cell::text(name), cell]);
    let of = |kinds, cell: Cell| untold(process, kinds).map_or(cell, |reason| Cell::figure(Err(reason)));
    row("tickets", Cell::count(tally.cases));
    row("events", Cell::count(tally.events));
    row("with a step done again", share(tally.rework()));
    row("handed over between departments", share(tally.departments.share()));
    row("straight back to a department", share(tally.departments.share_returned()));
    row("handed over between persons", share(tally.resources.share()));
    row("straight back to a person", share(tally.resources.share_returned()));
    let Spent { working, waiting, unsaid } = tally.spent();
    if !rule.working.is_empty() || !rule.waiting.is_empty() {
        row("time at work, in all", total(working));
        row("time waiting, in all", total(waiting));
        row("time of which neither is said, in all", total(unsaid));
    }
    // Of one alone all known time is spent so, which says nothing of tickets.
    if !rule.working.is_empty() && !rule.waiting.is_empty() {
        row("known time spent waiting", share(tally.spent().waiting_share()));
    }
    if !rule.finals.is_empty() {
        let through = tally.throughput().clock;
        row("still open", of(rule.finals, Cell::count(tally.cases_open)));
        row("from opening to end, half at most", of(rule.finals, duration(through.median())));
        row("from opening to end, nine in ten", of(rule.finals, nine_in_ten(&through)));
    }
    if rule.gap.is_some() {
        row("on a broken link", of(rule.finals, share(tally.broken())));
    }
    if !rule.contacts.is_empty() {
        let mean = Cell::figure(tally.contacts.mean().map(Value::Number).ok_or(Reason::Empty));
        row("contacts a ticket", of(rule.contacts, mean));
    }
    if !rule.approvals.is_empty() {
        row("approvals", of(rule.approvals, Cell::count(tally.approvals.events)));
    }
    table
}

fn steps(process: &ServiceProcess, activity: &dyn Fn(u32) -> String) -> Table {
    let columns = [
        ("*step", "step"),
        ("events", "events"),
        ("tickets", "tickets"),
        ("first", "first"),
        ("last", "last"),
        ("again", "again"),
        ("again_by_same", "at once, same person"),
        ("working", "at work"),
        ("waiting", "waiting"),
    ];
    let mut table = Table::new("steps", "Steps, the most common first", &columns);
    table.most = Some(MOST);
    let tally = &process.tally;
    let persons_known = tally.resources.cases_known > 0;
    let mut all: Vec<_> = tally.activities.iter().collect();
    all.sort_by(|one, other| other.1.events.cmp(&one.1.events).then(one.0.cmp(other.0)));
    for (code, one) in all {
        let of = |counts: &BTreeMap<u32, u64>| Cell::count(counts.get(code).copied().unwrap_or_default());
        let by_same = persons_known.then_some(Value::Count(one.repeated_by_same)).ok_or(Reason::Empty);
        table.rows.push(vec![
            Cell::Text(activity(*code)),
            Cell::count(one.events),
            Cell::count(one.cases),
            of(&tally.starts),
            of(&tally.ends),
            Cell::count(one.again),
            Cell::figure(by_same),
            total(one.spent.working),
            total(one.spent.waiting),
        ]);
    }
    table
}

fn waits(process: &ServiceProcess, activity: &dyn Fn(u32) -> String) -> Table {
    let columns = [
        ("*wait", "from, to"),
        ("times", "times"),
        ("half", "half at most"),
        ("nine_in_ten", "nine in ten"),
        ("sum", "in all"),
        ("share", "of all waits"),
    ];
    let mut table = Table::new("waits", "Where tickets wait, the longest in all first", &columns);
    table.most = Some(MOST);
    for one in process.tally.bottlenecks_by_clock() {
        let wait = &one.edge.wait.clock;
        table.rows.push(vec![
            Cell::Text(format!("{}, {}", activity(one.from), activity(one.to))),
            Cell::count(one.edge.times),
            duration(wait.median()),
            nine_in_ten(wait),
            sum(Some(wait.sum())),
            share(Some(one.share)),
        ]);
    }
    table
}

fn hand_overs(process: &ServiceProcess) -> Table {
    let columns =
        [("*hand_over", "from, to"), ("times", "times"), ("back", "straight back"), ("wait", "mean wait")];
    let mut table =
        Table::new("hand-overs", "Hand-overs between departments, the most common first", &columns);
    table.most = Some(MOST);
    let HandOvers { pairs, returns, .. } = &process.tally.departments;
    let name = |code| process.department(code).map_or("unknown", crm_model::Department::as_str);
    let mut all: Vec<_> = pairs.iter().collect();
    all.sort_by(|one, other| other.1.times.cmp(&one.1.times).then(one.0.cmp(other.0)));
    for ((from, to), moves) in all {
        // What comes back to `to` was given back by `from`.
        let back = returns.get(&(*to, *from)).copied().unwrap_or_default();
        table.rows.push(vec![
            Cell::Text(format!("{}, {}", name(*from), name(*to))),
            Cell::count(moves.times),
            Cell::count(back),
            Cell::figure(moves.wait.mean().map(Value::Duration).ok_or(Reason::Empty)),
        ]);
    }
    table
}

fn touchpoints(process: &ServiceProcess) -> Table {
    let columns =
        [("*contact", "contact"), ("*channel", "channel"), ("times", "times"), ("tickets", "tickets")];
    let mut table = Table::new("touchpoints", "Contacts with customers by the ticket's channel", &columns);
    table.most = Some(MOST);
    for point in &process.touchpoints {
        let channel = point.channel.as_ref().map_or("unknown", crm_model::Channel::as_str);
        table.rows.push(vec![
            Cell::text(&point.event),
            Cell::text(channel),
            Cell::count(point.times),
            Cell::count(point.tickets),
        ]);
    }
    table
}

fn broken(process: &ServiceProcess, activity: &dyn Fn(u32) -> String) -> Table {
    let columns = [("*after", "silent since"), ("tickets", "tickets"), ("longest", "longest")];
    let mut table =
        Table::new("broken-links", "Broken links: tickets silent for longer than the gap", &columns);
    for (code, stopped) in &process.tally.stopped {
        let longest = duration(stopped.silent.longest());
        table.rows.push(vec![Cell::Text(activity(*code)), Cell::count(stopped.cases), longest]);
    }
    table
}

fn paths(process: &ServiceProcess, activity: &dyn Fn(u32) -> String) -> Table {
    let columns = [("*path", "path"), ("tickets", "tickets"), ("cumulative", "so far")];
    let mut table = Table::new("paths", "Paths of tickets, the most common first", &columns);
    table.most = Some(PATHS);
    for path in process.tally.paths() {
        let steps: Vec<String> = path.activities.iter().map(|code| activity(*code)).collect();
        table.rows.push(vec![
            Cell::Text(steps.join(", ")),
            Cell::count(path.cases),
            share(Some(path.cumulative)),
        ]);
    }
    table
}

fn notes(process: &ServiceProcess) -> Vec<String> {
    let rule = &process.rule;
    let mut notes = Vec::new();
    let says = [
        (rule.finals, "with which events tickets end (`final`)"),
        (rule.working, "after which ones somebody works (`working`)"),
        (rule.waiting, "after which ones they wait (`waiting`)"),
        (rule.contacts, "which ones are contacts (`contacts`)"),
        (rule.approvals, "which ones are approvals (`approvals`)"),
    ];
    let unsaid = says.into_iter().filter(|(kinds, _)| kinds.is_empty()).map(|(_, words)| words);
    let no_gap = rule.gap.is_none().then_some("how long they may be silent (`gap`)");
    let unsaid: Vec<&str> = unsaid.chain(no_gap).collect();
    if !unsaid.is_empty() {
        notes.push(format!("The policy does not say {}.", unsaid.join("; ")));
    }
    if !process.untold.is_empty() {
        notes.push(format!("The source does not tell of {}.", words(process.untold)));
    }
    let apart = [
        (process.kind_unknown, "ticket", "of unknown kind, in no figure"),
        (process.set_aside, "event", "that cannot have been as recorded, in no figure"),
        (process.bounded, "event", "at the latest when it says, taken for that instant"),
    ];
    let apart = apart.into_iter().filter(|(number, ..)| *number > 0);
    notes.extend(apart.map(|(number, noun, words)| format!("{} {words}.", counted(number, noun))));
    notes
}

fn words(kinds: EventKinds) -> String {
    kinds.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use crm_calendar::{ElapsedTime, Zone};
    use crm_kit::kpi::process::ServiceRule;
    use crm_kit::kpi::{CivilPeriod, Facts, Per};
    use crm_model::{Dataset, Happening, Records, Table as Rows, TicketEvent, TicketId, TicketRecord};

    use super::*;

    #[test]
    fn l_proc_1_what_the_source_does_not_tell_of_is_no_zero() {
        let opened = TicketEvent::at("2026-03-02T09:00:00Z".parse().unwrap(), Happening::Opened);
        let record = TicketRecord::new(TicketId::new("T-1").unwrap(), vec![opened]);
        let of = |kind: EventKind| [kind].into_iter().collect::<EventKinds>();
        let rule = ServiceRule {
            finals: of(EventKind::Closed),
            gap: Some(ElapsedTime::from_hours(24)),
            contacts: of(EventKind::MessageOut),
            approvals: of(EventKind::Approved),
            ..ServiceRule::default()
        };
        let shown = |event_kinds: EventKinds| {
            let tickets = Rows::complete(vec![record.clone()]);
            let (dataset, _) = Dataset::new(Records { tickets, event_kinds, ..Records::default() });
            let (as_of, zone) = ("2026-04-10T00:00:00Z".parse().unwrap(), Zone::utc());
            let march = CivilPeriod::last_complete(Per::Month, as_of, &zone);
            let facts = Facts::new(&dataset);
            let told = told(&ServiceProcess::of(&rule, &facts, &march, as_of, &zone, None).unwrap());
            let rows: Vec<Vec<String>> = told.tables[0].shown().collect();
            let figure = |name: &str| rows.iter().find(|row| row[0] == name).unwrap()[1].clone();
            let names = ["still open", "on a broken link", "contacts a ticket", "approvals"];
            (names.map(figure), told.tables.iter().any(|table| table.name == "broken-links"))
        };
        let [open, broken, contacts, approvals] = ["1", "100.0 %", "0.0", "0"].map(str::to_owned);
        assert_eq!(shown(Records::default().event_kinds), ([open, broken, contacts, approvals], true));
        assert_eq!(shown(of(EventKind::Opened)), (["-"; 4].map(str::to_owned), false));
    }
}
