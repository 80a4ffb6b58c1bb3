//! Cohorts of customers: who comes back when, and what they bring: `cargo run --release --example cohorts -- --help`.

use std::io;
use std::process::ExitCode;

use examples::cohorts::run;
use examples::run::Terminal;

fn main() -> ExitCode {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr());
    ExitCode::from(run(std::env::args_os(), &mut out, &mut err, Terminal::detect()))
}
