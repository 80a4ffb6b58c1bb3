//! Subscribers of an Iranian telecom company: churn by every group of the reference, through tiers.

use crm_kpi::{CustomersBy, Formula, Per, RetentionForm};
use crm_model::{Customer, Dataset, DatedTier, Records, Table};
use serde_json::Value as Json;

use super::{Row, groups, measured, near, parts, source};
use crate::support::member;

/// The subscribers, each of the tier that `tier` says.
fn company(rows: &[Row], tier: impl Fn(usize, &Row) -> String) -> Dataset {
    let customer = |(place, row): (usize, &Row)| -> Customer {
        let stretch = if row["churn"] == "1" { "2018-01-01..2020-12-15" } else { "2018-01-01.." };
        let mut customer = member(&format!("C-{place}"), &[stretch]);
        customer.tiers = vec![DatedTier { from: None, tier: tier(place, row).parse().unwrap() }];
        customer
    };
    let customers = Table::complete(rows.iter().enumerate().map(customer).collect());
    Dataset::new(Records { customers, ..Records::default() }).0
}

#[track_caller]
fn check(data: &Dataset, expected: &Json) {
    let mut known = 0;
    for (group, churn) in groups(expected) {
        let form = |form, tier: Option<&str>| {
            let tier = tier.map(|tier| tier.parse().unwrap());
            let formula = Formula::Retention { form, customers: CustomersBy::Memberships, tier };
            measured(formula, Per::Year, data, "2021-01-01")
        };
        let line = form(RetentionForm::ChurnIdentity, Some(group));
        near(line.value.number().unwrap(), churn, 6);
        // Nobody joined and nobody came back, so losses are the lost.
        assert_eq!(parts(&line), parts(&form(RetentionForm::ChurnEvents, Some(group))));
        known += line.cases().unwrap();
    }
    assert_eq!(known, 3_150, "every subscriber is of one group");
}

#[test]
fn h_kpi_7_churn_by_every_group_of_the_reference() {
    let Some(source) = source("iranian_churn", "h_kpi_7_churn_by_every_group_of_the_reference") else {
        return;
    };
    for (column, key) in [
        ("complains", "churn_by_complains"),
        ("tariff_plan", "churn_by_tariff_plan"),
        ("status", "churn_by_status"),
        ("age_group", "churn_by_age_group"),
    ] {
        let data = company(&source.rows, |_, row| row[column].clone());
        check(&data, &source.reference[key]);
    }
}

#[test]
fn h_kpi_7_churn_by_quarters_of_value() {
    let Some(source) = source("iranian_churn", "h_kpi_7_churn_by_quarters_of_value") else { return };
    let value = |place: usize| source.rows[place]["customer_value"].parse::<f64>().unwrap();
    let mut ranked: Vec<usize> = (0..source.rows.len()).collect();
    ranked.sort_by(|one, other| value(*one).total_cmp(&value(*other))); // stable: of equal values the first row first
    let mut quarter = vec![0; ranked.len()];
    for (rank, place) in ranked.into_iter().enumerate() {
        // The quarters end at the ranks 788.25, 1,575.5 and 2,362.75, counted from 1.
        quarter[place] = [788, 1_575, 2_362].iter().filter(|end| rank >= **end).count();
    }
    let data = company(&source.rows, |place, _| quarter[place].to_string());
    check(&data, &source.reference["churn_by_value_quartile_low_to_high"]);
}
