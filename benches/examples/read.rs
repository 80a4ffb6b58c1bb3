//! How fast purchases and tickets are read: `cargo run --release -p benches --example read -- 1000000`.
//!
//! The number is that of the customers; each has six or seven purchases, in random order, and every second a ticket with
//! five events. The files are made up in the system's temporary folder and removed. Without one, three sizes follow one another.

use std::error::Error;
use std::fs;
use std::time::Instant;

use benches::company::company;
use crm_kit::{Policy, Preset, Records};
use examples::input::{Options, read_folder, write_folder};

const SIZES: [u64; 3] = [20_000, 100_000, 1_000_000];

fn main() -> Result<(), Box<dyn Error>> {
    let asked = std::env::args().nth(1).map(|text| text.parse()).transpose()?;
    println!("customers  table          rows      MB    time  MB/s");
    for customers in asked.map_or_else(|| SIZES.to_vec(), |customers| vec![customers]) {
        let Records { purchases, tickets, .. } = company(customers)?;
        measure(customers, "purchases", &Records { purchases, ..Records::default() })?;
        measure(customers, "tickets", &Records { tickets, ..Records::default() })?;
    }
    Ok(())
}

/// Writes records, reads them again and prints how fast.
fn measure(customers: u64, table: &str, records: &Records) -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("{table}-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    write_folder(records, &folder)?;
    let bytes: u64 = ["purchases", "tickets", "events"]
        .iter()
        .filter_map(|table| fs::metadata(folder.join(format!("{table}.csv"))).ok())
        .map(|file| file.len())
        .sum();
    let vocabulary = Policy::preset(Preset::Detailed).vocabulary();
    let started = Instant::now();
    let reading = read_folder(&folder, &vocabulary, &Options::default());
    let time = started.elapsed();
    fs::remove_dir_all(&folder)?;
    let (rows, megabytes) = (reading?.rows, bytes / 1_000_000);
    let a_second = u128::from(megabytes) * 1_000 / time.as_millis().max(1);
    println!(
        "{customers:>9}  {table:<9} {rows:>9} {megabytes:>7} {:>5.2} s {a_second:>5}",
        time.as_secs_f64()
    );
    Ok(())
}
