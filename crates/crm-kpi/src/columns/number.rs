//! Numbers that have ranks.

/// A number of a column that has ranks: whole numbers, and floating-point numbers that are finite.
pub trait Number: Copy + PartialEq + Send + Sync + sealed::Keyed {}

pub(super) mod sealed {
    /// A key that rises with the number.
    pub trait Keyed: Copy {
        /// Returns the key; `None` for what is no number or infinite.
        fn key(self) -> Option<u64>;
        /// Returns the number of a key.
        fn of_key(key: u64) -> Self;
        /// Returns the nearest floating-point number.
        fn as_f64(self) -> f64;
        /// Returns whether both are the same code for no value.
        fn is(self, other: Self) -> bool;
    }
}

macro_rules! whole {
    ($($number:ty, $offset:expr;)+) => {$(
        impl Number for $number {}
        impl sealed::Keyed for $number {
            fn key(self) -> Option<u64> {
                Some(i64::from(self).cast_unsigned() ^ $offset)
            }
            fn of_key(key: u64) -> Self {
                // The key was made of such a number.
                (key ^ $offset).cast_signed().try_into().unwrap_or_default()
            }
            #[allow(clippy::cast_precision_loss, clippy::cast_lossless, reason = "the nearest number is asked for")]
            fn as_f64(self) -> f64 {
                self as f64
            }
            fn is(self, other: Self) -> bool {
                self == other
            }
        }
    )+};
}

const SIGN: u64 = 1 << 63;

whole! { u8, 0; u16, 0; u32, 0; i32, SIGN; i64, SIGN; }

impl Number for u64 {}
impl sealed::Keyed for u64 {
    fn key(self) -> Option<u64> {
        Some(self)
    }
    fn of_key(key: u64) -> Self {
        key
    }
    #[expect(clippy::cast_precision_loss, reason = "the nearest number is asked for")]
    fn as_f64(self) -> f64 {
        self as f64
    }
    fn is(self, other: Self) -> bool {
        self == other
    }
}

/// Zero has no sign here.
impl Number for f64 {}
impl sealed::Keyed for f64 {
    fn key(self) -> Option<u64> {
        let bits = (self + 0.0).to_bits(); // −0 + 0 is 0
        let key = if bits & SIGN == 0 { bits | SIGN } else { !bits };
        self.is_finite().then_some(key)
    }
    fn of_key(key: u64) -> Self {
        Self::from_bits(if key & SIGN == 0 { !key } else { key ^ SIGN })
    }
    fn as_f64(self) -> f64 {
        self
    }
    #[expect(clippy::float_cmp, reason = "a code is written as it is read")]
    fn is(self, other: Self) -> bool {
        self == other || (self.is_nan() && other.is_nan())
    }
}
