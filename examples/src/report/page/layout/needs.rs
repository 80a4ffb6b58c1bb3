//! How wide the columns of a table are.

use console::measure_text_width;

/// How many columns of a terminal a word of wide characters needs, which may be broken anywhere.
const WIDE: usize = 8;

/// What each column of a table needs.
#[derive(Debug)]
pub(super) struct Needs {
    columns: Vec<Need>,
}

/// What a column needs, from the least to the most.
#[derive(Debug)]
struct Need {
    /// So that no word is broken.
    words: usize,
    /// So that no figure is broken besides.
    figures: usize,
    /// So that no cell is broken.
    cells: usize,
    /// So that its head is not broken either.
    whole: usize,
    /// How wide the words are of the head and of each cell.
    texts: Vec<Vec<usize>>,
}

/// How wide the columns are.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Widths {
    pub(super) columns: Vec<u16>,
    /// How many blanks stand between two of them.
    pub(super) gap: u16,
}

impl Needs {
    /// Returns what columns need, each given by its head, whether it holds figures, and its cells. Words of texts that
    /// are longer than half of `width` may be broken.
    pub(super) fn of<'a, C>(columns: impl Iterator<Item = (&'a str, bool, C)>, width: u16) -> Self
    where
        C: Iterator<Item = &'a str> + Clone,
    {
        let longest = usize::from(width / 2);
        let columns = columns.map(|(head, is_figures, cells)| {
            let most = |of: &dyn Fn(&str) -> usize| cells.clone().map(of).max().unwrap_or_default();
            let head_words = word(head, longest);
            let texts = cells.clone();
            let longest = if is_figures { usize::MAX } else { longest };
            let words = most(&|cell| word(cell, longest)).max(head_words);
            let cells = most(&measure_text_width).max(head_words);
            Need {
                words,
                figures: if is_figures { cells } else { words },
                cells,
                whole: cells.max(measure_text_width(head)),
                texts: std::iter::once(head)
                    .chain(texts)
                    .map(|text| text.split(' ').map(measure_text_width).collect())
                    .collect(),
            }
        });
        Self { columns: columns.collect() }
    }

    /// Returns whether every cell fits on one line.
    pub(super) fn fit(&self, width: u16, gap: u16) -> bool {
        let cells: usize = self.columns.iter().map(|need| need.cells).sum();
        self.room(width, gap).is_some_and(|room| cells <= room)
    }

    /// Returns widths that break as little as can be; `None` if words would have to be broken.
    pub(super) fn widths(&self, width: u16, gap: u16) -> Option<Widths> {
        type Bound = fn(&Need) -> usize;
        const STEPS: [(Bound, Bound); 3] = [
            (|need| need.cells, |need| need.whole),
            (|need| need.figures, |need| need.cells),
            (|need| need.words, |need| need.figures),
        ];
        // Closer columns are better than broken cells.
        STEPS.into_iter().flat_map(|step| [(step, gap), (step, 1)]).find_map(|((least, most), gap)| {
            let bounds: Vec<(usize, usize)> =
                self.columns.iter().map(|need| (least(need), most(need))).collect();
            let room = self.room(width, gap)?;
            let columns = self.tightened(&shared(&bounds, room)?, &bounds, room);
            Some(Widths {
                columns: columns.into_iter().map_while(|width| width.try_into().ok()).collect(),
                gap,
            })
        })
    }

    /// Returns widths without what lines that end between words leave free; where that is enough for another column to have
    /// all it wants, it has.
    fn tightened(&self, widths: &[usize], bounds: &[(usize, usize)], room: usize) -> Vec<usize> {
        let columns = self.columns.iter().zip(widths);
        let mut tight: Vec<usize> = columns.map(|(need, width)| need.widest_line(*width)).collect();
        let mut left = room.saturating_sub(tight.iter().sum());
        let mut wanting: Vec<(&mut usize, usize)> =
            tight.iter_mut().zip(bounds).map(|(width, (_, most))| (width, *most)).collect();
        wanting.sort_by_key(|(width, most)| most.saturating_sub(**width));
        for (width, most) in wanting {
            let more = most.saturating_sub(*width);
            if more <= left {
                left -= more;
                *width += more;
            }
        }
        tight
    }

    /// Returns how much of `width` is left between the gaps.
    fn room(&self, width: u16, gap: u16) -> Option<usize> {
        usize::from(width).checked_sub(usize::from(gap) * self.columns.len().saturating_sub(1))
    }
}

