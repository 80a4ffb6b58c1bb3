//! Workbooks.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::*;

/// Writes a sheet from CSV: numbers as numbers, dates as dates, the rest as text.
fn write(book: &mut Workbook, name: &str, text: &str, first_row: u32) {
    let sheet = book.add_worksheet().set_name(name).unwrap();
    let format = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    for (row, line) in (first_row..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            let time = if cell.len() == 10 { format!("{cell}T00:00:00") } else { cell.to_owned() };
            match (cell.parse::<f64>(), ExcelDateTime::parse_from_str(&time)) {
                (Ok(number), _) => sheet.write_number(row, column, number).unwrap(),
                (_, Ok(time)) if cell.starts_with("20") && matches!(cell.len(), 10 | 19) => {
                    sheet.write_datetime_with_format(row, column, &time, &format).unwrap()
                }
                _ if cell.is_empty() => sheet.write_blank(row, column, &format).unwrap(),
                _ => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
}

fn folder(name: &str, text: &str, first_row: u32) -> tempfile::TempDir {
    let folder = csv(&[]);
    let mut book = Workbook::new();
    write(&mut book, "Sheet1", text, first_row);
    book.save(folder.path().join(name)).unwrap();
    folder
}

#[test]
fn a_workbook_is_read_like_the_csv_file() {
    let folder = folder("purchases.xlsx", PURCHASES, 0);
    let reading = agrees(folder.path(), "purchases.csv", PURCHASES);
    assert_eq!(
        left_out(&reading),
        [
            "row 4, amount: \"0.00005\" is finer than four decimals: round it before, by your own rule",
            "row 6, amount: \"-3\" is negative, and amounts never are",
        ]
    );
    assert_eq!(reading.files[0].name, "purchases.xlsx");
    stands_alone(folder.path(), "purchases.csv.gz");
}

#[test]
fn dates_of_a_sheet_are_dates() {
    agrees(folder("rates.xlsx", RATES, 0).path(), "rates.csv", RATES);
}

#[test]
fn rows_are_named_as_the_sheet_shows_them() {
    // The header stands in the third row; blank rows are passed over.
    let text = PURCHASES.replace("A-2,", ",,,,,,\nA-2,");
    let reading = agrees(folder("purchases.xlsx", &text, 2).path(), "purchases.csv", PURCHASES);
    assert!(left_out(&reading)[0].starts_with("row 7, amount"), "{:?}", left_out(&reading));
}

#[test]
fn a_mapping_explains_times_without_an_offset() {
    let folder = folder("log.xlsx", LOG, 0);
    let expected = mapped(csv(&[("log.csv", LOG)]).path());
    assert_eq!(mapped(folder.path()), expected);
    assert_eq!(mapped(&folder.path().join("log.xlsx")), expected);
}

#[test]
fn a_computed_number_counts_with_fifteen_digits() {
    let folder = csv(&[]);
    let mut book = Workbook::new();
    write(&mut book, "Sheet1", LOG, 0);
    let formula = Formula::new("=0.1+0.2").set_result("0.30000000000000004");
    book.worksheet_from_index(0).unwrap().write_formula(2, 3, formula).unwrap();
    book.save(folder.path().join("log.xlsx")).unwrap();
    assert_eq!(mapped(folder.path()), mapped(csv(&[("log.csv", LOG)]).path()));
}

#[test]
fn of_several_sheets_the_one_named_like_the_table_is_read() {
    let folder = csv(&[]);
    let save = |second: &str| {
        let mut book = Workbook::new();
        write(&mut book, "notes", "a\nb\n", 0);
        write(&mut book, second, PURCHASES, 0);
        book.save(folder.path().join("purchases.xlsx")).unwrap();
    };
    save("purchases");
    agrees(folder.path(), "purchases.csv", PURCHASES);
    save("orders");
    let error = own(folder.path()).unwrap_err().to_string();
    assert_eq!(
        error,
        "`purchases.xlsx` has several sheets: name the one to read `purchases`, or remove the others"
    );
}

#[test]
fn a_workbook_that_cannot_be_read_is_told() {
    let folder = csv(&[("purchases.xlsx", PURCHASES)]);
    let error = own(folder.path()).unwrap_err().to_string();
    assert!(error.contains("`purchases.xlsx` is damaged"), "{error}");
    Workbook::new().save(folder.path().join("purchases.xlsx")).unwrap();
    let error = own(folder.path()).unwrap_err().to_string();
    assert!(error.contains("`purchases.xlsx` is empty"), "{error}");
    let wide = "at,amount,currency\n2026-03-01T10:00:00Z,1,CNY,more\n";
    let reading = own(super::xlsx::folder("purchases.xlsx", wide, 0).path()).unwrap();
    assert_eq!(left_out(&reading), ["row 2: has 4 cells where the header has 3"]);
}

#[test]
fn the_score_of_a_workbook_is_that_of_the_csv_file() {
    agrees_in_score(&folder("survey.xlsx", SURVEY, 0).path().join("survey.xlsx"));
}
