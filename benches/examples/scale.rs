//! How long a whole company takes, and how much memory: `cargo run --release -p benches --example scale -- 1000000`.
//!
//! The number is that of the customers; each has ten rows. Without one, three sizes follow one another. Memory is that
//! of the process so far, so the largest size comes last.

use std::error::Error;
use std::time::Instant;

use benches::company::{as_of, company};
use crm_kit::{Dataset, Policy, Preset, assess};

const SIZES: [u64; 3] = [10_000, 100_000, 1_000_000];

fn main() -> Result<(), Box<dyn Error>> {
    let asked = std::env::args().nth(1).map(|text| text.parse()).transpose()?;
    let policy = Policy::preset(Preset::SixPlans);
    println!("customers     rows    sort   assess   in all   a row  memory");
    for customers in asked.map_or_else(|| SIZES.to_vec(), |customers| vec![customers]) {
        let records = company(customers)?;
        let started = Instant::now();
        let (dataset, _) = Dataset::new(records);
        let sorted = started.elapsed();
        let assessment = assess(&dataset, &policy, as_of());
        let done = started.elapsed();
        let rows = customers * 10;
        println!(
            "{customers:>9} {rows:>8} {:>5.2} s {:>6.2} s {:>6.2} s {:>4} ns {:>7}",
            sorted.as_secs_f64(),
            done.saturating_sub(sorted).as_secs_f64(),
            done.as_secs_f64(),
            done.as_nanos() / u128::from(rows),
            peak_memory().unwrap_or_else(|| "unknown".to_owned()),
        );
        drop(assessment);
    }
    Ok(())
}

/// Returns the most memory that the process has held, where the system tells.
fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(format!("{} MB", kilobytes / 1_000))
}
