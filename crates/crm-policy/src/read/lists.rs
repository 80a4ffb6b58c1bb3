//! Lists in which each item counts.

use crate::section::Item;

/// Returns what the items of a list say, none of which may stand there twice.
pub(super) fn distinct<T: PartialEq>(
    list: &Item<'_>,
    read: impl Fn(&Item<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let items = list.list()?;
    let said: Vec<Option<T>> = items.iter().map(&read).collect();
    let said: Vec<T> = said.into_iter().collect::<Option<_>>()?;
    let again =
        said.iter().enumerate().find(|(place, one)| said.iter().take(*place).any(|other| other == *one));
    match again.and_then(|(place, _)| items.get(place)) {
        Some(item) => item.refuse("this stands in the list already", Some("leave it out".to_owned())),
        None => Some(said),
    }
}

/// Returns a value that is no empty list, under a key that must be there.
pub(super) fn filled<'i, 'a>(item: &'i Item<'a>) -> Option<&'i Item<'a>> {
    at_least_one(item, "expected one or more")
}

/// Returns a value that is no empty list, under a key that can be left out: an empty list would read as "none" and, since
/// it holds nobody back, mean all.
pub(super) fn filled_if_there<'i, 'a>(item: &'i Item<'a>) -> Option<&'i Item<'a>> {
    at_least_one(item, "expected one or more; leave the key out where all count")
}

fn at_least_one<'i, 'a>(item: &'i Item<'a>, expected: &str) -> Option<&'i Item<'a>> {
    if item.is_list() && item.list().is_some_and(|items| items.is_empty()) {
        return item.refuse("the list is empty", Some(expected.to_owned()));
    }
    Some(item)
}
