//! Reading a purchase log from a file.

use std::collections::BTreeMap;
use std::path::Path;

use super::args::{LogArgs, RefundRule};
use super::blanks::BlankRows;
use super::cells::{Dates, amount};
use super::{Counts, LogRow, PurchaseLog, day_of};
use crate::input::row_error::Showing;
use crate::input::table::{Row, TableFile, Tally};
use crate::input::{Options, ReadError, Refusal};
use crate::run::{Failure, Progress, explained_rows};

const ADVICE: &str = "name the right one with --customer, --date, --amount, --order or --currency";

/// The word by which tables in their own format mark a refund, whose amount is above zero there.
const REFUND: &str = "refund";

/// Where the columns are.
struct Columns {
    customer: usize,
    date: usize,
    amount: usize,
    order: Option<usize>,
    currency: Option<usize>,
    /// Whether a row is a refund, in the project's own format.
    what: Option<usize>,
}

/// Rows as they gather.
#[derive(Default)]
struct Gathered {
    rows: Vec<LogRow>,
    /// Where the first row of an order is.
    orders: BTreeMap<(String, String), usize>,
    counts: Counts,
    currency: Option<(String, u64)>,
    /// A second currency and its line.
    other_currency: Option<(String, u64)>,
}

/// Reads the log.
pub(super) fn read(args: &LogArgs, path: &Path, progress: &Progress) -> Result<PurchaseLog, Failure> {
    let rows = |rows| progress.rows(rows);
    let options = Options {
        keep_going: args.keep_going,
        show_values: args.show_values,
        progress: Some(&rows),
        ..Options::default()
    };
    let file = open(args, path, &options)?;
    let title = file.name().to_owned();
    let columns = Columns::of(args, &file)?;
    let dates = Dates { format: args.date_format.as_deref(), zone: args.zone.as_ref() };
    let mut tally = Tally::new(&options);
    let mut gathered = Gathered::default();
    let take = |row: &Row<'_>| gathered.take(row, &columns, &dates, args.refunds);
    file.each_row(&mut tally, take)?;
    if let (Some((one, first)), Some((other, second))) = (&gathered.currency, &gathered.other_currency) {
        return Err(Failure::new(format!(
            "`{title}` has two currencies, {one} (row {first}) and {other} (row {second}), and their sum means nothing: \
             convert one of them, or keep each in a file of its own"
        )));
    }
    let (read, left_out) = (tally.rows, tally.left_out.settle(&options).map_err(explained_rows)?);
    let Gathered { rows, counts, currency, .. } = gathered;
    let mut log = PurchaseLog::of_rows(title, &rows);
    log.counts = Counts { read, unreadable: left_out.count, ..counts };
    log.left_out = left_out;
    log.currency = currency.map(|(name, _)| name);
    Ok(log)
}

fn open(args: &LogArgs, path: &Path, options: &Options<'_>) -> Result<TableFile, ReadError> {
    if !args.blanks {
        return TableFile::open(path, options);
    }
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let (columns, rows) = BlankRows::open(path, &name)?;
    if columns.is_empty() {
        return Err(ReadError::Empty { file: name });
    }
    Ok(TableFile::of(name, columns, Box::new(rows), options))
}

impl Columns {
    fn of(args: &LogArgs, file: &TableFile) -> Result<Self, ReadError> {
        let need = |name: &str| file.need_column(name, ADVICE);
        let named = |name: &Option<String>| name.as_deref().map(need).transpose();
        let is_own_format = args.date == "at" && args.amount == "amount" && args.customer == "customer";
        let own = |column: Option<usize>, name: &str| {
            if is_own_format { column.or_else(|| file.column(name)) } else { column }
        };
        Ok(Self {
            customer: need(&args.customer)?,
            date: need(&args.date)?,
            amount: need(&args.amount)?,
            order: own(named(&args.order)?, "order"),
            currency: own(named(&args.currency)?, "currency"),
            what: own(None, "what"),
        })
    }
}

impl Gathered {
    fn take(
        &mut self,
        row: &Row<'_>,
        columns: &Columns,
        dates: &Dates<'_>,
        refunds: RefundRule,
    ) -> Result<(), Refusal> {
        let text = |column: usize| row.cell(column).map(str::trim);
        let date = dates
            .read(text(columns.date)?)
            .map_err(|rule| row.refusal(columns.date, Showing::Instants, rule))?;
        let refused = |rule: &str| row.refusal(columns.amount, Showing::Numbers, rule);
        let mut amount = amount(text(columns.amount)?).map_err(refused)?;
        if let Some(column) = columns.what
            && text(column)? == REFUND
        {
            if amount < 0 {
                return Err(refused("is below zero, which amounts of refunds are not in this format"));
            }
            amount = -amount;
        }
        if amount < 0 && refunds == RefundRule::Refused {
            return Err(refused("is below zero, and --refunds refused allows no refund"));
        }
        let customer = text(columns.customer)?;
        let order = columns.order.map(text).transpose()?.unwrap_or_default();
        self.check_currency(row, columns.currency)?;
        if customer.is_empty() {
            self.counts.without_customer += 1;
            return Ok(());
        }
        let purchase = LogRow { customer: customer.to_owned(), day: day_of(date), amount };
        if order.is_empty() {
            self.rows.push(purchase);
            return Ok(());
        }
        self.join(order, purchase).map_err(|rule| refused(&rule))
    }

    /// Adds a row to the earlier ones of its order, if there are any.
    fn join(&mut self, order: &str, purchase: LogRow) -> Result<(), String> {
        let key = (purchase.customer.clone(), order.to_owned());
        let Some(first) = self.orders.get(&key).and_then(|place| self.rows.get_mut(*place)) else {
            self.orders.insert(key, self.rows.len());
            self.rows.push(purchase);
            return Ok(());
        };
        let sum = first.amount.checked_add(purchase.amount);
        first.amount = sum.ok_or_else(|| "makes its order too large to count".to_owned())?;
        first.day = first.day.min(purchase.day);
        self.counts.joined += 1;
        Ok(())
    }

    fn check_currency(&mut self, row: &Row<'_>, column: Option<usize>) -> Result<(), Refusal> {
        let Some(column) = column else { return Ok(()) };
        let name = row.cell(column)?.trim();
        if name.is_empty() {
            return Err(row.refusal(column, Showing::Plain, "names no currency"));
        }
        match &self.currency {
            None => self.currency = Some((name.to_owned(), row.line)),
            Some((first, _)) if first != name && self.other_currency.is_none() => {
                self.other_currency = Some((name.to_owned(), row.line));
            }
            Some(_) => {}
        }
        Ok(())
    }
}
