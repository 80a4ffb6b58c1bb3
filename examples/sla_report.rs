//! Reports how service levels were kept: `cargo run --release --example sla_report -- --help`.

use std::io;
use std::process::ExitCode;

use examples::run::Terminal;
use examples::sla_report::run;

fn main() -> ExitCode {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr());
    ExitCode::from(run(std::env::args_os(), &mut out, &mut err, Terminal::detect()))
}
