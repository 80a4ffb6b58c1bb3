//! How long a sweep over columns takes on one core: `cargo run --release -p benches --example sweep_table`.
//!
//! Ten thousand to ten million clocks, a third of which paused, a quarter under each of four limits; each size several
//! times, of which the median is shown, and the least. Beside it one pass over the same memory, in the same run.

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use benches::clocks::{AS_OF, Clocks, LIMITS, targets};
use crm_sla::sweep;

const SIZES: [(usize, usize); 4] = [(10_000, 99), (100_000, 49), (1_000_000, 19), (10_000_000, 5)];

fn main() -> Result<(), Box<dyn Error>> {
    let targets = targets()?;
    println!("limits: {}", LIMITS.join(", "));
    println!("| clocks | pauses | sweep | a clock | least | reading the columns once | times that |");
    println!("|---|---|---|---|---|---|---|");
    for (size, repeats) in SIZES {
        let clocks = Clocks::new(size)?;
        let (mut swept, mut read) = (Vec::with_capacity(repeats), Vec::with_capacity(repeats));
        for _ in 0..repeats {
            let begun = Instant::now();
            drop(black_box(sweep(&targets, &clocks.columns(), AS_OF)?));
            swept.push(begun.elapsed());
            let begun = Instant::now();
            black_box(clocks.read_once());
            read.push(begun.elapsed());
        }
        swept.sort_unstable();
        read.sort_unstable();
        let middle = repeats / 2;
        let (Some(median), Some(least), Some(once)) = (swept.get(middle), swept.first(), read.get(middle))
        else {
            continue;
        };
        println!(
            "| {size} | {} | {:.1} ms | {} ns | {:.1} ms | {:.2} ms | {:.0} |",
            clocks.columns().pauses.len(),
            median.as_secs_f64() * 1_000.0,
            median.as_nanos() / u128::try_from(size)?,
            least.as_secs_f64() * 1_000.0,
            once.as_secs_f64() * 1_000.0,
            median.as_secs_f64() / once.as_secs_f64(),
        );
    }
    Ok(())
}
