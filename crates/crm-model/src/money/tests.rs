use alloc::format;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::*;

#[track_caller]
fn currency(code: &str) -> Currency {
    Currency::new(code).unwrap()
}

#[track_caller]
fn money(text: &str) -> Money {
    text.parse().unwrap()
}

#[test]
fn money_takes_sixteen_bytes() {
    assert_eq!(size_of::<Money>(), 16);
}

#[test]
fn plain_numbers_are_read_exactly() {
    for (text, ten_thousandths) in [
        ("0", 0),
        ("-0.00", 0),
        ("+7", 70_000),
        ("1234.50", 12_345_000),
        ("-0.0001", -1),
        ("0.5", 5_000),
        (".5", 5_000),
        ("5.", 50_000),
        ("1.250000000", 12_500),
        ("007", 70_000),
        ("922337203685477.5807", i64::MAX),
        ("-922337203685477.5808", i64::MIN),
    ] {
        assert_eq!(
            Money::parse(text, currency("CNY")).map(Money::ten_thousandths),
            Ok(ten_thousandths),
            "{text}"
        );
    }
}

#[test]
fn what_is_no_plain_number_is_refused() {
    for text in [
        "", ".", "-", "+.", "1,234.50", "1_000", "1 000", " 1", "1 ", "1e3", "0x1", "--1", "1.2.3", "１",
        "¥5", "NaN",
    ] {
        let refused = Money::parse(text, currency("CNY"));
        assert_eq!(refused, Err(MoneyError::Malformed { amount: text.to_string() }), "{text}");
    }
    let message = Money::parse("1,234.50", currency("CNY")).unwrap_err().to_string();
    assert_eq!(message, "amount `1,234.50` is no plain number; write 1234.50 without separators");
}

#[test]
fn a_finer_or_larger_amount_is_an_error_and_never_rounded() {
    let yuan = currency("CNY");
    let too_fine = || MoneyError::TooFine { amount: "0.12345".to_string() };
    assert_eq!(Money::parse("0.12345", yuan), Err(too_fine()));
    assert_eq!(Money::new(Decimal::new(12_345, 5), yuan), Err(too_fine()));
    for text in ["922337203685477.5808", "-922337203685477.5809", "99999999999999999999999999"] {
        let too_large = Err(MoneyError::TooLarge { amount: text.to_string() });
        assert_eq!(Money::parse(text, yuan), too_large);
        assert_eq!(Money::new(text.parse().unwrap(), yuan), too_large);
    }
}

#[test]
fn money_shows_at_least_the_minor_unit() {
    for (text, shown) in [
        ("1234.5 CNY", "1234.50 CNY"),
        ("1234.5678 CNY", "1234.5678 CNY"),
        ("1234.567 CNY", "1234.567 CNY"),
        ("-0.05 USD", "-0.05 USD"),
        ("5 JPY", "5 JPY"),
        ("5.5 JPY", "5.5 JPY"),
        ("5 KWD", "5.000 KWD"),
        ("5 CLF", "5.0000 CLF"),
    ] {
        assert_eq!(money(text).to_string(), shown);
    }
}

#[test]
fn a_text_needs_an_amount_and_a_currency() {
    let refused = |text: &str| text.parse::<Money>().unwrap_err();
    assert_eq!(refused("12.50"), MoneyError::NoCurrency { text: "12.50".to_string() });
    assert_eq!(refused("1  CNY"), MoneyError::Malformed { amount: "1 ".to_string() });
    assert!(matches!(refused("1 cny"), MoneyError::Currency(CurrencyError::LowerCase { .. })));
    assert!(matches!(refused("CNY 1"), MoneyError::Currency(CurrencyError::Unknown { .. })));
}

