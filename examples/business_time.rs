//! Answers questions about business time: `cargo run --release --example business_time -- --help`.

use std::io;
use std::process::ExitCode;

use examples::business_time::run;
use examples::run::Terminal;

fn main() -> ExitCode {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr());
    let input = Box::new(io::stdin());
    ExitCode::from(run(std::env::args_os(), input, &mut out, &mut err, Terminal::detect()))
}
