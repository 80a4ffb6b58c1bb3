//! Parquet files.

use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::file::properties::WriterProperties;
use arrow::array::{
    ArrayRef, Date32Array, Decimal128Array, Float64Array, Int64Array, ListArray, RecordBatch, StringArray,
    TimestampMicrosecondArray, TimestampMillisecondArray,
};
use arrow::datatypes::Int32Type;

use super::*;

fn folder(name: &str, columns: Vec<(&str, ArrayRef)>, compression: Compression) -> tempfile::TempDir {
    let folder = csv(&[]);
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, column)| (name, column, true)),
    );
    let batch = batch.unwrap();
    let file = fs::File::create(folder.path().join(name)).unwrap();
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    folder
}

fn micros(text: &str) -> i64 {
    text.parse::<crm_model::chrono::DateTime<crm_model::chrono::Utc>>().unwrap().timestamp_micros()
}

fn texts<const N: usize>(texts: [&str; N]) -> ArrayRef {
    Arc::new(StringArray::from(texts.map(|text| Some(text).filter(|text| !text.is_empty())).to_vec()))
}

fn purchases() -> Vec<(&'static str, ArrayRef)> {
    let at = ["2026-03-01T10:00:00Z", "2026-03-02T02:00:00.25Z", "2026-03-01T10:00:00Z"];
    let at = [at[0], at[1], at[2], "2026-03-03T10:00:00Z", "2026-03-03T10:00:00Z"].map(micros);
    let amounts = Decimal128Array::from(vec![1_250_000, 250_000, 5, 300_000, -300_000]);
    vec![
        ("order", texts(["A-1", "R-1", "A-2", "A-3", "A-4"])),
        ("customer", texts(["C-1", "C-1", "17850", "", "C-2"])),
        ("at", Arc::new(TimestampMicrosecondArray::from(at.to_vec()).with_timezone("Asia/Shanghai"))),
        ("what", texts(["order", "refund", "", "", ""])),
        ("refund_of", texts(["", "A-1", "", "", ""])),
        ("amount", Arc::new(amounts.with_precision_and_scale(18, 5).unwrap())),
        ("currency", texts(["CNY", "CNY", "CNY", "CNY", "CNY"])),
    ]
}

#[test]
fn a_parquet_file_is_read_like_the_csv_file() {
    for compression in
        [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::ZSTD(ZstdLevel::default())]
    {
        let folder = folder("purchases.parquet", purchases(), compression);
        let reading = agrees(folder.path(), "purchases.csv", PURCHASES);
        assert_eq!(
            left_out(&reading),
            [
                "row 3, amount: \"0.00005\" is finer than four decimals: round it before, by your own rule",
                "row 5, amount: \"-3.00000\" is negative, and amounts never are",
            ]
        );
        stands_alone(folder.path(), "purchases.csv");
    }
}

#[test]
fn dates_and_numbers_are_texts() {
    let days = |day: &str| {
        let day = day.parse::<crm_model::chrono::NaiveDate>().unwrap();
        let since = day.signed_duration_since(crm_model::chrono::NaiveDate::default()).num_days();
        Arc::new(Date32Array::from(vec![i32::try_from(since).unwrap()]))
    };
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("from", texts(["USD"])),
        ("to", texts(["CNY"])),
        ("valid_from", days("2026-01-01")),
        ("valid_until", days("2026-01-31")),
        ("rate", Arc::new(Float64Array::from(vec![7.1234]))),
    ];
    agrees(folder("rates.parquet", columns, Compression::SNAPPY).path(), "rates.csv", RATES);
}

#[test]
fn a_mapping_explains_times_without_an_offset() {
    let at = ["2026-03-01T10:00:00Z", "2026-03-02T00:00:00Z"].map(|text| micros(text) / 1_000);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("order", Arc::new(Int64Array::from(vec![1, 2]))),
        ("customer", Arc::new(Int64Array::from(vec![Some(17_850), None]))),
        ("at", Arc::new(TimestampMillisecondArray::from(at.to_vec()))),
        ("amount", Arc::new(Float64Array::from(vec![12.5, 0.3]))),
    ];
    let folder = folder("log.parquet", columns, Compression::SNAPPY);
    let expected = mapped(csv(&[("log.csv", LOG)]).path());
    assert_eq!(mapped(folder.path()), expected);
    assert_eq!(mapped(&folder.path().join("log.parquet")), expected);
}

#[test]
fn a_parquet_file_that_cannot_be_read_is_told() {
    let error = own(csv(&[("purchases.parquet", PURCHASES)]).path()).unwrap_err().to_string();
    assert!(error.contains("`purchases.parquet` is damaged"), "{error}");
    let nested = ListArray::from_iter_primitive::<Int32Type, _, _>([Some([Some(1)])]);
    let columns: Vec<(&str, ArrayRef)> = vec![("at", Arc::new(nested))];
    let error =
        own(folder("purchases.parquet", columns, Compression::SNAPPY).path()).unwrap_err().to_string();
    assert!(error.contains("has a column `at` of nested values"), "{error}");
}

#[test]
fn the_score_of_a_parquet_file_is_that_of_the_csv_file() {
    let scores = Float64Array::from(vec![Some(10.0), Some(9.0), None, Some(3.0), Some(8.0)]);
    let years = Int64Array::from(vec![2025, 2025, 2025, 2026, 2026]);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("score", Arc::new(scores)),
        ("year", Arc::new(years)),
        ("place", texts(["north", "south", "south", "", "north"])),
    ];
    let folder = folder("survey.parquet", columns, Compression::SNAPPY);
    agrees_in_score(&folder.path().join("survey.parquet"));
}
