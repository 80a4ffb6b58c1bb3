//! A company of any size: customers, purchases, contacts and tickets, made up without a file.

use std::error::Error;

use crm_kit::chrono::{DateTime, TimeDelta, Utc};
use crm_kit::model::{
    Channel, Classification, Currency, Customer, CustomerId, Direction, Happening, Interaction, Membership,
    Money, NameError, OrderId, Outcome, Purchase, PurchaseKind, Purpose, Records, Table, TicketEvent,
    TicketId, TicketRecord,
};
use rand::Rng;
use rand_pcg::Pcg64;

/// Of a hundred rows so many are purchases, contacts and tickets; a customer has ten rows.
const MIX: [(u64, Row); 3] = [(65, Row::Purchase), (30, Row::Contact), (5, Row::Ticket)];
const ROWS_A_CUSTOMER: u64 = 10;

#[derive(Clone, Copy)]
enum Row {
    Purchase,
    Contact,
    Ticket,
}

/// Returns the records of a year of a company with this many customers, and ten rows for each of them: purchases,
/// contacts and tickets in the order in which they happened to be drawn.
///
/// # Errors
///
/// When a name is none, which no number of customers brings about.
pub fn company(customers: u64) -> Result<Records, Box<dyn Error>> {
    let mut chance = Pcg64::new(1, 2026);
    let mut below = |end: u64| {
        let product = u128::from(chance.next_u64()) * u128::from(end);
        u64::try_from(product >> 64).unwrap_or_default()
    };
    let ids: Vec<CustomerId> =
        (0..customers).map(|number| CustomerId::new(format!("C-{number:08}"))).collect::<Result<_, _>>()?;
    let currency = Currency::new("CNY")?;
    let words = Words::new()?;
    let mut records = Tables::default();
    for number in 0..customers * ROWS_A_CUSTOMER {
        let customer = usize::try_from(below(customers)).ok().and_then(|place| ids.get(place)).cloned();
        let at = start() + TimeDelta::seconds(i64::try_from(below(365 * 86_400)).unwrap_or_default());
        let mut draw = below(100);
        let row = MIX.iter().find(|(share, _)| {
            let here = draw < *share;
            draw = draw.saturating_sub(*share);
            here
        });
        match row.map_or(Row::Purchase, |(_, row)| *row) {
            Row::Purchase => records.purchases.push(Purchase {
                at,
                order: Some(OrderId::new(format!("O-{number:09}"))?),
                what: PurchaseKind::Order,
                amount: Money::from_ten_thousandths(
                    i64::try_from(below(1_000) * below(1_000) + 1).unwrap_or(1) * 100,
                    currency,
                ),
                customer,
            }),
            Row::Contact => records.interactions.push(Interaction {
                at,
                customer,
                direction: if below(3) == 0 { Direction::Inbound } else { Direction::Outbound },
                outcome: if below(5) == 0 { Outcome::NotReached } else { Outcome::Reached },
                channel: Some(words.phone.clone()),
                purpose: Some(words.follow_up.clone()),
                person: None,
                department: None,
                recorded_at: None,
            }),
            Row::Ticket => records.tickets.push(words.ticket(number, customer, at, &mut below)?),
        }
    }
    let from = start();
    let members = ids
        .into_iter()
        .map(|id| Customer { memberships: vec![Membership { from, until: None }], ..Customer::new(id) });
    Ok(Records {
        customers: Table::complete(members.collect()),
        tickets: Table::complete(records.tickets),
        purchases: Table::complete(records.purchases),
        interactions: Table::complete(records.interactions),
        ..Records::default()
    })
}

/// Returns the instant at which to assess: the end of the year.
pub fn as_of() -> DateTime<Utc> {
    start() + TimeDelta::days(365)
}

fn start() -> DateTime<Utc> {
    const APRIL_2025: i64 = 1_743_436_800;
    DateTime::from_timestamp(APRIL_2025, 0).unwrap_or_default()
}

#[derive(Default)]
struct Tables {
    purchases: Vec<Purchase>,
    interactions: Vec<Interaction>,
    tickets: Vec<TicketRecord>,
}

/// Words made once, as a reader makes them.
struct Words {
    phone: Channel,
    follow_up: Purpose,
    judged: [Classification; 4],
}

impl Words {
    fn new() -> Result<Self, NameError> {
        let judged = |kind: &str, urgency: &str, complexity: &str| -> Result<_, NameError> {
            Ok(Classification {
                kind: Some(kind.parse()?),
                urgency: Some(urgency.parse()?),
                complexity: Some(complexity.parse()?),
            })
        };
        Ok(Self {
            phone: "phone".parse()?,
            follow_up: "follow-up".parse()?,
            judged: [
                judged("inquiry", "regular", "ordinary")?,
                judged("product-fault", "regular", "ordinary")?,
                judged("product-fault", "urgent", "complex")?,
                judged("complaint", "urgent", "ordinary")?,
            ],
        })
    }

    fn ticket(
        &self,
        number: u64,
        customer: Option<CustomerId>,
        at: DateTime<Utc>,
        below: &mut impl FnMut(u64) -> u64,
    ) -> Result<TicketRecord, NameError> {
        let later = |seconds: u64| at + TimeDelta::seconds(i64::try_from(seconds).unwrap_or_default());
        let judged = usize::try_from(below(4)).ok().and_then(|place| self.judged.get(place));
        // Nine in ten are in time under limits of 24 h and 60 s.
        let solved = below(26 * 3_600);
        let events = vec![
            TicketEvent::at(at, Happening::Opened),
            TicketEvent::at(later(below(300)), Happening::Recorded),
            TicketEvent::at(later(300), Happening::Classified(judged.cloned().unwrap_or_default())),
            TicketEvent::at(later(below(66)), Happening::FirstResponse),
            TicketEvent::at(later(400 + solved), Happening::Solved),
        ];
        let id = TicketId::new(format!("T-{number:09}"))?;
        Ok(TicketRecord { customer, channel: Some(self.phone.clone()), ..TicketRecord::new(id, events) })
    }
}
