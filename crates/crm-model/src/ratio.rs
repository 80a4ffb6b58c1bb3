//! [`Ratio`]: a measured part of a whole, exact, with its parts kept.

use alloc::{format, string::String, vec::Vec};
use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use crate::Share;

/// A part of a whole that is above zero, as it was counted: 7 of 20 stays `7/20`.
///
/// Reports show both numbers, so nothing is reduced. Two ratios are equal when their *values* are (`1/2` and `2/4`), and
/// sort by value; [`parts`](Self::parts) tells them apart. All comparisons are exact. The part may be negative or above
/// the whole: a growth may fall, a target may be surpassed.
///
/// # Examples
///
/// ```
/// use crm_model::Ratio;
///
/// let kept = Ratio::new(7, 20).unwrap();
/// assert_eq!(kept.percent(1), "35.0%");
/// assert_eq!(kept, Ratio::new(14, 40).unwrap());
/// assert!(Ratio::new(0, 0).is_none()); // nothing of nothing has no value
/// ```
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Parts"))]
pub struct Ratio {
    part: i128,
    // INVARIANT: above zero.
    whole: i128,
}

/// Where a number that lies half way between two neighbours is rounded to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Halves {
    /// To the neighbour whose last digit is even: 12.5 becomes 12, 13.5 becomes 14.
    ToEven,
    /// To the neighbour further from zero: 12.5 becomes 13, −12.5 becomes −13.
    AwayFromZero,
}

impl Halves {
    /// Both, with their words.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::ToEven, "to-even"), (Self::AwayFromZero, "away-from-zero")];
}

impl Ratio {
    /// Returns `part` of `whole`, or `None` unless the whole is above zero.
    pub const fn new(part: i128, whole: i128) -> Option<Self> {
        if whole > 0 { Some(Self { part, whole }) } else { None }
    }

    /// Returns part and whole as they were given.
    pub const fn parts(self) -> (i128, i128) {
        (self.part, self.whole)
    }

    /// Returns the ratio of both groups together: parts and wholes added, never the mean of two ratios.
    ///
    /// `None` when a sum is beyond 128 bits.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::Ratio;
    ///
    /// let total = Ratio::new(1, 2).unwrap().merge(Ratio::new(1, 4).unwrap()).unwrap();
    /// assert_eq!(total.to_string(), "2/6"); // not 3/4, not 3/8
    /// ```
    #[must_use]
    pub const fn merge(self, other: Self) -> Option<Self> {
        match (self.part.checked_add(other.part), self.whole.checked_add(other.whole)) {
            (Some(part), Some(whole)) => Some(Self { part, whole }),
            _ => None,
        }
    }

    /// Compares with a share that a policy names, exactly.
    ///
    /// # Examples
    ///
    /// ```
    /// use core::cmp::Ordering;
    /// use crm_model::{Ratio, Share};
    ///
    /// let one_third = Ratio::new(1, 3).unwrap();
    /// assert_eq!(one_third.cmp_share("33.3333%".parse()?), Ordering::Greater);
    /// # Ok::<(), crm_model::ShareError>(())
    /// ```
    pub fn cmp_share(self, share: Share) -> Ordering {
        let million = i128::from(Share::ONE.parts_per_million());
        self.cmp(&Self { part: i128::from(share.parts_per_million()), whole: million })
    }

    /// Returns the value as a floating-point number, for statistics: a fraction, not percent.
    ///
    /// Always finite; off by a few units in the last place at most, and on the side of every whole number that the value is on, or
    /// on that number. Decisions compare ratios, not this number.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::Ratio;
    ///
    /// let whole = 5_822_550_150_128_605; // 100 times it has no floating-point number of its own
    /// assert_eq!(Ratio::new(100 * whole, whole).map(Ratio::as_f64), Some(100.0));
    /// ```
    #[expect(clippy::cast_precision_loss, reason = "the nearest representable number is what is asked for")]
    pub fn as_f64(self) -> f64 {
        const EXACT: u128 = 1 << 53;
        if self.part.unsigned_abs() <= EXACT && self.whole.unsigned_abs() <= EXACT {
            return self.part as f64 / self.whole as f64;
        }
        (self.part / self.whole) as f64 + (self.part % self.whole) as f64 / self.whole as f64
    }

    /// Returns the value in percent with so many decimals, rounded half to even from the exact value.
    ///
    /// A value that rounds to zero has no sign.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::Ratio;
    ///
    /// assert_eq!(Ratio::new(2, 3).unwrap().percent(1), "66.7%");
    /// assert_eq!(Ratio::new(1, 8).unwrap().percent(0), "12%"); // 12.5 goes to the even neighbour
    /// ```
    pub fn percent(self, decimals: u8) -> String {
        format!("{}%", self.rounded(2, decimals, Halves::ToEven))
    }

