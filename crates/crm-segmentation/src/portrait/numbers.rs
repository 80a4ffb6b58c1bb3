//! A number in the portrait of a segment.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{NumberColumn, Numbers};
use crate::number;

/// A number in the portrait of a segment.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NumberPortrait {
    /// What it is called.
    pub name: String,
    /// Of how many customers of the segment it is known.
    pub known: u64,
    /// Of how many it is not.
    pub missing: u64,
    /// The mean of those that are known; `None` where none is.
    pub mean: Option<f64>,
    /// The median of those that are known: half are no more, half no less; of an even number of them, the middle between the
    /// two in the middle.
    pub median: Option<f64>,
    /// The mean of all customers, those of the segment included; `None` where none is known.
    pub mean_of_all: Option<f64>,
    /// The mean of the segment as a multiple of the mean of all; `None` unless that is above zero.
    pub index: Option<f64>,
    /// By how many standard deviations the mean of the segment is above that of all other customers; see
    /// [`Portrait::sets_apart`](super::Portrait::sets_apart). `None` where the segment or the others have no number, or all
    /// numbers are equal.
    pub difference: Option<f64>,
}

/// Returns the portraits of a column in all segments. `places` says for each customer in which segment it is.
pub(super) fn portraits(column: &NumberColumn<'_>, places: &[usize], segments: usize) -> Vec<NumberPortrait> {
    let mut missing = alloc::vec![0_u64; segments];
    let mut count_missing = |place: usize| {
        if let Some(count) = missing.get_mut(place) {
            *count += 1;
        }
    };
    let (of_all, of_segments) = match column.numbers {
        Numbers::Whole(numbers) => whole(&by_segment(numbers, places, segments, &mut count_missing)),
        Numbers::Real(numbers) => real(&by_segment(numbers, places, segments, &mut count_missing)),
    };
    let portrait = |(figures, missing): (Figures, u64)| {
        let index = figures.mean.zip(of_all).filter(|(_, of_all)| *of_all > 0.0);
        NumberPortrait {
            name: column.name.to_string(),
            known: figures.known,
            missing,
            mean: figures.mean,
            median: figures.median,
            mean_of_all: of_all,
            index: index.map(|(mean, of_all)| mean / of_all).filter(|index| index.is_finite()),
            difference: figures.difference,
        }
    };
    of_segments.into_iter().zip(missing).map(portrait).collect()
}

/// What is computed of the numbers of a segment.
struct Figures {
    known: u64,
    mean: Option<f64>,
    median: Option<f64>,
    difference: Option<f64>,
}

/// Returns the known numbers of each segment.
fn by_segment<T: Copy>(
    numbers: &[Option<T>],
    places: &[usize],
    segments: usize,
    missing: &mut impl FnMut(usize),
) -> Vec<Vec<T>> {
    let mut by_segment = alloc::vec![Vec::new(); segments];
    for (number, place) in numbers.iter().zip(places) {
        match (number, by_segment.get_mut(*place)) {
            (Some(number), Some(of_segment)) => of_segment.push(*number),
            _ => missing(*place),
        }
    }
    by_segment
}

/// Returns the mean of all whole numbers and the figures of each segment.
fn whole(by_segment: &[Vec<i64>]) -> (Option<f64>, Vec<Figures>) {
    // Fewer than 2^63 numbers of 64 bits each stay within 128 bits.
    let sum_of = |numbers: &[i64]| numbers.iter().map(|number| i128::from(*number)).sum::<i128>();
    let sums: Vec<i128> = by_segment.iter().map(|numbers| sum_of(numbers)).collect();
    let sum: i128 = sums.iter().sum();
    let mut all: Vec<i64> = by_segment.iter().flatten().copied().collect();
    all.sort_unstable();
    let count = all.len() as u64;
    // Everything is reckoned from a whole number near the mean, so that large numbers lose no digits.
    let anchor = sum.checked_div(i128::from(count)).unwrap_or_default();
    let above = |sum: i128, count: u64| sum - anchor * i128::from(count);
    let mean_above = mean(above(sum, count), count);
    let deviation = deviation(&all, |number| number::sum(i128::from(number) - anchor), mean_above);
    let figures = by_segment.iter().zip(sums).map(|(numbers, of_segment)| {
        let known = numbers.len() as u64;
        let rest = (above(sum - of_segment, count - known), count - known);
        let distance = distance((above(of_segment, known), known), rest);
        let mut sorted = numbers.clone();
        sorted.sort_unstable();
        let middle = |(one, other): (i64, i64)| number::sum(i128::from(one) + i128::from(other)) / 2.0;
        Figures {
            known,
            mean: mean(of_segment, known),
            median: middle_two(&sorted).map(middle),
            difference: standardised(distance, deviation),
        }
    });
    (mean(sum, count), figures.collect())
}

