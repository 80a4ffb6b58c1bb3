//! How fast purchases are read: `cargo run --release -p benches --example read -- 1000000`.
//!
//! The number is that of the customers; each has six or seven purchases, in random order, in a file that is made up in the
//! system's temporary folder and removed. Without one, three sizes follow one another.

use std::error::Error;
use std::fs;
use std::time::Instant;

use benches::company::company;
use crm_kit::{Policy, Preset, Records};
use examples::input::{Options, read_folder, write_folder};

const SIZES: [u64; 3] = [20_000, 100_000, 1_000_000];

fn main() -> Result<(), Box<dyn Error>> {
    let asked = std::env::args().nth(1).map(|text| text.parse()).transpose()?;
    let vocabulary = Policy::preset(Preset::Detailed).vocabulary();
    let folder = std::env::temp_dir().join(format!("purchases-{}", std::process::id()));
    println!("customers     rows      MB    time  MB/s");
    for customers in asked.map_or_else(|| SIZES.to_vec(), |customers| vec![customers]) {
        let records = Records { purchases: company(customers)?.purchases, ..Records::default() };
        fs::create_dir_all(&folder)?;
        write_folder(&records, &folder)?;
        drop(records);
        let megabytes = fs::metadata(folder.join("purchases.csv"))?.len() / 1_000_000;
        let started = Instant::now();
        let reading = read_folder(&folder, &vocabulary, &Options::default());
        let time = started.elapsed();
        fs::remove_dir_all(&folder)?;
        let a_second = u128::from(megabytes) * 1_000 / time.as_millis().max(1);
        println!(
            "{customers:>9} {:>8} {megabytes:>7} {:>5.2} s {a_second:>5}",
            reading?.rows,
            time.as_secs_f64()
        );
    }
    Ok(())
}
