//! Who may leave, who is loyal, and the stages of customers' lives.

use crm_kit::{ChurnStanding, CustomerStanding};
use crm_model::Ratio;

use super::super::{ChurnView, Clause, LifeRow, ShareView, StagesView, Tile, Tone, WarnedRow};
use crate::report::Report;
use crate::report::cell::{count, counted, percent, shortened};
use crate::report::lives::{NAMED, factors, grade, lost, points, warned};

/// Returns who may leave, if the policy has warnings.
pub(super) fn churn(report: &Report) -> Option<ChurnView> {
    let table = report.assessment.churn.as_ref()?;
    let judged: u64 = table.lines.iter().map(|line| line.customers + line.at_least).sum();
    let rows = table.lines.iter().map(|line| LifeRow {
        name: line.grade.to_string(),
        customers: line.customers,
        at_least: Some(line.at_least),
        share: share(line.customers, judged),
        means: line.assigned.as_ref().map(ToString::to_string).unwrap_or_default(),
    });
    let warned = warned(report);
    let row = |(standing, churn): &(&CustomerStanding, &ChurnStanding)| WarnedRow {
        customer: shortened(report.privacy.customer(&standing.customer)),
        tier: standing.tier.as_ref().map(ToString::to_string).unwrap_or_default(),
        grade: grade(table, churn),
        points: points(churn),
        factors: churn.why.as_deref().map_or("", factors).split("; ").map(str::to_owned).collect(),
    };
    let more = warned.len().saturating_sub(NAMED) as u64;
    let notes = [
        (more, "more with a warning, in customers.csv."),
        (lost(report), "with a warning lost already."),
        (
            table.undetermined,
            "without a certain grade, since a fact is missing; the mildest that is possible counts as at least this.",
        ),
        (table.never_bought, "never bought."),
    ];
    Some(ChurnView {
        clause: Clause::new(Some(&table.clause), Some(table.strength)),
        rows: rows.collect(),
        warned: warned.iter().take(NAMED).map(row).collect(),
        notes: noted(notes),
    })
}

/// Returns the stages and loyalty, if the policy has one of them.
pub(super) fn stages(report: &Report) -> Option<StagesView> {
    let (stages, loyalty) = (report.assessment.stages.as_ref(), report.assessment.loyalty.as_ref());
    if stages.is_none() && loyalty.is_none() {
        return None;
    }
    let judged: u64 = stages.into_iter().flat_map(|table| &table.lines).map(|line| line.customers).sum();
    let rows = stages.into_iter().flat_map(|table| &table.lines).map(|line| LifeRow {
        name: line.name.to_string(),
        customers: line.customers,
        at_least: None,
        share: share(line.customers, judged),
        means: line.focus.as_ref().map(ToString::to_string).unwrap_or_default(),
    });
    let undetermined = stages.map_or(0, |table| table.undetermined);
    let clause = |id, strength| Clause::new(Some(id), Some(strength));
    Some(StagesView {
        clause: stages.map(|table| clause(&table.clause, table.strength)).unwrap_or_default(),
        rows: rows.collect(),
        notes: noted([(undetermined, "without a stage, since a fact is missing.")]),
        loyalty_clause: loyalty.map(|table| clause(&table.clause, table.strength)).unwrap_or_default(),
        loyalty: loyalty.map_or_else(String::new, |table| {
            let loyal = counted(table.loyal, "customer");
            let (others, unknown) = (count(table.others), count(table.undetermined));
            format!("{loyal} loyal, {others} not; of {unknown} nobody can tell, since a fact is missing.")
        }),
    })
}

/// Returns how many customers have a warning.
pub(super) fn tile(report: &Report) -> Option<Tile> {
    let table = report.assessment.churn.as_ref()?;
    let warned = warned(report);
    let worst = table.lines.last()?;
    let gravest =
        warned.iter().filter(|(_, churn)| churn.grade.as_ref() == Some(&worst.grade)).count() as u64;
    Some(Tile {
        label: "May leave".to_owned(),
        value: count(warned.len() as u64),
        note: format!("{} of them {}", count(gravest), worst.grade),
        tone: if gravest > 0 { Tone::Warning } else { Tone::Neutral },
        section: "churn",
    })
}

fn noted<const N: usize>(notes: [(u64, &str); N]) -> Vec<String> {
    let told = notes.into_iter().filter(|(number, _)| *number > 0);
    told.map(|(number, text)| format!("{} {text}", counted(number, "customer"))).collect()
}

fn share(part: u64, whole: u64) -> Option<ShareView> {
    let share = Ratio::new(part.into(), whole.into())?;
    Some(ShareView { fraction: share.as_f64(), percent: percent(share), parts: String::new() })
}
