//! The demo's customers who were entered twice, under two ids, and whose files were merged since.

use crm_model::{Customer, CustomerId, CustomerMerger, Preferences};

use super::Rows;
use super::dice::{Dice, name};
use super::time::{FIRST, LAST, instant};

/// Enters one customer in some hundreds once more, with a contact, and returns how these files were merged; and mergers that
/// cannot be obeyed, of each kind one.
pub(super) fn of(dice: &mut Dice, rows: &mut Rows) -> Vec<CustomerMerger> {
    let known: Vec<Customer> = rows.customers.clone();
    let mut mergers = Vec::new();
    for double in 0..=known.len() / 600 {
        let place = usize::try_from(dice.below(known.len() as u64)).unwrap_or_default();
        let Some(customer) = known.get(place) else { return mergers };
        let entered_again: CustomerId = name(&format!("N-{:05}", double + 1));
        let of_customer =
            rows.interactions.iter_mut().find(|row| row.customer.as_ref() == Some(&customer.id));
        if let Some(contact) = of_customer {
            contact.customer = Some(entered_again.clone());
        }
        // Whoever entered the customer again asked for less.
        let mut file = customer.file.clone();
        if let Some(file) = &mut file {
            file.provenance.clear();
            file.preferences = Preferences::default();
        }
        rows.customers.push(Customer { file, ..Customer::new(entered_again.clone()) });
        mergers.push(merger(dice, &entered_again, &customer.id));
    }
    mergers.extend(contradictions(dice, &known));
    mergers
}

/// Two customers are merged into one another, one into two others, and one whom nobody knows into another such.
fn contradictions(dice: &mut Dice, known: &[Customer]) -> Vec<CustomerMerger> {
    let [one, other, third, ..] = known else { return Vec::new() };
    let unknown = ["X-1001", "X-1002"].map(name::<CustomerId>);
    let pairs = [
        (&one.id, &other.id),
        (&other.id, &one.id),
        (&third.id, &one.id),
        (&third.id, &other.id),
        (&unknown[0], &unknown[1]),
    ];
    pairs.map(|(customer, into)| merger(dice, customer, into)).into()
}

fn merger(dice: &mut Dice, customer: &CustomerId, into: &CustomerId) -> CustomerMerger {
    let merged_at = Some(instant(dice.number(FIRST, LAST - 1), 15 * 60));
    CustomerMerger { customer: customer.clone(), into: into.clone(), merged_at }
}
