//! How work really flows, from a log of events: `cargo run --release --example process_map -- --help`.

use std::io;
use std::process::ExitCode;

use examples::process_map::run;
use examples::run::Terminal;

fn main() -> ExitCode {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr());
    ExitCode::from(run(std::env::args_os(), &mut out, &mut err, Terminal::detect()))
}
