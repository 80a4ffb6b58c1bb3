//! Portraits of segments: how large they are, and in what they differ from all customers (clause L-SEG-1).

mod distinction;
mod numbers;
mod words;

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crm_model::Ratio;
use thiserror::Error;

pub use self::distinction::Distinction;
pub use self::numbers::NumberPortrait;
pub use self::words::{WordPortrait, WordShare};

/// A figure of every customer that is a number, such as net spend or age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NumberColumn<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The numbers, one for each customer.
    pub numbers: Numbers<'a>,
}

/// Numbers of customers; `None` where one is not known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Numbers<'a> {
    /// Whole numbers: counts, days, amounts in the smallest unit. Their sums are exact.
    Whole(&'a [Option<i64>]),
    /// Any finite numbers.
    Real(&'a [Option<f64>]),
}

/// A figure of every customer that is a word, such as its industry or the channel it prefers.
///
/// Of what a customer may have several, such as the kinds of its complaints, give one column for each, with a word for yes
/// and one for no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordColumn<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The words, one for each customer; `None` where it is not known.
    pub words: &'a [Option<&'a str>],
}

/// The portraits of all segments.
///
/// Which figures make up a portrait is up to the caller: basics, purchases, preferences, pain points and needs, so far as
/// they are known. What is not known of a customer is counted apart and is never a zero. The order of the customers changes
/// nothing, not even the last digit of a mean.
///
/// # Examples
///
/// ```
/// use crm_segmentation::{NumberColumn, Numbers, Portraits, WordColumn};
///
/// let segments = ["gold", "gold", "rest", "rest", "rest"];
/// let orders = [Some(6), Some(8), Some(1), Some(1), None];
/// let channels = [Some("phone"), Some("phone"), Some("phone"), Some("app"), Some("app")];
/// let portraits = Portraits::new(
///     &segments,
///     &[NumberColumn { name: "orders", numbers: Numbers::Whole(&orders) }],
///     &[WordColumn { name: "channel", words: &channels }],
/// )?;
/// let gold = portraits.of(&"gold").unwrap();
/// assert_eq!(gold.share().unwrap().percent(0), "40%");
///
/// let orders = &gold.numbers[0];
/// assert_eq!((orders.mean, orders.mean_of_all), (Some(7.0), Some(4.0)));
/// assert_eq!(orders.index, Some(1.75));
/// let phone = &gold.words[0].shares[1];
/// assert_eq!(phone.word, "phone");
/// assert_eq!(phone.lift().unwrap().to_decimal_string(2), "1.67"); // all of them, and three fifths of all
/// assert_eq!(gold.sets_apart(1, 1)[0].name(), "orders");
/// # Ok::<(), crm_segmentation::PortraitError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Portraits<S> {
    customers: u64,
    // INVARIANT: sorted by segment, each once.
    portraits: Vec<Portrait<S>>,
}

/// The portrait of one segment.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Portrait<S> {
    /// The segment.
    pub segment: S,
    /// How many customers are in it.
    pub size: u64,
    /// How many there are in all segments.
    pub customers: u64,
    /// Its numbers, in the order in which their columns were given.
    pub numbers: Vec<NumberPortrait>,
    /// Its words, in the order in which their columns were given.
    pub words: Vec<WordPortrait>,
}

/// Why there are no portraits.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PortraitError {
    /// A column is not as long as the list of customers.
    #[error("`{name}` has {found} rows, and there are {expected} customers")]
    Length {
        /// The column.
        name: String,
        /// How many customers there are.
        expected: usize,
        /// How many rows it has.
        found: usize,
    },
    /// Two columns have one name.
    #[error("two columns are called `{name}`")]
    TwiceNamed {
        /// The name.
        name: String,
    },
    /// A number is infinite or none at all.
    #[error("`{name}` of row {row} is no finite number")]
    NotFinite {
        /// The column.
        name: String,
        /// The place of the customer, from 0.
        row: usize,
    },
}

impl<S: Ord + Clone> Portraits<S> {
    /// Returns the portraits of segments: for each customer its segment, and the same place in every column what is known
    /// of it.
    ///
    /// # Errors
    ///
    /// When a column is not as long as the list of segments, two columns have one name, or a number is not finite.
    pub fn new(
        segments: &[S],
        numbers: &[NumberColumn<'_>],
        words: &[WordColumn<'_>],
    ) -> Result<Self, PortraitError> {
        check(segments.len(), numbers, words)?;
        let mut names: Vec<&S> = segments.iter().collect();
        names.sort_unstable();
        names.dedup();
        // Every segment is among the names.
        let places: Vec<usize> =
            segments.iter().map(|segment| names.binary_search(&segment).unwrap_or_default()).collect();
        let mut sizes = alloc::vec![0_u64; names.len()];
        for place in &places {
            if let Some(size) = sizes.get_mut(*place) {
                *size += 1;
            }
        }
        let portrait = |(name, size): (&&S, u64)| Portrait {
            segment: (*name).clone(),
            size,
            customers: segments.len() as u64,
            numbers: Vec::with_capacity(numbers.len()),
            words: Vec::with_capacity(words.len()),
        };
        let mut portraits: Vec<Portrait<S>> = names.iter().zip(sizes).map(portrait).collect();
        for column in numbers {
            let of_segments = numbers::portraits(column, &places, names.len());
            for (portrait, numbers) in portraits.iter_mut().zip(of_segments) {
                portrait.numbers.push(numbers);
            }
        }
        for column in words {
            let of_segments = words::portraits(column, &places, names.len());
            for (portrait, words) in portraits.iter_mut().zip(of_segments) {
                portrait.words.push(words);
            }
        }
        Ok(Self { customers: segments.len() as u64, portraits })
    }

    /// Returns the portrait of a segment, or `None` for one without customers.
    pub fn of(&self, segment: &S) -> Option<&Portrait<S>> {
        let place = self.portraits.binary_search_by(|portrait| portrait.segment.cmp(segment)).ok()?;
        self.portraits.get(place)
    }

    /// Returns all portraits, in the order of the segments.
    pub fn all(&self) -> &[Portrait<S>] {
        &self.portraits
    }

    /// Returns how many customers there are in all segments.
    pub fn customers(&self) -> u64 {
        self.customers
    }
}

impl<S> Portrait<S> {
    /// Returns the part of all customers that the segment holds.
    pub fn share(&self) -> Option<Ratio> {
        Ratio::new(self.size.into(), self.customers.into())
    }
}

fn check(
    customers: usize,
    numbers: &[NumberColumn<'_>],
    words: &[WordColumn<'_>],
) -> Result<(), PortraitError> {
    let lengths = numbers
        .iter()
        .map(|column| (column.name, column.numbers.len()))
        .chain(words.iter().map(|column| (column.name, column.words.len())));
    let mut names = BTreeSet::new();
    for (name, found) in lengths {
        if !names.insert(name) {
            return Err(PortraitError::TwiceNamed { name: name.to_string() });
        }
        if found != customers {
            return Err(PortraitError::Length { name: name.to_string(), expected: customers, found });
        }
    }
    for column in numbers {
        let Numbers::Real(reals) = column.numbers else { continue };
        let is_wrong = |real: &Option<f64>| real.is_some_and(|real| !real.is_finite());
        if let Some(row) = reals.iter().position(is_wrong) {
            return Err(PortraitError::NotFinite { name: column.name.to_string(), row });
        }
    }
    Ok(())
}

impl Numbers<'_> {
    const fn len(self) -> usize {
        match self {
            Self::Whole(numbers) => numbers.len(),
            Self::Real(numbers) => numbers.len(),
        }
    }
}
