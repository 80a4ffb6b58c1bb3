//! `spend.csv`: money spent on customers.

use crm_model::{Spend, SpendAim};

use super::Reader;
use super::cells::{
    ADVICE, CLOSED_WORDS, declared, name, need_amount, need_currency, need_instant, need_word, one_of,
};
use crate::input::ReadError;
use crate::input::row_error::Showing;
use crate::input::table::TableFile;

/// Columns of `spend.csv`; `at`, `amount`, `currency` and `aim` are required.
pub(super) const COLUMNS: [&str; 7] =
    ["at", "amount", "currency", "aim", "department", "activity", "customer"];

impl Reader<'_> {
    /// Reads the expenses in the order of their rows.
    pub(super) fn spend(&mut self, file: TableFile) -> Result<Vec<Spend>, ReadError> {
        file.only_columns(&COLUMNS)?;
        let (at, aim) = (file.need_column("at", ADVICE)?, file.need_column("aim", ADVICE)?);
        let (amount, currency) = (file.need_column("amount", ADVICE)?, file.need_column("currency", ADVICE)?);
        let (department, activity) = (file.column("department"), file.column("activity"));
        let customer = file.column("customer");
        let mut spend = Vec::new();
        let words = self.words;
        file.each_row(&mut self.tally, |row| {
            let currency = need_currency(row, currency)?;
            spend.push(Spend {
                at: need_instant(row, at)?,
                amount: need_amount(row, amount, currency)?,
                aim: need_word(row, aim, CLOSED_WORDS, |text| one_of(&SpendAim::ALL, text))?,
                department: declared(row, department, &words.departments)?,
                activity: name(row, activity, Showing::Plain)?,
                customer: name(row, customer, Showing::Personal)?,
            });
            Ok(())
        })?;
        Ok(spend)
    }
}
