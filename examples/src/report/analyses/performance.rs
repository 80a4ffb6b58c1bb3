//! Indicators by department, person and the like, with the cases behind each miss.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crm_kit::kpi::{
    CaseId, Dimension, Line, Member, MemberLine, Miss, NoCases, Performance, Quantity, Value,
};
use crm_model::{PersonId, Subject};

use super::{Cell, Shown, Table, Told};
use crate::report::Privacy;
use crate::report::cell::{count, spaced};
use crate::report::scorecard::{ends, name, parts, target, value, verdict, why};

/// How many cases stand in a row of a page; files hold them all.
const NAMED: usize = 3;

/// How many members stand in a table of a page; files hold them all.
const MEMBERS: usize = 12;

pub(super) fn told(found: &[Performance], privacy: Privacy) -> Told {
    let names = Names::of(found, privacy);
    let mut told = Told::default();
    for one in found {
        let title = format!("{} by {}", name(&one.breakdown.total), one.breakdown.dimension);
        match (&one.breakdown.members, &one.breakdown.total.value) {
            (Err(undivided), _) => told.notes.push(format!("No {title}: {undivided}.")),
            // A page needs no table of nothing; files keep the row with its reason.
            (Ok(rows), Value::Undefined(reason)) if rows.is_empty() => {
                told.notes.push(format!("No {title}: {}.", why(reason)));
                told.tables.push(Table { shown_in: Shown::InFiles, ..members(one, &title, &names) });
                continue;
            }
            (Ok(_), _) => told.tables.push(members(one, &title, &names)),
        }
        match &one.cases {
            Ok(cases) if cases.is_empty() => {}
            Ok(cases) => {
                told.tables.push(some_cases(one, &title, &names));
                told.tables.push(all_cases(one, cases, &title, &names));
            }
            // Said already.
            Err(NoCases::Undivided(_)) if one.breakdown.members.is_err() => {}
            Err(reason) => told.notes.push(format!("No cases of {title}: {}.", spaced(&reason.to_string()))),
        }
    }
    if privacy == Privacy::Hidden && !names.persons.is_empty() {
        told.notes.push("Persons have numbers, which hold in this analysis alone.".to_owned());
    }
    told
}

/// Members and cases as they may be shown: persons whose names are hidden have numbers, the same in all tables.
struct Names<'a> {
    privacy: Privacy,
    persons: BTreeSet<&'a PersonId>,
}

impl<'a> Names<'a> {
    fn of(found: &'a [Performance], privacy: Privacy) -> Self {
        let members = found.iter().flat_map(Performance::members).map(|one| &one.member);
        let persons = members.filter_map(|member| match member {
            Member::PersonId(person) => Some(person),
            _ => None,
        });
        Self { privacy, persons: persons.collect() }
    }

    fn member(&self, member: &Member) -> String {
        match (member, self.privacy) {
            (Member::PersonId(person), Privacy::Hidden) => {
                let place = self.persons.iter().position(|one| *one == person);
                place.map_or_else(|| self.privacy.person(person), |place| format!("no. {}", place + 1))
            }
            (member, _) => member.to_string(),
        }
    }

    /// Returns a case as files write it.
    fn case(&self, case: &CaseId) -> String {
        match case {
            CaseId::Obligation(id) => self.privacy.obligation(id),
            CaseId::Customer(id) => self.privacy.customer(id),
            other => other.to_string(),
        }
    }

    /// Returns a case in words; nothing where only its length may be told.
    fn in_words(&self, case: &CaseId) -> Option<String> {
        match (case, self.privacy) {
            (CaseId::Customer(_), Privacy::Hidden) => None,
            (CaseId::Obligation(id), Privacy::Hidden) if matches!(id.subject, Subject::Customer(_)) => None,
            (CaseId::Obligation(id), _) => Some(format!("{} of {}", id.measure, id.subject)),
            (case, _) => Some(self.case(case)),
        }
    }

