//! Finds the service level behind a log's own verdicts: `cargo run --release --example sla_calibrate -- --help`.

use std::io;
use std::process::ExitCode;

use examples::calibrate::run;
use examples::run::Terminal;

fn main() -> ExitCode {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr());
    ExitCode::from(run(std::env::args_os(), &mut out, &mut err, Terminal::detect()))
}
