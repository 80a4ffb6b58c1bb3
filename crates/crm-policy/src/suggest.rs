//! Lists of words for messages, and the known word that a misspelt one is nearest to.

/// The most characters of a file's own words that a message repeats.
const LONGEST_QUOTED: usize = 60;

/// Returns a text of the file in backquotes, shortened if it is long.
pub(crate) fn quote(text: &str) -> String {
    let printable = |character: char| if character.is_control() { '\u{fffd}' } else { character };
    if text.chars().count() <= LONGEST_QUOTED {
        format!("`{}`", text.chars().map(printable).collect::<String>())
    } else {
        format!("`{}…`", text.chars().take(LONGEST_QUOTED).map(printable).collect::<String>())
    }
}

/// Returns the words in backquotes, joined by commas and, before the last, by `last`.
pub(crate) fn join<S: AsRef<str>>(words: &[S], last: &str) -> String {
    match words {
        [] => String::from("nothing"),
        [only] => quote(only.as_ref()),
        [most @ .., end] => {
            let most: Vec<_> = most.iter().map(|word| quote(word.as_ref())).collect();
            format!("{} {last} {}", most.join(", "), quote(end.as_ref()))
        }
    }
}

/// Returns advice for a word that is none of the known ones: the nearest of them, if one is near, and all of them.
pub(crate) fn advice<S: AsRef<str>>(word: &str, known: &[S]) -> String {
    let expected = format!("expected {}", join(known, "or"));
    match nearest(word, known) {
        Some(near) => format!("did you mean `{near}`? {expected}"),
        None => expected,
    }
}

/// Returns the known word that differs from `word` in the fewest letters, if they are few for its length.
fn nearest<'a, S: AsRef<str>>(word: &str, known: &'a [S]) -> Option<&'a str> {
    let length = word.chars().count();
    if length > LONGEST_QUOTED {
        return None;
    }
    known
        .iter()
        .map(|other| (distance(word, other.as_ref()), other.as_ref()))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, other)| *distance <= length.max(other.chars().count()).div_ceil(4))
        .map(|(_, other)| other)
}

/// Returns how many letters must be inserted, removed or changed to make one word of the other, letter case aside.
fn distance(one: &str, other: &str) -> usize {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (before, mine) in one.chars().enumerate() {
        let (mut diagonal, mut left) = (before, before + 1);
        for (above, theirs) in row.iter_mut().skip(1).zip(other.chars()) {
            let changed = diagonal + usize::from(mine != theirs);
            diagonal = *above;
            left = changed.min(left + 1).min(diagonal + 1);
            *above = left;
        }
        if let Some(first) = row.first_mut() {
            *first = before + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_changed_letters() {
        for (one, other, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("kitten", "sitting", 3),
            ("wihtin", "within", 2),
            ("A", "a", 0),
        ] {
            assert_eq!(distance(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn only_near_words_are_suggested() {
        let known = ["within", "when", "warn"];
        assert_eq!(advice("wihtin", &known), "did you mean `within`? expected `within`, `when` or `warn`");
        assert_eq!(advice("complexity", &known), "expected `within`, `when` or `warn`");
        assert_eq!(advice::<&str>("x", &[]), "expected nothing");
    }

    #[test]
    fn long_words_are_shortened() {
        assert_eq!(quote(&"x".repeat(1000)).chars().count(), 63);
        assert_eq!(nearest(&"x".repeat(1000), &["x"]), None);
    }
}
