//! The public holidays of mainland China, 2004 to 2026, one line a year.
//!
//! Dates are written as month * 100 + day, so that a line can be laid beside the notice of its year. A block of days
//! off includes the weekend days inside it. Days off that a notice places at the end of the year before stand in that
//! year's line.

use alloc::collections::BTreeSet;

use chrono::NaiveDate;

/// What the notice of one year says.
pub(super) struct Notice {
    pub(super) year: i32,
    /// Blocks of days off, first and last day.
    off: &'static [(u32, u32)],
    /// Weekend days worked.
    made_up: &'static [u32],
}

impl Notice {
    pub(super) fn days_off(&self) -> BTreeSet<NaiveDate> {
        let days = |&(first, last): &(u32, u32)| {
            let (first, last) = (self.date(first), self.date(last));
            first.into_iter().flat_map(|date| date.iter_days()).take_while(move |&date| Some(date) <= last)
        };
        self.off.iter().flat_map(days).collect()
    }

    pub(super) fn days_made_up(&self) -> BTreeSet<NaiveDate> {
        self.made_up.iter().filter_map(|&day| self.date(day)).collect()
    }

    #[cfg(test)]
    pub(super) fn days_made_up_as_written(&self) -> usize {
        self.made_up.len()
    }

    fn date(&self, month_and_day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, month_and_day / 100, month_and_day % 100)
    }
}

/// # Source
///
/// See [`HolidayList::china`](crate::HolidayList::china).
#[rustfmt::skip] // one line a year
pub(super) const NOTICES: &[Notice] = &[
    Notice { year: 2004, off: &[(101, 101), (122, 128), (501, 507), (1001, 1007)], made_up: &[117, 118, 508, 509, 1009, 1010] },
    Notice { year: 2005, off: &[(101, 103), (209, 215), (501, 507), (1001, 1007)], made_up: &[205, 206, 430, 508, 1008, 1009] },
    Notice { year: 2006, off: &[(101, 103), (129, 204), (501, 507), (1001, 1007)], made_up: &[128, 205, 429, 430, 930, 1008, 1230, 1231] },
    Notice { year: 2007, off: &[(101, 103), (218, 224), (501, 507), (1001, 1007), (1230, 1231)], made_up: &[217, 225, 428, 429, 929, 930, 1229] },
    Notice { year: 2008, off: &[(101, 101), (206, 212), (404, 406), (501, 503), (607, 609), (913, 915), (929, 1005)], made_up: &[202, 203, 504, 927, 928] },
    Notice { year: 2009, off: &[(101, 103), (125, 131), (404, 406), (501, 503), (528, 530), (1001, 1008)], made_up: &[104, 124, 201, 531, 927, 1010] },
    Notice { year: 2010, off: &[(101, 103), (213, 219), (403, 405), (501, 503), (614, 616), (922, 924), (1001, 1007)], made_up: &[220, 221, 612, 613, 919, 925, 926, 1009] },
    Notice { year: 2011, off: &[(101, 103), (202, 208), (403, 405), (430, 502), (604, 604), (606, 606), (910, 912), (1001, 1007)], made_up: &[130, 212, 402, 1008, 1009, 1231] },
    Notice { year: 2012, off: &[(101, 103), (122, 128), (402, 404), (429, 501), (622, 622), (624, 624), (930, 1007)], made_up: &[121, 129, 331, 401, 428, 929] },
    Notice { year: 2013, off: &[(101, 103), (209, 215), (404, 406), (429, 501), (610, 612), (919, 921), (1001, 1007)], made_up: &[105, 106, 216, 217, 407, 427, 428, 608, 609, 922, 929, 1012] },
    Notice { year: 2014, off: &[(101, 101), (131, 206), (405, 407), (501, 503), (602, 602), (908, 908), (1001, 1007)], made_up: &[126, 208, 504, 928, 1011] },
    Notice { year: 2015, off: &[(101, 103), (218, 224), (405, 406), (501, 501), (620, 620), (622, 622), (903, 904), (927, 927), (1001, 1007)], made_up: &[104, 215, 228, 906, 1010] },
    Notice { year: 2016, off: &[(101, 101), (207, 213), (404, 404), (501, 502), (609, 611), (915, 917), (1001, 1007)], made_up: &[206, 214, 612, 918, 1008, 1009] },
    Notice { year: 2017, off: &[(101, 102), (127, 202), (402, 404), (501, 501), (528, 530), (1001, 1008)], made_up: &[122, 204, 401, 527, 930] },
    Notice { year: 2018, off: &[(101, 101), (215, 221), (405, 407), (429, 501), (618, 618), (924, 924), (1001, 1007), (1230, 1231)], made_up: &[211, 224, 408, 428, 929, 930, 1229] },
    Notice { year: 2019, off: &[(101, 101), (204, 210), (405, 407), (501, 504), (607, 609), (913, 915), (1001, 1007)], made_up: &[202, 203, 428, 505, 929, 1012] },
    Notice { year: 2020, off: &[(101, 101), (124, 202), (404, 406), (501, 505), (625, 627), (1001, 1008)], made_up: &[119, 426, 509, 628, 927, 1010] },
    Notice { year: 2021, off: &[(101, 103), (211, 217), (403, 405), (501, 505), (612, 614), (919, 921), (1001, 1007)], made_up: &[207, 220, 425, 508, 918, 926, 1009] },
    Notice { year: 2022, off: &[(101, 103), (131, 206), (403, 405), (430, 504), (603, 605), (910, 912), (1001, 1007), (1231, 1231)], made_up: &[129, 130, 402, 424, 507, 1008, 1009] },
    Notice { year: 2023, off: &[(101, 102), (121, 127), (405, 405), (429, 503), (622, 624), (929, 1006), (1230, 1231)], made_up: &[128, 129, 423, 506, 625, 1007, 1008] },
    Notice { year: 2024, off: &[(101, 101), (210, 217), (404, 406), (501, 505), (610, 610), (915, 917), (1001, 1007)], made_up: &[204, 218, 407, 428, 511, 914, 929, 1012] },
    Notice { year: 2025, off: &[(101, 101), (128, 204), (404, 406), (501, 505), (531, 602), (1001, 1008)], made_up: &[126, 208, 427, 928, 1011] },
    Notice { year: 2026, off: &[(101, 103), (215, 223), (404, 406), (501, 505), (619, 621), (925, 927), (1001, 1007)], made_up: &[104, 214, 228, 509, 920, 1010] },
];
