//! Assesses how a company keeps its promises to customers: `cargo run --release --example assess -- --help`.

use std::io;
use std::process::ExitCode;

use examples::run::{Terminal, assess};

fn main() -> ExitCode {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr());
    ExitCode::from(assess(std::env::args_os(), &mut out, &mut err, Terminal::detect()))
}
