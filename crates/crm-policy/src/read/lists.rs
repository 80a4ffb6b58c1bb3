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

/// Returns a list that names something: an empty one would read as "none" and, since it holds nobody back, mean all.
pub(super) fn filled<'i, 'a>(item: &'i Item<'a>) -> Option<&'i Item<'a>> {
    if item.is_list() && item.list().is_some_and(|items| items.is_empty()) {
        let expected = "expected one or more; leave the key out where all count".to_owned();
        return item.refuse("the list is empty", Some(expected));
    }
    Some(item)
}
