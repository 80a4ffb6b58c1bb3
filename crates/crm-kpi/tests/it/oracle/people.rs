//! Made-up customers: when they were customers, and what they ordered.

use std::collections::BTreeSet;

use crm_model::{Customer, PurchaseKind, Records, Table};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::made_up::{days, is_in, is_known, name, survivor};
use super::{day, months};
use crate::support::{member, order};

/// Who was a customer from which day for how long; who ordered, or gave back, on which day.
#[derive(Debug, Clone)]
pub(super) struct People {
    pub(super) stretches: Vec<(u8, u32, u32)>,
    pub(super) orders: Vec<(Option<u8>, u32, bool)>,
}

pub(super) fn people() -> impl Strategy<Value = People> {
    let stretches = vec((0..6_u8, days(), prop_oneof![0..3_u32, 0..100_u32]), 0..8);
    let orders = vec((option::weighted(0.9, 0..6_u8), days(), prop::bool::weighted(0.8)), 0..12);
    (stretches, orders).prop_map(|(stretches, orders)| People { stretches, orders })
}

impl People {
    pub(super) fn records(&self) -> Records {
        let member = |(who, from, length): &(u8, u32, u32)| {
            member(name(*who).as_str(), &[&format!("{}..{}", day(*from), day(from + length))])
        };
        let purchase = |(who, when, is_order): &(Option<u8>, u32, bool)| {
            let mut row = order("nobody", &day(*when).to_string(), "1 CNY");
            row.customer = who.map(name);
            row.what = if *is_order { PurchaseKind::Order } else { PurchaseKind::Refund { of: None } };
            row
        };
        let customers: Vec<Customer> = self.stretches.iter().map(member).collect();
        let purchases = self.orders.iter().map(purchase).collect();
        Records {
            customers: Table::complete(customers),
            purchases: Table::complete(purchases),
            ..Records::default()
        }
    }

    /// Who was a customer on a day of the period at a place.
    pub(super) fn members(&self, place: usize, is_merged: bool) -> BTreeSet<u8> {
        let holds =
            |(_, from, length): &&(u8, u32, u32)| (*from..from + length).any(|when| is_in(place, when));
        self.stretches.iter().filter(holds).map(|(who, ..)| survivor(*who, is_merged)).collect()
    }

    pub(super) fn buyers(&self, place: usize, is_merged: bool) -> BTreeSet<u8> {
        let orders = self.orders.iter().filter(|(_, when, is_order)| *is_order && is_in(place, *when));
        orders.filter_map(|(who, ..)| Some(survivor((*who)?, is_merged))).collect()
    }

    /// Who was a customer just before the period at a place began.
    pub(super) fn there_before(&self, place: usize, is_merged: bool) -> BTreeSet<u8> {
        let eve = months()[place].pred_opt().unwrap();
        let holds = |(_, from, length): &&(u8, u32, u32)| day(*from) <= eve && eve < day(from + length);
        self.stretches.iter().filter(holds).map(|(who, ..)| survivor(*who, is_merged)).collect()
    }

    /// Who joined in the period at a place for the first time, or ordered in it for the first time.
    pub(super) fn newcomers(&self, place: usize, by_orders: bool, is_merged: bool) -> BTreeSet<u8> {
        let ordered = self.orders.iter().filter(|(.., is_order)| *is_order);
        let ordered = ordered.filter_map(|(who, when, _)| Some((survivor((*who)?, is_merged), *when)));
        let joined = self.stretches.iter().filter(|(.., length)| *length > 0);
        let joined = joined.map(|(who, from, _)| (survivor(*who, is_merged), *from));
        let all: Vec<(u8, u32)> = if by_orders { ordered.collect() } else { joined.collect() };
        let known = || all.iter().filter(|(_, when)| is_known(*when));
        let is_first =
            |(who, when): &&(u8, u32)| known().all(|(other, before)| other != who || when <= before);
        known().filter(is_first).filter(|(_, when)| is_in(place, *when)).map(|(who, _)| *who).collect()
    }
}
