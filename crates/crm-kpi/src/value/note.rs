//! [`Note`]: what a reader of a value should know besides.

use alloc::string::String;
use core::cmp::Ordering;
use core::fmt;

use crm_model::{CriterionName, FileField, Ratio, Share};

use super::words::{Apart, Reading};
use crate::statistics::AuditVerdict;
use crate::{Rounding, TicketPart, Value};

/// Something that a reader of a value should know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Note {
    /// A share is above 100 % or below 0 %; it is shown as it is.
    BeyondTheWhole,
    /// Another reading of the same data.
    Beside {
        /// Its name.
        reading: Reading,
        /// Its value.
        value: Value,
    },
    /// Cases that are in neither part of the value.
    Apart {
        /// What they are.
        cases: Apart,
        /// How many there are.
        count: u64,
    },
    /// Periods without a value, left out of a trend.
    Gaps {
        /// How many there are.
        periods: u64,
    },
    /// Fewer cases stand behind the value than the policy trusts.
    SmallSample {
        /// How many stand behind it.
        cases: u64,
        /// Below how many a value is marked.
        below: u64,
    },
    /// All cases behind the value are alike, so that nothing tells how far others may lie from them: there is no interval.
    AllAlike {
        /// How many there are.
        cases: u64,
    },
    /// A percentile is the smallest or the largest value, or lies beside it: there are too few for a share so far out.
    PercentileAtEnd {
        /// How many there are.
        cases: u64,
    },
    /// A field that is missing in customer files.
    FieldMissing {
        /// The field.
        field: FileField,
        /// In how many files.
        files: u64,
    },
    /// A field that is wrong in customer files.
    FieldWrong {
        /// The field.
        field: FileField,
        /// In how many of the files audited.
        files: u64,
    },
    /// The cases were drawn from a population.
    Drawn {
        /// How many were drawn.
        cases: u64,
        /// From how many.
        population: u64,
        /// How many the policy asks for, where these are fewer.
        asked: Option<u64>,
    },
    /// What the cases drawn prove of the whole population.
    Audited {
        /// Whether the target is proven, met by the cases, missed by them, or refuted.
        verdict: AuditVerdict,
        /// How many cases would prove it with as many misses as there are, where it is met and not proven.
        proven_by: Option<u64>,
    },
    /// A part that is missing in tickets.
    TicketPartMissing {
        /// The part.
        part: TicketPart,
        /// In how many tickets.
        tickets: u64,
    },
    /// What a criterion of a sheet was given.
    Points {
        /// The criterion.
        criterion: CriterionName,
        /// The points given.
        given: u64,
        /// The points there were, where it applied.
        points: u64,
    },
    /// How many of the tickets last solved in the period were scored by now.
    Sampled {
        /// How many were.
        sampled: u64,
        /// How many were solved.
        tickets: u64,
        /// How many have to be at least.
        least: Share,
    },
    /// Tiers were supplied with one word for each customer, which need not be those of the start of the period: who has
    /// left since may have lost its tier.
    TiersAsSupplied,
    /// Tiers are those of the customers' records at the start of each period, so that only the period before is told, by the tiers
    /// at its own start: of a longer history, and of a trend, nothing is known by tier.
    TiersAtTheStart,
}

impl Note {
    /// Returns the order in which notes stand, whatever the order in which they were found.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        let rank = |note: &Self| match note {
            Self::BeyondTheWhole => 0,
            Self::Beside { .. } => 1,
            Self::FieldMissing { .. } => 2,
            Self::FieldWrong { .. } => 3,
            Self::TicketPartMissing { .. } => 4,
            Self::Points { .. } => 5,
            Self::Sampled { .. } => 6,
            Self::PercentileAtEnd { .. } => 7,
            Self::TiersAsSupplied => 8,
            Self::TiersAtTheStart => 9,
            Self::Apart { .. } => 10,
            Self::SmallSample { .. } => 11,
            Self::AllAlike { .. } => 12,
            Self::Drawn { .. } => 13,
            Self::Audited { .. } => 14,
            Self::Gaps { .. } => 15,
        };
        match (self, other) {
            (Self::Beside { reading: one, .. }, Self::Beside { reading: other, .. }) => one.cmp(other),
            (Self::FieldMissing { field: one, .. }, Self::FieldMissing { field: other, .. })
            | (Self::FieldWrong { field: one, .. }, Self::FieldWrong { field: other, .. }) => one.cmp(other),
            (Self::TicketPartMissing { part: one, .. }, Self::TicketPartMissing { part: other, .. }) => {
                one.cmp(other)
            }
            (Self::Points { criterion: one, .. }, Self::Points { criterion: other, .. }) => one.cmp(other),
            (Self::Apart { cases: one, .. }, Self::Apart { cases: other, .. }) => one.cmp(other),
            _ => rank(self).cmp(&rank(other)),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = |number: &u64| if *number == 1 { "" } else { "s" };
        match self {
            Self::BeyondTheWhole => formatter.write_str("outside 0% to 100%, shown as it is"),
            Self::Beside { reading, value } => write!(formatter, "{}: {value}", reading.as_str()),
            Self::Apart { cases, count } => write!(formatter, "{count} {}", cases.words(*count)),
            Self::Gaps { periods } => {
                write!(formatter, "{periods} period{} without a value left out", s(periods))
            }
            Self::PercentileAtEnd { cases } => {
                write!(formatter, "at the end of {cases} value{}", s(cases))
            }
            Self::FieldMissing { field, files } => {
                write!(formatter, "{field} missing in {files} file{}", s(files))
            }
            Self::FieldWrong { field, files } => {
                write!(formatter, "{field} wrong in {files} file{}", s(files))
            }
            Self::Drawn { cases, population, asked } => {
                write!(formatter, "{cases} drawn from {population}")?;
                asked.map_or(Ok(()), |asked| write!(formatter, ", fewer than the {asked} that are asked for"))
            }
            Self::Audited { verdict, proven_by } => {
                formatter.write_str(match verdict {
                    AuditVerdict::Proven => "the target is proven of the whole",
                    AuditVerdict::PointMet => "the target is met by what was drawn, not proven of the whole",
                    AuditVerdict::PointMissed => {
                        "the target is missed by what was drawn, not refuted of the whole"
                    }
                    AuditVerdict::Refuted => "the target is refuted of the whole",
                })?;
                proven_by.map_or(Ok(()), |cases| {
                    write!(formatter, ", which {cases} with as many misses would prove")
                })
            }
            Self::TicketPartMissing { part, tickets } => {
                write!(formatter, "{part} missing in {tickets} ticket{}", s(tickets))
            }
            Self::SmallSample { cases, below } => {
                write!(formatter, "only {cases} case{}, fewer than {below}", s(cases))
            }
            Self::AllAlike { cases } => write!(formatter, "all {cases} cases alike, so no interval is told"),
            Self::Points { criterion, given, points } => {
                write!(formatter, "{criterion} {}", percent(*given, *points))
            }
            Self::Sampled { sampled, tickets, least } => write!(
                formatter,
                "{sampled} of {tickets} solved ticket{} scored ({}), at least {least} asked for",
                s(tickets),
                percent(*sampled, *tickets)
            ),
            Self::TiersAsSupplied => {
                formatter.write_str("by the tiers supplied, not those of the start of the period")
            }
            Self::TiersAtTheStart => formatter.write_str(
                "by the tiers at the start of each period, so that only the period before is compared",
            ),
        }
    }
}

fn percent(part: u64, whole: u64) -> String {
    let share = Ratio::new(part.into(), whole.into());
    share.map_or_else(String::new, |share| Rounding::default().percent(share))
}
