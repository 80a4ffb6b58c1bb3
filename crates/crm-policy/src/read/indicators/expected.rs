//! What a key of an indicator may say, for those who left it out.

use crm_kpi::{
    Base, Buyers, Counts, CustomersBy, FirstContactBy, NewSince, Per, SegmentBy, TicketPart, Volume,
};

use super::formulas::{self, PERCENTILES};
use crate::suggest::join;

/// Returns what a required key of a formula may say.
pub(super) fn of(formula: &str, key: &str) -> Option<String> {
    fn words<T>(all: &[(T, &'static str)]) -> String {
        join(&all.iter().map(|(_, word)| *word).collect::<Vec<_>>(), "or")
    }
    let values = match key {
        "clause" => "the clause that demands it, such as `D-KPI-1`".to_owned(),
        "formula" => join(&formulas::all().map(|formula| formula.word).collect::<Vec<_>>(), "or"),
        "per" => format!("{}, or a rolling length such as `rolling 30 days`", words(&Per::ALL)),
        "customers" => words(&CustomersBy::ALL),
        "counts" if formula.starts_with("quality-") => "`last`, `first` or `all`".to_owned(),
        "counts" => words(&Counts::ALL),
        "sheet" => "the name of a `[quality-sheet.NAME]` of the policy".to_owned(),
        "base" => words(&Base::ALL),
        "since" => words(&NewSince::ALL),
        "buyers" => words(&Buyers::ALL),
        "of" => words(&Volume::ALL),
        "by" if formula == "representativeness" => words(&SegmentBy::ALL),
        "by" => words(&FirstContactBy::ALL),
        "definition" => words(&PERCENTILES),
        "parts" => format!("a list of {}", words(&TicketPart::ALL)),
        "fields" => "a list of fields of the customer file, such as `phone`".to_owned(),
        "kinds" => "kinds of ticket that `[vocabulary]` declares".to_owned(),
        "tier" => "a tier that `[vocabulary]` declares".to_owned(),
        "causes" => "`kind`, or a list of tags that `[vocabulary]` declares".to_owned(),
        "purposes" => "purposes of contact, such as `offer`".to_owned(),
        "calendar" => "the name of a calendar of the policy".to_owned(),
        "class" => "`A`, `B` or `C`".to_owned(),
        "topic" => "what the question asks about, such as `overall`".to_owned(),
        "scale" => "the lowest and the highest answer, such as `1-5`".to_owned(),
        "at-least" | "easy-from" | "promoters-from" => {
            "the lowest answer that counts, such as `4`".to_owned()
        }
        "hard-to" | "detractors-to" => "the highest answer that counts, such as `3`".to_owned(),
        "within" => "a span such as `30d`".to_owned(),
        "margin" | "percentile" => "a share such as `30%`".to_owned(),
        "budget" => "an amount and a currency, such as `20000 CNY`".to_owned(),
        _ => return None,
    };
    Some(format!("expected {values}"))
}