    /// Returns the first cases in words, and how many there are besides.
    fn some(&self, cases: &[Miss]) -> String {
        let named: Vec<String> =
            cases.iter().filter_map(|miss| self.in_words(&miss.case)).take(NAMED).collect();
        let more = cases.len().saturating_sub(named.len()) as u64;
        match (named.is_empty(), more) {
            (true, more) => format!("{} whose customers are hidden", count(more)),
            (false, 0) => named.join(", "),
            (false, more) => format!("{} and {} more", named.join(", "), count(more)),
        }
    }
}

/// Returns what files call a table of an indicator by a dimension.
fn file_name(one: &Performance, what: &str) -> String {
    let indicator = one.breakdown.indicator.as_str();
    let indicator = indicator.strip_prefix("indicator.").unwrap_or(indicator);
    format!("{indicator}-by-{}{what}", one.breakdown.dimension)
}

fn members(one: &Performance, title: &str, names: &Names<'_>) -> Table {
    let total = &one.breakdown.total;
    let aim = total.target.as_ref().map(|_| format!(", target {}", target(total.target.as_ref())));
    let mut table = Table::new(
        file_name(one, ""),
        format!("{title}, {}{}", total.period, aim.unwrap_or_default()),
        &[
            ("*member", heading(one.breakdown.dimension)),
            ("value", "value"),
            ("*parts", "parts"),
            ("cases", "cases"),
            ("*interval", "interval"),
            ("*verdict", "verdict"),
            ("misses", "misses"),
        ],
    );
    table.most = Some(MEMBERS + 1);
    let misses = |cases: &[Miss]| one.cases.is_ok().then_some(cases.len() as u64);
    table.rows.push(row("all".to_owned(), total, misses(one.cases.as_deref().unwrap_or_default())));
    for member in in_order(one) {
        let misses = misses(one.cases_of(&member.member));
        table.rows.push(row(names.member(&member.member), &member.line, misses));
    }
    table
}

/// Returns the members, those with the most misses first.
fn in_order(one: &Performance) -> Vec<&MemberLine> {
    let mut members: Vec<&MemberLine> = one.members().iter().collect();
    members.sort_by_key(|member| Reverse(one.cases_of(&member.member).len()));
    members
}

const fn heading(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Department => "department",
        Dimension::Person => "person",
        Dimension::Channel => "channel",
        _ => "of",
    }
}

fn row(member: String, line: &Line, misses: Option<u64>) -> Vec<Cell> {
    let is_of_cases = matches!(line.evidence.quantity(), Quantity::Share | Quantity::Duration);
    let interval = ends(line).and_then(|(low, high)| Some(format!("{} to {}", value(&low)?, value(&high)?)));
    vec![
        Cell::Text(member),
        Cell::Figure(line.value.clone()),
        Cell::Text(if is_of_cases { parts(&line.value, None) } else { String::new() }),
        line.cases().map_or(Cell::Nothing, Cell::count),
        Cell::Text(interval.unwrap_or_default()),
        Cell::text(verdict(&line.verdict)),
        misses.map_or(Cell::Nothing, Cell::count),
    ]
}

/// Returns a few cases of each member that has any, and how many there are besides.
fn some_cases(one: &Performance, title: &str, names: &Names<'_>) -> Table {
    let columns = [("*member", heading(one.breakdown.dimension)), ("*cases", "misses")];
    let mut table = Table::new(file_name(one, "-misses"), format!("Cases behind {title}"), &columns);
    (table.most, table.shown_in) = (Some(MEMBERS), Shown::OnPages);
    for member in in_order(one) {
        let cases = one.cases_of(&member.member);
        if !cases.is_empty() {
            table.rows.push(vec![Cell::Text(names.member(&member.member)), Cell::Text(names.some(cases))]);
        }
    }
    table
}

fn all_cases(one: &Performance, cases: &[Miss], title: &str, names: &Names<'_>) -> Table {
    let columns = [("*case", "case"), ("*member", heading(one.breakdown.dimension)), ("value", "alone")];
    let mut table = Table::new(file_name(one, "-cases"), format!("Cases that miss: {title}"), &columns);
    table.shown_in = Shown::InFiles;
    for miss in cases {
        table.rows.push(vec![
            Cell::Text(names.case(&miss.case)),
            Cell::Text(names.member(&miss.member)),
            Cell::Figure(miss.value.clone()),
        ]);
    }
    table
}
