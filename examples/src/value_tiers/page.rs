//! The figures as a page for a terminal.

use std::fmt::Write;

use chrono::Days;
use crm_kit::segmentation::Level;
use crm_model::{TableName, Total};

use super::words::{disagreement, moved, place, reviews, stability, way_to};
use super::{Answer, Figures, Moved};
use crate::report::cell::{count, counted, money, percent, readable};
use crate::report::head::table;
use crate::report::page::layout::{Layout, is_narrow, paragraph};
use crate::report::page::{NARROWEST, WIDEST};

/// Returns the page, as wide as the terminal is within the bounds of all pages.
pub(super) fn of(answer: &Answer, columns: Option<u16>) -> String {
    let width = columns.unwrap_or(WIDEST).clamp(NARROWEST, WIDEST);
    let figures = &answer.figures;
    let parts = [
        head(answer, width),
        tiers(figures, width),
        criteria(figures, width),
        ways_up(figures, width),
        held(figures, width),
        movements(figures, width),
        segments(figures, width),
        left_out(figures, width),
    ];
    parts.concat()
}

fn head(answer: &Answer, width: u16) -> String {
    let Answer { data, policy, as_of_is, figures, .. } = answer;
    let mut head = paragraph("Data", &data.title, width);
    for summary in data.tables.iter().filter(|summary| summary.table == TableName::Purchases) {
        head += &paragraph("Purchases", &table(summary), width);
    }
    for note in &data.notes {
        head += &paragraph("", note, width);
    }
    let mut name = "Policy";
    for version in &policy.versions {
        head += &paragraph(name, &version.to_string(), width);
        name = "";
    }
    let as_of = format!("{} ({})", readable(figures.as_of), as_of_is.in_words());
    head + &paragraph("As of", &as_of, width)
}

fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "-".to_owned())
}

fn sum(total: Option<Total>) -> String {
    or_dash(total.map(money))
}

fn tiers(figures: &Figures, width: u16) -> String {
    let has_room = !is_narrow(width);
    let keeps = figures.stability.is_some();
    let mut layout = Layout::new(width).text("tier");
    if keeps {
        layout = layout.number("held");
    }
    layout = layout.number("customers").number("of all").number("by spend").number("by repurchase");
    layout = layout.number("net spend");
    if has_room {
        layout = layout.number("least spend");
    }
    for size in &figures.sizes {
        let held = keeps.then(|| or_dash(size.held.map(count)));
        let cells = [
            count(size.customers),
            or_dash(figures.share(size.customers).map(percent)),
            count(size.by_spend),
            count(size.by_repurchase),
            sum(size.spend),
        ];
        let least = has_room.then(|| sum(size.cut));
        let word = figures.word(size.level).to_owned();
        layout.row([word].into_iter().chain(held).chain(cells).chain(least));
    }
    let first = figures.window.0.checked_add_days(Days::new(1)).unwrap_or(figures.window.0);
    let spend = figures.spend.map(|spend| format!(", {} in all", money(spend))).unwrap_or_default();
    let mut text = format!(
        "net spend of {} from {first} to {}{spend}; by spend, by repurchase = by one criterion alone; where they differ, {}",
        counted(figures.population, "customer"),
        figures.window.1,
        disagreement(figures.disagree),
    );
    if has_room {
        text.push_str("; least spend = what gives the tier by spend");
    }
    let provisional: u64 = figures.sizes.iter().map(|size| size.provisional).sum();
    if provisional > 0 {
        let _ = write!(text, "; {} provisional", counted(provisional, "tier"));
    }
    let mut page =
        format!("\nVALUE TIERS: {}\n{}{}", figures.clause.0, layout.finish(), paragraph("", &text, width));
    if !figures.classes.is_empty() {
        let sizes: Vec<String> =
            figures.classes.iter().map(|size| format!("{} {}", size.class, count(size.customers))).collect();
        page += &paragraph("Classes", &sizes.join(", "), width);
    }
    for note in &figures.notes {
        page += &paragraph("", note, width);
    }
    page
}