#[test]
fn only_amounts_of_one_currency_are_added() {
    let (one, other) = (currency("CNY"), currency("EUR"));
    let differ = Err(MoneyError::CurrenciesDiffer { one, other });
    assert_eq!(money("1 CNY").checked_add(money("1 EUR")), differ);
    assert_eq!(money("1 CNY").checked_sub(money("1 EUR")), differ);
    assert_eq!(money("1.25 CNY").checked_sub(money("2 CNY")), Ok(money("-0.75 CNY")));
    assert_eq!(money("1.25 CNY").checked_neg(), Ok(money("-1.25 CNY")));
}

#[test]
fn a_result_out_of_range_is_an_error() {
    let yuan = currency("CNY");
    let [least, most] = [i64::MIN, i64::MAX].map(|amount| Money::from_ten_thousandths(amount, yuan));
    let overflow = Err(MoneyError::Overflow { currency: yuan });
    assert_eq!(most.checked_add(Money::from_ten_thousandths(1, yuan)), overflow);
    assert_eq!(least.checked_neg(), overflow);
    assert_eq!(Money::try_from(Total { ten_thousandths: 1 << 63, currency: yuan }), overflow);
    assert_eq!(most.checked_neg().map(Money::is_negative), Ok(true));
    for extreme in [least, most] {
        assert_eq!(Money::new(extreme.amount(), yuan), Ok(extreme));
        assert_eq!(extreme.to_string().parse(), Ok(extreme));
    }
}

#[test]
fn money_sorts_by_currency_before_amount() {
    let mut amounts = ["1 USD", "9 CNY", "-2 USD", "3 CNY"].map(money);
    amounts.sort();
    assert_eq!(amounts, ["3 CNY", "9 CNY", "-2 USD", "1 USD"].map(money));
}

#[test]
fn no_amount_has_no_sum_and_two_currencies_have_none_in_common() {
    let mut sum = MoneySum::default();
    assert_eq!((sum.is_empty(), sum.only()), (true, Ok(None)));
    sum.extend(["1 USD", "2 CNY", "-1 USD"].map(money));
    let (one, other) = (currency("CNY"), currency("USD"));
    assert_eq!(sum.only(), Err(MoneyError::CurrenciesDiffer { one, other }));
    let shown: Vec<_> = sum.per_currency().map(|total| total.to_string()).collect();
    assert_eq!(shown, ["2.00 CNY", "0.00 USD"]);
}

#[test]
fn a_sum_may_leave_the_range_of_one_amount() {
    let most = Money::from_ten_thousandths(i64::MAX, currency("CNY"));
    let total = [most, most, most].into_iter().collect::<MoneySum>().only().unwrap().unwrap();
    assert_eq!(total.to_string(), "2767011611056432.7421 CNY");
    assert_eq!(total.amount(), Some("2767011611056432.7421".parse().unwrap()));
    assert_eq!(total.to_string().parse(), Ok(total));
    assert_eq!(Total { ten_thousandths: 1 << 96, ..total }.amount(), None);
}

#[test]
fn a_sum_beyond_128_bits_is_refused() {
    for extreme in [i64::MAX, i64::MIN] {
        let mut sum: MoneySum = [Money::from_ten_thousandths(extreme, currency("CNY"))].into_iter().collect();
        for _ in 0..70 {
            sum = sum.clone().merge(sum);
        }
        assert_eq!(sum.only(), Err(MoneyError::Overflow { currency: currency("CNY") }));
    }
}

fn any_money() -> impl Strategy<Value = Money> {
    (any::<i64>(), prop::sample::select(["CNY", "EUR", "JPY"].as_slice()))
        .prop_map(|(amount, code)| Money::from_ten_thousandths(amount, currency(code)))
}

fn any_sum() -> impl Strategy<Value = MoneySum> {
    prop::collection::vec(any_money(), 0..6).prop_map(MoneySum::from_iter)
}