impl Need {
    /// Returns how wide the widest line is where none is wider than `width`.
    fn widest_line(&self, width: usize) -> usize {
        let mut widest = 0;
        for text in &self.texts {
            let mut line = 0;
            for word in text {
                let longer = if line == 0 { *word } else { line + 1 + word };
                line = if longer > width { (*word).min(width) } else { longer };
                widest = widest.max(line);
            }
        }
        widest
    }
}

/// Returns how wide the widest word is; words wider than `longest` may be broken.
fn word(text: &str, longest: usize) -> usize {
    let widths = text.split(' ').map(|word| {
        let width = measure_text_width(word);
        let has_wide = width > word.chars().count();
        width.min(if has_wide { WIDE } else { longest })
    });
    widths.max().unwrap_or_default()
}

/// Returns widths between the bounds that share the room: what is above the least goes to the narrowest columns first. `None`
/// where the room is too small for the least.
fn shared(bounds: &[(usize, usize)], room: usize) -> Option<Vec<usize>> {
    let at = |level: usize| bounds.iter().map(move |(least, most)| level.clamp(*least, *most));
    if at(0).sum::<usize>() > room {
        return None;
    }
    let level = (0..=room).rev().find(|level| at(*level).sum::<usize>() <= room).unwrap_or_default();
    let mut left = room - at(level).sum::<usize>();
    let widths = at(level).zip(bounds).map(|(width, (_, most))| {
        let one_more = left > 0 && width == level && width < *most;
        left -= usize::from(one_more);
        width + usize::from(one_more)
    });
    Some(widths.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widths(columns: &[(&str, bool, &[&str])], width: u16) -> Option<(Vec<u16>, u16)> {
        let columns =
            columns.iter().map(|(head, is_figures, cells)| (*head, *is_figures, cells.iter().copied()));
        let widths = Needs::of(columns, width).widths(width, 2)?;
        Some((widths.columns, widths.gap))
    }

    #[test]
    fn words_stay_whole_while_others_can_be_broken() {
        let columns: [(&str, bool, &[&str]); 3] = [
            ("form", false, &["value-review"]),
            ("gave feedback", true, &["16.4 %"]),
            ("what it is", false, &["one two three four five"]),
        ];
        assert_eq!(widths(&columns, 52), Some((vec![12, 13, 23], 2)), "all of it");
        assert_eq!(widths(&columns, 50), Some((vec![12, 8, 23], 2)), "a head is broken");
        assert_eq!(widths(&columns, 45), Some((vec![12, 8, 23], 1)), "and columns stand closer");
        assert_eq!(widths(&columns, 36), Some((vec![12, 8, 10], 2)), "then cells of words");
        assert_eq!(widths(&columns, 27), Some((vec![12, 8, 5], 1)), "down to the longest words");
        assert_eq!(widths(&columns, 26), None);
    }

    #[test]
    fn figures_keep_their_units() {
        let columns: [(&str, bool, &[&str]); 2] =
            [("at work", true, &["163\u{a0}d 5\u{a0}h"]), ("name", false, &["unit"])];
        assert_eq!(widths(&columns, 14), Some((vec![9, 4], 1)));
        assert_eq!(widths(&columns, 11), Some((vec![5, 4], 2)));
        assert_eq!(widths(&columns, 9), None);
    }

    #[test]
    fn wide_characters_take_two_columns_and_may_be_parted() {
        let columns: [(&str, bool, &[&str]); 1] = [("", false, &["客户服务部门"])];
        assert_eq!(widths(&columns, 12), Some((vec![12], 2)));
        assert_eq!(widths(&columns, 8), Some((vec![8], 2)));
        assert_eq!(widths(&columns, 3), None);
    }
}
