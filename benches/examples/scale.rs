//! How long a whole company takes, and how much memory: `cargo run --release -p benches --example scale -- 1000000`.
use std::time::Instant;
fn main() {
    let customers = std::env::args().nth(1).and_then(|t| t.parse().ok()).unwrap_or(100_000);
    let t = Instant::now();
    let c = cpu();
    let records = benches::company::company(customers);
    eprintln!("made {:?} cpu {:.2}", t.elapsed(), cpu() - c);
    let t = Instant::now();
    let c = cpu();
    let (dataset, integrity) = crm_kit::Dataset::new(records);
    eprintln!(
        "dataset {:?} cpu {:.2} findings {} {}",
        t.elapsed(),
        cpu() - c,
        integrity.findings.len(),
        peak()
    );
    let t = Instant::now();
    let c = cpu();
    let a = crm_kit::assess(
        &dataset,
        &crm_kit::Policy::preset(crm_kit::Preset::Detailed),
        benches::company::as_of(),
    );
    eprintln!("assess {:?} cpu {:.2} {} obligations {}", t.elapsed(), cpu() - c, a.obligations.len(), peak());
}
fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/self/stat").unwrap();
    let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect();
    (f[11].parse::<f64>().unwrap() + f[12].parse::<f64>().unwrap()) / 100.0
}
fn peak() -> String {
    let s = std::fs::read_to_string("/proc/self/status").unwrap();
    s.lines().filter(|l| l.starts_with("VmHWM") || l.starts_with("VmRSS")).collect::<Vec<_>>().join(" ")
}
