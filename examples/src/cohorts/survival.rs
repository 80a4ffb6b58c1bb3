//! How long it takes until customers come back, or fall silent.

use clap::ValueEnum;
use crm_kit::clv::{Confidence, SurvivalCurve, SurvivalTable};

use crate::run::Failure;

/// The confidence of limits.
const CONFIDENCE: f64 = 0.95;

/// What the curve waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Event {
    /// The second purchase day: from the first one to it, or to the end for those who have not come back
    Repeat,
    /// Silence: from the first purchase day until so many days have passed without one
    Silence,
}

impl Event {
    pub(super) fn word(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Returns after how many days it came, and whether it did, to a customer with these purchase days, which rise.
    pub(super) fn of(self, days: &[i32], end: i32, silent_after: u32) -> Option<(u32, bool)> {
        let first = *days.first()?;
        match self {
            Self::Repeat => Some(match days.get(1) {
                Some(second) => (second.abs_diff(first), true),
                None => (end.abs_diff(first), false),
            }),
            Self::Silence => {
                let nexts = days.iter().copied().skip(1).chain([end]);
                // Of the first time in which so many days pass: somebody who buys on the last of them is not silent.
                let silent = days.iter().zip(nexts).zip(1..).find(|((day, next), place)| {
                    let passed = next.abs_diff(**day);
                    if *place < days.len() { passed > silent_after } else { passed >= silent_after }
                });
                Some(match silent {
                    Some(((day, _), _)) => (day.abs_diff(first) + silent_after, true),
                    None => (end.abs_diff(first), false),
                })
            }
        }
    }

    /// Returns the curve over all customers, from who bought on which day, sorted.
    pub(super) fn curve(
        self,
        occasions: &[(u32, i32)],
        end: i32,
        silent_after: u32,
    ) -> Result<(SurvivalTable, SurvivalCurve), Failure> {
        let customers = occasions.chunk_by(|one, next| one.0 == next.0);
        let of_customer = |rows: &[(u32, i32)]| {
            let days: Vec<i32> = rows.iter().map(|(_, day)| *day).collect();
            self.of(&days, end, silent_after)
        };
        let (times, events): (Vec<u32>, Vec<bool>) = customers.filter_map(of_customer).unzip();
        let table = SurvivalTable::from_integer_times(&times, &events)?;
        let curve = table.kaplan_meier(Confidence::new(CONFIDENCE)?);
        Ok((table, curve))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_came_back_did_so_after_as_many_days() {
        let of = |days: &[i32]| Event::Repeat.of(days, 100, 90);
        assert_eq!(of(&[10, 25, 90]), Some((15, true)));
        assert_eq!(of(&[10]), Some((90, false)));
        assert_eq!(of(&[100]), Some((0, false)));
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn somebody_is_silent_after_so_many_days_without_a_purchase() {
        let of = |days: &[i32]| Event::Silence.of(days, 100, 30);
        // Days 41 to 70 pass without a purchase: silent after 60 days, whatever comes later.
        assert_eq!(of(&[10, 40, 90]), Some((60, true)));
        // Day 30 after the first is the last on which a purchase is not late.
        assert_eq!(of(&[0, 30, 60, 90]), Some((100, false)));
        assert_eq!(of(&[0, 31]), Some((30, true)));
        // Observed for 30 days after the last one, and for one day less.
        assert_eq!((of(&[70]), of(&[71])), (Some((30, true)), Some((29, false))));
    }
}
