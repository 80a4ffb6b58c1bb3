//! Replays tickets under two policies: `cargo run --release --example sla_what_if -- --help`.

use std::io;
use std::process::ExitCode;

use examples::run::Terminal;
use examples::what_if::run;

fn main() -> ExitCode {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr());
    ExitCode::from(run(std::env::args_os(), &mut out, &mut err, Terminal::detect()))
}