    /// Returns the value with so many decimals, rounded half to even from the exact value.
    ///
    /// A value that rounds to zero has no sign.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::Ratio;
    ///
    /// assert_eq!(Ratio::new(23, 6).unwrap().to_decimal_string(2), "3.83");
    /// assert_eq!(Ratio::new(-1, 2).unwrap().to_decimal_string(1), "-0.5");
    /// ```
    pub fn to_decimal_string(self, decimals: u8) -> String {
        self.rounded(0, decimals, Halves::ToEven)
    }

    /// Returns the value times ten to the power of `shift` with so many decimals, rounded once from the exact value.
    ///
    /// A value that rounds to zero has no sign. It is written by long division, so nothing overflows.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::{Halves, Ratio};
    ///
    /// let eighth = Ratio::new(-1, 8).unwrap();
    /// assert_eq!(eighth.rounded(2, 0, Halves::ToEven), "-12");
    /// assert_eq!(eighth.rounded(2, 0, Halves::AwayFromZero), "-13");
    /// ```
    pub fn rounded(self, shift: u8, decimals: u8, halves: Halves) -> String {
        let whole = self.whole.unsigned_abs();
        let mut rest = self.part.unsigned_abs() % whole;
        let mut digits: Vec<u8> = format!("0{}", self.part.unsigned_abs() / whole).into_bytes();
        for _ in 0..u16::from(shift) + u16::from(decimals) {
            let (digit, left) = next_digit(rest, whole);
            digits.push(b'0' + digit);
            rest = left;
        }
        let is_odd = digits.last().is_some_and(|digit| digit % 2 == 1);
        let rounds_up = match rest.cmp(&(whole - rest)) {
            Ordering::Less => false,
            Ordering::Equal => is_odd || halves == Halves::AwayFromZero,
            Ordering::Greater => true,
        };
        if rounds_up {
            add_one(&mut digits);
        }
        let (before, after) = digits.split_at(digits.len() - usize::from(decimals));
        let leading = before.iter().take_while(|&&digit| digit == b'0').count().min(before.len() - 1);
        let mut text = String::new();
        if self.part < 0 && digits.iter().any(|&digit| digit != b'0') {
            text.push('-');
        }
        text.extend(before.iter().skip(leading).copied().map(char::from));
        if !after.is_empty() {
            text.push('.');
            text.extend(after.iter().copied().map(char::from));
        }
        text
    }
}

/// Returns the next decimal of `rest / whole` and what is left, for a rest below the whole.
///
/// Ten times the rest may be beyond 128 bits, so the rest is added ten times, less the whole where it fits.
const fn next_digit(rest: u128, whole: u128) -> (u8, u128) {
    let mut digit = 0;
    let mut left = 0;
    let mut times = 0;
    while times < 10 {
        left += rest; // both are below the whole, which is below 2^127
        if left >= whole {
            left -= whole;
            digit += 1;
        }
        times += 1;
    }
    (digit, left)
}

/// Adds one to the last of decimal digits, the first of which is a zero that takes the last carry.
fn add_one(digits: &mut [u8]) {
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return;
        }
        *digit = b'0';
    }
}

impl Ord for Ratio {
    /// Compares whole parts, then the rests turned upside down, as in Euclid's algorithm: no product, no overflow.
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut left, mut right) = (*self, *other);
        loop {
            let whole_parts = left.part.div_euclid(left.whole).cmp(&right.part.div_euclid(right.whole));
            let left_rest = left.part.rem_euclid(left.whole);
            let right_rest = right.part.rem_euclid(right.whole);
            if whole_parts.is_ne() || left_rest == 0 || right_rest == 0 {
                return whole_parts.then(left_rest.signum().cmp(&right_rest.signum()));
            }
            // a/b < c/d where d/c < b/a, so the two sides change places.
            (left, right) =
                (Self { part: right.whole, whole: right_rest }, Self { part: left.whole, whole: left_rest });
        }
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ratio {}

impl Hash for Ratio {
    /// Hashes the reduced form, so that equal values hash alike.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let part = self.part.unsigned_abs();
        let whole = self.whole.unsigned_abs();
        let (mut divisor, mut rest) = (whole, part);
        while rest != 0 {
            (divisor, rest) = (rest, divisor % rest);
        }
        (self.part < 0, part / divisor, whole / divisor).hash(state);
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.part, self.whole)
    }
}

/// The form in data, before it is checked.
#[cfg(feature = "serde")]
#[derive(serde::Deserialize)]
struct Parts {
    part: i128,
    whole: i128,
}

#[cfg(feature = "serde")]
impl TryFrom<Parts> for Ratio {
    type Error = &'static str;

    fn try_from(Parts { part, whole }: Parts) -> Result<Self, Self::Error> {
        Self::new(part, whole).ok_or("the whole of a ratio must be above zero")
    }
}

#[cfg(test)]
mod tests;
