//! Orders that are in the data more than once, or that cannot be right.

use alloc::vec::Vec;

use super::by_customer::{ByCustomer, CustomerCode};
use crate::{OrderId, Purchase, PurchaseKind};

/// What was found out about the orders of a table.
#[derive(Debug, Default)]
pub(super) struct Sifted {
    /// How many rows repeat another row of their order in every part.
    pub(super) repeats: u64,
    /// Orders whose rows disagree, or whose amount is negative, with their customers. Sorted.
    pub(super) doubtful: Vec<(Option<CustomerCode>, Option<OrderId>)>,
}

/// Takes rows out that must not count: an order counts once if its rows are equal, and not at all if they disagree or
/// if its amount is negative.
///
/// Orders and refunds of one number are two things, and so are two customers' orders. Rows without a number are
/// different orders, however equal they are.
pub(super) fn sift(purchases: &mut ByCustomer<Purchase>) -> Sifted {
    let mut sifted = Sifted::default();
    let mut out: Vec<usize> = Vec::new();
    let mut places: Vec<usize> = Vec::new();
    for (from, customer, rows) in purchases.groups() {
        places.clear();
        places.extend(0..rows.len());
        // Equal rows stand side by side already; a stable sort keeps them so.
        places.sort_by_key(|place| rows.get(*place).map(key));
        for same in places.chunk_by(|one, next| is_one_order(rows.get(*one), rows.get(*next))) {
            let Some((first, others)) = same.split_first() else { continue };
            let Some(row) = rows.get(*first) else { continue };
            let disagree = others.iter().any(|place| rows.get(*place) != Some(row));
            if disagree || row.amount.is_negative() {
                out.extend(same.iter().map(|place| from + place));
                sifted.doubtful.push((customer, row.order.clone()));
            } else {
                out.extend(others.iter().map(|place| from + place));
                sifted.repeats += others.len() as u64;
            }
        }
    }
    out.sort_unstable();
    purchases.remove(&out);
    sifted.doubtful.sort_unstable();
    sifted
}

fn key(purchase: &Purchase) -> (Option<&OrderId>, bool) {
    (purchase.order.as_ref(), purchase.what == PurchaseKind::Order)
}

fn is_one_order(one: Option<&Purchase>, other: Option<&Purchase>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one.order.is_some() && key(one) == key(other))
}
