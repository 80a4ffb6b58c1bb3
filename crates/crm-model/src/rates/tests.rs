use alloc::string::ToString;
use alloc::vec;

use proptest::prelude::*;

use super::*;

#[track_caller]
fn currency(code: &str) -> Currency {
    Currency::new(code).unwrap()
}

#[track_caller]
fn day(of_march: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, of_march).unwrap()
}

#[track_caller]
fn usd_cny(first: u32, last: u32, rate: &str) -> Rate {
    Rate {
        from: currency("USD"),
        to: currency("CNY"),
        valid_from: day(first),
        valid_until: day(last),
        rate: rate.parse().unwrap(),
    }
}

#[track_caller]
fn converted(amount: &str, rate: &str) -> Result<Money, ConversionError> {
    let table = RateTable::new(vec![usd_cny(1, 1, rate)]).unwrap();
    table.convert(Money::parse(amount, currency("USD")).unwrap(), currency("CNY"), day(1))
}

#[test]
fn a_rate_holds_from_its_first_to_its_last_day() {
    let table = RateTable::new(vec![usd_cny(3, 5, "7.2"), usd_cny(6, 6, "7.3")]).unwrap();
    let rate = |on| table.rate(currency("USD"), currency("CNY"), day(on)).map(|rate| rate.to_string());
    assert_eq!(
        [2, 3, 5, 6, 7].map(rate),
        [None, Some("7.2".into()), Some("7.2".into()), Some("7.3".into()), None]
    );
}

#[test]
fn only_a_stated_direct_rate_counts() {
    let euro = Rate { from: currency("CNY"), to: currency("EUR"), ..usd_cny(1, 9, "0.125") };
    let table = RateTable::new(vec![usd_cny(1, 9, "7.2"), euro]).unwrap();
    let convert = |text: &str, to, on| table.convert(text.parse().unwrap(), currency(to), day(on));
    for (text, from, to, on) in
        [("1 CNY", "CNY", "USD", 1), ("1 USD", "USD", "EUR", 1), ("1 USD", "USD", "CNY", 10)]
    {
        let missing = NoRate { from: currency(from), to: currency(to), on: day(on) };
        assert_eq!(convert(text, to, on), Err(ConversionError::NoRate(missing)));
    }
    assert_eq!(convert("8 CNY", "EUR", 9), Ok("1 EUR".parse().unwrap()));
    assert_eq!(convert("5 JPY", "JPY", 30), Ok("5 JPY".parse().unwrap()));
}

#[test]
fn a_result_is_rounded_half_to_even_once() {
    for (amount, rate, result) in [
        ("10.50", "7.2", "75.60"),
        ("0.0001", "0.5", "0"),
        ("0.0003", "0.5", "0.0002"),
        ("-0.0003", "0.5", "-0.0002"),
        ("0.0001", "0.5000000000000000000000000001", "0.0001"),
        ("0.0003", "0.4999999999999999999999999999", "0.0001"),
        ("922337203685477.5807", "1", "922337203685477.5807"),
        ("-922337203685477.5808", "1", "-922337203685477.5808"),
        // The exact products of the largest amount and 28 decimals have 48 digits.
        ("922337203685477.5807", "0.9999999999999999999999999999", "922337203685477.5807"),
        ("922337203685477.5807", "0.0000000000000000000000000001", "0"),
    ] {
        assert_eq!(
            converted(amount, rate),
            Ok(Money::parse(result, currency("CNY")).unwrap()),
            "{amount} * {rate}"
        );
    }
}

#[test]
fn a_result_out_of_range_is_an_error() {
    for (amount, rate) in [
        ("922337203685477.5807", "1.0000000000000001"),
        ("922337203685477.5807", "79228162514264337593543950335"),
        ("-922337203685477.5808", "1.5"),
    ] {
        assert!(
            matches!(converted(amount, rate), Err(ConversionError::TooLarge { .. })),
            "{amount} * {rate}"
        );
    }
}

#[test]
fn rows_that_cannot_be_right_are_refused() {
    let refused = |row| RateTable::new(vec![usd_cny(1, 1, "7"), row]).unwrap_err();
    for rate in ["0", "-7.2"] {
        let row = usd_cny(2, 3, rate);
        assert_eq!(refused(row), RateError::NotPositive { row });
    }
    let row = usd_cny(3, 2, "7.2");
    assert_eq!(refused(row), RateError::Backwards { row });
    assert_eq!(
        refused(row).to_string(),
        "the rate from USD to CNY ends on 2026-03-02, before it begins on 2026-03-03"
    );
    let row = Rate { to: currency("USD"), ..usd_cny(2, 3, "1") };
    assert_eq!(refused(row), RateError::SameCurrency { row });
}

