//! How single values are written.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};
use crm_kit::kpi::Rounding;
use crm_model::{Currency, Ratio, Total};
use serde::{Serialize, Serializer};

/// Returns an instant as the files write it: RFC 3339 in UTC, with as many decimals as it needs.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// Returns an instant as pages write it, to the second, in UTC.
pub(crate) fn readable(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// Returns an instant to the minute, for columns whose header says that it is UTC.
pub(crate) fn minute(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// How many characters of a name pages show.
const LONGEST_NAME: usize = 40;

/// Returns a name, cut where it is too long for a page.
pub(crate) fn shortened(name: String) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name;
    }
    name.chars().take(LONGEST_NAME - 1).chain(['…']).collect()
}

/// Returns a length of time in its two largest units, or `None` where it is not known.
pub(crate) fn brief(micros: Option<i64>, days: bool) -> Option<String> {
    micros.map(|micros| Brief { micros, days }.to_string())
}

/// An instant as `report.json` holds it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Instant(pub(crate) DateTime<Utc>);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&instant(self.0))
    }
}

/// Returns a length in seconds, exact to the microsecond, without needless zeros.
pub(crate) fn seconds(micros: i64) -> String {
    let sign = if micros < 0 { "-" } else { "" };
    let (whole, fraction) = (micros.unsigned_abs() / 1_000_000, micros.unsigned_abs() % 1_000_000);
    if fraction == 0 {
        return format!("{sign}{whole}");
    }
    let decimals = format!("{fraction:06}");
    format!("{sign}{whole}.{}", decimals.trim_end_matches('0'))
}

/// Returns a text so that no spreadsheet takes it for a formula.
///
/// A text that begins with `=`, `+`, `-` or `@` (or their full-width forms) gets an apostrophe in front, and so does a
/// text that begins with an apostrophe: taking one leading apostrophe away always gives the text back.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\'']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A length of time in its two largest units, cut and not rounded: `3 d 4 h`, `6 h 20 min`, `45 s`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Brief {
    pub(crate) micros: i64,
    /// Whether 24 h are a day; they are not where only business time counts.
    pub(crate) days: bool,
}

impl fmt::Display for Brief {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
        if self.micros < 0 {
            formatter.write_str("-")?;
        }
        let mut rest = self.micros.unsigned_abs() / 1_000_000;
        if rest == 0 {
            return formatter.write_str(if self.micros == 0 { "0 s" } else { "under 1 s" });
        }
        let whole = rest;
        let units = UNITS.into_iter().skip(usize::from(!self.days)).skip_while(|(size, _)| whole < *size);
        let mut separator = "";
        for (size, unit) in units.take(2) {
            if rest >= size {
                write!(formatter, "{separator}{} {unit}", rest / size)?;
                rest %= size;
                separator = " ";
            }
        }
        Ok(())
    }
}

/// Returns a count with its thousands set apart: `12,345`.
pub fn count(number: u64) -> String {
    grouped(&number.to_string())
}

/// Returns a whole number, which may be below zero, with its thousands set apart: `-12,345`.
pub(crate) fn whole(number: i128) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(&number.unsigned_abs().to_string()))
}

/// Returns a decimal number with the thousands before its point set apart: `-12,345.60`.
pub(crate) fn decimal(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (before, after) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    format!("{sign}{}{after}", grouped(before))
}

/// Returns a sum of money for reading: rounded to the minor unit of its currency, halves away from zero, with its
/// thousands set apart: `12,345.60 CNY`.
pub(crate) fn money(total: Total) -> String {
    format!("{} {}", amount(total.ten_thousandths, total.currency), total.currency)
}

/// Returns an amount in ten-thousandths as [`money`] writes it, without its currency.
pub(crate) fn amount(ten_thousandths: i128, currency: Currency) -> String {
    let digits = usize::from(currency.minor_digits()).min(4);
    let unit = [10_000_u128, 1_000, 100, 10, 1].get(digits).copied().unwrap_or(1);
    let magnitude = ten_thousandths.unsigned_abs();
    let rest = magnitude % unit;
    let rounded = magnitude - rest + if rest * 2 >= unit && rest > 0 { unit } else { 0 };
    let sign = if ten_thousandths < 0 && rounded > 0 { "-" } else { "" };
    let decimals = format!("{:04}", rounded % 10_000);
    let point = if digits > 0 { "." } else { "" };
    format!("{sign}{}{point}{decimals:.digits$}", grouped(&(rounded / 10_000).to_string()))
}

/// Returns ten-thousandths as a decimal number, exact and without needless zeros: `12345.6`.
pub(crate) fn units(ten_thousandths: i128) -> String {
    let sign = if ten_thousandths < 0 { "-" } else { "" };
    let (whole, rest) = (ten_thousandths.unsigned_abs() / 10_000, ten_thousandths.unsigned_abs() % 10_000);
    let decimals = format!(".{rest:04}");
    format!("{sign}{whole}{}", decimals.trim_end_matches('0').trim_end_matches('.'))
}

/// Returns a share in percent with one decimal: `84.4 %`. As in [`Attainment`](super::Attainment), `100.0 %` is kept for
/// all and `0.0 %` for none; a share may lie beyond both.
pub(crate) fn percent(share: Ratio) -> String {
    percent_by(share, Rounding::default())
}

/// Returns how far shares lie apart, in percentage points.
pub(crate) fn points(apart: Ratio) -> String {
    percent(apart).replace(" %", " points")
}

