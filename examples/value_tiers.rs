//! Tells who is worth what from a purchase log: `cargo run --release --example value_tiers -- --help`.

use std::io;
use std::process::ExitCode;

use examples::run::Terminal;
use examples::value_tiers::run;

fn main() -> ExitCode {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr());
    ExitCode::from(run(std::env::args_os(), &mut out, &mut err, Terminal::detect()))
}
