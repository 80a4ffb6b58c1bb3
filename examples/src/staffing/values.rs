//! Reading numbers, spans and shares, exactly.

use crm_calendar::{ElapsedTime, Span};
use crm_model::{Channel, Ratio, Share};

/// Reads a number that is not below zero, such as 12 or 12.5.
pub(super) fn number(text: &str) -> Result<Ratio, String> {
    const NONE: &str = "is not a number such as 12 or 12.5, without a sign or separators of thousands";
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !are_digits(whole) || !are_digits(decimals) || text.ends_with('.') {
        return Err(NONE.to_owned());
    }
    let decimals = decimals.trim_end_matches('0');
    if whole.len() > 12 || decimals.len() > 6 {
        return Err("has more than twelve digits, or more than six decimals".to_owned());
    }
    let part: i128 = format!("{whole}{decimals}").parse().map_err(|_| NONE)?;
    let whole = 10_i128.pow(u32::try_from(decimals.len()).map_err(|_| NONE)?);
    Ratio::new(part, whole).ok_or_else(|| NONE.to_owned())
}

/// Reads seconds, to whole microseconds.
pub(super) fn seconds(text: &str) -> Result<ElapsedTime, String> {
    let (part, whole) = number(text)?.parts();
    let micros = i64::try_from(part * (1_000_000 / whole)).map_err(|_| "is too long a time")?;
    if micros == 0 {
        return Err("is no time at all, and a call takes some".to_owned());
    }
    Ok(ElapsedTime::from_micros(micros))
}

/// Reads a length of time by the clock.
pub(super) fn span(text: &str) -> Result<ElapsedTime, String> {
    match text.parse::<Span>() {
        Ok(Span::Elapsed(time)) => Ok(time),
        _ => Err("is not a time by the clock such as 60s, 4min or 1h".to_owned()),
    }
}

pub(super) fn channel(text: &str) -> Result<Channel, String> {
    Channel::new(text).map_err(|error| error.to_string())
}

pub(super) fn shrinkage(text: &str) -> Result<Share, String> {
    let share: Share = text.parse().map_err(|error: crm_model::ShareError| error.to_string())?;
    if share == Share::ONE {
        return Err("agents who are never at the phone answer no calls: name less than 100%".to_owned());
    }
    Ok(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact() {
        for (text, parts) in
            [("12", (12, 1)), ("12.50", (125, 10)), ("0.000001", (1, 1_000_000)), ("0", (0, 1))]
        {
            assert_eq!(number(text).map(Ratio::parts), Ok(parts), "{text}");
        }
        for text in ["", ".5", "5.", "-1", "+1", "1e3", "1,000", "NaN", " 1", "1.0000001", "1234567890123"] {
            assert!(number(text).is_err(), "{text}");
        }
        assert_eq!(seconds("240.5"), Ok(ElapsedTime::from_micros(240_500_000)));
        assert!(seconds("0").is_err() && span("2bh").is_err() && shrinkage("100%").is_err());
    }
}