/// Returns a share in percent as a policy has it rounded, with all and none kept apart as above.
pub(crate) fn percent_by(share: Ratio, Rounding { decimals, halves }: Rounding) -> String {
    let (part, whole) = share.parts();
    let text = share.rounded(2, decimals, halves);
    // The least step that is shown, in hundredths of all: 0.1 of 100 with one decimal.
    let all = 100 * 10_i128.pow(u32::from(decimals));
    let step = |hundredths: i128| Ratio::new(hundredths, all).map(|share| share.rounded(2, decimals, halves));
    let is = |hundredths: i128| step(hundredths).as_ref() == Some(&text);
    let kept_apart = if is(all) && part != whole {
        step(if part < whole { all - 1 } else { all + 1 })
    } else if is(0) && part != 0 {
        step(if part > 0 { 1 } else { -1 })
    } else {
        None
    };
    format!("{} %", kept_apart.unwrap_or(text))
}

/// Returns a text with a blank before each sign of percent, as the pages write it.
pub(crate) fn spaced(text: &str) -> String {
    text.replace('%', " %")
}

/// Returns digits with thousands set apart.
fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Returns a count with its noun, in the singular where it is one: `1 row`, `2 rows`.
pub fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", count(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_exact_decimals() {
        for (micros, text) in
            [(0, "0"), (1, "0.000001"), (-400_000, "-0.4"), (60_000_000, "60"), (3_605_250_000, "3605.25")]
        {
            assert_eq!(seconds(micros), text);
        }
        assert_eq!(seconds(i64::MIN), "-9223372036854.775808");
    }

    #[test]
    fn formulas_are_guarded_and_can_be_given_back() {
        for text in ["=1+1", "+86", "-/T-1", "@x", "＝1", "'quoted"] {
            let cell = guarded(text);
            assert_eq!(cell.strip_prefix('\''), Some(text));
        }
        assert_eq!(guarded("T-1042"), "T-1042");
    }

    #[test]
    fn lengths_are_cut_to_two_units() {
        let elapsed = |seconds: i64| Brief { micros: seconds * 1_000_000, days: true }.to_string();
        assert_eq!(elapsed(3 * 86_400 + 4 * 3_600 + 59), "3 d 4 h");
        assert_eq!(elapsed(86_400 + 59), "1 d");
        assert_eq!(elapsed(6 * 3_600 + 20 * 60 + 1), "6 h 20 min");
        assert_eq!(elapsed(45), "45 s");
        assert_eq!(elapsed(0), "0 s");
        assert_eq!(Brief { micros: 400_000, days: true }.to_string(), "under 1 s");
        assert_eq!(Brief { micros: 62 * 3_600_000_000, days: false }.to_string(), "62 h");
    }

    #[test]
    fn only_the_whole_is_a_hundred_percent() {
        let by = |part, whole, decimals| {
            percent_by(Ratio::new(part, whole).unwrap(), Rounding { decimals, ..Rounding::default() })
        };
        assert_eq!(
            (by(1_999, 2_000, 0), by(2_001, 2_000, 0), by(1, 2_000, 0)),
            ("99 %".into(), "101 %".into(), "1 %".into())
        );
        assert_eq!((by(99_999, 100_000, 2), by(-1, 100_000, 2)), ("99.99 %".into(), "-0.01 %".into()));
        assert_eq!(
            (by(1, 8, 2), by(1, 1, 2), by(0, 1, 0)),
            ("12.50 %".into(), "100.00 %".into(), "0 %".into())
        );
        let shown = |part, whole| percent(Ratio::new(part, whole).unwrap());
        assert_eq!(shown(313, 371), "84.4 %"); // 0.84366
        assert_eq!((shown(1, 1), shown(9_999, 10_000)), ("100.0 %".into(), "99.9 %".into()));
        assert_eq!((shown(10_001, 10_000), shown(5, 4)), ("100.1 %".into(), "125.0 %".into()));
        assert_eq!((shown(0, 7), shown(1, 9_999)), ("0.0 %".into(), "0.1 %".into()));
        assert_eq!((shown(-1, 9_999), shown(-1, 4)), ("-0.1 %".into(), "-25.0 %".into()));
    }

    #[test]
    fn money_is_rounded_to_its_minor_unit() {
        let shown = |text: &str| money(text.parse().unwrap());
        assert_eq!(shown("4816391.2597 CNY"), "4,816,391.26 CNY");
        assert_eq!((shown("0.005 CNY"), shown("0.0049 CNY")), ("0.01 CNY".into(), "0.00 CNY".into()));
        assert_eq!((shown("-0.005 CNY"), shown("-0.0049 CNY")), ("-0.01 CNY".into(), "0.00 CNY".into()));
        assert_eq!((shown("999.995 CNY"), shown("5.5 JPY")), ("1,000.00 CNY".into(), "6 JPY".into()));
        assert_eq!((shown("1.2345 KWD"), shown("1.2345 CLF")), ("1.235 KWD".into(), "1.2345 CLF".into()));
        let largest = Total { ten_thousandths: i128::MIN, currency: "JPY".parse().unwrap() };
        assert!(money(largest).starts_with("-17,014,118,346,046,923,173,168,730,371,588,411 JPY"));
    }

    #[test]
    fn amounts_are_exact() {
        let total = |text: &str| money(text.parse().unwrap());
        assert_eq!(total("1234567.5 CNY"), "1,234,567.50 CNY");
        assert_eq!(total("-1234 CNY"), "-1,234.00 CNY");
        assert_eq!((units(123_456), units(-5_000), units(0)), ("12.3456".into(), "-0.5".into(), "0".into()));
        assert_eq!((units(120_000), whole(-12_345)), ("12".into(), "-12,345".into()));
        assert_eq!(decimal("-1234.5"), "-1,234.5");
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(
            (count(999), count(1_000), count(1_234_567)),
            ("999".into(), "1,000".into(), "1,234,567".into())
        );
        assert_eq!((counted(1, "row"), counted(0, "row")), ("1 row".into(), "0 rows".into()));
    }
}
