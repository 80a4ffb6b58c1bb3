//! [`Shift`]: working hours as two whole numbers, so that a search can move them.

use alloc::vec::Vec;

use crm_calendar::{TimeOfDay, Window};

const DAY: u32 = 1_440;

/// Working hours of one day, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shift {
    // INVARIANT: below a day.
    opens: u32,
    // INVARIANT: above zero; at most a day, and a whole day only from midnight.
    length: u32,
}

impl Shift {
    fn new(opens: u32, length: u32, overnight: bool) -> Option<Self> {
        let fits = opens < DAY && (1..=DAY).contains(&length) && (length < DAY || opens == 0);
        (fits && (overnight || opens + length <= DAY)).then_some(Self { opens, length })
    }

    /// Returns every shift that opens and closes at whole hours.
    pub(super) fn hours(overnight: bool) -> Vec<Self> {
        let all = (0..24).flat_map(|opens| (1..=24).map(move |length| (opens * 60, length * 60)));
        all.filter_map(|(opens, length)| Self::new(opens, length, overnight)).collect()
    }

    pub(super) fn is_whole_day(self) -> bool {
        self.length == DAY
    }

    /// Returns the shifts of which an end, or both, lies `step` minutes earlier or later.
    pub(super) fn neighbours(self, step: u32, overnight: bool) -> impl Iterator<Item = Self> {
        let moves = [-1_i64, 0, 1].into_iter().flat_map(|opens| [-1_i64, 0, 1].map(|closes| (opens, closes)));
        moves.filter(|by| *by != (0, 0)).filter_map(move |(opens, closes)| {
            let step = i64::from(step);
            let length = i64::from(self.length) + (closes - opens) * step;
            let opens = (i64::from(self.opens) + opens * step).rem_euclid(i64::from(DAY));
            Self::new(u32::try_from(opens).ok()?, u32::try_from(length).ok()?, overnight)
        })
    }

    /// Returns how far from round both ends are: 0 for whole hours, more for halves, quarters and so on.
    pub(super) fn roughness(self) -> u32 {
        let of = |minutes: u32| {
            let steps: [u32; 5] = [60, 30, 15, 10, 5];
            steps
                .iter()
                .zip(0..)
                .find(|(step, _)| minutes.is_multiple_of(**step))
                .map_or(5, |(_, rough)| rough)
        };
        of(self.opens) + of(self.opens + self.length)
    }

    /// Returns the hours as a calendar writes them.
    pub(super) fn window(self) -> Option<Window> {
        let closes = self.opens + self.length;
        let closes = if closes > DAY { closes - DAY } else { closes };
        Window::new(TimeOfDay::from_seconds(self.opens * 60)?, TimeOfDay::from_seconds(closes * 60)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use alloc::{string::ToString, vec::Vec};

    use super::Shift;

    fn written(shifts: impl IntoIterator<Item = Shift>) -> Vec<alloc::string::String> {
        shifts.into_iter().map(|shift| shift.window().unwrap().to_string()).collect()
    }

    #[test]
    fn whole_hours_are_each_pair_of_different_times_once() {
        // 24 · 25 / 2 pairs within a day; with nights each opening has 23 closings, and midnight a whole day.
        assert_eq!(Shift::hours(false).len(), 300);
        assert_eq!(Shift::hours(true).len(), 24 * 23 + 1);
        let mut all = written(Shift::hours(true));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 24 * 23 + 1);
    }

    #[test]
    fn neighbours_move_one_end_or_both() {
        let office = Shift::new(9 * 60, 8 * 60, false).unwrap();
        let mut moved = written(office.neighbours(30, false));
        moved.sort_unstable();
        let expected = [
            "08:30-16:30",
            "08:30-17:00",
            "08:30-17:30",
            "09:00-16:30",
            "09:00-17:30",
            "09:30-16:30",
            "09:30-17:00",
            "09:30-17:30",
        ];
        assert_eq!(moved, expected);
    }

    #[test]
    fn a_shift_from_midnight_moves_into_the_night_only_where_nights_are_allowed() {
        let early = Shift::new(0, 480, true).unwrap();
        assert!(written(early.neighbours(60, true)).contains(&"23:00-08:00".to_string()));
        assert!(
            written(early.neighbours(60, false))
                .iter()
                .all(|window| window.starts_with("00") || window.starts_with("01"))
        );
    }

    #[test]
    fn whole_hours_are_rounder_than_halves() {
        let rough = |opens, length| Shift::new(opens, length, true).unwrap().roughness();
        assert_eq!(rough(540, 480), 0);
        assert!(rough(510, 480) > 0 && rough(515, 480) > rough(510, 480));
    }
}
