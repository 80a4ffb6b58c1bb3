//! `rates.csv`: exchange rates and the days on which they hold.

use crm_model::rust_decimal::Decimal;
use crm_model::{Rate, RateError, RateTable};

use super::Reader;
use super::cells::{ADVICE, need_currency, need_date, need_word};
use crate::input::ReadError;
use crate::input::row_error::{Refusal, Showing};
use crate::input::table::TableFile;

/// Columns of `rates.csv`, all of them required.
pub(super) const COLUMNS: [&str; 5] = ["from", "to", "valid_from", "valid_until", "rate"];

impl Reader<'_> {
    /// Reads the rates. Rows that contradict one another are all refused: nobody knows which is right.
    pub(super) fn rates(&mut self, file: TableFile) -> Result<RateTable, ReadError> {
        file.only_columns(&COLUMNS)?;
        let [mut from, mut to, mut valid_from, mut valid_until, mut rate] = [0; 5];
        for (place, column) in
            [&mut from, &mut to, &mut valid_from, &mut valid_until, &mut rate].into_iter().zip(COLUMNS)
        {
            *place = file.need_column(column, ADVICE)?;
        }
        let name = file.name().to_owned();
        let mut rows: Vec<(Rate, u64)> = Vec::new();
        file.each_row(&mut self.tally, |row| {
            let rate = Rate {
                from: need_currency(row, from)?,
                to: need_currency(row, to)?,
                valid_from: need_date(row, valid_from)?,
                valid_until: need_date(row, valid_until)?,
                rate: need_word(row, rate, Showing::Numbers, number)?.normalize(),
            };
            RateTable::new(vec![rate]).map_err(|error| Refusal::of_row(rule(&error)))?;
            rows.push((rate, row.line));
            Ok(())
        })?;
        rows.sort_unstable();
        let mut good = Vec::with_capacity(rows.len());
        for chain in chains(&rows) {
            let Some(((first, line), others)) = chain.split_first() else { continue };
            let Some((_, other)) = others.iter().find(|(rate, _)| rate.rate != first.rate) else {
                good.extend(chain.iter().map(|(rate, _)| *rate));
                continue;
            };
            for (_, row) in chain {
                let against = if row == other { line } else { other };
                let rule = format!(
                    "shares days with other rows of its pair that do not all state one rate, such as row {against}"
                );
                self.tally.left_out.add(Refusal::of_row(rule).at(&name, *row));
            }
        }
        // It cannot fail: every rate has been tried, and those that share days agree.
        Ok(RateTable::new(good).unwrap_or_default())
    }
}

/// Splits sorted rows into chains: rows of one pair each of which shares days with some row before it.
fn chains(rows: &[(Rate, u64)]) -> Vec<&[(Rate, u64)]> {
    let mut chains = Vec::new();
    let (mut start, mut last_day) = (0, None);
    for (place, (rate, _)) in rows.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| rows.get(before));
        let same_pair = before.is_some_and(|(one, _)| (one.from, one.to) == (rate.from, rate.to));
        if same_pair && Some(rate.valid_from) <= last_day {
            last_day = last_day.max(Some(rate.valid_until));
            continue;
        }
        chains.extend(rows.get(start..place).filter(|chain| !chain.is_empty()));
        (start, last_day) = (place, Some(rate.valid_until));
    }
    chains.extend(rows.get(start..).filter(|chain| !chain.is_empty()));
    chains
}

fn number(text: &str) -> Result<Decimal, String> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    let number = plain.then(|| Decimal::from_str_exact(text).ok()).flatten();
    number.ok_or_else(|| "is no plain number such as 7.1234".to_owned())
}

/// Returns the rule that a single rate breaks.
fn rule(error: &RateError) -> &'static str {
    match error {
        RateError::NotPositive { .. } => "states a rate that is not above zero",
        RateError::Backwards { .. } => "ends before it begins",
        RateError::SameCurrency { .. } => "states a rate from a currency to itself, which is always one",
        _ => "states no rate that can hold",
    }
}