/// Returns the mean of all real numbers and the figures of each segment.
///
/// Numbers are added in the order of their size, so that the order of the customers changes no bit, and divided by a power
/// of two that none reaches, so that no sum is beyond all numbers.
fn real(by_segment: &[Vec<f64>]) -> (Option<f64>, Vec<Figures>) {
    let largest = by_segment.iter().flatten().map(|number| number.abs()).fold(0.0, f64::max);
    let (_, power) = libm::frexp(largest);
    let scaled = |numbers: &[f64]| {
        let mut scaled: Vec<f64> = numbers.iter().map(|number| libm::ldexp(*number, -power) + 0.0).collect();
        scaled.sort_unstable_by(f64::total_cmp);
        scaled
    };
    let unscaled = |number: f64| libm::ldexp(number, power);
    let all = scaled(&by_segment.concat());
    let sum = TwoPartSum::of(&all);
    let count = all.len() as u64;
    let mean_of_all = sum.mean(count);
    let deviation = deviation(&all, |number| number, mean_of_all);
    let figures = by_segment.iter().map(|numbers| {
        let sorted = scaled(numbers);
        let known = sorted.len() as u64;
        let of_segment = TwoPartSum::of(&sorted);
        let here = of_segment.mean(known);
        let rest = sum.less(of_segment).mean(count - known);
        let distance = here.zip(rest).map(|(here, rest)| here - rest);
        Figures {
            known,
            mean: here.map(unscaled),
            median: middle_two(&sorted).map(|(one, other)| unscaled(one.midpoint(other))),
            difference: standardised(distance, deviation),
        }
    });
    (mean_of_all.map(unscaled), figures.collect())
}

fn mean(sum: i128, count: u64) -> Option<f64> {
    (count > 0).then(|| number::sum(sum) / number::count(count))
}

/// Returns the two numbers in the middle, which are one and the same in a list of odd length.
fn middle_two<T: Copy>(sorted: &[T]) -> Option<(T, T)> {
    let upper = sorted.len() / 2;
    let lower = sorted.len().checked_sub(1)? / 2;
    sorted.get(lower).copied().zip(sorted.get(upper).copied())
}

/// Returns the standard deviation of numbers in order, divided by their count; `None` where all are equal.
fn deviation<T: Copy + PartialEq>(sorted: &[T], number: impl Fn(T) -> f64, mean: Option<f64>) -> Option<f64> {
    if sorted.first() == sorted.last() {
        return None;
    }
    let (mean, count) = (mean?, number::count(sorted.len() as u64));
    let (mut squares, mut sum) = (0.0, 0.0);
    for one in sorted {
        let difference = number(*one) - mean;
        squares += difference * difference;
        sum += difference; // zero but for rounding, which it takes out of the squares
    }
    let variance = (squares - sum * sum / count) / count;
    (variance > 0.0).then(|| libm::sqrt(variance))
}

/// Returns the distance between the means of two groups, each a sum and a count; exactly zero where they are equal.
fn distance((here, known): (i128, u64), (rest, others): (i128, u64)) -> Option<f64> {
    let crossed = || {
        let (here, rest) = (here.checked_mul(others.into())?, rest.checked_mul(known.into())?);
        Some(number::sum(here.checked_sub(rest)?) / (number::count(known) * number::count(others)))
    };
    let (of_segment, of_rest) = (mean(here, known)?, mean(rest, others)?);
    crossed().or(Some(of_segment - of_rest))
}

fn standardised(distance: Option<f64>, deviation: Option<f64>) -> Option<f64> {
    Some(distance? / deviation?).filter(|difference| difference.is_finite())
}

/// A sum of numbers with what rounding took from it.
#[derive(Debug, Clone, Copy)]
struct TwoPartSum {
    sum: f64,
    lost: f64,
}

impl TwoPartSum {
    fn of(numbers: &[f64]) -> Self {
        numbers.iter().fold(Self { sum: 0.0, lost: 0.0 }, |sum, number| sum.plus(*number, 0.0))
    }

    /// Adds a number; what is lost is exact (Knuth's sum in six steps).
    fn plus(self, number: f64, lost: f64) -> Self {
        let sum = self.sum + number;
        let before = sum - number;
        let lost_here = (self.sum - before) + (number - (sum - before));
        Self { sum, lost: self.lost + lost_here + lost }
    }

    fn less(self, part: Self) -> Self {
        self.plus(-part.sum, -part.lost)
    }

    fn mean(self, count: u64) -> Option<f64> {
        (count > 0).then(|| (self.sum + self.lost) / number::count(count))
    }
}