/// Returns how many have which level by spend and which by repurchase, and which criterion gives the tier.
fn criteria(figures: &Figures, width: u16) -> String {
    if figures.population == 0 {
        return String::new();
    }
    let mut layout = Layout::new(width).text("by spend, by repurchase");
    for level in Level::ALL {
        layout = layout.number(figures.word(level));
    }
    for (level, row) in Level::ALL.into_iter().zip(figures.criteria) {
        layout.row([figures.word(level).to_owned()].into_iter().chain(row.map(count)));
    }
    let mut deciding = Layout::new(width).text("tier").number("spend decides").number("repurchase decides");
    deciding = deciding.number("both");
    for size in &figures.sizes {
        let cells = size.decided_by.map(count);
        deciding.row([figures.word(size.level).to_owned()].into_iter().chain(cells));
    }
    format!("\nTHE TWO CRITERIA\n{}\n{}", layout.finish(), deciding.finish())
}

fn ways_up(figures: &Figures, width: u16) -> String {
    if figures.ways_up.is_empty() {
        return String::new();
    }
    let either = figures.ways_up.iter().any(|way| way.either);
    let both = if either { "either" } else { "both" };
    let mut layout = Layout::new(width).text("").number("customers").number("lack spend").number("purchases");
    layout = layout.number(both).number("one purchase").number("half lack at most");
    for way in &figures.ways_up {
        layout.row([
            way_to(figures, way.to),
            count(way.customers),
            count(way.spend_alone),
            count(way.purchases_alone),
            count(way.both),
            count(way.one_purchase),
            sum(way.median_spend),
        ]);
    }
    let text = format!(
        "what each lacks while all others stay as they are: spend alone, purchases alone, {}; one purchase = one more is \
         enough, whatever its amount; half lack at most = of those who lack spend",
        if either { "or either of them" } else { "or both" }
    );
    format!("\nTHE WAY UP\n{}{}", layout.finish(), paragraph("", &text, width))
}

fn held(figures: &Figures, width: u16) -> String {
    let Some(kept) = &figures.stability else { return String::new() };
    let mut layout = Layout::new(width).text("why").number("customers");
    for (reason, customers) in &kept.reasons {
        layout.row([(*reason).to_owned(), count(*customers)]);
    }
    let above = counted(kept.above_verdict, "customer");
    let text = format!("{} {} {above} held above their verdict.", stability(kept), reviews(kept));
    format!(
        "\nHELD BETWEEN REVIEWS: {}\n{}{}",
        kept.rule.clause,
        layout.finish(),
        paragraph("", &text, width)
    )
}

fn movements(figures: &Figures, width: u16) -> String {
    let Some(matrix) = &figures.moved else { return String::new() };
    let places = matrix.places();
    let mut layout = Layout::new(width).text("from, to");
    for to in &places {
        layout = layout.number(&place(figures, *to));
    }
    for from in &places {
        let cells = places.iter().map(|to| count(Moved::count(matrix, *from, *to)));
        layout.row([place(figures, *from)].into_iter().chain(cells));
    }
    let since = readable(matrix.since);
    format!("\nMOVED SINCE {since}\n{}{}", layout.finish(), paragraph("", &moved(matrix), width))
}

fn segments(figures: &Figures, width: u16) -> String {
    if figures.segments.is_empty() {
        return String::new();
    }
    let all: u64 = figures.segments.iter().map(|size| size.customers).sum();
    let mut layout =
        Layout::new(width).text("segment").number("customers").number("of all").number("net spend");
    for size in &figures.segments {
        let share = crm_model::Ratio::new(size.customers.into(), all.into());
        layout.row([
            size.segment.clone(),
            count(size.customers),
            or_dash(share.map(percent)),
            sum(size.spend),
        ]);
    }
    format!("\nSEGMENTS\n{}", layout.finish())
}

fn left_out(figures: &Figures, width: u16) -> String {
    let mut layout = Layout::new(width).number("").text("what");
    layout.row([count(figures.left_out.counted), "rows count".to_owned()]);
    for (why, number) in figures.left_out.lines() {
        layout.row([count(number), why]);
    }
    format!("\nROWS AND WHAT IS LEFT OUT\n{}", layout.finish())
}