proptest! {
    #[test]
    fn prop_numbers_are_read_as_decimal_reads_them(text in "[+-]?[0-9]{0,16}(\\.[0-9]{0,4}0{0,3}[0-9]?)?") {
        let yuan = currency("CNY");
        let read = Money::parse(&text, yuan);
        let Ok(amount) = Decimal::from_str_exact(&text) else {
            prop_assert_eq!(read, Err(MoneyError::Malformed { amount: text }));
            return Ok(());
        };
        match (read, Money::new(amount, yuan)) {
            (Ok(read), Ok(made)) => prop_assert_eq!(read, made),
            (Err(MoneyError::TooFine { .. }), Err(MoneyError::TooFine { .. }))
            | (Err(MoneyError::TooLarge { .. }), Err(MoneyError::TooLarge { .. })) => {}
            (read, made) => prop_assert!(false, "{text}: {read:?}, {made:?}"),
        }
    }

    #[test]
    fn prop_whatever_is_read_decimal_reads_too(text in "[+-]?[0-9.eE,_ ]{0,8}") {
        if let Ok(read) = Money::parse(&text, currency("CNY")) {
            prop_assert_eq!(Decimal::from_str_exact(&text), Ok(read.amount()));
        }
    }

    #[test]
    fn prop_money_is_read_back_as_written(money in any_money()) {
        prop_assert_eq!(money.to_string().parse(), Ok(money));
        prop_assert_eq!(Money::new(money.amount(), money.currency()), Ok(money));
        prop_assert_eq!(format!("{money}"), Total::from(money).to_string());
    }

    #[test]
    fn prop_adding_is_commutative_and_taking_away_undoes_it(a: i32, b: i32) {
        let [a, b] = [a, b].map(|amount| Money::from_ten_thousandths(amount.into(), currency("CNY")));
        let sum = a.checked_add(b).unwrap();
        prop_assert_eq!(b.checked_add(a), Ok(sum));
        prop_assert_eq!(sum.checked_sub(b), Ok(a));
    }

    #[test]
    fn prop_the_empty_sum_is_the_identity(sum in any_sum()) {
        prop_assert_eq!(sum.clone().merge(MoneySum::default()), sum.clone());
        prop_assert_eq!(MoneySum::default().merge(sum.clone()), sum);
    }

    #[test]
    fn prop_merge_is_commutative_and_associative(a in any_sum(), b in any_sum(), c in any_sum()) {
        prop_assert_eq!(a.clone().merge(b.clone()), b.clone().merge(a.clone()));
        prop_assert_eq!(a.clone().merge(b.clone()).merge(c.clone()), a.merge(b.merge(c)));
    }

    #[test]
    fn prop_merge_of_parts_is_the_sum_of_the_whole(
        amounts in prop::collection::vec(any_money(), 0..12), cut in 0..12_usize,
    ) {
        let (left, right) = amounts.split_at(cut.min(amounts.len()));
        let sum = |part: &[Money]| part.iter().copied().collect::<MoneySum>();
        prop_assert_eq!(sum(left).merge(sum(right)), sum(&amounts));
    }
}

#[cfg(feature = "serde")]
#[test]
fn money_and_its_sums_are_text_in_data() {
    let sum: MoneySum = ["1 USD", "2.5 CNY"].map(money).into_iter().collect();
    let written = serde_json::to_string(&sum).unwrap();
    assert_eq!(written, r#"["2.50 CNY","1.00 USD"]"#);
    assert_eq!(serde_json::from_str::<MoneySum>(&written).unwrap(), sum);
    assert_eq!(serde_json::from_str::<Money>("\"2.5 CNY\"").unwrap(), money("2.5 CNY"));
    assert!(serde_json::from_str::<Money>("2.5").is_err());
}

#[test]
fn a_sum_beyond_its_bound_stays_there_whatever_is_taken_away() {
    let yuan = currency("CNY");
    let total = |ten_thousandths| MoneySum::from(alloc::vec![Total { ten_thousandths, currency: yuan }]);
    let beyond = total(i128::MAX).merge(total(1));
    assert_eq!(beyond.merge(total(-5)).only(), Err(MoneyError::Overflow { currency: yuan }));
    assert!(total(i128::MAX - 6).merge(total(5)).only().is_ok());
}