#[test]
fn two_rates_of_one_pair_on_one_day_are_refused() {
    let rows = vec![usd_cny(1, 9, "7.2"), usd_cny(2, 3, "7.2"), usd_cny(9, 12, "7.3")];
    let refused = RateTable::new(rows).unwrap_err().to_string();
    assert_eq!(refused, "two rates from USD to CNY hold on 2026-03-09: 7.2 and 7.3");
}

#[test]
fn rows_that_say_the_same_are_kept_once() {
    let table =
        RateTable::new(vec![usd_cny(2, 5, "7.20"), usd_cny(1, 3, "7.2"), usd_cny(1, 3, "7.2")]).unwrap();
    assert_eq!(table.rates(), [usd_cny(1, 5, "7.2")]);
    assert_eq!(table.rates().iter().map(|row| row.rate.to_string()).collect::<Vec<_>>(), ["7.2"]);
}

fn any_rate() -> impl Strategy<Value = Rate> {
    (1..20_u32, 0..4_u32, 1..4_i64, any::<bool>()).prop_map(|(first, days, rate, to_yuan)| Rate {
        to: currency(if to_yuan { "CNY" } else { "EUR" }),
        rate: Decimal::from(rate),
        ..usd_cny(first, first + days, "1")
    })
}

proptest! {
    #[test]
    fn prop_rows_in_any_order_make_equal_tables(
        (rows, shuffled) in prop::collection::vec(any_rate(), 0..5)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
    ) {
        prop_assert_eq!(RateTable::new(rows), RateTable::new(shuffled));
    }

    #[test]
    fn prop_a_table_states_what_its_rows_state(rows in prop::collection::vec(any_rate(), 0..5), on in 1..25_u32) {
        let (from, to) = (currency("USD"), currency("CNY"));
        let stated = |on| {
            let holds = move |row: &&Rate| row.to == to && row.valid_from <= day(on) && day(on) <= row.valid_until;
            rows.iter().filter(holds).map(|row| row.rate).collect::<Vec<_>>()
        };
        match RateTable::new(rows.clone()) {
            Ok(table) => {
                let stated = stated(on);
                prop_assert_eq!(table.rate(from, to, day(on)), stated.first().copied());
                prop_assert!(stated.iter().all(|rate| Some(rate) == stated.first()));
            }
            Err(RateError::Ambiguous { from: pair_from, to: pair_to, on, one, other }) => {
                let both = |rate| rows.iter().any(|row| {
                    (row.from, row.to, row.rate) == (pair_from, pair_to, rate)
                        && row.valid_from <= on && on <= row.valid_until
                });
                prop_assert!(one != other && both(one) && both(other));
            }
            Err(error) => prop_assert!(false, "{error}"),
        }
    }

    #[test]
    fn prop_a_product_is_the_nearest_number(amount: i64, digits in 1..=u32::MAX, scale in 10..=19_u32) {
        let rate = Decimal::from_i128_with_scale(digits.into(), scale);
        let unit = 10_i128.pow(scale);
        let product = i128::from(amount) * i128::from(digits);
        let result = i128::from(multiplied(amount, rate).unwrap());
        let miss = (result * unit - product).abs() * 2;
        prop_assert!(miss < unit || (miss == unit && result % 2 == 0));
    }

    #[test]
    fn prop_short_products_are_those_of_decimal(amount in -1_000_000_000_i64..1_000_000_000, digits in 1..1_000_000_i64, scale in 0..8_u32) {
        let rate = Decimal::new(digits, scale);
        let exact = (Decimal::from(amount) * rate).round_dp(0); // half to even
        prop_assert_eq!(multiplied(amount, rate).map(Decimal::from), Some(exact));
    }
}

#[cfg(feature = "serde")]
#[test]
fn a_table_in_data_is_checked() {
    let table = RateTable::new(vec![usd_cny(1, 5, "7.20")]).unwrap();
    let written = serde_json::to_string(&table).unwrap();
    assert_eq!(
        written,
        r#"[{"from":"USD","to":"CNY","valid_from":"2026-03-01","valid_until":"2026-03-05","rate":"7.2"}]"#
    );
    assert_eq!(serde_json::from_str::<RateTable>(&written).unwrap(), table);
    let refused = serde_json::from_str::<RateTable>(&written.replace("7.2", "0")).unwrap_err().to_string();
    assert!(refused.contains("must be above zero"), "{refused}");
    assert!(serde_json::from_str::<RateTable>(&written.replace("\"7.2\"", "7.2")).is_err());
}
