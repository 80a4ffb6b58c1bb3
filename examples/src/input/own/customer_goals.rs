//! `customer_goals.csv`: what should be bought by customers by when.

use crm_model::CustomerGoal;

use super::Reader;
use super::cells::{ADVICE, need_amount, need_currency, need_date, need_name};
use crate::input::ReadError;
use crate::input::row_error::{Refusal, Showing};
use crate::input::table::TableFile;

/// Columns of `customer_goals.csv`, all of them required.
pub(super) const COLUMNS: [&str; 5] = ["customer", "from", "until", "amount", "currency"];

impl Reader<'_> {
    /// Reads the goals in the order of their rows.
    pub(super) fn customer_goals(&mut self, file: TableFile) -> Result<Vec<CustomerGoal>, ReadError> {
        file.only_columns(&COLUMNS)?;
        let [mut customer, mut from, mut until, mut amount, mut currency] = [0; 5];
        for (place, column) in
            [&mut customer, &mut from, &mut until, &mut amount, &mut currency].into_iter().zip(COLUMNS)
        {
            *place = file.need_column(column, ADVICE)?;
        }
        let mut goals = Vec::new();
        file.each_row(&mut self.tally, |row| {
            let currency = need_currency(row, currency)?;
            let goal = CustomerGoal {
                customer: need_name(row, customer, Showing::Personal)?,
                from: need_date(row, from)?,
                until: need_date(row, until)?,
                amount: need_amount(row, amount, currency)?,
            };
            if goal.until < goal.from {
                return Err(Refusal::of_row("ends before it begins"));
            }
            if goal.amount.ten_thousandths() <= 0 {
                return Err(Refusal::of_row("states a goal that is not above zero"));
            }
            goals.push(goal);
            Ok(())
        })?;
        Ok(goals)
    }
}
